-- balnet.array: values known by heart or by definition.
local lu = require "luaunit"
local balnet = require "balnet"
local array = balnet.array
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local nan = 0 / 0

TestArray = {}

function TestArray:test_roll_moves_the_end_to_the_beginning()
  local x = balnet.arange(6):reshape(2, 3)
  lu.assertEquals(array.roll(x, 1, 2):totable(), { { 3, 1, 2 }, { 6, 4, 5 } })
  lu.assertEquals(array.roll(x, -1, -1):totable(), { { 2, 3, 1 }, { 5, 6, 4 } })
  lu.assertEquals(array.roll(x, 7, 1):totable(), { { 4, 5, 6 }, { 1, 2, 3 } })
  lu.assertEquals(array.roll(x, 2):totable(), { { 5, 6, 1 }, { 2, 3, 4 } })
  lu.assertEquals(array.roll(x:t(), 6):totable(), x:t():totable())
  lu.assertEquals(array.roll(x:to "f32", 1, 1):dtype(), "f32")
  lu.assertEquals({ array.roll(balnet.zeros(0, 2), 1):shape() }, { 0, 2 })
  lu.assertEquals(array.roll(balnet.full({}, 7), 3):item(), 7)
  assert_refused("shift is 0.5; a whole number was needed", array.roll, x, 0.5)
  assert_refused("dimension 3 does not exist", array.roll, x, 1, 3)
end

function TestArray:test_triangles_share_the_diagonal()
  local x = balnet.full({ 2, 3 }, 5)
  lu.assertEquals(array.tril(x):totable(), { { 5, 0, 0 }, { 5, 5, 0 } })
  lu.assertEquals(array.triu(x, 1):totable(), { { 0, 5, 5 }, { 0, 0, 5 } })
  lu.assertEquals(array.triu(balnet.full({ 2, 2, 2 }, nan))[{ 2, 2, 1 }], 0)
  assert_refused("the tensor has 1 dimensions; at least 2 were needed", array.tril, balnet.ones(3))
end

function TestArray:test_softmax_is_a_distribution_for_large_numbers_too()
  lu.assertEquals(array.softmax(balnet.tensor { 1e4, 1e4 }):totable(), { 0.5, 0.5 })
  local x = array.softmax(balnet.tensor { { 0, math.log(3) }, { 0, 0 } })
  lu.assertAlmostEquals(x[{ 1, 2 }], 0.75, 1e-15)
  lu.assertEquals(array.softmax(balnet.zeros(2, 4), 1)[1]:totable(), { 0.5, 0.5, 0.5, 0.5 })
end

function TestArray:test_close_is_within_both_tolerances()
  local inf = math.huge
  local a = balnet.tensor { 1, 1, inf, inf, 1, nan }
  local b = balnet.tensor { 1 + 5e-6, 1 + 5e-5, inf, -inf, inf, nan }
  lu.assertEquals(array.isclose(a, b):totable(), { 1, 0, 1, 0, 0, 0 })
  lu.assertEquals(array.isclose(a, b, { equal_nan = true, rtol = 1e-3 }):totable(), { 1, 1, 1, 0, 0, 1 })
  lu.assertEquals(array.isclose(a, 1, { atol = 0 }):totable(), { 1, 1, 0, 0, 1, 0 })
  lu.assertIsFalse(array.allclose(a, b))
  lu.assertIsTrue(array.allclose(balnet.full({ 2, 3 }, 1 + 1e-9), 1))
end

os.exit(lu.LuaUnit.run())
