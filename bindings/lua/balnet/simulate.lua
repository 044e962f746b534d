--- Simulations of large networks: `balnet.simulate`. `network` runs any network; `balanced` makes the network
-- of the theory, with the mean of its weights as a separate term; `signal` draws inputs for both.

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local options = require "balnet.parameters.options"

local simulate = {}

for name, make in pairs(require "balnet.native.simulation") do simulate[name] = make end

local network_fields = { "neurons", "activation", "activation_power", "gain" }
local run_fields = options.fields("balnet.simulate.definition", "feedback", "outputs", "seed")
local own_fields = { "balance", "coupling", "seed", "seed_network" }

--- A simulation of the balanced network of the theory,
--
--     τ dh/dt = -h - b J₀ mean(φ(h)) + J φ(h) + b I + noise,   J of mean 0 and standard deviation gain/√N,
--
-- whose input is I, before it is multiplied by b. The mean of the weights is exact and costs nothing; with
-- `gain = 0` a step costs only its N noises. Raises an error for an unknown field or a value out of range.
--
--     local simulation = balnet.simulate.balanced { neurons = 100, gain = 1, balance = 4, noise = 0.1 }
--     local record = simulation:run(1, 200)
--     record.rate:shape()  --> 1, 200
---@param given table `neurons` N, `gain` g, `balance` b (1), `coupling` J₀ (1), `activation`, `seed`,
-- `seed_network` (`seed`), and what `network` takes: `batch`, `dt`, `noise`, `state_std`, `sampled`, `lags`,
-- `lag_steps`, `threads`
---@return userdata simulation
simulate.balanced = arguments.typed("balanced", function(given)
  local network, run, own = options.split(given, network_fields, run_fields, own_fields)
  local balance = own.balance or 1
  network.balance, network.w_in_mean, network.w_in_std = 0, balance, 0
  network.seed = own.seed_network or own.seed
  run.feedback, run.seed = balance * (own.coupling or 1), own.seed
  local made = options.call(1, balnet.network, network)
  local simulation = options.call(1, simulate.network, made, run)
  return simulation
end, "options")

local signal_fields = { "steps", "trials", "dt", "stimulus_tau", "signal_std", "input_mean", "seed", "epoch" }

--- Ornstein-Uhlenbeck signals in their stationary state, of the given standard deviation.
--
--     balnet.simulate.signal({ steps = 1000, trials = 3 }):shape()  --> 3, 1000
---@param given table `steps`, `trials` (1), `dt` (1/32), `stimulus_tau` τ_S (1 τ), `signal_std` I₁ (0.1),
-- `input_mean` I₀ (1), `seed` (1), `epoch` (1)
---@return tensor # trials x steps, f32
simulate.signal = arguments.typed("signal", function(given)
  local signal = options.split(given, signal_fields)
  local tau = signal.stimulus_tau == nil and 1 or options.positive(signal, "stimulus_tau", "positive")
  local std = signal.signal_std == nil and 0.1 or options.positive(signal, "signal_std", "finite", 0)
  local stimulus = options.call(1, balnet.stimulus, {
    steps = signal.steps, batch = signal.trials, dt = signal.dt or 1 / 32, tau = tau, std = std * math.sqrt(2 * tau),
    mean = signal.input_mean or 1, start = "stationary", seed = signal.seed, epoch = signal.epoch,
  })
  return stimulus[{ true, 1 }]:t():contiguous()
end, "options")

return simulate
