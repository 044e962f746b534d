--- Sparse networks in the theory of one population: what K inputs a unit make of gain and mean coupling.
--
-- The input of a unit is the sum over its K senders of w_j φ_j, with w_j = w of a share f of the units and w′ of the others and a
-- deviation s of each connection. Over units and their senders, with κ = K/(N - 1):
--   mean       K <w> ν,                                      <w> = f w + (1 - f) w′
--   covariance K (1 - κ) (<w²> E[φ φ] - <w>² ν²) + K s² E[φ φ]   where all have K inputs: senders drawn without replacement
--              K ((1 - κ) <w²> + s²) E[φ φ]                      where each connection has the probability κ
-- so that a random in-degree leaves a variance K (1 - κ) <w>² ν² more, which does not change in time (van Vreeswijk and
-- Sompolinsky 1998; Brunel 2000 for the fixed one).
local arguments = require "balnet.parameters.arguments"
local native = require "balnet.native.stationary"
local options = require "balnet.parameters.options"

local sparse = {}

local network_fields = {
  neurons = { "integer", nil, least = 2 }, inputs = { "finite", 100, least = 0 },
  in_degree = { "text", "fixed", words = { "fixed", "random" } },
  weight = { "finite", -0.01 }, other_weight = { "finite", 0 }, share = { "finite", 1, least = 0, most = 1 },
  weight_std = { "finite", 0, least = 0 },
}
local network_names = {}
for name in pairs(network_fields) do network_names[#network_names + 1] = name end
local theory_fields = options.fields("balnet.meanfield.stationary_definition", "gain", "balance", "coupling", "fixed_in_degree")

-- Gain, mean coupling and the part of a fixed in-degree.
local function moments_of(d)
  local probability = d.neurons and d.inputs / (d.neurons - 1) or 0
  if probability > 1 then error(("%g inputs were given; at most the %d other units were needed"):format(d.inputs, d.neurons - 1), 0) end
  local mean = d.share * d.weight + (1 - d.share) * d.other_weight
  local chosen = d.inputs * (1 - probability)
  local square = chosen * (d.share * d.weight ^ 2 + (1 - d.share) * d.other_weight ^ 2) + d.inputs * d.weight_std ^ 2
  local fixed = d.in_degree == "fixed" and square > 0 and chosen * mean ^ 2 / square or 0
  if mean > 0 then error(("the weights of a unit add up to %g; at most 0 was needed"):format(d.inputs * mean), 0) end
  return { gain = square ^ 0.5, coupling = -d.inputs * mean, fixed_in_degree = math.min(1, fixed) }
end

sparse.stationary = arguments.typed("sparse", function(definition)
  local network, theory = options.split(definition or {}, network_names, theory_fields)
  local moments = options.call(1, moments_of, options.over(network, network_fields))
  theory.gain, theory.coupling, theory.fixed_in_degree, theory.balance = moments.gain, moments.coupling, moments.fixed_in_degree, 1
  local state = options.call(1, native.stationary, theory)
  state.gain, state.coupling = moments.gain, moments.coupling
  return state
end, "options?")

return sparse
