--- Least squares of functions that are not linear in their parameters, by Levenberg's and Marquardt's method
-- with the trust region and the tests of Moré (1978), as in MINPACK. The step is taken from the singular
-- values of the scaled Jacobian, which show at once which parameters the points leave open. It is in Lua
-- because the model is: the engine never calls back into Lua.

local linalg = require "balnet.linalg"
local tensor = require "balnet.tensor"

local levenberg_marquardt = {}

local epsilon = 2.0 ^ -52

local function length(v)
  local most = 0
  for _, x in ipairs(v) do most = math.max(most, math.abs(x)) end
  if most == 0 or most == math.huge then return most end
  local sum = 0
  for _, x in ipairs(v) do sum = sum + (x / most) ^ 2 end
  return most * math.sqrt(sum)
end

-- The matrix of derivatives by central differences, a column a parameter.
local function differences(residuals, p, count)
  local columns = {}
  for k = 1, #p do
    local step = epsilon ^ (1 / 3) * (p[k] ~= 0 and math.abs(p[k]) or 1)
    local there, back = table.move(p, 1, #p, 1, {}), table.move(p, 1, #p, 1, {})
    there[k], back[k] = p[k] + step, p[k] - step
    columns[k] = (residuals(there) - residuals(back)) / (there[k] - back[k])
  end
  count.evaluations = count.evaluations + 2 * #p
  return tensor.stack(columns, 2)
end

local function check_finite(jacobian)
  if jacobian:is_finite():all() then return jacobian end
  local at = math.tointeger(jacobian:is_finite():all(1):argmin())
  error(("the derivative of the model by parameter %d is not finite"):format(at), 0)
end

-- The scaled Jacobian's singular values, its right vectors (columns), and the residuals in its left ones, as
-- tables.
local function decompose(jacobian, scale, f)
  local u, s, vt = linalg.svd(jacobian / tensor.tensor(scale))
  return { s = s:totable(), g = u:t():matmul(f):totable(), v = vt:t() }
end

-- The scaled step for a parameter of the method, in the right vectors; directions without a singular value
-- are left alone.
local function step_for(parts, parameter)
  local q, slope = {}, 0
  for i, s in ipairs(parts.s) do
    local divisor = s * s + parameter
    local open = parameter == 0 and s <= epsilon * parts.s[1]
    q[i] = open and 0 or -s * parts.g[i] / divisor
    if not open then slope = slope + (s * parts.g[i]) ^ 2 / divisor ^ 3 end
  end
  return q, slope
end

-- The step whose length is the radius of the trust region within a tenth, or a shorter one without a
-- parameter (Hebden 1973; Moré 1978, section 5).
local function step_within(parts, radius)
  local parameter = 0
  local q, slope = step_for(parts, 0)
  for _ = 1, 30 do
    local long = length(q)
    if long <= 1.1 * radius and (parameter == 0 or long >= 0.9 * radius) then break end
    parameter = math.max(0, parameter + long ^ 2 / slope * (long - radius) / radius)
    q, slope = step_for(parts, parameter)
  end
  return q, parameter
end

local function change_of(parts, q, scale)
  local scaled = parts.v:matmul(tensor.tensor(q))
  local change = {}
  for k = 1, #q do change[k] = scaled[k] / scale[k] end
  return change
end

-- By how much a step reduces the sum of squares, as a share of it: actually, and as predicted by the linear model. And the slope
-- where the step begins.
local function reductions(state, parts, q, parameter, new_length)
  local linear = {}
  for i, s in ipairs(parts.s) do linear[i] = s * q[i] end
  local straight, bent = (length(linear) / state.length) ^ 2, parameter * (length(q) / state.length) ^ 2
  local actual = 0.1 * new_length < state.length and 1 - (new_length / state.length) ^ 2 or -1
  return actual, straight + 2 * bent, -(straight + bent)
end

local function shrink(state, actual, slope, new_length, long)
  local factor = actual >= 0 and 0.5 or 0.5 * slope / (slope + 0.5 * actual)
  if 0.1 * new_length >= state.length or factor < 0.1 then factor = 0.1 end
  state.radius = factor * math.min(state.radius, 10 * long)
end

local function scaled_length(p, scale)
  local scaled = {}
  for k, x in ipairs(p) do scaled[k] = x * scale[k] end
  return length(scaled)
end

-- One candidate step; returns whether it was taken and whether the search has ended.
local function try(state, parts, scale, problem)
  local q, parameter = step_within(parts, state.radius)
  local long, change = length(q), change_of(parts, q, scale)
  if state.first then state.radius, state.first = math.min(state.radius, long), false end
  local p = {}
  for k, x in ipairs(state.p) do p[k] = x + change[k] end
  local f = problem.residuals(p)
  problem.evaluations = problem.evaluations + 1
  local new_length = f:is_finite():all() and f:norm() or math.huge
  local actual, predicted, slope = reductions(state, parts, q, parameter, new_length)
  local ratio = predicted > 0 and actual / predicted or 0
  if ratio <= 0.25 then
    shrink(state, actual, slope, new_length, long)
  elseif parameter == 0 or ratio >= 0.75 then
    state.radius = 2 * long
  end
  local flat = math.abs(actual) <= problem.tolerance and predicted <= problem.tolerance and ratio <= 2
  local taken = ratio >= 1e-4 or flat -- at the end the change of the sum is rounding, by which no step can be judged
  if taken then state.p, state.f, state.length = p, f, new_length end
  local short = state.radius <= problem.tolerance * scaled_length(state.p, scale)
  return taken, flat or short or state.length == 0
end

-- The least of the cosines between residuals and columns: 0 where no direction leads down.
local function steepest(state, jacobian)
  local norms = jacobian:norm(1)
  local cosines = jacobian:t():matmul(state.f):abs() / tensor.where(norms, norms, 1.0) / state.length
  return cosines:max()
end

--- The parameters with the least sum of squared residuals near p.
---@param problem table residuals: function of a table of parameters that gives a vector; jacobian: function as well, or
--- nil; tolerance; most: evaluations
---@param p number[]
---@return number[] parameters
---@return balnet.tensor jacobian there
---@return number length of the residuals
function levenberg_marquardt.minimise(problem, p)
  problem.evaluations = 1
  local state = { p = p, f = problem.residuals(p), first = true }
  state.length = state.f:norm()
  local scale = {}
  local function derivative()
    return check_finite(problem.jacobian and problem.jacobian(state.p) or differences(problem.residuals, state.p, problem))
  end
  local jacobian = derivative()
  while state.length > 0 and steepest(state, jacobian) > epsilon do
    for k, norm in ipairs(jacobian:norm(1):totable()) do scale[k] = math.max(scale[k] or 0, norm > 0 and norm or scale[k] or 1) end
    state.radius = state.radius or 100 * math.max(scaled_length(state.p, scale), 1)
    local parts = decompose(jacobian, scale, state.f)
    local taken, ended
    repeat
      taken, ended = try(state, parts, scale, problem)
      if not ended and problem.evaluations > problem.most then
        error(("the fit did not converge in %d evaluations of the model (the parameters are %s, the sum of squares %g); "
          .. "begin closer, or allow more"):format(
          problem.most, table.concat(state.p, ", "), state.length ^ 2), 0)
      end
    until taken or ended
    if taken then jacobian = derivative() end
    if ended then break end
  end
  return state.p, jacobian, state.length
end

return levenberg_marquardt
