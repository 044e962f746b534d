--- Completion of what is typed at the prompt: names of globals, members of modules, methods of objects, keywords,
-- module names inside `require "…"`, and what `help "…"` knows. It reads tables and metatables and calls nothing but their
-- `__index`.

local keywords = {
  "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not",
  "or", "repeat", "return", "then", "true", "until", "while",
}

local function add_keys(found, container)
  for key in next, container do
    if type(key) == "string" and key:find "^[%a_][%w_]*$" then found[key] = true end
  end
end

-- The names of a module's submodules, which may not be loaded yet.
local function add_submodules(found, value)
  for name, module in next, package.loaded do
    if rawequal(module, value) then
      for other in next, package.preload do
        local member = other:match("^" .. name:gsub("%p", "%%%0") .. "%.([%a_][%w_]*)$")
        if member then found[member] = true end
      end
    end
  end
end

-- A class whose __index is a function, as that of tensors, keeps its method table in the metatable, as `__methods`.
local function method_table(metatable)
  local index = rawget(metatable, "__index")
  return type(index) == "function" and rawget(metatable, "__methods") or index
end

-- The names by which `value` can be indexed: its own, then those of its metatable's `__index`, and so on.
local function members(value)
  local found = {}
  for _ = 1, 20 do -- an __index may lead back to its own table
    if type(value) == "table" then
      add_keys(found, value)
      add_submodules(found, value)
    end
    local metatable = debug.getmetatable(value)
    value = type(metatable) == "table" and method_table(metatable) or nil
    if type(value) ~= "table" then break end
  end
  return found
end

-- The value of a path such as "balnet.figures", or nil.
local function value_of(path)
  local value = _G
  for name in path:gmatch "[%a_][%w_]*" do
    local known, member = pcall(function() return value[name] end)
    if not known or member == nil then return nil end
    value = member
  end
  return value
end

-- The names that `require` knows, without the internal modules of the library.
local function module_names()
  local found = {}
  for _, modules in ipairs { package.preload, package.loaded } do
    for name in next, modules do
      if not name:find "^balnet%..*%." then found[name] = true end
    end
  end
  return found
end

-- Names that can stand alone.
local function global_names()
  local found = members(_G)
  for _, word in ipairs(keywords) do found[word] = true end
  return found
end

-- The methods of an object that the reference tells of; nil for another value.
local function told_methods(value)
  local class = require "balnet.reference.find".class(value)
  if not class then return nil end
  local found = {}
  for _, entry in ipairs(class) do found[entry.short] = true end
  return found
end

-- The same and its fields, where the reference tells of those.
local function told_members(value)
  local fields = require "balnet.reference.find".fields_of_object(value)
  if not fields then return nil end
  local found = told_methods(value)
  for _, name in ipairs(fields) do found[name] = true end
  return found
end

local function member_names(path, separator)
  local value = value_of(path)
  if value == nil then return {} end
  local found = (separator == ":" and told_methods or told_members)(value)
  if found then return found end
  found = members(value)
  if separator == "." then return found end
  for name in pairs(found) do
    if type(value[name]) ~= "function" then found[name] = nil end
  end
  return found
end

-- The words that `help` knows: subjects and functions.
local function help_names()
  local catalog = require "balnet.reference.catalog"
  local found = {}
  for _, page in ipairs(catalog.pages()) do found[page.name:match "^balnet%.(.+)$" or page.name] = true end
  for entry in catalog.entries() do found[entry.kind == "function" and entry.short or entry.name] = true end
  return found
end

-- The part of a name that stands before the cursor, and the set of names it may become.
local function candidates(line)
  local module = line:match "require%s*%(?%s*[\"']([%w_%.]*)$"
  if module then return module, module_names() end
  local subject = line:match "help%s*%(?%s*[\"']([%w_%.:]*)$"
  if subject then return subject, help_names() end
  local alone = line:match "%.%.([%w_]*)$" or not line:find "[%.:][%w_]*$" and line:match "[%w_]*$"
  if alone then return alone, global_names() end
  local path, separator, prefix = line:match "([%a_][%w_%.]*)([%.:])([%w_]*)$"
  if not path then return "", {} end -- a member of an expression that is not a path
  return prefix, member_names(path, separator)
end

local function common_start(names)
  local start = names[1]
  for _, name in ipairs(names) do
    while name:sub(1, #start) ~= start do start = start:sub(1, -2) end
  end
  return start
end

-- The names in columns, read downwards, no line longer than `width` unless a name is.
local function in_columns(names, width)
  local widest = 0
  for _, name in ipairs(names) do widest = math.max(widest, #name + 2) end
  local columns = math.max(1, width // widest)
  local rows = (#names + columns - 1) // columns
  local lines = {}
  for row = 1, rows do
    local cells = {}
    for i = row, #names, rows do cells[#cells + 1] = names[i] .. (" "):rep(widest - #names[i]) end
    lines[row] = table.concat(cells):gsub("%s+$", "")
  end
  return table.concat(lines, "\n")
end

--- Completes the name that ends a line.
---@param line string what stands before the cursor
---@param width? integer columns of the terminal, by default 80
---@return string insert what can be added without doubt, perhaps nothing
---@return string? choices the names it may become, in columns, when there are several
local function complete(line, width)
  if line:find "^%s*$" then return "  " end
  local prefix, found = candidates(line)
  local names = {}
  for name in pairs(found) do
    local hidden = name:sub(1, 1) == "_" and prefix == "" -- internal by custom
    if name:sub(1, #prefix) == prefix and not hidden then names[#names + 1] = name end
  end
  if #names == 0 then return "" end
  table.sort(names)
  local insert = common_start(names):sub(#prefix + 1)
  if #names == 1 then return insert end
  return insert, in_columns(names, width or 80)
end

return complete
