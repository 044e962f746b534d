--- A task made of a definition: trials, the figure of merit of a measured test, and the definition of an
-- experiment on it.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local parameters = require "balnet.parameters.parameters"

-- What is common to networks that learn tasks: weak random connections without mean inhibition.
local common = {
  activation = "tanh", gain = 0.9, balance = 1e-6, noise = 0.1, dt = 0.5, w_in_mean = 0.0, w_out_mean = 0.0,
  w_out_std = 1.0, learning_rate = 3e-3, gradient_clip = 0.1, batch = 20,
}

---@class balnet.tasks.definition
---@field name string
---@field source string author and year
---@field fields balnet.declaration[] parameters beside steps
---@field steps integer of a trial, where none are given
---@field channels fun(p: table): integer, integer how many inputs and readouts
---@field suggested table<string, any> parameters of a run that differ from the common ones
---@field fault fun(p: table): string? a combination of parameters that can't be
---@field make fun(random: balnet.stream, batch: integer, p: table): balnet.tensor, balnet.tensor, balnet.tensor, table
---@field score fun(test: table, p: table): number
---@field chance fun(p: table): number
---@field ideal fun(p: table): number

---@class balnet.tasks.task
---@field name string
---@field source string author and year
---@field parameters table<string, any> every parameter's value
---@field task balnet.trial_maker the trials, for an experiment or a trainer; parameters of a run replace the task's own
---@field suggested table<string, any> parameters of a run with which a network learns it
---@field chance number performance of a network that knows nothing
---@field ideal number performance that no network exceeds on average
local task = {}

local own = setmetatable({}, { __mode = "k" }) -- the definition, by task

local sets = {} -- of declarations, by definition

local function set_of(definition)
  if not sets[definition] then
    local steps = { name = "steps", kind = "integer", default = definition.steps, least = 1, most = 1000000, help = "of a trial" }
    sets[definition] = assert(parameters.set(definition.fields, { steps }))
  end
  return sets[definition]
end

local function check(definition, values)
  local fault = definition.fault(values)
  if fault then error(fault, 0) end
  return values
end

-- The values of the task, in which those of a run's parameters that it has take the place of its own.
local function values_of(definition, values, given)
  local set, taken = set_of(definition), {}
  for name, value in pairs(values) do taken[name] = value end
  for _, declaration in ipairs(set.list) do
    local name = declaration.name
    local value = given and rawget(given, name)
    if value ~= nil then
      local accepted, fault = set:accept(name, value)
      if accepted == nil then error(fault, 0) end
      taken[name] = accepted
    end
  end
  return check(definition, taken)
end

local function suggested_of(definition, values)
  local suggested = {}
  for name, value in pairs(common) do suggested[name] = value end
  suggested.stimuli, suggested.readouts = definition.channels(values)
  suggested.w_in_std = suggested.stimuli + 0.0 -- the input is divided by as much
  for name, value in pairs(definition.suggested) do suggested[name] = value end
  suggested.steps = values.steps
  return suggested
end

-- Parameters of the task may ask for other numbers of channels than the run has.
local function check_channels(definition, values, given)
  local stimuli, readouts = definition.channels(values)
  local S, R = rawget(given or {}, "stimuli") or stimuli, rawget(given or {}, "readouts") or readouts
  if S ~= stimuli or R ~= readouts then
    error(("the task %s has %d stimuli and %d readouts, the run %d and %d; --stimuli %d --readouts %d are needed")
      :format(definition.name, stimuli, readouts, S, R, stimuli, readouts), 0)
  end
end

local function make(definition, values)
  local function make_trials(random, batch, given)
    local taken = values_of(definition, values, given)
    check_channels(definition, taken, given)
    local input, target, mask = definition.make(random, batch, taken)
    return input, target, mask
  end
  local made = setmetatable({
    name = definition.name, source = definition.source, parameters = values, suggested = suggested_of(definition, values),
    chance = definition.chance(values), ideal = definition.ideal(values), task = make_trials,
  }, task)
  own[made] = definition
  return made
end

--- Makes a task of a definition; an error for a parameter that is unknown, out of range or does not fit.
---@param definition balnet.tasks.definition
---@param given? table<string, any>
---@return balnet.tasks.task
local function new(definition, given)
  local set = set_of(definition)
  local accepted, fault = set:accept_all(given or {})
  if not accepted then error(fault, 0) end
  return make(definition, check(definition, setmetatable(set:resolve(accepted), nil)))
end

