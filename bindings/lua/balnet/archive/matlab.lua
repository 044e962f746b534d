-- What MATLAB's files of version 7.3 hold, as lists, tables and texts. MATLAB keeps the class of each object in its attribute
-- MATLAB_class: a cell is an array of references to objects in the group #refs#, a struct a group, an array of structs a
-- group of arrays of references without a class, a text the codes of UTF-16, and an array without elements its extents.

local native = require "balnet.native.archive"
local tensor = require "balnet.tensor"

local pool = "/#refs#"

local numbers = {}
for name in ("double single logical int8 uint8 int16 uint16 int32 uint32 int64 uint64"):gmatch "%S+" do numbers[name] = true end

local function is_group(value) return type(value) == "table" and value.attributes ~= nil end

local function is_list(value) return type(value) == "table" and not is_group(value) and value[1] ~= nil end

-- Every text of a list of lists through f.
local function mapped(list, f)
  if type(list) ~= "table" then return f(list) end
  local result = {}
  for i, member in ipairs(list) do result[i] = mapped(member, f) end
  return result
end

-- A list of lists that is one row or one column as a list.
local function as_line(list)
  if type(list) ~= "table" then return { list } end
  if type(list[1]) ~= "table" or type(list[1][1]) == "table" then return list end
  if #list == 1 then return list[1] end
  if #list[1] > 1 then return list end
  local line = {}
  for i, row in ipairs(list) do line[i] = row[1] end
  return line
end

-- Codes of UTF-16 as a text; half of a pair is the character of replacement.
local function text_of(codes)
  local parts, high = {}, nil -- the first half of a pair
  for i, number in ipairs(codes) do
    local code, following = math.tointeger(number), codes[i + 1] or 0
    if high then
      parts[#parts + 1] = utf8.char(0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00)
      high = nil
    elseif code >= 0xD800 and code < 0xDC00 and following >= 0xDC00 and following < 0xE000 then
      high = code
    else
      parts[#parts + 1] = utf8.char(code >= 0xD800 and code < 0xE000 and 0xFFFD or code)
    end
  end
  return table.concat(parts)
end

local function text(value)
  if type(value) ~= "userdata" or value:dims() > 2 then return value end
  if value:dims() < 2 then return text_of(value:reshape(value:size()):totable()) end
  local rows = value:totable()
  for i, row in ipairs(rows) do rows[i] = text_of(row) end
  return #rows == 1 and rows[1] or rows
end

local function empty(class, extents)
  if class == "char" then return "" end
  if class == "cell" or class == "struct" then return {} end
  local made = tensor.zeros(table.unpack(extents:reshape(extents:size()):totable()))
  return class == "single" and made:to "f32" or made
end

-- The values of one file: what was read of it, and what became of that by path.
local reader = {}
reader.__index = reader

function reader:skip(path, reason)
  self.skipped[#self.skipped + 1] = { path = path, reason = reason }
  return nil
end

-- Reads an object that lies outside of what was asked for, and the pool as a whole.
function reader:fetch(path)
  local from = path:sub(1, #pool + 1) == pool .. "/" and pool or path
  if self.fetched[from] == nil then
    local known, value, skipped, attributes = pcall(native.read, self.path, from, self.options)
    self.fetched[from] = known and { value } or {}
    if known then
      for name, values in pairs(attributes) do self.attributes[name] = values end
      table.move(skipped, 1, #skipped, #self.skipped + 1, self.skipped)
    end
  end
  return self.fetched[from][1], from
end

-- The value at a path as it was read.
function reader:raw(path)
  local value, from = self.tree, self.object
  if from ~= "/" and path ~= from and path:sub(1, #from + 1) ~= from .. "/" then value, from = self:fetch(path) end
  for name in path:sub(#from + 1):gmatch "[^/]+" do
    if not is_group(value) then return nil end
    value = value[name]
  end
  return value
end

-- What a reference refers to; false for nothing.
function reader:referred(path)
  if path == "" then return false end
  if self.open[path] then return self:skip(path, "it is a cell that holds itself") or false end
  if self.done[path] == nil then
    self.open[path] = true
    local value = self:raw(path)
    local result
    if value ~= nil then result = self:value(path, value) end
    self.done[path] = result ~= nil and result or false
    self.open[path] = nil
  end
  return self.done[path]
end

function reader:cell(value)
  return mapped(as_line(value), function(path) return self:referred(path) end)
end

-- The members of a group, each by its class.
function reader:members(path, group)
  local prefix = path == "/" and "/" or path .. "/"
  local result = { attributes = group.attributes }
  for name, value in pairs(group) do
    local inside = prefix .. name
    if name ~= "attributes" and inside ~= pool and inside ~= "/#subsystem#" then result[name] = self:value(inside, value) end
  end
  return result
end

-- Whether every field of a struct is an array of references without a class.
function reader:is_array(path, struct)
  local fields = 0
  for name, value in pairs(struct) do
    if name ~= "attributes" then
      fields = fields + 1
      local first = is_list(value) and as_line(value)[1]
      if (self.attributes[path .. "/" .. name] or {}).MATLAB_class or type(first) ~= "string" then return false end
    end
  end
  return fields > 0
end

-- One struct of an array, or a list of them: the paths of its fields by name.
function reader:element(fields, first)
  local result = {}
  if type(fields[first]) ~= "table" then
    for name, path in pairs(fields) do result[name] = self:referred(path) end
    return result
  end
  for i = 1, #fields[first] do
    local inner = {}
    for name, paths in pairs(fields) do inner[name] = paths[i] end
    result[i] = self:element(inner, first)
  end
  return result
end

-- An array of structs as a list of tables.
function reader:array(struct)
  local fields, first = {}, nil
  for name, value in pairs(struct) do
    if name ~= "attributes" then fields[name], first = as_line(value), name end
  end
  return self:element(fields, first)
end

function reader:value(path, value)
  local marks = self.attributes[path] or {}
  local class = marks.MATLAB_class
  if not class then return is_group(value) and self:members(path, value) or value end
  if marks.MATLAB_object_decode or not (numbers[class] or class == "char" or class == "cell" or class == "struct") then
    return self:skip(path, ("it is of MATLAB's class '%s', whose contents MATLAB keeps in a way of its own"):format(class))
  end
  if marks.MATLAB_empty == 1 and type(value) == "userdata" then return empty(class, value) end
  if class == "char" then return text(value) end
  if class == "cell" then return self:cell(value) end
  if class ~= "struct" or not is_group(value) then return value end
  return self:is_array(path, value) and self:array(value) or self:members(path, value)
end

--- Puts lists, tables and texts in the place of what `native.read` returned for the object.
---@param path string of the file
---@param object string
---@param options balnet.archive.options
---@param results table the packed results
return function(path, object, options, results)
  local self = setmetatable({ path = path, object = object, options = options, tree = results[1], skipped = results[2],
    attributes = results[3], fetched = {}, open = {}, done = {} }, reader)
  local left_out = #self.skipped
  results[1] = self:value(object, results[1])
  if results[1] ~= nil then return end
  error(("'%s' of '%s' cannot be read: %s"):format(object, path, self.skipped[left_out + 1].reason), 0)
end
