---@meta balnet.meta.gaussian
-- luacheck: ignore 212 241

--- Gaussian integrals, which the mean-field theory is made of: `balnet.meanfield.gaussian`.

---@class balnet.meanfield.gaussian
local gaussian = {}

---@class balnet.gaussian.pair_definition
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power; E[φ'²] of a power is infinite up to 1/2 (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field mean1? number of the first state (0)
---@field variance1? number of the first state (1)
---@field mean2? number of the second state (0)
---@field variance2? number of the second state (1)
---@field covariance? number of the two, at most the product of their deviations (0)
---@field terms? integer of the series of activations other than relu (256)

--- The normal density.
---
---     balnet.meanfield.gaussian.normal_pdf(0)  --> 0.398942
---@param x number
---@return number
function gaussian.normal_pdf(x) end

--- The normal distribution function, its lower tail accurate to 1e-15 of itself.
---
---     balnet.meanfield.gaussian.normal_cdf(1.96)  --> 0.975
---@param x number
---@return number
function gaussian.normal_cdf(x) end

--- Prob(x < h, y < k) for standard normal x, y of correlation rho; error below 1e-15. |rho| > 1 counts as 1.
---
---     balnet.meanfield.gaussian.bivariate_cdf(0, 0, 0.5)  --> 0.333333
---@param h number
---@param k number
---@param rho number
---@return number
function gaussian.bivariate_cdf(h, k, rho) end

--- Moments of relu(y), y normal.
---
---     balnet.meanfield.gaussian.relu_moments(0, 1).square  --> 0.5
---@param mean number of y
---@param variance number of y; 0 is its limit, and a negative one is an error
---@return { mean: number, square: number, slope: number, slope_square: number } # E[φ], E[φ²], E[φ′], E[φ′²]
function gaussian.relu_moments(mean, variance) end

--- E[relu(y₁) relu(y₂)] and E[step(y₁) step(y₂)] of many first variables against one second, in closed form.
---
---     local product, slope = balnet.meanfield.gaussian.relu_row(
---       balnet.zeros(2), balnet.ones(2), balnet.tensor { 0, 1 }, 0, 1)
---     slope  --> { 0.25, 0.5 }
---@param mean balnet.tensor of the first variables, a vector
---@param variance balnet.tensor of them
---@param covariance balnet.tensor of each with the second
---@param mean2 number of the second
---@param variance2 number
---@return balnet.tensor products
---@return balnet.tensor slopes
function gaussian.relu_row(mean, variance, covariance, mean2, variance2) end

--- E[φ(y₁) φ(y₂)] and E[φ′(y₁) φ′(y₂)] for any activation, by a series in Hermite polynomials.
---
---     balnet.meanfield.gaussian.pair { activation = "linear", covariance = 0.5 }.product  --> 0.5
---@param definition balnet.gaussian.pair_definition
---@return { product: number, slopes: number, error: number } # error: a bound on that of the product
function gaussian.pair(definition) end
