--- Checkpoints of a run: when the results so far are written during training. Without a number of epochs in
-- `checkpoint_every` a checkpoint is due at every measurement, and is postponed while checkpoints have taken
-- more than 5 % of the time.

local measurement = require "balnet.run.measurement"
local saving = require "balnet.run.saving"
local system = require "balnet.native.system"

local checkpoint = {}

local time_share = 0.05

--- The first of the epochs 1, 1 + every, 1 + 2 every, … after a given one.
---@param every integer
---@param epoch integer
---@return integer
function checkpoint.next_epoch(every, epoch)
  return epoch == 0 and 1 or epoch - (epoch - 1) % every + every
end

--- Decides at which epoch the next checkpoint is due.
---@param run balnet.run
function checkpoint.plan(run)
  local every = run.parameters.checkpoint_every
  run.checkpoint_at = checkpoint.next_epoch(every > 0 and every or run.parameters.measure_every, run.trainer:epoch())
end

--- Writes a checkpoint. One that can't be written is told, and training goes on: a full disk may have room
-- later.
---@param run balnet.run
---@return boolean written
function checkpoint.write(run)
  checkpoint.plan(run)
  local began = system.seconds()
  run.final = measurement.weights(run.trainer)
  local fault = saving.into_folder(run)
  if fault then saving.say(run, "no checkpoint: " .. fault) end
  run.checkpoint_ended = system.seconds()
  run.checkpoint_seconds = run.checkpoint_ended - began
  return not fault
end

local function is_due(run)
  if run.trainer:epoch() < run.checkpoint_at then return false end
  if run.parameters.checkpoint_every > 0 then return true end
  return system.seconds() - run.checkpoint_ended >= run.checkpoint_seconds / time_share
end

--- Writes a checkpoint when one is due.
---@param run balnet.run
function checkpoint.write_if_due(run)
  if is_due(run) then checkpoint.write(run) end
end

--- Writes a checkpoint because SIGUSR1 or the live page has asked for one, and says so.
---@param run balnet.run
---@return boolean written
function checkpoint.write_on_request(run)
  local written = checkpoint.write(run)
  if written then saving.say(run, "saved after epoch " .. run.trainer:epoch()) end
  return written
end

return checkpoint
