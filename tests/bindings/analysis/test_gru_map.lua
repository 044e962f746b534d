-- The map of gated recurrent units: fixed points, multipliers and Lyapunov exponents against torch.nn.GRUCell with automatic
-- differentiation, in double precision (tests/data/gru_map.py), and what such a map has no use for.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local assert_refused = dofile(source .. "/tests/refused.lua").assert_refused

local file <close> = assert(io.open(source .. "/tests/data/gru_map.json"))
local torch = balnet.json.decode(file:read "a", { tensors = false })
local N, S = #torch.h, #torch.u

-- Blocks of torch.nn.GRUCell, reset, update and candidate, where this cell has them. Inputs enter as W_in u / S.
local function network()
  local w_in, J = balnet.tensor(torch.weight_ih), balnet.tensor(torch.weight_hh)
  local b_in, b = balnet.tensor(torch.bias_ih), balnet.tensor(torch.bias_hh)
  local gates, last = { 1, 2 * N }, { 2 * N + 1, 3 * N }
  return {
    cell = "gru", dt = 1,
    J = balnet.concatenate({ J, balnet.zeros(N, N) }, 1),
    w_in = S * balnet.concatenate({ w_in[{ gates }], balnet.zeros(N, S), w_in[{ last }] }, 1),
    bias = balnet.concatenate({ b_in[{ gates }] + b[{ gates }], b[{ last }], b_in[{ last }] }, 1),
  }
end

local function assert_close(given, expected, most)
  lu.assertTrue((balnet.tensor(given) - balnet.tensor(expected)):abs():max() < most)
end

TestGruMap = {}

function TestGruMap:test_a_step_and_its_jacobian_are_those_of_pytorch()
  local following, jacobian = balnet.lyapunov.map_of_run(network(), torch.u)(torch.h)
  assert_close(following, torch.next, 1e-13)
  assert_close(jacobian, torch.jacobian, 1e-13)
end

function TestGruMap:test_a_fixed_point_has_the_multipliers_of_pytorch()
  local found = balnet.fixed_points(network(), { starts = balnet.tensor { torch.h, torch.fixed } - 0.05, input = torch.u, slow = 0 })
  local k = found.led_to[2]
  lu.assertEquals(found.unstable[k], 0)
  assert_close(found.x[k], torch.fixed, 1e-9)
  assert_close(found.real[k]:hypot(found.imag[k]):sort(), torch.multipliers, 1e-9)
  local _, jacobian = balnet.lyapunov.map_of_run(network(), torch.u)(found.x[k]:totable())
  assert_close(found.jacobian[k], jacobian, 1e-14)
end

-- All exponents add up to the mean of ln |det|, whatever the first vectors are.
function TestGruMap:test_exponents_under_a_series_add_up_to_the_volume_that_pytorch_finds()
  local found = balnet.lyapunov.of_run(network(), { time = #torch.series, input = balnet.tensor(torch.series), state_transient = 0,
    transient = 0 })
  lu.assertAlmostEquals(found.exponents:sum(), torch.growth, 1e-9)
end

-- Of a large network few tangent maps are held at once, which changes no number. Its units have one and the same map,
-- h' = (1 - u) tanh(a h) + u h of u = 1/2, and stand at 0: all exponents are ln((1 + a)/2).
function TestGruMap:test_exponents_of_a_large_network_are_those_of_its_units()
  local units, a = 600, 0.5
  local J = balnet.zeros(4 * units, units)
  J[{ { 2 * units + 1, 3 * units } }] = balnet.eye(units) * (2 * a) -- the reset gate is 1/2
  local found = balnet.lyapunov.of_run({ cell = "gru", J = J, dt = 1 }, { time = 200, exponents = 2, state_transient = 0, transient = 0 })
  lu.assertAlmostEquals(found.exponents[1], math.log((1 + a) / 2), 1e-12)
  lu.assertAlmostEquals(found.exponents[2], math.log((1 + a) / 2), 1e-12)
end

-- At a stable point the largest exponent is the logarithm of the largest multiplier; time counts in τ, dt a step.
function TestGruMap:test_the_largest_exponent_at_a_stable_point_is_that_of_its_largest_multiplier()
  local net = network()
  net.dt = 0.5
  local found = balnet.lyapunov.of_run(net, { time = 400, input = torch.u, exponents = 2, transient = 100 })
  lu.assertAlmostEquals(found.exponents[1], math.log(torch.multipliers[N]) / 0.5, 2e-2)
