-- Writes the reference as what LDoc reads: `balnet reference.lua FOLDER` makes in the folder a file for every public
-- module, subjects.md, the index by subject, coming_from.md, and config.ld, LDoc's configuration. What stands in the
-- modules comes from the annotations in bindings/lua.

local catalog = require "balnet.reference.catalog"

local folder = arg[1]

-- The pages by subject, for the index.
local subjects = {
  { "Tensors", "tensor", "array", "random" },
  { "Linear algebra, transforms and signals", "linalg", "fft", "signal", "spectrum" },
  { "Statistics and fits", "stats", "reduce", "cluster", "fit" },
  { "Networks and training", "network", "stimulus", "trainer", "experiment", "tasks", "load", "sweep", "figures" },
  { "Theory and analysis", "meanfield", "meanfield.gaussian", "information", "lyapunov", "dynamics", "fixed_points", "geometry", "simulate" },
  { "Files", "archive", "npy", "mat", "csv", "json" },
  { "Figures and studies", "plot", "caption", "study", "paper" },
  { "The program", "help", "system" },
}

-- --- links -----------------------------------------------------------------------------------------

local function link(entry, text) return ("[%s](../modules/%s.html#%s)"):format(text, entry.page, entry.name) end

local by_name = {}
for entry in catalog.entries() do by_name[entry.name] = entry end

-- The entry that a name in a text means: the whole name, or one on the same page.
local function entry_of(name, page)
  name = name:gsub("%(.*$", "")
  if by_name[name] then return by_name[name] end
  for _, entry in ipairs(page.entries) do
    if entry.short == name then return entry end
  end
end

-- Names between backticks become links.
local function linked(line, page, self)
  if line:find "^    " then return line end
  return (line:gsub("`([%w_.:]+%(?[^`]*)`", function(name)
    local entry = entry_of(name, page)
    return entry and entry ~= self and link(entry, "`" .. name .. "`") or nil
  end))
end

-- LDoc joins comments that are not separated by code, and ignores a `local` without a value.
local separator = "local _ = nil\n"

-- Escapes a < before a space or a digit, which begins no mark-up. LDoc itself escapes lines of code.
local function escaped(line) return line:find "^    " and line or (line:gsub("<%f[%s%d]", "&lt;")) end

