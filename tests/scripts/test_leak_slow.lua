-- Every script under valgrind, in small: nothing is lost, nothing is read or written out of bounds, nothing depends on
-- memory that was never written. The caches of cairo, freetype and fontconfig are still reachable and do not count.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")

-- On one core and so in one thread, for valgrind runs one at a time, and threads that wait for others by looking would
-- have their turns in vain. Children are not watched: a sweep's run scripts that are watched by themselves.
local valgrind = "taskset -c 0 env OPENBLAS_CORETYPE=Haswell valgrind -q --leak-check=full --errors-for-leak-kinds=definite"
  .. " --show-leak-kinds=definite --error-exitcode=9 --child-silent-after-fork=yes "

local arguments = dofile(source .. "/tests/small_scripts.lua")

TestLeaks = {}

function TestLeaks:setUp()
  lu.skipIf(os.getenv "BALNET_SANITIZE" ~= "", "the sanitizers watch already")
  lu.skipIf(shell.line("command -v valgrind").status ~= 0, "there is no valgrind")
  self.folder = shell.scratch()
end

function TestLeaks:tearDown()
  if self.folder then shell.remove(self.folder) end
end

-- Valgrind writes only of errors, in lines that begin with ==.
local function watched(command, file)
  local result = shell.line(valgrind .. command)
  lu.assertNil(("\n" .. result.err):match "\n==.*")
  lu.assertEquals(result.status, 0, result.err)
  lu.assertNotNil(shell.read(file), file)
end

local paper = shell.read(source .. "/scripts/paper.lua")

for script, small in pairs(arguments) do
  if not paper:find('"' .. script .. '"', 1, true) then -- else it is in the paper
    TestLeaks["test_" .. script] = function(self)
      watched(("%s %s"):format(shell.command(script, "--out", self.folder), small), ("%s/%s.h5"):format(self.folder, script))
    end
  end
end

function TestLeaks:test_figures_in_vectors()
  watched(shell.command("gallery", self.folder, "pdf"), self.folder .. "/line.pdf")
end

function TestLeaks:test_figures_in_pixels()
  watched(shell.command("gallery", self.folder, "png"), self.folder .. "/line.png")
end

-- The paper runs the scripts beside it; here those replace their arguments by the ones that make them small.
local shrunk = [[
local out = {}
for word in ("--out " .. arg[2] .. " --force %s"):gsub("--force (--quick)", "%%1"):gmatch "%%S+" do out[#out + 1] = word end
arg = table.move(out, 1, #out, 1, { [0] = arg[0] })
return dofile "%s/scripts/%s.lua"
]]

function TestLeaks:test_paper()
  for script, small in pairs(arguments) do
    shell.write(("%s/%s.lua"):format(self.folder, script), shrunk:format(small, source, script))
  end
  shell.write(self.folder .. "/paper.lua", paper)
  watched(("'%s' '%s/paper.lua' --quick --out '%s/out'"):format(os.getenv "BALNET", self.folder, self.folder),
    self.folder .. "/out/paper.pdf")
end

function TestLeaks:test_no_script_is_left_out()
  for script in shell.line(("ls '%s/scripts'"):format(source)).out:gmatch "(%S+)%.lua" do
    lu.assertTrue(arguments[script] ~= nil or script == "gallery" or script == "paper", script)
  end
end

os.exit(lu.LuaUnit.run())
