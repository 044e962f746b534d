-- Several populations from Lua: the states that are found from many starts. Expected values: closed forms, the theory of one
-- population; the engine's own tests hold the numbers against an independent solution.
local lu = require "luaunit"
local balnet = require "balnet"
local message_of = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").message_of

local populations = balnet.meanfield.populations

TestPopulations = {}

local function assert_refused_by(f, definition, expected)
  local message = message_of(function() f(definition) end)
  lu.assertStrContains(message, expected)
  lu.assertStrContains(message, "test_populations.lua:")
end

local function assert_refused(definition, expected) assert_refused_by(populations, definition, expected) end

function TestPopulations:test_one_population_is_that_of_the_stationary_theory()
  local states = populations { populations = { { input = 32 } }, mean = { { -32 } }, gain = { { 2 } }, lags = 11, lag_step = 0.5 }
  local theory = balnet.meanfield.stationary { gain = 2, balance = 32, lags = 11, lag_step = 0.5 }
  lu.assertEquals(states[1].branch, "chaotic")
  lu.assertTrue(states[1].stable)
  lu.assertAlmostEquals(states[1].variance[1], theory.variance, 1e-6)
  lu.assertAlmostEquals(states[1].lyapunov, theory.lyapunov, 1e-8)
  lu.assertEquals({ states[1].covariance:shape() }, { 1, 11 })
  for i = 1, 11 do lu.assertAlmostEquals(states[1].covariance[{ 1, i }], theory.covariance[i], 1e-6) end
  lu.assertEquals(states[1].lag[11], 5)
  lu.assertEquals(states[2].branch, "static") -- the chaotic state has left it
  lu.assertFalse(states[2].stable)
end

