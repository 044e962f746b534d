-- Fixed points of delayed networks. Expected values: the multipliers of the whole state of an Euler network, past rates and leaks
-- with it; the rate at which simulations depart from a point; the answer of simulations to a sinusoid.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

TestFixedPointsDelay = {}

-- The map of (h, y_1 … y_F): h' = (1 - dt) h + dt W y_F, y_1' = y_1 + s (h - y_1), y_k' = y_k + s (y_{k-1} - y_k).
local function whole_map(W, dt, F, s)
  local N = W:shape(1)
  local M = balnet.zeros((F + 1) * N, (F + 1) * N)
  local function block(i, j) return { { i * N + 1, (i + 1) * N }, { j * N + 1, (j + 1) * N } } end
  M[block(0, 0)] = (1 - dt) * balnet.eye(N)
  M[block(0, F)] = M[block(0, F)] + dt * W
  for k = 1, F do
    M[block(k, k)], M[block(k, k - 1)] = (1 - s) * balnet.eye(N), s * balnet.eye(N)
  end
  return M
end

function TestFixedPointsDelay:test_unstable_directions_are_those_of_the_whole_state()
  local stream, seen = balnet.random(7), 0
  for _, case in ipairs { { 0.3, 0 }, { 1, 0 }, { 0.4, 2 }, { 2, 5 } } do
    for _, gain in ipairs { 0.8, 1.5, 4, 12 } do
      local dt, d, order = 0.1, case[1], case[2]
      local J = stream:normal(8, 8):to "f64" * (gain / 8 ^ 0.5)
      local found = balnet.fixed_points({ J = J, activation = "linear", dt = dt, delay = d, delay_order = order },
        { starts = balnet.ones(8) })
      local steps = math.floor(d / dt + 0.5)
      local re, im = balnet.linalg.eigvals(whole_map(J, dt, order > 0 and order or steps, order > 0 and order * dt / d or 1))
      lu.assertEquals(found.map_unstable[1], re:hypot(im):gt(1):sum())
      seen = math.max(seen, found.map_unstable[1])
      if order > 0 then -- the roots of leaks are those of the flow
        lu.assertEquals(found.unstable[1], re:gt(1):sum())
        lu.assertAlmostEquals(found.real[{ 1, -1 }], (re:max() - 1) / dt, 1e-9)
      end
    end
  end
  lu.assertTrue(seen >= 8)
end

-- A tanh network with a strong negative mean and a bias: around its point the mean is stable without a delay.
local function inhibited(N)
  local stream = balnet.random(5)
  return { J = stream:normal(N, N):to "f64" * (0.3 / N ^ 0.5) - 6 / N, bias = stream:normal(N):to "f64" * 0.3, activation = "tanh" }
end

local function with(network, more)
  local t = {}
  for _, from in ipairs { network, more } do
    for name, value in pairs(from) do t[name] = value end
  end
  return t
end

-- At what rate a simulation that starts near x departs from it: the distance over two periods of its oscillation and the next two.
local function departure(network, x, dt, delay, order, period)
  local N = #x
  local made = balnet.network { neurons = N, activation = network.activation }
  made:J():copy(network.J)
  made:bias():copy(network.bias)
  local simulation = balnet.simulate.network(made, { dt = dt, delay = delay, delay_order = order, sampled = N })
  simulation:set_state((x + 1e-5):to("f32"):unsqueeze(1))
  local steps, size = math.ceil(2 * period / dt), {}
  simulation:run(0, math.ceil(6 / dt))
  for k = 1, 2 do
    local away = simulation:run(0, steps).state[{ true, 1 }]:to "f64" - x:unsqueeze(2)
    size[k] = 0.5 * math.log(away:pow(2):mean())
  end
  return (size[2] - size[1]) / (steps * dt)
end

function TestFixedPointsDelay:test_simulations_depart_at_the_rate_of_the_rightmost_root()
  local network, dt = inhibited(12), 1 / 256
  local direct = balnet.fixed_points(network, { starts = balnet.zeros(12) })
  lu.assertEquals({ direct.unstable[1], direct.delay }, { 0, 0 })
  for _, case in ipairs { { 0.5, 0 }, { 2, 4 } } do
    local delay, order = case[1], case[2]
    local found = balnet.fixed_points(with(network, { dt = dt, delay = delay, delay_order = order }), { starts = balnet.zeros(12) })
    lu.assertTrue((found.x - direct.x):abs():max() < 1e-12)
    lu.assertEquals({ found.unstable[1], found.map_unstable[1], found.delay, found.delay_order }, { 2, 2, delay, order })
    local real, imag = found.real[{ 1, -1 }], found.imag[{ 1, -1 }]
    lu.assertTrue(real > 0.1 and math.abs(imag) > 1)
    local rate = departure(network, found.x[1], dt, delay, order, 2 * math.pi / math.abs(imag))
    lu.assertAlmostEquals(rate, order > 0 and math.log((1 + dt * real) ^ 2 + (dt * imag) ^ 2) / (2 * dt) or real, 0.03 * real)
    lu.assertStrContains(tostring(found), order > 0 and "with a distributed delay of 2" or "with a fixed delay of 0.5")
    lu.assertStrContains(tostring(found), "saddle, 2 unstable")
  end
end

