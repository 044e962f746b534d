-- Principal components: planted directions come back, data are rebuilt, refusals.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local reduce = balnet.reduce
local random = balnet.random { seed = 4 }
local assert_refused = refused.assert_refused

local function assert_close(found, expected, tolerance)
  lu.assertEquals({ found:shape() }, { expected:shape() })
  lu.assertTrue((found - expected):abs():max() <= (tolerance or 1e-10) * math.max(1, expected:abs():max()))
end

TestReduce = {}

function TestReduce:test_planted_directions_and_variances_come_back()
  local q = balnet.linalg.qr(random:normal(6, 2))
  local x = random:normal(20000, 2):to "f64" * balnet.tensor { 3, 1 }
  local p = reduce.pca(x:matmul(q:t()) + 5, { components = 2 })
  for k = 1, 2 do lu.assertTrue(math.abs(p.components[k]:dot(q[{ true, k }])) > 0.9999) end
  assert_close(p.variance, balnet.tensor { 9, 1 }, 0.05) -- standard error 9 (2 / 20000)^(1/2) = 0.09
  lu.assertAlmostEquals(p.ratio:sum(), 1, 1e-12)
  lu.assertAlmostEquals(p.dimension, 100 / 82, 0.02)
end

function TestReduce:test_all_components_rebuild_the_data_and_keep_its_shape()
  local x = random:normal(4, 7, 5)
  local p = reduce.pca(x)
  lu.assertEquals({ p.scores:shape() }, { 4, 7, 5 })
  assert_close(reduce.reconstruct(p, p.scores), x:to "f64")
  assert_close(reduce.project(p, x), p.scores)
  assert_close(p.components:matmul(p.components:t()), balnet.eye(5))
  assert_close(p.scores:reshape(28, 5):var(1, 1), p.variance)
  assert_close(reduce.project(p, p.mean), balnet.zeros(5))
end

function TestReduce:test_the_participation_dimension_counts_even_directions()
  lu.assertAlmostEquals(reduce.participation_dimension { 1, 1, 1, 1 }, 4, 1e-12)
  lu.assertAlmostEquals(reduce.participation_dimension { 5, 0, 0 }, 1, 1e-12)
end

-- Units that mix a direction of the stimulus and one of time: each part finds its own, and the shares are those planted.
function TestReduce:test_mixed_factors_are_told_apart()
  local q = balnet.linalg.qr(random:normal(8, 2))
  local stimulus, time = balnet.tensor { -1, 0, 1 }, (balnet.arange(0, 19) * (2 * math.pi / 20)):sin()
  local x = stimulus:reshape(3, 1, 1) * q[{ true, 1 }] + time:reshape(1, 20, 1) * q[{ true, 2 }] * 2
  local parts = reduce.dpca(x, { "stimulus", "time" }, { components = 1 })
  local of_stimulus, of_time = stimulus:square():mean(), 4 * time:square():mean()
  lu.assertAlmostEquals(parts.stimulus.share, of_stimulus / (of_stimulus + of_time), 1e-10)
  lu.assertAlmostEquals(parts["stimulus x time"].share, 0, 1e-10)
  local scores = parts.stimulus.scores:squeeze(3)
  lu.assertTrue(scores:std(2, 0):max() < 1e-4) -- the same at all times
  assert_close((scores:mean(2) / scores[{ 3, 1 }]), stimulus, 1e-4)
  lu.assertTrue(parts.time.scores:squeeze(3):std(1, 0):max() < 1e-4)
end

function TestReduce:test_a_tensor_that_cannot_be_reduced_is_refused()
  assert_refused("the data do not vary", reduce.pca, balnet.full({ 9, 3 }, 3.7))
  assert_refused("components is 4; an integer from 1 to 3 was needed", reduce.pca, random:normal(9, 3), { components = 4 })
  assert_refused("the data have 1 dimensions", reduce.pca, random:normal(9))
  assert_refused("the data have 4 units; 3 were needed", reduce.project, reduce.pca(random:normal(9, 3)), random:normal(2, 4))
  assert_refused("1 factors were named", reduce.dpca, random:normal(2, 3, 4), { "time" })
  assert_refused("variances of at least 0", reduce.participation_dimension, { 0, 0 })
end

os.exit(lu.LuaUnit.run())
