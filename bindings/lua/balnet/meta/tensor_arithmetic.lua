---@meta balnet.meta.tensor_arithmetic
-- luacheck: ignore 212 241

--- Arithmetic and comparisons, element by element. Every method makes a new tensor; the form with a _ behind its
--- name overwrites the tensor and returns it; the function of the library takes numbers too, and gives a number
--- for numbers.
---
--- Shapes broadcast: they are aligned at the last dimension, and an extent of 1, or a missing one, is
--- repeated. A number takes the dtype of the tensor it meets; f32 with f64 gives f64. In place, the shape and
--- the dtype of the tensor stay. Errors: shapes that do not broadcast; an operand that is neither tensor nor
--- number; a closed tensor.

---@class balnet.tensor
---@operator add(balnet.tensor|number): balnet.tensor
---@operator sub(balnet.tensor|number): balnet.tensor
---@operator mul(balnet.tensor|number): balnet.tensor
---@operator div(balnet.tensor|number): balnet.tensor
---@operator pow(balnet.tensor|number): balnet.tensor
---@operator mod(balnet.tensor|number): balnet.tensor
---@operator idiv(balnet.tensor|number): balnet.tensor
---@field add_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `add` in place
---@field sub_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `sub` in place
---@field mul_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `mul` in place
---@field div_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `div` in place
---@field pow_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `pow` in place
---@field idiv_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `idiv` in place
---@field mod_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `mod` in place
---@field minimum_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `minimum` in place
---@field maximum_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `maximum` in place
---@field atan2_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `atan2` in place
---@field hypot_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `hypot` in place
---@field eq_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `eq` in place
---@field ne_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `ne` in place
---@field lt_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `lt` in place
---@field le_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `le` in place
---@field gt_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `gt` in place
---@field ge_ fun(self: balnet.tensor, u: balnet.tensor|number): balnet.tensor # `ge` in place
local tensor = {}

--- The sum; also `t + u`.
---
---     balnet.tensor { 1, 2 }:add(10)  --> { 11, 12 }
---     balnet.tensor { 1, 2 } + balnet.tensor { 3, 4 }  --> { 4, 6 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:add(u) end

--- The difference; also `t - u`.
---
---     balnet.tensor { 1, 2 } - 1  --> { 0, 1 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:sub(u) end

--- The product, element by element; also `t * u`. The matrix product is `matmul`.
---
---     balnet.tensor { 1, 2 } * balnet.tensor { 3, 4 }  --> { 3, 8 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:mul(u) end

--- The quotient; also `t / u`.
---
---     balnet.tensor { 1, 2 } / 2  --> { 0.5, 1 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:div(u) end

--- The power; also `t ^ u`.
---
---     balnet.tensor { 2, 3 } ^ 2  --> { 4, 9 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:pow(u) end

--- The floor of the quotient; also `t // u`.
---
---     balnet.tensor { 7, -7 } // 2  --> { 3, -4 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:idiv(u) end

--- The remainder, with the sign of the divisor as in Lua; also `t % u`.
---
---     balnet.tensor { 7, -7 } % 3  --> { 1, 2 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:mod(u) end

--- The lesser of both; NaN where either is NaN.
---
---     balnet.tensor { 1, 5 }:minimum(balnet.tensor { 3, 4 })  --> { 1, 4 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:minimum(u) end

--- The greater of both; NaN where either is NaN.
---
---     balnet.tensor { 1, 5 }:maximum(3)  --> { 3, 5 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:maximum(u) end

--- The angle of the point (u, t), in radians.
---
---     balnet.tensor { 1, -1 }:atan2(balnet.tensor { 0, 0 })  --> { 1.570796, -1.570796 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:atan2(u) end

--- The square root of the sum of squares, without overflow.
---
---     balnet.tensor { 3, 5 }:hypot(balnet.tensor { 4, 12 })  --> { 5, 13 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:hypot(u) end

--- 1 where both are equal, else 0. `t == u` compares whole tensors.
---
---     balnet.tensor { 1, 2, 3 }:eq(2)  --> { 0, 1, 0 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:eq(u) end

--- 1 where the two differ (NaN differs from all), else 0.
---
---     balnet.tensor { 1, 2, 3 }:ne(2)  --> { 1, 0, 1 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:ne(u) end

--- 1 where t is less, else 0.
---
---     balnet.tensor { 1, 2, 3 }:lt(2)  --> { 1, 0, 0 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:lt(u) end

--- 1 where t is less or equal, else 0.
---
---     balnet.tensor { 1, 2, 3 }:le(2)  --> { 1, 1, 0 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:le(u) end

--- 1 where t is greater, else 0.
---
---     local t = balnet.tensor { 1, 2, 3 }
---     t:gt(2)  --> { 0, 0, 1 }
---     t[t:gt(1)]  --> { 2, 3 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:gt(u) end

--- 1 where t is greater or equal, else 0.
---
---     balnet.tensor { 1, 2, 3 }:ge(2)  --> { 0, 1, 1 }
---@param u balnet.tensor|number
---@return balnet.tensor
function tensor:ge(u) end

--- Each element brought into low to high; NaN stays. An error unless low <= high.
---
---     balnet.tensor { -5, 0.5, 5 }:clamp(-1, 1)  --> { -1, 0.5, 1 }
---@param low number
---@param high number
---@return balnet.tensor
function tensor:clamp(low, high) end

--- `clamp` in place.
---
---     local t = balnet.tensor { -5, 0.5, 5 }
---     t:clamp_(-1, 1)
---     t  --> { -1, 0.5, 1 }
---@param low number
---@param high number
---@return balnet.tensor self
function tensor:clamp_(low, high) end
