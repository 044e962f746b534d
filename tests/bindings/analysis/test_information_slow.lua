-- The information rates of whole simulations against theory, at the parameters of Engelken and Goedeke (NeurIPS
-- 2022): weak noise, and noise strong enough to silence units. The spreads are those of an independent
-- simulation (numpy).
local lu = require "luaunit"
local balnet = require "balnet"

TestInformationSlow = {}

-- Rate of one simulated trial of the given time at g = 0, and its theory.
local function rates(time, given)
  local theory = balnet.information.theory(given)
  local dt = given.dt
  local sim = balnet.simulate.balanced { neurons = given.neurons, gain = 0, noise = given.noise, dt = dt,
    balance = given.balance, state_std = math.sqrt(theory.variance) }
  local signal = balnet.simulate.signal { steps = math.tointeger(time / dt), dt = dt, signal_std = 0.1 }
  sim:run(1, math.tointeger(8 / dt))
  local record = sim:run(signal)
  local options = { dt = dt, segment = 8 }
  local raw = balnet.information.rate(signal, record.rate, options).raw
  options.relaxation = theory.relaxation
  return balnet.information.rate(signal, record.rate, options), theory, raw
end

function TestInformationSlow:test_weak_noise_has_the_rates_of_theory_and_grows_linearly()
  local balances, found_rates = { 1, 2, 4, 8, 16, 32 }, {}
  for i, balance in ipairs(balances) do
    local found, theory, raw = rates(256, { neurons = 4096, noise = 0.1, dt = 2 ^ -10, balance = balance, segment = 8 })
    found_rates[i] = found.rate
    lu.assertAlmostEquals(found.rate / theory.rate, 1, 0.015, "b = " .. balance)
    lu.assertAlmostEquals(theory.rate / theory.rate_sampled, 1, 0.001, "b = " .. balance)
    lu.assertAlmostEquals(raw / (theory.rate_leaked + found.bias), 1, 0.015, "b = " .. balance)
    print(("b = %2d: %.1f +- %.1f, theory %.1f bit/tau; raw %.1f, foretold %.1f"):format(balance, found.rate,
      found.standard_error, theory.rate, raw, theory.rate_leaked + found.bias))
  end
  local slope = balnet.fit.power_law({ 1, 2, 4, 8 }, { table.unpack(found_rates, 1, 4) })
  lu.assertTrue(slope > 0.985 and slope < 1.005, tostring(slope))
end

function TestInformationSlow:test_strong_noise_has_the_rates_of_theory()
  local balances, found_rates = { 1, 2, 4, 8, 16, 32 }, {}
  for i, balance in ipairs(balances) do
    local found, theory = rates(1024, { neurons = 1024, noise = 1, dt = 2 ^ -7, balance = balance, segment = 8 })
    found_rates[i] = found.rate
    lu.assertAlmostEquals(found.rate / theory.rate, 1, 0.04, "b = " .. balance)
    print(("b = %2d: %.2f +- %.2f, theory %.2f bit/tau"):format(balance, found.rate, found.standard_error, theory.rate))
  end
  lu.assertAlmostEquals((balnet.fit.power_law(balances, found_rates)), 1.065, 0.015)
end

-- g = 2, N = 1024, dt = 2^-6, two networks of four trials of 256 tau. Theory and the two simulated rates as an
-- independent implementation (numpy) found them.
local chaos = {
  { 1, 4, 6.04, 5.88, 5.81 }, { 1, 8, 13.75, 13.77, 13.16 }, { 1, 16, 28.65, 27.55, 28.51 },
  { 1, 32, 56.06, 56.19, 54.42 },
  { 0.1, 4, 63.9, 63.7, 62.8 }, { 0.1, 8, 113.3, 110.1, 109.5 }, { 0.1, 16, 172, 159, 162 }, { 0.1, 32, 235, 204, 206 },
}

