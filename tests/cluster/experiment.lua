-- The experiment in the place of two_stimuli.lua: long enough to be interrupted; it notes each start, and kills itself where it is
-- told to.
local balnet = require "balnet"
if table.concat(arg, " "):find "--seed" then
  local starts <close> = io.open(os.getenv "STARTS", "a")
  starts:write(table.concat(arg, " "):match "%-%-seed (%d+)", "\n")
end
local once = os.getenv "KILL_ONCE"
if once and not io.open(once) and table.concat(arg, " "):find "--seed 3" then
  io.open(once, "w"):close()
  os.execute "kill -9 $PPID"
end
local run = balnet.experiment { name = "two_stimuli", neurons = 8, steps = 10, batch = 2,
  epochs = tonumber(os.getenv "EPOCHS"), measure_every = 20000,
  checkpoint_every = 5000 }
for _, measured in run:train() do run:record(measured) end
run:save()
