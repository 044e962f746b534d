--- Resuming a run: what the results of an earlier call in the same folder decide.

local checkpoint = require "balnet.run.checkpoint"
local exit = require "balnet.program.exit"
local results = require "balnet.run.results"
local saved_state = require "balnet.run.saved_state"
local saving = require "balnet.run.saving"
local system = require "balnet.native.system"

local resuming = {}

local function refuse(run, fault)
  saving.give_up(run, 2, ("%s holds %s; --out names another folder, --force runs anew"):format(results.path(run), fault))
end

-- Goes on from the file of a finished or unfinished run with the same parameters; the number of epochs may be
-- larger now.
local function go_on(run, tree)
  local difference = saved_state.difference(run, tree, "epochs")
  if difference then refuse(run, "another run: " .. difference) end
  if not tree.state then refuse(run, "no state to go on from: training went astray") end
  if tree.state.attributes.epoch > run.parameters.epochs then
    refuse(run, ("a run that is already at epoch %d"):format(tree.state.attributes.epoch))
  end
  local restored, fault = pcall(saved_state.restore, run, tree)
  if not restored then refuse(run, "a state that can't be used: " .. fault) end
  checkpoint.plan(run)
end

-- Whether a file holds the last epoch of its run. Its figures may still be missing.
local function is_trained(tree)
  return tree.state and tree.state.attributes.epoch == tree.parameters.attributes.epochs
end

--- Begins a run anew, goes on with an earlier one, or ends the program: with status 0 when the run was
-- finished before, with 1 and 2 when the file in the folder does not allow the run.
---@param run balnet.run that has not been trained
function resuming.from_folder(run)
  local path = results.path(run)
  if run.parameters.force or not system.exists(path) then return end
  local tree, fault = results.read(path)
  if not tree then saving.give_up(run, 1, fault .. "; --force overwrites it") end
  local finished = tree.attributes.finished == 1
  local difference = saved_state.difference(run, tree)
  if finished and not difference then
    exit.stop(0, ("%s: finished before, results in %s; --force runs it again"):format(run.name, path))
  end
  local trained = is_trained(tree)
  if trained and not difference then
    saving.say(run, "trained before, to the last epoch; what is missing is written")
    return go_on(run, tree)
  end
  if run.parameters.resume then return go_on(run, tree) end
  if finished or trained then refuse(run, "the results of another run: " .. difference) end
  if tree.state then
    saving.say(run, ("begins anew; --resume would have gone on from epoch %d in %s"):format(tree.state.attributes.epoch, path))
  end
end

return resuming
