-- Clusters from Lua: shapes, options, and errors that carry the line of the script.
local lu = require "luaunit"
local balnet = require "balnet"
local kmeans, means = balnet.cluster.kmeans, balnet.cluster.means

TestCluster = {}

function TestCluster:test_kmeans_gives_labels_centers_and_inertia()
  local labels, centers, inertia = kmeans(balnet.zeros(6, 4), 2, { seed = 3, restarts = 2, iterations = 5 })
  lu.assertEquals({ labels:shape() }, { 6 })
  lu.assertEquals({ centers:shape() }, { 2, 4 })
  lu.assertEquals(inertia, 0.0)
end

-- Two groups of columns, far apart; labels and means worked by hand.
local J = balnet.tensor { { 0, 8, 1, 9 }, { 0, 8, 0, 8 }, { 0, 9, 0, 8 }, { 1, 8, 0, 8 } }

function TestCluster:test_columns_are_clustered_through_a_transpose()
  local labels, centers, inertia = kmeans(J:t(), 2, { seed = 5 })
  lu.assertTrue(labels == balnet.tensor { 1, 2, 1, 2 })
  lu.assertTrue(centers == balnet.tensor { { 0.5, 0, 0, 0.5 }, { 8.5, 8, 8.5, 8 } })
  lu.assertEquals(inertia, 2.0)
end

function TestCluster:test_means_are_over_pairs_in_the_same_and_in_different_clusters()
  local same, different, mean = means(J, balnet.tensor { 1, 2, 1, 2 })
  lu.assertEquals(same, (0 + 1 + 0 + 0 + 8 + 8 + 8 + 8) / 8)
  lu.assertEquals(different, (8 + 9 + 0 + 0 + 9 + 8 + 1 + 0) / 8)
  lu.assertEquals(mean, J:mean())
end

function TestCluster:test_one_cluster_has_no_different_pairs()
  local same, different, mean = means(balnet.zeros(3, 3), balnet.zeros(3))
  lu.assertEquals(same, 0.0)
  lu.assertNotEquals(different, different)
  lu.assertEquals(mean, 0.0)
end

function TestCluster:test_an_unknown_option_is_refused_with_the_nearest()
  lu.assertErrorMsgContains("did you mean 'restarts'", kmeans, balnet.zeros(3, 3), 1, { restart = 3 })
end

function TestCluster:test_a_number_of_clusters_out_of_range_is_refused_at_the_callers_line()
  local line = debug.getinfo(1, "l").currentline + 1
  local ok, message = pcall(function() kmeans(balnet.zeros(3, 2), 4) end)
  lu.assertFalse(ok)
  lu.assertStrContains(message, "test_cluster.lua:" .. line .. ": bad argument #2 to 'kmeans' (there must be 1 to")
  lu.assertErrorMsgContains("bad argument #2", kmeans, balnet.zeros(3, 2), 0)
  lu.assertErrorMsgContains("bad argument #2", kmeans, balnet.zeros(3, 2), math.mininteger)
  lu.assertErrorMsgContains("no integer representation", kmeans, balnet.zeros(3, 2), 1.5)
end

function TestCluster:test_a_wrong_shape_is_refused()
  lu.assertErrorMsgContains("one point a row", kmeans, balnet.zeros(3), 1)
  lu.assertErrorMsgContains("one point a row", kmeans, balnet.zeros(), 1)
  lu.assertErrorMsgContains("restarts is 0; it must be", kmeans, balnet.zeros(3, 2), 1, { restarts = 0 })
  lu.assertErrorMsgContains("2 x 3; a square matrix", means, balnet.zeros(2, 3), balnet.zeros(3))
  lu.assertErrorMsgContains("labels has shape 2; 3 were needed", means, balnet.zeros(3, 3), balnet.zeros(2))
  lu.assertErrorMsgContains("balnet.tensor expected", means, 1, 2)
end

function TestCluster:test_points_whose_squares_vanish_are_told_apart()
  local points = balnet.tensor { { 1e-165 }, { 1.2e-165 }, { 5e-165 }, { 5.4e-165 } }
  local labels, centers = balnet.cluster.kmeans(points, 2)
  lu.assertEquals(labels:totable(), { 1, 1, 2, 2 })
  lu.assertAlmostEquals(centers[{ 1, 1 }] / 1.1e-165, 1, 1e-14)
  lu.assertAlmostEquals(centers[{ 2, 1 }] / 5.2e-165, 1, 1e-14)
  labels = balnet.cluster.kmeans(points * 1e-158, 2) -- subnormal numbers
  lu.assertEquals(labels:totable(), { 1, 1, 2, 2 })
end

os.exit(lu.LuaUnit.run())
