-- The cost of a sweep for the process that coordinates it, by the number of runs: processor time and system calls a run, and
-- memory. They should not grow with the number of runs. Runs are of a study that saves one number.
--   build/balnet tests/cluster/scale.lua [jobs] [runs …]      64 jobs; 100, 1000 and 10000 runs
-- System calls are counted by strace where it is installed, of the coordinator alone, in a sweep of its own, of 1000 runs at most.
local process = require "balnet.native.process"
local system = require "balnet.native.system"

local jobs = arg[1] or "64"
local counts = { table.unpack(arg, 2) }
if #counts == 0 then counts = { "100", "1000", "10000" } end
local folder = assert(system.temporary_folder())

local function write(name, text)
  local file <close> = assert(io.open(folder .. "/" .. name, "w"))
  file:write(text)
  return folder .. "/" .. name
end

local script = write("stub.lua", [[require "balnet".study({ name = "stub" }):save { one = require "balnet".ones(1) }]])
local coordinator = write("coordinator.lua", [[
  local status = require "balnet.command.sweep"(table.unpack(arg))
  local file <close> = assert(io.open(os.getenv "SCALE_RESULT", "w"))
  file:write(os.clock(), "\n")
  for line in io.lines "/proc/self/status" do if line:find "^VmHWM" then file:write(line, "\n") end end
  file:close()
  os.exit(status)]])

local function read(path)
  local file <close> = io.open(path)
  return file and file:read "a" or ""
end

-- Runs a sweep and gives what the coordinator has written.
local function sweep(count, out, before)
  local words = { "env", "SCALE_RESULT=" .. folder .. "/result" }
  table.move(before or {}, 1, #(before or {}), #words + 1, words)
  for _, word in ipairs { system.program(), coordinator, script, "--seed", "1.." .. count, "--jobs", jobs, "--out",
    folder .. "/" .. out } do
    words[#words + 1] = word
  end
  local child <close> = assert(process.start(words, folder .. "/log"))
  while not child:ended() do process.wait({ child }, 10) end
  local how, status = child:ended()
  assert(how == "exit" and status == 0, read(folder .. "/log"):sub(-300))
  return read(folder .. "/result")
end

local most_traced = 1000 -- runs

-- The sum of the calls that strace has counted.
local function calls_of(count)
  if tonumber(count) > most_traced or not os.execute "command -v strace >/dev/null" then return nil end
  sweep(count, "traced" .. count, { "strace", "-c", "-e", "trace=%file,read,write,fsync,fcntl,close", "-o", folder .. "/calls" })
  return tonumber(read(folder .. "/calls"):match "(%d+)%s+%d*%s*total")
end

print(("%8s %14s %10s %14s"):format("runs", "ms of CPU/run", "MB", "calls/run"))
for _, count in ipairs(counts) do
  local result = sweep(count, "timed" .. count)
  local seconds, peak = result:match "^(%S+)", result:match "VmHWM:%s*(%d+)"
  local calls = calls_of(count)
  print(("%8d %14.2f %10.0f %14s"):format(count, 1e3 * seconds / count, peak / 1024, calls and ("%.1f"):format(calls / count) or "-"))
end
os.execute("rm -rf '" .. folder .. "'")
