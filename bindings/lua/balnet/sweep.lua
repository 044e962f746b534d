--- A sweep: the runs of one script over a grid of parameters, each in a folder and a process of its own.
--
--     local swept = balnet.sweep { script = "scripts/two_stimuli.lua", jobs = 2,
--       parameters = { noise = { 0.5, 1, 2 }, seed = { 1, 2, 3 }, epochs = 2001 } }
--     print(swept.final.test_error:shape())      -- 3  3: the dimensions are noise, seed
--
-- A second call runs only what is missing. The results of all runs stand in one archive, whose dimensions are named by
-- the parameters.

local saved_state = require "balnet.run.saved_state"
local archive = require "balnet.archive"
local board = require "balnet.sweep.board"
local exit = require "balnet.program.exit"
local gather = require "balnet.sweep.gather"
local grid = require "balnet.sweep.grid"
local manifest = require "balnet.sweep.manifest"
local options = require "balnet.parameters.options"
local process = require "balnet.native.process"
local script_call = require "balnet.parameters.script_call"
local signals = require "balnet.native.signals"
local sweep_figure = require "balnet.sweep.sweep_figure"
local system = require "balnet.native.system"
local workers = require "balnet.sweep.workers"

local sweep = {}

---@class balnet.sweep_definition
---@field script string path of a script that makes an experiment or a study
---@field parameters table<string, any|any[]> values by name; a list makes a dimension of the grid
---@field jobs? integer runs at a time; as many as processors
---@field out? string folder of the results; "out/NAME_sweep"
---@field shard? string "3/16": only the third of sixteen equal shares
---@field force? boolean run again what is done

---@class balnet.sweep_plan
---@field name string of the results
---@field declared balnet.declared
---@field dimensions balnet.dimension[]
---@field fixed table<string, any> values that all runs share
---@field force? boolean
---@field folder string
---@field jobs integer
---@field tasks balnet.task[] of the whole grid, row-major
---@field mine balnet.task[] of this share
---@field script string

--- The parameters of its runs that a sweep decides.
sweep.decided = { out = true, force = true, resume = true, help = true }

local function accepted_values(set, name, values)
  local accepted = {}
  for i, value in ipairs(values) do
    local fault
    accepted[i], fault = set:accept(name, value)
    if fault then return nil, fault end
  end
  return accepted
end

-- The parameters' values split into those that differ between the runs and those that all have.
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
    if sweep.decided[name] then return ("%s is for the sweep to decide; it can't be a parameter of its runs"):format(name) end
  end
end

-- The values of a point that its results must have been computed with.
local function expected(plan, point)
  local declared = plan.declared
  local quick = plan.fixed.quick and declared.quick or {}
  return declared.set:resolve(declared.scripted, quick, plan.filed, plan.fixed, point)
end

local function is_done(plan, task)
  local path = ("%s/%s.h5"):format(task.folder, plan.declared.name)
  if not system.exists(path) then return false end
  local read, tree = pcall(archive.read, path, "/", { most_dims = 0 })
  if not read or tree.attributes.finished ~= 1 or not tree.parameters then return false end
  return not saved_state.difference({ set = plan.declared.set, parameters = task.expected }, tree)
end

