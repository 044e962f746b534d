-- Information of readouts of some units and under shared noise. Expected values: the mean of all units, the limit of many
-- units in closed form, and simulations.
local lu = require "luaunit"
local balnet = require "balnet"

local information = balnet.information
local neurons, balance, noise, dt = 256, 4, 1, 1 / 16

local function network(more)
  local given = { neurons = neurons, balance = balance, noise = noise, dt = dt }
  for name, value in pairs(more or {}) do given[name] = value end
  return given
end

local theory = information.theory(network())

local function readout(more, of)
  local given = { neurons = neurons, balance = balance }
  for name, value in pairs(more or {}) do given[name] = value end
  return information.readout(of or theory, given)
end

-- A signal, and what networks without a random part make of it. `shared`: part of the noise that is common, on the input.
local function simulated(shared)
  local simulation = balnet.simulate.balanced {
    neurons = neurons, gain = 0, balance = balance, noise = noise * (1 - shared) ^ 0.5, dt = dt, batch = 8, sampled = 32, seed = 3 }
  simulation:run(1, 400)
  local signal = balnet.simulate.signal { steps = 4224, trials = 8, dt = dt, seed = 2 }
  local common = balnet.random({ seed = 9 }):normal(8, 4224) * (noise * (shared / dt) ^ 0.5 / balance)
  return signal, simulation:run(signal + common)
end

local function assert_rate(signal, output, expected)
  local found = information.rate(signal, output, { dt = dt, segment = 8, skip = 8, relaxation = theory.relaxation })
  lu.assertAlmostEquals(found.rate, expected, 4 * found.standard_error)
  lu.assertTrue(found.standard_error < 0.06 * expected)
end

TestReadout = {}

function TestReadout:test_all_units_with_equal_weights_are_the_mean()
  for _, found in ipairs { readout(), readout { units = neurons }, readout { weights = balnet.full({ neurons }, 3) } } do
    lu.assertAlmostEquals(found.rate, theory.rate, 1e-9 * theory.rate)
    lu.assertTrue((found.density - theory.density):abs():max() < 1e-12)
  end
end

function TestReadout:test_simulations_of_some_units_and_of_weights_have_the_rates_of_theory()
  local signal, record = simulated(0)
  local rates = record.state:maximum(0)
  local weights = balnet.arange(32)
  assert_rate(signal, record.rate, theory.rate)
  assert_rate(signal, rates:mean(1), readout({ units = 32 }).rate)
  assert_rate(signal, (rates * weights:reshape(32, 1, 1)):sum(1), readout({ weights = weights }).rate)
end

function TestReadout:test_a_simulation_under_shared_noise_has_the_rate_of_theory()
  local signal, record = simulated(0.05)
  local own = information.theory(network { noise = noise * 0.95 ^ 0.5 })
  assert_rate(signal, record.rate, readout({ shared = 0.05, noise = noise }, own).rate)
end

-- A = b √(2 τ_S/c) I₁/σ takes the place of that of N units in bn_linear_rate_unlimited.
function TestReadout:test_shared_noise_bounds_the_rate_of_any_number_of_units()
  local many = information.theory { neurons = 1000000, balance = balance, noise = 0.95 ^ 0.5, dt = 2 ^ -7 }
  local found = readout({ neurons = 1000000, shared = 0.05, noise = 1 }, many)
  local limit = ((1 + 2 * balance ^ 2 * 0.01 / 0.05) ^ 0.5 - 1) / (2 * math.log(2))
  lu.assertAlmostEquals(found.rate / limit, 1, 1e-3)
  lu.assertTrue(many.rate > 50 * found.rate)
end

-- Of one white channel the error is 1/(1 + SNR); here between the least and the most over frequencies.
function TestReadout:test_the_error_of_the_optimal_estimate_falls_with_units()
  local few, more = readout { units = 8 }, readout { units = 128 }
  lu.assertTrue(1 > few.error and few.error > more.error and more.error > readout().error)
  lu.assertTrue(more.error > 2 ^ -more.density:max() and more.error < 1)
end

function TestReadout:test_what_cannot_be_read_out_is_refused()
  local refused = function(sentence, given) lu.assertErrorMsgContains(sentence, information.readout, theory, given) end
  refused("300 units are read out; at most 256 were needed", { neurons = 256, units = 300 })
  refused("the weights add up to 0", { weights = balnet.tensor { 1, -1 } })
  refused("weights and units were given", { weights = balnet.ones(2), units = 2 })
  refused("field 'weights' is 3; a vector was needed", { weights = 3 })
  lu.assertErrorMsgContains("the table has no gain", information.readout, {}, {})
  refused("unknown field 'unit'; did you mean 'units'?", { unit = 2 })
  refused("field 'shared' is 2", { shared = 2 })
end

os.exit(lu.LuaUnit.run())
