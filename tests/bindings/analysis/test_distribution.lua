-- Distributions of statistics: values known by heart, ends and refusals; beside SciPy where python3 has it.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local stats = balnet.stats
local assert_refused = refused.assert_refused
local inf, nan = math.huge, 0 / 0

TestDistribution = {}

function TestDistribution:test_values_known_by_heart()
  lu.assertAlmostEquals(stats.norm():ppf(0.975), 1.959963984540054, 1e-14)
  lu.assertAlmostEquals(stats.t(1):ppf(0.75), 1, 1e-14) -- Cauchy's
  lu.assertAlmostEquals(stats.chi2(2):sf(3), math.exp(-1.5), 1e-15)
  lu.assertAlmostEquals(stats.f(2, 2):cdf(3), 0.75, 1e-15)
  lu.assertAlmostEquals(stats.beta(1, 3):cdf(0.2), 1 - 0.8 ^ 3, 1e-15)
  lu.assertAlmostEquals(stats.gamma(1, 5):pdf(0), 0.2, 1e-15)
  lu.assertEquals({ stats.t(7):ppf(0.5), stats.t(7):pdf(2) }, { 0.0, stats.t(7):pdf(-2) })
end

function TestDistribution:test_small_tails_keep_their_digits()
  lu.assertAlmostEquals(stats.norm():sf(30) / 4.906713927148187e-198, 1, 1e-12) -- mpmath 1.2.1
  lu.assertAlmostEquals(stats.norm():isf(4.906713927148187e-198), 30, 1e-12)
  lu.assertAlmostEquals(stats.norm(5, 2):cdf(5 - 60) / 4.906713927148187e-198, 1, 1e-12)
end

function TestDistribution:test_ends_and_gaps()
  lu.assertEquals({ stats.norm():cdf(-inf), stats.norm():sf(inf), stats.f(1, 2):cdf(inf), stats.beta(2, 2):cdf(7) }, { 0.0, 0.0, 1.0, 1.0 })
  lu.assertEquals({ stats.chi2(3):ppf(0), stats.chi2(3):ppf(1), stats.beta(1, 2):ppf(1), stats.t(3):isf(1) }, { 0.0, inf, 1.0, -inf })
  lu.assertEquals({ stats.chi2(1):pdf(0), stats.chi2(2):pdf(0), stats.f(3, 4):pdf(0), stats.beta(2, 1):pdf(1) }, { inf, 0.5, 0.0, 2.0 })
  for _, name in ipairs { "cdf", "sf", "pdf", "ppf", "isf" } do lu.assertIsNaN(stats.f(2, 3)[name](stats.f(2, 3), nan)) end
  lu.assertIsNaN(stats.norm():ppf(1.5))
end

function TestDistribution:test_parameters_and_places_broadcast()
  local p = stats.chi2(balnet.tensor { { 1 }, { 2 } }):sf { 1, 2, 3 }
  lu.assertEquals({ p:shape() }, { 2, 3 })
  lu.assertEquals(p[{ 2, 3 }], stats.chi2(2):sf(3))
  lu.assertEquals(stats.norm({ 1, 2 }):cdf(1):totable(), { 0.5, stats.norm():cdf(-1) })
  local low, high = stats.norm({ 0, 10 }):interval(0.5)
  lu.assertAlmostEquals((high - low - 2 * stats.norm():ppf(0.75)):abs():max(), 0, 1e-14)
  lu.assertEquals(stats.norm(0, { 1, 2 }):cdf({ -inf, inf }):totable(), { 0, 1 })
end

-- Student's distribution of one degree of freedom is Cauchy's, 1 / (pi t) far out; Fisher's with (1, 1) that of its square.
function TestDistribution:test_tails_go_on_where_squares_leave_the_range()
  for _, p in ipairs { 1e-100, 1e-200, 1e-300 } do
    local far = 1 / (math.pi * p)
    lu.assertAlmostEquals(stats.t(1):isf(p) / far, 1, 1e-12)
    lu.assertAlmostEquals(stats.t(1):cdf(-far) / p, 1, 1e-12)
  end
  lu.assertAlmostEquals(stats.f(4, 0.1):sf(1e308) / stats.f(4, 0.1):sf(1e300), 10.0 ^ -0.4, 1e-12)
end

function TestDistribution:test_what_can_not_be_is_refused()
  assert_refused("df is 0; a number of more than 0 and at most 1e+09 was needed", stats.t, 0)
  assert_refused("dfd is -1", stats.f, 2, -1)
  assert_refused("b is nan", stats.beta, 1, { 1, nan })
  assert_refused("std is 0.0; a positive number was needed", stats.norm, 0, { 1, 0 })
  assert_refused("df is 'many'; a number, a tensor or an array of numbers was needed", stats.chi2, "many")
  assert_refused("x is 'far'", stats.norm().cdf, stats.norm(), "far")
  assert_refused("a number between 0 and 1 was needed; 95 was given", stats.norm().interval, stats.norm(), 95)
  lu.assertErrorMsgContains("a distribution has no 'mean'", function() return stats.t(3).mean end)
  lu.assertEquals(tostring(stats.f(2, { 3, 4 })), "f distribution, dfn = 2, dfd = a tensor")
end

function TestDistribution:test_scipy_finds_the_same()
  local x, p = balnet.tensor { 1e-8, 0.01, 0.3, 1, 2.5, 7, 40 }, balnet.tensor { 1e-12, 0.025, 0.3, 0.5, 0.9, 0.999 }
  local results = { x = x, p = p }
  local all = { norm = { { 0, 1 }, { 2, 3 } }, t = { { 1 }, { 3 }, { 150 } }, chi2 = { { 0.5 }, { 1 }, { 36.4 } },
    f = { { 1, 5 }, { 12.5, 80 } }, gamma = { { 0.3, 1 }, { 4, 2.5 } }, beta = { { 0.5, 5 }, { 3, 40 } } }
  for name, list in pairs(all) do
    for i, parameters in ipairs(list) do
      local d = stats[name](table.unpack(parameters))
      local at = name == "beta" and x / 41 or x
      results[("%s_%d"):format(name, i)] = balnet.stack { d:cdf(at), d:sf(at), d:pdf(at) }
      results[("%s_%d_quantiles"):format(name, i)] = balnet.stack { d:ppf(p), d:isf(p) }
    end
  end
  lu.assertEquals(compare("scipy_distribution.py", "scipy.stats", results), 28)
end

os.exit(lu.LuaUnit.run())
