-- A network learns to reproduce intervals: two pulses bound one, and the output is to rise from 0 to 1 in the same time
-- again (Jazayeri and Shadlen 2010). From the first pulse on the states go along a way on which time passes (grey); from
-- the second on they go to the stable fixed point of the answer, on a way that depends on the interval.
local balnet = require "balnet"
local figures = require "balnet.figures"

local interval = balnet.tasks.interval { shortest = 8, longest = 20, onset = 10, steps = 60 }

local run = balnet.experiment(interval:experiment {
  name = "interval",
  description = "Trains a network to reproduce the interval between two pulses.",

  neurons = 100, activation = "tanh", noise = 0.1,
  gain = 0.9,         -- std of J times √neurons
  balance = 1e-6,     -- no mean inhibition
  w_in_mean = 0.0, w_in_std = 2.0, w_out_mean = 0.0, w_out_std = 1.0,
  dt = 0.5,           -- in membrane time constants
  batch = 50,         -- trials of an epoch
  learning_rate = 3e-3, schedule = "cosine", schedule_end = 2001, gradient_clip = 0.1,
  epochs = 2001,
  measure_every = 50, -- epochs
})
local p = run.parameters
interval = interval:with(p)
for _, measured in run:train() do
  measured.performance = interval:performance(measured.test)
  run:record(measured)
end

-- Intervals evenly from the shortest to the longest, all from one first pulse, without noise.
local n, ready = 5, math.min(5, p.onset)
local lengths = balnet.linspace(p.shortest, p.longest, n):round()
local input, time = balnet.zeros(p.steps, 2, n), balnet.arange(p.steps):unsqueeze(2)
input[{ ready, 1 }] = 1
input[{ true, 2 }] = time:eq(lengths + ready)
local output, x = run:respond(input, { noise = 0 })
local states = x:permute(1, 3, 2) -- steps x batch x neurons
local found = balnet.fixed_points(run, { starts = x, count = 200, slow = 0 })
local pca = balnet.reduce.pca(states, { components = 2 })
local points = balnet.reduce.project(pca, found.x)

local colors = { "#440154", "#3B528B", "#21918C", "#5EC962", "#D9B300" }
local figure = balnet.plot.figure { size = "double column", height = 52, columns = 4, width_ratios = { 1, 1.7, 1, 1 } }
local numbers = run.history.numbers
figure:panel(1, 1):hline(interval.ideal, { color = "#999999" }):line(numbers.epoch, numbers.performance, { color = "black" })
  :set { xlabel = "epoch", ylabel = "explained variance", ylim = { 0, 1.05 }, xlim = { 0, p.epochs } }

-- Time since the second pulse.
local panel, way = figure:panel(1, 2):hline(1, { color = "#999999" }), figure:panel(1, 3)
for k = 1, n do
  local length, set = math.tointeger(lengths[k]), math.tointeger(lengths[k]) + ready
  local style = k % 2 == 0 and "--" or "-"
  local first, last = math.max(1, set - 5), math.min(p.steps, set + p.longest + 5)
  local since = balnet.arange(first - set, last - set) * p.dt
  panel:vline(length * p.dt, { color = colors[k], style = ":" })
    :line(since, output[{ { first, last }, 1, k }], { color = colors[k], style = style, label = ("%g $\\tau$"):format(length * p.dt) })
  local before, after = pca.scores[{ { 1, set }, k }], pca.scores[{ { set, last }, k }]
  way:line(before[{ true, 1 }], before[{ true, 2 }], { color = "#BBBBBB" })
    :line(after[{ true, 1 }], after[{ true, 2 }], { color = colors[k], style = style })
end
panel:set { xlabel = "time after pulse 2 ($\\tau$)", ylabel = "output" }:legend "outside"

local eigenvalues = figures.stability(figure:panel(1, 4), run)
for _, kind in ipairs { { "stable", found.unstable:eq(0), "#0072B2" }, { "saddle", found.unstable:gt(0), "#D55E00" } } do
  local label, among, color = table.unpack(kind)
  local chosen = among:nonzero()
  if chosen:size() > 0 then
    local at = points:take(1, chosen)
    way:scatter(at[{ true, 1 }], at[{ true, 2 }], { color = color, size = 4 })
    eigenvalues:scatter(found.real:take(1, chosen):flatten(), found.imag:take(1, chosen):flatten(),
      { color = color, size = 1.5, label = ("%s (%d)"):format(label, chosen:size()) })
  end
end
way:set { xlabel = "PC 1", ylabel = "PC 2" }
eigenvalues:legend()
figure:letters()
run:save(figures.drawing(figure), figures.training(run, "_training"))
print(found)
print(run:summary())
