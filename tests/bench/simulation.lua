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
report.json(folder .. "/simulation.json", found)
