-- Lyapunov exponents from Lua. Expected values: closed forms, and the literature for Lorenz (Sprott 2003) and Hénon.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local lyapunov = balnet.lyapunov
local here, message_of = refused.here, refused.message_of

TestLyapunov = {}

local function henon(s)
  return { 1 - 1.4 * s[1] ^ 2 + s[2], 0.3 * s[1] }, { { -2.8 * s[1], 1 }, { 0.3, 0 } }
end

local function lorenz(s)
  local x, y, z = s[1], s[2], s[3]
  return { 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z }, { { -10, 10, 0 }, { 28 - z, -1, -x }, { y, x, -8 / 3 } }
end

function TestLyapunov:test_a_map_of_the_script_has_its_exponents()
  local found = lyapunov.of_map(henon, { 0.1, 0.1 }, { steps = 20000, transient = 100 })
  lu.assertAlmostEquals(found.exponents[1], 0.4192, 4 * found.standard_error[1])
  lu.assertAlmostEquals(found.sum, math.log(0.3), 1e-12)
  lu.assertAlmostEquals(found.kaplan_yorke, 1.258, 0.01)
  lu.assertEquals(found.entropy, found.exponents[1])
end

function TestLyapunov:test_the_logistic_map_doubles_distances()
  local found = lyapunov.of_map(function(s) return { 4 * s[1] * (1 - s[1]) }, { { 4 - 8 * s[1] } } end, { 0.1234 },
    { steps = 50000, transient = 10 })
  lu.assertAlmostEquals(found.exponents[1], math.log(2), 2e-3)
end

function TestLyapunov:test_lorenz_has_its_exponents()
  local found = lyapunov.of_flow(lorenz, { 1, 2, 20 }, { steps = 50000, dt = 0.01, interval = 0.2, transient = 20 })
  lu.assertAlmostEquals(found.exponents[1], 0.906, math.max(0.01, 4 * found.standard_error[1]))
  lu.assertAlmostEquals(found.exponents[2], 0, 0.01)
  lu.assertAlmostEquals(found.exponents[3], -14.57, 0.03)
  lu.assertAlmostEquals(found.sum, -(10 + 1 + 8 / 3), 1e-3)
end

function TestLyapunov:test_a_tracker_takes_tensors_and_tables_alike()
  local by_table, by_tensor = lyapunov.tracker { dimension = 2 }, lyapunov.tracker { dimension = 2 }
  for _ = 1, 50 do
    by_table:advance { { 0.5, 0.25 }, { 0, 2 } }
    by_tensor:advance(balnet.tensor({ { 0.5, 0.25 }, { 0, 2 } }, "f32"))
  end
  lu.assertEquals(by_table:result().exponents:totable(), by_tensor:result().exponents:totable())
  lu.assertAlmostEquals(by_table:result().sum, 0, 1e-12)
end

function TestLyapunov:test_a_linear_network_has_the_logarithms_of_its_eigenvalues()
  local J = balnet.tensor { { 0.5, 0, 0 }, { 0, -0.5, 0 }, { 0, 0, -4 } }
  local found = lyapunov.of_network(J, { activation = "linear", dt = 0.1, exponents = 3, time = 200, state_transient = 0,
    state_std = 0 })
  for i, eigenvalue in ipairs { 0.95, 0.85, 0.5 } do
    lu.assertAlmostEquals(found.exponents[i], math.log(eigenvalue) / 0.1, 1e-9)
  end
end

function TestLyapunov:test_input_may_be_a_number_a_tensor_or_a_function()
  local J = balnet.random { seed = 2 }:normal(20, 20) * 0.3
  local definition = { dt = 0.1, noise = 0.5, seed = 4 }
  local one, other = lyapunov.network(J, definition), lyapunov.network(J, definition)
  one:run(30, 0.7)
  other:run(30, balnet.full({ 30, 20 }, 0.7))
  lu.assertEquals(one:state():totable(), other:state():totable())
  local _, net = lyapunov.of_network(J, { dt = 0.1, noise = 0.5, seed = 4, state_transient = 0, time = 3,
    input = function(_, count) return balnet.full({ count }, 0.7) end })
  lu.assertEquals(one:state():totable(), net:state():totable())
