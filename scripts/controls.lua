-- Controls of training on two stimuli (R. Engelken and S. Goedeke, NeurIPS 2022, appendix): other units, other noise, penalties on
-- weights and on activity. Where a network learns the task it breaks up, and its outliers go to -(1/dt - 1), whatever its units
-- are; the balance -N mean(J) that this takes depends on their slope. Linear units do the same at a small gain. At g = √2 > 1 they
-- fail: their activity grows as exp((g - 1) t) before any training, where that of rectified units stays bounded.
local balnet = require "balnet"

local study = balnet.study {
  name = "controls",
  description = "Trains networks with other units, noise and penalties to track two stimuli.",
  parameters = {
    { name = "neurons", kind = "integer", default = 100, least = 10, most = 5000, help = "units" },
    { name = "dt", kind = "number", default = 0.2, above = 0, below = 1, unit = "τ", help = "step" },
    { name = "epochs", kind = "integer", default = 20000, least = 100, help = "of training" },
    { name = "measurements", kind = "integer", default = 40, least = 4, help = "on the way, evenly" },
    { name = "gain", kind = "number", default = 2 ^ 0.5, above = 1, most = 10, help = "g, at which linear units fail" },
    { name = "time", kind = "number", default = 60.0, least = 10, unit = "τ", help = "of activity at this gain" },
  },
  quick = { epochs = 6000, measurements = 12 },
}
local p = study.parameters
local units = {
  { "relu", "relu", {} },
  { "sigmoid", "sigmoid", { activation = "sigmoid" } },
  { "quadratic", "quadratic", { activation = "threshold_power", activation_power = 2 } },
  { "linear", "linear", { activation = "linear" } },
}
local controls = {
  { "units", units },
  { "noise", { { "relu", "$\\sigma = 1$" }, { "noise_03", "$\\sigma = 0.3$", { noise = 0.3 } },
    { "noise_2", "$\\sigma = 2$", { noise = 2 } } } },
  { "penalties", { { "relu", "$10^{-4} x^2$" }, { "activity", "$10^{-3} x^2$", { activity_penalty = 1e-3 } },
    { "weights_6", "and $10^{-6} w^2$", { l2_weights = 1e-6 } }, { "weights_5", "and $10^{-5} w^2$", { l2_weights = 1e-5 } } } },
}

local function trainer_of(options)
  local definition = { neurons = p.neurons, stimuli = 2, dt = p.dt, steps = math.ceil(10 / p.dt), seed = p.seed }
  for name, value in pairs(options) do definition[name] = value end
  return balnet.trainer(definition)
end

-- --- training

-- Epoch, balance, mean J within and between clusters, tracking error, the outermost eigenvalue at the final state of a trial, and the
-- correlation of the input weights of a stimulus with the readout weights of the other one.
local function measure(trainer)
  local measured, J = trainer:measure(), trainer:J()
  local labels = balnet.cluster.kmeans(J:t(), 2, { seed = p.seed })
  local same, different, mean = balnet.cluster.means(J, labels)
  local all = balnet.stats.corrcoef(balnet.concatenate({ trainer:w_in():t(), trainer:w_out() }, 1):to "f64")
  return balnet.tensor { trainer:epoch(), -p.neurons * mean, same, different, measured.tracking_error,
    balnet.spectrum.eigenvalues(J * measured.slope):min(), (all[{ 1, 4 }] + all[{ 2, 3 }]) / 2 }
end

