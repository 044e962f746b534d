-- The order of the rooms and of the folders in them: a file includes only what stands before its own folder.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local source = os.getenv "BALNET_SOURCE"

-- What a folder may include besides itself. Nothing else is reached.
local reach = { common = {} }
local function order(room, rooms_below, folders)
  for _, folder in ipairs(folders) do
    local below = {}
    for name in folder[2]:gmatch "%S+" do below[room .. "/" .. name] = true end
    for name in rooms_below:gmatch "%S+" do below[name] = true end
    reach[room .. "/" .. folder[1]] = below
  end
end

order("engine", "common", {
  { "base", "" },
  { "kernels", "base" },
  { "tensor", "base kernels" },
  { "linalg", "base kernels tensor" },
  { "random", "base tensor kernels" },
  { "network", "base tensor kernels random" },
  { "training", "base tensor kernels random network" },
  { "simulation", "base tensor kernels random network" },
  { "analysis", "base tensor kernels linalg random network training simulation" },
  { "theory", "base tensor kernels linalg random network training simulation analysis" },
  { "twotime", "base" },
  { "archive", "base tensor" },
  { "data", "base tensor" },
})

order("plots", "common", {
  { "base", "" },
  { "text", "base" },
  { "color", "base" },
  { "canvas", "base text color" },
  { "axes", "base text color canvas" },
  { "paths", "base" },
  { "marks", "base text color canvas axes paths" },
  { "output", "base text color" },
  { "figure", "base text color canvas axes paths marks output" },
})

-- The two libraries are below all bindings, each where its subject is.
order("bindings", "common", {
  { "common", "" },
  { "program", "" },
  { "balnet", "program" },
  { "mpi", "common" },
  { "live", "" },
  { "pdf", "" },
  { "tensor", "common" },
  { "linalg", "common" },
  { "training", "common tensor" },
  { "theory", "common training" },
  { "analysis", "common training" },
  { "plot", "common" },
  { "archive", "common" },
  { "data", "common" },
  { "system", "common program" },
})

local rooms = { "common", "engine", "plots", "bindings" }

TestRooms = {}

local function files(room)
  local found = {}
  for path in shell.line(("find %s/%s -name '*.[ch]'"):format(shell.quote(source), room), ".").out:gmatch "[^\n]+" do
    found[#found + 1] = path:sub(#source + 2)
  end
  return found
end

-- The folder of a path in the order above: "common", "engine/base"; of a file further down as well.
local function folder_of(path)
  if path:find "^common/" then return "common" end
  return path:match "^%w+/%w+"
end

local function is_allowed(room, folder, other)
  local is_library = other:find "^engine/" or other:find "^plots/"
  return other == folder or reach[folder][other] == true or (room == "bindings" and is_library ~= nil)
end

function TestRooms:test_folders_include_only_those_below_them()
  for _, room in ipairs(rooms) do
    local list = files(room)
    lu.assertTrue(#list > 5)
    for _, path in ipairs(list) do
      local folder = folder_of(path)
      lu.assertNotNil(reach[folder], path .. " is in a folder without a place in the order")
      for line in io.lines(source .. "/" .. path) do
        local other = line:match '^#include "([%w_/]+/[%w_]+%.h)"'
        lu.assertTrue(not other or is_allowed(room, folder, folder_of(other)), path .. " includes " .. tostring(other))
      end
    end
  end
end

function TestRooms:test_no_file_but_a_test_includes_what_is_internal_to_another_folder()
  for _, room in ipairs(rooms) do
    for _, path in ipairs(files(room)) do
      for line in io.lines(source .. "/" .. path) do
        local other = line:match '^#include "([%w_/]+)/[%w_]+_internal%.h"'
        lu.assertTrue(other == nil or other == path:match "^(.*)/", path .. " includes what is internal to " .. tostring(other))
      end
    end
  end
end

function TestRooms:test_lines_of_c_have_at_most_120_characters()
  local count = 0
  for _, room in ipairs { "common", "engine", "plots", "bindings", "tests" } do
    for _, path in ipairs(files(room)) do
      local at = 0
      for line in io.lines(source .. "/" .. path) do
        at = at + 1
        lu.assertTrue(assert(utf8.len(line), path) <= 120, ("%s:%d has %d characters"):format(path, at, utf8.len(line)))
      end
      count = count + at
    end
  end
  lu.assertTrue(count > 10000, count)
end

function TestRooms:test_the_tests_that_the_table_of_promises_names_are_there()
  local named = 0
  for path in shell.read(source .. "/tests/README.md"):gmatch "`([%w_/]+%.%a+)`" do
    local room = path:match "^(%a+)/"
    if room and shell.line("test -d " .. shell.quote(source .. "/tests/" .. room)).status == 0 then
      named = named + 1
      lu.assertNotNil(shell.read(source .. "/tests/" .. path), path)
    end
  end
  lu.assertTrue(named > 50, named)
end

os.exit(lu.LuaUnit.run())
