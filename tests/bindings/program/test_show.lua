-- How the prompt shows values. Expected texts are written out by hand.
local lu = require "luaunit"
local balnet = require "balnet"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")
local show = require "balnet.program.show"

TestShow = {}

function TestShow:test_numbers_and_texts_are_as_print_has_them()
  lu.assertEquals(show(0.5), "0.5")
  lu.assertEquals(show(nil), "nil")
  lu.assertEquals(show "a\tb", "a\tb")
end

function TestShow:test_a_short_table_stands_on_a_line_sorted()
  lu.assertEquals(show { 1, 2, b = "x", a = true, [2.5] = 0 }, '{ 1, 2, [2.5] = 0, a = true, b = "x" }')
  lu.assertEquals(show {}, "{}")
  lu.assertEquals(show { ["a b"] = 'c"\n' }, '{ ["a b"] = "c\\"\\n" }')
end

function TestShow:test_two_levels_are_shown_and_the_third_is_counted()
  lu.assertEquals(show { { { 1, 2 }, { 3 } } }, "{ { { … 2 in all }, { … 1 in all } } }")
  local loop = {}
  loop.itself = loop
  lu.assertEquals(show(loop), "{ itself = { itself = { … 1 in all } } }")
end

function TestShow:test_what_is_too_wide_has_a_line_for_each_field()
  lu.assertEquals(show({ first = ("x"):rep(10), second = { third = ("y"):rep(10), 1 } }, 30),
    '{\n  first = "xxxxxxxxxx",\n  second = {\n    1,\n    third = "yyyyyyyyyy",\n  },\n}')
end

function TestShow:test_a_long_table_is_cut()
  local long = {}
  for i = 1, 1000 do long[i] = i end
  lu.assertStrContains(show(long), "40,\n  … 1000 in all\n}")
end

function TestShow:test_tensors_in_tables_are_shape_and_dtype()
  local closed = balnet.ones(2)
  closed:close()
  lu.assertEquals(show { balnet.ones(2, 3, "f32"), s = balnet.zeros(), c = closed },
    "{ tensor 2 x 3, f32, c = closed tensor, s = tensor scalar, f64 }")
  lu.assertEquals(show(balnet.ones(2)), tostring(balnet.ones(2)))
end

function TestShow:test_functions_are_signatures()
  lu.assertEquals(show(balnet.linalg.svd), "balnet.linalg.svd(a, options?) -> u, s, vt")
  lu.assertEquals(show { print }, "{ function }")
  lu.assertStrMatches(show { function() end }, "{ function %(.*test_show.lua:%d+%) }")
end

function TestShow:test_objects_say_what_they_are()
  local trainer = balnet.trainer { neurons = 20, stimuli = 2 }
  trainer:step(3)
  lu.assertStrContains(show(trainer), "trainer of 20 units (relu), stimuli: 2, readouts: 2; epochs done: 3\n  methods: ")
  lu.assertEquals(show { trainer }, "{ trainer of 20 units (relu), stimuli: 2, readouts: 2; epochs done: 3 }")
  trainer:close()
  lu.assertStrContains(show(trainer), "trainer\n  methods: step")
  lu.assertEquals(show { balnet.network { neurons = 5 } }, "{ network of 5 units (relu), stimuli: 1, readouts: 1 }")
  lu.assertEquals(show { balnet.random(7) }, "{ stream of random numbers, at block 0 }")
  lu.assertEquals(show(balnet.plot.figure {}), "figure of 178 mm x 131.7 mm")
  local panel = balnet.plot.figure {}:panel(1, 1):set { xlim = { 0, 2 }, ylim = { 1, 3 } }
  lu.assertEquals(show { panel }, "{ panel, x from 0 to 2, y from 1 to 3 }")
end

function TestShow:test_a_result_within_a_result_is_shown_whole()
  local found = tostring(balnet.geometry.states(balnet.random(1):normal(5, 4, 3)))
  lu.assertStrContains(found, "components = tensor 3 x 4, f64")
  lu.assertStrContains(found, "trajectories = tensor 5 x 3 x 3, f64")
end

function TestShow:test_print_shows_objects_as_the_prompt_does()
  local trainer = balnet.trainer { neurons = 20, stimuli = 2 }
  lu.assertEquals(tostring(trainer), "trainer of 20 units (relu), stimuli: 2, readouts: 2; epochs done: 0")
  trainer:close()
  lu.assertEquals(tostring(trainer), "trainer")
  lu.assertEquals(tostring(balnet.network { neurons = 5 }), "network of 5 units (relu), stimuli: 1, readouts: 1")
  lu.assertEquals(tostring(balnet.random(7)), "stream of random numbers, at block 0")
  lu.assertStrContains(tostring(balnet.trainer { cell = "gru", neurons = 5 }), "trainer of 5 units (gru)")
  lu.assertEquals(tostring(balnet.force { neurons = 20, inputs = 2 }), "FORCE network of 20 units (tanh), inputs: 2, outputs: 1")
  local connections = balnet.simulate.connections { neurons = 20, inputs = 3 }
  lu.assertEquals(tostring(connections), "connections of 20 units: 60")
  lu.assertEquals(tostring(balnet.simulate.network(connections, { batch = 4 })), "simulation of 20 units, trials: 4")
  lu.assertEquals(tostring(balnet.tasks.flip_flop()), "task 'flip_flop', from chance (0.5) to ideal (1)")
  local folder = shell.scratch()
  local run = shell.lua([[
local run = require("balnet").experiment { name = "shown", neurons = 10, epochs = 20, measure_every = 10 }
print(run)
for _, measured in run:train() do run:record(measured) end
print(run)
print(run.history)
]], "--out", folder)
  shell.remove(folder)
  lu.assertStrContains(run.out, "run 'shown' of 20 epochs, in " .. folder .. "\n")
  lu.assertStrContains(run.out, "history of 3 measurements, numbers: ")
end

function TestShow:test_a_metamethod_of_the_users_own_counts()
  lu.assertEquals(show(setmetatable({}, { __tostring = function() return "mine" end })), "mine")
end

os.exit(lu.LuaUnit.run())
