--- The library as a user sees it: `local balnet = require "balnet"`.
-- Constructors of tensors stand on the top level; every other module is loaded when its name is first used.

---@class balnet
local balnet = {}

balnet.version = require("balnet.system").version
for name, constructor in pairs(require "balnet.tensor") do balnet[name] = constructor end

local function load_module(library, name)
  local full = "balnet." .. tostring(name)
  if not package.preload[full] and not package.loaded[full] then return nil end
  local module = require(full)
  rawset(library, name, module)
  return module
end

return setmetatable(balnet, { __index = load_module })
