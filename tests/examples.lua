-- Runs examples of the documentation, each with globals of its own, in a folder of their own, and compares what they give
-- with what they state behind `-->`.
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local examples = {}

local numeral = "%f[%w.]%d[%d.]*e?[+-]?%d*"

-- A number as it is written: half a unit of its last digit is its tolerance; a whole number is meant as it stands.
local function written(text)
  local digits, exponent = text:match "^([%d.]+)e?([+-]?%d*)$"
  local decimals = #(digits:match "%.(%d*)$" or "")
  local unit = 10.0 ^ ((tonumber(exponent) or 0) - decimals)
  return { value = tonumber(text), tolerance = decimals > 0 and 0.5001 * unit or 1e-9 * math.max(1, tonumber(text)) }
end

-- The values that a text states, numbers as `written` gives them.
local function stated(text)
  local quoted = {}
  text = text:gsub('"[^"]*"', function(word)
    quoted[#quoted + 1] = word
    return "\1"
  end)
  text = text:gsub("%-?" .. numeral, function(number)
    local sign, size = number:match "^(%-?)(.*)$"
    return (" W(%q, %s) "):format(size, sign == "-" and -1 or 1)
  end)
  local at = 0
  text = text:gsub("\1", function()
    at = at + 1
    return (quoted[at]:gsub("%%", "%%%%"))
  end)
  local environment = { nan = 0 / 0, inf = math.huge, W = function(size, sign)
    local number = written(size)
    return { value = sign * number.value, tolerance = number.tolerance }
  end }
  return table.pack(assert(load("return " .. text, "=stated", "t", environment))())
end

local same

local function same_number(expected, actual)
  if expected ~= expected then return actual ~= actual end
  return actual == expected
end

local function same_table(expected, actual)
  for key, value in pairs(expected) do
    if not same(value, actual[key]) then return false end
  end
  for key in pairs(actual) do
    if expected[key] == nil then return false end
  end
  return true
end

local function plain(value)
  local is_tensor = type(value) == "userdata" and debug.getmetatable(value).__name == "balnet.tensor"
  return is_tensor and value:totable() or value
end

function same(expected, actual)
  actual = plain(actual)
  if type(expected) == "table" and expected.tolerance then
    return type(actual) == "number" and math.abs(actual - expected.value) <= expected.tolerance
  end
  if type(expected) == "number" then return type(actual) == "number" and same_number(expected, actual) end
  if type(expected) == "table" and type(actual) == "table" then return same_table(expected, actual) end
  return expected == actual
end

local function shown(values)
  local texts = {}
  for i = 1, values.n do texts[i] = require("luaunit").prettystr(plain(values[i])) end
  return table.concat(texts, ", ")
end

-- Each line that states a result calls `check` with the line's number and the values.
local function instrumented(code)
  local lines, results = {}, {}
  for line in (code .. "\n"):gmatch "([^\n]*)\n" do
    local expression, text = line:match "^(.-)%s*%-%->%s*(.*)$"
    if expression then
      results[#results + 1] = text
      line = ("_check(%d, %s)"):format(#results, expression)
    end
    lines[#lines + 1] = line
  end
  return table.concat(lines, "\n"), results
end

--- Runs one example in this program and adds its faults, as sentences.
---@param chunk { name: string, code: string }
---@param faults string[]
function examples.run_here(chunk, faults)
  local code, results = instrumented(chunk.code)
  local function add(sentence) faults[#faults + 1] = chunk.name .. ": " .. sentence end
  local environment = setmetatable({ balnet = require "balnet", arg = {} }, { __index = _G })
  function environment._check(i, ...)
    local actual, expected = table.pack(...), stated(results[i])
    local equal = actual.n == expected.n
    for k = 1, actual.n do equal = equal and same(expected[k], actual[k]) end
    if not equal then add(("%s is stated, and it gives %s"):format(results[i], shown(actual))) end
  end
  local f, message = load(code, "=example", "t", environment)
  if not f then return add(message) end
  local done, why = xpcall(f, debug.traceback)
  if not done then add(tostring(why)) end
end

--- Runs examples in a folder by a program of their own.
---@param chunks { name: string, code: string }[]
---@param folder string an empty one
---@return string[] faults sentences
function examples.run(chunks, folder)
  shell.write(folder .. "/chunks.lua", ("return %s\n"):format(examples.literal(chunks)))
  local result = shell.line(("%s %s chunks.lua </dev/null"):format(shell.quote(os.getenv "BALNET"),
    shell.quote(os.getenv "BALNET_SOURCE" .. "/tests/examples.lua")), folder)
  local faults = {}
  for fault in result.out:gmatch "FAULT (.-)\0" do faults[#faults + 1] = fault end
  if result.status ~= 0 or not result.out:find("DONE", 1, true) then faults[#faults + 1] = result.out .. result.err end
  return faults
end

--- A list of examples as text of Lua.
function examples.literal(chunks)
  local rows = {}
  for i, chunk in ipairs(chunks) do rows[i] = ("{ name = %q, code = %q }"):format(chunk.name, chunk.code) end
  return "{\n" .. table.concat(rows, ",\n") .. "\n}"
end

if arg and arg[0] and arg[0]:find "examples%.lua$" and not arg[0]:find "test_examples" then
  local faults, chunks = {}, dofile(arg[1])
  arg = { [0] = "./example.lua" } -- as of a script in the folder
  for _, chunk in ipairs(chunks) do examples.run_here(chunk, faults) end
  for _, fault in ipairs(faults) do io.write("FAULT ", fault, "\0") end
  io.write "DONE\n"
end

return examples
