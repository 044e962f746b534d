-- What tests of error messages share: `local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")`.
local lu = require "luaunit"

local refused = {}

--- The line of the caller.
function refused.here() return debug.getinfo(2, "l").currentline end

--- The message of the error that f(...) must raise.
function refused.message_of(f, ...)
  local fine, message = pcall(function(...)
    f(...)
    return nil -- so that the call above is no tail call and has a line
  end, ...)
  lu.assertFalse(fine)
  return message
end

--- f(...) must raise an error with the words in it, placed at a Lua line: one of f, or below for a function in C.
function refused.assert_refused(words, f, ...)
  local message = refused.message_of(f, ...)
  lu.assertStrMatches(message, "^[^\n:]+%.lua:%d+: .*$")
  lu.assertStrContains(message, words)
end

return refused
