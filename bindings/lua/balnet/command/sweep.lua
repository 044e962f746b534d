--- `balnet sweep SCRIPT --parameter values …`: the command line of a sweep, and its exit status.

local command_line = require "balnet.parameters.command_line"
local mpi_world = require "balnet.program.world"
local ranks = require "balnet.sweep.ranks"
local exit = require "balnet.program.exit"
local grid = require "balnet.sweep.grid"
local help = require "balnet.parameters.help"
local parameters = require "balnet.parameters.parameters"
local script_call = require "balnet.parameters.script_call"
local sweep = require "balnet.sweep.sweep"
local sweep_plan = require "balnet.sweep.plan"
local system = require "balnet.native.system"
local workers = require "balnet.sweep.workers"

local wrong_command_line = 2

local own = {
  { name = "jobs", kind = "integer", default = 0, least = 0, most = 100000, help = "runs at a time; 0: as many as processors, "
    .. "of which SLURM and OMP_NUM_THREADS may allow less than there are" },
  { name = "shard", kind = "text", help = "part/parts, as 3/16: only that share of the runs" },
  { name = "gather", kind = "boolean", default = false, help = "runs nothing; gathers what is done, and says what is missing" },
  { name = "retry_failed", kind = "boolean", default = false, help = "runs again what has failed before" },
  { name = "wait", kind = "choice", default = "auto", choices = { "true", "false", "auto" },
    help = "waits for runs of other processes; auto: but in a task of a SLURM job array" },
  { name = "out", kind = "text", help = "folder of the results; by default out/NAME_sweep", scope = "run" },
  { name = "force", kind = "boolean", default = false, help = "runs again what is done" },
  { name = "live", kind = "boolean", default = false,
    help = "serves a page at 127.0.0.1 that shows the runs and their curves, and can save and stop them; its address is printed" },
  { name = "live_port", kind = "integer", default = 0, least = 0, most = 65535, help = "of that page; 0: any that is free" },
  { name = "help", kind = "boolean", default = false, help = "shows this" },
}
for _, declaration in ipairs(own) do declaration.group = "the sweep" end

local usage = [[
usage: balnet sweep SCRIPT --parameter values … [--jobs N] [--shard PART/PARTS] [--out DIR]

Runs a script for every combination of values: 1,2,5 lists them, 1..20 and 0..1..0.25 are ranges. The same command once
more runs only what is missing; several at once, on any machines that share the folder, share the runs: tasks of a job
array, processes of srun and mpirun, terminals. The one that ends last gathers the results.

Exit status: 0; 1 when a run has failed; 2 when the command line is wrong; 74 when the results can't be written; 75 of
--gather while runs are missing.]]

local function refuse(fault)
  exit.stop(wrong_command_line, ("sweep: %s\nsweep: --help shows how it is called"):format(fault))
end

