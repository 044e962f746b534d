-- The program against the standalone interpreter: every habit a user has with `lua` holds. Expected values come from
-- Debian's lua5.4, run with the same words in the same folder; what only balnet has is stated here.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local balnet = os.getenv "BALNET"
local folder

-- Shell lines, in which LUA is the interpreter.
local same_as_lua = {
  -- options that run code
  [[LUA -e 'print(1)']],
  [[LUA '-eprint(1)' -ea=3 -e 'print(a)']],
  [[LUA -e '' -e 'print(...)' hello.lua x]],
  [[LUA -e 'x = 1' -e 'error(x)' -e 'print(2)']],
  [[LUA -e 'a b']],
  [[LUA -e 'return 5']],
  [[LUA -l string -e 'print(string.rep("x", 3))']],
  [[LUA -lmath -e 'print(math.pi)']],
  [[LUA -l s=string -lm=math -e 'print(s.upper "a", m.max(1, 2))']],
  [[LUA -l module -e 'print(module.x)']],
  [[LUA -l nothing_here]],
  [[LUA -l broken]],
  [[LUA -l raising]],
  [[LUA -W -e 'warn("@on") warn("a", "b")']],
  [[LUA -e 'warn("lost")']],
  [[LUA -W hello.lua]],
  [[LUA -e 'warn("@on")' warning.lua]],
  [[LUA -E -e 'print(package.path, package.cpath)']],
  [[LUA -E -W -e 'warn "x"' -l math hello.lua 1]],
  [[LUA -- hello.lua a b]],
  [[LUA -e 'print(1)' -- hello.lua -e]],
  [[LUA --]],
  [[LUA -i -e 'print(1)']],
  -- scripts and arguments
  [[LUA hello.lua]],
  [[LUA hello.lua a 'b c' '' -e -]],
  [[LUA arg.lua a b c]],
  [[LUA -W arg.lua]],
  [[LUA -e '' -l math -- arg.lua a]],
  [[LUA -e 'for i = -6, 3 do print(i, arg[i]) end']],
  [[LUA -E -e 'for i = -6, 3 do print(i, arg[i]) end' - x </dev/null]],
  [[LUA -e 'arg[1] = 100' hello.lua 1]],
  [[LUA -e 'arg = 1' hello.lua 1]],
  [[LUA -e 'arg = {table.unpack({}, 1, 3)}' hello.lua]],
  [[LUA hello.lua $(seq 300)]],
  [[LUA shebang.lua a]],
  [[LUA shebang_only.lua]],
  [[LUA bom.lua]],
  [[LUA half_bom.lua]],
  [[LUA binary.luac]],
  [[LUA empty.lua]],
  [[LUA no_such_file.lua]],
  [[LUA .]],
  [[LUA syntax.lua]],
  [[LUA ./hello.lua 7]],
  [[LUA -- -dash.lua]],
  [[LUA 'with space.lua']],
  -- stdin
  [[echo 'print(1, ...)' | LUA]],
  [[echo 'print(1, ...)' | LUA - a b]],
  [[echo 'print(...)' | LUA -e 'print(0)' - a]],
  [[echo 'print(2)' | LUA -e 'print(1)']],
  [[echo 'print(2)' | LUA -W]],
  [[echo 'print(2)' | LUA -E]],
  [[echo 'print(2)' | LUA -- -]],
  [[printf '#!x\nprint(3)' | LUA -]],
  [[echo 'error "from stdin"' | LUA]],
  [[echo 'x x' | LUA -]],
  [[printf 'print(io.read())\nline\n' | LUA -]],
  [[echo 'a line' | LUA -e 'print(io.read())']],
  -- errors and statuses
  [[LUA -e 'error "message"']],
  [[LUA -e 'error("message", 0)']],
  [[LUA -e 'error("message", 2)']],
  [[LUA -e 'error()']],
  [[LUA -e 'error(nil)']],
  [[LUA -e 'error {}']],
  [[LUA -e 'error(12)']],
  [[LUA -e 'error(true)']],
  [[LUA -e 'error(setmetatable({}, { __tostring = function() return "said" end }))']],
  [[LUA -e 'error(setmetatable({}, { __tostring = function() return 5 end }))']],
  [[LUA -e 'error(setmetatable({}, { __name = "named" }))']],
  [[LUA deep.lua]],
  [[LUA level.lua]],
  [[LUA -e 'local t; t.x = 1']],
  [[LUA -e 'local function f() return f() + 1 end f()' 2>&1 | head -n 1]],
  [[LUA -e 'string.rep("x", -1):bad()']],
  [[LUA -e 'coroutine.wrap(function() error "inside" end)()']],
  [[LUA -e 'assert(false)']],
  [[LUA -e 'assert(nil, "told")']],
  [[LUA -e 'assert(load "x =")']],
  [[LUA -e 'os.exit(3)']],
  [[LUA -e 'os.exit(true)']],
  [[LUA -e 'os.exit(false)']],
  [[LUA -e 'os.exit(256 + 7)']],
  [[LUA -e 'os.exit(3, true)']],
  [[LUA -e 'io.write "no newline" os.exit(0)']],
  [[LUA -e 'setmetatable({}, { __gc = function() print "collected" end })']],
  [[LUA -e 'setmetatable({}, { __gc = function() print "collected" end }) os.exit(0)']],
  [[LUA -e 'setmetatable({}, { __gc = function() print "collected" end }) os.exit(0, true)']],
  [[LUA -W -e 'setmetatable({}, { __gc = function() error "in gc" end })']],
  [[LUA -e 'local x <close> = setmetatable({}, { __close = function(_, e) print("closed", e) end }) error "e"']],
  [[LUA -e 'return setmetatable({}, { __tostring = error })']],
  [[LUA -e 'print(collectgarbage "incremental")']],
  [[LUA -e 'print(#package.loaded, package.config)']],
  [[LUA -e 'for k in pairs(package.loaded) do io.write(k:gsub("^%s*$", "") == k and "" or k) end']],
  [[LUA -e 'local n = {} for k in pairs(_G) do n[#n + 1] = k end table.sort(n) print(table.concat(n, " "))']],
  [[LUA -e 'print(pcall(require, "no.such.module"))']],
  [[LUA -e 'print(debug.traceback "here")']],
  [[LUA -e 'kill = io.popen("kill -TERM $PPID") kill:close() while true do end']],
  -- the environment
  [[LUA_INIT='print(1)' LUA -e 'print(2)']],
  [[LUA_INIT='print(1)' LUA_INIT_5_4='print(5.4)' LUA -e 'print(2)']],
  [[LUA_INIT='print(1)' LUA -E -e 'print(2)']],
  [[LUA_INIT='@hello.lua' LUA -e 'print(2)' - a </dev/null]],
  [[LUA_INIT='@no_such_file' LUA -e 'print(2)']],
  [[LUA_INIT='error "bad"' LUA -e 'print(2)']],
  [[LUA_INIT='x x' LUA -e 'print(2)']],
  [[LUA_INIT_5_4='error {}' LUA -e 'print(2)']],
  [[LUA_INIT='print(arg[1], ...)' LUA hello.lua 7]],
  [[LUA_INIT= LUA -e 'print(1)']],
  [[LUA_PATH='x/?.lua' LUA -e 'print(package.path)']],
  [[LUA_PATH='x/?.lua;;y' LUA -e 'print(package.path)']],
  [[LUA_PATH=a LUA_PATH_5_4=b LUA -e 'print(package.path)']],
  [[LUA_CPATH='x/?.so;;' LUA -e 'print(package.cpath)']],
  [[LUA_CPATH=a LUA_CPATH_5_4=b LUA -E -e 'print(package.cpath)']],
  [[env -i LUA -e 'print(package.path, package.cpath, os.getenv "HOME")']],
  -- streams that are closed
  [[LUA -e 'io.stderr:write "x"' 2>&-]],
  [[LUA -e 'error "x"' 2>&-]],
  [[LUA -e 'print(io.read())' <&-]],
  [[LUA - <&-]],
  -- pipes that end early
  [[LUA -e 'for i = 1, 1e6 do print(i) end' | head -n 1]],
}

