--- The reference: a page for every public module, made from the annotations, and an index by subject.

local here = ...
local catalog = require "balnet.reference.catalog"
local html = dofile(here .. "html.lua")

local reference = {}

-- The pages by subject, for the index.
local subjects = dofile(here .. "subjects.lua")

local function add(out, text, ...) out[#out + 1] = select("#", ...) > 0 and text:format(...) or text end

-- A type, as a link to the table that it names.
local function type_of(kind, tables)
  local entry = tables[kind]
  if not entry then return ("<code>%s</code>"):format(html.escaped(kind)) end
  return ('<a href="%s"><code>%s</code></a>'):format(html.address(entry), html.escaped(kind))
end

-- What is taken, given or held, a row each.
local function add_rows(out, title, list, about)
  if #list == 0 then return end
  add(out, '<div class="wide"><table class="rows"><caption>%s</caption>\n', title)
  for _, row in ipairs(list) do
    local name = html.escaped((row.name or "") .. (row.optional and "?" or ""))
    local text = html.text(row.text or "", "../", about.page, about.entry):gsub("^<p>", ""):gsub("</p>\n$", "")
    add(out, "<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>\n", name, type_of(row.type, about.tables),
      text)
  end
  add(out, "</table></div>\n")
end

local function add_entry(out, entry, page, tables)
  local about = { page = page, entry = entry, tables = tables }
  add(out, '<section class="entry" id="%s">\n', entry.name)
  local heading = entry.kind == "function" and catalog.signature(entry) or entry.name
  add(out, '<h3><a href="#%s"><code>%s</code></a></h3>\n', entry.name, html.escaped(heading))
  for i in ipairs(entry.overloads) do
    add(out, "<p>Also <code>%s</code></p>\n", html.escaped(catalog.signature(entry, i)))
  end
  add(out, html.text(table.concat(entry.text, "\n"), "../", page, entry))
  add_rows(out, "takes", entry.params, about)
  add_rows(out, "gives", entry.returns, about)
  add_rows(out, "fields", entry.fields, about)
  if #entry.example > 0 then add(out, html.code(table.concat(entry.example, "\n") .. "\n", "lua")) end
  add(out, "</section>\n")
end

-- Links to the functions, in lists by what they are methods of where there are several such things.
local function add_list(out, entries)
  local owners, names = {}, {}
  for _, entry in ipairs(entries) do
    if entry.kind == "function" then
      local owner = entry.name:match "^(.+):" or ""
      if not names[owner] then owners[#owners + 1], names[owner] = owner, {} end
      table.insert(names[owner], ('<a href="%s"><code>%s</code></a>'):format(html.address(entry), entry.short))
    end
  end
  for _, owner in ipairs(owners) do
    local title = #owners > 2 and owner ~= "" and ("<i>%s</i> "):format(html.escaped(owner)) or ""
    add(out, '<p class="names">%s%s</p>\n', title, table.concat(names[owner], " "))
  end
end

local function page_html(page, tables)
  local out = {}
  add(out, "<h1>%s</h1>\n", page.name)
  add(out, html.text(table.concat(page.text, "\n"), "../", page))
  add_list(out, page.entries)
  for i, section in ipairs(page.sections) do
    if i > 1 and #section.text > 0 then
      add(out, "<hr>\n")
      add(out, html.text(table.concat(section.text, "\n"), "../", page))
    end
    for _, entry in ipairs(section.entries) do add_entry(out, entry, page, tables) end
  end
  return table.concat(out)
end

local function index_html()
  local out, pages = { "<h1>Reference, by subject</h1>\n" }, {}
  for _, page in ipairs(catalog.pages()) do pages[page.name] = page end
  for _, subject in ipairs(subjects) do
    add(out, "<h2>%s</h2>\n", subject[1])
    for i = 2, #subject do
      local name = "balnet." .. subject[i]
      local page = pages[name]
      pages[name] = nil
      add(out, '<p><a href="%s.html"><b>%s</b></a> %s</p>\n', name, name,
        (html.text(catalog.summary(page.text), "../"):gsub("</?p>", ""):gsub("\n", "")))
      add_list(out, page.entries)
    end
  end
  pages.balnet = nil -- the library itself
  local left = next(pages)
  assert(not left, left and left .. " stands under no subject of doc/site/subjects.lua")
  return table.concat(out)
end

--- Goes through the pages: `for name, title, body in reference.pages() do`. The name is that of the file, without ".html".
---@return fun(): string?, string?, string?
function reference.pages()
  local tables = {}
  for entry in catalog.entries() do
    if entry.kind == "table" then tables[entry.name] = entry end
  end
  return coroutine.wrap(function()
    coroutine.yield("index", "Reference, by subject", index_html())
    for _, page in ipairs(catalog.pages()) do coroutine.yield(page.name, page.name, page_html(page, tables)) end
  end)
end

--- What the search knows of the reference: title, address and text of every entry and page.
---@return string[][]
function reference.index()
  local list = {}
  local function add_one(name, address, text)
    list[#list + 1] = { name, "reference/" .. address, (catalog.summary(text):gsub("`", "")) }
  end
  local seen = {}
  for entry in catalog.entries() do
    seen[entry.name] = true
    add_one(entry.name, html.address(entry), entry.text)
  end
  for _, page in ipairs(catalog.pages()) do
    if not seen[page.name] then add_one(page.name, page.name .. ".html", page.text) end
  end
  return list
end

return reference
