-- Tests of hypotheses and the shape of samples; part of balnet.stats, described in meta/stats_hypotheses.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local distribution = require "balnet.stats.distribution"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local samples = require "balnet.stats.samples"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local hypotheses = {}

-- --- tails of distributions -----------------------------------------------------------------------------

-- Twice the probability of the likelier side may be more than 1; NaN stays.
local function two_sided(p) return p > 1 and 1.0 or p end

-- How probable a value of Student's t beyond |t| on either side is.
local function of_student(t, degrees)
  if t ~= t then return t end
  return two_sided(2 * distribution.t(degrees):sf(math.abs(t)))
end

local function of_normal(z) return tensor.erfc(math.abs(z) / math.sqrt(2)) end

-- --- samples --------------------------------------------------------------------------------------------

hypotheses.rankdata = arguments.at_caller("rankdata", function(x)
  local t = x:to "f64"
  if t:is_nan():any() then return tensor.full({ t:shape() }, 0 / 0) end -- no number is before it or behind it
  local _, counts, _, inverse = array.unique(t)
  return (counts:cumsum() - (counts - 1) / 2):take(1, inverse:flatten()):reshape(table.unpack({ t:shape() }))
end, "numbers")

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
  return { statistic = statistic, degrees = degrees, p = of_student(statistic, degrees) }
end

local function of_differences(off) return student(off:mean(), off:std() / math.sqrt(#off), #off - 1) end

hypotheses.ttest_1samp = arguments.at_caller("ttest_1samp", function(x, mean)
  return of_differences(samples.vector("x", x, 2) - mean)
end, "numbers", "number")

hypotheses.ttest_rel = arguments.at_caller("ttest_rel", function(x, y)
  x, y = samples.pair(x, y, 2)
  return of_differences(x - y)
end, "numbers", "numbers")

hypotheses.ttest_ind = arguments.at_caller("ttest_ind", function(x, y, given)
  local o = options.over(given, { equal_var = { "flag", true } })
  x, y = samples.vector("x", x, 2), samples.vector("y", y, 2)
  local n, m, difference = #x, #y, (x - x[1]):mean() - (y - x[1]):mean() -- without rounding for constants
  if o.equal_var then
    local pooled = ((n - 1) * x:var() + (m - 1) * y:var()) / (n + m - 2)
    return student(difference, math.sqrt(pooled * (1 / n + 1 / m)), n + m - 2)
  end
  local of_x, of_y = x:var() / n, y:var() / m
  return student(difference, math.sqrt(of_x + of_y), (of_x + of_y) ^ 2 / (of_x ^ 2 / (n - 1) + of_y ^ 2 / (m - 1)))
end, "numbers", "numbers", "options?")

hypotheses.pearsonr = arguments.at_caller("pearsonr", function(x, y)
  local share_x, share_y
  x, y, share_x, share_y = samples.pair(x, y, 3)
  local off_x, off_y = variation.of(x, share_x), variation.of(y, share_y)
  if not (off_x and off_y) then error((off_x and "y" or "x") .. " is constant; it has no correlation", 0) end
  local r = variation.correlation((off_x / off_x:norm()):dot(off_y / off_y:norm()))
  local degrees = #x - 2
  return r, of_student(r * math.sqrt(degrees / ((1 - r) * (1 + r))), degrees)
end, "numbers", "numbers")

-- --- tests of ranks -------------------------------------------------------------------------------------

-- The sum of c^3 - c over the sizes of groups of equal elements.
local function ties(t)
  local _, counts = array.unique(t)
  return (counts ^ 3 - counts):sum()
end

hypotheses.mannwhitneyu = arguments.at_caller("mannwhitneyu", function(x, y)
  x, y = samples.vector("x", x), samples.vector("y", y)
  local n, m, both = #x, #y, tensor.concatenate({ x, y }, 1)
  local u = hypotheses.rankdata(both)[{ { 1, n } }]:sum() - n * (n + 1) / 2
  local spread = math.sqrt(n * m / 12 * (n + m + 1 - ties(both) / ((n + m) * (n + m - 1))))
  local z = (math.max(u, n * m - u) - n * m / 2 - 0.5) / spread
  return { statistic = u, p = two_sided(tensor.erfc(z / math.sqrt(2))) }
end, "numbers", "numbers")

hypotheses.wilcoxon = arguments.at_caller("wilcoxon", function(x, y)
  x, y = samples.pair(x, y)
  local off = (x - y)[(x - y):ne(0)]
  local n = #off
  if n == 0 then error("x and y are equal; at least one difference was needed", 0) end
  local ranks = hypotheses.rankdata(off:abs())
  local positive = (ranks * off:gt(0)):sum()
  local statistic = math.min(positive, n * (n + 1) / 2 - positive)
  local spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties(off:abs()) / 48)
  return { statistic = statistic, p = of_normal((statistic - n * (n + 1) / 4) / spread) }
end, "numbers", "numbers")

-- --- by resampling --------------------------------------------------------------------------------------

hypotheses.permutation_test = arguments.at_caller("permutation_test", function(x, y, statistic, given)
  local o = options.over(given, { samples = { "integer", 1000, least = 1, most = 10000000 }, seed = { "integer", 1 } })
  x, y = samples.vector("x", x), samples.vector("y", y)
  local function of(both) return statistic(both[{ { 1, #x } }], both[{ { #x + 1, #x + #y } }]) end
  local both, stream, found = tensor.concatenate({ x, y }, 1), random { seed = o.seed }, {}
  local observed = of(both:clone())
  if type(observed) ~= "number" then error("the statistic is no number but a " .. type(observed), 0) end
  for i = 1, o.samples do found[i] = of(stream:shuffle(both)) end
  local null = tensor.tensor(found)
  local near = 1e-14 * math.abs(observed) -- the same partition may round otherwise
  local above, below = null:ge(observed - near):sum(), null:le(observed + near):sum()
  local p = two_sided(2 * (math.min(above, below) + 1) / (o.samples + 1))
  if observed ~= observed or null:is_nan():any() then p = 0 / 0 end
  return { statistic = observed, null = null, p = p }
end, "numbers", "numbers", "function", "options?")

return hypotheses
