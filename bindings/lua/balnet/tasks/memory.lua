--- Tasks of memory: flip-flop, pulse memory, delayed copy, delayed match to sample, delayed discrimination.

local tensor = require "balnet.tensor"
local trials = require "balnet.tasks.trials"

local memory = {}

memory.flip_flop = {
  name = "flip_flop",
  source = "Sussillo and Barak 2013",
  fields = {
    { name = "bits", kind = "integer", default = 3, least = 1, most = 64, help = "each with an input and a readout" },
    { name = "probability", kind = "number", default = 0.05, above = 0, most = 1, help = "of a pulse, in each bit and step" },
    { name = "settle", kind = "integer", default = 5, least = 0, unit = "steps",
      help = "after a pulse in which errors of its bit cost nothing" },
  },
  steps = 60,
  channels = function(p) return p.bits, p.bits end,
  suggested = { epochs = 2001, measure_every = 100 },
  chance = trials.always(0.5), ideal = trials.always(1),
}

function memory.flip_flop.fault(p)
  if p.settle >= p.steps then return ("settle is %d; less than the %d steps of a trial were needed"):format(p.settle, p.steps) end
end

-- A pulse is kept as twice its step, plus 1 where it is positive, so that the largest so far is the last one.
function memory.flip_flop.make(random, batch, p)
  local time = trials.time(p.steps)
  local pulse = random:uniform(p.steps, p.bits, batch):lt(p.probability)
  local up = random:uniform(p.steps, p.bits, batch):lt(0.5)
  pulse[1] = 1
  local last = ((time * 2 + up) * pulse):cummax(1)
  local state = last:mod(2)
  local age = time - (last - state) / 2
  return pulse * (up * 2 - 1), state * 2 - 1, age:ge(p.settle), { pulse = pulse, age = age }
end

function memory.flip_flop.score(test)
  local counted = test.mask:gt(0)
  return ((test.output * test.target):gt(0) * counted):sum() / counted:sum()
end

memory.pulse_memory = {
  name = "pulse_memory",
  source = "Seung 1996",
  fields = {
    { name = "onset", kind = "integer", default = 15, least = 1, unit = "steps", help = "at which a pulse begins at the latest" },
    { name = "stimulus", kind = "integer", default = 3, least = 1, unit = "steps", help = "length of the pulse" },
    { name = "settle", kind = "integer", default = 5, least = 0, unit = "steps",
      help = "after the pulse in which errors cost nothing" },
  },
  steps = 50,
  channels = function() return 1, 1 end,
  suggested = { epochs = 2001, measure_every = 100, batch = 50 },
  chance = trials.always(0), ideal = trials.always(1), score = trials.explained,
}

function memory.pulse_memory.fault(p)
  local least = p.onset + p.stimulus + p.settle
  if p.steps < least then return ("steps is %d; onset + stimulus + settle = %d were needed"):format(p.steps, least) end
end

function memory.pulse_memory.make(random, batch, p)
  local time = trials.time(p.steps)
  local onset = random:integers(1, p.onset, 1, batch)
  local amplitude = random:uniform(1, batch) * 2 - 1
  local begun, ended = time:ge(onset), time:ge(onset + p.stimulus)
  local mask = 1 - begun + time:ge(onset + p.stimulus + p.settle)
  return (begun - ended) * amplitude, begun * amplitude, mask, { onset = onset[1], amplitude = amplitude[1] }
end

memory.delayed_copy = {
  name = "delayed_copy",
  source = "Jaeger 2002",
  fields = {
    { name = "delay", kind = "integer", default = 5, least = 1, unit = "steps", help = "between input and target" },
  },
  steps = 60,
  channels = function() return 1, 1 end,
  suggested = { epochs = 5001, measure_every = 100, batch = 10 },
  chance = trials.always(0), ideal = trials.always(1), score = trials.explained,
}

function memory.delayed_copy.fault(p)
  if 2 * p.delay >= p.steps then
    return ("delay is %d; less than half of the %d steps of a trial was needed"):format(p.delay, p.steps)
  end
