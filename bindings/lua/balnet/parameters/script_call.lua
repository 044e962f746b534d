--- The parameters of a script's call: from the command line, from a file and from the script's own table. The command
-- line wins, then the file that --params names, then the script's table, then the default. A wrong command line ends
-- the program with status 2, --help with 0.

local command_line = require "balnet.parameters.command_line"
local exit = require "balnet.program.exit"
local help = require "balnet.parameters.help"
local parameter_file = require "balnet.parameters.file"
local reminder = require "balnet.native.reminder"
local system = require "balnet.native.system"

local script_call = {}

local wrong_command_line = 2
local most_name = 100 -- bytes, so that the names of files made from it stay below the 255 that systems allow

--- The fault of a script's definition.
---@param definition any
---@param what string "an experiment" or the like
---@return string|nil # the sentence; nil when all is well
function script_call.fault(definition, what)
  if type(definition) ~= "table" then return what .. " is defined by a table" end
  local name = definition.name
  if type(name) ~= "string" or not name:find "^[%w_][%w_.-]*$" then
    return ("%s needs a name of letters, digits and underscores; '%s' was given"):format(what, tostring(name))
  end
  if #name > most_name then
    return ("%s needs a name of at most %d bytes; one of %d was given"):format(what, most_name, #name)
  end
end

--- Ends the program because of a wrong command line.
---@param name string of the script
---@param fault string
function script_call.stop(name, fault)
  exit.stop(wrong_command_line, ("%s: %s\n%s: --help shows all parameters"):format(name, fault, name))
end

local function show_help(set, scripted, definition, arguments)
  local usage = ("usage: balnet %s [--parameter value …]"):format(arguments[0] or definition.name)
  if definition.description then usage = definition.description .. "\n\n" .. usage end
  io.stdout:write(help.text(set, scripted, usage, system.terminal_width(io.stdout) or 100), "\n")
  exit.stop(0)
end

--- The accepted values of a parameter file.
---@param set balnet.parameter_set
---@param path? string
---@return table<string, any>|nil # nil when something is wrong; empty without a path
---@return string|nil fault
function script_call.from_file(set, path)
  if not path then return {} end
  local values, fault = parameter_file.read(path)
  if not values then return nil, fault end
  values, fault = set:accept_all(values)
  return values, fault and ("%s: %s"):format(path, fault)
end

-- The table for the declarations of a script that is only asked for them; nil while scripts run.
local asked

---@class balnet.declared
---@field name string of the results
---@field set balnet.parameter_set
---@field scripted table<string, any> accepted values of the script's own
---@field quick? table<string, any> values that take the place of the defaults with --quick

local patience = 2 -- seconds

--- Asks a script for its parameters: runs it until it makes an experiment or a study. One that works or waits for long
--- before is told on stderr.
---@param path string
---@return balnet.declared|nil # nil when it fails before, or makes none
---@return string|nil fault
function script_call.declared(path)
  local chunk, fault = loadfile(path, "t", setmetatable({ arg = { [0] = path } }, { __index = _G }))
  if not chunk then return nil, fault end
  local before = asked
  asked = {}
  reminder.start(patience, ("'%s' is asked for its parameters and has not made its experiment or study yet; "
    .. "what it does before is done in every run"):format(path))
  local ran, result = pcall(chunk)
  reminder.stop()
  local found = asked
  asked = before
  if found.set then return found end
  if not ran then return nil, tostring(result) end
  return nil, ("'%s' makes neither an experiment nor a study; it has no parameters"):format(path)
end

--- Whether the script that runs is only asked for its parameters.
---@return boolean
function script_call.is_asked()
  return asked ~= nil
end

--- The values that a call gives, apart from those of the script: of the command line and of the file that it names.
---@param set balnet.parameter_set with the text `params` and the boolean `help`
---@param scripted table<string, any> accepted values of the script, which --help shows as defaults
---@param definition { name: string, description?: string }
---@param arguments table<integer, string> as Lua's `arg`
---@return table<string, any>|nil filed nil when something is wrong
---@return table<string, any>|string given, or the sentence that says what is wrong
function script_call.read(set, scripted, definition, arguments)
  if asked then
    asked.name, asked.set, asked.scripted, asked.quick = definition.name, set, scripted, definition.quick
    error "the script was only asked for its parameters"
  end
  local given, fault = command_line.read(set, arguments)
  if not given then return nil, fault end
  if given.help then show_help(set, scripted, definition, arguments) end
  local filed
  filed, fault = script_call.from_file(set, given.params)
  if not filed then return nil, fault end
  return filed, given
end

return script_call
