-- An experiment that is over in a moment, for tests of what runs experiments.
local balnet = require "balnet"
local run = balnet.experiment { name = "tiny", neurons = 8, steps = 10, batch = 2, epochs = 21, measure_every = 10,
  parameters = { { name = "trouble", kind = "integer", default = 0, help = "the epoch of an error" } } }
for epoch, measured in run:train() do
  if run.parameters.trouble == epoch then error "trouble was asked for" end
  run:record(measured)
end
run:save()
