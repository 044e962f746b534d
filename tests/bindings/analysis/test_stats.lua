-- Statistics: values known by heart, edge cases and refusals; beside NumPy and SciPy where python3 has them.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local stats = balnet.stats
local random = balnet.random { seed = 21 }
local assert_refused = refused.assert_refused
local nan = 0 / 0

TestStats = {}

function TestStats:test_values_known_by_heart()
  lu.assertEquals(stats.cov({ 1, 2, 3 }, { 2, 4, 6 }):totable(), { { 1.0, 2.0 }, { 2.0, 4.0 } })
  lu.assertAlmostEquals(stats.corrcoef({ 1, 2, 3 }, { -2, -4, -6 })[{ 1, 2 }], -1, 1e-15)
  lu.assertAlmostEquals(stats.spearman({ 1, 2, 3, 4 }, { 1, 10, 100, 1000 }), 1, 1e-15)
  lu.assertEquals(stats.bincount({ 3, 1, 1, 0 }, { least = 6 }):totable(), { 1.0, 2.0, 0.0, 1.0, 0.0, 0.0 })
  local line = stats.linregress({ 0, 1, 2 }, { 1, 3, 5 })
  lu.assertEquals({ line.slope, line.intercept, line.r, line.slope_error }, { 2.0, 1.0, 1.0, 0.0 })
  lu.assertAlmostEquals(stats.polyfit({ 1e6, 2e6, 3e6 }, { 1, 4, 9 }, 2)[1], 1e-12, 1e-24)
end

function TestStats:test_a_value_on_an_edge_is_counted_once()
  local counts = stats.histogram({ 0, 1, 1, 2, 3 }, { bins = { 0, 1, 2, 3 } })
  lu.assertEquals(counts:totable(), { 1.0, 2.0, 2.0 }) -- the last bin has its upper edge
  lu.assertEquals(stats.histogram({ 5, 5 }, { bins = 1 }):totable(), { 2.0 })
  local wide, edges = stats.histogram({ 1, 2, 30 }, { bins = 2, range = { 0, 10 } })
  lu.assertEquals(wide:totable(), { 2.0, 0.0 })
  lu.assertEquals(edges:totable(), { 0.0, 5.0, 10.0 })
end

function TestStats:test_a_density_has_area_one()
  local counts, edges = stats.histogram(random:normal(1000), { bins = 30, density = true })
  local widths = edges[{ { 2, 31 } }] - edges[{ { 1, 30 } }]
  lu.assertAlmostEquals((counts * widths):sum(), 1, 1e-12)
end

-- The standard error of the mean of n values of variance 1 is n^(-1/2); an interval of 95 % is 2 * 1.96 of them wide.
function TestStats:test_the_bootstrap_finds_the_width_of_the_mean()
  local low, high = stats.bootstrap(random:normal(400), function(t) return t:mean() end, { samples = 2000 })
  lu.assertTrue(math.abs((high - low) / (2 * 1.96 / 20) - 1) < 0.15)
  local again = stats.bootstrap({ 1, 2, 3 }, function(t) return t:mean() end)
  lu.assertEquals(stats.bootstrap({ 1, 2, 3 }, function(t) return t:mean() end), again)
end

function TestStats:test_angles_have_a_mean_on_the_circle()
  local mean, length = stats.circular_mean { math.pi - 0.1, -math.pi + 0.1 }
  lu.assertAlmostEquals(math.abs(mean), math.pi, 1e-12)
  lu.assertAlmostEquals(length, math.cos(0.1), 1e-12)
  lu.assertIsNaN((stats.circular_mean { 0, math.pi }))
end

function TestStats:test_what_is_no_number_can_be_left_out()
  local x = { 4, nan, 1, 7, nan }
  lu.assertEquals({ stats.nanmean(x), stats.nansum(x), stats.nanmedian(x), stats.nanmin(x), stats.nanmax(x) }, { 4.0, 12.0, 4.0, 1.0, 7.0 })
  lu.assertAlmostEquals(stats.nanstd(x), math.sqrt(6), 1e-15)
  lu.assertIsNaN(stats.nanmean { nan })
  assert_refused("there are no numbers", stats.nanmax, { nan })
  lu.assertEquals(stats.nansum { nan }, 0.0)
