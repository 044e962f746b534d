--- The reference as text for a terminal: an entry, a page, a class, the list of subjects.

local catalog = require "balnet.reference.catalog"

local describe = {}

local function width_of(text) return utf8.len(text) or #text end

-- The text in lines of at most `width` columns, the first behind `first`, the others behind `rest`.
local function wrapped(out, text, width, first, rest)
  local line, empty = first, true
  for word in text:gmatch "%S+" do
    if not empty and width_of(line) + 1 + width_of(word) > width then
      out[#out + 1] = line
      line, empty = rest, true
    end
    line = empty and line .. word or line .. " " .. word
    empty = false
  end
  out[#out + 1] = line
end

-- Paragraphs and items of lists are filled again; lines of code stay.
local function add_text(out, text, width)
  local paragraph, is_item = {}, false
  local function finish()
    if #paragraph > 0 then wrapped(out, table.concat(paragraph, " "), width, is_item and "* " or "", is_item and "  " or "") end
    paragraph, is_item = {}, false
  end
  for _, line in ipairs(text) do
    if line == "" or line:find "^    " then
      finish()
      out[#out + 1] = line
    elseif line:find "^%* " then
      finish()
      paragraph, is_item = { line:sub(3) }, true
    else
      paragraph[#paragraph + 1] = line
    end
  end
  finish()
end

local function cut(text, width)
  if width_of(text) <= width then return text end
  return text:sub(1, utf8.offset(text, width) - 1):gsub("%s+$", "") .. "…"
end

local function padded(text, columns) return text .. (" "):rep(columns - width_of(text)) end

-- Rows of two columns; the second is filled into what is left, but not into less than 30 columns.
local function add_rows(out, rows, width)
  local widest = 0
  for _, row in ipairs(rows) do
    local columns = width_of(row[1])
    if columns <= 24 then widest = math.max(widest, columns) end
  end
  local indent = (" "):rep(widest + 4)
  for _, row in ipairs(rows) do
    local first = "  " .. padded(row[1], math.max(0, widest)) .. "  "
    if width_of(row[1]) > widest then
      out[#out + 1] = "  " .. row[1]
      first = indent
    end
    wrapped(out, row[2], math.max(width, #indent + 30), first, indent)
    out[#out] = out[#out]:gsub("%s+$", "")
    if out[#out] == "" then out[#out] = nil end
  end
end

local function rows_of(list)
  local rows = {}
  for i, value in ipairs(list) do
    local name = value.name and value.name .. (value.optional and "?" or "")
    local text = value.text ~= "" and (name and value.type .. ": " or value.type .. "  ") .. value.text or value.type
    rows[i] = { name or "", text }
    if not name then rows[i] = { value.type, value.text } end
  end
  return rows
end

local function add_list(out, heading, list, width)
  if #list == 0 then return end
  out[#out + 1] = ""
  out[#out + 1] = heading
  add_rows(out, rows_of(list), width)
end

local function entry_named(name)
  for entry in catalog.entries() do
    if entry.kind == "table" and entry.name == name then return entry end
  end
end

-- The fields of a table, and those of the table that it extends.
local function fields_of(entry)
  local fields = table.move(entry.fields, 1, #entry.fields, 1, {})
  local parent = entry.parent and entry_named(entry.parent)
  for _, field in ipairs(parent and fields_of(parent) or {}) do fields[#fields + 1] = field end
  return fields
end

-- The tables of options that a function takes.
local function add_options(out, entry, width)
  for _, param in ipairs(entry.params) do
    for name in param.type:gmatch "balnet%.[%w_.]+" do
      local options = name:find "[Oo]ptions$" or name:find "definition$" or name:find "Settings$"
      local found = options and entry_named(name)
      if found then add_list(out, ("fields of %s (%s):"):format(param.name, name), fields_of(found), width) end
    end
  end
end

--- An entry in full.
---@param entry balnet.entry
---@param width integer columns
---@return string
function describe.entry(entry, width)
  local out = {}
  wrapped(out, entry.kind == "function" and catalog.signature(entry) or entry.name, width, "", "    ")
  for i in ipairs(entry.overloads) do wrapped(out, catalog.signature(entry, i), width, "", "    ") end
  if #entry.text > 0 then out[#out + 1] = "" end
  add_text(out, entry.text, width)
  add_list(out, "takes:", entry.params, width)
  add_options(out, entry, width)
  add_list(out, "gives:", entry.returns, width)
  add_list(out, "fields:", fields_of(entry), width)
  if #entry.example > 0 then
    out[#out + 1] = ""
    out[#out + 1] = "example:"
    for _, line in ipairs(entry.example) do out[#out + 1] = "  " .. line end
  end
  return table.concat(out, "\n")
end

-- One line for each function: its name and its first sentence.
local function add_index(out, entries, width)
  local widest = 0
  local shown = {}
  for _, entry in ipairs(entries) do
    if entry.kind == "function" then
      shown[#shown + 1] = entry
      widest = math.max(widest, #entry.name)
    end
  end
  for _, entry in ipairs(shown) do
    out[#out + 1] = cut(("  %s  %s"):format(padded(entry.name, widest), catalog.summary(entry.text)), width)
  end
end

--- A page: what it is about, and a line for each of its functions.
---@param page balnet.page
---@param width integer
---@return string
function describe.page(page, width)
  local out = { page.name, "" }
  for i, section in ipairs(page.sections) do
    if i > 1 then out[#out + 1] = "" end
    add_text(out, section.text, width)
    if #section.text > 0 then out[#out + 1] = "" end
    add_index(out, section.entries, width)
  end
  return table.concat(out, "\n")
end

--- The methods of a class, a line each.
---@param class balnet.entry[]
---@param width integer
---@return string
function describe.class(class, width)
  local out = { ("an object of %s; its methods:"):format(class[1].page), "" }
  add_index(out, class, width)
  return table.concat(out, "\n")
end

--- Several entries, a line each.
---@param entries balnet.entry[]
---@param width integer
---@return string
function describe.choice(entries, width)
  local out, widest = { "several; ask for one by its name:", "" }, 0
  for _, entry in ipairs(entries) do widest = math.max(widest, #entry.name + 2) end
  for _, entry in ipairs(entries) do
    out[#out + 1] = cut(("  help %s  %s"):format(padded('"' .. entry.name .. '"', widest), catalog.summary(entry.text)), width)
  end
  return table.concat(out, "\n")
end

--- Entries whose descriptions have a word that is no name, a line each.
---@param word string
---@param entries balnet.entry[]
---@param width integer
---@return string
function describe.mentions(word, entries, width)
  local out = { ("nothing is named '%s'; it stands in the descriptions of"):format(word), "" }
  add_index(out, entries, width)
  return table.concat(out, "\n")
end

--- Fields of options or of results, with the tables that have them.
---@param found { entry: balnet.entry, field: balnet.annotated }[]
---@param width integer
---@return string
function describe.fields(found, width)
  local out = {}
  for i, place in ipairs(found) do
    local field = place.field
    if i > 1 then out[#out + 1] = "" end
    wrapped(out, ("%s, a field of %s"):format(field.name, place.entry.name), width, "", "")
    wrapped(out, ("%s%s %s"):format(field.type, field.optional and ", optional:" or ":", field.text), width, "  ", "  ")
  end
  return table.concat(out, "\n")
end

--- The subjects, a line each.
---@param width integer
---@return string
function describe.subjects(width)
  local out, rows, widest = {
    'help "svd" or help(balnet.linalg.svd) tells of a function, help "linalg" of a subject,',
    "help(x) of what x is, as a trainer. The subjects:", "",
  }, {}, 0
  for _, page in ipairs(catalog.pages()) do
    if page.name ~= "balnet" then
      local name = page.name:gsub("^balnet%.", "")
      rows[#rows + 1] = { name, #page.text > 0 and page.text or page.entries[1].text }
      widest = math.max(widest, #name)
    end
  end
  for _, row in ipairs(rows) do
    local text = catalog.summary(row[2]):gsub(": `balnet%.[%w_.]+`", "")
    out[#out + 1] = cut(("  %s  %s"):format(padded(row[1], widest), text), width)
  end
  return table.concat(out, "\n")
end

return describe
