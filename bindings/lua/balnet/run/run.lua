--- A run of an experiment: the trainer, the history of its measurements, and the folder of its results.

local checkpoint = require "balnet.run.checkpoint"
local connections = require "balnet.run.connections"
local ending = require "balnet.call.ending"
local history = require "balnet.run.history"
local measurement = require "balnet.run.measurement"
local parameters = require "balnet.call.parameters"
local progress = require "balnet.run.progress"
local results = require "balnet.run.results"
local script = require "balnet.call.script"
local signals = require "balnet.native.signals"
local summary = require "balnet.run.summary"
local system = require "balnet.native.system"
local tracking = require "balnet.run.tracking"
local trainer = require "balnet.trainer"

---@class balnet.run
---@field name string
---@field parameters table<string, any> every parameter's value
---@field set balnet.parameter_set their declarations
---@field arguments table<integer, string> as Lua's `arg`
---@field made_by? table<string, any> the attributes of the results file that it was loaded from
---@field folder string of the results
---@field trainer balnet.trainer
---@field initial table weights before the first epoch: J, w_in, w_out, bias
---@field final table the weights that a results file holds: those of now, or of the last measurement
---@field history balnet.history
---@field measured? balnet.measurement the last one
---@field finished boolean whether the last epoch is done
---@field astray boolean whether the loss became no number, and the state with it
---@field measured_at integer the epoch of the last measurement
---@field written_at integer of the results on the disk
---@field checkpoint_at integer the epoch from which on the next checkpoint is due
---@field checkpoint_ended number by the clock of balnet.system
---@field checkpoint_seconds number how long the last one took
---@field drawn_seconds number that --watch has taken
---@field watched_again_at number by the clock of balnet.system, when it may draw again
---@field told table<string, boolean> what has been said that the results leave out
local run = {}
run.__index = run

local function give_up(self, exit_status, fault)
  ending.stop(exit_status, ("%s: %s"):format(self.name, fault))
end

--- The path of a file of this run.
---@type fun(self: balnet.run, ending: string): string # as ".h5" or "_weights.pdf"
run.path = results.file

local function say(self, sentence)
  local line = ("%s: %s"):format(self.name, sentence)
  if self.meter then self.meter:say(line) else io.stderr:write(line, "\n") end
end

-- A run that was loaded takes its folder when it first needs to write; so does one whose folder was removed. Gives what
-- is in the way.
local function hold_folder(self)
  local fault, remade = script.hold_folder(self)
  if fault or remade then self.written_at = nil end
  if remade then say(self, ("the folder '%s' was removed; it is made again"):format(self.folder)) end
  return fault
end

-- Each part that the results leave out is told once.
local function tell_left_out(self, left_out)
  for _, part in ipairs(left_out) do
    if not self.told[part] then say(self, "the results leave out " .. part) end
    self.told[part] = true
  end
end

local function write_into_folder(self)
  local fault = hold_folder(self)
  if fault then return fault end
  local written, left_out
  written, fault, left_out = results.write(self)
  if not written then return fault end
  tell_left_out(self, left_out)
  self.written_at = self.trainer:epoch()
end

-- Gives what is in the way, and where the results are instead.
local function write_results(self, finished)
  local is_finished = self.finished
  self.finished = finished
  local fault = write_into_folder(self)
  if fault then fault = results.write_elsewhere(self, fault, results.write) or fault end
  self.finished = is_finished
  return fault
end

local function need_results(self, finished)
  local fault = write_results(self, finished)
  if fault then give_up(self, 1, fault) end
end

local function diverge(self, what, value)
  self.astray = true
  need_results(self, false)
  local p = self.parameters
  give_up(self, 1, ("the %s became %s at epoch %d; lower learning_rate (it is %g), or dt (%g) where the dynamics run "
    .. "away; the results before are in %s"):format(what, parameters.text(value), self.trainer:epoch(),
    p.learning_rate, p.dt, results.path(self)))
