--- An experiment: parameters from the command line, a file and the script, and a run that trains with them.
--
--     local run = balnet.experiment { name = "two_stimuli", stimuli = 2 }
--     for epoch, measured in run:train() do run:record(measured) end
--     run:save(balnet.figures.training(run))
--
-- Where a parameter is given several times the command line wins, then the file that --params names, then the
-- script's table, then the default.

local commandline = require "balnet.commandline"
local ending = require "balnet.ending"
local help = require "balnet.help"
local parameter_file = require "balnet.parameter_file"
local parameters = require "balnet.parameters"
local run = require "balnet.run"
local system = require "balnet.system"
local tracking = require "balnet.tracking"

local wrong_command_line = 2

local function stop(name, fault)
  ending.stop(wrong_command_line, ("%s: %s\n%s: --help shows all parameters"):format(name, fault, name))
end

-- The definition's own fields; every other one is a parameter's value.
local own_fields = { name = true, description = true, parameters = true, arguments = true }

local function split(definition)
  local values = {}
  for name, value in pairs(definition) do
    if not own_fields[name] then values[name] = value end
  end
  return values
end

local function fault_of(definition)
  if type(definition) ~= "table" then return "an experiment is defined by a table" end
  local name = definition.name
  if type(name) ~= "string" or not name:find "^[%w_][%w_.-]*$" then
    return ("an experiment needs a name of letters, digits and underscores; '%s' was given"):format(tostring(name))
  end
end

local function show_help(set, scripted, definition, arguments)
  local usage = ("usage: balnet %s [--parameter value …]"):format(arguments[0] or definition.name)
  if definition.description then usage = definition.description .. "\n\n" .. usage end
  io.stdout:write(help.text(set, scripted, usage, system.terminal_width(io.stdout) or 100), "\n")
  ending.stop(0)
end

local function from_file(set, path)
  if not path then return {} end
  local values, fault = parameter_file.read(path)
  if not values then return nil, fault end
  values, fault = set:accept_all(values)
  return values, fault and ("%s: %s"):format(path, fault)
end

-- The values of a call, or nil and what is wrong with the command line or the file.
local function read_call(set, scripted, definition, arguments)
  local given, fault = commandline.read(set, arguments)
  if not given then return nil, fault end
  if given.help then show_help(set, scripted, definition, arguments) end
  local filed
  filed, fault = from_file(set, given.params)
  if not filed then return nil, fault end
  local values = set:resolve(scripted, filed, given)
  fault = tracking.fault(values)
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
  local fault = fault_of(definition)
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
    stop(definition.name, fault)
  end
  return run.new(definition.name, set, values, arguments)
end

return experiment
