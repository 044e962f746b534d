-- A step of a large simulation beside what the processor's arithmetic and its memory allow.
local balnet = require "balnet"
local report = require "report"

local simulated = {}

local cache = 32e6 -- bytes: a smaller J is not read from memory at every step

-- A step needs 2 N^2 B operations, and J once from memory; a trial by itself only the columns of its active units.
local function floor_of(neurons, batch, active, peak, bandwidth)
  local share, bytes = batch == 1 and active or 1, 4 * neurons ^ 2
  local arithmetic, memory = 2 * neurons ^ 2 * batch * share / peak, bytes > cache and bytes * share / bandwidth or 0
  return math.max(arithmetic, memory), memory > arithmetic and "memory" or "arithmetic"
end

local function active_share(sim)
  local state = sim:state()
  return (state:gt(0)):mean()
end

-- Seconds of a step of a simulation of N units and B trials, and of the floor below it, by the best of what the processor
-- shows right before and after.
function simulated.measure(neurons, batch, seconds)
  local steps = math.max(64, 2e8 // (neurons ^ 2 * batch)) -- a stretch of several trials packs the weights first
  local sim = balnet.simulate.balanced { neurons = neurons, gain = 2, balance = 8, noise = 0.1, dt = 1 / 64, batch = batch }
  sim:run(1, 64)
  local peak, bandwidth = balnet.system.flops(300), balnet.system.bandwidth()
  local time = report.best(function() sim:run(1, steps) end, seconds, balnet.system.seconds) / steps
  peak, bandwidth = math.max(peak, balnet.system.flops(300)), math.max(bandwidth, balnet.system.bandwidth())
  local floor, limit = floor_of(neurons, batch, active_share(sim), peak, bandwidth)
  return { N = neurons, B = batch, step = time, floor = floor, ratio = time / floor, limit = limit, peak = peak,
           bandwidth = bandwidth }
end

return simulated
