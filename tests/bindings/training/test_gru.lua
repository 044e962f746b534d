-- Gated recurrent units: states and gradients against PyTorch's and against difference quotients, and what else a cell must
-- do: options, states that go on to the same bits, threads, archives, responses.
local lu = require "luaunit"
local balnet = require "balnet"
local state_of = dofile(os.getenv "BALNET_SOURCE" .. "/tests/trainer_state.lua")
local source = os.getenv "BALNET_SOURCE"
local reference = dofile(source .. "/tests/bindings/training/reference.lua")
local assert_refused = dofile(source .. "/tests/refused.lua").assert_refused

local T, S, R, B, N = 10, 2, 3, 11, 13
local random = balnet.random { seed = 3 }
local batch = { input = random:normal(T, S, B), target = random:normal(T, R, B), mask = random:uniform(T, R, B) * 2 }

local function definition(more)
  local d = { cell = "gru", neurons = N, stimuli = S, readouts = R, batch = B, steps = T, threads = 1, noise = 0, gain = 1.5,
    w_in_std = 1, w_out_std = 20, activity_penalty = 0.02, train_bias = true, learning_rate = 1e-3,
    task = function() return batch.input, batch.target, batch.mask end }
  for name, value in pairs(more or {}) do d[name] = value end
  return d
end

-- A trainer whose trials begin at random states, with biases.
local function trainer_of(d)
  local trainer = balnet.trainer(d)
  local state = trainer:state()
  state.initial_state = balnet.random { seed = 4 }:normal(N, B):to "f32"
  if state.x_0 then state.x_0 = balnet.random { seed = 6 }:normal(N):to "f32" end
  trainer:restore(state)
  trainer:bias():copy(balnet.random { seed = 5 }:normal(4 * N) * 0.5)
  return trainer
end

TestGru = {}

