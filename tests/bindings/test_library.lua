-- The composed library: modules by name, and no globals.
local lu = require "luaunit"

TestLibrary = {}

function TestLibrary:test_requiring_sets_no_global()
  local before = {}
  for name in pairs(_G) do before[name] = true end
  require "balnet"
  for name in pairs(_G) do lu.assertTrue(before[name], name) end
end

function TestLibrary:test_an_unknown_module_is_nil()
  lu.assertNil(require("balnet").no_such_module)
end

os.exit(lu.LuaUnit.run())
