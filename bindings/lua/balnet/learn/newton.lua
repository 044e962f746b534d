--- The least value of a smooth convex function, by Newton's method with steps that are halved until the function falls enough
-- (Nocedal and Wright 2006, section 3.3). A Hessian is kept for as long as its steps bring the minimum nearer fast (Shamanskii 1967),
-- since it costs far more than a gradient.

local linalg = require "balnet.linalg"

local newton = {}

local TOLERANCE = 1e-12 -- of what a step still gains, as a share of the value
local FAST = 0.1 -- what a step gains, as a share of the one before, with a Hessian that is kept

-- The step that a Hessian gives, and what it gains of a quadratic function, twice; nil where it is singular.
local function step_of(hessian, gradient)
  local solvable, step = pcall(linalg.solve, hessian, gradient)
  local gain = solvable and step:dot(gradient)
  if gain and gain == gain then return step, gain end
end

-- Goes along a step, or a part of it, along which the function falls enough, but for rounding.
local function descend(at, theta, step, value, gain, rounding)
  local share, there = 1.0, theta - step
  local lower, gradient, curvature = at(there)
  while not (lower <= value - 1e-4 * share * gain + rounding) and share > 1e-10 do
    share = share / 2
    there = theta - step * share
    lower, gradient, curvature = at(there)
  end
  return there, lower, gradient, curvature
end

--- An error where it is not reached with `most` Hessians.
---@param at fun(theta: balnet.tensor): number, balnet.tensor, fun(): balnet.tensor value, gradient (n) and what computes the
--- Hessian (n x n)
---@param theta balnet.tensor n, where to begin
---@param most integer
---@param scale number of values, 0 where they are positive and those next to 0 say that there is no least one
---@return balnet.tensor theta
---@return fun(): balnet.tensor hessian computes it there
function newton.minimise(at, theta, most, scale)
  local value, gradient, curvature = at(theta)
  local made, before, hessian, step, gain = 0, 0.0, nil, nil, nil
  while true do
    if hessian then step, gain = step_of(hessian, gradient) end
    local is_new = not (gain and gain <= FAST * before)
    if is_new then
      made, hessian = made + 1, curvature()
      step, gain = step_of(hessian, gradient)
    end
    if not step or made > most then break end
    -- The error that a step leaves is its square with a Hessian of its own, and a share of it with an older one.
    local size = scale + math.abs(value)
    if gain <= (is_new and TOLERANCE or TOLERANCE ^ 2) * size then
      return theta - step, select(3, at(theta - step))
    end
    before = gain
    theta, value, gradient, curvature = descend(at, theta, step, value, gain, TOLERANCE * size)
  end
  error(("no best parameters were found; a stronger penalty, scaled inputs or more than %d iterations are needed"):format(most), 0)
end

return newton