--- Trials and what they were made of, as experiments see them.
--
--     local copy = balnet.tasks.delayed_copy { delay = 3, steps = 10 }
--     local input, target = copy:trials(balnet.random(7), 2)
--     target[10] == input[7]  --> true
---@param self balnet.tasks.task
---@param random balnet.stream
---@param batch integer trials
---@return balnet.tensor input steps x stimuli x batch
---@return balnet.tensor target steps x readouts x batch
---@return balnet.tensor mask what an error costs, steps x readouts x batch or steps
---@return table conditions by name; the last dimension of each is the batch
task.trials = arguments.at_caller("trials", function(self, random, batch)
  if getmetatable(random) ~= "balnet.random" then
    error(("random is %s; a stream, as of balnet.random, was needed"):format(kinds.shown(random)), 0)
  end
  if batch < 1 then error(("batch is %d; an integer of at least 1 was needed"):format(batch), 0) end
  return own[self].make(random, batch, self.parameters)
end, "table", "any", "integer")

-- The test with a mask that broadcasts over readouts and trials.
local function read_test(test)
  for _, name in ipairs { "input", "target", "mask", "output" } do
    if not kinds.read("tensor", rawget(test, name)) then
      error(("the test has no tensor '%s'; the `test` of a measurement was needed"):format(name), 0)
    end
  end
  local shape, target = { test.output:shape() }, { test.target:shape() }
  if #shape ~= 3 or table.concat(shape, " x ") ~= table.concat(target, " x ") then
    error(("the output is %s and the target %s; one shape, steps x readouts x batch, was needed")
      :format(table.concat(shape, " x "), table.concat(target, " x ")), 0)
  end
  local mask = test.mask
  if mask:dims() == 1 then mask = mask:reshape(#mask, 1, 1) end
  return { input = test.input, target = test.target, mask = mask, output = test.output }
end

--- The figure of merit of a test, from `chance` to `ideal`. Decisions: the share that is right. Signals: the
-- share of the target's mean square that the output explains, below 0 where an output of 0 does better.
--
--     local flip_flop = balnet.tasks.flip_flop { bits = 2 }
--     local input, target, mask = flip_flop:trials(balnet.random(7), 10)
--     flip_flop:performance { input = input, target = target, mask = mask, output = target }  --> 1
---@param self balnet.tasks.task
---@param test table of a measurement: input, target, mask and output, steps x channels x batch; mask: steps as well
---@return number performance NaN where an output is not finite
task.performance = arguments.at_caller("performance", function(self, test)
  local read = read_test(test)
  if not read.output:is_finite():all() then return math.abs(0 / 0) end -- without the sign that 0 / 0 has on some processors
  return own[self].score(read, self.parameters)
end, "table", "table")

--- The definition of an experiment: the task, what is suggested for it, and its parameters as some of the
-- command line.
--
--     local flip_flop = balnet.tasks.flip_flop { bits = 2 }
--     local run = balnet.experiment(flip_flop:experiment { neurons = 20, epochs = 3, out = "out/two_bits" })
--     run.parameters.bits, run.parameters.readouts  --> 2, 2
---@param self balnet.tasks.task
---@param changes? table<string, any> fields of `balnet.experiment` that replace these or are added
---@return balnet.experiment_definition
task.experiment = arguments.at_caller("experiment", function(self, changes)
  local definition = { name = self.name, task = self.task, parameters = {} }
  if not (changes and (changes.stimuli or changes.readouts)) then
    function definition.channels(given) return own[self].channels(values_of(own[self], self.parameters, given)) end
  end
  for name, value in pairs(self.suggested) do definition[name] = value end
  if changes and changes.cell == "gru" then definition.activation = nil end -- it has its own
  for i, declaration in ipairs(own[self].fields) do
    local with_value = {}
    for key, value in pairs(declaration) do with_value[key] = value end
    with_value.default = self.parameters[declaration.name]
    definition.parameters[i] = with_value
  end
  for name, value in pairs(changes or {}) do
    if name == "parameters" then
      definition.parameters = table.move(value, 1, #value, #definition.parameters + 1, definition.parameters)
    else
      definition[name] = value
    end
  end
  return definition
end, "table", "options?")

--- The same task with other parameters: of a run, say, whose command line has changed some. Names that are
-- none of the task's are passed over.
--
--     balnet.tasks.delayed_copy { delay = 3 }:with({ delay = 7, seed = 2 }).parameters.delay  --> 7
---@param self balnet.tasks.task
---@param values table<string, any>
---@return balnet.tasks.task
task.with = arguments.at_caller("with", function(self, values)
  return make(own[self], values_of(own[self], self.parameters, values))
end, "table", "table")

arguments.class("a task", task, {})

return { new = new }
