-- Maps and flows of scripts. Expected values: closed forms, and one way of giving a function against another.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local dynamics, lyapunov = balnet.dynamics, balnet.lyapunov
local here, message_of = refused.here, refused.message_of

TestDynamics = {}

local function lorenz(s)
  local x, y, z = s[1], s[2], s[3]
  return { 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z }, { { -10, 10, 0 }, { 28 - z, -1, -x }, { y, x, -8 / 3 } }
end

local function lorenz_components(x, y, z)
  return 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z, -10, 10, 0, 28 - z, -1, -x, y, x, -8 / 3
end

local function lorenz_tensors(s, t, v, J)
  local x, y, z = s[1], s[2], s[3]
  v[1], v[2], v[3] = (y - x) * 10, x * (28 - z) - y, x * y - z * (8 / 3)
  if t == 0 then J[{ 1, 1 }], J[{ 1, 2 }], J[{ 2, 2 }], J[{ 3, 3 }] = -10, 10, -1, -8 / 3 end
  J[{ 2, 1 }], J[{ 2, 3 }], J[{ 3, 1 }], J[{ 3, 2 }] = 28 - z, -x, y, x
  return v, J
end

local given = { steps = 400, dt = 0.01, interval = 0.1 }
local start = { 1, 2, 20 }

local function exponents(f, x, more)
  local all = {}
  for name, value in pairs(given) do all[name] = value end
  for name, value in pairs(more or {}) do all[name] = value end
  return lyapunov.of_flow(f, x, all)
end

function TestDynamics:test_tables_components_and_tensors_are_the_same_flow()
  local expected, last = exponents(lorenz, start)
  local by_components, same = exponents(lorenz_components, start, { components = true })
  lu.assertEquals(by_components.exponents:totable(), expected.exponents:totable())
  lu.assertEquals(same, last)
  local many, states = exponents(lorenz_tensors, balnet.tensor { { 1, 3 }, { 2, 1 }, { 20, 15 } })
  lu.assertTrue((many.exponents[{ true, 1 }] - expected.exponents):abs():max() < 1e-9)
  lu.assertTrue((states[{ true, 1 }] - balnet.tensor(last)):abs():max() < 1e-9)
  lu.assertEquals({ many.exponents:shape() }, { 3, 2 })
  lu.assertTrue((many.sum + 41 / 3):abs():max() < 1e-3) -- the divergence
  lu.assertStrMatches(tostring(many), "Lyapunov exponents of 2 trajectories\n.*")
end

-- Forward differences have some eight digits; a trajectory that is written as new tensors is the same.
function TestDynamics:test_without_a_jacobian_vectors_are_carried_by_differences()
  local expected = exponents(lorenz, start).exponents
  local function only_velocity(s) return (lorenz(s)) end
  local function only_three(x, y, z) return 10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z end
  local function only_tensors(s)
    local x, y, z = s[1], s[2], s[3]
    return balnet.stack { (y - x) * 10, x * (28 - z) - y, x * y - z * (8 / 3) }
  end
  local found = { exponents(only_velocity, start).exponents, exponents(only_three, start, { components = true }).exponents,
                  exponents(only_tensors, balnet.tensor { { 1 }, { 2 }, { 20 } }).exponents:reshape(3) }
  for _, one in ipairs(found) do lu.assertTrue((one - expected):abs():max() < 1e-5, tostring(one)) end
end

-- A parameter for each trajectory: the exponents of dx/dt = -a x are -a, by differences as well.
function TestDynamics:test_trajectories_may_have_parameters_of_their_own()
  local a = balnet.tensor { 0.5, 1, 2 }
  local found = lyapunov.of_flow(function(x) return x * -a end, balnet.ones(1, 3), { steps = 50, dt = 0.02 })
  for i, expected in ipairs { -0.5, -1, -2 } do lu.assertAlmostEquals(found.exponents[{ 1, i }], expected, 1e-6) end
  lu.assertEquals(found.kaplan_yorke:totable(), { 0, 0, 0 })
end

function TestDynamics:test_many_maps_are_iterated_at_once()
  local r = balnet.tensor { 4, 2 }
  local function logistic(x) return r * x * (1 - x), (r * (1 - 2 * x)):reshape(1, 1, 2) end
  local found = lyapunov.of_map(logistic, balnet.tensor { { 0.1234, 0.5 } }, { steps = 3000, transient = 100 })
  lu.assertAlmostEquals(found.exponents[{ 1, 1 }], math.log(2), 0.01)
  lu.assertEquals(found.exponents[{ 1, 2 }], -math.huge) -- superstable
end

-- The tolerance is of each step: the error after a time 10 of a harmonic oscillator is some times that, and less with less.
function TestDynamics:test_adaptive_steps_keep_to_the_tolerance()
  local function turning(x) return { x[2], -x[1] } end
  local errors = {}
  for i, tolerance in ipairs { 1e-5, 1e-8, 1e-11 } do
    local states = dynamics.integrate(turning, { 0, 1 }, { steps = 2, dt = 5, tolerance = tolerance })
    errors[i] = math.abs(states[{ 2, 1 }] - math.sin(10))
    lu.assertTrue(errors[i] < 30 * tolerance, ("%g at %g"):format(errors[i], tolerance))
  end
  lu.assertTrue(errors[3] < errors[2] and errors[2] < errors[1])
  local adaptive = lyapunov.of_flow(function() return { 1 }, { { -2 } } end, { 0 }, { steps = 4, dt = 1, tolerance = 1e-10 })
  lu.assertAlmostEquals(adaptive.exponents[1], -2, 1e-8)