-- Only the first line of the message is Lua's: how the program is used is told in our words.
local wrong_options = {
  "-h", "---", "--x", "-Ex", "-vv", "-iv", "-Wx", "-e", "-l", "-e -v", "-l -e", "-x hello.lua", "-E -z", "-i -",
  "-- -h", "-e 'print(1)' -q", "-vW", "-I", "-ee",
}

-- What is typed, with -i, from a file.
local sessions = {
  "",
  "1\n",
  "=1\n= 1, 2\n",
  "x = 5\nx\n=x\nprint(x)\n",
  "for i = 1, 2 do\nprint(i)\nend\n",
  "a =\n10\na\n",
  "x = [[one\ntwo]]\n=x\n",
  "function f(x)\nreturn x\nend\nf(3)\n",
  "local a = 1\na\n",
  "error 'e'\n1\n",
  "error {}\n1\n",
  "error()\n",
  "x x\n)\n1\n",
  "nil\nfalse\n",
  "1, nil, 'three', nil\n",
  "return 1, 2\nreturn\n",
  "\n\n1\n",
  "-- a comment\n1\n",
  "_PROMPT = 'new '\n1\n",
  "_PROMPT2 = 'more '\nf(\n1)\n",
  "_PROMPT = nil\n1\n",
  "_PROMPT = 42\n1\n",
  "print = nil\n1\nx\n",
  "print = function(...) error 'bad' end\n1\n",
  "print(...)\n",
  "=arg[1]\n=arg[0]\n",
  "os.exit(4)\n1\n",
  "last = 1",
  "('x'):rep(600)\n",
  "=" .. ("1+"):rep(500) .. "1\n",
  "goto x\n::x::\n",
  "t = {\n\n1,\n}\n#t\n",
}

