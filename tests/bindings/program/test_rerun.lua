-- `balnet --rerun FIGURE`, as a user sees it: its messages, its exit status, and that it leaves other files alone.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local balnet = require "balnet"
local command_line = require "balnet.parameters.command_line"
local process = require "balnet.native.process"
local recipe = require "balnet.program.recipe"
local system = require "balnet.native.system"
local program = shell.quote(os.getenv "BALNET")

local drawing = [[
local plot = require "balnet.plot"
local last = tonumber(arg[1])
for _, extension in ipairs { "png", "pdf", "svg", "eps" } do
  local figure = plot.figure { size = { 60, 40 } }
  figure:panel():line { 1, 2, last }
  figure:save("figure." .. extension)
end
]]

local function here(line) return shell.line(line, TestRerun.folder) end
local function rerun(words) return here(program .. " --rerun " .. words) end
local function draw(words) return here(program .. " draw.lua " .. words) end
local function assert_ended(result, status, said)
  lu.assertEquals(result.status, status, result.err)
  lu.assertStrContains(result.out .. result.err, said)
end

TestRerun = {}

function TestRerun:setUp()
  TestRerun.folder = shell.scratch()
  shell.write(TestRerun.folder .. "/draw.lua", drawing)
end

function TestRerun:tearDown() shell.remove(TestRerun.folder) end

function TestRerun:test_a_figure_of_any_format_comes_out_the_same()
  draw "3 'an argument'"
  local before = here("cat figure.*; ls").out
  for _, extension in ipairs { "png", "pdf", "svg", "eps" } do
    assert_ended(rerun("figure." .. extension), 0, "came out the same, byte for byte")
  end
  lu.assertEquals(here("cat figure.*; ls").out, before)
end

function TestRerun:test_a_figure_may_have_another_name_and_place()
  draw "3"
  here "mkdir sub; mv figure.png sub/other.PNG; rm figure.*"
  assert_ended(rerun "sub/other.PNG", 0, "byte for byte")
  lu.assertEquals(here("ls").out, "draw.lua\nsub\n")
end

function TestRerun:test_another_date_is_no_other_figure()
  draw "3"
  assert_ended(here("SOURCE_DATE_EPOCH=1 " .. program .. " --rerun figure.pdf"), 0, "its recipe differs in the date")
end

function TestRerun:test_a_script_that_has_changed_is_run_only_when_that_is_wanted()
  draw "3"
  shell.write(TestRerun.folder .. "/draw.lua", "-- the same in other words\n" .. drawing)
  assert_ended(rerun "figure.png", 1, "'draw.lua' has changed since 'figure.png' was drawn")
  assert_ended(rerun "figure.png --changed", 0, "its recipe differs in script_checksum")
  shell.write(TestRerun.folder .. "/draw.lua", (drawing:gsub("1, 2", "1, 2.5")))
  local result = here("TMPDIR=. " .. program .. " --rerun --changed figure.svg")
  assert_ended(result, 1, "figure.svg came out differently; the new one is ./balnet-")
  local new = result.out:match "new one is (.*)\n"
  lu.assertNotEquals(shell.read(TestRerun.folder .. "/" .. new), shell.read(TestRerun.folder .. "/figure.svg"))
  lu.assertEquals(here("ls balnet-*").out, "figure.svg\n")
end

function TestRerun:test_a_figure_that_cannot_be_drawn_again_is_refused_with_the_reason()
  draw "3"
  here "mkdir sub; printf hello >hello.png"
  assert_ended(shell.line(program .. " --rerun ../figure.png", TestRerun.folder .. "/sub"), 1, "'draw.lua' is not here")
  assert_ended(rerun "nothing.png", 1, "nothing.png': No such file")
  assert_ended(rerun "hello.png", 1, "hello.png is no PNG, PDF, SVG or EPS file")
  assert_ended(rerun "draw.lua", 1, "draw.lua is no PNG")
  local line = "local p = require 'balnet.plot' local f = p.figure() f:panel() f:save('e.png', { recipe = %s })"
  here(program .. " -e " .. shell.quote(line:format "nil"))
  assert_ended(rerun "e.png", 1, "was not drawn by a script")
  here(program .. " -e " .. shell.quote(line:format "false"))
  assert_ended(rerun "e.png", 1, "'e.png' carries no recipe")
  shell.write(TestRerun.folder .. "/draw.lua", "error 'no more'")
  assert_ended(rerun "figure.png --changed", 1, " draw.lua 3' ended with status 1")
end

-- A figure from somebody else must not be able to bring code.
function TestRerun:test_a_figure_brings_no_code()
  here(program .. " -e 'io.open([[reached]], [[w]]):close()' draw.lua 3; rm reached")
  assert_ended(rerun "figure.png", 1, "no options before the script are followed")
  lu.assertNil(shell.read(TestRerun.folder .. "/reached"))
end

