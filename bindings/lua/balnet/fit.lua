--- Lines and curves through points: `balnet.fit`. Polynomials are in `balnet.stats`.

local balnet = require "balnet"
local arguments = require "balnet.parameters.arguments"
local levenberg_marquardt = require "balnet.fit.levenberg_marquardt"
local linalg = require "balnet.linalg"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"
local tensors = require "balnet.parameters.tensors"
local variation = require "balnet.stats.variation"

local fit = {}

for name, f in pairs(require "balnet.fit.linear") do fit[name] = f end

local function vector_of(values, name)
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

-- share_x, share_y: how far numbers may lie apart by rounding alone; first: the first x as it was given.
local function least_squares(x, y, share_x, share_y, first)
  local u, x_scale = variation.of(x, share_x)
  if not u then error(("all x are %g; two that differ were needed"):format(first), 3) end
  local v, y_scale = variation.of(y, share_y)
  if not v then return 0.0, y:mean(), number.nan end
  local xx, xy, yy = u:dot(u), u:dot(v), v:dot(v)
  local slope = xy / xx * (y_scale / x_scale)
  return slope, y:mean() - xy / xx * (x:mean() / x_scale) * y_scale, xy / xx * (xy / yy)
end

--- The line through points by least squares. Raises an error when there are not as many x as y, or fewer than
-- two, for what is no vector of finite numbers, and when all x are equal up to rounding.
--
--     balnet.fit.line({ 0, 1, 2 }, { 1, 3, 5 })  --> 2, 1, 1
---@param x number[]|balnet.tensor
---@param y number[]|balnet.tensor
---@return number slope
---@return number intercept
---@return number r_squared the share of the variance of y that it explains; NaN where y has none
fit.line = arguments.typed("line", function(x, y)
  local share_x, share_y = variation.share(x), variation.share(y)
  x, y = vector_of(x, "x"), vector_of(y, "y")
  check_pair(x, y, false)
  local slope, intercept, r_squared = least_squares(x, y, share_x, share_y, x[1]) -- no tail call: errors count levels
  return slope, intercept, r_squared
end, "numbers", "numbers")

-- What rounding leaves of a number, as a share, is a distance of its logarithm, however small that is.
local function logarithms_of(values, share)
  local logarithms = values:log()
  return logarithms, share * math.max(1, 1 / math.max(logarithms:abs():max(), 2.0 ^ -100))
end

--- The power law y = factor x^exponent, by a line through the logarithms.
-- Errors as `line`, and for a number that is not positive.
--
--     balnet.fit.power_law({ 1, 2, 4 }, { 3, 12, 48 })  --> 2, 3, 1
---@param x number[]|balnet.tensor
---@param y number[]|balnet.tensor
---@return number exponent
---@return number factor
---@return number r_squared of the logarithms
fit.power_law = arguments.typed("power_law", function(x, y)
  local share_x, share_y = variation.share(x), variation.share(y)
  x, y = vector_of(x, "x"), vector_of(y, "y")
  check_pair(x, y, true)
  local log_x, of_x = logarithms_of(x, share_x)
  local log_y, of_y = logarithms_of(y, share_y)
  local exponent, logarithm, r_squared = least_squares(log_x, log_y, of_x, of_y, x[1])
  return exponent, math.exp(logarithm), r_squared
end, "numbers", "numbers")

-- --- curves ------------------------------------------------------------------------------------------------

local function numbers_of(name, values)
  local t = type(values) == "table" and balnet.tensor(values) or values
  if type(t) ~= "userdata" then error(("%s is a %s; a tensor or a table of numbers was needed"):format(name, type(t)), 0) end
  local flat = t:to("f64"):flatten()
  if not flat:is_finite():all() then
    local at = math.tointeger(flat:is_finite():argmin())
    error(("element %d of %s is %s; finite numbers were needed"):format(at, name, flat[at] == flat[at] and flat[at] or "nan"), 0)
  end
  return t:to "f64", flat
end

local function check_model(given, y, what)
  if type(given) ~= "userdata" then error(("the %s is a %s; a tensor of the shape of y was needed"):format(what, type(given)), 0) end
  local shape, needed = tensors.shape(given), tensors.shape(y)
  if shape ~= needed then error(("the %s is %s; %s, the shape of y, was needed"):format(what, shape, needed), 0) end
  return given:to("f64"):flatten()
end

-- What weighs each residual: one over its standard deviation.
local function weights_of(sigma, y)
  if not sigma then return 1 end
  local s = type(sigma) == "number" and balnet.full({ y:size() }, sigma) or select(2, numbers_of("sigma", sigma))
  if #s ~= y:size() then error(("sigma has %d elements; %d, as y, were needed"):format(#s, y:size()), 0) end
  if not s:gt(0):all() then error("an element of sigma is not positive", 0) end
  return 1 / s
end

