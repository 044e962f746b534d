-- assert_refused, for errors that must be raised at the caller's line:
-- `local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")`.
local lu = require "luaunit"

-- f(...) must raise an error with the words in it, placed at a Lua line: one of f, or below for a function in C.
return function(words, f, ...)
  local fine, message = pcall(function(...)
    f(...)
    return nil -- so that the call above is no tail call and has a line
  end, ...)
  lu.assertFalse(fine, "there was no error; one was expected with: " .. words)
  lu.assertStrMatches(message, "^[^\n:]+%.lua:%d+: .*$")
  lu.assertStrContains(message, words)
end
