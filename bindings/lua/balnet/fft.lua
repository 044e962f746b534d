--- Discrete Fourier transforms of any length: `balnet.fft`, with the names of NumPy's fft. Complex numbers
-- are pairs of tensors, the real part and then the imaginary part.

local arguments = require "balnet.parameters.arguments"
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

-- The elements from `first` on along a dimension, then those before.
local function rotated(t, dim, first)
  local extent = t:shape(dim)
  local order = {}
  for i = 1, extent do order[i] = (first + i - 2) % extent + 1 end
  return t:take(dim, order)
end

--- The result of `fft`, or its frequencies, with frequency 0 in the middle.
--
--     balnet.fft.fftshift(balnet.fft.fftfreq(4))  --> { -0.5, -0.25, 0, 0.25 }
---@param t balnet.tensor
---@param dim? integer -1
---@return balnet.tensor
fft.fftshift = arguments.at_caller("fftshift", function(t, dim)
  return rotated(t, dim or -1, (t:shape(dim or -1) + 1) // 2 + 1)
end, "tensor", "integer?")

--- The inverse of `fftshift`.
--
--     balnet.fft.ifftshift(balnet.fft.fftshift(balnet.arange(5)))  --> { 1, 2, 3, 4, 5 }
---@param t balnet.tensor
---@param dim? integer -1
---@return balnet.tensor
fft.ifftshift = arguments.at_caller("ifftshift", function(t, dim)
  return rotated(t, dim or -1, t:shape(dim or -1) // 2 + 1)
end, "tensor", "integer?")

return fft
