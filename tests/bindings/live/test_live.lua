-- The live page, asked by a client that is no browser: who is refused, what the events say, what commands do.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local client = os.getenv "BALNET_SOURCE" .. "/tests/bindings/live/client.py"
local is_built = shell.read(os.getenv "BALNET_BUILD" .. "/balnet_live.so") ~= nil
local folder, started

TestLive = {}

function TestLive:setUp()
  lu.skipIf(not is_built, "balnet was built without libmicrohttpd")
  folder = shell.scratch()
end

function TestLive:tearDown()
  if started then started:close() end
  if folder then shell.remove(folder) end
  folder, started = nil, nil
end

local function log() return shell.read(folder .. "/log") end

-- Starts the program with arguments in the background and gives its process and the address that it prints.
local function start(...)
  local child = shell.start({ os.getenv "BALNET", ... }, folder .. "/log")
  started = child
  local address
  shell.wait_until(function()
    address = log():match "live at (http://127%.0%.0%.1:%d+/%?token=%x+)"
    return address or child:ended()
  end, "an address")
  return child, address or error("no address: " .. log())
end

local function ask(...)
  return shell.line(("'%s' '%s' %s"):format(os.getenv "BALNET_PYTHON", client, table.concat({ ... }, " ")))
end

local function quoted(address) return shell.quote(address) end

local function start_training(...)
  return start(os.getenv "BALNET_SOURCE" .. "/scripts/two_stimuli.lua", "--out", folder .. "/run", "--neurons", "12", "--steps", "10",
    "--batch", "2", "--threads", "1", "--epochs", "2000000000", "--live", "--keep_weights", "false", ...)
end

