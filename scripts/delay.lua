-- What a delay of the recurrent input does to a balanced network without a random part: it bounds the balance, above which
-- the mean oscillates; it leaves the information of linear theory as it is; and it gives the error of the mean rate, as a copy
-- of the signal, a least value at a balance below the bound (Kadmon, Timcheck and Ganguli 2020). Theory over simulation, of fixed
-- delays and of gamma distributed ones, which bear more balance.
local balnet = require "balnet"
local information = balnet.information

local study = balnet.study {
  name = "delay",
  description = "Delays of the recurrent input: the bound of balance, information and error against balance.",
  parameters = {
    { name = "neurons", kind = "integer", default = 1000, least = 10, most = 20000, help = "units" },
    { name = "noise", kind = "number", default = 0.1, above = 0, help = "σ" },
    { name = "dt", kind = "number", default = 2 ^ -6, above = 0, below = 0.5, unit = "τ", help = "step" },
    { name = "delays", kind = "text", default = "0, 0.125, 0.5", unit = "τ", help = "in which information and error are shown" },
    { name = "balances", kind = "integer", default = 9, least = 2, most = 50, help = "simulated for each delay" },
    { name = "most_balance", kind = "number", default = 40.0, above = 1, help = "the largest b" },
    { name = "cutoff", kind = "number", default = 2.0, above = 0, unit = "1/τ", help = "band limit of the information" },
    { name = "time", kind = "number", default = 520.0, least = 72, unit = "τ", help = "simulated; 8 τ are left out" },
    { name = "trials", kind = "integer", default = 8, least = 2, most = 1000, help = "simulated at once" },
  },
  quick = { neurons = 500, balances = 5, time = 136.0, trials = 4 },
}
local p, dt = study.parameters, study.parameters.dt
local delays, signal_std = study:numbers "delays", 0.1
local figure = balnet.plot.figure { size = "double column", height = 115, rows = 2, columns = 2 }
local tree = {}

local function definition(b, delay)
  return { neurons = p.neurons, balance = b, noise = p.noise, dt = dt, delay = delay, cutoff = p.cutoff }
end

local function bound_of(delay) return information.theory(definition(1, delay)).balance_bound end

-- The answer of ν to a pulse of I.
local function response(theory, b, delay)
  local kernel, late = balnet.zeros(math.ceil(32 / dt)), math.floor(delay / dt + 0.5)
  for t = 1, #kernel do
    local heard = t - 1 - late >= 1 and kernel[t - 1 - late] or 0
    kernel[t] = (t == 1 and dt * b * theory.slope or (1 - dt) * kernel[t - 1]) - dt * b * theory.slope * heard
  end
  return kernel
end

local function simulate(b, delay, seed)
  local simulation = balnet.simulate.balanced { neurons = p.neurons, gain = 0, balance = b, noise = p.noise, dt = dt, delay = delay,
    batch = p.trials, seed = seed, state_std = p.noise / 2 ^ 0.5 }
  local signal = balnet.simulate.signal { steps = math.ceil(p.time / dt), trials = p.trials, dt = dt, signal_std = signal_std, seed = seed }
  simulation:run(1, math.ceil(50 / dt))
  return signal:to "f64", simulation:run(signal).rate
end

-- --- the bound

local swept, fine_steps = balnet.linspace(math.log(0.02), math.log(10), 41):exp(), p.quick and 64 or 512
local panel = figure:panel(1, 1)
for i, order in ipairs { 0, 2, 4 } do
  local bound = swept:map(function(delay) return (information.feedback_bound { delay = delay, delay_order = order }) end)
  panel:line(swept, bound, { color = "C" .. i - 1, label = order == 0 and "fixed" or ("gamma, $n = %d$"):format(order) })
  tree["bound_" .. order] = { delay = swept, feedback = bound }
end
panel:line(swept, math.pi / (2 * swept), { style = "--", color = "grey", label = "$\\pi/(2d)$" })

-- Whether the mean of a linear network grows with this feedback.
local function grows(feedback, delay, order)
  local simulation = balnet.simulate.balanced { neurons = 16, gain = 0, balance = feedback, activation = "linear", dt = delay / fine_steps,
    delay = delay, delay_order = order }
  local steps = math.ceil(10 * math.max(1, delay) * fine_steps / delay)
  simulation:run(0, steps)
  local first = simulation:run(0, steps).mean:pow(2):mean()
  return simulation:run(0, steps).mean:pow(2):mean() > first
end

local function simulated_bound(delay, order)
  local low, high = 0.5, 2000
  while high / low > 1.01 do
    local middle = (low * high) ^ 0.5
    local fine, grown = pcall(grows, middle, delay, order)
    if not fine or grown then high = middle else low = middle end
  end
  return (low * high) ^ 0.5
end

local probes = { 0.05, 0.2, 1, 5 }
for i, order in ipairs { 0, 2, 4 } do
  local found = {}
  for j, delay in ipairs(probes) do
    found[j] = simulated_bound(delay, order)
    study:note("delay %g, order %d: the mean of networks oscillates above K = %.3g, theory %.3g (%.3g at their step)",
      delay, order, found[j],
      information.feedback_bound { delay = delay, delay_order = order },
      information.feedback_bound { delay = delay, delay_order = order, dt = delay / fine_steps })
  end
  panel:scatter(probes, found, { color = "C" .. i - 1, marker = "o", size = 3 })
  tree["simulated_bound_" .. order] = { delay = balnet.tensor(probes), feedback = balnet.tensor(found) }
end
panel:set { xscale = "log", yscale = "log", xlabel = "delay $d$ ($\\tau$)", ylabel = "largest stable feedback $b J_0 p$",
  title = "the bound: theory, networks (points)" }:legend "upper right"

-- --- information and error against balance

