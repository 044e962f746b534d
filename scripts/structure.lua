-- Structure beside randomness: weights of rank one (Mastrogiuseppe and Ostojic 2018), partly symmetric weights (Sommers, Crisanti,
-- Sompolinsky and Stein 1988), and sparse ones with a fixed or a random in-degree (van Vreeswijk and Sompolinsky 1998). Theory over
-- networks: the outlier of the spectrum, overlaps and their stability, ellipses, and variances over units.
local balnet = require "balnet"

local study = balnet.study {
  name = "structure",
  description = "Weights of rank one, partial symmetry and sparse connections: theory over networks.",
  parameters = {
    { name = "neurons", kind = "integer", default = 1500, least = 20, most = 20000, help = "units of networks of rank one and of spectra" },
    { name = "networks", kind = "integer", default = 4, least = 2, most = 100, help = "averaged" },
    { name = "gain", kind = "number", default = 0.8, least = 0, most = 10, help = "g, of the random part beside rank one" },
    { name = "overlaps", kind = "text", default = "0.6, 0.9, 1.2, 1.5, 2, 2.5", help = "covariances of m and n" },
    { name = "symmetries", kind = "text", default = "-0.6, 0, 0.6", help = "η" },
    { name = "sparse_neurons", kind = "integer", default = 10000, least = 100, most = 1000000, help = "units of sparse networks" },
    { name = "inputs", kind = "integer", default = 400, least = 1, help = "K, of each of them" },
    { name = "couplings", kind = "text", default = "4, 8, 16, 24", help = "K times the size of the weight, which is negative" },
    { name = "time", kind = "number", default = 40.0, least = 4, unit = "τ", help = "of a simulation, after half as long a start" },
  },
  quick = { neurons = 500, networks = 2, overlaps = "0.6, 1.2, 2", symmetries = "-0.6, 0.6", sparse_neurons = 3000,
    inputs = 200, couplings = "4, 16",
    time = 20.0 },
}
local p, dt = study.parameters, 1 / 16
local steps, start = math.ceil(p.time / dt), math.ceil(p.time / dt / 2)
local all = study:numbers "overlaps"
local figure = balnet.plot.figure { size = "double column", height = 115, rows = 2, columns = 2 }
local tree = {}

local function circle(panel, width, height, options)
  local angle = balnet.linspace(0, 2 * math.pi, 200)
  panel:line(angle:cos() * width, angle:sin() * height, options)
end

-- --- rank one: the spectrum at rest

