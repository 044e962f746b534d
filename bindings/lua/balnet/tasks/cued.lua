--- The battery of twenty cued tasks (Yang, Joglekar, Song, Newsome and Wang 2019): directions on two rings of inputs, a
-- fixation, and a rule that says what is to be done. All trials of a batch are made at once, whatever their rules.

local tensor = require "balnet.tensor"
local trials = require "balnet.tasks.trials"

-- What each rule asks for. Families: go, the direction of a stimulus; dm, the stronger of two; dly, of two in turn; match,
-- whether the second is as the first. modality: the ring that counts in a decision; ctx: the other ring has stimuli too.
local rules = {
  { "go", family = "go" }, { "rt_go", family = "go", rt = true }, { "dly_go", family = "go", late = true },
  { "anti", family = "go", anti = true }, { "rt_anti", family = "go", rt = true, anti = true },
  { "dly_anti", family = "go", late = true, anti = true },
  { "dm_1", family = "dm", one = true }, { "dm_2", family = "dm", two = true },
  { "ctx_dm_1", family = "dm", one = true, ctx = true }, { "ctx_dm_2", family = "dm", two = true, ctx = true },
  { "multsen_dm", family = "dm", one = true, two = true },
  { "dly_dm_1", family = "dly", one = true }, { "dly_dm_2", family = "dly", two = true },
  { "ctx_dly_dm_1", family = "dly", one = true, ctx = true }, { "ctx_dly_dm_2", family = "dly", two = true, ctx = true },
  { "multsen_dly_dm", family = "dly", one = true, two = true },
  { "dms", family = "match" }, { "dnms", family = "match", anti = true },
  { "dmc", family = "match", category = true }, { "dnmc", family = "match", anti = true, category = true },
}

local words, numbers, properties = { "all" }, {}, {}
for i, rule in ipairs(rules) do
  words[i + 1], numbers[rule[1]] = rule[1], i
end
for _, name in ipairs { "rt", "late", "anti", "one", "two", "ctx", "category", "go", "dm", "dly", "match" } do
  local has = {}
  for i, rule in ipairs(rules) do has[i] = (rule[name] or rule.family == name) and 1 or 0 end
  properties[name] = tensor.tensor(has)
end

local rest, peak = 0.05, 0.8 -- of the targets, as published

-- Directions of the units of a ring, and their activities for one stimulus a trial: units x batch.
local function directions(units) return tensor.arange(0, units - 1) * (2 * math.pi / units) end

local function bump(direction, units)
  local away = ((directions(units):unsqueeze(2) - direction + math.pi):mod(2 * math.pi) - math.pi) * (8 / math.pi)
  return (away:square() * -0.5):exp() * peak
end

-- 1 from a step on, before another; all are steps of each trial.
local function window(time, from, before) return time:ge(from) * time:lt(before) end

-- Directions of both stimuli, and whether those of match tasks match.
local function draw_directions(random, batch, is)
  local first, match = random:uniform(batch) * 2 * math.pi, random:uniform(batch):lt(0.5)
  local apart = (random:uniform(batch) + 0.5) * math.pi -- from a quarter to three quarters of a turn
  local second = (first + apart * (1 - is.match * match)):mod(2 * math.pi)
  local half = random:uniform(batch):lt(0.5)
  local other = tensor.where(match, half, 1 - half)
  local inside = random:uniform(2, batch) * 0.8 + 0.1 -- away from where categories meet
  first = tensor.where(is.category, (half + inside[1]) * math.pi, first)
  return first, tensor.where(is.category, (other + inside[2]) * math.pi, second), match
end

-- Strengths of both stimuli on both rings, each a batch, and by how much the first is the stronger one.
local function draw_strengths(random, batch, is, p)
  local function coherence()
    local sign = random:uniform(batch):lt(0.5) * 2 - 1
    return sign * p.coherence * 2.0 ^ -random:integers(0, p.levels - 1, batch)
  end
  local one, two = coherence(), coherence()
  local both, shift = is.one * is.two, random:uniform(batch) - 0.5
  local decided = tensor.where(is.one, one, two)
  one, two = tensor.where(both, decided * (1 + shift), one), tensor.where(both, decided * (1 - shift), two)
  local ring, decides = random:uniform(batch):lt(0.5), is.dm + is.dly
  local on_one = tensor.where(decides, is.one:maximum(is.ctx), ring)
  local on_two = tensor.where(decides, is.two:maximum(is.ctx), 1 - ring)
  local second = 1 - is.go
  return {
    { on_one * (one / 2 * decides + 1), on_two * (two / 2 * decides + 1) },
    { on_one * second * (1 - one / 2 * decides), on_two * second * (1 - two / 2 * decides) },
  }, decided
end

