-- How many arguments functions take: `local arity = dofile(os.getenv "BALNET_SOURCE" .. "/tests/arity.lua")`. A function
-- says it when it refuses too many of them, which it does before it looks at any; one that is not guarded in its description.
local arity = {}

local too_many = 200 -- more than any function takes

--- The most arguments that f takes; nil when it takes as many as are given. `object` is the first argument of a method,
--- which does not count.
function arity.of(f, object)
  local about = debug.getinfo(f, "Su")
  if about.what ~= "C" and not about.isvararg then return about.nparams - (object ~= nil and 1 or 0) end
  local arguments = table.pack()
  for i = 1, too_many do arguments[i] = false end
  if object ~= nil then arguments[1] = object end
  local fine, message = pcall(f, table.unpack(arguments, 1, too_many))
  if fine or type(message) ~= "string" then return nil end
  if message:find("no argument is taken)", 1, true) then return 0 end
  if message:find("one argument is taken)", 1, true) then return 1 end
  return math.tointeger(tonumber(message:match "at most (%d+) arguments are taken%)"))
end

return arity
