-- Delays of the recurrent input, in simulation and linear theory. Expected values: the recursion written out in double
-- precision, the bound at which a linear mean oscillates, linear theory within standard errors, and the stationary theory,
-- which no delay changes.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local simulate, information, message_of = balnet.simulate, balnet.information, refused.message_of

TestDelay = {}

-- The states of a network after `steps` steps at the input 1, by tensors in double precision. `heard` gives what the units
-- receive at a step from all rates so far.
local function by_hand(network, state, feedback, dt, steps, heard)
  local J, drive = network:J():to "f64", network:w_in():to "f64":squeeze()
  local rates = {}
  for t = 1, steps do
    rates[t] = state:tanh()
    local rate = heard(rates, t)
    state = state + dt * (J:matmul(rate) - feedback * rate:mean() + drive - state)
  end
  return state
end

local function simulated(network, options, stretches)
  options.dt, options.feedback = 0.125, 0.7
  local simulation = simulate.network(network, options)
  local start = simulation:state():to "f64"
  for _, steps in ipairs(stretches) do simulation:run(1, steps) end
  return start, simulation:state()
end

local function largest_difference(a, b) return (a:to "f64" - b):abs():max() end

function TestDelay:test_a_fixed_delay_is_heard_so_many_steps_later()
  local network = balnet.network { neurons = 20, activation = "tanh", gain = 1.5, balance = 0 }
  for _, batch in ipairs { 1, 3 } do
    local start, found = simulated(network, { delay = 0.375, batch = batch }, { 7, 1, 12 })
    for b = 1, batch do
      local expected = by_hand(network, start[b], 0.7, 0.125, 20, function(rates, t) return rates[math.max(1, t - 3)] end)
      lu.assertAlmostEquals(largest_difference(found[b], expected), 0, 2e-6)
      local early = by_hand(network, start[b], 0.7, 0.125, 20, function(rates, t) return rates[math.max(1, t - 2)] end)
      lu.assertTrue(largest_difference(found[b], early) > 1e-3)
    end
  end
end

function TestDelay:test_a_distributed_delay_is_a_row_of_leaks()
  local network = balnet.network { neurons = 20, activation = "tanh", gain = 1.5, balance = 0 }
  local start, found = simulated(network, { delay = 0.5, delay_order = 2, batch = 3 }, { 5, 15 })
  for b = 1, 3 do
    local first, second
    local expected = by_hand(network, start[b], 0.7, 0.125, 20, function(rates, t)
      if t == 1 then
        first, second = rates[1], rates[1]
      else
        first, second = first + 0.5 * (rates[t - 1] - first), second + 0.5 * (first - second)
      end
      return second
    end)
    lu.assertAlmostEquals(largest_difference(found[b], expected), 0, 2e-6)
  end
end

-- Simulation and training have steps of their own for a delay.
function TestDelay:test_a_trained_network_responds_as_its_simulation()
  for _, order in ipairs { 0, 2 } do
    local trainer = balnet.trainer { neurons = 30, activation = "tanh", gain = 1.2, noise = 0, dt = 0.125, steps = 20, batch = 4,
      threads = 1, recurrent_delay = 0.5, recurrent_delay_order = order }
    trainer:step(3)
    local network = balnet.network { neurons = 30, activation = "tanh" }
    for _, name in ipairs { "J", "w_in", "w_out" } do network[name](network):copy(trainer[name](trainer)) end
    local simulation = simulate.network(network, { dt = 0.125, delay = 0.5, delay_order = order, batch = 3, outputs = true })
    local start = simulation:state()
    local input = balnet.random { seed = 4 }:normal(40, 1, 3)
    local output, x = trainer:respond(input, { state = start:t() })
    local found = simulation:run(input)
    lu.assertTrue((x[-1]:t() - simulation:state()):abs():max() < 1e-5)
    lu.assertTrue((output[{ true, 1 }]:t() - found.output[1]):abs():max() < 1e-5)
  end
end

function TestDelay:test_threads_and_stretches_change_no_bit()
  local function run(threads, stretches)
    local simulation = simulate.balanced { neurons = 40, gain = 1, balance = 4, noise = 0.5, batch = 20, delay = 0.125, threads = threads }
    for _, steps in ipairs(stretches) do simulation:run(1, steps) end
    return simulation:state():totable()
  end
  lu.assertEquals(run(2, { 3, 17, 10 }), run(1, { 30 }))
end

-- A linear mean of feedback K after a long time over what it was before.
local function growth(delay, order, dt, K)
  local simulation = simulate.balanced { neurons = 16, gain = 0, balance = K, activation = "linear", dt = dt,
    delay = delay, delay_order = order }
  local steps = math.ceil(40 / dt)
  local function size() return simulation:run(0, steps).mean:pow(2):mean() ^ 0.5 end
  size()
  return size() / size()
end

function TestDelay:test_a_mean_oscillates_above_the_bound_and_not_below()
  for _, case in ipairs { { 0.25, 0 }, { 1, 0 }, { 0.5, 3 } } do
    local bound, frequency = information.feedback_bound { delay = case[1], delay_order = case[2], dt = 1 / 64 }
    lu.assertTrue(growth(case[1], case[2], 1 / 64, 1.01 * bound) < 1)
    lu.assertTrue(growth(case[1], case[2], 1 / 64, 0.99 * bound) > 1)
    local period = 1 / frequency
    lu.assertTrue(period > 2 * case[1] and period < 8 * case[1] + 2)
  end
end

local network = { neurons = 1000, balance = 8, noise = 0.1, dt = 1 / 64, delay = 0.125 }

