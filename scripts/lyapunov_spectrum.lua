-- The Lyapunov spectra of random networks that are chaotic by themselves (tanh, weights of mean zero): the number of
-- expanding directions, the dimension of the attractor, the entropy rate, and the largest exponent beside mean-field
-- theory (Sompolinsky, Crisanti and Sommers 1988; Engelken, Wolf and Abbott 2020).
local balnet = require "balnet"

local study = balnet.study {
  name = "lyapunov_spectrum",
  description = "Lyapunov spectra of chaotic random networks against the gain.",
  parameters = {
    { name = "neurons", kind = "integer", default = 200, least = 2, most = 5000, help = "units of a network" },
    { name = "large_neurons", kind = "integer", default = 1000, least = 2, most = 20000,
      help = "units of those of which the largest exponent alone is found" },
    { name = "networks", kind = "integer", default = 3, least = 1, most = 1000, help = "averaged for each gain" },
    { name = "gains", kind = "text", default = "2, 3, 5, 10", help = "std of J times √neurons" },
    { name = "dt", kind = "number", default = 0.05, above = 0, below = 2, unit = "τ", help = "step; 1/(5 g) at most" },
    { name = "time", kind = "number", default = 200.0, above = 0, unit = "τ", help = "of a spectrum" },
    { name = "interval", kind = "number", default = 1.0, above = 0, unit = "τ", help = "between orthonormalisations" },
  },
  quick = { neurons = 60, large_neurons = 200, networks = 1, time = 60.0 },
}
local p, gains = study.parameters, study:numbers "gains"
local N, count = p.neurons, #study:numbers "gains"

local function exponents_of(neurons, exponents, gain, network)
  local J = balnet.random { seed = p.seed, epoch = network }:normal(neurons, neurons) * (gain / math.sqrt(neurons))
  return balnet.lyapunov.of_network(J * (1 - balnet.eye(neurons)), { activation = "tanh", exponents = exponents,
    dt = math.min(p.dt, 0.2 / gain), time = p.time, interval = p.interval, seed = network })
end

local spectra, errors = balnet.zeros(count, p.networks, N), balnet.zeros(count, p.networks, N)
local dimension, entropy = balnet.zeros(count, p.networks), balnet.zeros(count, p.networks)
local largest = balnet.zeros(count, p.networks)

for i, gain in ipairs(gains) do
  for network = 1, p.networks do
    local found = exponents_of(N, N, gain, network)
    spectra[{ i, network }], errors[{ i, network }] = found.exponents, found.standard_error
    dimension[{ i, network }], entropy[{ i, network }] = found.kaplan_yorke / N, found.entropy / N
    largest[{ i, network }] = exponents_of(p.large_neurons, 1, gain, network).exponents[1]
    study:note("g = %g, network %d: largest exponent %.4f +- %.4f (%.4f at N = %d), dimension %.3f N, entropy %.4f N",
      gain, network, found.exponents[1], found.standard_error[1], largest[{ i, network }], p.large_neurons,
      found.kaplan_yorke / N, found.entropy / N)
  end
end

-- Theory from the onset of chaos at g = 1 to beyond the last gain.
local theory = { gain = {}, exponent = {} }
for k = 1, 60 do
  theory.gain[k] = 1 + (math.max(table.unpack(gains)) * 1.1 - 1) * (k / 60) ^ 2
  theory.exponent[k] = balnet.meanfield.stationary { activation = "tanh", gain = theory.gain[k], balance = 0 }.lyapunov
end

local function mean_and_error(values) -- over networks, the rows of each gain
  local mean, deviation = {}, {}
  for i = 1, count do
    mean[i] = values[i]:mean()
    deviation[i] = p.networks > 1 and values[i]:std() / math.sqrt(p.networks - 1) or 0
  end
  return mean, { yerror = deviation, marker = "o" }
end

local figure = balnet.plot.figure { size = "double column", height = 58, columns = 3 }

local panel = figure:panel(1, 1)
for i, gain in ipairs(gains) do
  panel:line(balnet.arange(N) / N, spectra[i]:mean(1), { style = i % 2 == 0 and "--" or "-", label = ("$g = %g$"):format(gain) })
end
panel:hline(0):set { xlabel = "$i / N$", ylabel = "$\\lambda_i$ ($1/\\tau$)" }:legend()

panel = figure:panel(1, 2)
panel:line(theory.gain, theory.exponent, { style = "--", label = "theory, $N \\to \\infty$" })
for _, set in ipairs { { N, spectra[{ true, true, 1 }] }, { p.large_neurons, largest } } do
  local mean, style = mean_and_error(set[2])
  style.label = ("$N = %d$"):format(set[1])
  panel:errorbar(gains, mean, style)
end
panel:set { xlabel = "gain $g$", ylabel = "$\\lambda_1$ ($1/\\tau$)" }:legend()

panel = figure:panel(1, 3)
local mean, style = mean_and_error(dimension)
style.label = "$D / N$"
panel:errorbar(gains, mean, style)
mean, style = mean_and_error(entropy)
style.label = "$10\\,H / N$ ($1/\\tau$)"
for i = 1, count do mean[i], style.yerror[i] = 10 * mean[i], 10 * style.yerror[i] end
panel:errorbar(gains, mean, style)
panel:set { xlabel = "gain $g$", ylabel = "dimension, entropy rate", ylim = { 0, nil } }:legend()

figure:letters()
return study:save({
  gain = balnet.tensor(gains), exponents = spectra, standard_error = errors, dimension = dimension, entropy = entropy,
  largest_of_large = largest,
  theory = { gain = balnet.tensor(theory.gain), exponent = balnet.tensor(theory.exponent) },
}, figure)
