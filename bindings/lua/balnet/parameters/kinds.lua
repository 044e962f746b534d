--- Kinds of values: what an argument or an option of a function written in Lua must be. A value of another kind has no second
-- meaning: a text is no number, a number no flag, and NaN nothing that is counted or measured.

local kinds = {}

-- Elements are checked where the tensor is made; required late, since that module stands on this one.
local function tensor_of(value)
  if type(value) == "table" then
    local fine, made = pcall(require("balnet.tensor").tensor, value)
    if not fine then error((made:gsub("^balnet/[%w_/]+%.lua:%d+: ", "")), 0) end
    return made
  end
  return getmetatable(value) == "balnet.tensor" and value or nil
end

local function number_of(value) return type(value) == "number" and value == value and value or nil end

local function finite_of(value) return number_of(value) and math.abs(value) < math.huge and value or nil end

local function of_type(name)
  return function(value)
    if type(value) == name then return value end
  end
end

-- What is needed, in words, and the value as it is used, nil where it is of another kind.
local known = {
  tensor = { "a tensor", function(value) return type(value) == "userdata" and tensor_of(value) or nil end },
  numbers = { "a tensor or an array of numbers", tensor_of },
  number = { "a number", number_of },
  finite = { "a finite number", finite_of },
  positive = { "a positive finite number", function(value) return finite_of(value) and value > 0 and value or nil end },
  probability = { "a number between 0 and 1", function(value) return number_of(value) and value > 0 and value < 1 and value or nil end },
  integer = { "an integer", function(value) return number_of(value) and math.tointeger(value) end },
  dims = { "a dimension, or an array of dimensions,", function(value)
    return type(value) == "table" and value or number_of(value) and math.tointeger(value)
  end },
  flag = { "true or false", of_type "boolean" },
  text = { "a text", of_type "string" },
  table = { "a table", of_type "table" },
  options = { "a table of options", of_type "table" },
  ["function"] = { "a function", of_type "function" },
  any = { "a value", function(value) return value end },
}

--- How a value is named in a sentence: numbers and flags by themselves, texts in quotes, the rest by their types.
---@param value any
---@return string
function kinds.shown(value)
  local name = type(value)
  if value ~= value then return "nan" end
  if name == "number" or name == "boolean" or name == "nil" then return tostring(value) end
  if name == "string" then return ("'%s'"):format(value) end
  return getmetatable(value) == "balnet.tensor" and "a tensor" or "a " .. name
end

--- What a value of a kind must be, in words.
---@param kind string
---@return string
function kinds.needed(kind) return known[kind][1] end

--- The value as it is used; nil, and what was needed, where it is of another kind.
---@param kind string
---@param value any
---@return any
---@return string? needed
function kinds.read(kind, value)
  local needed, convert = table.unpack(known[kind])
  local read = convert(value)
  if read == nil then return nil, needed end
  return read
end

return kinds
