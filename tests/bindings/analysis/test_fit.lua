-- Lines and curves through points. Expected values by hand, planted, certified by NIST, and beside SciPy where python3 has it.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local curve_fit = balnet.fit.curve_fit

TestFit = {}

function TestFit:test_points_on_a_line_give_it_back()
  local slope, intercept, r_squared = balnet.fit.line({ 1, 2, 4 }, balnet.tensor { 5, 7, 11 })
  lu.assertAlmostEquals(slope, 2, 1e-14)
  lu.assertAlmostEquals(intercept, 3, 1e-14)
  lu.assertAlmostEquals(r_squared, 1, 1e-14)
end

function TestFit:test_a_line_has_the_least_squares()
  local slope, intercept, r_squared = balnet.fit.line({ 0, 1, 2 }, { 0, 3, 3 })
  lu.assertAlmostEquals(slope, 1.5, 1e-14)
  lu.assertAlmostEquals(intercept, 0.5, 1e-14)
  lu.assertAlmostEquals(r_squared, 0.75, 1e-14)
end

function TestFit:test_a_power_law_is_a_line_of_logarithms()
  local exponent, factor = balnet.fit.power_law({ 1, 2, 8 }, { 3, 3 * 2 ^ 1.5, 3 * 8 ^ 1.5 })
  lu.assertAlmostEquals(exponent, 1.5, 1e-14)
  lu.assertAlmostEquals(factor, 3, 1e-13)
end

-- x that differ by rounding alone have no slope, and y that do have no variance to explain.
function TestFit:test_points_without_a_line_are_refused()
  local line, law = balnet.fit.line, balnet.fit.power_law
  lu.assertErrorMsgContains("all x are 1; two that differ were needed", line, { 1, 1, 1 }, { 1, 2, 3 })
  lu.assertErrorMsgContains("all x are 0.3", line, { 0.1 + 0.2, 0.3 }, { 1, 2 })
  lu.assertErrorMsgContains("x[2] is nan; a finite number was needed", line, { 1, 0 / 0 }, { 1, 2 })
  lu.assertErrorMsgContains("y[1] is -inf; a finite number", line, { 1, 2 }, { -math.huge, 2 })
  lu.assertErrorMsgContains("x has 2 dimensions; a vector was needed", line, balnet.zeros(2, 2), balnet.zeros(2, 2))
  lu.assertErrorMsgContains("bad argument #2 to 'line' (a tensor or an array of numbers was needed; 3 was given)", line, { 1, 2 }, 3)
  lu.assertErrorMsgContains("x[1] is -1.0; a positive number was needed", law, { -1, 2 }, { 1, 2 })
  lu.assertErrorMsgContains("y[2] is 0.0; a positive number", law, { 1, 2 }, { 1, 0 })
  local slope, intercept, r_squared = line({ 1, 2, 3 }, { 0.3, 0.1 + 0.2, 0.3 })
  lu.assertEquals({ slope, r_squared == r_squared }, { 0, false })
  lu.assertAlmostEquals(intercept, 0.3, 1e-15)
end

function TestFit:test_a_line_does_not_depend_on_units()
  local slope, intercept, r_squared = balnet.fit.line({ 1e-200, 2e-200, 4e-200 }, { 5e-190, 7e-190, 11e-190 })
  lu.assertAlmostEquals(slope / 2e10, 1, 1e-14)
  lu.assertAlmostEquals(intercept / 3e-190, 1, 1e-13)
  lu.assertAlmostEquals(r_squared, 1, 1e-14)
end

function TestFit:test_points_that_do_not_pair_are_refused()
  lu.assertErrorMsgContains("3 x and 2 y were given", balnet.fit.line, { 1, 2, 3 }, { 1, 2 })
  lu.assertErrorMsgContains("1 x and 1 y were given", balnet.fit.power_law, { 1 }, { 1 })
end

local function decay(t, a, tau, c) return (-t / tau):exp() * a + c end

function TestFit:test_planted_parameters_are_found()
  local t = balnet.linspace(0, 5, 60)
  local curve = curve_fit(decay, t, decay(t, 3, 0.7, 0.2), { 1, 1, 0 })
  for k, planted in ipairs { 3, 0.7, 0.2 } do lu.assertAlmostEquals(curve.parameters[k], planted, 1e-12) end
  lu.assertTrue(curve.sum_of_squares < 1e-24)
  lu.assertEquals(curve.degrees, 57)
  local f32 = curve_fit(decay, t:to "f32", decay(t, 3, 0.7, 0.2):to "f32", { 1, 1, 0 })
  lu.assertAlmostEquals(f32.parameters[2], 0.7, 1e-5)
end

-- The certified values of Misra1a of NIST's Statistical Reference Datasets, from its first, farther start.
function TestFit:test_a_certified_fit_is_met_to_nine_digits()
  local y = { 10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78 }
  local x = { 77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0 }
  local curve = curve_fit(function(t, a, b) return (1 - (t * -b):exp()) * a end, x, y, { 500, 0.0001 })
  local function assert_close(found, certified) lu.assertAlmostEquals(found / certified, 1, 1e-9) end
  assert_close(curve.parameters[1], 2.3894212918E+02)
  assert_close(curve.parameters[2], 5.5015643181E-04)
  assert_close(curve.errors[1], 2.7070075241E+00)
  assert_close(curve.errors[2], 7.2668688436E-06)
  assert_close(curve.sum_of_squares, 1.2455138894E-01)
