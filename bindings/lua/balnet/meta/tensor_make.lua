---@meta balnet.meta.tensor_make
-- luacheck: ignore 212 241

--- New tensors. A shape is given as numbers or as one table of them, the dtype as a last word, "f64" by
--- default. An error for a negative extent, more than eight dimensions, and for a size that is beyond 2^48
--- elements or the machine's memory.

---@class balnet
local balnet = {}

--- A tensor of zeros; without an extent a scalar.
---
---     balnet.zeros(2, 3)  --> { { 0, 0, 0 }, { 0, 0, 0 } }
---     balnet.zeros(2, "f32"):dtype()  --> "f32"
---@param ... integer|integer[]|balnet.dtype the shape, and the dtype
---@return balnet.tensor
function balnet.zeros(...) end

--- A tensor of ones.
---
---     balnet.ones(3)  --> { 1, 1, 1 }
---@param ... integer|integer[]|balnet.dtype the shape, and the dtype
---@return balnet.tensor
function balnet.ones(...) end

--- A tensor of one value.
---
---     balnet.full({ 2, 2 }, 0.5)  --> { { 0.5, 0.5 }, { 0.5, 0.5 } }
---@param shape integer[]
---@param value number
---@param dtype? balnet.dtype
---@return balnet.tensor
function balnet.full(shape, value, dtype) end

--- A matrix with ones on the main diagonal and zeros elsewhere.
---
---     balnet.eye(2)  --> { { 1, 0 }, { 0, 1 } }
---@overload fun(n: integer, dtype?: balnet.dtype): balnet.tensor
---@param rows integer
---@param columns integer
---@param dtype? balnet.dtype
---@return balnet.tensor
function balnet.eye(rows, columns, dtype) end

--- The numbers that `for x = first, last, step` counts, both ends included; `arange(n)` is 1 to n.
---
---     balnet.arange(3)  --> { 1, 2, 3 }
---     balnet.arange(0, 1, 0.25)  --> { 0, 0.25, 0.5, 0.75, 1 }
---@overload fun(last: number, dtype?: balnet.dtype): balnet.tensor
---@overload fun(first: number, last: number, dtype?: balnet.dtype): balnet.tensor
---@param first number
---@param last number
---@param step number 1 by default; not 0
---@param dtype? balnet.dtype
---@return balnet.tensor
function balnet.arange(first, last, step, dtype) end

--- `count` >= 1 numbers from first to last at even distances, both ends exact.
---
---     balnet.linspace(0, 1, 5)  --> { 0, 0.25, 0.5, 0.75, 1 }
---@param first number
---@param last number
---@param count integer
---@param dtype? balnet.dtype
---@return balnet.tensor
function balnet.linspace(first, last, count, dtype) end

--- A new tensor with the numbers of a nested table, of a number (a scalar), or of a tensor. An error that
--- says where, for a ragged table or an element that is no number.
---
---     balnet.tensor { { 1, 2, 3 }, { 4, 5, 6 } }:shape()  --> 2, 3
---@param from number|table|balnet.tensor
---@param dtype? balnet.dtype of a tensor by default its own
---@return balnet.tensor
function balnet.tensor(from, dtype) end

--- The tensors set one after another along `dim`; their other extents are equal.
---
---     balnet.concatenate({ balnet.ones(2), balnet.zeros(1) })  --> { 1, 1, 0 }
---@param list balnet.tensor[]
---@param dim? integer 1 by default
---@return balnet.tensor
function balnet.concatenate(list, dim) end

--- Tensors of one shape set side by side along a new dimension `dim`.
---
---     balnet.stack { balnet.ones(2), balnet.zeros(2) }  --> { { 1, 1 }, { 0, 0 } }
---@param list balnet.tensor[]
---@param dim? integer 1 by default
---@return balnet.tensor
function balnet.stack(list, dim) end

--- Elements of `a` where the condition is not 0, of `b` elsewhere; all three broadcast.
---
---     local t = balnet.tensor { -1, 2, -3 }
---     balnet.where(t:gt(0), t, 0)  --> { 0, 2, 0 }
---@param condition balnet.tensor
---@param a balnet.tensor|number
---@param b balnet.tensor|number
---@return balnet.tensor
function balnet.where(condition, a, b) end

--- `t:diag(offset)`.
---
---     balnet.diag(balnet.tensor { 1, 2 })  --> { { 1, 0 }, { 0, 2 } }
---@param t balnet.tensor
---@param offset? integer
---@return balnet.tensor
function balnet.diag(t, offset) end

--- `t:matmul(u)`.
---
---     balnet.matmul(balnet.eye(2), balnet.tensor { 3, 4 })  --> { 3, 4 }
---@param t balnet.tensor
---@param u balnet.tensor
---@return balnet.tensor
function balnet.matmul(t, u) end

--- `t:dot(u)`.
---
---     balnet.dot(balnet.tensor { 1, 2 }, balnet.tensor { 3, 4 })  --> 11
---@param t balnet.tensor
---@param u balnet.tensor
---@return number
function balnet.dot(t, u) end

--- `t:outer(u)`.
---
---     balnet.outer(balnet.tensor { 1, 2 }, balnet.tensor { 3, 4 })  --> { { 3, 4 }, { 6, 8 } }
---@param t balnet.tensor
---@param u balnet.tensor
---@return balnet.tensor
function balnet.outer(t, u) end

--- `t:trace()`.
---
---     balnet.trace(balnet.eye(5))  --> 5
---@param t balnet.tensor
---@return number
function balnet.trace(t) end
