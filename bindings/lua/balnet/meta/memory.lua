---@meta balnet.meta.memory
-- luacheck: ignore 212 241

--- Linear memory of networks for their past inputs.

---@class balnet.information
local information = {}

---@class balnet.information.memory_result
---@field capacity number the sum of `memory`, at most the rank of the states
---@field standard_error? number of the capacity, by leaving out one trial at a time; NaN with a single one; of `memory`
---@field memory balnet.tensor m(k), the part of the variance of the input k steps before that a linear readout explains
---@field lag balnet.tensor k = 0, 1, …, in steps
---@field rank integer of the covariance of the states
---@field times? integer how many the estimate is made of; of `memory`

--- The linear memory of recorded states for an input: the part of the variance of s_(t-k) that the best linear readout of the states
--- at t explains, and their sum, the capacity (Jaeger 2001). The input should be white, one number a step, so that what is recalled
--- of one step tells nothing of another. The bias of a finite sample is taken away. Errors: shapes that do not fit, too few times,
--- states or an input that do not vary.
---
---     local stream = balnet.random(3)
---     local input, states = stream:normal(2000), balnet.zeros(3, 2000)
---     for k = 1, 3 do states[{ k, { k, 2000 } }] = input[{ { 1, 2001 - k } }] end -- a line of three delays
---     balnet.information.memory(input, states, { lags = 5 }).capacity  --> 3.00
---@param input balnet.tensor steps, or trials × steps
---@param states balnet.tensor units × steps, or units × trials × steps as `state` of a record has them
---@param options? table `lags`: how many (100); `skip`: steps at the start of a trial that are not used (0)
---@return balnet.information.memory_result
function information.memory(input, states, options) end

--- The linear memory of a network of linear units, x_t = x_(t-1) + dt (-x + J x + w_in s_t) + noise √dt ξ_t with a white s_t, in
--- closed form: m(k) = s² vᵀ A^kᵀ C⁻¹ A^k v with A = 1 + dt (J - 1), v = dt w_in and the stationary covariance C. With dt = 1 it is
--- the network x_t = J x_(t-1) + w_in s_t of Jaeger. Without noise the capacity is the number of dimensions that the input reaches.
--- Errors: shapes that do not fit, a network that is not stable. Source: White, Lee and Sompolinsky 2004.
---
---     local line = balnet.tensor { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 } }
---     balnet.information.linear_memory(line, balnet.tensor { 1, 0, 0 }, { lags = 5 }).memory  --> { 1, 1, 1, 0, 0 }
---@param J balnet.tensor N × N
---@param w_in balnet.tensor N
---@param options? table `lags` (100), `dt` (1), `noise` σ (0), `signal_std` of a step (1)
---@return balnet.information.memory_result
function information.linear_memory(J, w_in, options) end
