--- What trials of several tasks are made of, and the figures of merit that they share.

local tensor = require "balnet.tensor"

local trials = {}

--- The steps of a trial, 1 to `steps`, to be broadcast over channels and trials.
---@param steps integer
---@return balnet.tensor # steps x 1 x 1
function trials.time(steps) return tensor.arange(steps):reshape(steps, 1, 1) end

--- A mask that counts some steps of all trials, of mean 1.
---@param steps integer
---@param first integer
---@return balnet.tensor # steps
function trials.mask_from(steps, first)
  local mask = tensor.zeros(steps)
  mask[{ { first, steps } }] = steps / (steps - first + 1)
  return mask
end

--- One-hot vectors: 1 in the channel that a number names, 0 in the others.
---
---@param numbers balnet.tensor batch
---@param count integer
---@return balnet.tensor # count x batch
function trials.one_hot(numbers, count) return tensor.arange(count):unsqueeze(2):eq(numbers) end

--- The share of the target's mean square, about 0, that the output explains.
---@param test table
---@return number
function trials.explained(test)
  return 1 - ((test.output - test.target) ^ 2 * test.mask):sum() / (test.target ^ 2 * test.mask):sum()
end

--- The share of trials with decisions in which the output has the target's sign, on the mean over steps that count.
---@param test table
---@return number
function trials.decided(test)
  local agreement = (test.output:to "f64" * test.target * test.mask):sum(1)
  return agreement:gt(0):mean()
end

--- A function that gives a number.
---@param value number
---@return fun(): number
function trials.always(value)
  return function() return value end
end

return trials
