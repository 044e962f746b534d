--- Straight lines through points: `balnet.fit`.

local balnet = require "balnet"

local fit = {}

-- A vector of numbers, from an array or a vector.
local function vector_of(values, name)
  if type(values) == "table" then values = balnet.tensor(values) end
  if type(values) ~= "userdata" then
    error(("%s is a %s; an array of numbers or a vector was needed"):format(name, type(values)), 3)
  end
  if values:dims() ~= 1 then
    error(("%s has %d dimensions; a vector was needed"):format(name, values:dims()), 3)
  end
  return values:to "f64"
end

-- All must be finite; with `positive` they must be positive, too.
local function check_numbers(values, name, positive)
  local fine = (values - values):eq(0)
  if positive then fine = fine * values:gt(0) end
  if fine:all() then return end
  local at = fine:argmin()
  error(("%s[%d] is %s; a %s number was needed"):format(name, at, values[at] == values[at] and values[at] or "nan",
    positive and "positive" or "finite"), 4)
end

local function check_pair(x, y, positive)
  if #x ~= #y or #x < 2 then
    error(("%d x and %d y were given; as many of each, at least two, were needed"):format(#x, #y), 3)
  end
  check_numbers(x, "x", positive)
  check_numbers(y, "y", positive)
end

-- Deviations from the mean divided by a power of two, and that power; nil where they consist of rounding errors alone.
local function deviations(values)
  local size = values:abs():max()
  if size == 0 then return nil end
  local scale = 2.0 ^ math.floor(math.log(size, 2))
  local scaled = values / scale
  local off = scaled - scaled:mean()
  return off:abs():max() > 4 * 2.0 ^ -52 and off or nil, scale
end

local function least_squares(x, y)
  local u, x_scale = deviations(x)
  if not u then error(("all x are %g; two that differ were needed"):format(x[1]), 3) end
  local v, y_scale = deviations(y)
  if not v then return 0.0, y:mean(), 0 / 0 end
  local xx, xy, yy = u:dot(u), u:dot(v), v:dot(v)
  local slope = xy / xx * (y_scale / x_scale)
  return slope, y:mean() - slope * x:mean(), xy / xx * (xy / yy)
end

--- The line through points by least squares.
-- Raises an error when there are not as many x as y, or fewer than two, for what is no vector of finite numbers, and when
-- all x are equal up to rounding.
---@param x number[]|balnet.tensor
---@param y number[]|balnet.tensor
---@return number slope
---@return number intercept
---@return number r_squared the share of the variance of y that it explains; NaN where y has none
function fit.line(x, y)
  x, y = vector_of(x, "x"), vector_of(y, "y")
  check_pair(x, y, false)
  return least_squares(x, y)
end

--- The power law y = factor x^exponent, by a line through the logarithms.
-- Errors as `line`, and for a number that is not positive.
---@param x number[]|balnet.tensor
---@param y number[]|balnet.tensor
---@return number exponent
---@return number factor
---@return number r_squared of the logarithms
function fit.power_law(x, y)
  x, y = vector_of(x, "x"), vector_of(y, "y")
  check_pair(x, y, true)
  local exponent, logarithm, r_squared = least_squares(x:log(), y:log())
  return exponent, math.exp(logarithm), r_squared
end

return fit
