-- Gradients of every loss and option against an independent loss in double precision; and steps of one's own.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local reference = dofile(source .. "/tests/bindings/training/reference.lua")
local refused = dofile(source .. "/tests/refused.lua")
local assert_refused = refused.assert_refused

local T, S, R, B, N = 10, 2, 3, 11, 13
local weights = { "J", "w_in", "w_out", "bias" }

local random = balnet.random { seed = 3 }
local targets = { -- away from where a cost has a kink
  squared = random:normal(T, R, B),
  absolute = random:normal(T, R, B) * 3,
  hinge = random:normal(T, R, B):sign(),
  cross_entropy = random:uniform(T, R, B),
}
targets.cross_entropy = targets.cross_entropy / targets.cross_entropy:sum(2, true)
local batch = { input = random:normal(T, S, B), mask = random:uniform(T, R, B) * 2 }

local function definition(more)
  local d = { neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, noise = 0, dt = 0.3,
    activation = "tanh", gain = 0.9, w_in_std = 1, w_out_std = 20, zero_diagonal = false, activity_penalty = 0.02,
    train_bias = true, learning_rate = 1e-3 }
  for name, value in pairs(more or {}) do d[name] = value end
  batch.target = targets[d.loss or "squared"]
  local target = batch.target
  d.task = d.task or function() return batch.input, target, batch.mask end
  return d
end

-- A trainer whose trials begin at random states.
local function trainer_of(d)
  local trainer = balnet.trainer(d)
  local state = trainer:state()
  state.initial_state = balnet.random { seed = 4 }:normal(N, B):to "f32"
  if state.readout_bias then state.readout_bias = balnet.random { seed = 5 }:normal(R):to "f32" end
  if state.x_0 then state.x_0 = balnet.random { seed = 6 }:normal(N):to "f32" end
  trainer:restore(state)
  return trainer
end

local function check(more, names)
  local d = definition(more)
  local part = { { 1, d.steps } }
  local given = { input = batch.input[part], target = batch.target[part], mask = batch.mask[part] }
  d.task = function() return given.input, given.target, given.mask end
  local trainer = trainer_of(d)
  local p = reference.parameters(trainer)
  local loss, expected = trainer:step(), reference.loss(p, d, given)
  lu.assertAlmostEquals(loss / expected, 1, 1e-5)
  reference.check(trainer:gradients(), p, d, given, names or weights)
end

local function time_constants() return 0.35 + balnet.random { seed = 7 }:uniform(N) * 2 end

TestGradients = {}

function TestGradients:test_the_gradient_of_every_loss()
  for loss in pairs(targets) do check { loss = loss } end
  check { loss = "cross_entropy", activation = "softplus" }
end

function TestGradients:test_the_gradient_of_penalties_on_rates()
  check { l1_rates = 0.3 }
  check { l2_rates = 0.5, activation = "softplus" }
  check { l1_rates = 0.1, l2_rates = 0.4, loss = "cross_entropy" }
end

function TestGradients:test_the_gradient_of_a_penalty_on_changes_of_state()
  check { smoothness_penalty = 0.3 }
  check { smoothness_penalty = 0.1, l2_rates = 0.1, activation = "softplus", loss = "absolute" }
  local all = { "J", "w_in", "w_out", "bias", "x_0", "time_constants" } -- the first step has a cost, since T/5 is 1
  check({ smoothness_penalty = 0.2, train_initial_state = true, train_time_constants = true, steps = 9,
    time_constants = time_constants() }, all)
end

function TestGradients:test_the_gradient_of_penalties_on_weights()
  check { l1_weights = 0.01 }
  check { l2_weights = 0.02, loss = "absolute" }
  check { l1_weights = 0.003, l2_weights = 0.002, l2_rates = 0.1 }
end

function TestGradients:test_the_gradient_of_a_readout_bias()
  local all = { "J", "w_in", "w_out", "bias", "readout_bias" }
  check({ readout_bias = true }, all)
  check({ readout_bias = true, loss = "cross_entropy", l2_weights = 0.01 }, all)
end

function TestGradients:test_the_gradient_of_a_low_rank()
  local names = { "m", "n", "w_in", "w_out", "bias" }
  check({ rank = 2, rank_std = 2 }, names) -- a few factors have sums of their own, without the gradient of J
  check({ rank = 2, rank_std = 2, zero_diagonal = true, gain = 2 }, names)
  check({ rank = 4, rank_std = 2, zero_diagonal = true }, names)
  check({ rank = 1, rank_std = 3, zero_diagonal = false, l2_weights = 0.01, loss = "absolute", gain = 0 }, names)
  check({ rank = 3, connections = random:uniform(N, N):lt(2) }, names)
end

