--- The library as a user sees it: `local balnet = require "balnet"`. Constructors of tensors stand on the top
-- level. The other modules are those of which the name is balnet.NAME; each is loaded when its name is first
-- used. Modules with longer names are internal and are not members of this table.

---@class balnet
local balnet = {}

balnet.version = require("balnet.native.system").version
for name, constructor in pairs(require "balnet.tensor") do balnet[name] = constructor end

-- Names of modules that a user may ask for.
local function public_modules()
  local found = {}
  for full in pairs(package.preload) do found[#found + 1] = full:match "^balnet%.([%w_]+)$" end
  table.sort(found)
  return found
end

-- The sentence about a name that the library does not have: a module that has it, or the nearest name.
local function unknown(library, name)
  local known = public_modules()
  for _, module in ipairs(known) do
    local loaded, members = pcall(require, "balnet." .. module)
    local is_library = loaded and type(members) == "table" and not (getmetatable(members) or {}).__call
    if is_library and rawget(members, name) ~= nil then
      return ("balnet has no '%s'; balnet.%s.%s is there"):format(name, module, name)
    end
  end
  local modules = "modules are " .. table.concat(known, ", ")
  for member in pairs(library) do known[#known + 1] = member end
  return require("balnet.parameters.arguments").unknown("balnet", name, known, modules)
end

local function load_module(library, name)
  if type(name) ~= "string" or not name:find "^[%a_][%w_]*$" then return nil end
  local full = "balnet." .. name
  if not package.preload[full] and not package.loaded[full] then error(unknown(library, name), 2) end
  local module = require(full)
  rawset(library, name, module)
  return module
end

return setmetatable(balnet, { __index = load_module })
