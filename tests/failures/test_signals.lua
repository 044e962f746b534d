-- Signals at random moments: while a run trains, saves, draws and sweeps. What is on disk afterwards is whole, no other
-- file is left, and the program ends in time. The environment variable BALNET_SIGNALS says how many signals each test
-- sends.
local lu = require "luaunit"
local balnet = require "balnet"
local process = require "balnet.native.process"
local system = require "balnet.native.system"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local signals = tonumber(os.getenv "BALNET_SIGNALS" or 6)
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

local function start_line(line, ...)
  local child = assert(process.start({ "sh", "-c", line .. " exec \"$@\"", "sh", os.getenv "BALNET", folder .. "/sent.lua",
    "--out", folder .. "/out", ... }, folder .. "/log"))
  local deadline = system.seconds() + 20
  while not log():find "at work" and not child:ended() and system.seconds() < deadline do
    process.wait({ child }, 0.01)
  end
  lu.assertStrContains(log(), "at work")
  return child
end

local function start(...) return start_line("", ...) end

-- Seconds until a process must have ended: 2, and more in proportion when the machine is busy or sanitizers slow it.
local function most_seconds()
  local load = tonumber((shell.read "/proc/loadavg"):match "^%S+")
  return 2 * math.max(1, load / process.processors()) * (os.getenv "BALNET_SANITIZE" == "" and 1 or 5)
end

-- The status that the process ends with after a signal, as a shell would say it. It must end in time.
local function ended_by(child, signal)
  local sent = system.seconds()
  child:signal(signal)
  process.wait({ child }, 20)
  local seconds = system.seconds() - sent
  local how, number = child:ended()
  lu.assertNotNil(how, signal .. " did not end it")
  lu.assertTrue(seconds < most_seconds(), ("%s took %.2f s\n%s"):format(signal, seconds, log()))
  return how == "exit" and number or 128 + number, seconds
end

