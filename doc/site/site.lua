-- Makes the manual: `balnet site.lua RUNS FOLDER`. RUNS has a folder for each page, where run.lua has run its code, and one
-- named gallery with the sheets. Without a record of a page its code is shown without what it gives.

local balnet = require "balnet"

local here = arg[0]:match "^(.*/)"
local source = here .. "../"
local runs, folder = arg[1], arg[2]

local contents = dofile(here .. "contents.lua")
local html = dofile(here .. "html.lua")
local page = dofile(here .. "page.lua")
local gallery = assert(loadfile(here .. "gallery.lua"))(here)
local reference = assert(loadfile(here .. "reference.lua"))(here)

local frame = page.read(here .. "frame.html")
local search = {} -- title, address and text of what can be found

local function write(name, text)
  local file <close> = assert(io.open(folder .. "/" .. name, "wb"))
  file:write(text)
end

local function copy(path, name) write(name, page.read(path)) end

-- --- the frame ---------------------------------------------------------------------------------------

local titles = { gallery = "Gallery" }
for _, chapter in ipairs(contents) do
  for i = 2, #chapter do
    local name = chapter[i]
    titles[name] = titles[name] or page.title(page.read(source .. name .. ".md"))
  end
end

local function navigation(root, current)
  local out = {}
  local function add(address, title, is_current)
    out[#out + 1] = ('<li><a href="%s"%s>%s</a></li>'):format(root .. address, is_current and ' aria-current="page"' or "", title)
  end
  for _, chapter in ipairs(contents) do
    out[#out + 1] = ("<p>%s</p><ul>"):format(chapter[1])
    for i = 2, #chapter do add(chapter[i] .. ".html", html.escaped(titles[chapter[i]]), current == chapter[i]) end
    out[#out + 1] = "</ul>"
  end
  out[#out + 1] = "<p>Reference</p><ul>"
  add("reference/index.html", "By subject", current == "reference/index")
  out[#out + 1] = "</ul>"
  return table.concat(out, "\n")
end

local function write_page(name, title, body)
  local root = name:find "/" and "../" or ""
  local parts = { title = html.escaped(title), root = root, navigation = navigation(root, name), body = body,
    version = html.escaped(balnet.version) }
  write(name .. ".html", (frame:gsub("{{(%w+)}}", parts)))
end

-- --- pages -------------------------------------------------------------------------------------------

local function read_record(name)
  local path = ("%s/%s/record.json"):format(runs, name)
  return balnet.system.exists(path) and balnet.json.read(path) or {}
end

-- What a block printed and drew.
local function results(name, record)
  local out = {}
  if record.output:find "%S" then
    out[1] = ('<pre class="output">%s</pre>\n'):format(html.escaped(record.output))
  end
  for k, figure in ipairs(record.figures) do
    local picture = ("pictures/%s_%s"):format(name, figure)
    copy(("%s/%s/%s"):format(runs, name, figure), picture)
    out[#out + 1] = ('<figure><img src="%s" alt="the figure of the code above, %d"></figure>\n'):format(picture, k)
  end
  return table.concat(out)
end

-- Pictures in a text are those that commands have left.
local function with_pictures(name, text)
  return (text:gsub('src="(out/[^"]*/)([^/"]*)"', function(path, file)
    local from = ("%s/%s/%s%s"):format(runs, name, path, file)
    if balnet.system.exists(from) then copy(from, "pictures/" .. file) end
    return ('src="pictures/%s"'):format(file)
  end))
end

-- The sections of a page, for the search.
local function add_to_search(name, body)
  local address, title, at = name .. ".html", titles[name], 1
  repeat
    local first, last, id, heading = body:find('<h2 id="([^"]*)">(.-)</h2>', at)
    search[#search + 1] = { title, address, html.plain(body:sub(at, (first or 0) - 1)) }
    if first then
      title = titles[name] .. ": " .. html.plain(heading:gsub("<a.*$", ""))
      address, at = ("%s.html#%s"):format(name, id), last + 1
    end
  until not first
end

local function page_html(name)
  local out, record = {}, read_record(name)
  for i, cell in ipairs(page.split(page.read(source .. name .. ".md"))) do
    if cell.kind == "text" then
      out[#out + 1] = with_pictures(name, html.text(cell.text, ""))
    else
      out[#out + 1] = html.code(cell.text, cell.language)
      if record[i] then out[#out + 1] = results(name, record[i]) end
    end
  end
  return table.concat(out)
end

-- --- all of it ---------------------------------------------------------------------------------------

balnet.system.make_folder(folder .. "/pictures")
balnet.system.make_folder(folder .. "/reference")
for _, name in ipairs { "style.css", "search.js" } do copy(here .. name, name) end

for _, chapter in ipairs(contents) do
  for i = 2, #chapter do
    local name = chapter[i]
    local body = name == "gallery" and gallery.html(source .. "../scripts/gallery.lua") or page_html(name)
    write_page(name, titles[name], body)
    add_to_search(name, body)
  end
end
for _, sheet in ipairs(gallery.sheets(page.read(source .. "../scripts/gallery.lua"))) do
  local path = ("%s/gallery/%s.png"):format(runs, sheet.name)
  if balnet.system.exists(path) then copy(path, ("pictures/%s.png"):format(sheet.name)) end
end
for name, title, body in reference.pages() do write_page("reference/" .. name, title, body) end
copy(source .. "two_stimuli.png", "pictures/two_stimuli.png")
write_page("index", "balnet", page.read(here .. "welcome.html"))
write_page("search", "Search", page.read(here .. "search.html"))

for _, entry in ipairs(reference.index()) do search[#search + 1] = entry end
write("search_index.js", ("const index = %s;\n"):format(balnet.json.encode(search)))
