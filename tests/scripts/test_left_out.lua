-- What stands beside the numbers of a run (the script's text, names, notes of the script's own) never takes them with
-- it: what an archive can't hold is left out and told, and the file is read again as any other.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

TestLeftOut = {}

function TestLeftOut:setUp() folder = shell.scratch() end

function TestLeftOut:tearDown() shell.remove(folder) end

local head = [[
local balnet = require "balnet"
local run = balnet.experiment { name = "held", neurons = 8, steps = 10, batch = 2, epochs = 21, measure_every = 10,
  arguments = { [0] = arg[0], "--out", %q } }
]]

-- Trains, with a line at each measurement.
local function experiment(line)
  return head:format(folder .. "/out") .. ([[
for epoch, measured in run:train() do
  %s
  run:record(measured)
end
run:save()
]]):format(line or "")
end

local function run(bytes, ...)
  shell.write(folder .. "/held.lua", bytes)
  return shell.program(folder .. "/held.lua", ...)
end

local function assert_loads(result, status)
  lu.assertEquals(result.status, status or 0, result.err)
  local loaded = balnet.load(folder .. "/out/held.h5")
  lu.assertEquals(loaded.history.numbers.epoch, { 1, 11, 21 })
  lu.assertEquals(loaded.trainer:epoch(), 21)
  return balnet.archive.read(folder .. "/out/held.h5")
end

function TestLeftOut:test_a_script_that_is_no_text_keeps_its_numbers()
  local text = experiment()
  for fault, bytes in pairs {
    ["it is bytecode"] = string.dump(assert(load(text))),
    ["it holds a zero byte"] = text .. "-- \0",
    ["is not UTF-8"] = text .. "-- \xE9",
    ["bytes; at most"] = text .. "-- " .. ("long "):rep(4e6),
  } do
    local result = run(bytes)
    lu.assertStrContains(result.err, "the results leave out the text of the script (")
    lu.assertStrContains(result.err, fault)
    local attributes = assert_loads(result).attributes
    lu.assertNil(attributes.script_text)
    lu.assertStrContains(attributes.script_text_left_out, fault)
    shell.remove(folder .. "/out")
  end
end

function TestLeftOut:test_it_is_told_before_training()
  local result = run(experiment "error 'at the first measurement'" .. "-- \0")
  local said, failed = result.err:find("leave out", 1, true), result.err:find("at the first measurement", 1, true)
  lu.assertTrue(said < failed, result.err)
end

-- Histories are doubles: an integer beyond 2^53 becomes the nearest and takes no column with it.
function TestLeftOut:test_an_integer_that_no_double_holds_is_rounded_aloud()
  local result = run(experiment "measured.count, measured.whole = math.maxinteger - epoch, 1 << 60")
  lu.assertNotStrContains(result.err, "leave out")
  local _, told = result.err:gsub("held: 'count' is %d+; the history holds doubles, of which 9223372036854775808 is the nearest", "")
  lu.assertEquals(told, 1, result.err)
  lu.assertNotStrContains(result.err, "whole")
  assert_loads(result)
  lu.assertEquals(balnet.load(folder .. "/out/held.h5").history.numbers.count, { 2.0 ^ 63, 2.0 ^ 63, 2.0 ^ 63 })
end

function TestLeftOut:test_numbers_of_the_script_under_any_name()
  for line, left_out in pairs {
    ["measured['a/b'] = 1"] = "a/b", ["measured[''] = 1"] = "", ["measured['.'] = 1"] = ".",
    ["measured['a\\0b'] = 1"] = "a\\x00b", ["measured[('x'):rep(2000)] = 1"] = "xxx",
    ["measured.attributes = 1"] = "attributes", ["measured[true] = 1"] = false,
    ["measured['\\xE9'] = 1"] = false, ["measured.note = 1 measured.epoch = 'first'"] = false,
    ["measured.epoch = 1.5"] = false, ["measured.test_error = {}"] = false,
  } do
    local result = run(experiment(line))
    local tree = assert_loads(result)
    if left_out then
      lu.assertStrContains(result.err, "held: the results leave out /history/" .. left_out)
      lu.assertStrContains(tree.attributes.left_out, "/history/" .. left_out)
    else
      lu.assertNil(tree.attributes.left_out)
    end
    shell.remove(folder .. "/out")
  end
