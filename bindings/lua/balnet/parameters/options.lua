--- Options of functions written in Lua: split between the functions that they call, with errors at the line of the
-- script.

local fields = require "balnet.native.fields"
local kinds = require "balnet.parameters.kinds"
local suggestion = require "balnet.native.suggestion"

local options = {}

--- Calls f, and raises its error `level` functions further up: 1 is the caller of the function that uses this. It must
-- not be a tail call, which would take that function off the stack.
---@param level integer
---@param f function
---@return any # its first result
function options.call(level, f, ...)
  local ok, result = pcall(f, ...)
  if ok then return result end
  -- The place in the library where it was found says nothing to a script.
  if type(result) == "string" then result = result:gsub("^balnet/[%w_/]+%.lua:%d+: ", "") end
  error(result, level + 2)
end

--- The names of a definition's fields, and their defaults.
---@param definition string as "balnet.meanfield.definition", of a module that is loaded
---@param ... string names that are left out
---@return string[]
---@return table<string, any>
function options.fields(definition, ...)
  local names, defaults, left_out = {}, {}, {}
  for _, name in ipairs { ... } do left_out[name] = true end
  for _, field in ipairs(fields.of(definition)) do
    if not left_out[field.name] then names[#names + 1] = field.name end
    defaults[field.name] = field.default
  end
  return names, defaults
end

local function list_that_holds(lists, name)
  for i, list in ipairs(lists) do
    for _, known in ipairs(list) do
      if known == name then return i end
    end
  end
end

local function unknown(lists, name)
  local known = {}
  for _, list in ipairs(lists) do table.move(list, 1, #list, #known + 1, known) end
  return suggestion.sentence("field", tostring(name), known)
end

-- For the function that calls this one, at the line of the script that called it.
local function check_table(given)
  if type(given) ~= "table" then
    error(("a table of options was needed; %s was given"):format(tostring(given)), 4)
  end
end

--- The given options as one table for each list of names; an error at the script's line for a name in none of them.
---@param given table<string, any>
---@param ... string[] lists of names; a name belongs to the first that has it
---@return table ...
function options.split(given, ...)
  check_table(given)
  local lists, parts = { ... }, {}
  for i = 1, #lists do parts[i] = {} end
  for name, value in pairs(given) do
    local i = list_that_holds(lists, name)
    if not i then error(unknown(lists, name), 3) end
    parts[i][name] = value
  end
  return table.unpack(parts)
end

-- What a field must be, in words.
local function needed_of(field, needed)
  if field.words then return "one of '" .. table.concat(field.words, "', '") .. "'" end
  if field.least and field.most then return ("%s from %s to %s"):format(needed, field.least, field.most) end
  return field.least and ("%s of at least %s"):format(needed, field.least) or needed
end

local function is_within(field, value)
  if field.words then
    for _, word in ipairs(field.words) do
      if value == word then return true end
    end
    return false
  end
  return not (field.least and value < field.least or field.most and value > field.most)
end

local function read_field(name, field, given, level)
  local value, needed = kinds.read(field[1], given)
  if value ~= nil and is_within(field, value) then return value end
  error(("field '%s' is %s; %s was needed"):format(name, kinds.shown(given), needed_of(field, needed or kinds.needed(field[1]))), level + 1)
end

--- The given options, and the defaults of the others, as one table; an error at the script's line for a name that is no field
-- and for a value that is not of the field's kind or out of its range.
---@param given table<string, any>?
---@param list table<string, table> by name: { kind, default, least =, most =, words = }, with a kind of balnet.parameters.kinds; a text
-- that must be one of some words is { "text", default, words = { … } }
---@return table
function options.over(given, list)
  local names, chosen = {}, {}
  for name, field in pairs(list) do
    names[#names + 1] = name
    chosen[name] = field[2]
  end
  table.sort(names)
  if given == nil then return chosen end
  check_table(given)
  for name, value in pairs(given) do
    if not list[name] then error(unknown({ names }, name), 3) end
    chosen[name] = read_field(name, list[name], value, 3)
  end
  return chosen
end

--- A positive number among the options.
---@param given table
---@param name string
---@param kind "integer"|"positive"|"finite"
---@param least? number 1 of integers
---@param most? number
---@return number
function options.positive(given, name, kind, least, most)
  check_table(given)
  -- No tail call: it counts levels.
  local value = read_field(name, { kind, least = least or kind == "integer" and 1 or nil, most = most }, given[name], 3)
  return value
end

return options
