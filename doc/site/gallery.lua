--- The gallery: every sheet of scripts/gallery.lua, with the code that draws it.

local here = ...
local html = dofile(here .. "html.lua")
local page = dofile(here .. "page.lua")

local gallery = {}

--- The sheets, in the order of the script.
---@param script string
---@return { name: string, code: string }[]
function gallery.sheets(script)
  local list = {}
  for code in (script .. "\n"):gmatch '\n(sheet%("[%w_]+".-\nend[^\n]*%))' do
    list[#list + 1] = { name = code:match '"([%w_]+)"', code = code .. "\n" }
  end
  return list
end

--- The page.
---@param path string of the script
---@return string html
function gallery.html(path)
  local out = { [[
<h1>Gallery</h1>
<p>One sheet for every kind of mark and feature of <a href="reference/balnet.plot.html"><code>balnet.plot</code></a>, with the
code beside it; the whole is <code>scripts/gallery.lua</code>, and the tests compare what it draws with references. There
<code>ax</code> is a panel, and <code>each(n, f)</code> is the table of f(1) … f(n).</p>
]] }
  for _, sheet in ipairs(gallery.sheets(page.read(path))) do
    local title = sheet.name:gsub("_", " ")
    out[#out + 1] = ('<h2 id="%s">%s <a class="here" href="#%s">#</a></h2>\n'
      .. '<div class="sheet"><figure><img src="pictures/%s.png" alt="%s" loading="lazy"></figure>\n%s</div>\n')
      :format(sheet.name, title, sheet.name, sheet.name, title, html.code(sheet.code, "lua"))
  end
  return table.concat(out)
end

return gallery
