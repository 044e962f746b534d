--- The parameters of the tracking experiment and of those with a task of their own, and what must hold between them.

local tracking = {}

local function declare(group, scope, list)
  for _, declaration in ipairs(list) do declaration.group, declaration.scope = group, scope end
  return list
end

local big = 1000000
local activations = { "relu", "tanh", "softplus", "threshold_power", "linear" }

---@type balnet.declaration[]
tracking.network = declare("network", nil, {
  { name = "neurons", kind = "integer", default = 100, least = 1, most = 20000, help = "units of the network" },
  { name = "gain", kind = "number", default = 0.032, least = 0, most = big,
    help = "std of the random part of J is gain/√neurons" },
  { name = "balance", kind = "number", default = 1.0, above = 0, most = big,
    help = "initial mean of J is -balance/neurons; the input scales with it" },
  { name = "structure", kind = "choice", default = "random", choices = { "random", "excitatory_inhibitory" },
    help = "populations" },
  { name = "activation", kind = "choice", default = "relu", choices = activations, help = "rate of a unit" },
  { name = "activation_power", kind = "number", default = 2.0, least = 1, most = 8,
    help = "exponent of threshold_power" },
  { name = "noise", kind = "number", default = 1.0, least = 0, most = big, help = "Gaussian noise on every unit" },
  { name = "w_in_mean", kind = "number", default = 1.0, least = -big, most = big,
    help = "mean of the initial input weights" },
  { name = "w_in_std", kind = "number", default = 0.01, least = 0, most = big, help = "their std" },
  { name = "w_out_mean", kind = "number", default = 1.0, least = -big, most = big,
    help = "mean of the initial readout weights" },
  { name = "w_out_std", kind = "number", default = 0.2, least = 0, most = big, help = "their std" },
  { name = "zero_diagonal", kind = "boolean", default = true, help = "no weight of a unit onto itself" },
})

---@type balnet.declaration[]
tracking.connections = declare("connections", nil, {
  { name = "connectivity", kind = "number", default = 1.0, above = 0, most = 1,
    help = "the share of recurrent connections that there are" },
  { name = "dale", kind = "boolean", default = false,
    help = "Dale's law: outgoing weights keep the sign of their unit's population" },
})

local steps = { name = "steps", kind = "integer", default = 50, least = 5, most = big,
  help = "of a trial; the first fifth is burn-in" }
local dt = { name = "dt", kind = "number", default = 0.2, least = 1e-5, below = 2, unit = "τ",
  help = "length of a step" }
local batch = { name = "batch", kind = "integer", default = 10, least = 1, most = 100000, unit = "trials",
  help = "trials of an epoch" }

---@type balnet.declaration[]
tracking.task = declare("stimuli and trials", nil, {
  { name = "stimuli", kind = "integer", default = 1, least = 1, most = 1000,
    help = "independent ones, a readout each" },
  { name = "stimulus_tau", kind = "number", default = 0.1, least = 0, most = big, unit = "τ",
    help = "correlation time of the stimuli; 0 means white" },
  { name = "input_mean", kind = "number", default = 1.0, least = -big, most = big,
    help = "mean of a stimulus, times balance" },
  { name = "input_std", kind = "number", default = 0.1, least = 0, most = big, help = "its strength, times balance" },
  { name = "start", kind = "choice", default = "mean", choices = { "mean", "stationary" },
    help = "where a stimulus begins" },
  steps, dt, batch,
})

-- In its place, of an experiment with a task of its own.
---@type balnet.declaration[]
tracking.own_task = declare("stimuli and trials", nil, {
  { name = "stimuli", kind = "integer", default = 1, least = 1, most = 1000, help = "inputs of the network" },
  { name = "readouts", kind = "integer", like = "stimuli", least = 1, most = 1000, help = "outputs of the network" },
  { name = "initial_state", kind = "choice", default = "zero", choices = { "zero", "relaxed" },
    help = "where a trial begins: at 0, or where the network goes under a constant input" },
  { name = "input_mean", kind = "number", default = 0.0, least = -big, most = big,
    help = "that constant input, times balance" },
  steps, dt, batch,
})

