---@meta balnet.meta.lesions
-- luacheck: ignore 212 241

--- What trained networks lose by lesions, where their states are, and what units select.

---@class balnet.geometry
local geometry = {}

--- What a network loses by lesions: for each group of units, their weights onto others and the readouts are scaled, f measures, and
--- the trainer is as it was, to the bit. The weights are those of the trainer itself while f runs; f must not train.
---
---     local trainer = balnet.trainer { neurons = 4, threads = 1 }
---     local function f(t) return t:w_out():abs():sum() end
---     local lost = balnet.geometry.lesions(trainer, { { 1 }, { 1, 2, 3, 4 } }, f)
---     lost[1] < f(trainer), lost[2]  --> true, 0
---@param network balnet.run|balnet.trainer
---@param groups integer[][] units of each lesion
---@param f fun(trainer: balnet.trainer): number the performance, as `function(t) return t:measure().test_error end`
---@param options? {scale: number} what their outgoing weights are multiplied by (0)
---@return balnet.tensor performance one a group
function geometry.lesions(network, groups, f, options) end

--- What a network loses by lesions of connections between groups: as `lesions`, with one block of J scaled at a time,
--- in every gate of a GRU.
---
---     local trainer = balnet.trainer { neurons = 4, threads = 1 }
---     trainer:J():fill(1)
---     local function f(t) return t:J():sum() end
---     balnet.geometry.block_lesions(trainer, { { 1 }, { 2, 3, 4 } }, f)  --> { { 15, 13 }, { 13, 7 } }
---@param network balnet.run|balnet.trainer
---@param groups integer[][] units, as the clusters that `balnet.cluster.kmeans` finds
---@param f fun(trainer: balnet.trainer): number the performance
---@param options? {scale: number} what the weights of a block are multiplied by (0)
---@return balnet.tensor performance row a, column b: without the connections onto group a from group b
function geometry.block_lesions(network, groups, f, options) end

--- The density of states in a plane, for an image: their share in each bin over its area. States outside of the range count in
--- the whole. An error for states that are all at one place along an axis, without a range.
---
---     local x = balnet.tensor { { 0, 0 }, { 0.1, 0 }, { 2, 1 }, { 2, 1 } }
---     local density, u, v = balnet.geometry.density(x, { 0, 0 }, balnet.eye(2), { bins = 2 })
---     density  --> { { 1, 0 }, { 0, 1 } }
---     u, v     --> { 0.5, 1.5 }, { 0.25, 0.75 }
---@param x balnet.tensor T x N x B as of `respond`, or n x N
---@param origin balnet.tensor|number[] N, as `mean` of a result of `balnet.reduce.pca`
---@param axes balnet.tensor 2 x N, as its first two components
---@param options? {bins: integer, range: number[][]} bins: along each axis (50); range: from and to along each, of the states
---@return balnet.tensor density a row a bin along the second axis, a column one along the first
---@return balnet.tensor u the middles of the bins along the first axis
---@return balnet.tensor v along the second
function geometry.density(x, origin, axes, options) end

--- What each unit selects: the correlation, over trials, of its mean state with a number of each trial, as the evidence or the
--- choice. With `ordered` it gives J in the order of selectivity. 0 for a unit that is the same in all trials.
---
---     local x = balnet.tensor { { { 1, 2, 3 }, { 0, 0, -1 }, { 5, 5, 5 } } }  -- one step, three units, three trials
---     balnet.geometry.selectivity(x, { 1, 2, 3 })  --> { 1, -0.8660, 0 }
---@param x balnet.tensor T x N x B as of `respond`
---@param values balnet.tensor|number[] B
---@return balnet.tensor selectivity N, from -1 to 1
function geometry.selectivity(x, values) end
