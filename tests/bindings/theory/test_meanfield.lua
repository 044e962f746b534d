-- Mean-field theory from Lua. Expected values: independent computations (numpy, scipy), closed forms; the engine's own
-- tests hold the numbers against more of them.
local lu = require "luaunit"
local balnet = require "balnet"

local meanfield = balnet.meanfield
local gaussian = meanfield.gaussian

TestMeanfield = {}

local function here() return debug.getinfo(2, "l").currentline end

local function message_of(f, ...)
  local ok, message = pcall(f, ...)
  lu.assertFalse(ok)
  return message
end

local function assert_refused(f, definition, expected)
  lu.assertStrContains(message_of(f, definition), expected)
end

function TestMeanfield:test_the_stationary_theory_has_the_tabulated_numbers()
  local theory = meanfield.stationary { gain = 2, balance = 1e6 }
  lu.assertEquals(theory.branch, "chaotic")
  lu.assertAlmostEquals(theory.x, -0.393625, 6e-7)
  lu.assertAlmostEquals(theory.frozen / theory.variance, 0.67306, 6e-6)
  lu.assertAlmostEquals(theory.lyapunov, 0.09601, 6e-6)
  lu.assertAlmostEquals(theory.variance, 18.48, 6e-3)
  lu.assertAlmostEquals(theory.critical_balance, 1.692, 5e-4)
  lu.assertAlmostEquals(theory.critical_gain, math.sqrt(2), 1e-12)
end

-- tanh is 0 at rest, and units without a random part are all alike.
function TestMeanfield:test_a_state_without_variance_has_no_mean_in_deviations()
  for _, definition in ipairs { { activation = "tanh", gain = 0.5, balance = 0 }, { gain = 0, balance = 2 } } do
    local theory = meanfield.stationary(definition)
    lu.assertEquals(theory.variance, 0)
    lu.assertNil(theory.x)
    lu.assertNotStrContains(tostring(theory), "sqrt")
  end
end

