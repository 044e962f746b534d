-- Activations by table: what a function gives by its name, its table gives to the error that is stated, in training,
-- simulations, Lyapunov exponents, fixed points and theory; and gradients, archives and errors of tables.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local reference = dofile(source .. "/tests/bindings/training/reference.lua")
local assert_refused = dofile(source .. "/tests/refused.lua").assert_refused

local tanh_table, tanh_error = balnet.activation_table(function(x) return x:tanh() end)
local function swish(x) return x / ((-x):exp() + 1) end

-- Definitions that differ in how tanh is given.
local function both(definition)
  local named, tabulated = { activation = "tanh" }, { activation = "table", activation_table = tanh_table }
  for name, value in pairs(definition) do named[name], tabulated[name] = value, value end
  return named, tabulated
end

local function worst(a, b) return (a - b):abs():max() end

TestTables = {}

-- The largest fourth derivative of tanh is 4.0859 (by Python), the step 1/64.
function TestTables:test_the_error_is_that_of_the_cubic()
  lu.assertEquals({ tanh_table:shape() }, { 1025, 3 })
  local bound = 64.0 ^ -4 * 4.0859 / 384
  lu.assertTrue(tanh_error < bound and tanh_error > 0.9 * bound)
  lu.assertTrue(worst(tanh_table[{ true, 2 }], tanh_table[{ true, 1 }]:tanh()) == 0)
  lu.assertTrue(worst(tanh_table[{ true, 3 }], 1 - tanh_table[{ true, 1 }]:tanh() ^ 2) < 1e-12)
  local _, coarse = balnet.activation_table(function(x) return x:tanh() end, { points = 513 })
  lu.assertAlmostEquals(coarse / tanh_error, 16, 0.5)
end

function TestTables:test_slopes_may_be_given()
  local given = balnet.activation_table(function(x) return x:abs() end, { from = -1, to = 2, points = 4, slope = balnet.sign })
  lu.assertEquals(given:totable(), { { -1, 1, -1 }, { 0, 0, 0 }, { 1, 1, 1 }, { 2, 2, 1 } })
end