end

function memory.delayed_copy.make(random, batch, p)
  local steps, delay = p.steps, p.delay
  local input, target = random:normal(steps, 1, batch), tensor.zeros(steps, 1, batch)
  target[{ { delay + 1, steps } }] = input[{ { 1, steps - delay } }]
  return input, target, trials.mask_from(steps, delay + 1), {}
end

-- --- two stimuli with a delay between ---------------------------------------------------------------

-- Two stimuli that a delay parts; the answer is due in what is left of the trial.
local function two_stimuli()
  return {
    { name = "stimulus", kind = "integer", default = 5, least = 1, unit = "steps", help = "length of each of the two stimuli" },
    { name = "delay", kind = "integer", default = 15, least = 0, unit = "steps", help = "between the two" },
  }
end

local function no_time_to_answer(p)
  local least = 2 * p.stimulus + p.delay + 1
  if p.steps < least then return ("steps is %d; 2 stimulus + delay + 1 = %d were needed"):format(p.steps, least) end
end

-- first, second: channels x batch; answer: batch, 1 or -1.
local function in_turn(first, second, answer, p)
  local channels, batch = first:shape()
  local input, target = tensor.zeros(p.steps, channels, batch), tensor.zeros(p.steps, 1, batch)
  local begins = p.stimulus + p.delay + 1
  input[{ { 1, p.stimulus } }] = first
  input[{ { begins, begins + p.stimulus - 1 } }] = second
  target[{ { begins + p.stimulus, p.steps } }] = answer
  return input, target, trials.mask_from(p.steps, begins + p.stimulus)
end

memory.delayed_match = {
  name = "delayed_match",
  source = "Miller, Erickson and Desimone 1996",
  fields = two_stimuli(),
  steps = 40,
  channels = function(p) return p.items, 1 end,
  suggested = { epochs = 2001, measure_every = 50, batch = 50 },
  fault = no_time_to_answer,
  chance = trials.always(0.5), ideal = trials.always(1), score = trials.decided,
}
table.insert(memory.delayed_match.fields, 1,
  { name = "items", kind = "integer", default = 4, least = 2, most = 64, help = "that there are, each with an input" })

function memory.delayed_match.make(random, batch, p)
  local sample, match = random:integers(1, p.items, batch), random:uniform(batch):lt(0.5)
  local other = (sample + random:integers(0, p.items - 2, batch)):mod(p.items) + 1
  local test = tensor.where(match, sample, other)
  local input, target, mask = in_turn(trials.one_hot(sample, p.items), trials.one_hot(test, p.items), match * 2 - 1, p)
  return input, target, mask, { sample = sample, test = test, match = match }
end

memory.delayed_discrimination = {
  name = "delayed_discrimination",
  source = "Romo, Brody, Hernandez and Lemus 1999",
  fields = two_stimuli(),
  steps = 40,
  channels = function() return 1, 1 end,
  suggested = { epochs = 2001, measure_every = 50, batch = 50 },
  fault = no_time_to_answer,
  chance = trials.always(0.5), ideal = trials.always(1), score = trials.decided,
}
table.insert(memory.delayed_discrimination.fields,
  { name = "difference", kind = "number", default = 0.25, above = 0, below = 1,
    help = "of the two frequencies, as a share of their range" })

-- Frequencies from 0 to 1 enter as -1 to 1.
function memory.delayed_discrimination.make(random, batch, p)
  local sign = random:uniform(batch):lt(0.5) * 2 - 1 -- 1: the first is higher
  local middle = random:uniform(batch) * (1 - p.difference) + p.difference / 2
  local first, second = middle + sign * (p.difference / 2), middle - sign * (p.difference / 2)
  local input, target, mask = in_turn(first:unsqueeze(1) * 2 - 1, second:unsqueeze(1) * 2 - 1, sign, p)
  return input, target, mask, { first = first, second = second }
end

return memory