function TestGradients:test_the_gradient_of_an_initial_state()
  local names = { "J", "w_in", "w_out", "bias", "x_0" }
  check({ train_initial_state = true }, names)
  check({ train_initial_state = true, activation = "softplus", l2_rates = 0.1 }, names)
end

function TestGradients:test_the_gradient_with_and_of_time_constants()
  check { time_constants = time_constants() }
  check { time_constants = time_constants(), activation = "softplus", loss = "cross_entropy" }
  check({ time_constants = time_constants(), train_time_constants = true },
    { "J", "w_in", "w_out", "bias", "time_constants" })
  check({ train_time_constants = true, train_initial_state = true, rank = 2, readout_bias = true, l1_rates = 0.1 },
    { "m", "n", "w_in", "w_out", "bias", "time_constants", "x_0", "readout_bias" })
end

function TestGradients:test_the_gradient_with_a_delay()
  local all = { "J", "w_in", "w_out", "bias", "readout_bias", "x_0", "time_constants" }
  for _, delay in ipairs { { 0.3 }, { 0.9 }, { 2.7 }, { 0.3, 1 }, { 1.2, 1 }, { 2, 3 }, { 0.9, 3 } } do
    local more = { recurrent_delay = delay[1], recurrent_delay_order = delay[2] }
    check(more)
    more.train_initial_state, more.train_time_constants, more.readout_bias, more.l2_rates = true, true, true, 0.1
    more.smoothness_penalty, more.activation = 0.1, "softplus"
    check(more, all)
  end
  check({ recurrent_delay = 0.6, rank = 2, rank_std = 2, loss = "cross_entropy" }, { "m", "n", "w_in", "w_out", "bias" })
end

-- Of networks whose outer product is packed; of the larger one microbatches have no gradient of their own.
function TestGradients:test_the_gradient_with_a_delay_of_larger_networks()
  for _, case in ipairs { { N = 140, B = 12 }, { N = 1000, B = 96, names = { "w_in", "w_out" } },
    { N = 50, B = 12, backend = "openblas" } } do
    local given = { input = random:normal(5, S, case.B), target = random:normal(5, R, case.B), mask = balnet.ones(5, R, case.B) }
    local d = definition { neurons = case.N, batch = case.B, steps = 5, recurrent_delay = 0.6, backend = case.backend }
    d.task = function() return given.input, given.target, given.mask end
    local trainer = balnet.trainer(d)
    local p = reference.parameters(trainer)
    lu.assertAlmostEquals(trainer:step() / reference.loss(p, d, given), 1, 1e-5)
    reference.check(trainer:gradients(), p, d, given, case.names or weights)
  end
end

function TestGradients:test_what_no_delay_is_and_what_takes_none_is_refused()
  for sentence, more in pairs {
    ["the delay is 0.5; a whole number of steps of dt = 0.3 was needed"] = { recurrent_delay = 0.5 },
    ["2 leaks of 0.15 each make the delay; they must not be shorter than dt = 0.3"] = { recurrent_delay = 0.3, recurrent_delay_order = 2 },
    ["the delay is of 10 steps; fewer than the 10 of a trial were needed"] = { recurrent_delay = 3 },
    ["the delay is 0 and its order 2, which means nothing without a delay"] = { recurrent_delay_order = 2 },
    ["recurrent_delay is -1"] = { recurrent_delay = -1 },
  } do assert_refused(sentence, balnet.trainer, definition(more)) end
  local trainer = trainer_of(definition { recurrent_delay = 0.6 })
  assert_refused("after is 3, and the recurrent input is delayed", trainer.respond, trainer, batch.input, { after = 3 })
  assert_refused("the recurrent input of the network is delayed; this analysis is of networks without a delay",
    balnet.lyapunov.map_of_run, trainer)
  assert_refused("is of networks without a delay", balnet.lyapunov.floss_gradient, trainer)
end

-- Where the mean is stable under the delay a trial begins at the resting state, which no delay moves; elsewhere it oscillates.
function TestGradients:test_the_network_relaxes_under_its_delay()
  local function relaxed(delay, order)
    return balnet.trainer { neurons = 40, balance = 8, noise = 0, batch = 2, dt = 0.1, recurrent_delay = delay,
      recurrent_delay_order = order }:state().initial_state:to "f64"
  end
  local resting = relaxed(0)
  lu.assertTrue((relaxed(0.1) - resting):abs():max() < 1e-4)
  lu.assertTrue((relaxed(0.2, 1) - resting):abs():max() < 1e-4)
  lu.assertTrue((relaxed(1) - resting):abs():max() > 0.1) -- the bound is at 2.3
end