-- The theory of the network, and signal and rates of a simulation of it.
local function recorded()
  local steps = 2 ^ 13
  local simulation = simulate.balanced { neurons = 1000, gain = 0, balance = 8, noise = 0.1, dt = 1 / 64, delay = 0.125,
    batch = 16, state_std = 0.07 }
  local signal = simulate.signal { steps = steps, trials = 16, dt = 1 / 64 }
  simulation:run(1, 2048)
  return signal:to "f64", simulation:run(signal).rate
end

-- The answer of a mean of p = 1 to a pulse, which takes the leakage between frequencies from an estimate.
local function response(K, delay, dt)
  local kernel, late = balnet.zeros(2048), math.tointeger(delay / dt)
  for t = 1, #kernel do
    kernel[t] = (t == 1 and K * dt or (1 - dt) * kernel[t - 1]) - (t - 1 - late >= 1 and dt * K * kernel[t - 1 - late] or 0)
  end
  return kernel
end

function TestDelay:test_information_and_error_of_networks_are_those_of_linear_theory()
  local theory, signal, rate = information.theory(network), recorded()
  local error = ((rate - rate:mean()) - (signal - signal:mean())):pow(2):mean(2) / 0.01
  local expected, standard_error = information.tracking_error(network), error:std() / 4
  lu.assertAlmostEquals(expected, 0.147940487449582, 1e-12) -- tests/data/tracking_error.py
  lu.assertAlmostEquals(error[{ { 3, 16 } }]:mean(), expected, 4 * standard_error)
  lu.assertTrue(standard_error < 0.02 * expected)
  local found = information.rate(information.filter(signal, response(8, 0.125, 1 / 64)), rate,
    { dt = 1 / 64, segment = 16, skip = 8, cutoff = 1 })
  local limited = information.theory { neurons = 1000, balance = 8, noise = 0.1, dt = 1 / 64, delay = 0.125, cutoff = 1 }
  lu.assertAlmostEquals(found.rate, limited.rate, 4 * found.standard_error)
  lu.assertTrue(theory.rate > limited.rate)
end

function TestDelay:test_the_rate_is_that_without_a_delay_and_the_gain_is_not()
  local delayed = information.theory(network)
  local direct = information.theory { neurons = 1000, balance = 8, noise = 0.1, dt = 1 / 64 }
  lu.assertAlmostEquals(delayed.rate, direct.rate, 1e-9)
  lu.assertTrue(delayed.gain:max() > 2 * direct.gain:max())
  lu.assertAlmostEquals(direct.balance_bound, 127, 1e-9) -- 2/dt - 1, all units active
end

function TestDelay:test_a_readout_of_all_units_has_the_rate_of_the_theory_and_one_of_fewer_hears_the_delay()
  local delayed = information.theory(network)
  local direct = information.theory { neurons = 1000, balance = 8, noise = 0.1, dt = 1 / 64 }
  local all = information.readout(delayed, { neurons = 1000, balance = 8 })
  lu.assertAlmostEquals(all.rate / delayed.rate, 1, 1e-3)
  local few = { neurons = 1000, balance = 8, units = 100 }
  local before = information.readout(direct, few).rate
  lu.assertTrue(math.abs(information.readout(delayed, few).rate / before - 1) > 0.01)
  lu.assertTrue(information.readout(delayed, few).rate < all.rate)
end

function TestDelay:test_the_error_has_its_least_value_below_the_bound()
  local function error_at(b)
    return information.tracking_error { neurons = 1000, balance = b, noise = 0.1, dt = 1 / 64, delay = 0.125 }
  end
  local bound = information.theory(network).balance_bound
  local best = 8
  lu.assertTrue(error_at(best) < error_at(2) and error_at(best) < error_at(0.98 * bound))
end

function TestDelay:test_a_delay_leaves_the_stationary_covariance_as_it_is()
  local theory = balnet.meanfield.stationary { activation = "tanh", gain = 2, balance = 0, noise = 0.5, lags = 9, lag_step = 0.5 }
  local estimates = balnet.zeros(6, 9)
  for seed = 1, 6 do
    local simulation = simulate.balanced { neurons = 1000, activation = "tanh", gain = 2, balance = 0, coupling = 0,
      noise = 0.5, dt = 1 / 16,
      delay = 0.5, seed = seed }
    simulation:run(0, 800)
    local kept = simulation:run(0, 1600)
    estimates[{ seed, 1 }] = kept.mean_variance
  end
  local variance = estimates[{ true, 1 }]
  lu.assertAlmostEquals(variance:mean(), theory.variance, math.max(3 * variance:std() / 6 ^ 0.5, 0.05 * theory.variance))
end

function TestDelay:test_what_no_delay_makes_is_an_error_at_the_line_of_the_call()
  local too_much = { neurons = 1000, balance = 13, noise = 0.1, dt = 1 / 64, delay = 0.125 }
  lu.assertStrContains(message_of(information.theory, too_much), "the mean oscillates")
  lu.assertStrContains(message_of(information.theory, too_much), "b_max = 12.36")
  lu.assertStrContains(message_of(information.tracking_error, too_much), "b_max = 12.36")
  lu.assertStrContains(message_of(simulate.balanced, { neurons = 4, delay = 0.1 }), "a whole number of steps of dt = 0.03125")
  lu.assertStrContains(message_of(simulate.balanced, { neurons = 4, delay = 0.1, delay_order = 5 }), "must not be shorter than dt")
  lu.assertStrContains(message_of(information.feedback_bound, { delay = 1, order = 1 }), "unknown field 'order'")
end

os.exit(lu.LuaUnit.run())
