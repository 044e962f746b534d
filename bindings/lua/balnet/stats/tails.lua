--- Two-sided probabilities of statistics.

local distribution = require "balnet.stats.distribution"
local tensor = require "balnet.tensor"

local tails = {}

--- Twice the probability of the likelier side may be more than 1; NaN stays.
---@param p number
---@return number
function tails.two_sided(p) return p > 1 and 1.0 or p end

--- How probable a normal number beyond |z| on either side is.
---@param z number
---@return number
function tails.of_normal(z) return tensor.erfc(math.abs(z) / math.sqrt(2)) end

--- The same of Student's t.
---@param t number
---@param degrees number
---@return number
function tails.of_student(t, degrees)
  if t ~= t then return t end
  return tails.two_sided(2 * distribution.t(degrees):sf(math.abs(t)))
end

--- The same of a correlation of n pairs; NaN of two.
---@param r number
---@param n integer
---@return number
function tails.of_correlation(r, n)
  if n < 3 then return 0 / 0 end
  return tails.of_student(r * math.sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2)
end

return tails
