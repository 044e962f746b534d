--- A run of an experiment: the trainer, the history of its measurements, and the folder of its results.

local arguments = require "balnet.parameters.arguments"
local checkpoint = require "balnet.run.checkpoint"
local connections = require "balnet.run.connections"
local exit = require "balnet.program.exit"
local history = require "balnet.run.history"
local kinds = require "balnet.parameters.kinds"
local loop = require "balnet.run.loop"
local live_run = require "balnet.live.run"
local measurement = require "balnet.run.measurement"
local ranks = require "balnet.run.ranks"
local results = require "balnet.run.results"
local resuming = require "balnet.run.resuming"
local saved_state = require "balnet.run.saved_state"
local saving = require "balnet.run.saving"
local results_folder = require "balnet.run.results_folder"
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
---@field trained_with table<string, any> the parameters that the trainer was made of
---@field initial table weights before the first epoch: J, w_in, w_out, bias
---@field final table the weights in the results file: the present ones, or those of the last measurement
---@field history balnet.history
---@field measured? balnet.measurement the last one
---@field finished boolean whether the last epoch is done, or training was ended before
---@field stopped boolean whether training is to end, or has ended, before the last epoch
---@field best? { error: number, epoch: integer, state: balnet.trainer.state } the smallest validation error so far,
--- with `patience`
---@field diverged boolean whether the loss became NaN or infinite, and the state with it
---@field ending? string how training has ended, where not by itself
local run = {}
run.__index = run

--- The path of a file of this run.
--
--     local run = balnet.experiment { name = "named", neurons = 20, epochs = 3, out = "out/named" }
--     run:path ".h5"  --> "out/named/named.h5"
---@type fun(self: balnet.run, suffix: string): string # as ".h5" or "_weights.pdf"
run.path = results.file

-- A script may set what is read as the run goes, like `epochs`; what the trainer has been made of is no longer read.
local function refuse_changes(self)
  for name, value in pairs(self.trained_with) do
    local now = rawget(self.parameters, name)
    if now ~= value then
      error(("run.parameters.%s was set to %s after the run was made with %s; give %s to balnet.experiment"):format(
        name, tostring(now), tostring(value), name), 3)
    end
  end
end

