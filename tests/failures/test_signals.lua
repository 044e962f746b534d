-- Signals at random moments: while a run trains, saves, draws and sweeps. What is on disk afterwards is whole, no other
-- file is left, and the program ends in time. The environment variable BALNET_SIGNALS says how many signals each test
-- sends.
local lu = require "luaunit"
local balnet = require "balnet"
local process = require "balnet.native.process"
local system = require "balnet.native.system"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local signals = tonumber(os.getenv "BALNET_SIGNALS" or 6)
local sanitized = os.getenv "BALNET_SANITIZE" ~= ""
local status_of = { SIGINT = 130, SIGTERM = 143, SIGHUP = 129, SIGXCPU = 152, SIGUSR2 = 140, SIGPWR = 158 }
local folder

local experiment = [[
local balnet = require "balnet"
local run = balnet.experiment { name = "sent", neurons = 24, steps = 10, batch = 2, epochs = 1000000,
  measure_every = 20 }
]]

-- Prints once the run is at work, and goes on for ever.
local training = experiment .. [[
for epoch, measured in run:train() do
  run:record(measured)
  if epoch == 1 then print "at work" io.stdout:flush() end
end
]]

local function for_ever(work)
  return experiment .. [[
for _, measured in run:train() do run:record(measured) if run.trainer:epoch() >= 41 then break end end
run:save()
print "at work" io.stdout:flush()
while true do pcall(function() ]] .. work .. [[ end) end
]]
end

TestSignals = {}

function TestSignals:setUp()
  folder = shell.scratch()
  math.randomseed(signals)
end

function TestSignals:tearDown() shell.remove(folder) end

local function log() return shell.read(folder .. "/log") or "" end

-- Starts the script behind some words of shell, and waits until it is at work. Returns the process and its number.
local function start_line(line, ...)
  local child, number = shell.start({ os.getenv "BALNET", folder .. "/sent.lua", "--out", folder .. "/out", ... },
    folder .. "/log", line)
  shell.wait_until(function() return log():find "at work" or child:ended() end, "a run at work")
  lu.assertStrContains(log(), "at work")
  return child, number
end

local function start(...) return start_line("", ...) end

-- Seconds in which a process must have ended. Those of the processor are counted, which other work on the machine does not
-- lengthen; sanitizers do.
local most_seconds = sanitized and 10 or 2

local function children_seconds() return select(2, shell.processor_seconds "self") end

-- The seconds that some processes have worked, which run.
local function seconds_of(numbers)
  local sum = 0
  for _, number in ipairs(numbers) do sum = sum + shell.processor_seconds(number) end
  return sum
end

-- The status that the process ends with after a signal, as a shell would say it, and how long it and its children worked
-- from the signal on. It must end in time.
local function ended_by(child, signal, number, ...)
  local before = children_seconds() + seconds_of { number, ... }
  child:signal(signal)
  local how, status = shell.end_of(child)
  local seconds = children_seconds() - before
  lu.assertTrue(seconds < most_seconds, ("%s took %.2f s\n%s"):format(signal, seconds, log()))
  return how == "exit" and status or 128 + status, seconds
end

