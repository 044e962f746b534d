--- Statistics: `balnet.stats`, with the names of NumPy's and SciPy's where they have one. Samples are
-- vectors, variables rows of a matrix; tables of numbers are taken too. Results are f64. NaN gives NaN,
-- except in the functions whose names begin with nan.

local arguments = require "balnet.parameters.arguments"
local as_lines = require "balnet.signal.lines"
local counts = require "balnet.stats.counts"
local distributions = require "balnet.stats.distribution"
local groups = require "balnet.stats.groups"
local hypotheses = require "balnet.stats.hypotheses"
local kinds = require "balnet.parameters.kinds"
local linalg = require "balnet.linalg"
local number = require "balnet.parameters.number"
local numbers = require "balnet.stats.numbers"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local ranks = require "balnet.stats.ranks"
local samples = require "balnet.stats.samples"
local tails = require "balnet.stats.tails"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

---@class balnet.stats
local stats = {}

for _, part in ipairs { counts, distributions, groups, hypotheses, ranks } do
  for name, f in pairs(part) do stats[name] = f end
end

-- --- covariance and correlation -------------------------------------------------------------------------

-- The variables as rows, with those of y behind where it is given.
local function rows_of(x, y)
  local rows = x:to("f64")
  if rows:dims() == 1 then rows = rows:unsqueeze(1) end
  if y then
    local more = y:to("f64")
    rows = tensor.concatenate({ rows, more:dims() == 1 and more:unsqueeze(1) or more }, 1)
  end
  if rows:dims() ~= 2 or rows:shape(2) < 2 then error("a matrix of variables x samples, with at least 2 samples, was needed", 0) end
  return rows
end

--- The covariance matrix of variables, divided by n - 1.
--
--     balnet.stats.cov { { 1, 2, 3 }, { 2, 4, 6 } }  --> { { 1, 2 }, { 2, 4 } }
---@param x balnet.tensor|number[] variables x samples, or one variable
---@param y? balnet.tensor|number[] more variables, of as many samples
---@return balnet.tensor covariance variables x variables
stats.cov = arguments.at_caller("cov", function(x, y)
  local rows = rows_of(x, y)
  local centred = rows - rows:mean(2, true)
  return centred:matmul(centred:t()) / (rows:shape(2) - 1)
end, "numbers", "numbers?")

--- The correlation coefficients of variables (Pearson 1895). An error for a constant variable.
--
--     balnet.stats.corrcoef({ 1, 2, 3 }, { 3, 2, 1 })  --> { { 1, -1 }, { -1, 1 } }
---@param x balnet.tensor|number[] variables x samples, or one variable
---@param y? balnet.tensor|number[] more variables, of as many samples
---@return balnet.tensor correlation variables x variables, 1 on the diagonal
stats.corrcoef = arguments.at_caller("corrcoef", function(x, y)
  local rows, units = rows_of(x, y), {}
  local of_x = x:dims() == 1 and 1 or x:shape(1)
  for i = 1, rows:shape(1) do
    local off = variation.of(rows[i], variation.share(i > of_x and y or x))
    if not off then error(("variable %d is constant; it has no correlation"):format(i), 0) end
    units[i] = off / off:norm()
  end
  local unit = tensor.stack(units)
  local result = unit:matmul(unit:t()):clamp(-1, 1)
  for i = 1, #units do
    if result[{ i, i }] == result[{ i, i }] then result[{ i, i }] = 1 end
  end
  return result
end, "numbers", "numbers?")

