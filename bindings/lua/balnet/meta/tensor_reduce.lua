---@meta balnet.meta.tensor_reduce
-- luacheck: ignore 212 241

--- Reductions and sorting. Without `dim` a reduction goes over all elements and gives a number; with it, it
--- goes along that dimension and gives a tensor without it, or with `keep` one where it has extent 1. A table
--- of dimensions, `x:mean({ 1, 3 })`, is reduced as one, but not by `argmin`, `argmax`, running results and
--- the sorts. Sums are accumulated in f64 with compensation (Neumaier 1974), variances by merged moments
--- (Chan, Golub, LeVeque 1983), norms without overflow. NaN goes through all of them.

---@class balnet.tensor
local tensor = {}

--- The sum; 0 of no elements.
---
---     local t = balnet.tensor { { 1, 2 }, { 3, 4 } }
---     t:sum()  --> 10
---     t:sum(1)  --> { 4, 6 }
---     t:sum(2, true)  --> { { 3 }, { 7 } }
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:sum(dim, keep) end

--- The product; 1 of no elements.
---
---     balnet.tensor { 1, 2, 3, 4 }:prod()  --> 24
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:prod(dim, keep) end

--- The mean; NaN of no elements.
---
---     local t = balnet.tensor { { 1, 2 }, { 3, 4 } }
---     t:mean(), t:mean(1)  --> 2.5, { 2, 3 }
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:mean(dim, keep) end

--- The variance: squared deviations from the mean, summed and divided by n - 1, or with correction 0 by n.
--- NaN where that is 0.
---
---     balnet.tensor { 1, 2, 3 }:var()  --> 1
---     balnet.tensor { { 1, 2, 3 } }:var(2, 0)  --> { 0.666667 }
---@overload fun(self: balnet.tensor, dim: nil, correction?: 0|1): number
---@param dim integer|integer[]
---@param correction? 0|1 1 by default
---@param keep? boolean
---@return balnet.tensor
function tensor:var(dim, correction, keep) end

--- The standard deviation: the square root of `var`.
---
---     balnet.tensor { 1, 3 }:std()  --> 1.414214
---@overload fun(self: balnet.tensor, dim: nil, correction?: 0|1): number
---@param dim integer|integer[]
---@param correction? 0|1 1 by default
---@param keep? boolean
---@return balnet.tensor
function tensor:std(dim, correction, keep) end

--- The least element. An error for no elements.
---
---     balnet.tensor { { 3, 1 }, { 2, 4 } }:min(1)  --> { 2, 1 }
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:min(dim, keep) end

--- The greatest element. An error for no elements.
---
---     balnet.tensor { { 3, 1 }, { 2, 4 } }:max()  --> 4
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:max(dim, keep) end

--- The first position of the least element, or of the first NaN; over all, counted in row-major order. An
--- error for no elements.
---
---     balnet.tensor { 3, 1, 2 }:argmin()  --> 2
---@overload fun(self): integer
---@param dim integer
---@param keep? boolean
---@return balnet.tensor
function tensor:argmin(dim, keep) end

--- The first position of the greatest element, as `argmin`.
---
---     balnet.tensor { { 3, 1 }, { 2, 4 } }:argmax(2)  --> { 1, 2 }
---@overload fun(self): integer
---@param dim integer
---@param keep? boolean
---@return balnet.tensor
function tensor:argmax(dim, keep) end

--- The norm: 2 the Euclidean length, 1 the sum of magnitudes, math.huge the greatest magnitude.
---
---     balnet.tensor { 3, 4 }:norm()  --> 5
---     balnet.tensor { { 3, -4 } }:norm(2, 1)  --> { 7 }
---@overload fun(self: balnet.tensor, dim: nil, p?: number): number
---@param dim integer|integer[]
---@param p? number 2 by default
---@param keep? boolean
---@return balnet.tensor
function tensor:norm(dim, p, keep) end

