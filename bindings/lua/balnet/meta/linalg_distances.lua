---@meta balnet.meta.linalg_distances
-- luacheck: ignore 212 241

--- Distances of points.

---@class balnet.linalg
local linalg = {}

---@class balnet.linalg.distance_options
---@field metric? string "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine" (one less the cosine of the angle) or
--- "correlation" (one less Pearson's) (euclidean)

--- Distances of points from points: those of a by row, those of b by column.
---
---     balnet.linalg.cdist(balnet.tensor { { 0, 0 }, { 3, 0 } }, balnet.tensor { { 0, 4 } })  --> { { 4 }, { 5 } }
---@param a balnet.tensor M x D, a point a row
---@param b balnet.tensor N x D
---@param options? balnet.linalg.distance_options
---@return balnet.tensor distances M x N, f64
function linalg.cdist(a, b, options) end

--- Distances of points from each other, each once: of points 1 and 2, 1 and 3, ..., 2 and 3, .... With the metric "correlation" a matrix of
--- dissimilarity of representations (Kriegeskorte, Mur and Bandettini 2008), which `balnet.stats.spearman` compares with another.
---
---     balnet.linalg.pdist({ { 0 }, { 1 }, { 5 } }, { metric = "cityblock" })  --> { 1, 5, 4 }
---@param points balnet.tensor|number[][] N x D, a point a row
---@param options? balnet.linalg.distance_options
---@return balnet.tensor distances N (N - 1) / 2, f64
function linalg.pdist(points, options) end

--- Distances as `pdist` gives them as a symmetric matrix, or those of such a matrix as a vector.
---
---     balnet.linalg.squareform { 1, 5, 4 }  --> { { 0, 1, 5 }, { 1, 0, 4 }, { 5, 4, 0 } }
---@param x balnet.tensor|number[]|number[][]
---@return balnet.tensor
function linalg.squareform(x) end