local function simulated_chaos(noise, balance, kernel, network)
  local dt = 2 ^ -6
  local sim = balnet.simulate.balanced { neurons = 1024, gain = 2, noise = noise, dt = dt, balance = balance, batch = 4,
    seed = network }
  local signal = balnet.simulate.signal { steps = 264 * 64, trials = 4, dt = dt, seed = network }
  sim:run(1, 50 * 64)
  local rate = sim:run(signal).rate
  local reference = balnet.information.filter(signal, kernel)
  return balnet.information.rate(reference, rate, { dt = dt, segment = 8, skip = 8 }).rate
end

function TestInformationSlow:test_chaos_with_noise_has_the_rates_of_theory()
  local balances, found_rates = {}, {}
  for _, row in ipairs(chaos) do
    local noise, balance, expected, first, second = table.unpack(row)
    local theory = balnet.information.mean_field { neurons = 1024, gain = 2, balance = balance, noise = noise,
      dt = 2 ^ -6 }
    local networks, found = noise == 1 and 4 or 2, 0 -- with much noise, rates of networks differ by 3 %
    for network = 1, networks do found = found + simulated_chaos(noise, balance, theory.kernel, network) / networks end
    local what = ("sigma = %g, b = %g"):format(noise, balance)
    print(("%s: %.2f, theory %.2f bit/tau"):format(what, found, theory.rate))
    lu.assertAlmostEquals(theory.rate / expected, 1, 0.01, what)
    lu.assertAlmostEquals(found / ((first + second) / 2), 1, 0.04, what)
    if noise == 1 then
      -- b = 4 is near b_c = 1.69: there 16 networks gave 4.9 +- 0.8 % less than theory, which is that of many units
      lu.assertAlmostEquals(found / theory.rate, balance == 4 and 0.951 or 1, 0.04, what)
      balances[#balances + 1], found_rates[#found_rates + 1] = balance, found
    end
  end
  lu.assertAlmostEquals((balnet.fit.power_law(balances, found_rates)), 1.075, 0.025)
end

-- How far single networks are from theory, of networks near the onset of chaos: two stretches of the same network agree within
-- their standard error, another network differs by several of it, whatever the segments; the mean over networks is that of
-- theory. So the difference is the quenched J, which no standard error of one network knows, and not leakage.
function TestInformationSlow:test_single_networks_differ_from_theory_by_their_weights()
  local neurons, networks, dt = 1024, 6, 2 ^ -4
  local theory = balnet.information.mean_field { neurons = neurons, gain = 1.2, balance = 4, noise = 0.1, dt = dt, stimulus_tau = 2.5 }
  local within, error_square, means = 0, 0, {}
  for network = 1, networks do
    local sim = balnet.simulate.balanced { neurons = neurons, gain = 1.2, noise = 0.1, dt = dt, balance = 4, batch = 4, seed = network }
    sim:run(1, 800)
    local found = {}
    for stretch = 1, 2 do
      local signal = balnet.simulate.signal { steps = 4224, trials = 4, dt = dt, seed = 100 * network + stretch, stimulus_tau = 2.5 }
      local reference = balnet.information.filter(signal, theory.kernel)
      found[stretch] = balnet.information.rate(reference, sim:run(signal).rate, { dt = dt, segment = 16, skip = 8 })
    end
    within = within + (found[1].rate - found[2].rate) ^ 2 / (2 * networks)
    error_square = error_square + (found[1].standard_error ^ 2 + found[2].standard_error ^ 2) / (2 * networks)
    means[network] = (found[1].rate + found[2].rate) / 2
  end
  local of_networks = balnet.tensor(means)
  local spread = of_networks:std()
  print(("g = 1.2: theory %.2f, networks %.2f, apart %.2f, stretches of one %.2f, standard error %.2f"):format(theory.rate,
    of_networks:mean(), spread, within ^ 0.5, error_square ^ 0.5))
  lu.assertTrue(within < 2 * error_square)
  lu.assertTrue(spread ^ 2 > 4 * within)
  lu.assertAlmostEquals(of_networks:mean(), theory.rate, 4 * spread / networks ^ 0.5)
end

os.exit(lu.LuaUnit.run())
