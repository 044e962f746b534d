-- BALNET_INSTRUCTIONS: the level of instructions that it names is the one that runs, and is told.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local levels = balnet.system.levels()

TestInstructions = {}

local function at(level, line)
  return shell.line(("BALNET_INSTRUCTIONS=%s %s"):format(level, line))
end

local function asked_at(level)
  return at(level, shell.program_command("-e", "print(require('balnet').system.instructions())"))
end

function TestInstructions:test_the_best_level_runs_when_none_is_asked_for()
  lu.assertEquals(asked_at("").out, levels[#levels] .. "\n")
end

function TestInstructions:test_each_level_runs_when_it_is_asked_for()
  for _, level in ipairs(levels) do lu.assertEquals(asked_at(level).out, level .. "\n") end
end

function TestInstructions:test_a_level_that_is_not_there_ends_the_program_with_those_that_are()
  local run = asked_at "avx1024"
  lu.assertEquals(run.status, 1)
  lu.assertEquals(run.out, "")
  lu.assertStrContains(run.err, "instructions 'avx1024' were asked for; this processor has " .. table.concat(levels, ", "))
end

function TestInstructions:test_a_script_can_take_another_level_and_no_unknown_one()
  local before = balnet.system.instructions()
  for _, level in ipairs(levels) do lu.assertEquals(balnet.system.instructions(level), level) end
  balnet.system.instructions(before)
  lu.assertErrorMsgContains("this processor has", balnet.system.instructions, "avx1024")
end

function TestInstructions:test_the_self_test_says_which_level_ran_and_passes_at_each()
  for _, level in ipairs(levels) do
    local run = at(level, shell.program_command "--selftest")
    lu.assertEquals(run.status, 0, run.out)
    lu.assertStrContains(run.out, ("instructions %s (of %s)"):format(level, table.concat(levels, ", ")))
  end
end

local run_arguments = { "--epochs", "6", "--measure_every", "3", "--neurons", "20" }

function TestInstructions:test_a_run_records_its_level_and_goes_on_at_another()
  local folder = shell.scratch()
  local out = { "--out", folder, table.unpack(run_arguments) }
  local first = at("baseline", shell.command("one_stimulus", table.unpack(out)))
  lu.assertEquals(first.status, 0, first.err)
  local info = shell.program("info", folder .. "/one_stimulus.h5")
  lu.assertStrMatches(info.out, ".*instructions +baseline\n.*")
  local last = levels[#levels]
  out[4] = "9"
  local second = at(last, shell.command("one_stimulus", "--resume", table.unpack(out)))
  lu.assertEquals(second.status, 0, second.err)
  info = shell.program("info", folder .. "/one_stimulus.h5")
  lu.assertStrMatches(info.out, (".*instructions +%s\n.*"):format(last))
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
