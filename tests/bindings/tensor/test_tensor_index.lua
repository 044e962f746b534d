-- Indexing of tensors in Lua: numbers, ranges, tables of both, reading and assigning. Expected values are known by heart.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local function get(tensor, key) return (tensor[key]) end
local function set(tensor, key, value) tensor[key] = value end

TestIndex = {}

-- 3 x 4, the element at (i, j) is 10 i + j
function TestIndex:setUp()
  self.x = balnet.arange(3):unsqueeze(2) * 10 + balnet.arange(4)
end

function TestIndex:test_a_number_is_an_element_of_a_vector_and_a_view_of_more()
  lu.assertEquals(self.x[2]:totable(), { 21, 22, 23, 24 })
  lu.assertEquals(self.x[2][3], 23)
  lu.assertEquals(self.x[-1][-4], 31)
  lu.assertEquals(self.x[2.0][3.0], 23)
  lu.assertEquals(math.type(self.x[1][1]), "float")
end

function TestIndex:test_a_table_goes_through_the_dimensions()
  lu.assertEquals(self.x[{ 2, 3 }], 23)
  lu.assertEquals(self.x[{ 2 }]:totable(), { 21, 22, 23, 24 })
  lu.assertEquals(self.x[{ true, 3 }]:totable(), { 13, 23, 33 })
  lu.assertEquals(self.x[{ {}, -1 }]:totable(), { 14, 24, 34 })
  lu.assertEquals(self.x[{ 1, { 2, 3 } }]:totable(), { 12, 13 })
  lu.assertEquals(self.x[{ { 2, 3 }, { 1, 4, 3 } }]:totable(), { { 21, 24 }, { 31, 34 } })
  lu.assertEquals(self.x[{ { 3, 1, -1 }, { 2 } }]:totable(), { { 32 }, { 22 }, { 12 } })
  lu.assertEquals(self.x[{ 3, { -2, -1 } }]:totable(), { 33, 34 })
  lu.assertTrue(self.x[{}] == self.x)
  lu.assertEquals(balnet.tensor(7)[{}], 7)
end

function TestIndex:test_a_range_of_one_may_have_any_step()
  for _, step in ipairs { 4, -4, math.maxinteger, math.mininteger } do
    lu.assertEquals(self.x[{ 1, { 2, 2, step } }]:totable(), { 12 })
  end
  lu.assertEquals(self.x[{ 1, { 2, 1, math.mininteger } }]:totable(), { 12 })
end

function TestIndex:test_a_range_may_be_empty()
  lu.assertEquals(self.x[{ 1, { 1, 0 } }]:size(), 0)
  lu.assertEquals(self.x[{ 1, { 5, 4 } }]:size(), 0)
  lu.assertEquals({ self.x[{ { 2, 1 } }]:shape() }, { 0, 4 })
  lu.assertEquals(balnet.zeros(0)[{ { 1, 0 } }]:size(), 0)
  lu.assertEquals(self.x[{ 1, { 1, 3, -1 } }]:size(), 0)
end

function TestIndex:test_an_index_out_of_range_is_named()
  assert_refused("index 4 is out of range: dimension 1 has 3", get, self.x, 4)
  assert_refused("index 0 is out of range: dimension 1 has 3", get, self.x, 0)
  assert_refused("index -4 is out of range: dimension 1 has 3", get, self.x, -4)
  assert_refused("index 5 is out of range: dimension 2 has 4", get, self.x, { 1, 5 })
  assert_refused("index -9223372036854775808 is out of range", get, self.x, math.mininteger)
  assert_refused("range { 2, 5 } is out of range: dimension 2 has 4", get, self.x, { true, { 2, 5 } })
  assert_refused("range { 0, 2 } is out of range: dimension 2 has 4", get, self.x, { true, { 0, 2 } })
  assert_refused("range { 6, 5 } is out of range", get, self.x, { true, { 6, 5 } })
  assert_refused("range { 3, 0 } is out of range", get, self.x, { true, { 3, 0, -1 } })
  assert_refused("range { 5, 2 } is out of range", get, self.x, { true, { 5, 2, -1 } })
  assert_refused("index 1 is out of range: dimension 1 has 0", get, balnet.zeros(0), 1)
end

