-- A network learns to give back its input as it was some steps before. The input is white noise, so only memory helps:
-- a network that forgets leaves all of the variance unexplained. The correlation of the output with the input at each
-- lag shows what it remembers.
local balnet = require "balnet"
local figures = require "balnet.figures"

local copy = balnet.tasks.delayed_copy { delay = 5, steps = 60 } -- of a trial

local run = balnet.experiment(copy:experiment {
  name = "delayed_copy",
  description = "Trains a network to reproduce white noise some steps later.",

  neurons = 100,
  activation = "tanh",
  gain = 0.9,          -- std of J times √neurons
  balance = 1e-6,      -- no mean inhibition
  w_in_mean = 0.0, w_in_std = 1.0, w_out_mean = 0.0, w_out_std = 1.0,
  dt = 0.5,            -- in membrane time constants
  noise = 0.1,         -- on every unit
  batch = 10,          -- trials of an epoch
  learning_rate = 3e-3,
  gradient_clip = 0.1,
  epochs = 5001,
  measure_every = 100, -- epochs
})
local p, T = run.parameters, run.parameters.steps
copy = copy:with(p)

for _, measured in run:train() do
  measured.unexplained = 1 - copy:performance(measured.test)
  run:record(measured)
end

-- The correlation of the output of new trials with the input a number of steps earlier.
local lags, correlation = balnet.arange(0, 2 * p.delay), balnet.zeros(2 * p.delay + 1)
for number = 1, 20 do
  local input = balnet.random { seed = p.seed, epoch = number }:normal(T, 1, p.batch)
  local output = run:respond(input, { number = number, states = false })
  local late = output[{ { 2 * p.delay + 1, T } }]
  for lag = 0, 2 * p.delay do
    local early = input[{ { 2 * p.delay + 1 - lag, T - lag } }]
    local line = balnet.stats.linregress(early:flatten(), late:flatten()) -- r is 0 for an output that does not vary
    correlation[lag + 1] = correlation[lag + 1] + line.r / 20
  end
end

local numbers, example, spectra = run.history.numbers, run.measured.tracking, run.history.eigenvalues
local figure = balnet.plot.figure { size = "double column", height = 52, columns = 4 }
figure:panel(1, 1):line(numbers.epoch, numbers.unexplained, { color = "black" })
  :set { yscale = "log", xlabel = "epoch", ylabel = "unexplained variance", xlim = { 0, p.epochs } }
local step = balnet.arange(T)
figure:panel(1, 2):line(step, example.target:flatten(), { color = "#999999", width = 1.6, label = "target" })
  :line(step, example.output:flatten(), { color = "#0072B2", label = "output" })
  :set { xlabel = "step", ylabel = "signal" }:legend()
figure:panel(1, 3):vline(p.delay, { color = "#999999", style = "--" }):hline(0, { color = "#999999" })
  :line(lags, correlation, { color = "#0072B2", marker = "o" })
  :set { xlabel = "lag (steps)", ylabel = "correlation", ylim = { nil, 1.05 } }
figure:panel(1, 4):eigenvalues(spectra[1].real, spectra[1].imag, { label = "initial", color = "#E69F00" })
  :eigenvalues(spectra[#spectra].real, spectra[#spectra].imag, { label = "trained", color = "#0072B2" })
  :set { xlabel = "$\\mathrm{Re}(\\lambda_i)$", ylabel = "$\\mathrm{Im}(\\lambda_i)$" }:legend()
figure:letters()

run:save(figures.drawing(figure), figures.training(run, "_training"))
print(run:summary())
