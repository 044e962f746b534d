--- Tasks for networks to learn: `balnet.tasks`. Each constructor gives a task, whose `experiment` is the definition of an
-- experiment on it, with parameters of a network that learns it.
--
--     local flip_flop = balnet.tasks.flip_flop { bits = 3 }
--     local run = balnet.experiment(flip_flop:experiment { epochs = 2001 })
--     for _, measured in run:train() do
--       measured.performance = flip_flop:performance(measured.test)
--       run:record(measured)
--     end
--
-- Trials are tensors: input (steps x stimuli x batch), target (steps x readouts x batch) and mask (what an error costs). A
-- seed and an epoch give the same trials whatever was drawn before. Only the targets of `sine` come from a function
-- of the C library and may differ in the last place from machine to machine.

local arguments = require "balnet.parameters.arguments"
local battery = require "balnet.tasks.cued"
local decision = require "balnet.tasks.decision"
local memory = require "balnet.tasks.memory"
local signals = require "balnet.tasks.signals"
local task = require "balnet.tasks.task"

---@class balnet.tasks
local tasks = {}

-- Makes a task of the definition at the line of the call.
local function constructor(definition)
  return arguments.at_caller(definition.name, function(given) return task.new(definition, given) end, "options?")
end

---@class balnet.tasks.flip_flop.options
---@field bits? integer each with an input and a readout (3, from 1 to 64)
---@field probability? number of a pulse, in each bit and step (0.05, above 0 and of at most 1)
---@field settle? integer after a pulse in which errors of its bit cost nothing (5 steps, of at least 0)
---@field steps? integer of a trial (60, of at least 1)

--- Flip-flops of n bits (Sussillo and Barak 2013): each readout is to keep the sign of the last pulse of its input, 1 or -1.
-- In the first step each input has a pulse. Performance is the share of bits and steps that count in which the output has
-- the target's sign; chance is 0.5.
--
--     local flip_flop = balnet.tasks.flip_flop { bits = 2, steps = 30 }
--     flip_flop:trials(balnet.random(7), 5):shape()  --> 30, 2, 5
---@param options? balnet.tasks.flip_flop.options
---@return balnet.tasks.task
tasks.flip_flop = constructor(memory.flip_flop)

---@class balnet.tasks.pulse_memory.options
---@field onset? integer at which a pulse begins at the latest (15 steps, of at least 1)
---@field stimulus? integer length of the pulse (3 steps, of at least 1)
---@field settle? integer after the pulse in which errors cost nothing (5 steps, of at least 0)
---@field steps? integer of a trial (50, of at least 1)

--- The amplitude of one pulse, uniform from -1 to 1 and at a time drawn for each trial, is to be held until the trial ends,
-- as eyes hold the position into which a burst has moved them (Seung 1996). Performance is the share of the target's mean
-- square that is explained; chance is 0.
--
--     local _, target, _, of = balnet.tasks.pulse_memory():trials(balnet.random(7), 5)
--     target[{ -1, 1 }] == of.amplitude  --> true
---@param options? balnet.tasks.pulse_memory.options
---@return balnet.tasks.task
tasks.pulse_memory = constructor(memory.pulse_memory)

---@class balnet.tasks.delayed_copy.options
---@field delay? integer between input and target (5 steps, of at least 1)
---@field steps? integer of a trial (60, of at least 1)

--- White noise is to be given back some steps later (Jaeger 2002). Performance is the share of variance that is
-- explained; chance is 0.
--
--     local input, target = balnet.tasks.delayed_copy { delay = 3 }:trials(balnet.random(7), 2)
--     target[10] == input[7]  --> true
---@param options? balnet.tasks.delayed_copy.options
---@return balnet.tasks.task
tasks.delayed_copy = constructor(memory.delayed_copy)

---@class balnet.tasks.delayed_match.options
---@field items? integer that there are, each with an input (4, from 2 to 64)
---@field stimulus? integer length of each of the two stimuli (5 steps, of at least 1)
---@field delay? integer between the two (15 steps, of at least 0)
---@field steps? integer of a trial (40, of at least 1)

