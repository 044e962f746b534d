--- Pieces of HTML: escaped text, Markdown with links into the reference, and code with colours.

local catalog = require "balnet.reference.catalog"
local markdown = require "balnet.native.markdown"

local html = {}

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

---@param text string
---@return string
function html.escaped(text) return (text:gsub('[&<>"]', entities)) end

local function unescaped(text)
  return (text:gsub("&lt;", "<"):gsub("&gt;", ">"):gsub("&quot;", '"'):gsub("&amp;", "&"))
end

--- HTML as plain text.
---@param text string
---@return string
function html.plain(text) return (unescaped(text:gsub("<[^>]*>", "")):gsub("%s+", " ")) end

--- The anchor of a heading.
---@param heading string plain
---@return string
function html.anchor(heading)
  return (heading:lower():gsub("[^%w\128-\255_.:]+", "-"):gsub("^%-+", ""):gsub("%-+$", ""))
end

-- --- links into the reference ------------------------------------------------------------------------

local by_name = {} -- entries and pages of the reference, by their names
for _, page in ipairs(catalog.pages()) do by_name[page.name] = { page = page.name } end
for entry in catalog.entries() do by_name[entry.name] = entry end

--- Where the reference has an entry.
---@param entry balnet.entry
---@return string
function html.address(entry) return ("%s.html#%s"):format(entry.page, entry.name) end

-- The entry or page that a name in a text means: the whole name, or one on the same page of the reference.
local function meant(name, page)
  name = name:gsub("%s*[({].*$", "")
  if by_name[name] then return by_name[name] end
  for _, entry in ipairs(page and page.entries or {}) do
    if entry.short == name then return entry end
  end
end

-- Names in code become links, but for that of the entry itself and those that are links already.
local function linked(text, root, page, self)
  local function link(code)
    local found = meant(unescaped(code), page)
    if not found or found == self then return nil end
    local address = found.name and html.address(found) or found.page .. ".html"
    return ('<a href="%sreference/%s"><code>%s</code></a>'):format(root, address, code)
  end
  text = text:gsub("(<a [^>]*>)<code>", "%1<code >"):gsub("<code>([^<]*)</code>", link)
  return (text:gsub("<code >", "<code>"))
end

-- --- code --------------------------------------------------------------------------------------------

local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while")
  :gmatch "%a+" do keywords[word] = true end

-- What a piece of Lua is that begins at `at`, and where it ends. Strings and comments of several lines have no level here.
local function token(code, at)
  local function to(pattern) return select(2, code:find(pattern, at)) end
  local last = to "^%-%-%[%[.-%]%]" or to "^%-%-[^\n]*"
  if last then return "comment", last end
  last = to '^"[^"\n]*"' or to "^'[^'\n]*'" or to "^%[%[.-%]%]"
  if last then return "string", last end
  last = to "^[%a_][%w_]*"
  if last then return keywords[code:sub(at, last)] and "keyword" or nil, last end
  last = to "^0x%x+" or to "^%d[%d.]*e?[+-]?%d*"
  if last then return "number", last end
  return nil, at
end

--- Code of Lua with its words marked.
---@param code string
---@return string
function html.lua(code)
  local parts, at = {}, 1
  while at <= #code do
    local class, last = token(code, at)
    local piece = html.escaped(code:sub(at, last))
    parts[#parts + 1] = class and ('<span class="%s">%s</span>'):format(class, piece) or piece
    at = last + 1
  end
  return table.concat(parts)
end

--- A block of code.
---@param code string
---@param language string? "lua" is coloured
---@return string
function html.code(code, language)
  return ('<pre class="code"><code>%s</code></pre>\n'):format(language == "lua" and html.lua(code) or html.escaped(code))
end

-- --- text --------------------------------------------------------------------------------------------

-- Links to pages in Markdown become links to those of the site, as does that to the pictures of the gallery; others within
-- the sources are no links here.
local function to_pages(text)
  text = text:gsub('href="%.%./tests/data/gallery"', 'href="gallery.html"')
  text = text:gsub('href="([%w_/.]*)%.md(#?[^"]*)"', function(path, anchor)
    local name = path:match "^[%w_]+$" or path:match "^doc/([%w_]+)$"
    return name and ('href="%s.html%s"'):format(name, anchor) or nil
  end)
  return (text:gsub("<table>.-</table>", '<div class="wide">%0</div>'))
end

local function with_anchors(text)
  return (text:gsub("<h([23])>(.-)</h%d>", function(level, heading)
    local name = html.anchor(html.plain(heading))
    return ('<h%s id="%s">%s <a class="here" href="#%s">#</a></h%s>'):format(level, name, heading, name, level)
  end))
end

--- Text in Markdown, with links into the reference.
---@param text string
---@param root string "" or "../": where the site begins, from the page
---@param page balnet.page? the page of the reference that it stands on
---@param self balnet.entry? the entry that it is about
---@return string
function html.text(text, root, page, self)
  local made = linked(markdown.html(text), root, page, self)
  made = made:gsub("<pre><code>(.-)</code></pre>", function(code) return html.code(unescaped(code), "lua") end)
  return with_anchors(to_pages(made))
end

return html