-- With noise: the same noise is drawn again for both losses of a difference quotient.
function TestGradients:test_the_gradient_of_time_constants_with_noise()
  local d = definition { train_time_constants = true, time_constants = time_constants(), noise = 0.5 }
  local function loss_at(tau)
    local trainer = trainer_of(d)
    local state = trainer:state()
    state.time_constants = tau:to "f32"
    trainer:restore(state)
    return trainer:step(), trainer
  end
  local tau, direction = time_constants(), balnet.random { seed = 9 }:normal(N)
  local _, trainer = loss_at(tau)
  local h = 0.02
  local expected = (loss_at(tau + direction * h) - loss_at(tau - direction * h)) / (2 * h)
  local found = (trainer:gradients().time_constants:to "f64" * direction):sum()
  lu.assertAlmostEquals(found / expected, 1, 0.01) -- losses are in single precision, and the step is a large one
end

-- Labels are probabilities of 0 and 1: of a step, or of a whole trial.
function TestGradients:test_labels_are_certain_probabilities()
  local labels = (random:uniform(T, B) * R):floor() + 1
  local certain, whole = balnet.zeros(T, R, B), balnet.zeros(T, R, B)
  for b = 1, B do
    for t = 1, T do
      certain[{ t, math.tointeger(labels[{ t, b }]), b }] = 1
      whole[{ t, math.tointeger(labels[{ 1, b }]), b }] = 1
    end
  end
  for _, pair in ipairs { { labels, certain }, { labels[1], whole } } do
    local found = {}
    for k, target in ipairs(pair) do
      local trainer = trainer_of(definition { loss = "cross_entropy", task = function() return batch.input, target end })
      found[k] = { trainer:step(), trainer:J():totable() }
    end
    lu.assertEquals(found[1], found[2])
  end
end

-- With outputs of 0 each label has probability 1 / R; and the hinge is 1, the others |y| and y².
function TestGradients:test_losses_have_the_values_that_are_known_by_heart()
  local values = { cross_entropy = math.log(R), hinge = 1, absolute = 1.5, squared = 2.25 }
  for loss, value in pairs(values) do
    local target = balnet.full({ T, R, B }, loss == "hinge" and 1 or 1.5)
    if loss == "cross_entropy" then target = balnet.ones(B) end
    local trainer = balnet.trainer(definition { loss = loss, w_out_mean = 0, w_out_std = 0, activity_penalty = 0,
      task = function() return balnet.zeros(T, S, B), target, balnet.ones(T) end })
    lu.assertAlmostEquals(trainer:step(), value, 1e-6)
  end
end

TestParts = {}

-- The slope of the squared error, by the script.
local function slope_of(output) return (output - batch.target) * batch.mask * (2 / (T * R * B)) end

function TestParts:test_a_step_in_parts_is_a_step()
  local whole, parts = trainer_of(definition { noise = 0.3 }), trainer_of(definition { noise = 0.3 })
  for _ = 1, 3 do
    whole:step()
    local output, x = parts:forward(batch.input)
    lu.assertEquals({ { output:shape() }, { x:shape() } }, { { T, R, B }, { T, N, B } })
    local gradients = parts:backward(slope_of(output))
    for _, name in ipairs(weights) do
      local expected = whole:gradients()[name]
      lu.assertTrue((gradients[name] - expected):abs():max() < 1e-5 * expected:abs():max(), name)
      lu.assertEquals(parts:gradients()[name]:totable(), gradients[name]:totable())
    end
    parts:update()
  end
  lu.assertEquals(parts:epoch(), 3)
  for _, name in ipairs(weights) do lu.assertTrue((whole[name](whole) - parts[name](parts)):abs():max() < 1e-5, name) end
end

-- Of any loss: here the fourth power of the error.
function TestParts:test_the_gradient_of_a_loss_of_ones_own()
  local d = definition { activity_penalty = 0 }
  local trainer = trainer_of(d)
  local p = reference.parameters(trainer)
  local output = trainer:forward(batch.input)
  local gradients = trainer:backward((output:to "f64" - batch.target) ^ 3 * 4)
  local function loss(q)
    local x, sum = q.initial_state, 0
    for t = 1, T do
      x = x + (q.J:matmul(x:tanh()) + q.w_in:matmul(batch.input[t]) / S + q.bias:unsqueeze(2) - x) * d.dt
      sum = sum + ((q.w_out:matmul(x:tanh()) / N - batch.target[t]) ^ 4):sum()
    end
    return sum
  end
  local direction, h, kept = balnet.random { seed = 9 }:normal(N, N), 1e-5, p.J
  p.J = kept + direction * h
  local above = loss(p)
  p.J = kept - direction * h
  local expected = (above - loss(p)) / (2 * h)
  lu.assertAlmostEquals((gradients.J:to "f64" * direction):sum() / expected, 1, 1e-5)
end

