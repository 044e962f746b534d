-- A network of excitatory and inhibitory units (weights in blocks, after C. van Vreeswijk and H. Sompolinsky, 1996)
-- learns to track two stimuli. It adds a figure of the two populations to those of every training.
local balnet = require "balnet"
local figures = require "balnet.figures"

local run = balnet.experiment {
  name = "excitatory_inhibitory",
  description = "Trains a network of excitatory and inhibitory units to track two stimuli.",

  structure = "excitatory_inhibitory", -- the first half of the units is E, the second I
  stimuli = 2,
  neurons = 100,
  steps = 50,           -- of a trial
  dt = 0.2,             -- in membrane time constants
  stimulus_tau = 0.1,   -- correlation time of the stimuli, in membrane time constants
  noise = 1.0,          -- on every unit
  batch = 10,           -- trials of an epoch
  epochs = 100001,
  measure_every = 1000, -- epochs
}

local N, half = run.parameters.neurons, run.parameters.neurons // 2
local range = { E = { 1, half }, I = { half + 1, N } }
local blocks = { "EE", "IE", "EI", "II" } -- weights onto the first population from the second

for _, measured in run:train() do
  for _, block in ipairs(blocks) do
    local post, pre = range[block:sub(1, 1)], range[block:sub(2, 2)]
    measured["J_" .. block] = measured.J[{ post, pre }]:mean()
  end
  run:record(measured)
end

-- The figure of the populations: the mean weights of the blocks, J, the outgoing weights of each population, and the
-- number of its units in each cluster.
local figure = balnet.plot.figure { size = "double column", height = 52, columns = 4, width_ratios = { 0.95, 1.7, 0.95, 0.95 } }
local numbers, J, labels = run.history.numbers, run.final.J, run.measured.labels

local panel = figure:panel(1, 1)
for _, block in ipairs(blocks) do -- dashed onto I
  panel:line(numbers.epoch, numbers["J_" .. block], { style = block:find "^I" and "--" or "-",
    label = ("$\\bar J_{\\mathrm{%s}}$"):format(block) })
end
panel:hline(0):set { xlabel = "epoch", ylabel = "mean weight", xlim = { 0, nil } }:legend()

panel = figure:panel(1, 2)
panel:image(J, { colormap = "RdBu_r", center = 0, colorbar = true }):hline(half + 0.5):vline(half + 0.5)
panel:set { title = "$J_{ij}$", xlabel = "unit $j$: E, I", ylabel = "unit $i$: I, E", aspect = "equal" }

local leaving, members = figure:panel(1, 3), figure:panel(1, 4)
for i, name in ipairs { "E", "I" } do
  leaving:histogram(J[{ true, range[name] }]:flatten(), { bins = 40, label = "from " .. name, style = "outline" })
  local count = {}
  for cluster = 1, run.parameters.stimuli do count[cluster] = labels[{ range[name] }]:eq(cluster):sum() end
  local place = balnet.arange(run.parameters.stimuli) + 0.36 * (i - 1.5)
  members:bar(place, count, { width = 0.34, label = name })
end
leaving:set { xlabel = "$J_{ij}$", ylabel = "count", yscale = "log" }:legend()
members:set { xlabel = "cluster", ylabel = "units", xticks = balnet.arange(run.parameters.stimuli) }:legend()
figure:letters()

run:save(figures.training(run), figures.weights(run), figures.drawing(figure, "_populations"), figures.movie(run))
print(run:summary())
return figure
