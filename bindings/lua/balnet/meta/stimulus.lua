---@meta balnet.meta.stimulus
-- luacheck: ignore 212 241

--- Stimuli: Ornstein-Uhlenbeck processes.

---@class balnet
local balnet = {}

---@class balnet.stimulus.definition
---@field steps? integer of a trial (50)
---@field stimuli? integer independent ones (1)
---@field dt? number length of a step (0.2 τ)
---@field tau? number correlation time; 0: white (0.1 τ)
---@field mean? number of a stimulus (1)
---@field std? number its strength: the stationary variance is std²/(2 tau) (0.1)
---@field start? "mean"|"stationary" where a stimulus begins (mean)
---@field batch? integer trials (1)
---@field seed? integer everything random follows from it and the epoch (1)
---@field epoch? integer of a training whose stimuli these are (1)

--- Draws Ornstein-Uhlenbeck processes with the exact transition density (Gillespie 1996): u_t = a u_{t-1} + c
--- xi_t and s_t = mean + u_t, with a = exp(-dt/tau) and c = std sqrt((1 - exp(-2 dt/tau)) / (2 tau)). The
--- stationary variance is std^2 / (2 tau); tau = 0 is white noise of standard deviation std. The stimuli of a
--- training epoch are those of the trainer's seed_stimulus and the epoch's number. An error that names the
--- field when one is unknown or out of range.
---
---     local s = balnet.stimulus { steps = 1000, stimuli = 2, batch = 10 }
---     s:shape()  --> 1000, 2, 10
---@param definition? balnet.stimulus.definition
---@return balnet.tensor # steps x stimuli x batch, f32
function balnet.stimulus(definition) end