function TestLive:test_a_run_is_shown_saved_and_stopped_and_its_numbers_are_those_of_the_archive()
  local child, address = start_training("--measure_every", "200", "--checkpoint_every", "1000000000")
  local results = folder .. "/run/two_stimuli.h5"
  local asked = ask("run", quoted(address), quoted(results))
  lu.assertEquals(asked.status, 0, asked.err)
  shell.end_of(child)
  local told = balnet.json.decode(asked.out)
  lu.assertTrue(told.progress.ended)
  lu.assertStrContains(told.progress.status, ("Training was stopped after epoch %d, as asked."):format(told.progress.done))
  lu.assertFalse(told.progress.failed)
  local archive = balnet.archive.read(results)
  lu.assertEquals(archive.attributes.finished, 1)
  local place = {} -- of a measurement in the archive, by its epoch; the page shows at most 1000
  for k, epoch in ipairs(archive.history.epoch:totable()) do place[epoch] = k end
  for name, column in pairs(told.course.numbers) do
    local whole = archive.history[name]:totable()
    for k, epoch in ipairs(told.course.numbers.epoch) do lu.assertEquals(column[k], whole[place[epoch]], name) end
  end
  lu.assertTrue(#told.course.numbers.epoch >= 3 and #told.course.numbers.epoch <= 1000)
  lu.assertEquals(told.course.numbers.epoch[#told.course.numbers.epoch], told.progress.done)
  local run = balnet.load(results)
  local spectra = run.history.eigenvalues
  lu.assertEquals(told.course.eigenvalues.real, spectra[#spectra].real:totable())
  lu.assertEquals(told.course.initial.imag, spectra[1].imag:totable())
  local order = run.measured.labels:argsort()
  lu.assertEquals(told.course.J, run.final.J:take(1, order):take(2, order):totable())
  local shown = {}
  for _, parameter in ipairs(told.state.parameters) do shown[parameter.name] = parameter end
  lu.assertEquals(shown.neurons.value, "12")
  lu.assertTrue(shown.neurons.given)
  lu.assertFalse(shown.gain.given)
  lu.assertStrContains(log(), "two_stimuli: saved after epoch ")
end

function TestLive:test_clients_that_do_not_read_or_are_gone_hold_nothing_up()
  local child, address = start_training("--measure_every", "50")
  local asked = shell.line((
    "('%s' '%s' slow %s > %s/slow 2>&1 &) ; for i in $(seq 6000); do grep -q . %s/slow && break; sleep 0.05; done; cat %s/slow")
    :format(os.getenv "BALNET_PYTHON", client, quoted(address), folder, folder, folder))
  lu.assertEquals(asked.out, "ok\n")
  shell.end_of(child)
end

-- 40 were enough to shut everybody out for a minute, and 256 that sent a byte now and then for ever.
function TestLive:test_connections_that_ask_for_nothing_or_slowly_shut_nobody_out()
  local child, address = start_training("--measure_every", "50")
  local asked = ask("crowd", quoted(address))
  lu.assertEquals(asked.out, "ok\n", asked.err)
  shell.end_of(child)
end

-- A line of a script that waits until a client follows the page.
local function gate() return ("while not io.open(%q) do os.execute 'sleep 0.02' end\n"):format(folder .. "/connected") end

-- Follows the page of the address to its end, as a client that the script waits for.
local function follow(address)
  local asked = ask("follow", quoted(address), shell.quote(folder .. "/connected"))
  os.remove(folder .. "/connected")
  lu.assertEquals(asked.status, 0, asked.err)
  return balnet.json.decode(asked.out)
end

-- What the page says last of a run whose loop does something.
local function last_word(body)
  local path = folder .. "/ending.lua"
  shell.write(path, ([[
    local balnet = require "balnet"
    local run = balnet.experiment { name = "ending", neurons = 10, steps = 10, batch = 2, epochs = 1000000, measure_every = 1,
      live = true }
    for epoch, measured in run:train() do
      run:record(measured)
      if epoch > 100 then %s end
      ]]):format(body) .. gate() .. "end")
  local child, address = start(path, "--out", folder .. "/run", "--force", "true")
  local told = follow(address).progress
  shell.end_of(child)
  lu.assertTrue(told.ended)
  return told.status, told.failed
end

function TestLive:test_the_page_says_how_training_has_ended()
  local said, failed = last_word "error 'it was meant to'"
  lu.assertStrMatches(said, "Training has failed after epoch 101: .*ending%.lua:6: it was meant to.*")
  lu.assertTrue(failed)
  said, failed = last_word "break"
  lu.assertEquals(said, "The script has left training after epoch 101.")
  lu.assertFalse(failed)
  lu.assertStrMatches(last_word "os.execute 'kill -TERM $PPID'", "Training was stopped by SIGTERM after epoch %d+%.")
end

function TestLive:test_numbers_that_are_none_are_null()
  local numbers = require "balnet.live.numbers"
  lu.assertEquals({ numbers.number(0 / 0), numbers.number(-(0 / 0)), numbers.number(1 / 0), numbers.number(0.1) },
    { "null", "null", "null", "0.10000000000000001" })
end

function TestLive:test_a_sweep_is_shown_with_curves_and_reasons()
  local path = folder .. "/swept.lua"
  shell.write(path, [[
    local balnet = require "balnet"
    local run = balnet.experiment { name = "swept", neurons = 10, steps = 10, batch = 2, epochs = 400, measure_every = 20,
      parameters = { { name = "kind", kind = "integer", default = 1, least = 1, help = "of run" } } }
    for epoch, measured in run:train() do
      run:record(measured)
      if run.parameters.kind == 3 and epoch > 100 then error "it was meant to" end
      ]] .. gate() .. [[
    end
    run:save()]])
  local child, address = start("sweep", path, "--kind", "1..3", "--jobs", "1", "--out", folder .. "/sweep", "--live")
  local told = follow(address)
  shell.end_of(child)
  lu.assertEquals(told.progress.so_far, "3 of 3 runs have ended, 1 of them failed")
  lu.assertEquals(told.progress.status, "All runs have ended; 1 of 3 failed.")
  lu.assertTrue(told.progress.failed)
  lu.assertEquals({ told.runs[1].state, told.runs[2].state, told.runs[3].state }, { "done", "done", "failed" })
  lu.assertStrContains(told.runs[3].fault, "it was meant to")
  lu.assertEquals({ table.unpack(told.runs[3].epoch, 1, 6) }, { 1, 21, 41, 61, 81, 101 })
  local history = balnet.archive.read(folder .. "/sweep/runs/kind=1/swept.h5").history
  lu.assertEquals(told.runs[1].epoch, history.epoch:totable())
  lu.assertEquals(told.runs[1].error, history.test_error:totable())
end

-- Its log has more lines than a curve has points.
function TestLive:test_the_curve_of_a_long_run_goes_on_to_where_it_failed()
  local path = folder .. "/long.lua"
  shell.write(path, [[
    local balnet = require "balnet"
    local run = balnet.experiment { name = "long", neurons = 10, steps = 10, batch = 2, epochs = 3001, measure_every = 1,
      keep_weights = false }
    for epoch, measured in run:train() do
      run:record(measured)
      if epoch > 2500 then error "it was meant to" end
      ]] .. gate() .. [[
    end]])
  local child, address = start("sweep", path, "--seed", "1..2", "--jobs", "1", "--out", folder .. "/sweep", "--live")
  local told = follow(address)
  shell.end_of(child)
  for _, run in ipairs(told.runs) do
    lu.assertEquals(run.state, "failed")
    lu.assertEquals(run.epoch[#run.epoch], 2501)
    lu.assertTrue(#run.epoch >= 200 and #run.epoch <= 400)
  end
end

function TestLive:test_a_long_log_of_a_sweep_stays_a_curve_to_its_last_line()
  local run = { name = "long", state = "running", log = folder .. "/long.log", log_began = 0, began = 0 }
  local page = require "balnet.live.sweep".open({ name = "sweep", mine = { run } }, 0)
  local written, lines = 0, {}
  local function told_after(count)
    for k = written + 1, count do lines[k] = ("epoch %d/9999  test error %d.5\n"):format(k, k) end
    written = count
    shell.write(run.log, table.concat(lines))
    return page.topics[2].make()[1]
  end
  for _, count in ipairs { 1, 5, 399, 400, 401, 402, 9001, 9002 } do
    local told = told_after(count)
    local every = told.epoch[2] and told.epoch[2] - told.epoch[1] or 1
    lu.assertTrue(#told.epoch < 400)
    lu.assertEquals({ told.epoch[1], told.epoch[#told.epoch], told.error[#told.error] }, { 1, count, count + 0.5 })
    for k = 2, #told.epoch - 1 do lu.assertEquals(told.epoch[k] - told.epoch[k - 1], every) end
    lu.assertEquals(#told.error, #told.epoch)
  end
  page:close "It is over."
end

function TestLive:test_a_port_that_is_taken_is_a_sentence()
  local _, address = start_training("--measure_every", "100000000")
  local port = address:match ":(%d+)/"
  local refused = shell.script("two_stimuli", "--out", folder .. "/other", "--live", "--live_port", port)
  lu.assertEquals(refused.status, 1)
  lu.assertStrContains(refused.err, ("can't listen at 127.0.0.1:%s"):format(port))
end

function TestLive:test_wrong_ports_are_refused()
  local run = balnet.experiment { name = "x", arguments = {}, out = folder .. "/x", neurons = 10, epochs = 3 }
  lu.assertErrorMsgContains("port is 70000; an integer from 0 to 65535 was needed", run.live, run, 70000)
  lu.assertErrorMsgContains("live_port is -1", balnet.sweep, { script = os.getenv "BALNET_SOURCE" .. "/scripts/one_stimulus.lua",
    live_port = -1 })
end

os.exit(lu.LuaUnit.run())
