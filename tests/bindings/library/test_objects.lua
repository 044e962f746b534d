-- What compiled files of the engine call: kernels nothing but each other and memcpy, the rest kernels by their tables
-- alone, and what leads from a seed to weights nothing of the C library's mathematics but what IEEE 754 makes exact.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local source, build = os.getenv "BALNET_SOURCE", os.getenv "BALNET_BUILD"
local library = build .. "/engine/libbalnet.a"

TestObjects = {}

-- A list of { file, symbol }: what the file does not define itself. Names that a compiler's instruments add are left out.
local function needed(path)
  local run = shell.line(("nm -A -u %s 2>/dev/null"):format(shell.quote(path)))
  local list = {}
  for file, symbol in run.out:gmatch "([^:\n]+):%s+U ([^%s@]+)" do
    if not symbol:find "^__" and not symbol:find "^_GLOBAL" then
      list[#list + 1] = { file:match "[^/]*$", symbol }
    end
  end
  return list
end

local function sources(folder)
  local names = {}
  for name in shell.line(("ls %s/engine/%s"):format(shell.quote(source), folder)).out:gmatch "(%S+%.c)\n" do
    names[#names + 1] = name
  end
  return names
end

local function levels()
  local found = {}
  for name in shell.line(("ls %s/engine/CMakeFiles"):format(shell.quote(build))).out:gmatch "balnet_kernels_(%w+)%.dir" do
    found[#found + 1] = name
  end
  return found
end

local innocent = { memcpy = true, memset = true, memmove = true }

function TestObjects:test_kernels_call_nothing_but_kernels_of_their_level()
  local list = levels()
  lu.assertTrue(#list >= #balnet.system.levels())
  for _, level in ipairs(list) do
    local files = sources "kernels/level"
    lu.assertTrue(#files > 5)
    for _, name in ipairs(files) do
      local path = ("%s/engine/CMakeFiles/balnet_kernels_%s.dir/kernels/level/%s.o"):format(build, level, name)
      lu.assertNotNil(shell.read(path), path)
      for _, need in ipairs(needed(path)) do
        local symbol = need[2]
        lu.assertTrue(innocent[symbol] or symbol:match "^bn_.*_(%w+)$" == level, ("%s at %s calls %s"):format(name, level, symbol))
      end
    end
  end
end

function TestObjects:test_kernels_are_reached_by_their_tables_alone()
  local is_level = {}
  for _, level in ipairs(levels()) do is_level[level] = true end
  local tables = 0
  for _, need in ipairs(needed(library)) do
    local file, symbol = need[1], need[2]
    if is_level[symbol:match "^bn_.*_(%w+)$" or ""] and file ~= "table.c.o" then
      lu.assertEquals({ file, symbol:match "^bn_kernels_" }, { "kernels.c.o", "bn_kernels_" }, symbol)
      tables = tables + 1
    end
  end
  lu.assertEquals(tables, #levels())
end

-- What the C library's mathematics exports.
local function mathematics()
  local path = shell.line("ldd " .. shell.quote(build .. "/balnet.so")).out:match "(%S*/libm[.-]%S+)"
  local names = {}
  for name in shell.line("nm -D --defined-only " .. path).out:gmatch "%x+ [TWi] ([^%s@]+)" do names[name] = true end
  return names
end

local exact = {}
for name in ("sqrt sqrtf fabs floor ceil trunc fmin fmax copysign frexp ldexp llround lround"):gmatch "%S+" do
  exact[name] = true
end

function TestObjects:test_no_function_of_the_c_library_stands_between_a_seed_and_its_weights()
  local names, watched = mathematics(), { ["elementary.c.o"] = true, ["cluster.c.o"] = true }
  lu.assertTrue(names.exp and names.tanh and names.pow)
  for _, folder in ipairs { "random", "kernels", "network", "training" } do
    for _, name in ipairs(sources(folder)) do watched[name .. ".o"] = true end
  end
  local seen = 0
  for _, need in ipairs(needed(library)) do
    if watched[need[1]] then
      seen = seen + 1
      lu.assertFalse(names[need[2]] and not exact[need[2]] or false, ("%s calls %s"):format(need[1], need[2]))
    end
  end
  lu.assertTrue(seen > 50)
end

os.exit(lu.LuaUnit.run())
