-- FORCE. Expected values: ridge regression in closed form, the same equations written out with inverses of matrices, and the
-- identity of the two architectures.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

TestForce = {}

local function sinusoids(steps, period)
  local t = balnet.arange(0, steps - 1) * (2 * math.pi / period)
  return (t:sin() + (2 * t):sin() / 2 + (3 * t):sin() / 6 + (4 * t):sin() / 3) * (1.3 / 1.5)
end

function TestForce:test_open_loop_readouts_are_those_of_ridge_regression()
  local N, alpha = 12, 0.3
  local force = balnet.force { neurons = N, outputs = 2, feedback = 0, alpha = alpha, every = 3, connectivity = 0.5 }
  local target = balnet.random(3):normal(200, 2)
  local rates = force:train(target, { sampled = N }).state:tanh()
  local seen = balnet.arange(3, 200, 3)
  local R, f = rates:take(1, seen), target:take(1, seen)
  local w = balnet.linalg.solve(R:t():matmul(R) + alpha * balnet.eye(N), R:t():matmul(f))
  lu.assertTrue((force:w_out() - w:t()):abs():max() < 1e-9 * w:abs():max())
end

-- The equations of the header, P by a new inverse at every step.
local function reference(f, p, target, input)
  local N, J, w_out, w_fb, w_in = p.neurons, f:J():clone(), f:w_out():clone(), f:w_fb():clone(), f:w_in():clone()
  local x = f:x()
  local r = x:tanh()
  local z, seen, output = w_out:matmul(r), {}, {}
  local internal = p.architecture == "internal"
  for t = 1, target:shape(1) do
    local drive = J:matmul(r) + w_in:matmul(input[t])
    if not internal then drive = drive + w_fb:matmul(z) end
    x = (1 - p.dt) * x + p.dt * drive
    r = x:tanh()
    z = w_out:matmul(r)
    output[t] = z
    if t % p.every == 0 then
      seen[#seen + 1] = r
      local R, e = balnet.stack(seen, 1), z - target[t]
      local function gain(units)
        local A = R:take(2, units)
        return balnet.linalg.inv(A:t():matmul(A) + p.alpha * balnet.eye(#units)):matmul(r:take(1, units))
      end
      local all = balnet.arange(N)
      w_out = w_out - e:unsqueeze(2):matmul(gain(all):unsqueeze(1))
      z = w_out:matmul(r)
      if internal then
        for i = 1, N do
          local units = p.plastic == 1 and all or p.units[i]
          local change = gain(units) * w_fb[i]:dot(e)
          for k, j in ipairs(units:totable()) do
            j = math.tointeger(j)
            J[{ i, j }] = J[{ i, j }] - change[k]
          end
        end
      end
    end
  end
  return balnet.stack(output, 1), J, w_out
end

local function agrees(definition, change)
  local target, input = balnet.random(5):normal(60, 2), balnet.random(6):normal(60, 1)
  local force = balnet.force(definition)
  if change then change(force) end
  local p = force:parameters()
  if p.connectivity == p.plastic and p.plastic < 1 then -- then those that learn are those that are there
    p.units = {}
    for i = 1, p.neurons do p.units[i] = force:J()[i]:ne(0):nonzero() end
  end
  local expected, J, w_out = reference(force, p, target, input)
  local record = force:train(target, { input = input })
  lu.assertTrue((record.output - expected):abs():max() < 1e-9)
  lu.assertTrue((force:J() - J):abs():max() < 1e-9)
  lu.assertTrue((force:w_out() - w_out):abs():max() < 1e-9)
  lu.assertTrue(expected:abs():max() > 0.05)
  lu.assertAlmostEquals(record.mean_error, (expected - target):abs():mean(), 1e-9)
  return record
end

local small = { neurons = 8, outputs = 2, inputs = 1, connectivity = 0.5, every = 2, alpha = 0.5, gain = 1.2, seed = 7 }
local function with(more)
  local d = {}
  for k, v in pairs(small) do d[k] = v end
  for k, v in pairs(more) do d[k] = v end
  return d
end

function TestForce:test_each_architecture_follows_its_equations()
  local record = agrees(with {})
  lu.assertEquals(record.change[1], 0)
  lu.assertTrue(record.change[2] > 0)
  agrees(with { architecture = "internal", plastic = 1 })
  agrees(with { architecture = "internal", plastic = 0.5 })
end

function TestForce:test_few_connections_and_those_that_a_script_adds_count()
  agrees(with { connectivity = 0.25 })
  agrees(with { connectivity = 0.25 }, function(force) force:J()[{ 1, {} }] = 0 end)
  agrees(with { connectivity = 0.25 }, function(force) force:J():copy(balnet.random(1):normal(8, 8) * 0.4) end)
end

function TestForce:test_learning_all_connections_is_learning_the_feedback()
  local definition = { neurons = 20, gain = 0.9, seed = 3 }
  local loop = balnet.force(definition)
  definition.architecture, definition.plastic = "internal", 1
  local inside = balnet.force(definition)
  inside:w_fb():copy(loop:w_fb())
  local target = sinusoids(200, 50)
  local a, b = loop:train(target), inside:train(target)
  lu.assertTrue((a.output - b.output):abs():max() < 1e-8)
  lu.assertTrue((loop:J() + loop:w_fb():matmul(loop:w_out()) - inside:J()):abs():max() < 1e-7)
end

-- The mean error of five periods after twenty of learning, in units of the target's size, over seeds. Bits are the same everywhere.
local function error_of(definition)
  local target, sum = sinusoids(5000, 250), 0
  for seed = 1, 3 do
    definition.seed = seed
    local force = balnet.force(definition)
    force:train(target)
    sum = sum + (force:run(1250).output:flatten() - target[{ { 1, 1250 } }]):abs():mean()
  end
  return sum / 3 / target:abs():mean()
end

function TestForce:test_a_sum_of_sinusoids_is_learned_and_goes_on_without_learning()
  local error = error_of { neurons = 200 }
  lu.assertTrue(error < 0.1, ("%.3f"):format(error))
  error = error_of { neurons = 200, architecture = "internal", plastic = 1, gain = 1.2 }
  lu.assertTrue(error < 0.25, ("%.3f"):format(error))
end

function TestForce:test_a_few_connections_of_each_unit_are_enough()
  local error = error_of { neurons = 200, architecture = "internal", connectivity = 0.3, plastic = 0.3, gain = 1.2 }
  lu.assertTrue(error < 0.25, ("%.3f"):format(error))
end

function TestForce:test_connections_that_are_there_learn_first()
  local force = balnet.force { neurons = 20, architecture = "internal", connectivity = 0.5, plastic = 0.25 }
  local before = force:J():clone()
  force:train(sinusoids(10, 10))
  local changed = (force:J() - before):ne(0)
  lu.assertEquals(changed:sum(2):totable(), balnet.full({ 20 }, 5):totable())
  lu.assertEquals((changed * before:eq(0)):sum(), 0)
end

function TestForce:test_a_seed_gives_the_same_bytes_and_another_one_does_not()
  local function outcome(seed)
    local force = balnet.force { neurons = 50, seed = seed }
    return force:train(sinusoids(200, 50)).output
  end
  lu.assertTrue(outcome(1) == outcome(1))
  lu.assertFalse(outcome(1) == outcome(2))
end

function TestForce:test_what_was_saved_goes_on_to_the_same_bytes()
  for _, more in ipairs { {}, { architecture = "internal", plastic = 1 }, { architecture = "internal", plastic = 0.25, inputs = 0 } } do
    local target = balnet.random(5):normal(137, 2)
    local whole, part, later = balnet.force(with(more)), balnet.force(with(more)), balnet.force(with(more))
    local expected = whole:train(target).output
    part:train(target[{ { 1, 71 } }])
    local path = os.tmpname()
    balnet.archive.write(path, part:state())
    later:restore(balnet.archive.read(path))
    os.remove(path)
    lu.assertTrue(later:train(target[{ { 72, 137 } }]).output == expected[{ { 72, 137 } }])
    lu.assertTrue(later:J() == whole:J() and later:w_out() == whole:w_out())
  end
end

function TestForce:test_the_state_can_be_set()
  local force = balnet.force { neurons = 5, connectivity = 1, feedback = 0, gain = 0, dt = 0.5 }
  force:w_out():fill(1)
  force:set_x(balnet.full({ 5 }, 2))
  lu.assertAlmostEquals(force:run(1).output[{ 1, 1 }], 5 * (math.exp(2) - 1) / (math.exp(2) + 1), 1e-12)
  lu.assertEquals(force:x():totable(), { 1, 1, 1, 1, 1 })
end

function TestForce:test_what_does_not_fit_is_an_error_and_changes_nothing()
  local force = balnet.force { neurons = 5, outputs = 2 }
  local refuses = refused.assert_refused
  refuses("the target is 4 x 3; steps x 2 was needed", force.train, force, balnet.ones(4, 3))
  refuses("the target of step 2 is nan", force.train, force, balnet.tensor { { 1, 1 }, { 1, 0 / 0 } })
  refuses("the network has none", force.train, force, balnet.ones(4, 2), { input = balnet.ones(4) })
  refuses("more units than there are", force.run, force, 3, { sampled = 6 })
  refuses("unknown field 'inputs'", force.run, force, 3, { inputs = 6 })
  refuses("unknown field 'neuron'; did you mean 'neurons'", balnet.force, { neuron = 3 })
  refuses("alpha is 0; it must be more than 0", balnet.force, { alpha = 0 })
  refuses("would need", balnet.force, { neurons = 20000, architecture = "internal", plastic = 0.5 })
  lu.assertEquals(force:state().attributes.step, 0)
  refuses("the state of unit 3 is nan", force.set_x, force, balnet.tensor { 1, 2, 0 / 0, 4, 5 })
  local spoilt = force:state()
  spoilt.inverse[{ 2, 3 }] = 0 / 0
  refuses("field 'inverse' of the state holds nan or inf", force.restore, force, spoilt)
  lu.assertTrue(force:state().inverse:is_finite():all())
  refuses("the network is of balnet.force; a table of its weights", balnet.fixed_points, force, { starts = balnet.zeros(1, 5) })
  local state = balnet.force({ neurons = 6, outputs = 2 }):state()
  refuses("field 'J' of the state is 6 x 6; this network needs 5 x 5", force.restore, force, state)
  local unit = { neurons = 6, architecture = "internal", plastic = 0.4, seed = 4 }
  state = balnet.force(unit):state()
  unit.seed = 5
  refuses("the state is of seed 4; this network has the seed 5", function() balnet.force(unit):restore(state) end)
  local wild = balnet.force { neurons = 5, activation = "linear", gain = 1e6, dt = 1, connectivity = 1 }
  refuses("the network diverged at step", wild.run, wild, 1000)
end

-- What a diverging call leaves is what a call of one step less leaves.
function TestForce:test_a_network_that_diverges_keeps_weights_and_state_of_the_last_step_before()
  local definition = { neurons = 20, activation = "linear", gain = 8, dt = 1, connectivity = 1, every = 2 }
  local wild, calm = balnet.force(definition), balnet.force(definition)
  local target = balnet.ones(2000)
  local _, message = pcall(wild.train, wild, target)
  local step = tonumber(message:match "diverged at step (%d+); weights and state are those after step")
  lu.assertTrue(step > 10)
  calm:train(target[{ { 1, step - 1 } }])
  for name, value in pairs(calm:state()) do
    local kept = wild:state()[name]
    if type(value) == "number" then lu.assertEquals(kept, value)
    elseif type(value) == "userdata" then
      lu.assertTrue((kept == value) and value:is_finite():all(), name)
    end
  end
end

function TestForce:test_the_parameters_of_a_network_with_a_table_make_the_same_network()
  local values = balnet.activation_table(function(x) return x:tanh() end)
  local force = balnet.force { neurons = 20, activation = "table", activation_table = values }
  local again = balnet.force(force:parameters())
  lu.assertTrue(again:run(20).output == force:run(20).output)
  lu.assertTrue(again:x() == force:x())
end

os.exit(lu.LuaUnit.run())