function TestGru:test_gradients_against_difference_quotients()
  for _, more in ipairs { {}, { loss = "absolute", train_initial_state = true },
    { l1_rates = 0.1, l2_rates = 0.2, smoothness_penalty = 0.1 }, { l1_weights = 0.01, l2_weights = 0.02 },
    { smoothness_penalty = 0.3, train_initial_state = true, readout_bias = true } } do
    local d = definition(more)
    local trainer = trainer_of(d)
    local p = reference.parameters(trainer)
    lu.assertAlmostEquals(trainer:step() / reference.loss(p, d, batch), 1, 1e-5)
    local names = { "J", "w_in", "w_out", "bias" }
    if d.train_initial_state then names[#names + 1] = "x_0" end
    if d.readout_bias then names[#names + 1] = "readout_bias" end
    reference.check(trainer:gradients(), p, d, batch, names)
  end
end

-- The same of a network whose outer product is packed, and whose N is no multiple of 16.
function TestGru:test_gradients_of_a_larger_network()
  local d = definition { neurons = 70, batch = 12, steps = 5 }
  local given = { input = random:normal(5, S, 12), target = random:normal(5, R, 12), mask = balnet.ones(5, R, 12) }
  d.task = function() return given.input, given.target, given.mask end
  local trainer = balnet.trainer(d)
  local p = reference.parameters(trainer)
  lu.assertAlmostEquals(trainer:step() / reference.loss(p, d, given), 1, 1e-5)
  reference.check(trainer:gradients(), p, d, given, { "J", "w_in", "w_out", "bias" })
end

-- Of sizes at which the last rows of the inputs' gradient end close to the next column: N is a little above a multiple of 16.
function TestGru:test_gradients_of_sizes_with_little_room()
  for neurons = 16, 20 do
    local d = definition { neurons = neurons, stimuli = 1, readouts = 1, batch = 5, steps = 5 }
    local given = { input = random:normal(5, 1, 5), target = random:normal(5, 1, 5), mask = balnet.ones(5, 1, 5) }
    d.task = function() return given.input, given.target, given.mask end
    local trainer = balnet.trainer(d)
    local p = reference.parameters(trainer)
    trainer:step()
    reference.check(trainer:gradients(), p, d, given, { "J", "w_in", "w_out", "bias" })
  end
end

-- --- PyTorch

local function blocks(t, n)
  local list = {}
  for k = 1, #t // n do list[k] = t[{ { (k - 1) * n + 1, k * n } }] end
  return list
end

-- Puts weights of torch.nn.GRU, blocks reset, update and candidate, where this cell has them. Inputs enter as W_in u / S.
local function put_weights(trainer, torch)
  local n = #torch.h0[1]
  local s = #torch.weight_ih_l0[1]
  local w_in, J = blocks(balnet.tensor(torch.weight_ih_l0), n), blocks(balnet.tensor(torch.weight_hh_l0), n)
  local b_in, b = blocks(balnet.tensor(torch.bias_ih_l0), n), blocks(balnet.tensor(torch.bias_hh_l0), n)
  local none = balnet.zeros(n, n)
  trainer:J():copy(balnet.concatenate({ J[1], J[2], J[3], none }, 1))
  trainer:w_in():copy(balnet.concatenate({ w_in[1], w_in[2], balnet.zeros(n, s), w_in[3] }, 1) * s)
  trainer:bias():copy(balnet.concatenate({ b_in[1] + b[1], b_in[2] + b[2], b[3], b_in[3] }, 1))
  trainer:w_out():copy(balnet.eye(n) * n) -- so that outputs are states
end

local function assert_close(found, expected, name)
  expected = balnet.tensor(expected)
  lu.assertEquals({ found:shape() }, { expected:shape() }, name)
  lu.assertTrue((found:to "f64" - expected):abs():max() < 1e-5 * math.max(1, expected:abs():max()), name)
end

local function check_torch(torch)
  local t, b, s, n = #torch.input, #torch.input[1], #torch.input[1][1], #torch.h0[1]
  local input, slope = balnet.tensor(torch.input):permute(1, 3, 2), balnet.tensor(torch.slope):permute(1, 3, 2)
  local trainer = balnet.trainer { cell = "gru", neurons = n, stimuli = s, readouts = n, batch = b, steps = t, noise = 0,
    activity_penalty = 0, train_bias = true, task = function() return input, slope end }
  put_weights(trainer, torch)
  local state = trainer:state()
  state.initial_state = balnet.tensor(torch.h0):t():to "f32"
  trainer:restore(state)
  local output, x = trainer:forward(input)
  assert_close(output:permute(1, 3, 2), torch.output, "outputs")
  assert_close(x:permute(1, 3, 2), torch.output, "states")
  assert_close(trainer:respond(input, { noise = 0, state = balnet.tensor(torch.h0):t() }):permute(1, 3, 2), torch.output, "response")
  local gradients = trainer:backward(slope)
  local J, w_in, bias = blocks(gradients.J, n), blocks(gradients.w_in * s, n), blocks(gradients.bias, n)
  assert_close(balnet.concatenate({ J[1], J[2], J[3] }, 1), torch.gradient_weight_hh_l0, "J")
  assert_close(balnet.concatenate({ w_in[1], w_in[2], w_in[4] }, 1), torch.gradient_weight_ih_l0, "w_in")
  assert_close(balnet.concatenate({ bias[1], bias[2], bias[3] }, 1), torch.gradient_bias_hh_l0, "bias of the state")
  assert_close(balnet.concatenate({ bias[1], bias[2], bias[4] }, 1), torch.gradient_bias_ih_l0, "bias of the input")
  lu.assertTrue(J[4]:abs():max() == 0 and w_in[3]:abs():max() == 0)
end

-- By tests/data/gru.py; and by another seed where PyTorch is there.
function TestGru:test_states_and_gradients_are_those_of_pytorch()
  local file <close> = assert(io.open(source .. "/tests/data/gru.json"))
  check_torch(balnet.json.decode(file:read "a", { tensors = false }))
  local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
  local pipe <close> = assert(io.popen(("%s %s/tests/data/gru.py 2 2>/dev/null"):format(python, source)))
  local text = pipe:read "a"
  lu.skipIf(#text == 0, "no PyTorch: the numbers of its file alone were compared")
  check_torch(balnet.json.decode(text, { tensors = false }))
end

-- --- options

local function with_options(threads)
  return definition { threads = threads, noise = 0.3, input_noise = 0.1, l2_weights = 1e-3, weight_decay = 0.01, gradient_clip = 0.1,
    smoothness_penalty = 0.01, train_initial_state = true, readout_bias = true, warmup = 2,
    mask_J = balnet.random { seed = 1 }:uniform(4 * N, N):lt(0.5) }
end

function TestGru:test_a_state_goes_on_to_the_same_bits_and_threads_give_them_too()
  for _, optimiser in ipairs { "adam", "sgd", "rmsprop" } do
    local d = with_options(1)
    d.optimiser = optimiser
    local whole, first, rest = balnet.trainer(d), balnet.trainer(d), balnet.trainer(d)
    whole:step(8)
    first:step(3)
    rest:restore(first:state())
    rest:step(5)
    lu.assertEquals(state_of(rest), state_of(whole))
    for threads = 2, 3 do
      d.threads = threads
      local many = balnet.trainer(d)
      many:step(8)
      lu.assertEquals(state_of(many), state_of(whole))
    end
  end
end

function TestGru:test_blocks_that_are_absent_stay_0()
  local trainer = balnet.trainer(definition { weight_decay = 0.1, l1_weights = 0.1, noise = 1 })
  trainer:step(5)
  lu.assertTrue(trainer:J()[{ { 3 * N + 1, 4 * N } }]:abs():max() == 0)
  lu.assertTrue(trainer:w_in()[{ { 2 * N + 1, 3 * N } }]:abs():max() == 0)
  lu.assertTrue(trainer:J()[{ { 2 * N + 1, 3 * N } }]:abs():max() > 0)
end

-- With h = 0, no weights and biases b: h after one step is (1 - sigmoid(b_u)) tanh(b_i + sigmoid(b_r) b_h).
function TestGru:test_a_step_known_by_heart()
  local trainer = balnet.trainer(definition { gain = 0, balance = 1e-30, w_in_mean = 0, w_in_std = 0 })
  for k, bias in ipairs { 0.3, -0.7, 0.9, 0.2 } do trainer:bias()[{ { (k - 1) * N + 1, k * N } }] = bias end
  local _, x = trainer:respond(balnet.zeros(1, S, 1), { noise = 0, state = balnet.zeros(N) })
  local function sigmoid(a) return 1 / (1 + math.exp(-a)) end
  local a = 0.2 + sigmoid(0.3) * 0.9
  local expected = (1 - sigmoid(-0.7)) * (math.exp(2 * a) - 1) / (math.exp(2 * a) + 1)
  lu.assertAlmostEquals(x[{ 1, 1, 1 }], expected, 1e-6)
end

function TestGru:test_a_run_is_kept_in_its_file_and_goes_on()
  local out = os.tmpname()
  os.remove(out)
  local function run_of(name, epochs)
    local run = balnet.experiment { name = name, cell = "gru", neurons = 20, epochs = epochs, measure_every = 2, noise = 0.1, gain = 1,
      out = out .. name, arguments = { [0] = arg[0] } }
    for _, measured in run:train() do run:record(measured) end
    run:save(balnet.figures.training(run))
    return run
  end
  local run, whole = run_of("part", 3), run_of("whole", 7)
  local loaded = balnet.load(run:path ".h5", { epochs = 7, out = out .. "more" })
  lu.assertEquals(loaded.parameters.cell, "gru")
  for _, measured in loaded:train() do loaded:record(measured) end
  lu.assertEquals(loaded.trainer:J():totable(), whole.trainer:J():totable())
  local input = random:normal(7, 1, 4)
  lu.assertEquals(loaded:respond(input, { noise = 0 }):totable(), whole:respond(input, { noise = 0 }):totable())
  os.execute(("rm -rf '%spart' '%swhole' '%smore'"):format(out, out, out))
end

function TestGru:test_a_command_line_may_choose_gated_units_for_a_script_with_an_activation()
  local out = os.tmpname()
  os.remove(out)
  local run = balnet.experiment { name = "chosen", activation = "tanh", neurons = 10, steps = 10, batch = 2, epochs = 1,
    arguments = { "--cell", "gru", "--out", out } }
  lu.assertEquals(run.parameters.cell, "gru")
  lu.assertEquals(run.trainer:parameters().activation, "relu") -- which says nothing there
  os.execute(("rm -rf '%s'"):format(out))
end

function TestGru:test_it_learns_to_hold_its_input_back()
  local function task(stream, count)
    local input = stream:normal(20, 1, count)
    local target = balnet.zeros(20, 1, count)
    target[{ { 3, 20 } }] = input[{ { 1, 18 } }]
    return input, target
  end
  local trainer = balnet.trainer { cell = "gru", neurons = 32, stimuli = 1, batch = 32, steps = 20, noise = 0, gain = 1, balance = 1e-6,
    w_in_mean = 0, w_in_std = 1, w_out_mean = 0, w_out_std = 6, learning_rate = 0.005, activity_penalty = 0, train_bias = true,
    threads = 1, task = task }
  local first = trainer:measure().test_error
  trainer:step(600)
  lu.assertTrue(trainer:measure().test_error < 0.2 * first)
end

function TestGru:test_what_belongs_to_rate_units_is_refused()
  for _, case in ipairs { { { rank = 2 }, "a low rank" },
    { { structure = "excitatory_inhibitory" }, "populations" }, { { connections = balnet.ones(N, N) }, "connections and signs" },
    { { time_constants = balnet.ones(N) }, "time constants" }, { { train_time_constants = true }, "time constants" },
    { { recurrent_delay = 0.2 }, "a delay" } } do
    assert_refused("cell is gru, which has no use for " .. case[2], balnet.trainer, definition(case[1]))
  end
  assert_refused("cell is gru and activation is tanh", balnet.trainer, definition { activation = "tanh" })
  assert_refused("mask_J is 13 x 13; 52 x 13 was needed", balnet.trainer, definition { mask_J = balnet.ones(N, N) })
  assert_refused("unknown field 'cell'", balnet.network, { cell = "gru" })
end

os.exit(lu.LuaUnit.run())
