---@meta balnet.meta.fit_linear
-- luacheck: ignore 212 241

---@class balnet.fit
local fit = {}

---@class balnet.fit.ols_options
---@field intercept? boolean whether there is a constant, the first of the parameters (true)
---@field weights? balnet.tensor|number[] one over the variance of each sample, up to a factor
---@field confidence? number of the limits of parameters (0.95)

---@class balnet.fit.linear
---@field parameters balnet.tensor the intercept, if there is one, and a coefficient for each input
---@field errors balnet.tensor their standard errors
---@field low balnet.tensor lower confidence limits
---@field high balnet.tensor upper ones
---@field t balnet.tensor parameters over their errors
---@field parameters_p balnet.tensor how probable so large a t is where the parameter is 0
---@field covariance balnet.tensor parameters x parameters
---@field residuals balnet.tensor n
---@field sum_of_squares number of the residuals, weighted
---@field degrees integer of freedom: samples less parameters
---@field r_squared number the share of the variance that is explained, without an intercept of the squares; NaN of a constant, as F and p
---@field adjusted_r_squared number
---@field statistic number F of all inputs together
---@field p number how probable so large an F is where no input matters

--- Linear regression on several inputs with standard errors, confidence limits and tests of its parameters: ordinary or weighted least
--- squares. Powers, products (interactions) and factors, as 0 and 1, are inputs of their own. An error for inputs that depend on each
--- other, and for no more samples than parameters.
---
---     local x = balnet.tensor { { 0, 0 }, { 1, 0 }, { 0, 1 }, { 1, 1 }, { 2, 1 } }
---     local model = balnet.fit.ols(x, { 1, 3.1, 0, 1.9, 4 })
---     model.parameters, model.parameters_p[3] < 0.01  --> { 1.0400, 2.0200, -1.0933 }, true
---@param x balnet.tensor|number[]|number[][] n x inputs, or n
---@param y balnet.tensor|number[] n
---@param options? balnet.fit.ols_options
---@return balnet.fit.linear
function fit.ols(x, y, options) end

--- Whether a model explains more than one with fewer parameters that is a part of it: Fisher's F test of nested models, of what an
--- interaction or a factor adds.
---
---     local x, y = { 1, 2, 3, 4, 5, 6 }, { 1.1, 3.9, 9.2, 16, 24.8, 36.1 }
---     local squares = balnet.stack({ balnet.tensor(x), balnet.tensor(x):square() }, 2)
---     balnet.fit.compare_f_test(balnet.fit.ols(squares, y), balnet.fit.ols(x, y)).p < 0.001  --> true
---@param larger balnet.fit.linear|balnet.fit.curve
---@param smaller balnet.fit.linear|balnet.fit.curve fitted to the same points
---@return balnet.stats.analysis_of_variance
function fit.compare_f_test(larger, smaller) end