end

-- Rosenbrock's valley: the minimum is 0 at (1, 1); no degrees of freedom are left for errors.
function TestFit:test_a_bent_valley_is_followed_to_its_end()
  local curve = curve_fit(function(_, a, b) return balnet.tensor { 10 * (b - a * a), 1 - a } end, {}, { 0, 0 }, { -1.2, 1 })
  lu.assertAlmostEquals(curve.parameters[1], 1, 1e-9)
  lu.assertAlmostEquals(curve.parameters[2], 1, 1e-9)
  lu.assertIsNaN(curve.errors[1])
end

-- The errors that the fit predicts are the spread of its results over noise: of 200 within four standard errors, 4 / 400^(1/2).
function TestFit:test_standard_errors_are_the_spread_over_noise()
  local t, random = balnet.linspace(0, 5, 40), balnet.random { seed = 8 }
  local found, predicted = {}, 0
  for i = 1, 200 do
    local curve = curve_fit(decay, t, decay(t, 3, 0.7, 0.2) + random:normal(40) * 0.05, { 2, 1, 0 },
      { sigma = 0.05, absolute_sigma = true })
    found[i], predicted = curve.parameters[2], curve.errors[2]
  end
  lu.assertAlmostEquals(balnet.tensor(found):std() / predicted, 1, 0.2)
end

function TestFit:test_a_model_that_does_not_fit_is_refused()
  local t = balnet.linspace(0, 5, 60)
  local y = decay(t, 3, 0.7, 0.2)
  assert_refused("the model is 3; 60, the shape of y, was needed", curve_fit, function(x, a) return x[{ { 1, 3 } }] * a end, t, y, { 1 })
  assert_refused("the model is a number; a tensor of the shape of y was needed", curve_fit, function(_, a) return a end, t, y, { 1 })
  assert_refused("the points fix only 1 of 2 parameters", curve_fit, function(x, a, b) return x * (a + b) end, t, y, { 1, 2 })
  assert_refused("the model is not finite at the initial parameters", curve_fit, function(x, a) return (x * a):log() end, t, y, { -1 })
  assert_refused("did not converge in 3 evaluations of the model (the parameters are 1.0, 1.0, 0.0", curve_fit, decay, t, y, { 1, 1, 0 },
    { evaluations = 3 })
  assert_refused("the derivative of the model by parameter 1 is not finite", curve_fit,
    function(x, a) return x * math.sqrt(1 - a) end, t, y, { 1 })
  assert_refused("element 2 of initial is nan", curve_fit, decay, t, y, { 1, 0 / 0, 1 })
  assert_refused("element 1 of y is inf", curve_fit, decay, t, { math.huge }, { 1 })
  assert_refused("1 points and 2 parameters were given", curve_fit, decay, { 1 }, { 1 }, { 1, 2 })
  assert_refused("an element of sigma is not positive", curve_fit, decay, t, y, { 1, 1, 1 }, { sigma = 0 })
  assert_refused("sigma has 2 elements; 60", curve_fit, decay, t, y, { 1, 1, 1 }, { sigma = { 1, 2 } })
  assert_refused("jacobian gave 1 values; a derivative for each of 3 parameters", curve_fit, decay, t, y, { 1, 1, 1 },
    { jacobian = function(x) return x end })
  assert_refused("field 'tolerance' is 0", curve_fit, decay, t, y, { 1, 1, 1 }, { tolerance = 0 })
end

-- A step into where the model is NaN is taken back: the square root of a negative number on the way to a small amplitude.
function TestFit:test_a_step_out_of_the_domain_is_taken_back()
  local t = balnet.linspace(0, 1, 20)
  local curve = curve_fit(function(x, a) return x * math.sqrt(a) end, t, t * 0.1, { 4 })
  lu.assertAlmostEquals(curve.parameters[1], 0.01, 1e-9)
end

-- Sums of squares tell parameters apart by roundoff^(1/2) times their errors; with small noise that is less than the bound.
function TestFit:test_scipy_finds_the_same()
  local t, random = balnet.linspace(0, 5, 60), balnet.random { seed = 3 }
  local sigma = random:uniform(60) + 0.5
  local y = decay(t, 3, 0.7, 0.2) + random:normal(60) * sigma * 0.001
  local function jacobian(x, a, tau) return (-x / tau):exp(), (-x / tau):exp() * x * (a / tau ^ 2), x * 0 + 1 end
  local plain = curve_fit(decay, t, y, { 1, 1, 0 }, { jacobian = jacobian, tolerance = 1e-15 })
  local weighted = curve_fit(decay, t, y, { 1, 1, 0 }, { jacobian = jacobian, tolerance = 1e-15, sigma = sigma,
    absolute_sigma = true })
  lu.assertEquals(compare("scipy_fit.py", "scipy.optimize", { t = t, y = y, sigma = sigma, plain = plain.parameters,
    plain_covariance = plain.covariance, weighted = weighted.parameters, weighted_covariance = weighted.covariance }), 4)
end

os.exit(lu.LuaUnit.run())
