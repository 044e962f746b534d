-- Kills by SIGKILL at random moments: of a run that trains, of one that writes its archive, figures and movie, and of a
-- sweep and its runs. After each kill every file under a final name is whole, and in the end the same command gives the
-- same bytes as without kills. The environment variable BALNET_KILLS says how many kills there are: half of them in
-- training, a quarter in each of the others.
local lu = require "luaunit"
local balnet = require "balnet"
local process = require "balnet.native.process"
local system = require "balnet.native.system"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local kills = tonumber(os.getenv "BALNET_KILLS" or 48)
local in_training, in_others = kills // 2, kills // 4

local folder

local function log() return shell.read(folder .. "/log") end

local function start(words) return shell.start(words, folder .. "/log") end

local function finish(words)
  local child <close> = start(words)
  lu.assertEquals({ shell.end_of(child) }, { "exit", 0 }, log())
end

TestKill = {}

function TestKill:setUp()
  folder = shell.scratch()
  math.randomseed(kills)
end

function TestKill:tearDown() shell.remove(folder) end

-- --- training ------------------------------------------------------------------------------------

local epochs = 2500 * in_training + 1 -- more than a run gets done between two kills
local longest = 0.15 -- seconds until a kill: after the start, or after the first checkpoint

local function results() return folder .. "/two_stimuli.h5" end

local function training(threads)
  return { os.getenv "BALNET", os.getenv "BALNET_SOURCE" .. "/scripts/two_stimuli.lua", "--out", folder, "--neurons", "40",
    "--epochs", tostring(epochs), "--measure_every", "500", "--checkpoint_every", "200", "--keep_weights", "false",
    "--threads", tostring(threads), "--resume" }
end

-- The epoch of the state in the file, 0 when there is none yet. A file that can't be read is an error.
local function epoch_on_disk()
  if not shell.read(results()) then return 0 end
  return balnet.archive.read(results(), "/", { most_dims = 0 }).state.attributes.epoch
end

-- Kills a run at a random moment, every other one not before it has written a checkpoint.
local function killed(k, before)
  local child <close> = start(training(1 + k % 2))
  while k % 4 < 2 and epoch_on_disk() <= before and not child:ended() do process.wait({ child }, 0.01) end
  process.wait({ child }, longest * math.random())
  child:signal "SIGKILL"
  return shell.end_of(child)
end

function TestKill:test_a_run_killed_in_training_ends_in_the_same_bytes()
  local before = 0
  for k = 1, in_training do
    lu.assertEquals({ killed(k, before) }, { "signal", 9 }, log())
    local epoch = epoch_on_disk()
    lu.assertTrue(epoch >= before, ("kill %d: epoch %d after %d"):format(k, epoch, before))
    before = epoch
  end
  finish(training(2))
  local resumed = shell.digest(results())
  os.remove(results())
  finish(training(1))
  lu.assertEquals(shell.digest(results()), resumed)
  print(("training: %d kills, up to epoch %d"):format(in_training, before))
end

-- --- what is written at the end, and sweeps ------------------------------------------------------

-- Every number of an archive, bit by bit, as one text, without the attributes about time and command line.
local function bits(tree)
  local names, parts = {}, {}
  for name in pairs(tree) do
    if name ~= "attributes" then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local member = tree[name]
    parts[#parts + 1] = name
    if type(member) == "userdata" then
      for _, number in ipairs(member:contiguous():reshape(-1):totable()) do parts[#parts + 1] = ("%a"):format(number) end
    else
      parts[#parts + 1] = bits(member)
    end
  end
  return table.concat(parts, " ")
end

-- The files below the folder's `out`: numbers of archives, bytes of figures, true for temporary files. An archive that
-- can't be read is an error.
local function files_left()
  local files = {}
  for path in shell.line("find out -type f", folder).out:gmatch "[^\n]+" do
    local whole = folder .. "/" .. path
    if path:find "%.h5$" then
      files[path] = bits(balnet.archive.read(whole))
    elseif path:find "%.tmp%." or path:find "%.part$" then
      files[path] = true
    elseif not path:find "%.txt$" then
      files[path] = shell.read(whole)
    end
  end
  return files
end

-- Every figure that is there must be the final one: they are drawn of what is finished alone.
local function check(files, final)
  local writing = false
  for path, content in pairs(files) do
    if content == true then writing = true
    elseif not path:find "%.h5$" then lu.assertTrue(content == final[path], path .. " is not whole") end
  end
  return writing
end

-- Half-written files stay only in the folder of a sweep itself, of which other machines may have a share.
local function check_all(final)
  local files = files_left()
  for path, content in pairs(final) do lu.assertTrue(files[path] == content, path .. " is missing or another") end
  for path in pairs(files) do
    local may_stay = files[path] == true and final["out/saved_sweep.h5"] and path:find "^out/[^/]*$"
    if not may_stay then lu.assertNotNil(final[path], path .. " was left") end
  end
end

local function clear() shell.remove(folder .. "/out") end

-- Kills the command over and over, and begins anew when it has finished in between. Says how many kills found it writing
-- a file, and how often it finished.
local function kill_often(name, words, kill)
  local began = system.seconds()
  finish(words)
  local seconds, final = system.seconds() - began, files_left()
  clear()
  local count, finished, writing = 0, 0, 0
  while count < in_others do
    local child <close>, number = start(words)
    process.wait({ child }, seconds * math.random())
    if child:ended() then
      lu.assertEquals({ child:ended() }, { "exit", 0 }, log())
      check_all(final)
      clear()
      finished = finished + 1
    else
      kill(child, count, number)
      shell.end_of(child)
      count = count + 1
      if check(files_left(), final) then writing = writing + 1 end
    end
  end
  finish(words)
  check_all(final)
  print(("%s: %d kills, %d of them while a file was written; finished %d times")
    :format(name, count, writing, finished + 1))
end

local saved = [[
local balnet = require "balnet"
local figures = balnet.figures
local run = balnet.experiment { name = "saved", neurons = 80, steps = 10, batch = 2, epochs = 201, measure_every = 20,
  checkpoint_every = 10 }
for _, measured in run:train() do run:record(measured) end
run:save(figures.training(run), figures.weights(run), figures.movie(run))
]]

-- The same words each time, for they stand in the figures.
local function command(...)
  shell.write(folder .. "/saved.lua", saved)
  return { "env", "-C", folder, "SOURCE_DATE_EPOCH=0", os.getenv "BALNET", ... }
end

function TestKill:test_a_run_killed_while_it_saves_and_draws_ends_in_the_same_bytes()
  kill_often("saving", command("saved.lua", "--out", "out", "--resume"), function(child) child:signal "SIGKILL" end)
end

-- Every other time the runs are killed with the sweep; otherwise the system tells them when their parent has died.
function TestKill:test_a_sweep_killed_with_its_runs_or_without_ends_in_the_same_bytes()
  local words = command("sweep", "saved.lua", "--seed", "1..3", "--jobs", "2", "--out", "out")
  kill_often("sweep", words, function(child, k, number)
    if k % 2 == 0 then shell.line("pkill -KILL -P " .. number) end
    child:signal "SIGKILL"
  end)
end

os.exit(lu.LuaUnit.run())
