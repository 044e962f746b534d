--- Discrete Fourier transforms of any length: `balnet.fft`, with the names of NumPy's fft. Complex numbers
-- are pairs of tensors, the real part and then the imaginary part.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"

---@class balnet.fft
local fft = {}

for name, transform in pairs(require "balnet.native.fft") do fft[name] = transform end

local function check_length(n)
  if n < 1 then error(("n is %d; an integer of at least 1 was needed"):format(n), 0) end
end

--- The frequencies of `fft`: 0, 1, ..., -2, -1 over n dt.
--
--     balnet.fft.fftfreq(4, 0.5)  --> { 0, 0.5, -1, -0.5 }
---@param n integer
---@param dt? number time step; 1
---@return balnet.tensor frequencies n, f64
fft.fftfreq = arguments.at_caller("fftfreq", function(n, dt)
  check_length(n)
  local k = tensor.arange(0, n - 1)
  return tensor.where(k:ge((n + 1) // 2), k - n, k) / (n * (dt or 1))
end, "integer", "positive?")

--- The frequencies of `rfft`: 0, 1, ..., n // 2 over n dt.
--
--     balnet.fft.rfftfreq(4, 0.5)  --> { 0, 0.5, 1 }
---@param n integer
---@param dt? number time step; 1
---@return balnet.tensor frequencies n // 2 + 1, f64
fft.rfftfreq = arguments.at_caller("rfftfreq", function(n, dt)
  check_length(n)
  return tensor.arange(0, n // 2) / (n * (dt or 1))
end, "integer", "positive?")

-- The dimension, which may be among options as those of the transforms; by default the last.
local function dimension_of(dim)
  if type(dim) == "table" then return options.over(dim, { dim = { "integer", -1 } }).dim end
  if dim ~= nil and math.tointeger(dim) == nil then
    error(("dim is %s; an integer or a table of options was needed"):format(kinds.shown(dim)), 0)
  end
  return math.tointeger(dim or -1)
end

-- The elements along a dimension, those from `first` of its extent on, then those before.
local function rotated(t, given, first_of)
  local dim = dimension_of(given)
  local extent = t:shape(dim)
  local order, first = {}, first_of(extent)
  for i = 1, extent do order[i] = (first + i - 2) % extent + 1 end
  return t:take(dim, order)
end

--- The result of `fft`, or its frequencies, with frequency 0 in the middle.
--
--     balnet.fft.fftshift(balnet.fft.fftfreq(4))  --> { -0.5, -0.25, 0, 0.25 }
--     balnet.fft.fftshift(balnet.tensor { { 1, 2 }, { 3, 4 } }, { dim = 1 })  --> { { 3, 4 }, { 1, 2 } }
---@param t balnet.tensor
---@param dim? integer|{ dim?: integer } -1
---@return balnet.tensor
fft.fftshift = arguments.at_caller("fftshift", function(t, dim)
  return rotated(t, dim, function(extent) return (extent + 1) // 2 + 1 end)
end, "tensor", "any?")

--- The inverse of `fftshift`.
--
--     balnet.fft.ifftshift(balnet.fft.fftshift(balnet.arange(5)))  --> { 1, 2, 3, 4, 5 }
---@param t balnet.tensor
---@param dim? integer|{ dim?: integer } -1
---@return balnet.tensor
fft.ifftshift = arguments.at_caller("ifftshift", function(t, dim)
  return rotated(t, dim, function(extent) return extent // 2 + 1 end)
end, "tensor", "any?")

return fft
