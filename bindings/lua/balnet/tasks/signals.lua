--- Tasks of timing and of signals: reproduction of an interval, sine generation, prediction of Lorenz's system.

local tensor = require "balnet.tensor"
local trials = require "balnet.tasks.trials"

local signals = {}

local threshold = 0.9 -- of the ramp, at which an interval counts as produced

signals.interval = {
  name = "interval",
  source = "Jazayeri and Shadlen 2010",
  fields = {
    { name = "shortest", kind = "integer", default = 8, least = 2, unit = "steps", help = "interval" },
    { name = "longest", kind = "integer", default = 20, least = 3, unit = "steps", help = "interval" },
    { name = "onset", kind = "integer", default = 10, least = 1, unit = "steps", help = "of the first pulse at the latest" },
  },
  steps = 60,
  channels = function() return 2, 1 end,
  suggested = { epochs = 3001, measure_every = 100, batch = 50 },
  chance = trials.always(0), ideal = trials.always(1),
}

function signals.interval.fault(p)
  if p.shortest >= p.longest then
    return ("shortest is %d; less than longest (%d) was needed"):format(p.shortest, p.longest)
  end
  local least = p.onset + 2 * p.longest
  if p.steps < least then return ("steps is %d; onset + 2 longest = %d were needed"):format(p.steps, least) end
end

-- A pulse in each input bounds the interval; a ramp from the second one is to reach 1 when it has passed again.
function signals.interval.make(random, batch, p)
  local time = trials.time(p.steps)
  local interval, ready = random:integers(p.shortest, p.longest, 1, batch), random:integers(1, p.onset, 1, batch)
  local set = ready + interval
  local input = tensor.concatenate({ time:eq(ready), time:eq(set) }, 2)
  local target = ((time - set) / interval):clamp(0, 1)
  return input, target, tensor.ones(p.steps), { interval = interval[1], ready = ready[1], set = set[1] }
end

--- The steps from the second pulse until a signal reaches the threshold; all of the trial where it does not.
local function produced(signal, target)
  local steps = signal:shape(1)
  local after = target[{ true, 1 }]:gt(0)
  local reached = signal[{ true, 1 }]:to("f64"):ge(threshold) * after
  local when = tensor.where(reached:any(1), reached:argmax(1), steps + 1)
  return when - after:argmax(1)
end

function signals.interval.score(test)
  local due = produced(test.target, test.target)
  local error_of = produced(test.output, test.target) - due
  return 1 - error_of:square():mean() / (due - due:mean()):square():mean()
end

signals.sine = {
  name = "sine",
  source = "Sussillo and Barak 2013",
  fields = {
    { name = "frequencies", kind = "integer", default = 5, least = 1, help = "that there are, evenly spaced" },
    { name = "shortest", kind = "number", default = 12.0, above = 2, unit = "steps", help = "period" },
    { name = "longest", kind = "number", default = 30.0, above = 2, unit = "steps", help = "period" },
  },
  steps = 60,
  channels = function() return 1, 1 end,
  suggested = { epochs = 2001, measure_every = 100 },
  chance = trials.always(0), ideal = trials.always(1), score = trials.explained,
}

function signals.sine.fault(p)
  if p.shortest > p.longest then
    return ("shortest is %g; at most longest (%g) was needed"):format(p.shortest, p.longest)
  end
end

-- The input is the number of the frequency over how many there are.
function signals.sine.make(random, batch, p)
  local number = random:integers(1, p.frequencies, 1, batch)
  local share = p.frequencies > 1 and (number - 1) / (p.frequencies - 1) or number * 0
  local frequency = share * (1 / p.shortest - 1 / p.longest) + 1 / p.longest
  local target = (trials.time(p.steps) * frequency * (2 * math.pi)):sin()
  local input = tensor.zeros(p.steps, 1, batch) + number / p.frequencies
  return input, target, tensor.ones(p.steps), { frequency = frequency[1] }
end

signals.lorenz = {
  name = "lorenz",
  source = "Lorenz 1963",
  fields = {
    { name = "ahead", kind = "integer", default = 5, least = 0, unit = "steps", help = "that are predicted" },
    { name = "time_step", kind = "number", default = 0.02, above = 0, most = 0.05, help = "of Lorenz's time, a step" },
    { name = "settle", kind = "integer", default = 10, least = 0, unit = "steps",
      help = "at the beginning in which errors cost nothing" },
  },
  steps = 80,
  channels = function() return 1, 1 end,
  suggested = { epochs = 2001, measure_every = 100 },
  chance = trials.always(0), ideal = trials.always(1), score = trials.explained,
}

function signals.lorenz.fault(p)
  if p.settle >= p.steps then return ("settle is %d; less than the %d steps of a trial were needed"):format(p.settle, p.steps) end
end

local linear = tensor.tensor { { -10, 10, 0 }, { 28, -1, 0 }, { 0, 0, -8 / 3 } }

-- Lorenz's equations with his sigma = 10, r = 28, b = 8/3. state: 3 x batch.
local function flow(state)
  local slope, products = linear:matmul(state), state[{ { 2, 3 } }] * state[1]
  slope[2]:sub_(products[2])
  slope[3]:add_(products[1])
  return slope
end

-- The classical method of fourth order (Kutta 1901).
local function advance(state, h)
  local first = flow(state)
  local second = flow(state + first * (h / 2))
  local third = flow(state + second * (h / 2))
  local fourth = flow(state + third * h)
  return state + (first + fourth + (second + third) * 2) * (h / 6)
end

local onto_attractor = 1.5 -- units of Lorenz's time; distances from the attractor shrink by exp(-14) in one

-- Trials begin on the attractor: random states near the middle of a wing, followed for that time. x is divided by 8, about its std.
function signals.lorenz.make(random, batch, p)
  local sign = random:uniform(batch):lt(0.5) * 2 - 1
  local state = random:normal(3, batch) * 2 + tensor.tensor { 0, 0, 27 }:unsqueeze(2)
  state[{ { 1, 2 } }] = state[{ { 1, 2 } }] + sign * 8.5
  for _ = 1, math.ceil(onto_attractor / p.time_step) do state = advance(state, p.time_step) end
  local x = tensor.zeros(p.steps + p.ahead, 1, batch)
  for step = 1, p.steps + p.ahead do
    x[step] = state[{ { 1, 1 } }] / 8
    state = advance(state, p.time_step)
  end
  return x[{ { 1, p.steps } }], x[{ { p.ahead + 1, p.steps + p.ahead } }], trials.mask_from(p.steps, p.settle + 1), {}
end

return signals
