---@meta balnet.meta.tensor
-- luacheck: ignore 212 241

--- Tensors: dense arrays of numbers with up to eight dimensions, f64 or f32. Indices and dimensions count
--- from 1, or from the end by -1, -2, … A view (an index, a transpose, most reshapes) shares the elements of
--- its tensor and keeps them alive.
---
--- Every method raises an error, at the line that calls it, for an argument too many, for a nil that stands
--- before another argument (unless it says what nil means there), for arguments of the wrong kind, for a
--- dimension or index that is not there, for shapes that do not fit, and on a closed tensor.
---
--- `t[i]` is the number at i of a vector, and otherwise the view of what lies at i in the first dimension.
--- `t[{ i, { first, last, step }, true }]` goes through the dimensions: a number takes one away; a range,
--- both ends included, keeps it ({ first } is one element, {} and true are all of it, a negative step runs
--- backwards); dimensions not named stay whole. What has no dimension left is a number. `t[mask]`, the mask
--- being a tensor of the shape of `t` such as `t:gt(0)`, is a new vector of the elements where it is not 0
--- (NaN is not 0), in row-major order; `t[mask] = value` writes a number to all of these, or a vector or
--- table of as many. A mask of the shape of the first dimensions chooses all that lies behind them, as rows of a matrix:
--- `t[mask]` stacks these, and what is assigned broadcasts to that. So a table is a place and a tensor a mask; to
--- pick by a vector of indices there is `take`. `t[…] = value` with a place writes a number, a tensor that
--- broadcasts to the place, or a nested table. `#t` is the extent of the first dimension; `ipairs(t)` and
--- `t:rows()` go through it.
--- `t == u` is true when both have one shape and equal elements (NaN equals nothing); a tensor equals no number,
--- `t == 0` is false.
---
--- Comparisons are methods, `t:gt(0)`, and give 1 and 0; `t > 0` is an error that says so. `t & u`, `t | u`
--- and `~t` join them element by element, what is not 0 being true. `t:gt(1) and t:lt(3)` is not such a join:
--- Lua takes any tensor as true and gives the second; write `t:gt(1) & t:lt(3)`. `tostring(t)` is a table of
--- what fits a terminal. `local t <close> = …` closes the tensor at the end of the block.

---@alias balnet.dtype "f32"|"f64"

---@class balnet.tensor
---@field [integer] number|balnet.tensor
---@operator len: integer
---@operator band(balnet.tensor|number): balnet.tensor
---@operator bor(balnet.tensor|number): balnet.tensor
---@operator bnot: balnet.tensor
local tensor = {}

--- The extents, as that many numbers; with `dim` that one.
---
---     local t = balnet.zeros(3, 4)
---     t:shape()  --> 3, 4
---     t:shape(-1)  --> 4
---@param dim? integer
---@return integer ...
function tensor:shape(dim) end

--- The number of dimensions; 0 for a scalar.
---
---     balnet.zeros(3, 4):dims()  --> 2
---@return integer
function tensor:dims() end

--- The number of elements.
---
---     balnet.zeros(3, 4):size()  --> 12
---@return integer
function tensor:size() end

--- "f32" or "f64".
---
---     balnet.zeros(3, "f32"):dtype()  --> "f32"
---@return balnet.dtype
function tensor:dtype() end

--- True when the elements lie in row-major order without gaps.
---
---     balnet.zeros(3, 4):t():is_contiguous()  --> false
---@return boolean
function tensor:is_contiguous() end

--- Ends this handle: any later use of it is an error. Views into the same elements live on.
---
---     local t = balnet.zeros(3)
---     t:close()
---     (pcall(t.sum, t))  --> false
function tensor:close() end

--- The view of what lies at `index` in `dim`, without that dimension; of a vector a scalar tensor.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:select(2, 1)  --> { 1, 3 }
---@param dim integer
---@param index integer
---@return balnet.tensor view
function tensor:select(dim, index) end

--- The transpose of a matrix.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:t()  --> { { 1, 3 }, { 2, 4 } }
---@return balnet.tensor view
function tensor:t() end

--- Two dimensions swapped.
---
---     balnet.zeros(2, 3, 4):transpose(1, 3):shape()  --> 4, 3, 2
---@param one integer
---@param other integer
---@return balnet.tensor view
function tensor:transpose(one, other) end

--- The dimensions in another order; each is named once.
---
---     balnet.zeros(2, 3, 4):permute(3, 1, 2):shape()  --> 4, 2, 3
---@param ... integer
---@return balnet.tensor view
function tensor:permute(...) end

--- One dimension backwards.
---
---     balnet.tensor { 1, 2, 3 }:flip(1)  --> { 3, 2, 1 }
---@param dim integer
---@return balnet.tensor view
function tensor:flip(dim) end

--- A dimension of extent 1 more, before `dim` (dims + 1 or -1: behind the last).
---
---     balnet.zeros(3):unsqueeze(1):shape()  --> 1, 3
---     balnet.zeros(3):unsqueeze(-1):shape()  --> 3, 1
---@param dim integer
---@return balnet.tensor view
function tensor:unsqueeze(dim) end

--- Without dimension `dim`, which has extent 1; without an argument, without all such.
---
---     balnet.zeros(3, 1, 2):squeeze():shape()  --> 3, 2
---@param dim? integer
---@return balnet.tensor view
function tensor:squeeze(dim) end

--- The elements, in row-major order, in another shape: a view where the strides allow one, else a copy. One
--- extent may be -1: what is left for it.
---
---     balnet.arange(6):reshape(2, -1)  --> { { 1, 2, 3 }, { 4, 5, 6 } }
---@param ... integer|integer[]
---@return balnet.tensor
function tensor:reshape(...) end