end

function TestLeftOut:test_measurements_that_the_script_has_spoilt()
  for line, left_out in pairs {
    ["measured.J = 3"] = "/history/J", ["measured.test = 'x'"] = "/test",
    ["measured.tracking = nil"] = "/tracking", ["measured.labels = 1"] = "/clusters",
    ["measured.eigenvalues = 0"] = "/history/eigenvalues_real", ["measured.state = print"] = "/tracking/final_state",
    ["run.parameters.noise = {}"] = "/parameters/attributes/noise",
  } do
    local result = run(experiment(line))
    lu.assertStrContains(result.err, "held: the results leave out " .. left_out)
    lu.assertEquals(balnet.archive.read(folder .. "/out/held.h5").history.epoch:totable(), { 1, 11, 21 })
    shell.remove(folder .. "/out")
  end
end

function TestLeftOut:test_parameters_that_the_trainer_was_made_of_are_not_set_afterwards()
  local made = balnet.experiment { name = "set", neurons = 10, steps = 10, epochs = 1, out = folder .. "/set", arguments = {} }
  made.parameters.neurons, made.parameters.epochs = 5, 2
  local fine, message = pcall(made.train, made)
  lu.assertFalse(fine)
  lu.assertStrContains(message, "run.parameters.neurons was set to 5 after the run was made with 10; give neurons to balnet.experiment")
  made.parameters.neurons = 10
  for _, measured in made:train() do made:record(measured) end
  lu.assertEquals(made.trainer:epoch(), 2)
  shell.remove(folder .. "/set")
end

function TestLeftOut:test_paths_and_words_in_any_bytes()
  local text = experiment():gsub("arguments = %b{}", ("arguments = { [0] = 'a\\0\\xE9', '--out', %q }")
    :format(folder .. "/\xE9"))
  local result = run(text)
  lu.assertEquals(result.status, 0, result.err)
  local tree = balnet.archive.read(folder .. "/\xE9/held.h5")
  lu.assertEquals(tree.parameters.attributes.out, folder .. "/\\xE9")
  lu.assertStrContains(tree.attributes.command_line, "a\\x00\\xE9")
end

function TestLeftOut:test_names_and_texts_that_no_file_can_hold_are_refused_before()
  for line, fault in pairs {
    [("balnet.experiment { name = %q }"):format(("n"):rep(101))] = "a name of at most 100 bytes; one of 101 was given",
    [("balnet.study { name = %q }"):format(("n"):rep(101))] = "a name of at most 100 bytes; one of 101 was given",
    [("balnet.study { name = 's', parameters = { { name = %q, kind = 'text', help = '' } } }"):format(("n"):rep(101))] =
      "the name of a parameter has at most 100 bytes; one of 101 was given",
    ["balnet.study { name = 's', arguments = { '--p', '\\xE9' }, parameters = { { name = 'p', kind = 'text', help = '' } } }"] =
      "it must be a text in UTF-8",
  } do
    local result = run("local balnet = require 'balnet' " .. line)
    lu.assertNotEquals(result.status, 0)
    lu.assertStrContains(result.err, fault)
  end
end

function TestLeftOut:test_a_study_stores_what_it_can_and_then_says_what_it_could_not()
  local result = run(([[
local balnet = require "balnet"
local study = balnet.study { name = "held", arguments = { [0] = "held.lua", "--out", %q } }
study:save { good = balnet.ones(3), bad = print, attributes = { note = "a\0b", word = {} }, ["a/b"] = balnet.ones(2) }
]]):format(folder .. "/out"))
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "held.lua:3: " .. folder .. "/out/held.h5 leaves out /a/b")
  for _, part in ipairs { "/attributes/word", "/bad" } do lu.assertStrContains(result.err, part) end
  local tree = balnet.archive.read(folder .. "/out/held.h5")
  lu.assertEquals(tree.good:totable(), { 1, 1, 1 })
  lu.assertEquals(tree.attributes.note, "a\\x00b")
end

os.exit(lu.LuaUnit.run())
