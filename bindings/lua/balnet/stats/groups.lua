-- Statistics of groups; part of balnet.stats, described in meta/stats_groups.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local kinds = require "balnet.parameters.kinds"
local samples = require "balnet.stats.samples"
local tensor = require "balnet.tensor"

local groups = {}

-- The distinct values of a key in ascending order, and the place among them of each.
local function places_of_texts(texts)
  local seen, distinct, places = {}, {}, {}
  for _, text in ipairs(texts) do
    if not seen[text] then
      seen[text] = true
      distinct[#distinct + 1] = text
    end
  end
  table.sort(distinct)
  for place, text in ipairs(distinct) do seen[text] = place end
  for i, text in ipairs(texts) do places[i] = seen[text] end
  return distinct, tensor.tensor(places)
end

local function places_of(name, key)
  if type(key) == "table" and type(key[1]) == "string" then
    for i, text in ipairs(key) do
      if type(text) ~= "string" then error(("element %d of %s is %s; a text was needed"):format(i, name, kinds.shown(text)), 0) end
    end
    return places_of_texts(key)
  end
  local values, needed = kinds.read("numbers", key)
  if not values then error(("%s is %s; a list of texts, %s was needed"):format(name, kinds.shown(key), needed), 0) end
  values = samples.vector(name, values)
  if values:is_nan():any() then error(("element %d of %s is nan"):format(math.tointeger(values:is_nan():argmax()), name), 0) end
  local distinct, _, _, inverse = array.unique(values)
  return distinct:totable(), inverse:flatten()
end

-- One key is a vector or a list of texts, several a list or a table by name of these.
local function keys_of(given)
  local one = type(given) ~= "table" or type(given[1]) == "number" or type(given[1]) == "string"
  if one then return { 1 }, { given }, true end
  local names = {}
  for name in pairs(given) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  if #names == 0 then error("there are no keys to group by", 0) end
  return names, given, false
end

-- The values of every key, the places of its samples among them, and the group of each sample. Groups are counted anew after every
-- key: the product of the numbers of values may be more than a double holds.
local function combined(names, keys)
  local distinct, places, group = {}, {}, nil
  for _, name in ipairs(names) do
    distinct[name], places[name] = places_of("key " .. name, keys[name])
    local here = places[name]
    group = group or tensor.zeros(#here)
    if #here ~= #group then error(("key %s has %d elements and key %s %d"):format(names[1], #group, name, #here), 0) end
    group = select(4, array.unique(group * #distinct[name] + here)):flatten()
  end
  return distinct, places, group
end

groups.groupby = arguments.at_caller("groupby", function(given)
  local names, keys, one = keys_of(given)
  local distinct, places, group = combined(names, keys)
  local _, counts = array.unique(group)
  local order, list, first = group:argsort(), {}, 1
  for i, count in ipairs(counts:totable()) do
    local index, values = order[{ { first, first + math.tointeger(count) - 1 } }]:sort(), {}
    for _, name in ipairs(names) do values[name] = distinct[name][math.tointeger(places[name][index[1]])] end
    list[i] = { key = one and values[1] or values, index = index }
    first = first + math.tointeger(count)
  end
  return list
end, "any")

return groups
