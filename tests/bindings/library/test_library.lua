-- The composed library: public modules by name, internal ones by `require` alone, and no globals.
local lu = require "luaunit"

TestLibrary = {}

function TestLibrary:test_requiring_sets_no_global()
  local before = {}
  for name in pairs(_G) do before[name] = true end
  require "balnet"
  for name in pairs(_G) do lu.assertTrue(before[name], name) end
end

local function assert_unknown(name, words)
  lu.assertErrorMsgContains(words or ("balnet has no '%s'"):format(name), function() return require("balnet")[name] end)
end

function TestLibrary:test_an_unknown_name_is_told_with_the_nearest_or_where_it_is()
  assert_unknown("no_such_module", "balnet has no 'no_such_module'; modules are ")
  assert_unknown("spectrun", "did you mean 'spectrum'?")
  assert_unknown("zeroes", "did you mean 'zeros'?")
  assert_unknown("svd", "balnet has no 'svd'; balnet.linalg.svd is there")
end

function TestLibrary:test_modules_suggest_the_nearest_of_their_functions()
  local balnet = require "balnet"
  lu.assertErrorMsgContains("balnet.fit has no 'lin'; did you mean 'line'?", function() return balnet.fit.lin end)
  lu.assertErrorMsgContains("balnet.archive has no 'reed'; did you mean 'read'?", function() return balnet.archive.reed end)
end

local function assert_not_assigned(words, object, name)
  lu.assertErrorMsgContains(words, function() object[name] = 3 end)
end

function TestLibrary:test_what_is_assigned_to_an_object_is_refused_with_what_to_write()
  local balnet = require "balnet"
  local figure, trainer = balnet.plot.figure(), balnet.trainer { neurons = 4 }
  assert_not_assigned("'xlim' of a balnet.plot.panel can't be assigned; it is a method: write :xlim(…)", figure:panel(1, 1), "xlim")
  assert_not_assigned("'yscale' of a balnet.plot.panel can't be assigned; write :set { yscale = … }", figure:panel(1, 1), "yscale")
  assert_not_assigned("'width' of a balnet.plot.figure can't be assigned; help(object) lists its methods", figure, "width")
  assert_not_assigned("'learning_rate' of a balnet.trainer can't be assigned", trainer, "learning_rate")
  assert_not_assigned("'x' of a balnet.random can't be assigned", balnet.random(1), "x")
  assert_not_assigned("'4' of a balnet.network can't be assigned", balnet.network { neurons = 4 }, 4)
  local task = balnet.tasks.flip_flop()
  assert_not_assigned("'steps' can't be assigned: a task has no 'steps'", task, "steps")
  assert_not_assigned("'with' of a task can't be assigned; it is a method: write :with(…)", task, "with")
end

-- By what stands in the folder: lua/balnet/*.lua and the modules in C of two words are public, all below is internal.
function TestLibrary:test_members_are_the_public_modules_and_no_other()
  local balnet, internal = require "balnet", 0
  for name in pairs(package.preload) do
    local member = name:match "^balnet%.(.*)$"
    if member and member:find(".", 1, true) then
      internal = internal + 1
      lu.assertNil(balnet[member], member)
    elseif member then
      lu.assertNotNil(balnet[member], member)
    end
  end
  lu.assertTrue(internal > 40)
end

function TestLibrary:test_internal_folders_are_no_members()
  for _, name in ipairs { "native", "parameters", "program", "run", "command", "selftest", "meta" } do assert_unknown(name) end
end

function TestLibrary:test_requiring_an_internal_module_makes_it_no_member()
  require "balnet.run.history"
  require "balnet.native.process"
  assert_unknown "run"
  lu.assertNil(require("balnet")["native.process"])
end

os.exit(lu.LuaUnit.run())