function TestParts:test_a_step_in_parts_gives_the_same_bits_for_any_number_of_threads()
  local found = {}
  for threads = 1, 3 do
    for _, clip in ipairs { 0, 0.01 } do
      local trainer = balnet.trainer(definition { threads = threads, gradient_clip = clip })
      for _ = 1, 3 do
        trainer:backward(slope_of(trainer:forward(batch.input)))
        trainer:update()
      end
      found[#found + 1] = trainer:J():totable()
    end
  end
  for k = 3, 6 do lu.assertEquals(found[k], found[k - 2]) end
  lu.assertNotEquals(found[1], found[2])
end

-- Without a task there is nothing to track where readouts are not as many as stimuli, but parts need none.
function TestParts:test_parts_need_neither_a_task_nor_a_readout_a_stimulus()
  local trainer <close> = balnet.trainer { neurons = 20, stimuli = 3, readouts = 1, steps = 12, batch = 4, noise = 0, threads = 1 }
  local input = balnet.random { seed = 2 }:normal(12, 3, 4)
  local losses = {}
  for k = 1, 2 do
    local output = trainer:forward(input)
    losses[k] = ((output - 1) ^ 2):mean()
    trainer:backward((output - 1) * (2 / output:size()))
    trainer:update()
  end
  lu.assertTrue(losses[2] < losses[1])
  for _, name in ipairs { "step", "measure", "validate" } do
    assert_refused("readouts is 1 and stimuli is 3; tracking needs a readout a stimulus", trainer[name], trainer)
  end
  lu.assertEquals(trainer:epoch(), 2)
end

function TestParts:test_parts_out_of_order_are_refused_and_change_nothing()
  local trainer = trainer_of(definition())
  local slope = balnet.zeros(T, R, B)
  assert_refused("there is no forward pass to go back through since epoch 0", trainer.backward, trainer, slope)
  assert_refused("there is no gradient to step along since epoch 0", trainer.update, trainer)
  trainer:forward(batch.input)
  assert_refused("there is no gradient to step along", trainer.update, trainer)
  trainer:step()
  assert_refused("there is no forward pass to go back through since epoch 1", trainer.backward, trainer, slope)
  trainer:forward(batch.input)
  trainer:measure()
  assert_refused("there is no forward pass", trainer.backward, trainer, slope)
  trainer:forward(batch.input)
  trainer:respond(batch.input)
  trainer:backward(slope)
  trainer:restore(trainer:state())
  assert_refused("there is no gradient to step along", trainer.update, trainer)
  lu.assertEquals(trainer:epoch(), 1)
end

function TestParts:test_tensors_that_do_not_fit_are_refused_at_the_line_of_the_call()
  local trainer = trainer_of(definition())
  assert_refused("input is 10 x 2; 10 x 2 x 11 was needed", trainer.forward, trainer, batch.input[{ true, true, 1 }])
  trainer:forward(batch.input)
  assert_refused("gradient is 10 x 3; 10 x 3 x 11 was needed (steps x readouts x batch)", trainer.backward, trainer,
    balnet.zeros(T, R))
  local bad = balnet.zeros(T, R, B)
  bad[{ 2, 3, 4 }] = 0 / 0
  assert_refused("gradient is nan at step 2, readout 3, trial 4", trainer.backward, trainer, bad)
  trainer:backward(balnet.zeros(T, R, B)) -- the forward pass is still there
end

function TestParts:test_labels_that_are_none_are_refused()
  local function sentence(target)
    local trainer = balnet.trainer(definition { loss = "cross_entropy", task = function() return batch.input, target end })
    return refused.message_of(trainer.step, trainer)
  end
  lu.assertStrContains(sentence(balnet.zeros(T, B)), "target is 0 at step 1, trial 1; a label from 1 to 3 was needed")
  lu.assertStrContains(sentence(balnet.full({ B }, 1.5)), "target is 1.5 at step 1, trial 1")
  lu.assertStrContains(sentence(balnet.ones(T)), "target is 10; 10 x 3 x 11 was needed (steps x readouts x batch; or labels")
  lu.assertStrContains(sentence(balnet.full({ T, R, B }, -1)), "target is -1 at step 1, readout 1, trial 1; a number of at least 0")
  local function with(loss, number)
    return function()
      balnet.trainer(definition { loss = loss, task = function() return batch.input, balnet.full({ T, R, B }, number) end }):step()
    end
  end
  assert_refused("target is 0.3 at step 1, readout 1, trial 1; 1, -1 or 0 was needed", with("hinge", 0.3))
  assert_refused(("target has the sum %g at step 1, trial 1"):format(2 * R), with("cross_entropy", 2))
  for loss, number in pairs { hinge = 0, cross_entropy = 1 / R } do with(loss, number)() end
  assert_refused("loss is hinge; tracking has no labels", balnet.trainer, { loss = "hinge" })
end

os.exit(lu.LuaUnit.run())
