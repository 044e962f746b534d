-- Studies: their command line, and the files they leave, read back by h5py.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

local text = [[
local balnet = require "balnet"
local study = balnet.study {
  name = "small",
  description = "A study for its test.",
  parameters = {
    { name = "gain", kind = "number", default = 2.0, help = "g" },
    { name = "list", kind = "text", default = "1, 2 4", help = "numbers" },
  },
  quick = { gain = 0.5 },
}
print(study.parameters.gain, #study:numbers "list", study.parameters.seed)
study:note("half of %d", 2)
local figure = balnet.plot.figure {}
figure:panel(1, 1):line({ 1, 2 }, { 3, 4 })
local first, second = study:save({ curve = { x = balnet.tensor { 1, 2, 3 } } }, figure, balnet.figures.drawing(figure, "_again"))
assert(first == figure and second.figure == figure)
]]

local function run(...) return shell.lua(text, "--out", folder, ...) end

TestStudy = {}

function TestStudy:setUp() folder = shell.scratch() end

function TestStudy:tearDown() shell.remove(folder) end

function TestStudy:test_the_command_line_wins_over_quick_over_the_default()
  lu.assertEquals(run().out, "2.0\t3\t1\n")
  lu.assertEquals(run("--quick").out, "0.5\t3\t1\n")
  lu.assertEquals(run("--quick", "--gain", 7, "--list", "5,6", "--seed", 9).out, "7.0\t2\t9\n")
end

function TestStudy:test_it_leaves_an_archive_and_its_figures()
  local result = run("--gain", 3)
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "small: half of 2")
  for _, name in ipairs { "small.h5", "small.pdf", "small.png", "small_again.pdf", "small_again.png" } do
    lu.assertNotNil(shell.read(folder .. "/" .. name), name)
  end
  local read = shell.python([[
with h5py.File(sys.argv[1]) as f:
    print(list(f['curve/x']), f['parameters'].attrs['gain'], f.attrs['seed'], f.attrs['finished'])
    print(sorted(f['parameters'].attrs))
]], folder .. "/small.h5")
  lu.assertStrContains(read, "3.0 1 1\n")
  lu.assertStrContains(read, "['gain', 'list', 'out', 'quick', 'seed']")
end

function TestStudy:test_a_wrong_command_line_ends_it_with_status_two()
  for _, words in ipairs { { "--gian", 3 }, { "--gain", "much" }, { "--list", "1,x" }, { "seven" } } do
    local result = run(table.unpack(words))
    lu.assertEquals(result.status, 2)
    lu.assertStrContains(result.err, "small: --help shows all parameters")
  end
  lu.assertStrContains(run("--gian", 3).err, "did you mean --gain?")
end

function TestStudy:test_help_names_every_parameter()
  local result = run "--help"
  lu.assertEquals(result.status, 0)
  for _, word in ipairs { "A study for its test.", "--gain", "--list", "--quick", "--out" } do
    lu.assertStrContains(result.out, word)
  end
end

function TestStudy:test_a_folder_that_cannot_be_written_is_reported()
  local result = shell.lua(text, "--out", "/proc/nowhere")
  lu.assertEquals(result.status, 74)
  lu.assertStrContains(result.err, "--out names another")
end

function TestStudy:test_values_that_no_archive_can_hold_are_an_error_at_the_call_of_save()
  local result = shell.lua("local study = require('balnet').study { name = 'wrong' }\nstudy:save { x = print }", "--out", folder)
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, ":2: " .. folder .. "/wrong.h5 leaves out /x ('/x' is a function;")
end

function TestStudy:test_an_invalid_definition_is_an_error_of_the_script()
  local result = shell.lua [[require("balnet").study { description = "nameless" }]]
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, ":1: a study needs a name")
end

os.exit(lu.LuaUnit.run())
