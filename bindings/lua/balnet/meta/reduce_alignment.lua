---@meta balnet.meta.reduce_alignment
-- luacheck: ignore 212 241

---@class balnet.reduce
local reduce = {}

---@class balnet.reduce.cca_options
---@field components? integer how many; by default as many as the smaller side has

---@class balnet.reduce.cca
---@field correlations balnet.tensor components, descending
---@field x_weights balnet.tensor units of x x components
---@field y_weights balnet.tensor units of y x components
---@field x_scores balnet.tensor samples x components, of variance 1
---@field y_scores balnet.tensor samples x components, of variance 1
---@field x_mean balnet.tensor units of x
---@field y_mean balnet.tensor units of y

--- Canonical correlations (Hotelling 1936): directions in the states of two networks, or of a network and of recorded neurons, in which
--- they go together most, by singular values (Björck and Golub 1973). With as many units as samples, or more, everything correlates:
--- principal components first, and samples that were not fitted, tell whether it means something.
---
---     local x = balnet.random(7):normal(50, 3)
---     local y = x:matmul(balnet.random(8):normal(3, 4))
---     balnet.reduce.cca(x, y).correlations  --> { 1.0000, 1.0000, 1.0000 }
---@param x balnet.tensor ... x units
---@param y balnet.tensor ... x units, as many samples
---@param options? balnet.reduce.cca_options
---@return balnet.reduce.cca
function reduce.cca(x, y, options) end

---@class balnet.reduce.procrustes
---@field disparity number the least sum of squared distances, both of size 1: 0 for the same shape, at most 1
---@field aligned balnet.tensor y turned, scaled and moved onto x
---@field rotation balnet.tensor units x units, orthogonal; a reflection may be in it
---@field scale number
---@field x_mean balnet.tensor units
---@field y_mean balnet.tensor units

--- States turned, scaled and moved onto others so that their distances are least (Schönemann 1966): `(y - y_mean) rotation scale +
--- x_mean`.
---
---     local x = balnet.tensor { { 0, 0 }, { 1, 0 }, { 0, 2 } }
---     local turned = x:matmul(balnet.tensor { { 0, 3 }, { -3, 0 } }) + 5
---     local found = balnet.reduce.procrustes(x, turned)
---     found.disparity, found.aligned[3]  --> 0.0000, { 0.0000, 2.0000 }
---@param x balnet.tensor ... x units
---@param y balnet.tensor as many samples of as many units
---@return balnet.reduce.procrustes
function reduce.procrustes(x, y) end

---@class balnet.reduce.parallel_options
---@field samples? integer how often the samples of every unit are shuffled (100)
---@field quantile? number of their variances that a component must exceed (0.95)
---@field seed? integer (1)

---@class balnet.reduce.parallel
---@field components integer how many, from the first on, vary more than those of shuffled data
---@field variance balnet.tensor of every principal component
---@field threshold balnet.tensor what it must exceed

--- How many principal components are more than noise: parallel analysis (Horn 1965), beside data in which the samples of every unit are
--- shuffled by themselves. A few units that vary far more than others hide further components: `balnet.stats.zscore` gives all one
--- variance.
---
---     local signals, noise = balnet.random(20):normal(100, 2), balnet.random(29):normal(100, 10)
---     local x = signals:matmul(3 * balnet.random(70):normal(2, 10)) + noise
---     balnet.reduce.parallel_analysis(x).components  --> 2
---@param x balnet.tensor ... x units
---@param options? balnet.reduce.parallel_options
---@return balnet.reduce.parallel
function reduce.parallel_analysis(x, options) end
