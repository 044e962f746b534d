-- Random calls of everything, in a process of their own: calls.lua says what they are.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

TestCalls = {}

function TestCalls:setUp() self.folder = shell.scratch() end

function TestCalls:tearDown() shell.remove(self.folder) end

function TestCalls:test_every_random_call_ends_in_a_value_or_an_error()
  local script = os.getenv "BALNET_SOURCE" .. "/tests/bindings/library/calls.lua"
  local run = shell.line("TMPDIR=. " .. shell.program_command(script, 20221128, 6000), self.folder)
  lu.assertEquals(run.status, 0, run.err:sub(-2000) .. run.out:sub(-300))
  local calls, functions, fine = run.out:match "(%d+) calls of (%d+) functions and methods, (%d+) gave a value"
  lu.assertEquals(tonumber(calls), 6000)
  lu.assertTrue(tonumber(functions) > 370) -- nearly every one was met
  lu.assertTrue(tonumber(fine) > 1000 and tonumber(fine) < 5000, fine) -- both outcomes were tried
end

os.exit(lu.LuaUnit.run())