function TestFixedPointsDelay:test_vectors_are_those_of_the_modes()
  local network = with(inhibited(12), { dt = 0.1, delay = 0.5, time_constants = balnet.full({ 12 }, 2) })
  local found = balnet.fixed_points(network, { starts = balnet.zeros(12), vectors = true })
  local W = 2 * found.jacobian[1] + balnet.eye(12)
  for k = 1, 12 do -- (1 + 2 lambda) v = exp(-lambda d) W v
    local re, im = found.real[{ 1, k }], found.imag[{ 1, k }]
    local p, q = found.right_real[1][{ true, k }], found.right_imag[1][{ true, k }]
    local size, phase = math.exp(-0.5 * re), -0.5 * im
    local Wp, Wq = W:matmul(p), W:matmul(q)
    local real = (1 + 2 * re) * p - 2 * im * q - size * (math.cos(phase) * Wp - math.sin(phase) * Wq)
    local imag = (1 + 2 * re) * q + 2 * im * p - size * (math.cos(phase) * Wq + math.sin(phase) * Wp)
    lu.assertTrue(real:abs():max() < 1e-9 and imag:abs():max() < 1e-9)
  end
end

function TestFixedPointsDelay:test_a_trained_network_has_the_points_of_its_weights()
  local trainer <close> = balnet.trainer { neurons = 20, activation = "tanh", gain = 1.5, dt = 0.125, steps = 20, batch = 4, threads = 1,
    train_bias = true, recurrent_delay = 0.5, recurrent_delay_order = 2, balance = 4 }
  trainer:step(20)
  local starts = balnet.random(2):normal(20, 20)
  local of_trainer = balnet.fixed_points(trainer, { starts = starts, slow = 0 })
  local of_table = balnet.fixed_points({ J = trainer:J(), bias = trainer:bias(), activation = "tanh", dt = 0.125, delay = 0.5,
    delay_order = 2 }, { starts = starts, slow = 0 })
  lu.assertTrue(#of_trainer.q > 0)
  lu.assertEquals(of_trainer.real:totable(), of_table.real:totable())
  lu.assertEquals(of_trainer.map_unstable:totable(), of_table.map_unstable:totable())
end

-- The answer of a simulation to a small sinusoid, by its component at that frequency over whole periods.
function TestFixedPointsDelay:test_the_transfer_function_is_the_answer_of_simulations()
  local N, dt, period = 12, 1 / 256, 4
  local network = inhibited(N)
  network.J = network.J * 0.5
  local stream = balnet.random(9)
  network.w_in, network.w_out = stream:normal(N, 1):to "f64", stream:normal(1, N):to "f64"
  local made = balnet.network { neurons = N, activation = "tanh" }
  for _, name in ipairs { "J", "bias", "w_in", "w_out" } do made[name](made):copy(network[name]) end
  local time = balnet.arange(1, 12 * period / dt) * dt
  local phase = 2 * math.pi / period * time
  local late = { { 8 * math.tointeger(period / dt) + 1, -1 } }
  for _, case in ipairs { { 0.5, 0 }, { 1, 3 } } do
    local delayed = with(network, { dt = dt, delay = case[1], delay_order = case[2] })
    local found = balnet.fixed_points(delayed, { starts = balnet.zeros(N) })
    lu.assertEquals(found.unstable[1], 0.0)
    local real, imag = balnet.geometry.transfer(delayed, found.x[1], { 1 / period })
    local simulation = balnet.simulate.network(made, { dt = dt, delay = case[1], delay_order = case[2], outputs = true })
    simulation:set_state(found.x:to "f32")
    local output = simulation:run(phase:cos() * 0.01).output[{ 1, 1 }]:to "f64"[late] / 0.01
    local expected_real, expected_imag = 2 * (output * phase[late]:cos()):mean(), -2 * (output * phase[late]:sin()):mean()
    local size = math.sqrt(expected_real ^ 2 + expected_imag ^ 2)
    lu.assertAlmostEquals(real:item(), expected_real, 0.02 * size)
    lu.assertAlmostEquals(imag:item(), expected_imag, 0.02 * size)
    local direct_real, direct_imag = balnet.geometry.transfer(network, found.x[1], { 1 / period })
    lu.assertTrue((direct_real - expected_real):hypot(direct_imag - expected_imag):item() > 0.1 * size)
  end
end

function TestFixedPointsDelay:test_what_a_delay_does_not_fit_is_refused()
  local network, starts = with(inhibited(3), { dt = 0.1, delay = 0.5 }), { starts = balnet.zeros(3) }
  local function points(more) return balnet.fixed_points(with(network, more), starts) end
  assert_refused("time_constants go from 1 to 2 and the recurrent input is delayed", points, { time_constants = { 1, 2, 1 } })
  assert_refused("a whole number of steps of dt = 0.2 was needed", points, { dt = 0.2 })
  assert_refused("its order 2, which means nothing without a delay", points, { delay = 0, delay_order = 2 })
  local plane = balnet.eye(3)[{ { 1, 2 } }]
  assert_refused("is of networks without a delay", balnet.geometry.speed, network, balnet.zeros(3), plane, { 0 }, { 0 })
  assert_refused("is of networks without a delay", balnet.lyapunov.map_of_run, network)
  local gated = { cell = "gru", J = balnet.zeros(12, 3), delay = 1 }
  assert_refused("cell is gru, which has no use for delay", balnet.fixed_points, gated, starts)
end

os.exit(lu.LuaUnit.run())
