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

function TestFit:test_points_that_do_not_pair_are_refused()
  lu.assertErrorMsgContains("3 x and 2 y were given", balnet.fit.line, { 1, 2, 3 }, { 1, 2 })
  lu.assertErrorMsgContains("1 x and 1 y were given", balnet.fit.power_law, { 1 }, { 1 })
end

os.exit(lu.LuaUnit.run())