end

function TestLyapunov:test_a_result_prints_as_a_summary()
  local text = tostring(lyapunov.of_map(henon, { 0.1, 0.1 }, { steps = 5000, transient = 100 }))
  lu.assertStrMatches(text, "Lyapunov exponents\n.*exponents +0%.4%d+ %+%- .*per unit of time\n.*Kaplan%-Yorke.*")
end

function TestLyapunov:test_results_that_the_exponents_do_not_determine_are_left_out_with_a_warning()
  local found = lyapunov.of_map(henon, { 0.1, 0.1 }, { steps = 5000, exponents = 1 })
  lu.assertNil(found.kaplan_yorke)
  lu.assertNil(found.entropy)
  lu.assertStrContains(found.warning, "need more of them")
end

function TestLyapunov:test_an_interval_longer_than_ten_is_warned_of()
  local found = lyapunov.of_map(henon, { 0.1, 0.1 }, { steps = 5000, interval = 11 })
  lu.assertStrContains(found.warning, "longer than 10")
end

function TestLyapunov:test_errors_carry_the_line_of_the_script()
  local at = here() + 1
  local message = message_of(function() lyapunov.of_map(henon, { 0.1, 0.1 }, { steps = 5, intervall = 2 }) end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at .. ": unknown field 'intervall'; did you mean 'interval'?")
  at = here() + 1
  message = message_of(function() lyapunov.tracker { dimension = 2, exponents = 3 } end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at .. ": exponents is 3; it must be from 1 to the dimension, 2")
  at = here() + 1
  message = message_of(function() lyapunov.of_map(henon, { 0.1, 0.1, 0 }, { steps = 5 }) end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at
    .. ": f gave 2 numbers as the state after step 1; an array of 3 numbers was needed")
  at = here() + 1
  message = message_of(function() lyapunov.of_map(function() return { 0 / 0, 1 }, { { 1, 0 }, { 0, 1 } } end, { 0, 0 }, { steps = 5 }) end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at .. ": x[1] is nan after step 1; a finite number was needed")
  at = here() + 1
  message = message_of(function() lyapunov.of_map(function(x) return x, { { 1 } } end, { 0.1, 0.1 }, { steps = 5 }) end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at .. ": a matrix of 2 rows was needed")
  local strong = balnet.full({ 2, 2 }, 1e3)
  at = here() + 1
  message = message_of(function() lyapunov.of_network(strong, { activation = "linear", time = 500 }) end)
  lu.assertStrContains(message, "test_lyapunov.lua:" .. at .. ": the state of the network diverged at step")
end

function TestLyapunov:test_bad_numbers_are_refused()
  local square = balnet.zeros(2, 2)
  lu.assertErrorMsgContains("field 'steps' is nil", lyapunov.of_map, henon, { 0, 0 }, {})
  lu.assertErrorMsgContains("field 'dt' is nil", lyapunov.of_flow, lorenz, { 0, 0, 0 }, { steps = 5 })
  lu.assertErrorMsgContains("J is 2 x 3; 2 x 2 was needed", lyapunov.network, balnet.zeros(2, 3))
  lu.assertErrorMsgContains("noise is -1; it must be at least 0", lyapunov.network, square, { noise = -1 })
  local net = lyapunov.network(square)
  lu.assertErrorMsgContains("no exponent yet", net.result, net)
  lu.assertErrorMsgContains("the input is 4; 3, or 3 x 2 for one input a unit, was needed", net.run, net, 3,
    balnet.zeros(4))
end

