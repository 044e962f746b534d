-- The plan of a sweep: what its runs are, and how little it holds for each.
local lu = require "luaunit"
local plan = require "balnet.sweep.plan"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestPlan = {}

local folder

function TestPlan:setUp() folder = shell.scratch() end

function TestPlan:tearDown() shell.remove(folder) end

local function planned(runs)
  local seeds = {}
  for seed = 1, runs do seeds[seed] = seed end
  local script = folder .. "/stub.lua"
  shell.write(script, [[local run = require "balnet".experiment { name = "stub", neurons = 12 }]])
  return assert(plan.new { script = script, parameters = { seed = seeds, batch = 3 }, out = folder .. "/out" })
end

function TestPlan:test_a_run_knows_its_parameters_command_and_log()
  local run = planned(3).runs[2]
  lu.assertEquals(run.name, "seed=2")
  lu.assertEquals({ run.expected.seed, run.expected.batch, run.expected.neurons }, { 2, 3, 12 })
  lu.assertStrContains(table.concat(run.command, " "), "stub.lua --batch 3 --seed 2 ")
  lu.assertEquals(run.log, folder .. "/out/runs/seed=2/log.txt")
  lu.assertNil(run.fault)
end

-- Their parameters alone would take several kilobytes.
function TestPlan:test_a_run_takes_less_than_a_kilobyte()
  local function bytes(runs)
    collectgarbage()
    local before, made = collectgarbage "count", planned(runs)
    collectgarbage()
    lu.assertEquals(#made.runs, runs)
    return (collectgarbage "count" - before) * 1024
  end
  bytes(10) -- what is loaded at first
  lu.assertTrue(bytes(2000) - bytes(1000) < 1000 * 1024)
end

os.exit(lu.LuaUnit.run())
