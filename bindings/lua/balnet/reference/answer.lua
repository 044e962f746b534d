--- What the reference says of a name or a value, as text.

local describe = require "balnet.reference.describe"
local find = require "balnet.reference.find"

-- A function and the class of its results may share a name: the function, and then what it gives. Nil for different names.
local function of_one_name(entries, width)
  local texts = {}
  for _, kind in ipairs { "function", "table" } do
    for _, entry in ipairs(entries) do
      if entry.name ~= entries[1].name then return nil end
      if entry.kind == kind then texts[#texts + 1] = describe.entry(entry, width) end
    end
  end
  return table.concat(texts, "\n\n")
end

local function of_name(name, width)
  local page, entries = find.page(name), find.entries(name)
  local functions = 0
  for _, entry in ipairs(page and page.entries or {}) do functions = functions + (entry.kind == "function" and 1 or 0) end
  if page and (#entries ~= 1 or functions > 1 or entries[1].name ~= page.name) then return describe.page(page, width) end
  if #entries == 1 then return describe.entry(entries[1], width) end
  if #entries > 1 then return of_one_name(entries, width) or describe.choice(entries, width) end
  local fields = find.fields(name)
  if #fields > 0 then return describe.fields(fields, width) end
  local mentions = find.mentions(name)
  if #mentions > 0 then return describe.mentions(name, mentions, width) end
  return nil, find.unknown(name)
end

-- The name of a function on the top of the library, as that of `balnet.exp`.
local function name_on_top(f)
  for name, member in next, require "balnet" do
    if rawequal(member, f) then return name end
  end
end

local function of_value(value, width)
  local page = find.of_module(value)
  if page then return of_name(page.name, width) end
  local entry = type(value) == "function" and find.of_function(value)
  if entry then return describe.entry(entry, width) end
  local name = type(value) == "function" and name_on_top(value)
  if name then return of_name(name, width) end
  local class = find.class(value)
  if class then return describe.class(class, width) end
  return nil, ("the reference says nothing of this %s; help() lists its subjects"):format(type(value))
end

--- The answer to `help(subject)`.
---@param subject any nil for the list of subjects
---@param width integer columns
---@return string? text
---@return string? fault why there is none
return function(subject, width)
  if subject == nil then return describe.subjects(width) end
  return (type(subject) == "string" and of_name or of_value)(subject, width)
end
