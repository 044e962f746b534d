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
  assert_refused("bad argument #2 to 'roll' (an integer was needed; 0.5 was given)", array.roll, x, 0.5)
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

function TestArray:test_running_results_and_places()
  local x = balnet.tensor({ { 3, 1, 4 }, { 1, nan, 5 } }, "f32")
  lu.assertEquals(x:cumprod(2)[1]:totable(), { 3, 3, 12 })
  lu.assertEquals(x:t():cummin()[{ 3 }]:totable(), { 4, 4 })
  lu.assertEquals({ x:cummax()[{ 2, 1 }], tostring(x:cummax()[{ 2, 3 }]):match "nan" }, { 1, "nan" })
  local sorted = balnet.tensor { 1, 2, 2, 5, nan }
  lu.assertEquals({ sorted:searchsorted(2), sorted:searchsorted(2, "right"), sorted:searchsorted(nan, "right") }, { 2, 4, 6 })
  lu.assertEquals(sorted:searchsorted(balnet.tensor { { 0, 9 }, { nan, 3 } }):totable(), { { 1, 5 }, { 5, 4 } })
  assert_refused("element 2 is less than the one before it", sorted.searchsorted, balnet.tensor { 2, 1 }, 0)
  assert_refused("the tensor is 2 x 3; a vector was needed", x.searchsorted, x, 0)
end

function TestArray:test_put_is_the_opposite_of_take()
  local x = balnet.arange(6):reshape(2, 3)
  lu.assertIs(x:put(2, { 1, -1 }, balnet.tensor { 7, 8 }), x)
  lu.assertEquals(x:totable(), { { 7, 2, 8 }, { 7, 5, 8 } })
  lu.assertEquals(balnet.zeros(3, "f32"):put(1, { 2, 2 }, balnet.tensor { 4, 5 }):totable(), { 0, 5, 0 })
  local y = balnet.arange(4)
  lu.assertEquals(y:put(1, { 1, 2, 3 }, y[{ { 2, 4 } }]):totable(), { 2, 3, 4, 4 }) -- of itself
  assert_refused("index 4.0 is not a whole number in 1 to 3", x.put, x, 2, { 4 }, 0)
  assert_refused("broadcast", x.put, x, 2, { 1, 2 }, balnet.ones(3))
end

function TestArray:test_quarters_of_a_circle_and_repetitions()
  local x = balnet.tensor { { 1, 2 }, { 3, 4 } }
  lu.assertEquals(array.rot90(x):totable(), { { 2, 4 }, { 1, 3 } })
  lu.assertEquals(array.rot90(x, -1):totable(), { { 3, 1 }, { 4, 2 } })
  lu.assertEquals(array.repeat_interleave(x, 2):totable(), { 1, 1, 2, 2, 3, 3, 4, 4 })
  lu.assertEquals(array.repeat_interleave(x, { 0, 2 }, 2):totable(), { { 2, 2 }, { 4, 4 } })
  lu.assertEquals(array.tile(balnet.tensor { 1, 2 }, { 2, 2 }):totable(), { { 1, 2, 1, 2 }, { 1, 2, 1, 2 } })
  lu.assertEquals({ array.tile(x, 0):shape() }, { 2, 0 })
  assert_refused("dims are 1 and 1", array.rot90, x, 1, { 1, 1 })
  assert_refused("times has 3 numbers; 2, one for each element of dimension 1", array.repeat_interleave, x, { 1, 2, 3 }, 1)
  assert_refused("times is -1", array.tile, x, -1)
end

function TestArray:test_pads_lead_back_what_lies_outside()
  local x = balnet.arange(3, "f32")
  local found = { constant = { 0, 0, 1, 2, 3, 0, 0, 0, 0 }, edge = { 1, 1, 1, 2, 3, 3, 3, 3, 3 }, wrap = { 2, 3, 1, 2, 3, 1, 2, 3, 1 },
    reflect = { 3, 2, 1, 2, 3, 2, 1, 2, 3 }, symmetric = { 2, 1, 1, 2, 3, 3, 2, 1, 1 } }
  for mode, values in pairs(found) do
    local padded = array.pad(x, { 2, 4 }, { mode = mode })
    lu.assertEquals(padded:totable(), values, mode)
    lu.assertEquals(padded:dtype(), "f32")
  end
  lu.assertEquals(array.pad(x:reshape(1, 3), { { 1, 0 }, { 0, 1 } }, { value = 9 }):totable(), { { 9, 9, 9, 9 }, { 1, 2, 3, 9 } })
  assert_refused("field 'mode' is 'mirror'", array.pad, x, 1, { mode = "mirror" })
  assert_refused("a width is -1", array.pad, x, -1)
  assert_refused("2 pairs of widths were given; the tensor has 1 dimensions", array.pad, x, { { 1, 1 }, { 1, 1 } })
  assert_refused("dimension 1 has no elements to be repeated", array.pad, balnet.zeros(0), 1, { mode = "edge" })
end