function TestIndex:test_an_index_of_the_wrong_kind_is_named()
  assert_refused("index 1 is 1.5; a whole number was needed", get, self.x, 1.5)
  assert_refused("index 2 is nan; a whole number was needed", get, self.x, { 1, math.abs(0 / 0) })
  assert_refused("index 1 is inf; a whole number", get, self.x, math.huge)
  assert_refused("indexed by a number, a table or a mask, not by a boolean", get, self.x, true)
  assert_refused("indexed by a number, a table or a mask, not by a userdata", get, self.x, io.stdout)
  assert_refused("indexed by a number, a table or a mask, not by a string", set, self.x, "rows", 1)
  assert_refused("index 2 is a string; a number, a range { first, last, step } or true", get, self.x, { 1, "2" })
  assert_refused("index 1 is a boolean; a number", get, self.x, { false })
  assert_refused("the range of index 2 is a; a whole number was needed", get, self.x, { 1, { "a" } })
  assert_refused("the range of index 1 has step 0", get, self.x, { { 1, 2, 0 } })
  assert_refused("3 indices were given; the tensor has 2 dimensions", get, self.x, { 1, 1, 1 })
  assert_refused("a scalar tensor has no dimension to index", get, balnet.tensor(1), 1)
end

function TestIndex:test_a_mistyped_method_is_told_the_nearest()
  assert_refused("a tensor has no 'argsrot'; did you mean 'argsort'?", get, self.x, "argsrot")
  assert_refused("a tensor has no 'quite_another'", get, self.x, "quite_another")
end

function TestIndex:test_assigning_writes_a_number_everywhere_in_the_view()
  self.x[2] = 0
  self.x[{ true, 4 }] = -1
  self.x[{ 1, 1 }] = 7
  lu.assertEquals(self.x:totable(), { { 7, 12, 13, -1 }, { 0, 0, 0, -1 }, { 31, 32, 33, -1 } })
  balnet.tensor(1)[{}] = 2
end

function TestIndex:test_assigning_broadcasts_tensors_and_tables()
  self.x[{ { 1, 2 }, { 1, 2 } }] = balnet.tensor({ 1, 2 }, "f32")
  self.x[3] = { 5, 6, 7, 8 }
  self.x[{ { 1, 2 }, { 3, 4 } }] = { { 1 }, { 2 } }
  lu.assertEquals(self.x:totable(), { { 1, 2, 1, 1 }, { 1, 2, 2, 2 }, { 5, 6, 7, 8 } })
  assert_refused("shape 3 does not broadcast to 4", set, self.x, 1, balnet.zeros(3))
  assert_refused("element [2] of the table is a string", set, self.x, 1, { 1, "x" })
  assert_refused("balnet.tensor expected, got nil", set, self.x, 1, nil)
  assert_refused("balnet.tensor expected, got string", set, self.x, 1, "3")
end

function TestIndex:test_assigning_from_an_overlapping_view_reads_first()
  self.x[{ true, { 2, 4 } }] = self.x[{ true, { 1, 3 } }]
  lu.assertEquals(self.x[3]:totable(), { 31, 31, 32, 33 })
  self.x[{ { 1, 3 }, { 1, 3 } }] = self.x[{ true, { 1, 3 } }]:t()
  lu.assertEquals(self.x[1]:totable(), { 11, 21, 31, 13 })
end

function TestIndex:test_ipairs_visits_every_element_and_ends_and_pairs_says_what_to_write()
  local seen, rows = {}, {}
  for i, value in ipairs(balnet.arange(3)) do seen[i] = value end
  lu.assertEquals(seen, { 1, 2, 3 })
  for _ in ipairs(balnet.zeros(0)) do error "there is none" end
  for i, row in ipairs(balnet.arange(4):reshape(2, 2)) do rows[i] = row:totable() end
  lu.assertEquals(rows, { { 1, 2 }, { 3, 4 } })
  assert_refused("for a tensor write ipairs(t) or t:rows()", function() for _ in pairs(balnet.arange(3)) do error "it goes" end end)
  assert_refused("index 4 is out of range: dimension 1 has 3", function() return balnet.arange(3)[4] end) -- of a script
end

function TestIndex:test_rows_goes_through_the_first_dimension()
  local seen = {}
  for i, row in self.x:rows() do seen[i] = row[1] end
  lu.assertEquals(seen, { 11, 21, 31 })
end

TestMasks = {}

TestMasks.setUp = TestIndex.setUp

