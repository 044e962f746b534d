-- How fast large networks are simulated, beside what the processor's arithmetic and its memory allow.
--   balnet tests/bench/simulation.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds = tonumber(arg[1] or 2)
local folder = arg[2] or "out/bench"
local clock = balnet.system.seconds
balnet.system.make_folder(folder)

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

-- The best of what the processor shows right before and after.
local function measure(neurons, batch)
  local steps = math.max(4, 2e8 // (neurons ^ 2 * batch))
  local sim = balnet.simulate.balanced { neurons = neurons, gain = 2, balance = 8, noise = 0.1, dt = 1 / 64, batch = batch }
  sim:run(1, 64)
  local peak, bandwidth = balnet.peak.flops(300), balnet.peak.bandwidth()
  local time = report.best(function() sim:run(1, steps) end, seconds, clock) / steps
  peak, bandwidth = math.max(peak, balnet.peak.flops(300)), math.max(bandwidth, balnet.peak.bandwidth())
  local floor, limit = floor_of(neurons, batch, active_share(sim), peak, bandwidth)
  return { N = neurons, B = batch, step = time, floor = floor, ratio = time / floor, limit = limit, peak = peak,
           bandwidth = bandwidth }
end

local function without_J(neurons)
  local sim = balnet.simulate.balanced { neurons = neurons, gain = 0, noise = 0.1, dt = 1 / 1024 }
  return report.best(function() sim:run(1, 1000) end, seconds, clock) / 1000
end

local found = { seconds_per_point = seconds, sizes = {} }
local rows = { { "N", "B", "step/us", "floor/us", "ratio", "limited by", "Gflop/s", "GB/s" } }
for _, size in ipairs { { 1000, 16 }, { 4000, 1 }, { 4000, 4 }, { 4000, 16 }, { 4000, 64 } } do
  local r = measure(size[1], size[2])
  found.sizes[#found.sizes + 1] = r
  rows[#rows + 1] = { r.N, r.B, ("%.0f"):format(r.step * 1e6), ("%.0f"):format(r.floor * 1e6), ("%.2f"):format(r.ratio),
                      r.limit, ("%.0f"):format(r.peak / 1e9), ("%.1f"):format(r.bandwidth / 1e9) }
end
print "one thread; g = 2, b = 8, noise"
report.table(rows)

found.without_J = without_J(4096)
print(("without a random part, N = 4096: %.2f us a step, %.2f ns a unit"):format(found.without_J * 1e6,
  found.without_J / 4096 * 1e9))
report.json(folder .. "/simulation.json", found)
