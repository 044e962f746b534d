--- The grid of a sweep: the values of each parameter, every combination of them, and shards of these.

local number = require "balnet.parameters.number"
local parameters = require "balnet.parameters.parameters"
local recipe = require "balnet.program.recipe"

local grid = {}

local most = 100000 -- values of a parameter, and runs

--- A value as it stands on a command line.
---@param value any
---@return string
function grid.text(value)
  return type(value) == "number" and number.text(value) or tostring(value)
end

-- The numbers first, first + step, … up to last; or nil and the fault.
local function range(first, last, step, explicit)
  if not (first and last and step) then return nil, "a range is first..last or first..last..step, in numbers" end
  if not (step > 0) then return nil, ("a range rises in steps above 0; %s was given"):format(grid.text(step)) end
  if not (last >= first) then
    return nil, ("a range rises from the first to the last; %s to %s was given")
      :format(grid.text(first), grid.text(last))
  end
  if explicit and last > first and step > last - first then
    return nil, ("a range is first..last..step; the step %s is larger than the range from %s to %s")
      :format(grid.text(step), grid.text(first), grid.text(last))
  end
  local span = last - first -- of integers it may be too large for one
  local steps = (span < 0 and last + 0.0 - first or span) / step
  if steps >= most then return nil, ("a range has at most %d values; this one has %.0f"):format(most, steps + 1) end
  local values = {}
  for k = 0, math.floor(steps + 1e-9) do -- 0..1..0.1 reaches 1
    local value = first + k * step
    values[k + 1] = math.type(value) == "integer" and value or number.read(number.format("%.12g", value))
  end
  return values
end

local function item_values(item)
  local first, last, step = item:match "^(.-)%.%.(.-)%.%.(.+)$"
  if not first then first, last = item:match "^(.-)%.%.(.+)$" end
  if not first then return { item } end
  return range(number.read(first), number.read(last), step and number.read(step) or not step and 1, step ~= nil)
end

local numeric = { integer = true, number = true }

-- The value of a word, or of a number out of a range.
local function accepted(set, name, value)
  if type(value) == "string" then return set:read(name, value) end
  return set:accept(name, value)
end

--- The values of a text such as "1..20", "0.5,1,2", "0..1..0.25" or "relu,tanh". A text parameter has one value, the
-- text as it is.
---@param set balnet.parameter_set
---@param name string of a declared parameter
---@param text string
---@return any[]|nil # accepted values; nil when something is wrong
---@return string|nil fault
function grid.read(set, name, text)
  local kind = set.by_name[name].kind
  if kind == "text" then return { text } end
  local values = {}
  for item in (text .. ","):gmatch "([^,]*)," do
    local list, fault = { item }, nil
    if numeric[kind] then list, fault = item_values(item) end
    if not list then return nil, ("--%s is '%s'; %s"):format(name, text, fault) end
    for _, word in ipairs(list) do
      local value
      value, fault = accepted(set, name, word)
      if fault then return nil, ("--%s is '%s', but %s"):format(name, text, fault) end
      values[#values + 1] = value
    end
  end
  return values
end

--- The fault in the values of a parameter.
---@param set balnet.parameter_set
---@param name string of a declared parameter
---@param values any[]
---@return string|nil
function grid.fault(set, name, values)
  local seen = {}
  if #values == 0 then return ("%s has no value; it must be %s"):format(name, parameters.expected(set.by_name[name])) end
  for _, value in ipairs(values) do
    if seen[value] then return ("%s has the value %s twice"):format(name, grid.text(value)) end
    seen[value] = true
  end
end

---@class balnet.dimension
---@field name string of the parameter
---@field values any[]

--- Every combination of values, the last dimension fastest: its number in a row-major tensor is its place in the list.
---@param dimensions balnet.dimension[]
---@return table<string, any>[]|nil # values by name; nil when there are too many
---@return string|nil fault
function grid.points(dimensions)
  local count = 1
  for _, dimension in ipairs(dimensions) do count = count * #dimension.values end
  if count > most then return nil, ("the grid has %d runs; %d are possible"):format(count, most) end
  local points = { {} }
  for _, dimension in ipairs(dimensions) do
    local longer = {}
    for _, point in ipairs(points) do
      for _, value in ipairs(dimension.values) do
        local copy = { [dimension.name] = value }
        for name, earlier in pairs(point) do copy[name] = earlier end
        longer[#longer + 1] = copy
      end
    end
    points = longer
  end
  return points
end

--- The name of a point, as of its folder: "noise=0.5,seed=3".
---@param dimensions balnet.dimension[]
---@param point table<string, any>
---@return string
function grid.name(dimensions, point)
  local words = {}
  for i, dimension in ipairs(dimensions) do
    words[i] = ("%s=%s"):format(dimension.name, grid.text(point[dimension.name]))
  end
  return table.concat(words, ",")
end

local longest_folder = 200 -- bytes; systems allow 255 a name

--- The name of a point's folder: the point's own, or a check sum of it where that is too long for a name, or none.
---@param name string as grid.name gives it
---@return string # as "noise=0.5,seed=3" or "run_af63dc4c8601ec8c"
function grid.folder(name)
  local possible = #name <= longest_folder and not name:find "[/%c]"
  return possible and name or "run_" .. recipe.checksum(name)
end

---@class balnet.shard
---@field part integer from 1
---@field of integer

--- Reads a shard such as "3/16".
---@param text string
---@return balnet.shard|nil
---@return string|nil fault
function grid.shard(text)
  local part, of = text:match "^(%d+)/(%d+)$"
  part, of = math.tointeger(tonumber(part)), math.tointeger(tonumber(of))
  if part and of and part >= 1 and part <= of then return { part = part, of = of } end
  return nil, ("shard is '%s'; it must be part/parts, as 3/16, with a part from 1 to the parts"):format(text)
end

return grid
