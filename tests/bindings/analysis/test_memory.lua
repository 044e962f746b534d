-- Linear memory. Expected values: lines of delays, one leaky unit in closed form, the number of dimensions without noise (Jaeger
-- 2001), and networks over their closed form within standard errors.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local memory, linear_memory, message_of = balnet.information.memory, balnet.information.linear_memory, refused.message_of

TestMemory = {}

function TestMemory:test_one_unit_remembers_by_its_leak()
  local found = linear_memory(balnet.tensor { { 0.8 } }, balnet.tensor { 3 }, { noise = 0.5, signal_std = 2, lags = 300 })
  local share = 36 / (36 + 0.25) -- of the variance that is due to the input
  for k = 0, 20 do lu.assertAlmostEquals(found.memory[k + 1], share * (1 - 0.64) * 0.64 ^ k, 1e-12) end
  lu.assertAlmostEquals(found.capacity, share, 1e-12)
  local steps = linear_memory(balnet.tensor { { 0.5 } }, balnet.tensor { 1 }, { dt = 0.1, lags = 5 }) -- a leak of 1 - 0.1 (1 - 0.5)
  for k = 0, 4 do lu.assertAlmostEquals(steps.memory[k + 1], (1 - 0.95 ^ 2) * 0.95 ^ (2 * k), 1e-12) end
end

function TestMemory:test_without_noise_the_capacity_is_the_number_of_units()
  local J = balnet.random { seed = 2 }:normal(6, 6) * (0.9 / 6 ^ 0.5)
  local found = linear_memory(J, balnet.random { seed = 3 }:normal(6), { lags = 2000 })
  lu.assertEquals(found.rank, 6)
  lu.assertAlmostEquals(found.capacity, 6, 1e-6)
  local unreached = linear_memory(balnet.eye(5) * 0.5, balnet.ones(5), { lags = 200 }) -- five units that are one
  lu.assertEquals(unreached.rank, 1)
  lu.assertAlmostEquals(unreached.capacity, 1, 1e-9)
end

function TestMemory:test_a_network_of_linear_units_has_the_memory_of_its_closed_form()
  local network = balnet.network { neurons = 20, activation = "linear", gain = 0.8, balance = 0, w_in_mean = 0, w_in_std = 1 }
  local options = { dt = 0.25, noise = 0.2, signal_std = 0.5, lags = 60 }
  local expected = linear_memory(network:J(), network:w_in():squeeze(), options)
  local simulation = balnet.simulate.network(network, { dt = 0.25, noise = 0.2, sampled = 20, batch = 8 })
  local input = balnet.random { seed = 4 }:normal(8, 3000) * 0.5
  local found = memory(input, simulation:run(input:to "f32").state, { lags = 60, skip = 100 })
  lu.assertAlmostEquals(found.capacity, expected.capacity, 4 * found.standard_error)
  lu.assertTrue(found.standard_error < 0.05 * expected.capacity)
  lu.assertAlmostEquals((found.memory - expected.memory):abs():max(), 0, 0.02)
end

function TestMemory:test_states_that_do_not_know_the_input_have_no_capacity()
  local stream = balnet.random { seed = 5 }
  local found = memory(stream:normal(4, 400), stream:normal(30, 4, 400), { lags = 50 })
  lu.assertAlmostEquals(found.capacity, 0, 4 * found.standard_error) -- 50 × 30/1400 = 1.07 were it not for the bias
  lu.assertTrue(found.standard_error < 0.25)
end

function TestMemory:test_units_that_repeat_others_add_nothing()
  local stream = balnet.random { seed = 6 }
  local input, states = stream:normal(500), balnet.zeros(4, 500)
  for k = 1, 2 do states[{ k, { k, 500 } }] = input[{ { 1, 501 - k } }] end
  states[3], states[4] = states[1] * 2, states[1] - states[2]
  local found = memory(input, states, { lags = 4 })
  lu.assertEquals(found.rank, 2)
  lu.assertAlmostEquals(found.capacity, 2, 0.05)
  lu.assertIsNaN(found.standard_error)
end

function TestMemory:test_what_does_not_fit_is_an_error_at_the_line_of_the_call()
  local ten = balnet.random(1):normal(10)
  lu.assertStrContains(message_of(memory, ten, balnet.ones(3, 11)), "the input is 1 x 10 and the states are 3 x 1 x 11")
  lu.assertStrContains(message_of(memory, ten, balnet.ones(3, 10)), "10 steps were given; more than lags and skip, 100, were needed")
  lu.assertStrContains(message_of(memory, ten, balnet.ones(3, 10), { lags = 2 }), "the states do not vary")
  lu.assertStrContains(message_of(memory, ten, balnet.random(2):normal(9, 10), { lags = 2 }), "more were needed")
  lu.assertStrContains(message_of(linear_memory, balnet.eye(3) * 1.1, balnet.ones(3)), "the network is not stable")
  lu.assertStrContains(message_of(linear_memory, balnet.eye(3), balnet.ones(2)), "N x N and N were needed")
  lu.assertStrContains(message_of(linear_memory, balnet.eye(3), balnet.ones(3), { lag = 2 }), "did you mean 'lags'?")
end

os.exit(lu.LuaUnit.run())
