-- How long a step of FORCE takes, every second of which learns, beside NumPy and SciPy.
--   balnet tests/bench/force.lua [SECONDS_PER_POINT] [FOLDER]
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local seconds, folder = report.arguments()
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local steps, rows = 200, {}
local target = (balnet.arange(0, steps - 1) * 0.05):sin()

for _, N in ipairs { 500, 1000, 2000 } do
  local force = balnet.force { neurons = N, seed = 1 }
  local ours = report.best(function() force:train(target) end, seconds, balnet.system.seconds) / steps
  local pipe <close> = io.popen(("%s %s/peers/force_numpy.py %d %d %g 2>/dev/null"):format(python, here, N, steps, seconds))
  local theirs = tonumber(pipe:read "l" or "")
  rows[#rows + 1] = { neurons = N, seconds = ours, numpy = theirs, ratio = theirs and theirs / ours }
  print(("N = %4d: %.3f ms a step%s"):format(N, ours * 1e3,
    theirs and (", NumPy %.3f ms: %.1f times"):format(theirs * 1e3, theirs / ours) or ""))
end
report.json(folder .. "/force.json", rows)