end

function TestStats:test_a_line_without_numbers_has_no_least_one()
  local x = balnet.tensor { { nan, nan }, { 3, nan } }
  lu.assertEquals(tostring(stats.nanmin(x, 2)[1]):match "nan", "nan")
  lu.assertEquals(stats.nanmin(x, 2)[2], 3)
  lu.assertEquals({ stats.nanmax(x, 1, true):shape() }, { 1, 2 })
end

function TestStats:test_a_mean_by_weights()
  lu.assertEquals(stats.average({ 1, 2, 3 }, { 1, 1, 2 }), 2.25)
  assert_refused("the weights sum to 0", stats.average, { 1, 2 }, { 1, -1 })
end

function TestStats:test_errors_name_the_line_of_the_script_alone()
  local function message(...) return select(2, pcall(...)) end
  lu.assertStrMatches(message(function() return stats.spearman({ 1, 2 }, { 3, 3 }), 0 end),
    "[^:]*test_stats.lua:%d+: variable 2 is constant.*")
  lu.assertStrMatches(message(function() return stats.histogram({ 1, 2 }, { bin = 3 }), 0 end),
    "[^:]*test_stats.lua:%d+: unknown field 'bin'.*")
  lu.assertStrMatches(message(function() return stats.histogram({ 1, 2 }, 3), 0 end),
    "[^:]*test_stats.lua:%d+: bad argument #2 to 'histogram' %(a table of options was needed; 3 was given%)")
end

-- By hand, near the ends of the range of doubles, 1.797e308 and 4.9e-324.
function TestStats:test_statistics_without_nan_stay_in_range_as_those_of_tensors_do()
  lu.assertEquals(stats.nanmean { 1.5e308, 1.5e308, nan }, 1.5e308)
  lu.assertEquals(stats.nanmean(balnet.tensor { { 1.5e308, 1.5e308, nan }, { 1, 2, 3 } }, 2):totable(), { 1.5e308, 2 })
  lu.assertAlmostEquals(stats.nanstd { 1e-200, 3e-200, nan } / 1e-200, 1, 1e-15)
  lu.assertAlmostEquals(stats.nanstd { 1e200, 3e200, nan } / 1e200, 1, 1e-15)
  lu.assertEquals(stats.nanstd(balnet.tensor { { 1, 3, nan }, { 2, 2, nan } }, 2, true):totable(), { { 1 }, { 0 } })
  lu.assertIsNaN(stats.nanstd { nan })
end

function TestStats:test_no_correlation_is_beyond_one()
  lu.assertEquals(stats.linregress({ 1e200, 2e200, 3e200 }, { 1e-200, 2e-200, 3e-200 }).r, 1.0)
  lu.assertEquals(stats.linregress({ 1e200, 2e200, 3e200 }, { -1e-200, -2e-200, -3e-200 }).r, -1.0)
end

function TestStats:test_a_problem_without_an_answer_is_refused()
  assert_refused("variable 2 is constant", stats.corrcoef, { 1, 2, 3 }, { 0.1, 0.1, 0.1 })
  -- Of 0.3 and 0.1 + 0.2 the ranks differ, though only rounding does.
  assert_refused("variable 2 is constant", stats.spearman, { 1, 2, 3 }, { 0.3, 0.1 + 0.2, 0.3 })
  assert_refused("a line is constant", stats.zscore, balnet.full({ 100 }, 3.7))
  assert_refused("all x are equal", stats.linregress, { 3.7, 3.7, 3.7 }, { 1, 2, 3 })
  assert_refused("x and y have 4 and 3 elements", stats.linregress, { 1, 2, 3, 4 }, { 1, 2, 3 })
  assert_refused("a value is nan", stats.histogram, { 1, nan })
  assert_refused("bins is 'many'", stats.histogram, { 1 }, { bins = "many" })
  assert_refused("the edges of bins do not ascend at number 2", stats.histogram, { 1 }, { bins = { 1, 1 } })
  assert_refused("q is 101", stats.percentile, { 1, 2 }, 101)
  assert_refused("degree is 3; an integer from 0 to 2 was needed", stats.polyfit, { 1, 2, 3 }, { 1, 2, 3 }, 3)
  assert_refused("the points fix only 2 of 3 coefficients", stats.polyfit, { 1, 1, 2 }, { 1, 2, 3 }, 2)
  assert_refused("whole numbers from 0", stats.bincount, { 0.5 })
  assert_refused("there are no angles", stats.circular_mean, {})
