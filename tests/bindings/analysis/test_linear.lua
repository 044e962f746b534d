-- Linear models: values of statsmodels 0.13.5 for the same points, nested models, refusals.
local lu = require "luaunit"
local balnet = require "balnet"
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused

local fit = balnet.fit

local i = balnet.arange(1, 40)
local plain = balnet.stack({ i:sin(), i:square():cos(), (3 * i):sin() / 2 }, 2)
local y = plain:matmul(balnet.tensor { 1, -2, 0.5 }) + (7 * i):sin()
local product = (plain:select(2, 1) * plain:select(2, 2)):unsqueeze(2)
local x = balnet.concatenate({ plain, product }, 2)

local function assert_close(given, expected)
  local off = (given - balnet.tensor(expected)):abs() / balnet.tensor(expected):abs()
  lu.assertTrue(off:max() <= 1e-9, tostring(given))
end

TestLinear = {}

function TestLinear:test_a_model_with_an_interaction_is_that_of_statsmodels()
  local model = fit.ols(x, y)
  assert_close(model.parameters, { 0.0724265079474, 0.930953692086, -2.04747471819, 0.489519013911, -0.1095306343 })
  assert_close(model.errors, { 0.123352383995, 0.172988229541, 0.173535215093, 0.319867574546, 0.263894060291 })
  assert_close(model.t, { 0.587151262113, 5.38160136418, -11.7986122707, 1.53038023502, -0.415055322501 })
  assert_close(model.parameters_p, { 0.560870957938, 5.04919613907e-06, 9.4434976564e-14, 0.134911815782, 0.680634773505 })
  assert_close(model.low, { -0.17799214477, 0.579768915801, -2.39976993418, -0.159846685166, -0.645264058316 })
  assert_close(model.high, { 0.322845160664, 1.28213846837, -1.6951795022, 1.13888471299, 0.426202789715 })
  assert_close(balnet.tensor { model.r_squared, model.adjusted_r_squared, model.statistic, model.p },
    { 0.8333884652450902, 0.8143471469873863, 43.767372298811715, 3.7370239786253514e-13 })
  lu.assertEquals(model.degrees, 35)
end

function TestLinear:test_a_model_is_printed_as_a_table()
  local text = tostring(fit.ols({ 0, 1, 2, 3 }, { 1, 3, 4, 8 }))
  lu.assertStrContains(text, "value       error         low        high         t           p\nintercept          0.7      0.7937")
  lu.assertStrContains(text, "\nx 1                2.2")
  lu.assertStrContains(text, "degrees of freedom: 2")
  lu.assertStrMatches(tostring(fit.ols({ 1, 2 }, { 1, 3 }, { intercept = false })), ".*\nx 1 +1%.4 .*")
end

function TestLinear:test_weights_are_those_of_statsmodels()
  local model = fit.ols(x, y, { weights = 1 + i % 3 })
  assert_close(model.parameters, { 0.0945469280817, 0.941007693322, -2.16771320487, 0.457537769205, -0.16858448971 })
  assert_close(model.errors, { 0.126722953571, 0.174237610573, 0.175319147834, 0.316001273306, 0.261312993392 })
  assert_close(balnet.tensor { model.r_squared, model.statistic }, { 0.8617665418846081, 54.548713056110095 })
end

-- The F of one parameter is the square of its t.
function TestLinear:test_nested_models_are_compared()
  local larger, smaller = fit.ols(x, y), fit.ols(plain, y)
  local test = fit.compare_f_test(larger, smaller)
  lu.assertAlmostEquals(test.statistic, larger.t[5] ^ 2, 1e-12)
  lu.assertAlmostEquals(test.p, larger.parameters_p[5], 1e-12)
  lu.assertEquals({ test.degrees, test.residual_degrees }, { 1, 35 })
  assert_refused("the larger model comes first", fit.compare_f_test, smaller, larger)
  assert_refused("the second model has no numbers", fit.compare_f_test, larger, {})
end

-- The mean with its standard error; a line through the origin.
function TestLinear:test_the_intercept_alone_and_none()
  local line = fit.ols({ 1, 2, 3 }, { 2, 4.1, 5.9 }, { intercept = false })
  lu.assertAlmostEquals(line.parameters[1], (2 + 8.2 + 17.7) / 14, 1e-14)
  local known = balnet.stats.linregress({ 0, 1, 2, 4 }, { 1, 3, 4, 4 })
  local model = fit.ols({ 0, 1, 2, 4 }, { 1, 3, 4, 4 })
  lu.assertAlmostEquals(model.errors[2], known.slope_error, 1e-14)
  lu.assertAlmostEquals(model.errors[1], known.intercept_error, 1e-14)
  lu.assertIsNaN(fit.ols({ 0, 1, 2, 4 }, { 3, 3, 3, 3 }).r_squared)
end

function TestLinear:test_of_a_constant_nothing_is_explained_whatever_rounding_leaves()
  local inputs = balnet.random(4):normal(30, 2)
  for _, constant in ipairs { 0, 0.1, 1e200 } do
    local found = balnet.fit.ols(inputs, balnet.full({ 30 }, constant))
    for _, name in ipairs { "r_squared", "adjusted_r_squared", "statistic", "p" } do lu.assertNaN(found[name], name) end
  end
  lu.assertTrue(balnet.fit.ols(inputs, 0.1 + 1e-9 * inputs:select(2, 1)).r_squared > 0.999999)
end

function TestLinear:test_what_has_no_answer_is_refused()
  assert_refused("they fix only 2 of 3 parameters", fit.ols, { { 1, 2 }, { 2, 4 }, { 3, 6 }, { 5, 10 } }, { 1, 2, 3, 4 })
  assert_refused("they fix only 1 of 2 parameters", fit.ols, { 3, 3, 3 }, { 1, 2, 3 })
  assert_refused("2 samples and 2 parameters were given; more samples", fit.ols, { 1, 2 }, { 1, 2 })
  assert_refused("x is 3 x 1 and y 2; n x inputs and n were needed", fit.ols, { 1, 2, 3 }, { 1, 2 })
  assert_refused("a number of x is not finite", fit.ols, { 1, 2, 0 / 0 }, { 1, 2, 3 })
  assert_refused("a weight is not positive", fit.ols, { 1, 2, 4 }, { 1, 2, 3 }, { weights = { 1, 0, 1 } })
  assert_refused("field 'confidence' is 95; a number between 0 and 1", fit.ols, { 1, 2, 4 }, { 1, 2, 3 }, { confidence = 95 })
end

os.exit(lu.LuaUnit.run())
