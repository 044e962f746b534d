---@meta balnet.meta.cluster
-- luacheck: ignore 212 241

--- Clusters of points, and weights inside and between clusters.

---@class balnet
---@field cluster balnet.cluster

---@class balnet.cluster
local cluster = {}

---@class balnet.cluster.options
---@field restarts? integer independent starts, the best of which is kept (10)
---@field iterations? integer most of each restart (300)
---@field seed? integer of the starts (1)

--- Partitions points into clusters by k-means: Lloyd's iteration (1982) from k-means++ seeds (Arthur and
--- Vassilvitskii 2007), the best of several starts.
---
--- Clusters are numbered in the order of their first members, so point 1 has label 1. Where there are fewer
--- distinct points than clusters, the last clusters stay empty and their centers are NaN; what
--- varies by the rounding of the dtype alone is one number. The same points,
--- options and seed give the same result, to the bit.
---
--- An error when points is no matrix, holds a NaN or infinity, or k is not from 1 to N.
---
---     local points = balnet.tensor { { 0 }, { 10 }, { 1 }, { 11 } }
---     local labels, centers, inertia = balnet.cluster.kmeans(points, 2)
---     labels, centers, inertia  --> { 1, 2, 1, 2 }, { { 0.5 }, { 10.5 } }, 1
---@param points balnet.tensor N x D, row n is a point; pass a transposed view to cluster columns
---@param k integer number of clusters
---@param options? balnet.cluster.options
---@return balnet.tensor labels N, integers from 1 to k, f64
---@return balnet.tensor centers k x D, f64: the means of the members
---@return number inertia the sum over points of the squared distance to their center
function cluster.kmeans(points, k, options) end

--- Means of a weight matrix over the pairs of units in the same cluster (the diagonal included), in different
--- clusters, and over all pairs. Sums are taken in double.
---
--- An error when J is not square or the labels are not as many as its rows.
---
---     local J = balnet.tensor { { 1, 0 }, { 0, 1 } }
---     balnet.cluster.means(J, balnet.tensor { 1, 2 })  --> 1, 0, 0.5
---@param J balnet.tensor N x N
---@param labels balnet.tensor N
---@return number same
---@return number different NaN when there is one cluster
---@return number all
function cluster.means(J, labels) end
