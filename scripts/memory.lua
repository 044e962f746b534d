-- What a network remembers of its input, and what its information costs. Linear memory of the past inputs against the gain (Jaeger
-- 2001; White, Lee and Sompolinsky 2004): networks of tanh units over the closed form of linear ones. Information of the mean rate
-- against that rate, theory over simulation.
local balnet = require "balnet"
local information = balnet.information

local study = balnet.study {
  name = "memory",
  description = "Linear memory of networks, and information against the mean rate.",
  parameters = {
    { name = "neurons", kind = "integer", default = 100, least = 4, most = 1000, help = "units whose memory is measured" },
    { name = "networks", kind = "integer", default = 4, least = 2, most = 100, help = "averaged" },
    { name = "gains", kind = "text", default = "0.3, 0.6, 0.9, 1.1, 1.3, 1.6", help = "g" },
    { name = "noises", kind = "text", default = "0.01, 0.1", help = "σ of the units" },
    { name = "steps", kind = "integer", default = 20000, least = 1000, help = "of a recording" },
    { name = "lags", kind = "integer", default = 200, least = 2, help = "steps back" },
    { name = "inputs", kind = "text", default = "0, 0.1, 0.25, 0.5, 1, 2, 4", help = "I₀, the mean input, which sets the mean rate" },
    { name = "rate_neurons", kind = "integer", default = 1000, least = 10, most = 20000, help = "units whose information is measured" },
    { name = "time", kind = "number", default = 264.0, least = 72, unit = "τ", help = "simulated; 8 τ are left out" },
  },
  quick = { networks = 2, gains = "0.6, 1, 1.4", steps = 6000, inputs = "0, 0.25, 1, 4", time = 136.0 },
}
local p, dt, input_std = study.parameters, 0.25, 0.5
local gains, noises = study:numbers "gains", study:numbers "noises"
local figure = balnet.plot.figure { size = "double column", height = 105, rows = 2, columns = 2 }
local tree = {}

-- --- memory

local function network_of(gain, seed)
  return balnet.network { neurons = p.neurons, activation = "tanh", gain = gain, balance = 0, w_in_mean = 0, w_in_std = 1, seed = seed }
end

local function linear_memory(network, noise)
  return information.linear_memory(network:J(), network:w_in():squeeze(), { dt = dt, noise = noise, signal_std = input_std, lags = p.lags })
end

local function measured_memory(network, noise, seed)
  local simulation = balnet.simulate.network(network, { dt = dt, noise = noise, sampled = p.neurons, seed = seed })
  local input = balnet.random { seed = seed }:normal(1, p.steps) * input_std
  simulation:run(input[1]:to "f32")
  input = balnet.random { seed = seed + 1000 }:normal(1, p.steps) * input_std
  return information.memory(input, simulation:run(input[1]:to "f32").state, { lags = p.lags, skip = 8 })
end