-- All exponents of a flow add up to the divergence, -N without autapses; those of the Euler map to N ln(1 - dt)/dt and less.
function TestLyapunov:test_a_result_says_which_step_it_is_of_and_warns_where_that_is_not_the_flow()
  local J = balnet.random { seed = 3 }:normal(40, 40) * (2 / 40 ^ 0.5) * (1 - balnet.eye(40))
  local given = { activation = "tanh", dt = 0.1, time = 60, exponents = 40 }
  local euler = lyapunov.of_network(J, given)
  lu.assertEquals({ euler.map, euler.dt, euler.trace }, { "euler", 0.1, -40 })
  lu.assertAlmostEquals(euler.sum / (40 * math.log(0.9) / 0.1), 1, 0.01)
  lu.assertStrMatches(euler.warning, "the exponents add up to %-42.*, those of the flow to %-40.*")
  given.step = "rk4"
  local flow = lyapunov.of_network(J, given)
  lu.assertEquals({ flow.map, flow.warning }, { "rk4" })
  lu.assertAlmostEquals(flow.sum, -40, 1e-3)
  given.noise = 1
  lu.assertErrorMsgContains("noise must be 0 for the step rk4", lyapunov.of_network, J, given)
end

-- The exponents of dh/dt = -h + J h with a diagonal J, autapses in the divergence.
function TestLyapunov:test_a_runge_kutta_step_gives_the_exponents_of_the_flow()
  local J = balnet.tensor { { 0.5, 0, 0 }, { 0, -1, 0 }, { 0, 0, -3 } }
  local found = lyapunov.of_network(J, { activation = "linear", step = "rk4", dt = 0.05, exponents = 3, time = 100, state_transient = 0 })
  for i, expected in ipairs { -0.5, -2, -4 } do lu.assertAlmostEquals(found.exponents[i], expected, 1e-4) end
  lu.assertAlmostEquals(found.trace, -6.5, 1e-12)
  lu.assertAlmostEquals(found.sum, -6.5, 1e-4)
end

-- A damped oscillator that is driven follows a cycle: a dimension of one, which is the phase.
function TestLyapunov:test_the_phases_of_a_drive_count_in_the_dimension()
  local function driven(x, t) return { x[2], -x[1] - x[2] + math.cos(t) }, { { 0, 1 }, { -1, -1 } } end
  local given = { steps = 2000, dt = 0.05 }
  lu.assertEquals(lyapunov.of_flow(driven, { 1, 0 }, given).kaplan_yorke, 0)
  given.phases = 1
  lu.assertEquals(lyapunov.of_flow(driven, { 1, 0 }, given).kaplan_yorke, 1)
  lu.assertErrorMsgContains("phases", lyapunov.tracker, { dimension = 2, phases = -1 })
end

function TestLyapunov:test_a_warning_names_what_makes_vectors_parallel()
  local function constant(matrix) return function(x) return x, matrix end end
  local given = { steps = 60, dt = 0.5, interval = 1 }
  local singular = lyapunov.of_map(constant { { 2, 1 }, { 0, 0 } }, { 0, 0 }, given)
  lu.assertStrContains(singular.warning, "a tangent map sends some direction to nearly nothing")
  lu.assertEquals(singular.exponents[2], -math.huge)
  given.interval, given.steps = 9, 180
  local parted = lyapunov.of_map(constant { { 8, 0 }, { 0, 0.1 } }, { 0, 0 }, given)
  lu.assertStrContains(parted.warning, "vectors became nearly parallel between orthonormalisations")
end

-- Differences carry half of the digits: the third exponent of Lorenz's equations is -14.57, and -10 with vectors that were
-- left alone for 200 steps.
function TestLyapunov:test_vectors_carried_by_differences_are_told_to_be_parallel_earlier()
  local function without_jacobian(s) return { 10 * (s[2] - s[1]), s[1] * (28 - s[3]) - s[2], s[1] * s[2] - 8 / 3 * s[3] } end
  local function found(interval)
    return lyapunov.of_flow(without_jacobian, { 1, 1, 20 }, { steps = 2000, dt = 0.01, interval = interval })
  end
  lu.assertStrContains(found(2).warning, "nearly parallel")
  lu.assertNil(found(0.1).warning)
end

os.exit(lu.LuaUnit.run())
