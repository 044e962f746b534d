-- Straight lines through points. Expected values by hand.
local lu = require "luaunit"
local balnet = require "balnet"

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
  lu.assertErrorMsgContains("y is a number", line, { 1, 2 }, 3)
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

os.exit(lu.LuaUnit.run())
