--- Information rates: `balnet.information`. Estimates from recorded signals (`rate`, `prefilter`, `filter`)
-- and the theory they are compared with (`theory`, `predict`, `mean_field`).

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local options = require "balnet.parameters.options"

local information = {}

for _, part in ipairs { "balnet.native.information_rate", "balnet.native.linear_response" } do
  for name, compute in pairs(require(part)) do information[name] = compute end
end

local network_fields = { "gain", "balance", "coupling", "noise", "dt", "activation", "activation_power", "input" }
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
--     local network = { gain = 1, balance = 8, noise = 0.5, memory = 8, cutoff = 1 }
--     local theory = balnet.information.mean_field(network)
--     theory.rate > 0  --> true
---@param given table `gain` g (2), `balance` b (32), `coupling` J₀ (1), `noise` σ (0), `dt` (1/16 τ), `activation`,
-- `activation_power`, `input` I₀ (1); `neurons` N, `signal_std`, `stimulus_tau`, `cutoff`, `samples` as of
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

return information
