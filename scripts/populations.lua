-- An excitatory and an inhibitory population in the balanced scaling (van Vreeswijk and Sompolinsky 1998; Kadmon and Sompolinsky
-- 2015): mean couplings and inputs grow as the root of K, their variances do not. Theory of infinite size over networks: rates
-- against K, covariances, the answer to a step of the excitatory input, and the largest exponent against the gain.
local balnet = require "balnet"

local study = balnet.study {
  name = "populations",
  description = "Excitation and inhibition: mean-field theory of two populations over simulation.",
  parameters = {
    { name = "neurons", kind = "integer", default = 4000, least = 20, most = 20000, help = "units, half of them excitatory" },
    { name = "networks", kind = "integer", default = 3, least = 2, most = 100, help = "averaged" },
    { name = "K", kind = "text", default = "25, 100, 400, 1600", help = "inputs of a unit in the balanced scaling" },
    { name = "gains", kind = "text", default = "0.6, 0.9, 1.2, 1.5", help = "factors of all g_ab" },
    { name = "time", kind = "number", default = 40.0, least = 8, unit = "τ", help = "of a simulation, after half as long a start" },
    { name = "exponent_neurons", kind = "integer", default = 1500, least = 20, most = 5000, help = "units where λ₁ is found" },
  },
  quick = { neurons = 1000, networks = 2, time = 20.0, K = "25, 400", gains = "0.9, 1.5", exponent_neurons = 400 },
}
local p, dt, stride = study.parameters, 1 / 32, 8
local coupling, input, gain = balnet.tensor { { 1, -2 }, { 1, -1.8 } }, { 1, 0.8 }, balnet.tensor { { 1, 1.4 }, { 1, 1.6 } }
local names, colors, step_of_input = { "excitatory", "inhibitory" }, { "C3", "C0" }, 0.2
local half, start, steps = p.neurons // 2, math.tointeger(p.time / dt // 2), math.tointeger(p.time / dt // 1)

local function network_at(K, neurons, factor, inhibitory_tau)
  local k, one = K ^ 0.5, {}
  for a = 1, 2 do one[a] = { size = neurons, input = k * input[a], tau = a == 2 and inhibitory_tau or 1 } end
  return { populations = one, mean = coupling * k, gain = gain * (factor or 1) }
end

local function simulate(K, network, sampled)
  local definition = network_at(K, half, 1, 0.5)
  definition.dt, definition.seed, definition.sampled = dt, 10 * p.seed + network, sampled
  local simulation, units = balnet.simulate.populations(definition)
  simulation:run(0, start)
  return simulation, units
end

local figure = balnet.plot.figure { size = "double column", height = 115, rows = 2, columns = 2 }
local tree, all_K = {}, study:numbers "K"

-- --- rates against K