function TestRerun:test_it_needs_a_place_for_temporary_files_and_no_stderr()
  shell.write(TestRerun.folder .. "/draw.lua", drawing .. "print 'drawn'")
  draw "3"
  local nowhere = here(("env TMPDIR=/nowhere %s --rerun figure.png"):format(program))
  assert_ended(nowhere, 1, "balnet: cannot create the folder '/nowhere/balnet-XXXXXX': No such file or directory\n")
  lu.assertNotStrContains(nowhere.err, "traceback")
  lu.assertEquals(here(program .. " --rerun figure.png 2>&-").status, 0)
end

function TestRerun:test_a_wrong_command_line_ends_with_2()
  assert_ended(rerun "", 2, "--rerun needs a figure")
  assert_ended(rerun "a.png b.png", 2, "takes one figure")
  assert_ended(rerun "a.png --slow", 2, "'--slow' is not an option")
end

-- The script says that it runs by a file, and never ends.
function TestRerun:test_a_signal_ends_the_script_and_leaves_nothing()
  draw "3"
  shell.write(TestRerun.folder .. "/draw.lua", "io.open('" .. TestRerun.folder .. "/runs', 'w'):close() while true do end")
  here "mkdir temporary"
  local child <close> = assert(process.start({ "env", "-C", TestRerun.folder, "TMPDIR=temporary", os.getenv "BALNET",
    "--rerun", "--changed", "figure.png" }, TestRerun.folder .. "/log"))
  local deadline = system.seconds() + 20
  while not system.exists(TestRerun.folder .. "/runs") and system.seconds() < deadline do process.wait({ child }, 0.02) end
  child:signal "SIGINT"
  process.wait({ child }, 20)
  lu.assertEquals({ child:ended() }, { "exit", 130 }, shell.read(TestRerun.folder .. "/log"))
  lu.assertEquals(here("ls temporary").out, "")
end

function TestRerun:test_an_experiment_is_trained_again_and_leaves_its_folder_alone()
  local run = program .. " " .. shell.quote(source .. "/scripts/two_stimuli.lua")
    .. " --epochs 21 --measure_every 10 --neurons 8 --out out"
  assert_ended(here(run), 0, "")
  local before = here("cat out/*; ls out").out
  assert_ended(rerun "out/two_stimuli.png", 0, "byte for byte")
  assert_ended(rerun "out/two_stimuli_weights.pdf", 0, "byte for byte")
  lu.assertEquals(here("cat out/*; ls out").out, before)
end

function TestRerun:test_archives_are_written_elsewhere_and_read_back()
  shell.write(TestRerun.folder .. "/draw.lua", [[
    local balnet = require "balnet"
    local archive = balnet.archive
    local before = archive.read("before.h5").x
    archive.write("x.h5", { x = balnet.ones(4) * #arg })
    local figure = balnet.plot.figure()
    figure:panel():line(archive.read("x.h5").x):line(before)
    figure:save "figure.png"]])
  balnet.archive.write(TestRerun.folder .. "/before.h5", { x = balnet.zeros(4) })
  draw "1 2 3"
  balnet.archive.write(TestRerun.folder .. "/x.h5", { x = balnet.zeros(4) })
  assert_ended(rerun "figure.png", 0, "byte for byte")
  lu.assertEquals(balnet.archive.read(TestRerun.folder .. "/x.h5").x:max(), 0)
end

TestRecipe = {}

function TestRecipe:test_words_of_a_command_line_come_back()
  for _, words in ipairs { { "balnet", "a b", "it's", "", "'", "\\", "$x", "\n", "ü" }, { "x" } } do
    local text = command_line.text { [0] = words[1], table.unpack(words, 2) }
    lu.assertEquals(command_line.words(text), words)
  end
end

-- The sums of "" and "foobar" that the authors of FNV publish.
function TestRecipe:test_checksums_are_those_of_fnv_1a()
  lu.assertEquals(recipe.checksum "", "cbf29ce484222325")
  lu.assertEquals(recipe.checksum "foobar", "85944171f73967e8")
end

function TestRecipe:test_a_figure_carries_how_it_was_drawn_and_what_the_script_adds()
  local folder = shell.scratch()
  shell.write(folder .. "/a.lua",
    "local f = require('balnet.plot').figure() f:panel() f:save('a.pdf', { recipe = { seed = 3 } })")
  shell.line(program .. " a.lua 'x y'", folder)
  local entries = balnet.plot.recipe(folder .. "/a.pdf")
  shell.remove(folder)
  lu.assertEquals(entries.seed, "3")
  lu.assertEquals(entries.script, "a.lua")
  lu.assertEquals(entries.balnet_version, balnet.version)
  lu.assertEquals(entries.command_line, os.getenv "BALNET" .. " a.lua 'x y'")
  lu.assertEquals(#entries.script_checksum, 16)
end

os.exit(lu.LuaUnit.run())
