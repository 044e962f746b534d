-- A seed gives the same bytes at every level of instructions and for any number of threads: those of
-- data/golden.txt.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local fields = require "balnet.native.fields"

local golden = os.getenv "BALNET_SOURCE" .. "/tests/golden.lua"

TestGolden = {}

local function assert_golden(level, ...)
  local run = shell.line(("BALNET_INSTRUCTIONS=%s %s"):format(level, shell.program_command(golden, "--check", ...)))
  lu.assertEquals(run.out, "", "at level " .. level)
  lu.assertEquals(run.status, 0, run.err)
end

function TestGolden:test_every_level_of_instructions_gives_the_golden_bytes()
  for _, level in ipairs(balnet.system.levels()) do assert_golden(level) end
end

function TestGolden:test_any_number_of_threads_gives_the_golden_bytes()
  for _, threads in ipairs { "2", "3" } do assert_golden("", "--threads", threads) end
end

-- The words that change what training computes. The default of each is in the other cases.
function TestGolden:test_every_activation_optimiser_and_structure_has_a_case()
  local text, defaults = shell.read(golden), {}
  for _, name in ipairs { "network", "stimulus", "trainer" } do require("balnet." .. name) end -- which declare their lists
  for _, field in ipairs(fields.of "balnet.trainer.definition") do defaults[field.name] = field.default end
  for _, name in ipairs { "activation", "optimiser", "structure", "start" } do
    for _, word in ipairs(fields.words_of(name).word) do
      local case = ('%s = "%s"'):format(name, word)
      if word ~= defaults[name] then lu.assertTrue(text:find(case, 1, true) ~= nil, "tests/golden.lua has no case with " .. case) end
    end
  end
end

function TestGolden:test_a_hash_that_differs_is_reported()
  local folder = shell.scratch()
  shell.line(("mkdir data && cp %s . && sed 's/^relu  /relu  0/' %s/data/golden.txt > data/golden.txt"):format(
    shell.quote(golden), shell.quote(golden:match "^(.*)/")), folder)
  local run = shell.line(shell.program_command(folder .. "/golden.lua", "--check"))
  lu.assertStrMatches(run.out, "relu +weights %x+ history %x+\n +relu.* was expected\n")
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
