-- Geometry of networks. Expected values: closed forms, differences of fixed points, and what was there before a lesion.
local lu = require "luaunit"
local balnet = require "balnet"
local geometry = balnet.geometry

TestGeometry = {}

function TestGeometry:test_fixed_points_lie_where_states_at_them_lie()
  local x = balnet.random(2):normal(6, 5, 4)
  local found = geometry.states(x, { components = 3, points = balnet.stack({ x[2][{ {}, 3 }], x[6][{ {}, 1 }] }, 1) })
  lu.assertEquals({ found.trajectories:shape() }, { 6, 4, 3 })
  lu.assertTrue((found.points[1] - found.trajectories[2][3]):abs():max() < 1e-12)
  lu.assertTrue((found.points[2] - found.trajectories[6][1]):abs():max() < 1e-12)
  lu.assertTrue(found.pca.dimension > 1 and found.pca.dimension <= 5)
end

function TestGeometry:test_the_speed_is_zero_at_a_fixed_point_and_scales_with_time_constants()
  local network = { J = balnet.eye(3) * 2, time_constants = { 2, 2, 2 } }
  local point = balnet.fixed_points(network, { starts = { 2, 1.5, 1.8 } }).x[1]
  local axes = balnet.eye(2, 3)
  local speed = geometry.speed(network, point, axes, { 0, 1 }, { 0 })
  lu.assertAlmostEquals(speed[{ 1, 1 }], 0, 1e-9)
  lu.assertAlmostEquals(speed[{ 1, 2 }], math.abs(-(point[1] + 1) + 2 * balnet.tensor { point[1] + 1 }:tanh()[1]) / 2, 1e-9)
end

function TestGeometry:test_angles_between_spans_are_those_of_closed_form()
  local c, s = math.cos(0.3), math.sin(0.3)
  local a = balnet.tensor { { 1, 0, 0, 0 }, { 0, 1, 0, 0 } }
  local b = balnet.tensor { { c, 0, s, 0 }, { 0, 2, 0, 0 } }
  local angles = geometry.principal_angles(a, b)
  lu.assertAlmostEquals(angles[1], 0, 1e-7)
  lu.assertAlmostEquals(angles[2], 0.3, 1e-12)
  lu.assertAlmostEquals(geometry.overlaps(a, b)[{ 1, 1 }], c, 1e-15)
end

function TestGeometry:test_units_of_a_cluster_stand_together()
  local J, order = geometry.ordered(balnet.arange(9):reshape(3, 3), { 2, 1, 2 })
  lu.assertEquals(order:totable(), { 2, 1, 3 })
  lu.assertEquals(J[1]:totable(), { 5, 4, 6 })
end

-- At frequency 0 the response is the slope of the output at the fixed point in the input.
function TestGeometry:test_the_transfer_function_at_zero_is_the_difference_of_fixed_points()
  local stream = balnet.random(3)
  local network = { J = stream:normal(15, 15) * 0.1, w_in = stream:normal(15, 2), w_out = stream:normal(1, 15),
                    time_constants = balnet.linspace(1, 2, 15) }
  local function point(u) return balnet.fixed_points(network, { starts = balnet.zeros(15), input = u }).x[1] end
  local function output(u) return network.w_out:matmul(point(u):tanh())[1] / 15 end
  local real, imag = geometry.transfer({ J = network.J, w_in = network.w_in, w_out = network.w_out,
    time_constants = network.time_constants },
    point { 0, 0 }, { 0, 1000 })
  lu.assertAlmostEquals(real[{ 1, 1, 2 }], (output { 0, 1e-4 } - output { 0, -1e-4 }) / 2e-4, 1e-7)
  lu.assertAlmostEquals(imag[{ 1, 1, 2 }], 0, 1e-12)
  lu.assertTrue(real[2]:abs():max() < 1e-5 and imag[2]:abs():max() < 1e-3) -- fast inputs pass no more
end

-- One unit is a low-pass filter, 1 / (1 + 2 pi i f tau).
function TestGeometry:test_one_unit_is_a_low_pass_filter_of_its_time_constant()
  local network = { J = { { 0 } }, w_in = { { 1 } }, w_out = { { 1 } }, activation = "linear", time_constants = { 3 } }
  local real, imag = geometry.transfer(network, { 0 }, { 0.2 })
  local w = 2 * math.pi * 0.2 * 3
  lu.assertAlmostEquals(real:item(), 1 / (1 + w * w), 1e-12)
  lu.assertAlmostEquals(imag:item(), -w / (1 + w * w), 1e-12)
end