--- The elements in row-major order as a vector: a view where the strides allow one, else a copy.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:flatten()  --> { 1, 2, 3, 4 }
---@return balnet.tensor
function tensor:flatten() end

--- Of a matrix the view of a diagonal, `offset` above the main one; of a vector the new square matrix with it
--- on that diagonal.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:diag()  --> { 1, 4 }
---     balnet.tensor { 1, 2 }:diag()  --> { { 1, 0 }, { 0, 2 } }
---@param offset? integer
---@return balnet.tensor
function tensor:diag(offset) end

--- A new tensor with the same elements.
---
---     local t = balnet.ones(2)
---     local other = t:clone()
---     other[1] = 5
---     t  --> { 1, 1 }
---@return balnet.tensor
function tensor:clone() end

--- The tensor in the given dtype: itself where it has it, else a converted copy.
---
---     balnet.tensor { 0.1 }:to "f32":dtype()  --> "f32"
---@param dtype balnet.dtype
---@return balnet.tensor
function tensor:to(dtype) end

--- The tensor itself where its elements lie in row-major order without gaps, else such a copy.
---
---     balnet.zeros(3, 4):t():contiguous():is_contiguous()  --> true
---@return balnet.tensor
function tensor:contiguous() end

--- Overwrites the elements with those of another tensor, which broadcasts to this shape. The two may overlap.
---
---     balnet.zeros(2, 2):copy(balnet.tensor { 1, 2 })  --> { { 1, 2 }, { 1, 2 } }
---@param from balnet.tensor
---@return balnet.tensor self
function tensor:copy(from) end

--- Overwrites every element.
---
---     balnet.zeros(3):fill(7)  --> { 7, 7, 7 }
---@param value number
---@return balnet.tensor self
function tensor:fill(value) end

--- The one element of a tensor that has just one.
---
---     balnet.tensor { { 5 } }:item()  --> 5
---@return number
function tensor:item() end

--- The elements as nested tables; of a scalar a number.
---
---     balnet.eye(2):totable()[2][2]  --> 1
---@return table|number
function tensor:totable() end

--- A new tensor of what lies at the given indices of `dim`, in that order; an index may be named more than
--- once.
---
---     balnet.tensor { 10, 20, 30 }:take(1, { 3, 1, 1 })  --> { 30, 10, 10 }
---@param dim integer
---@param indices integer[]|balnet.tensor
---@return balnet.tensor
function tensor:take(dim, indices) end

--- Overwrites what lies at the given indices of `dim`: the opposite of `take`. The values are a number, or a
--- tensor that broadcasts to what `take` would give; where an index is named twice the last value stays.
---
---     balnet.zeros(4):put(1, { 2, 4 }, 9)  --> { 0, 9, 0, 9 }
---@param dim integer
---@param indices integer[]|balnet.tensor
---@param values balnet.tensor|number
---@return balnet.tensor self
function tensor:put(dim, indices, values) end

--- A new tensor of f(x) for each element x, in row-major order. An error when f gives anything but a number.
---
---     balnet.tensor { 1, 2, 3 }:map(function(x) return x ^ 2 end)  --> { 1, 4, 9 }
---@param f fun(x: number): number
---@return balnet.tensor
function tensor:map(f) end

--- `map` in place.
---
---     local t = balnet.tensor { 1, 2, 3 }
---     t:apply(function(x) return -x end)
---     t  --> { -1, -2, -3 }
---@param f fun(x: number): number
---@return balnet.tensor self
function tensor:apply(f) end

--- The matrix product, by OpenBLAS: n x m times m x k is n x k, vectors stand for one row on the left and one
--- column on the right, further leading dimensions are stacks of matrices and broadcast. Sums of m
--- products are made in the dtype: of f32 they are off by at most m 2^-24 times the sum of the products' sizes
--- (Higham 2002, section 3.5), where sums, means and `dot` of f32 are made in f64; `t:to "f64"` sums in double. An
--- error when the inner extents differ.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:matmul(balnet.tensor { 1, 1 })  --> { 3, 7 }
---@param u balnet.tensor
---@return balnet.tensor
function tensor:matmul(u) end

--- The inner product of two vectors of one length.
---
---     balnet.tensor { 1, 2 }:dot(balnet.tensor { 3, 4 })  --> 11
---@param u balnet.tensor
---@return number
function tensor:dot(u) end

--- The outer product of two vectors: element (i, j) is t[i] * u[j].
---
---     balnet.tensor { 1, 2 }:outer(balnet.tensor { 3, 4 })  --> { { 3, 4 }, { 6, 8 } }
---@param u balnet.tensor
---@return balnet.tensor
function tensor:outer(u) end

--- The sum of the main diagonal of a matrix.
---
---     balnet.tensor { { 1, 2 }, { 3, 4 } }:trace()  --> 5
---@return number
function tensor:trace() end

--- The indices of the elements that are not 0 (NaN is not 0), in row-major order: a vector of them for each
--- dimension. An error for a scalar.
---
---     local row, column = balnet.tensor { { 0, 5 }, { 7, 0 } }:nonzero()
---     row, column  --> { 1, 2 }, { 2, 1 }
---@return balnet.tensor ...
function tensor:nonzero() end

--- Goes through the first dimension: `for i, row in t:rows() do`. A row is a view, an element of a vector a
--- number.
---
---     local sums = {}
---     for i, row in balnet.tensor { { 1, 2 }, { 3, 4 } }:rows() do sums[i] = row:sum() end
---     sums  --> { 3, 7 }
---@return fun(t: balnet.tensor, i: integer): integer?, number|balnet.tensor
---@return balnet.tensor
---@return integer
function tensor:rows() end
