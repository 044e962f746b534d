-- A network learns to decide on the mean sign of a stream of noisy evidence; a cue tells which one of two streams
-- counts (after Mante, Sussillo, Shenoy and Newsome 2013). It has to integrate this stream and to ignore the other. Its
-- decisions are compared with those of an ideal observer, who sums the evidence of the stream without loss.
local balnet = require "balnet"
local figures = require "balnet.figures"

local decision = balnet.tasks.perceptual_decision { streams = 2, strength = 0.4, levels = 4, response = 10, steps = 60 }

local run = balnet.experiment(decision:experiment {
  name = "perceptual_decision",
  description = "Trains a network to integrate one of two noisy streams of evidence.",

  neurons = 100, activation = "tanh", noise = 0.1,
  gain = 0.9,         -- std of J times √neurons
  balance = 1e-6,     -- no mean inhibition
  w_in_mean = 0.0, w_in_std = 1.0, w_out_mean = 0.0,
  dt = 0.2,           -- in membrane time constants
  batch = 100,        -- trials of an epoch
  epochs = 1001,
  measure_every = 25, -- epochs
})
local p, T, response = run.parameters, run.parameters.steps, run.parameters.response
decision = decision:with(p)
for _, measured in run:train() do
  local test = measured.test
  local correct, sums = test.target[{ T, 1 }], test.input[{ { 1, T - response } }]:sum(1)
  measured.accuracy = decision:performance(test)
  measured.ideal = (balnet.where(test.input[{ 1, 3 }], sums[1], sums[2]) * correct):gt(0):mean()
  run:record(measured)
end

-- Fresh trials, a row each: outputs, and states along the input of the first stream.
local axis = run.final.w_in[{ true, 1 }]
local all = { output = {}, state = {}, first = {}, cue = {}, relevant = {} }
for k = 1, 40 do
  local input, _, _, of = decision:trials(balnet.random { seed = p.seed, epoch = k }, p.batch)
  local output, x = run:respond(input, { number = k })
  all.output[k], all.state[k] = output[{ true, 1 }]:t(), x:permute(1, 3, 2):matmul(axis / axis:norm()):t()
  all.first[k], all.cue[k], all.relevant[k] = of.strengths[1], of.cue, of.relevant
end
for name, list in pairs(all) do all[name] = balnet.concatenate(list) end
local strengths = balnet.array.unique(all.first)
-- The mean of rows of values over the trials in `among`, a row for each strength of `stream`.
local function means(values, stream, among)
  local group = strengths:unsqueeze(2):eq(stream) * among
  return group:matmul(values) / group:sum(2, true)
end

local colors = { "#67001F", "#B2182B", "#D6604D", "#F4A582", "#92C5DE", "#4393C3", "#2166AC", "#053061" }
local numbers, time, fine = run.history.numbers, balnet.arange(T) * p.dt, balnet.linspace(-0.5, 0.5, 101)
local figure = balnet.plot.figure { size = "double column", height = 52, columns = 4 }
figure:panel(1, 1):line(numbers.epoch, numbers.ideal, { color = "#999999", label = "ideal observer" })
  :line(numbers.epoch, numbers.accuracy, { color = "black", label = "network" })
  :set { xlabel = "epoch", ylabel = "correct decisions", ylim = { 0.4, 1 }, xlim = { 0, p.epochs } }:legend()
local courses, panel = means(all.output, all.relevant, 1), figure:panel(1, 2)
panel:vline((T - response) * p.dt, { color = "#999999" })
for k = 1, #strengths do
  local label = (k == 1 or k == #strengths) and ("$%+g$"):format(strengths[k]) or nil
  panel:line(time, courses[k], { color = colors[(k - 1) * 7 // (#strengths - 1) + 1], label = label })
end
panel:set { xlabel = "time ($\\tau$)", ylabel = "mean output" }:legend "direct"
local late = all.output[{ true, { T - response + 1, T } }]:mean(2, true)
local ideal = ((fine * ((T - response) / 2) ^ 0.5):erf() + 1) / 2
figure:panel(1, 3):line(fine, ideal, { color = "#999999", label = "ideal" })
  :scatter(strengths, means(late:gt(0), all.relevant, 1):flatten(), { color = "black", label = "network" })
  :set { xlabel = "evidence", ylabel = "positive decisions", ylim = { -0.02, 1.02 } }:legend()
panel = figure:panel(1, 4)
for i, label in ipairs { "cued", "not cued" } do
  local among, style = all.cue:eq(i), i == 1 and "-" or ":"
  local along, across = means(all.output, all.first, among), means(all.state, all.first, among)
  for k = 1, #strengths do
    panel:line(along[k], across[k],
      { color = colors[(k - 1) * 7 // (#strengths - 1) + 1], style = style, label = k == #strengths and label or nil })
  end
end
panel:set { xlabel = "mean output", ylabel = "state along input 1" }:legend()
figure:letters()
run:save(figures.drawing(figure), figures.training(run, "_training"))
print(run:summary())
