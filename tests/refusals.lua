-- What tests of error messages share: the line they stand on, and the message that a call raises.
local lu = require "luaunit"

local refusals = {}

--- The line of the caller.
function refusals.here() return debug.getinfo(2, "l").currentline end

--- The message of the error that f must raise.
function refusals.message_of(f)
  local ok, message = pcall(f)
  lu.assertFalse(ok)
  return message
end

return refusals
