-- The command line of an experiment, and its help.
local lu = require "luaunit"
local command_line = require "balnet.parameters.command_line"
local help = require "balnet.parameters.help"
local parameters = require "balnet.parameters.parameters"
local tracking = require "balnet.run.tracking"

local function full_set()
  local lists = tracking.lists()
  lists[#lists + 1], lists[#lists + 2] = tracking.running "two_stimuli", tracking.call
  return assert(parameters.set(table.unpack(lists)))
end

local function read(...) return command_line.read(full_set(), { ... }) end

local function fault_of(...) return select(2, read(...)) end

TestCommandline = {}

function TestCommandline:test_a_value_follows_its_name_or_an_equals_sign()
  lu.assertEquals(read("--epochs", "20001", "--seed=3"), { epochs = 20001, seed = 3 })
end

function TestCommandline:test_a_negative_number_is_a_value()
  lu.assertEquals(read("--input_mean", "-1.5"), { input_mean = -1.5 })
end

function TestCommandline:test_a_boolean_may_stand_alone()
  lu.assertEquals(read("--zero_diagonal", "--seed", "2"), { zero_diagonal = true, seed = 2 })
  lu.assertEquals(read("--zero_diagonal", "false"), { zero_diagonal = false })
  lu.assertEquals(read "--zero_diagonal=false", { zero_diagonal = false })
end

function TestCommandline:test_hyphens_stand_for_underscores()
  lu.assertEquals(read("--measure-every", "10"), { measure_every = 10 })
end

function TestCommandline:test_the_last_of_two_values_wins()
  lu.assertEquals(read("--seed", "1", "--seed", "2"), { seed = 2 })
end

function TestCommandline:test_an_empty_value_after_an_equals_sign_is_reported()
  lu.assertEquals(fault_of "--seed=", "--seed is ''; it must be an integer of at least 0")
end

function TestCommandline:test_each_mistake_is_named()
  lu.assertEquals(fault_of("--neuron", "3"), "there is no parameter --neuron; did you mean --neurons?")
  lu.assertEquals(fault_of "--epochs", "--epochs has no value; it must be an integer from 1 to 2147483647")
  lu.assertEquals(fault_of("--epochs", "many"), "--epochs is 'many'; it must be an integer from 1 to 2147483647")
  lu.assertEquals(fault_of("--steps", "4"), "--steps is '4'; it must be an integer from 5 to 1000000")
  lu.assertEquals(fault_of "20001", "'20001' is not expected; a parameter is given as --name value")
  lu.assertEquals(fault_of "--", "'--' is not expected; a parameter is given as --name value")
  lu.assertEquals(fault_of "-h", "'-h' is not expected; a parameter is given as --name value")
end

function TestCommandline:test_the_text_can_be_typed_into_a_shell_again()
  local arguments = { [-1] = "build/balnet", [0] = "my script.lua", "--out", "it's here", "--seed=3", "" }
  lu.assertEquals(command_line.text(arguments), "build/balnet 'my script.lua' --out 'it'\\''s here' --seed=3 ''")
end

TestHelp = {}

function TestHelp:test_every_parameter_has_a_line_with_its_default()
  local text = help.text(full_set(), { noise = 0.5 }, "usage", 80)
  for _, declaration in ipairs(full_set().list) do
    lu.assertStrContains(text, "\n  --" .. declaration.name .. " ")
  end
  lu.assertStrMatches(text, ".*%-%-neurons +100 +units of the network.*")
  lu.assertStrMatches(text, ".*%-%-learning_rate +0%.001 .*")
  lu.assertStrMatches(text, ".*%-%-noise +0%.5 .*")
  lu.assertStrMatches(text, ".*%-%-seed_noise +seed .*")
  lu.assertStrMatches(text, ".*%-%-out +out/two_stimuli .*")
end

function TestHelp:test_its_columns_are_aligned_and_fit()
  local starts = {}
  for line in help.text(full_set(), { noise = 0.5 }, "usage", 80):gmatch "[^\n]+" do
    lu.assertTrue(utf8.len(line) <= 80, line)
    local before = line:match "^(  %-%-%S+ +)%S"
    if before then starts[#before] = true end
  end
  lu.assertNotNil(next(starts))
  lu.assertNil(next(starts, (next(starts))), "one column of defaults")
end

TestTracking = {}

function TestTracking:test_fewer_units_than_stimuli_are_refused()
  local values = full_set():resolve { neurons = 2, stimuli = 3 }
  lu.assertEquals(tracking.fault(values),
    "neurons is 2 and stimuli is 3; at least one unit for each stimulus is needed")
end

function TestTracking:test_dales_law_needs_two_populations()
  lu.assertStrContains(tracking.fault(full_set():resolve { dale = true }), "--structure excitatory_inhibitory")
  lu.assertNil(tracking.fault(full_set():resolve { dale = true, structure = "excitatory_inhibitory" }))
end

function TestTracking:test_the_defaults_are_sound()
  lu.assertNil(tracking.fault(full_set():resolve {}))
end

os.exit(lu.LuaUnit.run())
