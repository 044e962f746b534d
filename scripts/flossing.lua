-- Gradient flossing (Engelken 2023): before a training, and in between, the weights follow the gradient of a loss that pushes the
-- Lyapunov exponents of a network to 0. Then errors reach further back in time, and a network learns to give back white noise after
-- a delay that it would not bridge. The network is that of the publication: 80 units, tanh, one step of length τ a time step, Gaussian
-- weights of gain 1, 75 exponents over 55 steps, Adam at a rate of 0.001.
local balnet = require "balnet"

local study = balnet.study {
  name = "flossing",
  description = "Lyapunov exponents are pushed to 0 before and during training on a delayed copy.",
  parameters = {
    { name = "neurons", kind = "integer", default = 80, least = 10, most = 1000, help = "units of a network" },
    { name = "networks", kind = "integer", default = 3, least = 1, most = 100, help = "trained at each delay" },
    { name = "gain", kind = "number", default = 1.0, least = 0, most = 10, help = "std of J times √neurons" },
    { name = "exponents", kind = "integer", default = 75, least = 1, most = 1000, help = "that are pushed to 0" },
    { name = "floss_epochs", kind = "integer", default = 300, least = 1, most = 100000, help = "before training" },
    { name = "refresh_every", kind = "integer", default = 250, least = 1, help = "epochs of training between two further flossings" },
    { name = "refresh_epochs", kind = "integer", default = 20, least = 1, help = "of a further flossing" },
    { name = "delays", kind = "text", default = "10, 20, 30, 40, 50, 60", help = "steps between input and target" },
    { name = "epochs", kind = "integer", default = 1000, least = 20, help = "of training" },
  },
  quick = { neurons = 40, networks = 1, exponents = 36, floss_epochs = 100, delays = "10, 20", epochs = 500 },
}
local p, delays = study.parameters, study:numbers "delays"
local flossed_steps, points = 55, 20 -- points: of a training curve
local colors = { none = "#999999", before = "#0072B2", during = "#D55E00" }

local function white(random, steps) return random:normal(steps, 1) end

local function floss(trainer, epochs, seed)
  return balnet.lyapunov.floss(trainer, { exponents = math.min(p.exponents, p.neurons), steps = flossed_steps,
    epochs = epochs, input = white,
    weights = { "J", "w_in" }, seed = seed })
end

local function trainer_of(seed, delay)
  local task = balnet.tasks.delayed_copy { delay = delay, steps = math.ceil(2.5 * delay) }
  local trainer = balnet.trainer { neurons = p.neurons, activation = "tanh", gain = p.gain, balance = 1e-6, w_in_mean = 0, w_in_std = 0.3,
    w_out_mean = 0, w_out_std = 1, dt = 1, noise = 0, activity_penalty = 0, zero_diagonal = false, initial_state = "zero",
    gradient_clip = 0.1, batch = 16, steps = math.ceil(2.5 * delay), seed = seed, threads = 1,
    task = function(random, batch) return task:trials(random, batch) end }
  return trainer, task
end

-- The share of the variance of new trials that the output explains.
local function explained(trainer, task, delay)
  local input, target = task:trials(balnet.random { seed = p.seed, purpose = 1 }, 50)
  local late = { { 2 * delay + 1, -1 } }
  local missed = (trainer:respond(input, { noise = 0, states = false }) - target)[late]
  return 1 - missed:var() / target[late]:var()
end

-- ln of the ratio of the first to the k-th singular value of dx_t/dx_0, for t up to `steps`.
local function conditions(trainer, steps)
  local J, w_in = trainer:J():to "f64", trainer:w_in():to "f64"
  local random, k = balnet.random { seed = p.seed, purpose = 2 }, math.min(p.exponents, p.neurons)
  local x, whole, found = random:normal(p.neurons), balnet.eye(p.neurons), {}
  for t = 1, steps do
    local rate = x:tanh()
    whole = (J * (1 - rate * rate)):matmul(whole)
    x = J:matmul(rate) + w_in:matmul(random:normal(1))
    local s = balnet.linalg.svdvals(whole)
    found[t] = math.log(s[1] / s[k], 10)
  end
  return balnet.tensor(found)
end