--- Delayed match to sample (Miller, Erickson and Desimone 1996): after the second of two stimuli the output is to be 1 where
-- it is the first one again, as in half of the trials, else -1. Performance is the share of right answers; chance is 0.5.
--
--     local _, target, _, of = balnet.tasks.delayed_match():trials(balnet.random(7), 5)
--     target[{ -1, 1 }]:gt(0) == of.sample:eq(of.test)  --> true
---@param options? balnet.tasks.delayed_match.options
---@return balnet.tasks.task
tasks.delayed_match = constructor(memory.delayed_match)

---@class balnet.tasks.delayed_discrimination.options
---@field stimulus? integer length of each of the two stimuli (5 steps, of at least 1)
---@field delay? integer between the two (15 steps, of at least 0)
---@field difference? number of the two frequencies, as a share of their range (0.25, above 0 and below 1)
---@field steps? integer of a trial (40, of at least 1)

--- Delayed discrimination (Romo, Brody, Hernandez and Lemus 1999): after two frequencies in turn the output is to be 1
-- where the first is the higher, else -1. Frequencies from 0 to 1 enter as -1 to 1. Performance is the share of right
-- answers; chance is 0.5, and with the default difference one who has forgotten the first frequency is right in 2/3.
--
--     local _, target, _, of = balnet.tasks.delayed_discrimination():trials(balnet.random(7), 5)
--     target[{ -1, 1 }]:gt(0) == of.first:gt(of.second)  --> true
---@param options? balnet.tasks.delayed_discrimination.options
---@return balnet.tasks.task
tasks.delayed_discrimination = constructor(memory.delayed_discrimination)

---@class balnet.tasks.perceptual_decision.options
---@field streams? integer of evidence; a cue, an input each, names the one that counts (1, from 1 to 20)
---@field strength? number of the strongest evidence, a step (0.4, above 0)
---@field levels? integer of strength, each half of the one before (4, from 1 to 20)
---@field evidence_noise? number std of the evidence, a step (1, of at least 0)
---@field response? integer at the end, without evidence, in which the decision is read (10 steps, of at least 1)
---@field steps? integer of a trial (60, of at least 1)

--- The sign of the mean of noisy evidence (Britten, Shadlen, Newsome and Movshon 1992) is to be told at the end. Of several
-- streams the one counts whose cue is 1. Performance is the share of right decisions; chance is 0.5, and ideal is an observer
-- who sums the evidence.
--
--     balnet.tasks.perceptual_decision { levels = 1, strength = 0.2 }.ideal  --> 0.92
---@param options? balnet.tasks.perceptual_decision.options
---@return balnet.tasks.task
tasks.perceptual_decision = constructor(decision.perceptual_decision)

---@class balnet.tasks.context_integration.options
---@field strength? number of the strongest evidence, a step (0.5, above 0)
---@field levels? integer of strength, each half of the one before (4, from 1 to 20)
---@field evidence_noise? number std of the evidence, a step (1, of at least 0)
---@field response? integer at the end, without evidence, in which the decision is read (10 steps, of at least 1)
---@field steps? integer of a trial (60, of at least 1)

--- Integration that depends on the context (Mante, Sussillo, Shenoy and Newsome 2013): of two streams of noisy evidence, each
-- with a strength of its own, the sign of the mean of the cued one is to be told. Inputs are the streams and the cues.
-- Performance is the share of right decisions; chance is 0.5, and ideal is an observer who sums the evidence.
--
--     balnet.tasks.context_integration():trials(balnet.random(7), 5):shape()  --> 60, 4, 5
---@param options? balnet.tasks.context_integration.options
---@return balnet.tasks.task
tasks.context_integration = constructor(decision.context_integration)

---@class balnet.tasks.interval.options
---@field shortest? integer interval (8 steps, of at least 2)
---@field longest? integer interval (20 steps, of at least 3)
---@field onset? integer of the first pulse at the latest (10 steps, of at least 1)
---@field steps? integer of a trial (60, of at least 1)

