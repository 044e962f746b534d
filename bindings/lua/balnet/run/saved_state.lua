--- The state of a run in its results file: saving it, comparing its parameters, and restoring it.

local balnet = require "balnet"
local history = require "balnet.run.history"
local parameters = require "balnet.parameters.parameters"

local saved_state = {}

-- The version of the format of the state; it grows by one with each change.
saved_state.format = 1

--- The tensors of a state that a trainer is made with.
saved_state.fixed = { "connections", "signs", "mask_J", "mask_w_in", "mask_w_out", "mask_bias", "time_constants",
  "activation_table" }

--- The best state so far as a group of a results file, for a run with patience.
---@param run balnet.run
---@return table
function saved_state.best(run)
  local group, best = {}, run.best
  for name, value in pairs(best.state) do group[name] = value end
  group.attributes = { epoch = best.state.epoch, adam_step = best.state.adam_step, error = best.error }
  group.epoch, group.adam_step = nil, nil
  return group
end

-- That group as the best state of a run.
local function best_of(group)
  local attributes, state = group.attributes, {}
  for name, value in pairs(group) do state[name] = value end
  state.attributes, state.epoch, state.adam_step = nil, attributes.epoch, attributes.adam_step
  return { error = attributes.error, epoch = attributes.epoch, state = state }
end

--- The state of the trainer as a group of a results file.
---@param run balnet.run
---@return table
function saved_state.state(run)
  local state = run.trainer:state()
  state.attributes = {
    format = saved_state.format, epoch = state.epoch, adam_step = state.adam_step, measured_at = run.measured_at,
  }
  state.epoch, state.adam_step = nil, nil
  return state
end

-- What a measurement changes in a state: it relaxes the initial state, and puts the weights in order.
local changed_by_measuring = { "initial_state", "weights" }

--- What the state was before the last measurement, as a group of a results file, for a run whose last epoch was measured
--- where no measurement was due.
---@param run balnet.run with before_early_end
---@return table
function saved_state.before_early_end(run)
  local group = {}
  for _, name in ipairs(changed_by_measuring) do group[name] = run.before_early_end[name] end
  return group
end

-- That group as a state.
local function before_early_end(state, group)
  local whole = {}
  for name, value in pairs(state) do whole[name] = value end
  for name, value in pairs(group) do whole[name] = value end
  return whole
end

--- Takes back the last measurement of a run that is to go on for more epochs where no measurement was due, so that it
--- becomes the run which was as long from the beginning.
---@param run balnet.run
function saved_state.forget_early_end(run)
  if not run.before_early_end or run.parameters.epochs <= run.measured_at then return end
  run.trainer:restore(run.before_early_end)
  run.before_early_end = nil
  history.drop_last(run.history)
end

-- The value that a parameter had before there was it; nil where that can't be known.
local function before_there_was(run, declaration)
  if not declaration.neutral then return nil end
  if declaration.like then return run.parameters[declaration.like] end
  return declaration.default
end

local function sentence_of_new(declaration, before, now)
  local name = declaration.name
  if before ~= nil then
    return ("it was made before there was a parameter %s, as if that were %s, and it is %s now")
      :format(name, parameters.text(before), parameters.text(now))
  end
  return ("it was made before the script had a parameter %s; what stood in its place is not known"):format(name)
end

--- The first difference between the parameters of a run and those of a results file, among those that affect
-- its numbers. A parameter of the library that the file does not have yet is one if its value is not the default, one of a
-- script always.
---@param run balnet.run
---@param tree table as archive.read gives it
---@param but? string the name of a parameter that may differ
---@return string|nil # "noise is 1 there and 2 now"; nil when they agree
function saved_state.difference(run, tree, but)
  local there = tree.parameters.attributes
  for _, declaration in ipairs(run.set.list) do
    local name = declaration.name
    local before, now, known = there[name], run.parameters[name], there[name] ~= nil
    if not known then before = before_there_was(run, declaration) end
    if not declaration.scope and name ~= but and before ~= now then
      if not known then return sentence_of_new(declaration, before, now) end
      return ("%s is %s there and %s now"):format(name, parameters.text(before), parameters.text(now))
    end
  end
end

-- A matrix as a list of its rows, each a view.
local function rows(matrix)
  local list = {}
  for k = 1, matrix and #matrix or 0 do list[k] = matrix[k] end
  return list
end

local function spectra(group, name)
  local list, imag = {}, group[name .. "_imag"] -- both may be left out
  for k, real in ipairs(rows(group[name .. "_real"])) do list[k] = { real = real, imag = imag[k] } end
  return list
end

--- Puts the history of a results file into an empty one.
---@param course balnet.history
---@param group table as archive.read gives it
function saved_state.restore_history(course, group)
  for name, values in pairs(group) do
    if type(values) == "userdata" and values:dims() == 1 then course.numbers[name] = values:totable() end
  end
  for k, epoch in ipairs(course.numbers.epoch) do course.numbers.epoch[k] = math.tointeger(epoch) end
  course.eigenvalues = spectra(group, "eigenvalues")
  course.J_eigenvalues = spectra(group, "J_eigenvalues")
  if course.keeps_J then course.J = rows(group.J) end
end

-- Initial states for another number of trials: those there are, over and over.
local function for_batch(initial, batch)
  if initial:dims() ~= 2 or initial:shape(2) == batch or initial:shape(2) == 0 then return initial end
  return initial:take(2, (balnet.arange(batch) - 1):mod(initial:shape(2)) + 1)
end

--- Puts the results in a file into a run, and the state where there is one.
---@param run balnet.run with the same parameters
---@param tree table
function saved_state.restore(run, tree)
  local state = tree.state
  if state then
    state.epoch, state.adam_step = state.attributes.epoch, state.attributes.adam_step
    for _, group in ipairs { state, tree.state_before } do
      if group.initial_state then group.initial_state = for_batch(group.initial_state, run.parameters.batch) end
    end
    local fits, fault = pcall(run.trainer.restore, run.trainer, state)
    if not fits then error(fault, 0) end
    run.measured_at = state.attributes.measured_at
    if tree.state_before then run.before_early_end = before_early_end(state, tree.state_before) end
  end
  run.initial, run.final = tree.initial, tree.weights
  if tree.best then
    run.best = best_of(tree.best)
    run.best.state.initial_state = for_batch(run.best.state.initial_state, run.parameters.batch)
  end
  saved_state.restore_history(run.history, tree.history)
  if tree.clusters then
    run.measured = { labels = tree.clusters.labels, tracking = tree.tracking, state = tree.tracking.final_state,
      test = tree.test }
  end
end

return saved_state
