-- What the live page costs training.
--   balnet tests/bench/live.lua [EPOCHS] [FOLDER]
-- The same epochs without a page, and with three clients that read all events; seconds from the first measurement to the last,
-- the best of three, by the clock. The end of the page, which lets its clients have the last event, is no epoch and not counted.
-- Ends with status 1 when those with clients take more than 1.02 of those without.
local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua;" .. package.path
local balnet = require "balnet"
local report = require "report"

local epochs, folder = report.arguments()
epochs = math.max(epochs, 10000) // 1 | 0
local python = os.getenv "BALNET_PYTHON" or "/usr/bin/python3"
local clients, tries, most = 3, 3, 1.02

local function seconds_of(live)
  local run = balnet.experiment { name = "live", arguments = {}, out = folder .. "/live_bench", force = true, stimuli = 2,
    epochs = epochs, measure_every = 100, threads = 1, keep_weights = "false", checkpoint_every = 1000000000 }
  if live then
    local address = run:live()
    for _ = 1, clients do
      os.execute(("%s %s/../bindings/live/client.py read '%s' 600 >/dev/null 2>&1 &"):format(python, here, address))
    end
    while run.page.server:clients() < clients do os.execute "sleep 0.1" end
  end
  local began, ended
  for _, measured in run:train() do
    ended = balnet.system.seconds()
    began = began or ended
    run:record(measured)
  end
  return ended - began
end

local best = { without = math.huge, with = math.huge }
for _ = 1, tries do
  best.without = math.min(best.without, seconds_of(false))
  best.with = math.min(best.with, seconds_of(true))
end
local ratio = best.with / best.without
print(("%d epochs: %.3f s without a page, %.3f s with %d clients: %.4f (at most %g)%s"):format(epochs, best.without, best.with,
  clients, ratio, most, ratio <= most and "" or "  MISSED"))
report.json(folder .. "/live.json", best)
os.exit(ratio <= most)
