-- The interactive program on a terminal: terminal.py types at it and reports the output, how the program ended, and
-- whether the modes of the terminal were restored.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local helper = os.getenv "BALNET_SOURCE" .. "/tests/bindings/program/terminal.py"
local folder

-- Types the steps; `environment` stands before the command, as env takes it.
local function session(steps, environment, columns)
  shell.write(folder .. "/steps", table.concat(steps, "\n") .. "\n")
  local result = shell.line(("env -u XDG_STATE_HOME -u LUA_INIT HOME=%s TERM=xterm LC_ALL=C.UTF-8 env %s %s %s %d %s <steps"):format(
    shell.quote(folder), environment or "", os.getenv "BALNET_PYTHON", shell.quote(helper), columns or 80,
    shell.quote(os.getenv "BALNET")), folder)
  lu.assertEquals(result.err, "")
  return (result.out:gsub("\r", ""))
end

local well_ended = "[exit 0, terminal restored]\n"

local function history_of(path) return shell.read(folder .. "/" .. path .. "/balnet/history") end

TestTerminal = {}

function TestTerminal:setUp() folder = shell.scratch() end

function TestTerminal:tearDown() shell.remove(folder) end

function TestTerminal:test_expressions_are_printed_and_errors_do_not_end_it()
  local seen = session { "wait > ", [[type 6 * 7\r]], "wait 42", "wait > ", [[type error "told"\r]], "wait told",
    "wait > ", [[type =2 + 3\r]], "wait 5", "wait > ", [[type \x04]] }
  lu.assertStrContains(seen, "stdin:1: told\nstack traceback:")
  lu.assertStrContains(seen, well_ended)
end

function TestTerminal:test_a_chunk_goes_on_over_lines()
  local seen = session { "wait > ", [[type for i = 1, 2 do\r]], "wait >> ", [[type print("i" .. i)\r]], "wait >> ",
    [[type end\r]], "wait i1", "wait i2", "wait > ", [[type \x04]] }
  lu.assertStrContains(seen, well_ended)
end

function TestTerminal:test_an_unfinished_chunk_is_told_at_ctrl_d()
  session { "wait > ", [[type for\r]], "wait >> ", [[type \x04]], "wait near <eof>", "wait > ", [[type \x04]] }
end

function TestTerminal:test_the_library_is_at_hand_and_tensors_print()
  session { "wait balnet is the library", "wait > ", [[type type(balnet)\r]], "wait table", "wait > ",
    [[type balnet.zeros(2, 2)\r]], "wait tensor", "wait > ", [[type \x04]] }
  local plain = shell.line(("echo 'type(balnet)' | %s -i"):format(shell.quote(os.getenv "BALNET")))
  lu.assertStrContains(plain.out, "\nnil\n")
end

function TestTerminal:test_help_prints_the_reference()
  local seen = session { "wait > ", [[type help "svd"\r]], "wait balnet.linalg.svd(a, options?) -> u, s, vt", "wait > ",
    [[type help(balnet.linalg)\r]], "wait balnet.linalg.cholesky", "wait > ", [[type help(balnet.linalg.inv)\r]], "wait ... x N x N",
    "wait > ", [[type help()\r]], "wait trainer", "wait > ", [[type help\r]], "wait trainer", "wait > ",
    [[type help "sdv"\r]], "wait did you mean 'svd'?", "wait > ", [[type help(1, 2)\r]], "wait bad argument #2 to 'help'", "wait > ",
    [[type help linalg.inv\r]], "wait 0.25 } }", "wait > ", [[type \x04]] } -- an arrow in the text is no prompt
  lu.assertStrContains(seen, well_ended)
end

function TestTerminal:test_tables_and_objects_are_shown_readably()
  session { "wait > ", [[type { 1, a = { balnet.ones(2) } }\r]], "wait { 1, a = { tensor 2, f64 } }", "wait > ",
    [[type balnet.trainer { neurons = 20 }\r]], "wait trainer of 20 units", "wait > ", [[type balnet.trainer { neurons = 20 }:measure()\r]],
    "wait stimulus = tensor 50 x 1", "wait > ",
    [[type r = balnet.experiment { name = "shown", neurons = 10, epochs = 3, arguments = { "--out", "out" } }; r\r]],
    "wait run 'shown' of 3 epochs, in out", "wait > ", [[type balnet.plot.figure {}\r]], "wait figure of 178 mm", "wait > ", [[type \x04]] }
end