end

local function interrupt(self, signal, exit_status)
  self.final = measurement.weights(self.trainer)
  local fault = write_results(self, false)
  self.meter:close()
  local stopped = ("%s: stopped by %s after epoch %d; "):format(self.name, signal, self.trainer:epoch())
  if signal == "SIGINT" and signals.interactive() then
    ending.stop(exit_status, stopped .. (fault or "run:train() goes on from there"))
  end
  io.stderr:write(stopped, fault or "--resume goes on from there", "\n")
  -- Not by an error, which a pcall of the script could swallow. Everything is written, and closing the state is enough.
  os.exit(fault and 1 or exit_status, true)
end

-- The first of the epochs 1, 1 + every, 1 + 2 every, … that is still to come.
local function next_of(every, epoch)
  return epoch == 0 and 1 or epoch - (epoch - 1) % every + every
end

-- Without a number of epochs, a checkpoint is made at every measurement, or as soon after it as the last checkpoint has
-- taken no more than this share of the time since.
local checkpoint_share = 0.05

local function checkpoint_is_due(self, epoch)
  if epoch < self.checkpoint_at then return false end
  if self.parameters.checkpoint_every > 0 then return true end
  return system.seconds() - self.checkpoint_ended >= self.checkpoint_seconds / checkpoint_share
end

local function plan_checkpoint(self, epoch)
  local every = self.parameters.checkpoint_every
  self.checkpoint_at = next_of(every > 0 and every or self.parameters.measure_every, epoch)
end

-- Writes the results so far. A disk that is full now may have room when training is over.
local function write_checkpoint(self)
  plan_checkpoint(self, self.trainer:epoch())
  local began = system.seconds()
  self.final = measurement.weights(self.trainer)
  local fault = write_into_folder(self)
  if fault then say(self, "no checkpoint: " .. fault) end
  self.checkpoint_ended = system.seconds()
  self.checkpoint_seconds = self.checkpoint_ended - began
  return not fault
end

local function keep_checkpoint(self)
  if checkpoint_is_due(self, self.trainer:epoch()) then write_checkpoint(self) end
end

-- What SIGUSR1 asks for.
local function save_and_go_on(self)
  if not write_checkpoint(self) then return end
  say(self, "saved after epoch " .. self.trainer:epoch())
end

local function finite(number)
  return number == number and math.abs(number) ~= math.huge
end

local look_around_every = 0.05 -- seconds between two looks at signals and progress