local function command_of(plan, definition, point, folder)
  local set, words = plan.declared.set, { system.program(), definition.script }
  local function give(name, value)
    words[#words + 1], words[#words + 2] = "--" .. name, grid.text(value)
  end
  for _, declaration in ipairs(set.list) do
    local value = plan.fixed[declaration.name]
    if value == nil then value = point[declaration.name] end
    if value ~= nil then give(declaration.name, value) end
  end
  if set.by_name.threads and not plan.fixed.threads and not point.threads then
    give("threads", math.max(1, process.processors() // plan.jobs))
  end
  give("out", folder)
  if set.by_name.resume then give("resume", true) end
  if set.by_name.force and definition.force then give("force", true) end
  return words
end

local function make_tasks(plan, definition, points)
  for i, point in ipairs(points) do
    local name = grid.name(plan.dimensions, point)
    local folder = ("%s/runs/%s"):format(plan.folder, grid.folder(name))
    local task = { number = i, name = name, folder = folder, log = folder .. "/log.txt", state = "waiting",
      command = command_of(plan, definition, point, folder), expected = expected(plan, point) }
    if not definition.force and is_done(plan, task) then task.state = "done" end
    plan.tasks[i] = task
    local shard = plan.shard
    if not shard or (i - 1) % shard.of == shard.part - 1 then plan.mine[#plan.mine + 1] = task end
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
end

-- A plan without its tasks.
local function new_plan(definition, declared)
  local plan = { force = definition.force, declared = declared, name = declared.name .. "_sweep", tasks = {}, mine = {}, filed = {},
    jobs = definition.jobs or process.processors(), script = definition.script }
  plan.folder = definition.out or "out/" .. plan.name
  local fault
  plan.dimensions, plan.fixed = split_values(declared.set, definition.parameters or {})
  if not plan.dimensions then return nil, plan.fixed end
  if plan.fixed.params then plan.filed, fault = script_call.from_file(declared.set, plan.fixed.params) end
  if not fault and definition.shard then plan.shard, fault = grid.shard(definition.shard) end
  if fault then return nil, fault end
  return plan
end

local longest_path = 4095 - 64 -- bytes that systems allow, without what is added to a name while a file is written

local function fault_of_paths(plan)
  for _, task in ipairs(plan.tasks) do
    local path = ("%s/%s_weights.png"):format(task.folder, plan.declared.name)
    if #path > longest_path then
      return ("the path '%s…' has %d bytes; at most %d are possible"):format(path:sub(1, 40), #path, longest_path)
    end
  end
end

--- Checks a definition and finds out what is to be run. Nothing is run or written yet.
---@param definition balnet.sweep_definition
---@return balnet.sweep_plan|nil
---@return string|nil fault
function sweep.plan(definition)
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
  make_tasks(plan, definition, points)
  fault = fault_of_paths(plan)
  if fault then return nil, fault end
  return plan
end

--- How many tasks are in a state.
---@param tasks balnet.task[]
---@param state "waiting"|"running"|"elsewhere"|"done"|"failed"
---@return integer
function sweep.count(tasks, state)
  local sum = 0
  for _, task in ipairs(tasks) do sum = sum + (task.state == state and 1 or 0) end
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

--- Writes what is swept into the folder of the results, unless it has that of another sweep.
---@param plan balnet.sweep_plan whose folder has no fault
---@return string|nil fault
function sweep.claim(plan)
  return manifest.claim(plan, plan.force)
end

-- What stands in the way of an archive or a figure is a sentence; the runs' own results are there.
local function gathered(plan)
  local swept = gather.gather(plan)
  local drawing = sweep_figure.drawing(swept)
  if drawing then drawing:save(swept) end
  return swept
end

--- Runs what is missing and gathers the results when the whole grid is done as far as it can be. The runs of other
-- shares count as missing until their results are there.
---@param plan balnet.sweep_plan
---@param run fun(tasks: balnet.task[], jobs: integer, shown: balnet.board): string?, integer? as workers.run
---@return balnet.swept|nil # nil while runs of other shares are missing
---@return string|nil signal that has stopped it
---@return integer|nil exit_status that goes with it
function sweep.run(plan, run)
  signals.end_program()
  local shown = board.new(plan.mine)
  local done = sweep.count(plan.mine, "done")
  if done > 0 then shown:say(("%d of %d runs were done before"):format(done, #plan.mine)) end
  local signal, exit_status
  if done < #plan.mine then signal, exit_status = run(plan.mine, plan.jobs, shown) end
  shown:close()
  if signal then return nil, signal, exit_status end
  for _, task in ipairs(plan.tasks) do
    if task.state == "waiting" and is_done(plan, task) then task.state = "done" end
  end
  if sweep.count(plan.tasks, "waiting") > 0 then return nil end
  local whole, swept = pcall(gathered, plan)
  if whole then return swept end
  exit.stop(1, ("%s: %s; the runs are in %s/runs"):format(plan.name, exit.sentence(swept), plan.folder))
end

local fields = { "script", "parameters", "jobs", "out", "shard", "force" }

--- Sweeps. Ends the program with status 130 or 143 when a signal has stopped it.
---@param definition balnet.sweep_definition
---@return balnet.swept|nil # nil while runs of other shares are missing
local function call(_, definition)
  options.split(definition, fields)
  local plan, fault = sweep.plan(definition)
  if plan then fault = sweep.fault_of_folder(plan) or sweep.claim(plan) end
  if fault then error(fault, 2) end
  local swept, signal, exit_status = sweep.run(plan, workers.run)
  if signal then exit.stop(exit_status, ("%s: stopped by %s"):format(plan.name, signal)) end
  return swept
end

return setmetatable(sweep, { __call = call })
