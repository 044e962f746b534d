-- The options of a function written in Lua are those that its annotation names, with the defaults that it states.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local catalog = require "balnet.reference.catalog"

local functions, classes = {}, {}
for entry in catalog.entries() do
  if entry.kind == "function" then functions[entry.name] = entry else classes[entry.name] = entry end
end

-- All that an annotation says of a function, its example apart.
local function own_text(entry)
  local parts = { table.concat(entry.text, " ") }
  for _, param in ipairs(entry.params) do parts[#parts + 1] = ("%s %s"):format(param.type, param.text) end
  return table.concat(parts, " ")
end

-- With what it says of the functions that it names as those that take the same: "as for `convolve`", "as of `tracker`".
local function text_of(entry)
  local text = own_text(entry)
  for name in text:gmatch "as [fo][or]r? `([%w_.]+)`" do
    local other = functions[entry.page .. "." .. name] or functions[name]
    if other and other ~= entry then text = text .. " " .. own_text(other) end
  end
  return text
end

-- The fields of the classes that a text names, and of those that these extend.
local function fields_in(text)
  local found = {}
  for name in text:gmatch "balnet%.[%w_.]*[%w_]" do
    local class = classes[name]
    while class do
      for _, field in ipairs(class.fields) do found[field.name] = found[field.name] or field end
      class = class.parent and classes[class.parent]
    end
  end
  return found
end

-- The default that stands first in parentheses: "(5 steps, of at least 0)", "(low)", "(false)".
local function default_in(parentheses)
  local word = parentheses and (parentheses:match '^"([^"]*)"' or parentheses:match "^[^%s,;:]+")
  if not word or parentheses:find "^%S+ ?[πp]" then return nil end -- "2 π" is no number
  if word == "true" or word == "false" then return word == "true" end
  return tonumber(word) or word
end

-- What an annotation states of an option: of its field in the last parentheses, in prose in the first ones behind its name.
local function stated_default(entry, name)
  local text = text_of(entry)
  local field = fields_in(text)[name]
  if field then return default_in(field.text:match "%(([^()]*)%)[^()]*$") end
  local behind = text:match("`" .. name .. "`([^`;]*)")
  return behind and default_in(behind:match "%(([^()]*)%)")
end

local folder = shell.scratch()
local run = shell.line(("%s %s </dev/null"):format(shell.quote(os.getenv "BALNET"),
  shell.quote(source .. "/tests/option_lists.lua")), folder)
local listed = assert(run.status == 0 and dofile(folder .. "/lists.lua"), run.err)
shell.remove(folder)

TestOptionLists = {}

function TestOptionLists:test_every_option_stands_in_the_annotation_of_its_function()
  local missing = {}
  for _, option in ipairs(listed) do
    local text = text_of(functions[option.of])
    local named = fields_in(text)[option.name] or text:find("%f[%w_]" .. option.name .. "%f[^%w_]")
    if not named then missing[#missing + 1] = option.of .. ": " .. option.name end
  end
  table.sort(missing)
  lu.assertEquals(missing, {})
  lu.assertTrue(#listed > 300, #listed)
end

function TestOptionLists:test_defaults_are_those_that_annotations_state()
  local wrong, compared = {}, 0
  for _, option in ipairs(listed) do
    local stated = stated_default(functions[option.of], option.name)
    if stated ~= nil and option.default ~= nil and type(stated) == type(option.default) then
      compared = compared + 1
      if stated ~= option.default then
        wrong[#wrong + 1] = ("%s: %s is %s, not %s"):format(option.of, option.name, option.default, stated)
      end
    end
  end
  table.sort(wrong)
  lu.assertEquals(wrong, {})
  lu.assertTrue(compared > 50, compared)
end

function TestOptionLists:test_words_of_an_option_stand_in_its_annotation()
  local missing = {}
  for _, option in ipairs(listed) do
    local text = text_of(functions[option.of])
    local field = fields_in(text)[option.name]
    if field then text = text .. field.type .. field.text end
    for _, word in ipairs(option.words) do
      if not text:find(('"%s"'):format(word), 1, true) then missing[#missing + 1] = ("%s: %s: %s"):format(option.of, option.name, word) end
    end
  end
  table.sort(missing)
  lu.assertEquals(missing, {})
end

os.exit(lu.LuaUnit.run())
