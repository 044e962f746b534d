-- What rounding leaves of a constant is no variance, in either dtype, and a variance is one at every scale: every ratio over
-- a variance, a spectrum or a condition number.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local random = balnet.random(3)
local signal = random:normal(400)
local stats, fit, reduce = balnet.stats, balnet.fit, balnet.reduce

-- 3.7, every third time by one unit in the last place more.
local function jittering(dtype)
  local values = {}
  for i = 1, 400 do values[i] = 3.7 + (i % 3 == 0 and (dtype == "f32" and 2.0 ^ -22 or 2.0 ^ -51) or 0) end
  return balnet.tensor(values):to(dtype)
end

local constants = { balnet.full({ 400 }, 3.7), balnet.full({ 400 }, 3.7):to "f32", jittering "f32", jittering "f64" }

TestRounding = {}

function TestRounding:test_a_constant_has_no_ratio_over_its_variance()
  for i, constant in ipairs(constants) do
    lu.assertTrue(i < 3 or constant:max() > constant:min())
    local spectral = { dt = 1, segment = 50 }
    assert_refused("signal 2 of 2 is constant", balnet.spectrum.coherence, signal, constant, spectral)
    assert_refused("signal 1 of 2 is constant", balnet.spectrum.gain, constant, signal, spectral)
    assert_refused("signal 2 of 2 is constant", balnet.information.rate, signal, constant, spectral)
    assert_refused("y is constant", balnet.signal.cross_correlogram, signal, constant)
    assert_refused("variable 2 is constant", stats.corrcoef, signal, constant)
    assert_refused("variable 1 is constant", stats.spearman, constant, signal)
    assert_refused("a line is constant", stats.zscore, constant)
    assert_refused("all x are equal", stats.linregress, constant, signal)
    assert_refused("all x are equal", stats.polyfit, constant, signal, 1)
    assert_refused("all x are 3.7", fit.line, constant, signal)
    assert_refused("all x are 3.7", fit.power_law, constant, signal:exp())
    assert_refused("the data do not vary", reduce.pca, constant:reshape(40, 10))
    assert_refused("the data do not vary", reduce.dpca, constant:reshape(8, 5, 10), { "a", "b" })
  end
end

