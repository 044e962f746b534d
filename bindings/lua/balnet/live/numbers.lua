--- Lists of many numbers as JSON, some thousand in a millisecond: each format call writes many.

local numbers = {}

local at_once = 100
local formats = {}

local function format_of(count)
  formats[count] = formats[count] or ("%.17g"):rep(count, ",")
  return formats[count]
end

--- The JSON of a list of numbers, each as the double that it is; null for what is not finite.
---@param list number[]
---@return string
function numbers.list(list)
  local parts = {}
  for first = 1, #list, at_once do
    local last = math.min(#list, first + at_once - 1)
    parts[#parts + 1] = format_of(last - first + 1):format(table.unpack(list, first, last))
  end
  local text = table.concat(parts, ",")
  if text:find "n" then text = text:gsub("%-?nan", "null"):gsub("%-?inf", "null") end
  return "[" .. text .. "]"
end

--- The JSON of a number, as that of a list.
---@param value number
---@return string
function numbers.number(value) return numbers.list({ value }):sub(2, -2) end

--- The JSON of a list of lists of numbers.
---@param lists number[][]
---@return string
function numbers.lists(lists)
  local parts = {}
  for i, list in ipairs(lists) do parts[i] = numbers.list(list) end
  return "[" .. table.concat(parts, ",") .. "]"
end

--- The JSON of an object of texts that are JSON.
---@param members table<string, string>
---@return string
function numbers.object(members)
  local parts = {}
  for name, text in pairs(members) do parts[#parts + 1] = ("%q:%s"):format(name, text) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

return numbers