--- The rank correlation (Spearman 1904); equal elements share the mean of their ranks. An error for a
-- constant variable. p is that of Student's t, for which some ten pairs are needed.
--
--     balnet.stats.spearman({ 1, 2, 3, 4 }, { 1, 10, 1000, 100 })  --> 0.8, 0.2
---@param x balnet.tensor|number[]
---@param y balnet.tensor|number[]
---@return number correlation
---@return number p nan of two pairs
stats.spearman = arguments.at_caller("spearman", function(x, y)
  local share_x, share_y
  x, y, share_x, share_y = samples.pair(x, y, 2)
  if (x:is_nan() | y:is_nan()):any() then return number.nan, number.nan end
  for i, pair in ipairs { { x, share_x }, { y, share_y } } do -- ranks of rounding errors would vary
    if not variation.of(pair[1], pair[2]) then error(("variable %d is constant; it has no correlation"):format(i), 0) end
  end
  local r = stats.corrcoef(ranks.rankdata(x), ranks.rankdata(y))[{ 1, 2 }]
  return r, tails.of_correlation(r, #x)
end, "numbers", "numbers")

--- The values minus their mean, divided by their standard deviation. An error for a constant line.
--
--     balnet.stats.zscore(balnet.tensor { 1, 3 })  --> { -1, 1 }
---@param x balnet.tensor
---@param options? {dim: integer, correction: integer} dim: along which, -1; the divisor of the variance is n - correction, 0
---@return balnet.tensor # of the shape of x
stats.zscore = arguments.at_caller("zscore", function(x, given)
  local o = options.over(given, { dim = { "integer", -1 }, correction = { "integer", 0, least = 0, most = 1 } })
  local share = variation.share(x)
  x = x:to("f64")
  local centred = x - x:mean(o.dim, true)
  if centred:size() > 0 then
    local spread = centred:abs():max(o.dim, true)
    local rounding = x:abs():max(o.dim, true) * share
    if spread:le(rounding):any() then error("a line is constant; it has no z-scores", 0) end
  end
  return centred / x:std(o.dim, o.correction, true)
end, "numbers", "options?")

-- --- percentiles and averages ---------------------------------------------------------------------------

--- Percentiles, interpolated between neighbours (Hyndman and Fan 1996, definition 7).
--
--     balnet.stats.percentile({ 1, 2, 3, 4, 5 }, { 25, 50 })  --> { 2, 3 }
---@param x balnet.tensor|number[] any shape
---@param q number|number[] 0 to 100
---@param dim? integer|integer[] all elements by default
---@return number|balnet.tensor percentiles for several q with a first dimension of one for each
stats.percentile = arguments.at_caller("percentile", function(x, q, dim)
  local t = x:to("f64")
  local function one(share)
    if not (share >= 0 and share <= 100) then error(("q is %s; a number from 0 to 100 was needed"):format(share), 0) end
    return t:quantile(share / 100, dim)
  end
  if type(q) == "number" then return one(q) end
  local shares, needed = kinds.read("numbers", q)
  if not shares then error(("q is %s; a number, %s was needed"):format(kinds.shown(q), needed), 0) end
  local found = {}
  for i, share in ipairs(samples.vector("q", shares, 0):totable()) do found[i] = one(share) end
  return dim and tensor.stack(found) or tensor.tensor(found)
end, "numbers", "any", "dims?")

--- The weighted mean, sum w x / sum w.
--
--     balnet.stats.average({ 1, 2 }, { 3, 1 })  --> 1.25
---@param x balnet.tensor|number[]
---@param weights balnet.tensor|number[] broadcast against x
---@param dim? integer|integer[] all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.average = arguments.at_caller("average", function(x, weights, dim, keep)
  x, weights = x:to("f64"), weights:to("f64")
  local w = x * 0 + weights
  local total = w:sum(dim, keep)
  if dim and total:eq(0):any() or total == 0 then error("the weights sum to 0", 0) end
  return (x * weights):sum(dim, keep) / total
end, "numbers", "numbers", "dims?", "flag?")

-- --- regression ----------------------------------------------------------------------------------------

--- The straight line through points by least squares, with standard errors. An error for equal x or fewer
-- than 3 points.
--
--     local line = balnet.stats.linregress({ 0, 1, 2, 3 }, { 1, 3, 5, 7 })
--     line.slope, line.intercept  --> 2, 1
---@param x balnet.tensor|number[]
---@param y balnet.tensor|number[]
---@return table line slope, intercept, r, p (how probable so large an r is without a slope), slope_error, intercept_error
stats.linregress = arguments.at_caller("linregress", function(x, y)
  local share_x, share_y
  x, y, share_x, share_y = samples.pair(x, y, 3)
  local u, x_scale = variation.of(x, share_x)
  if not u then error("all x are equal; a line needs two", 0) end
  local v, y_scale = variation.of(y, share_y)
  if not v then
    return arguments.record("a line", { slope = 0.0, intercept = y:mean(), r = 0.0, p = 1.0, slope_error = 0.0,
      intercept_error = 0.0 })
  end
  local xx, xy, yy = u:dot(u), u:dot(v), v:dot(v)
  local slope = xy / xx -- of y / y_scale against x / x_scale
  local scaled = x / x_scale
  local slope_error = math.sqrt((v - u * slope):square():sum() / (#x - 2) / xx)
  local r = variation.correlation(xy / math.sqrt(xx * yy))
  return arguments.record("a line", {
    slope = slope * (y_scale / x_scale),
    intercept = y:mean() - slope * scaled:mean() * y_scale,
    r = r,
    p = tails.of_correlation(r, #x),
    slope_error = slope_error * (y_scale / x_scale),
    intercept_error = slope_error * math.sqrt(scaled:square():mean()) * y_scale,
  })
end, "numbers", "numbers")

--- The polynomial that fits points best, by least squares over powers of x scaled to [-1, 1] by its largest
-- size.
--
--     balnet.stats.polyfit({ 0, 1, 2 }, { 1, 2, 5 }, 2)  --> { 1.0000, 0.0000, 1.0000 }
---@param x balnet.tensor|number[]
---@param y balnet.tensor|number[] as many
---@param degree integer 0 to 100, less than the number of points
---@return balnet.tensor coefficients degree + 1, those of the highest power first
stats.polyfit = arguments.at_caller("polyfit", function(x, y, degree)
  local share_x
  x, y, share_x = samples.pair(x, y)
  if degree > 0 and not variation.of(x, share_x) then
    error("all x are equal up to rounding; they fix the coefficient of degree 0 alone", 0)
  end
  if degree < 0 or degree > math.min(100, #x - 1) then
    error(("degree is %d; an integer from 0 to %d was needed"):format(degree, math.min(100, #x - 1)), 0)
  end
  local scale = math.max(x:abs():max(), 1e-300)
  local columns, powers = {}, {}
  for k = degree, 0, -1 do
    columns[#columns + 1] = (x / scale):pow(k)
    powers[#powers + 1] = scale ^ k
  end
  local coefficients, rank = linalg.lstsq(tensor.stack(columns):t(), y)
  if rank <= degree then error(("the points fix only %d of %d coefficients; lower the degree"):format(rank, degree + 1), 0) end
  coefficients = coefficients / tensor.tensor(powers)
  if not coefficients:is_finite():all() then error("a coefficient is too large for a double; scale x and y", 0) end
  return coefficients
end, "numbers", "numbers", "integer")

--- A polynomial at x, by Horner's rule.
--
--     balnet.stats.polyval({ 1, 0, 1 }, 3)  --> 10
---@param coefficients balnet.tensor|number[] those of the highest power first, as of `polyfit`
---@param x number|balnet.tensor|number[] any shape
---@return number|balnet.tensor # of the shape of x
stats.polyval = arguments.at_caller("polyval", function(coefficients, x)
  local value = 0.0
  local at, needed = x, nil
  if type(x) ~= "number" then at, needed = kinds.read("numbers", x) end
  if not at then error(("x is %s; a number, %s was needed"):format(kinds.shown(x), needed), 0) end
  if type(at) ~= "number" then value = tensor.zeros({ at:shape() }, at:dtype()) end
  for _, c in ipairs(samples.vector("coefficients", coefficients, 0):totable()) do value = value * at + c end
  return value
end, "numbers", "any")

--- The roots of a polynomial: the eigenvalues of its companion matrix (Horn and Johnson 2013, section 3.3), in the order of
-- `balnet.linalg.eigvals`.
--
--     balnet.stats.roots { 1, 0, -4 }  --> { -2, 2 }, { 0, 0 }
---@param coefficients balnet.tensor|number[] those of the highest power first, as of `polyfit`; zeros in front don't count
---@return balnet.tensor real
---@return balnet.tensor imag
stats.roots = arguments.at_caller("roots", function(coefficients)
  local c = samples.vector("coefficients", coefficients, 0):to "f64"
  if not c:is_finite():all() then error("a coefficient is not finite", 0) end
  local present = c:nonzero()
  if #present == 0 or present[1] == #c then return tensor.zeros(0), tensor.zeros(0) end
  c = c[{ { math.tointeger(present[1]), #c } }]
  local companion = tensor.zeros(#c - 1, #c - 1)
  companion[1] = c[{ { 2, #c } }] / -c[1]
  for i = 2, #c - 1 do companion[{ i, i - 1 }] = 1 end
  return linalg.eigvals(companion)
end, "numbers")

-- The quantiles of a statistic of a vector over its samples.
local function interval_of(x, statistic, o)
  local stream, found = random { seed = o.seed }, {}
  for i = 1, o.samples do
    local value = statistic(x:take(1, (stream:uniform(#x) * #x):floor() + 1))
    if type(value) ~= "number" then error("the statistic is no number but a " .. type(value), 0) end
    found[i] = value
  end
  local all = tensor.tensor(found)
  return all:quantile((1 - o.confidence) / 2), all:quantile((1 + o.confidence) / 2)
end

--- A confidence interval of a statistic by resampling with replacement: the percentiles of the statistic over
-- samples (Efron 1979); along a dimension one for each line, as for every parameter over the seeds of a sweep.
--
--     local function mean(sample) return sample:mean() end
--     local low, high = balnet.stats.bootstrap(balnet.random(7):normal(100), mean)
--     low < 0.2, high > -0.2  --> true, true
---@param x balnet.tensor|number[] a vector, with `dim` any shape
---@param statistic fun(sample: balnet.tensor): number
---@param options? {samples: integer, confidence: number, seed: integer, dim: integer} samples 1000, confidence 0.95, seed 1, dim:
--- along which the samples lie
---@return number|balnet.tensor low with `dim` without this dimension
---@return number|balnet.tensor high
stats.bootstrap = arguments.at_caller("bootstrap", function(x, statistic, given)
  local o = options.over(given, { samples = { "integer", 1000, least = 1, most = 10000000 },
    confidence = { "probability", 0.95 }, seed = { "integer", 1 }, dim = { "integer" } })
  if not o.dim then return interval_of(samples.vector("x", x, 2), statistic, o) end
  local lines, back = as_lines(x, o.dim)
  local low, high = tensor.zeros(#lines, 1), tensor.zeros(#lines, 1)
  for i, line in lines:rows() do low[{ i, 1 }], high[{ i, 1 }] = interval_of(samples.vector("a line", line, 2), statistic, o) end
  return back(low):squeeze(o.dim), back(high):squeeze(o.dim)
end, "numbers", "function", "options?")

--- The mean direction of angles, and how far they agree: the angle and the length of the mean of unit vectors
-- (Mardia 1972).
--
--     balnet.stats.circular_mean { math.pi - 0.1, -math.pi + 0.3 }  --> -3.041593, 0.980067
---@param angle balnet.tensor|number[] in radians
---@return number mean -pi to pi; nan where the vectors cancel
---@return number length 0 to 1
stats.circular_mean = arguments.at_caller("circular_mean", function(angle)
  local t = angle:to("f64"):flatten()
  if #t == 0 then error("there are no angles", 0) end
  local c, s = t:cos():mean(), t:sin():mean()
  local length = math.sqrt(c * c + s * s)
  return length > 2.0 ^ -50 and math.atan(s, c) or number.nan, length
end, "numbers")

-- --- without NaN -------------------------------------------------------------------------------------

--- The mean of the elements that are not NaN; nan where there are none.
--
--     balnet.stats.nanmean { 1, 0 / 0, 3 }  --> 2
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanmean = arguments.at_caller("nanmean", function(x, dim, keep)
  return numbers.along(numbers.mean, x, dim, keep)
end, "numbers", "integer?", "flag?")

--- The sum of the elements that are not NaN.
--
--     balnet.stats.nansum { 1, 0 / 0, 3 }  --> 4
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nansum = arguments.at_caller("nansum", function(x, dim, keep)
  return numbers.without_nan(x:to("f64"), 0):sum(dim, keep)
end, "numbers", "integer?", "flag?")

--- The variance, divided by n, of the elements that are not NaN; nan where there are none.
--
--     balnet.stats.nanvar { 1, 0 / 0, 3 }  --> 1
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanvar = arguments.at_caller("nanvar", function(x, dim, keep)
  return numbers.along(numbers.var, x, dim, keep)
end, "numbers", "integer?", "flag?")

--- The standard deviation, divided by n, of the elements that are not NaN; nan where there are none.
--
--     balnet.stats.nanstd { 1, 0 / 0, 3 }  --> 1
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanstd = arguments.at_caller("nanstd", function(x, dim, keep)
  return numbers.along(numbers.std, x, dim, keep)
end, "numbers", "integer?", "flag?")

--- The median of the elements that are not NaN; nan where there are none.
--
--     balnet.stats.nanmedian { 1, 0 / 0, 3, 8 }  --> 3
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanmedian = arguments.at_caller("nanmedian", function(x, dim, keep)
  return numbers.along(numbers.median, x, dim, keep)
end, "numbers", "integer?", "flag?")

--- The least of the elements that are not NaN. Where there are none it is an error, along a dimension nan.
--
--     balnet.stats.nanmin { 1, 0 / 0, 3 }  --> 1
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanmin = arguments.at_caller("nanmin", function(x, dim, keep)
  return numbers.along(numbers.extreme(1), numbers.check(x, dim), dim, keep)
end, "numbers", "integer?", "flag?")

--- The greatest of the elements that are not NaN. Where there are none it is an error, along a dimension nan.
--
--     balnet.stats.nanmax { 1, 0 / 0, 3 }  --> 3
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@param keep? boolean
---@return number|balnet.tensor
stats.nanmax = arguments.at_caller("nanmax", function(x, dim, keep)
  return numbers.along(numbers.extreme(-1), numbers.check(x, dim), dim, keep)
end, "numbers", "integer?", "flag?")

return stats
