--- Linear memory: how much of the inputs of the past a linear readout of the state recovers. What users are told of the public
-- functions stands in meta/memory.lua.
--
-- The memory at a lag of k steps is the part of the variance of s_(t-k) that the best linear readout of x_t explains (Jaeger 2001),
--   m(k) = c_kᵀ C⁻¹ c_k / var(s),   C = cov(x_t, x_t),   c_k = cov(x_t, s_(t-k)),
-- and the capacity their sum, at most the number of units. Of a sample of n times and a state of rank r it is r/(n - 1) too large
-- on average where nothing is remembered; 1 - (1 - m)(n - 1)/(n - r - 1) is not (Ezekiel 1930).
local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local options = require "balnet.parameters.options"
local tensors = require "balnet.parameters.tensors"

local memory = {}

local LEAST = 1e-12 -- share of the largest eigenvalue of C below which one is what rounding leaves of 0

local function refuse(...) error((...):format(select(2, ...)), 0) end

-- cᵀ C⁻¹ c of each column of c, and the rank of C: by its eigenvectors, since a state may have fewer dimensions than units.
local function explained(C, c)
  local values, vectors = balnet.linalg.eigh(C)
  local n, largest = #values, values[#values]
  if not (largest > 0) then refuse "the states do not vary" end
  local first = 1
  while values[first] <= LEAST * largest do first = first + 1 end
  local kept = vectors[{ true, { first, n } }]
  local projected = kept:t():matmul(c)
  return (projected:square() / values[{ { first, n } }]:unsqueeze(2)):sum(1), n - first + 1
end

-- --- from states

-- Sums of a trial. states: units × steps; input: steps.
local function sums_of(states, input, skip, lags)
  local steps = #input
  local count = steps - skip - lags + 1
  local X, past = states[{ true, { steps - count + 1, steps } }], balnet.zeros(lags, count)
  for k = 1, lags do past[k] = input[{ { steps - count + 2 - k, steps + 1 - k } }] end
  return { count = count, x = X:sum(2), s = past:sum(2), xx = X:matmul(X:t()), xs = X:matmul(past:t()), ss = past:square():sum(2) }
end

local function total(parts, left_out)
  local sum
  for i, part in ipairs(parts) do
    if i ~= left_out and not sum then
      sum = {}
      for name, value in pairs(part) do sum[name] = value end
    elseif i ~= left_out then
      for name, value in pairs(part) do sum[name] = sum[name] + value end
    end
  end
  return sum
end

-- m against the lag, with its bias taken away.
local function memory_of(sum)
  local n = sum.count
  local x, s = sum.x / n, sum.s / n
  local C, c = sum.xx / n - x:unsqueeze(2) * x, sum.xs / n - x:unsqueeze(2) * s
  local variance = sum.ss / n - s:square()
  if not (variance:min() > 0) then refuse "the input does not vary" end
  local raw, rank = explained(C, c)
  if n <= rank + 1 then refuse("%d times were used for a state of %d dimensions; more were needed", n, rank) end
  return 1 - (1 - raw / variance) * ((n - 1) / (n - rank - 1)), rank
end

local function jackknife(parts)
  local trials, capacities = #parts, balnet.zeros(#parts)
  if trials < 2 then return 0 / 0 end
  for b = 1, trials do capacities[b] = memory_of(total(parts, b)):sum() end
  return ((trials - 1) / trials * (capacities - capacities:mean()):square():sum()) ^ 0.5
end

local function measure(input, states, chosen)
  if input:dims() == 1 then input = input:unsqueeze(1) end
  if states:dims() == 2 then states = states:unsqueeze(2) end
  local trials, steps = input:shape()
  if input:dims() ~= 2 or states:dims() ~= 3 or states:shape(2) ~= trials or states:shape(3) ~= steps then
    refuse("the input is %s and the states are %s; trials x steps and units x trials x steps were needed",
           tensors.shape(input), tensors.shape(states))
  end
  if steps - chosen.skip < chosen.lags + 1 then
    refuse("%d steps were given; more than lags and skip, %d, were needed", steps, chosen.lags + chosen.skip)
  end
  local parts = {}
  for b = 1, trials do parts[b] = sums_of(states[{ true, b }]:to "f64", input[b]:to "f64", chosen.skip, chosen.lags) end
  local found, rank = memory_of(total(parts))
  return arguments.record("linear memory", { capacity = found:sum(), standard_error = jackknife(parts), memory = found, rank = rank,
    lag = balnet.arange(0, chosen.lags - 1), times = trials * parts[1].count }, {})
end

local measured = { lags = { "integer", 100, least = 1 }, skip = { "integer", 0, least = 0 } }

memory.of_states = arguments.typed("memory", function(input, states, given)
  local found = options.call(1, measure, input, states, options.over(given, measured))
  return found
end, "tensor", "tensor", "options?")

-- --- of a linear network

-- Σ_k A^k Q A^kᵀ by doubling: the sum of 2n terms is that of n and what A^n makes of it (Smith 1968).
local function stationary_covariance(A, Q)
  local C, power = Q, A
  for _ = 1, 60 do
    local added = power:matmul(C):matmul(power:t())
    C = C + added
    if not (C:abs():max() < 1e150) then refuse "the network is not stable: its covariance grows without bound" end
    if added:abs():max() <= 1e-17 * C:abs():max() then return C end
    power = power:matmul(power)
  end
  refuse "the network is not stable: its covariance does not settle"
end

local function linear(J, w_in, d)
  local n = J:shape(1)
  if J:dims() ~= 2 or J:shape(2) ~= n or w_in:dims() ~= 1 or #w_in ~= n then
    refuse("J is %s and w_in %s; N x N and N were needed", tensors.shape(J), tensors.shape(w_in))
  end
  local A, answer = J:to "f64" * d.dt + balnet.eye(n) * (1 - d.dt), w_in:to "f64" * (d.dt * d.signal_std)
  local C = stationary_covariance(A, answer:unsqueeze(2) * answer + balnet.eye(n) * (d.noise ^ 2 * d.dt))
  local answers = balnet.zeros(n, d.lags)
  for k = 1, d.lags do
    answers[{ true, k }] = answer
    answer = A:matmul(answer)
  end
  local found, rank = explained(C, answers)
  return arguments.record("linear memory", { capacity = found:sum(), memory = found, rank = rank, lag = balnet.arange(0, d.lags - 1) }, {})
end

local of_network = { lags = { "integer", 100, least = 1 }, dt = { "positive", 1, most = 1 }, noise = { "finite", 0, least = 0 },
                     signal_std = { "positive", 1 } }

memory.of_network = arguments.typed("linear_memory", function(J, w_in, given)
  local found = options.call(1, linear, J, w_in, options.over(given, of_network))
  return found
end, "tensor", "tensor", "options?")

return memory
