-- The place of the results is lost while a run is at work: the disk, a real one of a few kilobytes, becomes full or
-- read-only, or the folder is removed, or something else stands in its place. It is reported, training goes on, and at
-- the end the results are in their folder, or where the last message says.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder

-- A run of three measurements; after the second the line comes.
local run_text = [[
local balnet = require "balnet"
local run = balnet.experiment { name = "placed", neurons = 30, steps = 10, batch = 2, epochs = 21, measure_every = 10,
  checkpoint_every = 1 }
for epoch, measured in run:train() do
  run:record(measured)
  if epoch == 11 then %s end
end
%s
run:save(balnet.figures.weights(run))
]]

TestLostPlace = {}

function TestLostPlace:setUp()
  folder = shell.scratch()
  shell.line("mkdir temporary disk", folder)
end

function TestLostPlace:tearDown() shell.remove(folder) end

local function run(during, at_end, before)
  shell.write(folder .. "/placed.lua", run_text:format(during, at_end or ""))
  return shell.line(("%s TMPDIR=temporary %s"):format(before or "env",
    shell.program_command("placed.lua", "--out", "disk/out")), folder)
end

local function assert_whole(path, finished)
  local tree = balnet.archive.read(folder .. "/" .. path)
  lu.assertEquals(tree.attributes.finished, finished or 1)
  lu.assertEquals(tree.history.epoch:totable(), { 1, 11, 21 })
end

local results = { "disk/out/placed.h5", "disk/out/placed_weights.pdf", "disk/out/placed_weights.png" }

local function assert_completed(result)
  lu.assertEquals(result.status, 0, result.err)
  assert_whole(results[1])
  lu.assertEquals(shell.line("ls disk/out/*", folder).out, table.concat(results, "\n") .. "\n")
end

-- The results are where the message says; moved to where they belong, they get their figures by the same command.
local function assert_elsewhere(result)
  lu.assertEquals(result.status, 74, result.err)
  local path = result.err:match "the results are in (temporary/%S+)"
  assert_whole(path, 0)
  shell.line("rm -rf disk; mkdir -p disk/out; mv " .. path .. " disk/out", folder)
  local again = run ""
  lu.assertEquals(again.err, "placed: trained before, to the last epoch; what is missing is written\n")
  assert_completed(again)
end

function TestLostPlace:test_a_folder_that_is_removed_is_made_again()
  local result = run "os.execute 'rm -r disk/out'"
  lu.assertStrContains(result.err, "placed: the folder 'disk/out' was removed; it is made again")
  assert_completed(result)
end

function TestLostPlace:test_a_folder_that_is_removed_before_the_end_is_made_again()
  assert_completed(run("", "os.execute 'mv disk/out disk/other'"))
end

function TestLostPlace:test_results_whose_folder_cannot_be_had_are_found_elsewhere()
  local result = run "os.execute 'rm -r disk && touch disk'"
  lu.assertStrContains(result.err, "placed: no checkpoint: cannot create the folder 'disk': Not a directory")
  assert_elsewhere(result)
end

function TestLostPlace:test_another_run_in_the_new_folder_is_not_disturbed()
  local result = run [[os.execute 'rm -r disk/out && mkdir disk/out'
    taken = require("balnet.native.system").lock_folder "disk/out"]]
  lu.assertStrContains(result.err, "placed: no checkpoint: another run is writing into 'disk/out'")
  lu.assertEquals(shell.line("ls -A disk/out", folder).out, "")
  assert_elsewhere(result)
end

function TestLostPlace:test_an_interrupted_run_is_found_elsewhere_too()
  local result = run "os.execute 'rm -r disk && touch disk; kill $PPID'"
  lu.assertEquals(result.status, 74, result.err)
  local fault, path = result.err:match "placed: stopped by SIGTERM after epoch 1%d; ([^;]*); .*the results are in (temporary/%S+)\n$"
  lu.assertEquals(fault, "cannot create the folder 'disk': Not a directory")
  lu.assertEquals(balnet.archive.read(folder .. "/" .. path).history.epoch:totable(), { 1, 11 })
end

function TestLostPlace:test_a_run_that_could_not_be_saved_is_finished_when_it_is()
  assert_completed(run("", "os.execute 'rm -r disk && touch disk'; assert(not pcall(run.save, run)); os.remove 'disk'"))
end

