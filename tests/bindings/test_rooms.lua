-- The order of the rooms and of the folders in them: a file includes only what stands before its own folder.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local source = os.getenv "BALNET_SOURCE"

-- What a folder may include besides itself. Nothing else in engine/ or plots/ is reached.
local reach = {}
local function order(room, folders)
  for i, folder in ipairs(folders) do
    local below = {}
    for name in folder[2]:gmatch "%S+" do below[room .. "/" .. name] = true end
    reach[room .. "/" .. folder[1]] = below
  end
end

order("engine", {
  { "base", "" },
  { "tensor", "base" },
  { "kernels", "base tensor" },
  { "linalg", "base tensor" },
  { "random", "base tensor kernels" },
  { "network", "base tensor kernels random" },
  { "training", "base tensor kernels random network" },
  { "simulation", "base tensor kernels random network" },
  { "analysis", "base tensor kernels linalg random network training simulation" },
  { "theory", "base tensor kernels linalg random network training simulation analysis" },
  { "archive", "base tensor" },
})

TestRooms = {}

local function files(room)
  local found = {}
  for path in shell.line(("find %s/%s -name '*.[ch]'"):format(shell.quote(source), room), ".").out:gmatch "[^\n]+" do
    found[#found + 1] = path:sub(#source + 2)
  end
  return found
end

function TestRooms:test_engine_folders_include_only_those_below_them()
  local list = files "engine"
  lu.assertTrue(#list > 100)
  for _, path in ipairs(list) do
    local folder = path:match "^%w+/%w+"
    for line in io.lines(source .. "/" .. path) do
      local other = line:match '^#include "(%w+/%w+)/'
      if other and other ~= folder then
        lu.assertTrue(reach[folder][other] == true, path .. " includes from " .. other)
      end
    end
  end
end

function TestRooms:test_no_file_but_a_test_includes_what_is_internal_to_another_folder()
  for _, room in ipairs { "engine", "plots", "bindings" } do
    for _, path in ipairs(files(room)) do
      for line in io.lines(source .. "/" .. path) do
        local other = line:match '^#include "([%w_/]+)/[%w_]+_internal%.h"'
        if room == "engine" or other and not other:find "^plots" then
          lu.assertTrue(other == nil or other == path:match "^(.*)/", path .. " includes what is internal to " .. tostring(other))
        end
      end
    end
  end
end

os.exit(lu.LuaUnit.run())
