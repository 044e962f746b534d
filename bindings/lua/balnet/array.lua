--- Arrays: `balnet.array`, with the names of NumPy's and SciPy's functions of arrays that no method of tensors stands for. Results are
-- new tensors of the dtype of what is given.

local arguments = require "balnet.parameters.arguments"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"

---@class balnet.array
local array = {}

local function check_whole(name, value)
  if not math.tointeger(value) then error(("%s is %s; a whole number was needed"):format(name, tostring(value)), 0) end
  return math.tointeger(value)
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

--- Moves elements along a dimension by so many places, those beyond the end to the beginning; without a dimension in row-major order
-- over all of them.
---@param t balnet.tensor
---@param shift integer negative: towards the beginning
---@param dim? integer
---@return balnet.tensor rolled the shape of t
array.roll = arguments.at_caller("roll", function(t, shift, dim)
  shift = check_whole("shift", shift)
  if dim then return roll(t, shift, dim) end
  return roll(t:flatten(), shift, 1):reshape(t:shape())
end)

-- What lies on one side of a diagonal set to 0, in the last two dimensions.
local function triangle(t, offset, side)
  offset = check_whole("offset", offset or 0)
  if t:dims() < 2 then error(("the tensor has %d dimensions; at least 2 were needed"):format(t:dims()), 0) end
  local result = t:clone()
  if t:size() == 0 then return result end
  local right = tensor.arange(t:shape(-1)) - tensor.arange(t:shape(-2)):unsqueeze(2)
  result[tensor.zeros(t:shape()) + right[side](right, offset)] = 0
  return result
end

--- The lower triangle: what lies above a diagonal of the last two dimensions is 0.
---@param t balnet.tensor
---@param offset? integer 0, the main diagonal; below it where negative
---@return balnet.tensor
array.tril = arguments.at_caller("tril", function(t, offset) return triangle(t, offset, "gt") end)

--- The upper triangle: what lies below a diagonal of the last two dimensions is 0.
---@param t balnet.tensor
---@param offset? integer 0, the main diagonal; below it where negative
---@return balnet.tensor
array.triu = arguments.at_caller("triu", function(t, offset) return triangle(t, offset, "lt") end)

--- Exponentials that sum to 1 along a dimension, exp(x) / sum exp(x), without overflow.
---@param t balnet.tensor
---@param dim? integer the last by default
---@return balnet.tensor
array.softmax = arguments.at_caller("softmax", function(t, dim)
  dim = dim or -1
  local raised = (t - t:max(dim, true)):exp()
  return raised / raised:sum(dim, true)
end)

local function isclose(a, b, given)
  local o = options.split(given or {}, { "rtol", "atol", "equal_nan" })
  if type(b) == "number" then b = tensor.tensor(b) end
  local close = (a - b):abs():le(b:abs() * (o.rtol or 1e-5) + (o.atol or 1e-8)) & b:is_finite() | a:eq(b)
  return o.equal_nan and close | a:is_nan() & b:is_nan() or close
end

--- Where two tensors, or a tensor and a number, are as good as equal: |a - b| <= atol + rtol |b|, or equal infinities.
---@param a balnet.tensor
---@param b balnet.tensor|number broadcast against a
---@param given? {rtol: number, atol: number, equal_nan: boolean} 1e-5, 1e-8, false: whether NaN is close to NaN
---@return balnet.tensor mask
array.isclose = arguments.at_caller("isclose", function(a, b, given) return isclose(a, b, given) end)

--- Whether `isclose` holds everywhere.
---@param a balnet.tensor
---@param b balnet.tensor|number broadcast against a
---@param given? {rtol: number, atol: number, equal_nan: boolean} as for `isclose`
---@return boolean
array.allclose = arguments.at_caller("allclose", function(a, b, given) return isclose(a, b, given):all() end)

return array