local strongest = all[#all]
local function weights_of(covariance, seed)
  local _, vectors = balnet.simulate.low_rank { neurons = p.neurons, gain = 0, m_n_covariance = covariance, seed = seed }
  local random = balnet.random { seed = seed }:normal(p.neurons, p.neurons) * (p.gain / p.neurons ^ 0.5)
  return random + vectors.m:unsqueeze(2) * (vectors.n / p.neurons):unsqueeze(1)
end

local re, im = balnet.spectrum.eigenvalues(weights_of(strongest, p.seed))
local panel = figure:panel(1, 1)
panel:scatter(re, im, { size = 1.2, color = "C0" })
circle(panel, p.gain, p.gain, { color = "black", style = "--" })
panel:scatter({ strongest }, { 0 }, { marker = "x", color = "C3", size = 5 })
panel:set { xlabel = "Re $\\lambda$", ylabel = "Im $\\lambda$", aspect = "equal",
  title = ("$J$ of rank one and random, $\\langle mn\\rangle = %g$, $g = %g$"):format(strongest, p.gain) }
study:note("rank one: the largest eigenvalue of J is %.4f, theory %g", re:max(), strongest)
tree.spectrum = { re = re, im = im }

-- --- rank one: overlaps

local function simulate(covariance, seed, overlap)
  local simulation, vectors = balnet.simulate.low_rank { neurons = p.neurons, gain = p.gain,
    m_n_covariance = covariance, dt = dt, seed = seed }
  simulation:set_state((vectors.m * overlap):unsqueeze(1))
  simulation:run(0, start)
  return simulation:run(0, steps).output:mean()
end

panel = figure:panel(1, 2)
local dense = balnet.linspace(math.min(0.5, all[1]), strongest * 1.05, p.quick and 7 or 41)
local upper, silent = balnet.full({ #dense }, 0 / 0), balnet.full({ #dense }, 0 / 0)
for i = 1, #dense do
  for _, state in ipairs(balnet.meanfield.low_rank { gain = p.gain, m_n_covariance = dense[i] }) do
    if state.overlap > 1e-9 then upper[i] = state.overlap end
    if state.overlap == 0 and state.stable then silent[i] = 0 end
  end
end
local found = balnet.zeros(#all, p.networks)
for i, covariance in ipairs(all) do
  local expected = balnet.meanfield.low_rank { gain = p.gain, m_n_covariance = covariance }[1]
  for network = 1, p.networks do found[{ i, network }] = simulate(covariance, 10 * p.seed + network, 1) end
  study:note("rank one, <mn> = %g: overlap %.4f +- %.4f in networks, %.4f in theory (%s, outlier %.3f)", covariance, found[i]:mean(),
    found[i]:std() / p.networks ^ 0.5, expected.overlap, expected.branch, expected.outlier)
end
panel:line(dense, upper, { color = "C0", label = "theory, stable" })
panel:line(dense, -upper, { color = "C0" })
panel:line(dense, silent, { color = "C0" })
panel:line(dense, balnet.where(silent:eq(0), balnet.full({ #dense }, 0 / 0), balnet.zeros(#dense)),
  { color = "C0", style = ":", label = "unstable" })
panel:errorbar(all, found:mean(2), { yerror = found:std(2) / p.networks ^ 0.5, color = "C1", marker = "o", width = 0, label = "networks" })
panel:set { xlabel = "$\\langle mn\\rangle$", ylabel = "overlap $\\kappa$",
  title = ("bistability, $g = %g$"):format(p.gain) }:legend "upper left"
tree.overlap = { covariance = balnet.tensor(all), networks = found, theory_covariance = dense, theory = upper }

-- --- partial symmetry

panel = figure:panel(2, 1)
local symmetries = study:numbers "symmetries"
for i, symmetry in ipairs(symmetries) do
  local _, network = balnet.simulate.balanced { neurons = p.neurons, gain = 1, balance = 0, activation = "tanh",
    symmetry = symmetry, seed = p.seed }
  re, im = balnet.spectrum.eigenvalues(network:J():to "f64")
  panel:scatter(re, im, { size = 0.8, color = "C" .. i - 1, label = ("$\\eta = %g$"):format(symmetry) })
  circle(panel, 1 + symmetry, 1 - symmetry, { color = "black", width = 0.6 })
  study:note("symmetry %g: eigenvalues up to %.4f and %.4f i, theory %g and %g i", symmetry, re:max(), im:max(), 1 + symmetry, 1 - symmetry)
  tree["symmetry_" .. i] = { re = re, im = im }
end
panel:set { xlabel = "Re $\\lambda/g$", ylabel = "Im $\\lambda/g$", aspect = "equal", title = "partly symmetric $J$" }:legend "upper right"

-- --- sparse connections

panel = figure:panel(2, 2)
local couplings, noise = study:numbers "couplings", 0.5
local swept = balnet.linspace(couplings[1] * 0.8, couplings[#couplings] * 1.1, p.quick and 11 or 31)
for i, in_degree in ipairs { "fixed", "random" } do
  local function definition(coupling)
    return { neurons = p.sparse_neurons, inputs = p.inputs, in_degree = in_degree, weight = -coupling / p.inputs }
  end
  local function theory_of(coupling)
    local theory = definition(coupling)
    theory.input_mean, theory.noise = coupling / 2, noise / (1 - dt / 4) ^ 0.5 -- of Euler steps dt/2 long
    return balnet.meanfield.sparse(theory)
  end
  local variance, networks = swept:map(function(coupling) return theory_of(coupling).variance end), balnet.zeros(#couplings, p.networks)
  for j, coupling in ipairs(couplings) do
    for network = 1, p.networks do
      local drawn = definition(coupling)
      drawn.seed = 10 * p.seed + network
      local simulation = balnet.simulate.network(balnet.simulate.connections(drawn), { dt = dt / 2, noise = noise, seed = drawn.seed })
      simulation:run(coupling / 2, 2 * start)
      networks[{ j, network }] = simulation:run(coupling / 2, 2 * steps).mean_variance
    end
    study:note("sparse, %s in-degree, coupling %g: variance %.4f +- %.4f in networks, %.4f in theory", in_degree,
      coupling, networks[j]:mean(),
      networks[j]:std() / p.networks ^ 0.5, theory_of(coupling).variance)
  end
  panel:line(swept, variance, { color = "C" .. i - 1, label = in_degree .. " in-degree" })
  panel:errorbar(couplings, networks:mean(2), { yerror = networks:std(2) / p.networks ^ 0.5, color = "C" .. i - 1,
    marker = "o", width = 0 })
  tree["sparse_" .. in_degree] = { coupling = balnet.tensor(couplings), networks = networks, theory_coupling = swept, theory = variance }
end
panel:set { xlabel = "coupling $K|w|$", ylabel = "variance of $h$", ylim = { 0 },
  title = ("sparse, $K = %d$: theory, networks (points)"):format(p.inputs) }
  :legend "upper left"
return study:save(tree, figure:letters())