---@type balnet.declaration[]
tracking.training = declare("training", nil, {
  { name = "activity_penalty", kind = "number", default = 1e-4, least = 0, most = big,
    help = "weight of the squared state in the loss" },
  { name = "optimiser", kind = "choice", default = "adam", choices = { "adam", "sgd", "rmsprop" },
    help = "what makes steps of gradients" },
  { name = "learning_rate", kind = "number", default = 1e-3, least = 0, most = 1e12, help = "of the optimiser" },
  { name = "beta1", kind = "number", default = 0.9, least = 0, below = 1, help = "decay of Adam's first moment" },
  { name = "beta2", kind = "number", default = 0.999, least = 0, below = 1, help = "decay of its second moment" },
  { name = "epsilon", kind = "number", default = 1e-8, above = 0, most = 1,
    help = "keeps the steps of Adam and RMSProp finite" },
  { name = "momentum", kind = "number", default = 0.9, least = 0, below = 1, help = "of sgd" },
  { name = "decay", kind = "number", default = 0.9, least = 0, below = 1, help = "of RMSProp's mean square" },
  { name = "gradient_clip", kind = "number", default = 0.0, least = 0, most = 1e12,
    help = "largest norm of the gradient; 0: no limit" },
  { name = "train_J", kind = "boolean", default = true, help = "train the recurrent weights" },
  { name = "train_w_in", kind = "boolean", default = true, help = "train the input weights" },
  { name = "train_w_out", kind = "boolean", default = true, help = "train the readout weights" },
  { name = "train_bias", kind = "boolean", default = false, help = "train the bias, which begins at 0" },
})

---@type balnet.declaration[]
tracking.seeds = declare("random numbers", nil, {
  { name = "seed", kind = "integer", default = 1, least = 0, help = "everything random follows from it" },
  { name = "seed_network", kind = "integer", like = "seed", least = 0, help = "initial weights" },
  { name = "seed_stimulus", kind = "integer", like = "seed", least = 0, help = "stimuli" },
  { name = "seed_noise", kind = "integer", like = "seed", least = 0, help = "noise" },
  { name = "seed_state", kind = "integer", like = "seed", least = 0, help = "initial states" },
})

---@type balnet.declaration[]
tracking.course = declare("course", nil, {
  { name = "epochs", kind = "integer", default = 100001, least = 1, most = 2147483647,
    help = "each one fresh batch and one step of the optimiser" },
  { name = "measure_every", kind = "integer", default = 1000, least = 1, unit = "epochs",
    help = "between two measurements" },
})

--- The declarations of what a run's numbers follow from, in the order in which they are shown.
---@param task? balnet.task of an experiment that has its own
---@return balnet.declaration[][]
function tracking.lists(task)
  return { tracking.network, tracking.connections, task and tracking.own_task or tracking.task, tracking.training,
    tracking.seeds, tracking.course }
end

local of_the_run = { seed = true, epochs = true, measure_every = true, connectivity = true, dale = true }

--- The definition of a trainer: what it takes of all parameters.
---@param values table<string, any>
---@param task? balnet.task
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
    { name = "threads", kind = "integer", default = 0, least = 0, most = 256,
      help = "0: as many as processors; the results do not depend on it" },
    { name = "keep_weights", kind = "choice", default = "auto", choices = { "true", "false", "auto" },
      help = "keep J of every measurement; auto up to 256 MB" },
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
    help = "draws the figure of the training as a PNG anew at every measurement" },
  { name = "help", kind = "boolean", default = false, help = "shows this" },
})

--- What is wrong between parameters that are each in range.
---@param values table<string, any>
---@return string|nil # the sentence, nil when all is well
function tracking.fault(values)
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
end

return tracking