function TestGeometry:test_a_lesion_changes_the_measure_and_leaves_the_weights_as_they_were()
  local trainer <close> = balnet.trainer { neurons = 20, threads = 1, seed = 2, noise = 0.1 }
  trainer:step(200)
  local J, w_out = trainer:J():clone(), trainer:w_out():clone()
  local input = balnet.ones(20, 1, 1)
  local function last(t) return t:respond(input, { noise = 0, states = false })[-1]:item() end
  local intact, all = last(trainer), {}
  for unit = 1, 20 do all[unit] = unit end
  local found = geometry.lesions(trainer, { {}, { 3 }, all }, last)
  lu.assertEquals(found[1], intact)
  lu.assertNotEquals(found[2], intact)
  lu.assertEquals(found[3], 0.0)
  lu.assertTrue(trainer:J() == J and trainer:w_out() == w_out)
  lu.assertErrorMsgContains("no", geometry.lesions, trainer, { { 1 } }, function() error("no", 0) end)
  lu.assertTrue(trainer:J() == J and trainer:w_out() == w_out)
end

function TestGeometry:test_a_lesion_of_a_block_is_of_its_rows_and_columns_and_heals()
  local trainer <close> = balnet.trainer { neurons = 5, threads = 1 }
  local J, groups = trainer:J():clone(), { { 1, 4 }, { 2, 3, 5 } }
  local kept = {}
  local found = geometry.block_lesions(trainer, groups, function(t)
    kept[#kept + 1] = t:J():clone()
    return #kept
  end, { scale = -2 })
  lu.assertEquals(found:totable(), { { 1, 2 }, { 3, 4 } })
  for k, weights in ipairs(kept) do
    local onto, from = groups[(k + 1) // 2], groups[(k - 1) % 2 + 1]
    local expected = J:clone()
    for _, i in ipairs(onto) do
      for _, j in ipairs(from) do expected[{ i, j }] = -2 * J[{ i, j }] end
    end
    lu.assertTrue(weights == expected)
  end
  lu.assertTrue(trainer:J() == J)
  lu.assertErrorMsgContains("the block onto group 1 from group 1", geometry.block_lesions, trainer, groups, function() end)
end

function TestGeometry:test_a_lesion_of_a_block_is_in_every_gate_of_a_gru()
  local trainer <close> = balnet.trainer { cell = "gru", neurons = 5, threads = 1 }
  local J, seen = trainer:J():clone(), nil
  geometry.block_lesions(trainer, { { 2, 5 } }, function(t)
    seen = t:J():clone()
    return 0
  end)
  for gate = 0, trainer:J():shape(1) - 5, 5 do
    for _, i in ipairs { 2, 5 } do
      for _, j in ipairs { 2, 5 } do J[{ gate + i, j }] = 0 end
    end
  end
  lu.assertTrue(seen == J)
  lu.assertErrorMsgContains("the unit 6; 1 to 5", geometry.block_lesions, trainer, { { 6 } }, function() return 1 end)
end

-- The twin was never lesioned. To measure relaxes the initial states, and so would do it with the weights of a lesion.
function TestGeometry:test_a_trainer_goes_on_after_lesions_as_its_twin_to_the_bit()
  local function trained()
    local trainer = balnet.trainer { neurons = 20, steps = 30, batch = 4, threads = 1 }
    trainer:step(20)
    trainer:measure()
    return trainer
  end
  local lesioned <close> = trained()
  local twin <close> = trained()
  geometry.lesions(lesioned, { { 1, 2, 3, 4, 5 } }, function(t) return t:measure().test_error end)
  geometry.block_lesions(lesioned, { { 1, 2, 3 }, { 7 } }, function(t) return t:measure().test_error end)
  lu.assertTrue(lesioned:state().initial_state == twin:state().initial_state)
  lesioned:step(5)
  twin:step(5)
  lu.assertTrue(lesioned:J() == twin:J() and lesioned:w_out() == twin:w_out())
end

-- A Gaussian cloud in two of five dimensions: its density is that of the normal law there, in units of its own.
function TestGeometry:test_the_density_of_a_cloud_is_that_of_its_law()
  local plane = balnet.linalg.qr(balnet.random(3):normal(5, 2)):t()
  local origin = balnet.random(4):normal(5)
  local x = (balnet.random(5):normal(200000, 2) * balnet.tensor { 1, 0.5 }):matmul(plane) + origin
  local density, u, v = geometry.density(x, origin, plane, { bins = 20, range = { { -3, 3 }, { -1.5, 1.5 } } })
  local law = (-(u:square():unsqueeze(1) + (2 * v):square():unsqueeze(2)) / 2):exp() / (2 * math.pi * 0.5)
  lu.assertTrue((density - law):abs():max() < 0.02) -- 4 errors of 360 counts in the densest bins, and the curvature
  lu.assertAlmostEquals(density:sum() * 0.3 * 0.15, 0.9973 ^ 2, 1e-3)
  local whole = geometry.density(x, origin, plane)
  lu.assertEquals({ whole:shape() }, { 50, 50 })
  lu.assertErrorMsgContains("a range is needed", geometry.density, balnet.ones(3, 5), origin, plane)
  lu.assertErrorMsgContains("the axes are 2 x 4; 2 x 5", geometry.density, x, origin, balnet.ones(2, 4))
end

function TestGeometry:test_selectivity_of_what_is_not_finite_is_refused()
  local x = balnet.random(1):normal(2, 3, 4)
  lu.assertErrorMsgContains("finite numbers were needed", geometry.selectivity, x, { 1, 2, 0 / 0, 4 })
  lu.assertErrorMsgContains("finite numbers were needed", geometry.selectivity, x / 0, { 1, 2, 3, 4 })
end

function TestGeometry:test_density_loses_no_state()
  local density, u, v = geometry.density(balnet.random(1):normal(7, 4, 3), balnet.zeros(4), balnet.eye(2, 4), { bins = 6 })
  lu.assertAlmostEquals(density:sum() * (u[2] - u[1]) * (v[2] - v[1]), 1, 1e-12)
end

function TestGeometry:test_selectivity_is_a_correlation_and_orders_connections()
  local x, values = balnet.random(1):normal(5, 6, 40), balnet.random(2):normal(40)
  local found = geometry.selectivity(x, values)
  for unit = 1, 6 do
    local line = balnet.stats.linregress(values, x[{ {}, unit }]:mean(1))
    lu.assertAlmostEquals(found[unit], line.r, 1e-12)
  end
  local J = balnet.random(3):normal(6, 6)
  local _, order = geometry.ordered(J, found)
  lu.assertEquals(found:take(1, order):totable(), found:sort(1):totable())
  lu.assertErrorMsgContains("there are 3 values", geometry.selectivity, x, { 1, 2, 3 })
end

function TestGeometry:test_what_does_not_fit_is_an_error_with_its_sizes()
  lu.assertErrorMsgContains("the plane is 3 and 2 x 2", geometry.speed, { J = balnet.eye(2) }, balnet.zeros(3), balnet.eye(2), { 0 }, { 0 })
  lu.assertErrorMsgContains("no w_in and w_out", geometry.transfer, { J = balnet.eye(2) }, { 0, 0 }, { 1 })
  lu.assertErrorMsgContains("there are 3 labels", geometry.ordered, balnet.eye(2), { 1, 2, 3 })
  lu.assertErrorMsgContains("2 and 2 x 3", geometry.overlaps, balnet.ones(2), balnet.ones(2, 3))
  local trainer <close> = balnet.trainer { neurons = 5, threads = 1 }
  lu.assertErrorMsgContains("the unit 6; 1 to 5", geometry.lesions, trainer, { { 6 } }, function() return 1 end)
  lu.assertErrorMsgContains("f gave a nil", geometry.lesions, trainer, { { 1 } }, function() end)
  lu.assertErrorMsgContains("a run or a trainer was needed", geometry.lesions, {}, { { 1 } }, function() return 1 end)
end

function TestGeometry:test_labels_that_are_nan_and_units_that_stand_twice_are_refused()
  local trainer = balnet.trainer { neurons = 4, threads = 1 }
  lu.assertErrorMsgContains("a label is nan", balnet.geometry.ordered, balnet.eye(2), { 0 / 0, 1 })
  local before = trainer:w_out():totable()
  lu.assertErrorMsgContains("group 2 has the unit 3 twice", balnet.geometry.lesions, trainer, { { 3 }, { 1, 3, 3 } },
    function() return 1 end)
  lu.assertEquals(trainer:w_out():totable(), before)
end

function TestGeometry:test_places_and_frequencies_that_are_none_are_refused()
  local network = { J = balnet.zeros(2, 2), w_in = balnet.ones(2, 1), w_out = balnet.ones(1, 2) }
  lu.assertErrorMsgContains("there are no frequencies", geometry.transfer, network, balnet.zeros(2), {})
  lu.assertErrorMsgContains("there are no places along an axis", geometry.speed, network, balnet.zeros(2), balnet.eye(2), {}, { 0 })
end

function TestGeometry:test_small_angles_are_exact_and_dependent_vectors_refused()
  local small = balnet.tensor { { math.cos(1e-9), math.sin(1e-9) } }
  lu.assertAlmostEquals(geometry.principal_angles(balnet.tensor { { 1, 0 } }, small)[1], 1e-9, 1e-15)
  local fine, message = pcall(geometry.principal_angles, balnet.tensor { { 1, 0, 0 }, { 2, 0, 0 } }, balnet.tensor { { 0, 1, 0 } })
  lu.assertFalse(fine)
  lu.assertStrContains(message, "independent ones were needed")
end

os.exit(lu.LuaUnit.run())