end

function TestDynamics:test_a_drive_is_seen_at_the_times_of_the_stages()
  for _, tolerance in ipairs { 0, 1e-12 } do -- x = t^4 is exact in both
    local states, time = dynamics.integrate(function(_, t) return { 4 * t ^ 3 } end, { 0 },
      { steps = 4, dt = 0.5, every = 2, tolerance = tolerance })
    lu.assertEquals(time:totable(), { 1, 2 })
    lu.assertAlmostEquals(states[{ 1, 1 }], 1, 1e-12)
    lu.assertAlmostEquals(states[{ 2, 1 }], 16, 1e-12)
  end
end

function TestDynamics:test_trajectories_leave_out_their_transient()
  local all = dynamics.iterate(function(x) return { 2 * x[1] } end, { 1 }, { steps = 6 })
  local kept, step = dynamics.iterate(function(x) return { 2 * x[1] } end, { 1 }, { steps = 4, every = 2, transient = 2 })
  lu.assertEquals(kept:totable(), { { 16 }, { 64 } })
  lu.assertEquals(step:totable(), { 4, 6 })
  lu.assertEquals(all:totable()[6], { 64 })
end

-- A circle crosses x = 0 every half turn; rising at (0, 1), falling at (0, -1).
function TestDynamics:test_sections_are_where_and_when_the_surface_is_crossed()
  local function turning(x) return { x[2], -x[1] } end
  local function surface(x) return x[1] end
  for _, case in ipairs { { 1, 1, 2 * math.pi }, { -1, -1, 2 * math.pi }, { 0, -1, math.pi } } do
    local direction, first, apart = table.unpack(case)
    local points, time = dynamics.section(turning, { 1, 0 }, {
      surface = surface, direction = direction, crossings = 3, dt = 0.05, tolerance = 1e-12 })
    lu.assertAlmostEquals(points[{ 1, 1 }], 0, 1e-12)
    lu.assertAlmostEquals(points[{ 1, 2 }], first, 1e-9)
    lu.assertAlmostEquals(time[3] - time[2], apart, 1e-9)
  end
  lu.assertErrorMsgContains("0 of 5 crossings were found in 20 steps", dynamics.section, turning, { 1, 0 },
    { surface = function() return 1 end, crossings = 5, dt = 0.1, steps = 20 })
end

-- Period 2 of the logistic map at r: x = (r + 1 +- sqrt((r - 3)(r + 1))) / 2r.
function TestDynamics:test_an_orbit_diagram_has_the_orbits_of_all_parameters()
  local function logistic(x, r) return r * x * (1 - x) end
  local diagram = dynamics.orbit_diagram(logistic, balnet.tensor { 2.5, 3.3 }, { 0.3 }, { steps = 2, transient = 1000 })
  lu.assertEquals(diagram.x:totable(), { 2.5, 3.3, 2.5, 3.3 })
  local root = ((3.3 - 3) * (3.3 + 1)) ^ 0.5
  lu.assertAlmostEquals(diagram.y[1], 0.6, 1e-12)
  lu.assertAlmostEquals(diagram.y[2] + diagram.y[4], 4.3 / 3.3, 1e-12)
  lu.assertAlmostEquals(math.abs(diagram.y[2] - diagram.y[4]), root / 3.3, 1e-12)
end

function TestDynamics:test_errors_carry_the_line_of_the_script_and_those_of_f_their_own()
  local at = here() + 1
  local message = message_of(function() dynamics.integrate(function() return { 1, 2 } end, { 0 }, { steps = 5, dt = 1 }) end)
  lu.assertStrContains(message, "test_dynamics.lua:" .. at
    .. ": f gave 2 numbers as the velocity in step 1; an array of 1 numbers was needed")
  at = here() + 1
  message = message_of(function() dynamics.iterate(function(x) return { x[1] ^ 4 } end, { 9 }, { steps = 50 }) end)
  lu.assertStrContains(message, "test_dynamics.lua:" .. at .. ": x[1] is inf after step 5; a finite number was needed")
  local two = balnet.ones(2, 3)
  at = here() + 1
  message = message_of(function() lyapunov.of_map(function() return 1 end, two, { steps = 5 }) end)
  lu.assertStrContains(message, "test_dynamics.lua:" .. at .. ": f gave 1 as the state after step 1; a tensor of 2 x 3 was needed")
  at = here() + 1
  message = message_of(function() lyapunov.of_map(function() error "of mine" end, two, { steps = 5 }) end)
  lu.assertStrContains(message, "test_dynamics.lua:" .. at .. ": of mine")
  lu.assertNotStrContains(message, "balnet/")
  local too_many = { steps = 1, dt = 1, components = true, exponents = 3 }
  at = here() + 1
  message = message_of(function() lyapunov.of_flow(function() return 1, 2 end, { 0, 0 }, too_many) end)
  lu.assertStrContains(message, "test_dynamics.lua:" .. at .. ": exponents is 3; it must be from 1 to the dimension, 2")
