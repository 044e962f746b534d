--- The loop of a run: training from measurement to measurement, with signals, progress and checkpoints
-- between.

local checkpoint = require "balnet.run.checkpoint"
local exit = require "balnet.program.exit"
local measurement = require "balnet.run.measurement"
local parameters = require "balnet.parameters.parameters"
local progress = require "balnet.run.progress"
local ranks = require "balnet.run.ranks"
local results = require "balnet.run.results"
local saved_state = require "balnet.run.saved_state"
local saving = require "balnet.run.saving"
local signals = require "balnet.native.signals"
local system = require "balnet.native.system"

local loop = {}

-- Saves the results before a loss that is NaN or infinite, and ends the program.
local function diverge(run, what, value)
  run.diverged = true
  saving.need(run, false)
  local p = run.parameters
  saving.give_up(run, 1, ("the %s became %s at epoch %d; lower learning_rate (it is %g), or dt (%g) where the dynamics run "
    .. "away; the results before are in %s"):format(what, parameters.text(value), run.trainer:epoch(),
    p.learning_rate, p.dt, results.path(run)))
end

-- Saves the state after a signal, and ends the program, or at the prompt the call.
local function interrupt(run, signal, exit_status)
  run.final = measurement.weights(run.trainer)
  local fault = saving.anywhere(run, false)
  run.meter:close()
  run.ending = ("Training was stopped by %s after epoch %d."):format(signal, run.trainer:epoch())
  local stopped = ("%s: stopped by %s after epoch %d; "):format(run.name, signal, run.trainer:epoch())
  if signal == "SIGINT" and signals.interactive() then
    exit.stop(exit_status, stopped .. (fault or "run:train() goes on from there"))
  end
  if run:leads() then io.stderr:write(stopped, fault or "--resume goes on from there", "\n") end
  -- Not by an error, which a pcall of the script could swallow. Everything is written, and closing the state
  -- is enough.
  os.exit(fault and exit.unwritten or exit_status, true)
end

local function is_finite(number)
  return number == number and math.abs(number) ~= math.huge
end

-- Follows the live page, which may stop the training.
local function obey(run)
  local save, stop = run.page:poll()
  if save then
    local written = checkpoint.write_on_request(run)
    run.page:say(("%s after epoch %d."):format(written and "It was saved" or "It could not be saved", run.trainer:epoch()))
  end
  if stop then
    run.stopped = true
    run.page:say(("It stops after epoch %d."):format(run.trainer:epoch()))
  end
end

-- Saves the state after an error of the script, such as one of its task or its learning rate, and raises it again. One that ends the
-- program has saved what it needs.
local function fail(run, fault)
  local epoch = run.trainer:epoch()
  local nothing_new = epoch == (run.written_at or 0)
  if type(fault) ~= "string" or nothing_new then error(fault, 0) end
  run.final = measurement.weights(run.trainer)
  local unsaved = saving.anywhere(run, false)
  local saved = ("the state after epoch %d is in %s"):format(epoch, results.path(run))
  error(("%s; %s"):format(fault, unsaved or saved), 0)
end

local poll_interval = 0.05 -- seconds between two looks at signals and progress

-- Saves the state after the last epoch that all ranks have done, and ends the program.
local function lose(run, fault)
  run.ending = ("Training was lost after epoch %d: %s."):format(run.trainer:epoch(), fault)
  run.final = measurement.weights(run.trainer)
  local trouble = saving.anywhere(run, false)
  saving.say(run, ("%s; after epoch %d %s"):format(fault, run.trainer:epoch(), trouble or "it was saved; --resume goes on from there"))
  run.meter:close()
  local _, exit_status = run.watch:caught()
  os.exit(trouble and exit.unwritten or exit_status or 1, true)
end

-- What a function of the trainer returns, or the end of the run when a rank is lost.
local function together(run, f, ...)
  local done = table.pack(ranks.call(run, f, ...))
  if not done[1] then lose(run, done[2]) end
  return table.unpack(done, 2, done.n)
end

-- What rank 0 has of an integer.
local function of_first(run, number)
  local agreed, fault = ranks.of_first(run, number)
  if not agreed then lose(run, fault) end
  return agreed
end

-- A signal that this process or another rank has caught.
local function caught(run)
  local signal, exit_status, fault = ranks.caught(run)
  if fault then lose(run, fault) end
  return signal, exit_status
end

-- Whether training is to stop, by what rank 0 says.
local function agree_to_stop(run)
  run.stopped = of_first(run, run.stopped and 1 or 0) == 1
  return run.stopped
