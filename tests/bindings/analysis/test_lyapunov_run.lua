-- Exponents of trained networks and covariant vectors. Expected values: eigenvalues at a fixed point, the determinant of Hénon's
-- map and its published exponent, and what defines covariant vectors.
local lu = require "luaunit"
local balnet = require "balnet"

TestLyapunovRun = {}

local function henon(s)
  return { 1 - 1.4 * s[1] ^ 2 + s[2], 0.3 * s[1] }, { { -2.8 * s[1], 1 }, { 0.3, 0 } }
end

-- M(x_t) v_t is v_{t + 1} but for its length, for every vector.
local function worst_turn(f, found)
  local worst = 0
  for t = 1, found.vectors:shape(1) - 1 do
    local _, M = f(found.states[t]:totable())
    local carried = balnet.tensor(type(M) == "table" and M or M:totable()):matmul(found.vectors[t])
    local along = (carried / carried:norm(1) * found.vectors[t + 1]):sum(1):abs()
    worst = math.max(worst, 1 - along:min())
  end
  return worst
end

function TestLyapunovRun:test_the_vectors_of_henons_map_are_covariant()
  local found = balnet.lyapunov.covariant(henon, { 0.1, 0.1 }, { steps = 3000, transient = 100, backward_transient = 100 })
  lu.assertAlmostEquals(found.exponents:sum(), math.log(0.3), 5e-3) -- the determinant is -0.3 everywhere; ends differ
  lu.assertAlmostEquals(found.convergence[-1]:sum(), math.log(0.3), 1e-10)
  lu.assertAlmostEquals(found.exponents[1], 0.419, 0.03) -- Sprott (2003): 0.41922
  lu.assertTrue(worst_turn(henon, found) < 1e-9)
  lu.assertTrue(found.angles:min() > 0 and found.angles:max() <= math.pi / 2) -- Hénon's map has near tangencies
  lu.assertTrue(found.angles:min() < 0.1)
end

function TestLyapunovRun:test_the_vectors_of_lorenz_are_covariant_and_one_is_the_velocity()
  local function velocity(x) return { 10 * (x[2] - x[1]), x[1] * (28 - x[3]) - x[2], x[1] * x[2] - 8 / 3 * x[3] } end
  local function slope(x) return balnet.tensor { { -10, 10, 0 }, { 28 - x[3], -1, -x[1] }, { x[2], x[1], -8 / 3 } } end
  local h, one = 0.01, balnet.eye(3)
  local function f(x) -- a Runge-Kutta step and its derivative
    local stage, tangent, sum, slopes = x, one, balnet.zeros(3), balnet.zeros(3, 3)
    for s, ahead in ipairs { 0.5, 0.5, 1, 0 } do
      local k, K = balnet.tensor(velocity(stage)), slope(stage):matmul(tangent)
      local weight = (s == 1 or s == 4) and 1 / 6 or 1 / 3
      sum, slopes = sum + weight * k, slopes + weight * K
      stage, tangent = (balnet.tensor(x) + h * ahead * k):totable(), one + h * ahead * K
    end
    return (balnet.tensor(x) + h * sum):totable(), one + h * slopes
  end
  local found = balnet.lyapunov.covariant(f, { 1, 2, 20 }, { steps = 200, transient = 1500, backward_transient = 1500, dt = h })
  lu.assertTrue(worst_turn(f, found) < 1e-9)
  for t = 1, 200, 20 do
    local v = balnet.tensor(velocity(found.states[t]:totable()))
    lu.assertAlmostEquals(math.abs(v:dot(found.vectors[t][{ {}, 2 }])) / v:norm(), 1, 1e-4)
  end
end

