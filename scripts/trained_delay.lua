-- What training makes of a delayed recurrent input. A network that tracks a signal learns negative feedback, K = b J0 p, the
-- tighter the better without a delay; with one a feedback above the bound of Hayes oscillates. Trained networks stay well below
-- that bound, at the feedback of least error of a linear mean, m_t = (1 - dt) m_{t-1} + dt (s_t - K m_{t-1-d/dt}), whose readout
-- is free: K = 1/dt - 1 without a delay.
local balnet = require "balnet"

local study = balnet.study {
  name = "trained_delay",
  description = "The feedback that networks learn under a delay of their recurrent input, beside the bound of balance.",
  parameters = {
    { name = "delays", kind = "text", default = "0, 0.1, 0.2, 0.4, 0.8, 1.6", unit = "τ", help = "of the networks that are trained" },
    { name = "neurons", kind = "integer", default = 100, least = 10, most = 5000, help = "units" },
    { name = "networks", kind = "integer", default = 2, least = 2, most = 100, help = "for each delay" },
    { name = "dt", kind = "number", default = 0.1, above = 0, below = 1, unit = "τ", help = "step" },
    { name = "steps", kind = "integer", default = 100, least = 10, help = "of a trial" },
    { name = "stimulus_tau", kind = "number", default = 0.1, above = 0, unit = "τ", help = "of the signal" },
    { name = "noise", kind = "number", default = 1.0, least = 0, help = "on every unit" },
    { name = "epochs", kind = "integer", default = 12000, least = 10, help = "of training" },
    { name = "measurements", kind = "integer", default = 16, least = 3, help = "over the logarithm of the epochs" },
  },
  quick = { epochs = 3000, measurements = 8 },
}
local p, dt = study.parameters, study.parameters.dt
local delays, input_std = study:numbers "delays", 0.1
local figure = balnet.plot.figure { size = "double column", height = 115, rows = 2, columns = 2 }
local tree = {}

local function bound_of(delay) return balnet.information.feedback_bound { delay = delay, dt = dt } end

-- --- the least error of linear feedback

local omega = (balnet.arange(4096) - 0.5) * (math.pi / 4096) -- per step
local keep = math.exp(-dt / p.stimulus_tau)
local density = (1 - keep ^ 2) / (1 + keep ^ 2 - 2 * keep * omega:cos())

-- The share of the signal's variance that m misses behind the best readout.
local function missed(K, delay)
  local late = (1 + math.floor(delay / dt + 0.5)) * omega
  local real = 1 - (1 - dt) * omega:cos() + dt * K * late:cos()
  local size = real ^ 2 + ((1 - dt) * omega:sin() - dt * K * late:sin()) ^ 2
  return 1 - (density * real / size):mean() ^ 2 / (density / size):mean()
end

local function least_error(delay)
  local low, high, best = -0.9, 0.999 * (bound_of(delay)), nil
  for _ = 1, 3 do -- ever finer grids
    local K = balnet.linspace(low, high, 61)
    local error = K:map(function(k) return missed(k, delay) end)
    best = error:argmin()
    low, high, best = K[math.max(1, best - 1)], K[math.min(61, best + 1)], { K[best], error[best] }
  end
  return best[1], best[2]
end

-- --- training

