-- Tests of words, one for each word of the lists in C that name something.
local lu = require "luaunit"
local fields = require "balnet.native.fields"

for name in pairs(package.preload) do
  if name:find "^balnet%." then require(name) end -- which declares its lists
end

local words = {}

-- What is tested, by the name of the enumeration.
local tested = {}

--- Declares a test for a word; the tests of an enumeration are together.
function words.test(enumeration, word, f)
  local class = "Test_" .. enumeration:gsub("%.", "_")
  _G[class] = _G[class] or {}
  _G[class]["test_" .. word:gsub("%W", "_")] = f
  tested[enumeration] = tested[enumeration] or {}
  tested[enumeration][word] = true
end

--- Whether each word is tested of the enumerations whose names `is_asked_for` accepts.
function words.assert_all_tested(is_asked_for)
  for _, enumeration in ipairs(fields.enumerations()) do
    for _, word in ipairs(is_asked_for(enumeration) and fields.words_of(enumeration).word or {}) do
      lu.assertTrue((tested[enumeration] or {})[word] == true, enumeration .. ": " .. word)
    end
  end
end

return words
