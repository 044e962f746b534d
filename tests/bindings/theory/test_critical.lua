-- Where the stationary theory becomes chaotic, from Lua. Expected values: closed forms; Schuecker, Goedeke and Helias (2018),
-- whose condition for the transition with noise is c(0) = g² E[phi²].
local lu = require "luaunit"
local balnet = require "balnet"
local zero = require "balnet.theory.zero"

local meanfield = balnet.meanfield

TestCritical = {}

local function assert_refused(f, definition, expected)
  local ok, message = pcall(f, definition)
  lu.assertFalse(ok)
  lu.assertStrContains(message, expected)
end

-- E[tanh²] of a Gaussian variable of mean 0 by the trapezoidal rule over 10 standard deviations.
local function tanh_square(variance)
  local sum, step = 0, 0.01
  for i = -1000, 1000 do
    local e = math.exp(-2 * math.abs(i * step * variance ^ 0.5))
    sum = sum + ((1 - e) / (1 + e)) ^ 2 * math.exp(-(i * step) ^ 2 / 2)
  end
  return sum * step / (2 * math.pi) ^ 0.5
end

function TestCritical:test_without_noise_it_is_where_the_static_state_loses_stability()
  lu.assertAlmostEquals(meanfield.critical_gain(), 2 ^ 0.5, 1e-12)
  lu.assertAlmostEquals(meanfield.critical_gain { activation = "tanh", balance = 0 }, 1, 1e-12)
end

function TestCritical:test_with_noise_tanh_meets_the_condition_of_schuecker_and_others()
  local g = meanfield.critical_gain { activation = "tanh", balance = 0, noise = 0.5 }
  local state = meanfield.stationary { activation = "tanh", balance = 0, noise = 0.5, gain = g, lags = 1 }
  lu.assertAlmostEquals(state.variance, g ^ 2 * tanh_square(state.variance), 1e-7)
  lu.assertAlmostEquals(state.lyapunov, 0, 1e-9)
end

function TestCritical:test_with_noise_relu_meets_it_too()
  local g = meanfield.critical_gain { balance = 8, noise = 1 }
  local state = meanfield.stationary { balance = 8, noise = 1, gain = g, lags = 1 }
  local square = meanfield.gaussian.relu_moments(state.mean, state.variance).square
  lu.assertAlmostEquals(state.variance / (g ^ 2 * square), 1, 1e-7)
end

function TestCritical:test_a_network_that_is_never_chaotic_is_an_error()
  assert_refused(meanfield.critical_gain, { activation = "sigmoid", balance = 0, noise = 1e6 },
                 "no gain up to 1000 makes this network chaotic")
  assert_refused(meanfield.critical_gain, { gain = 2 }, "'gain' is what is looked for")
  assert_refused(meanfield.critical_gain, { nois = 2 }, "did you mean 'noise'?")
end

function TestCritical:test_a_line_has_the_critical_gains()
  local line = meanfield.critical_line {
    activation = "tanh", balance = 0, x = { "noise", 0, 1 }, y = { "gain", 0.5, 3 }, step = 0.25 }
  local last = #line.x
  lu.assertAlmostEquals(line.x[1], 0, 1e-12)
  lu.assertAlmostEquals(line.y[1], 1, 1e-6)
  lu.assertAlmostEquals(line.x[last], 1, 1e-12)
  lu.assertAlmostEquals(line.y[last], meanfield.critical_gain { activation = "tanh", balance = 0, noise = 1 }, 1e-6)
end

function TestCritical:test_a_fold_is_passed()
  local curve = zero.curve(function(u, v) return u - 0.9 + 3.4 * (v - 0.5) ^ 2 end, 0.05, 1000, 20)
  local furthest = 0
  for i, u in ipairs(curve.u) do
    lu.assertAlmostEquals(u, 0.9 - 3.4 * (curve.v[i] - 0.5) ^ 2, 1e-7)
    furthest = math.max(furthest, u)
  end
  lu.assertAlmostEquals(furthest, 0.9, 0.01)
  lu.assertAlmostEquals(curve.v[1], 0, 1e-9)
  lu.assertAlmostEquals(curve.v[#curve.v], 1, 1e-9)
end

function TestCritical:test_planes_that_no_line_crosses_and_wrong_axes_are_errors()
  local x, y = { "noise", 0, 1 }, { "gain", 0.1, 0.2 }
  assert_refused(meanfield.critical_line, { x = x, y = y }, "λ₁ has one sign where noise is from 0 to 1")
  assert_refused(meanfield.critical_line, { x = { "nois", 0, 1 }, y = y }, "did you mean 'noise'?")
  assert_refused(meanfield.critical_line, { x = x }, "field 'y' is nil")
  assert_refused(meanfield.critical_line, { x = x, y = { "gain", 1, 1 } },
    "field 'y' is { 'gain', 1, 1 }; { name, from, to } with two different numbers was needed")
  assert_refused(meanfield.critical_line, { x = x, y = { "gain", 1, 0 / 0 } }, "{ 'gain', 1, nan }; { name, from, to }")
  assert_refused(meanfield.critical_line, { x = x, y = x }, "fields 'x' and 'y' are both over 'noise'; two fields")
  assert_refused(meanfield.diagram, { x = x, y = { "activation", 1, 2 } }, "'y' is over 'activation'; a field that is a number")
  assert_refused(meanfield.diagram, { x = x, y = { "gain", 1, 2, 2.5 } }, "the count of 'y' is 2.5; an integer")
  assert_refused(meanfield.critical_line, { x = x, y = y, step = 0 }, "field 'step' is 0")
  assert_refused(meanfield.diagram, { x = x, y = { "gain", -1, 1, 2 } }, "gain is -1")
  assert_refused(meanfield.diagram, { x = x, y = { "gain", 1, 2, 1 } }, "the count of 'y' is 1")
  assert_refused(meanfield.diagram, { x = x, y = y, quantity = "lyapunow" }, "field 'quantity' is 'lyapunow'")
end

function TestCritical:test_a_diagram_has_the_stationary_states_and_nan_where_there_is_none()
  local map = meanfield.diagram { x = { "gain", 1, 3, 3 }, y = { "balance", 1, 4, 2 } }
  lu.assertEquals({ map.value:shape() }, { 2, 3 })
  lu.assertNotEquals(map.value[{ 1, 2 }], map.value[{ 1, 2 }]) -- b = 1 is below b_c = 1.692 at g = 2
  lu.assertAlmostEquals(map.value[{ 2, 2 }], 0.09601, 6e-6)    -- the tabulated exponent, which no b changes
  lu.assertEquals(map.y[2], 4)
end

-- Without balance tanh rests at 0 up to a gain of 1 and fluctuates around a mean of 0 above.
function TestCritical:test_a_diagram_of_means_in_deviations_is_nan_without_variance()
  local map = meanfield.diagram { activation = "tanh", balance = 0, quantity = "x", x = { "gain", 0.5, 2, 2 }, y = { "coupling", 0, 1, 2 } }
  lu.assertNotEquals(map.value[{ 1, 1 }], map.value[{ 1, 1 }])
  lu.assertEquals(map.value[{ 1, 2 }], 0)
end

os.exit(lu.LuaUnit.run())
