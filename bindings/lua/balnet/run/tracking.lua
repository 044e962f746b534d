--- The parameters of the tracking experiment and of those with a task of their own, and what must hold
-- between them.

local fields = require "balnet.native.fields"
require "balnet.trainer" -- declares its fields

local tracking = {}

local of_trainer = {}
for _, field in ipairs(fields.of "balnet.trainer.definition") do of_trainer[field.name] = field end

-- Declarations under one heading. A name, or a table without a kind, stands for a field of the trainer. Such
-- a table has what differs from the field, and `false` for a bound that the parameter does not have. All are neutral: a
-- version with new parameters gives a seed the bytes that it had.
local function declare(group, scope, list)
  local declarations = {}
  for i, given in ipairs(list) do
    local own = type(given) == "table" and given or { name = given }
    local declaration = { group = group, scope = scope, neutral = true }
    for key, value in pairs(own.kind and {} or of_trainer[own.name]) do declaration[key] = value end
    for key, value in pairs(own) do declaration[key] = value end
    declarations[i] = declaration
  end
  return declarations
end

---@type balnet.declaration[]
tracking.network = declare("network", nil, {
  "cell", "neurons", "gain", { name = "balance", least = false, above = 0 }, "structure", "activation", "activation_power", "noise",
  "recurrent_delay", "recurrent_delay_order",
  "w_in_mean", "w_in_std", "w_out_mean", "w_out_std", "zero_diagonal",
})

---@type balnet.declaration[]
tracking.connections = declare("connections", nil, {
  { name = "connectivity", kind = "number", default = 1.0, above = 0, most = 1,
    help = "the share of recurrent connections that there are" },
  { name = "dale", kind = "boolean", default = false,
    help = "Dale's law: outgoing weights keep the sign of their unit's population" },
})

---@type balnet.declaration[]
tracking.task = declare("stimuli and trials", nil, {
  { name = "stimuli", help = "independent ones, a readout each" },
  "stimulus_tau", "input_mean", "input_std", "start", "steps", "dt", "batch",
})

-- Replaces that list in an experiment with a task of its own.
---@type balnet.declaration[]
tracking.own_task = declare("stimuli and trials", nil, {
  "stimuli", { name = "readouts", like = "stimuli", least = 1, help = "outputs of the network" },
  { name = "initial_state", default = "zero" },
  { name = "input_mean", default = 0.0, help = "that constant input, times balance" },
  "steps", "dt", "batch",
})

---@type balnet.declaration[]
tracking.training = declare("training", nil, {
  "loss", "activity_penalty", "l1_rates", "l2_rates", "smoothness_penalty", "optimiser",
  "learning_rate", "beta1", "beta2", "epsilon", "momentum", "decay", "gradient_clip",
  "weight_decay", "schedule", "warmup", "schedule_end", "final_rate", "l1_weights", "l2_weights", "input_noise",
  "train_J", "train_w_in", "train_w_out", "train_bias", "readout_bias",
  "rank", "rank_std", "train_initial_state", "train_time_constants",
})

---@type balnet.declaration[]
tracking.seeds = declare("random numbers", nil, {
  { name = "seed", least = 0 }, { name = "seed_network", least = 0 }, { name = "seed_stimulus", least = 0 },
  { name = "seed_noise", least = 0 }, { name = "seed_state", least = 0 },
})

---@type balnet.declaration[]
tracking.course = declare("course", nil, {
  { name = "epochs", kind = "integer", default = 100001, least = 1, most = 2147483647,
    help = "each one fresh batch and one step of the optimiser" },
  { name = "measure_every", kind = "integer", default = 1000, least = 1, unit = "epochs",
    help = "between two measurements" },
  { name = "patience", kind = "integer", default = 0, least = 0, unit = "measurements",
    help = "training ends after this many measurements without a smaller validation error, with the best weights; 0: never" },
})

