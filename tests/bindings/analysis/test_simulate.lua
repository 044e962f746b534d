-- Simulations from Lua. Expected values: closed forms of the network without a random part, and the same numbers by
-- another way.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local simulate = balnet.simulate
local here, message_of = refused.here, refused.message_of

TestSimulate = {}

function TestSimulate:test_without_a_random_part_the_rate_obeys_the_balance_equation()
  local theory = balnet.information.theory { neurons = 2000, noise = 1, dt = 1 / 64, balance = 4 }
  local sim = simulate.balanced { neurons = 2000, gain = 0, noise = 1, dt = 1 / 64, balance = 4, batch = 2 }
  sim:run(1, 640)
  local record = sim:run(1, 1280)
  lu.assertAlmostEquals(record.mean_rate, theory.nu, 0.005)
  lu.assertAlmostEquals(record.mean_variance, theory.variance, 0.01)
  lu.assertAlmostEquals(record.mean:mean(), theory.mean, 0.02)
  lu.assertEquals({ record.rate:shape() }, { 2, 1280 })
  lu.assertEquals({ record.steps, record.trials, record.time }, { 1280, 2, 30 })
  lu.assertStrMatches(tostring(record), "simulation\n.*mean rate +0%..*")
end

function TestSimulate:test_the_rate_of_a_simulation_is_that_of_theory()
  local dt, balance = 2 ^ -8, 8
  local theory = balnet.information.theory { neurons = 500, balance = balance, dt = dt }
  local sim = simulate.balanced { neurons = 500, gain = 0, noise = 0.1, dt = dt, balance = balance, state_std = 0.07 }
  local signal = simulate.signal { steps = 2 ^ 15, dt = dt, signal_std = 0.1, input_mean = 1 }
  sim:run(1, 2048)
  local found = balnet.information.rate(signal, sim:run(signal).rate,
    { dt = dt, segment = 4, relaxation = theory.relaxation })
  lu.assertAlmostEquals(found.rate, theory.rate, math.min(4 * found.standard_error, 0.03 * theory.rate))
end

function TestSimulate:test_signals_are_stationary_with_the_given_deviation()
  local signal = simulate.signal { steps = 400, trials = 500, dt = 0.5, stimulus_tau = 2, signal_std = 0.3,
    input_mean = 5 }
  lu.assertEquals({ signal:shape() }, { 500, 400 })
  lu.assertAlmostEquals(signal:mean(), 5, 0.005)
  lu.assertAlmostEquals((signal - 5):pow(2):mean(), 0.09, 0.002)
  local first = signal[{ true, { 1, 1 } }] - 5
  lu.assertAlmostEquals(first:pow(2):mean(), 0.09, 0.02)
end

function TestSimulate:test_inputs_of_every_shape_mean_the_same()
  local states = {}
  for i, input in ipairs { balnet.full({ 20 }, 2), balnet.full({ 3, 20 }, 2), balnet.full({ 20, 1, 3 }, 2) } do
    local sim = simulate.balanced { neurons = 30, gain = 1, dt = 0.1, noise = 0.3, batch = 3 }
    sim:run(input)
    states[i] = sim:state():totable()
  end
  local sim = simulate.balanced { neurons = 30, gain = 1, dt = 0.1, noise = 0.3, batch = 3 }
  sim:run(2, 20)
  for i = 1, 3 do lu.assertEquals(states[i], sim:state():totable()) end
end

function TestSimulate:test_the_record_holds_what_was_asked_for()
  local net = balnet.network { neurons = 12, stimuli = 2, readouts = 3 }
  local sim = simulate.network(net, { dt = 0.1, sampled = 4, outputs = true, batch = 5, lags = 3, lag_steps = 2 })
  local record = sim:run(balnet.stimulus { steps = 7, stimuli = 2, batch = 5 })
  lu.assertEquals({ record.output:shape() }, { 3, 5, 7 })
  lu.assertEquals({ record.state:shape() }, { 4, 5, 7 })
  local state = sim:state()
  for b = 1, 5 do lu.assertEquals(record.state[{ 2, b, 7 }], state[{ b, 2 }]) end
  local covariances = sim:covariances()
  lu.assertEquals(covariances.lag:totable(), { 0, 0.2, 0.4 })
  lu.assertTrue(covariances.state[1] > covariances.state[3])
  lu.assertNil(simulate.network(net):run(1, 2).state)
end

function TestSimulate:test_a_state_can_be_set_and_a_run_repeated()
  local sim = simulate.balanced { neurons = 10, gain = 1, dt = 0.1, batch = 2 }
  local start = sim:state()
  local first = sim:run(1, 9).rate
  sim:set_state(start)
  lu.assertEquals(sim:run(1, 9).rate:totable(), first:totable())
