-- A program that runs the examples of the reference and writes lists.lua: the options that functions in Lua read meanwhile, each
-- with the public function that reads it.
local balnet = require "balnet"
local catalog = require "balnet.reference.catalog"
local examples = dofile(os.getenv "BALNET_SOURCE" .. "/tests/examples.lua")
local options = require "balnet.parameters.options"

for name in pairs(package.preload) do
  if name:find "^balnet%." then require(name) end
end

-- What a public function is called, by the function and by those that it wraps to check its arguments.
local names = {}

local function add(f, name)
  if type(f) ~= "function" or names[f] then return end
  names[f] = name
  for i = 1, debug.getinfo(f, "u").nups do
    local upvalue, value = debug.getupvalue(f, i)
    if upvalue == "f" or upvalue == "run" then add(value, name) end
  end
end

local function public(name)
  local class, method = name:match "^(%w+):([%w_]+)$"
  if class then
    local metatable = debug.getregistry()["balnet." .. class] or debug.getregistry()["balnet.plot." .. class] or {}
    return type(metatable.__index) == "table" and rawget(metatable.__index, method) or nil
  end
  local at = { balnet = balnet }
  for word in name:gmatch "[^.]+" do
    local found, value = pcall(function() return at[word] end)
    at = found and value or nil
  end
  return at
end

for entry in catalog.entries() do
  if entry.kind == "function" then add(public(entry.name), entry.name) end
end

local function reader()
  local level = 4 -- what calls options.over
  while true do
    local about = debug.getinfo(level, "f")
    if not about or names[about.func] then return about and names[about.func] end
    level = level + 1
  end
end

local read, known = {}, {}

local function note(list)
  local name = reader()
  local key = name and name .. tostring(list)
  if not name or known[key] then return end
  known[key] = true
  for key_of_field, field in pairs(list) do
    local is_name = type(key_of_field) == "number" -- a list of names has neither kinds nor defaults
    read[#read + 1] = { of = name, name = is_name and field or key_of_field, default = not is_name and field[2] or nil,
      words = not is_name and field.words or nil }
  end
end

local over, split = options.over, options.split

function options.over(given, list)
  note(list)
  return (over(given, list))
end

function options.split(given, ...)
  for _, list in ipairs { ... } do note(list) end
  return split(given, ...)
end

for entry in catalog.entries() do
  if #entry.example > 0 then examples.run_here({ name = entry.name, code = table.concat(entry.example, "\n") }, {}) end
end

local lines = {}
for i, option in ipairs(read) do
  local default = type(option.default) == "table" and "nil" or ("%q"):format(option.default)
  local words = {}
  for k, word in ipairs(option.words or {}) do words[k] = ("%q"):format(word) end
  lines[i] = ("{ of = %q, name = %q, default = %s, words = { %s } },"):format(option.of, option.name, default, table.concat(words, ", "))
end
local file <close> = assert(io.open("lists.lua", "w"))
file:write("return {\n", table.concat(lines, "\n"), "\n}\n")
