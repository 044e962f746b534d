-- Arithmetic, functions, reductions, sorting and products of tensors in Lua. The numbers behind the functions are
-- tested in tests/engine; here it is their interface in Lua: every name, broadcasting, dtypes, in-place forms, numbers
-- in and out.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

TestArithmetic = {}

function TestArithmetic:test_operators_go_element_by_element_as_on_numbers()
  local operators = {
    function(a, b) return a + b end, function(a, b) return a - b end, function(a, b) return a * b end,
    function(a, b) return a / b end, function(a, b) return a ^ b end, function(a, b) return a % b end,
    function(a, b) return a // b end, function(a) return -a end,
  }
  local values = { -7, -2.5, 0.5, 3, 8 }
  for number, operator in ipairs(operators) do
    for _, a in ipairs(values) do
      for _, b in ipairs(values) do
        local expected = operator(a, b)
        if expected == expected then -- negative numbers have no broken powers
          local what = number .. ": " .. a .. ", " .. b
          lu.assertAlmostEquals(operator(balnet.tensor { a }, balnet.tensor { b })[1], expected, 1e-9, what)
          lu.assertAlmostEquals(operator(balnet.tensor { a }, b)[1], expected, 1e-9, what)
          lu.assertAlmostEquals(operator(balnet.tensor { -a }, 1)[1], operator(-a, 1), 1e-9, what)
        end
      end
    end
  end
  lu.assertEquals((2 - balnet.tensor { 5 })[1], -3)
  lu.assertEquals((2 ^ balnet.tensor { 5 })[1], 32)
  lu.assertEquals((7 // balnet.tensor { 2 })[1], 3)
end

function TestArithmetic:test_shapes_broadcast()
  local column, row = balnet.tensor { { 10 }, { 20 } }, balnet.tensor { 1, 2, 3 }
  lu.assertEquals((column + row):totable(), { { 11, 12, 13 }, { 21, 22, 23 } })
  lu.assertEquals({ (balnet.zeros(5, 1, 3) * column):shape() }, { 5, 2, 3 })
  lu.assertEquals({ (balnet.zeros(0, 3) + row):shape() }, { 0, 3 })
  lu.assertEquals({ (balnet.tensor(1) + balnet.tensor(2)):dims() }, { 0 })
  assert_refused("shapes 3 x 4 and 5 x 4 do not broadcast: dimension 1 is 3 and 5",
    function() return (balnet.zeros(3, 4) + balnet.zeros(5, 4)) end)
  assert_refused("shapes 2 x 3 and 2 do not broadcast: dimension 2 is 3 and 2",
    function() return (balnet.zeros(2, 3) + balnet.zeros(2)) end)
end

function TestArithmetic:test_a_result_beyond_all_memory_is_refused()
  local long = balnet.zeros(2 ^ 20)
  assert_refused("this machine has", function() return (long:unsqueeze(2) + long) end)
  assert_refused("this machine has", long.outer, long, long)
end

function TestArithmetic:test_numbers_keep_the_dtype_and_tensors_widen_it()
  local single, double = balnet.ones(2, "f32"), balnet.ones(2)
  lu.assertEquals((single * 0.1):dtype(), "f32")
  lu.assertEquals((single + single):dtype(), "f32")
  lu.assertEquals((single + double):dtype(), "f64")
  lu.assertEquals((1 - double):dtype(), "f64")
  lu.assertEquals((single * 0.1)[1], (string.unpack("f", string.pack("f", 0.1))))
  lu.assertTrue((single * 0.1):eq(0.1):all()) -- the number is brought to f32 too
  lu.assertEquals(single:add_(double):dtype(), "f32")
end

function TestArithmetic:test_an_operand_that_is_not_a_number_is_refused()
  assert_refused("a tensor or a number was needed; operand 2 is a string", function() return (balnet.zeros(1) + "1") end)
  assert_refused("a tensor or a number was needed; operand 1 is a nil", function() return (nil * balnet.zeros(1)) end)
  assert_refused("a tensor or a number was needed; operand 2 is a table", function() return (balnet.zeros(1) / {}) end)
  assert_refused("operand 2 is a no value", balnet.zeros(1).add, balnet.zeros(1))
  assert_refused("number expected, got table", balnet.exp, {})
end

function TestArithmetic:test_tensors_are_equal_by_value()
  lu.assertTrue(balnet.zeros(2, 2) == balnet.zeros(2, 2, "f32"))
  lu.assertFalse(balnet.zeros(2, 2) == balnet.zeros(4))
  lu.assertFalse(balnet.zeros(2) == balnet.ones(2))
  lu.assertTrue(balnet.zeros(0, 2) == balnet.zeros(0, 2))
  local undefined = balnet.tensor { 0 / 0 }
  lu.assertFalse(undefined == undefined:clone())
  lu.assertTrue(undefined == undefined) -- Lua calls no metamethod to compare an object with itself
  lu.assertFalse(balnet.zeros(1) == io.stdout)
end

TestFunctions = {}

local unary = {
  "abs", "neg", "sign", "reciprocal", "floor", "ceil", "round", "trunc", "sqrt", "square", "exp", "expm1", "log", "log1p",
  "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "relu", "sigmoid",
  "softplus", "is_nan", "is_finite",
}
local binary = {
  "add", "sub", "mul", "div", "pow", "idiv", "mod", "minimum", "maximum", "atan2", "hypot", "eq", "ne", "lt", "le", "gt", "ge",
}

function TestFunctions:test_method_function_and_in_place_form_agree()
  local x = balnet.tensor { { 0.25, 0.5 }, { 0.75, 0.9 } }
  for _, name in ipairs(unary) do
    local expected = x[name](x)
    lu.assertTrue(balnet[name](x) == expected, name)
    lu.assertEquals(balnet[name](0.75), expected[{ 2, 1 }], name)
    local y = x:clone()
    lu.assertTrue(rawequal(y[name .. "_"](y), y), name)
    lu.assertTrue(y == expected, name)
  end
  for _, name in ipairs(binary) do
    local expected = x[name](x, x:t())
    lu.assertTrue(balnet[name](x, x:t()) == expected, name)
    lu.assertEquals(balnet[name](0.5, 0.75), expected[{ 1, 2 }], name)
    local y = x:clone()
    lu.assertTrue(y[name .. "_"](y, y:t()) == expected, name) -- and the operand overlaps what is written
  end
end

function TestFunctions:test_a_few_values_of_functions()
  lu.assertEquals(balnet.exp(0), 1)
  lu.assertEquals(balnet.tensor({ -1, 2 }):relu():totable(), { 0, 2 })
  lu.assertEquals(balnet.tensor({ 4 }, "f32"):sqrt():dtype(), "f32")
  lu.assertEquals(balnet.maximum(2, balnet.tensor { 1, 3 }):totable(), { 2, 3 })
  lu.assertEquals(balnet.tensor({ 1, 2, 3 }):ge(2):totable(), { 0, 1, 1 })
end

function TestFunctions:test_in_place_keeps_the_shape()
  local x = balnet.zeros(3)
  lu.assertEquals(x:add_(1):mul_(balnet.tensor { 1, 2, 3 }):totable(), { 1, 2, 3 })
  x[{ { 1, 2 } }]:neg_()
  lu.assertEquals(x:totable(), { -1, -2, 3 })
  assert_refused("shape 2 x 3 does not broadcast to 3", x.add_, x, balnet.zeros(2, 3))
  local square = balnet.tensor { { 1, 2 }, { 3, 4 } }
  lu.assertEquals(square:add_(square:t()):totable(), { { 2, 5 }, { 5, 8 } })
  lu.assertEquals(square:sub_(square[1]):totable(), { { 0, 0 }, { 3, 3 } })
end

function TestFunctions:test_where_and_clamp()
  local x = balnet.tensor { -2, 0.5, 3 }
  lu.assertEquals(balnet.where(x:gt(0), x, 0):totable(), { 0, 0.5, 3 })
  lu.assertEquals(balnet.where(x:gt(0), 1, balnet.tensor { { 5 }, { 6 } }):totable(), { { 5, 1, 1 }, { 6, 1, 1 } })
  lu.assertEquals(balnet.where(balnet.tensor { 1, 0 }, 7, 8):totable(), { 7, 8 })
  lu.assertEquals(balnet.where(balnet.ones(1), balnet.ones(1, "f32"), 0):dtype(), "f32")
  lu.assertEquals(x:clamp(-1, 1):totable(), { -1, 0.5, 1 })
  lu.assertEquals(x:clamp_(0, math.huge):totable(), { 0, 0.5, 3 })
  assert_refused("clamp needs low <= high; 2.0 and 1.0 were given", x.clamp, x, 2, 1)
  assert_refused("clamp needs low <= high", x.clamp, x, 0 / 0, 1)
  assert_refused("bad argument #3 to 'f' (number expected, got no value)", x.clamp, x, 1)
  assert_refused("balnet.tensor expected, got number", balnet.where, 1, x, x)
end

TestReductions = {}

function TestReductions:setUp() self.x = balnet.tensor { { 3, 1, 2 }, { 6, 5, 7 } } end

function TestReductions:test_without_a_dimension_a_reduction_is_a_number()
  local x = self.x
  lu.assertEquals({ x:sum(), x:prod(), x:mean(), x:min(), x:max() }, { 24, 1260, 4, 1, 7 })
  lu.assertEquals({ x:argmin(), x:argmax(), x:count_nonzero() }, { 2, 6, 6 })
  lu.assertEquals(math.type(x:argmin()), "integer")
  lu.assertAlmostEquals(x:var(), 28 / 5, 1e-14)
  lu.assertAlmostEquals(x:var(nil, 0), 28 / 6, 1e-14)
  lu.assertAlmostEquals(x:std(), math.sqrt(28 / 5), 1e-14)
  lu.assertAlmostEquals(x:norm(), math.sqrt(124), 1e-14)
  lu.assertEquals({ x:norm(nil, 1), x:norm(nil, math.huge), x:median(), x:quantile(0) }, { 24, 7, 4, 1 })
  lu.assertEquals({ x:any(), x:all(), x:gt(6):all(), x:gt(7):any() }, { true, true, false, false })
end

function TestReductions:test_with_a_dimension_it_is_a_tensor()
  local x = self.x
  lu.assertEquals(x:sum(1):totable(), { 9, 6, 9 })
  lu.assertEquals(x:sum(-1):totable(), { 6, 18 })
  lu.assertEquals(x:mean(2, true):totable(), { { 2 }, { 6 } })
  lu.assertEquals(x:argmax(2):totable(), { 1, 3 })
  lu.assertEquals(x:t():argmin(1, true):totable(), { { 2, 2 } })
  lu.assertEquals(x:var(2):totable(), { 1, 1 })
  lu.assertEquals(x:std(2, 0, true):totable(), { { math.sqrt(2 / 3) }, { math.sqrt(2 / 3) } })
  lu.assertEquals(x:norm(1, 1):totable(), { 9, 6, 9 })
  lu.assertEquals(x:median(2):totable(), { 2, 6 })
  lu.assertEquals(x:quantile(0.75, 2, true):totable(), { { 2.5 }, { 6.5 } })
  lu.assertEquals({ x[1]:sum(1):dims(), x[1]:sum(1):item() }, { 0, 6 })
  lu.assertEquals({ x:to("f32"):mean(1):dtype(), x:to("f32"):argmin(1):dtype() }, { "f32", "f64" })
  lu.assertEquals((x - x:mean(2, true)):sum(2):totable(), { 0, 0 })
end

-- Lines are taken abreast in groups that depend on how many there are, how long they are and how they lie.
function TestReductions:test_a_line_has_the_bits_that_it_has_alone()
  local random = balnet.random { seed = 3 }
  for _, size in ipairs { { 3, 7 }, { 300, 13 }, { 20, 70 }, { 33, 66 }, { 260, 9 } } do
    local whole = random:normal(size[1], size[2]) * 1e3
    whole[{ 2, 3 }] = 0 / 0
    for _, x in ipairs { whole, whole:to "f32", whole:t(), whole[{ true, { -1, 1, -1 } }], whole:relu() } do
      for _, op in ipairs { "sum", "mean", "var", "std", "min", "max" } do
        local lines = x[op](x, 1)
        for j = 1, x:shape(2) do
          local alone = x[{ true, j }]:clone()
          local expected = x:dtype() == "f32" and balnet.tensor({ alone[op](alone) }, "f32")[1] or alone[op](alone)
          lu.assertIsTrue(lines[j] == expected or (lines[j] ~= lines[j] and expected ~= expected),
            ("%s, column %d of %d x %d: %.17g and %.17g"):format(op, j, x:shape(1), x:shape(2), lines[j], expected))
        end
      end
    end
  end
end

function TestReductions:test_wrong_arguments_are_refused()
  local x = self.x
  assert_refused("dimension 3 does not exist: the tensor has 2", x.sum, x, 3)
  assert_refused("dimension 0 does not exist", x.sum, x, 0)
  assert_refused("number expected, got string", x.sum, x, "rows")
  assert_refused("the correction is 0 (divide by n) or 1 (by n - 1)", x.var, x, 1, 2)
  assert_refused("the norm is 1, 2 or math.huge", x.norm, x, 1, 3)
  assert_refused("the quantile is 2; it must be 0 to 1", x.quantile, x, 2)
  assert_refused("no least and no greatest", balnet.zeros(0).max, balnet.zeros(0))
  assert_refused("no least and no greatest", x.argmin, balnet.zeros(2, 0), 2)
  assert_refused("this machine has", x.sum, balnet.zeros(0, 2 ^ 40), 1)
end

function TestReductions:test_running_sums_and_sorting_go_along_the_last_dimension_by_default()
  local x = self.x
  lu.assertEquals(x:cumsum():totable(), { { 3, 4, 6 }, { 6, 11, 18 } })
  lu.assertEquals(x:cumsum(1):totable(), { { 3, 1, 2 }, { 9, 6, 9 } })
  lu.assertEquals(x:sort():totable(), { { 1, 2, 3 }, { 5, 6, 7 } })
  lu.assertEquals(x:sort(1, "descending"):totable(), { { 6, 5, 7 }, { 3, 1, 2 } })
  lu.assertEquals(x:argsort():totable(), { { 2, 3, 1 }, { 2, 1, 3 } })
  lu.assertEquals(x:take(1, x:sum(2):argsort(1, "descending"))[1]:totable(), { 6, 5, 7 })
  assert_refused("'down' was given; it must be one of: ascending, descending", x.sort, x, 1, "down")
  assert_refused("a scalar tensor has no dimension to go along", x.sort, balnet.tensor(1))
  lu.assertEquals({ balnet.zeros(2 ^ 40, 0):sort():shape() }, { 2 ^ 40, 0 })
end

TestProducts = {}

function TestProducts:test_products_have_their_shapes_and_values()
  local a, b, v = balnet.tensor { { 1, 2 }, { 3, 4 } }, balnet.tensor { { 0, 1 }, { 1, 0 } }, balnet.tensor { 1, -1 }
  lu.assertEquals(a:matmul(b):totable(), { { 2, 1 }, { 4, 3 } })
  lu.assertEquals(balnet.matmul(a, v):totable(), { -1, -1 })
  lu.assertEquals(v:matmul(a):totable(), { -2, -2 })
  lu.assertEquals(v:matmul(v):item(), 2)
  lu.assertEquals({ v:dot(v), a:trace() }, { 2, 5 })
  lu.assertEquals(v:outer(balnet.tensor { 2, 3, 4 }):totable(), { { 2, 3, 4 }, { -2, -3, -4 } })
  lu.assertEquals(a:to("f32"):matmul(b:to "f32"):dtype(), "f32")
  lu.assertEquals(a:to("f32"):matmul(b):dtype(), "f64")
  lu.assertEquals({ balnet.zeros(5, 2, 3):matmul(balnet.zeros(3, 4)):shape() }, { 5, 2, 4 })
  assert_refused("shapes 2 x 2 and 3 do not multiply: the inner extents are 2 and 3", a.matmul, a, balnet.zeros(3))
  assert_refused("a vector was needed; argument 1 is 2 x 2", a.outer, a, v)
  assert_refused("the vectors are 2 and 3; two of one length were needed", v.dot, v, balnet.zeros(3))
  assert_refused("a diagonal needs a matrix", v.trace, v)
  assert_refused("balnet.tensor expected, got number", a.matmul, a, 2)
end

function TestProducts:test_a_product_is_the_same_from_a_view_and_from_a_copy()
  local x = balnet.arange(60):reshape(6, 10)
  local view = x[{ { 1, 6, 2 }, { 2, 10, 3 } }]
  lu.assertTrue(view:matmul(view:t()) == view:clone():matmul(view:t():clone()))
end

TestTruth = {}

function TestTruth:test_a_comparison_says_what_to_write()
  local x, y = balnet.arange(3), balnet.arange(3)
  assert_refused("write t:gt(0)", function() return x > 0 end)
  assert_refused("write t:lt(2.5)", function() return x < 2.5 end)
  assert_refused("write t:ge(0)", function() return x >= 0 end)
  assert_refused("write t:le(1)", function() return x <= 1 end)
  assert_refused("write t:gt(1)", function() return 1 < x end)
  assert_refused("write t:lt(u)", function() return x < y end)
end

function TestTruth:test_truth_values_are_joined_element_by_element()
  local x = balnet.arange(4)
  lu.assertEquals((x:gt(1) & x:lt(4)):totable(), { 0, 1, 1, 0 })
  lu.assertEquals((x:lt(2) | x:gt(3)):totable(), { 1, 0, 0, 1 })
  lu.assertEquals((~x:gt(2)):totable(), { 1, 1, 0, 0 })
  lu.assertEquals((x & balnet.tensor { 0, 0.5, -2, 0 }):totable(), { 0, 1, 1, 0 }) -- what is not 0 is true
  lu.assertEquals((x:reshape(2, 2) & 1):totable(), { { 1, 1 }, { 1, 1 } })
  assert_refused("a tensor or a number was needed", function() return x & true end)
end

local inf = math.huge
local function of(...) return balnet.tensor { ... } end

-- The signs of Lua's and NumPy's modulus, where the product of rest and divisor underflows.
function TestTruth:test_the_modulus_has_the_sign_of_the_divisor_at_every_size()
  for _, pair in ipairs { { -1e-200, 1e-190 }, { 1e-200, -1e-190 }, { -5e-324, 1e-323 }, { -1, inf }, { 7, -3 } } do
    lu.assertEquals(balnet.mod(pair[1], pair[2]), pair[1] % pair[2])
  end
end

function TestTruth:test_quantiles_beside_infinity_are_that_infinity()
  lu.assertEquals({ of(-inf, 1):median(), of(1, inf):median(), of(-inf, 1, 2):quantile(0.1) }, { -inf, inf, -inf })
  lu.assertEquals(of(-inf, 1, 2):quantile(0.75), 1.5)
  lu.assertNotEquals(of(-inf, inf):median(), of(-inf, inf):median())
  lu.assertEquals(of(-1.7e308, 1.7e308):median(), 0)
end

function TestTruth:test_sums_and_products_of_vectors_are_compensated_alike()
  local canceling = of(1, 1e16, -1e16)
  lu.assertEquals({ canceling:sum(), canceling:mean() * 3, canceling:cumsum()[3], canceling:dot(balnet.ones(3)) }, { 1, 1, 1, 1 })
  lu.assertEquals(canceling:reshape(1, 3):sum(2)[1], 1)
  lu.assertEquals(balnet.tensor({ 1, 1e16, -1e16, 0, 1, 1e16, -1e16, 0, 1 }):sum(), 3)
  lu.assertEquals({ of(inf, 1, 2):sum(), of(-inf, 1):norm(nil, 1) }, { inf, inf })
  lu.assertNotEquals(of(inf, -inf):sum(), of(inf, -inf):sum())
  -- 0.1 in f32 is 0.100000001490116; a sum in f32 is off by some thousands
  lu.assertAlmostEquals(balnet.full({ 10 ^ 7 // 1 }, 0.1, "f32"):dot(balnet.ones(10 ^ 7 // 1, "f32")), 1000000.01490116, 1e-6)
end

function TestTruth:test_deviations_that_can_be_held_survive_squares_that_can_not()
  lu.assertEquals({ of(1e200, -1e200):std(nil, 0), of(3e-200, -3e-200):std(nil, 0), of(1.7e308, -1.7e308):std(nil, 0) },
    { 1e200, 3e-200, 1.7e308 })
  lu.assertEquals(of(1e200, -1e200):var(), inf)
  local mixed = balnet.zeros(8000)
  mixed[{ { 2001, 4000 } }], mixed[{ { 4001, 8000 } }] = 3e150, -3e150
  mixed[{ { 1, 2000 } }] = 5e-310
  lu.assertAlmostEquals(mixed:std(nil, 0) / 3e150, (0.75 - 0.0625) ^ 0.5, 1e-13)
end

-- Divided by n in double, the sum of n equal numbers is not always that number.
function TestTruth:test_equal_numbers_have_no_variance()
  for _, value in ipairs { 3.7, 0.1, -1e300, 5e-324 } do
    lu.assertEquals({ balnet.full({ 1001 }, value):std(), balnet.full({ 7, 1001 }, value):var(2):max() }, { 0, 0 })
  end
end

function TestTruth:test_any_all_and_counts_go_along_a_dimension()
  local t = balnet.tensor { { 1, 0, 0 / 0 }, { 2, 0, 0 } }
  lu.assertEquals({ t:any(1):totable(), t:all(1):totable(), t:any(2):totable() }, { { 1, 0, 1 }, { 1, 0, 0 }, { 1, 1 } })
  lu.assertEquals({ { t:all(-1, true):shape() }, t:any(), t:all(), balnet.zeros(0, 2):all(1):totable() },
    { { 2, 1 }, true, false, { 1, 1 } })
  local count = balnet.ones(1, 2 ^ 24 + 1 | 0, "f32"):count_nonzero(2)
  lu.assertEquals({ count[1], count:dtype() }, { 16777217, "f64" })
end

function TestTruth:test_a_range_may_span_more_than_the_largest_number()
  lu.assertEquals(balnet.linspace(-1.7e308, 1.7e308, 3):totable(), { -1.7e308, 0, 1.7e308 })
  lu.assertEquals(#balnet.arange(-1.7e308, 1.7e308, 1e308), 4) -- 3.4e308 is three steps and a part of one
  assert_refused("bad argument #2 to", balnet.linspace, 0, math.huge, 3)
  assert_refused("bad argument #1 to", balnet.linspace, 0 / 0, 1, 3)
end

TestSeveralDimensions = {}

-- 2 x 3 x 2, counted from 1 in row-major order
function TestSeveralDimensions:setUp() self.x = balnet.arange(12):reshape(2, 3, 2) end

function TestSeveralDimensions:test_they_are_reduced_as_one()
  lu.assertEquals(self.x:sum({ 1, 3 }):totable(), { 1 + 2 + 7 + 8, 3 + 4 + 9 + 10, 5 + 6 + 11 + 12 })
  lu.assertEquals(self.x:mean({ -1, 1 }):totable(), { 4.5, 6.5, 8.5 })
  lu.assertEquals({ self.x:max({ 2, 3 }, true):shape() }, { 2, 1, 1 })
  lu.assertEquals(self.x:max({ 2, 3 }, true):flatten():totable(), { 6, 12 })
  lu.assertEquals(self.x:var({ 2, 3 }, 0):totable(), { 35 / 12, 35 / 12 }) -- of 6 neighbours: (6^2 - 1) / 12
  lu.assertEquals(self.x:median({ 1, 2 }):totable(), { 6, 7 })
  lu.assertEquals(self.x:gt(6):any({ 2, 3 }, true):flatten():totable(), { 0, 1 })
  lu.assertEquals(self.x:sum({ 1, 2, 3 }):item(), 78)
  lu.assertEquals(self.x:to("f32"):sum({ 2, 1 }):dtype(), "f32")
  lu.assertEquals(balnet.zeros(2, 0, 3):sum({ 1, 2 }):totable(), { 0, 0, 0 })
end

function TestSeveralDimensions:test_what_names_no_such_dimensions_is_refused()
  assert_refused("dimension 2 is named twice", self.x.sum, self.x, { 2, -2 })
  assert_refused("dimension 4 does not exist: the tensor has 3", self.x.sum, self.x, { 1, 4 })
  assert_refused("a table of at least one dimension, each named once, was needed", self.x.sum, self.x, {})
  assert_refused("a position is counted along one dimension", self.x.argmax, self.x, { 1, 2 })
end

-- Products of f32 are summed in f32, within m 2^-24 of the sum of sizes; dot sums in f64 (Higham 2002, section 3.5).
function TestProducts:test_the_sums_of_single_products_are_within_their_bound()
  local m = 100000
  local x = balnet.full({ m }, 0.1):to "f32"
  local exact = m * x[1] ^ 2
  local product = x:reshape(1, m):matmul(x:reshape(m, 1)):item()
  lu.assertTrue(math.abs(product - exact) <= m * 2.0 ^ -24 * exact)
  lu.assertAlmostEquals(x:dot(x), exact, 1e-9 * exact)
  lu.assertAlmostEquals(x:to("f64"):reshape(1, m):matmul(x:to("f64"):reshape(m, 1)):item(), exact, 1e-9 * exact)
end

function TestProducts:test_evenly_spaced_numbers_reach_over_the_whole_range()
  lu.assertEquals(balnet.arange(-1.7e308, 1.7e308, 1.7e308):totable(), { -1.7e308, 0, 1.7e308 })
  lu.assertEquals(balnet.arange(1.7e308, -1.7e308, -1.7e308):totable(), { 1.7e308, 0, -1.7e308 })
end

os.exit(lu.LuaUnit.run())
