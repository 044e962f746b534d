-- A network that is chaotic by itself learns to give a sum of four sinusoids by FORCE (Sussillo and Abbott 2009, figures 2 and 3A):
-- its readout, which is fed back, learns by recursive least squares at every second step, so that the output follows the target
-- from the first steps on. They report that learning typically converges within about 1000 time constants. Here learning is
-- interrupted after every period to see for how long the network goes on alone.
local balnet = require "balnet"

local study = balnet.study {
  name = "force",
  description = "A chaotic network learns a periodic output by recursive least squares.",
  parameters = {
    { name = "neurons", kind = "integer", default = 1000, least = 10, most = 5000, help = "units of a network" },
    { name = "networks", kind = "integer", default = 3, least = 1, most = 100, help = "one after the other" },
    { name = "gain", kind = "number", default = 1.5, above = 0, most = 10, help = "std of J times √(connections of a unit)" },
    { name = "connectivity", kind = "number", default = 0.1, above = 0, most = 1,
      help = "share of the units that a unit has connections from" },
    { name = "alpha", kind = "number", default = 1.0, above = 0, help = "what a readout weight costs, squared" },
    { name = "dt", kind = "number", default = 0.1, above = 0, most = 1, unit = "τ", help = "step" },
    { name = "every", kind = "integer", default = 2, least = 1, most = 1000, help = "steps between two updates" },
    { name = "period", kind = "number", default = 120.0, least = 1, most = 10000, unit = "τ", help = "of the target" },
    { name = "periods", kind = "integer", default = 12, least = 2, most = 1000, help = "of learning" },
  },
  quick = { neurons = 300, networks = 2, period = 40.0, periods = 5 },
}
local p = study.parameters
local T = math.ceil(p.period / p.dt) -- steps of a period

local phase = balnet.arange(T) * (2 * math.pi / T)
local target = (phase:sin() + (2 * phase):sin() / 2 + (3 * phase):sin() / 6 + (4 * phase):sin() / 3) * (1.3 / 1.5)

-- What happens in the first network, and the errors of all, in units of the mean |target|: while learning and alone.
local shown
local learning, alone = balnet.zeros(p.networks, p.periods), balnet.zeros(p.networks, p.periods)

local function spectrum(J) return { balnet.spectrum.eigenvalues(J) } end

for network = 1, p.networks do
  local force = balnet.force { neurons = p.neurons, gain = p.gain, connectivity = p.connectivity, alpha = p.alpha, dt = p.dt,
    every = p.every, seed = p.seed + network - 1 }
  local sampled = { sampled = math.min(5, p.neurons) }
  local before, changes, first, after = force:run(T, sampled), {}, nil, nil
  for period = 1, p.periods do
    local record = force:train(target, sampled)
    first, changes[period] = first or record, record.change
    local x = force:x()
    after = force:run(T, sampled)
    force:set_x(x)
    learning[{ network, period }] = record.mean_error / target:abs():mean()
    alone[{ network, period }] = (after.output:flatten() - target):abs():mean() / target:abs():mean()
  end
  study:note("network %d: after %g τ of learning the mean error of a period alone is %.2f %% of the mean target", network,
    p.periods * p.period, 100 * alone[{ network, -1 }])
  shown = shown or { before = before, first = first, after = after, change = balnet.concatenate(changes, 1),
    initial = spectrum(force:J()), learned = spectrum(force:J() + force:w_fb():matmul(force:w_out())) }
end

local colors = { target = "#999999", output = "#0072B2", before = "#E69F00" }
local figure = balnet.plot.figure { size = "double column", height = 105, rows = 2, columns = 6 }

-- Output and five units, before, while and after learning.
local panel = figure:panel(1, { 1, 6 })
local gap = 0.15 * p.period
for k, part in ipairs { { "before", shown.before }, { "learning, first period", shown.first }, { "after", shown.after } } do
  local name, record = table.unpack(part)
  local t = balnet.arange(T) * p.dt + (k - 1) * (p.period + gap)
  panel:line(t, target, { color = colors.target, width = 1.8, label = k == 1 and "target" or nil })
    :line(t, record.output:flatten(), { color = colors.output, label = k == 1 and "output" or nil })
  for unit = 1, record.state:shape(2) do
    panel:line(t, record.state[{ true, unit }]:tanh() * 0.5 - 1.2 - 1.3 * unit,
      { color = "black", width = 0.6, label = k == 1 and unit == 1 and "five units" or nil })
  end
  panel:text(t[1], 2.05, name)
end
panel:set { xlabel = "time ($\\tau$)", ylabel = "output, rates", yticks = { -1, 0, 1 },
  ylim = { -8.6, 4.6 } }:legend { columns = 3, place = "upper right" }

panel = figure:panel(2, { 1, 2 })
local updates = shown.change:take(1, balnet.arange(p.every, T * p.periods, p.every))
local together = math.max(1, #updates // 200)
local means = updates[{ { 1, #updates // together * together } }]:reshape(#updates // together, together):mean(2)
panel:line((balnet.arange(#means) - 0.5) * together * p.every * p.dt, means, { color = "black", width = 0.7 })
  :set { xlabel = "time of learning ($\\tau$)", ylabel = "mean $|\\Delta w_\\mathrm{out}|$ of an update",
    yscale = "log", xlim = { 0, nil } }

panel = figure:panel(2, { 3, 4 })
local time = balnet.arange(p.periods) * p.period
for network = 1, p.networks do
  panel:line(time, alone[network], { color = colors.output, width = 0.6, marker = "o", label = network == 1 and "alone" or nil })
    :line(time, learning[network], { color = colors.before, width = 0.6, label = network == 1 and "learning" or nil })
end
panel:vline(1000, { color = colors.target, style = "--" })
  :set { xlabel = "time of learning ($\\tau$)", ylabel = "mean $|z - f|$ / mean $|f|$", yscale = "log",
    xlim = { 0, time[-1] * 1.03 } }:legend()

panel = figure:panel(2, { 5, 6 })
panel:eigenvalues(shown.initial[1], shown.initial[2], { label = "$J$", color = colors.before })
  :eigenvalues(shown.learned[1], shown.learned[2], { label = "$J + w_\\mathrm{fb}\\, w_\\mathrm{out}$", color = colors.output })
  :set { xlabel = "$\\mathrm{Re}(\\lambda_i)$", ylabel = "$\\mathrm{Im}(\\lambda_i)$" }:legend()
figure:letters()
return study:save({ target = target, learning = learning, alone = alone, change = shown.change,
  output_before = shown.before.output:flatten(),
  output_first = shown.first.output:flatten(), output_after = shown.after.output:flatten() }, figure)