local rates, errors = figure:panel(1, 2), figure:panel(2, 1)

local function error_at(b, delay)
  local theory = definition(b, delay)
  theory.cutoff = nil
  return information.tracking_error(theory)
end

-- Information and error of networks, with the standard errors of both.
local function measure(b, delay, stable, seed)
  local signal, nu = simulate(b, delay, seed)
  local heard = stable and information.filter(signal, response(information.theory(definition(b, delay)), b, delay)) or signal
  local estimate = information.rate(heard, nu, { dt = dt, segment = 16, skip = 8, cutoff = p.cutoff })
  local missed = ((nu - nu:mean()) - (signal - signal:mean())):pow(2):mean(2) / signal_std ^ 2
  return estimate.rate, estimate.standard_error, missed:mean(), missed:std() / p.trials ^ 0.5
end

local function measure_all(balances, delay, bound)
  local found = { balance = balances }
  for _, name in ipairs { "rate", "rate_error", "error", "error_error" } do found[name] = balnet.zeros(#balances) end
  for j = 1, #balances do
    local b, stable = balances[j], balances[j] < bound
    found.rate[j], found.rate_error[j], found.error[j], found.error_error[j] = measure(b, delay, stable, p.seed + j)
    study:note("delay %g, b = %.3g: R = %.2f +- %.2f bit/tau (theory %s), error %.4f +- %.4f (theory %s)", delay, b, found.rate[j],
      found.rate_error[j], stable and ("%.2f"):format(information.theory(definition(b, delay)).rate) or "oscillates",
      found.error[j], found.error_error[j], stable and ("%.4f"):format(error_at(b, delay)) or "oscillates")
  end
  return found
end

for i, delay in ipairs(delays) do
  local color, bound = "C" .. i - 1, bound_of(delay)
  local dense = balnet.linspace(0, math.log(math.min(0.999 * bound, p.most_balance)), 60):exp()
  local rate = dense:map(function(b) return information.theory(definition(b, delay)).rate end)
  local error = dense:map(function(b) return error_at(b, delay) end)
  local found = measure_all(balnet.linspace(0, math.log(math.min(p.most_balance, bound * 1.5)), p.balances):exp(), delay, bound)
  local least = error:argmin()
  study:note("delay %g: the error of theory is least, %.4f, at b = %.3g; b_max = %.4g", delay, error[least], dense[least], bound)
  rates:line(dense, rate, { color = color, label = ("$d = %g$"):format(delay), style = i == 1 and "-" or "--" })
  rates:errorbar(found.balance, found.rate, { yerror = found.rate_error, color = color, marker = "o", width = 0 })
  errors:line(dense, error, { color = color, label = ("$d = %g$"):format(delay) })
  errors:errorbar(found.balance, found.error, { yerror = found.error_error, color = color, marker = "o", width = 0 })
  for _, shown in ipairs(bound < p.most_balance and { rates, errors } or {}) do shown:vline(bound, { color = color, style = ":" }) end
  tree["delay_" .. i] = { balance = dense, rate = rate, error = error, networks = found }
end
rates:set { xscale = "log", yscale = "log", xlabel = "balance $b$", ylabel = ("$R$ below $%g/\\tau$ (bit/$\\tau$)"):format(p.cutoff),
  title = "information; $b_{\\max}$ (dotted)" }:legend "upper left"
errors:set { xscale = "log", yscale = "log", xlabel = "balance $b$", ylabel = "mean square error / $I_1^2$",
  title = "error of $\\nu$ as a copy of $I$", ylim = { nil, 30 } }:legend "upper right"

-- --- the mean rate after a step of the input, below and above the bound

panel = figure:panel(2, 2)
local delay, steps = delays[#delays], math.ceil(24 / dt)
local input = balnet.ones(steps)
input[{ { steps // 3 + 1, steps } }] = 1.2
local time, before = (balnet.arange(steps) - steps // 3) * dt, math.ceil(20 / dt)

-- The mean rate of theory in time; without a random part no lag matters.
local function rate_of(b, order)
  local theory = balnet.meanfield.evolve { gain = 0, balance = b, noise = p.noise, dt = dt, delay = delay, delay_order = order, band = 2,
    input = balnet.concatenate({ balnet.ones(before), input }, 1), start_mean = 0, start_variance = p.noise ^ 2 / 2 }
  return theory.rate[{ { before + 1, -1 } }]
end

for i, case in ipairs { { 0.5, 0 }, { 0.9, 0 }, { 1.1, 0 }, { 1.1, 2 } } do
  local share, order = case[1], case[2]
  local b = share * bound_of(delay)
  local simulation = balnet.simulate.balanced { neurons = p.neurons, gain = 0, balance = b, noise = p.noise, dt = dt, delay = delay,
    delay_order = order, state_std = p.noise / 2 ^ 0.5, seed = p.seed }
  simulation:run(1, before)
  local nu, label = simulation:run(input).rate[1], ("$b = %g\\,b_{\\max}$"):format(share)
  panel:line(time, nu, { color = "C" .. i - 1, style = order > 0 and "-." or "-", label = order > 0 and label .. ", two leaks" or label })
  tree["step_" .. i] = { time = time, rate = nu }
  if order > 0 or share < 1 then
    tree["step_" .. i].theory = rate_of(b, order)
    panel:line(time, tree["step_" .. i].theory, { color = "black", style = "--", width = 0.5, label = i == 4 and "theory" or nil })
  end
end
panel:set { xlabel = "time after a step of $I$ ($\\tau$)", ylabel = "mean rate $\\nu$", title = ("$d = %g$"):format(delay),
  xlim = { time[1], time[steps] }, ylim = { 0, 3.2 } }:legend "upper left"
return study:save(tree, figure:letters())