local function names_in(path)
  local names = {}
  local pipe <close> = assert(io.popen("ls -A " .. shell.quote(path)))
  for name in pipe:lines() do names[#names + 1] = name end
  return names
end

local function wait_until(child, is_so)
  local deadline = system.seconds() + 20
  while not is_so() and system.seconds() < deadline do process.wait({ child }, 0.01) end
end

local function wait_for_results(child)
  wait_until(child, function() return system.exists(folder .. "/out/sent.h5") end)
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
    local child <close> = start("--force", ...)
    process.wait({ child }, 0.1 * math.random())
    for _ = 1, k % 3 do
      child:signal "SIGUSR1"
      process.wait({ child }, 0.05 * math.random())
    end
    lu.assertEquals(ended_by(child, signal), status_of[signal], log())
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
    wait_for_results(child)
    local epoch = assert_whole(folder .. "/out/sent.h5").state.attributes.epoch
    lu.assertTrue(epoch > before)
    before = epoch
  end
  lu.assertNil(child:ended())
  local said = "sent: saved after epoch " .. before
  wait_until(child, function() return log():find(said) end)
  lu.assertStrContains(log(), said)
end

function TestSignals:test_a_movie_ends_with_the_results_kept_and_nothing_half_drawn()
  shell.write(folder .. "/sent.lua", experiment:gsub("epochs = 1000000,\n  measure_every = 20", "epochs = 400, measure_every = 1") .. [[
for _, measured in run:train() do run:record(measured) end
print "at work" io.stdout:flush()
run:save(balnet.figures.movie(run))
]])
  for _ = 1, 3 do
    local child <close> = start "--force"
    process.wait({ child }, 0.5 * math.random())
    lu.assertEquals(ended_by(child, "SIGINT"), 130, log())
    lu.assertEquals(#balnet.archive.read(folder .. "/out/sent.h5").history.epoch, 400)
    for _, name in ipairs(names_in(folder .. "/out")) do lu.assertTrue(name == "sent.h5" or name == "sent.gif", name) end
  end
end

function TestSignals:test_every_signal_that_ends_a_run_has_it_saved()
  shell.write(folder .. "/sent.lua", training)
  for signal, status in pairs(status_of) do
    local child <close> = start "--force"
    lu.assertEquals(ended_by(child, signal), status, log())
    lu.assertStrContains(log(), "stopped by " .. signal .. " after epoch")
    assert_whole(folder .. "/out/sent.h5")
  end
end

function TestSignals:test_signals_that_are_ignored_at_the_start_stay_ignored()
  shell.write(folder .. "/sent.lua", training)
  local child <close> = start_line("trap '' HUP XCPU USR2 PWR;")
  for _, signal in ipairs { "SIGHUP", "SIGXCPU", "SIGUSR2", "SIGPWR" } do child:signal(signal) end
  process.wait({ child }, 0.5)
  lu.assertNil(child:ended(), log())
  lu.assertEquals(ended_by(child, "SIGTERM"), 143)
end

function TestSignals:test_a_limit_of_time_has_it_saved()
  shell.write(folder .. "/sent.lua", training)
  local child <close> = start_line("ulimit -S -t 1;")
  process.wait({ child }, 60)
  lu.assertEquals({ child:ended() }, { "exit", 152 }, log())
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
    process.wait({ child }, 60)
    lu.assertEquals({ child:ended() }, { "exit", 74 }, log())
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
    local child <close> = start "--force"
    lu.assertEquals(ended_by(child, signal), status, log())
    lu.assertStrContains(log(), "stopped by " .. signal)
  end
end

-- A single call of C that ends long after the test: a pattern that goes back and forth.
local long_call = for_ever [[(("a"):rep(30000)):find(("a*"):rep(9) .. "b")]]

function TestSignals:test_a_long_call_is_not_waited_for()
  shell.write(folder .. "/sent.lua", long_call)
  local child <close> = start "--force"
  process.wait({ child }, 0.3)
  local sent = system.seconds()
  child:signal "SIGTERM"
  process.wait({ child }, 20)
  lu.assertEquals({ child:ended() }, { "signal", 15 })
  lu.assertTrue(system.seconds() - sent < 1.5 + most_seconds())
end

function TestSignals:test_a_second_interrupt_ends_at_once()
  shell.write(folder .. "/sent.lua", long_call)
  local child <close> = start "--force"
  process.wait({ child }, 0.3)
  child:signal "SIGINT"
  process.wait({ child }, 0.2)
  lu.assertNil(child:ended())
  local sent = system.seconds()
  child:signal "SIGINT"
  process.wait({ child }, 20)
  lu.assertEquals({ child:ended() }, { "signal", 2 })
  lu.assertTrue(system.seconds() - sent < most_seconds() / 3)
  assert_whole(folder .. "/out/sent.h5")
end

function TestSignals:test_a_large_network_is_saved_within_two_seconds()
  shell.write(folder .. "/sent.lua", training)
  for _, signal in ipairs { "SIGINT", "SIGTERM" } do
    local child <close> = start("--force", "--neurons", "1000", "--measure_every", "5")
    process.wait({ child }, math.random())
    local status, seconds = ended_by(child, signal)
    lu.assertEquals(status, status_of[signal], log())
    lu.assertEquals(balnet.archive.read(folder .. "/out/sent.h5").weights.J:shape(), 1000)
    print(("1000 units: saved and ended %.2f s after %s"):format(seconds, signal))
  end
end

local function children_of(pid)
  local pipe <close> = assert(io.popen(("pgrep -P %d"):format(pid)))
  local found = {}
  for line in pipe:lines() do found[#found + 1] = line end
  return found
end

-- The sweep is started by way of a shell that tells its number, by which its children are found.
function TestSignals:test_a_sweep_saves_its_runs_and_leaves_no_child()
  shell.write(folder .. "/sent.lua", training)
  for k = 1, math.max(2, signals // 4) do
    local signal = k % 2 == 0 and "SIGINT" or "SIGTERM"
    local child <close> = assert(process.start({ "sh", "-c", "echo $$ > \"$0\"; exec \"$@\"", folder .. "/pid",
      os.getenv "BALNET", "sweep", folder .. "/sent.lua", "--seed", "1..3", "--jobs", "2", "--out",
      folder .. "/sweep" }, folder .. "/log"))
    local deadline = system.seconds() + 20
    local at_work = 0
    while at_work < 2 and system.seconds() < deadline do
      process.wait({ child }, 0.02)
      at_work = 0
      for seed = 1, 2 do
        local text = shell.read(("%s/sweep/runs/seed=%d/log.txt"):format(folder, seed)) or ""
        if text:find "at work" then at_work = at_work + 1 end
      end
    end
    lu.assertEquals(at_work, 2, log())
    local pid = tonumber(shell.read(folder .. "/pid"))
    local runs = children_of(pid)
    lu.assertEquals(#runs, 2)
    child:signal "SIGUSR1"
    process.wait({ child }, 0.3 * math.random())
    lu.assertNil(child:ended(), log())
    lu.assertEquals(ended_by(child, signal), status_of[signal], log())
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
    process.wait(children, 20)
    for i, child in ipairs(children) do
      if child:ended() then
        losers = losers + 1
        lu.assertEquals({ child:ended() }, { "exit", 75 })
        lu.assertStrContains(shell.read(folder .. "/log" .. i), "another run is writing into")
      end
    end
    lu.assertEquals(losers, 1)
    for _, child in ipairs(children) do wait_for_results(child) end
    for _, child in ipairs(children) do child:close() end
    assert_whole(folder .. "/out/sent.h5")
    shell.remove(folder .. "/out")
  end
end

os.exit(lu.LuaUnit.run())
