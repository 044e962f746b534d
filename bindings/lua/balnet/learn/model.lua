--- Models that were fitted: what they predict, and how well.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local scores = require "balnet.learn.scores"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

---@class balnet.learn.model
---@field coefficients balnet.tensor inputs, or inputs x outputs (of several classes: inputs x classes)
---@field intercept number|balnet.tensor a number, or outputs
---@field classes? balnet.tensor the labels, ascending, of `balnet.learn.logistic_regression` and `linear_discriminant_analysis`
---@field errors? balnet.tensor standard errors of the coefficients, of regressions without a penalty
---@field intercept_error? number|balnet.tensor
local model = {}

local own = setmetatable({}, { __mode = "k" }) -- the kind, by model

local function linear(self, x)
  local inputs = self.coefficients:shape(1)
  if x:dims() ~= 2 or x:shape(2) ~= inputs then
    error(("x is %s; n x %d were needed"):format(tensors.shape(x), inputs), 0)
  end
  tensors.check_finite("x", x)
  return x:to("f64"):matmul(self.coefficients) + self.intercept
end

local function probabilities(self, x)
  local eta = linear(self, x)
  if eta:dims() == 2 then return array.softmax(eta, 2) end
  local p = eta:sigmoid()
  return tensor.stack({ 1 - p, p }, 2)
end

local function most_likely(self, x) return self.classes:take(1, probabilities(self, x):argmax(2)) end

-- What a Poisson model explains of the deviance from the mean (McCullagh and Nelder 1989).
local function explained_deviance(y, mean)
  local function deviance(mu) return (tensor.where(y:gt(0), y * (y / mu):log(), 0) - y + mu):sum() end
  return 1 - deviance(mean) / deviance(y * 0 + y:mean())
end

local predicting = { linear = linear, logistic = most_likely, poisson = function(self, x) return linear(self, x):exp() end }
local scoring = { linear = scores.r2_score, logistic = scores.accuracy_score, poisson = explained_deviance }

--- What the model predicts: outputs, labels or mean counts.
--
--     local model = balnet.learn.ridge({ { 0 }, { 1 }, { 2 } }, { 1, 3, 5 }, { alpha = 0 })
--     model:predict { { 10 } }  --> { 21.000 }
---@param self balnet.learn.model
---@param x balnet.tensor|number[][] n x inputs
---@return balnet.tensor # n, or n x outputs
model.predict = arguments.at_caller("predict", function(self, x) return predicting[own[self]](self, x) end, "table", "numbers")

--- How well the model predicts: of `ridge` the share of the variance that it explains (`r2_score`), of `logistic_regression` the share
-- of labels that are right, of `poisson_regression` the share of the deviance that it explains.
--
--     local model = balnet.learn.ridge({ { 0 }, { 1 }, { 2 } }, { 1, 3, 5 }, { alpha = 0 })
--     model:score({ { 3 }, { 4 } }, { 7, 9 })  --> 1.000
---@param self balnet.learn.model
---@param x balnet.tensor|number[][] n x inputs
---@param y balnet.tensor|number[] n, or n x outputs
---@return number
model.score = arguments.at_caller("score", function(self, x, y)
  return scoring[own[self]](y:to "f64", predicting[own[self]](self, x))
end, "table", "numbers", "numbers")

--- How probable each class is. An error for a model without classes.
--
--     local model = balnet.learn.logistic_regression({ { 0 }, { 1 }, { 2 }, { 3 } }, { 1, 1, 2, 2 })
--     model:probabilities({ { 1.5 } })  --> { { 0.5000, 0.5000 } }
---@param self balnet.learn.model
---@param x balnet.tensor|number[][] n x inputs
---@return balnet.tensor # n x classes
model.probabilities = arguments.at_caller("probabilities", function(self, x)
  if own[self] ~= "logistic" then
    error("the model has no classes; one of logistic_regression or linear_discriminant_analysis was needed", 0)
  end
  return probabilities(self, x)
end, "table", "numbers")

function model:__tostring()
  return ("%s model, inputs: %d"):format(own[self], self.coefficients:shape(1))
end

arguments.class("a model", model, { "classes", "errors", "intercept_error" })

--- A model of a kind.
---@param kind "linear"|"logistic"|"poisson"
---@param values table
---@return balnet.learn.model
return function(kind, values)
  local made = setmetatable(values, model)
  own[made] = kind
  return made
end
