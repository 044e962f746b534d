--- Checks of arguments and names: an argument that a function written in Lua does not take, nil before another
-- argument, and a name that a module, an object or a table does not have are errors and never have a second meaning.

local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local suggestion = require "balnet.native.suggestion"

local arguments = {
  classes = setmetatable({}, { __mode = "k" }), -- the owner by class, for what looks a method up
}

local function taken(most)
  if most == 0 then return "no argument is taken" end
  if most == 1 then return "one argument is taken" end
  return ("at most %d arguments are taken"):format(most)
end

-- Errors are raised for the caller of the function that calls this one.
local function check(name, most, object, may_be_nil, ...)
  local given = select("#", ...)
  local function refuse(i, why) error(("bad argument #%d to '%s' (%s)"):format(i - object, name, why), 4) end
  if given > most then refuse(most + 1, taken(most - object)) end
  local followed = false
  for i = given, 1 + object, -1 do
    local value = select(i, ...)
    if value ~= nil then
      followed = true
    elseif followed and not (may_be_nil and may_be_nil[i - object]) then
      refuse(i, "it is nil, and another argument follows")
    end
  end
end

--- The function with a check of its arguments: more than it declares, and nil before another one, are errors at the
-- line of the call. A function that takes any number stays as it is, and so does one in C, which checks them itself.
---@param name string
---@param f function
---@param about? { most?: integer, object?: integer, may_be_nil?: table<integer, boolean> } how many it takes, where it does
-- not declare them; 1 for a method, whose object does not count; the arguments for which nil means something
---@return function
function arguments.counted(name, f, about)
  local declared = debug.getinfo(f, "Su")
  about = about or {}
  if declared.what == "C" or declared.isvararg and not about.most then return f end
  local object = about.object or 0
  local most = about.most or math.max(declared.nparams, object)
  return function(...)
    check(name, most, object, about.may_be_nil, ...)
    return f(...)
  end
end

--- The arguments as a function uses them, each read by its kind; one whose kind ends in ? may be left out.
---@param level integer of the error, as for `error`
---@param name string of the function
---@param wanted string[] kinds
---@param ... any the arguments
---@return any ...
function arguments.read(level, name, wanted, ...)
  local read = table.pack(...)
  for i, kind in ipairs(wanted) do
    local optional = kind:sub(-1) == "?"
    if not (optional and read[i] == nil) then
      local value, needed = kinds.read(optional and kind:sub(1, -2) or kind, read[i])
      if value == nil then
        error(("bad argument #%d to '%s' (%s was needed; %s was given)"):format(i, name, needed, kinds.shown(read[i])), level)
      end
      read[i] = value
    end
  end
  return table.unpack(read, 1, math.max(read.n, #wanted))
end

--- A function that reads each argument by its kind, and otherwise raises its errors where it did.
---@param name string
---@param f function
---@param ... string the kinds of its arguments, as balnet.parameters.kinds names them; "options?" may be left out
---@return function
function arguments.typed(name, f, ...)
  local wanted, about = { ... }, { most = debug.getinfo(f, "u").nparams }
  return arguments.counted(name, function(...) return f(arguments.read(3, name, wanted, ...)) end, about)
end

--- A function whose errors are raised at the line of the call, and which counts its arguments and reads each by its kind.
---@param name string
---@param f function
---@param ... string kinds as for `typed`
---@return function
function arguments.at_caller(name, f, ...)
  local wanted, most = { ... }, debug.getinfo(f, "u").nparams
  local function packed(...) return table.pack(f(arguments.read(0, name, wanted, ...))) end
  return arguments.counted(name, function(...)
    local results = options.call(1, packed, ...)
    return table.unpack(results, 1, results.n)
  end, { most = most })
end

--- The sentence about a name that an owner does not have: with the nearest of those it has, else with all, or with the
-- first of many and where the rest is read.
---@param owner string
---@param name any
---@param known string[]
---@param rest? string where all are found
---@return string
function arguments.unknown(owner, name, known, rest)
  local sentence = ("%s has no '%s'"):format(owner, tostring(name))
  local near = suggestion.find(tostring(name), known)
  if near then return ("%s; did you mean '%s'?"):format(sentence, near) end
  return rest and ("%s; %s"):format(sentence, rest) or sentence
end

local function names_of(...)
  local names = {}
  for _, members in ipairs { ... } do
    for name in next, members do
      if type(name) == "string" and not name:find "^__" then names[#names + 1] = name end
    end
  end
  table.sort(names)
  return names
end

-- An __index for which a name that none of the tables has is an error.
local function refusing(owner, optional, class)
  return function(object, name)
    if type(name) ~= "string" or optional[name] then return nil end
    error(arguments.unknown(owner, name, names_of(object, class or {}, optional)), 2)
  end
end

-- As the prompt shows a table.
local function shown(values)
  local plain = {}
  for key, value in next, values do plain[key] = value end
  return require "balnet.program.show"(plain)
end

--- Whether a value is a record that is printed with what it has.
---@param value any
---@return boolean
function arguments.is_record(value) return type(value) == "table" and (debug.getmetatable(value) or {}).__tostring == shown end

--- A record of results, in which a name that it does not have is an error, and which is printed with what it has.
---@param owner string "a line" or the like
---@param values table
---@param optional? string[] fields that it need not have
---@return table values
function arguments.record(owner, values, optional)
  local known = {}
  for _, name in ipairs(optional or {}) do known[name] = true end
  return setmetatable(values, { __index = refusing(owner, known), __tostring = shown })
end

--- Guards a public module: its functions count their arguments, and an unknown name is an error.
---@param name string of the module
---@param value any
---@return any
function arguments.module(name, value)
  if type(value) == "function" then return arguments.counted(name, value) end
  if type(value) ~= "table" then return value end
  for key, member in next, value do
    if type(member) == "function" then value[key] = arguments.counted(key, member) end
  end
  local class = getmetatable(value) or {}
  if not class.__index then class.__index = refusing(name, {}) end
  return setmetatable(value, class)
end

-- A __newindex for which a name that is no field of objects is an error.
local function refusing_to_set(owner, optional, class)
  return function(object, name, value)
    if optional[name] then return rawset(object, name, value) end
    if class[name] ~= nil then error(("'%s' of %s can't be assigned; it is a method: write :%s(…)"):format(name, owner, name), 2) end
    error(("'%s' can't be assigned: %s"):format(tostring(name), arguments.unknown(owner, name, names_of(object, optional))), 2)
  end
end

--- Guards a class: its methods count their arguments, and an unknown name in its objects is an error, read or assigned.
---@param owner string "a run" or the like
---@param class table whose __index is itself
---@param optional string[] fields that an object need not have
---@return table class
function arguments.class(owner, class, optional)
  local known = {}
  for _, name in ipairs(optional) do known[name] = true end
  for key, member in next, class do
    if type(member) == "function" and not key:find "^__" then class[key] = arguments.counted(key, member, { object = 1 }) end
  end
  local unknown = refusing(owner, known, class)
  local kind = owner:match "%S+$"
  class.__tostring = class.__tostring or function(object) return require("balnet.program.facts").line(kind, object) end
  class.__newindex = refusing_to_set(owner, known, class)
  class.__methods = class -- where completion finds them
  arguments.classes[class] = owner
  class.__index = function(object, name)
    local member = class[name]
    if member ~= nil then return member end
    return unknown(object, name)
  end
  return class
end

return arguments
