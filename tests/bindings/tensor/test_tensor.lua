-- Tensors in Lua: construction, shapes, views, copies, text, and the lifetime of tensors. Expected values are known by
-- heart.
local lu = require "luaunit"
local balnet = require "balnet"
local arity = dofile(os.getenv "BALNET_SOURCE" .. "/tests/arity.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

-- 1, 2, 3, … in the given shape
local function counted(...)
  return balnet.arange(balnet.zeros(...):size()):reshape(...)
end

TestConstruction = {}

function TestConstruction:test_a_new_tensor_has_the_shape_and_dtype_that_were_asked_for()
  local x = balnet.zeros(3, 4, "f32")
  lu.assertEquals({ x:shape() }, { 3, 4 })
  lu.assertEquals({ x:dims(), x:size(), #x, x:dtype(), x:shape(-1) }, { 2, 12, 3, "f32", 4 })
  lu.assertEquals(x:totable(), { { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 } })
  lu.assertEquals({ balnet.ones({ 2, 1 }):shape() }, { 2, 1 })
  lu.assertEquals(balnet.full({ 2 }, 7, "f32"):totable(), { 7, 7 })
  lu.assertEquals({ balnet.zeros():dims(), balnet.zeros():item() }, { 0, 0 })
end

function TestConstruction:test_a_shape_out_of_range_is_refused()
  assert_refused("dimension 2 has extent -1; it must not be negative", balnet.zeros, 3, -1)
  assert_refused("more than 2^48 elements", balnet.zeros, 2 ^ 40, 2 ^ 40)
  assert_refused("more than 2^48 elements", balnet.ones, { math.maxinteger })
  assert_refused("takes 8796 GB; this machine has", balnet.zeros, 2 ^ 40)
  assert_refused("number has no integer representation", balnet.zeros, 2.5)
  assert_refused("at most 8 dimensions", balnet.zeros, 1, 1, 1, 1, 1, 1, 1, 1, 1)
  assert_refused("at most 8 dimensions", balnet.zeros, { 1, 1, 1, 1, 1, 1, 1, 1, 1 })
  assert_refused("a shape is a table of whole numbers", balnet.zeros, { 1, "2" })
  assert_refused("a shape is a table of whole numbers", balnet.zeros, { 1, 2.5 })
  assert_refused("'f16' was given; it must be one of: f32, f64", balnet.zeros, 3, "f16")
  assert_refused("table expected", balnet.full, 3, 4)
  assert_refused("number expected", balnet.full, { 3 })
end

function TestConstruction:test_ranges_include_both_ends()
  lu.assertEquals(balnet.arange(4):totable(), { 1, 2, 3, 4 })
  lu.assertEquals(balnet.arange(2, 4):totable(), { 2, 3, 4 })
  lu.assertEquals(balnet.arange(5, 1, -2, "f32"):totable(), { 5, 3, 1 })
  lu.assertEquals(#balnet.arange(0, 1, 0.1), 11) -- though ten times 0.1 is above 1
  lu.assertEquals(balnet.arange(0):totable(), {})
  lu.assertEquals(balnet.linspace(0, 1, 5):totable(), { 0, 0.25, 0.5, 0.75, 1 })
  lu.assertEquals(balnet.linspace(3, 4, 1):totable(), { 3 })
  lu.assertEquals(balnet.linspace(0, 0.1, 7)[-1], 0.1)
end

function TestConstruction:test_ranges_without_sense_are_refused()
  assert_refused("step must be finite and not 0", balnet.arange, 1, 2, 0)
  assert_refused("a finite number was needed", balnet.arange, 1, math.huge)
  assert_refused("a finite number was needed", balnet.arange, 0 / 0, 1)
  assert_refused("2^48", balnet.arange, 1, 1e300, 1e-300)
  assert_refused("this machine has", balnet.arange, 2 ^ 47)
  assert_refused("number expected", balnet.arange)
  assert_refused("at least one number", balnet.linspace, 1, 2, 0)
end

function TestConstruction:test_identity_and_diagonal_matrices()
  lu.assertEquals(balnet.eye(2):totable(), { { 1, 0 }, { 0, 1 } })
  lu.assertEquals(balnet.eye(1, 3, "f32"):totable(), { { 1, 0, 0 } })
  lu.assertEquals(balnet.diag(balnet.tensor { 1, 2 }):totable(), { { 1, 0 }, { 0, 2 } })
  lu.assertEquals(balnet.diag(balnet.tensor { 5 }, -1):totable(), { { 0, 0 }, { 5, 0 } })
  assert_refused("out of range", balnet.diag, balnet.ones(2), math.mininteger)
  assert_refused("negative", balnet.eye, -1)
end

function TestConstruction:test_tables_become_tensors_and_tensors_tables()
  local nested = { { { 1, 2, 3 }, { 4, 5, 6 } } }
  local x = balnet.tensor(nested)
  lu.assertEquals({ x:shape() }, { 1, 2, 3 })
  lu.assertEquals(x:totable(), nested)
  lu.assertEquals(balnet.tensor(2.5):totable(), 2.5)
  lu.assertEquals({ balnet.tensor({ {}, {} }):shape() }, { 2, 0 })
  lu.assertEquals(balnet.zeros(2, 0):totable(), { {}, {} })
  lu.assertEquals(balnet.tensor({ 0.1 }, "f32")[1], (string.unpack("f", string.pack("f", 0.1))))
  lu.assertEquals(balnet.tensor(balnet.zeros(2, "f32")):dtype(), "f32")
end

function TestConstruction:test_a_table_that_is_no_array_says_where()
  assert_refused("the table is ragged: element [2] has 1 entries; 2 were needed", balnet.tensor, { { 1, 2 }, { 3 } })
  assert_refused("element [2][1] of the table is a string; a number", balnet.tensor, { { 1 }, { "x" } })
  assert_refused("element [2] of the table is a number; a table", balnet.tensor, { { 1 }, 2 })
  assert_refused("element [2] of the table is a table; a number", balnet.tensor, { 1, { 2 } })
  assert_refused("element [1] of the table is a nil; a number", balnet.tensor, { nil, 1 })
  assert_refused("the table has the key 'frequencies' and no element 1; an array", balnet.tensor, { frequencies = { 1 } })
  assert_refused("the table has the key 'x' and no element 1", balnet.tensor, { { x = 1 } })
  assert_refused("number expected, got boolean", balnet.tensor, true)
  local endless = {}
  endless[1] = endless
  assert_refused("nested deeper than 8 levels", balnet.tensor, endless)
end

TestViews = {}

function TestViews:test_a_view_shares_its_elements()
  local x = counted(2, 3)
  x:t()[3][1] = 30
  x:reshape(6)[1] = 10
  x:diag():fill(0)
  x:flip(2)[1][1] = 33
  x:select(1, -1):fill(5)
  lu.assertEquals(x:totable(), { { 0, 2, 33 }, { 5, 5, 5 } })
end

function TestViews:test_dimensions_are_swapped_reordered_added_and_taken_away()
  local x = counted(2, 3, 4)
  lu.assertEquals({ x:permute(3, 1, 2):shape() }, { 4, 2, 3 })
  lu.assertEquals(x:permute(3, 1, 2)[4][2][3], 24)
  lu.assertEquals({ x:transpose(1, -1):shape() }, { 4, 3, 2 })
  lu.assertEquals({ x:unsqueeze(1):shape() }, { 1, 2, 3, 4 })
  lu.assertEquals({ x:unsqueeze(-1):shape() }, { 2, 3, 4, 1 })
  lu.assertEquals({ balnet.zeros(1, 3, 1):squeeze():shape() }, { 3 })
  lu.assertEquals({ balnet.zeros(1, 3, 1):squeeze(3):shape() }, { 1, 3 })
  lu.assertEquals({ x:select(2, 3):shape() }, { 2, 4 })
  assert_refused("t() needs a matrix; the tensor has 3 dimensions", x.t, x)
  assert_refused("permute needs each of the 3 dimensions once; 2 were given", x.permute, x, 1, 2)
  assert_refused("dimension 1 is named twice", x.permute, x, 1, 1, 2)
  assert_refused("dimension 4 does not exist: the tensor has 3", x.transpose, x, 1, 4)
  assert_refused("dimension 0 does not exist", x.flip, x, 0)
  assert_refused("dimension 2 has extent 3; squeeze takes away", x.squeeze, x, 2)
  assert_refused("index 5 is out of range: dimension 3 has 4", x.select, x, 3, 5)
  assert_refused("8 dimensions already", x.unsqueeze, balnet.zeros(1, 1, 1, 1, 1, 1, 1, 1), 1)
end

function TestViews:test_reshaping_keeps_row_major_order_and_infers_one_extent()
  local x = counted(2, 3)
  lu.assertEquals(x:reshape(3, 2):totable(), { { 1, 2 }, { 3, 4 }, { 5, 6 } })
  lu.assertEquals({ x:reshape(-1, 2, 1):shape() }, { 3, 2, 1 })
  lu.assertEquals(x:t():flatten():totable(), { 1, 4, 2, 5, 3, 6 })
  lu.assertEquals({ balnet.zeros(0, 3):reshape(-1, 3):shape() }, { 0, 3 })
  lu.assertEquals(balnet.ones(1, 1):reshape():item(), 1)
  assert_refused("2 x 3 has 6 elements; 4 would have 4", x.reshape, x, 4)
  assert_refused("6 elements are not a whole number of times 4", x.reshape, x, -1, 4)
  assert_refused("not a whole number of times 0", x.reshape, x, -1, 0)
  assert_refused("only one extent can be -1", x.reshape, x, -1, -1)
  assert_refused("extent -2 is out of range", x.reshape, x, -2)
  assert_refused("extent 1152921504606846976 is out of range", x.reshape, x, 2 ^ 60, -1)
  assert_refused("a number or one table of extents", x.reshape, x, 3, "2")
end

function TestViews:test_a_reshape_that_is_no_view_is_a_copy()
  local x = counted(2, 3)
  local copied = x:t():reshape(6)
  copied:fill(0)
  lu.assertEquals(x:sum(), 21)
  x:reshape(6):fill(0)
  lu.assertEquals(x:sum(), 0)
end

function TestViews:test_a_view_keeps_the_elements_alive_without_its_tensor()
  local view = counted(300, 300)[300]
  for _ = 1, 200 do
    view = view[{}][{ { 1, -1 } }] -- a view of a view of a view …
  end
  collectgarbage()
  collectgarbage()
  local others = {} -- what was freed would be taken again
  for i = 1, 20 do others[i] = balnet.full({ 300, 300 }, -1) end
  lu.assertEquals(view[300], 90000)
end

function TestViews:test_views_of_views_do_not_pile_up()
  local x = counted(100)
  collectgarbage()
  local before = collectgarbage "count"
  for _ = 1, 20000 do x = x[{ { 1, -1 } }] end
  collectgarbage()
  lu.assertTrue(collectgarbage "count" - before < 50) -- KiB; a chain would hold 4 MB
end

TestCopies = {}

function TestCopies:test_a_copy_is_apart_and_converts()
  local x = counted(2, 2)
  local y, z = x:clone(), x:to "f32"
  x:fill(0)
  lu.assertEquals({ y:sum(), z:sum(), z:dtype() }, { 10, 10, "f32" })
  lu.assertTrue(rawequal(y:to "f64", y))
  lu.assertTrue(rawequal(y:contiguous(), y))
  lu.assertFalse(y:t():is_contiguous())
  lu.assertTrue(y:t():contiguous():is_contiguous())
  lu.assertEquals(y:copy(balnet.tensor { 8, 9 }):totable(), { { 8, 9 }, { 8, 9 } })
  assert_refused("shape 3 does not broadcast to 2 x 2", y.copy, y, balnet.zeros(3))
  assert_refused("number expected", y.fill, y, "x")
end

function TestCopies:test_overlapping_copies_are_as_if_apart()
  local x = counted(5)
  x[{ { 2, 5 } }] = x[{ { 1, 4 } }]
  lu.assertEquals(x:totable(), { 1, 1, 2, 3, 4 })
  x:copy(x:flip(1))
  lu.assertEquals(x:totable(), { 4, 3, 2, 1, 1 })
  local m = counted(2, 2)
  lu.assertEquals(m:copy(m:t()):totable(), { { 1, 3 }, { 2, 4 } })
end

function TestCopies:test_tensors_are_joined()
  local a, b = counted(2, 2), balnet.zeros(1, 2, "f32")
  local joined = balnet.concatenate { a, b }
  lu.assertEquals(joined:totable(), { { 1, 2 }, { 3, 4 }, { 0, 0 } })
  lu.assertEquals(joined:dtype(), "f64")
  lu.assertEquals(balnet.concatenate({ a, a }, 2):totable(), { { 1, 2, 1, 2 }, { 3, 4, 3, 4 } })
  lu.assertEquals(balnet.stack({ a[1], a[2] }):totable(), { { 1, 2 }, { 3, 4 } })
  lu.assertEquals(balnet.stack({ a[1], a[2] }, 2):totable(), { { 1, 3 }, { 2, 4 } })
  lu.assertEquals({ balnet.stack({ a, a }, -1):shape() }, { 2, 2, 2 })
  assert_refused("tensor 1 is 2 x 2 and tensor 2 is 1 x 2; only dimension 2 may differ", balnet.concatenate, { a, b }, 2)
  assert_refused("tensor 1 is 2 x 2 and tensor 2 is 1 x 2; stack needs one shape", balnet.stack, { a, b })
  assert_refused("entry 2 of the table is a number; a tensor was needed", balnet.stack, { a, 2 })
  assert_refused("at least one tensor", balnet.concatenate, {})
  assert_refused("table expected", balnet.stack, a)
  assert_refused("dimension 3 does not exist", balnet.concatenate, { a }, 3)
  assert_refused("dimension 1 does not exist", balnet.concatenate, { balnet.zeros() }, 1)
end

function TestCopies:test_taking_picks_rows_and_columns()
  local x = counted(3, 3)
  lu.assertEquals(x:take(1, { 3, 1 }):totable(), { { 7, 8, 9 }, { 1, 2, 3 } })
  lu.assertEquals(x:take(2, balnet.tensor { -1, 1, 1 })[1]:totable(), { 3, 1, 1 })
  lu.assertEquals({ x:take(1, {}):shape() }, { 0, 3 })
  assert_refused("index 4.0 is not a whole number in 1 to 3", x.take, x, 1, { 1, 4 })
  assert_refused("index 1.5 is not a whole number", x.take, x, 1, { 1.5 })
  assert_refused("index 0.0 is not a whole number", x.take, x, 1, { 0 })
  assert_refused("is not a whole number", x.take, x, 1, { 0 / 0 })
  assert_refused("a vector of indices was needed", x.take, x, 1, { { 1 } })
end

function TestCopies:test_a_function_goes_over_the_elements_in_row_major_order()
  local seen = {}
  local doubled = counted(2, 2):t():map(function(x)
    seen[#seen + 1] = x
    return 2 * x
  end)
  lu.assertEquals(seen, { 1, 3, 2, 4 })
  lu.assertEquals(doubled:totable(), { { 2, 6 }, { 4, 8 } })
  local x = counted(3)
  lu.assertTrue(rawequal(x:apply(math.sqrt), x))
  lu.assertEquals(x[3], math.sqrt(3))
  lu.assertEquals(balnet.zeros(0, 3):map(error):size(), 0)
  assert_refused("the function gave a string; a number was needed", x.map, x, tostring)
  assert_refused("value expected", x.map, x)
end

function TestCopies:test_a_function_may_close_what_it_goes_over()
  local x = counted(100)[{ { 1, 100 } }]
  lu.assertEquals(x:map(function(value)
    x:close()
    collectgarbage()
    return value
  end):sum(), 5050)
end

TestText = {}

function TestText:test_text_shows_shape_dtype_and_aligned_numbers()
  lu.assertEquals(tostring(counted(2, 3)), "tensor 2 x 3, f64\n  1  2  3\n  4  5  6")
  lu.assertEquals(tostring(balnet.tensor({ 0.5, -10 }, "f32")), "tensor 2, f32\n    0.5000  -10.0000")
  lu.assertEquals(tostring(balnet.tensor { 1e-5, 2e10 }), "tensor 2, f64\n  1.0000e-05  2.0000e+10")
  lu.assertEquals(tostring(balnet.tensor { 1, -0 / 0, math.huge }), "tensor 3, f64\n    1  nan  inf")
  lu.assertEquals(tostring(balnet.tensor(0.1)), "tensor scalar, f64: 0.1")
  lu.assertEquals(tostring(balnet.zeros(0, 3)), "tensor 0 x 3, f64")
end

function TestText:test_long_dimensions_are_cut_in_the_middle()
  local lines = {}
  for line in tostring(counted(1000, 1000)):gmatch "[^\n]+" do lines[#lines + 1] = line end
  lu.assertEquals(#lines, 12)
  lu.assertEquals(lines[7], "  ...")
  lu.assertStrMatches(lines[2], "^ +1 +2 +3 .* %.%.%. .* 1000$")
  for _, line in ipairs(lines) do lu.assertTrue(#line <= 80, line) end
end

function TestText:test_blocks_of_a_cube_are_named()
  lu.assertEquals(tostring(counted(2, 1, 2)), "tensor 2 x 1 x 2, f64\n(1, :, :)\n  1  2\n(2, :, :)\n  3  4")
  local many = tostring(counted(5, 2, 1, 1))
  lu.assertStrContains(many, "\n(2, 1, :, :)\n")
  lu.assertEquals(many:sub(-4), "\n...")
end

function TestText:test_the_text_of_a_huge_empty_tensor_is_short()
  lu.assertEquals(tostring(balnet.zeros(2 ^ 40, 0)), "tensor 1099511627776 x 0, f64")
  assert_refused("too many rows for a table", function() return (balnet.zeros(2 ^ 40, 0):totable()) end)
end

TestLife = {}

function TestLife:test_a_closed_tensor_is_refused_everywhere_but_in_text()
  local x, view = counted(3), nil
  do
    local closing <close> = x
    view = closing[{ { 2, 3 } }]
  end
  lu.assertEquals(tostring(x), "tensor (closed)")
  lu.assertEquals(view:totable(), { 2, 3 }) -- a view lives on
  assert_refused("the tensor is closed", function() return (x[1]) end)
  assert_refused("the tensor is closed", function() return (#x) end)
  assert_refused("the tensor is closed", function() return (1 + x) end)
  assert_refused("the tensor is closed", function() return (-x) end)
  assert_refused("the tensor is closed", function() return (x == view) end)
  assert_refused("the tensor is closed", function() x[1] = 2 end)
  for name, method in pairs(debug.getmetatable(x).__methods) do
    local most = math.min(arity.of(method, x) or 2, 2)
    if name ~= "close" then lu.assertErrorMsgContains("is closed", method, x, table.unpack({ 1, 1 }, 1, most)) end
  end
  x:close() -- again does nothing
end

function TestLife:test_a_length_is_that_of_the_first_dimension()
  lu.assertEquals(#counted(2, 3), 2)
  assert_refused("a scalar tensor has no length", function() return (#balnet.tensor(1)) end)
end

function TestLife:test_a_value_that_is_not_a_tensor_is_refused()
  local sum = balnet.zeros(1).sum
  assert_refused("balnet.tensor expected, got table", sum, {})
  assert_refused("balnet.tensor expected, got FILE*", sum, io.stdout)
  lu.assertEquals(getmetatable(balnet.zeros(1)), "balnet.tensor")
end

function TestLife:test_item_needs_one_element()
  lu.assertEquals(balnet.full({ 1, 1 }, 3):item(), 3)
  assert_refused("item() needs one element; the tensor has 2", balnet.zeros(2).item, balnet.zeros(2))
end

TestAnnotations = {}

-- What the annotations for editors declare, as a set of names of the class.
local function annotated(class)
  local names = {}
  for _, file in ipairs { "tensor", "tensor_arithmetic", "tensor_math", "tensor_functions", "tensor_reduce", "tensor_make" } do
    local described
    for line in io.lines(os.getenv "BALNET_SOURCE" .. "/bindings/lua/balnet/meta/" .. file .. ".lua") do
      described = line:match "^%-%-%-@class ([%w.]+)" or described
      local owner, name = line:match "^function (%w+)[.:]([%w_]+)"
      name = name or line:match "^%-%-%-@field ([%a_][%w_]*) "
      if name and described == class then
        lu.assertNil(names[name], name .. " is annotated twice")
        lu.assertTrue(owner == nil or class == (owner == "tensor" and "balnet.tensor" or owner))
        names[name] = true
      end
    end
  end
  return names
end

function TestAnnotations:test_every_method_and_function_is_annotated_and_nothing_else()
  local function names_of(list)
    local names = {}
    for name in pairs(list) do names[name] = true end
    return names
  end
  lu.assertEquals(annotated "balnet.tensor", names_of(debug.getmetatable(balnet.zeros(1)).__methods))
  lu.assertEquals(annotated "balnet", names_of(require "balnet.tensor"))
end

function TestAnnotations:test_annotations_are_no_modules()
  lu.assertNil(package.preload["balnet.meta.tensor"])
end

os.exit(lu.LuaUnit.run())