--- Trains, for a generic for: `for epoch, measured in run:train() do`. Yields at every measurement: epoch 1,
-- 1 + measure_every, … and the last. SIGINT, SIGTERM, and a loss that is NaN or infinite, save the results so
-- far and end the program: with status 130, 143 and 1, or with 74 when the results can't be saved in the
-- folder of the run. An error of the script's task or learning rate saves them too, and is raised with the
-- path of the file. SIGUSR1 saves the results, and training goes on.
--
--     local run = balnet.experiment { name = "trained", neurons = 20, epochs = 11, measure_every = 5 }
--     local epochs = {}
--     for epoch, measured in run:train() do epochs[#epochs + 1] = epoch end
--     epochs  --> { 1, 6, 11 }
---@return fun(self: balnet.run): integer?, balnet.measurement?
---@return balnet.run
---@return nil
---@return table guard closed when the loop is left
function run:train()
  refuse_changes(self)
  if self.diverged then error("training diverged; there is no state to go on from", 2) end
  results_folder.take(self)
  if self.parameters.live and self:leads() then
    local served, fault = pcall(self.live, self)
    if not served then saving.give_up(self, 1, exit.sentence(fault)) end
  end
  return loop.begin(self)
end

local free_seconds = 5 -- of drawing in a run that are never skipped

-- Draws the eight panels as they are now, unless drawing has taken half of the time. The file is replaced
-- whole, so that a viewer never sees half of it. A figure that can't be written is no reason to stop.
local function show(self)
  local began = system.seconds()
  if self.drawn_seconds > free_seconds and began < self.watched_again_at then return end
  local drawn, fault = pcall(function()
    local drawing = require("balnet.figures").training(self)
    drawing.formats = { ".png" }
    drawing:save(self)
  end)
  if not drawn then saving.say(self, "no figure: " .. tostring(fault)) end
  local ended = system.seconds()
  self.drawn_seconds, self.watched_again_at = self.drawn_seconds + ended - began, ended + (ended - began)
end

--- Adds a measurement to the history, with every number that the script has put into it, as a double: an integer
-- that none holds is rounded, and that is said. With --watch it is drawn.
--
--     local run = balnet.experiment { name = "recorded", neurons = 20, epochs = 11, measure_every = 5 }
--     for _, measured in run:train() do
--       measured.smallest = measured.J:min()  -- a number of one's own
--       run:record(measured)
--     end
--     #run.history.numbers.smallest  --> 3
---@param measured balnet.measurement
function run:record(measured)
  saving.tell_rounded(self, measured)
  self.history:append(measured, self.measured_at)
  if self.page then self.page:change "course" end
  if self.parameters.watch then show(self) end
end

--- Writes every drawing, then the results file, which says that the run is finished only when all is there.
-- Results that can't be written into the folder of the run are written into a temporary one, and the program
-- ends with status 74.
--
--     local run = balnet.experiment { name = "saved", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     run:save()
--     balnet.system.exists(run:path ".h5")  --> true
---@param ... balnet.drawing as the functions of balnet.figures make them
function run:save(...)
  saving.hold_folder(self)
  local safe = self.written_at == self.trainer:epoch()
  if not safe and select("#", ...) > 0 then saving.need(self, false) end -- a figure that fails costs no results
  saving.draw(self, { ... })
  saving.need(self, self.finished)
end

--- How a figure of this run was made, as it is written into the figure's file.
--
--     local run = balnet.experiment { name = "recipe", neurons = 20, epochs = 3 }
--     run:recipe().seed  --> 1
---@return table<string, string|integer>
function run:recipe()
  return results.recipe(self)
end

--- Serves a page for browsers of this machine that shows the training as it goes (error, a test trial, eigenvalues, J by
-- cluster, parameters, the time left) and has buttons that save the results and that stop after the epoch; the program
-- prints its address on stderr. `--live` does the same. It ends with the loop of `train`.
--
-- Only 127.0.0.1 is served, to who knows the token in the address; other pages' requests are refused. Errors: where balnet
-- was built without libmicrohttpd, and for a port that is taken.
--
--     local run = balnet.experiment { name = "shown", neurons = 20, epochs = 3 }
--     run:live():match "^http://127%.0%.0%.1:"  --> "http://127.0.0.1:"
--     for _, measured in run:train() do run:record(measured) end
---@param port? integer 0, the default, for any that is free
---@return string address
function run:live(port)
  port = port or self.parameters.live_port
  if math.type(port) ~= "integer" or port < 0 or port > 65535 then
    error(("port is %s; an integer from 0 to 65535 was needed"):format(kinds.shown(port)), 2)
  end
  if not self.page then
    local page, fault = live_run.open(self, port)
    if not page then error(fault, 2) end
    self.page = page
    saving.say(self, "live at " .. page.address)
  end
  return self.page.address
end

--- Ends the training: the loop of `train` ends at the next measurement that it would give, and the run is
--- finished.
--
--     local run = balnet.experiment { name = "stopped", neurons = 20, epochs = 1001, measure_every = 10 }
--     for _, measured in run:train() do
--       run:record(measured)
--       if measured.epoch >= 21 then run:stop() end
--     end
--     run.finished, run.trainer:epoch()  --> true, 21
function run:stop()
  self.stopped = true
end

--- Whether this process is the one that writes: always, but for the ranks from 1 on of `mpirun`, which share the trials
-- of a batch. All ranks run the whole script; what a script writes by itself, and not by `run:save`, it writes once where
-- it asks for this.
--
--     local run = balnet.experiment { name = "led", neurons = 20, epochs = 3 }
--     run:leads()  --> true
---@return boolean
function run:leads()
  return not self.world or self.world:rank() == 0
end

--- Runs trials of one's own, any number of them and of any length, through the network as it is now.
---@param input balnet.tensor steps x stimuli x batch
---@param options? balnet.respond.options
---@return balnet.tensor output steps x readouts x batch, f32
---@return balnet.tensor? x steps x neurons x batch, f32; nothing with `states = false`
run.respond = arguments.at_caller("respond", function(self, input, options)
  return self.trainer:respond(input, options)
end)

--- The last figures of merit and where the results are, as a few lines of text, which `print(run)` shows too.
--
--     local run = balnet.experiment { name = "summed", neurons = 20, epochs = 3 }
--     for _, measured in run:train() do run:record(measured) end
--     run:summary():match "^[^;]*"  --> "summed: epoch 3"
--     tostring(run):match "^[^,]*"  --> "run 'summed' of 3 epochs"
---@return string
function run:summary()
  return summary.text(self)
end

local most_bytes = 256e6 -- of J in a history that "auto" keeps

-- Whether J of every measurement is kept.
local function keeps_weights(values)
  if values.keep_weights ~= "auto" then return values.keep_weights == "true" end
  local measurements = (values.epochs - 1) // values.measure_every + 2
  return measurements * values.neurons ^ 2 * 4 < most_bytes
end

local function new(name, set, values, words)
  return setmetatable({
    name = name, set = set, parameters = values, arguments = words, folder = values.out,
    history = history.new(keeps_weights(values)), finished = false, stopped = false, diverged = false, measured_at = 0,
    checkpoint_at = 1, checkpoint_ended = 0, checkpoint_seconds = 0, told = {}, drawn_seconds = 0, watched_again_at = 0,
    trained_with = {},
  }, run)
end

-- What a trainer is given that is no parameter: functions, and tensors by the names of its definition.
local function make_trainer(self, given)
  local definition = tracking.trainer_definition(self.parameters, given.task)
  definition.world = self.world
  for name, value in pairs(given) do definition[name] = value end
  if self.parameters.schedule ~= "function" then definition.learning_rate = self.parameters.learning_rate end
  local made, result = pcall(trainer, definition)
  if not made then error(result, 0) end -- a message about the definition, without a line of this file
  self.trainer = result
  for name in pairs(result:parameters()) do self.trained_with[name] = rawget(self.parameters, name) end
  self.initial = measurement.weights(self.trainer)
  self.final = self.initial
end

-- A fault of what a function of the script made, its masks for one, is told at the line of that function.
local function refuse_trainer(self, definition, given, fault)
  local maker = connections.maker_at_fault(definition, given, fault, function(rest) make_trainer(self, rest) end)
  if not maker then saving.give_up(self, 1, fault) end
  connections.raise_at(maker, fault)
end

--- A run that is ready to train. The folder of its results is made and found writable. Ends the program with
-- status 0 when it was finished before, with 1 and 2 when the folder or a file in it does not allow the run.
---@param definition balnet.experiment_definition
---@param set balnet.parameter_set
---@param values table<string, any>
---@param words table<integer, string> as Lua's `arg`
---@return balnet.run
function run.new(definition, set, values, words)
  local self = new(definition.name, set, values, words)
  results_folder.take(self)
  ranks.join(self)
  local given = connections.of(values, definition)
  given.task, given.learning_rate = definition.task, definition.learning_rate
  local made, fault = pcall(make_trainer, self, given)
  if not made then refuse_trainer(self, definition, given, fault) end
  if definition.weights then
    connections.put_weights(self.trainer, values, definition.weights, given)
    self.initial = measurement.weights(self.trainer)
    self.final = self.initial
  end
  resuming.from_folder(self)
  ranks.compare_state(self)
  saving.tell_left_out(self, results.left_out(self))
  return self
end

--- A run as a results file has left it, ready to be drawn, and to train when its state is there. An error
-- when the state does not fit.
---@param name string
---@param set balnet.parameter_set
---@param values table<string, any>
---@param tree table as results.read gives it
---@param given { task?: balnet.trial_maker, learning_rate?: function } of a run that has its own
---@return balnet.run
function run.loaded(name, set, values, tree, given)
  local self = new(name, set, values, { [0] = tree.attributes.script })
  self.made_by, self.finished, self.diverged = tree.attributes, tree.attributes.finished == 1, tree.state == nil
  for _, tensor in ipairs(saved_state.fixed) do given[tensor] = (tree.state or {})[tensor] end
  make_trainer(self, given)
  saved_state.restore(self, tree)
  self.written_at = self.trainer:epoch()
  checkpoint.plan(self)
  return self
end

return arguments.class("a run", run, { "before_early_end", "best", "final", "initial", "lock", "made_by", "measured", "meter",
  "ending", "page", "trainer", "watch", "world", "written_at" })
