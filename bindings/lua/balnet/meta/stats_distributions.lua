---@meta balnet.meta.stats_distributions
-- luacheck: ignore 212 241

--- Distributions of statistics, whose methods are `cdf`, `sf`, `pdf`, `ppf`, `isf` and `interval`.
---
--- Their parameters may be tensors, which broadcast with the places at which a distribution is asked for. A parameter that is
--- not positive, or more than 1e9 where it gives a shape or degrees of freedom, is an error.

---@class balnet.stats
local stats = {}

--- A normal distribution.
---
---     balnet.stats.norm():ppf(0.975), balnet.stats.norm(100, 15):sf(130)  --> 1.959964, 0.02275013
---@param mean? number|balnet.tensor|number[] (0)
---@param std? number|balnet.tensor|number[] standard deviation (1)
---@return balnet.stats.distribution
function stats.norm(mean, std) end

--- Student's distribution (1908): of a mean over its standard error.
---
---     2 * balnet.stats.t(9):sf(2.5)  --> 0.0338618
---@param df number|balnet.tensor|number[] degrees of freedom
---@return balnet.stats.distribution
function stats.t(df) end

--- The chi-squared distribution, of a sum of squares of independent normal numbers: of estimates of variances and of power spectra.
---
---     balnet.stats.chi2(20):interval(0.95)  --> 9.590777, 34.169607
---@param df number|balnet.tensor|number[] degrees of freedom
---@return balnet.stats.distribution
function stats.chi2(df) end

--- Fisher's distribution, of a ratio of two variances.
---
---     balnet.stats.f(2, 27):sf(3.35)  --> 0.0501657
---@param dfn number|balnet.tensor|number[] degrees of freedom of the numerator
---@param dfd number|balnet.tensor|number[] of the denominator
---@return balnet.stats.distribution
function stats.f(dfn, dfd) end

--- The gamma distribution, of density x^(a-1) exp(-x / scale): of intervals between spikes.
---
---     balnet.stats.gamma(2, 3):cdf(6)  --> 0.593994
---@param a number|balnet.tensor|number[] shape
---@param scale? number|balnet.tensor|number[] (1)
---@return balnet.stats.distribution
function stats.gamma(a, scale) end

--- The beta distribution, of density x^(a-1) (1-x)^(b-1) between 0 and 1: of shares.
---
---     balnet.stats.beta(8, 4):interval(0.9)  --> 0.435626, 0.864925
---@param a number|balnet.tensor|number[]
---@param b number|balnet.tensor|number[]
---@return balnet.stats.distribution
function stats.beta(a, b) end