local function names_in(path)
  local names = {}
  local pipe <close> = assert(io.popen("ls -A " .. shell.quote(path)))
  for name in pipe:lines() do names[#names + 1] = name end
  return names
end

local function wait_for_results()
  shell.wait_until(function() return system.exists(folder .. "/out/sent.h5") end, "results")
end

local function assert_whole(path)
  local tree = balnet.archive.read(path)
  lu.assertEquals(tree.weights.J:shape(), 24)
  return tree
end

-- Starts the script, waits a little, sends; as often as asked.
local function send_often(text, names, ...)
  shell.write(folder .. "/sent.lua", text)
  for k = 1, signals do
    local signal = k % 2 == 0 and "SIGINT" or "SIGTERM"
    local child <close>, number = start("--force", ...)
    process.wait({ child }, 0.1 * math.random())
    for _ = 1, k % 3 do
      child:signal "SIGUSR1"
      process.wait({ child }, 0.05 * math.random())
    end
    lu.assertEquals(ended_by(child, signal, number), status_of[signal], log())
    assert_whole(folder .. "/out/sent.h5")
    for _, name in ipairs(names_in(folder .. "/out")) do lu.assertTrue(names[name], name .. " was left\n" .. log()) end
  end
end

function TestSignals:test_training_is_saved_and_ends() send_often(training, { ["sent.h5"] = true }) end

function TestSignals:test_saving_ends_with_a_whole_file_and_no_other()
  send_often(for_ever "run:save()", { ["sent.h5"] = true })
end

function TestSignals:test_drawing_ends_with_whole_files_and_no_other()
  local names = { ["sent.h5"] = true }
  for _, extension in ipairs { ".pdf", ".png", "_weights.pdf", "_weights.png" } do names["sent" .. extension] = true end
  send_often(for_ever [[local figures = balnet.figures run:save(figures.training(run), figures.weights(run))]], names)
end

function TestSignals:test_a_request_to_save_is_met_and_training_goes_on()
  shell.write(folder .. "/sent.lua", training)
  local child <close> = start("--checkpoint_every", "900000")
  local before = 0
  for _ = 1, math.min(signals, 20) do
    os.remove(folder .. "/out/sent.h5")
    child:signal "SIGUSR1"
    wait_for_results()
    local epoch = assert_whole(folder .. "/out/sent.h5").state.attributes.epoch
    lu.assertTrue(epoch > before)
    before = epoch
  end
  lu.assertNil(child:ended())
  shell.wait_for(folder .. "/log", "sent: saved after epoch " .. before)
end

function TestSignals:test_a_movie_ends_with_the_results_kept_and_nothing_half_drawn()
  shell.write(folder .. "/sent.lua", experiment:gsub("epochs = 1000000,\n  measure_every = 20", "epochs = 400, measure_every = 1") .. [[
for _, measured in run:train() do run:record(measured) end
print "at work" io.stdout:flush()
run:save(balnet.figures.movie(run))
]])
  for _ = 1, 3 do
    local child <close>, number = start "--force"
    process.wait({ child }, 0.5 * math.random())
    lu.assertEquals(ended_by(child, "SIGINT", number), 130, log())
    lu.assertEquals(#balnet.archive.read(folder .. "/out/sent.h5").history.epoch, 400)
    for _, name in ipairs(names_in(folder .. "/out")) do lu.assertTrue(name == "sent.h5" or name == "sent.gif", name) end
  end
end

function TestSignals:test_every_signal_that_ends_a_run_has_it_saved()
  shell.write(folder .. "/sent.lua", training)
  for signal, status in pairs(status_of) do
    local child <close>, number = start "--force"
    lu.assertEquals(ended_by(child, signal, number), status, log())
    lu.assertStrContains(log(), "stopped by " .. signal .. " after epoch")
    assert_whole(folder .. "/out/sent.h5")
  end
end

function TestSignals:test_signals_that_are_ignored_at_the_start_stay_ignored()
  shell.write(folder .. "/sent.lua", training)
  local child <close>, number = start_line("trap '' HUP XCPU USR2 PWR;")
  for _, signal in ipairs { "SIGHUP", "SIGXCPU", "SIGUSR2", "SIGPWR" } do child:signal(signal) end
  shell.let_work(child, number, 0.3)
  lu.assertNil(child:ended(), log())
  lu.assertEquals(ended_by(child, "SIGTERM", number), 143)
end

function TestSignals:test_a_limit_of_time_has_it_saved()
  shell.write(folder .. "/sent.lua", training)
  local child <close> = start_line(("ulimit -S -t %d;"):format(sanitized and 4 or 1))
  lu.assertEquals({ shell.end_of(child) }, { "exit", 152 }, log())
  assert_whole(folder .. "/out/sent.h5")
end

-- The results of 24 units take some 60 kB, their figures more; the log is below every limit.
function TestSignals:test_a_limit_of_the_size_of_files_is_told_as_a_full_disk()
  shell.write(folder .. "/sent.lua", experiment .. [[
for _, measured in run:train() do run:record(measured) if run.trainer:epoch() >= 41 then break end end
print "at work" io.stdout:flush()
run:save(balnet.figures.training(run))
]])
  for _, blocks in ipairs { 20, 200 } do
    local child <close> = start_line(("ulimit -f %d; export TMPDIR=%s;"):format(blocks, folder), "--force")
    lu.assertEquals({ shell.end_of(child) }, { "exit", 74 }, log())
    lu.assertStrContains(log(), "File too large")
    local names = names_in(folder .. "/out")
    for _, name in ipairs(names) do lu.assertStrMatches(name, "sent%.%a%w+") end -- none on its way
    lu.assertEquals(system.exists(folder .. "/out/sent.h5"), blocks == 200)
  end
end

function TestSignals:test_a_closed_pipe_stops_nothing()
  shell.write(folder .. "/sent.lua", experiment:gsub("1000000", "2001") .. [[
for _, measured in run:train() do run:record(measured) print(run.trainer:epoch()) io.stdout:flush() end
run:save()
]])
  local result = shell.line(("%s --out out 2>log | head -1"):format(shell.program_command "sent.lua"), folder)
  lu.assertEquals(result.out, "1\n")
  lu.assertEquals(assert_whole(folder .. "/out/sent.h5").attributes.finished, 1, log())
end

function TestSignals:test_no_pcall_stops_the_end()
  shell.write(folder .. "/sent.lua", for_ever "while true do end")
  for signal, status in pairs(status_of) do
    local child <close>, number = start "--force"
    lu.assertEquals(ended_by(child, signal, number), status, log())
    lu.assertStrContains(log(), "stopped by " .. signal)
  end
end

-- A single call of C that ends long after the test: a pattern that goes back and forth. All that the script does beside it
-- takes less time than is waited for.
local function start_long_call()
  shell.write(folder .. "/sent.lua", for_ever [[(("a"):rep(30000)):find(("a*"):rep(9) .. "b")]])
  local child, number = start "--force"
  shell.let_work(child, number, 0.2)
  return child, number
end

function TestSignals:test_a_long_call_is_not_waited_for()
  local child <close> = start_long_call()
  child:signal "SIGTERM"
  lu.assertEquals({ shell.end_of(child) }, { "signal", 15 })
end

-- The first one alone would end it two seconds later; where those are nearly over, as on a busy machine, it is tried anew.
function TestSignals:test_a_second_interrupt_ends_at_once()
  local between, seconds
  repeat
    local child <close>, number = start_long_call()
    local before, first = children_seconds(), system.seconds()
    child:signal "SIGINT"
    shell.let_work(child, number, 0.1)
    lu.assertNil(child:ended())
    before = before + seconds_of { number }
    child:signal "SIGINT"
    between = system.seconds() - first
    lu.assertEquals({ shell.end_of(child) }, { "signal", 2 })
    seconds = children_seconds() - before
    assert_whole(folder .. "/out/sent.h5")
  until between < 1
  lu.assertTrue(seconds < most_seconds / 3, ("%.2f s"):format(seconds))
end

function TestSignals:test_a_large_network_is_saved_within_two_seconds()
  shell.write(folder .. "/sent.lua", training)
  for _, signal in ipairs { "SIGINT", "SIGTERM" } do
    local child <close>, number = start("--force", "--neurons", "1000", "--measure_every", "5")
    process.wait({ child }, math.random())
    local status, seconds = ended_by(child, signal, number)
    lu.assertEquals(status, status_of[signal], log())
    lu.assertEquals(balnet.archive.read(folder .. "/out/sent.h5").weights.J:shape(), 1000)
    print(("1000 units: saved and ended after %.2f s of work from %s on"):format(seconds, signal))
  end
end

local function children_of(pid)
  local pipe <close> = assert(io.popen(("pgrep -P %s"):format(pid)))
  local found = {}
  for line in pipe:lines() do found[#found + 1] = line end
  return found
end

function TestSignals:test_a_sweep_saves_its_runs_and_leaves_no_child()
  shell.write(folder .. "/sent.lua", training)
  for k = 1, math.max(2, signals // 4) do
    local signal = k % 2 == 0 and "SIGINT" or "SIGTERM"
    local child <close>, number = shell.start({ os.getenv "BALNET", "sweep", folder .. "/sent.lua", "--seed", "1..3", "--jobs",
      "2", "--out", folder .. "/sweep" }, folder .. "/log")
    for seed = 1, 2 do shell.wait_for(("%s/sweep/runs/seed=%d/log.txt"):format(folder, seed), "at work") end
    local runs = children_of(number)
    lu.assertEquals(#runs, 2)
    child:signal "SIGUSR1"
    process.wait({ child }, 0.3 * math.random())
    lu.assertNil(child:ended(), log())
    lu.assertEquals(ended_by(child, signal, number, table.unpack(runs)), status_of[signal], log())
    for _, run in ipairs(runs) do lu.assertFalse(system.exists("/proc/" .. run), "a run lives on") end
    for seed = 1, 2 do assert_whole(("%s/sweep/runs/seed=%d/sent.h5"):format(folder, seed)) end
    shell.remove(folder .. "/sweep")
  end
end

function TestSignals:test_of_two_runs_started_at_once_in_one_folder_one_wins()
  shell.write(folder .. "/sent.lua", experiment .. [[
for _, measured in run:train() do run:record(measured) end]])
  for _ = 1, math.max(3, signals // 4) do
    local children, losers = {}, 0
    for i = 1, 2 do
      children[i] = assert(process.start({ os.getenv "BALNET", folder .. "/sent.lua", "--out", folder .. "/out" },
        folder .. "/log" .. i))
    end
    shell.wait_until(function() return children[1]:ended() or children[2]:ended() end, "the end of one of two runs")
    for i, child in ipairs(children) do
      if child:ended() then
        losers = losers + 1
        lu.assertEquals({ child:ended() }, { "exit", 75 })
        lu.assertStrContains(shell.read(folder .. "/log" .. i), "another run is writing into")
      end
    end
    lu.assertEquals(losers, 1)
    wait_for_results()
    for _, child in ipairs(children) do child:close() end
    assert_whole(folder .. "/out/sent.h5")
    shell.remove(folder .. "/out")
  end
end

os.exit(lu.LuaUnit.run())
