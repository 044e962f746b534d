-- One run, killed by SIGKILL at random moments and resumed each time, ends in the same bytes as an uninterrupted one. The
-- environment variable BALNET_KILLS says how often it is killed.
local lu = require "luaunit"
local balnet = require "balnet"
local process = require "balnet.process"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local kills = tonumber(os.getenv "BALNET_KILLS" or 50)
local epochs = 2500 * kills + 1 -- more than a run gets done between two kills
local longest = 0.15 -- seconds until a kill: after the start, or after the first checkpoint

local folder, path

local function arguments(threads)
  return { os.getenv "BALNET", os.getenv "BALNET_SOURCE" .. "/scripts/two_stimuli.lua", "--out", folder, "--neurons", "40",
    "--epochs", tostring(epochs), "--measure_every", "500", "--checkpoint_every", "200", "--keep_weights", "false",
    "--threads", tostring(threads), "--resume" }
end

-- The epoch of the state in the file, 0 when there is none yet. A file that can't be read is an error.
local function epoch_on_disk()
  if not shell.read(path) then return 0 end
  return balnet.archive.read(path, "/", { most_dims = 0 }).state.attributes.epoch
end

local function start(threads) return assert(process.start(arguments(threads), folder .. "/log")) end

-- Kills a run at a random moment, every other one not before it has written a checkpoint.
local function killed(k, before)
  local child <close> = start(1 + k % 2)
  while k % 4 < 2 and epoch_on_disk() <= before and not child:ended() do process.wait({ child }, 0.01) end
  process.wait({ child }, longest * math.random())
  child:signal "SIGKILL"
  process.wait({ child }, 60)
  return child:ended()
end

local function finished(threads)
  local child <close> = start(threads)
  process.wait({ child }, 600)
  lu.assertEquals({ child:ended() }, { "exit", 0 }, shell.read(folder .. "/log"))
  return shell.digest(path)
end

TestKill = {}

function TestKill:setUp()
  folder = shell.scratch()
  path = folder .. "/two_stimuli.h5"
end

function TestKill:tearDown() shell.remove(folder) end

function TestKill:test_a_run_killed_many_times_ends_in_the_same_bytes()
  math.randomseed(kills)
  local before = 0
  for k = 1, kills do
    lu.assertEquals({ killed(k, before) }, { "signal", 9 }, shell.read(folder .. "/log"))
    local epoch = epoch_on_disk()
    lu.assertTrue(epoch >= before, ("kill %d: epoch %d after %d"):format(k, epoch, before))
    before = epoch
  end
  local resumed = finished(2)
  os.remove(path)
  lu.assertEquals(finished(1), resumed)
end

os.exit(lu.LuaUnit.run())
