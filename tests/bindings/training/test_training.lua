-- Networks, stimuli, random streams and trainers from Lua.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local function small(more)
  local definition = { neurons = 12, stimuli = 2, batch = 11, steps = 10, threads = 1 }
  for name, value in pairs(more or {}) do definition[name] = value end
  return definition
end

TestTraining = {}

function TestTraining:test_views_of_a_network_write_through()
  local net = balnet.network { neurons = 5, stimuli = 2 }
  lu.assertEquals({ net:J():shape() }, { 5, 5 })
  lu.assertEquals({ net:w_in():shape() }, { 5, 2 })
  lu.assertEquals({ net:w_out():shape() }, { 2, 5 })
  lu.assertEquals({ net:bias():shape() }, { 5 })
  net:J()[{ 2, 3 }] = 7
  lu.assertEquals(net:J()[{ 2, 3 }], 7)
  lu.assertEquals(net:parameters().readouts, 2)
end

function TestTraining:test_a_view_outlives_the_name_of_its_network()
  local J = balnet.network { neurons = 40 }:J()
  local before = J:sum()
  collectgarbage()
  collectgarbage()
  lu.assertEquals(J:sum(), before)
end

function TestTraining:test_the_same_address_gives_the_same_random_numbers()
  local a, b = balnet.random { seed = 7 }, balnet.random { seed = 7 }
  local first, second = a:normal(3, 3), a:normal(3, 3)
  lu.assertEquals(b:normal(3, 3):totable(), first:totable())
  local again = balnet.random { seed = 7, position = b:position() }
  lu.assertEquals(again:normal(3, 3):totable(), second:totable())
  lu.assertNotEquals(balnet.random { seed = 8 }:normal(3, 3):totable(), first:totable())
  local u = balnet.random { seed = 1 }:uniform(1000)
  lu.assertTrue(u:min() >= 0 and u:max() < 1)
end

function TestTraining:test_a_block_is_four_words()
  local words = { balnet.random { seed = 3 }:block() }
  lu.assertEquals(#words, 4)
  for _, word in ipairs(words) do lu.assertTrue(word >= 0 and word < 2 ^ 32) end
end

function TestTraining:test_a_stimulus_starts_at_its_mean_and_has_its_shape()
  local s = balnet.stimulus { steps = 30, stimuli = 2, batch = 4, mean = 3, std = 0.2 }
  lu.assertEquals({ s:shape() }, { 30, 2, 4 })
  for k = 1, 2 do for b = 1, 4 do lu.assertEquals(s[{ 1, k, b }], 3) end end
  lu.assertTrue(s:std() > 0)
end

function TestTraining:test_stepping_counts_epochs_and_lowers_the_loss()
  local trainer = balnet.trainer(small { neurons = 50 })
  local first = trainer:step()
  lu.assertEquals(trainer:epoch(), 1)
  local later = trainer:step(500)
  lu.assertEquals(trainer:epoch(), 501)
  lu.assertTrue(later < first / 2)
end

function TestTraining:test_a_measurement_has_the_shapes_it_promises()
  local trainer = balnet.trainer(small())
  trainer:step()
  local m = trainer:measure()
  lu.assertTrue(m.tracking_error > 0 and m.test_error > m.tracking_error)
  lu.assertEquals({ m.state:shape() }, { 12 })
  lu.assertEquals({ m.slope:shape() }, { 12 })
  for _, name in ipairs { "stimulus", "target", "output" } do lu.assertEquals({ m.tracking[name]:shape() }, { 10, 2 }) end
  lu.assertEquals({ m.tracking.state:shape() }, { 10, 5 })
  for i = 1, 12 do lu.assertEquals(m.slope[i], m.state[i] > 0 and 1 or 0) end
  lu.assertEquals(m.state[3], m.tracking.state[{ 10, 3 }])
end

function TestTraining:test_a_restored_state_goes_on_to_the_same_bits()
  for _, threads in ipairs { 1, 2 } do
    local a, b = balnet.trainer(small()), balnet.trainer(small { threads = threads })
    a:step(7)
    a:measure()
    b:restore(a:state())
    a:step(9)
    b:step(9)
    lu.assertEquals(b:epoch(), 16)
    lu.assertEquals(a:J():totable(), b:J():totable())
    lu.assertEquals(a:measure().test_error, b:measure().test_error)
  end
end

function TestTraining:test_a_state_that_does_not_fit_changes_nothing()
  local trainer, other = balnet.trainer(small()), balnet.trainer(small { neurons = 13 })
  local before = trainer:J():totable()
  assert_refused("this trainer needs 14 x 15", trainer.restore, trainer, other:state())
  assert_refused("field 'epoch' of the state is nil", trainer.restore, trainer, {})
  local state = trainer:state()
  state.epoch = -1
  assert_refused("field 'epoch' of the state is -1", trainer.restore, trainer, state)
  lu.assertEquals(trainer:J():totable(), before)
end

function TestTraining:test_a_loss_that_is_nan_or_infinite_is_returned()
  local trainer = balnet.trainer(small { learning_rate = 1e9 })
  local loss = trainer:step(50)
  lu.assertFalse(loss == loss and math.abs(loss) < math.huge)
  lu.assertTrue(trainer:epoch() < 50)
end

function TestTraining:test_a_closed_trainer_is_an_error()
  local trainer = balnet.trainer(small())
  trainer:close()
  trainer:close()
  assert_refused("the trainer is closed", trainer.step, trainer)
end

function TestTraining:test_one_seed_can_be_changed_alone()
  local a, b = balnet.trainer(small { seed = 5 }), balnet.trainer(small { seed = 5, seed_noise = 6 })
  lu.assertEquals(a:J():totable(), b:J():totable())
  lu.assertNotEquals(a:step(), b:step())
end

function TestTraining:test_definitions_that_make_no_sense_are_refused_with_a_sentence()
  for _, case in ipairs {
    { { neuron = 3 }, "unknown field 'neuron'; did you mean 'neurons'?" },
    { { neurons = 2.5 }, "field 'neurons' is 2.5; it must be an integer" },
    { { activation = "threshold_power", activation_power = 0.5 },
      "activation_power is 0.5; at least 1 is needed for training, since the slope of a lower power is infinite at threshold" },
    { { activation = "rel" }, "it must be one of: relu, tanh, softplus, threshold_power, linear, sigmoid, erf, asymmetric_tanh" },
    { { steps = 4 }, "steps is 4; it must be from 5" },
    { { neurons = 2, stimuli = 3 }, "at least one neuron a stimulus" },
    { { dt = 0 / 0 }, "dt is " },
    { { batch = 2 ^ 40 }, "batch is 1099511627776" },
  } do
    assert_refused(case[2], balnet.trainer, case[1])
  end
  assert_refused("gain is -1", balnet.network, { gain = -1 })
  assert_refused("tau is -1", balnet.stimulus, { tau = -1 })
  assert_refused("purpose is -1; it must be", balnet.random, { purpose = -1 })
end

function TestTraining:test_time_is_told_by_phase()
  local trainer = balnet.trainer(small())
  trainer:profile(true)
  trainer:step(3)
  local seconds = trainer:profile()
  for _, phase in ipairs { "stimulus", "forward", "backward", "gradient", "adam" } do lu.assertTrue(seconds[phase] > 0, phase) end
end

os.exit(lu.LuaUnit.run())
