-- The experiment in the place of two_stimuli.lua: long enough to be interrupted, and it notes each start.
local balnet = require "balnet"
if table.concat(arg, " "):find "--seed" then
  local starts <close> = io.open(os.getenv "STARTS", "a")
  starts:write(table.concat(arg, " "):match "%-%-seed (%d+)", "\n")
end
local run = balnet.experiment { name = "two_stimuli", neurons = 8, steps = 10, batch = 2,
  epochs = tonumber(os.getenv "EPOCHS"), measure_every = 20000,
  checkpoint_every = 5000 }
for _, measured in run:train() do run:record(measured) end
run:save()
