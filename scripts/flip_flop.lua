-- A network learns a flip-flop of three bits: each output keeps the sign of the last pulse of its input (Sussillo and Barak
-- 2013). Each of the eight memories is a stable fixed point of the trained network without input, a corner of a cube in the
-- space of its states, and saddles lie on the ways between.
local balnet = require "balnet"
local figures = require "balnet.figures"

local flip_flop = balnet.tasks.flip_flop { bits = 3, probability = 0.05, settle = 5, steps = 60 }

local run = balnet.experiment(flip_flop:experiment {
  name = "flip_flop",
  description = "Trains a network to keep bits, and finds the fixed points that keep them.",

  neurons = 100, activation = "tanh", noise = 0.1,
  gain = 0.9,          -- std of J times √neurons
  balance = 1e-6,      -- no mean inhibition
  w_in_mean = 0.0, w_in_std = 3.0, w_out_mean = 0.0, w_out_std = 1.0,
  dt = 0.5,            -- in membrane time constants
  batch = 20,          -- trials of an epoch
  learning_rate = 3e-3, schedule = "cosine", schedule_end = 2001, gradient_clip = 0.1,
  epochs = 2001,
  measure_every = 25,  -- epochs
})
local p = run.parameters
flip_flop = flip_flop:with(p)
for _, measured in run:train() do
  measured.performance = flip_flop:performance(measured.test)
  run:record(measured)
end

-- New trials, without noise: their states are where the search for fixed points starts.
local input, target = flip_flop:trials(balnet.random { seed = p.seed }, p.batch)
local output, x = run:respond(input, { noise = 0 })
local states = x:permute(1, 3, 2) -- steps x batch x neurons
local found = balnet.fixed_points(run, { starts = x, count = 300, slow = 0 })
local pca = balnet.reduce.pca(states, { components = 3 })
local points = balnet.reduce.project(pca, found.x)
local is_stable = found.unstable:eq(0)
local kinds = { { "stable", is_stable, "#0072B2" }, { "saddle", 1 - is_stable, "#D55E00" } }

local figure = balnet.plot.figure { size = "double column", height = 80, rows = 2, columns = 4 }
local numbers = run.history.numbers
figure:panel(1, 1):hline(flip_flop.ideal, { color = "#999999" }):line(numbers.epoch, numbers.performance, { color = "black" })
  :set { xlabel = "epoch", ylabel = "bits that are right", ylim = { 0.4, 1.03 }, xlim = { 0, p.epochs } }

local step, panel = balnet.arange(p.steps), figure:panel(2, 1)
local levels, numbers_of_bits = {}, {}
for bit = 1, p.bits do
  local level = 3 * (p.bits - bit)
  levels[bit], numbers_of_bits[bit] = level, tostring(bit)
  panel:line(step, target[{ true, bit, 1 }] + level, { color = "#999999", width = 1.6, label = bit == 1 and "target" or nil })
    :line(step, output[{ true, bit, 1 }] + level, { color = "#0072B2", label = bit == 1 and "output" or nil })
    :line(step, input[{ true, bit, 1 }] * 0.5 + level, { color = "#E69F00", width = 0.6, label = bit == 1 and "input" or nil })
end
panel:set { xlabel = "step", ylabel = "bit", yticks = levels, yticklabels = numbers_of_bits, ylim = { -1.6, 3 * p.bits + 2.5 } }:legend()

local cube = figure:panel({ 1, 2 }, { 2, 3 })
local space = balnet.plot.space { xlabel = "PC 1", ylabel = "PC 2", zlabel = "PC 3", azimuth = -60, elevation = 22, ticks = 3 }
for trial = 1, math.min(5, p.batch) do
  local way = pca.scores[{ true, trial }]
  space:line(way[{ true, 1 }], way[{ true, 2 }], way[{ true, 3 }], { color = "#BBBBBB", width = 0.4, alpha = 0.5 })
end
for row, kind in ipairs(kinds) do
  local label, among, color = table.unpack(kind)
  local chosen = among:nonzero()
  panel = figures.stability(figure:panel(row, 4), run)
  if chosen:size() > 0 then
    local at = points:take(1, chosen)
    space:scatter(at[{ true, 1 }], at[{ true, 2 }], at[{ true, 3 }], { color = color, size = 4 })
    panel:scatter(found.real:take(1, chosen):flatten(), found.imag:take(1, chosen):flatten(),
      { color = color, size = 1.5, label = ("%s (%d)"):format(label, chosen:size()) }):legend()
  end
end
cube:space(space)
figure:letters()
run:save(figures.drawing(figure), figures.training(run, "_training"))
print(found)
print(run:summary())
