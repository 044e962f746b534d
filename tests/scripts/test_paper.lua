-- A paper of one small study and one short experiment, read back by poppler and h5py.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local study = [[
local balnet = require "balnet"
local study = balnet.study { name = "small", quick = {}, parameters = { { name = "size", kind = "integer", default = 3, help = "of it" } } }
local figure = balnet.plot.figure { height = 30 }
figure:panel(1, 1):line { 1, 2 }
return study:save({ value = balnet.tensor { study.parameters.seed, study.parameters.quick and 1 or 0,
  study.parameters.size } }, figure)
]]

local experiment = [[
local balnet = require "balnet"
local run = balnet.experiment { name = "short", neurons = 12 }
for _, measured in run:train() do run:record(measured) end
run:save()
]]

local text = [[
local balnet = require "balnet"
local study = balnet.study { name = "paper" }
local paper = balnet.paper(study, "The title")
local tree, figure = paper:compute("small", "--size", "8")
paper:show("same sheet", figure, "A small study.", { { "seed $s$", tree.value[1], 7 }, { "quick", tree.value[2], 1 },
  { "size $\\langle n\\rangle\\,\\tau$", tree.value[3], 3 } })
local history, training = paper:train("short", 21)
paper:show("new sheet", training, "A short run.", { { "measurements", history:count(), 21 } })
paper:save()
print(arg[0]:match "[^/]*$")
]]

TestPaper = {}

function TestPaper:test_scripts_beside_it_are_run_and_laid_out_with_their_numbers()
  local folder = shell.scratch()
  shell.write(folder .. "/small.lua", study)
  shell.write(folder .. "/short.lua", experiment)
  shell.write(folder .. "/paper.lua", text)
  local result = shell.line(("'%s' '%s/paper.lua' --quick --seed 7 --out '%s/out'"):format(os.getenv "BALNET", folder, folder))
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrMatches(result.out, ".*seed s +7 +7\nquick +1 +1\nsize <n> tau +3 +3\n.*measurements +21 +21\npaper.lua\n")
  local words = shell.line(("pdftotext -layout '%s/out/paper.pdf' -"):format(folder)).out
  lu.assertStrMatches(words, " *The title.*Figure 1%. A small study%..*found +expected.*\f.*Figure 2%. A short run%..*\f")
  lu.assertEquals(shell.python([[
with h5py.File(sys.argv[1]) as f: print(f['found'][:], f['expected'][:])
]], folder .. "/out/paper.h5"), "[ 7.  1.  3. 21.] [ 7.  1.  3. 21.]\n")
  result = shell.line(("'%s' '%s/paper.lua' --out '%s/out'"):format(os.getenv "BALNET", folder, folder))
  lu.assertStrMatches(result.out, ".*quick +0 +1\nsize <n> tau +8 +3\n.*") -- the words of a paper that is not reduced
  shell.remove(folder)
end

os.exit(lu.LuaUnit.run())