end

local function add_hypotheses(results)
  local x, y, z, many = results.x, results.y, results.y + 0.5, results.many
  local function first(t, n) return t[{ { 1, n } }] end
  results.rankdata, results.sem = stats.rankdata(many:round()), stats.sem(many, 2)
  results.shape_of_samples = balnet.tensor { stats.skew(x), stats.kurtosis(x) }
  results.pearsonr = balnet.tensor { stats.pearsonr(x, y) }
  local function listed(tests)
    local values = {}
    for _, test in ipairs(tests) do table.move({ test.statistic, test.p }, 1, 2, #values + 1, values) end
    return balnet.tensor(values)
  end
  results.ttests = listed { stats.ttest_1samp(x, 0.2), stats.ttest_rel(x, z), stats.ttest_ind(x, first(z, 9)),
    stats.ttest_ind(x, 3 * first(z, 9), { equal_var = false }) }
  results.tests_of_ranks = listed { stats.mannwhitneyu((2 * x):round(), (2 * first(z, 20)):round()),
    stats.wilcoxon((2 * x):round(), (2 * z):round()) }
  results.exact_tests_of_ranks = listed { stats.mannwhitneyu(first(x, 8), z), stats.mannwhitneyu(first(z, 5), first(x, 3)),
    stats.wilcoxon(first(x, 50), first(y, 50)), stats.wilcoxon(first(x, 6), first(z, 6)) }
  results.tests_of_distributions = listed { stats.ks_2samp(x, first(z, 40)), stats.ks_2samp((2 * x):round(), (2 * z):round()) }
  local shares = {}
  for i, case in ipairs { { 65, 100, 0.5 }, { 0, 7, 0.3 }, { 7, 7, 0.3 }, { 30, 50, 0.7 } } do
    local test = stats.binomtest(case[1], case[2], { share = case[3], confidence = 0.9 })
    shares[i] = { test.p, test.low, test.high }
  end
  results.shares = balnet.tensor(shares)
  results.tests_of_groups = listed { stats.kruskal { (2 * x):round(), first(z, 9), first(y, 40) }, stats.f_oneway { x, first(z, 9), y } }
  local counts = balnet.tensor { { 12, 5, 9 }, { 3, 14, 9 } }
  results.contingency = listed { stats.chi2_contingency(counts), stats.chi2_contingency(counts[{ {}, { 1, 2 } }]),
    stats.chi2_contingency(counts[{ {}, { 1, 2 } }], { correction = false }) }
  results.expected_counts = stats.chi2_contingency(counts).expected
  local tails = {}
  for _, k in ipairs { 2, 3, 11, 200 } do
    for _, mean in ipairs { 0.01, 0.3, 2, 40 } do tails[#tails + 1] = stats.ttest_1samp(first(x, k), mean).p end
  end
  results.tails = balnet.tensor(tails)
end

-- Of 252 partitions of ten numbers two are as far apart as five small ones and five large ones.
function TestStats:test_a_permutation_test_counts_partitions()
  local function difference(a, b) return a:mean() - b:mean() end
  local test = stats.permutation_test({ 1, 2, 3, 4, 5 }, { 7, 8, 9, 10, 11 }, difference, { samples = 5000 })
  lu.assertEquals({ test.statistic, test.null:size() }, { -6.0, 5000 })
  lu.assertTrue(math.abs(test.p - 2 / 252) < 4 * math.sqrt(2 / 252 / 5000))
  lu.assertEquals(stats.permutation_test({ 1, 1 }, { 1, 1 }, difference).p, 1.0)
  lu.assertEquals(stats.permutation_test({ 1, 2, 3 }, { 4 }, difference).p, stats.permutation_test({ 1, 2, 3 }, { 4 }, difference).p)
  assert_refused("the statistic is no number but a nil", stats.permutation_test, { 1 }, { 2 }, function() end)
end

-- Of 2^8 ways to swap eight pairs two give differences all of one sign; of 4! orders of four numbers one has the correlation 1, one -1.
function TestStats:test_pairs_are_swapped_or_made_anew()
  local x = balnet.arange(1, 8)
  local function difference(a, b) return (a - b):mean() end
  local swapped = stats.permutation_test(x, x + balnet.arange(1, 8), difference, { samples = 20000, permutation_type = "samples" })
  lu.assertTrue(math.abs(swapped.p - 2 / 256) < 4 * math.sqrt(2 / 256 / 20000))
  local function correlation(a, b) return (stats.pearsonr(a, b)) end
  local paired = stats.permutation_test({ 1, 2, 3, 4 }, { 2, 4, 6, 8 }, correlation, { samples = 5000, permutation_type = "pairings" })
  lu.assertTrue(math.abs(paired.p - 2 / 24) < 4 * math.sqrt(2 / 24 / 5000))
  assert_refused("x and y have 2 and 1 elements", stats.permutation_test, { 1, 2 }, { 1 }, difference, { permutation_type = "samples" })
end

function TestStats:test_points_on_the_upper_edges_of_the_plane_are_counted()
  local counts = stats.histogram2d({ 0, 1, 2, 2, 3 }, { 0, 1, 2, 1, 1 }, { bins = { { 0, 1, 2 }, { 0, 1, 2 } } })
  lu.assertEquals(counts:totable(), { { 1, 0 }, { 0, 3 } })
  lu.assertEquals(stats.histogram2d({ 5 }, { 5 }, { bins = 1, range = { { 0, 1 }, { 0, 1 } } }):totable(), { { 0 } })
  assert_refused("no point lies in the bins", stats.histogram2d, { 5 }, { 5 }, { range = { { 0, 1 }, { 0, 1 } }, density = true })
  assert_refused("a value is nan", stats.histogram2d, { nan }, { 1 })
  assert_refused("bins has 3 parts; one for x and one for y", stats.histogram2d, { 0, 1 }, { 0, 1 }, { bins = { 2, 3, 4 } })
  lu.assertEquals(stats.histogram2d({}, {}, { bins = 2 }):totable(), { { 0, 0 }, { 0, 0 } })
  assert_refused("100000 times 100000 bins", stats.histogram2d, { 0, 1 }, { 0, 1 }, { bins = 100000 })
  assert_refused("range has 1 parts", stats.histogram2d, { 0, 1 }, { 0, 1 }, { range = { { 0, 1 } } })
end

-- Of 20 partitions of six numbers one has the three least in one sample; of 16 choices of signs one has none positive.
function TestStats:test_small_samples_have_exact_probabilities()
  lu.assertAlmostEquals(stats.mannwhitneyu({ 1, 2, 3 }, { 7, 8, 9 }).p, 2 / 20, 1e-15)
  lu.assertEquals(stats.wilcoxon({ 1, 2, 3, 4 }, { 2, 4, 6, 8 }).p, 2 / 16)
  lu.assertEquals(stats.mannwhitneyu({ 1, 4 }, { 2, 3 }).p, 1.0)
  local tied = stats.mannwhitneyu({ 1, 2, 3 }, { 3, 8, 9 }).p -- by the approximation
  lu.assertTrue(tied > 0.1 and tied < 0.2)
  lu.assertEquals({ stats.wilcoxon({ 1, 2, 3, 4, 5 }, { 2, 4, 6, 8, 5 }).p == 2 / 16 }, { false })
end

-- By hand, after Benjamini and Hochberg (1995), table 1.
function TestStats:test_many_tests_are_told_from_false_discoveries()
  local p = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000 }
  local adjusted = stats.false_discovery_control(p)
  lu.assertEquals(adjusted:le(0.05):sum(), 4)
  lu.assertAlmostEquals(adjusted[1], 0.0015, 1e-15)
  lu.assertAlmostEquals(stats.false_discovery_control(balnet.tensor(p):flip(1))[12], adjusted[4], 1e-15)
  lu.assertAlmostEquals(stats.false_discovery_control({ 0.01, 0.02 }, { method = "by" })[1], 0.03, 1e-15)
  assert_refused("a probability is not from 0 to 1", stats.false_discovery_control, { 0.5, 1.5 })
end

-- Of the 10 ways from (0, 0) to (2, 3) four come as far from the diagonal as the way along the edges.
function TestStats:test_distributions_are_compared_exactly()
  lu.assertAlmostEquals(stats.ks_2samp({ 1, 2 }, { 3, 4, 5 }).p, 2 / 10, 1e-15)
  lu.assertEquals(stats.ks_2samp({ 1, 2 }, { 2, 1 }).p, 1.0)
  lu.assertIsNaN(stats.ks_2samp({ 1, nan }, { 2, 1 }).p)
  local large = balnet.arange(1, 4000) -- too many ways: by the limit of large samples, whose second term is the last that counts
  local test = stats.ks_2samp(large, large + 120.5)
  local square = 2 * (121 / 4000) ^ 2 * 2000
  lu.assertEquals(test.statistic, 121 / 4000)
  lu.assertAlmostEquals(test.p, 2 * (math.exp(-square) - math.exp(-4 * square) + math.exp(-9 * square)), 1e-12)
  lu.assertEquals(stats.ks_2samp(large, large + 0.5).p, 1.0) -- the series is slow there
end

function TestStats:test_shares_are_told_from_chance()
  lu.assertEquals(stats.binomtest(5, 10).p, 1.0)
  lu.assertAlmostEquals(stats.binomtest(10, 10).p, 2 / 1024, 1e-15)
  lu.assertEquals({ stats.binomtest(0, 4).low, stats.binomtest(4, 4).high }, { 0.0, 1.0 })
  assert_refused("5 of 4; 0 to n", stats.binomtest, 5, 4)
  assert_refused("field 'share' is 1; a number between 0 and 1", stats.binomtest, 2, 4, { share = 1 })
  assert_refused("field 'confidence' is 95; a number between 0 and 1", stats.binomtest, 2, 4, { confidence = 95 })
end

-- By the sum over all counts that are no likelier; the last by SciPy 1.10.1.
function TestStats:test_both_sides_of_a_share_are_those_of_the_sum()
  local n = 9
  for _, share in ipairs { 0.1, 0.25, 0.5, 0.93 } do
    local likelihood, here = {}, (1 - share) ^ n
    for k = 0, n do
      likelihood[k + 1] = here
      here = here * (n - k) / (k + 1) * share / (1 - share)
    end
    likelihood = balnet.tensor(likelihood)
    for k = 0, n do
      local sum = (likelihood * likelihood:le(likelihood[k + 1] * (1 + 1e-7))):sum()
      lu.assertAlmostEquals(stats.binomtest(k, n, { share = share }).p, sum, 1e-13)
    end
  end
  lu.assertAlmostEquals(stats.binomtest(123456, 1000000, { share = 0.1235 }).p, 0.8948144869062474, 1e-10)
  lu.assertAlmostEquals(stats.binomtest(300, 1000, { share = 0.1 }).p / 6.823349107845461e-69, 1, 1e-11)
  lu.assertEquals(stats.binomtest(49000000, 100000000).p, 0.0)
  assert_refused("1 of 1000000000; 0 to n, and n from 1 to below 1e9", stats.binomtest, 1, 1000000000)
end

-- No unit matters to a ratio; squares of these numbers leave the range.
function TestStats:test_tests_of_means_have_no_unit()
  local x, y = balnet.tensor { 1, 2, 3, 4 }, balnet.tensor { 2, 4, 5, 6, 8 }
  local function all(unit)
    local a, b = x * unit, y * unit
    local welch, f = stats.ttest_ind(a, b, { equal_var = false }), stats.f_oneway { a, b, 2 * b }
    return { stats.ttest_ind(a, b).p, welch.p, welch.degrees, f.statistic, f.p }
  end
  local unit = 2.0 ^ 600
  lu.assertEquals({ all(unit), all(1 / unit) }, { all(1), all(1) })
  local constants = stats.ttest_ind({ 1, 1 }, { 3, 3, 3 }, { equal_var = false }) -- as SciPy's
  lu.assertEquals({ constants.statistic, constants.degrees, constants.p }, { -math.huge, 1, 0.0 })
end

function TestStats:test_every_line_has_a_bootstrap_interval()
  local x = random:normal(3, 20, 2)
  local function mean(sample) return sample:mean() end
  local low, high = stats.bootstrap(x, mean, { dim = 2, samples = 50 })
  lu.assertEquals({ { low:shape() }, { high:shape() } }, { { 3, 2 }, { 3, 2 } })
  lu.assertEquals({ low[{ 2, 1 }], high[{ 2, 1 }] }, { stats.bootstrap(x[{ 2, {}, 1 }], mean, { samples = 50 }) })
  lu.assertEquals(stats.bootstrap(x, mean, { dim = -2, samples = 50 }):totable(), low:totable())
  local first = stats.bootstrap(x, mean, { dim = 1, samples = 50 })
  lu.assertEquals({ first:shape() }, { 20, 2 })
  lu.assertEquals(first[{ 3, 2 }], (stats.bootstrap(x[{ {}, 3, 2 }], mean, { samples = 50 })))
  assert_refused("dimension 4", stats.bootstrap, x, mean, { dim = 4 })
  assert_refused("a line has 1 elements; at least 2", stats.bootstrap, balnet.ones(3, 1), mean, { dim = 2 })
end

function TestStats:test_groups_without_an_answer_are_refused()
  assert_refused("1 samples were given; a list of at least 2", stats.kruskal, { { 1, 2 } })
  assert_refused("sample 2 is 'b'; a tensor or an array of numbers was needed", stats.f_oneway, { { 1, 2 }, "b" })
  assert_refused("2 samples have 2 numbers in all", stats.f_oneway, { { 1 }, { 2 } })
  assert_refused("all numbers are equal", stats.kruskal, { { 1, 1 }, { 1 } })
  assert_refused("a matrix of counts", stats.chi2_contingency, { 1, 2 })
  assert_refused("a row or a column of counts is 0", stats.chi2_contingency, { { 1, 2 }, { 0, 0 } })
  assert_refused("a count is negative", stats.chi2_contingency, { { 1, 2 }, { -1, 0 } })
  lu.assertIsNaN(stats.f_oneway({ { 0.1, 0.1, 0.1 }, { 0.1, 0.1 } }).p)
end

function TestStats:test_a_gap_in_a_sample_tells_nothing()
  local gap, whole = { 1, 2, nan, 4, 9 }, { 1, 2, 3, 5, 4 }
  local function difference(a, b) return a:mean() - b:mean() end
  for _, name in ipairs { "ttest_rel", "ttest_ind", "mannwhitneyu", "wilcoxon" } do
    lu.assertIsNaN(stats[name](gap, whole).p)
    lu.assertIsNaN(stats[name](whole, gap).statistic)
  end
  lu.assertIsNaN(stats.permutation_test(gap, whole, difference, { samples = 9 }).p)
  lu.assertTrue(stats.rankdata(gap):is_nan():all())
  lu.assertIsNaN((stats.pearsonr(gap, whole)))
  lu.assertIsNaN(select(2, stats.spearman(gap, whole)))
  for _, name in ipairs { "kruskal", "f_oneway" } do lu.assertIsNaN(stats[name]({ gap, whole }).p) end
  lu.assertIsNaN(stats.linregress(gap, whole).r)
end

-- 1.5 with 999999 degrees of freedom; I_x(a, b) by mpmath 1.2.1 with 40 digits.
function TestStats:test_large_samples_keep_their_digits()
  local n = 1000000
  local x = balnet.arange(n) % 2 * 2 - 1
  local test = stats.ttest_1samp(x, -1.5 * x:std() / math.sqrt(n))
  lu.assertAlmostEquals(test.p, 0.13361471823710847, 1e-12)
end

function TestStats:test_rounding_is_no_effect()
  lu.assertIsNaN(stats.ttest_1samp({ 0.1, 0.1, 0.1 }, 0.1).p) -- their sum over 3 is more than 0.1
  lu.assertIsNaN(stats.ttest_ind({ 0.1, 0.1, 0.1 }, { 0.1, 0.1 }).p)
end

function TestStats:test_a_statistic_may_overwrite_its_samples()
  local function overwriting(a, b)
    local found = a:mean() - b:mean()
    a:mul_(0)
    return found
  end
  local test = stats.permutation_test({ 1, 2, 3 }, { 7, 8, 9 }, overwriting, { samples = 20 })
  lu.assertEquals({ test.statistic, test.null:abs():max() > 0 }, { -6.0, true })
end

function TestStats:test_hypotheses_at_the_ends()
  lu.assertEquals(stats.ttest_1samp({ 3, 3 }, 2).p, 0.0)
  lu.assertIsNaN(stats.ttest_1samp({ 2, 2 }, 2).p)
  local r, p = stats.pearsonr({ 1, 2, 3 }, { 2, 4, 6 })
  lu.assertTrue(r <= 1 and r > 1 - 1e-15 and p < 1e-7) -- what rounding leaves of 1 - r is a square root's argument
  lu.assertIsNaN(stats.skew { 0.3, 0.1 + 0.2 })
  lu.assertEquals(stats.mannwhitneyu({ 1, 2 }, { 1, 2 }).p, 1.0)
  assert_refused("x has 1 elements; at least 2", stats.ttest_ind, { 1 }, { 2, 3 })
  assert_refused("x and y are equal", stats.wilcoxon, { 1, 2 }, { 1, 2 })
  assert_refused("y is constant", stats.pearsonr, { 1, 2, 3 }, { 3, 3, 3 })
end

function TestStats:test_numpy_and_scipy_find_the_same()
  local x, many, angle = random:normal(300), random:normal(4, 50), random:normal(60) * 0.7 + 2.5
  local y = x * 0.5 + random:normal(300)
  local results = { x = x, y = y, many = many, angle = angle, cov = stats.cov(many), cov_of_two = stats.cov(x, y),
    corrcoef = stats.corrcoef(many) }
  results.spearman = balnet.tensor { stats.spearman(x:round(), y:round()) }
  results.zscore = stats.zscore(many)
  for _, rule in ipairs { "sturges", "sqrt", "scott", "fd" } do
    results["histogram_" .. rule], results["edges_" .. rule] = stats.histogram(x, { bins = rule })
  end
  results.density = (stats.histogram(x, { bins = { -1, 0, 0.5, 2 }, density = true }))
  results.percentile = stats.percentile(x, { 0, 12.5, 50, 100 })
  results.percentile_along = stats.percentile(many, { 10, 90 }, 1)
  results.average = stats.average(many, balnet.tensor { 1, 2, 3, 4 }:unsqueeze(2), 1)
  local gaps = many:clone()
  gaps[many:gt(1)] = nan
  gaps[{ 1, true }] = nan
  results.gaps = gaps
  for _, name in ipairs { "nanmean", "nansum", "nanvar", "nanstd", "nanmedian", "nanmin", "nanmax" } do
    results[name] = stats[name](gaps, 1)
    results[name .. "_of_all"] = balnet.tensor(stats[name](gaps))
  end
  local line = stats.linregress(x, y)
  results.line = balnet.tensor { line.slope, line.intercept, line.r, line.p, line.slope_error, line.intercept_error }
  results.polyfit = stats.polyfit(x, y, 3)
  results.circular_mean = balnet.tensor((stats.circular_mean(angle)))
  results.polyval = stats.polyval({ 2, -1, 0.5, 3 }, many)
  local zeros = balnet.tensor { 0, 2, -1, 5, 3, 0 }
  results.roots, results.roots_imag = stats.roots(zeros)
  results.zeros = zeros
  add_hypotheses(results)
  results.plane, results.plane_x, results.plane_y = stats.histogram2d(x, y, { bins = { 4, { -1, 0, 0.5, 2 } } })
  results.plane_density = stats.histogram2d(x, y, { range = { { -1, 1 }, { -2, 2 } }, density = true })
  lu.assertEquals(compare("scipy_stats.py", "scipy.stats", results), 54)
end

os.exit(lu.LuaUnit.run())