local function rates_of_theory(Ks)
  local rates = balnet.zeros(2, #Ks)
  for i = 1, #Ks do rates[{ true, i }] = balnet.meanfield.populations(network_at(Ks[i], 1, 1, 0.5))[1].rate end
  return rates
end

local function covariance_of(state)
  local fluctuation = state - state:mean(1)
  local times = fluctuation:shape(2)
  local products, c = fluctuation:t():matmul(fluctuation) / fluctuation:shape(1), balnet.zeros(times // 2)
  for lag = 0, #c - 1 do
    for t = 1, times - lag do c[lag + 1] = c[lag + 1] + products[{ t, t + lag }] / (times - lag) end
  end
  return c
end

local middle, c = all_K[#all_K // 2 + 1], { {}, {} }
local found = balnet.zeros(2, #all_K, p.networks)
for i, K in ipairs(all_K) do
  for network = 1, p.networks do
    local simulation, units = simulate(K, network, K == middle and 2 * half or 0)
    local record = simulation:run(0, steps)
    for a = 1, 2 do
      found[{ a, i, network }] = record.output[a]:mean()
      if K == middle then c[a][network] = covariance_of(record.state[{ units[a], 1, { 1, steps, stride } }]:to "f64") end
    end
  end
end
local swept = balnet.linspace(math.log(all_K[1] / 1.5), math.log(all_K[#all_K] * 1.5), 25):exp()
local theory, expected = rates_of_theory(swept), rates_of_theory(balnet.tensor(all_K))
local panel = figure:panel(1, 1)
for a = 1, 2 do
  local error = found[a]:std(2) / p.networks ^ 0.5
  panel:line(swept, theory[a], { color = colors[a], label = names[a] })
  panel:errorbar(all_K, found[a]:mean(2), { yerror = error, color = colors[a], marker = "o", width = 0 })
  for i, K in ipairs(all_K) do
    study:note("K = %g, %s rate: %.4f +- %.4f in networks, %.4f in theory", K, names[a], found[{ a, i }]:mean(),
      error[i], expected[{ a, i }])
  end
end
panel:hline(1, { style = "--", color = "grey" }) -- where the means of excitation and inhibition cancel
panel:set { xscale = "log", xlabel = "inputs $K$", ylabel = "mean rate $\\nu$",
  title = ("balance at 1 (dashed); $N = %d$ (points)"):format(2 * half) }:legend()
tree.rates = { K = balnet.tensor(all_K), network = found, theory = expected }

-- --- covariances

local state = balnet.meanfield.populations(network_at(middle, 1, 1, 0.5))[1]
panel = figure:panel(1, 2)
for a = 1, 2 do
  local all = balnet.stack(c[a], 1)
  local mean, error = all:mean(1), all:std(1) / p.networks ^ 0.5
  local lag = balnet.arange(0, #mean - 1) * (stride * dt)
  panel:band(lag, mean - error, mean + error, { color = colors[a] })
  panel:line(lag, mean, { color = colors[a], label = names[a] })
  panel:line(state.lag, state.covariance[a], { color = "black", style = "--" })
  study:note("K = %g, %s variance: %.3f +- %.3f in networks, %.3f in theory", middle, names[a], mean[1], error[1], state.variance[a])
  tree["covariance_" .. names[a]] = { lag = lag, network = all, theory_lag = state.lag, theory = state.covariance[a] }
end
panel:set { xlabel = "lag $T$ ($\\tau$)", ylabel = "covariance $c(T)$", xlim = { 0, math.min(p.time / 4, 20) }, ylim = { 0 },
  title = ("$K = %g$: networks, theory (dashed)"):format(middle) }:legend()

-- --- the answer to a step of the excitatory input

local signal = balnet.zeros(start + steps, 2)
signal[{ { start + steps // 2 + 1, start + steps }, 1 }] = step_of_input * middle ^ 0.5
local driven = network_at(middle, 1, 1, 0.5)
driven.dt, driven.steps, driven.band, driven.input = dt, start + steps, math.min(1024, start + steps - 1), signal
local run, answer = balnet.meanfield.evolve_populations(driven), balnet.zeros(2, steps)
local late = { start + 1, start + steps }
for network = 1, p.networks do
  local output = simulate(middle, network):run(signal[{ late }]:unsqueeze(3)).output
  answer = answer + output[{ true, 1 }]:to "f64" / p.networks
end
panel = figure:panel(2, 1)
local time = (balnet.arange(steps) - steps // 2) * dt
for a = 1, 2 do
  local rate = run.rate[{ a, late }]
  panel:line(time, answer[a], { color = colors[a], label = names[a] })
  panel:line(time, rate, { color = "black", style = "--" })
  study:note("K = %g, step: %s rates of networks and theory differ by %.4f (rms)", middle, names[a], ((answer[a] - rate) ^ 2):mean() ^ 0.5)
end
panel:set { xlabel = "time after the step ($\\tau$)", ylabel = "mean rate $\\nu$", xlim = { -5, math.min(p.time / 2, 10) },
  title = ("input of E $+%g\\sqrt{K}$: networks, theory (dashed)"):format(step_of_input) }:legend()
tree.step = { time = time, network = answer, theory = run.rate[{ true, late }] }

-- --- the largest exponent

local factors, n = study:numbers "gains", p.exponent_neurons // 2
local function exponent_of_network(factor, seed)
  local stream, J = balnet.random { seed = seed }, balnet.zeros(2 * n, 2 * n)
  local block, drive = { { 1, n }, { n + 1, 2 * n } }, balnet.zeros(2 * n)
  for a = 1, 2 do
    drive[{ block[a] }] = middle ^ 0.5 * input[a]
    for b = 1, 2 do
      J[{ block[a], block[b] }] = stream:normal(n, n) * (factor * gain[{ a, b }] / n ^ 0.5) + middle ^ 0.5 * coupling[{ a, b }] / n
    end
  end
  local function constant(_, count) return balnet.zeros(count, 2 * n) + drive end
  return balnet.lyapunov.of_network(J, { dt = 0.05, time = p.quick and 60 or 150, transient = 50, input = constant }).exponents[1]
end

local function exponent_of_theory(factor) return balnet.meanfield.populations(network_at(middle, 1, factor, 1))[1].lyapunov end

local exponents = balnet.zeros(#factors, p.networks)
for i, factor in ipairs(factors) do
  for network = 1, p.networks do exponents[{ i, network }] = exponent_of_network(factor, 10 * p.seed + network) end
  study:note("gains times %g: lambda1 = %.4f in networks of %d, %.4f in theory", factor, exponents[i]:mean(), 2 * n,
    exponent_of_theory(factor))
end
local dense = balnet.linspace(factors[1] * 0.8, factors[#factors] * 1.1, p.quick and 11 or 31)
local curve = dense:map(exponent_of_theory)
panel = figure:panel(2, 2)
panel:line(dense, curve, { color = "black" })
panel:errorbar(factors, exponents:mean(2), { yerror = exponents:std(2) / p.networks ^ 0.5, color = "C1", marker = "o", width = 0 })
panel:hline(0):set { xlabel = "factor of the gains $g_{ab}$", ylabel = "$\\lambda_1$ ($1/\\tau$)",
  title = ("theory (line), networks of $N = %d$ (points)"):format(2 * n) }
tree.exponent = { factor = dense, theory = curve, factor_of_network = balnet.tensor(factors), network = exponents }
return study:save(tree, figure:letters())
