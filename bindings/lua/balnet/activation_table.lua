--- Tables of activations: any function of a tensor as the activation `table` of training, simulations, Lyapunov exponents
-- and theory.

local arguments = require "balnet.parameters.arguments"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

local fields = {
  from = { "finite", -8 }, to = { "finite", 8 }, points = { "integer", 1025, least = 2, most = 65537 },
  slope = { "function" },
}

-- The difference quotient of order six.
local weights = { 3 / 4, -3 / 20, 1 / 60 }

local function quotient(phi, x, h)
  local sum = 0
  for k, weight in ipairs(weights) do sum = sum + (phi(x + k * h) - phi(x - k * h)) * weight end
  return sum / h
end

local function values_of(name, f, x)
  local values = f(x)
  if getmetatable(values) ~= "balnet.tensor" or values:dims() ~= 1 or #values ~= #x then
    error(("%s gave %s for a vector of %d numbers; as many numbers were needed"):format(name,
      getmetatable(values) == "balnet.tensor" and "a tensor of shape " .. tensors.shape(values)
      or "a " .. type(values), #x), 0)
  end
  values = values:to "f64"
  if not (values:abs():max() < math.huge) then error(("%s is not finite somewhere from %g to %g"):format(name, x[1], x[-1]), 0) end
  return values
end

-- The largest difference between phi and the cubics of Hermite at three places within each step.
local function error_of(phi, x, value, slope, h)
  local n, most = #x, 0
  local left, right = { { 1, n - 1 } }, { { 2, n } }
  local rise, a, b = value[right] - value[left], slope[left] * h, slope[right] * h
  for k = 1, 3 do
    local t = k / 4
    local cubic = value[left] + ((((a + b - 2 * rise) * t) + 3 * rise - 2 * a - b) * t + a) * t
    most = math.max(most, (values_of("the activation", phi, x[left] + t * h) - cubic):abs():max())
  end
  return most
end

--- A function as a table, for `activation = "table"`: its values and slopes at even steps. Between them it is a cubic
-- (Hermite's), beyond them a line, so that what is used has a slope everywhere and is the same in training, simulations,
-- Lyapunov exponents and theory. The error falls with the fourth power of the step, where the function is smooth; it is the
-- second result, the largest difference at three places within each step. Slopes are difference quotients of order six,
-- unless `slope` gives them.
--
-- An error for a function that gives no number, or not as many as it was given.
--
--     local function swish(x) return x * x:sigmoid() end
--     balnet.activation_table(swish, { points = 2, from = 0, to = 1 })  --> { { 0, 0, 0.500 }, { 1, 0.73106, 0.928 } }, 0.00084
---@param phi fun(x: balnet.tensor): balnet.tensor of a vector, element by element
---@param given? { from?: number, to?: number, points?: integer, slope?: fun(x: balnet.tensor): balnet.tensor } the first
--- (-8) and the last x (8), how many (1025), and the derivative
---@return balnet.tensor table n x 3: x, φ and φ'
---@return number error
local function activation_table(phi, given)
  local o = options.over(given, fields)
  if not (o.to > o.from) then error(("from is %g and to is %g; a larger number was needed"):format(o.from, o.to), 0) end
  local h = (o.to - o.from) / (o.points - 1)
  local x = tensor.arange(o.points):to "f64" * h + (o.from - tensor.arange(o.points)[1] * h)
  local value = values_of("the activation", phi, x)
  local slope = o.slope and values_of("the slope", o.slope, x) or quotient(phi, x, h / 4)
  return tensor.stack({ x, value, slope }, 2), error_of(phi, x, value, slope, h)
end

return arguments.at_caller("activation_table", activation_table, "function", "options?")
