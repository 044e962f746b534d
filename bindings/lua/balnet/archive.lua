-- The part of balnet.archive that is written in Lua; meta/archive.lua describes all of it.

local arguments = require "balnet.parameters.arguments"
local native = require "balnet.native.archive"
local options = require "balnet.parameters.options"

local archive = {}

for name, f in pairs(native) do archive[name] = f end

local function read_all(path, object, given)
  local results = table.pack(native.read(path, object, given))
  if given and given.matlab then require "balnet.archive.matlab"(path, object or "/", given, results) end
  return results
end

archive.read = arguments.counted("read", function(path, object, given)
  local results = options.call(1, read_all, path, object, given)
  return table.unpack(results, 1, results.n)
end, { may_be_nil = { [2] = true } })

return archive
