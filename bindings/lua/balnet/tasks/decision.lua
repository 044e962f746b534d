--- Tasks of decision: the sign of the mean of a stream of noisy evidence, one of several, which a cue names.

local tensor = require "balnet.tensor"
local trials = require "balnet.tasks.trials"

local decision = {}

-- The strengths of evidence, each half of the one before, negative and positive.
local function strengths_of(p)
  local steps = 2.0 ^ -tensor.arange(0, p.levels - 1)
  return tensor.concatenate { -p.strength * steps, p.strength * steps:flip(1) }
end

-- The inputs are the streams and, of more than one, the cues. Each stream has a strength of its own.
local function make(random, batch, p)
  local streams, strengths = p.streams or 2, strengths_of(p)
  local cue = streams > 1 and (random:uniform(batch) * streams):floor() + 1 or tensor.ones(batch)
  local chosen = (random:uniform(streams * batch) * #strengths):floor() + 1
  local all, cued = strengths:take(1, chosen):reshape(streams, batch), trials.one_hot(cue, streams)
  local relevant, evidence = (all * cued):sum(1), p.steps - p.response
  local input = tensor.zeros(p.steps, streams > 1 and 2 * streams or 1, batch)
  input[{ { 1, evidence }, { 1, streams } }] = random:normal(evidence, streams, batch) * p.evidence_noise + all
  if streams > 1 then input[{ true, { streams + 1, 2 * streams } }] = cued end
  local target = tensor.zeros(p.steps, 1, batch)
  target[{ { evidence + 1, p.steps }, 1 }] = relevant:sign()
  return input, target, trials.mask_from(p.steps, evidence + 1), { strengths = all, cue = cue, relevant = relevant }
end

local function fault(p)
  if p.response >= p.steps then
    return ("response is %d; less than the %d steps of a trial were needed"):format(p.response, p.steps)
  end
end

-- An observer who sums the stream that counts is wrong where the noise of the sum exceeds its mean (Green and Swets 1966).
local function ideal(p)
  if p.evidence_noise == 0 then return 1 end
  local relative = 2.0 ^ -tensor.arange(0, p.levels - 1) * (p.strength / p.evidence_noise)
  return (((relative * ((p.steps - p.response) / 2) ^ 0.5):erf() + 1) / 2):mean()
end

local function fields(strength, evidence_noise)
  return {
    { name = "strength", kind = "number", default = strength, above = 0, help = "of the strongest evidence, a step" },
    { name = "levels", kind = "integer", default = 4, least = 1, most = 20, help = "of strength, each half of the one before" },
    { name = "evidence_noise", kind = "number", default = evidence_noise, least = 0, help = "std of the evidence, a step" },
    { name = "response", kind = "integer", default = 10, least = 1, unit = "steps",
      help = "at the end, without evidence, in which the decision is read" },
  }
end

local function channels(p)
  local streams = p.streams or 2
  return streams > 1 and 2 * streams or 1, 1
end

decision.perceptual_decision = {
  name = "perceptual_decision",
  source = "Britten, Shadlen, Newsome and Movshon 1992",
  fields = fields(0.4, 1.0),
  steps = 60,
  channels = channels,
  suggested = { dt = 0.2, w_in_std = 1.0, w_out_std = 0.2, batch = 100, learning_rate = 1e-3, gradient_clip = 0.0,
    epochs = 1001, measure_every = 25 },
  fault = fault, make = make, chance = trials.always(0.5), ideal = ideal, score = trials.decided,
}
table.insert(decision.perceptual_decision.fields, 1, { name = "streams", kind = "integer", default = 1, least = 1, most = 20,
  help = "of evidence; a cue, an input each, names the one that counts" })

decision.context_integration = {
  name = "context_integration",
  source = "Mante, Sussillo, Shenoy and Newsome 2013",
  fields = fields(0.5, 1.0),
  steps = 60,
  channels = channels,
  suggested = { batch = 100, epochs = 1001, measure_every = 25 },
  fault = fault, make = make, chance = trials.always(0.5), ideal = ideal, score = trials.decided,
}

return decision
