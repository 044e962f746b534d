--- Checks of the self-test: the gradient of training against differences of the loss, and an epoch on one
-- thread and on two.

local balnet = require "balnet"

local training = {}

local parts = { "J", "w_in", "w_out", "bias" }

-- One step of plain gradient descent with learning rate 1 subtracts the gradient from the weights.
local function new_trainer(changed)
  local definition = { neurons = 23, stimuli = 2, steps = 15, batch = 7, dt = 0.2, gain = 0.8, activation = "tanh",
    noise = 0.3, activity_penalty = 0.01, optimiser = "sgd", momentum = 0, learning_rate = 1, zero_diagonal = false,
    train_bias = true, threads = 1, seed = 11 }
  for name, value in pairs(changed) do definition[name] = value end
  return balnet.trainer(definition)
end

local function gradient_of(trainer, part, start)
  trainer:restore(start)
  local before = trainer[part](trainer):to("f64"):clone()
  trainer:step()
  return before - trainer[part](trainer):to "f64"
end

-- The loss of the same epoch after the weights of this kind were moved.
local function loss_at(trainer, part, start, move)
  trainer:restore(start)
  local weights = trainer[part](trainer)
  weights:copy((weights:to "f64" + move):to "f32")
  return trainer:step()
end

local function add_gradients(list)
  local trainer = new_trainer {}
  local start = trainer:state()
  for _, part in ipairs(parts) do
    local gradient = gradient_of(trainer, part, start)
    local square = (gradient ^ 2):sum()
    local h = 0.02 / math.sqrt(square) -- along the gradient, by a distance of 0.02
    local slope = (loss_at(trainer, part, start, gradient * h) - loss_at(trainer, part, start, gradient * -h)) / (2 * h)
    list[#list + 1] = { "gradient by " .. part, math.abs(slope / square - 1), 2e-3, "differences of the loss" }
  end
  trainer:close()
end

local function add_threads(list)
  local weights = {}
  for threads = 1, 2 do
    local trainer = new_trainer { threads = threads, optimiser = "adam", learning_rate = 1e-3, batch = 20 }
    trainer:step(5)
    weights[threads] = trainer:J():clone()
    trainer:close()
  end
  list[#list + 1] = { "weights from two threads", (weights[1] - weights[2]):abs():max(), 0, "those from one" }
end

--- Runs the checks.
---@return table[] # of each { what, deviation, limit, held against what }
function training.run()
  local list = {}
  add_gradients(list)
  add_threads(list)
  return list
end

return training
