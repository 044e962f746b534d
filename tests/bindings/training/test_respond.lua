-- Trials of one's own through a trained network, from trainers, runs and runs given back from their files.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local refused = dofile(source .. "/tests/refused.lua")
local shell = dofile(source .. "/tests/shell.lua")
local assert_refused = refused.assert_refused

local T, S, N = 10, 2, 16

local function trainer_of(more)
  local definition = { neurons = N, stimuli = S, batch = 11, steps = T, threads = 1, activation = "tanh", gain = 0.9 }
  for name, value in pairs(more or {}) do definition[name] = value end
  local trainer = balnet.trainer(definition)
  trainer:step(3)
  return trainer
end

local function worst(a, b) return (a - b):abs():max() end

TestRespond = {}

-- x_t = x_{t-1} + dt (-x_{t-1} + J phi(x_{t-1}) + bias + W_in s_t / S), r_t = W_out phi(x_t) / N, in double
-- precision.
function TestRespond:test_a_response_is_the_definition_of_the_network()
  local trainer = trainer_of { train_bias = true }
  local input, start = balnet.random { seed = 2 }:normal(23, S, 40), balnet.random { seed = 3 }:normal(N, 40)
  local output, states = trainer:respond(input, { noise = 0, state = start })
  local J, w_in, w_out, bias = trainer:J():to "f64", trainer:w_in():to "f64", trainer:w_out():to "f64", trainer:bias():to "f64"
  local x = start
  for t = 1, 23 do
    x = x + (J:matmul(x:tanh()) + bias:unsqueeze(2) + w_in:matmul(input[t]) / S - x) * 0.2
    lu.assertTrue(worst(states[t]:to "f64", x) < 1e-5)
    lu.assertTrue(worst(output[t]:to "f64", w_out:matmul(x:tanh()) / N) < 1e-5)
  end
end

function TestRespond:test_a_response_takes_any_number_of_steps_and_trials()
  local trainer = trainer_of()
  for _, size in ipairs { { 1, 1 }, { 3, 200 }, { 77, 2 } } do
    local output, x = trainer:respond(balnet.zeros(size[1], S, size[2]))
    lu.assertEquals({ output:shape() }, { size[1], S, size[2] })
    lu.assertEquals({ x:shape() }, { size[1], N, size[2] })
  end
  lu.assertEquals(select("#", trainer:respond(balnet.zeros(3, S, 2), { states = false })), 1)
end

function TestRespond:test_a_response_has_the_noise_of_its_number()
  local trainer = trainer_of()
  local input = balnet.random { seed = 2 }:normal(T, S, 5)
  local output = trainer:respond(input, { number = 1 })
  lu.assertEquals(trainer:respond(input, { number = 1 }):totable(), output:totable())
  lu.assertNotEquals(trainer:respond(input, { number = 2 }):totable(), output:totable())
end

function TestRespond:test_a_response_goes_on_from_a_state_with_the_noise_that_is_left()
  local trainer = trainer_of()
  local input = balnet.random { seed = 2 }:normal(20, S, 50)
  local whole = trainer:respond(input, { number = 4 })
  local _, x = trainer:respond(input[{ { 1, 8 } }], { number = 4 })
  local rest = trainer:respond(input[{ { 9, 20 } }], { number = 4, state = x[-1], after = 8 })
  lu.assertEquals(rest:totable(), whole[{ { 9, 20 } }]:totable())
end

function TestRespond:test_one_state_is_where_every_trial_begins()
  local trainer = trainer_of()
  local start = balnet.random { seed = 5 }:normal(N)
  local one = trainer:respond(balnet.ones(6, S, 3), { noise = 0, state = start })
  local each = trainer:respond(balnet.ones(6, S, 3), { noise = 0, state = balnet.zeros(N, 3) + start:unsqueeze(2) })
  lu.assertEquals(one:totable(), each:totable())
  lu.assertEquals(one[{ true, true, 1 }]:totable(), one[{ true, true, 3 }]:totable())
end

function TestRespond:test_what_does_not_fit_is_refused_at_the_line_of_the_call()
  local trainer, input = trainer_of(), balnet.zeros(T, S, 3)
  assert_refused("input is 10 x 2; steps x 2 x batch was needed", trainer.respond, trainer, input[{ true, true, 1 }])
  assert_refused("state is 16 x 2; 16 (neurons) or 16 x 3 (neurons x batch) was needed", trainer.respond, trainer, input,
    { state = balnet.zeros(N, 2) })
  assert_refused("noise is -1; it must be", trainer.respond, trainer, input, { noise = -1 })
  assert_refused("did you mean 'state'", trainer.respond, trainer, input, { stat = 1 })
  assert_refused("after is -1", trainer.respond, trainer, input, { after = -1 })
end

TestLoadedResponse = {}

function TestLoadedResponse:setUp()
  self.folder = shell.scratch()
  local run = balnet.experiment { name = "small", neurons = N, stimuli = S, batch = 3, steps = T, epochs = 5, measure_every = 2,
    out = self.folder, arguments = { [0] = arg[0] } }
  for _, measured in run:train() do run:record(measured) end
  run:save()
  self.run, self.path = run, self.folder .. "/small.h5"
end

function TestLoadedResponse:tearDown()
  shell.remove(self.folder)
end

function TestLoadedResponse:test_a_run_that_is_given_back_responds_as_before()
  local input = balnet.random { seed = 2 }:normal(31, S, 8)
  local before, again = self.run:respond(input, { number = 1 }), balnet.load(self.path):respond(input, { number = 1 })
  lu.assertEquals(again:totable(), before:totable())
  assert_refused("input is 31 x 1 x 8; steps x 2 x batch", self.run.respond, self.run, input[{ true, { 1, 1 } }])
end

function TestLoadedResponse:test_a_run_is_given_back_with_other_trials_and_steps_and_trains_on()
  local run = balnet.load(self.path, { batch = 7, steps = 25, epochs = 9, out = self.folder .. "/longer" })
  lu.assertEquals(run.trainer:J():totable(), self.run.trainer:J():totable())
  local before, after = self.run.trainer:state().initial_state, run.trainer:state().initial_state
  for b = 1, 7 do lu.assertEquals(after[{ true, b }]:totable(), before[{ true, (b - 1) % 3 + 1 }]:totable()) end
  local output, x = run:respond(balnet.zeros(4, S, 9))
  lu.assertEquals({ { output:shape() }, { x:shape() } }, { { 4, S, 9 }, { 4, N, 9 } })
  for _, measured in run:train() do run:record(measured) end
  lu.assertEquals(run.trainer:epoch(), 9)
  lu.assertEquals({ run.measured.tracking.output:shape() }, { 25, S })
end

os.exit(lu.LuaUnit.run())
