-- The theory in time with a delay of the recurrent input. Expected values: the second moments of linear units, whose
-- E[phi phi] = c + m m, on the whole grid of pairs of times; networks within their standard errors; the stationary state,
-- whose covariance no fixed delay of all connections changes; a distributed delay whose leaks take a step each, which is fixed.
local lu = require "luaunit"
local balnet = require "balnet"
local source = os.getenv "BALNET_SOURCE"
local assert_refused = dofile(source .. "/tests/refused.lua").assert_refused

local meanfield = balnet.meanfield

TestMeanfieldDelay = {}

local function table_of(n)
  local rows = {}
  for i = 0, n do rows[i] = {} end
  return rows
end

-- W[t][m], the part of the rates of time m in what is heard at t, m = 0 ... t: of a fixed delay of D steps, or of n leaks that
-- move by a share s of what they lack, which is a negative binomial distribution. Before the start rates were those of time 0.
local function parts_of(T, D, n)
  local W = {}
  for t = 0, T do
    W[t] = {}
    for m = 0, t do W[t][m] = 0 end
    local rest, s = 1, n > 0 and n / D
    local part = n > 0 and s ^ n
    for lag = n, n > 0 and t - 1 or -1 do
      W[t][t - lag], rest = part, rest - part
      part = part * (1 - s) * lag / (lag - n + 1)
    end
    W[t][n > 0 and 0 or math.max(0, t - D)] = rest
  end
  return W
end

-- The covariances, on the grid of a later time n, of what is heard at n with what is heard at i = 0 ... n, of those `of` rates.
local function covariances_heard(W, n, of)
  local once, twice = {}, {}
  for i = 0, n do
    once[i] = 0
    for j = 0, n do once[i] = once[i] + W[n][j] * of[math.min(i, j)][math.max(i, j)] end
  end
  for i = 0, n do
    twice[i] = 0
    for j = 0, i do twice[i] = twice[i] + W[i][j] * once[j] end
  end
  return twice
end

-- Column n + 1 of covariances c from column n of c and of their responses r, which it fills in, under a drive of column n.
local function advance(c, r, n, alpha, drive, noise)
  local a = 1 - alpha
  r[0][n] = 0
  for i = 0, n - 1 do r[i + 1][n] = a * r[i][n] + alpha * drive[i] end
  for i = 0, n do c[i][n + 1] = a * c[i][n] + alpha * r[i][n] end
  c[n + 1][n + 1] = a ^ 2 * c[n][n] + 2 * a * alpha * r[n][n] + alpha ^ 2 * drive[n] + noise ^ 2 * alpha
end

-- Of each of P populations of linear units the means, the covariances c[m][n], m <= n, and those of two states that part at step
-- `parted`, after each of T steps. E[phi phi] = c + m m.
local function linear(p, T, W, parted)
  local P, found = #p.tau, {}
  for a = 1, P do
    found[a] = { m = { [0] = p.start_mean }, c = table_of(T), r = table_of(T), k = table_of(T), s = table_of(T) }
    found[a].c[0][0] = p.start_variance
  end
  for n = 0, T - 1 do
    local rate, drive, parting = {}, {}, {}
    for b, one in ipairs(found) do
      local square = table_of(n)
      for i = 0, n do
        if n <= parted then one.k[i][n] = i == n and n == parted and 1 or 0 end
        for j = i, n do square[i][j] = one.c[i][j] + one.m[i] * one.m[j] end
      end
      rate[b], drive[b], parting[b] = 0, covariances_heard(W, n, square), covariances_heard(W, n, one.k)
      for i = 0, n do rate[b] = rate[b] + W[n][i] * one.m[i] end
    end
    for a, one in ipairs(found) do
      local pull, push, part = p.input[a], {}, {}
      for b = 1, P do
        pull = pull + p.mean[a][b] * rate[b]
        for i = 0, n do
          push[i] = (push[i] or 0) + p.gain[a][b] ^ 2 * drive[b][i]
          part[i] = (part[i] or 0) + p.gain[a][b] ^ 2 * parting[b][i]
        end
      end
      local alpha = p.dt / p.tau[a]
      one.m[n + 1] = one.m[n] + alpha * (pull - one.m[n])
      advance(one.c, one.r, n, alpha, push, p.noise[a])
      advance(one.k, one.s, n, alpha, part, 0)
    end
  end
  return found
