-- Parameter files are data: every value is read, every piece of code is refused.
local lu = require "luaunit"
local parameter_file = require "balnet.parameters.file"

local function parse(text) return parameter_file.parse(text, "p.lua") end
local function fault_of(text)
  local values, fault = parse(text)
  lu.assertNil(values)
  return fault
end

TestParameterFile = {}

function TestParameterFile:test_numbers_strings_and_booleans_are_values()
  local values = parse [[
    -- a run of mine
    return {
      neurons = 200, dt = 1e-1, balance = -2.5;
      ["start"] = "stationary",
      zero_diagonal = false, --[==[ a long
      comment ]==] out = 'a "b" \'c\' \\ d',
      learning_rate = 5E-4, seed=0x10,
    } ]]
  lu.assertEquals(values, { neurons = 200, dt = 0.1, balance = -2.5, start = "stationary", zero_diagonal = false,
    out = [[a "b" 'c' \ d]], learning_rate = 5e-4, seed = 16 })
end

function TestParameterFile:test_it_reads_the_same_values_as_lua()
  local text = "return { a = 1, b = 1.5e3, c = 'x\\ny', d = true, e=3--c\n, f = .5 }"
  lu.assertEquals(parse(text), load(text)())
end

function TestParameterFile:test_an_empty_table_is_no_parameter()
  lu.assertEquals(parse "return {}", {})
end

function TestParameterFile:test_code_is_refused()
  for _, code in ipairs {
    "return { a = os.exit() }", "return { a = f }", "return { a = function() end }", "return { a = (1) }",
    "return { a = 1 + 1 }", "return { a = 'x':rep(9) }", "return { a = #'x' }", "return { a = - 1 }",
    "return { [f()] = 1 }", "return { a = { 1 } }", "return { 1 }", "return { a = [[x]] }",
    "os.execute 'x' return { a = 1 }", "a = 1", "while true do end", "return { a = 1 } os.exit()",
    "return setmetatable({}, {})", "return { a = nil }", "\27Lua", "",
  } do
    lu.assertStrContains(fault_of(code), "a parameter file is data", false, code)
  end
end

function TestParameterFile:test_a_fault_says_the_line_and_what_was_found()
  lu.assertStrContains(fault_of "return {\n  a = 1,\n  b = print,\n}",
    "p.lua:3: a number, a string, true or false is needed; 'print' was found")
  lu.assertStrContains(fault_of "return { a = 1", "p.lua:1: ',' or '}' is needed; the end of the file was found")
  lu.assertStrContains(fault_of "return { a = 'x\n' }", "the end of the string")
  lu.assertStrContains(fault_of "return { a = '\\q' }", "an escape of")
  lu.assertStrContains(fault_of "return { a = 1, a = 2 }", "one value of a")
end

function TestParameterFile:test_no_prefix_of_a_file_raises_or_hangs()
  local text = "return { a = 1.5e-3, ['b'] = \"x\\\"y\", --[[ c ]] d = true } -- end"
  for length = 0, #text do
    local values, fault = parse(text:sub(1, length))
    lu.assertTrue((values == nil) == (fault ~= nil))
  end
end

function TestParameterFile:test_a_missing_file_is_told_with_its_name()
  local values, fault = parameter_file.read "no/such/file.lua"
  lu.assertNil(values)
  lu.assertStrContains(fault, "no/such/file.lua: No such file or directory")
end

function TestParameterFile:test_a_folder_is_no_parameter_file()
  local values, fault = parameter_file.read "."
  lu.assertNil(values)
  lu.assertEquals(fault, ".: Is a directory")
end

os.exit(lu.LuaUnit.run())
