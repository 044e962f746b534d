-- Alignment of states and distances of points: planted transformations, closed forms and refusals; beside SciPy where python3 has it.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local linalg, reduce = balnet.linalg, balnet.reduce
local random = balnet.random(5)

TestAlignment = {}

local function assert_close(a, b, tolerance) lu.assertTrue((a - b):abs():max() < tolerance, tostring(a)) end

-- The correlation of two mixtures of one hidden signal, which is that signal's; what is canonical does not depend on the mixing.
function TestAlignment:test_canonical_correlations_find_what_is_shared()
  local shared = random:normal(200)
  local x, y = random:normal(200, 3), random:normal(200, 4)
  x[{ {}, 1 }], y[{ {}, 1 }] = shared, shared
  local found = reduce.cca(x:matmul(random:normal(3, 3)) + 7, y:matmul(random:normal(4, 4)), { components = 2 })
  lu.assertAlmostEquals(found.correlations[1], 1, 1e-12)
  lu.assertTrue(found.correlations[2] < 0.4)
  local u, v = found.x_scores, found.y_scores
  assert_close(u:t():matmul(u) / 199, balnet.eye(2), 1e-12)
  assert_close(u:t():matmul(v) / 199, found.correlations:diag(), 1e-12)
end

function TestAlignment:test_turned_states_are_turned_back()
  local x = random:normal(5, 8, 3)
  local turn = linalg.qr(random:normal(3, 3))
  local found = reduce.procrustes(x, x:matmul(turn) * 0.2 + balnet.tensor { 1, 2, 3 })
  assert_close(found.aligned, x, 1e-12)
  assert_close(found.rotation, turn:t(), 1e-12)
  lu.assertAlmostEquals(found.scale, 5, 1e-12)
  lu.assertTrue(found.disparity < 1e-14)
end

-- Two directions of variance 1 + 9 among ten of variance 1.
function TestAlignment:test_parallel_analysis_counts_what_is_more_than_noise()
  local x = random:normal(300, 10)
  lu.assertEquals(reduce.parallel_analysis(x, { quantile = 1 }).components, 0)
  x[{ {}, { 1, 5 } }] = x[{ {}, { 1, 5 } }] + 1.5 * random:normal(300, 1)
  x[{ {}, { 6, 10 } }] = x[{ {}, { 6, 10 } }] + 1.5 * random:normal(300, 1)
  local found = reduce.parallel_analysis(x)
  lu.assertEquals(found.components, 2)
  assert_close(found.variance, reduce.pca(x).variance, 1e-12)
end

function TestAlignment:test_distances_by_hand()
  local points = { { 0, 0 }, { 3, 4 }, { 0, 1 } }
  lu.assertEquals(linalg.pdist(points):totable(), { 5, 1, math.sqrt(18) })
  lu.assertEquals(linalg.pdist(points, { metric = "chebyshev" }):totable(), { 4, 1, 3 })
  lu.assertEquals(linalg.pdist(points, { metric = "cityblock" }):totable(), { 7, 1, 6 })
  lu.assertIsNaN(linalg.pdist(points, { metric = "cosine" })[1]) -- the origin has no direction
  local flat = linalg.pdist({ { 0.1, 0.1, 0.1 }, { 1, 2, 3 }, { 3, 2, 1 } }, { metric = "correlation" })
  lu.assertIsNaN(flat[1])
  lu.assertAlmostEquals(flat[3], 2, 1e-15)
  lu.assertEquals(linalg.squareform(linalg.squareform { 1, 2, 3 }):totable(), { 1, 2, 3 })
  lu.assertEquals(linalg.pdist({ { 1, 2 } }):size(), 0)
  lu.assertEquals(linalg.pdist({ { 1e200, 0 }, { -2e200, 0 } }):totable(), { 3e200 })
end

function TestAlignment:test_scipy_finds_the_same()
  local x, y = random:normal(40, 4), random:normal(40, 4)
  local found = reduce.procrustes(x, y)
  local results = { x = x, y = y, aligned = found.aligned, disparity = balnet.tensor { found.disparity } }
  for _, metric in ipairs { "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation" } do
    results["pdist_" .. metric] = linalg.pdist(x, { metric = metric })
    results["cdist_" .. metric] = linalg.cdist(x, y, { metric = metric })
  end
  results.square = linalg.squareform(results.pdist_cityblock)
  lu.assertEquals(compare("scipy_distances.py", "scipy.spatial", results), 15)
end

function TestAlignment:test_what_has_no_answer_is_refused()
  local x = random:normal(6, 2)
  assert_refused("x and y have 6 and 5 samples", reduce.cca, x, random:normal(5, 2))
  assert_refused("y does not vary", reduce.cca, x, balnet.ones(6, 2))
  assert_refused("components is 3; an integer from 1 to 2", reduce.cca, x, x, { components = 3 })
  assert_refused("x is 6 x 2 and y 6 x 3; as many samples of as many units", reduce.procrustes, x, random:normal(6, 3))
  assert_refused("a number of x is not finite", reduce.parallel_analysis, x / 0)
  assert_refused("x has 1 dimensions; at least 2", reduce.parallel_analysis, balnet.ones(4))
  assert_refused("field 'metric' is 'manhattan'; one of 'chebyshev'", linalg.pdist, x, { metric = "manhattan" })
  assert_refused("x has 4 elements; n (n - 1) / 2", linalg.squareform, { 1, 2, 3, 4 })
  assert_refused("the matrix is not symmetric", linalg.squareform, { { 0, 1 }, { 2, 0 } })
end

os.exit(lu.LuaUnit.run())
