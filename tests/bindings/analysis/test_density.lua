-- Power and cross spectra from Lua. Expected values: a sine, white noise and a delay, by closed form.
local lu = require "luaunit"
local balnet = require "balnet"

local spectrum = balnet.spectrum

TestDensity = {}

local noise = balnet.random { seed = 8 }:normal(8192)

function TestDensity:test_spectra_of_matrices_and_of_signals_share_a_module()
  for _, name in ipairs { "eigenvalues", "singular_values", "welch", "cross", "coherence", "gain", "of_covariance" } do
    lu.assertIsFunction(spectrum[name], name)
  end
end

function TestDensity:test_a_sine_holds_its_variance_on_one_side_and_half_of_it_on_two()
  local x = balnet.zeros(1024)
  for t = 1, 1024 do x[t] = 3 * math.sin(2 * math.pi * t * 10 / 64) end
  local one = spectrum.welch(x, { dt = 0.1, segment = 6.4 })
  local two = spectrum.welch(x, { dt = 0.1, segment = 6.4, sided = "two" })
  lu.assertAlmostEquals(one.power:sum() / 6.4, 4.5, 1e-10)
  lu.assertAlmostEquals(two.power:sum() / 6.4, 2.25, 1e-10)
  lu.assertAlmostEquals(one.frequency[11], 10 / 6.4, 1e-14)
  lu.assertEquals({ one.sided, two.sided, one.segments }, { "one", "two", 31 })
end

function TestDensity:test_a_delay_has_gain_one_and_a_phase_that_falls_with_frequency()
  local later = balnet.zeros(8192)
  later[{ { 2, 8192 } }] = noise[{ { 1, 8191 } }] * 2
  local gain = spectrum.gain(noise, later, { dt = 1, segment = 64 })
  local coherence = spectrum.coherence(noise, later, { dt = 1, segment = 64 })
  local cross = spectrum.cross(noise, later, { dt = 1, segment = 64, sided = "two" })
  for k = 3, 30 do
    lu.assertAlmostEquals(gain.gain[k], 2, 0.05)
    lu.assertAlmostEquals(gain.phase[k], -2 * math.pi * gain.frequency[k], 0.05)
    lu.assertAlmostEquals(coherence.coherence[k], 1, 0.01)
    lu.assertAlmostEquals(math.atan(cross.imag[k], cross.real[k]), gain.phase[k], 1e-12)
  end
end

