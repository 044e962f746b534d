-- A network learns to track two independent stimuli at once. It breaks up into two clusters, each of which balances
-- one stimulus by strong inhibition of its own units.
local balnet = require "balnet"
local figures = require "balnet.figures"

local run = balnet.experiment {
  name = "two_stimuli",
  description = "Trains a balanced network to track two independent stimuli.",

  stimuli = 2,
  neurons = 100,
  steps = 50,           -- of a trial
  dt = 0.2,             -- in membrane time constants
  stimulus_tau = 0.1,   -- correlation time of the stimuli, in membrane time constants
  noise = 1.0,          -- on every unit
  balance = 1.0,        -- the initial mean of J is -balance / neurons
  batch = 10,           -- trials of an epoch
  epochs = 100001,
  measure_every = 1000, -- epochs
}

for _, measured in run:train() do
  run:record(measured)
end

run:save(figures.training(run), figures.weights(run), figures.movie(run))
print(run:summary())