function TestTerminal:test_an_expression_behind_statements_is_printed()
  session { "wait > ", [[type x = 3; x\r]], [[wait \r\n3]], "wait > ", [[type x = 5 x + 1, x\r]], [[wait \r\n6\t5]], "wait > ",
    [[type y = {\r]], "wait >> ", [[type 7 } y[1]\r]], [[wait \r\n7]], "wait > ", [[type x = 8; x\r]], [[wait \r\n8]],
    "wait > ", [[type x = 9; x -- a comment\r]], [[wait \r\n9]], "wait > ", [[type x = 1; while true\r]], "wait >> ",
    [[type do break end\r]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_quit_and_exit_end_it()
  for _, word in ipairs { "quit", "exit", "quit()", " exit () " } do
    local seen = session { "wait > ", "type " .. word .. [[\r]] }
    lu.assertStrContains(seen, well_ended)
  end
  session { "wait > ", [[type quit = 5\r]], "wait > ", [[type quit\r]], [[wait \r\n5]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_ctrl_r_searches_what_was_typed()
  session { "wait > ", [[type first = 20 + 1\r]], "wait > ", [[type second = 2\r]], "wait > ", [[type \x12fir]], "wait first",
    [[type \r]], "wait > ", [[type first * second\r]], [[wait \r\n42]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_tab_shows_what_a_user_may_call()
  local seen = session { "wait > ", [[type t = balnet.trainer { neurons = 10 }\r]], "wait > ", [[type t:\t]], "wait w_out",
    [[type \x15help "cholesk\t"\r]], "wait lower triangular", [[wait \r\n> ]], [[type \x04]] }
  lu.assertStrContains(seen, "measure")
  lu.assertNotStrContains(seen, "__index")
end

function TestTerminal:test_a_line_can_be_edited()
  session { "wait > ", [[type 12\x7f3\x01"a" .. \x05 .. "z"\r]], [[wait \r\na13z]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_characters_of_the_locale_are_text()
  session { "wait > ", [[type #"\xc3\xa9\xe2\x82\xac\x7f"\r]], [[wait \r\n2]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_the_arrow_brings_a_line_back()
  session { "wait > ", [[type 40 + 2\r]], [[wait \r\n42]], "wait > ", [[type \x1b[A\r]], [[wait \r\n42]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_history_is_kept_between_sessions()
  local once = { "wait > ", [[type kept = 1\r]], "wait > ", [[type kept\r]], [[wait \r\n1]], "wait > ", [[type \x04]] }
  session(once)
  lu.assertEquals(history_of ".local/state", "kept = 1\nkept\n")
  session { "wait > ", [[type \x1b[A\x1b[A\r]], "wait > ", [[type kept\r]], [[wait \r\n1]], "wait > ", [[type \x04]] }
  session(once, "XDG_STATE_HOME=" .. folder .. "/state")
  lu.assertEquals(history_of "state", "kept = 1\nkept\n")
end

function TestTerminal:test_only_its_owner_reads_the_history()
  session { "wait > ", [[type x = 1\r]], "wait > ", [[type \x04]] }
  local modes = shell.line("stat -c %a .local/state/balnet .local/state/balnet/history", folder)
  lu.assertEquals(modes.out, "700\n600\n")
end

function TestTerminal:test_a_blank_line_is_not_remembered()
  session { "wait > ", [[type   \r]], "wait > ", [[type y = 2\r]], "wait > ", [[type \x04]] }
  lu.assertEquals(history_of ".local/state", "y = 2\n")
end

function TestTerminal:test_a_long_history_is_cut_to_its_last_lines()
  assert(os.execute("mkdir -p " .. folder .. "/.local/state/balnet"))
  local lines = {}
  for i = 1, 2001 do lines[i] = "x = " .. i .. "\n" end
  shell.write(folder .. "/.local/state/balnet/history", table.concat(lines))
  session { "wait > ", [[type \x04]] }
  lu.assertEquals(history_of ".local/state", table.concat(lines, "", 1002))
  session { "wait > ", [[type \x1b[A]], "wait x = 2001", [[type \x15\x04]] }
end

function TestTerminal:test_it_works_without_a_place_for_history()
  local steps = { "wait > ", [[type 1 + 1\r]], [[wait \r\n2]], "wait > ", [[type \x04]] }
  lu.assertStrContains(session(steps, "-u HOME"), well_ended)
  lu.assertStrContains(session(steps, "HOME=/dev/null"), well_ended)
  lu.assertStrContains(session(steps, "HOME=/" .. ("x"):rep(5000)), well_ended)
end

function TestTerminal:test_a_terminal_that_cannot_edit_is_read_plainly()
  local steps = { "wait > ", [[type 1 + 1\n]], [[wait \r\n2]], "wait > ", [[type \x04]] }
  lu.assertStrContains(session(steps, "-u TERM"), well_ended)
  lu.assertStrContains(session(steps, "TERM=dumb"), well_ended)
  lu.assertStrContains(session(steps, "TERM="), well_ended)
end

function TestTerminal:test_twenty_columns_are_enough()
  local long = "1" .. (" + 1"):rep(30)
  session({ "wait > ", "type " .. long .. [[\r]], [[wait \r\n31]], "wait > ", [[type ma\t]], "wait math", [[type \x15\x04]] }, nil, 20)
end

function TestTerminal:test_tab_completes_globals_members_and_methods()
  session { "wait > ", [[type colle\t]], "wait garbage", [[type \x15string.for\t("%d", 7)\r]], [[wait \r\n7]],
    "wait > ", [[type t = balnet.zer\t(2)\r]], "wait > ", [[type t:sha\t()\r]], [[wait \r\n2]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_tab_shows_several_choices_in_columns()
  local seen = session { "wait > ", [[type string.re\t]], "wait string.re", [[type \t]], "wait rep      reverse",
    "wait > string.re", [[type v\t("ab")\r]], [[wait \r\nba]], "wait > ", [[type \x04]] }
  lu.assertStrContains(seen, well_ended)
end

function TestTerminal:test_tab_survives_metamethods_that_raise_errors()
  session { "wait > ", [[type bad = setmetatable({}, { __index = error })\r]], "wait > ", [[type bad.x.y\t\x15]],
    [[type 5\r]], [[wait \r\n5]], "wait > ", [[type \x04]] }
end

function TestTerminal:test_an_interrupt_stops_the_code_and_not_the_session()
  local seen = session { "wait > ", [[type print "busy" while true do end\r]], [[wait \r\nbusy]], [[type \x03]],
    "wait interrupted!", "wait > ", [[type "still " .. "here"\r]], [[wait \r\nstill here]], "wait > ", [[type \x04]] }
  lu.assertStrContains(seen, well_ended)
end

-- A run as it is made and trained at the prompt.
local make = [[type run = balnet.experiment { name = "typed", neurons = 10, epochs = 9000000, arguments = { "--out", "out" } }\r]]
local train = [[type for _, measured in run:train() do run:record(measured) end\r]]

-- BALNET_SIGNALS says how often, at random moments.
function TestTerminal:test_an_interrupt_ends_training_saves_it_and_leaves_the_session()
  local steps = { "wait > ", make, "wait > ", [[type at = 0\r]], "wait > " }
  for _ = 1, tonumber(os.getenv "BALNET_SIGNALS" or 3) do
    for _, step in ipairs { train, "wait epochs/s", ("pause %.3f"):format(0.1 * math.random()), [[type \x03]],
      "wait typed: stopped by SIGINT after epoch", "wait run:train() goes on from there", "wait > ",
      [[type run.trainer:epoch() > at\r]], [[wait \r\ntrue]], "wait > ", [[type at = run.trainer:epoch()\r]], "wait > " } do
      steps[#steps + 1] = step
    end
  end
  steps[#steps + 1] = [[type \x04]]
  local seen = session(steps)
  lu.assertStrContains(seen, well_ended)
  lu.assertNotStrContains(seen, "traceback")
  lu.assertNotNil(shell.read(folder .. "/out/typed.h5"))
end

function TestTerminal:test_a_second_interrupt_ends_a_call_that_does_not_come_back()
  local seen = session { "wait > ", [[type trainer = balnet.trainer { neurons = 200, steps = 500 }\r]], "wait > ",
    [[type print "busy" trainer:step(1000000)\r]], [[wait \r\nbusy]], "work 0.3", [[type \x03]], "work 0.3", [[type \x03]] }
  lu.assertStrContains(seen, "[signal 2, terminal restored]")
end

function TestTerminal:test_a_termination_saves_the_training_and_ends_the_session()
  local seen = session { "wait > ", make, "wait > ", train, "wait epochs/s", "signal SIGTERM" }
  lu.assertStrContains(seen, "--resume goes on from there")
  lu.assertStrContains(seen, "[exit 143, terminal restored]")
end

-- A shell shows these as statuses 130, 143, …
function TestTerminal:test_a_signal_at_the_prompt_ends_it_with_the_terminal_restored()
  for number, name in pairs { [1] = "SIGHUP", [2] = "SIGINT", [15] = "SIGTERM" } do
    local seen = session { "wait > ", [[type x = 1\r]], "wait > ", "type half", "wait half", "signal " .. name }
    lu.assertStrContains(seen, ("[signal %d, terminal restored]"):format(number))
    lu.assertEquals(history_of ".local/state", ("x = 1\n"):rep(1), name)
    os.remove(folder .. "/.local/state/balnet/history")
  end
  local seen = session { "wait > ", "type half", "wait half", [[type \x03]] }
  lu.assertStrContains(seen, "[signal 2, terminal restored]")
end

function TestTerminal:test_typed_text_survives_a_stop_and_a_new_size()
  local seen = session { "wait > ", "type 20 +", "wait 20 +", "signal SIGCONT", "wait 20 +", "size 40", "signal SIGWINCH",
    [[type  1\r]], [[wait \r\n21]], "wait > ", [[type \x04]] }
  lu.assertStrContains(seen, well_ended)
end

function TestTerminal:test_the_code_may_end_the_program()
  lu.assertStrContains(session { "wait > ", [[type os.exit(5)\r]] }, "[exit 5, terminal restored]")
end

function TestTerminal:test_a_terminal_that_goes_away_ends_it()
  local line = ([[%s -c '
import os, pty, time
child, master = pty.fork()
if child == 0: os.execv("%s", ["balnet"])
time.sleep(0.5); os.close(master); print(os.waitpid(child, 0)[1] != 0)']]):format(os.getenv "BALNET_PYTHON", os.getenv "BALNET")
  lu.assertEquals(shell.line(line).out, "True\n")
end

os.exit(lu.LuaUnit.run())
