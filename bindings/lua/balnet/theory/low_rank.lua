--- Networks whose weights are a matrix of rank one beside a random one: the definition, stationary states and vectors of it.
-- What users are told of the public functions stands in meta/low_rank.lua.
--
-- J_ij = m_i n_j/N + g χ_ij/√N, and m, n and the constant input I of a unit are jointly normal over units. With the overlap
-- κ = (1/N) Σ n_j φ(h_j) (Mastrogiuseppe and Ostojic 2018)
--   mean of h           μ = M_m κ + M_I
--   variance over units q = Σ_m² κ² + 2 κ C_mI + Σ_I², of which Δ = q + g² E[φ²] where every unit rests,
--   overlap             κ = M_n E[φ] + (C_mn κ + C_nI) E[φ′],
-- the last by Stein's lemma, n being correlated with h by C_mn κ + C_nI. For a given κ this is the stationary theory of one
-- population with the input mean μ and spread √q; κ is where what comes out is what went in.
--
-- A static state's modes of κ and of A = g² E[φ²] have the eigenvalues of the map (κ, A) -> (κ, A) at it: each is the factor by
-- which a perturbation returns, and one above 1 grows at that rate less 1. They are eigenvalues of J diag(φ′) where they lie
-- outside the disk of radius g √E[φ′²].
local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local native = require "balnet.native.stationary"
local options = require "balnet.parameters.options"
local zero = require "balnet.theory.zero"

local low_rank = {
  fields = {
    gain = { "finite", 0, least = 0, most = 1000 }, activation = { "text", "tanh" }, activation_power = { "finite", 2 },
    activation_table = { "numbers" },
    noise = { "finite", 0, least = 0 }, m_mean = { "finite", 0 }, m_std = { "finite", 1, least = 0 }, n_mean = { "finite", 0 },
    input_mean = { "finite", 0 }, input_std = { "finite", 0, least = 0 }, m_n_covariance = { "finite", 0 },
    m_input_covariance = { "finite", 0 }, n_input_covariance = { "finite", 0 },
  },
}

local POINTS = 24         -- overlaps on either side of 0 at which states are sought
local UNBOUNDED = 100     -- the largest of them where the activation has no bound
local bounded = { tanh = true, erf = true, sigmoid = true, asymmetric_tanh = true }
local DIFFERENCE = 1e-4   -- of the derivatives, as a share of the scale of their variable

local function refuse(...) error((...):format(select(2, ...)), 0) end

--- That the theory knows the network and the standard deviations allow its covariances; errors carry no place.
---@param d table of the names in low_rank.fields
function low_rank.check(d)
  if math.abs(d.m_input_covariance) > d.m_std * d.input_std then
    refuse("m_input_covariance is %g; at most m_std times input_std, %g, was needed", d.m_input_covariance, d.m_std * d.input_std)
  end
  if d.activation == "relu" and d.gain ^ 2 > 2 then
    refuse("relu was given with gain %g; at most √2 was needed, above which it grows at a given overlap", d.gain)
  end
  if d.m_std == 0 and d.m_n_covariance ~= 0 then refuse("m_n_covariance is %g and m_std is 0", d.m_n_covariance) end
  if d.input_std == 0 and d.n_input_covariance ~= 0 then refuse("n_input_covariance is %g and input_std is 0", d.n_input_covariance) end
end

-- --- the theory at a given overlap

local function quenched(d, overlap)
  return math.max(0, (d.m_std * overlap) ^ 2 + 2 * overlap * d.m_input_covariance + d.input_std ^ 2)
end

local function network_at(d, overlap)
  return { activation = d.activation, activation_power = d.activation_power, activation_table = d.activation_table,
    gain = d.gain, noise = d.noise, balance = 1, coupling = 0,
    input_mean = d.m_mean * overlap + d.input_mean, input_spread = quenched(d, overlap) ^ 0.5 }
end

local function returned(d, overlap, rate, slope)
  return d.n_mean * rate + (d.m_n_covariance * overlap + d.n_input_covariance) * slope
end

-- By how much the overlap that returns exceeds the one that is given; NaN where there is no state.
local function excess(d, overlap)
  local rate, slope = native.settle(network_at(d, overlap))
  return rate and returned(d, overlap, rate, slope) - overlap or 0 / 0
end

-- --- all overlaps

-- |E[n φ]| is at most this where |φ| <= 1, since E[φ′] <= √(2/π)/σ of a normal variable that varies by σ.
local function most_overlap(d)
  if not bounded[d.activation] then return UNBOUNDED end
  local most = math.abs(d.n_mean)
  if d.m_std > 0 then most = most + (2 / math.pi) ^ 0.5 * math.abs(d.m_n_covariance) / d.m_std end
  if d.input_std > 0 then most = most + (2 / math.pi) ^ 0.5 * math.abs(d.n_input_covariance) / d.input_std end
  return 1.01 * most + 1e-9
end

