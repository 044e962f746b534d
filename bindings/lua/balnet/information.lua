--- Information rates: `balnet.information`. Estimates from recorded signals (`rate`, `prefilter`, `filter`)
-- and the theory they are compared with (`theory`, `predict`, `mean_field`); what networks remember (`memory`, `linear_memory`).

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local linear_memory = require "balnet.theory.memory"
local options = require "balnet.parameters.options"
local readout = require "balnet.theory.readout"
local signals = require "balnet.theory.signals"
local suggestion = require "balnet.native.suggestion"
local tensors = require "balnet.parameters.tensors"

local information = { memory = linear_memory.of_states, linear_memory = linear_memory.of_network }

for _, part in ipairs { "balnet.native.information_rate", "balnet.native.linear_response" } do
  for name, compute in pairs(require(part)) do information[name] = compute end
end

local network_fields = { "gain", "balance", "coupling", "noise", "dt", "activation", "activation_power", "activation_table",
  "input" }
local prediction_fields = { "neurons", "signal_std", "stimulus_tau", "cutoff", "samples" }
local own_fields = { "memory" }

-- The covariance of rates is a difference of numbers of size ν², each with a rounding error of some epsilon
-- ν². A noise density that is not larger than that of white noise made of such errors counts as 0.
local function check_noise(theory, answer, dt)
  local rounding = 8 * 2.0 ^ -52 * answer.average_rate ^ 2 * dt * #answer.lag ^ 0.5
  local least = balnet.where(theory.frequency:le(theory.cutoff), theory.noise_density, math.huge):min()
  if least <= rounding then
    error(("the noise density falls to %.3g, which rounding leaves of a mean rate of %.3g: more noise was needed, or a "
      .. "cutoff below %g"):format(least, answer.average_rate, theory.cutoff), 3)
  end
end

--- The information rate of a balanced network with a random part, from its response and its noise by
-- mean-field theory (`balnet.meanfield.response`, with the Euler steps of a simulation, then `predict`).
-- Raises an error for an unknown field and a value out of range, such as a b without a stationary state.
--
-- It is the rate of many networks on average. One network differs by its weights, which the standard error of its own
-- estimate does not know: at g = 1.2, b = 4, τ_S = 2.5, σ = 0.1 and N = 1024 networks lie 1.1 % apart (standard deviation)
-- where that error is 0.5 % of four trials of 264 τ, and longer segments change nothing. Their mean is that of theory.
--
-- Units count as independent given their mean. Under chaos the variance of their recurrent input fluctuates, too, and adds noise
-- at low frequencies, at any N: at g = 2, b = 4 ν has 2.2 times the noise of theory at f = 0.125/τ, and 1.3 times at 0.25/τ.
--
--     local network = { gain = 1, balance = 8, noise = 0.5, memory = 8, cutoff = 1 }
--     local theory = balnet.information.mean_field(network)
--     theory.rate > 0  --> true
---@param given table `gain` g (2), `balance` b (32), `coupling` J₀ (1), `noise` σ (0), `dt` (1/16 τ), `activation`,
-- `activation_power`, `activation_table`, `input` I₀ (1); `neurons` N, `signal_std`, `stimulus_tau`, `cutoff`, `samples` as of
-- `predict`; `memory`: the times that the theory remembers and the response lasts (32 τ)
---@return balnet.information.theory # as of `predict`, and `kernel`: the response at lags 0, dt, …, for `filter`, where
-- output t is the one after the step that input t drove
information.mean_field = arguments.typed("mean_field", function(given)
  local network, prediction, own = options.split(given, network_fields, prediction_fields, own_fields)
  network.dt, network.mean_step = network.dt == nil and 1 / 16 or options.positive(network, "dt", "positive"), "euler"
  local memory = own.memory == nil and 32 or options.positive(own, "memory", "positive")
  local lags = math.ceil(memory / network.dt)
  network.band, network.lags, network.transient = lags, lags + 1, 3 * lags
  local answer = options.call(1, balnet.meanfield.response, network)
  prediction.dt, prediction.coupling = network.dt, network.coupling
  local theory = options.call(1, information.predict, answer.response, answer.rate_covariance, prediction)
  check_noise(theory, answer, network.dt)
  theory.kernel = answer.response[{ { 2, lags + 1 } }]
  return theory
end, "options")

local function check_theory(theory)
  if type(rawget(theory, "gain")) ~= "userdata" or type(rawget(theory, "signal_density")) ~= "userdata" then
    error("the table has no gain and no signal density; a result of theory, predict or mean_field was needed", 0)
  end
end

local readout_fields = {
  neurons = { "integer", 4096, least = 1 }, coupling = { "finite", 1, least = 0 }, balance = { "positive", 1 },
  units = { "integer", nil, least = 1 }, shared = { "finite", 0, least = 0, most = 1 }, noise = { "finite", 0.1, least = 0 },
}

