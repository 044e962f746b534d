-- What `cmake --install` puts in place works there, away from the build: program, module for stock Lua, library for C
-- by pkg-config and by CMake, manual page, bash completion.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local quote = shell.quote
local source = os.getenv "BALNET_SOURCE" .. "/tests/install"
local sanitize = os.getenv "BALNET_SANITIZE"
local sanitize_flag = sanitize ~= "" and "-fsanitize=" .. sanitize or ""
local cmake = quote(os.getenv "BALNET_CMAKE")
local install = cmake .. " --install " .. quote(os.getenv "BALNET_BUILD") .. " --prefix "
local place

local function run(line)
  local result = shell.line(line, place)
  lu.assertEquals(result.status, 0, line .. "\n" .. result.out .. result.err)
  return result.out
end

-- A library with sanitizers needs their run-time library in the process first, which stock Lua doesn't bring.
local function skip_with_sanitizers() lu.skipIf(sanitize ~= "", "the module is built with sanitizers") end

TestInstall = {}

function TestInstall:setUp()
  if place then return end
  place = shell.scratch()
  run(install .. quote(place))
end

function TestInstall:test_the_program_finds_its_module_wherever_the_tree_is()
  local line = [[bin/balnet -e 'print(require("balnet").zeros(2, 3):shape())']]
  lu.assertEquals(run(line), "2\t3\n")
  run "cp -a . ../moved.$$ && cd ../moved.$$ && LUA_CPATH= bin/balnet -l balnet && cd .. && rm -r moved.$$"
  run "mkdir links && ln -s ../bin/balnet links/b && links/b -l balnet"
end

function TestInstall:test_a_staged_installation_works_in_its_stage()
  run("DESTDIR=stage " .. install .. "/usr && stage/usr/bin/balnet -l balnet")
end

function TestInstall:test_without_its_module_the_program_says_so()
  local result = shell.line("mkdir -p alone/deep && cp bin/balnet alone/deep && LUA_CPATH=x alone/deep/balnet -l balnet", place)
  lu.assertStrContains(result.err, "no balnet.so beside the program or where it was installed")
  lu.assertEquals(result.status, 1)
  local selftest = shell.line("LUA_CPATH=x alone/deep/balnet --selftest", place)
  lu.assertStrContains(selftest.err, "no balnet.so beside the program or where it was installed")
  lu.assertEquals(selftest.status, 1)
end

function TestInstall:test_stock_lua_loads_the_module()
  skip_with_sanitizers()
  local lua = "LUA_CPATH='lib/lua/5.4/?.so;;' lua5.4 "
  lu.assertEquals(run(lua .. [[-e 'print(require("balnet").zeros(2, 3):shape())']]), "2\t3\n")
  lu.assertEquals(run(lua .. [[-l b=balnet -e 'print(b.cluster == require "balnet.cluster")']]), "true\n")
end

-- Each module in a state of its own, without "balnet" before it.
function TestInstall:test_every_module_loads_by_its_own_name_in_stock_lua()
  skip_with_sanitizers()
  local names = run [[bin/balnet -l balnet -e 'for name in pairs(package.preload) do print(name) end']]
  lu.assertStrContains(names, "balnet.program.completion\n")
  for name in names:gmatch "balnet%.[%w_.]+" do
    run("LUA_CPATH='lib/lua/5.4/?.so;;' lua5.4 -l x=" .. name .. " -e 'assert(x)'")
  end
end

function TestInstall:test_the_module_shows_nothing_but_its_open_functions()
  for symbol in run("nm -D --defined-only lib/lua/5.4/balnet.so"):gmatch "%S+\n" do
    lu.assertStrMatches(symbol, "luaopen_balnet[%w_]*\n")
  end
end

local function assert_trains(line)
  local before, after = run(line):match "^(%S+) (%S+)\n$"
  lu.assertTrue(tonumber(after) < 0.5 * tonumber(before), line)
end

function TestInstall:test_a_c_program_trains_by_pkg_config()
  run(("cc -std=c11 -Wall -Wextra -Werror %s -o train_pc %s $(PKG_CONFIG_PATH=lib/pkgconfig pkg-config --cflags --libs balnet)")
    :format(sanitize_flag, quote(source .. "/train.c")))
  assert_trains "./train_pc"
end

function TestInstall:test_a_c_program_trains_by_the_cmake_package()
  run(("%s -G Ninja -S %s -B consumer -DCMAKE_PREFIX_PATH=%s -DCMAKE_C_FLAGS=%s"):format(
    cmake, quote(source .. "/consumer"), quote(place), sanitize_flag))
  run(cmake .. " --build consumer")
  assert_trains "consumer/train"
end

function TestInstall:test_every_header_stands_alone()
  local all = {}
  for name in run("ls include/balnet"):gmatch "%S+" do all[#all + 1] = "#include <balnet/" .. name .. ">" end
  lu.assertTrue(#all > 10)
  for _, line in ipairs(all) do
    shell.write(place .. "/one.c", line .. "\n" .. line .. "\nint main(void) { return 0; }\n")
    run "cc -std=c11 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -Iinclude one.c"
  end
end

function TestInstall:test_the_manual_page_names_every_option()
  local page = shell.read(place .. "/share/man/man1/balnet.1"):gsub("\\", "")
  for option in run("bin/balnet --help"):gmatch "\n  (%-%S*)" do lu.assertStrContains(page, "fB" .. option .. "fR") end
end

local function completed(...)
  local words = { "bin/balnet", ... }
  for i, word in ipairs(words) do words[i] = quote(word) end
  shell.write(place .. "/press_tab", ([[
    . share/bash-completion/completions/balnet
    COMP_WORDS=(%s) COMP_CWORD=%d
    _balnet
    printf '%%s\n' "${COMPREPLY[@]}"]]):format(table.concat(words, " "), #words - 1))
  return run "bash press_tab"
end

function TestInstall:test_bash_completes_options_scripts_and_parameters()
  lu.assertEquals(completed "--v", "--version\n")
  shell.write(place .. "/some.lua", "")
  lu.assertEquals(completed("-W", "som"), "some.lua\n")
  lu.assertEquals(completed "inf", "info\n")
  lu.assertEquals(completed("sweep", "som"), "some.lua\n")
  lu.assertEquals(completed("sweep", "some.lua", "--sh"), "--shard\n")
  shell.write(place .. "/some.h5", "")
  lu.assertEquals(completed("info", "some"), "some.h5\n")
  lu.assertEquals(completed("some.lua", "--wat"), "--watch\n")
  lu.assertEquals(completed("some.lua", "--stimulus_"), "--stimulus_tau\n")
  lu.assertEquals(completed("some.lua", "--activation", "r"), "relu\n")
  lu.assertEquals(completed("some.lua", "--zero_diagonal", ""), "true\nfalse\n")
end

local failures = lu.LuaUnit.run()
shell.remove(place) -- the tests share one installation
os.exit(failures)
