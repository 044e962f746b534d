-- A network learns to integrate one of two streams of noisy evidence, the one that a cue names (Mante, Sussillo, Shenoy and
-- Newsome 2013). In each context fixed points, stable ones and saddles in turn, form a chain along which the evidence that
-- counts moves the states; their largest eigenvalues are near 0.
local balnet = require "balnet"
local figures = require "balnet.figures"

local context = balnet.tasks.context_integration { strength = 0.5, levels = 4, evidence_noise = 1, response = 10, steps = 60 }

local run = balnet.experiment(context:experiment {
  name = "context_integration",
  description = "Trains a network to integrate the evidence that counts in a context.",

  neurons = 100, activation = "tanh", noise = 0.1,
  gain = 0.9,         -- std of J times √neurons
  balance = 1e-6,     -- no mean inhibition
  w_in_mean = 0.0, w_in_std = 4.0, w_out_mean = 0.0, w_out_std = 1.0,
  dt = 0.5,           -- in membrane time constants
  batch = 100,        -- trials of an epoch
  learning_rate = 2e-3, schedule = "cosine", schedule_end = 1001, gradient_clip = 0.1,
  epochs = 1001,
  measure_every = 25, -- epochs
})
local p, T = run.parameters, run.parameters.steps
context = context:with(p)
for _, measured in run:train() do
  measured.performance = context:performance(measured.test)
  run:record(measured)
end

-- Trials without noise: in each context every strength of the evidence that counts, and none of the other.
local levels = 2.0 ^ -balnet.arange(0, p.levels - 1) * p.strength
local strengths = balnet.concatenate { -levels, levels:flip(1) }
local n, contexts = #strengths, {}
for cue = 1, 2 do
  local input = balnet.zeros(T, 4, n)
  input[{ { 1, T - p.response }, cue }] = strengths
  input[{ true, 2 + cue }] = 1
  local output, x = run:respond(input, { noise = 0 })
  local still = { 0, 0, 2 - cue, cue - 1 } -- the cue alone
  contexts[cue] = { output = output[{ true, 1 }], states = x:permute(1, 3, 2),
    found = balnet.fixed_points(run, { starts = x, input = still, count = 100, slow = 1e-3 }) }
end
local pca = balnet.reduce.pca(balnet.stack { contexts[1].states, contexts[2].states }, { components = 2 })

local colors = { "#67001F", "#B2182B", "#D6604D", "#F4A582", "#92C5DE", "#4393C3", "#2166AC", "#053061" }
local function color_of(k) return colors[(k - 1) * 7 // (n - 1) + 1] end
local marks = { { "context 1", "#E69F00" }, { "context 2", "#009E73" } }

local figure = balnet.plot.figure { size = "double column", height = 52, columns = 4 }
local numbers, time = run.history.numbers, balnet.arange(T) * p.dt
figure:panel(1, 1):hline(context.ideal, { color = "#999999" }):line(numbers.epoch, numbers.performance, { color = "black" })
  :set { xlabel = "epoch", ylabel = "correct decisions", ylim = { 0.4, 1 }, xlim = { 0, p.epochs } }

local panel = figure:panel(1, 2):vline((T - p.response) * p.dt, { color = "#999999" })
for k = 1, n do
  local label = (k == 1 or k == n) and ("$%+g$"):format(strengths[k]) or nil
  panel:line(time, contexts[1].output[{ true, k }], { color = color_of(k), label = label })
end
panel:set { xlabel = "time ($\\tau$)", ylabel = "output" }:legend "direct"

panel = figure:panel(1, 3)
for cue, mark in ipairs(marks) do
  for k = 1, n do
    local way = pca.scores[{ cue, true, k }]
    panel:line(way[{ true, 1 }], way[{ true, 2 }], { color = color_of(k), width = 0.6 })
  end
  local at = balnet.reduce.project(pca, contexts[cue].found.x)
  panel:scatter(at[{ true, 1 }], at[{ true, 2 }], { color = mark[2], size = 3.5, label = mark[1] })
end
panel:set { xlabel = "PC 1", ylabel = "PC 2" }:legend()

panel = figures.stability(figure:panel(1, 4), run)
for cue, mark in ipairs(marks) do
  local found = contexts[cue].found
  panel:scatter(found.real:flatten(), found.imag:flatten(), { color = mark[2], size = 2, label = mark[1] })
end
panel:legend()
figure:letters()
run:save(figures.drawing(figure), figures.training(run, "_training"))
for cue, mark in ipairs(marks) do print(mark[1], contexts[cue].found) end
print(run:summary())
