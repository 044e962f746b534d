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

function numbers.mean(t, dim, keep) return numbers.without_nan(t, 0):sum(dim, keep) / numbers.count(t, dim, keep) end

function numbers.var(t, dim, keep)
  local off = t - numbers.mean(t, dim, true)
  return numbers.mean((off - numbers.mean(off, dim, true)):square(), dim, keep) -- without what rounding left of the mean
end

function numbers.median(t, dim, keep)
  local sorted, count = t:sort(dim), numbers.count(t, dim, true) -- NaN stands last
  local function at(place) return array.take_along(sorted, place:clamp(1, math.max(1, t:shape(dim))), dim) end
  local middle = (at((count / 2):ceil()) + at((count / 2):floor() + 1)) / 2
  return keep and middle or middle:squeeze(dim)
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
