-- Fixed points from Lua. Expected values: closed forms of networks of low rank, and SciPy's roots.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestFixedPoints = {}

local kappa = 1.91500804815 -- kappa = 2 tanh(kappa), by bisection

-- Two orthogonal patterns of ±1, J = 2 (p p^T + q q^T) / N: x = a p + b q stands still where u = a + b and v = a - b solve
-- u = 2 tanh u: nine points. Around one with u = ±kappa the eigenvalue is -1 + 2 (1 - (kappa/2)^2), around u = 0 it is 1.
local function planted(N)
  local p, q = balnet.ones(N), balnet.ones(N)
  for i = 2, N, 2 do q[i] = -1 end
  return { J = (p:outer(p) + q:outer(q)) * (2 / N), activation = "tanh" }, p, q
end

function TestFixedPoints:test_a_network_of_two_patterns_has_nine_points_of_closed_form()
  local network, p, q = planted(40)
  local starts = balnet.random(3):normal(200, 40)
  local found = balnet.fixed_points(network, { starts = starts, scatter = 0.5 })
  lu.assertEquals(#found.q, 9)
  lu.assertEquals(found.unstable:totable(), { 0, 0, 0, 0, 1, 1, 1, 1, 2 })
  lu.assertEquals(found.fixed:sum(), 9.0)
  lu.assertEquals(found.starts:sum() + found.dropped, 200)
  for k = 1, 9 do
    local a, b = found.x[k]:dot(p) / 40, found.x[k]:dot(q) / 40
    lu.assertTrue((found.x[k] - a * p - b * q):abs():max() < 1e-9)
    local moved = 0
    for _, u in ipairs { a + b, a - b } do
      lu.assertTrue(math.abs(u) < 1e-9 or math.abs(math.abs(u) - kappa) < 1e-9, u)
      moved = moved + (math.abs(u) > 1 and 1 or 0)
    end
    lu.assertEquals(found.unstable[k], 2.0 - moved)
    lu.assertAlmostEquals(found.real[{ k, -1 }], moved == 2 and -1 + 2 * (1 - kappa ^ 2 / 4) or 1, 1e-9)
    lu.assertAlmostEquals(found.real[{ k, 1 }], -1, 1e-9)
  end
  lu.assertEquals(found.x[math.tointeger(found.led_to[1])]:shape(), 40)
end

function TestFixedPoints:test_eigenvectors_belong_to_the_jacobian()
  local found = balnet.fixed_points(planted(10), { starts = balnet.random(3):normal(60, 10), vectors = true })
  local A, right, left = found.jacobian[5], found.right_real[5][{ {}, -1 }], found.left_real[5][{ {}, -1 }]
  lu.assertTrue((A:matmul(right) - right):abs():max() < 1e-9)
  lu.assertTrue((A:t():matmul(left) - left):abs():max() < 1e-9)
end

function TestFixedPoints:test_the_points_of_a_trainer_stand_still_in_its_own_steps()
  for activation, gain in pairs { relu = 0.5, tanh = 1.6, softplus = 0.5, sigmoid = 1, erf = 1.6, threshold_power = 0.2, linear = 0.5 } do
    local trainer <close> = balnet.trainer { neurons = 30, stimuli = 2, batch = 5, activation = activation, gain = gain, threads = 1,
      time_constants = balnet.linspace(1, 3, 30), rank = 1, train_bias = true, learning_rate = 1e-2, seed = 4 }
    trainer:step(20)
    local found = balnet.fixed_points(trainer, { starts = balnet.random(2):normal(20, 30), input = { 1, -0.5 }, threads = 1, slow = 0 })
    lu.assertTrue(#found.q > 0, activation)
    local input = balnet.stack({ balnet.ones(1, 1), balnet.full({ 1, 1 }, -0.5) }, 2)
    local _, x = trainer:respond(input, { noise = 0, state = found.x[1] })
    lu.assertTrue((x[1]:flatten() - found.x[1]):abs():max() < 1e-6 * (1 + found.x[1]:abs():max()), activation)
  end
end

function TestFixedPoints:test_scipy_finds_the_same_roots()
  local python = os.getenv "BALNET_PYTHON"
  lu.skipIf(not python or shell.line(shell.quote(python) .. " -c 'import scipy'").status ~= 0, "there is no SciPy")
  local stream = balnet.random(9)
  local J, bias = stream:normal(20, 20) * 0.4, stream:normal(20) * 0.3
  local found = balnet.fixed_points({ J = J, bias = bias }, { starts = stream:normal(100, 20), slow = 0 })
  lu.assertTrue(#found.q >= 3)
  local folder <close> = setmetatable({ path = shell.scratch() }, { __close = function(f) shell.remove(f.path) end })
  local file <close> = assert(io.open(folder.path .. "/points", "w"))
  for _, row in ipairs(balnet.concatenate({ J, bias:unsqueeze(1), found.x }, 1):totable()) do
    for i, value in ipairs(row) do row[i] = ("%.17g"):format(value) end
    file:write(table.concat(row, " "), "\n")
  end
  file:flush()
  local script = os.getenv "BALNET_SOURCE" .. "/tests/peers/scipy_root.py"
  local run = shell.line(("%s %s points"):format(shell.quote(python), shell.quote(script)), folder.path)
  lu.assertEquals(run.status, 0, run.err)
  local count = 0
  for distance, speed in run.out:gmatch "(%S+) (%S+)\n" do
    count = count + 1
    lu.assertTrue(tonumber(distance) < 1e-8 and tonumber(speed) < 1e-8, distance)
  end
  lu.assertEquals(count, #found.q)
end

function TestFixedPoints:test_points_far_from_the_starts_are_flagged_or_dropped()
  local J, bias = balnet.tensor { { 2 } }, balnet.tensor { 0 }
  local given = { starts = { { 0.06 }, { 0.07 }, { -0.08 }, { 1 } }, outlier_distance = 3 }
  local network = { J = J, bias = bias }
  local flagged = balnet.fixed_points(network, given)
  given.outliers = "drop"
  local dropped = balnet.fixed_points(network, given)
  given.outliers = "keep"
  lu.assertEquals(balnet.fixed_points(network, given).outlier:sum(), 0.0)
  lu.assertEquals(flagged.outlier:totable(), { 1, 0 }) -- kappa and 0
  lu.assertStrContains(tostring(flagged), "far")
  lu.assertEquals({ #dropped.q, dropped.dropped, dropped.led_to[4] }, { 1, 1, 0.0 })
end

function TestFixedPoints:test_where_nothing_stands_still_slow_points_are_given_or_nothing()
  local network = { J = { { 2 } }, bias = { 1 }, activation = "threshold_power" } -- q is 49/128 at least, at 1/4
  local none = balnet.fixed_points(network, { starts = { { 2 } } })
  lu.assertEquals({ #none.q, none.dropped, none.led_to[1] }, { 0, 1, 0.0 })
  lu.assertStrContains(tostring(none), "0 fixed and 0 slow points from 1 starts, of which 1 led to none")
  local slow = balnet.fixed_points(network, { starts = { { 2 } }, slow = 1 })
  lu.assertAlmostEquals(slow.x[{ 1, 1 }], 0.25, 1e-4)
  lu.assertAlmostEquals(slow.speed[1], 7 / 8, 1e-8)
  lu.assertEquals(slow.fixed[1], 0.0)
  lu.assertStrContains(tostring(slow), "slow")
end

function TestFixedPoints:test_the_result_depends_on_neither_threads_nor_the_shape_of_starts()
  local network = planted(12)
  local states = balnet.random(5):normal(4, 12, 6) -- T x N x B
  local one = balnet.fixed_points(network, { starts = states, threads = 1 })
  local two = balnet.fixed_points(network, { starts = states:permute(1, 3, 2):reshape(24, 12), threads = 2 })
  lu.assertTrue(one.x == two.x and one.led_to == two.led_to)
  lu.assertEquals(#balnet.fixed_points(network, { starts = states, count = 5 }).led_to, 5)
end

-- A network without connections stands still at x = u: each start ends where its own input is, two of them at the same.
function TestFixedPoints:test_each_start_may_have_an_input_of_its_own()
  local network = { J = balnet.zeros(2, 2), w_in = balnet.eye(2) * 2 }
  local inputs = balnet.tensor { { 1, 2 }, { -1, 0.5 }, { 1, 2 } }
  local found = balnet.fixed_points(network, { starts = balnet.zeros(3, 2), input = inputs })
  lu.assertEquals(found.x:totable(), { { 1, 2 }, { -1, 0.5 } })
  lu.assertEquals(found.input:totable(), found.x:totable())
  lu.assertEquals(found.led_to:totable(), { 1, 2, 1 })
  lu.assertNil(balnet.fixed_points(network, { starts = balnet.zeros(3, 2), input = { 1, 2 } }).input)
end

-- The point moves by -A^-1 B for a small change of the input, B = W_in / (S tau).
function TestFixedPoints:test_the_jacobian_of_the_input_tells_how_a_point_moves()
  local stream, h = balnet.random(6), 1e-5
  local network = { J = stream:normal(8, 8) * 0.2, w_in = stream:normal(8, 2), time_constants = balnet.linspace(1, 2, 8) }
  local inputs = balnet.tensor { { 0.5, 0 }, { 0.5, h }, { 0.5, -h } }
  local found = balnet.fixed_points(network, { starts = balnet.zeros(3, 8), input = inputs, distance = 0 })
  local at = found.led_to:totable()
  local moved = (found.x[at[2]] - found.x[at[3]]) / (2 * h)
  local expected = -balnet.linalg.solve(found.jacobian[at[1]], found.input_jacobian[at[1]])
  lu.assertTrue((moved - expected[{ {}, 2 }]):abs():max() < 1e-6)
  lu.assertNil(balnet.fixed_points({ J = network.J }, { starts = balnet.zeros(8) }).input_jacobian)
end

-- Points of the same state are two where their inputs differ: the second input does not enter.
function TestFixedPoints:test_points_under_other_inputs_are_others()
  local network = { J = { { 0.5 } }, w_in = { { 2, 0 } } }
  local found = balnet.fixed_points(network, { starts = { { 0 }, { 0 } }, input = { { 1, 0 }, { 1, 1 } } })
  lu.assertEquals(#found.q, 2)
  lu.assertEquals(found.x[1], found.x[2])
  lu.assertEquals(found.input:totable(), { { 1, 0 }, { 1, 1 } })
end

-- Beside states T x N x B the inputs are those of the steps; each search is that of its input alone, of gated units too, whose
-- Jacobian depends on it.
function TestFixedPoints:test_inputs_of_trials_belong_to_their_states()
  local stream = balnet.random(4)
  for _, cell in ipairs { "rate", "gru" } do
    local blocks = cell == "gru" and 4 or 1
    local network = { cell = cell, J = stream:normal(6 * blocks, 6) * 0.1, w_in = stream:normal(6 * blocks, 2) }
    local x, u = stream:normal(3, 6, 2), stream:normal(3, 2, 2)
    local found = balnet.fixed_points(network, { starts = x, input = u, slow = 0, count = 5, seed = 2 })
    local chosen = balnet.random { seed = 2 }:permutation(6)[{ { 1, 5 } }]
    lu.assertEquals(#found.q, 5, cell)
    for start = 1, 5 do
      local at, k = math.tointeger(chosen[start]), math.tointeger(found.led_to[start])
      local t, trial = (at - 1) // 2 + 1, (at - 1) % 2 + 1
      local alone = balnet.fixed_points(network, { starts = x[{ t, {}, trial }], input = u[{ t, {}, trial }], slow = 0 })
      lu.assertTrue((found.x[k] - alone.x[1]):abs():max() < 1e-9, cell)
      lu.assertTrue((found.jacobian[k] - alone.jacobian[1]):abs():max() < 1e-9, cell)
      lu.assertTrue(found.input[k] == u[{ t, {}, trial }])
    end
  end
end

function TestFixedPoints:test_of_many_points_those_that_more_starts_led_to_are_kept()
  local starts = balnet.tensor { { 0.01 }, { 1 }, { 2 }, { 3 }, { -1 }, { -2 } } -- to 0, kappa thrice, -kappa twice
  local found = balnet.fixed_points({ J = { { 2 } } }, { starts = starts, most = 2 })
  lu.assertEquals(found.starts:totable(), { 3, 2 })
  lu.assertAlmostEquals(found.x[{ 1, 1 }], kappa, 1e-9)
  lu.assertEquals({ found.dropped, found.led_to[1] }, { 1, 0.0 })
end

function TestFixedPoints:test_what_does_not_fit_is_an_error_at_the_callers_line()
  local network = planted(4)
  local function refused(words, ...)
    local given = table.pack(...)
    local line = debug.getinfo(1, "l").currentline + 1
    local fine, message = pcall(function() balnet.fixed_points(table.unpack(given, 1, given.n)) end)
    lu.assertFalse(fine)
    lu.assertStrContains(message, ("test_fixed_points.lua:%d: "):format(line))
    lu.assertStrContains(message, words)
  end
  refused("starts are 2 x 3; 4, n x 4 or T x 4 x B was needed", network, { starts = balnet.zeros(2, 3) })
  refused("field 'starts' is needed", network, {})
  refused("did you mean 'starts'", network, { start = balnet.zeros(4) })
  refused("unit 2 of point 1 is nan", network, { starts = balnet.tensor { 0, 0 / 0, 0, 0 } })
  refused("has no w_in", network, { starts = balnet.zeros(4), input = 1 })
  refused("the network is 3", 3, { starts = balnet.zeros(4) })
  refused("J is 4 x 3", { J = balnet.zeros(4, 3) }, { starts = balnet.zeros(4) })
  refused("the input is 3 x 2; a number, 2 of them, one a stimulus, or those of each start, 5 x 2, were needed",
    balnet.network { neurons = 4, stimuli = 2 }, { starts = balnet.zeros(5, 4), input = balnet.zeros(3, 2) })
  refused("drive 1 of start 2 is nan", { J = { { 2 } }, w_in = { { 1 } } },
    { starts = balnet.zeros(2, 1), input = balnet.tensor { { 0 }, { 0 / 0 } } })
  refused("the input is 3 numbers; a number, or 2 of them", balnet.network { neurons = 4, stimuli = 2 },
    { starts = balnet.zeros(4), input = { 1, 2, 3 } })
end

-- The eigenvalue is -6: the flow comes back, the Euler map of dt = 0.5 with 1 - 3 = -2 does not.
function TestFixedPoints:test_a_point_that_the_map_of_training_leaves_is_printed_so()
  local found = balnet.fixed_points({ J = { { -5 } }, activation = "linear", dt = 0.5 }, { starts = { { 1 } } })
  lu.assertStrContains(tostring(found), "stable, map 1")
end

-- The longest name of a kind has two digits in both counts.
function TestFixedPoints:test_the_columns_of_a_printed_result_stand_below_their_names()
  local found = balnet.fixed_points({ J = balnet.eye(12) * -30, dt = 0.5 }, { starts = balnet.zeros(1, 12) })
  found.unstable[1], found.map_unstable[1] = 11, 12
  local lines = {}
  for line in tostring(found):gmatch "[^\n]+" do lines[#lines + 1] = line end
  lu.assertStrContains(lines[3], "saddle, 11 unstable, map 12")
  local _, ends_at = lines[3]:find "map 12 +%d+"
  local _, name_ends_at = lines[2]:find "starts"
  lu.assertEquals(ends_at, name_ends_at)
end

os.exit(lu.LuaUnit.run())
