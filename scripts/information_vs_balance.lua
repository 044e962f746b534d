-- The information that a balanced network carries about a common input, against the tightness of balance b: under noise
-- alone (g = 0) and under chaos with noise (g = 2). The rate grows linearly with b, until the band limit holds it (R.
-- Engelken and S. Goedeke, NeurIPS 2022, figures 1 and 2). Beside it: dynamic gain and information density.
local balnet = require "balnet"
local information = balnet.information

local study = balnet.study {
  name = "information_vs_balance",
  description = "Information rate against balance, by theory and simulation, for noise and for chaos.",
  parameters = {
    { name = "balances", kind = "text", default = "1, 2, 4, 8, 16, 32", help = "b, for noise alone" },
    { name = "neurons", kind = "integer", default = 4096, least = 10, most = 20000, help = "units" },
    { name = "noise", kind = "number", default = 0.1, above = 0, help = "σ" },
    { name = "dt", kind = "number", default = 2 ^ -10, above = 0, below = 1, unit = "τ", help = "step" },
    { name = "chaos_balances", kind = "text", default = "4, 8, 16, 32", help = "b above 1.69, for chaos" },
    { name = "chaos_neurons", kind = "integer", default = 1024, least = 10, most = 20000, help = "units" },
    { name = "chaos_noise", kind = "number", default = 1.0, above = 0, help = "σ" },
    { name = "chaos_dt", kind = "number", default = 2 ^ -6, above = 0, below = 1, unit = "τ", help = "step" },
    { name = "networks", kind = "integer", default = 2, least = 1, most = 100, help = "simulated at each b" },
    { name = "time", kind = "number", default = 264.0, least = 72, unit = "τ", help = "simulated; 8 τ are left out" },
    { name = "segment", kind = "number", default = 8.0, least = 1, unit = "τ", help = "of the spectra" },
  },
  quick = { balances = "1, 4, 16", neurons = 1000, dt = 2 ^ -8, chaos_balances = "4, 16", chaos_neurons = 500,
    networks = 1, time = 136.0 },
}
local p = study.parameters

-- Each gives the theory, and the filter through which the input passes before it is compared with the output.
local function noise_theory(case, b)
  local theory = information.theory { neurons = case.neurons, balance = b, noise = case.noise, dt = case.dt }
  return theory, function(signal) return information.prefilter(signal, theory.relaxation, case.dt) end
end

local function chaos_theory(case, b)
  local theory = information.mean_field { neurons = case.neurons, gain = case.gain, balance = b, noise = case.noise,
    dt = case.dt }
  return theory, function(signal) return information.filter(signal, theory.kernel) end
end

local function simulate(case, b, seed, filter)
  local sim = balnet.simulate.balanced { neurons = case.neurons, gain = case.gain, balance = b, noise = case.noise,
    dt = case.dt, batch = case.trials, seed = seed }
  local steps = math.ceil(p.time / case.dt)
  local signal = balnet.simulate.signal { steps = steps, trials = case.trials, dt = case.dt, seed = seed }
  sim:run(1, math.ceil(50 / case.dt))
  local rate, options = sim:run(signal).rate, { dt = case.dt, segment = p.segment, skip = 8 }
  return information.rate(filter(signal), rate, options), balnet.spectrum.gain(signal, rate, options)
end

local figure = balnet.plot.figure { size = "double column", height = 105, rows = 2, columns = 3 }

local function draw_spectra(panel, theory, simulated, what, color, label)
  local f, values = balnet.spectrum.smoothed(theory.frequency, theory[what])
  panel:line(f, values, { color = color, label = label })
  f, values = balnet.spectrum.smoothed(simulated.frequency, simulated[what], 5)
  panel:scatter(f, values, { color = color, marker = "s", size = 2.5 })
  panel:set { xscale = "log", xlabel = "frequency $f$ ($1/\\tau$)", xlim = { 0.05, nil } }
end

local function draw_rates(panel, found, case)
  local n = math.min(4, #case.balances) -- the first n points lie below the band limit
  local slope = balnet.fit.power_law({ table.unpack(case.balances, 1, n) }, { table.unpack(found.rate, 1, n) })
  panel:line(case.balances, found.theory, { style = "--", color = "black", label = "theory" })
  panel:errorbar(case.balances, found.rate, { yerror = found.error, marker = "s", color = "C1",
    label = ("simulation, slope %.2f"):format(slope) })
  panel:set { xscale = "log", yscale = "log", xlabel = "balance $b$", ylabel = "$R$ (bit/$\\tau$)",
    title = ("$g = %g$, $f \\leq %g$"):format(case.gain, 0.5 / case.dt) }:legend()
end

local function run_case(row, case)
  local found, spectra = { balance = case.balances, rate = {}, error = {}, theory = {} }, {}
  local panels = { figure:panel(row, 1), figure:panel(row, 2), figure:panel(row, 3) }
  for i, b in ipairs(case.balances) do
    local theory, filter = case.theory(case, b)
    local sum, variance, estimate, gain = 0, 0, nil, nil
    for network = 1, p.networks do
      estimate, gain = simulate(case, b, p.seed + network, filter)
      sum, variance = sum + estimate.rate, variance + estimate.standard_error ^ 2
    end
    found.rate[i], found.error[i], found.theory[i] = sum / p.networks, math.sqrt(variance) / p.networks, theory.rate
    study:note("g = %g, b = %g: R = %.2f +- %.2f bit/tau, theory %.2f", case.gain, b, found.rate[i], found.error[i],
      theory.rate)
    spectra[("b=%g"):format(b)] = { frequency = gain.frequency, gain = gain.gain, density = estimate.density,
      theory = { frequency = theory.frequency, gain = theory.gain, density = theory.density } }
    draw_spectra(panels[2], theory, gain, "gain", "C" .. i - 1, ("$b = %g$"):format(b))
    draw_spectra(panels[3], theory, estimate, "density", "C" .. i - 1)
  end
  draw_rates(panels[1], found, case)
  panels[2]:set { yscale = "log", ylabel = "gain $|G|$" }:legend "lower left"
  panels[3]:ylabel "density $r$ (bit)"
  for name, values in pairs(found) do found[name] = balnet.tensor(values) end
  return { rates = found, spectra = spectra }
end

local noise = run_case(1, { gain = 0, balances = study:numbers "balances", neurons = p.neurons, noise = p.noise,
  dt = p.dt, trials = 1, theory = noise_theory })
local chaos = run_case(2, { gain = 2, balances = study:numbers "chaos_balances", neurons = p.chaos_neurons,
  noise = p.chaos_noise, dt = p.chaos_dt, trials = 4, theory = chaos_theory })
return study:save({ noise = noise, chaos = chaos }, figure:letters())
