-- The reference: every function that Lua can call stands in it, and LDoc makes its pages without a warning.
local lu = require "luaunit"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
require "balnet"

local source = os.getenv "BALNET_SOURCE"
local folder, documented

local function make_pages()
  folder = shell.scratch()
  local made = shell.program(source .. "/doc/reference.lua", source, folder)
  lu.assertEquals(made.status, 0, made.err)
  documented = {} -- the names of functions, alone or as fields of a table of functions
  local text = shell.line("cat '" .. folder .. "'/*.lua").out
  for name in text:gmatch "@function ([%w_.:]+)" do documented[name:match "[%w_]+$"] = true end
  for name in text:gmatch "@field ([%w_]+)" do documented[name] = true end
end

local function add_undocumented(list, owner, members)
  for name, member in pairs(members) do
    if type(member) == "function" and not documented[name] then list[#list + 1] = owner .. "." .. name end
  end
end

TestReference = {}

function TestReference:setUp() make_pages() end

function TestReference:tearDown() shell.remove(folder) end

function TestReference:test_every_function_of_every_module_stands_in_it()
  local missing, modules = {}, 0
  for name in pairs(package.preload) do
    local module = name:find "^balnet%." and require(name)
    if type(module) == "table" then
      modules = modules + 1
      add_undocumented(missing, name, module)
    end
  end
  lu.assertTrue(modules > 40)
  lu.assertEquals(missing, {})
end

function TestReference:test_every_method_of_every_class_stands_in_it()
  local missing, classes = {}, 0
  for name, class in pairs(debug.getregistry()) do
    if type(name) == "string" and name:find "^balnet%." and type(class) == "table" and type(class.__index) == "table" then
      classes = classes + 1
      add_undocumented(missing, name, class.__index)
    end
  end
  lu.assertTrue(classes > 5)
  lu.assertEquals(missing, {})
end

function TestReference:test_what_c_documents_is_left_out_of_the_annotations()
  local _, starts = shell.read(folder .. "/balnet.process.lua"):gsub("@function [%w.]*start\n", "")
  lu.assertEquals(starts, 1)
end

function TestReference:test_the_module_that_needs_mpi_stands_in_it()
  for _, name in ipairs { "open", "world:receive", "world:abandon" } do
    lu.assertStrContains(shell.read(folder .. "/balnet.mpi.lua"), "@function " .. name)
  end
end

function TestReference:test_ldoc_makes_its_pages_without_a_warning()
  lu.skipIf(shell.line("command -v ldoc").status ~= 0, "there is no ldoc")
  local made = shell.line(("ldoc --fatalwarnings -c '%s/doc/config.ld' -d '%s/html' '%s'"):format(source, folder, folder))
  lu.assertEquals(made.status, 0, made.err)
  lu.assertEquals(made.err, "")
  local page = shell.read(folder .. "/html/modules/balnet.tensor.html")
  lu.assertStrContains(page, "matmul")
  lu.assertStrContains(shell.read(folder .. "/html/modules/balnet.trainer.html"), "Trains for one or more epochs")
end

os.exit(lu.LuaUnit.run())
