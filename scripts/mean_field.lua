-- The time-resolved mean-field theory over simulated networks: the mean rate and the covariance c(t, s) under an input
-- that changes, and how input suppresses chaos: common to all units it must be far stronger than independent ones
-- (R. Engelken and S. Goedeke, NeurIPS 2022; R. Engelken et al., PLOS Comput. Biol. 2022).
local balnet = require "balnet"

local study = balnet.study {
  name = "mean_field",
  description = "Mean-field theory over simulation: rates, covariances, and chaos against the input's amplitude.",
  parameters = {
    { name = "cases", kind = "text", default = "1.2 8 0.5, 2 16 0.1", help = "g, b and σ of two networks" },
    { name = "input_std", kind = "number", default = 0.3, least = 0, help = "of I, an Ornstein-Uhlenbeck process" },
    { name = "neurons", kind = "integer", default = 2000, least = 10, most = 20000, help = "units" },
    { name = "networks", kind = "integer", default = 2, least = 1, most = 100, help = "averaged" },
    { name = "time", kind = "number", default = 50.0, least = 20, unit = "τ", help = "shown, after as long a start" },
    { name = "common", kind = "text", default = "5, 10, 20, 40, 80", help = "amplitudes of b I, alike for all" },
    { name = "independent", kind = "text", default = "0.5, 1, 2, 4, 6", help = "amplitudes, each unit's phase its own" },
    { name = "driven_neurons", kind = "integer", default = 1500, least = 10, most = 5000, help = "units; g = 2, b = √units" },
  },
  quick = { neurons = 600, networks = 1, common = "10, 40, 80", independent = "1, 2, 5", driven_neurons = 400 },
}
local p, dt, window, stride = study.parameters, 1 / 32, 16, 8 -- step, times of c(t, s), and steps between them
local half, points = math.ceil(p.time / dt / stride) * stride, math.tointeger(window / dt // stride)
local figure = balnet.plot.figure { size = "double column", height = 150, rows = 3, columns = 3 }

local function simulate(gain, balance, noise, signal)
  local rate, covariance = balnet.zeros(half), balnet.zeros(points, points)
  for network = 1, p.networks do
    local record = balnet.simulate.balanced({ neurons = p.neurons, gain = gain, balance = balance, noise = noise,
      dt = dt, sampled = p.neurons, seed = 10 * p.seed + network }):run(signal)
    local state = record.state[{ true, 1, { 2 * half - (points - 1) * stride, 2 * half, stride } }]
    local fluctuation = state - state:mean(1)
    rate = rate + record.rate[{ 1, { half + 1, 2 * half } }] / p.networks
    covariance = covariance + fluctuation:t():matmul(fluctuation) / (p.neurons * p.networks)
  end
  return rate, covariance
end

local function compare(row, gain, balance, noise)
  local signal = balnet.simulate.signal { steps = 2 * half, dt = dt, signal_std = p.input_std, seed = p.seed }
  local theory = balnet.meanfield.evolve { input = signal[1]:to "f64", gain = gain, balance = balance, noise = noise,
    dt = dt, band = 1024, mean_step = "euler", snapshots = 2 * half // stride }
  local expected, c = theory.rate[{ { half + 1, 2 * half } }], balnet.meanfield.covariance_matrix(theory, points)
  local rate, covariance = simulate(gain, balance, noise, signal)
  local correlation = select(3, balnet.fit.line(expected, rate)) ^ 0.5
  study:note("g = %g, b = %g, noise %g: nu(t) and theory correlate by %.5f", gain, balance, noise, correlation)
  local time = balnet.arange(half) * dt
  figure:panel(row, { 1, 2 }):line(time, rate, { color = "C1", label = ("network, $N = %d$"):format(p.neurons) })
    :line(time, expected, { color = "black", style = "--", label = "theory" }):legend()
    :set { xlabel = "time $t$ ($\\tau$)", ylabel = "mean rate $\\nu$", xlim = { 0, p.time },
      title = ("$g = %g$, $b = %g$, $\\sigma = %g$: correlation %.5f"):format(gain, balance, noise, correlation) }
  local index, edges = balnet.arange(points), { p.time - window, p.time }
  local both = balnet.where(index:unsqueeze(2):lt(index), c, covariance)
  figure:panel(row, 3):image(both, { colorbar = "$c(t, s)$", origin = "lower", x = edges, y = edges })
    :line(edges, edges, { color = "white" })
    :set { xlabel = "$s$ ($\\tau$)", ylabel = "$t$ ($\\tau$)", title = "above: network, below: theory" }
  return { input = signal[1], rate_of_theory = expected, rate_of_network = rate, covariance_of_theory = c,
    covariance_of_network = covariance, correlation = balnet.tensor { correlation } }
end

-- λ₁ under an input b + common sin ωt, and beside it independent sin(ωt + phase) for each unit.
local g, N, b, frequency = 2, p.driven_neurons, math.sqrt(p.driven_neurons), 0.2

local function exponent_by_theory(common, independent)
  local input = (balnet.arange(4800) * (2 * math.pi * frequency / 16)):sin() * (common / b) + 1
  return balnet.meanfield.evolve { input = input, independent = balnet.meanfield.sinusoids(independent, frequency),
    gain = g, balance = b, band = 800, interpolation = "cubic", lyapunov = true,
    period = math.floor(16 / frequency) }.lyapunov
end

local function exponent_of_network(seed, common, independent)
  local stream, time = balnet.random { seed = seed }, p.quick and 60 or 200
  local J, phase = stream:normal(N, N) * (g / b) - b / N, stream:uniform(N) * (2 * math.pi)
  local function input(first, count)
    local angle = balnet.arange(first, first + count - 1):unsqueeze(2) * (2 * math.pi * frequency * 0.05)
    return angle:sin() * common + (angle + phase):sin() * independent + b
  end
  return balnet.lyapunov.of_network(J, { dt = 0.05, time = time, state_transient = 50, input = input }).exponents[1]
end

local function suppress(panel, kind, color, drive)
  local at, found = study:numbers(kind), balnet.zeros(#study:numbers(kind), p.networks)
  local swept = balnet.linspace(math.log(at[1] / 2), math.log(1.5 * at[#at]), p.quick and 9 or 24):exp()
  local theory = swept:map(function(amplitude) return exponent_by_theory(drive(amplitude)) end)
  for i, amplitude in ipairs(at) do
    for k = 1, p.networks do found[{ i, k }] = exponent_of_network(10 * p.seed + k, drive(amplitude)) end
    study:note("%s input of amplitude %g: lambda1 = %.4f in networks of %d", kind, amplitude, found[i]:mean(), N)
  end
  panel:line(swept, theory, { color = color, label = kind .. " input" })
  panel:errorbar(at, found:mean(2), { yerror = found:std(2, 0), color = color, marker = "o", width = 0 })
  return { amplitude = swept, theory = theory, amplitude_of_network = balnet.tensor(at), network = found }
end

local tree, cases = {}, study:numbers "cases"
for row = 1, 2 do tree["network_" .. row] = compare(row, table.unpack(cases, 3 * row - 2, 3 * row)) end
local panel = figure:panel(3, { 1, 3 })
tree.common = suppress(panel, "common", "C0", function(amplitude) return amplitude, 0 end)
tree.independent = suppress(panel, "independent", "C1", function(amplitude) return 0, amplitude end)
panel:hline(0):set { xscale = "log", xlabel = "amplitude of the input", ylabel = "$\\lambda_1$ ($1/\\tau$)",
  title = ("$g = 2$, sinusoids of $f = 0.2$: theory (lines), networks of $N = %d$ (points)"):format(N) }:legend()
return study:save(tree, figure:letters())