end

-- Trains until an epoch, in pieces short enough for a signal to be handled at once.
local function train_until(run, target)
  local trained, piece = run.trainer, 1
  while trained:epoch() < target do
    local before = system.seconds()
    local stop = run.checkpoint_at > trained:epoch() and math.min(target, run.checkpoint_at) or target
    local count = of_first(run, math.min(piece, stop - trained:epoch()))
    local loss = together(run, trained.step, trained, count)
    if not is_finite(loss) then diverge(run, "loss", loss) end
    local signal, exit_status = caught(run)
    if signal then interrupt(run, signal, exit_status) end
    if run.watch:asked_to_save() then checkpoint.write_on_request(run) end
    run.meter:at(trained:epoch())
    if run.page then obey(run) end
    if agree_to_stop(run) then return end
    if trained:epoch() < target then checkpoint.write_if_due(run) end
    local seconds = (system.seconds() - before) / count
    piece = math.max(1, math.min(2 * piece, poll_interval // seconds))
  end
end

-- Keeps the state with the smallest validation error.
local function keep_best(run, measured)
  if run.parameters.patience == 0 then return end
  local error_value = together(run, run.trainer.validate, run.trainer)
  measured.validation_error = error_value
  if error_value ~= error_value then return end
  if run.best and not (error_value < run.best.error) then return end
  run.best = { error = error_value, epoch = measured.epoch, state = run.trainer:state() }
end

-- Whether the validation error has not become smaller for as many measurements as there is patience for.
local function has_lost_patience(run)
  local p = run.parameters
  if p.patience == 0 or not run.best then return false end
  local since = (run.measured_at - run.best.epoch + p.measure_every - 1) // p.measure_every
  return since >= p.patience
end

-- Ends training, with the best weights where those were kept.
local function finish(run)
  run.stopped = run.measured_at < run.parameters.epochs
  if run.best then
    run.trainer:restore(run.best.state)
    run.before_early_end = nil
  end
  checkpoint.write(run) -- before the script can fail between the last epoch and run:save
  run.finished = true
end

-- Trains up to the next measurement, and takes it.
local function advance(run)
  local last, every = run.parameters.epochs, run.parameters.measure_every
  local due = checkpoint.next_epoch(every, run.measured_at)
  train_until(run, math.min(due, last))
  run.before_early_end = run.trainer:epoch() < due and run.trainer:state() or nil
  local first = run.history.numbers.J_mean[1]
  local measured, error_value = together(run, measurement.take, run.trainer, run.parameters, first)
  if not measured then diverge(run, "test error", error_value) end
  keep_best(run, measured)
  return measured
end

-- The iterator of the loop.
local function next_measurement(run)
  if run.measured_at >= run.parameters.epochs or agree_to_stop(run) or has_lost_patience(run) then return finish(run) end
  checkpoint.write_if_due(run)
  local fine, measured = pcall(advance, run)
  if not fine then fail(run, measured) end
  run.measured, run.final, run.measured_at = measured, measured, measured.epoch
  run.meter:measured(measured.epoch, measured.test_error)
  return measured.epoch, measured
end

-- How training has ended, as the live page says it; and whether by an error.
local function ending(run, fault)
  if run.ending then return run.ending, false end
  local epoch = run.trainer:epoch()
  if fault ~= nil then return ("Training has failed after epoch %d: %s"):format(epoch, exit.sentence(fault):match "^[^\n]*"), true end
  if not run.finished then return ("The script has left training after epoch %d."):format(epoch), false end
  if run.stopped and not run.best then return ("Training was stopped after epoch %d, as asked."):format(epoch), false end
  return ("Training has ended after epoch %d."):format(epoch), false
end

local function close(run, fault)
  if run.page then
    run.page:close(ending(run, fault))
    run.page = nil
  end
  run.meter:close()
  run.watch:close()
end

--- Begins the loop of a run: what a generic for needs.
---@param run balnet.run whose folder is held
---@return fun(run: balnet.run): integer?, balnet.measurement?
---@return balnet.run
---@return nil
---@return table guard closed when the loop is left
function loop.begin(run)
  saved_state.forget_early_end(run)
  run.ending = nil
  run.watch = signals.watch()
  run.meter = progress.start(run.trainer:epoch(), run.parameters.epochs)
  local guard = setmetatable({}, { __close = function(_, fault) close(run, fault) end })
  return next_measurement, run, nil, guard
end

return loop