local shown = { gains[1], gains[#gains // 2 + 1], gains[#gains] }
local panel = figure:panel(1, 1)
for i, gain in ipairs(shown) do
  local network = network_of(gain, p.seed)
  local found = measured_memory(network, noises[1], p.seed)
  panel:line(found.lag * dt, found.memory, { color = "C" .. i - 1, label = ("$g = %g$"):format(gain) })
  tree["memory_" .. i] = { lag = found.lag * dt, memory = found.memory }
  if gain < 0.95 then
    local linear = linear_memory(network, noises[1])
    panel:line(linear.lag * dt, linear.memory, { color = "black", style = "--", width = 0.7 })
    tree["memory_" .. i].linear = linear.memory
  end
end
panel:set { xlabel = "lag ($\\tau$)", ylabel = "memory $m$", ylim = { -0.05, 1.05 },
  xlim = { 0, math.min(30, p.lags * dt) },
  title = ("tanh, linear (dashed); $\\sigma = %g$"):format(noises[1]) }:legend()

panel = figure:panel(1, 2)
for i, noise in ipairs(noises) do
  local capacity, linear, below = balnet.zeros(#gains, p.networks), {}, {}
  for j, gain in ipairs(gains) do
    local sum = 0
    for seed = 1, p.networks do
      local network = network_of(gain, 10 * p.seed + seed)
      capacity[{ j, seed }] = measured_memory(network, noise, 10 * p.seed + seed).capacity
      if gain < 0.95 then sum = sum + linear_memory(network, noise).capacity / p.networks end
    end
    if gain < 0.95 then below[#below + 1], linear[#linear + 1] = gain, sum end
    study:note("g = %g, sigma = %g: capacity %.2f +- %.2f of %d units%s", gain, noise, capacity[j]:mean(),
      capacity[j]:std() / p.networks ^ 0.5,
      p.neurons, gain < 0.95 and (", %.2f of linear ones"):format(sum) or "")
  end
  panel:errorbar(gains, capacity:mean(2), { yerror = capacity:std(2) / p.networks ^ 0.5, color = "C" .. i - 1, marker = "o",
    label = ("$\\sigma = %g$"):format(noise) })
  if #below > 0 then panel:line(below, linear, { color = "black", style = "--", width = 0.7 }) end
  tree["capacity_" .. i] = { gain = balnet.tensor(gains), capacity = capacity }
end
panel:vline(1, { color = "grey", style = ":" })
panel:set { xlabel = "gain $g$", ylabel = "capacity", ylim = { 0 }, title = ("of %d units; linear (dashed)"):format(p.neurons) }:legend()

-- --- information against its cost

local inputs, step = study:numbers "inputs", 2 ^ -6
local function definition(b, mean)
  return { neurons = p.rate_neurons, balance = b, input_mean = mean, noise = 1, dt = step, cutoff = 8,
    signal_std = 0.03 }
end

local rates, costs = figure:panel(2, 1), figure:panel(2, 2)
for i, b in ipairs { 4, 16 } do
  local dense = balnet.linspace(inputs[1], inputs[#inputs], 60)
  local R, nu = balnet.zeros(60), balnet.zeros(60)
  for j = 1, 60 do
    local theory = information.theory(definition(b, dense[j]))
    R[j], nu[j] = theory.rate, theory.nu
  end
  local found, error, cost = balnet.zeros(#inputs), balnet.zeros(#inputs), balnet.zeros(#inputs)
  for j, mean in ipairs(inputs) do
    local theory = information.theory(definition(b, mean))
    local simulation = balnet.simulate.balanced { neurons = p.rate_neurons, gain = 0, balance = b, noise = 1, dt = step,
      batch = 4, seed = p.seed + j }
    local signal = balnet.simulate.signal { steps = math.ceil(p.time / step), trials = 4, dt = step, input_mean = mean,
      signal_std = 0.03, seed = p.seed + j }
    simulation:run(mean, math.ceil(50 / step))
    local record = simulation:run(signal)
    local estimate = information.rate(signal, record.rate, { dt = step, segment = 8, cutoff = 8, relaxation = theory.relaxation, skip = 8 })
    found[j], error[j], cost[j] = estimate.rate, estimate.standard_error, record.mean_rate
    study:note("b = %g, I0 = %g: R = %.2f +- %.2f bit/tau at the mean rate %.4f, theory %.2f at %.4f", b, mean, found[j], error[j], cost[j],
      theory.rate, theory.nu)
  end
  local color, label = "C" .. i - 1, ("$b = %d$"):format(b)
  rates:line(nu, R, { color = color, label = label })
  rates:errorbar(cost, found, { yerror = error, color = color, marker = "o", width = 0 })
  costs:line(nu, R / nu, { color = color, label = label })
  costs:errorbar(cost, found / cost, { yerror = error / cost, color = color, marker = "o", width = 0 })
  tree["cost_" .. i] = { input = balnet.tensor(inputs), rate = found, error = error, mean_rate = cost, theory_mean_rate = nu, theory = R }
end
rates:set { xscale = "log", xlabel = "mean rate $\\nu$", ylabel = "$R$ below $8/\\tau$ (bit/$\\tau$)", ylim = { 0 },
  title = "information: theory, networks (points)" }:legend "upper left"
costs:set { xscale = "log", yscale = "log", xlabel = "mean rate $\\nu$", ylabel = "$R/\\nu$ (bit)",
  title = "information for its cost" }:legend()
return study:save(tree, figure:letters())
