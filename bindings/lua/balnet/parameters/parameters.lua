--- Parameters, declared once: name, kind, range, unit, default and a line of help. A set of declarations reads values
-- from texts (a command line), from Lua values (a script's table, a parameter file) and says in a sentence what is
-- wrong with one. It does not know the source of the values.

local number = require "balnet.parameters.number"
local suggestion = require "balnet.native.suggestion"

local parameters = {}

---@class balnet.declaration
---@field name string snake_case, starting with a letter
---@field kind "integer"|"number"|"boolean"|"choice"|"text"
---@field default any a value of that kind; a text may have none; or give `like`
---@field like? string the name of another parameter whose value is the default
---@field least? number the smallest value allowed
---@field most? number the largest value allowed
---@field above? number a bound that is itself not allowed
---@field below? number a bound that is itself not allowed
---@field choices? string[] of a choice
---@field unit? string
---@field help string one line
---@field group? string the heading it stands under in the help
---@field scope? "run"|"call" absent: the results follow from it; "run": how they are kept; "call": of this call only
---@field neutral? boolean the default is what was done before there was the parameter

--- A value in a sentence.
---@param value any
---@return string
parameters.text = number.shown

local range_words = {
  { "least", "of at least %s" }, { "above", "above %s" },
  { "most", "of at most %s" }, { "below", "below %s" },
}

local function range_text(declaration)
  local words = {}
  if declaration.least and declaration.most then
    return (" from %s to %s"):format(parameters.text(declaration.least), parameters.text(declaration.most))
  end
  for _, bound in ipairs(range_words) do
    local value = declaration[bound[1]]
    if value then words[#words + 1] = bound[2]:format(parameters.text(value)) end
  end
  return #words > 0 and " " .. table.concat(words, " and ") or ""
end

--- What values a parameter takes, as the end of "it must be …".
---@param declaration balnet.declaration
---@return string
function parameters.expected(declaration)
  local kind = declaration.kind
  if kind == "integer" then return "an integer" .. range_text(declaration) end
  if kind == "number" then return "a number" .. range_text(declaration) end
  if kind == "boolean" then return "true or false" end
  if kind == "choice" then return "one of " .. table.concat(declaration.choices, ", ") end
  return declaration.scope and "a text" or "a text in UTF-8"
end

local function in_range(declaration, value)
  return not (declaration.least and value < declaration.least or declaration.most and value > declaration.most
    or declaration.above and value <= declaration.above or declaration.below and value >= declaration.below)
end

local most_name = 100 -- bytes

local accept = {}

function accept.integer(declaration, value)
  local whole = type(value) == "number" and math.tointeger(value)
  if whole and in_range(declaration, whole) then return whole end
end

function accept.number(declaration, value)
  local finite = type(value) == "number" and value == value and math.abs(value) ~= math.huge
  if finite and in_range(declaration, value) then return value + 0.0 end
end

function accept.boolean(_, value)
  if type(value) == "boolean" then return value end
end

function accept.choice(declaration, value)
  if type(value) == "boolean" then value = tostring(value) end
  for _, choice in ipairs(declaration.choices) do
    if choice == value then return choice end
  end
end

-- A text that says where something is on this machine may have any bytes, as its file system allows.
function accept.text(declaration, value)
  if type(value) ~= "string" or value == "" or value:find "%c" then return nil end
  if declaration.scope or utf8.len(value) then return value end
end

local function of_text(declaration, text)
  local kind = declaration.kind
  if kind == "integer" or kind == "number" then return number.read(text) end
  if kind ~= "boolean" then return text end
  if text == "true" then return true end
  if text == "false" then return false end
end

---@class balnet.parameter_set
---@field list balnet.declaration[] in the order in which they are shown
---@field by_name table<string, balnet.declaration>
local set = {}
set.__index = set

local function check_declaration(declaration, by_name)
  local name = declaration.name
  if type(name) ~= "string" or not name:find "^%a[%w_]*$" then
    return ("a parameter needs a name of letters, digits and underscores; '%s' was given"):format(tostring(name))
  end
  if #name > most_name then
    return ("the name of a parameter has at most %d bytes; one of %d was given"):format(most_name, #name)
  end
  if by_name[name] then return ("the parameter '%s' is declared twice"):format(name) end
  if not accept[declaration.kind] then
    return ("the parameter '%s' is of kind '%s'; it must be integer, number, boolean, choice or text")
      :format(name, tostring(declaration.kind))
  end
  if declaration.kind == "choice" and type(declaration.choices) ~= "table" then
    return ("the parameter '%s' is a choice and has no list of choices"):format(name)
  end
  if declaration.like or declaration.kind == "text" and declaration.default == nil then return nil end
  if accept[declaration.kind](declaration, declaration.default) == nil then
    return ("the default of the parameter '%s' is %s; it must be %s")
      :format(name, parameters.text(declaration.default), parameters.expected(declaration))
  end
end

--- A set from lists of declarations.
---@param ... balnet.declaration[]
---@return balnet.parameter_set|nil # nil when a declaration is wrong
---@return string|nil fault the sentence that says why
function parameters.set(...)
  local self = setmetatable({ list = {}, by_name = {} }, set)
  for _, declarations in ipairs { ... } do
    for _, declaration in ipairs(declarations) do
      local fault = check_declaration(declaration, self.by_name)
      if fault then return nil, fault end
      self.list[#self.list + 1] = declaration
      self.by_name[declaration.name] = declaration
    end
  end
  return self
end

--- The sentence about a name that is not declared.
---@param name string
---@param prefix? string what stands before a name where it was given, as "--"
---@return string
function set:unknown(name, prefix)
  prefix = prefix or ""
  local names = {}
  for i, declaration in ipairs(self.list) do names[i] = declaration.name end
  local near = suggestion.find(name, names)
  local sentence = ("there is no parameter %s%s"):format(prefix, name)
  return near and ("%s; did you mean %s%s?"):format(sentence, prefix, near) or sentence .. "; --help lists them"
end

local function wrong(declaration, given)
  return nil, ("%s is %s; it must be %s"):format(declaration.name, given, parameters.expected(declaration))
end

--- The value of a Lua value given to a parameter.
---@param name string of a declared parameter
---@param value any
---@return any # nil when it is not allowed
---@return string|nil fault
function set:accept(name, value)
  local declaration = self.by_name[name]
  local accepted = accept[declaration.kind](declaration, value)
  if accepted ~= nil then return accepted end
  return wrong(declaration, type(value) == "string" and ("'%s'"):format(value) or parameters.text(value))
end

--- The value of a text given to a parameter.
---@param name string of a declared parameter
---@param text string
---@return any # nil when it is not allowed
---@return string|nil fault
function set:read(name, text)
  local declaration = self.by_name[name]
  local accepted = accept[declaration.kind](declaration, of_text(declaration, text))
  if accepted ~= nil then return accepted end
  return wrong(declaration, ("'%s'"):format(text))
end

--- Accepts every value of a table.
---@param values table<string, any>
---@return table<string, any>|nil # nil when a name or a value is wrong
---@return string|nil fault about the first in alphabetical order
function set:accept_all(values)
  local accepted, names = {}, {}
  for name in pairs(values) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do
    if not self.by_name[name] then return nil, self:unknown(name) end
    local value, fault = self:accept(name, values[name])
    if fault then return nil, fault end
    accepted[name] = value
  end
  return accepted
end

--- Every parameter's value: the last table that has it wins, then the default, then the parameter it is like. To ask for
-- a name that is not declared is an error.
---@param ... table<string, any> accepted values, in rising precedence
---@return table<string, any>
function set:resolve(...)
  local values = {}
  for _, source in ipairs { ... } do
    for name, value in pairs(source) do values[name] = value end
  end
  for _, declaration in ipairs(self.list) do
    local name = declaration.name
    if values[name] == nil and not declaration.like then
      values[name] = accept[declaration.kind](declaration, declaration.default)
    end
  end
  for _, declaration in ipairs(self.list) do
    local leader = declaration.like
    if leader and values[declaration.name] == nil then values[declaration.name] = values[leader] end
  end
  return setmetatable(values, { __index = function(_, name)
    if not self.by_name[name] then error(self:unknown(tostring(name)), 2) end
  end })
end

return parameters
