-- Sparse connections. Expected values: the same network with its weights as a matrix, the theory of many inputs over networks, and
-- what the definition fixes.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local simulate, message_of = balnet.simulate, refused.message_of

TestSparse = {}

function TestSparse:test_a_simulation_has_the_states_of_the_matrix()
  for _, batch in ipairs { 1, 3, 20 } do
    for _, std in ipairs { 0, 0.05 } do
      local connections = simulate.connections { neurons = 300, inputs = 40, in_degree = "random", weight = 0.1,
        other_weight = -0.3, share = 0.8,
        weight_std = std, activation = "tanh" }
      local network = balnet.network { neurons = 300, gain = 0, balance = 0, activation = "tanh", w_in_mean = 1, w_in_std = 0 }
      network:J():copy(connections:dense())
      local options = { batch = batch, noise = 0.3, dt = 0.1, delay = 0.2, seed = 5 }
      local one, other = simulate.network(connections, options), simulate.network(network, options)
      one:run(0.5, 7)
      other:run(0.5, 7)
      lu.assertAlmostEquals((one:run(0.5, 30).rate - other:run(0.5, 30).rate):abs():max(), 0, 1e-6)
      lu.assertAlmostEquals((one:state() - other:state()):abs():max(), 0, 1e-4)
    end
  end
end

function TestSparse:test_threads_change_no_bit()
  local connections = simulate.connections { neurons = 2000, inputs = 20, weight = -0.1 }
  for _, batch in ipairs { 1, 3, 40 } do
    local states = {}
    for threads = 1, 2 do
      local simulation = simulate.network(connections, { batch = batch, noise = 0.3, threads = threads })
      simulation:run(2, 20)
      states[threads] = simulation:state():totable()
    end
    lu.assertEquals(states[1], states[2])
  end
end

function TestSparse:test_networks_have_the_rates_and_variances_of_the_theory()
  for _, in_degree in ipairs { "fixed", "random" } do
    local definition = { neurons = 4000, inputs = 250, in_degree = in_degree, weight = -0.08 }
    local theory, rates, variances = { input_mean = 4, noise = 0.5 }, balnet.zeros(3), balnet.zeros(3)
    for name, value in pairs(definition) do theory[name] = value end
    local expected = balnet.meanfield.sparse(theory)
    for seed = 1, 3 do
      definition.seed = seed
      local simulation = simulate.network(simulate.connections(definition), { noise = 0.5, dt = 1 / 32, seed = seed })
      simulation:run(4, 320)
      local record = simulation:run(4, 320)
      rates[seed], variances[seed] = record.mean_rate, record.mean_variance
    end
    lu.assertAlmostEquals(rates:mean(), expected.rate, 4 * rates:std() / 3 ^ 0.5 + 0.002 * expected.rate)
    lu.assertAlmostEquals(variances:mean() / expected.variance, 1, 0.04)
  end
end

function TestSparse:test_the_theory_adds_up_weights()
  local state = balnet.meanfield.sparse { inputs = 100, weight = 0.1, other_weight = -0.4, share = 0.7, weight_std = 0.05, noise = 1 }
  lu.assertAlmostEquals(state.coupling, -100 * (0.07 - 0.12), 1e-12)
  lu.assertAlmostEquals(state.gain ^ 2, 100 * (0.7 * 0.01 + 0.3 * 0.16 + 0.0025), 1e-12)
  local same = balnet.meanfield.stationary { gain = state.gain, coupling = state.coupling, balance = 1, noise = 1,
    fixed_in_degree = 100 * 0.05 ^ 2 / state.gain ^ 2 }
  lu.assertAlmostEquals(state.variance / same.variance, 1, 1e-12)
  lu.assertAlmostEquals(state.rate / same.rate, 1, 1e-12)
  local few = balnet.meanfield.sparse { inputs = 100, weight = -0.1, neurons = 401, noise = 1 }
  lu.assertAlmostEquals(few.gain, 0.75 ^ 0.5, 1e-12)
end

function TestSparse:test_senders_have_one_sign_under_dales_law()
  local J = simulate.connections { neurons = 100, inputs = 20, weight = 0.2, other_weight = -0.8, share = 0.8 }:dense()
  lu.assertEquals({ J[{ true, { 1, 80 } }]:min(), J[{ true, { 81, 100 } }]:max() }, { 0, 0 })
  lu.assertEquals({ (J:ne(0)):sum(2):min(), (J:ne(0)):sum(2):max() }, { 20, 20 })
end

function TestSparse:test_equal_weights_take_two_bytes_a_connection()
  local alike, apart = { neurons = 5000, inputs = 200 }, { neurons = 5000, inputs = 200, weight_std = 0.1 }
  local count, bytes = simulate.connections(alike):count()
  local _, more = simulate.connections(apart):count()
  lu.assertEquals(count, 1000000)
  lu.assertTrue(bytes < 2.2e6 and more < 6.2e6)
end

function TestSparse:test_what_does_not_fit_is_an_error_at_the_line_of_the_call()
  lu.assertStrContains(message_of(simulate.connections, { neurons = 10, inputs = 10 }), "at most the 9 other units were needed")
  lu.assertStrContains(message_of(simulate.connections, { neuron = 10 }), "did you mean 'neurons'?")
  lu.assertStrContains(message_of(simulate.network, simulate.connections { neurons = 10, inputs = 1 },
    { outputs = true }), "connections have no readouts")
  lu.assertStrContains(message_of(function()
    return simulate.connections { neurons = 20001, inputs = 1 }:dense()
  end), "at most 20000 units")
  lu.assertStrContains(message_of(balnet.meanfield.sparse, { weight = 1 }), "the weights of a unit add up to 100; at most 0 was needed")
  lu.assertStrContains(message_of(balnet.meanfield.sparse, { inputs = 100, neurons = 50 }), "at most the 49 other units were needed")
end

os.exit(lu.LuaUnit.run())
