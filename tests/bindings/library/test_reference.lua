-- The reference: every public function stands in it and no internal one.
local lu = require "luaunit"
local balnet = require "balnet"
local catalog = require "balnet.reference.catalog"

local documented = {} -- the names of functions, alone or as fields of a table of functions
for entry in catalog.entries() do
  documented[entry.short] = true
  for _, field in ipairs(entry.fields) do documented[field.name] = true end
end

local function add_undocumented(list, owner, members)
  for name, member in pairs(members) do
    if type(member) == "function" and not documented[name] then list[#list + 1] = owner .. "." .. name end
  end
end

TestReference = {}

local pages = {}
for _, page in ipairs(catalog.pages()) do pages[page.name] = page end

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
  for _, name in ipairs(names) do lu.assertNil(pages[name], name) end
end

function TestReference:test_every_page_but_one_is_of_a_member_of_balnet()
  for name in pairs(pages) do
    local member = name:match "^balnet%.(.*)$"
    lu.assertTrue(member == nil or member == "meanfield.gaussian" or balnet[member] ~= nil, name)
  end
end

function TestReference:test_every_method_of_every_public_class_stands_in_it()
  local missing, classes = {}, 0
  for name, class in pairs(debug.getregistry()) do
    if type(name) == "string" and name:find "^balnet%." and not name:find "^balnet%.native%." and type(class) == "table"
      and type(class.__index) == "table" then
      classes = classes + 1
      add_undocumented(missing, name, class.__index)
    end
  end
  lu.assertTrue(classes > 5)
  lu.assertEquals(missing, {})
end

function TestReference:test_methods_of_a_run_stand_with_experiments()
  local names = {}
  for _, entry in ipairs(pages["balnet.experiment"].entries) do names[entry.name] = true end
  for _, name in ipairs { "run:train", "run:record", "run:save", "history:mean_of_last" } do lu.assertTrue(names[name], name) end
end

function TestReference:test_what_stands_behind_the_name_of_a_class_begins_its_text()
  for _, entry in ipairs(pages["balnet.fixed_points"].entries) do
    if entry.name == "balnet.fixed_points.result" then lu.assertStrContains(entry.text[1], "A table that prints.") end
  end
end

os.exit(lu.LuaUnit.run())
