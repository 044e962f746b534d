---@meta balnet.meta.stats_counts
-- luacheck: ignore 212 241

--- Counts of values and of points in the plane.

---@class balnet.stats
local stats = {}

---@class balnet.stats.histogram_options
---@field bins? integer|string|balnet.tensor|number[] their number, their edges, or a rule, "sturges", "sqrt", "scott" or "fd" (10)
---@field range? number[] the least and the greatest edge; those of the values by default
---@field density? boolean whether counts are divided by how many there are and the width of the bin (false)

--- Counts of values in bins. A bin holds its lower edge and not its upper one, but for the last. NaN is an
--- error; values outside of the range are not counted. Of times of spikes less that of an event the counts are one trial of a
--- peri-stimulus time histogram (PSTH).
---
---     local counts, edges = balnet.stats.histogram({ 0, 0.5, 1, 2 }, { bins = 2 })
---     counts, edges  --> { 2, 2 }, { 0, 1, 2 }
---@param x balnet.tensor|number[] any shape
---@param options? balnet.stats.histogram_options
---@return balnet.tensor counts
---@return balnet.tensor edges one more
function stats.histogram(x, options) end

---@class balnet.stats.histogram2d_options
---@field bins? integer|string|table how many on each side (10), or a list of two, for x and y: their number, edges or rule
---@field range? number[][] { { least x, greatest x }, { least y, greatest y } }; those of the points by default
---@field density? boolean whether counts are divided by how many there are and the area of the rectangle (false)

--- Counts of points in rectangles of the plane. A rectangle holds its lower edges and not its upper ones, but for the
--- last. NaN is an error; points outside of the ranges are not counted.
---
---     local counts = balnet.stats.histogram2d({ 0, 0, 1, 2 }, { 5, 6, 6, 6 }, { bins = 2 })
---     counts  --> { { 1, 1 }, { 0, 2 } }
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] as many
---@param options? balnet.stats.histogram2d_options
---@return balnet.tensor counts bins of x times bins of y, at most 1e8 in all
---@return balnet.tensor x_edges
---@return balnet.tensor y_edges
function stats.histogram2d(x, y, options) end

---@class balnet.stats.bincount_options
---@field least? integer elements that the result has at least (0)

--- How often each of 0, 1, 2, ... occurs.
---
---     balnet.stats.bincount { 0, 2, 2 }  --> { 1, 0, 2 }
---@param x balnet.tensor|number[] whole numbers of at least 0
---@param options? balnet.stats.bincount_options
---@return balnet.tensor counts element k + 1 is that of k
function stats.bincount(x, options) end
