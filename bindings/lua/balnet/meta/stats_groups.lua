---@meta balnet.meta.stats_groups
-- luacheck: ignore 212 241

--- Groups of samples.

---@class balnet.stats
local stats = {}

---@class balnet.stats.group
---@field key number|string|table<any, number|string> the value that its samples share; of several keys by their names
---@field index balnet.tensor its samples, ascending, for `take`

--- Samples in groups of one value of a key, or of each combination of several that occurs, ascending: rows of a table by condition, units
--- by cluster, trials by stimulus.
---
---     local noise, error = { 1, 2, 1, 2 }, balnet.tensor { 0.1, 0.4, 0.3, 0.6 }
---     local groups = balnet.stats.groupby(noise)
---     groups[2].key, error:take(1, groups[2].index):mean()  --> 2, 0.5
---     local both = balnet.stats.groupby { noise = noise, task = { "copy", "sum", "sum", "sum" } }
---     both[3].key.task, both[3].index  --> "sum", { 2, 4 }
---@param keys balnet.tensor|number[]|string[]|table<any, balnet.tensor|number[]|string[]> a vector or a list of texts, or several by name
---@return balnet.stats.group[]
function stats.groupby(keys) end