end

function TestDynamics:test_values_of_f_are_checked()
  local step = { steps = 5, dt = 1, components = true }
  lu.assertErrorMsgContains("f gave 3 values in step 1; 2 numbers, or with the Jacobian 6, were needed", lyapunov.of_flow,
    function() return 1, 2, 3 end, { 0, 0 }, step)
  lu.assertErrorMsgContains("value 2 of f is a string", lyapunov.of_flow, function() return 1, "2" end, { 0, 0 }, step)
  lu.assertErrorMsgContains("16 variables are too many", lyapunov.of_flow, function() end, balnet.zeros(16):totable(), step)
  lu.assertErrorMsgContains("components are of one trajectory", lyapunov.of_flow, function() end, balnet.zeros(2, 2), step)
  lu.assertErrorMsgContains("f gave no Jacobian in step 2, and gave one before", lyapunov.of_map, function(x, n)
    return x, n == 0 and { { 1 } } or nil
  end, { 1 }, { steps = 3 })
  lu.assertErrorMsgContains("no step is short enough for the tolerance", dynamics.integrate, function(x) return { x[1] ^ 2 } end,
    { 1 }, { steps = 3, dt = 1, tolerance = 1e-6 }) -- infinite at t = 1
  lu.assertErrorMsgContains("the state is a tensor of shape { 3 }", dynamics.iterate, function() end, balnet.zeros(3), { steps = 1 })
  lu.assertErrorMsgContains("x[2] is nan", dynamics.iterate, function() end, { 1, 0 / 0 }, { steps = 1 })
  lu.assertErrorMsgContains("field 'variable' is 2; the state has 1", dynamics.orbit_diagram, function() end, balnet.ones(2),
    { 1 }, { steps = 1, variable = 2 })
  lu.assertErrorMsgContains("field 'surface' is nil", dynamics.section, function() end, { 1 }, { dt = 1 })
end

-- What f gets stays valid however long it is kept.
function TestDynamics:test_tensors_that_f_keeps_outlive_the_run()
  local kept = {}
  lyapunov.of_flow(function(x, _, v) kept[#kept + 1], kept[#kept + 2] = x, v return -x end, balnet.ones(2, 4), { steps = 3, dt = 0.1 })
  collectgarbage()
  for _, tensor in ipairs(kept) do lu.assertTrue(tensor:abs():max() < 2) end
end

function TestDynamics:test_a_tensor_of_another_shape_is_an_error_and_not_repeated()
  local x = balnet.tensor { { 1, 2 }, { 3, 4 } }
  lu.assertStrContains(message_of(dynamics.integrate, function(y) return (-1 * y)[1] end, x, { steps = 1, dt = 0.1 }),
    "f gave a tensor of 2 for the velocity in step 1; one of 2 x 2 was needed")
  local function with_one_jacobian(y) return x:matmul(y), x end
  lu.assertStrContains(message_of(lyapunov.of_map, with_one_jacobian, x, { steps = 4 }), "one of 2 x 2 x 2 was needed")
end

function TestDynamics:test_a_transposed_view_of_what_f_was_given_is_transposed()
  local x = balnet.tensor { { 1, 2 }, { 3, 4 } }
  local function turn(y, _, into) into:copy(y) return into:t() end
  lu.assertEquals(dynamics.iterate(turn, x, { steps = 1 })[1]:totable(), { { 1, 3 }, { 2, 4 } })
end

-- x = sin t crosses 0 upwards every 2 pi; one step of 2.2 is far from the tolerance.
function TestDynamics:test_sections_are_as_exact_as_the_tolerance()
  local function circle(x) return { x[2], -x[1] } end
  local _, time = dynamics.section(circle, { 0, 1 }, { surface = function(x) return x[1] end, crossings = 3, dt = 2.2, tolerance = 1e-10 })
  lu.assertAlmostEquals(time[3] - time[2], 2 * math.pi, 1e-9)
end

function TestDynamics:test_states_farther_apart_than_the_run_is_long_are_refused()
  lu.assertStrContains(message_of(dynamics.iterate, function(x) return x end, { 1 }, { steps = 5, every = 10 }),
    "field 'every' is 10; at most the 5 steps were needed")
end

function TestDynamics:test_starts_and_sizes_that_do_not_fit_are_errors_at_the_scripts_line()
  local function same(x) return x end
  local size = message_of(function() dynamics.integrate(same, { 1 }, { steps = 10 ^ 12 // 1 | 0, dt = 0.1 }) end)
  lu.assertStrMatches(size, ".*test_dynamics.lua:%d+: a tensor of.*")
  local word = message_of(function() dynamics.orbit_diagram(same, balnet.tensor { 2 }, { "a" }, { steps = 2 }) end)
  lu.assertStrMatches(word, ".*test_dynamics.lua:%d+: element %[1%].*")
end

os.exit(lu.LuaUnit.run())
