--- Running a sweep by its plan, and gathering the results.

local exit = require "balnet.program.exit"
local figure = require "balnet.sweep.figure"
local gather = require "balnet.sweep.gather"
local manifest = require "balnet.sweep.manifest"
local process = require "balnet.native.process"
local progress = require "balnet.sweep.progress"
local run_state = require "balnet.sweep.run_state"
local signals = require "balnet.native.signals"
local live_sweep = require "balnet.live.sweep"
local system = require "balnet.native.system"

local sweep = {}

--- The runs that are in one of some states.
---@param runs balnet.sweep_run[]
---@param ... "waiting"|"running"|"elsewhere"|"done"|"failed"
---@return balnet.sweep_run[]
function sweep.in_state(runs, ...)
  local wanted, found = {}, {}
  for _, state in ipairs { ... } do wanted[state] = true end
  for _, run in ipairs(runs) do
    if wanted[run.state] then found[#found + 1] = run end
  end
  return found
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

local function is_running(run)
  if not system.exists(run.log) then return false end
  local _ <close>, _, busy = process.open_log(run.log)
  return busy
end

-- Looks again at a run that is not done: other processes may have run it meanwhile, or run it now.
local function look_again(plan, run)
  local fault = run.state == "failed" and run.fault
  run_state.look(plan, run)
  if fault and run_state.reason(run) then run.state, run.fault = "failed", fault end -- a later call may try again
  if run.state ~= "waiting" then return end
  if is_running(run) then
    run.state = "elsewhere"
  elseif fault then
    run.state, run.fault = "failed", fault
  end
end

-- Raises an error when the archive or the figure can't be written. The results of the runs themselves are on the disk. Many
-- processes may end at once: only the writing, not the reading of all runs, keeps others waiting.
local function write(plan)
  local swept, groups = gather.gather(plan)
  local held <close>, fault = manifest.lock(plan.folder)
  if not held then error(fault, 0) end
  gather.write(swept, plan, groups)
  local drawing = not swept.poorer and figure.drawing(swept)
  if drawing then drawing:save(swept) end
  return swept
end

--- Looks at all runs, and gathers the results of those that are done.
---@param plan balnet.sweep_plan
---@param partial boolean gather also while runs are missing
---@return balnet.swept|nil # nil while runs are missing
function sweep.gather(plan, partial)
  for _, run in ipairs(plan.runs) do
    if run.state ~= "done" then look_again(plan, run) end
  end
  if not partial and #sweep.in_state(plan.runs, "waiting", "elsewhere") > 0 then return nil end
  local whole, swept = pcall(write, plan)
  if whole then return swept end
  exit.stop(exit.unwritten, ("%s: %s; the runs are in %s/runs"):format(plan.name, exit.sentence(swept), plan.folder))
end

-- How the sweep has ended, as the live page says it; and whether by an error.
local function ending(plan, signal, fault)
  if fault ~= nil then return "The sweep has failed: " .. exit.sentence(fault):match "^[^\n]*", true end
  if signal then return ("The sweep was stopped by %s."):format(signal), false end
  local failed = #sweep.in_state(plan.mine, "failed")
  if failed > 0 then return ("All runs have ended; %d of %d failed."):format(failed, #plan.mine), true end
  return "All runs have ended.", false
end

-- Runs, with the live page where it is asked for.
local function run_seen(plan, shown, run_all)
  if not plan.live then return run_all(plan, shown) end
  local fault
  plan.page, fault = live_sweep.open(plan, plan.live_port)
  if not plan.page then exit.stop(1, ("%s: %s"):format(plan.name, fault)) end
  shown:say("live at " .. plan.page.address)
  local signal, exit_status
  local guard <close> = setmetatable({}, { __close = function(_, raised) -- luacheck: ignore 211
    plan.page:close(ending(plan, signal, raised))
    plan.page = nil
  end })
  signal, exit_status = run_all(plan, shown)
  return signal, exit_status
end

--- Executes the missing runs, and gathers the results when every run of the grid is done or has failed, whichever process
-- ran it.
---@param plan balnet.sweep_plan
---@param run_all fun(plan: balnet.sweep_plan, shown: balnet.sweep_progress): string?, integer? as workers.run_all
---@return balnet.swept|nil # nil while runs are missing
---@return string|nil signal that has stopped it
---@return integer|nil exit_status that goes with it
function sweep.run(plan, run_all)
  signals.end_program()
  local shown = progress.new(plan.mine, plan.wait)
  local done, failed = #sweep.in_state(plan.mine, "done"), sweep.in_state(plan.mine, "failed")
  if done > 0 then shown:say(("%d of %d runs were done before"):format(done, #plan.mine)) end
  for _, run in ipairs(failed) do shown:say(("%s failed before: %s"):format(run.name, run.fault)) end
  if #failed > 0 then shown:say "what failed before is not run again; --retry_failed does" end
  local signal, exit_status
  if done + #failed < #plan.mine then signal, exit_status = run_seen(plan, shown, run_all) end
  shown:close()
  if signal then return nil, signal, exit_status end
  return sweep.gather(plan, false)
end

return sweep
