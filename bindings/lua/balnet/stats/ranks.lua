--- Ranks, and tests by them, described in meta/stats_ranks.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local distribution = require "balnet.stats.distribution"
local samples = require "balnet.stats.samples"
local tails = require "balnet.stats.tails"
local tensor = require "balnet.tensor"

local ranks = {}

ranks.rankdata = arguments.at_caller("rankdata", function(x)
  local t = x:to "f64"
  if t:is_nan():any() then return tensor.full({ t:shape() }, 0 / 0) end -- no number is before it or behind it
  local _, counts, _, inverse = array.unique(t)
  return (counts:cumsum() - (counts - 1) / 2):take(1, inverse:flatten()):reshape(table.unpack({ t:shape() }))
end, "numbers")

-- The sum of c^3 - c over the sizes of groups of equal elements.
local function ties(t)
  local _, counts = array.unique(t)
  return (counts ^ 3 - counts):sum()
end

-- --- two samples ----------------------------------------------------------------------------------------

-- How probable U of samples of n and m numbers is at most u, for u < n m / 2: the coefficients of Gauss's binomial, the product
-- of (1 - q^(m+i)) / (1 - q^i) over i = 1 ... n (Mann and Whitney 1947), over how many there are.
local function probability_of_u(u, n, m)
  if n > m then n, m = m, n end
  local count = { [0] = 1.0 }
  for k = 1, u do count[k] = 0.0 end
  for i = 1, n do
    for k = u, m + i, -1 do count[k] = count[k] - count[k - m - i] end
    for k = i, u do count[k] = count[k] + count[k - i] end
    for k = 0, u do count[k] = count[k] * i / (m + i) end
  end
  local sum = 0.0
  for k = 0, u do sum = sum + count[k] end
  return sum
end

local exact_most = 8 -- of the smaller sample, as in SciPy

local function asymptotic_u(u, n, m, both)
  local spread = math.sqrt(n * m / 12 * (n + m + 1 - ties(both) / ((n + m) * (n + m - 1))))
  local z = (math.max(u, n * m - u) - n * m / 2 - 0.5) / spread
  return tails.two_sided(tensor.erfc(z / math.sqrt(2)))
end

ranks.mannwhitneyu = arguments.at_caller("mannwhitneyu", function(x, y)
  x, y = samples.vector("x", x), samples.vector("y", y)
  local n, m, both = #x, #y, tensor.concatenate({ x, y }, 1)
  local u = ranks.rankdata(both)[{ { 1, n } }]:sum() - n * (n + 1) / 2
  if u ~= u or math.min(n, m) > exact_most or ties(both) > 0 then return { statistic = u, p = asymptotic_u(u, n, m, both) } end
  return { statistic = u, p = tails.two_sided(2 * probability_of_u(math.tointeger(math.min(u, n * m - u)), n, m)) }
end, "numbers", "numbers")

-- How probable it is that two samples of n and m numbers have distribution functions that differ by at least most / (n m)
-- somewhere: the share of the ways from (0, 0) to (n, m) that come so far from the diagonal (Hodges 1958). The number at (i, j) is
-- the share of the ways there.
local function probability_of_distance(most, n, m)
  local share = {}
  for j = 0, m do share[j] = j * n >= most and 1.0 or 0.0 end
  for i = 1, n do
    if i * m >= most then share[0] = 1.0 end
    for j = 1, m do
      local far = math.abs(i * m - j * n) >= most
      share[j] = far and 1.0 or (i * share[j] + j * share[j - 1]) / (i + j)
    end
  end
  return share[m]
end

-- Kolmogorov's limit (1933) for large samples. Below 0.2 it is 1 to the last digit, and the series converges slowly.
local function kolmogorov(x)
  if x < 0.2 then return 1.0 end
  local sum = 0.0
  for k = 1, 20 do sum = sum + 2 * (-1) ^ (k - 1) * math.exp(-2 * k * k * x * x) end
  return math.max(0, math.min(1, sum))
end

local exact_ways = 1e7 -- n m

ranks.ks_2samp = arguments.at_caller("ks_2samp", function(x, y)
  x, y = samples.vector("x", x), samples.vector("y", y)
  local n, m, both = #x, #y, tensor.concatenate({ x, y }, 1)
  if both:is_nan():any() then return { statistic = 0 / 0, p = 0 / 0 } end
  local below_x, below_y = x:sort():searchsorted(both, "right") - 1, y:sort():searchsorted(both, "right") - 1
  local most = math.tointeger((below_x * m - below_y * n):abs():max())
  local p
  if most == 0 then p = 1.0 end
  if not p and n * m <= exact_ways then p = probability_of_distance(most, n, m) end
  return { statistic = most / (n * m), p = p or kolmogorov(most / (n * m) * math.sqrt(n * m / (n + m))) }
end, "numbers", "numbers")

-- --- pairs ----------------------------------------------------------------------------------------------

-- How probable a sum of the ranks 1 ... n, each taken or not, of at most `most` is (Wilcoxon 1945).
local function probability_of_sum(most, n)
  local share = { [0] = 1.0 }
  for k = 1, most do share[k] = 0.0 end
  for rank = 1, n do
    for k = most, 0, -1 do share[k] = (share[k] + (share[k - rank] or 0)) / 2 end
  end
  local sum = 0.0
  for k = 0, most do sum = sum + share[k] end
  return sum
end

local exact_pairs = 50 -- as in SciPy

local function asymptotic_sum(statistic, n, sizes)
  local spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties(sizes) / 48)
  return tails.of_normal((statistic - n * (n + 1) / 4) / spread)
end

ranks.wilcoxon = arguments.at_caller("wilcoxon", function(x, y)
  x, y = samples.pair(x, y)
  local off = (x - y)[(x - y):ne(0)]
  local n = #off
  if n == 0 then error("x and y are equal; at least one difference was needed", 0) end
  local sizes = off:abs()
  local positive = (ranks.rankdata(sizes) * off:gt(0)):sum()
  local statistic = math.min(positive, n * (n + 1) / 2 - positive)
  local exact = positive == positive and n == #x and n <= exact_pairs and ties(sizes) == 0
  if not exact then return { statistic = statistic, p = asymptotic_sum(statistic, n, sizes) } end
  return { statistic = statistic, p = tails.two_sided(2 * probability_of_sum(math.tointeger(statistic), n)) }
end, "numbers", "numbers")

-- --- several samples ------------------------------------------------------------------------------------

ranks.kruskal = arguments.at_caller("kruskal", function(groups)
  local list = samples.groups(groups, 1)
  local both = tensor.concatenate(list, 1)
  local n, sum, first = #both, 0.0, 1
  local rank = ranks.rankdata(both)
  for _, x in ipairs(list) do
    sum = sum + rank[{ { first, first + #x - 1 } }]:sum() ^ 2 / #x
    first = first + #x
  end
  local correction = 1 - ties(both) / (n ^ 3 - n)
  if correction == 0 then error("all numbers are equal; two that differ were needed", 0) end
  local statistic = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / correction
  return { statistic = statistic, degrees = #list - 1, p = distribution.chi2(#list - 1):sf(math.max(statistic, 0)) }
end, "table")

return ranks