-- The parameters of the script that may have several values; `change` gives the declaration of each.
local function swept_set(declared, change)
  local list, ours = {}, {}
  for _, declaration in ipairs(own) do ours[declaration.name] = true end
  for _, declaration in ipairs(declared.set.list) do
    if not sweep_plan.decided[declaration.name] and not ours[declaration.name] then list[#list + 1] = change(declaration) end
  end
  return assert(parameters.set(own, list))
end

local function as_text(declaration)
  return { name = declaration.name, kind = "text", help = declaration.help }
end

-- Shows the help, with the parameters of a script if there is one.
local function show_help(declared)
  local columns = system.terminal_width(io.stdout) or 100
  if declared then
    local set = swept_set(declared, function(declaration) return declaration end)
    io.stdout:write(help.text(set, declared.scripted, usage, columns), "\n")
  else
    io.stdout:write(help.text(assert(parameters.set(own)), {}, usage, columns),
      "\n\nbalnet sweep SCRIPT --help shows the parameters of the script.\n")
  end
  exit.stop(0)
end

local function values_of(declared, texts)
  local values = {}
  for name, text in pairs(texts) do
    local list, fault = grid.read(declared.set, name, text)
    if not list then refuse(fault) end
    values[name] = #list > 1 and list or list[1]
  end
  return values
end

-- The sweep's own options on the command line, and the text given for each parameter.
local function read_arguments(declared, arguments)
  local given, fault = command_line.read(swept_set(declared, as_text), arguments)
  if not given then refuse(fault) end
  if given.help then show_help(declared) end
  local mine = {}
  for _, declaration in ipairs(own) do
    mine[declaration.name], given[declaration.name] = given[declaration.name], nil
  end
  return mine, given
end

local waits = { ["true"] = true, ["false"] = false } -- auto is nil: the plan decides

local function definition_of(path, arguments)
  local declared, fault = script_call.declared(path)
  if not declared then exit.stop(1, "sweep: " .. fault) end
  local mine, texts = read_arguments(declared, arguments)
  return {
    script = path, parameters = values_of(declared, texts), jobs = mine.jobs ~= 0 and mine.jobs or nil, out = mine.out, force = mine.force,
    shard = mine.shard, retry_failed = mine.retry_failed, gathers = mine.gather,
    wait = waits[mine.wait], live = mine.live, live_port = mine.live_port,
  }, mine.gather
end

local most_named = 8 -- runs of a list

local function names_of(runs)
  local names = {}
  for i = 1, math.min(#runs, most_named) do names[i] = runs[i].name end
  return table.concat(names, " ") .. (#runs > most_named and " …" or "")
end

local function say(plan, format, ...) io.stderr:write(("%s: %s\n"):format(plan.name, format:format(...))) end

-- Says what is missing of the grid.
local function report_missing(plan)
  local running, waiting = sweep.in_state(plan.runs, "elsewhere"), sweep.in_state(plan.runs, "waiting")
  if #running > 0 then say(plan, "%d of %d runs are running elsewhere: %s", #running, #plan.runs, names_of(running)) end
  if #waiting > 0 then say(plan, "%d of %d runs are missing: %s", #waiting, #plan.runs, names_of(waiting)) end
end

local function report(plan, swept)
  report_missing(plan)
  if not swept then
    say(plan, "the results are gathered when all runs have ended; --gather gathers what is there")
  elseif #swept.failed == #plan.runs then
    say(plan, "no run has left results")
  elseif swept.poorer then
    say(plan, "'%s' stays: %s; --force replaces it", swept:path ".h5", swept.poorer)
  else
    say(plan, "results in %s", swept:path ".h5")
  end
end

-- Gathers what is there. Failed runs are in the results, with their reasons, so they are no fault of this. Returns the
-- exit status.
local function gather(plan)
  local swept = sweep.gather(plan, true)
  for _, run in ipairs(sweep.in_state(plan.runs, "failed")) do say(plan, "%s failed: %s", run.name, run.fault) end
  report(plan, swept)
  return #sweep.in_state(plan.runs, "waiting", "elsewhere") > 0 and exit.busy or 0
end

-- Returns the exit status.
local function run(plan, run_all)
  local swept, signal, exit_status = sweep.run(plan, run_all)
  if signal then
    io.stderr:write(("%s: stopped by %s; the same command goes on\n"):format(plan.name, signal))
    return exit_status
  end
  report(plan, swept)
  return #sweep.in_state(plan.mine, "failed") > 0 and 1 or 0
end

local function claim(plan)
  local fault = sweep.claim(plan)
  if not fault then return end
  exit.stop(wrong_command_line, ("%s: %s; --out names another folder, --force runs anew"):format(plan.name, fault))
end

--- Sweeps.
---@param path? string of the script
---@param ... string the arguments behind it
---@return integer exit status: 0; 1 when a run has failed; 75 of --gather while runs are missing; 128 + its number when
--- a signal has stopped it. A wrong command line ends the program with 2.
return function(path, ...)
  if path == "--help" then show_help() end
  if not path or path:find "^%-" then refuse("the path of a script is needed first") end
  local definition, only_gathers = definition_of(path, { ... })
  local plan, fault = sweep_plan.new(definition)
  if not plan then refuse(fault) end
  fault = sweep.fault_of_folder(plan)
  if fault then exit.stop(exit.unwritten, ("%s: %s; --out names another"):format(plan.name, fault)) end
  if only_gathers then
    claim(plan)
    return gather(plan)
  end
  local world
  world, fault = mpi_world.open()
  if fault then say(plan, "there is no MPI (%s); the processes share the runs by their files", fault) end
  if world and world:rank() > 0 then return ranks.serve(world, plan) end
  claim(plan)
  local exit_status = run(plan, world and ranks.leader(world) or workers.run_all)
  if world then ranks.dismiss(world, exit_status) end
  return exit_status
end
