-- Trainers on tasks of one's own, with constraints and other optimisers, from Lua.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")
local assert_refused = refused.assert_refused

local T, S, R, B, N = 10, 2, 1, 11, 16

-- The mean of both inputs is to be given back; the first two steps cost nothing.
local function mean_of_both(random, batch)
  local input = random:normal(T, S, batch)
  local mask = balnet.ones(T)
  mask[{ { 1, 2 } }] = 0
  return input, input:mean(2):unsqueeze(2), mask
end

local function definition(more)
  local whole = { neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, task = mean_of_both }
  for name, value in pairs(more or {}) do whole[name] = value end
  return whole
end

local function dale(more)
  local signs = balnet.ones(N)
  signs[{ { N // 2 + 1, N } }] = -1
  local connections = balnet.ones(N, N)
  for i = 1, N do connections[{ i, i % N + 1 }] = 0 end
  local whole = definition(more)
  whole.connections, whole.signs, whole.structure = connections, signs, "excitatory_inhibitory"
  return whole
end

TestTask = {}

-- The mean of two constants, which differ from trial to trial.
local function mean_of_constants(random, batch)
  local input = balnet.zeros(T, S, batch) + random:normal(1, S, batch)
  return input, input:mean(2):unsqueeze(2)
end

function TestTask:test_a_network_learns_a_task()
  local trainer = balnet.trainer(definition { neurons = 50, noise = 0.1, learning_rate = 1e-2, gain = 0.5,
    w_in_mean = 0, w_in_std = 1, w_out_mean = 0, task = mean_of_constants })
  local first = trainer:measure().test_error
  trainer:step(1000)
  lu.assertTrue(trainer:measure().test_error < first / 100)
end

function TestTask:test_trials_of_a_task_begin_at_zero_unless_they_are_told_to_relax()
  local zero, relaxed = balnet.trainer(definition()), balnet.trainer(definition { initial_state = "relaxed" })
  lu.assertEquals(zero:parameters().initial_state, "zero")
  lu.assertEquals(zero:state().initial_state:abs():max(), 0)
  lu.assertTrue(relaxed:state().initial_state:abs():max() > 0.1)
  zero:measure()
  lu.assertEquals(zero:state().initial_state:abs():max(), 0)
end

function TestTask:test_a_batch_belongs_to_its_seed_and_epoch()
  local seen = {}
  local function task(random, batch)
    local input, target, mask = mean_of_both(random, batch)
    seen[#seen + 1] = input[{ 1, 1, 1 }]
    return input, target, mask
  end
  local a = balnet.trainer(definition { task = task, seed = 3 })
  a:step(2)
  a:measure()
  a:step()
  a:measure()
  local b = balnet.trainer(definition { task = task, seed = 3 })
  b:step(3)
  balnet.trainer(definition { task = task, seed = 4 }):step()
  lu.assertEquals({ seen[1], seen[2], seen[4] }, { seen[6], seen[7], seen[8] })
  lu.assertEquals(seen[3], seen[5]) -- the test batch is always the same
  for _, k in ipairs { 2, 3, 4, 9 } do lu.assertNotEquals(seen[1], seen[k]) end
end

function TestTask:test_a_task_gets_its_parameters_and_the_batch()
  local given
  local trainer = balnet.trainer(definition {
    task = function(random, batch, parameters)
      given = { batch, parameters.delay }
      return mean_of_both(random, batch)
    end,
    task_parameters = { delay = 7 },
  })
  trainer:step()
  lu.assertEquals(given, { B, 7 })
end

function TestTask:test_a_measurement_shows_all_test_trials()
  local trainer = balnet.trainer(definition())
  trainer:step()
  local m = trainer:measure()
  lu.assertEquals({ m.test.input:shape() }, { T, S, B })
  for _, name in ipairs { "target", "mask", "output" } do lu.assertEquals({ m.test[name]:shape() }, { T, R, B }) end
  lu.assertEquals({ m.tracking.stimulus:shape() }, { T, S })
  lu.assertEquals({ m.tracking.output:shape() }, { T, R })
  for t = 1, T do
    lu.assertEquals(m.test.mask[{ t, 1, B }], t > 2 and 1 or 0)
    lu.assertAlmostEquals(m.test.target[{ t, 1, 4 }], (m.test.input[{ t, 1, 4 }] + m.test.input[{ t, 2, 4 }]) / 2, 1e-6)
    lu.assertEquals(m.tracking.stimulus[{ t, 2 }], m.test.input[{ t, 2, 1 }])
    lu.assertEquals(m.tracking.output[{ t, 1 }], m.test.output[{ t, 1, 1 }])
  end
  local squares = (m.test.output - m.test.target) ^ 2 * m.test.mask
  lu.assertAlmostEquals(m.tracking_error, squares:sum() / (T * R * B), 1e-6)
end

function TestTask:test_without_a_mask_the_first_fifth_costs_nothing()
  local trainer = balnet.trainer(definition {
    task = function(random, batch)
      local input, target = mean_of_both(random, batch)
      return input, target
    end,
  })
  trainer:step()
  local mask = trainer:measure().test.mask
  for t = 1, T do lu.assertEquals(mask[{ t, 1, 3 }], t >= T // 5 and 1 or 0) end
end

TestTaskFaults = {}

-- A trainer whose task returns something else in epoch 3, and the error that its step then raises.
local function fault_of(change)
  local count, line = 0, refused.here() + 1
  local function task(random, batch)
    local results = table.pack(mean_of_both(random, batch))
    count = count + 1
    if count == 3 then change(results) end
    return table.unpack(results, 1, 3)
  end
  local trainer = balnet.trainer(definition { task = task })
  trainer:step(2)
  local before = trainer:J():totable()
  local message = refused.message_of(function() trainer:step() end)
  lu.assertEquals(trainer:epoch(), 2)
  lu.assertEquals(trainer:J():totable(), before)
  lu.assertStrContains(message, ("test_task.lua:%d: "):format(line))
  trainer:step()
  return message
end

function TestTaskFaults:test_a_result_of_a_task_that_does_not_fit_is_an_error_there_and_changes_nothing()
  for words, change in pairs {
    ["the task's input is 10 x 1 x 11; 10 x 2 x 11 was needed (steps x stimuli x batch)"] =
      function(r) r[1] = r[1][{ true, { 1, 1 } }] end,
    ["the task's target is 11 x 1 x 10; 10 x 1 x 11 was needed (steps x readouts x batch)"] =
      function(r) r[2] = r[2]:transpose(1, 3) end,
    ["the task's mask is 9; 10 x 1 x 11 (steps x readouts x batch), 10 x 11 or 10 was needed"] =
      function(r) r[3] = r[3][{ { 1, 9 } }] end,
    ["the task's target is a nil; a tensor was needed (it returns input, target, mask)"] =
      function(r) r[2] = nil end,
    ["the task's mask is a number; a tensor was needed"] = function(r) r[3] = 1 end,
    ["the task's input is nan at step 4, stimulus 2, trial 5; a finite number was needed"] =
      function(r) r[1][{ 4, 2, 5 }] = 0 / 0 end,
    ["the task's target is inf at step 1, readout 1, trial 11"] = function(r) r[2][{ 1, 1, 11 }] = 1e300 end,
    ["the task's mask is -1 at step 2"] = function(r) r[3][2] = -1 end,
    ["the task's input is a closed tensor"] = function(r) r[1]:close() end,
  } do
    lu.assertStrContains(fault_of(change), words)
  end
end

function TestTaskFaults:test_an_error_of_the_task_passes_as_it_is()
  local trainer = balnet.trainer(definition { task = function() error("no such file", 0) end })
  lu.assertEquals(refused.message_of(function() trainer:step() end), "no such file")
  lu.assertEquals(trainer:epoch(), 0)
end

function TestTaskFaults:test_a_task_may_close_its_trainer()
  local trainer
  trainer = balnet.trainer(definition { task = function(random, batch)
    trainer:close()
    return mean_of_both(random, batch)
  end })
  assert_refused("the trainer is closed", trainer.step, trainer)
end

function TestTaskFaults:test_definitions_that_make_no_sense_are_refused()
  assert_refused("field 'task' is a number; it must be a function", balnet.trainer, { task = 3 })
  assert_refused("loss is cross_entropy and readouts is 1; a readout for each label was needed", balnet.trainer,
    definition { stimuli = 2, readouts = 1, loss = "cross_entropy" })
  assert_refused("momentum is 1", balnet.trainer, { momentum = 1 })
  assert_refused("it must be one of: adam, sgd, rmsprop", balnet.trainer, { optimiser = "sdg" })
  assert_refused("connections is 3 x 3; 16 x 16 was needed", balnet.trainer, definition { connections = balnet.ones(3, 3) })
  assert_refused("signs is 2 for unit 1", balnet.trainer, definition { signs = balnet.ones(N) * 2 })
  assert_refused("field 'signs' is 1; it must be a tensor", balnet.trainer, definition { signs = 1 })
  assert_refused("unknown field 'conections'; did you mean 'connections'?", balnet.trainer, { conections = 1 })
end

TestConstraints = {}

local function check_dale(trainer, signs, connections)
  local J = trainer:J()
  for i = 1, N do
    for j = 1, N do
      lu.assertTrue(J[{ i, j }] * signs[j] >= 0)
      if connections[{ i, j }] == 0 then lu.assertEquals(J[{ i, j }], 0) end
    end
  end
end

function TestConstraints:test_dales_law_and_absent_connections_hold_after_every_step()
  for _, optimiser in ipairs { "adam", "sgd", "rmsprop" } do
    local whole = dale { optimiser = optimiser, gain = 0.3, learning_rate = 0.01 }
    local trainer = balnet.trainer(whole)
    check_dale(trainer, whole.signs, whole.connections)
    for _ = 1, 10 do
      trainer:step(5)
      check_dale(trainer, whole.signs, whole.connections)
    end
  end
end

function TestConstraints:test_a_constraint_is_the_trainers_own()
  local whole = dale()
  local trainer = balnet.trainer(whole)
  local signs = whole.signs:clone()
  whole.signs:fill(0)
  trainer:step(5)
  check_dale(trainer, signs, whole.connections)
  lu.assertEquals(trainer:state().signs:totable(), signs:totable())
  lu.assertNil(trainer:parameters().signs)
end

TestStates = {}

function TestStates:test_a_restored_state_goes_on_to_the_same_bits()
  for _, optimiser in ipairs { "adam", "sgd", "rmsprop" } do
    for _, threads in ipairs { 1, 2 } do
      local more = { optimiser = optimiser, gradient_clip = 0.01 }
      local a = balnet.trainer(dale(more))
      more.threads = threads
      local b = balnet.trainer(dale(more))
      a:step(7)
      a:measure()
      b:restore(a:state())
      a:step(9)
      b:step(9)
      lu.assertEquals(a:J():totable(), b:J():totable())
      lu.assertEquals(a:measure().test_error, b:measure().test_error)
    end
  end
end

function TestStates:test_a_state_has_what_its_optimiser_keeps()
  local function has(more)
    local state = balnet.trainer(definition(more)):state()
    return state.first_moment ~= nil, state.second_moment ~= nil, state.signs ~= nil
  end
  lu.assertEquals({ has() }, { true, true, false })
  lu.assertEquals({ has { optimiser = "sgd" } }, { true, false, false })
  lu.assertEquals({ has { optimiser = "rmsprop", signs = balnet.zeros(N) } }, { false, true, true })
end

function TestStates:test_a_state_of_another_kind_changes_nothing()
  local trainer = balnet.trainer(definition { optimiser = "sgd" })
  local before = trainer:J():totable()
  local adam, constrained = balnet.trainer(definition()), balnet.trainer(dale { optimiser = "sgd" })
  adam:step()
  constrained:step()
  assert_refused("the state has 'second_moment'; this trainer has none", trainer.restore, trainer, adam:state())
  assert_refused("the state has 'connections'; this trainer has none", trainer.restore, trainer, constrained:state())
  assert_refused("field 'connections' of the state is nil", constrained.restore, constrained, trainer:state())
  lu.assertEquals(trainer:J():totable(), before)
end

os.exit(lu.LuaUnit.run())
