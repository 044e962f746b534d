-- The annotations for editors that the C lists of fields ask for, and those that stand in bindings/lua.
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
require "balnet"
local fields = require "balnet.native.fields"

for name in pairs(package.preload) do
  if name:find "^balnet%." then require(name) end -- which declares its lists
end

local annotations = {}

local folder = os.getenv "BALNET_SOURCE" .. "/bindings/lua/"

local function quoted(words)
  local texts = {}
  for i, word in ipairs(words) do texts[i] = ('"%s"'):format(word) end
  return table.concat(texts, "|")
end
annotations.union = quoted

local types = { tensor = "balnet.tensor" }

local function type_of(field)
  return field.kind == "choice" and quoted(field.choices) or field.type or types[field.kind] or field.kind
end

local function default_of(field)
  if field.like then return " (" .. field.like .. ")" end
  if field.default == nil or field.needed then return "" end
  local text = math.type(field.default) == "float" and ("%.14g"):format(field.default) or tostring(field.default)
  return (" (%s%s)"):format(text, field.unit and " " .. field.unit or "")
end

--- The lines below the class of a definition.
function annotations.expected(name)
  local lines = {}
  for i, field in ipairs(fields.of(name)) do
    lines[i] = ("---@field %s%s %s %s%s"):format(field.name, field.needed and "" or "?", type_of(field), field.help,
      default_of(field))
  end
  return table.concat(lines, "\n")
end

--- Every file of annotations, by its path.
function annotations.files()
  local texts = {}
  for path in shell.line(("find '%s' -name '*.lua'"):format(folder), ".").out:gmatch "[^\n]+" do
    texts[path] = shell.read(path)
  end
  return texts
end

--- The lines that stand below the class, and where: from, to. Nil where no file has the class.
function annotations.found(texts, name)
  for path, text in pairs(texts) do
    local _, from = ("\n" .. text):find("\n---@class " .. name:gsub("%p", "%%%0") .. "%f[^%w_.][^\n]*\n")
    if from then
      local to = from - 1
      for line in text:sub(from):gmatch "[^\n]*\n" do
        if not line:find "^%-%-%-@field " then break end
        to = to + #line
      end
      return text:sub(from, to - 1), path, from, to
    end
  end
end

return annotations
