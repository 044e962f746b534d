-- Indexing: any index gives the elements that the rules pick, worked out here by lists of positions, or an error; and
-- what is assigned goes there and nowhere else. Elements are their own row-major numbers, so they tell where they lie.
local balnet = require "balnet"

local shapes = { { 6 }, { 3, 4 }, { 2, 3, 2 }, { 1, 5 }, { 0 }, { 2, 0, 3 }, { 2, 2, 2, 2 } }
local special = { 2 ^ 31, -2 ^ 31, 2 ^ 40, 2 ^ 53, math.maxinteger, math.mininteger, 1 / 0, -1 / 0, 0 / 0, 0.5, 1e300, -0.0 }

local function number_of(byte)
  if byte >= 244 then return special[byte - 243] end
  return byte < 128 and byte - 8 or byte - 186
end

-- The index that the bytes describe.
local function index_of(bytes)
  local at = 2
  local function take()
    at = at + 1
    return bytes:byte(at - 1) or 0
  end
  local index = {}
  for d = 1, take() % 6 do
    local kind = take() % 8
    if kind < 2 then index[d] = number_of(take())
    elseif kind == 2 then index[d] = true
    elseif kind == 3 then index[d] = {}
    elseif kind == 4 then index[d] = { number_of(take()) }
    elseif kind == 5 then index[d] = { number_of(take()), number_of(take()) }
    elseif kind == 6 then index[d] = { number_of(take()), number_of(take()), number_of(take()) }
    else index[d] = ({ false, "1", "", print })[take() % 4 + 1] end
  end
  if take() % 4 == 0 and type(index[1]) ~= "table" then return index[1] end
  return index
end

local function whole(value) return type(value) == "number" and math.tointeger(value) end

local function from_start(value, extent)
  return value < 0 and value >= -extent and value + extent + 1 or value
end

-- The positions along a dimension that a range picks; nil when there are none such.
local function positions(range, extent)
  local list = {}
  if #range == 0 then
    for i = 1, extent do list[i] = i end
    return list
  end
  local first, last, step = whole(range[1]), whole(range[2] or range[1]), whole(range[3] or 1)
  if not (first and last and step) or step == 0 then return nil end
  local position, stop = from_start(first, extent), from_start(last, extent)
  if step > 0 then step = math.min(step, 1000) else step = math.max(step, -1000) end -- farther than any extent
  if position < 1 or position > extent + 1 or stop < 0 or stop > extent then return nil end
  while step > 0 and position <= stop or step < 0 and position >= stop do
    if position > extent or stop < 1 then return nil end -- only an empty range may end outside
    list[#list + 1] = position
    position = position + step
  end
  return list
end

-- The numbers of the elements that an index picks, in order, and the shape; nil when the index is wrong.
local function pick(shape, index)
  if type(index) == "number" then index = { index } end
  if type(index) ~= "table" or #index > #shape then return nil end
  local elements, picked = { 0 }, {}
  for d, extent in ipairs(shape) do
    local entry, list = index[d], nil
    if entry == nil or entry == true then entry = {} end
    if type(entry) == "table" then
      list = positions(entry, extent)
      if not list then return nil end
      picked[#picked + 1] = #list
    else
      local at = whole(entry) and from_start(whole(entry), extent)
      if not at or at < 1 or at > extent then return nil end
      list = { at }
    end
    local longer = {}
    for _, element in ipairs(elements) do
      for _, position in ipairs(list) do longer[#longer + 1] = element * extent + position - 1 end
    end
    elements = longer
  end
  return elements, picked
end

local function same(list, tensor)
  local values = type(tensor) == "number" and { tensor } or tensor:flatten():totable()
  assert(#values == #list, #values .. " elements for " .. #list)
  for i, value in ipairs(list) do assert(values[i] == value, i) end
end

local function check_assignment(tensor, index, elements)
  tensor[index] = -1
  local left, picked = tensor:flatten():totable(), {}
  for _, element in ipairs(elements) do picked[element] = true end
  for i, value in ipairs(left) do assert(value == (picked[i - 1] and -1 or i - 1), i) end
end

return function(bytes)
  local shape = shapes[(bytes:byte(1) or 0) % #shapes + 1]
  local count = 1
  for _, extent in ipairs(shape) do count = count * extent end
  local tensor = balnet.arange(0, count - 1, count > 0 and 1 or -1)
  tensor = count > 0 and tensor:reshape(shape) or balnet.zeros(table.unpack(shape))
  local index = index_of(bytes)
  if type(index) == "string" or index == nil then return end -- names of methods; nil indexes nothing
  local elements = pick(shape, index)
  local fine, view = pcall(function() return tensor[index] end)
  if fine ~= (elements ~= nil) then
    error(elements and view or "an index that is wrong was taken")
  end
  if not fine then
    assert(type(view) == "string")
    return
  end
  same(elements, view)
  check_assignment(tensor, index, elements)
end