--- The information of a readout of some units, or with weights, and with noise that units share, from a theory of the mean of
-- all: SNR = |G|² S_II / (S_phi (Σ w² - 1/N + |1 - J₀ G|²/N) + |G|² c σ²/b²) with weights of sum 1. The formula's source is
-- said in `bindings/lua/balnet/theory/readout.lua`. With equal weights it is also the information of the optimal linear
-- decoder of those units, Wiener's: units are alike, and a filter of the readout leaves its information as it is. Errors:
-- fields unknown or out of range; weights of sum 0; more weights or units than neurons; another table than a theory.
--
--     local theory = balnet.information.theory { neurons = 1000, balance = 4, dt = 1 / 16, cutoff = 4 }
--     local all = balnet.information.readout(theory, { neurons = 1000, balance = 4 })
--     all.rate / theory.rate  --> 1.000
---@param theory balnet.information.theory of `theory`, `predict` or `mean_field`; with shared noise c that of the noise each unit
-- has of its own, σ √(1 - c)
---@param given table `neurons` N (4096), `coupling` J₀ (1) and `balance` b (1) of that theory; `weights`: a vector of at most N, the
-- rest 0, or `units`: so many with equal weights (N); `shared`: c, the part of the variance of the noise that is common to all
-- units (0), and `noise`: σ of both parts together (0.1)
---@return table # `rate` up to `cutoff`, `density` and `noise_density` against `frequency`; `error`: of the optimal linear estimate
-- of the signal in that band, as a part of its variance there
information.readout = arguments.typed("readout", function(theory, given)
  options.call(1, check_theory, theory)
  local weights, rest = given.weights, {}
  if weights ~= nil and not (type(weights) == "userdata" and getmetatable(weights) == "balnet.tensor" and weights:dims() == 1) then
    error(("field 'weights' is %s; a vector was needed"):format(tostring(weights)), 2)
  end
  for name, value in pairs(given) do rest[name] = name ~= "weights" and value or nil end
  local chosen = options.over(rest, readout_fields)
  if weights ~= nil and chosen.units then error("weights and units were given; one of them was needed", 2) end
  local count = weights and #weights or chosen.units or chosen.neurons
  if count > chosen.neurons then error(("%d units are read out; at most %d were needed"):format(count, chosen.neurons), 2) end
  chosen.weight_square = weights and options.call(1, readout.square_of, weights) or 1 / count
  chosen.shared_noise = chosen.shared * chosen.noise ^ 2 / chosen.balance ^ 2
  return readout.of(theory, chosen)
end, "table", "options")

local MOST_SIGNALS, LARGEST_WEIGHT = 32, 1e100

-- The weights of signals or readouts, N x how many.
local function weights_of(name, given, neurons)
  local weights = kinds.read("numbers", given)
  if not weights or weights:dims() ~= 2 or weights:size() == 0 or neurons and weights:shape(1) ~= neurons
    or weights:shape(2) > MOST_SIGNALS then
    error(("field '%s' is %s; %s numbers were needed, a column of at most %d for each"):format(name,
      weights and tensors.shape(weights) or kinds.shown(given), neurons and neurons .. " x" or "units x",
      MOST_SIGNALS), 0)
  end
  weights = weights:to "f64"
  if not (weights:abs():max() <= LARGEST_WEIGHT) then
    error(("field '%s' has numbers of size %g; at most %g was needed"):format(name, weights:abs():max(), LARGEST_WEIGHT), 0)
  end
  return weights
end

local function read_signals(given)
  for field in pairs(given) do
    if field ~= "inputs" and field ~= "readouts" and field ~= "coupling" then
      error(suggestion.sentence("field", tostring(field), { "coupling", "inputs", "readouts" }), 0)
    end
  end
  local inputs = weights_of("inputs", given.inputs)
  return { inputs = inputs, readouts = given.readouts ~= nil and weights_of("readouts", given.readouts, inputs:shape(1)) or nil,
           coupling = given.coupling == nil and 1 or options.positive(given, "coupling", "finite", 0) }
end

--- The information about several independent signals, each of the spectrum of the theory's one, in linear response: signals too
-- weak to change the mean rate and the slope of a unit. Signal k reaches unit i with the weight U_ik times that of the theory's.
-- All units together tell Σ_m log₂(1 + λ_m SNR) of a frequency, λ_m the eigenvalues of UᵀU/N and SNR that of one signal which
-- reaches all units alike: signals whose weights are orthogonal cost each other nothing. A set of readouts tells
-- log₂ det(1 + noise⁻¹ signal). Formulas: `bindings/lua/balnet/theory/signals.lua`. Errors: fields unknown or out of range;
-- readouts that depend on each other linearly; readouts of a theory with a delay; another table than a theory.
--
--     local theory = balnet.information.theory { neurons = 4, balance = 4, dt = 1 / 16, cutoff = 4 }
--     local weights = balnet.tensor { { 1, 1 }, { 1, -1 }, { 1, 1 }, { 1, -1 } }
--     balnet.information.signals(theory, { inputs = weights }).rate / theory.rate  --> 2.000
---@param theory balnet.information.theory of `theory`, `predict` or `mean_field`, of as many units as `inputs` has rows
---@param given table `inputs`: U, N x signals; `readouts`: weights of the units, N x readouts, each divided by N (all units, read
-- out by the optimal linear decoder, Wiener's); `coupling` J₀ (1) of that theory
---@return table # `rate` up to `cutoff`, and `density` against `frequency`
information.signals = arguments.typed("signals", function(theory, given)
  options.call(1, check_theory, theory)
  local read = options.call(1, read_signals, given)
  local density = options.call(1, signals.density, theory, read, readout.loop_noise(theory, read.coupling))
  return { rate = readout.integral(density, theory.frequency, theory.cutoff), density = density, frequency = theory.frequency,
           cutoff = theory.cutoff }
end, "table", "options")

return information
