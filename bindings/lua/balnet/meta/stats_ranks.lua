---@meta balnet.meta.stats_ranks
-- luacheck: ignore 212 241

--- Ranks, and tests by them.
---
--- Probabilities are exact for small samples and by the normal approximation for others, as SciPy's are with method "auto"; with
--- equal numbers or differences always by the approximation, corrected for them, for which some ten numbers are needed.

---@class balnet.stats
local stats = {}

--- The ranks of the elements, from 1 on; equal elements share the mean of theirs. With NaN among them all are NaN.
---
---     balnet.stats.rankdata { 5, 1, 5, 0 }  --> { 3.5, 2, 3.5, 1 }
---@param x balnet.tensor|number[] any shape
---@return balnet.tensor # of the shape of x
function stats.rankdata(x) end

--- Whether numbers of one sample tend to be larger than those of another (Mann and Whitney 1947). p is exact where one has at
--- most eight numbers and no two are equal, else by the normal approximation, corrected for ties and continuity.
---
---     local test = balnet.stats.mannwhitneyu({ 1, 2, 3, 4 }, { 2.5, 4.5, 5, 6, 8 })
---     test.statistic, test.p  --> 2, 0.0634921
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] a vector
---@return balnet.stats.test
function stats.mannwhitneyu(x, y) end

--- Whether two samples come from one distribution, by the largest distance of their distribution functions (Kolmogorov 1933, Smirnov
--- 1939). p is exact for samples whose sizes have a product of at most 1e7, else of the limit of large ones.
---
---     local test = balnet.stats.ks_2samp({ 1, 2, 3, 4 }, { 2.5, 4.5, 5, 6, 8 })
---     test.statistic, test.p  --> 0.8, 0.0793651
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] a vector
---@return balnet.stats.test
function stats.ks_2samp(x, y) end

--- Whether differences of pairs lie evenly about 0 (Wilcoxon 1945). Pairs without a difference are left out. p is exact for at
--- most 50 pairs of which none and no two differences are equal, else by the normal approximation, corrected for ties.
---
---     local test = balnet.stats.wilcoxon({ 1, 2, 3, 4, 9 }, { 2, 4, 6, 0, 4 })
---     test.statistic, test.p  --> 6, 0.8125
---@param x balnet.tensor|number[] a vector
---@param y balnet.tensor|number[] as many
---@return balnet.stats.test
function stats.wilcoxon(x, y) end

--- Whether several samples come from one distribution, by the sums of their ranks (Kruskal and Wallis 1952), corrected for ties;
--- p by the chi-squared approximation.
---
---     balnet.stats.kruskal({ { 1, 3, 5, 7, 9 }, { 2, 4, 6, 8, 10 }, { 6, 7, 8, 9 } }).p  --> 0.455246
---@param groups table<integer, balnet.tensor|number[]> two or more vectors
---@return balnet.stats.test
function stats.kruskal(groups) end
