--- `balnet sweep SCRIPT --parameter values …`: the command line of a sweep, and its exit status.

local command_line = require "balnet.parameters.command_line"
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
  { name = "jobs", kind = "integer", default = 0, least = 0, most = 100000, help = "runs at a time; 0: as many as processors" },
  { name = "shard", kind = "text", help = "part/parts, as 3/16: only that share of the runs; by default the one of a "
    .. "SLURM job array's task" },
  { name = "out", kind = "text", help = "folder of the results; by default out/NAME_sweep", scope = "run" },
  { name = "force", kind = "boolean", default = false, help = "runs again what is done" },
  { name = "help", kind = "boolean", default = false, help = "shows this" },
}
for _, declaration in ipairs(own) do declaration.group = "the sweep" end

local usage = [[
usage: balnet sweep SCRIPT --parameter values … [--jobs N] [--shard PART/PARTS] [--out DIR]

Runs a script for every combination of values: 1,2,5 lists them, 1..20 and 0..1..0.25 are ranges. The same command once
more runs only what is missing. Under mpirun the runs are shared among its processes.]]

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

local function definition_of(path, arguments)
  local declared, fault = script_call.declared(path)
  if not declared then exit.stop(1, "sweep: " .. fault) end
  local mine, texts = read_arguments(declared, arguments)
  local shard
  if not mine.shard then shard, fault = grid.shard_of_job(os.getenv) end
  if fault then refuse(fault) end
  return {
    script = path, parameters = values_of(declared, texts), jobs = mine.jobs ~= 0 and mine.jobs or nil, out = mine.out, force = mine.force,
    shard = mine.shard or shard and ("%d/%d"):format(shard.part, shard.of),
  }
end

local function report(plan, swept)
  if swept and #swept.failed == #plan.runs then
    io.stderr:write(("%s: no run has left results\n"):format(plan.name))
  elseif swept then
    io.stderr:write(("%s: results in %s\n"):format(plan.name, swept:path ".h5"))
  else
    io.stderr:write(("%s: this share is done; the results are gathered when all runs are\n"):format(plan.name))
  end
end

-- Returns the exit status.
local function run(plan, run_all)
  local swept, signal, exit_status = sweep.run(plan, run_all)
  if signal then
    io.stderr:write(("%s: stopped by %s; the same command goes on\n"):format(plan.name, signal))
    return exit_status
  end
  report(plan, swept)
  return sweep.count(plan.mine, "failed") > 0 and 1 or 0
end

local function claim(plan)
  local fault = sweep.claim(plan)
  if not fault then return end
  exit.stop(wrong_command_line, ("%s: %s; --out names another folder, --force runs anew"):format(plan.name, fault))
end

--- Sweeps.
---@param path? string of the script
---@param ... string the arguments behind it
---@return integer exit status: 0; 1 when a run failed; 130 and 143 when stopped by SIGINT and SIGTERM. A wrong command
--- line ends the program with 2.
return function(path, ...)
  if path == "--help" then show_help() end
  if not path or path:find "^%-" then refuse("the path of a script is needed first") end
  local plan, fault = sweep_plan.new(definition_of(path, { ... }))
  if not plan then refuse(fault) end
  fault = sweep.fault_of_folder(plan)
  if fault then exit.stop(1, ("%s: %s; --out names another"):format(plan.name, fault)) end
  local world
  world, fault = ranks.world()
  if fault then exit.stop(1, "sweep: " .. fault) end
  if world and world:rank() > 0 then return ranks.serve(world, plan) end
  claim(plan)
  local exit_status = run(plan, world and ranks.leader(world) or workers.run_all)
  if world then ranks.dismiss(world, exit_status) end
  return exit_status
end