end

local cases = { { 0, 0 }, { 1, 0 }, { 2, 0 }, { 7, 0 }, { 2, 1 }, { 5, 2 }, { 9, 4 } } -- steps of the delay, leaks

function TestMeanfieldDelay:test_linear_units_have_the_moments_of_the_whole_grid()
  local p = { gain = { { 0.8 } }, mean = { { -0.6 } }, noise = { 0.4 }, dt = 0.125, input = { 0.42 }, tau = { 1 }, start_mean = 0.3,
    start_variance = 0.5 }
  local T, parted = 60, 11
  for _, case in ipairs(cases) do
    local D, order = case[1], case[2]
    local one = linear(p, T, parts_of(T, D, order), parted)[1]
    local theory = meanfield.evolve { activation = "linear", gain = 0.8, balance = 0.6, noise = 0.4, dt = p.dt,
      delay = D * p.dt, delay_order = order, input = balnet.full({ T }, 0.7), start_mean = p.start_mean,
      start_variance = p.start_variance, band = 80, mean_step = "euler", lyapunov = true, separate_at = parted, snapshots = 1 }
    for t = 1, T do
      lu.assertAlmostEquals(theory.mean[t], one.m[t], 1e-12)
      lu.assertAlmostEquals(theory.variance[t], one.c[t][t], 1e-12)
      if t > parted then lu.assertAlmostEquals(theory.log_distance[t], 0.5 * math.log(one.k[t][t]), 1e-11) end
      lu.assertAlmostEquals(theory.snapshot[{ 1, T - t + 1 }], one.c[t][T], 1e-12)
    end
  end
end

