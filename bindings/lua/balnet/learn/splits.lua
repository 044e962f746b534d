-- Samples split for cross-validation; part of balnet.learn, described in meta/learn_scores.lua.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local tensor = require "balnet.tensor"

local splits = {}

-- Samples in the order in which they are dealt to the folds: those of one label one after the other.
local function dealt(n, seed, labels)
  local order = seed and random { seed = seed }:permutation(n) or tensor.arange(1, n)
  if not labels then return order end
  if labels:dims() ~= 1 or #labels ~= n then error(("there are %d samples and %d labels"):format(n, labels:size()), 0) end
  return order:take(1, labels:take(1, order):argsort())
end

-- The fold of each sample: in stretches of the order, or, by labels, one sample in turn.
local function folds_of(n, o)
  local order, place = dealt(n, o.seed, o.labels), tensor.arange(0, n - 1)
  local fold = o.labels and place % o.folds or tensor.zeros(n)
  if not o.labels then
    local first = 0
    for k = 0, o.folds - 1 do
      local size = n // o.folds + (k < n % o.folds and 1 or 0)
      fold[{ { first + 1, first + size } }] = k
      first = first + size
    end
  end
  return tensor.zeros(n):put(1, order, fold)
end

local fields = { folds = { "integer", 5, least = 2 }, seed = { "integer" }, labels = { "numbers" } }

splits.kfold = arguments.at_caller("kfold", function(n, given)
  local o = options.over(given, fields)
  if n < o.folds then error(("%d samples can't be split into %d folds"):format(n, o.folds), 0) end
  local fold, list = folds_of(n, o), {}
  for k = 1, o.folds do list[k] = { train = fold:ne(k - 1):nonzero(), test = fold:eq(k - 1):nonzero() } end
  return list
end, "integer", "options?")

local function scored(score, model, x, y)
  local value = score and score(y, model:predict(x)) or not score and model:score(x, y)
  if type(value) ~= "number" then error(("the score is %s; a number was needed"):format(kinds.shown(value)), 0) end
  return value
end

splits.cross_val_score = arguments.at_caller("cross_val_score", function(fit, x, y, given)
  local o = options.over(given, { folds = fields.folds, seed = fields.seed, labels = fields.labels, score = { "function" } })
  if #x ~= #y then error(("x has %d samples and y %d; as many of each were needed"):format(#x, #y), 0) end
  local found = {}
  for k, part in ipairs(splits.kfold(x:shape(1), { folds = o.folds, seed = o.seed, labels = o.labels })) do
    local model = fit(x:take(1, part.train), y:take(1, part.train))
    found[k] = scored(o.score, model, x:take(1, part.test), y:take(1, part.test))
  end
  return tensor.tensor(found)
end, "function", "numbers", "numbers", "options?")

return splits
