-- The reference: every public function stands in it and no internal one, and LDoc makes its pages without a warning.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
require "balnet"
local catalog = require "balnet.reference.catalog"

local source = os.getenv "BALNET_SOURCE"
local folder, documented

local function make_pages()
  folder = shell.scratch()
  local made = shell.program(source .. "/doc/reference.lua", folder)
  lu.assertEquals(made.status, 0, made.err)
  documented = {} -- the names of functions, alone or as fields of a table of functions
  for entry in catalog.entries() do
    documented[entry.short] = true
    for _, field in ipairs(entry.fields) do documented[field.name] = true end
  end
end

local function add_undocumented(list, owner, members)
  for name, member in pairs(members) do
    if type(member) == "function" and not documented[name] then list[#list + 1] = owner .. "." .. name end
  end
end

TestReference = {}

function TestReference:setUp() make_pages() end

function TestReference:tearDown() shell.remove(folder) end

-- Public modules are members of `balnet`; internal ones have a longer name.
local function modules(public)
  local names = {}
  for name in pairs(package.preload) do
    if name:find "^balnet%." and (name:find "^balnet%.[%w_]+$" ~= nil) == public then names[#names + 1] = name end
  end
  return names
end

function TestReference:test_every_function_of_every_public_module_stands_in_it()
  local missing, names = {}, modules(true)
  for _, name in ipairs(names) do
    local module = require(name)
    if type(module) == "function" then module = { [name:match "[^.]*$"] = module } end
    add_undocumented(missing, name, module)
  end
  lu.assertTrue(#names > 20)
  lu.assertEquals(missing, {})
end

function TestReference:test_no_internal_module_has_a_page()
  local names = modules(false)
  lu.assertTrue(#names > 40)
  for _, name in ipairs(names) do lu.assertNil(io.open(("%s/%s.lua"):format(folder, name)), name) end
end

function TestReference:test_every_page_but_one_is_of_a_member_of_balnet()
  local balnet = require "balnet"
  for page in shell.line("ls '" .. folder .. "'").out:gmatch "balnet%.(%S+)%.lua" do
    lu.assertTrue(page == "meanfield.gaussian" or balnet[page] ~= nil, page)
  end
end

function TestReference:test_every_method_of_every_public_class_stands_in_it()
  local missing, classes = {}, 0
  for name, class in pairs(debug.getregistry()) do
    if type(name) == "string" and name:find "^balnet%." and not name:find "^balnet%.native%." and type(class) == "table" and type(class.__index) == "table" then
      classes = classes + 1
      add_undocumented(missing, name, class.__index)
    end
  end
  lu.assertTrue(classes > 5)
  lu.assertEquals(missing, {})
end

function TestReference:test_methods_of_a_run_stand_with_experiments()
  local page = shell.read(folder .. "/balnet.experiment.lua")
  for _, name in ipairs { "run:train", "run:record", "run:save", "history:mean_of_last" } do
    lu.assertStrContains(page, "@function " .. name .. "\n")
  end
end

function TestReference:test_the_index_by_subject_has_every_function()
  local index, missing = shell.read(folder .. "/subjects.md"), {}
  for entry in catalog.entries() do
    local link = ("(../modules/%s.html#%s)"):format(entry.page, entry.name)
    if entry.kind == "function" and not index:find(link, 1, true) then missing[#missing + 1] = entry.name end
  end
  lu.assertEquals(missing, {})
end

function TestReference:test_ldoc_shows_every_entry_without_a_warning()
  lu.skipIf(shell.line("command -v ldoc").status ~= 0, "there is no ldoc")
  local made = shell.line("ldoc --fatalwarnings -c config.ld -d html .", folder)
  lu.assertEquals(made.status, 0, made.err)
  lu.assertEquals(made.err, "")
  local page = shell.read(folder .. "/html/modules/balnet.tensor.html")
  lu.assertStrContains(page, "matmul")
  local _, tables = shell.read(folder .. "/html/topics/coming_from.md.html"):gsub("<table>", "")
  lu.assertEquals(tables, 10)
  lu.assertStrContains(shell.read(folder .. "/html/modules/balnet.trainer.html"), "Trains for one or more epochs")
  local entries, anchors = 0, {}
  for file in shell.line("ls html/modules", folder).out:gmatch "%S+" do
    for name in shell.read(folder .. "/html/modules/" .. file):gmatch '<a name = "([^"]*)"' do anchors[file .. "#" .. name] = true end
  end
  local lacking = {}
  for entry in catalog.entries() do
    entries = entries + 1
    if not anchors[entry.page .. ".html#" .. entry.name] then lacking[#lacking + 1] = entry.name end
  end
  lu.assertTrue(entries > 300)
  lu.assertEquals(lacking, {})
  self:check_links(anchors)
end

-- Every link into a page leads to an entry of it.
function TestReference:check_links(anchors)
  local broken, count = {}, 0
  for _, files in ipairs { "modules", "topics" } do
    for file in shell.line("ls html/" .. files, folder).out:gmatch "%S+" do
      for page, name in shell.read(("%s/html/%s/%s"):format(folder, files, file)):gmatch 'href="%.%./modules/([%w_.]+%.html)#([^"]+)"' do
        count = count + 1
        if not anchors[page .. "#" .. name] then broken[#broken + 1] = file .. " -> " .. page .. "#" .. name end
      end
    end
  end
  lu.assertTrue(count > 300)
  lu.assertEquals(broken, {})
end

os.exit(lu.LuaUnit.run())