function TestMeanfieldDelay:test_populations_of_linear_units_have_the_moments_of_the_whole_grid()
  local p = { gain = { { 0.8, 0.5 }, { 0.6, 0.7 } }, mean = { { 0.5, -0.9 }, { 0.7, -0.4 } }, noise = { 0.4, 0.2 }, dt = 0.125,
    input = { 0.7, 0.4 }, tau = { 1, 0.4 }, start_mean = 0.3, start_variance = 0.5 }
  local T = 48
  for _, case in ipairs(cases) do
    local D, order = case[1], case[2]
    local found = linear(p, T, parts_of(T, D, order), T // 2)
    local theory = meanfield.evolve_populations { activation = "linear", mean = p.mean, gain = p.gain, dt = p.dt, steps = T, band = 60,
      populations = { { input = 0.7, noise = 0.4 }, { input = 0.4, noise = 0.2, tau = 0.4 } }, delay = D * p.dt, delay_order = order,
      start_mean = { 0.3, 0.3 }, start_variance = { 0.5, 0.5 }, lyapunov = true }
    for t = 1, T do
      for a, one in ipairs(found) do
        lu.assertAlmostEquals(theory.mean[{ a, t }], one.m[t], 1e-12)
        lu.assertAlmostEquals(theory.variance[{ a, t }], one.c[t][t], 1e-12)
      end
      local k = math.max(found[1].k[t][t], found[2].k[t][t])
      if t > T // 2 then lu.assertAlmostEquals(theory.log_distance[t], 0.5 * math.log(k), 1e-11) end
    end
    for a, one in ipairs(found) do -- the covariance that is given is the average over the last quarter
      local expected = 0
      for t = T - T // 4 + 1, T do expected = expected + one.c[t - 3][t] / (T // 4) end
      lu.assertAlmostEquals(theory.covariance[{ a, 4 }], expected, 1e-12)
    end
  end
end

-- Leaks that are as long as a step are a fixed delay, of one population and of two with time constants of their own.
function TestMeanfieldDelay:test_leaks_of_one_step_are_a_fixed_delay()
  local two = { populations = { { input = 2, noise = 0.2 }, { input = 1.5, tau = 0.5, noise = 0.3 } }, mean = { { 0.5, -1 }, { 0.5, -1 } },
    gain = { { 1, 0.8 }, { 0.9, 0.7 } }, dt = 0.0625, steps = 120, band = 130, lyapunov = true, delay = 0.25 }
  local one = { gain = 1.3, balance = 2, noise = 0.3, dt = 0.0625, steps = 120, band = 130, lyapunov = true, delay = 0.25 }
  for _, case in ipairs { { meanfield.evolve, one }, { meanfield.evolve_populations, two } } do
    case[2].delay_order = nil
    local fixed = case[1](case[2])
    case[2].delay_order = 4
    local leaks = case[1](case[2])
    lu.assertTrue((fixed.mean - leaks.mean):abs():max() < 1e-11)
    lu.assertTrue((fixed.variance - leaks.variance):abs():max() < 1e-11)
    lu.assertTrue((fixed.covariance - leaks.covariance):abs():max() < 1e-11)
    lu.assertAlmostEquals(fixed.lyapunov, leaks.lyapunov, 1e-10)
    case[2].delay, case[2].delay_order = nil, nil
    lu.assertTrue((fixed.mean - case[1](case[2]).mean):abs():max() > 1e-3)
  end
end

-- Pairs of times that have left the band are far from each other and count for nothing.
function TestMeanfieldDelay:test_a_short_band_gives_the_same()
  local function evolve(band, order)
    return meanfield.evolve { activation = "tanh", gain = 1.6, balance = 0, noise = 0.2, dt = 0.125, delay = 0.5, delay_order = order,
      steps = 400, band = band, lyapunov = true }
  end
  for _, order in ipairs { 0, 2 } do
    local short, long = evolve(160, order), evolve(500, order)
    lu.assertTrue((short.variance - long.variance):abs():max() < 1e-6)
    lu.assertAlmostEquals(short.lyapunov, long.lyapunov, 1e-4)
  end
end

-- How far the mean of trials, a row each, is from theory at most, in standard errors.
local function distance(trials, expected, neurons)
  local error = trials:std(1) / (#trials) ^ 0.5
  return ((trials:mean(1) - expected):abs() / (error + 1 / neurons)):max() -- a finite network differs by an order of 1/N, too
end

-- The transient after a step of the input, below the bound of balance, with random coupling and noise; 24 trials of networks.
function TestMeanfieldDelay:test_networks_have_the_mean_rates_and_variances_of_theory()
  local T, dt, N = 96, 1 / 16, 1000
  local input = balnet.ones(T)
  input[{ { 33, T } }] = 1.4
  for _, case in ipairs { { "relu", 0.6, 2, 0 }, { "tanh", 1.2, 1, 0 }, { "relu", 0.6, 2, 3 } } do
    local p = { activation = case[1], gain = case[2], balance = case[3], noise = 0.3, dt = dt, delay = 0.5, delay_order = case[4] }
    local theory = meanfield.evolve { activation = p.activation, gain = p.gain, balance = p.balance, noise = p.noise, dt = dt,
      delay = p.delay, delay_order = p.delay_order, input = input, start_mean = 0, start_variance = 0.25, band = 2 * T }
    local rates, variances = balnet.zeros(24, T), balnet.zeros(24, T)
    for seed = 1, 24 do
      p.neurons, p.seed, p.state_std = N, seed, 0.5
      local simulation = balnet.simulate.balanced(p)
      local found = simulation:run(input)
      rates[seed], variances[seed] = found.rate[1], found.variance[1]
    end
    for _, pair in ipairs { { rates, theory.rate }, { variances, theory.variance } } do
      local z = distance(pair[1], pair[2], N)
      lu.assertTrue(z < 4.5, ("%s: %.2f standard errors"):format(p.activation, z))
    end
  end
end

function TestMeanfieldDelay:test_networks_of_populations_have_the_mean_rates_of_theory()
  local T, dt, trials = 96, 1 / 16, 24
  local function with(order, more)
    local p = { populations = { { input = 1, noise = 0.3, size = 600 }, { input = 0.8, noise = 0.3, tau = 0.5, size = 300 } },
      mean = { { 1, -2 }, { 1.5, -1.5 } }, gain = { { 0.5, 0.6 }, { 0.6, 0.5 } }, dt = dt, delay = 0.5, delay_order = order }
    for name, value in pairs(more) do p[name] = value end
    return p
  end
  for _, order in ipairs { 0, 2 } do
    local run = { steps = T, band = 2 * T, start_mean = { 0, 0 }, start_variance = { 0.25, 0.25 } }
    local theory = meanfield.evolve_populations(with(order, run))
    run.delay = 0
    local direct = meanfield.evolve_populations(with(nil, run))
    local rates = { balnet.zeros(trials, T), balnet.zeros(trials, T) }
    for seed = 1, trials do
      local simulation = balnet.simulate.populations(with(order, { seed = seed, state_std = 0.5 }))
      local output = simulation:run(0, T).output
      for a = 1, 2 do rates[a][seed] = output[{ a, 1 }] end
    end
    for a, size in ipairs { 600, 300 } do
      local z, without = distance(rates[a], theory.rate[a], size), distance(rates[a], direct.rate[a], size)
      lu.assertTrue(z < 4.5, ("population %d: %.2f standard errors"):format(a, z))
      lu.assertTrue(without > 10, ("population %d without a delay: %.2f standard errors"):format(a, without))
    end
  end
end

-- Linear units answer as their means do, whatever their variances are.
function TestMeanfieldDelay:test_populations_answer_a_pulse_as_their_means_do()
  local dt, tau, M = 1 / 16, { 1, 0.5 }, { { 0.5, -1 }, { 0.8, -0.6 } }
  local lags, order = 40, 2
  local answer = meanfield.response_populations { activation = "linear", populations = { { noise = 0.2 }, { noise = 0.2, tau = 0.5 } },
    mean = M, gain = { { 0.1, 0.1 }, { 0.1, 0.1 } }, dt = dt, delay = 0.5, delay_order = order, transient = 200, band = 60, lags = lags }
  local W = parts_of(lags, 8, order)
  for pulsed = 1, 2 do
    local m = { { [0] = 0 }, { [0] = 0 } }
    for n = 0, lags - 2 do
      for a = 1, 2 do
        local pull = n == 0 and a == pulsed and 1 or 0
        for b = 1, 2 do
          for i = 0, n do pull = pull + M[a][b] * W[n][i] * m[b][i] end
        end
        m[a][n + 1] = m[a][n] + dt / tau[a] * (pull - m[a][n])
      end
    end
    for a = 1, 2 do
      for lag = 1, lags do lu.assertAlmostEquals(answer.response[{ a, pulsed, lag }], m[a][lag - 1], 1e-7) end
    end
  end
end

function TestMeanfieldDelay:test_a_delay_leaves_the_stationary_covariance_and_lowers_the_exponent()
  local function evolve(delay)
    return meanfield.evolve { activation = "tanh", gain = 2, balance = 0, dt = 0.0625, delay = delay, steps = 4000, lyapunov = true }
  end
  local direct, delayed = evolve(0), evolve(0.5)
  lu.assertAlmostEquals(delayed.average_variance, direct.average_variance, 2e-4)
  lu.assertTrue((delayed.covariance - direct.covariance):abs():max() < 5e-3)
  lu.assertTrue(delayed.lyapunov > 0.02 and delayed.lyapunov < 0.9 * direct.lyapunov)
end

-- Above the bound of Hayes, which linear units have for a delay of their mean, it oscillates.
function TestMeanfieldDelay:test_the_mean_oscillates_above_the_bound_of_balance()
  local bound = balnet.information.feedback_bound { delay = 0.5, dt = 1 / 16 }
  for _, share in ipairs { 0.8, 1.2 } do
    local theory = meanfield.evolve { activation = "linear", gain = 0, balance = share * bound, delay = 0.5, dt = 1 / 16, steps = 800,
      band = 10, start_mean = 0, start_variance = 0 }
    local late = theory.mean[{ { 701, 800 } }]
    lu.assertEquals(late:max() - late:min() > 1, share > 1)
  end
end

-- The answer of nu to a pulse is that of the recursion of the mean, without a random part.
function TestMeanfieldDelay:test_the_answer_to_a_pulse_comes_back_after_the_delay()
  local dt, D, b = 1 / 16, 4, 2
  local answer = meanfield.response { activation = "linear", gain = 0, balance = b, noise = 0.2, delay = D * dt, dt = dt, transient = 1600,
    band = 100, lags = 60 }
  local kernel = {}
  for t = 1, 60 do
    local heard = kernel[t - 1 - D] or 0
    kernel[t] = t == 1 and 0 or (t == 2 and dt * b or (1 - dt) * kernel[t - 1]) - dt * b * heard
    lu.assertAlmostEquals(answer.response[t], kernel[t], 1e-7)
  end
end

-- The first static state of populations with hardly any random part.
local function state_of(p, delay)
  p.delay = delay
  local state = meanfield.populations(p)[1]
  lu.assertEquals(state.branch, "static")
  return state
end

function TestMeanfieldDelay:test_a_population_is_stable_below_the_bound_of_balance()
  for _, delay in ipairs { 0.05, 0.5, 4 } do
    local bound = balnet.information.feedback_bound { delay = delay }
    for _, share in ipairs { 0.999, 1.001 } do
      local p = { populations = { { input = 2 * bound } }, mean = { { -share * bound } }, gain = { { 1e-3 } } }
      lu.assertTrue(state_of(p).stable)
      local state = state_of(p, delay)
      lu.assertEquals(state.stable, share < 1)
      lu.assertEquals(state.growth < 0, share < 1)
      lu.assertTrue(math.abs(state.growth) < 0.1)
    end
  end
end

-- By collocation, as of several time constants, and by Lambert's W; strong feedback has eigenvalues that are no roots.
function TestMeanfieldDelay:test_roots_by_collocation_are_those_of_lambert()
  local growth, roots = require "balnet.theory.delay_modes".growth, require "balnet.native.fixed_points".delay_roots
  for _, case in ipairs { { -2, 0.5 }, { -30, 4 }, { 1.5, 2 }, { -1e4, 1 }, { -3, 50 }, { -0.3, 0.1 } } do
    local w, delay = case[1], case[2]
    local real = roots(balnet.tensor { w }, balnet.zeros(1), { delay = delay, dt = delay / 100 })
    lu.assertAlmostEquals(growth(balnet.ones(1), balnet.tensor { { w } }, delay), real[1], 1e-10)
  end
end

-- Two populations with time constants of their own, all units active: their means oscillate away from the state, or back to it.
function TestMeanfieldDelay:test_populations_depart_at_the_rate_of_their_modes()
  local dt, steps = 1 / 128, 1024
  local p = { populations = { { input = 8 }, { input = 10, tau = 0.5 } }, mean = { { 1, -3 }, { 4, -2 } }, gain = { { 1e-3, 1e-3 },
    { 1e-3, 1e-3 } } }
  local direct = state_of(p).growth
  for _, delay in ipairs { 0.5, 1 } do
    local state = state_of(p, delay)
    local mean, run = state.mean, { steps = 3 * steps, band = 10, dt = dt, delay = delay, start_variance = state.variance }
    for name, value in pairs(p) do run[name] = run[name] or value end
    run.start_mean = mean + 1e-3
    local away = meanfield.evolve_populations(run).mean - mean:unsqueeze(2)
    local function size(k) return away[{ true, { k * steps + 1, (k + 1) * steps } }]:pow(2):mean() end
    lu.assertAlmostEquals(0.5 * math.log(size(2) / size(1)) / (steps * dt), state.growth, 0.06)
    lu.assertTrue(math.abs(state.growth - direct) > 0.3)
    lu.assertEquals(state.stable, state.growth < 0)
  end
end

function TestMeanfieldDelay:test_what_no_delay_is_is_refused()
  assert_refused("delay", meanfield.populations, { populations = { {} }, mean = { { 0 } }, gain = { { 1 } }, delay = -1 })
  assert_refused("the delay is 0.1; a whole number of steps of dt = 0.0625 was needed", meanfield.evolve, { steps = 10, delay = 0.1 })
  assert_refused("delay is -1", meanfield.evolve, { steps = 10, delay = -1 })
  assert_refused("would need", meanfield.evolve, { steps = 10, delay = 1e5, band = 1000000 })
  assert_refused("the delay is of 16 steps; fewer than the 10 of the input were needed", meanfield.evolve, { steps = 10, delay = 1 })
  assert_refused("its order 2, which means nothing without a delay", meanfield.evolve, { steps = 10, delay_order = 2 })
  assert_refused("a delay of 100000 with a band of 2000 would need 25.6 GB", meanfield.evolve,
    { steps = 10, delay = 1e5, band = 2000 })
end

os.exit(lu.LuaUnit.run())
