-- Folders, locks, clocks and signals of the operating system.
local lu = require "luaunit"
local system = require "balnet.native.system"
local signals = require "balnet.native.signals"
local suggestion = require "balnet.native.suggestion"

local scratch

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

TestFolders = {}

function TestFolders:setUp()
  scratch = os.tmpname()
  os.remove(scratch)
  assert(system.make_folder(scratch))
end

function TestFolders:tearDown() os.execute("rm -r " .. scratch) end

function TestFolders:test_missing_parents_are_made_too()
  lu.assertTrue(system.make_folder(scratch .. "/a/b c/ä"))
  write(scratch .. "/a/b c/ä/file", "x")
  lu.assertTrue(system.exists(scratch .. "/a/b c/ä/file"))
end

function TestFolders:test_a_folder_that_exists_is_fine()
  lu.assertTrue(system.make_folder(scratch))
  lu.assertTrue(system.make_folder(scratch .. "/"))
end

function TestFolders:test_a_file_in_place_of_a_folder_is_reported()
  write(scratch .. "/file", "x")
  local made, fault = system.make_folder(scratch .. "/file/below")
  lu.assertNil(made)
  lu.assertEquals(fault, ("cannot create the folder '%s/file': Not a directory"):format(scratch))
end

function TestFolders:test_a_writable_folder_is_left_as_it_was()
  lu.assertTrue(system.check_writable(scratch))
  lu.assertTrue(os.remove(scratch) and system.make_folder(scratch), "it was empty")
end

function TestFolders:test_a_folder_without_room_for_files_is_reported()
  local writable, fault = system.check_writable "/proc/self"
  lu.assertNil(writable)
  lu.assertStrContains(fault, "cannot write into the folder '/proc/self': ")
end

-- The number of a process that has ended, and of this one, which has not.
function TestFolders:test_half_written_files_of_killed_processes_are_removed()
  local pipe <close> = io.popen "echo $$"
  local ended, own = pipe:read "n", system.process()
  local gone = { "a.h5.tmp." .. ended, "a.h5.tmp." .. ended .. ".2" }
  local kept = { "a.h5.tmp." .. own, "a.tmp.h5", "b.tmp.1x" }
  for _, names in ipairs { gone, kept } do
    for _, name in ipairs(names) do write(scratch .. "/" .. name, "x") end
  end
  pipe:read "a"
  pipe:close()
  local lock <close> = system.lock_folder(scratch)
  lock:remove_leftovers()
  for _, name in ipairs(gone) do lu.assertFalse(system.exists(scratch .. "/" .. name), name) end
  for _, name in ipairs(kept) do lu.assertTrue(system.exists(scratch .. "/" .. name), name) end
end

function TestFolders:test_a_lock_knows_whether_the_folder_is_still_the_same()
  local lock <close> = system.lock_folder(scratch)
  lu.assertTrue(lock:is_of(scratch))
  assert(os.rename(scratch, scratch .. ".moved"))
  lu.assertFalse(lock:is_of(scratch))
  assert(system.make_folder(scratch))
  lu.assertFalse(lock:is_of(scratch))
  os.execute("rm -r " .. scratch .. ".moved")
end

function TestFolders:test_a_lock_keeps_others_out_until_it_is_closed()
  local lock = system.lock_folder(scratch)
  lu.assertNotNil(lock)
  lu.assertNil(system.lock_folder(scratch))
  lock:close()
  lock:close()
  local again <close> = system.lock_folder(scratch)
  lu.assertNotNil(again)
end

TestClock = {}

function TestClock:test_it_goes_forward()
  local before = system.seconds()
  for _ = 1, 1000 do
    local now = system.seconds()
    lu.assertTrue(now >= before)
    before = now
  end
end

function TestClock:test_a_pipe_is_no_terminal()
  local pipe <close> = io.popen "true"
  lu.assertNil(system.terminal_width(pipe))
end

TestSignals = {}

-- By a pipe: the C library's system(), behind os.execute, has SIGINT ignored while it waits.
local function send(name) io.popen(("kill -%s %d"):format(name, system.process())):close() end

function TestSignals:test_a_caught_signal_is_told_with_its_exit_status()
  for name, status in pairs { INT = 130, TERM = 143 } do
    local watch <close> = signals.watch()
    lu.assertNil(watch:caught())
    send(name)
    lu.assertEquals({ watch:caught() }, { "SIG" .. name, status })
  end
end

function TestSignals:test_a_new_watch_knows_nothing_of_the_past()
  local first = signals.watch()
  send "INT"
  lu.assertEquals(first:caught(), "SIGINT")
  first:close()
  local second <close> = signals.watch()
  lu.assertNil(second:caught())
end

function TestSignals:test_an_inner_watch_leaves_the_outer_one_watching()
  local outer <close> = signals.watch()
  signals.watch():close()
  send "TERM"
  lu.assertEquals(outer:caught(), "SIGTERM")
end

function TestSignals:test_a_closed_watch_is_an_error()
  local watch = signals.watch()
  watch:close()
  lu.assertErrorMsgContains("the watch is closed", watch.caught, watch)
end

function TestSignals:test_after_closing_the_signals_are_whose_they_were()
  local script = [[local w = require("balnet.native.signals").watch() w:close() ]]
    .. [[os.execute("kill -TERM " .. require("balnet.native.system").process()) os.exit(0)]]
  local file = os.tmpname()
  write(file, script)
  local _, how, code = os.execute(("'%s' %s"):format(os.getenv "BALNET", file))
  os.remove(file)
  lu.assertTrue(how == "signal" and code == 15 or code == 143, ("%s %d"):format(how, code))
end

TestSuggestion = {}

function TestSuggestion:test_the_nearest_word_is_found_and_a_far_one_is_not()
  lu.assertEquals(suggestion.find("neuron", { "steps", "neurons", "noise" }), "neurons")
  lu.assertNil(suggestion.find("wavelength", { "steps", "neurons" }))
  lu.assertErrorMsgContains("a list of strings is needed", suggestion.find, "x", { 1 })
end

os.exit(lu.LuaUnit.run())
