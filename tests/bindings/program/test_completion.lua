-- What TAB offers, asked of the module itself. Expected values follow from the tables that are built here.
local lu = require "luaunit"
local complete = require "balnet.program.completion"

local function choices(line) return select(2, complete(line, 10)) end

TestCompletion = {}

function TestCompletion:setUp()
  sample = { alpha = 1, alpine = { deep = { er = true } }, ["not a name"] = 2, beta = function() end, [1] = 3 }
end

function TestCompletion:tearDown() sample = nil end

function TestCompletion:test_one_name_is_inserted()
  lu.assertEquals(complete "collectg", "arbage")
  lu.assertEquals(complete "x = sample.b", "eta")
  lu.assertEquals(complete "print(sample.alpine.deep.e", "r")
end

function TestCompletion:test_several_names_give_their_common_start_and_then_the_choice()
  lu.assertEquals(complete "sample.a", "lp")
  lu.assertEquals(complete "sample.alp", "")
  lu.assertEquals(choices "sample.alp", "alpha\nalpine")
end

function TestCompletion:test_names_only()
  lu.assertEquals(choices "sample.", "alpha\nalpine\nbeta")
end

function TestCompletion:test_keywords_and_globals_together()
  lu.assertEquals(complete "x = 1 whil", "e")
  lu.assertEquals(complete "x = sample..tostr", "ing")
  lu.assertStrContains(choices "re", "repeat\nrequire\nreturn")
end

function TestCompletion:test_after_a_colon_functions_only()
  lu.assertEquals(complete "sample:", "beta")
  lu.assertEquals(complete "sample:al", "")
end

function TestCompletion:test_members_come_through_the_metatable()
  local base = setmetatable({ inherited = 1 }, { __index = { further = 2 } })
  sample = setmetatable({ own = 0 }, { __index = base })
  lu.assertEquals(choices "sample.", "further\ninherited\nown")
end

function TestCompletion:test_methods_of_strings_and_tensors()
  sample = "text"
  lu.assertEquals(complete "sample:uppe", "r")
  sample = require("balnet").zeros(2)
  lu.assertEquals(complete "sample:shap", "e")
end

function TestCompletion:test_names_with_a_low_line_are_hidden_until_one_is_typed()
  sample = { _internal = 1, open = 2 }
  lu.assertEquals(complete "sample.", "open")
  lu.assertEquals(complete "sample._", "internal")
end

function TestCompletion:test_of_an_object_of_the_library_the_methods_of_the_reference()
  sample = require("balnet").network { neurons = 5 }
  lu.assertEquals(choices "sample:", "J\nbias\nparameters\nw_in\nw_out")
end

function TestCompletion:test_what_help_knows()
  lu.assertEquals(complete 'help "cholesk', "y")
  lu.assertEquals(complete 'help("meanfield.gau', "ssian")
end

function TestCompletion:test_modules_that_are_not_loaded_yet_are_members()
  balnet = require "balnet"
  lu.assertNil(package.loaded["balnet.spectrum"])
  lu.assertEquals(complete "balnet.spectr", "um")
  lu.assertNil(package.loaded["balnet.spectrum"])
  balnet = nil
end

function TestCompletion:test_module_names_inside_require()
  require "balnet"
  lu.assertEquals(complete 'local s = require "balnet.spectr', "um")
  lu.assertEquals(complete "require('strin", "g")
end

function TestCompletion:test_internal_modules_are_not_offered()
  balnet = require "balnet"
  lu.assertEquals(complete "balnet.native", "")
  lu.assertEquals(complete "balnet.run", "")
  lu.assertEquals(complete 'require "balnet.nat', "")
  lu.assertEquals(complete 'require "balnet.run.', "")
  require "balnet.native.process"
  lu.assertEquals(complete 'require "balnet.native.proc', "")
  balnet = nil
end

function TestCompletion:test_nothing_is_offered_for_unknown_names()
  for _, line in ipairs { "no_such_thing.x", "sample.alpha.x", "zzz", "sample.alpine.none.x", "5.x", "f().x",
    "sample.alpine..al", "sample:al" } do
    local insert, shown = complete(line)
    lu.assertEquals(insert, "", line)
    lu.assertNil(shown, line)
  end
end

function TestCompletion:test_errors_and_loops_in_metatables_do_no_harm()
  sample = setmetatable({}, { __index = error })
  lu.assertEquals(complete "sample.x.y", "")
  sample = setmetatable({}, {})
  getmetatable(sample).__index = sample
  lu.assertEquals(complete "sample.x", "")
  sample = setmetatable({ key = 1 }, { __metatable = "hidden", __pairs = error })
  lu.assertEquals(complete "sample.", "key")
end

function TestCompletion:test_a_tab_at_the_start_of_a_line_indents()
  lu.assertEquals(complete "", "  ")
  lu.assertEquals(complete "  ", "  ")
end

function TestCompletion:test_columns_are_read_downwards_and_fit()
  sample = { aa = 1, bb = 1, cc = 1, dd = 1, ee = 1 }
  local _, shown = complete("sample.", 12)
  lu.assertEquals(shown, "aa  cc  ee\nbb  dd")
  _, shown = complete("sample.", 1)
  lu.assertEquals(shown, "aa\nbb\ncc\ndd\nee")
end

function TestCompletion:test_of_an_object_there_are_the_fields_that_the_reference_has()
  sample = setmetatable({ told = {}, history = {} }, require "balnet.run.run")
  lu.assertEquals(complete "sample.histo", "ry")
  lu.assertEquals(complete "sample.tol", "")
  lu.assertEquals(complete "sample.summa", "ry")
end

os.exit(lu.LuaUnit.run())
