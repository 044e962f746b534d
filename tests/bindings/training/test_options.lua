-- Options of training, each seen by numbers that follow from its definition; and all of them resumed to the
-- bit.
local lu = require "luaunit"
local balnet = require "balnet"
local state_of = dofile(os.getenv "BALNET_SOURCE" .. "/tests/trainer_state.lua")
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")
local assert_refused = refused.assert_refused

local T, S, R, B, N = 10, 2, 1, 11, 12

local function mean_of_both(random, batch)
  local input = random:normal(T, S, batch)
  return input, input:mean(2):unsqueeze(2)
end

local function definition(more)
  local d = { neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, task = mean_of_both }
  for name, value in pairs(more or {}) do d[name] = value end
  return d
end

local function worst(a, b) return (a - b):abs():max() end

-- The largest change of w_out in each of some epochs: of Adam with such betas it is the learning rate.
local function rates(more, epochs)
  more.beta1, more.beta2, more.epsilon = 0, 0, 1e-30
  local trainer, found = balnet.trainer(definition(more)), {}
  for epoch = 1, epochs do
    local before = trainer:w_out():to "f64":clone()
    trainer:step()
    found[epoch] = worst(trainer:w_out():to "f64", before)
  end
  return found
end

local function assert_rates(expected, found)
  lu.assertEquals(#found, #expected)
  for epoch, rate in ipairs(expected) do lu.assertAlmostEquals(found[epoch], rate, 1e-6, "epoch " .. epoch) end
end

TestSchedule = {}

function TestSchedule:test_a_warm_up_rises_linearly_and_stays()
  assert_rates({ 0.01, 0.02, 0.03, 0.04, 0.04, 0.04 }, rates({ learning_rate = 0.04, warmup = 4 }, 6))
end

-- (1 + cos(pi k / 4)) / 2 of the way from 0.04 to a tenth of it, and from epoch 6 on that tenth.
function TestSchedule:test_a_cosine_falls_to_the_final_rate_after_the_warm_up()
  local expected = { 0.02, 0.04 }
  for k = 1, 4 do expected[2 + k] = 0.004 + 0.036 * (1 + math.cos(math.pi * k / 4)) / 2 end
  expected[7], expected[8] = 0.004, 0.004
  assert_rates(expected, rates({ learning_rate = 0.04, schedule = "cosine", warmup = 2, schedule_end = 6, final_rate = 0.1 }, 8))
end

function TestSchedule:test_a_function_of_the_epoch_is_asked_before_every_step()
  local asked = {}
  local function rate(epoch)
    asked[#asked + 1] = epoch
    return 0.01 * epoch
  end
  assert_rates({ 0.01, 0.02, 0.03 }, rates({ learning_rate = rate }, 3))
  lu.assertEquals(asked, { 1, 2, 3 })
  for _, optimiser in ipairs { "sgd", "rmsprop" } do
    local function still() return 0 end
    assert_rates({ 0, 0 }, rates({ learning_rate = still, optimiser = optimiser }, 2))
  end
end

function TestSchedule:test_a_schedule_without_an_end_or_a_function_is_refused()
  assert_refused("schedule is cosine and schedule_end is 3; an epoch after the warmup (3) was needed", balnet.trainer,
    { schedule = "cosine", warmup = 3, schedule_end = 3 })
  assert_refused("schedule is function and learning_rate is a number", balnet.trainer, { schedule = "function" })
end

function TestSchedule:test_a_function_that_gives_no_rate_is_an_error_at_its_line_and_nothing_is_lost()
  local gives
  local line = refused.here() + 1
  local function rate() return gives end
  local trainer = balnet.trainer(definition { learning_rate = rate })
  for _, case in ipairs { { nil, "is nil; a number was needed" }, { "0.1", "is 0.1; a number was needed" },
    { -1, "is -1; a number from 0 to 1e+12 was needed" }, { 0 / 0, "is nan; a number from 0" } } do
    gives = case[1]
    local message = refused.message_of(trainer.step, trainer)
    lu.assertStrContains(message, (":%d: the learning rate of epoch 1 %s"):format(line, case[2]))
  end
  lu.assertEquals(trainer:epoch(), 0)
  gives = 0.01
  trainer:step()
  lu.assertEquals(trainer:epoch(), 1)
end

TestWeights = {}

-- With a rate of 0.1, of a gradient of 0 and decay 2 each weight that is trained becomes 0.8 of itself; the
-- bias does not.
function TestWeights:test_weights_decay_apart_from_the_gradient()
  local trainer = balnet.trainer(definition { learning_rate = 0.1, weight_decay = 2, optimiser = "sgd", activity_penalty = 0,
    train_w_in = false, train_bias = true, zero_diagonal = false,
    task = function() return balnet.zeros(T, S, B), balnet.zeros(T, R, B), balnet.zeros(T) end })
  local before = trainer:state()
  trainer:bias()[{ { 1, N } }] = 0.5
  trainer:step()
  local after = trainer:state()
  lu.assertTrue(worst(trainer:J(), before.weights[{ { R + 1, R + N }, { S + 2, S + 1 + N } }] * 0.8) < 1e-7)
  lu.assertTrue(worst(trainer:w_out(), before.weights[{ { 1, R }, { S + 2, S + 1 + N } }] * 0.8) < 1e-7)
  lu.assertEquals(worst(after.weights[{ true, { 1, S } }], before.weights[{ true, { 1, S } }]), 0)
  lu.assertEquals(worst(trainer:bias(), balnet.full({ N }, 0.5)), 0)
end

function TestWeights:test_weights_outside_a_mask_keep_their_bits()
  local random = balnet.random { seed = 6 }
  local masks = { mask_J = random:uniform(N, N):lt(0.5), mask_w_in = random:uniform(N, S):lt(0.5),
    mask_w_out = random:uniform(R, N):lt(0.5), mask_bias = random:uniform(N):lt(0.5) }
  local d = definition { train_bias = true, weight_decay = 0.1, l2_weights = 0.01, zero_diagonal = false }
  for name, mask in pairs(masks) do d[name] = mask end
  local trainer, names = balnet.trainer(d), { "J", "w_in", "w_out", "bias" }
  local before = {}
  for _, name in ipairs(names) do before[name] = trainer[name](trainer):clone() end
  trainer:step(5)
  for _, name in ipairs(names) do
    local changed = trainer[name](trainer):ne(before[name])
    lu.assertEquals(changed:totable(), masks["mask_" .. name]:totable(), name)
    lu.assertEquals((trainer:gradients()[name] * (1 - masks["mask_" .. name])):abs():max(), 0)
    lu.assertEquals(trainer:state()["mask_" .. name]:totable(), masks["mask_" .. name]:totable())
  end
end

function TestWeights:test_masks_that_do_not_fit_or_leave_nothing_are_refused()
  assert_refused("mask_J is 3 x 3; 12 x 12 was needed", balnet.trainer, definition { mask_J = balnet.ones(3, 3) })
  assert_refused("mask_w_in is 2 at row 1, column 1; it must be 0 or 1", balnet.trainer,
    definition { mask_w_in = balnet.full({ N, S }, 2) })
  assert_refused("nothing is left to train", balnet.trainer,
    definition { mask_J = balnet.zeros(N, N), train_w_in = false, train_w_out = false })
  balnet.trainer(definition { mask_J = balnet.zeros(N, N), train_w_in = false })
end

function TestWeights:test_a_low_rank_keeps_the_rest_of_J_and_its_rank()
  local trainer = balnet.trainer(definition { rank = 2, learning_rate = 0.05, gain = 0.5, zero_diagonal = false })
  local state = trainer:state()
  local rest = trainer:J():to "f64" - state.m:to "f64":matmul(state.n:to "f64":t()) / N
  lu.assertTrue(worst(trainer:J():to "f64", balnet.network { neurons = N, stimuli = S, readouts = R, gain = 0.5 }:J()) > 0.01)
  local before = trainer:J():to "f64":clone()
  trainer:step(20)
  local after = trainer:state()
  lu.assertTrue(worst(trainer:J():to "f64", rest + after.m:to "f64":matmul(after.n:to "f64":t()) / N) < 1e-6)
  local _, singular = balnet.linalg.svd(trainer:J():to "f64" - before)
  lu.assertTrue(singular[1] > 0.01 and singular[5] < 1e-5) -- a difference of two matrices of rank 2
  lu.assertEquals(trainer:gradients().J:abs():max(), 0)
end

-- Without drive the states decay as (1 - dt / tau)^t.
function TestWeights:test_units_decay_with_their_time_constants()
  local tau = balnet.linspace(0.5, 4, N)
  local trainer = balnet.trainer(definition { time_constants = tau, gain = 0, balance = 1e-9, noise = 0, dt = 0.3 })
  local _, x = trainer:respond(balnet.zeros(T, S, 3), { state = balnet.ones(N) })
  for t = 1, T do lu.assertTrue(worst(x[{ t, true, 2 }]:to "f64", (1 - 0.3 / tau) ^ t) < 1e-6) end
  local training = balnet.trainer(definition { train_time_constants = true, learning_rate = 0.5, dt = 0.3 })
  training:step(30)
  local trained = training:state().time_constants
  lu.assertTrue(trained:min() >= 0.3 - 1e-7)
  lu.assertTrue(worst(trained, balnet.ones(N)) > 0.1)
end

function TestWeights:test_trials_begin_at_the_trained_state()
  local trainer = balnet.trainer(definition { train_initial_state = true, learning_rate = 0.05 })
  trainer:step(3)
  local state = trainer:state()
  lu.assertTrue(state.x_0:abs():max() > 0.01)
  for b = 1, B do lu.assertEquals(state.initial_state[{ true, b }]:totable(), state.x_0:totable()) end
end

function TestWeights:test_parameters_that_do_not_fit_are_refused()
  assert_refused("rank is 2, so no weight of J is trained by itself", balnet.trainer,
    definition { rank = 2, mask_J = balnet.ones(N, N) })
  assert_refused("rank is 13; at most that of J, 12", balnet.trainer, definition { rank = 13 })
  assert_refused("train_initial_state is true and initial_state is relaxed; zero was needed", balnet.trainer,
    { train_initial_state = true })
  assert_refused("time_constants is 0.1 for unit 1; it must be from dt (0.2)", balnet.trainer,
    definition { time_constants = balnet.full({ N }, 0.1) })
  assert_refused("time_constants is 3; 12 was needed", balnet.trainer, definition { time_constants = balnet.ones(3) })
end

TestTrials = {}

function TestTrials:test_training_of_nothing_is_refused()
  local none = "nothing is left to train"
  local function only_J(more)
    local d = { neurons = 6, steps = 10, batch = 2, threads = 1, train_w_in = false, train_w_out = false }
    for name, value in pairs(more) do d[name] = value end
    return d
  end
  local there = balnet.random(3):uniform(6, 6):lt(0.5):to "f64"
  assert_refused(none .. ": train_J is false, train_w_in false, train_w_out false, train_bias false", balnet.trainer,
    only_J { train_J = false })
  assert_refused("false, and a mask that is given leaves no weight that is there", balnet.trainer, only_J { mask_J = balnet.eye(6) })
  assert_refused(none, balnet.trainer, only_J { mask_J = 1 - there, connections = there })
  balnet.trainer(only_J { mask_J = balnet.eye(6), zero_diagonal = false }):step()
  balnet.trainer(only_J { mask_J = there, connections = there }):step()
  balnet.trainer(only_J { train_J = false, train_time_constants = true }):step()
end

function TestTrials:test_a_function_takes_no_other_schedule()
  local function rate() return 0.1 end
  local words = "schedule is cosine and learning_rate is a function"
  assert_refused(words, balnet.trainer, { schedule = "cosine", schedule_end = 10, learning_rate = rate })
  assert_refused(words, balnet.experiment, { name = "rates", schedule = "cosine", schedule_end = 10, learning_rate = rate,
    arguments = { [0] = arg[0] } })
  lu.assertEquals(balnet.trainer({ schedule = "function", learning_rate = rate }):parameters().schedule, "function")
end

function TestTrials:test_trained_initial_states_need_a_task()
  local fine, message = pcall(balnet.experiment, { name = "starts", train_initial_state = true, arguments = { [0] = arg[0] } })
  lu.assertFalse(fine)
  lu.assertStrContains(tostring(message), "a task of your own is needed")
end

function TestTrials:test_a_gradient_that_is_not_finite_changes_no_weights()
  for _, slope in ipairs { 3e38, 0 / 0 } do
    local trainer <close> = balnet.trainer { neurons = 10, steps = 10, batch = 2, threads = 1, train_time_constants = true }
    trainer:step(5)
    trainer:forward(balnet.ones(10, 1, 2))
    local before = trainer:state()
    local gone_back = pcall(trainer.backward, trainer, balnet.full({ 10, 1, 2 }, slope))
    if gone_back then
      assert_refused("the gradient after epoch 5 holds nan or inf", trainer.update, trainer)
    else
      assert_refused("there is no gradient", trainer.update, trainer)
    end
    local after = trainer:state()
    for name, value in pairs(before) do lu.assertTrue(after[name] == value, name) end
    trainer:step()
    lu.assertEquals(trainer:epoch(), 6)
  end
end

-- Two inputs of which one weight sees the sum: the output is noise of that weight's standard deviation.
function TestTrials:test_noise_on_the_input_has_its_standard_deviation_and_another_one_every_epoch()
  local function outputs(input_noise)
    local trainer = balnet.trainer { neurons = 2, stimuli = 2, readouts = 1, batch = 2000, steps = 5, dt = 1, noise = 0, gain = 0,
      balance = 1e-9, activation = "linear", w_in_mean = 3, w_in_std = 0, w_out_std = 0, train_J = false, learning_rate = 0,
      input_noise = input_noise,
      task = function() return balnet.zeros(5, 2, 2000), balnet.zeros(5, 1, 2000), balnet.ones(5) end }
    local first = trainer:forward(balnet.zeros(5, 2, 2000))
    trainer:backward(balnet.zeros(5, 1, 2000))
    trainer:update()
    return first, trainer:forward(balnet.zeros(5, 2, 2000)), trainer:measure().test.output
  end
  local first, second, test = outputs(0.4)
  for _, output in ipairs { first, second, test } do -- 3 (xi + xi') / 2 of 0.4; the error of the estimate by 10 000 is 0.7 %
    lu.assertAlmostEquals(output:std() / (3 * 0.4 / 2 ^ 0.5), 1, 0.03)
    lu.assertAlmostEquals((output[1] * output[2]):mean() / output:var(), 0, 0.05)
  end
  lu.assertTrue(math.abs((first * second):mean()) < 0.05 and math.abs((first * test):mean()) < 0.05)
  lu.assertEquals(outputs(0):abs():max(), 0)
end

function TestTrials:test_a_task_is_told_the_epoch_but_for_test_and_validation_trials()
  local told = {}
  local trainer = balnet.trainer(definition { task = function(random, batch, parameters, epoch)
    lu.assertNil(parameters)
    told[#told + 1] = epoch or "none"
    return mean_of_both(random, batch)
  end })
  trainer:step(2)
  trainer:measure()
  trainer:validate()
  trainer:step()
  lu.assertEquals(told, { 1, 2, "none", "none", 3 })
end

function TestTrials:test_validation_trials_are_always_the_same_and_not_those_of_the_test()
  for _, task in ipairs { mean_of_both, false } do
    local d = definition { readouts = task and R or S, noise = 0, learning_rate = 0 }
    d.task = task or nil
    local trainer = balnet.trainer(d)
    local test, first = trainer:measure().test_error, trainer:validate()
    trainer:step()
    lu.assertEquals(trainer:validate(), first)
    lu.assertNotEquals(first, test)
    lu.assertAlmostEquals(first / test, 1, 0.5)
  end
end

TestResuming = {}

-- Everything at once.
local function all_options(threads)
  local random = balnet.random { seed = 6 }
  return definition { threads = threads, loss = "absolute", l1_rates = 1e-3, l2_rates = 1e-3,
    smoothness_penalty = 1e-3, l1_weights = 1e-4, l2_weights = 1e-4,
    weight_decay = 0.01, schedule = "cosine", warmup = 3, schedule_end = 20, final_rate = 0.1, input_noise = 0.2,
    readout_bias = true, train_bias = true, gradient_clip = 0.05, recurrent_delay = 0.6, recurrent_delay_order = 2,
    mask_w_in = random:uniform(N, S):lt(0.7), rank = 2,
    train_initial_state = true, train_time_constants = true, time_constants = random:uniform(N) + 0.5 }
end

function TestResuming:test_a_state_goes_on_to_the_same_bits_with_every_option()
  for _, optimiser in ipairs { "adam", "sgd", "rmsprop" } do
    local d = all_options(1)
    d.optimiser = optimiser
    local whole, first, rest = balnet.trainer(d), balnet.trainer(d), balnet.trainer(d)
    whole:step(12)
    first:step(5)
    rest:restore(first:state())
    rest:step(7)
    lu.assertEquals(state_of(rest), state_of(whole))
    lu.assertTrue(whole:state().readout_bias:abs():max() > 1e-4)
  end
end

function TestResuming:test_every_loss_goes_on_to_the_same_bits_on_any_number_of_threads()
  local function of_loss(loss, threads)
    return balnet.trainer(definition { threads = threads, loss = loss, readouts = 3, noise = 0.5, task = function(random, batch)
      local input, target = random:normal(T, S, batch), (random:uniform(T, batch) * 3):floor() + 1
      if loss == "cross_entropy" then return input, target end
      return input, random:normal(T, 3, batch):sign()
    end })
  end
  for _, loss in ipairs { "squared", "absolute", "cross_entropy", "hinge" } do
    local whole, first = of_loss(loss, 1), of_loss(loss, 1)
    whole:step(6)
    first:step(2)
    for threads = 1, 3 do
      local rest = of_loss(loss, threads)
      rest:restore(first:state())
      rest:step(4)
      lu.assertEquals(state_of(rest), state_of(whole), loss)
    end
  end
end

function TestResuming:test_any_number_of_threads_gives_the_same_bits_with_every_option()
  local one = balnet.trainer(all_options(1))
  one:step(8)
  for threads = 2, 3 do
    local many = balnet.trainer(all_options(threads))
    many:step(8)
    lu.assertEquals(state_of(many), state_of(one))
  end
end

os.exit(lu.LuaUnit.run())
