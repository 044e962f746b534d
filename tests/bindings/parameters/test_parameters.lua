-- Declared parameters: what is accepted, what is refused, and with which words.
local lu = require "luaunit"
local parameters = require "balnet.parameters.parameters"

local function small_set()
  return assert(parameters.set {
    { name = "neurons", kind = "integer", default = 100, least = 1, most = 20000, help = "units" },
    { name = "dt", kind = "number", default = 0.2, above = 0, help = "step" },
    { name = "zero_diagonal", kind = "boolean", default = true, help = "no autapses" },
    { name = "start", kind = "choice", default = "mean", choices = { "mean", "stationary" }, help = "start" },
    { name = "out", kind = "text", default = "out/x", help = "folder" },
    { name = "seed", kind = "integer", default = 1, least = 0, help = "seed" },
    { name = "seed_noise", kind = "integer", like = "seed", least = 0, help = "noise" },
  })
end

TestParameters = {}

function TestParameters:test_a_text_becomes_a_value_of_its_kind()
  local set = small_set()
  lu.assertIs(set:read("neurons", "12"), 12)
  lu.assertIs(set:read("neurons", "1e3"), 1000)
  lu.assertEquals(math.type(set:read("neurons", "1e3")), "integer")
  lu.assertEquals(set:read("dt", "1e-3"), 1e-3)
  lu.assertEquals(math.type(set:read("dt", "2")), "float")
  lu.assertIsTrue(set:read("zero_diagonal", "true"))
  lu.assertIsFalse(set:read("zero_diagonal", "false"))
  lu.assertEquals(set:read("start", "stationary"), "stationary")
end

function TestParameters:test_a_wrong_value_is_named_with_the_expected_ones()
  local set = small_set()
  local wrong = {
    { "neurons", "0", "neurons is '0'; it must be an integer from 1 to 20000" },
    { "neurons", "2.5", "neurons is '2.5'; it must be an integer from 1 to 20000" },
    { "neurons", "", "neurons is ''; it must be an integer from 1 to 20000" },
    { "dt", "0", "dt is '0'; it must be a number above 0" },
    { "dt", "nan", "dt is 'nan'; it must be a number above 0" },
    { "dt", "1e999", "dt is '1e999'; it must be a number above 0" },
    { "zero_diagonal", "yes", "zero_diagonal is 'yes'; it must be true or false" },
    { "start", "middle", "start is 'middle'; it must be one of mean, stationary" },
    { "seed", "-1", "seed is '-1'; it must be an integer of at least 0" },
  }
  for _, case in ipairs(wrong) do
    local value, fault = set:read(case[1], case[2])
    lu.assertNil(value)
    lu.assertEquals(fault, case[3])
  end
end

function TestParameters:test_a_lua_value_of_another_kind_is_refused()
  local set = small_set()
  lu.assertEquals(select(2, set:accept("neurons", "12")), "neurons is '12'; it must be an integer from 1 to 20000")
  lu.assertEquals(select(2, set:accept("dt", 0 / 0)):match "^dt is nan;", "dt is nan;")
  lu.assertEquals(select(2, set:accept("zero_diagonal", 1)), "zero_diagonal is 1; it must be true or false")
  lu.assertEquals(select(2, set:accept("out", "a\nb")), "out is 'a\nb'; it must be a text in UTF-8")
end

function TestParameters:test_an_unknown_name_is_told_the_nearest()
  local set = small_set()
  lu.assertEquals(set:unknown("neuron", "--"), "there is no parameter --neuron; did you mean --neurons?")
  lu.assertEquals(set:unknown "wavelength", "there is no parameter wavelength; --help lists them")
  lu.assertEquals(select(2, set:accept_all { dt = 0.1, nuerons = 3 }),
    "there is no parameter nuerons; did you mean neurons?")
end

function TestParameters:test_the_last_source_that_has_a_value_wins()
  local values = small_set():resolve({ neurons = 5, dt = 0.5 }, { dt = 0.25 })
  lu.assertEquals(values.neurons, 5)
  lu.assertEquals(values.dt, 0.25)
  lu.assertEquals(values.out, "out/x")
  lu.assertIsTrue(values.zero_diagonal)
end

function TestParameters:test_a_seed_not_given_follows_the_one_it_is_like()
  local set = small_set()
  lu.assertEquals(set:resolve({ seed = 7 }).seed_noise, 7)
  lu.assertEquals(set:resolve({ seed = 7, seed_noise = 3 }).seed_noise, 3)
end

function TestParameters:test_a_false_value_is_not_taken_for_a_missing_one()
  lu.assertIsFalse(small_set():resolve({ zero_diagonal = false }).zero_diagonal)
end

function TestParameters:test_a_declaration_that_makes_no_sense_is_refused()
  local wrong = {
    { { kind = "integer", default = 1 }, "a parameter needs a name" },
    { { name = "two words", kind = "integer", default = 1 }, "'two words' was given" },
    { { name = "a", kind = "float", default = 1 }, "kind 'float'" },
    { { name = "a", kind = "choice", default = "x" }, "no list of choices" },
    { { name = "a", kind = "integer", default = 0, least = 1 }, "default of the parameter 'a' is 0" },
  }
  for _, case in ipairs(wrong) do
    local set, fault = parameters.set { case[1] }
    lu.assertNil(set)
    lu.assertStrContains(fault, case[2])
  end
  local twice = { name = "a", kind = "integer", default = 1 }
  lu.assertStrContains(select(2, parameters.set({ twice }, { twice })), "declared twice")
end

os.exit(lu.LuaUnit.run())
