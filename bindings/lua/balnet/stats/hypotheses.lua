-- Tests of hypotheses and the shape of samples; part of balnet.stats, described in meta/stats_hypotheses.lua.

local arguments = require "balnet.parameters.arguments"
local distribution = require "balnet.stats.distribution"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local samples = require "balnet.stats.samples"
local tails = require "balnet.stats.tails"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local hypotheses = {}

-- --- samples --------------------------------------------------------------------------------------------

hypotheses.sem = arguments.at_caller("sem", function(x, dim)
  local t = x:to "f64"
  if not dim then return t:flatten():std(1):item() / math.sqrt(t:size()) end
  return t:std(dim) / math.sqrt(t:shape(dim))
end, "numbers", "integer?")

-- The mean k-th power of the deviations over that of the standard deviation; nan for a constant.
local function standard_moment(x, k)
  local off = variation.of(samples.vector("x", x, 2), variation.share(x))
  if not off then return 0 / 0 end
  return (off ^ k):mean() / off:square():mean() ^ (k / 2)
end

hypotheses.skew = arguments.at_caller("skew", function(x) return standard_moment(x, 3) end, "numbers")

hypotheses.kurtosis = arguments.at_caller("kurtosis", function(x) return standard_moment(x, 4) - 3 end, "numbers")

-- --- tests of means -------------------------------------------------------------------------------------

local function student(difference, error_of_it, degrees)
  local statistic = difference / error_of_it
  return { statistic = statistic, degrees = degrees, p = tails.of_student(statistic, degrees) }
end

