--- An experiment: parameters from the command line, a file and the script, and a run that trains with them.
--
--     local run = balnet.experiment { name = "two_stimuli", stimuli = 2 }
--     for epoch, measured in run:train() do run:record(measured) end
--     run:save(balnet.figures.training(run))
--
-- With a task it is trained on that instead of tracking stimuli: a function that gives input (steps x stimuli
-- x batch), target (steps x readouts x batch) and mask (the weight of the squared error, steps x readouts x
-- batch, steps x batch or steps) of an epoch. Its stream belongs to seed_stimulus and the epoch. A task that
-- draws from no other stream is reproducible. Input enters the network as W_in u / S, with S the number of
-- inputs. Without a mask the first fifth of a trial costs nothing and each other step 1.
--
--     local function task(random, batch, parameters) … return input, target, mask end
--     local run = balnet.experiment { name = "mine", task = task, stimuli = 2, readouts = 1 }
--
-- The learning rate may be a function of the epoch. A number on the command line replaces it.
--
-- Where a parameter is given several times the command line wins, then the file that --params names, then the
-- script's table, then the default.

local parameters = require "balnet.parameters.parameters"
local ranks = require "balnet.run.ranks"
local run = require "balnet.run.run"
local script_call = require "balnet.parameters.script_call"
local tracking = require "balnet.run.tracking"

-- The definition's own fields; every other one is a parameter's value.
local own_fields = { name = true, description = true, parameters = true, arguments = true, task = true,
  connections = true, trainable = true, time_constants = true, weights = true,
  activation_table = true, channels = true }

local function split(definition)
  local values = {}
  for name, value in pairs(definition) do
    local is_function = name == "learning_rate" and type(value) == "function"
    if not is_function and not own_fields[name] then values[name] = value end
  end
  if type(definition.learning_rate) == "function" and definition.schedule ~= "cosine" then values.schedule = "function" end
  return values
end

-- As many stimuli and readouts as the task has with these parameters, unless they were given themselves; or the fault in them.
local function put_channels(values, channels, filed, given)
  local fine, stimuli, readouts = pcall(channels, values)
  if not fine then return stimuli end
  for name, count in pairs { stimuli = stimuli, readouts = readouts } do
    if filed[name] == nil and given[name] == nil then values[name] = count end
  end
end

-- The script's values: where a call chooses gated units, which have activations of their own, without that of the script.
local function without_activation(scripted, cell)
  if cell ~= "gru" then return scripted end
  local values = {}
  for name, value in pairs(scripted) do values[name] = name ~= "activation" and value or nil end
  return values
end

-- The values of a call; or nil and the fault in the command line or the parameter file.
local function read_call(set, scripted, definition, arguments)
  local filed, given = script_call.read(set, scripted, definition, arguments)
  if not filed then return nil, given end
  local values = set:resolve(without_activation(scripted, given.cell or filed.cell), filed, given)
  local number = filed.learning_rate or given.learning_rate -- which replaces a function of the script
  if number and values.schedule == "function" then values.schedule = "constant" end
  local fault = definition.channels and put_channels(values, definition.channels, filed, given)
    or tracking.fault(values, number or definition.learning_rate)
  if fault then return nil, fault end
  return values
end

local function fault_of(definition)
  local fault = script_call.fault(definition, "an experiment")
  if fault then return fault end
  for _, name in ipairs { "task", "connections", "trainable", "time_constants", "weights", "channels" } do
    local given = type(definition[name])
    if given ~= "nil" and given ~= "function" then
      return ("the %s of an experiment is a function; a %s was given"):format(name, given)
    end
  end
end

---@class balnet.experiment_definition
---@field name string names the results
---@field description? string one line, shown by --help
---@field parameters? balnet.declaration[] what the script adds
---@field task? balnet.trial_maker the function that makes the trials; its third argument is the table of parameters
---@field channels? fun(parameters: table): integer, integer how many stimuli and readouts the task has with these parameters, where
--- the command line and the file of parameters do not say
---@field connections? fun(random: balnet.stream, parameters: table): balnet.tensor?, balnet.tensor? which connections
--- there are (N x N, 0 or 1) and the signs of the units (N: 1, -1 or 0), in the place of connectivity and
-- dale
---@field trainable? fun(random: balnet.stream, parameters: table): table<string, balnet.tensor> masks of the weights
--- that are trained, by their names: J, w_in, w_out, bias; 1 or 0 for each
---@field weights? fun(random: balnet.stream, parameters: table): table<string, balnet.tensor> the first weights, by their names: J, w_in,
--- w_out, bias; the others are drawn. What is written to `run.trainer:J()` instead is written again over a state that is resumed
---@field time_constants? fun(random: balnet.stream, parameters: table): balnet.tensor of the units, N, at least dt
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, for the activation `table`
---@field arguments? table<integer, string> instead of the global `arg`

--- Makes a run. Ends the program with status 2 when the command line is wrong, with 0 after --help, with 74
-- when the folder of the results can't be written.
--
--     local run = balnet.experiment { name = "small", neurons = 20, epochs = 11, measure_every = 5, seed = 3 }
--     for epoch, measured in run:train() do run:record(measured) end
--     run.history.numbers.epoch  --> { 1, 6, 11 }
---@param definition balnet.experiment_definition and any parameter by its name
---@return balnet.run
local function experiment(definition)
  local fault = fault_of(definition)
  if fault then error(fault, 2) end
  local set, scripted
  local lists = tracking.lists(definition.task)
  table.insert(lists, 1, definition.parameters or {})
  lists[#lists + 1], lists[#lists + 2] = tracking.running(definition.name), tracking.call
  set, fault = parameters.set(table.unpack(lists))
  if not set then error(fault, 2) end
  scripted, fault = set:accept_all(split(definition))
  if not scripted then error(fault, 2) end

  if not script_call.is_asked() then ranks.begin(definition.name) end
  local arguments = definition.arguments or arg or {}
  local values
  values, fault = read_call(set, scripted, definition, arguments)
  if not values then
    if tracking.fault(set:resolve(scripted), definition.learning_rate) == fault then error(fault, 2) end
    script_call.stop(definition.name, fault)
  end
  return run.new(definition, set, values, arguments)
end

return experiment
