--- Values as the prompt shows them: tables to two levels, tensors in them by shape and dtype, functions by their signature,
-- objects by what they say of themselves.

local arguments = require "balnet.parameters.arguments"
local catalog = require "balnet.reference.catalog"
local facts = require "balnet.program.facts"
local find = require "balnet.reference.find"
local tensors = require "balnet.parameters.tensors"

local most_items = 40 -- of a table
local most_text = 300 -- bytes of a text in a table

local function is_tensor(value)
  return type(value) == "userdata" and (debug.getmetatable(value) or {}).__name == "balnet.tensor"
end

local function tensor_in_short(tensor)
  local known, extents = pcall(tensors.shape, tensor)
  if not known then return "closed tensor" end
  return ("tensor %s, %s"):format(extents == "" and "scalar" or extents, tensor:dtype())
end

local function function_in_short(f)
  local entry = find.of_function(f)
  if entry then return catalog.signature(entry) end
  local about = debug.getinfo(f, "S")
  return about.what == "C" and "function" or ("function (%s:%d)"):format(about.short_src, about.linedefined)
end

-- What is known of an object by its class, or what it says of itself; and its class, if it is one of the reference.
local function about_object(value)
  local metatable, class = debug.getmetatable(value), find.class(value)
  local known = class and facts[class.name]
  if known then return facts.line(class.name, value), class end
  if type(metatable) == "table" and rawget(metatable, "__tostring") or not class then return tostring(value) end
  return class.name, class
end

-- The text, and below it the methods that one may call.
local function object_in_full(value, width)
  local text, class = about_object(value)
  if not class then return text end
  local lines, line = { text }, "  methods:"
  for _, entry in ipairs(class) do
    if #line + 1 + #entry.short >= width then
      lines[#lines + 1] = line
      line = "   "
    end
    line = line .. " " .. entry.short
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

local function quoted(text)
  if #text > most_text then text = text:sub(1, most_text) .. "…" end
  return '"' .. text:gsub('[%c"\\]', function(char)
    local names = { ["\n"] = "\\n", ["\t"] = "\\t", ['"'] = '\\"', ["\\"] = "\\\\" }
    return names[char] or ("\\%d"):format(char:byte())
  end) .. '"'
end

local show_table

-- A table that has a class or a text of its own.
local function is_object(value)
  local metatable = debug.getmetatable(value)
  return type(metatable) == "table" and (rawget(metatable, "__tostring") or rawget(metatable, "__methods")) ~= nil
end

local function short(value, levels, width)
  local kind = type(value)
  if kind == "string" then return quoted(value) end
  if is_tensor(value) then return tensor_in_short(value) end
  if kind == "function" then return function_in_short(value) end
  if arguments.is_record(value) then return show_table(value, levels, width) end
  if kind == "userdata" or kind == "table" and is_object(value) then return (about_object(value):match "[^\n]*") end
  if kind == "table" then return show_table(value, levels, width) end
  return tostring(value)
end

local function sorted_keys(t)
  local keys, count = {}, 0
  while rawget(t, count + 1) ~= nil do count = count + 1 end
  for key in next, t do
    if not (math.type(key) == "integer" and key >= 1 and key <= count) then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b)
    if type(a) == type(b) and (type(a) == "number" or type(a) == "string") then return a < b end
    return tostring(a) < tostring(b)
  end)
  return keys, count
end

local function key_text(key)
  if type(key) ~= "string" then return "[" .. tostring(key) .. "]" end
  return key:find "^[%a_][%w_]*$" and key or "[" .. quoted(key) .. "]"
end

local function count_of(t)
  local count = 0
  for _ in next, t do count = count + 1 end
  return count
end

-- The items of a table as texts; as many as are shown, and how many there are.
local function items_of(t, levels, width)
  local keys, count = sorted_keys(t)
  local items = {}
  for i = 1, math.min(count, most_items) do items[i] = short(rawget(t, i), levels - 1, width) end
  for i = 1, math.min(#keys, most_items - #items) do
    items[#items + 1] = key_text(keys[i]) .. " = " .. short(rawget(t, keys[i]), levels - 1, width)
  end
  return items, count + #keys
end

local function one_line(items, all)
  return "{ " .. table.concat(items, ", ") .. (all > #items and (", … %d in all"):format(all) or "") .. " }"
end

local function indented(text) return (text:gsub("\n", "\n  ")) end

function show_table(t, levels, width)
  if next(t) == nil then return "{}" end
  if levels == 0 then return ("{ … %d in all }"):format(count_of(t)) end
  local items, all = items_of(t, levels, width - 2)
  local line = one_line(items, all)
  if not line:find "\n" and (utf8.len(line) or #line) <= width - 2 then return line end
  local out = { "{" }
  for _, item in ipairs(items) do out[#out + 1] = "  " .. indented(item) .. "," end
  if all > #items then out[#out + 1] = ("  … %d in all"):format(all) end
  out[#out + 1] = "}"
  return table.concat(out, "\n")
end

--- A value as text.
---@param value any
---@param width? integer columns, by default 80
---@return string
local function show(value, width)
  width = width or 80
  local kind = type(value)
  if kind == "string" or is_tensor(value) then return tostring(value) end
  if kind == "userdata" or kind == "table" and is_object(value) then return object_in_full(value, width) end
  return short(value, 2, width)
end

return show
