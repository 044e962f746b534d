--- The library as a user sees it: `local balnet = require "balnet"`.
-- Constructors of tensors stand on the top level. The other modules are those of which the name is balnet.NAME; each is
-- loaded when its name is first used. Modules with longer names are internal and are not members of this table.

---@class balnet
local balnet = {}

balnet.version = require("balnet.native.system").version
for name, constructor in pairs(require "balnet.tensor") do balnet[name] = constructor end

local function load_module(library, name)
  if type(name) ~= "string" or not name:find "^[%a_][%w_]*$" then return nil end
  local full = "balnet." .. name
  if not package.preload[full] and not package.loaded[full] then return nil end
  local module = require(full)
  rawset(library, name, module)
  return module
end

return setmetatable(balnet, { __index = load_module })