local function of_differences(off) return student(off:mean(), off:std() / math.sqrt(#off), #off - 1) end

hypotheses.ttest_1samp = arguments.at_caller("ttest_1samp", function(x, mean)
  return of_differences(samples.vector("x", x, 2) - mean)
end, "numbers", "number")

hypotheses.ttest_rel = arguments.at_caller("ttest_rel", function(x, y)
  x, y = samples.pair(x, y, 2)
  return of_differences(x - y)
end, "numbers", "numbers")

-- The samples less the first number, so that nothing is rounded of constants, over a power of two, so that no square leaves the
-- range: no ratio of their means and variances changes.
local function about_one_origin(list)
  local origin, moved = list[1][1], {}
  for i, x in ipairs(list) do moved[i] = x - origin end
  local scale = variation.scale(tensor.concatenate(moved, 1))
  for i, x in ipairs(moved) do moved[i] = x / scale end
  return moved
end

hypotheses.ttest_ind = arguments.at_caller("ttest_ind", function(x, y, given)
  local o = options.over(given, { equal_var = { "flag", true } })
  x, y = samples.vector("x", x, 2), samples.vector("y", y, 2)
  local n, m = #x, #y
  x, y = table.unpack(about_one_origin { x, y })
  local difference = x:mean() - y:mean()
  if o.equal_var then
    local pooled = ((n - 1) * x:var() + (m - 1) * y:var()) / (n + m - 2)
    return student(difference, math.sqrt(pooled * (1 / n + 1 / m)), n + m - 2)
  end
  local of_x, of_y = x:var() / n, y:var() / m
  local both = of_x + of_y
  if both == 0 then return student(difference, 0.0, 1) end -- as in SciPy
  return student(difference, math.sqrt(both), 1 / ((of_x / both) ^ 2 / (n - 1) + (of_y / both) ^ 2 / (m - 1)))
end, "numbers", "numbers", "options?")

hypotheses.f_oneway = arguments.at_caller("f_oneway", function(groups)
  local list = about_one_origin(samples.groups(groups, 1))
  local n, k = 0, #list
  for _, x in ipairs(list) do n = n + #x end
  if n <= k then error(("%d samples have %d numbers in all; more numbers than samples were needed"):format(k, n), 0) end
  local mean, between, within = tensor.concatenate(list, 1):mean(), 0.0, 0.0
  for _, x in ipairs(list) do
    between = between + #x * (x:mean() - mean) ^ 2
    within = within + (x - x:mean()):square():sum()
  end
  local statistic = between / (k - 1) / (within / (n - k))
  return { statistic = statistic, degrees = k - 1, residual_degrees = n - k, p = distribution.f(k - 1, n - k):sf(statistic) }
end, "table")

hypotheses.pearsonr = arguments.at_caller("pearsonr", function(x, y)
  local share_x, share_y
  x, y, share_x, share_y = samples.pair(x, y, 3)
  local off_x, off_y = variation.of(x, share_x), variation.of(y, share_y)
  if not (off_x and off_y) then error((off_x and "y" or "x") .. " is constant; it has no correlation", 0) end
  local r = variation.correlation((off_x / off_x:norm()):dot(off_y / off_y:norm()))
  return r, tails.of_correlation(r, #x)
end, "numbers", "numbers")

-- --- shares ---------------------------------------------------------------------------------------------

-- How probable counts of n that are no likelier than k are, but for rounding: those from k on away from the likeliest, and those on
-- its other side.
local function probability_of_unlikelier(k, n, share)
  local function likelihood(count) return distribution.beta(count + 1, n + 1 - count):pdf(share) end
  local function at_least(count) return count > n and 0.0 or count < 1 and 1.0 or distribution.beta(count, n - count + 1):cdf(share) end
  local function at_most(count)
    if count < 0 or count >= n then return count < 0 and 0.0 or 1.0 end
    return distribution.beta(count + 1, n - count):sf(share)
  end
  local likeliest, most = math.floor((n + 1) * share), likelihood(k) * (1 + 1e-7)
  if likelihood(likeliest) <= most then return 1.0 end
  local is_below = k < likeliest
  -- Between what is likelier and what is not.
  local near, far = likeliest, is_below and n + 1 or -1
  while math.abs(far - near) > 1 do
    local middle = (near + far) // 2
    if likelihood(middle) <= most then far = middle else near = middle end
  end
  return is_below and at_most(k) + at_least(far) or at_least(k) + at_most(far)
end

hypotheses.binomtest = arguments.at_caller("binomtest", function(k, n, given)
  local o = options.over(given, { share = { "probability", 0.5 }, confidence = { "probability", 0.95 } })
  if n < 1 or n >= 1e9 or k < 0 or k > n then error(("%d of %d; 0 to n, and n from 1 to below 1e9, were needed"):format(k, n), 0) end
  local beyond = (1 - o.confidence) / 2
  return {
    statistic = k / n, p = tails.two_sided(probability_of_unlikelier(k, n, o.share)),
    low = k > 0 and distribution.beta(k, n - k + 1):ppf(beyond) or 0.0,
    high = k < n and distribution.beta(k + 1, n - k):isf(beyond) or 1.0,
  }
end, "integer", "integer", "options?")

-- --- tables of counts, and many tests ------------------------------------------------------------------

hypotheses.chi2_contingency = arguments.at_caller("chi2_contingency", function(observed, given)
  local o = options.over(given, { correction = { "flag", true } })
  local table_of = observed:to "f64"
  if table_of:dims() ~= 2 or table_of:shape(1) < 2 or table_of:shape(2) < 2 then
    error("a matrix of counts with at least two rows and columns was needed", 0)
  end
  if not (table_of:ge(0) & table_of:is_finite()):all() then error("a count is negative or not finite", 0) end
  local expected = table_of:sum(2, true) * table_of:sum(1, true) / table_of:sum()
  if not expected:gt(0):all() then error("a row or a column of counts is 0", 0) end
  local degrees, off = (table_of:shape(1) - 1) * (table_of:shape(2) - 1), (table_of - expected):abs()
  if o.correction and degrees == 1 then off = off - off:minimum(0.5) end
  local statistic = (off:square() / expected):sum()
  return { statistic = statistic, degrees = degrees, p = distribution.chi2(degrees):sf(statistic), expected = expected }
end, "numbers", "options?")

hypotheses.false_discovery_control = arguments.at_caller("false_discovery_control", function(p, given)
  local o = options.over(given, { method = { "text", "bh", words = { "bh", "by" } } })
  local flat = p:to("f64"):flatten()
  local n = #flat
  if n == 0 then return p:to "f64" end
  if not (flat:ge(0) & flat:le(1)):all() then error("a probability is not from 0 to 1", 0) end
  local order, place = flat:argsort(), tensor.arange(1, n)
  local factor = o.method == "by" and (1 / place):sum() or 1
  local adjusted = (flat:take(1, order) * (n * factor) / place):flip(1):cummin():flip(1):minimum(1)
  return tensor.zeros(n):put(1, order, adjusted):reshape({ p:shape() })
end, "numbers", "options?")

-- --- by resampling --------------------------------------------------------------------------------------

-- What is permuted, by the type: the numbers among both samples, those of each pair, or which of them make pairs.
local permuting = {
  independent = function(x, y, stream)
    local both = stream:shuffle(tensor.concatenate({ x, y }, 1))
    return both[{ { 1, #x } }], both[{ { #x + 1, #x + #y } }]
  end,
  samples = function(x, y, stream)
    local swapped = stream:bernoulli(0.5, #x)
    return tensor.where(swapped, y, x), tensor.where(swapped, x, y)
  end,
  pairings = function(x, y, stream) return stream:shuffle(x), y:clone() end,
}

local permutation_fields = {
  samples = { "integer", 1000, least = 1, most = 10000000 }, seed = { "integer", 1 },
  permutation_type = { "text", "independent", words = { "independent", "samples", "pairings" } },
}

hypotheses.permutation_test = arguments.at_caller("permutation_test", function(x, y, statistic, given)
  local o = options.over(given, permutation_fields)
  if o.permutation_type == "independent" then
    x, y = samples.vector("x", x), samples.vector("y", y)
  else
    x, y = samples.pair(x, y)
  end
  local permuted, stream, found = permuting[o.permutation_type], random { seed = o.seed }, {}
  local observed = statistic(x:clone(), y:clone())
  if type(observed) ~= "number" then error("the statistic is no number but a " .. type(observed), 0) end
  for i = 1, o.samples do found[i] = statistic(permuted(x, y, stream)) end
  local null = tensor.tensor(found)
  local near = 1e-14 * math.abs(observed) -- the same partition may round otherwise
  local above, below = null:ge(observed - near):sum(), null:le(observed + near):sum()
  local p = tails.two_sided(2 * (math.min(above, below) + 1) / (o.samples + 1))
  if observed ~= observed or null:is_nan():any() then p = 0 / 0 end
  return { statistic = observed, null = null, p = p }
end, "numbers", "numbers", "function", "options?")

return hypotheses
