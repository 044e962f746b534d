--- An experiment: parameters from the command line, a file and the script, and a run that trains with them.
--
--     local run = balnet.experiment { name = "two_stimuli", stimuli = 2 }
--     for epoch, measured in run:train() do run:record(measured) end
--     run:save(balnet.figures.training(run))
--
-- Where a parameter is given several times the command line wins, then the file that --params names, then the
-- script's table, then the default.

local parameters = require "balnet.parameters"
local run = require "balnet.run"
local script = require "balnet.script"
local tracking = require "balnet.tracking"

-- The definition's own fields; every other one is a parameter's value.
local own_fields = { name = true, description = true, parameters = true, arguments = true }

local function split(definition)
  local values = {}
  for name, value in pairs(definition) do
    if not own_fields[name] then values[name] = value end
  end
  return values
end

-- The values of a call, or nil and what is wrong with the command line or the file.
local function read_call(set, scripted, definition, arguments)
  local filed, given = script.read(set, scripted, definition, arguments)
  if not filed then return nil, given end
  local values = set:resolve(scripted, filed, given)
  local fault = tracking.fault(values)
  if fault then return nil, fault end
  return values
end

---@class balnet.experiment_definition
---@field name string names the results
---@field description? string one line, shown by --help
---@field parameters? balnet.declaration[] what the script adds
---@field arguments? table<integer, string> instead of the global `arg`

--- Makes a run. Ends the program with status 2 when the command line is wrong, with 0 after --help, with 1 when the
-- folder of the results can't be written.
---@param definition balnet.experiment_definition and any parameter by its name
---@return balnet.run
local function experiment(definition)
  local fault = script.fault(definition, "an experiment")
  if fault then error(fault, 2) end
  local set, scripted
  set, fault = parameters.set(definition.parameters or {}, tracking.network, tracking.task, tracking.training,
    tracking.seeds, tracking.course, tracking.running(definition.name), tracking.call)
  if not set then error(fault, 2) end
  scripted, fault = set:accept_all(split(definition))
  if not scripted then error(fault, 2) end

  local arguments = definition.arguments or arg or {}
  local values
  values, fault = read_call(set, scripted, definition, arguments)
  if not values then
    if tracking.fault(set:resolve(scripted)) == fault then error(fault, 2) end
    script.stop(definition.name, fault)
  end
  return run.new(definition.name, set, values, arguments)
end

return experiment
