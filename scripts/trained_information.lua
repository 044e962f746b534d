-- The information that the readouts of a network in training carry about its stimuli, beside the tightness of balance
-- that it learns: for one, two and three stimuli (R. Engelken and S. Goedeke, NeurIPS 2022, figure 3).
local balnet = require "balnet"

local study = balnet.study {
  name = "trained_information",
  description = "Information rate of the trained readouts over epochs, beside the balance.",
  parameters = {
    { name = "stimuli", kind = "text", default = "1, 2, 3", help = "of the networks, each with as many readouts" },
    { name = "neurons", kind = "integer", default = 100, least = 10, most = 5000, help = "units" },
    { name = "gain", kind = "number", default = 0.032, least = 0, help = "initial std of J times √neurons" },
    { name = "dt", kind = "number", default = 0.2, above = 0, below = 1, unit = "τ", help = "step" },
    { name = "steps", kind = "integer", default = 50, least = 10, help = "of a trial of training" },
    { name = "stimulus_tau", kind = "number", default = 0.1, above = 0, unit = "τ", help = "of the stimuli" },
    { name = "noise", kind = "number", default = 1.0, above = 0, help = "on every unit" },
    { name = "epochs", kind = "integer", default = 100000, least = 10, help = "of training" },
    { name = "measurements", kind = "integer", default = 26, least = 3, help = "over the logarithm of the epochs" },
    { name = "time", kind = "number", default = 1000.0, least = 100, unit = "τ", help = "of each of 10 test trials" },
  },
  quick = { epochs = 3000, measurements = 8, time = 400.0 },
}
local p = study.parameters
local trials, segment, input_std = 10, 20, 0.1

local function new_trainer(stimuli)
  return balnet.trainer { neurons = p.neurons, stimuli = stimuli, gain = p.gain, dt = p.dt, steps = p.steps,
    stimulus_tau = p.stimulus_tau, noise = p.noise, input_std = input_std, seed = p.seed }
end

-- The same new stimuli and noise at every measurement; all stimuli about all readouts, by the determinant.
local function information_of(trainer, stimuli)
  local network = balnet.network { neurons = p.neurons, stimuli = stimuli }
  for _, name in ipairs { "J", "w_in", "w_out" } do network[name](network):copy(trainer[name](trainer)) end
  local sim = balnet.simulate.network(network, { batch = trials, dt = p.dt, noise = p.noise, outputs = true })
  local signal = balnet.stimulus { steps = math.ceil(p.time / p.dt), stimuli = stimuli, batch = trials, dt = p.dt,
    tau = p.stimulus_tau, std = input_std, start = "stationary", seed = p.seed + 1 }
  local output, x, y = sim:run(signal).output, {}, {}
  for s = 1, stimuli do x[s], y[s] = signal[{ true, s }]:t(), output[s] end
  return balnet.information.rate(x, y, { dt = p.dt, segment = segment, skip = 10 })
end

-- Epochs evenly over the logarithm, after the first.
local milestones = balnet.concatenate({ balnet.zeros(1),
  (balnet.array.unique(balnet.array.logspace(0, math.log(p.epochs, 10), p.measurements):round())) }, 1):totable()

local function train(stimuli)
  local trainer <close> = new_trainer(stimuli)
  local found = { epoch = {}, balance = {}, rate = {}, error = {} }
  for k, epoch in ipairs(milestones) do
    if epoch > 0 then trainer:step(epoch - trainer:epoch()) end
    local told = information_of(trainer, stimuli)
    found.epoch[k], found.balance[k] = epoch, -p.neurons * trainer:J():mean()
    found.rate[k], found.error[k] = told.rate, told.standard_error
    found.frequency, found.density = told.frequency, told.density
    found.density_before = found.density_before or told.density
    study:note("%d stimuli, epoch %d: balance %.3f, R = %.3f +- %.3f bit/tau", stimuli, epoch, found.balance[k],
      told.rate, told.standard_error)
  end
  return found
end

local figure = balnet.plot.figure { size = "double column", height = 112, rows = 2, columns = 2 }
local tightness, rate = figure:panel(1, 1), figure:panel(1, 2)
local together, density = figure:panel(2, 1), figure:panel(2, 2)

local tree = {}
for i, stimuli in ipairs(study:numbers "stimuli") do
  local found, style = train(math.tointeger(stimuli)), { color = "C" .. i - 1, marker = "o", marker_size = 2.5 }
  tightness:line(found.epoch, found.balance, style)
  together:line(found.balance, found.rate, style)
  style.label = ("%d %s"):format(stimuli, stimuli == 1 and "stimulus" or "stimuli")
  rate:line(found.epoch, found.rate, style) -- its standard error is smaller than the dots
  density:line(found.frequency, found.density_before, { color = style.color, style = ":" })
  density:line(found.frequency, found.density, { color = style.color })
  for name, values in pairs(found) do found[name] = balnet.tensor(values) end
  tree[("stimuli_%d"):format(stimuli)] = found
end
tightness:set { xscale = "log", xlabel = "epoch", ylabel = "balance $-N \\bar J$" }
rate:set { xscale = "log", yscale = "log", xlabel = "epoch", ylabel = "$R$ (bit/$\\tau$)",
  title = ("$f \\leq %g / \\tau$"):format(0.5 / p.dt) }:legend()
together:set { xlabel = "balance $-N \\bar J$", ylabel = "$R$ (bit/$\\tau$)", yscale = "log" }
density:set { xlabel = "frequency $f$ ($1/\\tau$)", ylabel = "density $r$ (bit)", ylim = { 0, nil },
  title = "before (dotted) and after" }
return study:save(tree, figure:letters())
