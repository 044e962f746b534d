--- The plan of a sweep: its runs, and which of them are done.

local grid = require "balnet.sweep.grid"
local job = require "balnet.sweep.job"
local recipe = require "balnet.program.recipe"
local run_state = require "balnet.sweep.run_state"
local script_call = require "balnet.parameters.script_call"
local system = require "balnet.native.system"

local sweep_plan = {}

---@class balnet.sweep_plan
---@field name string of the results
---@field declared balnet.declared
---@field dimensions balnet.dimension[]
---@field fixed table<string, any> values that all runs share
---@field force? boolean run again what is done
---@field retry_failed? boolean run again what has failed
---@field gathers? boolean that nothing is to be run: what is looked at is kept for gathering
---@field wait boolean for runs of other processes
---@field token string of the call, or of the job it belongs to
---@field script_checksum string
---@field folder string
---@field processors integer that this process may use
---@field jobs integer
---@field runs balnet.sweep_run[] of the whole grid, row-major
---@field mine balnet.sweep_run[] of this share
---@field script string

--- The parameters of its runs that a sweep decides.
sweep_plan.decided = { out = true, force = true, resume = true, help = true, live = true, live_port = true }

local function accepted_values(set, name, values)
  local accepted = {}
  for i, value in ipairs(values) do
    local fault
    accepted[i], fault = set:accept(name, value)
    if fault then return nil, fault end
  end
  return accepted
end

-- Splits the values of parameters into those that differ between the runs and those that all runs share.
local function split_values(set, given)
  local dimensions, fixed = {}, {}
  for _, declaration in ipairs(set.list) do
    local name = declaration.name
    local given_here = given[name]
    local listed = type(given_here) == "table"
    local values, fault = accepted_values(set, name, listed and given_here or { given_here })
    if listed and not fault then fault = grid.fault(set, name, values) end
    if fault then return nil, fault end
    if listed then dimensions[#dimensions + 1] = { name = name, values = values } end
    if not listed then fixed[name] = values[1] end
  end
  if #dimensions == 0 then return nil, "there is nothing to sweep over; a parameter needs a list of values" end
  return dimensions, fixed
end

local function check_names(set, given)
  for name in pairs(given) do
    if not set.by_name[name] then return set:unknown(tostring(name)) end
    if sweep_plan.decided[name] then return ("%s is for the sweep to decide; it can't be a parameter of its runs"):format(name) end
  end
end

-- The values of a point that its results must have been computed with.
local function expected(plan, point)
  local declared = plan.declared
  local quick = plan.fixed.quick and declared.quick or {}
  return declared.set:resolve(declared.scripted, quick, plan.filed, plan.fixed, point)
end

local function command_of(plan, point, folder)
  local set, words = plan.declared.set, { system.program(), plan.script }
  local function give(name, value)
    words[#words + 1], words[#words + 2] = "--" .. name, grid.text(value)
  end
  for _, declaration in ipairs(set.list) do
    local value = plan.fixed[declaration.name]
    if value == nil then value = point[declaration.name] end
    if value ~= nil then give(declaration.name, value) end
  end
  if set.by_name.threads and not plan.fixed.threads and not point.threads then
    give("threads", math.max(1, plan.processors // plan.jobs))
  end
  give("out", folder)
  if set.by_name.resume then give("resume", true) end
  return words
end

-- What follows from the point and the folder of a run. It is made when it is asked for: a sweep has many runs, and their
-- parameters take kilobytes each.
local derived = {}

function derived.expected(plan, run) return expected(plan, run.point) end

function derived.command(plan, run) return command_of(plan, run.point, run.folder) end

function derived.log(_, run) return run.folder .. "/log.txt" end

local function make_runs(plan, points)
  local class = { __index = function(run, name) return derived[name] and derived[name](plan, run) end }
  for i, point in ipairs(points) do
    local name = grid.name(plan.dimensions, point)
    local run = setmetatable({ number = i, name = name, folder = ("%s/runs/%s"):format(plan.folder, grid.folder(name)),
      point = point, state = "waiting" }, class)
    run_state.look(plan, run)
    plan.runs[i] = run
    local shard = plan.shard
    if not shard or (i - 1) % shard.of == shard.part - 1 then plan.mine[#plan.mine + 1] = run end
  end
end

local function check_definition(definition)
  if type(definition.script) ~= "string" then
    return ("script is %s; the path of a script was needed"):format(tostring(definition.script))
  end
  local jobs = definition.jobs
  if jobs ~= nil and not (math.type(jobs) == "integer" and jobs >= 1) then
    return ("jobs is %s; an integer of at least 1 was needed"):format(tostring(jobs))
  end
  local port = definition.live_port
  if port ~= nil and not (math.type(port) == "integer" and port >= 0 and port <= 65535) then
    return ("live_port is %s; an integer from 0 to 65535 was needed"):format(tostring(port))
  end
end

local function checksum_of(path)
  local file <close> = io.open(path, "rb")
  return file and recipe.checksum(file:read "a") or ""
end

-- A plan without its runs.
local function new_plan(definition, declared)
  local processors, wait = job.processors(os.getenv), definition.wait
  if wait == nil then wait = not job.is_array_task(os.getenv) end
  local plan = { gathers = definition.gathers, force = definition.force, retry_failed = definition.retry_failed,
    wait = wait, declared = declared,
    name = declared.name .. "_sweep", runs = {}, mine = {}, filed = {}, processors = processors,
    live = definition.live, live_port = definition.live_port or 0, jobs = definition.jobs or processors,
    script = definition.script, token = job.token(os.getenv),
    script_checksum = checksum_of(definition.script) }
  plan.folder = definition.out or "out/" .. plan.name
  local fault
  plan.dimensions, plan.fixed = split_values(declared.set, definition.parameters or {})
  if not plan.dimensions then return nil, plan.fixed end
  if plan.fixed.params then plan.filed, fault = script_call.from_file(declared.set, plan.fixed.params) end
  if not fault and definition.shard then plan.shard, fault = grid.shard(definition.shard) end
  if fault then return nil, fault end
  return plan
end

local longest_path = 4095 - 64 -- bytes that systems allow, less the suffix of temporary files

local function fault_of_paths(plan)
  for _, run in ipairs(plan.runs) do
    local path = ("%s/%s_weights.png"):format(run.folder, plan.declared.name)
    if #path > longest_path then
      return ("the path '%s…' has %d bytes; at most %d are possible"):format(path:sub(1, 40), #path, longest_path)
    end
  end
end

--- Checks a definition and plans the runs. Nothing is executed or written yet.
---@param definition balnet.sweep_definition
---@return balnet.sweep_plan|nil
---@return string|nil fault
function sweep_plan.new(definition)
  local fault = check_definition(definition)
  if fault then return nil, fault end
  local declared, plan, points
  declared, fault = script_call.declared(definition.script)
  if not declared then return nil, fault end
  fault = check_names(declared.set, definition.parameters or {})
  if fault then return nil, fault end
  plan, fault = new_plan(definition, declared)
  if not plan then return nil, fault end
  points, fault = grid.points(plan.dimensions)
  if not points then return nil, fault end
  make_runs(plan, points)
  fault = fault_of_paths(plan)
  if fault then return nil, fault end
  return plan
end

return sweep_plan
