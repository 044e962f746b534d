--- Arrays: `balnet.array`, with the names of NumPy's and SciPy's functions of arrays. Results are new tensors of the dtype of what is
-- given.
--
-- What goes through elements one by one (`cumprod`, `searchsorted`, `take`, `put`) is a method of tensors, as is what NumPy has as a
-- method (`flip` for its flip, `clamp` for its clip, `transpose`, `permute` and `diag` among them); makers that need
-- no other tensor (`linspace`, `eye`) stand at the top of the library. Here is what is put together from those. Statistics are in
-- `balnet.stats`, products and factors of matrices in `balnet.linalg`, differences and integrals in `balnet.signal`.

local arguments = require "balnet.parameters.arguments"
local einsum = require "balnet.array.einsum"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local padding = require "balnet.array.padding"
local tensor = require "balnet.tensor"

---@class balnet.array
local array = {}

local function check_whole(name, value)
  local whole = math.type(value) and math.tointeger(value)
  if not whole then error(("%s is %s; a whole number was needed"):format(name, tostring(value)), 0) end
  return whole
end

local function check_dim(t, dim)
  if not math.tointeger(dim) or dim == 0 or math.abs(dim) > t:dims() then
    error(("dimension %s does not exist: the tensor has %d"):format(tostring(dim), t:dims()), 0)
  end
  return dim > 0 and dim or dim + t:dims() + 1
end

local function vector_of(name, values)
  local t, needed = kinds.read("numbers", values)
  if not t then error(("%s is %s; %s was needed"):format(name, kinds.shown(values), needed), 0) end
  if t:dims() ~= 1 then error(("%s has %d dimensions; a vector was needed"):format(name, t:dims()), 0) end
  return t
end

-- The key by which the elements from `first` to `last` of a dimension are picked.
local function range_of(t, dim, first, last)
  local key = {}
  for d = 1, t:dims() do key[d] = true end
  key[dim > 0 and dim or dim + t:dims() + 1] = { first, last }
  return key
end

local function roll(t, shift, dim)
  if t:size() == 0 then return t:clone() end
  local n = t:shape(dim)
  local moved = shift % n
  if moved == 0 then return t:clone() end
  return tensor.concatenate({ t[range_of(t, dim, n - moved + 1, n)], t[range_of(t, dim, 1, n - moved)] }, dim)
end

--- Moves elements along a dimension by a number of places, those beyond the end to the beginning; without a dimension in row-major order
-- over all of them.
--
--     balnet.array.roll(balnet.arange(4), 1)  --> { 4, 1, 2, 3 }
---@param t balnet.tensor
---@param shift integer negative: towards the beginning
---@param dim? integer
---@return balnet.tensor rolled the shape of t
array.roll = arguments.at_caller("roll", function(t, shift, dim)
  if dim then return roll(t, shift, dim) end
  return roll(t:flatten(), shift, 1):reshape(t:shape())
end, "tensor", "integer", "integer?")

-- What lies on one side of a diagonal set to 0, in the last two dimensions.
local function triangle(t, offset, side)
  offset = offset or 0
  if t:dims() < 2 then error(("the tensor has %d dimensions; at least 2 were needed"):format(t:dims()), 0) end
  local result = t:clone()
  if t:size() == 0 then return result end
  local right = tensor.arange(t:shape(-1)) - tensor.arange(t:shape(-2)):unsqueeze(2)
  result[tensor.zeros(t:shape()) + right[side](right, offset)] = 0
  return result
end

--- The lower triangle: what lies above a diagonal of the last two dimensions is 0.
--
--     balnet.array.tril(balnet.ones(2, 2))  --> { { 1, 0 }, { 1, 1 } }
---@param t balnet.tensor
---@param offset? integer 0, the main diagonal; below it where negative
---@return balnet.tensor
array.tril = arguments.at_caller("tril", function(t, offset) return triangle(t, offset, "gt") end, "tensor", "integer?")