-- Places at which the excess is 0 or changes its sign, denser near 0.
local function overlaps(d)
  local found, most = {}, most_overlap(d)
  local function f(overlap) return excess(d, overlap) end
  local before, at_before = -most, f(-most)
  for i = 1 - POINTS, POINTS do
    local overlap = most * (i / POINTS) ^ 3
    local value = f(overlap)
    if math.abs(value) <= 1e-13 * most then
      found[#found + 1], value = overlap, 0
    elseif at_before ~= 0 and before < overlap and at_before < 0 ~= (value < 0) and value == value and at_before == at_before then
      local root = zero.between(f, before, at_before, overlap, value, 1e-12 * most)
      if math.abs(f(root)) < 1e-6 * most then found[#found + 1] = root end -- and no jump between two states
    end
    before, at_before = overlap, value
  end
  return found
end

-- --- stability

-- E[φ], E[φ′] and E[φ²] of a normal variable.
local function moments(d, mean, variance)
  local rate, slope, _, square = native.settle { activation = d.activation, activation_power = d.activation_power,
    activation_table = d.activation_table, gain = 0, balance = 1, coupling = 0, input_mean = mean,
    input_spread = math.max(0, variance) ^ 0.5 }
  return rate, slope, square
end

-- The map of a static state: the overlap and g² E[φ²] that return.
local function map_of(d, overlap, fed_back)
  local rate, slope, square = moments(d, d.m_mean * overlap + d.input_mean, quenched(d, overlap) + fed_back)
  return returned(d, overlap, rate, slope), d.gain ^ 2 * square
end

-- d/dx of a pair of numbers: central, or by three points above a place that must not be left downwards.
local function slopes_of(f, x, h, least)
  if x - h >= least then
    local a1, b1 = f(x + h)
    local a2, b2 = f(x - h)
    return (a1 - a2) / (2 * h), (b1 - b2) / (2 * h)
  end
  local a0, b0 = f(x)
  local a1, b1 = f(x + h)
  local a2, b2 = f(x + 2 * h)
  return (4 * a1 - 3 * a0 - a2) / (2 * h), (4 * b1 - 3 * b0 - b2) / (2 * h)
end

local function static_factors(d, overlap, variance)
  local fed_back = variance - quenched(d, overlap)
  local scale = math.max(1e-3, math.abs(overlap))
  local a11, a21 = slopes_of(function(x) return map_of(d, x, fed_back) end, overlap, DIFFERENCE * scale, -math.huge)
  local a12, a22 = slopes_of(function(x) return map_of(d, overlap, x) end, fed_back, DIFFERENCE * math.max(1e-3, variance), 0)
  local re, im = balnet.spectrum.eigenvalues(balnet.tensor { { a11, a12 }, { a21, a22 } })
  return re, im
end

local function state_at(d, overlap)
  local full = network_at(d, overlap)
  full.lags = 1
  local found, state = native.stationary(full), { overlap = overlap }
  for _, name in ipairs { "branch", "mean", "variance", "frozen", "rate", "active", "slope_square", "lyapunov", "error" } do
    state[name] = found[name]
  end
  state.radius = d.gain * found.slope_square ^ 0.5
  if found.branch == "static" then
    local re, im = static_factors(d, overlap, found.variance)
    state.outlier = re:max()
    state.outlier_imaginary = math.abs(im[re:argmax()])
    state.stable = state.outlier < 1 and found.lyapunov < 0
  else
    local h = DIFFERENCE * math.max(1e-3, math.abs(overlap))
    state.outlier = 1 + (excess(d, overlap + h) - excess(d, overlap - h)) / (2 * h)
    state.stable = state.outlier < 1
  end
  return state
end

local function comes_before(one, other)
  if one.stable ~= other.stable then return one.stable end
  return one.overlap > other.overlap
end

local function states_of(d)
  low_rank.check(d)
  local states = {}
  for i, overlap in ipairs(overlaps(d)) do
    states[i] = arguments.record("a state of a network of low rank", state_at(d, overlap), { "outlier_imaginary" })
  end
  if #states == 0 then
    refuse("no stationary state was found with an overlap of at most %.4g: activity may grow without bound", most_overlap(d))
  end
  table.sort(states, comes_before)
  return states
end

low_rank.stationary = arguments.typed("low_rank", function(definition)
  local states = options.call(1, states_of, options.over(definition, low_rank.fields))
  return states
end, "options?")

-- --- vectors

-- Rows of mean 0 and variance 1 over units whose sample covariances are exactly those of the unit matrix.
local function orthonormal(stream, count, neurons)
  local rows = stream:normal(count, neurons):to "f64"
  for i = 1, count do
    rows[i] = rows[i] - rows[i]:mean()
    for j = 1, i - 1 do rows[i] = rows[i] - rows[j] * ((rows[i] * rows[j]):mean()) end
    rows[i] = rows[i] / rows[i]:square():mean() ^ 0.5
  end
  return rows
end

--- Vectors m, n and I of a network whose means, variances and covariances over its units are exactly those of the definition;
-- errors carry no place.
---@param d table of the names in low_rank.fields
---@param neurons integer at least 4
---@param stream userdata of random numbers
---@return tensor m
---@return tensor n
---@return tensor input
function low_rank.vectors(d, neurons, stream)
  low_rank.check(d)
  local rows = orthonormal(stream, 2, neurons)
  local shared = d.m_std > 0 and d.m_input_covariance / d.m_std or 0
  local own = math.max(0, d.input_std ^ 2 - shared ^ 2) ^ 0.5
  local of_m = d.m_std > 0 and d.m_n_covariance / d.m_std or 0
  local rest = d.n_input_covariance - of_m * shared
  if own == 0 and math.abs(rest) > 1e-12 * (math.abs(d.n_input_covariance) + math.abs(of_m * shared)) then
    refuse("the input is m but for a factor; n_input_covariance %g was needed", of_m * shared)
  end
  local m = rows[1] * d.m_std + d.m_mean
  local input = rows[1] * shared + rows[2] * own + d.input_mean
  local n = rows[1] * of_m + rows[2] * (own > 0 and rest / own or 0) + d.n_mean
  return m, n, input
end

return low_rank
