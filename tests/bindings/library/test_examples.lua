-- Every function of the reference has an example, and every example gives the result that it states. An example is the
-- last lines of code in a description that state one. A line that ends in `--> values` is a list of expressions, whose values are
-- compared: numbers to the digits that are written, tensors as tables. doc/extending.md shows one.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local examples = dofile(os.getenv "BALNET_SOURCE" .. "/tests/examples.lua")
require "balnet"
local catalog = require "balnet.reference.catalog"

TestExamples = {}

function TestExamples:setUp() self.folder = shell.scratch() end

function TestExamples:tearDown() shell.remove(self.folder) end

function TestExamples:test_every_example_gives_what_it_states()
  local chunks = {}
  for entry in catalog.entries() do
    if #entry.example > 0 then chunks[#chunks + 1] = { name = entry.name, code = table.concat(entry.example, "\n") } end
  end
  lu.assertTrue(#chunks > 50)
  lu.assertEquals(examples.run(chunks, self.folder), {})
end

function TestExamples:test_every_function_has_an_example()
  local without = {}
  for entry in catalog.entries() do
    if entry.kind == "function" and #entry.example == 0 then without[#without + 1] = entry.name end
  end
  lu.assertEquals(without, {}, #without .. " functions without an example")
end

function TestExamples:test_a_wrong_result_is_found()
  local function faults(code) return #examples.run({ { name = "it", code = code } }, self.folder) end
  lu.assertEquals(faults "1 + 1  --> 2", 0)
  lu.assertEquals(faults "1 + 1  --> 3", 1)
  lu.assertEquals(faults "1 / 3  --> 0.333", 0)
  lu.assertEquals(faults "1 / 3  --> 0.334", 1)
  lu.assertEquals(faults "1e-9 / 3  --> 3.33e-10", 0)
  lu.assertEquals(faults "1e-9 / 3  --> 3.34e-10", 1)
  lu.assertEquals(faults "balnet.ones(2)  --> { 1, 1 }", 0)
  lu.assertEquals(faults "balnet.ones(2)  --> { 1, 1, 1 }", 1)
  lu.assertEquals(faults "1, 2  --> 1", 1)
  lu.assertEquals(faults "{ a = 1 }  --> { a = 1, b = 2 }", 1)
  lu.assertEquals(faults "0 / 0, 1 / 0, 'a'  --> nan, inf, \"a\"", 0)
  lu.assertEquals(faults "local x = 3\nx  --> 3\nx + 1  --> 5", 1)
  lu.assertEquals(faults "error 'no'  --> 1", 1)
end

os.exit(lu.LuaUnit.run())
