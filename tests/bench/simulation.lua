-- How fast large networks are simulated, beside what the processor's arithmetic and its memory allow.
--   balnet tests/bench/simulation.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"
local simulated = require "simulated"

local seconds, folder = report.arguments()
local clock = balnet.system.seconds

local function without_J(neurons)
  local sim = balnet.simulate.balanced { neurons = neurons, gain = 0, noise = 0.1, dt = 1 / 1024 }
  return report.best(function() sim:run(1, 1000) end, seconds, clock) / 1000
end

local found = { seconds_per_point = seconds, sizes = {} }
local rows = { { "N", "B", "step/us", "floor/us", "ratio", "limited by", "Gflop/s", "GB/s" } }
for _, size in ipairs { { 1000, 16 }, { 4000, 1 }, { 4000, 4 }, { 4000, 16 }, { 4000, 64 } } do
  local r = simulated.measure(size[1], size[2], seconds)
  found.sizes[#found.sizes + 1] = r
  rows[#rows + 1] = { r.N, r.B, ("%.0f"):format(r.step * 1e6), ("%.0f"):format(r.floor * 1e6), ("%.2f"):format(r.ratio),
                      r.limit, ("%.0f"):format(r.peak / 1e9), ("%.1f"):format(r.bandwidth / 1e9) }
end
print "one thread; g = 2, b = 8, noise"
report.table(rows)

found.without_J = without_J(4096)
print(("without a random part, N = 4096: %.2f us a step, %.2f ns a unit"):format(found.without_J * 1e6,
  found.without_J / 4096 * 1e9))
-- A step of 10^5 units of 1000 inputs each beside the reading of its weights from memory, as 32-bit places and single precision,
-- and of the bytes that are stored.
local function sparse(weight_std, batch)
  local connections = balnet.simulate.connections { neurons = 100000, inputs = 1000, weight = -0.004, weight_std = weight_std }
  local count, bytes = connections:count()
  local sim = balnet.simulate.network(connections, { dt = 1 / 16, noise = 0.5, batch = batch })
  sim:run(4, 2)
  local bandwidth = balnet.system.bandwidth()
  local step = report.best(function() sim:run(4, 3) end, seconds, clock) / 3
  bandwidth = math.max(bandwidth, balnet.system.bandwidth())
  return { weight_std = weight_std, B = batch, step = step, bytes = bytes, weights = 8 * count / bandwidth, stored = bytes / bandwidth }
end

found.sparse = {}
print "sparse, N = 100000 of 1000 inputs each, one thread"
rows = { { "weights", "B", "step/ms", "weights/ms", "ratio", "stored/ms", "MB" } }
for _, case in ipairs { { 0, 1 }, { 0.002, 1 }, { 0.002, 16 } } do
  local r = sparse(case[1], case[2])
  found.sparse[#found.sparse + 1] = r
  rows[#rows + 1] = { r.weight_std > 0 and "differ" or "by sender", r.B, ("%.1f"):format(r.step * 1e3), ("%.1f"):format(r.weights * 1e3),
                      ("%.2f"):format(r.step / r.weights), ("%.1f"):format(r.stored * 1e3), ("%.0f"):format(r.bytes / 1e6) }
  collectgarbage()
end
report.table(rows)
report.json(folder .. "/simulation.json", found)
