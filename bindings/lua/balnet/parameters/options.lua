--- Options of functions written in Lua: split between the functions that they call, with errors at the line of the
-- script.

local fields = require "balnet.native.fields"
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

--- The given options over their defaults, as one table; an error at the script's line for a name that has no default. A default
-- of `false` stands for none.
---@param given table<string, any>?
---@param defaults table<string, any>
---@return table
function options.over(given, defaults)
  local names, chosen = {}, {}
  for name, value in pairs(defaults) do
    names[#names + 1] = name
    chosen[name] = value
  end
  table.sort(names)
  if given == nil then return chosen end
  check_table(given)
  for name, value in pairs(given) do
    if chosen[name] == nil then error(unknown({ names }, name), 3) end
    chosen[name] = value
  end
  return chosen
end

--- A positive number among the options.
---@param given table
---@param name string
---@param convert fun(value: any): number? `tonumber` or `math.tointeger`
---@param needed string what was needed, for the error
---@return number
function options.positive(given, name, convert, needed)
  local value = convert(given[name])
  if not value or value <= 0 then
    error(("field '%s' is %s; %s was needed"):format(name, tostring(given[name]), needed), 3)
  end
  return value
end

return options