-- A study that does something before it saves three ones.
local function study(before)
  shell.write(folder .. "/study.lua", [[
    local balnet = require "balnet"
    local study = balnet.study { name = "study" }
    ]] .. before .. [[

    study:save { x = balnet.ones(3) }]])
  return shell.line("env TMPDIR=temporary " .. shell.program_command("study.lua", "--out", "disk/out"), folder)
end

function TestLostPlace:test_a_study_makes_its_folder_again()
  local result = study "os.execute 'rm -r disk/out'"
  lu.assertEquals(result.status, 0, result.err)
  lu.assertEquals(balnet.archive.read(folder .. "/disk/out/study.h5").x:sum(), 3)
end

function TestLostPlace:test_a_study_whose_folder_cannot_be_had_is_found_elsewhere()
  local result = study "os.execute 'rm -r disk && touch disk'"
  lu.assertEquals(result.status, 74, result.err)
  local path = result.err:match "study: cannot create the folder 'disk': .*; the results are in (temporary/%S+)\n$"
  lu.assertEquals(balnet.archive.read(folder .. "/" .. path).x:sum(), 3)
end

-- --- a full disk ---------------------------------------------------------------------------------

-- The shell words that mount a small disk at `disk` for the command behind them and list its files at the end. The test
-- is skipped where mounting is not allowed.
local function on_small_disk()
  for _, unshare in ipairs { "unshare -rm", "unshare -m" } do
    local words = unshare .. [[ sh -c 'mount -t tmpfs -o size=600k none disk || exit 99; "$@"; status=$?
      rm -f disk/filler; cp -r disk kept; exit $status' sh env]]
    if shell.line(words .. " true; rm -r kept", folder).status == 0 then return words end
  end
  lu.skip "no file system can be mounted here"
end

local fill = [[local filler = io.open("disk/filler", "w") filler:setvbuf "no" while filler:write(("x"):rep(4096)) do end filler:close()]]

function TestLostPlace:test_training_goes_on_over_a_full_disk_until_there_is_room()
  local result = run(fill, "os.remove 'disk/filler'", on_small_disk())
  lu.assertEquals(result.status, 0, result.err)
  lu.assertStrContains(result.err, "placed: no checkpoint: cannot write 'disk/out/placed.h5': No space left on device")
  assert_whole "kept/out/placed.h5"
end

function TestLostPlace:test_results_that_a_full_disk_does_not_take_are_found_elsewhere()
  local result = run(fill, nil, on_small_disk())
  lu.assertStrContains(result.err, "placed: cannot write 'disk/out/placed.h5': No space left on device; the results are in ")
  assert_elsewhere(result)
  lu.assertEquals(balnet.archive.read(folder .. "/kept/out/placed.h5").history.epoch:totable(), { 1 })
  lu.assertEquals(shell.line("ls -A kept/out", folder).out, "placed.h5\n")
end

function TestLostPlace:test_results_are_found_elsewhere_when_the_disk_becomes_read_only()
  local result = run("os.execute 'mount -o remount,bind,ro disk'", nil, on_small_disk())
  lu.assertStrContains(result.err, "placed: no checkpoint: cannot write 'disk/out/placed.h5': Read-only file system")
  assert_elsewhere(result)
end

function TestLostPlace:test_a_full_disk_keeps_the_old_archives_and_figures()
  shell.write(folder .. "/write.lua", [[
    local balnet = require "balnet"
    local files = {}
    local function keep(name, write)
      files[name] = function(value) write("disk/" .. name, value) end
    end
    keep("a.h5", function(path, value) balnet.archive.write(path, { x = balnet.ones(2000) * value }) end)
    for _, extension in ipairs { "pdf", "svg", "png", "eps" } do
      keep("f." .. extension, function(path, value)
        local figure = balnet.plot.figure()
        figure:panel():line { 1, value, 2 * value }
        figure:save(path)
      end)
    end
    local function read(name) local file <close> = io.open("disk/" .. name, "rb") return file:read "a" end
    local before = {}
    for name, write in pairs(files) do write(1) before[name] = read(name) end
    ]] .. fill .. [[
    for name, write in pairs(files) do
      local written, fault = pcall(write, 3)
      assert(not written and fault:find "No space left on device" and fault:find(name, 1, true), fault)
      assert(read(name) == before[name], name)
    end]])
  local result = shell.line(on_small_disk() .. " " .. shell.program_command "write.lua", folder)
  lu.assertEquals(result.err, "")
  lu.assertEquals(result.status, 0)
  lu.assertEquals(shell.line("ls -A kept", folder).out, "a.h5\nf.eps\nf.pdf\nf.png\nf.svg\n")
end

os.exit(lu.LuaUnit.run())