local late = { p.measurements - p.measurements // 4 + 1, p.measurements } -- over which the end is averaged
local function train(name, options)
  local trainer <close> = trainer_of(options)
  local all = balnet.zeros(7, p.measurements + 1)
  all[{ true, 1 }] = measure(trainer)
  for k = 1, p.measurements do
    trainer:step(p.epochs * k // p.measurements - trainer:epoch())
    all[{ true, k + 1 }] = measure(trainer)
  end
  local found, last = {}, {}
  for i, quantity in ipairs { "epoch", "balance", "same", "different", "error", "outlier", "opposite" } do
    found[quantity] = all[i]:clone()
    last[quantity] = all[{ i, { late[1] + 1, late[2] + 1 } }]:mean()
  end
  found.last = { balance = balnet.tensor { last.balance }, outlier = balnet.tensor { last.outlier },
    separation = balnet.tensor { last.different / last.same }, error = balnet.tensor { last.error },
    opposite = balnet.tensor { last.opposite } }
  study:note("%s: tracking error %.5f, balance %.3f, outlier %.3f (predicted %g), J between clusters over J within %.3f", name,
    last.error, last.balance, last.outlier, 1 - 1 / p.dt, last.different / last.same)
  return found
end

local figure = balnet.plot.figure { size = "double column", height = 150, rows = 3, columns = 3 }
local tree = {}

-- Colours and, for those that look alike in grey, dashes.
local function look(i, label) return { color = "C" .. i - 1, style = i > 3 and "--" or "-", label = label } end

for column, control in ipairs(controls) do
  local balance, separation = figure:panel(1, column), figure:panel(2, column)
  for i, case in ipairs(control[2]) do
    local name, label, options = table.unpack(case)
    tree[name] = tree[name] or train(name, options)
    local found = tree[name]
    balance:line(found.epoch / 1000, found.balance, look(i, label))
    separation:line(found.epoch / 1000, found.different / found.same, look(i))
  end
  balance:set { ylabel = "balance $-N \\bar J$", title = control[1], xlim = { 0, nil }, ylim = { 0, nil } }:legend "best"
  separation:hline(1, { style = ":" }):set { xlabel = "epoch / 1000", xlim = { 0, nil }, ylim = { 0, 1.2 },
    ylabel = "$\\bar J_{\\mathrm{different}} / \\bar J_{\\mathrm{same}}$" }
end

-- --- units at a large gain, before training

-- The root mean square of the state of a network from rest, at every step until it is above 10^10; and J.
local function activity(options)
  local definition = { neurons = p.neurons, gain = p.gain, seed = p.seed }
  for name, value in pairs(options) do definition[name] = value end
  local network = balnet.network(definition)
  local simulation, size = balnet.simulate.network(network, { dt = p.dt, noise = 1, seed = p.seed }), {}
  for t = 1, math.ceil(p.time / p.dt) do
    local record = simulation:run(1, 1)
    size[t] = (record.variance[{ 1, 1 }] + record.mean[{ 1, 1 }] ^ 2) ^ 0.5
    if size[t] > 1e10 then break end
  end
  return balnet.tensor(size), network:J():to "f64"
end

-- The rate at which the linear network grows: of its eigenvalues, for Euler's steps.
local function growth_of(J)
  local re, im = balnet.spectrum.eigenvalues(J)
  return ((1 + p.dt * (re - 1)) ^ 2 + (p.dt * im) ^ 2):log():max() / (2 * p.dt)
end

local panel = figure:panel(3, 1)
for i, case in ipairs(units) do
  local size, J = activity(case[3])
  panel:line(balnet.arange(#size) * p.dt, size, look(i))
  tree["activity_" .. case[1]] = size
  if case[1] == "linear" then
    local middle = #size // 2
    local rate = math.log(size[#size] / size[middle]) / ((#size - middle) * p.dt)
    tree.growth = { found = balnet.tensor { rate }, expected = balnet.tensor { growth_of(J) } }
    study:note("linear units at g = %.3f: activity grows at the rate %.4f, eigenvalues give %.4f", p.gain, rate, growth_of(J))
  end
end
panel:set { xlabel = "time ($\\tau$)", ylabel = "rms of the state", yscale = "log", ylim = { 0.1, 1e6 }, xlim = { 0, p.time },
  title = ("untrained, $g = %.2f$"):format(p.gain) }

-- --- outliers and errors of the units

local outlier, missed = figure:panel(3, 2), figure:panel(3, 3)
for i, case in ipairs(units) do
  local found = tree[case[1]]
  outlier:line(found.epoch / 1000, found.outlier, look(i))
  missed:line(found.epoch / 1000, found.error, look(i, case[2]))
end
outlier:hline(1 - 1 / p.dt, { style = ":", color = "black" })
outlier:set { xlabel = "epoch / 1000", ylabel = "outlier of $J\\phi'$", xlim = { 0, nil }, title = "$1 - 1/dt$ (dotted)" }
missed:set { xlabel = "epoch / 1000", ylabel = "tracking error", xlim = { 0, nil }, yscale = "log", title = "units" }
return study:save(tree, figure:letters())