function TestArray:test_grids_and_logarithmic_distances()
  local a, b = array.meshgrid { { 1, 2 }, { 3, 4, 5 } }
  lu.assertEquals({ a:totable(), b:totable() }, { { { 1, 1, 1 }, { 2, 2, 2 } }, { { 3, 4, 5 }, { 3, 4, 5 } } })
  assert_refused("vector 2 has 2 dimensions", array.meshgrid, { { 1 }, balnet.ones(2, 2) })
  lu.assertEquals(array.logspace(0, 3, 4, 2):totable(), { 1, 2, 4, 8 })
  local g = array.geomspace(-1, -1000, 4)
  lu.assertEquals({ g[1], g[4] }, { -1, -1000 })
  lu.assertAlmostEquals(g[2], -10, 1e-14)
  assert_refused("(a positive finite number was needed; -1 was given)", array.logspace, 0, 1, 2, -1)
  assert_refused("the ends are -1 and 1", array.geomspace, -1, 1, 3)
end

function TestArray:test_unique_elements_and_where_they_are()
  local x = balnet.tensor { { 3, 1, nan }, { 1, 3, nan } }
  local values, counts, index, inverse = array.unique(x)
  lu.assertEquals({ values[1], values[2], #values }, { 1, 3, 3 })
  lu.assertEquals({ counts:totable(), index:totable() }, { { 2, 2, 2 }, { 2, 1, 3 } })
  lu.assertEquals(inverse:totable(), { { 2, 1, 3 }, { 1, 2, 3 } })
  lu.assertEquals(#array.unique(balnet.zeros(0, 3)), 0)
  lu.assertEquals(array.isin(x, { 3, 7 }):totable(), { { 1, 0, 0 }, { 0, 1, 0 } })
  lu.assertEquals(array.isin(x, {}):sum(), 0)
end

function TestArray:test_elements_along_a_dimension_by_the_places_of_another()
  local x = balnet.tensor { { 3, 1 }, { 2, 4 } }
  lu.assertEquals(array.take_along(x, x:argsort(1), 1), x:sort(1))
  lu.assertEquals(array.take_along(x, balnet.tensor { { 2 }, { 1 } }):totable(), { { 1 }, { 2 } })
  assert_refused("an index is no whole number in 1 to 2", array.take_along, x, balnet.full({ 2, 1 }, 3))
  assert_refused("shapes that differ beyond the dimension", array.take_along, x, balnet.ones(3, 2))
end

function TestArray:test_sums_of_exponentials_and_numbers_for_what_is_none()
  lu.assertAlmostEquals(array.logsumexp(balnet.tensor { 1e4, 1e4 }), 1e4 + math.log(2), 1e-11)
  lu.assertEquals(array.logsumexp(balnet.full({ 2, 2 }, -math.huge), 1, true):totable(), { { -math.huge, -math.huge } })
  lu.assertEquals(array.logsumexp(balnet.tensor { 1, math.huge }), math.huge)
  lu.assertAlmostEquals(array.logsumexp(balnet.zeros(2, 3, 2), { 1, 3 })[1], math.log(4), 1e-15)
  local x = balnet.tensor { nan, math.huge, -math.huge, 2 }
  lu.assertEquals(array.nan_to_num(x, { nan = 5 }):totable(), { 5, 0x1.fffffffffffffp1023, -0x1.fffffffffffffp1023, 2 })
  lu.assertEquals(array.nan_to_num(x:to "f32"):max(), 0x1.fffffep127)
  lu.assertEquals({ array.ptp(balnet.arange(6)), array.ptp(balnet.arange(6):reshape(2, 3), 1)[1] }, { 5, 3 })
end

function TestArray:test_einsteins_sums()
  local a, b = balnet.arange(6):reshape(2, 3), balnet.arange(12):reshape(3, 4)
  lu.assertEquals(array.einsum("ij,jk->ik", a, b), a:matmul(b))
  lu.assertEquals(array.einsum("ij,jk", a, b), a:matmul(b))
  lu.assertEquals(array.einsum("ij,jk->ki", a, b:clone()), a:matmul(b):t())
  lu.assertEquals({ array.einsum("ii", balnet.eye(3)), array.einsum("i,i->", b[1], b[1]) }, { 3.0, 30.0 })
  lu.assertEquals(array.einsum("ij->j", a):totable(), { 5, 7, 9 })
  local stack = balnet.arange(12):reshape(2, 3, 2)
  lu.assertEquals(array.einsum("bti,bsi->bts", stack, stack), stack:matmul(stack:transpose(2, 3)))
  lu.assertEquals(array.einsum("i,j->ij", a[1], b[1]:to "f32"):dtype(), "f64")
  lu.assertEquals(array.einsum("i,i->i", a[1]:to "f32", a[2]:to "f32"):dtype(), "f32")
  assert_refused("'j' has the extents 3 and 2", array.einsum, "ij,jk", a, a)
  assert_refused("operand 1 has 2 dimensions; its subscripts name 1", array.einsum, "i", a)
  assert_refused("the subscripts name 1 operands; 2 were given", array.einsum, "ij", a, b)
  assert_refused("'k' of the result stands in no operand", array.einsum, "ij->k", a)
  assert_refused("'i' stands twice in the result", array.einsum, "ij->ii", a)
end

os.exit(lu.LuaUnit.run())