-- (J'J)^-1 by the singular values of the columns, each scaled to length 1. Derivatives by differences are not known better than
-- the square root of the rounding, so that columns of one direction differ by that.
local function inverse_information(jacobian, by_differences)
  local norms = jacobian:norm(1)
  local s, vt = select(2, linalg.svd(jacobian / balnet.where(norms, norms, 1.0)))
  local noise = by_differences and 2.0 ^ -23 or 2.0 ^ -52 * math.max(jacobian:shape())
  local fixed = s:gt(s[1] * noise):count_nonzero()
  if fixed < #norms then error(("the points fix only %d of %d parameters"):format(fixed, #norms), 0) end
  local v = vt:t() / s / norms:unsqueeze(2)
  return v:matmul(v:t())
end

local function check_counts(m, n)
  if m < n or n < 1 then
    error(("%d points and %d parameters were given; at least one, and as many points, were needed"):format(m, n), 0)
  end
end

local function derivatives_of(o, x, y, weights)
  return o.jacobian and function(p)
    local given = table.pack(o.jacobian(x, table.unpack(p)))
    if given.n ~= #p then error(("jacobian gave %d values; a derivative for each of %d parameters was needed"):format(given.n, #p), 0) end
    local columns = {}
    for k = 1, #p do columns[k] = check_model(given[k], y, "derivative by parameter " .. k) * weights end
    return balnet.stack(columns, 2)
  end
end

local curve_fields = {
  sigma = { "any" }, absolute_sigma = { "flag", false }, jacobian = { "function" }, tolerance = { "positive", 1e-12 },
  evaluations = { "integer", nil, least = 1 },
}

--- What `curve_fit` finds.
---@class balnet.fit.curve
---@field parameters balnet.tensor
---@field errors balnet.tensor their standard errors
---@field covariance balnet.tensor parameters x parameters
---@field residuals balnet.tensor y less the model, of the shape of y
---@field sum_of_squares number of the residuals, over sigma
---@field degrees integer of freedom: points less parameters
---@field evaluations integer of the model

--- The parameters of a model that fit points best: the least sum of ((y - f(x, a, b, ...)) / sigma)^2 near
-- initial values, by Levenberg's and Marquardt's method (Moré 1978), with the covariance of a model that is
-- linear there. Errors: where the model gives no tensor of the shape of y or is not finite at the initial
-- values, for points that leave a parameter open, and where it does not converge.
--
--     local curve = balnet.fit.curve_fit(function(t, a, tau) return a * (-t / tau):exp() end, t, y, { 1, 0.5 })
--     print(curve.parameters[2], curve.errors[2])
--
--     local t = balnet.linspace(0, 3, 20)
--     local function decay(x, a, tau) return a * (-x / tau):exp() end
--     local curve = balnet.fit.curve_fit(decay, t, decay(t, 2, 0.7), { 1, 1 })
--     curve.parameters  --> { 2.0000, 0.7000 }
---@param f fun(x: any, ...: number): balnet.tensor takes x and each parameter, gives a tensor of the shape of y
---@param x any handed on to f; a table of numbers as a tensor
---@param y balnet.tensor|number[]
---@param initial number[]|balnet.tensor values of the parameters to begin with
---@param options? {sigma: number|balnet.tensor|number[], absolute_sigma: boolean, jacobian: function, tolerance: number, evaluations: integer} sigma:
--- standard deviations of y; absolute_sigma: they are known, and not only in proportion (then the covariance is scaled
--- to the residuals, false); jacobian: as f, gives the derivatives by each parameter, by default differences;
--- tolerance: relative, of sum and parameters, 1e-12; evaluations: of the model at most, 400 (n + 1)
---@return balnet.fit.curve curve errors and covariance are nan where there are as many points as parameters and sigma is not absolute
fit.curve_fit = arguments.at_caller("curve_fit", function(f, x, y, initial, given)
  local o = options.over(given, curve_fields)
  if type(x) == "table" and type(x[1]) == "number" then x = balnet.tensor(x) end
  local flat
  y, flat = numbers_of("y", y)
  local p = select(2, numbers_of("initial", initial)):totable()
  local m, n = #flat, #p
  check_counts(m, n)
  local weights = weights_of(o.sigma, y)
  local function residuals(q) return (check_model(f(x, table.unpack(q)), y, "model") - flat) * weights end
  if not residuals(p):is_finite():all() then error("the model is not finite at the initial parameters", 0) end
  local problem = { residuals = residuals, jacobian = derivatives_of(o, x, y, weights), tolerance = o.tolerance,
                    most = o.evaluations or 400 * (n + 1) }
  local found, jacobian, length = levenberg_marquardt.minimise(problem, p)
  local covariance = inverse_information(jacobian, not o.jacobian)
  if not o.absolute_sigma then covariance = covariance * (m > n and length ^ 2 / (m - n) or number.nan) end
  return arguments.record("a curve", { parameters = balnet.tensor(found), errors = covariance:diag():sqrt(), covariance = covariance,
           residuals = (-residuals(found) / weights):reshape(y:shape()), sum_of_squares = length ^ 2, degrees = m - n,
           evaluations = problem.evaluations })
end, "function", "any", "any", "numbers", "options?")

return fit