--- The upper triangle: what lies below a diagonal of the last two dimensions is 0.
--
--     balnet.array.triu(balnet.ones(2, 2), 1)  --> { { 0, 1 }, { 0, 0 } }
---@param t balnet.tensor
---@param offset? integer 0, the main diagonal; below it where negative
---@return balnet.tensor
array.triu = arguments.at_caller("triu", function(t, offset) return triangle(t, offset, "lt") end, "tensor", "integer?")

--- Rotates by multiples of 90 degrees in the plane of two dimensions, from the first towards the second: once makes the columns of
-- a matrix, from the last to the first, its rows.
--
--     balnet.array.rot90(balnet.tensor { { 1, 2 }, { 3, 4 } })  --> { { 2, 4 }, { 1, 3 } }
---@param t balnet.tensor at least 2 dimensions
---@param times? integer 1; negative: the other way
---@param dims? integer[] the plane, { 1, 2 }
---@return balnet.tensor
array.rot90 = arguments.at_caller("rot90", function(t, times, dims)
  times = (times or 1) % 4
  dims = dims or { 1, 2 }
  if #dims ~= 2 then error("dims are no two dimensions", 0) end
  local one, other = check_dim(t, dims[1]), check_dim(t, dims[2])
  if one == other then error(("dims are %d and %d; two that differ were needed"):format(dims[1], dims[2]), 0) end
  if times == 2 then return t:flip(one):flip(other):clone() end
  if times == 0 then return t:clone() end
  return (times == 1 and t:flip(other):transpose(one, other) or t:flip(one):transpose(one, other)):clone()
end, "tensor", "integer?", "table?")

