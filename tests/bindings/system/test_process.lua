-- Child processes: their arguments, how they end, and that none is left behind.
local lu = require "luaunit"
local process = require "balnet.native.process"
local system = require "balnet.native.system"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local log

TestProcess = {}

function TestProcess:setUp() log = os.tmpname() end

function TestProcess:tearDown() os.remove(log) end

local function end_of(...)
  local child <close> = assert(process.start({ ... }, log))
  return shell.end_of(child)
end

function TestProcess:test_arguments_arrive_as_they_are()
  lu.assertEquals({ end_of("printf", "<%s>", "a b", "$HOME", "", "ü'\"") }, { "exit", 0 })
  lu.assertEquals(shell.read(log), "<a b><$HOME><><ü'\">")
end

function TestProcess:test_the_log_gets_both_streams_and_nothing_is_to_be_read()
  lu.assertEquals({ end_of("sh", "-c", "cat; echo out; echo err >&2; exit 3") }, { "exit", 3 })
  lu.assertEquals(shell.read(log), "out\nerr\n")
end

function TestProcess:test_without_a_log_it_writes_beside_us()
  local result = shell.lua [[
    local process = require "balnet.native.process"
    local child <close> = process.start { "sh", "-c", "cat; echo out; echo err >&2" }
    while not child:ended() do process.wait({ child }, 10) end]]
  lu.assertEquals({ result.out, result.err }, { "", "out\nerr\n" })
end

function TestProcess:test_a_death_by_signal_is_reported()
  lu.assertEquals({ end_of("sh", "-c", "kill -9 $$") }, { "signal", 9 })
end

function TestProcess:test_a_program_or_a_log_that_cannot_be_opened_is_reported()
  local child, fault = process.start({ "/no/such/program" }, log)
  lu.assertNil(child)
  lu.assertEquals(fault, "cannot run '/no/such/program': No such file or directory")
  child, fault = process.start({ "true" }, "/no/such/log")
  lu.assertNil(child)
  lu.assertEquals(fault, "cannot write '/no/such/log': No such file or directory")
end

function TestProcess:test_a_signal_is_passed_on()
  local child <close> = process.start({ "sleep", "100" }, log)
  lu.assertNil(child:ended())
  child:signal "SIGINT"
  lu.assertEquals({ shell.end_of(child) }, { "signal", 2 })
  child:signal "SIGINT" -- to nobody
end

function TestProcess:test_a_log_belongs_to_one_child_at_a_time()
  local child <close> = process.start({ "sh", "-c", "echo first; exec sleep 100" }, log)
  shell.wait_for(log, "first\n")
  local second, fault, busy = process.start({ "echo", "second" }, log)
  lu.assertEquals({ second, fault, busy }, { nil, ("cannot write '%s': another process writes into it"):format(log), true })
  lu.assertEquals(io.open(log):read "a", "first\n")
  child:close()
  local third <close> = process.start({ "echo", "third" }, log)
  shell.end_of(third)
  lu.assertEquals(io.open(log):read "a", "third\n")
end

function TestProcess:test_an_open_log_is_locked_until_all_have_closed_it_and_never_cut()
  shell.write(log, "before\n")
  local held = assert(process.open_log(log))
  lu.assertEquals(held:length(), 7)
  lu.assertEquals({ process.open_log(log) },
    { nil, ("cannot write '%s': another process writes into it"):format(log), true })
  local child <close> = process.start({ "sh", "-c", "echo child; exec sleep 100" }, held)
  held:close()
  shell.wait_for(log, "child\n")
  lu.assertTrue((select(3, process.open_log(log))))
  shell.line("echo meanwhile >> " .. log)
  child:close()
  local again <close> = assert(process.open_log(log))
  local second <close> = process.start({ "echo", "second" }, again)
  shell.end_of(second)
  lu.assertEquals(shell.read(log), "before\nchild\nmeanwhile\nsecond\n")
  lu.assertErrorMsgContains("the log is closed", held.length, held)
  lu.assertStrContains(select(2, process.open_log "/no/such/log"), "cannot write '/no/such/log'")
end

-- mpirun ends the process group of a rank, a terminal its foreground group.
function TestProcess:test_a_child_with_an_open_log_leads_a_session_of_its_own()
  local held <close> = assert(process.open_log(log))
  local child <close> = process.start({ "sh", "-c", "cut -d ' ' -f 1,5,6 /proc/$$/stat" }, held)
  shell.end_of(child)
  local number, group, session = shell.read(log):match "(%d+) (%d+) (%d+)"
  lu.assertEquals({ group, session }, { number, number })
end

function TestProcess:test_waiting_ends_with_the_first_child_or_the_time()
  local slow <close> = process.start({ "sleep", "100" }, log)
  local quick <close> = process.start { "true" }
  process.wait({ slow, quick }, 50) -- half of what the slow one takes
  lu.assertNil(slow:ended())
  lu.assertEquals(quick:ended(), "exit")
  local began = system.seconds()
  process.wait({ slow }, 0.05)
  lu.assertTrue(system.seconds() - began >= 0.05)
end

-- Whether a process of that number runs, by the kernel's own list; where nobody reaps orphans they stay as zombies.
local function alive(pid)
  local state = shell.read("/proc/" .. pid .. "/stat")
  return state and not state:find "%) Z"
end

function TestProcess:test_a_closed_child_is_ended_and_reaped()
  local child = process.start({ "sh", "-c", "echo $$; exec sleep 100" }, log)
  local pid = shell.wait_for(log, "(%d+)\n")
  lu.assertTrue(alive(pid))
  child:close()
  lu.assertFalse(system.exists("/proc/" .. pid))
  lu.assertEquals({ child:ended() }, { "signal", 15 })
end

function TestProcess:test_a_child_does_not_outlive_its_parent()
  local pid = shell.lua([[
    local process = require "balnet.native.process"
    local child = process.start({ "sh", "-c", "echo $$; exec sleep 100" }, arg[1])
    local text
    repeat
      process.wait({ child }, 0.01)
      text = io.open(arg[1]):read "a"
    until text:find "\n"
    io.write(text)
    io.stdout:flush()
    os.execute("kill -9 " .. require("balnet.native.system").process())]], log).out:match "%d+"
  -- the kernel tells the child at once, but it has to be scheduled to die
  shell.wait_until(function() return not alive(pid) end, "the death of a child")
end

function TestProcess:test_wrong_arguments_are_errors()
  lu.assertErrorMsgContains("a list that begins with a program", process.start, {}, log)
  lu.assertErrorMsgContains("argument 1 is a number; a string was needed", process.start, { "true", 7 }, log)
  lu.assertErrorMsgContains("0 to 1e6 seconds", process.wait, {}, -1)
end

os.exit(lu.LuaUnit.run())
