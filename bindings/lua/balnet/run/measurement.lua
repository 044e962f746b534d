--- A measurement of a network in training: errors, clusters, balance and eigenvalues at one epoch.

local cluster = require "balnet.cluster"
local number = require "balnet.parameters.number"
local spectrum = require "balnet.spectrum"

local measurement = {}

---@class balnet.spectrum_pair
---@field real tensor N, f64, ascending
---@field imag tensor N, f64

---@class balnet.measurement
---@field epoch integer
---@field test_error number loss on the test batch
---@field tracking_error number the part of it without the activity penalty
---@field J_mean number mean of J over all pairs, the diagonal included
---@field J_same number over pairs of one cluster
---@field J_different number over pairs of two clusters; NaN with one stimulus
---@field balance number -N J_mean
---@field relative_balance number J_mean over that of the first measurement
---@field eigenvalues balnet.spectrum_pair of J diag(phi'(x)) at the final state of the first test trial
---@field J_eigenvalues balnet.spectrum_pair of J
---@field labels tensor N, cluster of each unit, from 1
---@field J tensor N x N, f32; of gated recurrent units that of the candidate, of which all that is said of J is true
---@field w_in tensor N x S, f32
---@field w_out tensor R x N, f32
---@field bias tensor N, f32
---@field state tensor N, the final state of the first test trial
---@field tracking table stimulus (T x S), target, output (T x R) and state (T x 5) of one test trial
---@field test? table of a task, all test trials: input (T x S x B), target, mask and output (T x R x B)

local function eigenvalues(matrix)
  local real, imag = spectrum.eigenvalues(matrix)
  return { real = real, imag = imag }
end

--- The weights of a trainer as they are now, each a copy.
---@param trainer balnet.trainer
---@return table # J, w_in, w_out, bias
function measurement.weights(trainer)
  return {
    J = trainer:J():clone(), w_in = trainer:w_in():clone(),
    w_out = trainer:w_out():clone(), bias = trainer:bias():clone(),
  }
end

--- Weights between units, and onto them from inputs: of gated recurrent units those of the candidate.
---@param weights table J, w_in and w_out as a trainer has them
---@return table # J N x N, w_in N x S, w_out
function measurement.of_candidate(weights)
  local rows, N = weights.J:shape()
  if rows == N then return weights end
  return { J = weights.J[{ { 2 * N + 1, 3 * N } }], w_in = weights.w_in[{ { 3 * N + 1, 4 * N } }], w_out = weights.w_out }
end

-- J_mean divided by that of the first measurement; NaN when the first one consists of rounding errors, of
-- weights that cancel.
local function ratio_of_means(mean, first, J)
  local rounding = 2.0 ^ -24 * J:abs():mean()
  return math.abs(first) > rounding and mean / first or number.nan
end

--- Measures. The trainer relaxes its initial state and keeps it as the new starting state.
---@param trainer balnet.trainer
---@param parameters table<string, any>
---@param first_J_mean? number of the run's first measurement; nil when this is it
---@return balnet.measurement|nil # nil when the test error is NaN or infinite
---@return number|nil test_error then
function measurement.take(trainer, parameters, first_J_mean)
  local tested = trainer:measure()
  if tested.test_error - tested.test_error ~= 0 then return nil, tested.test_error end
  local measured = measurement.weights(trainer)
  local J = measurement.of_candidate(measured).J
  measured.J = J
  local labels = cluster.kmeans(J:t(), parameters.stimuli, { seed = parameters.seed })
  local same, different, all = cluster.means(J, labels)

  measured.epoch = trainer:epoch()
  measured.test_error, measured.tracking_error = tested.test_error, tested.tracking_error
  measured.J_same, measured.J_different, measured.J_mean = same, different, all
  measured.balance = -parameters.neurons * all
  measured.relative_balance = ratio_of_means(all, first_J_mean or all, J)
  measured.eigenvalues = eigenvalues(J * tested.slope)
  measured.J_eigenvalues = eigenvalues(J)
  measured.labels, measured.state, measured.tracking = labels, tested.state, tested.tracking
  measured.test = tested.test
  return measured
end

return measurement
