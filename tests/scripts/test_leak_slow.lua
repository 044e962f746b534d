-- Every mark and feature of the figures under valgrind, in vectors and pixels: nothing is lost, nothing is read or
-- written out of bounds. What cairo, freetype and fontconfig keep for later is still reachable and does not count.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local valgrind = "valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible"
  .. " --show-leak-kinds=definite,indirect,possible --error-exitcode=9 "

TestLeaks = {}

function TestLeaks:setUp()
  lu.skipIf(os.getenv "BALNET_SANITIZE" ~= "", "the sanitizers watch already")
  lu.skipIf(shell.line("command -v valgrind").status ~= 0, "there is no valgrind")
  self.folder = shell.scratch()
end

function TestLeaks:tearDown()
  if self.folder then shell.remove(self.folder) end
end

local function draw(folder, ending)
  local result = shell.line(valgrind .. shell.command("gallery", folder, ending))
  lu.assertEquals(result.err, "")
  lu.assertEquals(result.status, 0)
  lu.assertNotNil(shell.read(("%s/line.%s"):format(folder, ending)))
end

function TestLeaks:test_figures_in_vectors_lose_nothing() draw(self.folder, "pdf") end

function TestLeaks:test_figures_in_pixels_lose_nothing() draw(self.folder, "png") end

os.exit(lu.LuaUnit.run())