function TestLyapunovRun:test_at_a_stable_point_the_exponents_are_those_of_the_jacobian()
  local trainer <close> = balnet.trainer { neurons = 20, stimuli = 2, threads = 1, seed = 3 }
  trainer:step(50)
  local point = balnet.fixed_points(trainer, { starts = balnet.zeros(20), input = { 1, 0.5 } })
  lu.assertEquals({ #point.q, point.map_unstable[1] }, { 1, 0.0 })
  local of_map = ((1 + 0.2 * point.real[1]):hypot(0.2 * point.imag[1]):log() / 0.2):sort()
  local found = balnet.lyapunov.of_run(trainer, { time = 400, input = { 1, 0.5 } })
  lu.assertAlmostEquals(found.sum, of_map:sum(), 1e-3 * math.abs(of_map:sum()))
  lu.assertAlmostEquals(found.exponents[1], of_map[-1], 0.05)
end

-- At a stable point: logarithms of the eigenvalues of the map's Jacobian. Of the flow without own connections: -1/tau in sum.
function TestLyapunovRun:test_units_have_time_constants_of_their_own()
  local network = { J = balnet.random(4):normal(9, 9) * 0.2, bias = balnet.full({ 9 }, 0.1), dt = 0.2, activation = "tanh",
    time_constants = balnet.linspace(0.5, 4, 9) }
  local point = balnet.fixed_points(network, { starts = balnet.zeros(9) })
  lu.assertEquals({ #point.q, point.map_unstable[1] }, { 1, 0.0 })
  local of_map = ((1 + 0.2 * point.real[1]):hypot(0.2 * point.imag[1]):log() / 0.2):sort()
  local found = balnet.lyapunov.of_run(network, { time = 800, state_transient = 400 })
  lu.assertAlmostEquals(found.sum, of_map:sum(), 1e-3 * math.abs(of_map:sum()))
  lu.assertAlmostEquals(found.exponents[1], of_map[-1], 0.01)
  network.J, network.activation = 4 * network.J * (1 - balnet.eye(9)), "tanh"
  local flow = balnet.lyapunov.of_run(network, { time = 100, step = "rk4" })
  local rate = (1 / network.time_constants):sum()
  lu.assertAlmostEquals(flow.sum, -rate, 1e-3 * rate)
  lu.assertAlmostEquals(flow.trace, -rate, 1e-9)
end

function TestLyapunovRun:test_a_map_a_series_and_a_constant_input_give_the_same_exponents()
  local network = { J = balnet.random(4):normal(12, 12) * 0.6, w_in = balnet.ones(12, 2), bias = balnet.full({ 12 }, 0.1), dt = 0.1 }
  local constant = balnet.lyapunov.of_run(network, { time = 300, input = { 1, -0.5 }, exponents = 3 })
  local series = balnet.lyapunov.of_run(network, { time = 300, input = balnet.tensor { { 1, -0.5 }, { 1, -0.5 } }, exponents = 3 })
  lu.assertTrue(constant.exponents == series.exponents)
  local covariant = balnet.lyapunov.covariant(balnet.lyapunov.map_of_run(network, { 1, -0.5 }), balnet.zeros(12):totable(),
    { steps = 500, transient = 1500, backward_transient = 300, exponents = 3, dt = 0.1 })
  lu.assertTrue(worst_turn(balnet.lyapunov.map_of_run(network, { 1, -0.5 }), covariant) < 1e-7)
  lu.assertAlmostEquals(covariant.exponents[1], constant.exponents[1], 0.1)
end

function TestLyapunovRun:test_what_does_not_fit_is_an_error_at_the_callers_line()
  local function refused(words, f, ...)
    local given = table.pack(...)
    local fine, message = pcall(function() f(table.unpack(given)) end)
    lu.assertFalse(fine)
    lu.assertStrContains(message, "test_lyapunov_run.lua:")
    lu.assertStrContains(message, words)
  end
  local network = { J = balnet.zeros(3, 3), time_constants = { 1, 0.04, 3 }, w_in = balnet.ones(3, 2) }
  refused("time_constants is 0.04 for unit 2; it must be above dt/2, 0.05", balnet.lyapunov.of_run, network, { time = 1 })
  network.time_constants = nil
  refused("field 'time' is needed", balnet.lyapunov.of_run, network, {})
  refused("the input is 5 x 3; T x 2", balnet.lyapunov.of_run, network, { time = 1, input = balnet.zeros(5, 3) })
  refused("2 x 2 tangent map at step 1", balnet.lyapunov.covariant, function(x) return x, { { 1 } } end, { 0, 0 }, { steps = 1 })
  refused("field 'steps' is needed", balnet.lyapunov.covariant, henon, { 0, 0 }, {})
  refused("unstable is 3; at most 2 was needed", balnet.lyapunov.covariant, henon, { 0, 0 }, { steps = 1, unstable = 3 })
  refused("would need 9.6e+04 GB", balnet.lyapunov.covariant, henon, { 0, 0 }, { steps = 1000000000000 })
  local function onto_a_line(x) return { x[1], 0 }, { { 1, 0 }, { 0, 0 } } end
  refused("the tangent map has only 1 directions", balnet.lyapunov.covariant, onto_a_line, { 0, 0 }, { steps = 1 })
end

function TestLyapunovRun:test_a_map_that_writes_into_its_state_leaves_the_states_before()
  local x = { 0 }
  local function turn(s)
    s[1] = (s[1] + 0.1) % 1
    return s, { { 2 } }
  end
  local found = balnet.lyapunov.covariant(turn, x, { steps = 3, transient = 2, backward_transient = 2 })
  lu.assertTrue((found.states:flatten() - balnet.tensor { 0.2, 0.3, 0.4 }):abs():max() < 1e-12)
  lu.assertEquals(x, { 0 })
end

function TestLyapunovRun:test_a_map_that_gives_nan_is_refused_at_its_step()
  local function f(x) return { x[1] > 2 and 0 / 0 or x[1] + 1 }, { { 1 } } end
  lu.assertErrorMsgContains("f gave nan or inf at step 4", balnet.lyapunov.covariant, f, { 0 }, { steps = 5, transient = 0 })
end

os.exit(lu.LuaUnit.run())
