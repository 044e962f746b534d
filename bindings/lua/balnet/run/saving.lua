--- Writing the results of a run into its folder, or into a temporary one where that is not possible.

local exit = require "balnet.program.exit"
local kinds = require "balnet.parameters.kinds"
local results = require "balnet.run.results"
local results_folder = require "balnet.run.results_folder"
local world = require "balnet.program.world"

-- What only the parts of a run look at.
---@class balnet.run
---@field before_early_end? balnet.trainer.state before a last measurement where none was due, from which more epochs go on
---@field measured_at integer the epoch of the last measurement
---@field written_at? integer the epoch of the results on the disk
---@field checkpoint_at integer the epoch from which on the next checkpoint is due
---@field checkpoint_ended number the time of the last checkpoint, by the clock of balnet.system
---@field checkpoint_seconds number the duration of the last checkpoint
---@field drawn_seconds number the time that --watch has taken
---@field page? balnet.live.run the live page, while there is one
---@field watched_again_at number when --watch may draw again, by the clock of balnet.system
---@field world? balnet.native.mpi.world the processes that share the run
---@field told table<string, boolean> what was said to be missing from the results, or rounded in them

local saving = {}

--- Says a sentence about a run on stderr, on a line of its own.
---@param run balnet.run
---@param sentence string
function saving.say(run, sentence)
  if world.is_following() then return end
  local line = ("%s: %s"):format(run.name, sentence)
  if run.meter then run.meter:say(line) else io.stderr:write(line, "\n") end
end

--- Ends the program.
---@param run balnet.run
---@param exit_status integer
---@param fault string the reason
function saving.give_up(run, exit_status, fault)
  exit.stop(exit_status, ("%s: %s"):format(run.name, fault))
end

--- Takes the folder of a run for this process, before the run writes into it. A folder that was removed is
-- made again.
---@param run balnet.run
---@return string|nil fault
function saving.hold_folder(run)
  local fault, remade = results_folder.hold(run)
  if fault or remade then run.written_at = nil end
  if remade then saving.say(run, ("the folder '%s' was removed; it is made again"):format(run.folder)) end
  return fault
end

--- Says what the results leave out; each part is told once.
---@param run balnet.run
---@param left_out string[]
function saving.tell_left_out(run, left_out)
  for _, part in ipairs(left_out) do
    if not run.told[part] then saving.say(run, "the results leave out " .. part) end
    run.told[part] = true
  end
end

--- Says which integers of a measurement become other numbers in the history, whose columns are of doubles; each column
--- is told once.
---@param run balnet.run
---@param measured balnet.measurement
function saving.tell_rounded(run, measured)
  for name, value in pairs(measured) do
    local rounded = math.type(value) == "integer" and math.tointeger(value + 0.0) ~= value
    if rounded and not run.told[name] then
      run.told[name] = true
      saving.say(run, ("%s is %d; the history holds doubles, of which %.0f is the nearest"):format(kinds.shown(name), value, value))
    end
  end
end

--- Writes the results into the folder of the run, unless another rank does.
---@param run balnet.run
---@return string|nil fault
function saving.into_folder(run)
  if world.is_following() then
    run.written_at = run.trainer:epoch()
    return nil
  end
  local fault = saving.hold_folder(run)
  if fault then return fault end
  local written, left_out
  written, fault, left_out = results.write(run)
  if not written then return fault end
  saving.tell_left_out(run, left_out)
  run.written_at = run.trainer:epoch()
end

--- Writes the results into the folder of the run, or else into a temporary one.
---@param run balnet.run
---@param finished boolean what the file says about the run
---@return string|nil fault with the place where the results are instead
function saving.anywhere(run, finished)
  local is_finished = run.finished
  run.finished = finished
  local fault = saving.into_folder(run)
  if fault then fault = results.write_elsewhere(run, fault, results.write) or fault end
  run.finished = is_finished
  return fault
end

--- Writes the results. Ends the program with status 74 when they are not in the folder of the run.
---@param run balnet.run
---@param finished boolean what the file says about the run
function saving.need(run, finished)
  local fault = saving.anywhere(run, finished)
  if fault then saving.give_up(run, exit.unwritten, fault) end
end

-- A failure of the system is told in a sentence. A fault of the script in a drawing of its own is an error at
-- its line.
local function give_up_drawing(owner, fault)
  local foreign = type(fault) ~= "string" or fault:find "^[^\n]-:%d+: " and not fault:find "^balnet/"
  if foreign then error(fault, 0) end
  saving.give_up(owner, exit.unwritten, ("no figure: %s; the results are in %s"):format(exit.sentence(fault), results.path(owner)))
end

--- Draws into the folder of a run or a study. One that fails does not stop the others, and ends the program
-- with status 74 when they are done.
---@param owner balnet.run|balnet.study
---@param drawings balnet.drawing[]
function saving.draw(owner, drawings)
  if world.is_following() then return end
  local first_fault
  for _, drawing in ipairs(drawings) do
    local drawn, fault = pcall(drawing.save, drawing, owner)
    if not drawn then first_fault = first_fault or { fault } end
  end
  if first_fault then give_up_drawing(owner, first_fault[1]) end
end

return saving
