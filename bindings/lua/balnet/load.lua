--- A run given back from its results file.
--
--     local run = balnet.load "out/two_stimuli/two_stimuli.h5"
--     print(run.trainer:J(), run.history.numbers.test_error[1], run.parameters.noise)
--     run:save(balnet.figures.training(run))               -- drawn again
--
--     local longer = balnet.load("out/two_stimuli/two_stimuli.h5", { epochs = 200001 })
--     for _, measured in longer:train() do longer:record(measured) end
--
-- With another `batch` or other `steps` the trainer is one for trials of those; its initial states are those
-- in the file, over again where there are more trials now.
--
-- The task of an experiment that has its own is not in the file; `{ task = … }` gives it for training and
-- measuring.

local parameters = require "balnet.parameters.parameters"
local results = require "balnet.run.results"
local run = require "balnet.run.run"
local tracking = require "balnet.run.tracking"

local kinds = { integer = "integer", float = "number" }

-- Declarations of the parameters that a script has added: only their values are known.
local function of_script(recorded, known)
  local list, names = {}, {}
  for name in pairs(recorded) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = recorded[name]
    local kind = kinds[math.type(value)] or type(value) == "boolean" and "boolean" or "text"
    if not known.by_name[name] then list[#list + 1] = { name = name, kind = kind, default = value, help = "" } end
  end
  return list
end

local function set_of(name, recorded, task)
  local lists = tracking.lists(task)
  lists[#lists + 1], lists[#lists + 2] = tracking.running(name), tracking.call
  local known = assert(parameters.set(table.unpack(lists)))
  return parameters.set(of_script(recorded, known), table.unpack(lists))
end

-- Replaces the task of a run with a task of its own, which was not given; calling it is an error.
local function no_task()
  error("the task of this run is not in its file; balnet.load(path, { task = … }) takes it", 0)
end

local function no_rate()
  error("the learning rate of this run is a function, which is not in its file; balnet.load(path, { learning_rate = … }) "
    .. "takes one, or a number", 0)
end

-- The function that is the learning rate of a run; nil where it is a number.
local function rate_of(recorded, given)
  if type(given) == "function" then return given end
  return recorded.schedule == "function" and given == nil and no_rate or nil
end

-- The task that a run is to have; nil for one that tracks its stimuli.
local function task_of(recorded, given)
  local own = recorded.readouts ~= nil and recorded.initial_state ~= nil
  return own and (given or no_task) or nil
end

local function values_of(set, tree, changes, rate)
  local recorded, fault = set:accept_all(tree.parameters.attributes)
  if not recorded then return nil, fault end
  local changed
  changed, fault = set:accept_all(changes)
  if not changed then return nil, fault end
  local values = set:resolve(recorded, changed)
  if rate and changed.schedule ~= "cosine" then
    values.schedule = "function"
  elseif values.schedule == "function" then
    values.schedule = "constant"
  end
  return values, tracking.fault(values, rate)
end

-- "folder/name.h5" in its parts.
local function parts_of(path)
  local folder, file = path:match "^(.*)/([^/]*)$"
  return folder and (folder ~= "" and folder or "/") or ".", (file or path):gsub("%.h5$", "")
end

local function load_run(path, changes, given)
  local tree, fault = results.read(path)
  if not tree then return nil, fault end
  local folder, name = parts_of(path)
  local set, values
  local recorded = tree.parameters.attributes
  local task, rate = task_of(recorded, given.task), rate_of(recorded, given.learning_rate or changes.learning_rate)
  set, fault = set_of(name, recorded, task)
  if set then values, fault = values_of(set, tree, changes, rate) end
  if fault then return nil, ("'%s': %s"):format(path, fault) end
  values.out = changes.out or folder
  if tree.state and tree.state.attributes.epoch > values.epochs then
    return nil, ("'%s' is already at epoch %d; epochs is %d"):format(path, tree.state.attributes.epoch, values.epochs)
  end
  local loaded, result = pcall(run.loaded, name, set, values, tree, { task = task, learning_rate = rate })
  if loaded then return result end
  return nil, ("'%s' holds a state that can't be used: %s"):format(path, result)
end

--- Loads a run: its parameters, history, weights and trainer, as they were when the file was written.
--
--     local run = balnet.experiment { name = "kept", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     run:save()
--     local loaded = balnet.load(run:path ".h5")
--     loaded.trainer:J() == run.trainer:J()  --> true
---@param path string of the results file; files that are saved again go into its folder
---@param changes? table<string, any> parameters that are to differ from now on, as `epochs` or `out`; and
--- `task` and `learning_rate`, of an experiment where those are functions
---@return balnet.run # an error for a file that can't be read, is damaged, is not of a run, or does not fit
return function(path, changes)
  if type(path) ~= "string" then error(("path is a %s; a string was needed"):format(type(path)), 2) end
  if changes ~= nil and type(changes) ~= "table" then
    error(("changes are a %s; a table was needed"):format(type(changes)), 2)
  end
  local values, functions = {}, {}
  for name, value in pairs(changes or {}) do
    local is_function = name == "task" or name == "learning_rate" and type(value) == "function"
    if is_function then functions[name] = value else values[name] = value end
  end
  local ended, loaded, fault = pcall(load_run, path, values, functions)
  if not ended then loaded, fault = nil, ("'%s' holds what no run has written: %s"):format(path, loaded) end
  if not loaded then error(fault, 2) end
  return loaded
end