local function train(seed, delay, weights, refresh)
  local trainer, task = trainer_of(seed, delay)
  if weights then
    trainer:J():copy(weights.J)
    trainer:w_in():copy(weights.w_in)
  end
  local curve = {}
  for epoch = 1, p.epochs do
    trainer:step()
    if epoch * points % p.epochs < points then curve[#curve + 1] = explained(trainer, task, delay) end
    if refresh and epoch % p.refresh_every == 0 and epoch < p.epochs then floss(trainer, p.refresh_epochs, seed + epoch) end
  end
  trainer:close()
  return balnet.tensor(curve)
end

local curves, shown = { none = {}, before = {}, during = {} }, nil
for network = 1, p.networks do
  local seed = p.seed + network - 1
  local trainer <close> = trainer_of(seed, delays[1])
  local first = not shown and { condition = conditions(trainer, 30) }
  local record = floss(trainer, p.floss_epochs, seed)
  study:note("network %d: exponents from %.3f to %.3f per step before flossing, from %.4f to %.4f after", network,
    record.exponents[{ 1, 1 }], record.exponents[1]:min(), record.exponents[-1]:max(), record.exponents[-1]:min())
  if first then shown = { exponents = record.exponents, before = first.condition, after = conditions(trainer, 30) } end
  local weights = { J = trainer:J():clone(), w_in = trainer:w_in():clone() }
  for d, delay in ipairs(delays) do
    for name, list in pairs(curves) do
      list[d] = list[d] or {}
      list[d][network] = train(seed, delay, name ~= "none" and weights, name == "during")
    end
    study:note("network %d, delay %d: %.3f of the variance explained, %.3f with flossing before, %.3f before and during", network, delay,
      curves.none[d][network][-1], curves.before[d][network][-1], curves.during[d][network][-1])
  end
end

local figure = balnet.plot.figure { size = "double column", height = 100, rows = 2, columns = 6 }
local epoch_count, exponent_count = shown.exponents:shape()
local some = balnet.arange(1, exponent_count, math.max(1, exponent_count // 12))

local panel = figure:panel(1, { 1, 2 }):hline(0, { color = "#999999" })
panel:line(balnet.arange(epoch_count), shown.exponents:take(2, some), { width = 0.7, color = "black" })
  :set { xlabel = "epoch of flossing", ylabel = "$\\lambda_i$ (1/step)", xlim = { 0, epoch_count } }

panel = figure:panel(1, { 3, 4 }):hline(0, { color = "#999999" })
local index = balnet.arange(exponent_count)
panel:line(index, shown.exponents[1]:sort(1, "descending"), { color = colors.none, label = "before flossing" })
  :line(index, shown.exponents[-1]:sort(1, "descending"), { color = colors.before, label = "after" })
  :set { xlabel = "index $i$", ylabel = "$\\lambda_i$ (1/step)" }:legend()

panel = figure:panel(1, { 5, 6 })
local steps = balnet.arange(#shown.before)
panel:line(steps, shown.before, { color = colors.none })
  :line(steps, shown.after, { color = colors.before })
  :set { xlabel = "steps $t$", ylabel = "$\\log_{10}\\, \\kappa(\\partial x_t / \\partial x_0)$", ylim = { 0, 16.5 } }

local kinds = { { "none", "no flossing" }, { "before", "before training" }, { "during", "before and during" } }
local function of_networks(list) return balnet.stack(list, 1) end

panel = figure:panel(2, { 1, 3 })
local middle = (#delays + 1) // 2
local epochs = balnet.arange(1, points) * (p.epochs / points)
for _, kind in ipairs(kinds) do
  local name, label = table.unpack(kind)
  for network, curve in ipairs(curves[name][middle]) do
    panel:line(epochs, curve, { color = colors[name], width = 0.8, label = network == 1 and label or nil })
  end
end
panel:set { xlabel = "epoch of training", ylabel = "variance explained", ylim = { -0.05, 1.05 }, xlim = { 0, p.epochs },
  title = ("delay of %d steps"):format(delays[middle]) }:legend()

panel = figure:panel(2, { 4, 6 })
local final = {}
for _, kind in ipairs(kinds) do
  local name, label = table.unpack(kind)
  local means, least, most = {}, {}, {}
  for d = 1, #delays do
    local ends = of_networks(curves[name][d])[{ true, -1 }]
    means[d], least[d], most[d] = ends:mean(), ends:min(), ends:max()
  end
  final[name] = balnet.tensor { means, least, most }
  panel:band(delays, least, most, { color = colors[name], alpha = 0.25 })
    :line(delays, means, { color = colors[name], marker = "o", label = label })
end
panel:set { xlabel = "delay (steps)", ylabel = "variance explained", ylim = { -0.05, 1.05 },
  title = ("after %d epochs"):format(p.epochs) }:legend()
figure:letters()
return study:save({ exponents = shown.exponents, condition_before = shown.before, condition_after = shown.after,
  delay = balnet.tensor(delays), none = final.none, before = final.before, during = final.during }, figure)
