--- The least value of a smooth convex function, by Newton's method with steps that are halved until the function falls enough
-- (Nocedal and Wright 2006, section 3.3).

local linalg = require "balnet.linalg"

local newton = {}

local TOLERANCE = 1e-12 -- of what a step still gains, as a share of the value

--- An error where it is not reached in `most` steps.
---@param at fun(theta: balnet.tensor): number, balnet.tensor, balnet.tensor value, gradient (n) and Hessian (n x n)
---@param theta balnet.tensor n, where to begin
---@param most integer
---@param scale number of values, 0 where they are positive and those next to 0 say that there is no least one
---@return balnet.tensor theta
---@return balnet.tensor hessian there
function newton.minimise(at, theta, most, scale)
  local value, gradient, hessian = at(theta)
  for _ = 1, most do
    local solvable, step = pcall(linalg.solve, hessian, gradient)
    local gain = solvable and step:dot(gradient) or 0 / 0
    if gain ~= gain then break end
    if gain <= TOLERANCE * (scale + math.abs(value)) then return theta - step, select(3, at(theta - step)) end
    local share, there, g, h = 1.0, at(theta - step)
    while not (there <= value - 1e-4 * share * gain) and share > 1e-10 do
      share = share / 2
      there, g, h = at(theta - step * share)
    end
    theta, value, gradient, hessian = theta - step * share, there, g, h
  end
  error(("no best parameters were found; a stronger penalty, scaled inputs or more than %d steps are needed"):format(most), 0)
end

return newton