end

function TestSimulate:test_a_network_lives_as_long_as_its_simulation()
  local sim = simulate.network(balnet.network { neurons = 50, gain = 1 }, { dt = 0.1 })
  collectgarbage()
  collectgarbage()
  lu.assertTrue(sim:run(1, 10).mean_variance > 0)
end

function TestSimulate:test_a_closed_simulation_does_nothing_more()
  for _, threads in ipairs { 1, 2 } do
    local sim = simulate.balanced { neurons = 3, threads = threads }
    sim:close()
    sim:close()
    lu.assertErrorMsgContains("the simulation is closed", sim.run, sim, 1, 1)
    lu.assertErrorMsgContains("the simulation is closed", sim.state, sim)
    lu.assertErrorMsgContains("the simulation is closed", sim.set_state, sim, balnet.zeros(1, 3))
    lu.assertErrorMsgContains("the simulation is closed", sim.covariances, sim)
  end
end

function TestSimulate:test_errors_carry_the_line_of_the_script()
  local at = here() + 1
  local message = message_of(function() simulate.balanced { neurons = 10, nois = 1 } end)
  lu.assertStrContains(message, "test_simulate.lua:" .. at .. ": unknown field 'nois'; did you mean 'noise'?")
  at = here() + 1
  message = message_of(function() simulate.balanced { neurons = 10, dt = 3 } end)
  lu.assertStrContains(message, "test_simulate.lua:" .. at .. ": dt is 3; it must be")
  at = here() + 1
  message = message_of(function() simulate.balanced { neurons = 10, batch = 2 }:run(balnet.zeros(3, 5)) end)
  lu.assertStrContains(message, "test_simulate.lua:" .. at .. ": the input is 3 x 5; steps, 2 trials x steps")
  at = here() + 1
  message = message_of(function() simulate.balanced { neurons = 10, balance = 100, dt = 0.1 }:run(1, 1) end)
  lu.assertStrContains(message, "test_simulate.lua:" .. at .. ": the mean follows at the rate ")
end

-- Stationary variance of an Euler step: σ² dt/τ / (1 - (1 - dt/τ)²); 2000 units at 100 times each are enough for 2 %.
function TestSimulate:test_populations_have_time_constants_and_noises_of_their_own()
  local dt = 0.125
  local sim, units = simulate.populations { populations = { { size = 2000, noise = 1 }, { size = 2000, noise = 0.5, tau = 4, input = 3 } },
    mean = { { 0, 0 }, { 0, 0 } }, gain = { { 0, 0 }, { 0, 0 } }, activation = "linear", dt = dt, sampled = 4000, state_std = 0 }
  lu.assertEquals(units, { { 1, 2000 }, { 2001, 4000 } })
  sim:run(0, 320)
  local record = sim:run(0, 100)
  for a, expected in ipairs { dt / (1 - (1 - dt) ^ 2), 0.25 * dt / 4 / (1 - (1 - dt / 4) ^ 2) } do
    local state = record.state[{ units[a] }]
    lu.assertAlmostEquals(state:var() / expected, 1, 0.02)
    lu.assertAlmostEquals(state:mean(), a == 1 and 0 or 3, 0.02)
  end
  lu.assertAlmostEquals(record.output[{ 2, 1 }]:mean(), 3, 0.02)
end

-- Rates of the theory, whose finite-size error is of the order 1/N: 3 % at N = 600.
function TestSimulate:test_populations_have_the_rates_of_their_theory()
  local definition = { populations = { { size = 300, input = 6, noise = 0.5 }, { size = 300, input = 4, tau = 0.5 } },
    mean = { { 4, -8 }, { 6, -9 } }, gain = { { 0.5, 0.7 }, { 0.6, 0.4 } } }
  local state = balnet.meanfield.populations(definition)[1]
  definition.batch, definition.dt = 4, 1 / 32
  local sim = simulate.populations(definition)
  sim:run(0, 640)
  local rates = sim:run(0, 640).output
  for a = 1, 2 do lu.assertAlmostEquals(rates[a]:mean() / state.rate[a], 1, 0.03) end
end