-- Trains until an epoch, in pieces short enough for a signal to be heeded at once.
local function advance(self, target)
  local trained, piece = self.trainer, 1
  while trained:epoch() < target do
    local before = system.seconds()
    local stop = self.checkpoint_at > trained:epoch() and math.min(target, self.checkpoint_at) or target
    local count = math.min(piece, stop - trained:epoch())
    local loss = trained:step(count)
    if not finite(loss) then diverge(self, "loss", loss) end
    local signal, exit_status = self.watch:caught()
    if signal then interrupt(self, signal, exit_status) end
    if self.watch:asked_to_save() then save_and_go_on(self) end
    self.meter:at(trained:epoch())
    if trained:epoch() < target then keep_checkpoint(self) end
    local seconds = (system.seconds() - before) / count
    piece = math.max(1, math.min(2 * piece, look_around_every // seconds))
  end
end

local function next_measurement(self)
  keep_checkpoint(self)
  if self.measured_at >= self.parameters.epochs then
    write_checkpoint(self) -- before anything that may come between here and run:save
    self.finished = true
    return nil
  end
  advance(self, math.min(next_of(self.parameters.measure_every, self.measured_at), self.parameters.epochs))
  local measured, error_value = measurement.take(self.trainer, self.parameters, self.history.numbers.J_mean[1])
  if not measured then diverge(self, "test error", error_value) end
  self.measured, self.final, self.measured_at = measured, measured, measured.epoch
  self.meter:measured(measured.epoch, measured.test_error)
  return measured.epoch, measured
end

local function close(self)
  self.meter:close()
  self.watch:close()
end

--- Trains, for a generic for: `for epoch, measured in run:train() do`. Yields at every measurement: epoch 1,
-- 1 + measure_every, … and the last. A loss that is no number, SIGINT and SIGTERM save what there is and end the
-- program with status 1, 130 and 143, with 1 where it can't be saved where it belongs; SIGUSR1 saves it and goes on.
---@return fun(self: balnet.run): integer?, balnet.measurement?
---@return balnet.run
---@return nil
---@return table guard closed when the loop is left
function run:train()
  if self.astray then error("training went astray; there is no state to go on from", 2) end
  script.take_folder(self)
  self.watch = signals.watch()
  self.meter = progress.start(self.trainer:epoch(), self.parameters.epochs)
  local guard = setmetatable({}, { __close = function() close(self) end })
  return next_measurement, self, nil, guard
end

local free_seconds = 5 -- of drawing in a run, however much of its time they are

-- Draws the eight panels as they are now, unless drawing has taken half of the time since. The file is replaced whole, so that a viewer never sees half of it; one that
-- can't be written is no reason to stop.
local function show(self)
  local began = system.seconds()
  if self.drawn_seconds > free_seconds and began < self.watched_again_at then return end
  local drawn, fault = pcall(function()
    local drawing = require("balnet.figures").training(self)
    drawing.formats = { ".png" }
    drawing:save(self)
  end)
  if not drawn then say(self, "no figure: " .. tostring(fault)) end
  local ended = system.seconds()
  self.drawn_seconds, self.watched_again_at = self.drawn_seconds + ended - began, ended + (ended - began)
end

--- Adds a measurement to the history, with every number that the script has put into it. With --watch it is drawn.
---@param measured balnet.measurement
function run:record(measured)
  self.history:append(measured, self.measured_at)
  if self.parameters.watch then show(self) end
end

--- Writes every drawing, then the results file, which says that the run is finished: only when all is there. Where the
-- results can't be written they are written into a temporary folder, and the program ends with status 1.
---@param ... balnet.drawing as the functions of balnet.figures make them
function run:save(...)
  hold_folder(self)
  local safe = self.written_at == self.trainer:epoch()
  if not safe and select("#", ...) > 0 then need_results(self, false) end -- a figure that fails costs no results
  for _, drawing in ipairs { ... } do drawing:save(self) end
  need_results(self, self.finished)
end

--- How a figure of this run was made, as it is written into the figure's file.
---@return table<string, string|integer>
function run:recipe()
  return results.recipe(self)
end

--- The last figures of merit and where the results are, as a few lines of text.
---@return string
function run:summary()
  return summary.text(self)
end

-- Whether J of every measurement is kept.
local function keeps_weights(values)
  if values.keep_weights ~= "auto" then return values.keep_weights == "true" end
  local measurements = (values.epochs - 1) // values.measure_every + 2
  return measurements * values.neurons ^ 2 * 4 < 256e6
end

local function refuse(self, fault)
  give_up(self, 2, ("%s holds %s; --out names another folder, --force runs anew"):format(results.path(self), fault))
end

-- Goes on from a finished or unfinished file of the same experiment, which may now have more epochs.
local function resume(self, tree)
  local difference = checkpoint.difference(self, tree, "epochs")
  if difference then refuse(self, "another run: " .. difference) end
  if not tree.state then refuse(self, "no state to go on from: training went astray") end
  if tree.state.attributes.epoch > self.parameters.epochs then
    refuse(self, ("a run that is already at epoch %d"):format(tree.state.attributes.epoch))
  end
  local restored, fault = pcall(checkpoint.restore, self, tree)
  if not restored then refuse(self, "a state that can't be used: " .. fault) end
  plan_checkpoint(self, self.trainer:epoch())
end

-- Whether a file has the last epoch of its run, be its figures drawn or not.
local function is_trained(tree)
  return tree.state and tree.state.attributes.epoch == tree.parameters.attributes.epochs
end

-- What an earlier call has left in the folder decides whether to begin, to go on, or to do nothing.
local function meet_earlier(self)
  local path = results.path(self)
  if self.parameters.force or not system.exists(path) then return end
  local tree, fault = results.read(path)
  if not tree then give_up(self, 1, fault .. "; --force overwrites it") end
  local finished = tree.attributes.finished == 1
  local difference = checkpoint.difference(self, tree)
  if finished and not difference then
    ending.stop(0, ("%s: finished before, results in %s; --force runs it again"):format(self.name, path))
  end
  local trained = is_trained(tree)
  if trained and not difference then
    io.stderr:write(("%s: trained before, to the last epoch; what is missing is written\n"):format(self.name))
    return resume(self, tree)
  end
  if self.parameters.resume then return resume(self, tree) end
  if finished or trained then refuse(self, "the results of another run: " .. difference) end
  if tree.state then
    io.stderr:write(("%s: begins anew; --resume would have gone on from epoch %d in %s\n")
      :format(self.name, tree.state.attributes.epoch, path))
  end
end

local function new(name, set, values, arguments)
  return setmetatable({
    name = name, set = set, parameters = values, arguments = arguments, folder = values.out,
    history = history.new(keeps_weights(values)), finished = false, astray = false, measured_at = 0,
    checkpoint_at = 1, checkpoint_ended = 0, checkpoint_seconds = 0, told = {}, drawn_seconds = 0, watched_again_at = 0,
  }, run)
end

local function make_trainer(self, task, connected, signs)
  local definition = tracking.trainer_definition(self.parameters, task)
  definition.connections, definition.signs = connected, signs
  local made, result = pcall(trainer, definition)
  if not made then error(result, 0) end -- a sentence about the definition, not about a line here
  self.trainer = result
  self.initial = measurement.weights(self.trainer)
  self.final = self.initial
end

-- What the script's connections have to do with it is told at their line.
local function wrong_trainer(self, script_connections, fault)
  if not script_connections then give_up(self, 1, fault) end
  local where = debug.getinfo(script_connections, "S")
  error(("%s:%d: %s"):format(where.short_src, where.linedefined, fault), 0)
end

--- A run that is ready to train. The folder of its results is made and found writable. Ends the program with status 0
-- when it was finished before, with 1 and 2 when the folder or what is in it does not allow the run.
---@param definition balnet.experiment_definition
---@param set balnet.parameter_set
---@param values table<string, any>
---@param arguments table<integer, string>
---@return balnet.run
function run.new(definition, set, values, arguments)
  local self = new(definition.name, set, values, arguments)
  script.take_folder(self)
  local made, fault = pcall(make_trainer, self, definition.task, connections.of(values, definition.connections))
  if not made then wrong_trainer(self, definition.connections, fault) end
  meet_earlier(self)
  tell_left_out(self, results.left_out(self))
  return self
end

--- A run as a results file has left it, ready to be drawn, and to train when its state is there. An error when the
-- state does not fit.
---@param name string
---@param set balnet.parameter_set
---@param values table<string, any>
---@param tree table as results.read gives it
---@param task? balnet.task of a run that has its own
---@return balnet.run
function run.loaded(name, set, values, tree, task)
  local self = new(name, set, values, { [0] = tree.attributes.script })
  self.made_by, self.finished, self.astray = tree.attributes, tree.attributes.finished == 1, tree.state == nil
  local state = tree.state or {}
  make_trainer(self, task, state.connections, state.signs)
  checkpoint.restore(self, tree)
  self.written_at = self.trainer:epoch()
  plan_checkpoint(self, self.trainer:epoch())
  return self
end

return run
