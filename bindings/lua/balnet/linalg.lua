--- Linear algebra: `balnet.linalg`, with the names of NumPy's and SciPy's linalg. All is computed in double
-- by LAPACK (Anderson et al. 1999), and results are f64 whatever the dtype of the inputs.
--
-- Matrices are the last two dimensions of a tensor; more dimensions are stacks of matrices, whose leading
-- dimensions broadcast (written "..." below). Complex results are pairs: the real part, then the imaginary
-- part. An error for a wrong shape, more than 32768 rows or columns, NaN or infinity (its place is told), and
-- for an iteration that does not converge.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local tensor = require "balnet.tensor"
local threshold = require "balnet.linalg.threshold"

---@class balnet.linalg
local linalg = {}

for name, compute in pairs(require "balnet.native.lapack") do linalg[name] = compute end

local function matrix_shape(a)
  local shape = { a:shape() }
  return shape[#shape - 1], shape[#shape]
end

--- The Moore-Penrose inverse, by singular values (Golub and Van Loan 2013, section 5.5).
--
--     balnet.linalg.pinv(balnet.tensor { { 1 }, { 1 } })  --> { { 0.5, 0.5 } }
---@param a balnet.tensor ... x M x N
---@param tolerance? number singular values below it times the largest count as zero; eps max(M, N)
---@return balnet.tensor inverse ... x N x M, f64
linalg.pinv = arguments.at_caller("pinv", function(a, tolerance)
  local u, s, vt = linalg.svd(a)
  local kept = s:gt(threshold(s, a, tolerance))
  local factors = kept / tensor.where(kept, s, 1.0)
  return (vt:transpose(-2, -1) * factors:unsqueeze(-2)):matmul(u:transpose(-2, -1))
end, "tensor", "number?")

--- The number of singular values that do not count as zero.
--
--     balnet.linalg.matrix_rank(balnet.ones(3, 3))  --> 1
---@param a balnet.tensor ... x M x N
---@param tolerance? number as for `pinv`
---@return integer|balnet.tensor rank an integer for one matrix, else of shape "..."
linalg.matrix_rank = arguments.at_caller("matrix_rank", function(a, tolerance)
  local s = linalg.svdvals(a)
  if s:size() == 0 then return s:dims() == 1 and 0 or s:sum(-1) end
  local rank = s:gt(threshold(s, a, tolerance)):sum(-1)
  return rank:dims() == 0 and math.tointeger(rank:item()) or rank
end, "tensor", "number?")

--- The condition number: the largest singular value over the least; inf for a singular matrix.
--
--     balnet.linalg.cond(balnet.tensor { { 1, 0 }, { 0, 4 } })  --> 4
---@param a balnet.tensor ... x M x N
---@return number|balnet.tensor condition a number for one matrix, else of shape "..."
linalg.cond = arguments.at_caller("cond", function(a)
  local s = linalg.svdvals(a)
  local last = s:shape(-1)
  if last == 0 then error("a matrix without rows or columns has no condition number", 0) end
  local condition = s:select(-1, 1) / s:select(-1, last)
  return condition:dims() == 0 and condition:item() or condition
end, "tensor")

--- An orthonormal basis of the vectors x with a x = 0, by column; of one matrix, since stacks would differ in
-- columns.
--
--     balnet.linalg.null_space(balnet.tensor { { 1, 1 } }):abs()  --> { { 0.707107 }, { 0.707107 } }
---@param a balnet.tensor M x N
---@param tolerance? number as for `pinv`
---@return balnet.tensor basis N x (N - rank), f64
linalg.null_space = arguments.at_caller("null_space", function(a, tolerance)
  if a:dims() ~= 2 then error(("the tensor has %d dimensions; one matrix was needed"):format(a:dims()), 0) end
  local _, s, vt = linalg.svd(a, { full = true })
  local columns = a:shape(2)
  local rank = s:size() == 0 and 0 or math.tointeger(s:gt(threshold(s, a, tolerance)):sum())
  return vt[{ { rank + 1, columns } }]:t():clone()
end, "tensor", "number?")

--- The power of a square matrix, by repeated squaring; negative powers are those of the inverse.
--
--     balnet.linalg.matrix_power(balnet.tensor { { 1, 1 }, { 0, 1 } }, 5)  --> { { 1, 5 }, { 0, 1 } }
---@param a balnet.tensor ... x N x N
---@param exponent integer
---@return balnet.tensor power ... x N x N, f64
linalg.matrix_power = arguments.at_caller("matrix_power", function(a, exponent)
  local rows, columns = matrix_shape(a)
  local left = exponent
  if left == math.mininteger then error(("exponent is %d; one within +-2^63 was needed"):format(left), 0) end
  if rows == nil or rows ~= columns then error("a square matrix was needed", 0) end
  local square = left < 0 and linalg.inv(a) or a:to "f64"
  local result = square * 0.0 + tensor.eye(rows)
  left = math.abs(left)
  while left > 0 do
    if left % 2 == 1 then result = result:matmul(square) end
    left = left // 2
    if left > 0 then square = square:matmul(square) end
  end
  return result
end, "tensor", "integer")

-- Norms of matrices by name or order, a ... x M x N.
local matrix_norms = {
  [1] = function(a) return a:abs():sum(-2):max(-1) end,
  [-1] = function(a) return a:abs():sum(-2):min(-1) end,
  [2] = function(a) return linalg.svdvals(a):max(-1) end,
  [-2] = function(a) return linalg.svdvals(a):min(-1) end,
  [math.huge] = function(a) return a:abs():sum(-1):max(-1) end,
  [-math.huge] = function(a) return a:abs():sum(-1):min(-1) end,
  fro = function(a) return a:norm { -2, -1 } end,
  nuc = function(a) return linalg.svdvals(a):sum(-1) end,
}

local function vector_norm(a, order)
  if type(order) ~= "number" or order ~= order then
    error(("order is %s; a vector has a norm for each number"):format(kinds.shown(order)), 0)
  end
  if order == -math.huge then return a:abs():min() end
  if order == 0 then return a:ne(0):sum() end
  if order == 1 or order == 2 or order == math.huge then return a:norm(nil, order) end
  if a:size() == 0 then return 0.0 end
  local magnitudes = a:to("f64"):abs()
  if order < 0 then return 1 / vector_norm(1 / magnitudes, -order) end
  local most = magnitudes:max() -- so that no power leaves the range
  if not (most > 0 and most < math.huge) then return most end
  return most * ((magnitudes / most) ^ order):sum() ^ (1 / order)
end

--- The norm: of a vector the p-norm of any order, of matrices that by "fro" (Frobenius), "nuc" (the sum of the singular values), 2
-- (the largest one), 1 (the largest sum of the magnitudes of a column) or math.huge (of a row); -2, -1 and -math.huge have the
-- least in place of the largest. Without an order the root of the sum of all squares, whatever the shape.
--
--     local a = balnet.tensor { { 3, 0 }, { 4, 5 } }
--     balnet.linalg.norm(a, 1), balnet.linalg.norm(a, math.huge)  --> 7, 9
--     balnet.linalg.norm(balnet.tensor { 3, 4 })  --> 5
---@param a balnet.tensor N, or ... x M x N
---@param order? number|"fro"|"nuc"
---@return number|balnet.tensor norm a number for a vector or one matrix, else of shape "..."
linalg.norm = arguments.at_caller("norm", function(a, order)
  if order == nil then return a:norm() end
  if a:dims() == 1 then return vector_norm(a, order) end
  local norm = matrix_norms[order]
  if a:dims() < 2 or not norm then
    error(("order is %s of %d dimensions; a vector, or a matrix and 1, 2, math.huge, -1, -2, -math.huge, 'fro' or 'nuc' was needed")
      :format(kinds.shown(order), a:dims()), 0)
  end
  local result = norm(a)
  return result:dims() == 0 and result:item() or result
end, "tensor", "any?")

--- The Kronecker product: block (i, j) is a(i, j) b.
--
--     balnet.linalg.kron(balnet.eye(2), balnet.tensor { { 1, 2 } })  --> { { 1, 2, 0, 0 }, { 0, 0, 1, 2 } }
---@param a balnet.tensor M x N
---@param b balnet.tensor P x Q
---@return balnet.tensor product M P x N Q, f64 unless both are f32
linalg.kron = arguments.at_caller("kron", function(a, b)
  if a:dims() ~= 2 or b:dims() ~= 2 then error("two matrices were needed", 0) end
  local m, n = a:shape()
  local p, q = b:shape()
  return (a:reshape(m, 1, n, 1) * b:reshape(1, p, 1, q)):reshape(m * p, n * q)
end, "tensor", "tensor")

--- The cross product of vectors in three dimensions, the last; leading dimensions broadcast.
--
--     balnet.linalg.cross(balnet.tensor { 1, 0, 0 }, balnet.tensor { 0, 1, 0 })  --> { 0, 0, 1 }
---@param a balnet.tensor ... x 3
---@param b balnet.tensor ... x 3
---@return balnet.tensor product ... x 3, f64 unless both are f32
linalg.cross = arguments.at_caller("cross", function(a, b)
  for name, v in pairs { a = a, b = b } do
    if v:dims() == 0 or v:shape(-1) ~= 3 then error(name .. " has no last dimension of extent 3", 0) end
  end
  local part = {}
  for i = 1, 3 do
    local j, k = i % 3 + 1, (i + 1) % 3 + 1
    part[i] = a:select(-1, j) * b:select(-1, k) - a:select(-1, k) * b:select(-1, j)
  end
  return tensor.stack(part, -1)
end, "tensor", "tensor")

for name, f in pairs(require "balnet.linalg.distances") do linalg[name] = f end

return linalg
