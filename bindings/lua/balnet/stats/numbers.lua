--- Reductions of the elements that are not NaN.

local array = require "balnet.array"
local number = require "balnet.parameters.number"
local tensor = require "balnet.tensor"

local numbers = {}

-- f along a dimension, or of all elements as a number.
function numbers.along(f, x, dim, keep)
  local t = x:to("f64")
  if dim then return f(t, dim, keep) end
  return f(t:flatten(), 1, false):item()
end

function numbers.without_nan(t, otherwise) return tensor.where(t:is_nan(), otherwise, t) end

function numbers.count(t, dim, keep) return (~t:is_nan()):sum(dim, keep) end

local LARGEST_POWER = 2.0 ^ 1000

-- Numbers whose sum leaves the range are summed over a power of two.
function numbers.mean(t, dim, keep)
  local count = numbers.count(t, dim, keep)
  local mean = numbers.without_nan(t, 0):sum(dim, keep) / count
  local lost = mean:abs():eq(math.huge)
  if not lost:any() then return mean end
  return tensor.where(lost, (numbers.without_nan(t, 0) / LARGEST_POWER):sum(dim, keep) / count * LARGEST_POWER, mean)
end

-- The variance over the square of a power of two, and that power, so that no square leaves the range.
local function scaled_variance(t, dim)
  local off = t - numbers.mean(t, dim, true)
  off = off - numbers.mean(off, dim, true) -- without what rounding left of the mean
  local most = numbers.without_nan(off, 0):abs():max(dim, true)
  local scale = tensor.where(most:gt(0) & most:is_finite(), 2.0 ^ most:log2():floor(), 1.0)
  return numbers.mean((off / scale):square(), dim, true), scale
end

local function kept(t, dim, keep) return keep and t or t:squeeze(dim) end

function numbers.var(t, dim, keep)
  local variance, scale = scaled_variance(t, dim)
  return kept(variance * scale * scale, dim, keep)
end

function numbers.std(t, dim, keep)
  local variance, scale = scaled_variance(t, dim)
  return kept(variance:sqrt() * scale, dim, keep)
end

function numbers.median(t, dim, keep)
  local sorted, count = t:sort(dim), numbers.count(t, dim, true) -- NaN stands last
  local function at(place) return array.take_along(sorted, place:clamp(1, math.max(1, t:shape(dim))), dim) end
  local middle = (at((count / 2):ceil()) + at((count / 2):floor() + 1)) / 2
  return kept(middle, dim, keep)
end

-- The minimum (side 1) or maximum (side -1) of the elements that are not NaN.
function numbers.extreme(side)
  return function(t, dim, keep)
    local found = numbers.without_nan(t * side, math.huge):min(dim, keep) * side
    return tensor.where(numbers.count(t, dim, keep), found, number.nan)
  end
end

function numbers.check(x, dim)
  local t = x:to("f64")
  if not dim and t:is_nan():all() then error("there are no numbers; at least one was needed", 0) end
  return t
end

return numbers
