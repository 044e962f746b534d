-- Information rates from Lua. Expected values: Shannon's rate of white channels, and the closed forms of a network
-- without a random part as an independent computation (numpy) printed them.
local lu = require "luaunit"
local balnet = require "balnet"
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local information = balnet.information
local here, message_of = refused.here, refused.message_of

TestInformation = {}

local stream = balnet.random { seed = 5 }
local x, noise = stream:normal(4, 16384), stream:normal(4, 16384)
local y = x * math.sqrt(3) + noise

function TestInformation:test_a_white_channel_has_shannons_rate_and_says_its_band()
  local found = information.rate(x, y, { dt = 0.5, segment = 32 })
  lu.assertAlmostEquals(found.rate, 2, 4 * found.standard_error)
  lu.assertEquals(found.cutoff, 1)
  lu.assertEquals(found.segments, 4 * 511)
  lu.assertAlmostEquals(found.raw - found.bias, found.rate, 1e-12)
  lu.assertEquals({ found.density:shape(), found.frequency[2] }, { 33, 1 / 32 })
  lu.assertStrMatches(tostring(found), "information rate, a lower bound\n  rate .* %+%- .*\n  band limit +1 per.*")
end

function TestInformation:test_several_signals_are_arrays_of_tensors_and_their_rates_add()
  local other, other_noise = stream:normal(4, 16384), stream:normal(4, 16384)
  local found = information.rate({ x, other }, { y, other * math.sqrt(15) + other_noise },
    { dt = 0.5, segment = 32, cutoff = 0.5 })
  lu.assertAlmostEquals(found.rate, 1 + 2, 4 * found.standard_error)
  lu.assertEquals(found.cutoff, 0.5)
end

function TestInformation:test_prefiltering_is_an_option_and_a_function()
  local signal = information.prefilter(x, 3, 0.1)
  lu.assertEquals({ signal:shape() }, { 4, 16384 })
  lu.assertEquals(signal[1][1], x[1][1])
  lu.assertAlmostEquals(signal[1][3], signal[1][2] + 0.3 * (x[1][3] - signal[1][2]), 1e-14)
  local option = information.rate(x, y, { dt = 0.1, relaxation = 3 })
  local by_hand = information.rate(signal, y, { dt = 0.1, skip = 2 })
  lu.assertEquals(option.rate, by_hand.rate)
  lu.assertEquals({ option.relaxation, option.skip }, { 3, 2 }) -- skips six times 1/relaxation by itself
end

function TestInformation:test_a_filter_is_a_convolution_that_rested_at_the_first_value()
  local filtered = information.filter(balnet.tensor { 2, 4, 6 }, balnet.tensor { 1, 0.5 })
  for i, value in ipairs { 3, 5, 8 } do lu.assertAlmostEquals(filtered[i], value, 1e-14) end
end

function TestInformation:test_theory_gives_the_closed_forms()
  local found = information.theory { neurons = 1024, noise = 1, dt = 1 / 128, balance = 4, segment = 8 }
  lu.assertAlmostEquals(found.rate, 11.60, 0.00501)
  lu.assertAlmostEquals(found.slope, 0.858, 0.000501)
  lu.assertAlmostEquals(found.amplitude, 4 * math.sqrt(2 * 1024) * 0.1, 1e-12)
  lu.assertTrue(found.rate_leaked < found.rate)
  local weak = information.theory { balance = 8 }
  lu.assertAlmostEquals(weak.rate_sampled, 511.28, 0.00501)
  lu.assertAlmostEquals(weak.rate_below, 484.48, 0.00501)
  lu.assertAlmostEquals(weak.rate_unlimited, 521.59, 0.00501)
  lu.assertAlmostEquals(weak.rate, weak.rate_sampled, 1e-4)
end

-- The impulse response and covariance of the theory, given as tensors, reproduce its rate.
function TestInformation:test_a_prediction_from_response_and_covariance_agrees_with_the_closed_form()
  local dt, balance, sigma = 1 / 64, 4, 0.1
  local theory = information.theory { neurons = 1000, balance = balance, noise = sigma, dt = dt }
  local response, covariance = balnet.zeros(1024), balnet.zeros(16384)
  local pole, variance = 1 - dt * theory.relaxation, sigma ^ 2 / (2 - dt)
  for s = 2, 1024 do response[s] = balance * dt * pole ^ (s - 2) end
  for s = 1, 16384 do covariance[s] = variance * (1 - dt) ^ (s - 1) end
  local found = information.predict(response, covariance, { neurons = 1000, dt = dt })
  lu.assertAlmostEquals(found.rate, theory.rate, 0.002 * theory.rate)
  lu.assertAlmostEquals(found.gain[1], theory.gain[1], 1e-6)
end

function TestInformation:test_a_constant_signal_is_refused_whatever_the_segment_and_the_constant()
  for _, segment in ipairs { 16, 50, 250 } do
    for _, constant in ipairs { 3.7, 1 / 3, -1e300, 5e-324, 0 } do
      local dead = balnet.full({ 4, 16384 }, constant)
      local message = message_of(function() information.rate(x, dead, { dt = 1, segment = segment }) end)
      lu.assertStrContains(message, "signal 2 of 2 is constant")
      message = message_of(function() information.rate({ x, dead }, y, { dt = 1, segment = segment }) end)
      lu.assertStrContains(message, "signal 2 of 3 is constant")
    end
  end
end

function TestInformation:test_the_rate_does_not_depend_on_units()
  local options = { dt = 0.5, segment = 32 }
  lu.assertEquals(information.rate(x * 2.0 ^ 900, y * 2.0 ^ -900, options).rate, information.rate(x, y, options).rate)
