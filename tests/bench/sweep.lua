-- The cost of a sweep beside its runs: time a run beyond the run itself, with one job, and time and memory of gathering.
--   build/balnet tests/bench/sweep.lua [runs]
-- Goals: 15 ms a run; 2 s and 100 MB for 1000 runs of 101 measurements. Runs are of 8 units and take some 50 ms, so the
-- difference shows; of each of three rounds the smallest is taken.
local system = require "balnet.native.system"
local process = require "balnet.native.process"

local runs = math.tointeger(tonumber(arg[1])) or 100
local program = system.program()
local folder = assert(system.temporary_folder())
local script = folder .. "/stub.lua"

local file <close> = assert(io.open(script, "w"))
file:write [[
local run = require "balnet".experiment { name = "stub", neurons = 8, epochs = 101, measure_every = 1, steps = 10, batch = 2 }
for _, measured in run:train() do run:record(measured) end
run:save()
]]
file:close()

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
local told = [[
  local status = require "balnet.command.sweep"(table.unpack(arg, 1))
  for line in io.lines "/proc/self/status" do if line:find "^VmHWM" then print(line) end end
  os.exit(status)]]
local code = folder .. "/gather.lua"
local text <close> = assert(io.open(code, "w"))
text:write(told)
text:close()
local gathered = math.huge
for _ = 1, 3 do
  gathered = math.min(gathered, seconds_of(call(code, script, "--seed", "1.." .. runs, "--threads", "1", "--out",
    folder .. "/swept1", "--gather")))
end
local peak = tonumber(read(folder .. "/log"):match "VmHWM:%s*(%d+) kB")
print(("gathering %4d runs   %6.2f s, %.0f MB"):format(runs, gathered, peak / 1024))
os.execute("rm -rf '" .. folder .. "'")