function TestRounding:test_nothing_is_explained_of_a_constant()
  for _, constant in ipairs(constants) do
    local line = stats.linregress(signal, constant)
    lu.assertEquals({ line.slope, line.r, line.slope_error }, { 0, 0, 0 })
    lu.assertEquals(fit.line(signal, constant), 0)
    lu.assertEquals(tostring(select(3, fit.line(signal, constant))), "nan")
    local labels, centers, inertia = balnet.cluster.kmeans(constant:reshape(40, 10), 2)
    lu.assertEquals(labels:max(), 1)
    lu.assertTrue(inertia < 1e-25)
    lu.assertTrue(centers[2]:is_nan():all())
    for _, rule in ipairs { "scott", "fd" } do
      local counts, edges = stats.histogram(constant, { bins = rule })
      lu.assertEquals({ #counts, counts[1] }, { 1, 400 })
      lu.assertAlmostEquals(edges[2] - edges[1], 1, 1e-6)
    end
  end
end

-- A power law near 1: the logarithms are small, but what rounding leaves of x is not.
function TestRounding:test_a_power_law_has_no_exponent_from_rounding()
  assert_refused("all x are 1", fit.power_law, { 1, 1, 1 + 2.0 ^ -52 }, { 1, 2, 3 })
  lu.assertAlmostEquals(fit.power_law({ 1, 1 + 1e-9 }, { 1, 1 + 2e-9 }), 2, 1e-6) -- 1e-9 is known up to 2e-16
end

-- A change by some hundred units in the last place of its dtype is a signal.
function TestRounding:test_small_signals_are_signals()
  local small = (balnet.full({ 400 }, 3.7) + signal * 2e-5):to "f32"
  lu.assertTrue(stats.corrcoef(signal, small)[{ 1, 2 }] > 0.999)
  lu.assertTrue(balnet.spectrum.coherence(signal, small, { dt = 1, segment = 50 }).coherence:mean() > 0.99)
end

-- Closed forms: a line through three points, and correlations of steps 0 0 1 and 1 0 0 with 1 2 3, sqrt(3)/2.
function TestRounding:test_ratios_do_not_depend_on_the_scale()
  for _, scale in ipairs { 1e-300, 1e-200, 1, 1e200, 1e300 } do
    local line = stats.linregress({ scale, 2 * scale, 3 * scale }, { 1, 2, 3.3 })
    lu.assertAlmostEquals(line.slope * scale, 1.15, 1e-12)
    lu.assertAlmostEquals(line.intercept, -0.2, 1e-12)
    lu.assertAlmostEquals(line.slope_error * scale, 0.15 / math.sqrt(3), 1e-12)
    lu.assertAlmostEquals(stats.corrcoef({ { scale, scale, 2 * scale }, { 1, 2, 3 } })[{ 1, 2 }], math.sqrt(3) / 2, 1e-12)
    lu.assertAlmostEquals(stats.zscore({ scale, 2 * scale, 3 * scale })[3], math.sqrt(1.5), 1e-12)
    lu.assertAlmostEquals(reduce.participation_dimension { scale, scale, 2 * scale }, 16 / 6, 1e-12)
    local pca = reduce.pca(balnet.tensor { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } } * scale)
    lu.assertAlmostEquals(pca.dimension, 2, 1e-12)
    local _, correlation = balnet.signal.cross_correlogram({ scale, 2 * scale, 3 * scale }, { 1, 2, 4 })
    lu.assertAlmostEquals(correlation[3], 0.98198050606197, 1e-12) -- of 1 2 3 and 1 2 4: 3 / sqrt(2 * 14 / 3)
  end
  assert_refused("too large for a double", stats.polyfit, { 1e-200, 2e-200, 3e-200 }, { 1, 2, 3.5 }, 2)
end

function TestRounding:test_nan_goes_into_results_and_has_no_sign()
  lu.assertEquals(tostring(stats.spearman({ 0 / 0, 1, 2 }, { 1, 2, 3 })), "nan")
  lu.assertTrue(stats.corrcoef({ { 0 / 0, 1, 2 }, { 1, 2, 3 } })[{ 1, 1 }] ~= 1)
  for _, value in ipairs { balnet.tensor({ 1 / 0, -1 / 0 }):median(), balnet.tensor({ 1 / 0, -1 / 0 }):sum(),
    stats.circular_mean { 0, math.pi },
    balnet.tensor({ -(0 / 0), 0 / 0 })[1], balnet.tensor({ 0 / 0 }):max(), balnet.mod(5, 0), balnet.tensor({ 0 / 0 }):totable()[1],
    balnet.tensor(0 / 0):item(), balnet.zeros(0):mean(), balnet.tensor({ 0 / 0 }):dot(balnet.ones(1)) } do
    lu.assertEquals(tostring(value), "nan")
  end
end

function TestRounding:test_bins_have_a_width()
  assert_refused("too narrow for 10 bins: edges coincide", stats.histogram, { 1, 2 }, { range = { 1, 1 + 2.0 ^ -51 } })
  assert_refused("two numbers with a finite difference", stats.histogram, { -1.7e308, 1.7e308 })
  local counts, edges = stats.histogram({ 1e16, 1e16 }, { bins = 4 })
  lu.assertEquals(counts:sum(), 2)
  lu.assertTrue(edges[1] < 1e16 and edges[5] > 1e16)
end

-- A 3 x 3 matrix of rank 2 but for rounding, and one that only its units make look so.
function TestRounding:test_a_matrix_that_is_singular_but_for_rounding_has_no_inverse()
  local linalg = balnet.linalg
  local flat = balnet.tensor { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 + 2.0 ^ -49 } }
  assert_refused("singular up to rounding", linalg.solve, flat, balnet.ones(3))
  assert_refused("singular up to rounding", linalg.inv, flat)
  assert_refused("singular up to rounding", linalg.matrix_power, flat, -1)
  assert_refused("too large for a double", linalg.inv, balnet.eye(2) * 1e-310)
  local units = balnet.tensor({ 1, 1e-20, 1e300 }):diag()
  lu.assertEquals(linalg.solve(units, balnet.ones(3)), balnet.tensor { 1, 1e20, 1e-300 })
  lu.assertEquals(linalg.inv(units):diag(), balnet.tensor { 1, 1e20, 1e-300 })
  local hilbert = balnet.zeros(8, 8)
  for i = 1, 8 do
    for j = 1, 8 do hilbert[{ i, j }] = 1 / (i + j - 1) end
  end
  lu.assertAlmostEquals(linalg.inv(hilbert):max() / 4249941696, 1, 1e-6) -- known to be whole (Choi 1983)
end

os.exit(lu.LuaUnit.run())
