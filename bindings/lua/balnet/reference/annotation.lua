--- A block of comments above a function or a class, as editors read it (`---@param name type text`), taken
-- apart.

local annotation = {}

---@class balnet.annotation
---@field text string[] the lines of the description, without those of the example
---@field example string[] lines of Lua; empty where there is none
---@field params balnet.annotated[]
---@field returns balnet.annotated[]
---@field fields balnet.annotated[]
---@field overloads { params: balnet.annotated[], returns: balnet.annotated[] }[] other ways to call it
---@field class? string a name with dots
---@field parent? string the class that it extends

---@class balnet.annotated
---@field name? string
---@field type string
---@field optional boolean
---@field text string

local opening, closing = { ["("] = true, ["{"] = true, ["<"] = true, ["["] = true },
  { [")"] = true, ["}"] = true, [">"] = true, ["]"] = true }

-- Calls visit(at, char) for every character that stands outside of brackets and quotes.
local function for_outer(text, visit)
  local depth, quoted = 0, false
  for at = 1, #text do
    local char = text:sub(at, at)
    if char == '"' then quoted = not quoted end
    if not quoted then
      depth = depth + (opening[char] and 1 or 0) - (closing[char] and 1 or 0)
      if depth == 0 and visit(at, char) then return end
    end
  end
end

-- Splits "fun(a: b): c text" behind the type. Spaces belong to it inside of brackets and behind a colon or a
-- comma.
local function split_type(text)
  local kind, rest = text, ""
  for_outer(text, function(at, char)
    local before = text:sub(at - 1, at - 1)
    if char ~= " " or before == ":" or before == "," then return false end
    kind, rest = text:sub(1, at - 1), text:sub(at + 1)
    return true
  end)
  return kind, rest
end

-- The parts of a list, which commas separate.
local function parts_of(text)
  local parts, from = {}, 1
  for_outer(text, function(at, char)
    if char == "," then
      parts[#parts + 1] = text:sub(from, at - 1)
      from = at + 1
    end
  end)
  parts[#parts + 1] = text:sub(from)
  for i, part in ipairs(parts) do parts[i] = part:match "^%s*(.-)%s*$" end
  return parts
end

local function named(rest)
  local name, optional, behind = rest:match "^([%w_.]+)(%??)%s+(.*)$"
  if not name then return nil end
  local kind, text = split_type(behind)
  return { name = name, type = kind, optional = optional == "?", text = (text:gsub("^# *", "")) }
end

local tags = {}

function tags.param(block, rest)
  local param = named(rest)
  block.params[#block.params + 1] = param
  return param
end

function tags.field(block, rest)
  local field = named(rest)
  if field then block.fields[#block.fields + 1] = field end
  return field
end

-- A name in front of the text of a result is one word with # or more text behind it.
tags["return"] = function(block, rest)
  local kind, text = split_type(rest)
  local name, behind = text:match "^([%a_][%w_]*)%f[%s\0]%s*(.*)$"
  local result = { type = kind, optional = false, name = name, text = (name and behind or text):gsub("^# *", "") }
  block.returns[#block.returns + 1] = result
  return result
end

function tags.class(block, rest)
  local name, text = rest:match "^([%w_.]+)%s*(.*)$"
  local parent, behind = text:match "^:%s*([%w_.]+)%s*(.*)$"
  block.class, block.parent, text = name, parent, behind or text
  if text ~= "" then block.text[#block.text + 1] = text end
end

-- Adds what a type "fun(a: A, b?: B): C" takes and gives; false for another type.
local function add_call(call, kind)
  local taken, given = kind:match "^fun(%b()):?%s*(.*)$"
  if not taken then return false end
  for _, part in ipairs(taken == "()" and {} or parts_of(taken:sub(2, -2))) do
    local name, optional, of = part:match "^([%w_.]+)(%??):?%s*(.*)$"
    call.params[#call.params + 1] = { name = name, type = of, optional = optional == "?", text = "" }
  end
  for _, part in ipairs(given == "" and {} or parts_of(given)) do
    call.returns[#call.returns + 1] = { type = part, optional = false, text = "" }
  end
  return true
end

-- The type of a function that is defined elsewhere.
function tags.type(block, rest)
  local kind, text = split_type(rest)
  local last = add_call(block, kind) and block.returns[#block.returns]
  if last then last.text = text:gsub("^# *", "") end
  return last
end

function tags.overload(block, rest)
  local call = { params = {}, returns = {} }
  if not add_call(call, (split_type(rest))) then return end
  if call.params[1] and call.params[1].name == "self" then table.remove(call.params, 1) end
  block.overloads[#block.overloads + 1] = call
end

local function is_code(line) return line ~= nil and line:find "^    " ~= nil end

-- The first and the last line of the last lines of code that state a result.
local function example_in(text)
  for last = #text, 1, -1 do
    if is_code(text[last]) and text[last]:find("-->", 1, true) then
      local from, to = last, last
      while is_code(text[from - 1]) do from = from - 1 end
      while is_code(text[to + 1]) do to = to + 1 end
      return from, to
    end
  end
end

-- Moves the example out of the text, with the blank line before it.
local function take_example(block)
  local text = block.text
  local from, to = example_in(text)
  if not from then return end
  for i = from, to do block.example[#block.example + 1] = text[i]:sub(5) end
  if text[from - 1] == "" then from = from - 1 end
  for _ = from, to do table.remove(text, from) end
end

--- Takes a block apart.
---@param lines string[]
---@return balnet.annotation
function annotation.parse(lines)
  local block, last = { text = {}, example = {}, params = {}, returns = {}, fields = {}, overloads = {} }, nil
  for _, line in ipairs(lines) do
    local tag, rest = line:match "^%-%-%-@(%w+)%s*(.*)$"
    if tag then
      last = (tags[tag] or function() end)(block, rest)
    elseif last then
      last.text = last.text .. " " .. line:gsub("^%-%-%-?%s*", "")
    elseif not line:find "^%-%- @module " then
      block.text[#block.text + 1] = line:gsub("^%-%-%-?%s?", "")
    end
  end
  take_example(block)
  return block
end

--- Calls visit(lines, code) with every block of comments that documents, and the line of code behind it.
---@param text string of a file
---@param visit fun(lines: string[], code: string)
function annotation.for_blocks(text, visit)
  local lines
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    local comment = line:find "^%-%-" and (lines or line:find "^%-%-%-")
    if comment then
      lines = lines or {}
      lines[#lines + 1] = line
    elseif lines then
      visit(lines, line)
      lines = nil
    end
  end
end

return annotation
