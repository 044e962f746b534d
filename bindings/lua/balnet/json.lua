--- Texts in JSON: `balnet.json`. Read by the library jansson.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.json"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"
local system = require "balnet.native.system"

---@class balnet.json
local json = {}

--- What stands for `null`, which is no value of a table in Lua. It prints as "null".
--
--     balnet.json.encode { 1, balnet.json.null }  --> "[1,null]"
---@type table
json.null = setmetatable({}, { __tostring = function() return "null" end, __newindex = function() error("null has no fields", 2) end })

---@class balnet.json.decoding
---@field tensors? boolean arrays of numbers, also nested ones of one shape, are tensors, with NaN for null (false); arrays
--- of nulls alone and of integers that no f64 holds stay lists

---@class balnet.json.encoding
---@field indent? integer spaces a level, each value on a line of its own (0: all on one line)
---@field not_finite? "error"|"null" what becomes of NaN and infinite numbers, which JSON does not have (error)

local decoding = { tensors = { "flag", false } }
local encoding = { indent = { "integer", 0, least = 0, most = 16 }, not_finite = { "text", "error", words = { "error", "null" } } }

--- The value that a text is: objects are tables by name, arrays lists, `null` is `balnet.json.null`. Integers of 64 bits stay
-- whole, all other numbers are the nearest f64.
--
-- An error, with line and column, for what is no JSON, for a name that an object has twice, and for a number that is too large.
--
--     balnet.json.decode('{"seed": 9007199254740993, "dt": 0.2}').seed  --> 9007199254740993
--     balnet.json.decode("[[1, 2], [3, null]]", { tensors = true }):shape()  --> 2, 2
---@param text string
---@param how? balnet.json.decoding
---@return any
json.decode = arguments.at_caller("decode", function(text, how)
  if type(text) ~= "string" then error(("text is %s; a text was needed"):format(kinds.shown(text)), 0) end
  return native.decode(text, "the text", options.over(how, decoding).tensors, json.null)
end)

--- The value that a file holds, as by `decode`. An error has the file's path.
--
--     balnet.json.write("run.json", { rates = { 1.5, 2 } })
--     balnet.json.read("run.json", { tensors = true }).rates  --> { 1.5, 2 }
---@param path string of the file
---@param how? balnet.json.decoding
---@return any
json.read = arguments.at_caller("read", function(path, how)
  if type(path) ~= "string" then error(("path is %s; a text was needed"):format(kinds.shown(path)), 0) end
  return native.read(path, options.over(how, decoding).tensors, json.null)
end)

-- --- writing -----------------------------------------------------------------------------------------

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escaped(character) return escapes[character] or ("\\u%04x"):format(character:byte()) end

local function text_of(text, path)
  if not utf8.len(text) then error(("'%s' is a text that is no UTF-8"):format(path), 0) end
  return '"' .. text:gsub('[%c"\\]', escaped) .. '"'
end

-- A float has a point or an exponent, so that it is read back as one.
local function number_of(value, path, how)
  if math.type(value) == "integer" then return tostring(value) end
  if value ~= value or math.abs(value) == math.huge then
    if how.not_finite == "null" then return "null" end
    error(("'%s' is %s, which JSON does not have; { not_finite = \"null\" } writes null"):format(path, number.text(value)), 0)
  end
  local text = number.text(value)
  return text:find "[.e]" and text or text .. ".0"
end

local function brackets(opening, parts, closing, how, level)
  if #parts == 0 then return opening .. closing end
  if how.indent == 0 then return opening .. table.concat(parts, ",") .. closing end
  local inner, outer = "\n" .. (" "):rep(how.indent * (level + 1)), "\n" .. (" "):rep(how.indent * level)
  return opening .. inner .. table.concat(parts, "," .. inner) .. outer .. closing
end

local encode

local function list_of(list, path, how, level)
  local parts = {}
  for i, value in ipairs(list) do parts[i] = encode(value, ("%s[%d]"):format(path, i), how, level + 1) end
  return brackets("[", parts, "]", how, level)
end

local function object_of(object, path, how, level)
  local names, parts = {}, {}
  for name in pairs(object) do
    if type(name) ~= "string" then error(("'%s' is neither a list nor a table of names"):format(path), 0) end
    names[#names + 1] = name
  end
  table.sort(names)
  for i, name in ipairs(names) do
    local inner = path == "value" and name or path .. "." .. name
    parts[i] = text_of(name, inner) .. (how.indent > 0 and ": " or ":") .. encode(object[name], inner, how, level + 1)
  end
  return brackets("{", parts, "}", how, level)
end

local function table_of(value, path, how, level)
  local most_depth = 64
  if value == json.null then return "null" end
  if level > most_depth then error(("tables are nested deeper than %d; does one contain itself?"):format(most_depth), 0) end
  local count = 0
  for _ in pairs(value) do count = count + 1 end
  return (count == #value and list_of or object_of)(value, path, how, level)
end

local by_type = {
  ["nil"] = function() return "null" end,
  boolean = tostring,
  number = number_of,
  string = text_of,
  table = table_of,
}

function encode(value, path, how, level)
  if kinds.read("tensor", value) then
    value = value:dims() > 0 and value:totable() or value:item()
  end
  local of_type = by_type[type(value)]
  if not of_type then
    error(("'%s' is %s; a tensor, number, text, boolean or table was needed"):format(path, kinds.shown(value)), 0)
  end
  return of_type(value, path, how, level)
end

--- The text of a value: tables by name are objects, with ascending names, lists and empty tables arrays, tensors arrays of
-- arrays. Numbers have the fewest digits (of at least six) that read back as the same one; integers are whole, floats have a
-- point or an exponent. The same value gives the same text.
--
-- An error, with the place, for what JSON does not have: NaN and infinite numbers unless `not_finite` says otherwise, texts that
-- are no UTF-8, functions, tables with names and numbers, tables that contain themselves.
--
--     balnet.json.encode { 7, true, balnet.tensor { { 1, 2.5 } } }  --> "[7,true,[[1.0,2.5]]]"
--     balnet.json.encode({ 0 / 0 }, { not_finite = "null" })  --> "[null]"
---@param value any
---@param how? balnet.json.encoding
---@return string
json.encode = arguments.at_caller("encode", function(value, how)
  return encode(value, "value", options.over(how, encoding), 0)
end)

--- Writes the text of a value, as by `encode`, with the end of a line. The file gets its name only when all of it is on the disk.
-- An error, with the path and the system's reason, where that fails.
--
--     balnet.json.write("run.json", { seed = 7 }, { indent = 2 })
--     balnet.json.read "run.json".seed  --> 7
---@param path string of the file
---@param value any
---@param how? balnet.json.encoding
json.write = arguments.at_caller("write", function(path, value, how)
  if type(path) ~= "string" then error(("path is %s; a text was needed"):format(kinds.shown(path)), 0) end
  local written, fault = system.replace_file(path, encode(value, "value", options.over(how, encoding), 0) .. "\n")
  if not written then error(fault, 0) end
end)

return json
