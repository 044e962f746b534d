--- Finds what a word or a value means in the reference.

local catalog = require "balnet.reference.catalog"
local arguments = require "balnet.parameters.arguments"

local find = {}

--- The page of a name, with or without "balnet.".
---@param name string
---@return balnet.page?
function find.page(name)
  for _, page in ipairs(catalog.pages()) do
    if page.name == name or page.name == "balnet." .. name then return page end
  end
end

-- Whether a name may be shortened so: "svd", "linalg.svd" or "sum" for "tensor:sum".
local function shortens(short, name)
  if short == name then return true end
  local before = name:sub(-#short - 1, -#short - 1)
  return name:sub(-#short) == short and (before == "." or before == ":")
end

--- The entries of a name: those of exactly this name, else those whose names end in it.
---@param name string
---@return balnet.entry[]
function find.entries(name)
  local exact, shortened = {}, {}
  for entry in catalog.entries() do
    if entry.name == name or entry.name == "balnet." .. name then exact[#exact + 1] = entry end
    if shortens(name, entry.name) then shortened[#shortened + 1] = entry end
  end
  return #exact > 0 and exact or shortened
end

--- The tables that have a field of this name, and the field in each.
---@param name string
---@return { entry: balnet.entry, field: balnet.annotated }[]
function find.fields(name)
  local found = {}
  for entry in catalog.entries() do
    for _, field in ipairs(entry.fields) do
      if field.name == name then found[#found + 1] = { entry = entry, field = field } end
    end
  end
  return found
end

-- The functions whose names or descriptions, put into one form, have a word in that form.
local function mentions_as(form, word)
  local found = {}
  for entry in catalog.entries() do
    local text = form(entry.name .. " " .. table.concat(entry.text, " "))
    if entry.kind == "function" and text:find(form(word), 1, true) then found[#found + 1] = entry end
  end
  return found
end

local function run_together(text) return text:lower():gsub("[%s%-_]", "") end

--- The entries whose descriptions have a word, or more, in any case of letters; where none has, those that have it written
--- together or apart, as "t-test" is "t test" and "ttest".
---@param word string
---@return balnet.entry[]
function find.mentions(word)
  if #word < 4 or #run_together(word) < 4 then return {} end
  local found = mentions_as(string.lower, word)
  return #found > 0 and found or word:find "[%s%-_]" and mentions_as(run_together, word) or found
end

--- The sentence about a name that means nothing.
---@param name string
---@return string
function find.unknown(name)
  local known, seen = {}, {}
  local function add(word)
    if not seen[word] then known[#known + 1] = word end
    seen[word] = true
  end
  for _, page in ipairs(catalog.pages()) do
    add(page.name)
    add(page.name:match "[^.]*$")
    for _, entry in ipairs(page.entries) do
      add(entry.name)
      add(entry.short)
    end
  end
  return arguments.unknown("the reference", name, known, "help() lists its subjects")
end

-- --- values ----------------------------------------------------------------------------------------

-- The methods of a class of objects; nil where the value has none.
local function methods_of(value)
  local metatable = debug.getmetatable(value)
  if type(value) == "string" or type(metatable) ~= "table" then return nil end
  local methods = rawget(metatable, "__methods") or rawget(metatable, "__index")
  return type(methods) == "table" and methods or nil
end

-- How many methods of the class the table has; nil when one is missing.
local function overlap(class, methods)
  for _, entry in ipairs(class) do
    if type(rawget(methods, entry.short)) ~= "function" then return nil end
  end
  return #class
end

-- Entries of methods by class, a list for each class of each page.
local function classes()
  local list, by_name = {}, {}
  for entry in catalog.entries() do
    local class = entry.name:match "^([%w_]+):"
    local key = class and entry.page .. " " .. class
    if key and not by_name[key] then
      by_name[key] = { name = class }
      list[#list + 1] = by_name[key]
    end
    if key then table.insert(by_name[key], entry) end
  end
  return list
end

-- The class with the methods that it inherits.
local function with_inherited(class, all)
  local exact = { name = class.name, table.unpack(class) }
  local parent = catalog.parent(class.name)
  for _, other in ipairs(parent and all or {}) do
    if other.name == parent and other[1].page == "balnet." .. parent then table.move(other, 1, #other, #exact + 1, exact) end
  end
  return exact
end

--- The entries of the class of an object: that with the most methods, all of which the object has.
---@param object any
---@return balnet.entry[]? # with the class's `name`
function find.class(object)
  local methods, best, most = methods_of(object), nil, 0
  if not methods then return nil end
  local all = classes()
  for _, class in ipairs(all) do
    local count = overlap(class, methods)
    if count and count > most then best, most = class, count end
  end
  return best and with_inherited(best, all)
end

--- The names of an object's fields by the reference; nil where it tells of none.
---@param object any
---@return string[]?
function find.fields_of_object(object)
  local class = find.class(object)
  for entry in catalog.entries() do
    if class and entry.kind == "table" and entry.name == "balnet." .. class.name and #entry.fields > 0 then
      local names = {}
      for i, field in ipairs(entry.fields) do names[i] = field.name end
      return names
    end
  end
end

-- The value of "balnet.linalg.svd" as far as its module is loaded.
local function loaded_value(entry)
  local module = package.loaded[entry.page]
  if entry.name == entry.page then return module end
  if entry.name:find "^balnet%.[%w_]+$" then return rawget(package.loaded.balnet, entry.short) end
  if entry.page == "balnet.meanfield.gaussian" then
    module = package.loaded["balnet.meanfield"] and package.loaded["balnet.meanfield"].gaussian
  end
  return type(module) == "table" and rawget(module, entry.short) or nil
end

-- The tables in which methods of public classes may stand.
local function method_tables()
  local tables = {}
  for _, class in pairs(debug.getregistry()) do
    if type(class) == "table" then
      tables[#tables + 1] = rawget(class, "__methods") or rawget(class, "__index")
    end
  end
  for class in pairs(arguments.classes) do tables[#tables + 1] = class end
  return tables
end

local function class_with(f)
  for _, methods in ipairs(method_tables()) do
    if type(methods) == "table" then
      for _, member in next, methods do
        if rawequal(member, f) then return find.class(setmetatable({}, { __index = methods })), methods end
      end
    end
  end
end

--- The entry of a function of the library.
---@param f function
---@return balnet.entry?
function find.of_function(f)
  for entry in catalog.entries() do
    if entry.kind == "function" and not entry.name:find(":", 1, true) and rawequal(loaded_value(entry), f) then return entry end
  end
  local class, methods = class_with(f)
  for _, entry in ipairs(class or {}) do
    if rawequal(rawget(methods, entry.short), f) then return entry end
  end
end

--- The page of a loaded module.
---@param module table|function
---@return balnet.page?
function find.of_module(module)
  for _, page in ipairs(catalog.pages()) do
    local loaded = package.loaded[page.name]
    if loaded ~= nil and rawequal(loaded, module) then return page end
  end
end

return find