-- The spectrum of a partly symmetric J fills an ellipse of the half axes g (1 + η) and g (1 - η) (Sommers, Crisanti, Sompolinsky
-- and Stein 1988), so that the silent state of tanh is stable for g (1 + η) < 1 (Martí, Brunel and Ostojic 2018).
function TestSimulate:test_a_partly_symmetric_J_has_the_elliptic_spectrum()
  for _, symmetry in ipairs { -0.5, 0.5, 1 } do
    local _, network = simulate.balanced { neurons = 600, gain = 1.5, symmetry = symmetry, balance = 0, activation = "tanh" }
    local J = network:J():to "f64"
    local re, im = balnet.spectrum.eigenvalues(J)
    lu.assertAlmostEquals(re:max() / (1.5 * (1 + symmetry)), 1, 0.06)
    lu.assertAlmostEquals(im:max(), 1.5 * (1 - symmetry), 0.1)
    lu.assertAlmostEquals(J:square():mean() * 600 / 2.25, 1, 4 * (4 / 600 ^ 2) ^ 0.5)
    lu.assertAlmostEquals((J * J:t()):mean() * 600 / 2.25, symmetry, 4 * (4 / 600 ^ 2) ^ 0.5)
  end
end

function TestSimulate:test_symmetry_makes_activity_at_a_smaller_gain()
  local function variance(gain, symmetry)
    local simulation = simulate.balanced { neurons = 500, gain = gain, symmetry = symmetry, balance = 0, activation = "tanh", dt = 0.1 }
    simulation:run(0, 1000)
    return simulation:run(0, 10).mean_variance
  end
  lu.assertTrue(variance(0.8, 0.5) > 0.05)
  lu.assertTrue(variance(0.55, 0.5) < 1e-6)
  lu.assertTrue(variance(0.8, 0) < 1e-6 and variance(1.6, -0.5) < 1e-6)
  local other, same = simulate.balanced { neurons = 40, gain = 1, seed_network = 3 },
    simulate.balanced { neurons = 40, gain = 1, seed_network = 3, symmetry = 0 }
  other:run(1, 10)
  same:run(1, 10)
  lu.assertEquals(other:state():totable(), same:state():totable())
  lu.assertStrContains(message_of(simulate.balanced, { neurons = 10, symmetry = 1.5 }), "field 'symmetry' is 1.5")
end

function TestSimulate:test_populations_that_do_not_fit_are_errors_at_the_line_of_the_call()
  local one = { populations = { { size = 0.5 } }, mean = { { 0 } }, gain = { { 0 } } }
  lu.assertStrContains(message_of(simulate.populations, one), "field 'size' of population 1 is 0.5")
  one.populations[1].size, one.lag = 10, 1
  lu.assertStrContains(message_of(simulate.populations, one), "did you mean 'lags'?")
  one.lag, one.populations[1].tau = nil, 0.01
  lu.assertStrContains(message_of(simulate.populations, one), "time_constants is 0.01 for unit 1; it must be from")
  one.populations[1].tau, one.populations[1].noise = 1, -1
  lu.assertStrContains(message_of(simulate.populations, one), "unit_noise is -1 for unit 1; it must be from 0")
end

-- Moments of a block: 4 standard errors, those of a two-valued weight. Rates: as with normal weights.
function TestSimulate:test_populations_under_dales_law_have_one_sign_and_the_rates_of_theory()
  local definition = { populations = { { size = 1500, input = 20, noise = 0.5 }, { size = 1500, input = 16, noise = 0.5 } },
    mean = { { 20, -40 }, { 20, -36 } }, gain = { { 1, 1.4 }, { 1, 1.6 } } }
  local expected = balnet.meanfield.populations(definition)[1].rate
  definition.dale, definition.dt, definition.seed = true, 1 / 32, 4
  local simulation, units, network = simulate.populations(definition)
  local J = network:J():to "f64"
  for b = 1, 2 do
    lu.assertTrue((J[{ true, units[b] }] * (3 - 2 * b)):min() == 0)
    for a = 1, 2 do
      local block, M, g = J[{ units[a], units[b] }], definition.mean[a][b], definition.gain[a][b]
      lu.assertAlmostEquals(block:mean() * 1500, M, 4 * g / 1500 ^ 0.5)
      lu.assertAlmostEquals(block:std() ^ 2 * 1500, g ^ 2, 0.02 * g ^ 2)
    end
  end
  simulation:run(0, 640)
  local output = simulation:run(0, 1280).output
  for a = 1, 2 do lu.assertAlmostEquals(output[a]:mean() / expected[a], 1, 0.04) end
  definition.mean[1][2] = 3
  lu.assertStrContains(message_of(simulate.populations, definition), "from -36 to 3; Dale's law needs one sign")
  definition.mean[1][2], definition.gain[1][2] = 0, 1
  lu.assertStrContains(message_of(simulate.populations, definition), "onto population 1 from 2 is 0 and its gain is 1")
  definition.dale = 1
  lu.assertStrContains(message_of(simulate.populations, definition), "field 'dale' is 1; true or false")
end

os.exit(lu.LuaUnit.run())
