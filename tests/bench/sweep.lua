-- The cost of a sweep beside its runs: time a run beyond the run itself, with one job, and time and memory of gathering.
--   build/balnet tests/bench/sweep.lua [runs] [gathered]      100 and 1000; some four minutes
-- Goals: 15 ms a run; 2 s and 100 MB for 1000 runs of 101 measurements. Runs are of 8 units and take some 50 ms, so the
-- difference shows; those that keep J at every measurement have 30 units. Of three rounds the smallest is taken.
local system = require "balnet.native.system"
local process = require "balnet.native.process"

local runs = math.tointeger(tonumber(arg[1])) or 100
local program = system.program()
local folder = assert(system.temporary_folder())
local gathered_runs = math.tointeger(tonumber(arg[2])) or 1000

local function write(name, text)
  local file <close> = assert(io.open(folder .. "/" .. name, "w"))
  file:write(text)
  return folder .. "/" .. name
end

local text_of_script = [[
local run = require "balnet".experiment { name = "stub", neurons = %d, keep_weights = "%s", epochs = 101, measure_every = 1,
  steps = 10, batch = 2 }
for _, measured in run:train() do run:record(measured) end
run:save()
]]
local script = write("stub.lua", text_of_script:format(8, "auto"))

-- Seconds that a program takes, whose output goes to a file.
local function seconds_of(words)
  local began = system.seconds()
  local child <close> = assert(process.start(words, folder .. "/log"))
  while not child:ended() do process.wait({ child }, 10) end
  local how, status = child:ended()
  assert(how == "exit" and status == 0, table.concat(words, " "))
  return system.seconds() - began
end

local function call(...) return { program, ... } end

local function read(path)
  local text <close> = assert(io.open(path))
  return text:read "a"
end

local alone, swept = math.huge, math.huge
for round = 1, 3 do
  local began = system.seconds()
  for seed = 1, runs do
    seconds_of(call(script, "--seed", tostring(seed), "--threads", "1", "--out", ("%s/alone%d/%d"):format(folder, round, seed)))
  end
  alone = math.min(alone, (system.seconds() - began) / runs)
  local out = ("%s/swept%d"):format(folder, round)
  swept = math.min(swept, seconds_of(call("sweep", script, "--seed", "1.." .. runs, "--threads", "1", "--jobs", "1", "--out", out)) / runs)
end
print(("a run alone           %6.1f ms"):format(1e3 * alone))
print(("a run of a sweep      %6.1f ms, %.1f ms more"):format(1e3 * swept, 1e3 * (swept - alone)))

-- The program's own peak of memory, told by itself when it has gathered.
local teller = write("gather.lua", [[
  local status = require "balnet.command.sweep"(table.unpack(arg, 1))
  for line in io.lines "/proc/self/status" do if line:find "^VmHWM" then print(line) end end
  os.exit(status)]])

local function time_gathering(what, swept_script)
  local out = swept_script .. ".swept"
  local words = { swept_script, "--seed", "1.." .. gathered_runs, "--threads", "1", "--out", out }
  seconds_of(call("sweep", table.unpack(words)))
  local least = math.huge
  words[#words + 1] = "--gather"
  for _ = 1, 3 do least = math.min(least, seconds_of(call(teller, table.unpack(words)))) end
  local peak = tonumber(read(folder .. "/log"):match "VmHWM:%s*(%d+) kB")
  print(("gathering %4d runs %-12s %6.2f s, %.0f MB"):format(gathered_runs, what, least, peak / 1024))
end

time_gathering("", script)
time_gathering("that keep J", write("keeping.lua", text_of_script:format(30, "true")))
os.execute("rm -rf '" .. folder .. "'")