--- Interval reproduction (Jazayeri and Shadlen 2010): a pulse in each of two inputs bounds an interval, uniform over the
-- steps from the shortest to the longest; a ramp is to reach 1 when it has passed again. Performance is the share of the
-- variance of intervals that those explain at which the output first reaches 0.9; chance is 0, of one interval for all.
--
--     local _, target, _, of = balnet.tasks.interval():trials(balnet.random(7), 5)
--     target[{ true, 1 }]:lt(1):sum(1) == of.set + of.interval - 1  --> true
---@param options? balnet.tasks.interval.options
---@return balnet.tasks.task
tasks.interval = constructor(signals.interval)

---@class balnet.tasks.sine.options
---@field frequencies? integer that there are, evenly spaced (5, of at least 1)
---@field shortest? number period (12 steps, above 2)
---@field longest? number period (30 steps, above 2)
---@field steps? integer of a trial (60, of at least 1)

--- A sine is to be made whose frequency the level of a constant input names: its number over how many there are (Sussillo
-- and Barak 2013). Performance is the share of the target's mean square that is explained; chance is 0.
--
--     balnet.tasks.sine():trials(balnet.random(7), 5):shape()  --> 60, 1, 5
---@param options? balnet.tasks.sine.options
---@return balnet.tasks.task
tasks.sine = constructor(signals.sine)

---@class balnet.tasks.lorenz.options
---@field ahead? integer that are predicted (5 steps, of at least 0)
---@field time_step? number of Lorenz's time, a step (0.02, above 0 and of at most 0.05)
---@field settle? integer at the beginning in which errors cost nothing (10 steps, of at least 0)
---@field steps? integer of a trial (80, of at least 1)

--- x of Lorenz's system (Lorenz 1963, with his parameters) is to be told some steps before, from x alone. x is divided by 8.
-- Trials begin on the attractor. Performance is the share of the target's mean square that is explained; chance is 0.
--
--     local input, target = balnet.tasks.lorenz { ahead = 4 }:trials(balnet.random(7), 2)
--     target[10] == input[14]  --> true
---@param options? balnet.tasks.lorenz.options
---@return balnet.tasks.task
tasks.lorenz = constructor(signals.lorenz)

---@class balnet.tasks.cued.options
---@field rule? "all"|"go"|"rt_go"|"dly_go"|"anti"|"rt_anti"|"dly_anti"|"dm_1"|"dm_2"|"ctx_dm_1"|"ctx_dm_2"|"multsen_dm"|"dly_dm_1"|"dly_dm_2"|"ctx_dly_dm_1"|"ctx_dly_dm_2"|"multsen_dly_dm"|"dms"|"dnms"|"dmc"|"dnmc" of the trials; all: each trial has one of the twenty (all)
---@field units? integer of each ring (16, from 4 to 256)
---@field fixation? integer before a stimulus, at least; twice as many at most (4 steps, of at least 1)
---@field stimulus? integer length of a stimulus that ends (8 steps, of at least 1)
---@field delay? integer between two stimuli, or before a delayed answer (8 steps, of at least 0)
---@field grace? integer in which errors cost nothing when the answer is due (3 steps, of at least 0)
---@field coherence? number largest difference in strength of two stimuli (0.8, above 0 and of at most 1)
---@field levels? integer of the difference, each half of the one before (3, from 1 to 20)
---@field steps? integer of a trial (45, of at least 1)

--- The battery of twenty cued tasks (Yang, Joglekar, Song, Newsome and Wang 2019). Inputs are a fixation, two rings of units
-- that are tuned to directions, and one input a rule; readouts are a fixation and a ring, on which the answer is due when
-- the fixation ends (rt_: when the stimulus comes). go: towards a stimulus, anti: away from it; dm: to the stronger of two;
-- dms, dnms, dmc, dnmc: to the second where it does, or does not, match the first or its half of the circle. dly_: with a
-- delay, ctx_: by the ring that counts, multsen_: by both. Performance is the share of trials that end with the right
-- fixation and a direction within 36 degrees; chance is that of a network that knows when but not what to answer.
--
--     local input, target = balnet.tasks.cued { rule = "dly_go" }:trials(balnet.random(7), 5)
--     input:shape(2), target:shape(2)  --> 53, 17
---@param options? balnet.tasks.cued.options
---@return balnet.tasks.task
tasks.cued = constructor(battery.cued)

return tasks
