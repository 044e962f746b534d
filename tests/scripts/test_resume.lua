-- Going on from the results of an interrupted run, and leaving finished ones alone.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

local function path() return folder .. "/two_stimuli.h5" end

local epochs = os.getenv "BALNET_SANITIZE" == "" and 2000 or 500 -- a run of two seconds
local arguments = { "--epochs", epochs, "--measure_every", 100, "--neurons", 20, "--checkpoint_every", epochs // 5 }

local function command(...)
  local list = { "--out", folder, table.unpack(arguments) }
  for _, word in ipairs { ... } do list[#list + 1] = word end
  return shell.command("two_stimuli", table.unpack(list))
end

local function run(...) return shell.line(command(...)) end

local function digest() return shell.digest(path()) end

TestResume = {}

function TestResume:setUp() folder = shell.scratch() end

function TestResume:tearDown() shell.remove(folder) end

local function uninterrupted()
  local result = run()
  lu.assertEquals(result.status, 0, result.err)
  local whole = digest()
  os.remove(path())
  return whole
end

-- Runs until the end, killed after times of a fixed sequence.
local function run_with_kills(signal, kills, ...)
  for k = 1, kills do
    local seconds = 0.05 + 0.11 * ((k * 7) % 5)
    local line = ("%s & sleep %.2f; kill -%s $! 2> /dev/null; wait $!; echo $?")
      :format(command("--resume", ...), seconds, signal)
    local status = tonumber(shell.line(line).out:match "%d+%s*$")
    if status == 0 then return k end
    lu.assertTrue(status == 128 + (signal == "KILL" and 9 or 15), tostring(status))
  end
  lu.assertEquals(run("--resume", ...).status, 0)
  return kills
end

function TestResume:test_an_interrupted_run_ends_in_the_same_bytes()
  local whole = uninterrupted()
  for _, threads in ipairs { 1, 2 } do
    run_with_kills("TERM", 10, "--threads", threads)
    lu.assertEquals(digest(), whole, threads .. " threads")
    os.remove(path())
  end
end

function TestResume:test_a_killed_run_ends_in_the_same_bytes()
  local whole = uninterrupted()
  run_with_kills("KILL", 10)
  lu.assertEquals(digest(), whole)
end

function TestResume:test_checkpoints_between_measurements_change_nothing()
  local whole = uninterrupted()
  run_with_kills("KILL", 4, "--checkpoint_every", 137)
  lu.assertEquals(digest(), whole)
end

function TestResume:test_more_epochs_go_on_from_a_finished_run()
  arguments[2] = 1001 -- a run that ends at a measurement, where the shorter one ended too
  local whole = uninterrupted()
  arguments[2] = 501
  lu.assertEquals(run().status, 0)
  arguments[2] = 1001
  lu.assertEquals(run("--resume").status, 0)
  lu.assertEquals(digest(), whole)
  arguments[2] = epochs
end

-- The last measurement of the shorter run relaxes the initial state, where the longer run would not have been measured.
function TestResume:test_more_epochs_go_on_from_between_two_measurements()
  arguments[2] = 330
  local whole = uninterrupted()
  arguments[2] = 250
  lu.assertEquals(run().status, 0)
  arguments[2] = 330
  lu.assertEquals(run("--resume").status, 0)
  lu.assertEquals(digest(), whole)
  arguments[2] = epochs
end

function TestResume:test_nothing_to_resume_is_a_beginning()
  lu.assertEquals(run("--resume", "--epochs", 2).status, 0)
end

TestEarlier = {}

function TestEarlier:setUp()
  folder = shell.scratch()
  lu.assertEquals(run("--epochs", 21, "--measure_every", 10).status, 0)
end

function TestEarlier:tearDown() shell.remove(folder) end

local function again(...)
  return run("--epochs", 21, "--measure_every", 10, ...)
end

function TestEarlier:test_a_finished_run_is_not_run_again()
  local before = shell.read(path())
  for _, extra in ipairs { "--threads=1", "--resume" } do
    local result = again(extra)
    lu.assertEquals(result.status, 0)
    lu.assertStrContains(result.err, "finished before, results in " .. path() .. "; --force runs it again")
    lu.assertEquals(result.out, "")
    lu.assertTrue(shell.read(path()) == before)
  end
end

-- As a kill between training and figures, or a figure with a mistake in it, leaves it.
function TestEarlier:test_a_trained_run_without_its_figures_is_kept_and_completed()
  local text = [[
    local balnet = require "balnet"
    local run = balnet.experiment { name = "undrawn", neurons = 8, steps = 10, batch = 2, epochs = 21 }
    for _, measured in run:train() do run:record(measured) end
    run:save(balnet.figures.weights(%s))]]
  local out = folder .. "/undrawn"
  lu.assertEquals(shell.lua(text:format "", "--out", out).status, 1)
  local before = shell.read(out .. "/undrawn.h5")
  local other = shell.lua(text:format "run", "--out", out, "--seed", 2)
  lu.assertEquals(other.status, 2)
  lu.assertStrContains(other.err, "holds the results of another run: seed is 1 there and 2 now")
  lu.assertTrue(shell.read(out .. "/undrawn.h5") == before)
  local same = shell.lua(text:format "run", "--out", out)
  lu.assertEquals({ same.status, same.err }, { 0, "undrawn: trained before, to the last epoch; what is missing is written\n" })
  lu.assertNotNil(shell.read(out .. "/undrawn_weights.pdf"))
  lu.assertStrContains(shell.lua(text:format "run", "--out", out).err, "finished before")
end

function TestEarlier:test_force_runs_it_again()
  local result = again "--force"
  lu.assertEquals(result.status, 0)
  lu.assertStrContains(result.err, "epoch 21/21")
end

function TestEarlier:test_the_results_of_another_run_are_not_overwritten()
  local before = shell.read(path())
  for _, extra in ipairs { "--seed=2", "--noise=0.5", "--epochs=22" } do
    local result = again(extra)
    lu.assertEquals(result.status, 2)
    lu.assertStrContains(result.err, "holds the results of another run: " .. extra:match "^%-%-(%w+)" .. " is ")
    lu.assertTrue(shell.read(path()) == before)
  end
  local result = again("--resume", "--seed=2")
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "holds another run: seed is 1 there and 2 now")
  result = again("--resume", "--epochs=11")
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "holds a run that is already at epoch 21")
end

