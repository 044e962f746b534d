-- The time step limits the balance of trained networks. An Euler step multiplies the mean mode by 1 - dt (1 + |λ|), λ
-- the outlier among the eigenvalues of J diag(φ'); a network that is to follow its input within one step makes that
-- zero, so λ should end at -(1/dt - 1).
local balnet = require "balnet"

local study = balnet.study {
  name = "time_step_and_balance",
  description = "Trains networks to track one stimulus at several time steps: how tight does balance become?",
  parameters = {
    { name = "time_steps", kind = "text", default = "0.1, 0.15, 0.2, 0.3, 0.4", help = "dt, in τ" },
    { name = "neurons", kind = "integer", default = 100, least = 10, most = 5000, help = "units" },
    { name = "stimulus_tau", kind = "number", default = 0.1, above = 0, unit = "τ", help = "of the stimulus" },
    { name = "noise", kind = "number", default = 1.0, least = 0, help = "on every unit" },
    { name = "time", kind = "number", default = 10.0, above = 0, unit = "τ", help = "of a trial" },
    { name = "epochs", kind = "integer", default = 40000, least = 100, help = "of training" },
    { name = "measurements", kind = "integer", default = 40, least = 4, help = "on the way, evenly" },
    { name = "networks", kind = "integer", default = 2, least = 1, most = 100, help = "trained at each step" },
  },
  quick = { time_steps = "0.2, 0.4", epochs = 8000, measurements = 16, networks = 1 },
}
local p = study.parameters

-- The real part of the outermost eigenvalue at the final state of a test trial.
local function outlier_of(trainer)
  local real = balnet.spectrum.eigenvalues(trainer:J() * trainer:measure().slope)
  return real:min()
end

-- The numbers of every measurement of one network.
local function train(dt, seed)
  local trainer <close> = balnet.trainer { neurons = p.neurons, dt = dt, steps = math.ceil(p.time / dt), noise = p.noise,
    stimulus_tau = p.stimulus_tau, seed = seed }
  local found = balnet.zeros(3, p.measurements)
  for k = 1, p.measurements do
    trainer:step(p.epochs * k // p.measurements - trainer:epoch())
    found[{ true, k }] = balnet.tensor { trainer:epoch(), -p.neurons * trainer:J():mean(), outlier_of(trainer) }
  end
  return found
end

local steps = study:numbers "time_steps"
local found = balnet.zeros(#steps, p.networks, 3, p.measurements)
for i, dt in ipairs(steps) do
  for network = 1, p.networks do found[{ i, network }] = train(dt, p.seed + network - 1) end
end
local late = { p.measurements - p.measurements // 4 + 1, p.measurements } -- over which the plateau is averaged
local epoch, balance, outlier = found[{ 1, 1, 1 }], found[{ true, true, 2 }], found[{ true, true, 3 }]
local plateau = { balance = balance[{ true, true, late }]:mean(3), outlier = outlier[{ true, true, late }]:mean(3) }
for i, dt in ipairs(steps) do
  study:note("dt = %g: balance %.3f, outlier %.3f, predicted %.3f", dt, plateau.balance[i]:mean(),
    plateau.outlier[i]:mean(), 1 - 1 / dt)
end

local figure = balnet.plot.figure { size = "double column", height = 62, columns = 3 }
local course, eigenvalue = figure:panel(1, 1), figure:panel(1, 2)
for i, dt in ipairs(steps) do
  local style = { color = "C" .. (i - 1) % 8, label = ("$dt = %g$"):format(dt) }
  course:line(epoch, balance[i]:mean(1), style)
  eigenvalue:line(epoch, outlier[i]:mean(1), style):hline(1 - 1 / dt, { color = style.color, style = "--" })
end
course:set { xlabel = "epoch", ylabel = "balance $-N \\bar J$", xlim = { 0, nil } }:legend "best"
eigenvalue:set { xlabel = "epoch", ylabel = "outlier $\\lambda$", xlim = { 0, nil } }

local dts = balnet.linspace(math.min(table.unpack(steps)), math.max(table.unpack(steps)), 60)
figure:panel(1, 3):line(dts, 1 / dts - 1, { color = "black", style = "--", label = "$1/dt - 1$" })
  :errorbar(steps, -plateau.outlier:mean(2), { yerror = plateau.outlier:std(2, 0), marker = "o", label = "trained" })
  :set { xlabel = "time step $dt$ ($\\tau$)", ylabel = "$|\\lambda|$ at the plateau", xscale = "log", yscale = "log" }
  :legend()
return study:save({ dt = balnet.tensor(steps), epoch = epoch:clone(), balance = balance:contiguous(),
  outlier = outlier:contiguous(), plateau = plateau }, figure:letters())
