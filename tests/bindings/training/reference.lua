-- The loss of a network on a batch in double precision, written from the definition with tensors alone, and
-- the comparison of a trainer's gradients with its difference quotients. Noise is off.
local lu = require "luaunit"
local balnet = require "balnet"

local reference = {}

reference.activations = {
  tanh = function(x) return x:tanh() end,
  softplus = function(x) return (x:exp() + 1):log() end,
}

local costs = {
  squared = function(r, y) return (r - y) ^ 2 end,
  absolute = function(r, y) return (r - y):abs() end,
  hinge = function(r, y) return balnet.maximum(1 - r * y, 0) end,
  cross_entropy = function(r, y) return (r:exp():sum(1, true):log() - r) * y end,
}

-- The next states of gated recurrent units (torch.nn.GRU), from the blocks of J, w_in and bias.
local function gru_step(p, x, input)
  local N = #p.J // 4
  local function block(t, k) return t[{ { (k - 1) * N + 1, k * N } }] end
  local function drive(k, with_state, with_input)
    local a = block(p.bias, k):unsqueeze(2)
    if with_state then a = a + block(p.J, k):matmul(x) end
    if with_input then a = a + block(p.w_in, k):matmul(input) end
    return a
  end
  local function sigmoid(a) return 1 / ((-a):exp() + 1) end
  local reset, update = sigmoid(drive(1, true, true)), sigmoid(drive(2, true, true))
  local candidate = (drive(4, false, true) + reset * drive(3, true, false)):tanh()
  return candidate * (1 - update) + x * update
end

-- What units receive of each other: a function that takes the rates of step t and gives those that arrive.
local function delay_of(d, first)
  local steps, n = (d.recurrent_delay or 0) / (d.dt or 1), d.recurrent_delay_order or 0
  if steps == 0 then return function(rates) return rates end end
  if n == 0 then
    local past = {}
    return function(rates)
      past[#past + 1] = rates
      return past[#past - math.floor(steps + 0.5)] or first
    end
  end
  local leaks = {}
  for k = 1, n do leaks[k] = first end
  return function(rates)
    local arrives, before = leaks[n], { rates, table.unpack(leaks) }
    for k = 1, n do leaks[k] = leaks[k] + (before[k] - leaks[k]) * math.min(1, n / steps) end
    return arrives
  end
end

-- J, or what factors make of it.
local function weights_of(p, d)
  if not p.m then return p.J end
  local J = p.fixed_J + p.m:matmul(p.n:t()) / #p.J
  return d.zero_diagonal and J * (1 - balnet.eye(#p.J)) or J
end

-- The next states without noise. `hear` gives the rates that arrive.
local function next_state(p, d, x, input, phi, hear)
  if d.cell == "gru" then return gru_step(p, x, input) end
  local drive = weights_of(p, d):matmul(hear(phi(x))) + p.w_in:matmul(input) + p.bias:unsqueeze(2)
  return x + (drive - x) * (p.time_constants and d.dt / p.time_constants:unsqueeze(2) or d.dt)
end

local function identity(x) return x end

local function activation_of(d) return d.cell == "gru" and identity or reference.activations[d.activation] end

-- Where every trial begins.
local function start_of(p)
  return p.x_0 and balnet.zeros(p.initial_state:shape()) + p.x_0:unsqueeze(2) or p.initial_state
end

--- The noise of a forward pass, T x N x B, by its states.
function reference.noise(p, d, input, states)
  local T, S = input:shape()
  local x, noise, phi = start_of(p), balnet.zeros(states:shape()), activation_of(d)
  local hear = delay_of(d, phi(x))
  for t = 1, T do
    noise[t]:copy(states[t]:to "f64" - next_state(p, d, x, input[t] / S, phi, hear))
    x = states[t]:to "f64"
  end
  return noise
end

--- L of the definition `d` for parameters `p` in f64 on a batch: input T x S x B, target and mask T x R x B, and noise, if any, T x N
--- x B.
function reference.loss(p, d, batch)
  local phi, cost = activation_of(d), costs[d.loss or "squared"]
  local T, S, B = batch.input:shape()
  local R, N = p.w_out:shape()
  local x, sum, penalties = start_of(p), 0, 0
  local hear = delay_of(d, phi(x))
  for t = 1, T do
    local before = x
    x = next_state(p, d, x, batch.input[t] / S, phi, hear)
    if batch.noise then x = x + batch.noise[t] end
    local rate = phi(x)
    local r = p.w_out:matmul(rate) / N
    if p.readout_bias then r = r + p.readout_bias:unsqueeze(2) end
    sum = sum + (cost(r, batch.target[t]) * batch.mask[t]):sum()
    if t >= T // 5 then
      penalties = penalties + d.activity_penalty * (x ^ 2):sum() + (d.l1_rates or 0) * rate:abs():sum()
        + (d.l2_rates or 0) * (rate ^ 2):sum() + (d.smoothness_penalty or 0) * ((x - before) ^ 2):sum() / (d.dt or 0.2) ^ 2
    end
  end
  local of_weights = 0
  for _, w in ipairs { weights_of(p, d), p.w_in, p.w_out } do
    of_weights = of_weights + (d.l1_weights or 0) * w:abs():sum() + (d.l2_weights or 0) * (w ^ 2):sum()
  end
  local over = d.loss == "cross_entropy" and B * T or B * T * R
  return sum / over + penalties / (B * T * R) + of_weights
end

--- The parameters of a trainer, each a copy in f64.
function reference.parameters(trainer)
  local p = {}
  for _, name in ipairs { "J", "w_in", "w_out", "bias" } do p[name] = trainer[name](trainer):to "f64":clone() end
  local state = trainer:state()
  p.initial_state = state.initial_state:to "f64"
  for _, name in ipairs { "readout_bias", "m", "n", "x_0", "time_constants" } do
    p[name] = state[name] and state[name]:to "f64"
  end
  if p.m then p.fixed_J = p.J - p.m:matmul(p.n:t()) / trainer:parameters().neurons end
  return p
end

-- The derivative of the loss along a direction in one parameter, by steps too small to meet many kinks.
local function derivative(p, d, batch, name, direction)
  local h, kept = 1e-6, p[name]
  p[name] = kept + direction * h
  local above = reference.loss(p, d, batch)
  p[name] = kept - direction * h
  local below = reference.loss(p, d, batch)
  p[name] = kept
  return (above - below) / (2 * h)
end

--- Holds gradients against difference quotients along random directions, to 1e-5 of the length of each
--- gradient. masks: of those of which a part is trained, by name.
function reference.check(gradients, p, d, batch, names, masks)
  local random = balnet.random { seed = 8 }
  for _, name in ipairs(names) do
    local gradient, most = gradients[name]:to "f64", 0
    local length = (gradient ^ 2):sum() ^ 0.5
    lu.assertTrue(length > 1e-5, name)
    for _ = 1, 4 do
      local direction = random:normal(gradient:shape())
      local kinked = d.l1_weights and (name == "J" or name == "w_in" or name == "w_out")
      if kinked then direction = direction * p[name]:abs():gt(1e-5) end
      if masks and masks[name] then direction = direction * masks[name] end
      local expected, found = derivative(p, d, batch, name, direction), (gradient * direction):sum()
      most = math.max(most, math.abs(found - expected) / length)
    end
    lu.assertTrue(most < 1e-5, ("%s: off by %.2g of its length"):format(name, most))
    lu.assertTrue(most > 0, name)
  end
end

return reference
