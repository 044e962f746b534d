--- Running a sweep by its plan, and gathering the results.

local exit = require "balnet.program.exit"
local figure = require "balnet.sweep.figure"
local gather = require "balnet.sweep.gather"
local manifest = require "balnet.sweep.manifest"
local progress = require "balnet.sweep.progress"
local signals = require "balnet.native.signals"
local sweep_plan = require "balnet.sweep.plan"
local system = require "balnet.native.system"

local sweep = {}

--- How many runs are in a state.
---@param runs balnet.sweep_run[]
---@param state "waiting"|"running"|"elsewhere"|"done"|"failed"
---@return integer
function sweep.count(runs, state)
  local sum = 0
  for _, run in ipairs(runs) do sum = sum + (run.state == state and 1 or 0) end
  return sum
end

--- Makes the folder of the results.
---@param plan balnet.sweep_plan
---@return string|nil fault the sentence that says why it can't be written
function sweep.fault_of_folder(plan)
  local made, fault = system.make_folder(plan.folder)
  if made then made, fault = system.check_writable(plan.folder) end
  return not made and fault or nil
end

--- Writes the manifest into the folder of the results, unless the folder has the manifest of another sweep.
---@param plan balnet.sweep_plan whose folder has no fault
---@return string|nil fault
function sweep.claim(plan)
  return manifest.claim(plan, plan.force)
end

-- Raises an error when the archive or the figure can't be written. The results of the runs themselves are on the disk.
local function gathered(plan)
  local swept = gather.gather(plan)
  local drawing = figure.drawing(swept)
  if drawing then drawing:save(swept) end
  return swept
end

--- Executes the missing runs, and gathers the results when every run of the grid is done or has failed. The runs of
-- other shards count as missing until their results are there.
---@param plan balnet.sweep_plan
---@param run_all fun(runs: balnet.sweep_run[], jobs: integer, shown: balnet.sweep_progress): string?, integer? as workers.run_all
---@return balnet.swept|nil # nil while runs of other shares are missing
---@return string|nil signal that has stopped it
---@return integer|nil exit_status that goes with it
function sweep.run(plan, run_all)
  signals.end_program()
  local shown = progress.new(plan.mine)
  local done = sweep.count(plan.mine, "done")
  if done > 0 then shown:say(("%d of %d runs were done before"):format(done, #plan.mine)) end
  local signal, exit_status
  if done < #plan.mine then signal, exit_status = run_all(plan.mine, plan.jobs, shown) end
  shown:close()
  if signal then return nil, signal, exit_status end
  for _, run in ipairs(plan.runs) do
    if run.state == "waiting" and sweep_plan.is_done(plan, run) then run.state = "done" end
  end
  if sweep.count(plan.runs, "waiting") > 0 then return nil end
  local whole, swept = pcall(gathered, plan)
  if whole then return swept end
  exit.stop(1, ("%s: %s; the runs are in %s/runs"):format(plan.name, exit.sentence(swept), plan.folder))
end

return sweep
