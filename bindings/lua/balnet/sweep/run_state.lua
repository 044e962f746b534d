--- What the folder of a run says about it, to every process that shares it: whether its results are done, and, in
-- runs/NAME/sweep.txt, why it has failed and what has begun it anew.

local archive = require "balnet.archive"
local exit = require "balnet.program.exit"
local grid = require "balnet.sweep.grid"
local recipe = require "balnet.program.recipe"
local saved_state = require "balnet.run.saved_state"
local system = require "balnet.native.system"
local text_file = require "balnet.sweep.text_file"
local vectors = require "balnet.sweep.vectors"

local run_state = {}

local most_kills = 3 -- of a run; memory or disk that ended may be there the next time

---@class balnet.sweep_record
---@field anew? string the token of the call that has begun the run anew
---@field call? string a check sum of the script and the parameters that failed
---@field reason? string of the first failure
---@field kills? integer how often a signal has killed it or its results could not be written

local function path_of(run) return run.folder .. "/sweep.txt" end

local function read_record(run)
  local record = {}
  local file <close> = io.open(path_of(run), "rb")
  for line in file and file:lines() or function() end do
    local name, value = line:match "^(%a+)\t(.*)$"
    if name then record[name] = value end
  end
  record.kills = math.tointeger(tonumber(record.kills)) or 0
  return record
end

local function write_record(run, record)
  if not next(record) then
    os.remove(path_of(run))
    return
  end
  local lines = {}
  for _, name in ipairs { "anew", "call", "reason", "kills" } do
    if record[name] then lines[#lines + 1] = ("%s\t%s\n"):format(name, (tostring(record[name]):gsub("[\r\n]", " "))) end
  end
  -- A record that can't be written costs a second attempt and no results.
  text_file.replace(path_of(run), table.concat(lines))
end

-- A check sum of what a run computes: it fails again only while this stays the same.
local function call_of(plan, run)
  local words, expected = { plan.script_checksum }, run.expected
  for _, declaration in ipairs(plan.declared.set.list) do
    local value = expected[declaration.name]
    if not declaration.scope and value ~= nil then words[#words + 1] = declaration.name .. "=" .. grid.text(value) end
  end
  return recipe.checksum(table.concat(words, "\n"))
end

-- How much of a results file is read to know the state of a run; and where all are gathered at once, what is gathered.
local state_alone, all_vectors = { part = "groups" }, { part = "unrepeated", most_dims = 1 }

-- What a run's results file holds; nil when there is none that can be read.
local function results_of(plan, run)
  local path = ("%s/%s.h5"):format(run.folder, plan.declared.name)
  if not system.exists(path) then return nil end
  local read, tree = pcall(archive.read, path, "/", plan.gathers and all_vectors or state_alone)
  return read and tree.parameters and tree or nil
end

local function is_done(plan, run, tree)
  return tree.attributes.finished == 1
    and not saved_state.difference({ set = plan.declared.set, parameters = run.expected }, tree)
end

-- Whether a run has failed for good, unless this call is to try it again and has not yet.
local function has_failed(plan, run, record)
  if not record.reason or record.call ~= call_of(plan, run) then return false end
  if (plan.force or plan.retry_failed) and record.anew ~= plan.token then return false end
  return record.kills == 0 or record.kills >= most_kills
end

--- Looks into the folder of a run, and sets its state to "done", "failed" or "waiting", and whether it is to begin anew:
-- after --force, and where results were left from which nothing can go on.
---@param plan balnet.sweep_plan
---@param run balnet.sweep_run
function run_state.look(plan, run)
  local record = read_record(run)
  if has_failed(plan, run, record) then
    run.state, run.fault = "failed", record.reason
    return
  end
  local tree = results_of(plan, run)
  local outdated = plan.force and record.anew ~= plan.token
  local done = tree and not outdated and is_done(plan, run, tree)
  run.state, run.fault = done and "done" or "waiting", nil
  run.results = done and plan.gathers and vectors.of(tree) or nil
  run.anew = outdated or tree and tree.attributes.finished ~= 1 and not tree.state
end

--- Records that a run begins. Its lock is held.
---@param plan balnet.sweep_plan
---@param run balnet.sweep_run
function run_state.begin(plan, run)
  local record = read_record(run)
  local again = (plan.force or plan.retry_failed) and record.anew ~= plan.token
  if not again and not record.reason then return end
  local kills = not again and record.kills > 0 and record.kills or nil
  write_record(run, { anew = again and plan.token or record.anew, kills = kills })
end

local saved_and_stopped = { [129] = true, [130] = true, [143] = true, [140] = true, [152] = true, [158] = true }

--- Records why a run has failed, for all processes and later calls. One that a signal has stopped after it was saved has
-- not failed for good; one that was killed, or whose results could not be written, has when that came three times.
---@param plan balnet.sweep_plan
---@param run balnet.sweep_run whose fault is known
---@param how "exit"|"signal"
---@param number integer the exit status or the signal
function run_state.record_failure(plan, run, how, number)
  if how == "exit" and (saved_and_stopped[number] or number == exit.busy) then return end
  local record, of_machine = read_record(run), how == "signal" or number == exit.unwritten
  write_record(run, { anew = record.anew, call = call_of(plan, run), reason = run.fault,
    kills = of_machine and record.kills + 1 or nil })
end

--- Why a run has failed by its record; nil when there is none.
---@param run balnet.sweep_run
---@return string|nil
function run_state.reason(run)
  return read_record(run).reason
end

return run_state
