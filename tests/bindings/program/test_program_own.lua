-- What only balnet's program does, beside what it shares with the standalone interpreter (test_program.lua).
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local balnet = os.getenv "BALNET"
local folder

local function first_line(text) return text:match "^[^\n]*" end

TestOwn = {}

function TestOwn:setUp() folder = shell.scratch() end

function TestOwn:tearDown() shell.remove(folder) end

function TestOwn:test_the_versions_are_printed()
  local version = shell.line(balnet .. " -v").out
  lu.assertStrMatches(version, "balnet %d+%.%d+%.%d+\nLua 5%.4.*PUC%-Rio\n")
  lu.assertStrMatches(shell.line(balnet .. " --version").out, "balnet %d+%.%d+%.%d+ %(Lua 5%.4%.%d+%)\n")
  lu.assertEquals(shell.line(balnet .. " --version").status, 0)
end

function TestOwn:test_help_names_every_option()
  local result = shell.line(balnet .. " --help")
  for _, option in ipairs { "-e", "-l", "-i", "-v", "-E", "-W", "-", "--", "--help", "--version" } do
    lu.assertStrContains(result.out, "\n  " .. option .. " ", false)
  end
  lu.assertEquals(result.status, 0)
  lu.assertEquals(result.err, "")
end

function TestOwn:test_the_library_is_loaded_only_when_required()
  local script = [[
    local function maps()
      local file <close> = io.open "/proc/self/maps"
      return file:read "a"
    end
    local function count()
      local loaded = 0
      for _, library in ipairs { "openblas", "hdf5", "cairo", "freetype", "edit" } do
        if maps():find("lib" .. library, 1, true) then loaded = loaded + 1 end
      end
      return loaded
    end
    print(count() == 0)
    require "balnet.tensor"
    print(count() > 0, maps():find("libedit", 1, true))
  ]]
  shell.write(folder .. "/late.lua", script)
  local result = shell.line(balnet .. " late.lua", folder)
  lu.assertEquals(result.out, "true\ntrue\tnil\n")
end

function TestOwn:test_a_library_of_the_same_name_in_the_path_is_not_taken()
  shell.write(folder .. "/balnet.lua", "error 'the wrong library'")
  lu.assertEquals(shell.line(balnet .. " -l balnet -e 'print(type(balnet))'", folder).out, "table\n")
end

function TestOwn:test_package_preload_comes_before_the_library()
  local line = [[ -e 'package.preload.balnet = function() return 5 end print((require "balnet"))']]
  lu.assertEquals(shell.line(balnet .. line).out, "5\n")
end

function TestOwn:test_an_error_may_say_the_exit_status()
  local result = shell.line(balnet .. [[ -e 'error { exit_status = 7, message = "as asked" }']])
  lu.assertEquals(result, { out = "", err = balnet .. ": as asked\n", status = 7 })
  result = shell.line(balnet .. [[ -e 'error { exit_status = 0 }']])
  lu.assertEquals(result, { out = "", err = "", status = 0 })
  result = shell.line(balnet .. [[ -e 'error { exit_status = 143, message = "" }' -e 'print(1)']])
  lu.assertEquals(result, { out = "", err = "", status = 143 })
end

function TestOwn:test_an_invalid_exit_status_is_an_error_like_any()
  for _, status in ipairs { "256", "-1", "'2'", "1.5", "{}" } do
    local result = shell.line(balnet .. ([[ -e "error { exit_status = %s, message = 'm' }"]]):format(status))
    lu.assertStrContains(result.err, "(error object is a table value)")
    lu.assertEquals(result.status, 1, status)
  end
end

function TestOwn:test_a_request_to_end_passes_coroutines_and_closes_variables()
  local result = shell.line(balnet .. [[ -e '
    local x <close> = setmetatable({}, { __close = function() print "closed" end })
    coroutine.wrap(function() error { exit_status = 9, message = "inside" } end)()']])
  lu.assertEquals(result.out, "closed\n")
  lu.assertEquals(result.status, 9)
end

function TestOwn:test_lost_output_is_told_and_is_a_failure()
  for _, line in ipairs { "print(1)", "io.write(1)", "print(1) os.exit(0)", "io.stdout:setvbuf 'full' io.write(1)" } do
    for _, where in ipairs { ">/dev/full", ">&-" } do
      local result = shell.line(([[%s -e "%s" %s]]):format(balnet, line, where))
      lu.assertStrContains(result.err, "balnet: output to stdout was lost: ", line)
      lu.assertEquals(result.status, 1, line)
    end
  end
  local reason = shell.line(balnet .. " -e 'io.write(1)' >/dev/full").err
  lu.assertEquals(reason, "balnet: output to stdout was lost: No space left on device\n")
  lu.assertEquals(shell.line(balnet .. " --help >/dev/full").status, 1)
  lu.assertEquals(shell.line(balnet .. " -e 'print(1)' >/dev/full 2>&1").status, 1)
end

function TestOwn:test_closed_streams_do_no_harm_to_programs_that_do_not_use_them()
  local result = shell.line(balnet .. " -e 'x = 1' <&- >&- 2>&-")
  lu.assertEquals(result.status, 0)
end

-- Without the guard a file gets number 1 and what is printed lands in it.
function TestOwn:test_a_file_never_takes_the_place_of_a_closed_stream()
  local script = [[file = io.open("precious", "w") print("noise") io.stderr:write("noise") file:write("data") file:close()]]
  shell.line(("%s -e '%s' >&- 2>&- <&-"):format(balnet, script), folder)
  lu.assertEquals(shell.read(folder .. "/precious"), "data")
end

function TestOwn:test_a_reserved_word_without_command_is_a_script()
  for _, word in ipairs { "sweep", "info" } do
    shell.write(folder .. "/" .. word, "print('a script', ...)")
    lu.assertEquals(shell.line(balnet .. " ./" .. word .. " 1", folder).out, "a script\t1\n")
    if not pcall(require, "balnet.command." .. word) then
      lu.assertEquals(shell.line(balnet .. " " .. word .. " 1", folder).out, "a script\t1\n")
    end
  end
end

-- Starts code that never ends by itself, and comes back when it has been at it for a while.
local function start(code)
  local child, number = shell.start({ balnet, "-e", "print 'at work' io.stdout:flush() " .. code }, folder .. "/log")
  shell.wait_for(folder .. "/log", "at work\n")
  shell.let_work(child, number, 0.1)
  return child, number
end

-- How code ends by an interrupt, and what it says after its first line.
local function interrupt(code)
  local child <close> = start(code)
  child:signal "SIGINT"
  local how, status = shell.end_of(child)
  return how, status, shell.read(folder .. "/log"):match "at work\n(.*)"
end

function TestOwn:test_an_interrupt_is_an_error_in_the_script()
  local how, status, said = interrupt "while true do end"
  lu.assertEquals(first_line(said), balnet .. ": interrupted!")
  lu.assertEquals({ how, status }, { "exit", 1 })
  lu.assertEquals({ interrupt "print(pcall(function() while true do end end))" }, { "exit", 0, "false\tinterrupted!\n" })
end

function TestOwn:test_a_second_interrupt_ends_a_step_that_takes_long()
  local child <close>, number = start "string.find(('a'):rep(1e5), ('.-'):rep(20) .. 'b')"
  child:signal "SIGINT"
  shell.let_work(child, number, 0.1)
  lu.assertNil(child:ended())
  child:signal "SIGINT"
  lu.assertEquals({ shell.end_of(child) }, { "signal", 2 })
end

os.exit(lu.LuaUnit.run())
