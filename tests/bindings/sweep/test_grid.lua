-- The values of a sweep's parameters, their combinations and shards. Expected values are those one counts by hand.
local lu = require "luaunit"
local grid = require "balnet.sweep.grid"
local parameters = require "balnet.parameters.parameters"

local set = assert(parameters.set {
  { name = "seed", kind = "integer", default = 1, least = 0, help = "" },
  { name = "noise", kind = "number", default = 1, least = 0, help = "" },
  { name = "activation", kind = "choice", default = "relu", choices = { "relu", "tanh" }, help = "" },
  { name = "list", kind = "text", default = "1", help = "" },
  { name = "quick", kind = "boolean", default = false, help = "" },
})

local function values(name, text) return assert(grid.read(set, name, text)) end

TestValues = {}

function TestValues:test_a_list_has_its_words()
  lu.assertEquals(values("noise", "0.5,1,2"), { 0.5, 1.0, 2.0 })
  lu.assertEquals(values("activation", "tanh,relu"), { "tanh", "relu" })
  lu.assertEquals(values("quick", "true,false"), { true, false })
end

function TestValues:test_a_range_has_both_ends()
  lu.assertEquals(values("seed", "3..6"), { 3, 4, 5, 6 })
  lu.assertEquals(values("seed", "7..7,1..9..4"), { 7, 1, 5, 9 })
  lu.assertEquals(values("noise", "0..1..0.1"), { 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0 })
  lu.assertEquals(values("noise", "0..1..0.4"), { 0.0, 0.4, 0.8 })
  lu.assertEquals(math.type(values("seed", "1..2")[1]), "integer")
end

function TestValues:test_a_text_is_one_value()
  lu.assertEquals(values("list", "1, 2..4"), { "1, 2..4" })
end

function TestValues:test_nonsense_is_refused()
  for text, sentence in pairs {
    ["20..1"] = "--seed is '20..1'; a range rises from the first to the last; 20 to 1 was given",
    ["1..x"] = "--seed is '1..x'; a range is first..last or first..last..step, in numbers",
    ["0..1..3"] = "--seed is '0..1..3'; a range is first..last..step; the step 3 is larger than the range from 0 to 1",
    ["1..3..0"] = "--seed is '1..3..0'; a range rises in steps above 0; 0 was given",
    ["1..3..-1"] = "--seed is '1..3..-1'; a range rises in steps above 0; -1 was given",
    ["0..1000000"] = "--seed is '0..1000000'; a range has at most 100000 values; this one has 1000001",
    ["1..2..0.5"] = "--seed is '1..2..0.5', but seed is 1.5; it must be an integer of at least 0",
    ["-2..2"] = "--seed is '-2..2', but seed is -2; it must be an integer of at least 0",
    ["1,,2"] = "--seed is '1,,2', but seed is ''; it must be an integer of at least 0",
    [""] = "--seed is '', but seed is ''; it must be an integer of at least 0",
  } do
    local list, fault = grid.read(set, "seed", text)
    lu.assertNil(list, text)
    lu.assertEquals(fault, sentence)
  end
  lu.assertEquals(grid.fault(set, "noise", { 1.0, 0.5, 1 }), "noise has the value 1 twice")
  lu.assertStrContains(grid.fault(set, "noise", {}), "noise has no value")
end

function TestValues:test_a_typed_number_reads_back_as_itself()
  for _, number in ipairs { 0.1, 1 / 3, 1e-8, 2 ^ 60, 123456.789, -0.25, 5e-324 } do
    lu.assertEquals(tonumber(grid.text(number)), number)
  end
  lu.assertEquals(grid.text(0.2), "0.2")
end

TestPoints = {}

function TestPoints:test_the_last_dimension_is_the_fastest()
  local dimensions = { { name = "noise", values = { 0.5, 1.0 } }, { name = "seed", values = { 1, 2, 3 } } }
  local names = {}
  for i, point in ipairs(grid.points(dimensions)) do names[i] = grid.name(dimensions, point) end
  lu.assertEquals(names, { "noise=0.5,seed=1", "noise=0.5,seed=2", "noise=0.5,seed=3", "noise=1,seed=1",
    "noise=1,seed=2", "noise=1,seed=3" })
end

function TestPoints:test_too_many_runs_are_told_before_any_is_listed()
  local many = {}
  for i = 1, 1000 do many[i] = i end
  local dimensions = { { name = "a", values = many }, { name = "b", values = many } }
  local points, fault = grid.points(dimensions)
  lu.assertNil(points)
  lu.assertEquals(fault, "the grid has 1000000 runs; 100000 are possible")
end

TestShards = {}

function TestShards:test_a_share_is_a_part_of_parts()
  lu.assertEquals(grid.shard "3/16", { part = 3, of = 16 })
  for _, text in ipairs { "0/4", "5/4", "3", "1/0", "a/b", "1/2/3", "-1/4" } do
    local shard, fault = grid.shard(text)
    lu.assertNil(shard, text)
    lu.assertStrContains(fault, ("shard is '%s'; it must be part/parts"):format(text))
  end
end

os.exit(lu.LuaUnit.run())
