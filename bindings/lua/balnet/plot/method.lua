--- Methods of panels that are written in Lua: compositions of marks. What such a method does not know among its options
-- belongs to the mark that it draws.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.plot"
local number = require "balnet.parameters.number"
local options = require "balnet.parameters.options"

local method = {}

--- A method of an object, which is its result unless the function gives another one. Errors are raised where it is called.
---@param name string
---@param f function of the object and the arguments
---@param ... string kinds of the arguments, of which those that end in ? may be left out
---@return function
function method.of(name, f, ...)
  local wanted = { ... }
  local function run(object, ...)
    if object == nil then error(("bad argument #1 to '%s' (an object was needed)"):format(name), 0) end
    return f(object, arguments.read(0, name, wanted, ...))
  end
  return arguments.counted(name, function(object, ...)
    local result = options.call(1, run, object, ...)
    if result == nil then return object end
    return result
  end, { most = #wanted + 1, object = 1 })
end

--- The options of a list, with their defaults, and a table of the others.
---@param given table<string, any>?
---@param list table<string, table> as for `balnet.parameters.options`
---@return table<string, any>
---@return table<string, any>
function method.split(given, list)
  local own, rest = {}, {}
  for name, value in pairs(given or {}) do
    if list[name] then own[name] = value else rest[name] = value end
  end
  return options.over(own, list), rest
end

--- The options of a list, with their defaults; an error for any other.
---@param given table<string, any>?
---@param list table<string, table> as for `balnet.parameters.options`
---@return table<string, any>
function method.options(given, list) return (options.over(given, list)) end

--- The numbers of a tensor, row by row, or of a table, in which false stands for NaN, as a table.
---@param data any
---@param what string
---@return number[]
function method.numbers(data, what)
  if getmetatable(data) == "balnet.tensor" then return data:to("f64"):flatten():totable() end
  if type(data) ~= "table" then
    error(("%s is %s; a tensor or a table of numbers was needed"):format(what, kinds.shown(data)), 0)
  end
  local list = {}
  for i = 1, #data do
    local value = data[i]
    if value ~= false and type(value) ~= "number" then
      error(("%s: element %d is a %s; a number was needed"):format(what, i, type(value)), 0)
    end
    list[i] = value or 0 / 0
  end
  return list
end

--- As `numbers`, those that are finite only.
---@param data any
---@param what string
---@return number[]
function method.finite(data, what)
  local list = {}
  for _, value in ipairs(method.numbers(data, what)) do
    if value - value == 0 then list[#list + 1] = value end
  end
  return list
end

--- Where marks of a panel stand: numbers, or the places of names on an axis.
---@param panel balnet.Panel
---@param data any
---@param what string
---@param axis? "x"|"y" of the names; x
---@return number[]
function method.places(panel, data, what, axis)
  if type(data) == "table" and type(data[1]) == "string" then return native.places(panel, axis or "x", data) end
  return method.numbers(data, what)
end

--- The numbers of an option, one for each of `count` places; 1, 2, … where there is none.
---@param data any
---@param count integer
---@param what string
---@return number[]
function method.numbers_or_count(data, count, what)
  local list = {}
  for i = 1, count do list[i] = i end
  if data == nil then return list end
  local given = method.numbers(data, what)
  if #given ~= count then error(("%s has %d values; %d were needed"):format(what, #given, count), 0) end
  return given
end

--- The rows of a matrix as tables, and the number of its columns.
---@param data any
---@param what string
---@return number[][]
---@return integer
function method.matrix(data, what)
  local rows = {}
  if getmetatable(data) == "balnet.tensor" then
    if data:dims() ~= 2 then error(("%s has %d dimensions; 2 were needed"):format(what, data:dims()), 0) end
    rows = data:to("f64"):totable()
    return rows, (data:shape(2))
  end
  if type(data) ~= "table" then error(("%s is %s; a tensor or a table of rows was needed"):format(what, kinds.shown(data)), 0) end
  for i = 1, #data do
    rows[i] = method.numbers(data[i], ("row %d of %s"):format(i, what))
    if #rows[i] ~= #rows[1] then error(("row %d of %s has %d numbers and row 1 has %d"):format(i, what, #rows[i], #rows[1]), 0) end
  end
  return rows, rows[1] and #rows[1] or 0
end

--- An error unless two lists are equally long.
function method.check_same(a, list, b, other)
  if #list ~= #other then error(("%s has %d values and %s has %d; as many were needed"):format(a, #list, b, #other), 0) end
end

--- An error for an empty table after data, which can be neither as many values nor options that say what they are.
---@param x number[]
---@param y any
---@param given table? options
function method.check_not_empty(x, y, given)
  if #x == 0 or type(y) ~= "table" or next(y) ~= nil or given ~= nil then return end
  error(("the table after %d values is empty; as many values of y, options or nothing were needed"):format(#x), 0)
end

--- The samples of a table of data, at most 1000, and where they stand in a panel.
---@param panel balnet.Panel
---@param samples table
---@param x any nil for 1, 2, …
---@return number[][]
---@return number[]
function method.samples(panel, samples, x)
  local lists, places = {}, {}
  if #samples > 1000 then error(("%d samples were given; at most 1000 can stand side by side"):format(#samples), 0) end
  for i = 1, #samples do
    lists[i] = method.finite(samples[i], "sample " .. i)
    places[i] = i
  end
  if x ~= nil then
    places = method.places(panel, x, "x")
    method.check_same("the table of samples", lists, "x", places)
  end
  return lists, places
end

--- An error for a format, as of `string.format`, that takes no number.
---@param format string?
function method.check_format(format)
  if format == nil or pcall(string.format, format, 1.5) then return end
  error(("field 'format' is '%s'; one for a number was needed, as \"%%.3g\""):format(format), 0)
end

--- A value as a figure shows it, with a minus sign instead of a hyphen.
---@param value any
---@param format? string of numbers; that of integers, and "%.4g"
---@return string
function method.text_of(value, format)
  if value ~= value then return "nan" end
  if math.type(value) == "integer" and not format then return (tostring(value):gsub("^%-", "−")) end
  if type(value) == "number" then return (number.format(format or "%.4g", value):gsub("^%-", "−")) end
  return tostring(value)
end

--- A table of numbers with the names of another one over them.
---@param base table
---@param over table
---@return table
function method.with(base, over)
  local all = {}
  for name, value in pairs(base) do all[name] = value end
  for name, value in pairs(over) do all[name] = value end
  return all
end

return method