local function files()
  local compiled = string.dump(assert(load('print("compiled", ...)', "=compiled")))
  return {
    ["hello.lua"] = 'print("hello", ...)',
    ["arg.lua"] = 'for i = -6, 5 do print(i, arg[i]) end print(#arg, ...)',
    ["shebang.lua"] = "#!/usr/bin/env lua\nprint(debug.getinfo(1).currentline, ...)",
    ["shebang_only.lua"] = "# nothing else",
    ["bom.lua"] = "\xEF\xBB\xBF# first\nprint(3)",
    ["half_bom.lua"] = "\xEF\xBBprint(3)",
    ["binary.luac"] = "# compiled\n" .. compiled,
    ["empty.lua"] = "",
    ["syntax.lua"] = "x = 1\ny = = 2\n",
    ["-dash.lua"] = "print 'dash'",
    ["with space.lua"] = "print(arg[0])",
    ["module.lua"] = "return { x = ... }",
    ["broken.lua"] = "return return",
    ["raising.lua"] = "error 'while loading'",
    ["warning.lua"] = 'warn("one", " two") warn("@off") warn("three")',
    ["deep.lua"] = "local function f(n) if n == 0 then error 'deep' end f(n - 1) return 1 end f(40)",
    ["level.lua"] = "local m = setmetatable({}, { __tostring = function()\n"
      .. "return 'line ' .. debug.getinfo(4).currentline end })\n\nerror(m)",
  }
end

local function in_words_of_lua(text) return (text:gsub(balnet:gsub("%p", "%%%0"), "lua5.4"):gsub("^balnet 0[%d.]+\n", "")) end

local function run_both(line)
  local ours = shell.line((line:gsub("LUA%f[%s]", function() return shell.quote(balnet) end)), folder)
  local theirs = shell.line((line:gsub("LUA%f[%s]", "lua5.4")), folder)
  ours.out, ours.err = in_words_of_lua(ours.out), in_words_of_lua(ours.err)
  return ours, theirs
end

local function first_line(text) return text:match "^[^\n]*" end

TestProgram = {}

function TestProgram:setUp()
  folder = shell.scratch()
  for name, text in pairs(files()) do shell.write(folder .. "/" .. name, text) end
end

function TestProgram:tearDown() shell.remove(folder) end

function TestProgram:test_an_invocation_does_what_lua_does()
  for _, line in ipairs(same_as_lua) do
    local ours, theirs = run_both(line)
    if line:find "no.such.module" or line:find "nothing_here" then theirs.err, ours.err = "", "" end
    lu.assertEquals(ours, theirs, line)
  end
end

function TestProgram:test_a_wrong_option_is_refused_as_by_lua()
  for _, words in ipairs(wrong_options) do
    local ours, theirs = run_both("LUA " .. words .. " </dev/null")
    lu.assertEquals(ours.status, theirs.status, words)
    lu.assertEquals(ours.out, theirs.out, words)
    lu.assertEquals(first_line(ours.err), first_line(theirs.err), words)
  end
end

function TestProgram:test_a_session_from_a_file_reads_as_with_lua()
  for _, typed in ipairs(sessions) do
    shell.write(folder .. "/typed", typed)
    local ours, theirs = run_both("LUA -i <typed")
    lu.assertEquals(ours, theirs, typed)
  end
end

function TestProgram:test_a_session_follows_the_script()
  local ours, theirs = run_both("echo '=arg[1]' | LUA -i hello.lua a")
  lu.assertEquals(ours, theirs)
  ours, theirs = run_both("echo 'x' | LUA -e 'x = 3' -i")
  lu.assertEquals(ours, theirs)
  ours, theirs = run_both("echo 'x' | LUA -i no_such_file")
  lu.assertEquals(ours, theirs)
end

-- Here lua prints "(null)".
function TestProgram:test_an_unfinished_chunk_is_told_at_the_end_of_the_input()
  local result = shell.line("echo 'for' | " .. shell.quote(balnet) .. " -i")
  lu.assertStrContains(result.err, "stdin:1: <name> expected near <eof>")
  lu.assertEquals(result.status, 0)
end

function TestProgram:test_a_failing_search_differs_from_lua_only_for_the_library()
  local ours, theirs = run_both [[LUA -e 'print(select(2, pcall(require, "no.such.module")))']]
  lu.assertEquals(ours, theirs)
  ours, theirs = run_both [[LUA -l balneto]]
  lu.assertEquals(ours, theirs)
  lu.assertStrContains(run_both([[LUA -l balnet.nothing]]).err, "no module 'balnet.nothing' in file '")
end

function TestProgram:test_a_program_without_its_name_still_runs()
  local result = shell.line(([[bash -c "exec -a '' %s -e 'error {}' "]]):format(balnet))
  lu.assertEquals(first_line(result.err), "balnet: (error object is a table value)")
end

os.exit(lu.LuaUnit.run())