end

-- A square wave of period 8 has no power at most frequencies: first at one over the segment.
function TestInformation:test_a_frequency_without_power_is_named_unless_it_is_above_the_cutoff()
  local square, low = balnet.zeros(4, 16384), balnet.zeros(4, 16384)
  for t = 1, 16384 do
    square[{ {}, t }] = (t - 1) % 8 < 4 and 1 or -1
    low[{ {}, t }] = math.cos(math.pi / 32 * ((t - 1) % 64))
  end
  local message = message_of(function() information.rate(square, y, { dt = 0.5, segment = 32 }) end)
  lu.assertStrContains(message, "input 1 has no power at f = 0.03125 but what rounding leaves")
  local found = information.rate(low, y, { dt = 0.5, segment = 32, cutoff = 0.03 + 1 / 800 })
  lu.assertAlmostEquals(found.rate, 0, 4 * found.standard_error + 1e-3)
  lu.assertNotEquals(found.density[20], found.density[20])
end

-- With weak noise all units are active, and both are the same closed form. The covariance of rates is then 1e-18 beside a
-- squared mean of 1.
function TestInformation:test_weak_noise_has_the_rate_of_active_units()
  for _, noise_std in ipairs { 1e-3, 1e-6, 1e-9, 1e-12 } do
    local found = information.theory { noise = noise_std, balance = 8 }
    lu.assertAlmostEquals(found.rate, found.rate_sampled, 1e-8 * found.rate_sampled)
  end
end

function TestInformation:test_noise_that_is_rounding_alone_is_refused()
  local response = balnet.zeros(64)
  response[2] = 0.1
  for _, covariance in ipairs { balnet.full({ 128 }, 3.7), balnet.zeros(128),
    3.7 + balnet.random { seed = 1 }:normal(128) * 2 ^ -53 } do
    local message = message_of(function() information.predict(response, covariance, { dt = 1 / 64 }) end)
    lu.assertStrContains(message, "that rounding leaves was needed: without noise the rate has no bound")
  end
  local message = message_of(function() information.mean_field { gain = 0, balance = 4, noise = 1e-6, memory = 8 } end)
  lu.assertStrContains(message, "rounding leaves of a mean rate of")
end

function TestInformation:test_errors_carry_the_line_of_the_script()
  local at = here() + 1
  local message = message_of(function() information.rate(x, y, { dt = 0.5, segmnt = 3 }) end)
  lu.assertStrContains(message, "test_information.lua:" .. at .. ": unknown field 'segmnt'; did you mean 'segment'?")
  at = here() + 1
  message = message_of(function() information.rate(x, balnet.zeros(4, 100), { dt = 0.5 }) end)
  lu.assertStrContains(message,
    "test_information.lua:" .. at .. ": output has shape 4 x 100; the other signals have 4 trials of 16384 steps")
end

function TestInformation:test_a_balance_without_a_stationary_state_is_refused_with_the_critical_one()
  local at = here() + 1
  local message = message_of(function() information.mean_field { gain = 2, balance = 1.5, noise = 0.1 } end)
  lu.assertStrMatches(message, ".*test_information%.lua:" .. at .. ": .*b_c = 1%.692.*")
  message = message_of(function() information.mean_field { gian = 2 } end)
  lu.assertStrContains(message, "unknown field 'gian'; did you mean 'gain'?")
end

function TestInformation:test_bad_input_is_refused_with_what_was_needed()
  local function message(...)
    local given = table.pack(...)
    return message_of(function() information.rate(table.unpack(given, 1, given.n)) end)
  end
  lu.assertStrContains(message(x, y), "field 'dt' is needed: time step")
  lu.assertStrContains(message(x, y, { dt = 0.5, segment = 1e9 }), "field 'segment' is 1000000000.0; ")
  lu.assertStrContains(message(x, y, { dt = 0.5, skip = 1e6 }), "field 'skip' is 1000000.0; 0 to 7168.0")
  lu.assertStrContains(message(x, y, { dt = 0.5, cutoff = 7 }), "cutoff is 7; ")
  lu.assertStrContains(message(x, x, { dt = 0.5 }), "the information density is infinite at f = ")
  lu.assertStrContains(message({}, y, { dt = 0.5 }), "input is an empty table")
  lu.assertStrContains(message(3, y, { dt = 0.5 }), "input is a number; a tensor, or an array of tensors, was needed")
  lu.assertStrContains(message(x[1], y[1], { dt = 0.5, segment = 4096 }), "3 segments in 3 groups are too few")
  lu.assertStrContains(message_of(function() information.theory { noise = 0 } end), "noise is 0; it must be more than 0")
  lu.assertStrContains(message_of(function() information.theory { cutoff = 1e9 } end), "field 'cutoff' is 1000000000.0")
end

function TestInformation:test_a_response_without_a_rate_is_refused()
  local predict = information.predict
  refused.assert_refused("the response is nan at lag 1", predict, balnet.tensor { 0, 0 / 0 }, balnet.tensor { 1, 0.5, 0.2 })
  refused.assert_refused("the covariance is inf at lag 2", predict, balnet.tensor { 0, 0.5 }, balnet.tensor { 1, 0.5, 1 / 0 })
  -- a gain of 1 at f = 0 through J0 = 1 is a loop that amplifies without bound
  refused.assert_refused("the information density is inf at f = 0: there 1 - J0 G vanishes", predict,
    balnet.tensor { 0, 1 }, balnet.tensor { 1, 0.5, 0.2 })
end

os.exit(lu.LuaUnit.run())