-- m = 3 tanh m has the roots 0 and ±2.984704585357; at 0 the mean grows at the rate 3 - 1.
function TestPopulations:test_a_bistable_network_has_three_states_of_which_two_are_stable()
  local states = populations { populations = { {} }, mean = { { 3 } }, gain = { { 0 } }, activation = "tanh" }
  lu.assertEquals(#states, 3)
  lu.assertAlmostEquals(states[1].mean[1] * states[2].mean[1], -2.984704585357 ^ 2, 1e-8)
  lu.assertTrue(states[1].stable and states[2].stable)
  lu.assertFalse(states[3].stable)
  lu.assertAlmostEquals(states[3].growth, 2, 1e-6)
end

-- Rates in the balanced limit follow from E and I of the inputs: M ν = -I (van Vreeswijk and Sompolinsky 1998).
function TestPopulations:test_rates_approach_those_of_perfect_balance()
  local function rates(K)
    local k = K ^ 0.5
    return populations { populations = { { input = k }, { input = 0.8 * k } }, mean = { { k, -2 * k }, { k, -1.8 * k } },
                         gain = { { 1, 1.2 }, { 1, 1.2 } } }[1].rate
  end
  local near, far = rates(1e8), rates(1e4)
  lu.assertAlmostEquals(near[1], 1, 1e-3) -- ν_E - 2 ν_I = -1, ν_E - 1.8 ν_I = -0.8
  lu.assertAlmostEquals(near[2], 1, 1e-3)
  lu.assertTrue(math.abs(far[1] - 1) > 10 * math.abs(near[1] - 1))
end

function TestPopulations:test_definitions_that_do_not_fit_are_errors_at_the_line_of_the_call()
  local one = { {} }
  assert_refused({ mean = { { 0 } }, gain = { { 0 } } }, "field 'populations' is nil")
  assert_refused({ populations = one, gain = { { 0 } } }, "field 'mean' is nil; 1 x 1 numbers")
  assert_refused({ populations = one, mean = { { 0, 1 } }, gain = { { 0 } } }, "field 'mean' is 1 x 2; 1 x 1 numbers")
  assert_refused({ populations = { { nois = 1 } }, mean = { { 0 } }, gain = { { 0 } } }, "population 1: unknown field 'nois'")
  assert_refused({ populations = { { noise = "a" } }, mean = { { 0 } }, gain = { { 0 } } }, "field 'noise' of population 1 is 'a'")
  assert_refused({ populations = { { size = -1 } }, mean = { { 0 } }, gain = { { 0 } } }, "field 'size' of population 1 is -1")
  assert_refused({ populations = { { size = 0 } }, mean = { { 0 } }, gain = { { 0 } } }, "field 'size' of population 1 is 0")
  assert_refused({ populations = { { size = 1.5 } }, mean = { { 0 } }, gain = { { 0 } } }, "field 'size' of population 1 is 1.5")
  assert_refused({ populations = { { tau = 0 } }, mean = { { 0 } }, gain = { { 0 } } }, "tau of population 1 is 0")
  assert_refused({ populations = one, mean = { { 0 } }, gain = { { -1 } } }, "gain of population 1 is -1")
  assert_refused({ populations = one, mean = { { 0 } }, gain = { { 0 } }, lags = 0 }, "field 'lags' is 0")
  assert_refused({ populations = one, mean = { { 0 } }, gain = { { 0 } }, lags = 20000000 },
    "field 'lags' is 20000000; an integer from 1 to 10000000")
  assert_refused({ populations = one, mean = { { 0 } }, gain = { { 0 } }, activation = "tan" }, "tanh")
  assert_refused({ populations = one, mean = { { 5 } }, gain = { { 3 } } }, "no stationary state was found")
end

-- --- in time

local evolve = balnet.meanfield.evolve_populations

-- The same equations, whose engine is tested against numpy.
function TestPopulations:test_one_population_in_time_is_that_of_evolve()
  for _, activation in ipairs { "relu", "tanh" } do
    local signal = (balnet.arange(300) / 20):sin() * 0.2 + 1
    local start = { mean = -0.5, variance = 4 }
    local one = balnet.meanfield.evolve { activation = activation, input = signal, gain = 2, balance = 6, noise = 0.3, dt = 1 / 16,
      band = 80, terms = 64, mean_step = "euler", lyapunov = true, start_mean = start.mean, start_variance = start.variance }
    local run = evolve { activation = activation, populations = { { noise = 0.3 } }, mean = { { -6 } }, gain = { { 2 } }, steps = 300,
      band = 80, terms = 64, lyapunov = true, input = signal:unsqueeze(2) * 6, start_mean = { start.mean },
      start_variance = { start.variance } }
    for i = 1, 300 do
      lu.assertAlmostEquals(run.mean[{ 1, i }], one.mean[i], 1e-11)
      lu.assertAlmostEquals(run.variance[{ 1, i }], one.variance[i], 1e-11)
      lu.assertAlmostEquals(run.rate[{ 1, i }], one.rate[i], 1e-11)
    end
    for i = 1, 81 do lu.assertAlmostEquals(run.covariance[{ 1, i }], one.covariance[i], 1e-11) end
    lu.assertAlmostEquals(run.lyapunov, one.lyapunov, 1e-9)
    lu.assertAlmostEquals(run.average_rate[1], one.average_rate, 1e-11)
  end
end

-- The Euler step has an error of first order: it vanishes in 2 x(dt/2) - x(dt) but for 0.002 of the variance. The stationary
-- state has been compared with scipy.
function TestPopulations:test_it_settles_in_the_stationary_state_of_populations_with_different_time_constants()
  local definition = { populations = { { input = 10, noise = 1 }, { input = 8, tau = 0.5 } }, mean = { { 10, -20 }, { 10, -18 } },
    gain = { { 0.8, 1 }, { 0.8, 1.1 } } }
  local state, runs = balnet.meanfield.populations(definition)[1], {}
  for i, dt in ipairs { 1 / 16, 1 / 32 } do
    definition.dt, definition.band, definition.steps, definition.lyapunov = dt, math.tointeger(20 / dt), math.tointeger(80 / dt), true
    runs[i] = evolve(definition)
  end
  for a = 1, 2 do
    local function extrapolated(name) return 2 * runs[2][name][a] - runs[1][name][a] end
    lu.assertAlmostEquals(extrapolated "average_mean", state.mean[a], 0.002)
    lu.assertAlmostEquals(extrapolated "average_variance" / state.variance[a], 1, 0.002)
    lu.assertAlmostEquals(extrapolated "average_rate", state.rate[a], 0.002)
  end
  lu.assertAlmostEquals(2 * runs[2].lyapunov - runs[1].lyapunov, state.lyapunov, 0.002)
end

function TestPopulations:test_runs_that_do_not_fit_or_grow_are_errors_at_the_line_of_the_call()
  local function refuse(changes, expected)
    local definition = { populations = { {}, {} }, mean = { { 0, 0 }, { 0, 0 } }, gain = { { 1, 1 }, { 1, 1 } }, steps = 100, band = 20 }
    for name, value in pairs(changes) do definition[name] = value end
    assert_refused_by(evolve, definition, expected)
  end
  refuse({ dt = 1 }, "dt is 1; a number above 0 and below tau (1) of population 1")
  refuse({ band = 1 }, "band")
  refuse({ input = balnet.zeros(3, 2) }, "the input is 3 x 2; steps x populations, 100 x 2, were needed")
  refuse({ start_mean = { 0, 0 } }, "start_mean and start_variance go together")
  refuse({ start_mean = { 0 }, start_variance = { 1, 1 } }, "2 numbers, one a population")
  refuse({ mean = { { 40, 0 }, { 0, 0 } }, start_mean = { 1, 1 }, start_variance = { 1, 1 }, steps = 1000 }, "grows without bound")
end

-- --- response and critical factor

-- The sum over lags is the answer to a constant input, here by differences of stationary states.
function TestPopulations:test_responses_add_up_to_the_change_of_the_stationary_rates()
  local definition = { populations = { { input = 4, noise = 1 }, { input = 3, noise = 1, tau = 0.5 } }, mean = { { 2, -4 }, { 3, -4 } },
    gain = { { 0.5, 0.5 }, { 0.6, 0.4 } } }
  local function rates(b, more)
    definition.populations[b].input = definition.populations[b].input + more
    local rate = populations(definition)[1].rate
    definition.populations[b].input = definition.populations[b].input - more
    return rate
  end
  local expected = { (rates(1, 1e-4) - rates(1, -1e-4)) / 2e-4, (rates(2, 1e-4) - rates(2, -1e-4)) / 2e-4 }
  definition.dt, definition.transient, definition.band, definition.lags = 1 / 32, 640, 320, 640
  local response = balnet.meanfield.response_populations(definition).response
  for a = 1, 2 do
    for b = 1, 2 do
      lu.assertEquals(response[{ a, b, 1 }], 0)
      lu.assertAlmostEquals(response[{ a, b }]:sum() / expected[b][a], 1, 0.01) -- the Euler step is of first order
    end
  end
end

-- tanh without mean couplings: the largest eigenvalue of g_ab² is 5 + 4 = 9 for these, with noise as for one population.
function TestPopulations:test_the_critical_factor_has_its_closed_form_and_that_of_one_population()
  local function factor(gain, noise)
    return balnet.meanfield.critical_factor { populations = { { noise = noise }, { noise = noise } }, mean = { { 0, 0 }, { 0, 0 } },
      gain = gain, activation = "tanh" }
  end
  lu.assertAlmostEquals(factor({ { 5 ^ 0.5, 2 }, { 2, 5 ^ 0.5 } }, 0), 1 / 3, 1e-8)
  local half = 0.5 ^ 0.5
  lu.assertAlmostEquals(factor({ { half, half }, { half, half } }, 0.5),
    balnet.meanfield.critical_gain { activation = "tanh", balance = 0, noise = 0.5 }, 1e-6)
end

function TestPopulations:test_a_network_that_is_never_chaotic_has_no_critical_factor()
  local factor = balnet.meanfield.critical_factor
  assert_refused_by(factor, { populations = { {} }, mean = { { 0 } }, gain = { { 0 } }, activation = "tanh" }, "no factor up to 1000")
  assert_refused_by(factor, { populations = { {} }, mean = { { 0 } }, gain = { { 0 } }, lags = 2 }, "lags")
end

function TestPopulations:test_an_answer_has_some_lags_after_a_transient()
  local function refuse(name, value, expected)
    local network = { populations = { {} }, mean = { { 0 } }, gain = { { 0 } }, [name] = value }
    assert_refused_by(balnet.meanfield.response_populations, network, expected)
  end
  refuse("lags", 1, "field 'lags' is 1; an integer from 2 to 10000000 was needed")
  refuse("lags", 1000000000000, "field 'lags' is 1000000000000; an integer from 2 to")
  refuse("transient", 0, "field 'transient' is 0; an integer from 1 to")
  refuse("transient", 1000000000000, "field 'transient' is 1000000000000; an integer from 1 to")
end

function TestPopulations:test_a_simulation_needs_the_sizes()
  local fine, message = pcall(balnet.simulate.populations, { populations = { { input = 4 } }, mean = { { -1 } }, gain = { { 1 } } })
  lu.assertFalse(fine)
  lu.assertStrContains(message, "population 1 has no field 'size'")
end

os.exit(lu.LuaUnit.run())
