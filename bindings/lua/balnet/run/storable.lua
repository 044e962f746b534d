--- The part of a tree that an archive can hold. A text or name that can't be stored must not cost the numbers
-- beside it, so it is left out, or written with escapes, and reported.

local archive = require "balnet.archive"

local storable = {}

local most_text = 2 ^ 24 -- bytes
local deepest = 32

-- The text with bytes that are not UTF-8, and zero bytes, as escapes "\xE9".
local function escaped(text)
  local parts, at = {}, 1
  while at <= #text do
    local good, bad = utf8.len(text, at)
    local stop = good and #text + 1 or bad
    local zero = text:find("\0", at, true)
    if zero and zero < stop then stop = zero end
    parts[#parts + 1] = text:sub(at, stop - 1)
    if stop <= #text then parts[#parts + 1] = ("\\x%02X"):format(text:byte(stop)) end
    at = stop + 1
  end
  return table.concat(parts)
end

--- A text as an archive holds it: bytes that are not UTF-8, and zero bytes, become escapes as "\xE9".
---@param text string
---@return string
function storable.text(text)
  if utf8.len(text) and not text:find("\0", 1, true) then return text end
  return escaped(text)
end

--- Why the text of a script can't be stored; nil when it can.
---@param text string
---@return string|nil
function storable.fault_of_script(text)
  if text:sub(1, 4) == "\27Lua" then return "it is bytecode" end
  if #text > most_text then return ("it has %d bytes; at most %d are stored"):format(#text, most_text) end
  if text:find("\0", 1, true) then return "it holds a zero byte" end
  local whole, bad = utf8.len(text)
  if not whole then return ("byte %d is not UTF-8"):format(bad) end
end

-- The message of the archive without its path, which is not the complete one here.
local function fault_of(member)
  local stored, fault = pcall(archive.check, member)
  return not stored and tostring(fault):gsub("^[^:]*:%d+: ", "") or nil
end

local function shown(path, name)
  return ("%s/%s"):format(path, storable.text(tostring(name)))
end

-- Attributes that can all be stored as they are, which is nearly always so and quickly found.
local function are_storable(given)
  for _, value in pairs(given) do
    if type(value) == "string" and storable.text(value) ~= value then return false end
  end
  return fault_of { attributes = given } == nil
end

local function attributes_of(given, path, left_out)
  local kept, all = {}, are_storable(given)
  for name, value in pairs(given) do
    local stored = value
    if type(value) == "string" then stored = storable.text(value) end
    local fault = not all and fault_of { attributes = { [name] = stored } } or nil
    if type(value) == "string" and #value > most_text then fault = ("a text of %d bytes"):format(#value) end
    if fault then left_out[#left_out + 1] = ("%s (%s)"):format(shown(path, name), fault) else kept[name] = stored end
  end
  return kept
end

-- Whether all members that are no tables can be stored.
local function has_storable_members(given)
  local members = {}
  for name, member in pairs(given) do
    if type(member) ~= "table" then members[name] = member end
  end
  return fault_of(members) == nil
end

local function group_of(given, path, depth, left_out)
  local kept, storable_members = {}, has_storable_members(given)
  for name, member in pairs(given) do
    local fault
    local value = member
    if name == "attributes" and type(member) == "table" then
      value = attributes_of(member, shown(path, name), left_out)
    elseif type(member) ~= "table" then
      fault = not storable_members and fault_of { [name] = member } or nil
    elseif depth == deepest then
      fault = ("tables are nested deeper than %d"):format(deepest)
    else
      fault = fault_of { [name] = {} }
      value = not fault and group_of(member, shown(path, name), depth + 1, left_out)
    end
    if fault then left_out[#left_out + 1] = ("%s (%s)"):format(shown(path, name), fault) else kept[name] = value end
  end
  return kept
end

--- The part of a tree that `archive.write` takes.
---@param tree table
---@return table
---@return string[] left_out of the rest, each with the reason, in order
function storable.tree(tree)
  local left_out = {}
  local kept = group_of(tree, "", 0, left_out)
  table.sort(left_out)
  return kept, left_out
end

return storable