--- Repeats each element a number of times along a dimension; without one, all elements in row-major order.
--
--     balnet.array.repeat_interleave(balnet.tensor { 1, 2 }, 2)  --> { 1, 1, 2, 2 }
---@param t balnet.tensor
---@param times integer|integer[]|balnet.tensor how often each, or how often each one
---@param dim? integer
---@return balnet.tensor
array.repeat_interleave = arguments.at_caller("repeat_interleave", function(t, times, dim)
  if not dim then t, dim = t:flatten(), 1 end
  local extent = t:shape(check_dim(t, dim))
  local places = {}
  if type(times) == "userdata" then times = vector_of("times", times):totable() end
  if type(times) == "table" and #times ~= extent then
    error(("times has %d numbers; %d, one for each element of dimension %d, were needed"):format(#times, extent, dim), 0)
  end
  for i = 1, extent do
    local count = check_whole("times", type(times) == "table" and times[i] or times)
    if count < 0 then error(("times is %d; at least 0 was needed"):format(count), 0) end
    for _ = 1, count do places[#places + 1] = i end
  end
  return t:take(dim, places)
end, "tensor", "any", "integer?")

--- Repeats the whole tensor a number of times along each dimension. Fewer numbers than dimensions are those of the last ones; more
-- give new dimensions in front.
--
--     balnet.array.tile(balnet.tensor { 1, 2 }, 2)  --> { 1, 2, 1, 2 }
---@param t balnet.tensor
---@param times integer|integer[]
---@return balnet.tensor
array.tile = arguments.at_caller("tile", function(t, times)
  if type(times) ~= "table" then times = { times } end
  local missing = #times - t:dims()
  for _ = 1, missing do t = t:unsqueeze(1) end
  for i, count in ipairs(times) do
    count = check_whole("times", count)
    if count < 0 then error(("times is %d; at least 0 was needed"):format(count), 0) end
    local dim, copies = t:dims() - #times + i, {}
    for k = 1, count do copies[k] = t end
    if count == 0 then copies[1] = t[range_of(t, dim, 1, 0)] end
    t = tensor.concatenate(copies, dim)
  end
  return #times == 0 and t:clone() or t
end, "tensor", "any")

--- The tensor with more elements at both ends of its dimensions.
--
--     balnet.array.pad(balnet.tensor { 1, 2 }, { 1, 2 })  --> { 0, 1, 2, 0, 0 }
--     balnet.array.pad(balnet.tensor { 1, 2 }, 1, { mode = "edge" })  --> { 1, 1, 2, 2 }
---@param t balnet.tensor
---@param widths integer|integer[]|integer[][] how many: on every side; { before, after } for every dimension; or such a pair for each
---@param options? {mode: string, value: number} mode: "constant", "edge" (the outermost element), "reflect" (mirrored,
--- without the outermost), "symmetric" (mirrored, with it) or "wrap" (from the other end); "constant". value: of
--- "constant", 0
---@return balnet.tensor
array.pad = arguments.at_caller("pad", function(t, widths, given)
  return padding.pad(t, widths, options.over(given, padding.fields))
end, "tensor", "any", "options?")

--- The coordinates of a grid: of each vector a tensor with a dimension for each vector, along which it varies as the vector does.
-- The first vector goes along the first dimension (NumPy's `indexing="ij"`).
--
--     local x, y = balnet.array.meshgrid { { 1, 2 }, { 10, 20, 30 } }
--     x, y[1]  --> { { 1, 1, 1 }, { 2, 2, 2 } }, { 10, 20, 30 }
---@param vectors (balnet.tensor|number[])[]
---@return balnet.tensor ... one for each vector
array.meshgrid = arguments.at_caller("meshgrid", function(vectors)
  local shape, grids = {}, {}
  for i, vector in ipairs(vectors) do
    grids[i] = vector_of("vector " .. i, vector)
    shape[i] = #grids[i]
  end
  for i, vector in ipairs(grids) do
    local along = {}
    for d = 1, #shape do along[d] = d == i and -1 or 1 end
    grids[i] = tensor.zeros(shape, vector:dtype()):copy(vector:reshape(along))
  end
  return table.unpack(grids)
end, "table")

local function check_count(count)
  if count < 1 then error(("the count is %d; at least 1 was needed"):format(count), 0) end
end

--- Numbers at even distances of their logarithms: base^first to base^last.
--
--     balnet.array.logspace(0, 2, 3)  --> { 1, 10, 100 }
---@param first number
---@param last number
---@param count integer at least 1
---@param base? number positive; 10
---@return balnet.tensor # f64
array.logspace = arguments.at_caller("logspace", function(first, last, count, base)
  check_count(count)
  base = base or 10
  return tensor.pow(base, tensor.linspace(first, last, count))
end, "finite", "finite", "integer", "positive?")

--- Numbers each of which is the one before it times a constant; both ends exact.
--
--     balnet.array.geomspace(1, 8, 4)  --> { 1, 2, 4, 8 }
---@param first number not 0
---@param last number of the same sign
---@param count integer at least 1
---@return balnet.tensor # f64
array.geomspace = arguments.at_caller("geomspace", function(first, last, count)
  check_count(count)
  if first == 0 or last == 0 or (first > 0) ~= (last > 0) then
    error(("the ends are %s and %s; two numbers of one sign, none of them 0, were needed"):format(first, last), 0)
  end
  local sign = first > 0 and 1 or -1
  local result = tensor.linspace(math.log(sign * first), math.log(sign * last), count):exp() * sign
  result[1] = first
  if #result > 1 then result[-1] = last end
  return result
end, "finite", "finite", "integer")

--- The distinct elements of a tensor, ascending; NaN comes last, once.
--
--     local values, counts = balnet.array.unique { 3, 1, 3, 3 }
--     values, counts  --> { 1, 3 }, { 1, 3 }
---@param t balnet.tensor|number[]
---@return balnet.tensor values a vector
---@return balnet.tensor counts how often each occurs, f64
---@return balnet.tensor index where each occurs first, in row-major order, f64
---@return balnet.tensor inverse of the shape of t: which of the values each element is, f64
array.unique = arguments.at_caller("unique", function(t)
  local flat = t:flatten()
  local n = #flat
  if n == 0 then return flat:clone(), tensor.zeros(0), tensor.zeros(0), tensor.zeros(t:shape()) end
  local order = flat:argsort()
  local sorted = flat:take(1, order)
  local is_first = tensor.ones(n)
  if n > 1 then
    local here, before = sorted[{ { 2, n } }], sorted[{ { 1, n - 1 } }]
    is_first[{ { 2, n } }] = here:ne(before) & ~(here:is_nan() & before:is_nan())
  end
  local begin = is_first:nonzero()
  local ends = tensor.concatenate { begin[{ { 2, #begin } }], tensor.tensor { n + 1 } }
  local inverse = tensor.zeros(n):put(1, order, is_first:cumsum())
  return sorted[is_first], ends - begin, order:take(1, begin), inverse:reshape(t:shape())
end, "numbers")

--- Where elements occur in a set.
--
--     balnet.array.isin(balnet.tensor { 1, 2, 3 }, { 2, 5 })  --> { 0, 1, 0 }
---@param t balnet.tensor
---@param set balnet.tensor|number[] any shape
---@return balnet.tensor mask of the shape of t; NaN is in no set
array.isin = arguments.at_caller("isin", function(t, set)
  local sorted = set:flatten():to("f64"):sort()
  if #sorted == 0 then return tensor.zeros(t:shape()) end
  local place = sorted:searchsorted(t):clamp(1, #sorted)
  return sorted:take(1, place:flatten()):reshape(t:shape()):eq(t)
end, "tensor", "numbers")

--- Elements of a tensor at indices along a dimension, one index for each element of the result: with the indices of `argsort` it
-- gives what `sort` gives.
--
--     local t = balnet.tensor { { 3, 1, 2 } }
--     balnet.array.take_along(t, t:argsort(2), 2)  --> { { 1, 2, 3 } }
---@param t balnet.tensor
---@param index balnet.tensor of the shape of t but for `dim`
---@param dim? integer -1
---@return balnet.tensor # of the shape of index
array.take_along = arguments.at_caller("take_along", function(t, index, dim)
  dim = check_dim(t, dim or -1)
  local extent, count = t:shape(dim), index:dims() == t:dims() and index:shape(dim) or 0
  local whole = index:transpose(dim, -1):contiguous()
  local lines = t:transpose(dim, -1):contiguous()
  for d = 1, t:dims() do
    if index:dims() ~= t:dims() or d ~= dim and index:shape(d) ~= t:shape(d) then
      error("index and tensor have shapes that differ beyond the dimension", 0)
    end
  end
  if index:size() == 0 then return tensor.zeros({ index:shape() }, t:dtype()) end
  local picked = whole:reshape(-1, count)
  if not (picked:eq(picked:floor()) & picked:ge(1) & picked:le(extent)):all() then
    error(("an index is no whole number in 1 to %d"):format(extent), 0)
  end
  local places = picked + (tensor.arange(0, #picked - 1) * extent):unsqueeze(2)
  return lines:flatten():take(1, places:flatten()):reshape(whole:shape()):transpose(dim, -1):contiguous()
end, "tensor", "tensor", "integer?")

--- The greatest element less the least.
--
--     balnet.array.ptp(balnet.tensor { 3, 1, 8 })  --> 7
---@param t balnet.tensor
---@param dim? integer|integer[] all by default
---@param keep? boolean
---@return number|balnet.tensor
array.ptp = arguments.at_caller("ptp", function(t, dim, keep)
  if not dim then return t:max() - t:min() end
  return t:max(dim, keep) - t:min(dim, keep)
end, "tensor", "dims?", "flag?")

--- The tensor with numbers in place of NaN and infinities.
--
--     balnet.array.nan_to_num(balnet.tensor { 1, 0 / 0 })  --> { 1, 0 }
---@param t balnet.tensor
---@param options? {nan: number, posinf: number, neginf: number} 0; the greatest number of the dtype, and the least
---@return balnet.tensor
array.nan_to_num = arguments.at_caller("nan_to_num", function(t, given)
  local most = t:dtype() == "f32" and 0x1.fffffep127 or 0x1.fffffffffffffp1023
  local o = options.over(given, { nan = { "number", 0 }, posinf = { "number", most }, neginf = { "number", -most } })
  local result = t:clone()
  result[t:is_nan()] = o.nan
  result[t:eq(math.huge)] = o.posinf
  result[t:eq(-math.huge)] = o.neginf
  return result
end, "tensor", "options?")

--- Einstein's sum of products (its notation is NumPy's): each letter names a dimension, those that the result does not name are
-- summed over, and a letter that stands twice in one operand is its diagonal. Two operands are multiplied as matrices
-- where that is possible.
--
--     array.einsum("ij,jk->ik", a, b)     -- a:matmul(b)
--     array.einsum("bti,bsi->bts", x, y)  -- a matrix of inner products for each b
--     array.einsum("ii", a)               -- a:trace()
--
--     local a, b = balnet.tensor { { 1, 2 }, { 3, 4 } }, balnet.tensor { 1, 1 }
--     balnet.array.einsum("ij,j->i", a, b)  --> { 3, 7 }
--     balnet.array.einsum("ii", a)  --> 5
---@param subscripts string without "->" the result has the letters that stand once, in alphabetical order
---@param a balnet.tensor
---@param b? balnet.tensor
---@return balnet.tensor|number sum a number where the result has no letter
array.einsum = arguments.at_caller("einsum", einsum.compute, "text", "tensor", "tensor?")

--- The logarithm of a sum of exponentials, log sum exp(x), without overflow. An error for no elements.
--
--     balnet.array.logsumexp(balnet.tensor { 1000, 1000 })  --> 1000.693147
---@param t balnet.tensor
---@param dim? integer|integer[] all by default
---@param keep? boolean
---@return number|balnet.tensor
array.logsumexp = arguments.at_caller("logsumexp", function(t, dim, keep)
  if not dim then return array.logsumexp(t:flatten(), 1):item() end
  local greatest = t:max(dim, true)
  local shift = tensor.where(greatest:is_finite(), greatest, 0.0)
  local sum = (t - shift):exp():sum(dim, true):log() + shift
  return keep and sum or sum:reshape(t:any(dim):shape())
end, "tensor", "dims?", "flag?")

--- Exponentials that sum to 1 along a dimension, exp(x) / sum exp(x), without overflow.
--
--     balnet.array.softmax(balnet.tensor { 0, 0 })  --> { 0.5, 0.5 }
---@param t balnet.tensor
---@param dim? integer the last by default
---@return balnet.tensor
array.softmax = arguments.at_caller("softmax", function(t, dim)
  dim = dim or -1
  local raised = (t - t:max(dim, true)):exp()
  return raised / raised:sum(dim, true)
end, "tensor", "integer?")

local function isclose(a, b, given)
  local o = options.over(given, { rtol = { "number", 1e-5, least = 0 }, atol = { "number", 1e-8, least = 0 },
    equal_nan = { "flag", false } })
  if type(b) == "number" then b = tensor.tensor(b) end
  if not kinds.read("tensor", b) then error(("b is %s; a tensor or a number was needed"):format(kinds.shown(b)), 0) end
  local close = (a - b):abs():le(b:abs() * o.rtol + o.atol) & b:is_finite() | a:eq(b)
  return o.equal_nan and close | a:is_nan() & b:is_nan() or close
end

--- Where two tensors, or a tensor and a number, are nearly equal: |a - b| <= atol + rtol |b|, or equal infinities.
--
--     balnet.array.isclose(balnet.tensor { 1, 2 }, balnet.tensor { 1 + 1e-9, 2.1 })  --> { 1, 0 }
---@param a balnet.tensor
---@param b balnet.tensor|number broadcast against a
---@param given? {rtol: number, atol: number, equal_nan: boolean} 1e-5, 1e-8, false: whether NaN is close to NaN
---@return balnet.tensor mask
array.isclose = arguments.at_caller("isclose", function(a, b, given) return isclose(a, b, given) end, "tensor", "any", "options?")

--- Whether `isclose` holds everywhere.
--
--     balnet.array.allclose(balnet.tensor { 0.1 + 0.2 }, 0.3)  --> true
---@param a balnet.tensor
---@param b balnet.tensor|number broadcast against a
---@param given? {rtol: number, atol: number, equal_nan: boolean} as for `isclose`
---@return boolean
array.allclose = arguments.at_caller("allclose", function(a, b, given) return isclose(a, b, given):all() end, "tensor", "any", "options?")

return array
