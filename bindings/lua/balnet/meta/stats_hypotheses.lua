---@meta balnet.meta.stats_hypotheses
-- luacheck: ignore 212 241

--- Tests of hypotheses and the shape of samples.
---
--- Samples are vectors; results are those of SciPy's functions of the same names. Probabilities p are two-sided. NaN in a sample
--- makes the results NaN.

---@class balnet.stats
local stats = {}

---@class balnet.stats.test
---@field statistic number
---@field p number how probable a statistic as far out is without an effect, on either side
---@field degrees? number degrees of freedom

--- The standard error of the mean: the sample standard deviation over the square root of how many there are.
---
---     balnet.stats.sem { 1, 2, 3, 4 }  --> 0.645497
---@param x balnet.tensor|number[]
---@param dim? integer all elements by default
---@return number|balnet.tensor
function stats.sem(x, dim) end

--- The skewness: the mean third power of the deviations in standard deviations; nan for a constant.
---
---     balnet.stats.skew { 1, 1, 1, 5 }  --> 1.154701
---@param x balnet.tensor|number[] a vector
---@return number
function stats.skew(x) end

--- The excess kurtosis: the mean fourth power of the deviations in standard deviations, less 3; nan for a constant.
---
---     balnet.stats.kurtosis { 1, 1, 1, 5 }  --> -0.666667
---@param x balnet.tensor|number[] a vector
---@return number
function stats.kurtosis(x) end

--- Whether the mean of a sample is a given one: Student's t test (1908).
---
---     local test = balnet.stats.ttest_1samp({ 1, 2, 3, 4 }, 0)
---     test.statistic, test.p  --> 3.872983, 0.030466
---@param x balnet.tensor|number[] a vector
---@param mean number
---@return balnet.stats.test
function stats.ttest_1samp(x, mean) end

--- Whether two samples of pairs have one mean: Student's t test of the differences.
---
---     balnet.stats.ttest_rel({ 1, 2, 3, 4 }, { 2, 2, 5, 5 }).p  --> 0.091721
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] as many
---@return balnet.stats.test
function stats.ttest_rel(x, y) end

---@class balnet.stats.ttest_options
---@field equal_var? boolean whether both have one variance (true); false is Welch's test (1947)

--- Whether two independent samples have one mean: Student's t test or Welch's.
---
---     balnet.stats.ttest_ind({ 1, 2, 3, 4 }, { 2, 4, 5, 6, 8 }).p  --> 0.089224
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] a vector
---@param options? balnet.stats.ttest_options
---@return balnet.stats.test
function stats.ttest_ind(x, y, options) end

---@class balnet.stats.analysis_of_variance : balnet.stats.test
---@field residual_degrees integer of freedom within samples

--- Whether the means of several samples are one: the analysis of variance (ANOVA; Fisher 1925), for samples of one
--- variance.
---
---     local test = balnet.stats.f_oneway { { 1, 2, 3 }, { 2, 3, 4 }, { 5, 6, 9 } }
---     test.statistic, test.p  --> 8.578947, 0.01739228
---@param groups table<integer, balnet.tensor|number[]> two or more vectors
---@return balnet.stats.analysis_of_variance
function stats.f_oneway(groups) end

--- Pearson's correlation of two vectors, and how probable it is for independent normal ones. An error for a constant.
---
---     balnet.stats.pearsonr({ 1, 2, 3, 4 }, { 1, 3, 2, 5 })  --> 0.831522, 0.168478
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] as many
---@return number r
---@return number p
function stats.pearsonr(x, y) end

---@class balnet.stats.binomial_options
---@field share? number the probability of each that is tested, between 0 and 1 (0.5)
---@field confidence? number of the limits (0.95)

---@class balnet.stats.binomial : balnet.stats.test
---@field low number the lower limit of the share
---@field high number the upper one (Clopper and Pearson 1934)

--- Whether k of n differ from a given share, as the labels that a decoder gets right from chance: the exact test, two-sided over all
--- counts that are no likelier than k.
---
---     local test = balnet.stats.binomtest(65, 100)
---     test.statistic, test.p, test.low  --> 0.65, 0.00351764, 0.548151
---@param k integer from 0 to n
---@param n integer from 1 to below 1e9
---@param options? balnet.stats.binomial_options
---@return balnet.stats.binomial
function stats.binomtest(k, n, options) end

---@class balnet.stats.contingency_options
---@field correction? boolean for continuity, of a table of two by two (true)

---@class balnet.stats.contingency : balnet.stats.test
---@field expected balnet.tensor the counts that independence would give

--- Whether the rows and columns of a table of counts are independent, by Pearson's chi squared (1900); from some five expected
--- counts in each place on.
---
---     balnet.stats.chi2_contingency({ { 10, 20 }, { 30, 20 } }).p  --> 0.0376669
---@param observed balnet.tensor|number[][] a matrix of counts
---@param options? balnet.stats.contingency_options
---@return balnet.stats.contingency
function stats.chi2_contingency(observed, options) end

---@class balnet.stats.discovery_options
---@field method? string "bh" for tests that are independent or depend positively, of Benjamini and Hochberg 1995, "by" for any, of
--- Benjamini and Yekutieli 2001 (bh)

--- Probabilities of many tests adjusted for their number, by the false discovery rate (FDR): of those whose adjusted one is
--- at most 0.05, a share of at most 0.05 is expected to be false.
---
---     balnet.stats.false_discovery_control { 0.01, 0.04, 0.03, 0.5 }  --> { 0.04, 0.0533333, 0.0533333, 0.5 }
---@param p balnet.tensor|number[] any shape
---@param options? balnet.stats.discovery_options
---@return balnet.tensor # of the shape of p
function stats.false_discovery_control(p, options) end

---@class balnet.stats.permutation_options
---@field samples? integer random permutations (1000)
---@field seed? integer (1)
---@field permutation_type? string "independent": the numbers are shared out among both samples; "samples": each pair is swapped or
--- not, for differences of pairs; "pairings": x is shuffled against y, for correlations (independent)

---@class balnet.stats.permutation : balnet.stats.test
---@field null balnet.tensor the statistics of the permutations

--- Whether two samples come from one distribution, by a statistic of theirs and of the same numbers shared out at random,
--- or whether pairs differ, or go together.
--- p counts the observed one among those of the permutations, so that it is never 0 (Phipson and Smyth 2010). It is NaN where
--- the statistic is for any of them.
---
---     local function difference(a, b) return a:mean() - b:mean() end
---     local test = balnet.stats.permutation_test({ 1, 2, 3, 4, 5 }, { 7, 8, 9, 10, 11 }, difference)
---     test.statistic, test.p < 0.05  --> -6, true
---     local function correlation(a, b) return (balnet.stats.pearsonr(a, b)) end
---     local x, y = { 1, 2, 3, 4, 5, 6 }, { 2, 1, 4, 3, 6, 5 }
---     balnet.stats.permutation_test(x, y, correlation, { permutation_type = "pairings" }).p < 0.1  --> true
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] a vector
---@param statistic fun(x: balnet.tensor, y: balnet.tensor): number
---@param options? balnet.stats.permutation_options
---@return balnet.stats.permutation
function stats.permutation_test(x, y, statistic, options) end