function TestEarlier:test_a_damaged_file_is_told_and_not_overwritten()
  local whole = shell.read(path())
  for _, damaged in ipairs { whole:sub(1, 1000), "", "not HDF5", whole:gsub("epoch", "epocj", 1) } do
    if type(damaged) == "string" then
      shell.write(path(), damaged)
      local result = again "--resume"
      lu.assertEquals(result.status, 1)
      lu.assertStrContains(result.err, path())
      lu.assertStrContains(result.err, "--force overwrites it")
      lu.assertTrue(shell.read(path()) == damaged)
    end
  end
  lu.assertEquals(again "--force".status, 0)
end

function TestEarlier:test_a_file_of_other_content_is_refused()
  shell.lua([[
    local archive = require("balnet").archive
    archive.write(arg[1], { history = {}, attributes = { seed = 1 } })]], path())
  local result = again "--resume"
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "is not a results file of a run")
end

function TestEarlier:test_a_state_of_another_version_is_refused()
  shell.lua([[
    local archive = require("balnet").archive
    local tree = archive.read(arg[1])
    tree.state.attributes.format, tree.attributes.finished = 99, 0
    tree.history.epoch = archive.int64(tree.history.epoch)
    archive.write(arg[1], tree)]], path())
  local result = again "--resume"
  lu.assertEquals(result.status, 1)
  lu.assertStrContains(result.err, "was written by another version")
end

function TestEarlier:test_a_file_older_than_a_parameter_goes_on_where_that_is_what_it_was()
  shell.lua([[
    local archive = require("balnet").archive
    local tree = archive.read(arg[1])
    tree.parameters.attributes.noise = nil
    tree.history.epoch = archive.int64(tree.history.epoch)
    archive.write(arg[1], tree)]], path())
  lu.assertStrContains(again().err, "finished before")
  local result = again("--noise", 2)
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "another run: it was made before there was a parameter noise, as if that were "
    .. "1, and it is 2 now; --out names another folder, --force runs anew")
end

function TestEarlier:test_a_state_of_another_shape_is_refused()
  shell.lua([[
    local balnet = require "balnet"
    local tree = balnet.archive.read(arg[1])
    tree.attributes.finished, tree.state.weights = 0, balnet.zeros(3, 3)
    balnet.archive.write(arg[1], tree)]], path())
  local result = again "--resume"
  lu.assertEquals(result.status, 2)
  lu.assertStrContains(result.err, "'weights' of the state is 3 x 3; this trainer needs 22 x 23")
end

os.exit(lu.LuaUnit.run())