function TestMeanfield:test_the_covariance_is_given_against_lags_of_ones_choice()
  local theory = meanfield.stationary { gain = 0, balance = 4, noise = 0.8, lags = 21, lag_step = 0.25 }
  lu.assertEquals(#theory.covariance, 21)
  for i = 1, 21 do lu.assertAlmostEquals(theory.covariance[i], 0.32 * math.exp(-theory.lag[i]), 1e-9) end
  lu.assertEquals(theory.lag[21], 5)
end

function TestMeanfield:test_results_print_as_a_summary()
  lu.assertStrMatches(tostring(meanfield.stationary { gain = 2 }),
                      "stationary mean%-field theory\n  branch +chaotic\n.*exponent lambda1 +0.0960066 per tau\n.*")
  local theory = meanfield.evolve { steps = 200, band = 50 }
  lu.assertStrMatches(tostring(theory), "time%-resolved mean%-field theory\n  steps +200\n.*working memory +%d+ bytes")
  lu.assertNotStrContains(tostring(theory), "lambda1")
end

function TestMeanfield:test_the_critical_balance_is_a_function()
  lu.assertAlmostEquals(meanfield.critical_balance(1.6), 0.456, 5e-4)
  lu.assertAlmostEquals(meanfield.critical_balance(2.5, 2), 3.665 / 2, 5e-4)
  lu.assertEquals(meanfield.critical_balance(1), 0)
end

function TestMeanfield:test_gaussian_integrals_have_their_closed_forms()
  lu.assertAlmostEquals(gaussian.bivariate_cdf(0, 0, 0.5), 1 / 3, 1e-15)
  lu.assertAlmostEquals(gaussian.normal_cdf(-10), 7.619853024160526e-24, 1e-38)
  lu.assertAlmostEquals(gaussian.normal_pdf(0), 1 / math.sqrt(2 * math.pi), 1e-16)
  lu.assertAlmostEquals(gaussian.relu_moments(0, 4).square, 2, 1e-15)
  local line = gaussian.pair { activation = "linear", mean1 = 2, mean2 = 3, covariance = 0.5 }
  lu.assertAlmostEquals(line.product, 6.5, 1e-12)
  lu.assertAlmostEquals(line.slopes, 1, 1e-12)
end

function TestMeanfield:test_a_row_of_pairs_is_one_call()
  local mean, variance = balnet.tensor { -1, 0, 2 }, balnet.tensor { 1, 2, 3 }
  local product, slopes = gaussian.relu_row(mean, variance, balnet.tensor { 0, 0, 0 }, 0.5, 1)
  for i = 1, 3 do
    local a, b = gaussian.relu_moments(mean[i], variance[i]), gaussian.relu_moments(0.5, 1)
    lu.assertAlmostEquals(product[i], a.mean * b.mean, 1e-14)
    lu.assertAlmostEquals(slopes[i], a.slope * b.slope, 1e-14)
  end
  lu.assertStrContains(message_of(gaussian.relu_row, mean, variance, balnet.zeros(2), 0, 1), "as long as the means")
end

function TestMeanfield:test_evolution_ends_in_the_stationary_state()
  local stationary = meanfield.stationary { gain = 2, balance = 32 }
  local theory = meanfield.evolve { steps = 4800, gain = 2, balance = 32, lyapunov = true }
  lu.assertAlmostEquals(theory.average_variance, stationary.variance, 1e-4)
  lu.assertAlmostEquals(theory.average_mean, stationary.mean, 1e-5)
  lu.assertAlmostEquals(theory.lyapunov, 0.09557, 1e-5)
  lu.assertAlmostEquals(theory.covariance[321] / theory.covariance[1], 0.67417, 2e-5)
  lu.assertEquals({ #theory.rate, #theory.time, theory.time[16], theory.lag[17] }, { 4800, 4800, 1, 1 })
end

function TestMeanfield:test_a_given_input_is_followed()
  local signal = balnet.zeros(640)
  for i = 1, 640 do signal[i] = 1 + 0.2 * math.sin(2 * math.pi * i / 160) end
  local theory = meanfield.evolve { input = signal, gain = 1.2, balance = 20, band = 320 }
  local error = 0
  for i = 321, 640 do error = math.max(error, math.abs(theory.rate[i] - signal[i])) end
  lu.assertTrue(error < 0.1, error)   -- nu follows I / J0 when balance is tight
  lu.assertTrue(error > 1e-3)
end

-- g = 2, b = 32: with inputs joined by a cubic a quarter of the answer to a step came before it.
function TestMeanfield:test_the_input_is_held_and_nothing_answers_before_it_comes()
  local stepped = balnet.ones(200)
  stepped[{ { 101, 200 } }] = 1.5
  local definition = { input = balnet.ones(200), band = 60 }
  local before = meanfield.evolve(definition)
  definition.input = stepped
  local held = meanfield.evolve(definition)
  definition.interpolation = "cubic"
  local joined = meanfield.evolve(definition)
  local whole = held.rate[200] - before.rate[200]
  lu.assertEquals(held.rate[{ { 1, 100 } }]:totable(), before.rate[{ { 1, 100 } }]:totable())
  lu.assertAlmostEquals(whole, 0.5, 0.03) -- nu follows I / J0
  lu.assertTrue(held.rate[101] - before.rate[101] > 0.2)
  lu.assertTrue((joined.rate[100] - before.rate[100]) / whole > 0.2)
end

function TestMeanfield:test_a_run_starts_from_rest_under_its_first_input()
  local input = balnet.full({ 40 }, 3)
  input[1] = 0.5
  local theory = meanfield.evolve { input = input, gain = 0, balance = 6, band = 20 }
  local rest = meanfield.stationary { input_mean = 0.5, gain = 0, balance = 6 }
  lu.assertAlmostEquals(theory.mean[1], rest.mean, 1e-9)
  lu.assertAlmostEquals(theory.rate[1], rest.rate, 1e-9)
end

function TestMeanfield:test_independent_input_is_a_function_a_vector_or_a_matrix()
  local definition = { steps = 60, gain = 1.5, balance = 10, band = 20, independent = meanfield.sinusoids(3, 0.2) }
  local by_function = meanfield.evolve(definition)
  local row = balnet.zeros(21)
  for i = 1, 21 do row[i] = 4.5 * math.cos(2 * math.pi * 0.2 * (i - 1) / 16) end
  definition.independent = row
  lu.assertEquals(meanfield.evolve(definition).average_variance, by_function.average_variance)
  definition.independent = balnet.zeros(60, 21) + row
  lu.assertEquals(meanfield.evolve(definition).average_variance, by_function.average_variance)
  definition.independent = nil
  lu.assertNotEquals(meanfield.evolve(definition).average_variance, by_function.average_variance)
  lu.assertAlmostEquals(meanfield.ornstein_uhlenbeck(2, 0.5)(1), 4 * math.exp(-2), 1e-15)
end

function TestMeanfield:test_snapshots_keep_the_covariance_in_time()
  local theory = meanfield.evolve { steps = 100, band = 30, snapshots = 4, gain = 1.5, balance = 8, noise = 0.3 }
  lu.assertEquals({ theory.snapshot:shape() }, { 4, 31 })
  lu.assertEquals(theory.snapshot_time[4], 100 / 16)
  lu.assertEquals(theory.snapshot[{ 4, 1 }], theory.variance[100])
end

-- Without a random part c is that of an autoregressive process, v (1 - dt)^lag; the band of 30 steps reaches 3 snapshots.
function TestMeanfield:test_snapshots_make_a_square_matrix_of_the_covariance()
  local theory = meanfield.evolve { steps = 500, band = 30, snapshots = 50, gain = 0, balance = 2, noise = 0.5 }
  local c, time = meanfield.covariance_matrix(theory, 20)
  lu.assertEquals({ { c:shape() }, time[20], time[1] }, { { 20, 20 }, 500 / 16, 310 / 16 })
  for i = 1, 20 do
    for j = 1, 20 do
      local steps = 10 * math.abs(i - j)
      lu.assertAlmostEquals(c[{ i, j }], steps <= 30 and theory.variance[500] * (15 / 16) ^ steps or 0, 1e-12)
    end
  end
  lu.assertEquals({ meanfield.covariance_matrix(theory):shape() }, { 50, 50 })
  lu.assertStrContains(message_of(meanfield.covariance_matrix, theory, 51), "51 snapshots were asked for, and 50 were kept")
end

function TestMeanfield:test_the_response_adds_up_to_the_static_gain_and_feeds_the_information_rate()
  local theory = meanfield.response { gain = 1.2, balance = 8, noise = 0.2, band = 320, transient = 1600, dt = 1 / 16 }
  local above = meanfield.stationary { gain = 1.2, balance = 8, noise = 0.2, input_mean = 1.001 }
  local below = meanfield.stationary { gain = 1.2, balance = 8, noise = 0.2, input_mean = 0.999 }
  lu.assertAlmostEquals(theory.response:sum(), (above.rate - below.rate) / 0.002, 2e-3)
  lu.assertAlmostEquals(theory.response[1], 0, 1e-9)
  local rate = balnet.information.predict(theory.response, theory.rate_covariance, { neurons = 1000, dt = 1 / 16 })
  lu.assertTrue(rate.rate > 1 and rate.rate < 1000)
end

function TestMeanfield:test_the_convergence_report_says_what_a_smaller_step_and_a_longer_memory_change()
  local report = meanfield.convergence { steps = 1600, band = 160, lyapunov = true }
  lu.assertEquals(report.lyapunov.value, report.given.lyapunov)
  lu.assertAlmostEquals(report.lyapunov.value + report.lyapunov.half_step, report.half_step.lyapunov, 1e-12)
  lu.assertTrue(math.abs(report.lyapunov.double_band) > 1e-4)
  lu.assertEquals(report.half_step.steps, 3200)
  lu.assertAlmostEquals(report.double_band.band_time, 20, 1e-12)
  lu.assertStrMatches(tostring(report), "convergence.*half dt.*double band\n  lyapunov .*\n  average_mean .*")
end

function TestMeanfield:test_a_finite_network_fluctuates_and_its_seed_is_its_fate()
  local definition = { steps = 100, band = 40, gain = 1.2, balance = 4, noise = 0.5, neurons = 200 }
  local once, again = meanfield.evolve(definition), meanfield.evolve(definition)
  lu.assertEquals(once.rate[100], again.rate[100])
  definition.seed = 2
  lu.assertNotEquals(meanfield.evolve(definition).rate[100], once.rate[100])
  definition.neurons = 0
  lu.assertTrue(math.abs(meanfield.evolve(definition).rate[100] - once.rate[100]) < 0.2)
end

function TestMeanfield:test_errors_name_the_line_of_the_call()
  local line = here() + 1
  local message = message_of(function() local theory = meanfield.evolve { steps = 100, balance = 1 } return theory end)
  lu.assertStrContains(message, ("test_meanfield.lua:%d: activity has no stationary state: b_c = 1.692 at g = 2"):format(line))
  line = here() + 1
  message = message_of(function() local theory = meanfield.convergence { steps = 100, gian = 2 } return theory end)
  lu.assertStrContains(message, ("test_meanfield.lua:%d: unknown field 'gian'; did you mean 'gain'?"):format(line))
end

function TestMeanfield:test_unsound_definitions_are_refused()
  assert_refused(meanfield.stationary, { balance = 1 }, "b_c = 1.692 at g = 2; balance = 1 was given")
  assert_refused(meanfield.stationary, { gain = -1 }, "gain is -1")
  assert_refused(meanfield.stationary, { lag_step = 0 }, "lag_step is 0")
  assert_refused(meanfield.evolve, { steps = 100, dt = 1.5 }, "dt is 1.5")
  assert_refused(meanfield.evolve, { steps = 100, band = 0 }, "band is 0")
  assert_refused(meanfield.evolve, { steps = 0.5 }, "'steps' is 0.5")
  assert_refused(meanfield.evolve, { input = "loud", steps = 9 }, "the input is a string")
  assert_refused(meanfield.evolve, { input = balnet.zeros(9, 2) }, "the input has 2 dimensions")
  assert_refused(meanfield.evolve, { input = balnet.full({ 9 }, 0 / 0) }, "at step 1")
  assert_refused(meanfield.evolve, { steps = 100, independent = balnet.zeros(5) }, "band + 1 = 641 covariances")
  assert_refused(meanfield.evolve, { steps = 100, mean_step = "rk4" }, "must be one of: stiff, euler")
  assert_refused(meanfield.evolve, { steps = 100, interpolation = "linear" }, "must be one of: held, cubic")
  assert_refused(meanfield.evolve, { steps = 100, balance = 200, mean_step = "euler" }, "dt < 0.0288 (dt <= 0.0144 does")
  assert_refused(meanfield.evolve, { steps = 1000000000000 }, "'steps' is 1000000000000; an integer from 1 to 1073741824 was needed")
  for _, band in ipairs { "long", -5, 1e12 } do -- which no covariance is asked for
    local definition = { steps = 100, band = band, independent = function() error "asked" end }
    assert_refused(meanfield.evolve, definition, "band")
  end
  assert_refused(meanfield.evolve, { steps = 100, dt = "short", independent = function() return 1 end }, "dt")
  assert_refused(meanfield.response, { neurons = 100 }, "network without end")
  assert_refused(meanfield.response, { lags = 1000000000 }, "field 'lags' is 1000000000; an integer from 1 to 100000 was needed")
  assert_refused(meanfield.response, { lags = "all" }, "field 'lags' is 'all'; an integer from 1 to 100000 was needed")
  assert_refused(meanfield.response, { transient = 0 }, "'transient' is 0; an integer from 1 to")
  assert_refused(meanfield.response, { input = balnet.ones(9), transient = 9 }, "the input is a tensor and 'transient' is 9")
  assert_refused(meanfield.response, { steps = 9 }, "unknown field 'steps'")
  assert_refused(meanfield.convergence, { steps = 100, independent = balnet.zeros(641) }, "a function of the lag was needed")
  assert_refused(gaussian.pair, { variance1 = -1 }, "variance1 is -1")
  assert_refused(gaussian.pair, { covariance = 2 }, "covariance is 2")
  lu.assertStrContains(message_of(gaussian.relu_moments, 0, -1), "must not be negative")
end

function TestMeanfield:test_a_divergence_says_which_quantity_and_when()
  assert_refused(meanfield.evolve, { steps = 1000, activation = "linear", gain = 50, balance = 0, start_mean = 0,
                                     start_variance = 1, band = 100 }, "activity grows without bound: the variance is ")
end

function TestMeanfield:test_an_independent_input_has_a_covariance()
  local function evolve(covariance)
    return balnet.meanfield.evolve { input = 1, steps = 50, band = 20, gain = 2, balance = 2, independent = covariance }
  end
  lu.assertErrorMsgContains("is -1 at lag 0 of row 1, and its variance -1", evolve, function() return -1 end)
  lu.assertErrorMsgContains("is 1.0625 at lag 1 of row 1, and its variance 1", evolve, function(lag) return 1 + lag end)
  lu.assertErrorMsgContains("is nan at the lag 0.0; a finite number was needed", evolve, function() return 0 / 0 end)
  lu.assertErrorMsgContains("is -2 at lag 0 of row 3", evolve, balnet.concatenate({ balnet.ones(2, 21), balnet.full({ 48, 21 }, -2) }, 1))
  lu.assertTrue(evolve(function(lag) return math.cos(lag) end).average_variance > 0)
end

os.exit(lu.LuaUnit.run())