--- The declarations of parameters that affect the numbers of a run, in the order of the help.
---@param task? balnet.trial_maker of an experiment that has its own
---@return balnet.declaration[][]
function tracking.lists(task)
  return { tracking.network, tracking.connections, task and tracking.own_task or tracking.task, tracking.training,
    tracking.seeds, tracking.course }
end

local of_the_run = { seed = true, epochs = true, measure_every = true, patience = true, connectivity = true, dale = true }

--- The definition of a trainer, from those parameters that are its fields.
---@param values table<string, any>
---@param task? balnet.trial_maker
---@return table<string, any>
function tracking.trainer_definition(values, task)
  local definition = { threads = values.threads, task = task, task_parameters = task and values }
  for _, list in ipairs(tracking.lists(task)) do
    for _, declaration in ipairs(list) do
      local name = declaration.name
      if not of_the_run[name] then definition[name] = values[name] end
    end
  end
  return definition
end

--- The declarations of how a run is computed and kept.
---@param name string of the experiment
---@return balnet.declaration[]
function tracking.running(name)
  return declare("running", "run", {
    "threads",
    { name = "keep_weights", kind = "choice", default = "auto", choices = { "true", "false", "auto" },
      help = "keep J of every measurement, which the movie needs (at most 200 frames); auto up to 256 MB" },
    { name = "checkpoint_every", kind = "integer", default = 0, least = 0, unit = "epochs",
      help = "between two checkpoints; 0: as measure_every, for at most 5 % of the time" },
    { name = "out", kind = "text", default = "out/" .. name, help = "folder of the results" },
  })
end

---@type balnet.declaration[]
tracking.call = declare("this call", "call", {
  { name = "params", kind = "text", help = "a file of parameters: return { name = value, … }" },
  { name = "resume", kind = "boolean", default = false, help = "goes on where the results in the folder end" },
  { name = "force", kind = "boolean", default = false, help = "runs anew over whatever results are in the folder" },
  { name = "watch", kind = "boolean", default = false,
    help = "draws the figure of the training as a PNG anew at measurements, in at most half of the time" },
  { name = "live", kind = "boolean", default = false,
    help = "serves a page at 127.0.0.1 that shows the training as it goes, and can save and stop it; its address is printed" },
  { name = "live_port", kind = "integer", default = 0, least = 0, most = 65535, help = "of that page; 0: any that is free" },
  { name = "help", kind = "boolean", default = false, help = "shows this" },
})

-- The fault in the schedule of the learning rate.
local function schedule_fault(values, learning_rate)
  if values.schedule == "function" and type(learning_rate) ~= "function" then
    return "schedule is function; it needs a script whose learning_rate is a function of the epoch"
  end
  if values.schedule == "cosine" and type(learning_rate) == "function" then
    return "schedule is cosine and learning_rate is a function; a number was needed"
  end
  if values.schedule == "cosine" and values.schedule_end <= values.warmup then
    return ("schedule is cosine and schedule_end is %d; an epoch after the warmup (%d) was needed")
      :format(values.schedule_end, values.warmup)
  end
end

--- The fault in a combination of parameters that are each in range.
---@param values table<string, any>
---@param learning_rate? any of the script
---@return string|nil # the sentence, nil when all is well
function tracking.fault(values, learning_rate)
  if values.neurons < values.stimuli then
    return ("neurons is %d and stimuli is %d; at least one unit for each stimulus is needed")
      :format(values.neurons, values.stimuli)
  end
  if values.structure == "excitatory_inhibitory" and values.neurons < 2 then
    return "neurons is 1; two populations need at least 2 units"
  end
  if values.dale and values.structure ~= "excitatory_inhibitory" then
    return "dale is true; Dale's law needs the populations of --structure excitatory_inhibitory"
  end
  if values.train_initial_state and rawget(values, "initial_state") == nil then
    return "train_initial_state is true; the trials of tracking begin where the network relaxes, and a task of your own is needed"
  end
  return schedule_fault(values, learning_rate)
end

return tracking
