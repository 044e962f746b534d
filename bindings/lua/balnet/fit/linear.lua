-- Linear models with the errors and tests of their parameters; part of balnet.fit, described in meta/fit_linear.lua.

local arguments = require "balnet.parameters.arguments"
local distribution = require "balnet.stats.distribution"
local linalg = require "balnet.linalg"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"
local threshold = require "balnet.linalg.threshold"
local variation = require "balnet.stats.variation"

local linear = {}

-- The inputs with a first column of ones for the intercept, and y.
local function design_of(x, y, intercept)
  if x:dims() == 1 then x = x:unsqueeze(2) end
  if x:dims() ~= 2 or y:dims() ~= 1 or x:shape(1) ~= #y then
    error(("x is %s and y %s; n x inputs and n were needed"):format(tensors.shape(x), tensors.shape(y)), 0)
  end
  tensors.check_finite("x", x)
  tensors.check_finite("y", y)
  x, y = x:to "f64", y:to "f64"
  if intercept then x = tensor.concatenate({ tensor.ones(#y, 1), x }, 2) end
  local n, k = x:shape()
  if n <= k then error(("%d samples and %d parameters were given; more samples than parameters were needed"):format(n, k), 0) end
  if k == 0 then error("there are no inputs and no intercept", 0) end
  return x, y
end

local function roots_of(weights, n)
  if not weights then return tensor.ones(n) end
  if weights:dims() ~= 1 or #weights ~= n then error(("there are %d samples and %d weights"):format(n, weights:size()), 0) end
  if not (weights:gt(0) & weights:is_finite()):all() then error("a weight is not positive and finite", 0) end
  return weights:to("f64"):sqrt()
end

-- The parameters and (x' x)^-1, by singular values of columns of length 1.
local function solved(x, y)
  local norms = x:norm(1)
  local u, s, vt = linalg.svd(x / tensor.where(norms, norms, 1.0))
  local rank = s:gt(threshold(s, x)):count_nonzero()
  if rank < #s then
    error(("the inputs depend on each other, or on the intercept: they fix only %d of %d parameters"):format(rank, #s), 0)
  end
  local v = vt:t() / s / norms:unsqueeze(2)
  return v:matmul(u:t():matmul(y)), v:matmul(v:t())
end

-- The test of all inputs at once, against the weighted mean, or 0 without an intercept. share: of y as it was given.
local function add_tests(found, y, share, root, intercept)
  local mean = intercept and (y * root:square()):sum() / root:square():sum() or 0
  local total = ((y - mean) * root):square():sum()
  local n, inputs = #y, #found.parameters - (intercept and 1 or 0)
  local varies = total > 0 and (not intercept or variation.of(y, share) ~= nil)
  found.r_squared = varies and 1 - found.sum_of_squares / total or number.nan
  found.adjusted_r_squared = 1 - (1 - found.r_squared) * (n - (intercept and 1 or 0)) / found.degrees
  found.statistic, found.p = number.nan, number.nan
  if varies and inputs > 0 then
    found.statistic = math.max(total - found.sum_of_squares, 0) / inputs / (found.sum_of_squares / found.degrees)
    found.p = distribution.f(inputs, found.degrees):sf(found.statistic)
  end
end

-- A line for each parameter, and one for the whole.
local function summary_of(found, intercept)
  local lines = { ("%-10s%12s%12s%12s%12s%10s%12s"):format("", "value", "error", "low", "high", "t", "p") }
  for k = 1, #found.parameters do
    local name = intercept and (k == 1 and "intercept" or "x " .. k - 1) or "x " .. k
    lines[#lines + 1] = ("%-10s%12.6g%12.4g%12.6g%12.6g%10.4g%12.4g"):format(name, found.parameters[k], found.errors[k], found.low[k],
      found.high[k], found.t[k], found.parameters_p[k])
  end
  lines[#lines + 1] = ("R² %.4g, adjusted %.4g; F %.4g, p %.4g; degrees of freedom: %d"):format(found.r_squared, found.adjusted_r_squared,
    found.statistic, found.p, found.degrees)
  return table.concat(lines, "\n")
end

linear.ols = arguments.at_caller("ols", function(x, y, given)
  local o = options.over(given, { intercept = { "flag", true }, weights = { "numbers" }, confidence = { "probability", 0.95 } })
  local share = variation.share(y)
  x, y = design_of(x, y, o.intercept)
  local root = roots_of(o.weights, #y)
  local parameters, inverse = solved(x * root:unsqueeze(2), y * root)
  local residuals, degrees = y - x:matmul(parameters), #y - #parameters
  local sum = (residuals * root):square():sum()
  local covariance, student = inverse * (sum / degrees), distribution.t(degrees)
  local errors = covariance:diag():sqrt()
  local t, width = parameters / errors, errors * student:isf((1 - o.confidence) / 2)
  local found = {
    parameters = parameters, errors = errors, low = parameters - width, high = parameters + width, covariance = covariance,
    t = t, parameters_p = (2 * student:sf(t:abs())):minimum(1), residuals = residuals, sum_of_squares = sum, degrees = degrees,
  }
  add_tests(found, y, share, root, o.intercept)
  arguments.record("a linear model", found)
  getmetatable(found).__tostring = function() return summary_of(found, o.intercept) end
  return found
end, "numbers", "numbers", "options?")

local function check_fitted(name, found)
  if type(found) ~= "table" or type(rawget(found, "sum_of_squares")) ~= "number" or type(rawget(found, "degrees")) ~= "number" then
    error(name .. " has no numbers 'sum_of_squares' and 'degrees'; a result of ols or curve_fit was needed", 0)
  end
end

linear.compare_f_test = arguments.at_caller("compare_f_test", function(larger, smaller)
  check_fitted("the first model", larger)
  check_fitted("the second model", smaller)
  local degrees = smaller.degrees - larger.degrees
  if degrees < 1 then error("the second model has no fewer parameters than the first; the larger model comes first", 0) end
  local statistic = (smaller.sum_of_squares - larger.sum_of_squares) / degrees / (larger.sum_of_squares / larger.degrees)
  return { statistic = statistic, degrees = degrees, residual_degrees = larger.degrees,
    p = distribution.f(degrees, larger.degrees):sf(statistic) }
end, "table", "table")

return linear