-- When each stimulus begins and ends, and when the answer is due.
local function draw_times(random, batch, is, p)
  local first = random:integers(p.fixation + 1, 2 * p.fixation + 1, batch)
  local ended, after = first + p.stimulus, p.steps + 1
  local second = tensor.where(is.dm, first, ended + p.delay)
  local stays = is.go * (1 - is.late)
  local due = tensor.where(is.dm:maximum(stays), ended, second + is.dly * p.stimulus)
  return {
    first = first, ended = tensor.where(stays, after, ended), second = second,
    second_ended = tensor.where(is.match, after, second + p.stimulus), due = tensor.where(is.rt, first, due),
  }
end

local cued = {
  name = "cued",
  source = "Yang, Joglekar, Song, Newsome and Wang 2019",
  fields = {
    { name = "rule", kind = "choice", default = "all", choices = words, help = "of the trials; all: each trial has one of the twenty" },
    { name = "units", kind = "integer", default = 16, least = 4, most = 256, help = "of each ring" },
    { name = "fixation", kind = "integer", default = 4, least = 1, unit = "steps",
      help = "before a stimulus, at least; twice as many at most" },
    { name = "stimulus", kind = "integer", default = 8, least = 1, unit = "steps", help = "length of a stimulus that ends" },
    { name = "delay", kind = "integer", default = 8, least = 0, unit = "steps", help = "between two stimuli, or before a delayed answer" },
    { name = "grace", kind = "integer", default = 3, least = 0, unit = "steps",
      help = "in which errors cost nothing when the answer is due" },
    { name = "coherence", kind = "number", default = 0.8, above = 0, most = 1, help = "largest difference in strength of two stimuli" },
    { name = "levels", kind = "integer", default = 3, least = 1, most = 20, help = "of the difference, each half of the one before" },
  },
  steps = 45,
  channels = function(p) return 1 + 2 * p.units + #rules, 1 + p.units end,
  suggested = { batch = 50, epochs = 1001, measure_every = 50 },
  ideal = trials.always(1),
}

function cued.fault(p)
  local least = 2 * (p.fixation + p.stimulus) + p.delay + p.grace + 1
  if p.steps < least then
    return ("steps is %d; 2 fixation + 2 stimulus + delay + grace + 1 = %d were needed"):format(p.steps, least)
  end
end

-- Knowing when an answer is due, and nothing of the stimuli: a direction at random is right in a fifth, and to answer in no
-- match task in half of the trials.
function cued.chance(p)
  local matches = properties.match
  local share = p.rule == "all" and matches:mean() or matches[numbers[p.rule]]
  return 0.2 + 0.3 * share
end

function cued.make(random, batch, p)
  local rule = p.rule == "all" and random:integers(1, #rules, batch) or tensor.zeros(batch) + numbers[p.rule]
  local is = {}
  for name, has in pairs(properties) do is[name] = has:take(1, rule) end
  local first, second, match = draw_directions(random, batch, is)
  local strength, decided = draw_strengths(random, batch, is, p)
  local at, time = draw_times(random, batch, is, p), trials.time(p.steps)
  local answers = tensor.where(is.match, match:ne(is.anti), tensor.ones(batch))
  local chosen = tensor.where(is.dm + is.dly, tensor.where(decided:gt(0), first, second), first + is.go * is.anti * math.pi)
  local answer = tensor.where(is.match, second, chosen):mod(2 * math.pi)
  local one = window(time, at.first, at.ended) * bump(first, p.units)
  local two = window(time, at.second, at.second_ended) * bump(second, p.units)
  local before = time:lt(at.due)
  local input = tensor.concatenate({ before:maximum(is.rt), one * strength[1][1] + two * strength[2][1],
    one * strength[1][2] + two * strength[2][2], time * 0 + trials.one_hot(rule, #rules) }, 2)
  local given = (1 - before) * answers
  local target = tensor.concatenate({ (1 - given) * peak + rest, given * bump(answer, p.units) + rest }, 2)
  local mask = target * 0 + (before + time:ge(at.due + p.grace) * 5)
  return input, target, mask, { rule = rule, first = first, second = second, answer = answer, answers = answers, due = at.due }
end

-- At the end of a trial the fixation is above or below a half as it should be, and the direction that the ring's units
-- point to on average is less than 36 degrees from the right one.
function cued.score(test)
  local units = test.target:shape(2) - 1
  local angle = directions(units):unsqueeze(2)
  local function read(signal)
    local last = signal[-1]:to "f64"
    local ring = last[{ { 2, units + 1 } }]
    return last[1]:gt(0.5), (ring * angle:cos()):sum(1), (ring * angle:sin()):sum(1)
  end
  local holds, x, y = read(test.output)
  local should_hold, along, across = read(test.target)
  local near = (x * along + y * across):gt(x:hypot(y) * along:hypot(across) * math.cos(math.pi / 5))
  return tensor.where(should_hold, holds, (1 - holds) * near):mean()
end

return { cued = cued }
