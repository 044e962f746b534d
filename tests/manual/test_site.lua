-- The site of the manual: every page is made, every link leads somewhere, and what the reference has is shown and found. The
-- pictures are left out: tests/manual/run.sh makes them and looks at the site in a browser.
local lu = require "luaunit"
local source = os.getenv "BALNET_SOURCE"
local shell = dofile(source .. "/tests/shell.lua")
local balnet = require "balnet"
local catalog = require "balnet.reference.catalog"
local links = assert(loadfile(source .. "/doc/site/links.lua"))(source .. "/doc/site/")

local folder = shell.scratch()
local made = shell.program(source .. "/doc/site/site.lua", folder .. "/runs", folder .. "/site")
local names = {}
for name in shell.line("find . -name '*.html' | sort", folder .. "/site").out:gmatch "%./([^\n]+)" do names[#names + 1] = name end

local function read(name) return shell.read(folder .. "/site/" .. name) end

TestSite = {}

function TestSite:test_it_is_made()
  lu.assertEquals(made.status, 0, made.err)
  lu.assertTrue(#names > 50, #names)
end

function TestSite:test_every_page_of_the_folder_is_in_its_contents()
  local index = read "index.html"
  for name in shell.line("ls " .. source .. "/doc").out:gmatch "([%w_]+)%.md" do
    lu.assertStrContains(index, ('<a href="%s.html"'):format(name))
  end
end

function TestSite:test_every_link_leads_somewhere()
  local broken, count = links.broken(folder .. "/site", names, function(path)
    return path:find("/pictures/", 1, true) ~= nil or balnet.system.exists(path)
  end)
  lu.assertEquals(broken, {})
  lu.assertTrue(count > 2000, count)
end

function TestSite:test_a_broken_link_is_found()
  local place = folder .. "/broken"
  balnet.system.make_folder(place .. "/below")
  shell.write(place .. "/a.html", '<a href="below/b.html#here">1</a><a href="#there">2</a><a href="https://example.org">3</a>')
  shell.write(place .. "/below/b.html", '<h2 id="here"></h2><a href="../a.html">4</a><img src="c.png"><a href="../d.html">5</a>')
  local broken, count = links.broken(place, { "a.html", "below/b.html" }, balnet.system.exists)
  lu.assertEquals(broken, { "a.html -> #there", "below/b.html -> c.png", "below/b.html -> ../d.html" })
  lu.assertEquals(count, 5)
end

function TestSite:test_nothing_is_taken_from_elsewhere()
  for _, name in ipairs(names) do
    local text = read(name)
    lu.assertNil(text:match '<link[^>]*href="https?:[^>]*>', name)
    lu.assertNil(text:match '<%w+[^>]*src="https?:[^>]*>', name)
  end
  lu.assertNil(read("style.css"):find "https?:")
end

function TestSite:test_every_entry_stands_on_its_page_with_its_example()
  local lacking, entries = {}, 0
  for entry in catalog.entries() do
    entries = entries + 1
    local text = read(("reference/%s.html"):format(entry.page))
    if not text:find(('id="%s"'):format(entry.name), 1, true) then lacking[#lacking + 1] = entry.name end
  end
  lu.assertTrue(entries > 300)
  lu.assertEquals(lacking, {})
end

function TestSite:test_the_index_by_subject_has_every_function()
  local index, missing = read "reference/index.html", {}
  for entry in catalog.entries() do
    local link = ('href="%s.html#%s"'):format(entry.page, entry.name)
    if entry.kind == "function" and entry.page ~= "balnet" and not index:find(link, 1, true) then missing[#missing + 1] = entry.name end
  end
  lu.assertEquals(missing, {})
end

function TestSite:test_the_search_knows_every_entry_and_section()
  local index = balnet.json.decode(read("search_index.js"):match "^const index = (.*);\n$")
  local known = {}
  for _, entry in ipairs(index) do known[entry[2]] = entry[1] end
  for entry in catalog.entries() do
    lu.assertEquals(known[("reference/%s.html#%s"):format(entry.page, entry.name)], entry.name)
  end
  lu.assertStrContains(known["own_task.html#any-trials-any-loss"], "Any trials, any loss")
end

function TestSite:test_every_sheet_of_the_gallery_has_its_code()
  local text, sheets = read "gallery.html", 0
  for name in shell.read(source .. "/scripts/gallery.lua"):gmatch '\nsheet%("([%w_]+)"' do
    sheets = sheets + 1
    lu.assertStrContains(text, ('src="pictures/%s.png"'):format(name))
  end
  lu.assertEquals(select(2, text:gsub('class="sheet"', "")), sheets)
end

local status = lu.LuaUnit.run()
shell.remove(folder)
os.exit(status)