function TestMasks:test_a_mask_chooses_a_vector_in_row_major_order()
  lu.assertEquals(self.x[self.x:gt(22) & self.x:lt(32)]:totable(), { 23, 24, 31 })
  lu.assertEquals(self.x:t()[self.x:t():lt(22)]:totable(), { 11, 21, 12, 13, 14 })
  lu.assertEquals(self.x:to("f32")[self.x:eq(23)]:dtype(), "f32")
  lu.assertEquals({ self.x[self.x:gt(99)]:shape() }, { 0 })
  lu.assertEquals(#balnet.zeros(0, 3)[balnet.ones(0, 3)], 0)
  lu.assertEquals(balnet.tensor({ 1, 2, 3 })[balnet.tensor { 0, 0 / 0, -0.0 }]:totable(), { 2 })
  assert_refused("the mask is 4; 3 x 4 was needed, the shape of the tensor, or that of its first dimensions", get, self.x,
    balnet.ones(4))
end

function TestMasks:test_a_mask_of_the_first_dimensions_chooses_what_lies_behind_them()
  local rows = balnet.tensor { 1, 0, 1 }
  lu.assertEquals(self.x[rows]:totable(), { { 11, 12, 13, 14 }, { 31, 32, 33, 34 } })
  lu.assertEquals(self.x:t()[balnet.tensor { 0, 0, 1, 0 }]:totable(), { { 13, 23, 33 } })
  lu.assertEquals({ self.x[rows * 0]:shape() }, { 0, 4 })
  lu.assertEquals({ balnet.zeros(3, 0)[rows]:shape() }, { 2, 0 })
  local cube = balnet.arange(24):reshape(2, 3, 4)
  lu.assertEquals(cube[cube:select(3, 1):eq(13)]:totable(), { { 13, 14, 15, 16 } })
  lu.assertEquals(cube[balnet.tensor { 0, 1 }]:totable(), { cube[2]:totable() })
  local x = self.x:clone()
  x[rows] = { 1, 2, 3, 4 }
  lu.assertEquals(x:totable(), { { 1, 2, 3, 4 }, { 21, 22, 23, 24 }, { 1, 2, 3, 4 } })
  x[rows] = x:flip(1)[rows] * 10 + balnet.tensor { { 0 }, { 5 } }
  lu.assertEquals(x[3]:totable(), { 15, 25, 35, 45 })
  x[rows] = -1
  lu.assertEquals({ x[{ 1, 4 }], x[{ 2, 1 }], x[{ 3, 1 }] }, { -1, 21, -1 })
  assert_refused("shape", set, x, rows, { 1, 2, 3 })
end

function TestMasks:test_what_a_mask_chooses_is_no_view()
  local chosen = self.x[self.x:gt(0)]
  chosen:fill(0)
  lu.assertEquals(self.x[{ 1, 1 }], 11)
end

function TestMasks:test_chosen_elements_are_set_to_a_number_or_one_by_one()
  local x = self.x:to("f32")
  x[x:gt(30)] = 0
  lu.assertEquals(x[3]:totable(), { 0, 0, 0, 0 })
  x[x:eq(0)] = { 1, 2, 3, 4 }
  lu.assertEquals(x[3]:totable(), { 1, 2, 3, 4 })
  x[x:lt(3)] = balnet.tensor { 8, 9 }
  lu.assertEquals(x:totable(), { { 11, 12, 13, 14 }, { 21, 22, 23, 24 }, { 8, 9, 3, 4 } })
  x[x:gt(99)] = {}
  x:t()[x:t():lt(10)] = balnet.arange(4)
  lu.assertEquals(x[3]:totable(), { 1, 2, 3, 4 })
  assert_refused("the values have shape 3; the mask chooses 4 elements", set, x, x:lt(5), { 1, 2, 3 })
  assert_refused("the mask is 2; 3 x 4 was needed, the shape of the tensor", set, x, balnet.ones(2), 1)
  assert_refused("balnet.tensor expected, got nil", set, x, x, nil)
end

function TestMasks:test_nonzero_gives_a_vector_of_indices_for_each_dimension()
  local rows, columns = (self.x:eq(12) | self.x:eq(34)):nonzero()
  lu.assertEquals({ rows:totable(), columns:totable() }, { { 1, 3 }, { 2, 4 } })
  lu.assertEquals(balnet.tensor({ 0, 0 / 0, 2 }):nonzero():totable(), { 2, 3 })
  lu.assertEquals({ balnet.zeros(2, 2):nonzero():shape() }, { 0 })
  assert_refused("a scalar tensor has no indices", balnet.zeros().nonzero, balnet.zeros())
end

os.exit(lu.LuaUnit.run())
