--- Parameter files: `return { name = value, … }`, read as data by a parser of their own. Nothing in the file is
-- executed, so a file of unknown origin can do no harm. Values are numbers, strings, true and false; comments are
-- Lua's.

local number = require "balnet.parameters.number"

local parameter_file = {}

local reader = {}
reader.__index = reader

local function skip_blank(self)
  while true do
    local before = self.position
    self.position = self.text:match("^%s*()", self.position)
    local level = self.text:match("^%-%-%[(=*)%[", self.position)
    if level then
      local _, stop = self.text:find("]" .. level .. "]", self.position, true)
      self.position = (stop or #self.text) + 1
    elseif self.text:find("^%-%-", self.position) then
      self.position = self.text:match("^[^\n]*()", self.position)
    end
    if self.position == before then return end
  end
end

function reader:take(pattern)
  skip_blank(self)
  local found, after = self.text:match("^(" .. pattern .. ")()", self.position)
  if found then self.position = after end
  return found
end

function reader:fail(needed)
  skip_blank(self)
  local _, line = self.text:sub(1, self.position - 1):gsub("\n", "")
  local given = self.text:match("^[%w_.]+", self.position) or self.text:match("^[^%s]", self.position)
  error({ sentence = ("%s:%d: %s is needed; %s was found (a parameter file is data: return { name = value, … })")
    :format(self.path, line + 1, needed, given and "'" .. given .. "'" or "the end of the file") }, 0)
end

function reader:need(pattern, needed)
  return self:take(pattern) or self:fail(needed)
end

local escapes = { n = "\n", t = "\t", ["\\"] = "\\", ['"'] = '"', ["'"] = "'" }

function reader:string()
  local quote = self:take "[\"']"
  if not quote then return nil end
  local parts = {}
  while true do
    local plain, after = self.text:match("^([^\\\n\"']*)()", self.position)
    parts[#parts + 1], self.position = plain, after
    local next_one = self.text:sub(after, after)
    if next_one == quote then break end
    if next_one == "\\" then
      self.position = after + 1
      parts[#parts + 1] = escapes[self.text:sub(after + 1, after + 1)] or self:fail "an escape of \\n \\t \\\\ \\\" \\'"
    elseif next_one == "" or next_one == "\n" then
      self:fail("the end of the string, " .. quote .. ",")
    else
      parts[#parts + 1] = next_one
    end
    self.position = self.position + 1
  end
  self.position = self.position + 1
  return table.concat(parts)
end

function reader:value()
  local text = self:string()
  if text then return text end
  local word = self:take "true%f[^%w_]" or self:take "false%f[^%w_]"
  if word then return word == "true" end
  local start = self.position
  local digits = self:take "[+-]?[%w_.]+" or ""
  if digits:find "^[^xX]*[eE]$" then digits = digits .. (self.text:match("^[+-]%d+", self.position) or "") end
  self.position = start + #digits
  local value = number.read(digits)
  if value then return value end
  self.position = start
  return self:fail "a number, a string, true or false"
end

function reader:name()
  local name = self:take "%a[%w_]*"
  if name then return name end
  self:need("%[", "a name")
  name = self:string() or self:fail "a name in quotes"
  self:need("%]", "']'")
  return name
end

function reader:fields()
  local values = {}
  self:need("return%f[^%w_]", "'return'")
  self:need("{", "'{'")
  while not self:take "}" do
    local name = self:name()
    self:need("=%f[^=]", "'='")
    if values[name] ~= nil then self:fail(("one value of %s; a second"):format(name)) end
    values[name] = self:value()
    if not self:take "[,;]" then
      self:need("}", "',' or '}'")
      break
    end
  end
  skip_blank(self)
  if self.position <= #self.text then self:fail "the end of the file" end
  return values
end

--- Reads the text of a parameter file.
---@param text string
---@param path string as messages show it
---@return table<string, number|string|boolean>|nil
---@return string|nil fault "path:line: what is needed; what was found"
function parameter_file.parse(text, path)
  local self = setmetatable({ text = text, path = path, position = 1 }, reader)
  local read, result = pcall(self.fields, self)
  if read then return result end
  if type(result) == "table" then return nil, result.sentence end
  error(result, 0)
end

--- Reads a parameter file.
---@param path string
---@return table<string, number|string|boolean>|nil
---@return string|nil fault
function parameter_file.read(path)
  local file, fault = io.open(path, "rb")
  if not file then return nil, fault end
  local text
  text, fault = file:read "a"
  file:close()
  if not text then return nil, ("%s: %s"):format(path, fault) end
  return parameter_file.parse(text, path)
end

return parameter_file
