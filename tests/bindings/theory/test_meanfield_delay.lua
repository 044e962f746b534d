-- The theory in time with a delay of the recurrent input. Expected values: the second moments of linear units, whose
-- E[phi phi] = c + m m, on the whole grid of pairs of times; networks within their standard errors; the stationary state,
-- whose covariance no delay of all connections changes.
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

-- Means, covariances c[m][n], m <= n, and the distance of two states that part at step `parted`, after each of T steps.
local function linear(p, T, D, parted)
  local a, dt, g2 = 1 - p.dt, p.dt, p.gain ^ 2
  local m, c, r, k, s = { [0] = p.start_mean }, table_of(T), table_of(T), table_of(T), table_of(T)
  local function past(t) return math.max(0, t - D) end
  local function pair(t, i, j) return t[math.min(i, j)][math.max(i, j)] end
  c[0][0] = p.start_variance
  for n = 0, T - 1 do
    m[n + 1] = m[n] + dt * (-m[n] + p.balance * (p.input - m[past(n)]))
    r[0][n], s[0][n] = 0, 0
    local function drive(i) return g2 * (pair(c, past(i), past(n)) + m[past(i)] * m[past(n)]) end
    local function parting(i)
      local earlier, later = i - D, n - D
      return earlier >= parted and g2 * pair(k, earlier, later) or 0
    end
    if n == parted then
      for i = 0, n do k[i][n] = i == n and 1 or 0 end
    elseif n < parted then
      for i = 0, n do k[i][n] = 0 end
    end
    for i = 0, n - 1 do
      r[i + 1][n] = a * r[i][n] + dt * drive(i)
      s[i + 1][n] = a * s[i][n] + dt * parting(i)
    end
    for i = 0, n do c[i][n + 1], k[i][n + 1] = a * c[i][n] + dt * r[i][n], a * k[i][n] + dt * s[i][n] end
    c[n + 1][n + 1] = a ^ 2 * c[n][n] + 2 * a * dt * r[n][n] + dt ^ 2 * drive(n) + p.noise ^ 2 * dt
    k[n + 1][n + 1] = a ^ 2 * k[n][n] + 2 * a * dt * s[n][n] + dt ^ 2 * parting(n)
  end
  return m, c, k
end

function TestMeanfieldDelay:test_linear_units_have_the_moments_of_the_whole_grid()
  local p = { gain = 0.8, balance = 0.6, noise = 0.4, dt = 0.125, input = 0.7, start_mean = 0.3, start_variance = 0.5 }
  local T, parted = 60, 11
  for _, D in ipairs { 0, 1, 2, 7 } do
    local m, c, k = linear(p, T, D, parted)
    local theory = meanfield.evolve { activation = "linear", gain = p.gain, balance = p.balance, noise = p.noise, dt = p.dt,
      delay = D * p.dt, input = balnet.full({ T }, p.input), start_mean = p.start_mean, start_variance = p.start_variance, band = 80,
      mean_step = "euler", lyapunov = true, separate_at = parted, snapshots = 1 }
    for t = 1, T do
      lu.assertAlmostEquals(theory.mean[t], m[t], 1e-12)
      lu.assertAlmostEquals(theory.variance[t], c[t][t], 1e-12)
      if t > parted then lu.assertAlmostEquals(theory.log_distance[t], 0.5 * math.log(k[t][t]), 1e-11) end
      lu.assertAlmostEquals(theory.snapshot[{ 1, T - t + 1 }], c[t][T], 1e-12)
    end
  end
end

-- Pairs of times that have left the band are far from each other and count for nothing.
function TestMeanfieldDelay:test_a_short_band_gives_the_same()
  local function evolve(band)
    return meanfield.evolve { activation = "tanh", gain = 1.6, balance = 0, noise = 0.2, dt = 0.125, delay = 0.5, steps = 400, band = band,
      lyapunov = true }
  end
  local short, long = evolve(160), evolve(500)
  lu.assertTrue((short.variance - long.variance):abs():max() < 1e-6)
  lu.assertAlmostEquals(short.lyapunov, long.lyapunov, 1e-4)
end

-- The transient after a step of the input, below the bound of balance, with random coupling and noise; 24 trials of networks.
function TestMeanfieldDelay:test_networks_have_the_mean_rates_and_variances_of_theory()
  local T, dt, N = 96, 1 / 16, 1000
  local input = balnet.ones(T)
  input[{ { 33, T } }] = 1.4
  for _, case in ipairs { { "relu", 0.6, 2 }, { "tanh", 1.2, 1 } } do
    local p = { activation = case[1], gain = case[2], balance = case[3], noise = 0.3, dt = dt, delay = 0.5 }
    local theory = meanfield.evolve { activation = p.activation, gain = p.gain, balance = p.balance, noise = p.noise, dt = dt,
      delay = p.delay, input = input, start_mean = 0, start_variance = 0.25, band = 2 * T }
    local rates, variances = balnet.zeros(24, T), balnet.zeros(24, T)
    for seed = 1, 24 do
      p.neurons, p.seed, p.state_std = N, seed, 0.5
      local simulation = balnet.simulate.balanced(p)
      local found = simulation:run(input)
      rates[seed], variances[seed] = found.rate[1], found.variance[1]
    end
    for _, pair in ipairs { { rates, theory.rate }, { variances, theory.variance } } do
      local found, expected = pair[1]:mean(1), pair[2]
      local error = pair[1]:std(1) / 24 ^ 0.5
      local z = (found - expected):abs() / (error + 1 / N) -- a finite network differs by an order of 1/N, too
      lu.assertTrue(z:max() < 4.5, ("%s: %.2f standard errors"):format(p.activation, z:max()))
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

function TestMeanfieldDelay:test_what_no_delay_is_is_refused()
  assert_refused("the delay is 0.1; a whole number of steps of dt = 0.0625 was needed", meanfield.evolve, { steps = 10, delay = 0.1 })
  assert_refused("delay is -1", meanfield.evolve, { steps = 10, delay = -1 })
  assert_refused("would need", meanfield.evolve, { steps = 10, delay = 1e5, band = 1000000 })
  assert_refused("a delay of 100000 with a band of 2000 would need 25.6 GB", meanfield.evolve,
    { steps = 10, delay = 1e5, band = 2000 })
end

os.exit(lu.LuaUnit.run())