function TestTables:test_theory()
  local named, tabulated = both { gain = 2, balance = 0 }
  local a, b = balnet.meanfield.stationary(named), balnet.meanfield.stationary(tabulated)
  for _, name in ipairs { "variance", "lyapunov", "half_width", "critical_gain" } do
    lu.assertAlmostEquals(b[name] / a[name], 1, 1e-7, name)
  end
  named, tabulated = both { mean1 = 0.3, mean2 = -0.5, variance1 = 2.0, variance2 = 1.5, covariance = 0.9 }
  a, b = balnet.meanfield.gaussian.pair(named), balnet.meanfield.gaussian.pair(tabulated)
  lu.assertAlmostEquals(b.product, a.product, 1e-8)
  lu.assertAlmostEquals(b.slopes, a.slopes, 1e-6)
  named, tabulated = both { populations = { { input = 0.5 }, { input = 0.2 } }, mean = { { 0.5, -1 }, { 0.7, -0.8 } },
    gain = { { 1.1, 1.3 }, { 1.2, 0.9 } } }
  a, b = balnet.meanfield.populations(named), balnet.meanfield.populations(tabulated)
  lu.assertEquals(#a, #b)
  lu.assertTrue(worst(a[1].variance, b[1].variance) < 1e-7)
  named, tabulated = both { gain = 1.5, balance = 0.5, dt = 0.1, band = 320, input = balnet.ones(200) }
  a, b = balnet.meanfield.evolve(named), balnet.meanfield.evolve(tabulated)
  lu.assertTrue(worst(a.variance, b.variance) < 1e-7)
end

function TestTables:test_theory_of_rank_one()
  local named, tabulated = both { m_n_covariance = 2.5, gain = 0.5 }
  local a, b = balnet.meanfield.low_rank(named), balnet.meanfield.low_rank(tabulated)
  lu.assertEquals(#a, #b)
  lu.assertAlmostEquals(b[1].overlap, a[1].overlap, 1e-6)
end

-- Integrals of a polynomial are known: E[y^2] = m^2 + v and E[(y^2)'] = 2 m, also where the table has long ended.
function TestTables:test_theory_of_a_polynomial()
  local parabola = balnet.activation_table(function(x) return x ^ 2 end, { from = -300, to = 300, points = 3 })
  local result = balnet.meanfield.populations { populations = { { input = 0.25 } }, mean = { { 0.25 } }, gain = { { 0 } },
    activation = "table", activation_table = parabola }
  lu.assertAlmostEquals(result[1].mean[1], 2 - 3 ^ 0.5, 1e-9) -- m = 1/4 + m^2/4
end

function TestTables:test_simulations_and_exponents()
  local random = balnet.random { seed = 3 }
  local J = random:normal(60, 60) * (1.5 / 60 ^ 0.5)
  local rates, exponents = {}, {}
  local named, tabulated = both {}
  for k, definition in ipairs { named, tabulated } do
    definition.neurons, definition.gain = 60, 0.5
    local simulation = balnet.simulate.network(balnet.network(definition), { dt = 0.1, noise = 0.2 })
    rates[k] = simulation:run(0, 300).rate
    definition.neurons, definition.gain = nil, nil
    local network = balnet.lyapunov.network(J * 0.5, definition)
    network:run(500)
    exponents[k] = network:result().exponents[1]
  end
  lu.assertTrue(worst(rates[1], rates[2]) < 1e-5)
  lu.assertAlmostEquals(exponents[1], exponents[2], 1e-8)
end

function TestTables:test_fixed_points()
  local found = {}
  local named, tabulated = both { J = balnet.tensor { { 2.0 } } }
  for k, network in ipairs { named, tabulated } do
    found[k] = balnet.fixed_points(network, { starts = balnet.tensor { { 1.0 }, { -1.0 }, { 0.1 } } })
  end
  lu.assertEquals(#found[2].q, 3) -- x = 2 tanh x
  lu.assertTrue(worst(found[1].x, found[2].x) < 1e-8)
end

local T, S, R, B, N = 10, 2, 2, 11, 13
local random = balnet.random { seed = 3 }
local batch = { input = random:normal(T, S, B), target = random:normal(T, R, B), mask = random:uniform(T, R, B) * 2 }

local function definition(more)
  local d = { neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, noise = 0, dt = 0.3, gain = 0.9,
    w_in_std = 1, w_out_std = 20, zero_diagonal = false, activity_penalty = 0.02, train_bias = true, learning_rate = 1e-3,
    task = function() return batch.input, batch.target, batch.mask end }
  for name, value in pairs(more) do d[name] = value end
  return d
end

function TestTables:test_training()
  local named, tabulated = both(definition {})
  local a, b = balnet.trainer(named), balnet.trainer(tabulated)
  for _ = 1, 5 do lu.assertAlmostEquals(a:step() / b:step(), 1, 1e-5) end
  lu.assertTrue(worst(a:J(), b:J()) < 1e-5)
  local output = { a:respond(batch.input), b:respond(batch.input) }
  lu.assertTrue(worst(output[1], output[2]) < 1e-4)
end

function TestTables:test_the_gradient_with_a_table()
  reference.activations.table = swish
  local d = definition { activation = "table", activation_table = balnet.activation_table(swish) }
  for _, more in ipairs { {}, { train_time_constants = true, smoothness_penalty = 0.1 } } do
    for name, value in pairs(more) do d[name] = value end
    local trainer = balnet.trainer(d)
    local p = reference.parameters(trainer)
    lu.assertAlmostEquals(trainer:step() / reference.loss(p, d, batch), 1, 1e-5)
    reference.check(trainer:gradients(), p, d, batch, { "J", "w_in", "w_out", "bias" })
  end
end

function TestTables:test_a_state_goes_on_to_the_same_bits_and_threads_give_them_too()
  local d = definition { activation = "table", activation_table = balnet.activation_table(swish), noise = 0.5 }
  local whole, first = balnet.trainer(d), balnet.trainer(d)
  whole:step(6)
  first:step(2)
  local state = first:state()
  d.activation_table = state.activation_table
  local rest = balnet.trainer(d)
  rest:restore(state)
  rest:step(4)
  lu.assertEquals(rest:J():totable(), whole:J():totable())
  d.threads = 2
  local two = balnet.trainer(d)
  two:step(6)
  lu.assertEquals(two:J():totable(), whole:J():totable())
end

function TestTables:test_a_run_keeps_its_table_in_its_file()
  local out = os.tmpname()
  os.remove(out)
  local run = balnet.experiment { name = "kept", neurons = 20, epochs = 3, measure_every = 1, activation = "table", out = out,
    activation_table = balnet.activation_table(swish), arguments = { [0] = arg[0] } }
  for _, measured in run:train() do run:record(measured) end
  run:save()
  local loaded = balnet.load(run:path ".h5", { epochs = 6, out = out .. "_more" })
  lu.assertEquals(loaded.trainer:parameters().activation_table:totable(), balnet.activation_table(swish):totable())
  for _, measured in loaded:train() do loaded:record(measured) end
  local whole = balnet.experiment { name = "whole", neurons = 20, epochs = 6, measure_every = 1, activation = "table",
    out = out .. "_whole", activation_table = balnet.activation_table(swish), arguments = { [0] = arg[0] } }
  for _, measured in whole:train() do whole:record(measured) end
  lu.assertEquals(loaded.trainer:J():totable(), whole.trainer:J():totable())
  os.execute("rm -rf '" .. out .. "' '" .. out .. "_more' '" .. out .. "_whole'")
end

function TestTables:test_what_is_no_table_is_refused()
  assert_refused("activation is table; an activation_table is needed", balnet.network, { activation = "table" })
  assert_refused("an activation_table is given and activation is tanh", balnet.trainer,
    { activation = "tanh", activation_table = tanh_table })
  assert_refused("activation_table is 4 x 2; n x 3 was needed", balnet.meanfield.stationary,
    { activation = "table", activation_table = balnet.zeros(4, 2) })
  assert_refused("activation_table has x = 0 in its first row and 0 in its last; x must rise", balnet.network,
    { activation = "table", activation_table = balnet.zeros(4, 3) })
  assert_refused("the activation gave a number for a vector of 1025 numbers", balnet.activation_table, function() return 1 end)
  assert_refused("the activation is not finite somewhere from -8 to 8", balnet.activation_table, function(x) return x:log() end)
  assert_refused("from is 1 and to is -1", balnet.activation_table, swish, { from = 1, to = -1 })
  assert_refused("did you mean 'points'?", balnet.activation_table, swish, { point = 3 })
end

os.exit(lu.LuaUnit.run())