--- How many elements are not 0; NaN is not. With `dim` in f64, which counts exactly.
---
---     balnet.tensor { 0, 5, 7 }:count_nonzero()  --> 2
---@overload fun(self): integer
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:count_nonzero(dim, keep) end

--- True when some element is not 0. With `dim` a mask, 1 where some element along it is not.
---
---     balnet.tensor { 0, 0, 1 }:any()  --> true
---@overload fun(self): boolean
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:any(dim, keep) end

--- True when no element is 0. With `dim` a mask, 1 where no element along it is.
---
---     balnet.tensor { { 0, 1 }, { 2, 3 } }:all(2)  --> { 0, 1 }
---@overload fun(self): boolean
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:all(dim, keep) end

--- The running sums along `dim`.
---
---     balnet.tensor { 1, 2, 3 }:cumsum()  --> { 1, 3, 6 }
---@param dim? integer the last by default
---@return balnet.tensor
function tensor:cumsum(dim) end

--- The running products along `dim`.
---
---     balnet.tensor { 1, 2, 3 }:cumprod()  --> { 1, 2, 6 }
---@param dim? integer the last by default
---@return balnet.tensor
function tensor:cumprod(dim) end

--- The greatest elements so far along `dim`; from the first NaN on, NaN.
---
---     balnet.tensor { 1, 3, 2 }:cummax()  --> { 1, 3, 3 }
---@param dim? integer the last by default
---@return balnet.tensor
function tensor:cummax(dim) end

--- The least elements so far along `dim`; from the first NaN on, NaN.
---
---     balnet.tensor { 3, 1, 2 }:cummin()  --> { 3, 1, 1 }
---@param dim? integer the last by default
---@return balnet.tensor
function tensor:cummin(dim) end

--- The elements sorted along `dim`, NaN last.
---
---     balnet.tensor { 3, 1, 2 }:sort()  --> { 1, 2, 3 }
---     balnet.tensor { 3, 1, 2 }:sort(1, "descending")  --> { 3, 2, 1 }
---@param dim? integer the last by default
---@param order? "ascending"|"descending"
---@return balnet.tensor
function tensor:sort(dim, order) end

--- The positions, counted from 1, from which `sort` takes its elements; equal ones keep their order. To put
--- rows in the order of a vector: `t:take(1, v:argsort())`.
---
---     balnet.tensor { 30, 10, 20 }:argsort()  --> { 2, 3, 1 }
---@param dim? integer the last by default
---@param order? "ascending"|"descending"
---@return balnet.tensor # f64
function tensor:argsort(dim, order) end

--- The places, counted from 1 (and one more than there are elements for the end), before which values go into
--- a sorted vector to keep it sorted. By `side` "left", the default, an equal element stays behind the value,
--- by "right" before it. An error for a vector that does not ascend; for one that `argsort` sorts there is
--- `t:take(1, order)`.
---
---     balnet.tensor { 10, 20, 30 }:searchsorted(balnet.tensor { 5, 20, 99 })  --> { 1, 2, 4 }
---@overload fun(self: balnet.tensor, values: number, side?: "left"|"right"): integer
---@param values balnet.tensor
---@param side? "left"|"right"
---@return balnet.tensor # f64, of the shape of the values
function tensor:searchsorted(values, side) end

--- The q-quantile, interpolated between neighbours (Hyndman and Fan 1996, definition 7); NaN of no elements
--- and where one is NaN.
---
---     balnet.tensor { 1, 2, 3, 4 }:quantile(0.25)  --> 1.75
---@overload fun(self: balnet.tensor, q: number): number
---@param q number 0 to 1
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:quantile(q, dim, keep) end

--- The median: the 0.5-quantile.
---
---     balnet.tensor { 5, 1, 3 }:median()  --> 3
---@overload fun(self): number
---@param dim integer|integer[]
---@param keep? boolean
---@return balnet.tensor
function tensor:median(dim, keep) end