local function add(page, line) page[#page + 1] = ("-- " .. line):gsub("%s+$", "") end

local function add_text(page, text, about, self)
  for _, line in ipairs(text) do add(page, escaped(linked(line, about, self))) end
end

-- A type as a link to the table that it names. LDoc's own links mix up names that begin alike.
local function type_of(kind)
  local entry = by_name[kind]
  return entry and entry.kind == "table" and link(entry, "`" .. kind .. "`") or "`" .. kind .. "`"
end

local function add_param(page, param)
  local optional = param.optional and "[opt]" or ""
  add(page, ("@param%s %s %s (%s)"):format(optional, param.name, escaped(param.text), type_of(param.type)))
end

local function add_return(page, result)
  local text = result.name and result.name .. (result.text ~= "" and ": " or "") .. result.text or result.text
  add(page, ("@return %s (%s)"):format(escaped(text), type_of(result.type)))
end

local function add_overloads(out, entry)
  for i in ipairs(entry.overloads) do
    add(out, "")
    add(out, "Also `" .. catalog.signature(entry, i) .. "`")
  end
end

local function add_entry(out, page, entry)
  out[#out + 1] = "---" -- alone: a first line with another -- in it would be the last one too
  add_text(out, entry.text, page, entry)
  add_overloads(out, entry)
  if #entry.example > 0 then add(out, "") end
  for _, line in ipairs(entry.example) do add(out, "    " .. line) end
  add(out, ("@%s %s"):format(entry.kind, entry.name))
  for _, param in ipairs(entry.params) do add_param(out, param) end
  for _, result in ipairs(entry.returns) do add_return(out, result) end
  for _, field in ipairs(entry.fields) do
    add(out, ("@field %s %s (%s)%s"):format(field.name, escaped(field.text), type_of(field.type), field.optional and " optional" or ""))
  end
  out[#out + 1] = separator
end

local function add_heading(out, page, kind, text, name)
  out[#out + 1] = "---"
  add_text(out, text, page)
  add(out, ("@%s %s"):format(kind, name))
  if kind == "module" then add(out, "@pragma nostrip") end -- the whole names of functions
  out[#out + 1] = separator
end

local function write(name, lines)
  local file <close> = assert(io.open(folder .. "/" .. name, "wb"))
  file:write(table.concat(lines, "\n"), "\n")
end

local function add_page(page)
  local out = {}
  add_heading(out, page, "module", page.text, page.name)
  for i, section in ipairs(page.sections) do
    if i > 1 and #section.text > 0 then add_heading(out, page, "section", section.text, "part_" .. i) end
    for _, entry in ipairs(section.entries) do add_entry(out, page, entry) end
  end
  write(page.name .. ".lua", out)
end

-- --- the index -------------------------------------------------------------------------------------

local function add_functions(out, page, section)
  local names = {}
  for _, entry in ipairs(section.entries) do
    if entry.kind == "function" then names[#names + 1] = link(entry, entry.short) end
  end
  if #names == 0 then return end
  out[#out + 1] = ("**[%s](../modules/%s.html)** %s\n"):format(page.name, page.name, catalog.summary(section.text))
  out[#out + 1] = table.concat(names, ", ") .. "\n"
end

local function index()
  local out, pages = { "# Functions by subject\n" }, {}
  for _, page in ipairs(catalog.pages()) do pages[page.name] = page end
  for _, subject in ipairs(subjects) do
    out[#out + 1] = "## " .. subject[1] .. "\n"
    for i = 2, #subject do
      local page = pages["balnet." .. subject[i]]
      pages["balnet." .. subject[i]] = nil
      for _, section in ipairs(page and page.sections or {}) do add_functions(out, page, section) end
    end
  end
  pages.balnet = nil -- the library itself
  local left = next(pages)
  assert(not left, left and left .. " stands under no subject of doc/reference.lua")
  return out
end

-- --- pages of their own ------------------------------------------------------------------------------

local function as_html(cell)
  cell = cell:match "^%s*(.-)%s*$":gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" })
  return (cell:gsub("`(.-)`", "<code>%1</code>"))
end

local function row_of(line, tag)
  local cells = {}
  for cell in line:gmatch "|([^|]*)%f[|]" do cells[#cells + 1] = ("<%s>%s</%s>"):format(tag, as_html(cell), tag) end
  return "<tr>" .. table.concat(cells) .. "</tr>"
end

-- A page of ours for LDoc, whose Markdown knows neither tables nor fences around code.
local function own_page(path)
  local out, in_table, in_code = {}, false, false
  for line in io.lines(path) do
    local is_row = line:find "^|"
    if in_table and not is_row then out[#out + 1] = "</table>\n" end
    if line:find "^```" then
      in_code = not in_code
    elseif is_row and not in_table then
      out[#out + 1] = "<table>\n" .. row_of(line, "th")
    elseif is_row then
      out[#out + 1] = not line:find "^|%-" and row_of(line, "td") or nil
    else
      out[#out + 1] = in_code and "    " .. line or line
    end
    in_table = is_row ~= nil
  end
  if in_table then out[#out + 1] = "</table>" end
  return out
end

for _, page in ipairs(catalog.pages()) do add_page(page) end
write("subjects.md", index())
write("coming_from.md", own_page(arg[0]:match "^(.*/)" .. "coming_from.md"))
write("config.ld", {
  'project = "balnet"', 'title = "balnet: reference"',
  'description = "Trains and analyses balanced recurrent rate networks, scripted in Lua"', 'format = "markdown"',
  'topics = { "subjects.md", "coming_from.md" }', "backtick_references = false", "no_space_before_args = true", "sort_modules = true",
})