end

function TestGruMap:test_a_trained_network_of_gated_units_has_points_speed_and_exponents()
  local random = balnet.random { seed = 2 }
  local trainer <close> = balnet.trainer { cell = "gru", neurons = 12, stimuli = 1, batch = 4, steps = 8, threads = 1, gain = 2,
    task = function(stream, count) return stream:normal(8, 1, count), stream:normal(8, 1, count) end }
  trainer:step(3)
  local found = balnet.fixed_points(trainer, { starts = random:normal(5, 12) * 0.3, slow = 0 })
  lu.assertTrue(found.q[1] <= 1e-20)
  local output, x = trainer:respond(balnet.zeros(4, 1, 1), { noise = 0, state = found.x[1]:unsqueeze(2) })
  lu.assertEquals({ output:shape() }, { 4, 1, 1 })
  lu.assertTrue((x[{ 4, {}, 1 }] - found.x[1]):abs():max() < 1e-6)
  lu.assertTrue(balnet.geometry.speed(trainer, found.x[1], balnet.eye(12)[{ { 1, 2 } }], { 0 }, { 0 })[{ 1, 1 }] < 1e-9)
  lu.assertTrue(balnet.lyapunov.of_run(trainer, { time = 20, exponents = 1 }).exponents[1] < 0)
end

-- The response of the map itself to a small oscillation of one input around a fixed point, over the last of its periods.
function TestGruMap:test_the_transfer_function_is_the_response_of_the_map()
  local net, period, small = network(), 16, 1e-6
  net.w_out, net.dt = balnet.random(3):normal(2, N), 0.5
  local found = balnet.fixed_points(net, { starts = balnet.tensor { torch.fixed }, input = torch.u, slow = 0 })
  local h, real, imag = found.x[1], balnet.zeros(2), balnet.zeros(2)
  for t = 1, 40 * period do
    local angle, u = 2 * math.pi * t / period, balnet.tensor(torch.u)
    u[2] = u[2] + small * math.cos(angle)
    h = balnet.tensor((balnet.lyapunov.map_of_run(net, u)(h:totable())))
    local change = net.w_out:matmul(h - found.x[1]) / N * (2 / period / small)
    if t > 39 * period then real, imag = real + change * math.cos(angle), imag - change * math.sin(angle) end
  end
  local H_real, H_imag = balnet.geometry.transfer(net, found.x[1], { 1 / period / net.dt, 0 }, torch.u)
  assert_close(H_real[{ 1, {}, 2 }], real, 1e-5)
  assert_close(H_imag[{ 1, {}, 2 }], imag, 1e-5)
  lu.assertTrue(H_imag[1]:abs():max() > 1e-2 and H_imag[2]:abs():max() == 0)
end

-- dh'/du by differences.
function TestGruMap:test_the_jacobian_of_the_input_is_that_of_differences()
  local net, h = network(), 1e-5
  local found = balnet.fixed_points(net, { starts = balnet.tensor { torch.fixed }, input = torch.u, slow = 0 })
  for s = 1, S do
    local function next_of(change)
      local u = balnet.tensor(torch.u)
      u[s] = u[s] + change
      return balnet.tensor((balnet.lyapunov.map_of_run(net, u)(found.x[1]:totable())))
    end
    assert_close(found.input_jacobian[{ 1, {}, s }], (next_of(h) - next_of(-h)) / (2 * h), 1e-9)
  end
end

function TestGruMap:test_what_belongs_to_rate_units_is_refused()
  local net = network()
  assert_refused("gated units have the map of their steps alone", balnet.lyapunov.of_run, net, { time = 1, step = "rk4" })
  assert_refused("noise is of rate units", balnet.lyapunov.of_run, net, { time = 1, noise = 0.1 })
  assert_refused("J is 7 x 7; a matrix of 4 N x N was needed", balnet.fixed_points, { cell = "gru", J = balnet.ones(7, 7) },
    { starts = balnet.zeros(7) })
  assert_refused("cell is gru, which has no use for time_constants", balnet.fixed_points,
    { cell = "gru", J = balnet.ones(28, 7), time_constants = balnet.ones(7) }, { starts = balnet.zeros(7) })
  assert_refused("bias is 7; 28 was needed", balnet.fixed_points, { cell = "gru", J = balnet.ones(28, 7), bias = balnet.ones(7) },
    { starts = balnet.zeros(7) })
end

os.exit(lu.LuaUnit.run())
