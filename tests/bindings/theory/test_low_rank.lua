-- Rank one beside randomness, and inputs that differ between units. Expected values: closed forms for erf and for linear units,
-- the theory of one balanced population, the theory in time under an independent constant input, and networks: their overlaps
-- within standard errors and the eigenvalues at their fixed points.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local meanfield, message_of = balnet.meanfield, refused.message_of

TestLowRank = {}

-- erf(√π/2 x) of a normal variable of mean 0 and variance v has E[φ′] = (1 + πv/2)^(-1/2), E[φ²] = 2/π asin(z) with
-- z = (πv/2)/(1 + πv/2), and E[φ′²] = (1 + πv)^(-1/2). An overlap that is not 0 needs E[φ′] = 1/ρ.
function TestLowRank:test_erf_has_the_overlaps_and_outliers_of_its_closed_form()
  for _, case in ipairs { { 2, 0 }, { 2, 1 }, { 3, 1.2 } } do
    local rho, g = case[1], case[2]
    local states = meanfield.low_rank { activation = "erf", gain = g, m_n_covariance = rho }
    local variance, z = 2 * (rho ^ 2 - 1) / math.pi, 1 - rho ^ -2
    local fed_back = g ^ 2 * 2 / math.pi * math.asin(z)
    local overlap = (variance - fed_back) ^ 0.5
    lu.assertEquals(#states, 3)
    for i, sign in ipairs { 1, -1 } do
      lu.assertAlmostEquals(states[i].overlap, sign * overlap, 1e-9)
      lu.assertAlmostEquals(states[i].variance, variance, 1e-9)
      lu.assertEquals({ states[i].branch, states[i].stable }, { "static", true })
      lu.assertAlmostEquals(states[i].radius, g * (1 + math.pi * variance) ^ -0.25, 1e-9)
    end
    local s = 1 + math.pi * variance / 2
    local p1, p3 = s ^ -0.5, -math.pi / 2 * s ^ -1.5
    local D = 1 / (1 - z * z) ^ 0.5 / s ^ 2
    local a11, a22, cross = rho * (p1 + overlap ^ 2 * p3), g ^ 2 * D, rho * overlap ^ 2 * p3 * g ^ 2 * D
    local outlier = (a11 + a22) / 2 + math.max(0, (a11 - a22) ^ 2 / 4 + cross) ^ 0.5
    lu.assertAlmostEquals(states[1].outlier, outlier, 1e-6)
    lu.assertAlmostEquals(states[3].outlier, rho * states[3].active, 1e-6) -- 1 where every unit rests at 0
    lu.assertEquals({ states[3].overlap, states[3].stable }, { 0, false })
  end
end

function TestLowRank:test_below_the_line_there_is_one_state()
  lu.assertEquals(#meanfield.low_rank { gain = 0.5, m_n_covariance = 0.9 }, 1)
  lu.assertEquals(#meanfield.low_rank { gain = 0.5, m_n_covariance = 1.1 }, 3)
end

function TestLowRank:test_a_chaotic_state_of_erf_has_the_variance_of_its_closed_form()
  local states = meanfield.low_rank { activation = "erf", gain = 1.9, m_n_covariance = 2 }
  lu.assertEquals({ states[1].branch, states[1].stable }, { "chaotic", true })
  lu.assertAlmostEquals(states[1].variance, 6 / math.pi, 1e-9) -- E[φ′] = 1/ρ again
  lu.assertTrue(states[1].frozen > states[1].overlap ^ 2 and states[1].lyapunov > 0)
  lu.assertTrue(states[3].outlier > 1)
end

function TestLowRank:test_linear_units_add_up()
  local d = { activation = "linear", gain = 0.6, m_mean = 1, n_mean = -0.5, m_n_covariance = 0.3, input_mean = 2, input_std = 1,
    m_input_covariance = 0.4, n_input_covariance = 0.7 }
  local states = meanfield.low_rank(d)
  local overlap = (-0.5 * 2 + 0.7) / (1 + 0.5 - 0.3)
  local mean, quenched = overlap + 2, overlap ^ 2 + 2 * overlap * 0.4 + 1
  lu.assertEquals(#states, 1)
  lu.assertAlmostEquals(states[1].overlap, overlap, 1e-9)
  lu.assertAlmostEquals(states[1].mean, mean, 1e-9)
  lu.assertAlmostEquals(states[1].variance, (quenched + 0.36 * mean ^ 2) / 0.64, 1e-8)
  lu.assertAlmostEquals(states[1].outlier, 0.36, 1e-6) -- of the variance; the structure's is -0.2
end

function TestLowRank:test_a_mean_alone_is_the_balanced_network()
  local balanced = meanfield.stationary { gain = 1.2, balance = 8, noise = 0.5 }
  local states = meanfield.low_rank { activation = "relu", gain = 1.2, m_mean = -8, m_std = 0, n_mean = 1, input_mean = 8, noise = 0.5 }
  lu.assertEquals({ #states, states[1].branch, states[1].stable }, { 1, "noisy", true })
  for _, name in ipairs { "mean", "variance", "frozen", "rate", "lyapunov" } do
    lu.assertAlmostEquals(states[1][name] / balanced[name], 1, 1e-7, name)
  end
end

function TestLowRank:test_networks_have_the_overlaps_and_the_spectra_of_the_theory()
  local d = { gain = 0.8, n_mean = 0.4, m_mean = 0.3, m_n_covariance = 1.6, input_mean = 0.2, input_std = 0.3, n_input_covariance = 0.1,
    m_input_covariance = 0.1 }
  local state, overlaps, variances, largest = meanfield.low_rank(d)[1], balnet.zeros(6), balnet.zeros(6), balnet.zeros(6)
  for seed = 1, 6 do
    local definition = { neurons = 600, seed = seed, dt = 0.1, sampled = 600 }
    for name, value in pairs(d) do definition[name] = value end
    local simulation, vectors = balnet.simulate.low_rank(definition)
    simulation:set_state((vectors.m * state.overlap + vectors.input):unsqueeze(1))
    simulation:run(0, 600)
    local record = simulation:run(0, 2)
    overlaps[seed], variances[seed] = record.output:mean(), record.mean_variance
    local slopes = 1 - record.state[{ true, 1, 2 }]:to "f64":tanh():square()
    local stream = balnet.random { seed = seed }
    stream:normal(2, 600)
    local J = balnet.zeros(600, 600)
    for first = 1, 600, 200 do J[{ { first, first + 199 } }] = stream:normal(200, 600) * (0.8 / 600 ^ 0.5) end
    J = J + vectors.m:unsqueeze(2) * (vectors.n / 600):unsqueeze(1)
    local re = balnet.spectrum.eigenvalues(J * slopes:unsqueeze(1))
    largest[seed] = re:max()
  end
  lu.assertAlmostEquals(overlaps:mean(), state.overlap, 3 * overlaps:std() / 6 ^ 0.5)
  lu.assertAlmostEquals(variances:mean(), state.variance, 3 * variances:std() / 6 ^ 0.5)
  lu.assertTrue(overlaps:std() < 0.1 * state.overlap)
  lu.assertTrue(math.abs(largest:mean() - math.max(state.outlier, state.radius)) < 0.06)
end

function TestLowRank:test_the_outlier_of_the_trivial_state_is_that_of_networks()
  local d = { gain = 0.5, m_n_covariance = 1.5, neurons = 500, seed = 3 }
  local _, vectors = balnet.simulate.low_rank(d)
  lu.assertAlmostEquals((vectors.m * vectors.n):mean(), 1.5, 1e-12)
  local J = balnet.random { seed = 4 }:normal(500, 500) * (0.5 / 500 ^ 0.5) + vectors.m:unsqueeze(2) * (vectors.n / 500):unsqueeze(1)
  local re = balnet.spectrum.eigenvalues(J)
  lu.assertAlmostEquals(re:max(), meanfield.low_rank { gain = 0.5, m_n_covariance = 1.5 }[3].outlier, 0.06)
end

function TestLowRank:test_vectors_have_the_moments_of_the_definition()
  local _, v = balnet.simulate.low_rank { neurons = 50, m_mean = 1, m_std = 2, n_mean = -1, input_mean = 3, input_std = 0.5,
    m_n_covariance = 0.7, m_input_covariance = -0.4, n_input_covariance = 0.2 }
  local function covariance(a, b) return (a * b):mean() - a:mean() * b:mean() end
  lu.assertAlmostEquals(v.m:mean(), 1, 1e-12)
  lu.assertAlmostEquals(v.n:mean(), -1, 1e-12)
  lu.assertAlmostEquals(v.input:mean(), 3, 1e-12)
  lu.assertAlmostEquals(covariance(v.m, v.m), 4, 1e-12)
  lu.assertAlmostEquals(covariance(v.input, v.input), 0.25, 1e-12)
  lu.assertAlmostEquals(covariance(v.m, v.n), 0.7, 1e-12)
  lu.assertAlmostEquals(covariance(v.m, v.input), -0.4, 1e-12)
  lu.assertAlmostEquals(covariance(v.n, v.input), 0.2, 1e-12)
end

function TestLowRank:test_a_spread_of_inputs_is_an_independent_input_that_stays()
  local definition = { activation = "tanh", gain = 2.2, balance = 0, input_spread = 0.5 }
  local state = meanfield.stationary(definition)
  local run = meanfield.evolve { activation = "tanh", gain = 2.2, balance = 0, independent = function() return 0.25 end, steps = 4000,
    band = 800, dt = 1 / 20, lyapunov = true }
  lu.assertEquals(state.branch, "chaotic")
  lu.assertAlmostEquals(run.average_variance / state.variance, 1, 0.01)
  lu.assertAlmostEquals(run.covariance[401] / state.frozen, 1, 0.03)
  lu.assertAlmostEquals(run.lyapunov, state.lyapunov, 0.01)
  lu.assertTrue(state.critical_gain > 1)
  definition.gain, definition.input_spread = state.critical_gain, 0.5
  lu.assertAlmostEquals(meanfield.stationary(definition).lyapunov, 0, 1e-7)
end

-- A linear unit has the variance (s² + g² (1 - f) m²)/(1 - g²): with all inputs equally many none of it is due to the mean.
function TestLowRank:test_a_fixed_in_degree_takes_the_mean_from_the_variance()
  for _, f in ipairs { 0, 0.5, 1 } do
    local state = meanfield.stationary { activation = "linear", gain = 0.6, balance = 3, input_mean = 2,
      input_spread = 0.5, fixed_in_degree = f }
    lu.assertAlmostEquals(state.mean, 1.5, 1e-12)
    lu.assertAlmostEquals(state.variance, (0.25 + 0.36 * (1 - f) * 2.25) / 0.64, 1e-9)
  end
  lu.assertTrue(meanfield.stationary { gain = 1.8, balance = 5, fixed_in_degree = 1 }.variance
    < meanfield.stationary { gain = 1.8, balance = 5 }.variance)
end

function TestLowRank:test_what_does_not_fit_is_an_error_at_the_line_of_the_call()
  lu.assertStrContains(message_of(meanfield.low_rank, { m_input_covariance = 0.1 }), "at most m_std times input_std, 0, was needed")
  lu.assertStrContains(message_of(meanfield.low_rank, { m_std = 0, m_n_covariance = 1 }), "m_n_covariance is 1 and m_std is 0")
  lu.assertStrContains(message_of(meanfield.low_rank, { n_input_covariance = 1 }), "n_input_covariance is 1 and input_std is 0")
  lu.assertStrContains(message_of(meanfield.low_rank, { gains = 1 }), "did you mean 'gain'?")
  lu.assertStrContains(message_of(meanfield.low_rank, { activation = "relu", gain = 1.5 }), "relu was given with gain 1.5")
  lu.assertStrContains(message_of(meanfield.low_rank, { gain = -1 }), "field 'gain' is -1")
  lu.assertStrContains(message_of(balnet.simulate.low_rank, { neurons = 10, input_std = 1, m_input_covariance = 1,
    n_input_covariance = 1 }),
    "the input is m but for a factor; n_input_covariance 0 was needed")
  lu.assertStrContains(message_of(balnet.simulate.low_rank, { neurons = 3 }), "field 'neurons' is 3")
end

os.exit(lu.LuaUnit.run())