function TestDensity:test_the_density_of_an_autoregression_comes_from_its_covariance()
  local covariance = balnet.zeros(300)
  for k = 1, 300 do covariance[k] = 0.9 ^ (k - 1) end
  local found = spectrum.of_covariance(covariance, { dt = 0.5, window = "none", sided = "two" })
  lu.assertEquals(#found.power, 301)
  for k = 1, 301 do
    local expected = 0.5 * 0.19 / (1.81 - 1.8 * math.cos(2 * math.pi * (k - 1) / 600))
    lu.assertAlmostEquals(found.power[k], expected, 1e-10)
  end
end

function TestDensity:test_trials_are_averaged_and_a_result_prints()
  local trials = spectrum.welch(balnet.random { seed = 2 }:normal(50, 64), { dt = 1, segment = 64, sided = "two" })
  lu.assertEquals(trials.segments, 50)
  lu.assertEquals(spectrum.welch(noise, { dt = 1, segment = 1024, skip = 100 }).segments, 14)
  lu.assertAlmostEquals(trials.power[{ { 3, 32 } }]:mean(), 1, 0.1)
  lu.assertStrMatches(tostring(trials), "spectrum\n  frequency +0, .*in all.*power.*")
end

-- The mean of 250 numbers 3.7 is off by 2e-14, which once had a coherence and a gain of its own.
function TestDensity:test_a_signal_that_is_constant_up_to_rounding_has_no_ratio()
  local jitter = balnet.full({ 8192 }, 1) + noise * 2 ^ -53
  for _, constant in ipairs { balnet.full({ 8192 }, 3.7), balnet.full({ 8192 }, -1e300), balnet.zeros(8192), jitter } do
    for _, ratio in ipairs { spectrum.coherence, spectrum.gain } do
      lu.assertErrorMsgContains("signal 2 of 2 is constant", ratio, noise, constant, { dt = 1, segment = 250 })
      lu.assertErrorMsgContains("signal 1 of 2 is constant", ratio, constant, noise, { dt = 1, segment = 250 })
    end
  end
  lu.assertTrue(spectrum.welch(balnet.full({ 8192 }, 3.7), { dt = 1, segment = 250 }).power:max() < 1e-27)
end

-- A square wave of period 8 has no power at even multiples of 1/8, and none between, beside Hann's neighbours.
function TestDensity:test_frequencies_without_power_have_no_coherence()
  local square = balnet.zeros(8192)
  for t = 1, 8192 do square[t] = (t - 1) % 8 < 4 and 1 or -1 end
  local found = spectrum.coherence(square, noise, { dt = 1, segment = 64 })
  local gain = spectrum.gain(square, noise, { dt = 1, segment = 64 })
  for k = 2, 32 do
    local near = (k - 1) % 16
    local holds = near >= 7 and near <= 9
    lu.assertEquals(found.coherence[k] == found.coherence[k], holds, k)
    lu.assertEquals(gain.gain[k] == gain.gain[k], holds, k)
  end
end

function TestDensity:test_ratios_do_not_depend_on_units()
  local other = noise * 0.5 + balnet.random { seed = 9 }:normal(8192)
  local options = { dt = 1, segment = 64 }
  local plain = spectrum.coherence(noise, other, options).coherence
  lu.assertEquals(spectrum.coherence(noise * 2.0 ^ -700, other * 2.0 ^ 800, options).coherence:totable(), plain:totable())
  local gain = spectrum.gain(noise, other, options).gain
  lu.assertEquals(spectrum.gain(noise * 2.0 ^ -700, other * 2.0 ^ -690, options).gain:totable(), (gain * 1024):totable())
end

-- A segment has an even number of steps, and never more than the trial.
function TestDensity:test_a_segment_of_an_odd_trial_is_one_step_shorter()
  local whole = spectrum.welch(balnet.zeros(1001), { dt = 0.25, segment = 0.25 * 1001 })
  lu.assertEquals({ whole.segment, whole.segments }, { 250, 1 })
  lu.assertErrorMsgContains("field 'skip' is 1.0; 0 to 0.25, which leaves a segment, was needed", spectrum.welch, balnet.zeros(1001),
    { dt = 0.25, segment = 0.25 * 1001, skip = 1 })
end

-- How often limits of 90 % hold what white noise, and a signal beside as much noise, have: power 1, coherence 1/2, gain 2, phase 0.
-- Bins next to the ends are left out, from which the mean of a segment takes power. Of 2000 bins of which 6 % depend on their
-- neighbours, the standard error is 0.7 %. Limits of the gain hold for gain and phase at once, and so each more often.
function TestDensity:test_limits_hold_as_often_as_they_say()
  local random, options = balnet.random { seed = 5 }, { dt = 1, segment = 100, confidence = 0.9, sided = "two" }
  local counts, bins = { power = 0, coherence = 0, gain = 0, phase = 0, threshold = 0 }, 0
  local function add(name, holds) counts[name] = counts[name] + holds[{ { 3, -3 } }]:sum() end
  for _ = 1, 43 do
    local x = random:normal(3, 2000)
    local y = 2 * x + 2 * random:normal(3, 2000)
    local power = spectrum.welch(x, options)
    local pair = { dt = 1, segment = 100, confidence = 0.9 }
    local coherence, gain = spectrum.coherence(x, y, pair), spectrum.gain(x, y, pair)
    local other = spectrum.coherence(x, random:normal(3, 2000), pair)
    add("power", power.low:le(1) & power.high:ge(1))
    add("coherence", coherence.low:le(0.5) & coherence.high:ge(0.5))
    add("gain", gain.low:le(2) & gain.high:ge(2))
    add("phase", gain.phase:abs():le(gain.phase_error))
    add("threshold", other.coherence:le(other.threshold))
    bins = bins + #power.power - 4
  end
  for name, count in pairs(counts) do
    local least, most = 0.88, 0.92
    if name == "gain" or name == "phase" then least, most = 0.93, 0.99 end
    lu.assertTrue(count / bins > least and count / bins < most, ("%s: %g"):format(name, count / bins))
  end
end

-- A segment has two degrees of freedom, at both ends of the frequencies one.
function TestDensity:test_limits_of_power_are_those_of_chi_squared()
  local found = spectrum.welch(noise[{ { 1, 150 } }]:reshape(3, 50), { dt = 1, segment = 50, confidence = 0.8 })
  local degrees = 2 * found.effective_segments
  lu.assertAlmostEquals(found.power[7] * degrees / balnet.stats.chi2(degrees):isf(0.1), found.low[7], 1e-12)
  lu.assertAlmostEquals(found.power[1] * degrees / 2 / balnet.stats.chi2(degrees / 2):ppf(0.1), found.high[1], 1e-12)
  lu.assertEquals(found.confidence, 0.8)
end

function TestDensity:test_no_coherence_is_more_than_one()
  local found = spectrum.coherence(noise, noise, { dt = 1, segment = 100, confidence = 0.95 })
  lu.assertEquals({ found.coherence:le(1):all(), found.high:max() }, { true, 1.0 })
  lu.assertTrue(spectrum.gain(noise, noise, { dt = 1, segment = 100, confidence = 0.95 }).phase_error:is_finite():all())
end

function TestDensity:test_bad_input_is_refused()
  lu.assertErrorMsgContains("confidence is 95; it must be more than 0 and less than 1", spectrum.welch, noise, { dt = 1, confidence = 95 })
  lu.assertErrorMsgContains("confidence: the signals are worth 1.0 independent segments; more than 1 were needed", spectrum.gain, noise,
    noise, { dt = 1, segment = 8192, confidence = 0.9 })
  lu.assertErrorMsgContains("field 'dt' is needed: time step", spectrum.welch, noise, {})
  lu.assertErrorMsgContains("dt is 0; it must be more than 0", spectrum.welch, noise, { dt = 0 })
  lu.assertErrorMsgContains("samples is -2; it must be at least 0", spectrum.of_covariance, balnet.ones(4), { dt = 1, samples = -2 })
  lu.assertErrorMsgContains("skip is -1; it must be at least 0", spectrum.welch, noise, { dt = 1, skip = -1 })
  lu.assertErrorMsgContains("the trials have 3 steps; at least the 4", spectrum.welch, balnet.zeros(3), { dt = 1 })
  lu.assertErrorMsgContains("of 20 steps is too short for a segment; give 'segment', 2.0 (4 steps) to 10.0", spectrum.welch,
    balnet.zeros(20), { dt = 0.5 })
  lu.assertErrorMsgContains("unknown field 'windw'", spectrum.welch, noise, { dt = 1, windw = 3 })
  lu.assertErrorMsgContains("field 'sided' is both; it must be one of: one, two", spectrum.welch, noise,
    { dt = 1, sided = "both" })
  lu.assertErrorMsgContains("signal 1 is not finite", spectrum.welch, noise / 0, { dt = 1 })
  lu.assertErrorMsgContains("steps, or trials x steps, was needed", spectrum.welch, balnet.zeros(2, 2, 64), { dt = 1 })
  lu.assertErrorMsgContains("a vector of covariances", spectrum.of_covariance, balnet.zeros(2, 2), { dt = 1 })
end

os.exit(lu.LuaUnit.run())