-- The feedback is the most negative eigenvalue of J diag(phi'), where units are active under the mean input.
local function spectrum_of(trainer)
  local _, x = trainer:respond(balnet.ones(400, 1, 4), { number = 1 })
  local active = x[{ { 200, 400 } }]:gt(0):to "f64":mean(3):mean(1)
  return balnet.linalg.eigvals(trainer:J():to "f64" * active:unsqueeze(1))
end

-- On new trials of a stationary signal.
local function error_of(trainer, seed)
  local signal = balnet.stimulus { steps = 2000, batch = 8, dt = dt, tau = p.stimulus_tau, std = input_std, start = "stationary",
    seed = seed + 1 }
  local late = { { 201, 2000 } }
  local output = trainer:respond(signal, { number = 2, states = false })
  return (output[late] - signal[late]):pow(2):mean() * 2 * p.stimulus_tau / input_std ^ 2
end

-- Epochs evenly over the logarithm, after the first.
local milestones = balnet.concatenate({ balnet.zeros(1),
  (balnet.array.unique(balnet.array.logspace(0, math.log(p.epochs, 10), p.measurements):round())) }, 1):totable()

local function train(delay, seed)
  local trainer <close> = balnet.trainer { neurons = p.neurons, dt = dt, steps = p.steps, stimulus_tau = p.stimulus_tau, noise = p.noise,
    input_std = input_std, recurrent_delay = delay, start = "stationary", seed = seed }
  local feedback = {}
  local real, imag
  for k, epoch in ipairs(milestones) do
    if epoch > 0 then trainer:step(epoch - trainer:epoch()) end
    real, imag = spectrum_of(trainer)
    feedback[k] = -real:min()
  end
  return { epoch = balnet.tensor(milestones), feedback = balnet.tensor(feedback), real = real, imag = imag }, error_of(trainer, seed)
end

local course, eigenvalues = figure:panel(1, 1), figure:panel(2, 1)
local found = { delay = balnet.tensor(delays) }
for _, name in ipairs { "feedback", "feedback_error", "error", "error_error" } do found[name] = balnet.zeros(#delays) end
for i, delay in ipairs(delays) do
  local color, runs = "C" .. i - 1, {}
  local last, error = balnet.zeros(p.networks), balnet.zeros(p.networks)
  for n = 1, p.networks do
    runs[n], error[n] = train(delay, p.seed + n - 1)
    last[n] = runs[n].feedback[-1]
    course:line(runs[n].epoch + 1, runs[n].feedback, { color = color, label = n == 1 and ("$d = %g$"):format(delay) or nil })
  end
  found.feedback[i], found.feedback_error[i] = last:mean(), last:std() / p.networks ^ 0.5
  found.error[i], found.error_error[i] = error:mean(), error:std() / p.networks ^ 0.5
  local best, least = least_error(delay)
  study:note("delay %g: K = %.2f +- %.2f, of least error %.2f, bound %.2f; error %.3f +- %.3f, least %.3f", delay, found.feedback[i],
    found.feedback_error[i], best, bound_of(delay), found.error[i], found.error_error[i], least)
  tree["delay_" .. i] = runs[1]
  if delay > 0 and i <= 4 then
    eigenvalues:scatter(runs[1].real, runs[1].imag, { color = color, size = 2, label = ("$d = %g$"):format(delay) })
    local _, frequency = bound_of(delay)
    local turn = balnet.linspace(0, 2 * math.pi * frequency * dt, 200) -- z along the unit circle, as far as the real axis
    local late = turn * (delay / dt)
    local a, b = turn:cos() - 1 + dt, turn:sin()
    local x, y = (a * late:cos() - b * late:sin()) / dt, (a * late:sin() + b * late:cos()) / dt
    eigenvalues:line(x, y, { color = color }):line(x, -y, { color = color })
  end
end
course:set { xscale = "log", yscale = "log", xlabel = "epoch + 1", ylabel = "feedback $K$", title = "feedback in training" }
  :legend "upper left"
eigenvalues:set { xlabel = "$\\mathrm{Re}$", ylabel = "$\\mathrm{Im}$",
  title = "eigenvalues of $J\\,\\mathrm{diag}\\,\\phi'$; the stable region" }
  :legend "upper left"

-- --- against the delay

local count = math.floor(math.max(table.unpack(delays)) / dt + 0.5)
local theory = { delay = balnet.arange(0, count) * dt }
theory.bound = theory.delay:map(function(delay) return (bound_of(delay)) end)
theory.feedback, theory.error = balnet.zeros(count + 1), balnet.zeros(count + 1)
for k = 1, count + 1 do theory.feedback[k], theory.error[k] = least_error(theory.delay[k]) end
figure:panel(1, 2):line(theory.delay, theory.bound, { color = "black", style = "--", label = "bound" })
  :line(theory.delay, theory.feedback, { color = "C1", label = "least error" })
  :errorbar(found.delay, found.feedback, { yerror = found.feedback_error, color = "C0", marker = "o", width = 0, label = "trained" })
  :set { yscale = "log", xlabel = "delay $d$ ($\\tau$)", ylabel = "feedback $K$",
    title = "the feedback that is learned" }:legend "upper right"
figure:panel(2, 2):line(theory.delay, theory.error, { color = "C1", label = "least error, without noise" })
  :errorbar(found.delay, found.error, { yerror = found.error_error, color = "C0", marker = "o", width = 0, label = "trained" })
  :set { xlabel = "delay $d$ ($\\tau$)", ylabel = "mean square error / $I_1^2$", title = "the error", ylim = { 0, 1 } }:legend "lower right"
tree.theory, tree.trained = theory, found
return study:save(tree, figure:letters())
