-- The programs in README.md and the own task of the manual run as they stand there.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

TestReadme = {}

function TestReadme:setUp() folder = shell.scratch() end

function TestReadme:tearDown() shell.remove(folder) end

-- The block of Lua of a file that has the text in it.
local function program_with(text, file)
  for code in shell.read(("%s/%s"):format(os.getenv "BALNET_SOURCE", file)):gmatch "```lua\n(.-)```" do
    if code:find(text, 1, true) then return code end
  end
  error(("no program of %s has '%s'"):format(file, text))
end

local function run(code, ...)
  shell.write(folder .. "/program.lua", code)
  local result = shell.line(shell.program_command("program.lua", ...), folder)
  lu.assertEquals(result.status, 0, result.err)
  return result
end

function TestReadme:test_the_way_from_a_tensor_to_a_figure_draws_it()
  run(program_with("eigenvalues.pdf", "README.md"))
  lu.assertNotNil(shell.read(folder .. "/eigenvalues.pdf"))
end

-- A network without memory leaves all of the variance unexplained. The whole 2001 epochs leave 4 %.
function TestReadme:test_a_task_of_ones_own_is_learnt_saved_and_drawn()
  run(program_with("local function task", "doc/own_task.md"), "--epochs", 501)
  local unexplained = balnet.archive.read(folder .. "/out/mine/mine.h5").history.unexplained
  lu.assertTrue(unexplained[1] > 0.8)
  lu.assertTrue(unexplained[-1] < 0.2)
  for _, extension in ipairs { ".h5", ".pdf", ".png" } do lu.assertNotNil(shell.read(folder .. "/out/mine/mine" .. extension)) end
end

os.exit(lu.LuaUnit.run())
