--- Straight lines through points: `balnet.fit`.

local fit = {}

-- Numbers by position from an array or a vector, each through `convert`.
local function converted(values, convert)
  local numbers = {}
  for i = 1, #values do numbers[i] = convert(values[i]) end
  return numbers
end

local function mean(values)
  local sum = 0
  for _, value in ipairs(values) do sum = sum + value end
  return sum / #values
end

local function identity(value) return value end

local function least_squares(x, y)
  local x_mean, y_mean, xx, xy, yy = mean(x), mean(y), 0, 0, 0
  for i = 1, #x do
    local u, v = x[i] - x_mean, y[i] - y_mean
    xx, xy, yy = xx + u * u, xy + u * v, yy + v * v
  end
  local slope = xy / xx
  return slope, y_mean - slope * x_mean, xy * xy / (xx * yy)
end

local function check(x, y)
  if #x ~= #y or #x < 2 then
    error(("%d x and %d y were given; as many of each, at least two, were needed"):format(#x, #y), 3)
  end
end

--- The line through points by least squares.
-- Raises an error when there are not as many x as y, or fewer than two.
---@param x number[]|tensor
---@param y number[]|tensor
---@return number slope
---@return number intercept
---@return number r_squared the share of the variance of y that it explains
function fit.line(x, y)
  check(x, y)
  return least_squares(converted(x, identity), converted(y, identity))
end

--- The power law y = factor x^exponent, by a line through the logarithms. All numbers must be positive.
-- Errors as `line`.
---@param x number[]|tensor
---@param y number[]|tensor
---@return number exponent
---@return number factor
---@return number r_squared of the logarithms
function fit.power_law(x, y)
  check(x, y)
  local exponent, logarithm, r_squared = least_squares(converted(x, math.log), converted(y, math.log))
  return exponent, math.exp(logarithm), r_squared
end

return fit
