-- Two times from Lua. The engine's own tests hold the numbers against closed forms and another program.
local lu = require "luaunit"
local balnet = require "balnet"

local two_time = balnet.meanfield.two_time

TestTwoTime = {}

local function assert_refused(call, expected)
  local ok, message = pcall(call)
  lu.assertFalse(ok)
  lu.assertStrContains(message, expected)
  lu.assertStrContains(message, "test_two_time.lua:")
end

-- Ornstein-Uhlenbeck processes of variance σ²/2, from 0.
function TestTwoTime:test_units_without_weights_are_ornstein_uhlenbeck_processes()
  for _, past in ipairs { "thinned", "full" } do
    local found = two_time { gain = 0, noise = 2, start_variance = 0, time = 4, past = past, dt = 0.02 }
    local t = balnet.tensor { 4, 4, 3, 1 }
    local s = balnet.tensor { 3, 4, 0, 0.5 }
    local expected = ((s - t):exp() - (-t - s):exp()) * 2
    lu.assertTrue((found:correlation(t, s) - expected):abs():max() < 1e-3)
    lu.assertTrue((found:response(t, s) - (s - t):exp()):abs():max() < 1e-3)
    lu.assertAlmostEquals(found:correlation(4, 3), expected[1], 1e-3)
    lu.assertTrue((found:correlation(4, s) - ((s - 4):exp() - (-s - 4):exp()) * 2):abs():max() < 1e-3)
    lu.assertEquals(found.past, past)
    lu.assertEquals(found.time[#found.time], 4)
  end
end

-- Both pasts differ by no more than the errors that they state.
function TestTwoTime:test_both_pasts_agree_within_their_errors()
  for _, definition in ipairs { { gain = 0.6, symmetry = 0.5, noise = 0.7 }, { confinement = "sphere", gain = 1, symmetry = 0.6 },
    { confinement = "sphere", gain = 0, pair_gain = 1.5 ^ 0.5, symmetry = 1, noise = 0.5 } } do
    local results = {}
    definition.time, definition.dt, definition.tolerance = 10, 0.04, 1e-4
    for i, past in ipairs { "thinned", "full" } do
      definition.past = past
      results[i] = two_time(definition)
    end
    local s = balnet.linspace(0, 10, 41)
    local bound = results[1].error + 1.5 * results[2].error
    lu.assertTrue((results[1]:correlation(10, s) - results[2]:correlation(10, s)):abs():max() < bound)
    lu.assertTrue((results[1]:response(10, s) - results[2]:response(10, s)):abs():max() < bound)
    lu.assertTrue(bound < 0.02)
  end
end

-- The variance of units without weights is σ²/2 (1 - e^-2t), and R(t, s) e^-(t - s); steps of every length and every tolerance say
-- what they miss.
function TestTwoTime:test_the_error_is_not_smaller_than_it_says()
  local function check(definition)
    definition.gain, definition.noise, definition.start_variance = 0, 1, 0
    local found = two_time(definition)
    local t = balnet.linspace(0, definition.time, 31)
    local missed = math.max((found:correlation(t, t) - (1 - (t * -2):exp()) / 2):abs():max(),
      (found:response(definition.time, t) - (t - definition.time):exp()):abs():max())
    lu.assertTrue(missed <= 1.3 * found.error, ("%s, tolerance %s, dt %s: %g missed, %g said"):format(found.past,
      definition.tolerance, definition.dt, missed, found.error))
  end
  for _, tolerance in ipairs { 1e-2, 5e-3, 1e-3, 2e-4, 1e-4, 1e-5 } do check { tolerance = tolerance, past = "thinned", time = 50 } end
  for _, dt in ipairs { 1, 0.7, 0.5, 0.3, 0.1, 0.02 } do check { dt = dt, past = "full", time = 3 } end
  check { dt = 0.05, past = "full", time = 0.01 }
  check { dt = 1, past = "full", time = 200 }
end

-- A full past of n steps takes n^3 operations, so the run beside a long one is asked for and not made.
function TestTwoTime:test_every_run_has_one_beside_it_that_is_not_refused()
  local beside = require "balnet.theory.two_time".beside
  local function check(time, dt, expected)
    local other, part = beside({ time = time, dt = dt, past = "full" }, { past = "full", rows = math.ceil(time / dt) + 1 })
    lu.assertEquals({ other.past, part }, expected)
    local steps = other.past == "full" and math.ceil(time / other.dt - 1e-6) or 0
    lu.assertTrue(steps <= 20000 and (other.dt or 0) <= 1, ("%g steps of %s"):format(steps, other.dt))
  end
  check(50, 0.5, { "full", 1 / 3 })
  check(5000, 0.5, { "full", 1 / 3 })
  check(20, 0.5, { "full", 4 / 3 })
  check(9000, 0.9, { "full", 4 / 3 })
  check(9000, 0.8, { "thinned", 1 })
  check(20000, 1, { "thinned", 1 })
  local other, part = beside({ tolerance = 1e-5 }, { past = "thinned", rows = 100 })
  lu.assertEquals({ other.past, other.tolerance, part }, { "thinned", 1e-4, 1 })
end

-- Eight networks of 400 units by Euler steps, whose noise is that of a variance smaller by 1 - dt/2: theory within 4 standard errors.
function TestTwoTime:test_networks_of_linear_units_have_the_correlations_of_theory()
  local dt, lag_steps = 1 / 32, 4
  for _, symmetry in ipairs { -0.6, 0.5 } do
    local theory = two_time { gain = 0.6, symmetry = symmetry, noise = 1 / (1 - dt / 2) ^ 0.5, time = 60, tolerance = 1e-4, check = false }
    local found = balnet.zeros(8, 33)
    for seed = 1, 8 do
      local simulation = balnet.simulate.balanced { neurons = 400, gain = 0.6, balance = 0, activation = "linear", symmetry = symmetry,
        noise = 1, dt = dt, seed = seed, lags = 33, lag_steps = lag_steps }
      simulation:run(0, 640)
      simulation:run(0, 1600)
      found[seed] = simulation:covariances().state
    end
    for _, i in ipairs { 1, 9, 33 } do
      local expected = theory:correlation(60, 60 - (i - 1) * lag_steps * dt)
      lu.assertAlmostEquals(found:mean(1)[i], expected, 4 * found:std(1)[i] / 8 ^ 0.5)
    end
  end
end

function TestTwoTime:test_short_runs_have_a_full_past_and_long_ones_a_thinned_one()
  lu.assertEquals(two_time({ time = 10, check = false }).past, "full")
  local long = two_time { time = 1e5, noise = 1, symmetry = 0.5, tolerance = 1e-2, check = false }
  lu.assertEquals(long.past, "thinned")
  lu.assertTrue(long.memory < 1e8)
  lu.assertEquals(rawget(long, "error"), nil)
  lu.assertStrContains(tostring(long), "thinned")
end

function TestTwoTime:test_what_does_not_fit_is_refused_at_the_line_of_the_call()
  local found = two_time { time = 5, check = false }
  assert_refused(function() return (found:correlation(1, 2)) end, "t is 1.0 and s is 2.0; 0 <= s <= t <= 5.0 was needed")
  assert_refused(function() return (found:response(6, 2)) end, "t is 6.0")
  assert_refused(function() return (found:correlation({ 1, 2, 3 }, { 1, 2 })) end, "t is 3 times and s is 2")
  assert_refused(function() return (found:correlation(0 / 0, 1)) end, "t is nan; a time, or a vector of times, was needed")
  assert_refused(function() return (found:correlation(1)) end, "s is nil; a time")
  assert_refused(function() return (found:response(balnet.ones(2, 2), 1)) end, "t is 2 x 2; a time")
  assert_refused(function() return (two_time { gain = 0.8, symmetry = 0.5 }) end, "gain (1 + symmetry) is 1.2")
  assert_refused(function() return (two_time { symetry = 0.5 }) end, "did you mean 'symmetry'")
  assert_refused(function() return (two_time { past = "short" }) end, "past")
  assert_refused(function() return (two_time { past = "full", time = 1e6 }) end, "at most 20000 were needed, or a thinned past")
  assert_refused(function() return (two_time { check = 1 }) end, "field 'check' is 1; true or false")
  assert_refused(function() return (two_time { time = 100, past = "thinned", rows = 20 }) end, "rows is 20")
end

os.exit(lu.LuaUnit.run())
