---@meta balnet.meta.sparse
-- luacheck: ignore 212 241

--- Sparse networks in the stationary theory.

---@class balnet.meanfield
local meanfield = {}

--- The stationary state of the sparse network that `balnet.simulate.connections` draws, for many inputs a unit: the theory of one
--- population whose gain g, mean coupling and quenched variance follow from K, the weights and how inputs are drawn. All units are
--- alike as receivers, whatever the sign of what they send. A random in-degree adds a variance that does not change in time. The
--- mean of the weights may not be positive. Errors: those of `stationary`. Source: van Vreeswijk and Sompolinsky 1998; the formulas
--- stand in `bindings/lua/balnet/theory/sparse.lua`.
---
---     local network = { inputs = 100, weight = -0.12, input_mean = 4, noise = 0.5 }
---     local fixed = balnet.meanfield.sparse(network)
---     network.in_degree = "random"
---     fixed.gain, balnet.meanfield.sparse(network).variance > fixed.variance  --> 1.2, true
---@param definition? table `inputs` K (100), `in_degree` ("fixed", or "random"), `weight` (-0.01), `other_weight` (0),
--- `share` (1) and `weight_std` (0) as of `balnet.simulate.connections`; `neurons` N, without which K is few of them;
--- `activation`, `activation_power`, `activation_table`, `input_mean` (1), `input_spread` (0), `noise` (0), `lags` and
--- `lag_step` of `stationary`
---@return balnet.meanfield.stationary_state # and `gain` g and `coupling`, minus the sum of a unit's mean weights
function meanfield.sparse(definition) end
