-- Signals: what defines each function, dimensions and refusals; beside NumPy and SciPy where python3 has them.
local lu = require "luaunit"
local balnet = require "balnet"
local compare = dofile(os.getenv "BALNET_SOURCE" .. "/tests/peers/compare.lua")
local refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua")

local signal = balnet.signal
local random = balnet.random { seed = 9 }
local assert_refused = refused.assert_refused

local function assert_close(found, expected, tolerance)
  lu.assertEquals({ found:shape() }, { expected:shape() })
  lu.assertTrue((found - expected):abs():max() <= (tolerance or 1e-12) * math.max(1, expected:abs():max()))
end

TestSignal = {}

function TestSignal:test_a_convolution_multiplies_polynomials()
  lu.assertEquals(signal.convolve(balnet.tensor { 1, 2 }, { 3, 4, 5 }):totable(), { 3.0, 10.0, 13.0, 10.0 })
  lu.assertEquals(signal.convolve(balnet.tensor { 1, 2, 3 }, { 1 }, { mode = "same" }):totable(), { 1.0, 2.0, 3.0 })
  lu.assertEquals(signal.correlate(balnet.tensor { 1, 2, 3 }, { 0, 1 }):totable(), { 1.0, 2.0, 3.0, 0.0 })
end

function TestSignal:test_the_direct_sum_and_the_transform_agree()
  local x, kernel = random:normal(3, 700), random:normal(90)
  assert_close(signal.convolve(x, kernel, { method = "fft" }), signal.convolve(x, kernel, { method = "direct" }))
end

-- |H|^2 of a Butterworth filter after the bilinear transform: 1 / (1 + (tan(pi f dt) / tan(pi fc dt))^(2 n)).
function TestSignal:test_butterworth_filters_have_their_gain()
  local steps, dt, cutoff = 4096, 0.1, 0.7
  local impulse = balnet.zeros(steps)
  impulse[1] = 1
  for order = 1, 9 do
    for _, kind in ipairs { "low", "high" } do
      local response = signal.sosfilt(signal.butter(order, cutoff, { kind = kind, dt = dt }), impulse)
      local re, im = balnet.fft.rfft(response)
      local power = re:square() + im:square()
      for _, k in ipairs { 3, 100, 287, 900, 1500 } do
        local ratio = (math.tan(math.pi * (k - 1) / steps) / math.tan(math.pi * cutoff * dt)) ^ (kind == "low" and 2 * order or -2 * order)
        lu.assertAlmostEquals(power[k], 1 / (1 + ratio), 1e-9)
      end
    end
  end
end

function TestSignal:test_filtering_both_ways_has_no_delay_and_keeps_constants()
  local sections = signal.butter(4, 0.05)
  assert_close(signal.sosfiltfilt(sections, balnet.full({ 200 }, 3.7)), balnet.full({ 200 }, 3.7), 1e-10)
  local x = signal.sosfilt(signal.butter(2, 0.02), random:normal(2000))
  local lag, correlation = signal.cross_correlogram(signal.sosfiltfilt(sections, x), x, { lags = 50 })
  lu.assertEquals(lag[correlation:argmax()], 0.0)
  local late, later = signal.cross_correlogram(signal.sosfilt(sections, x), x, { lags = 50 })
  lu.assertTrue(late[later:argmax()] > 0) -- forward alone there is one
end

function TestSignal:test_the_hilbert_transform_of_a_cosine_is_the_sine()
  for _, n in ipairs { 64, 65 } do
    local angle = balnet.arange(0, n - 1) * (2 * math.pi * 5 / n)
    local real, imag = signal.hilbert(angle:cos())
    assert_close(real, angle:cos())
    assert_close(imag, angle:sin())
  end
end

function TestSignal:test_integral_and_derivative_undo_each_other_on_straight_lines()
  local line = balnet.arange(0, 20) * 0.3 + 1
  assert_close(signal.gradient(line, { dx = 0.1 }), balnet.full({ 21 }, 3.0))
  assert_close(signal.cumulative_trapezoid(balnet.full({ 21 }, 3.0), { dx = 0.1 }), line - 1)
  assert_close(signal.detrend(line), balnet.zeros(21))
  assert_close(signal.diff(line), balnet.full({ 20 }, 0.3))
end

function TestSignal:test_the_correlogram_finds_the_delay()
  local x = random:normal(500)
  local y = balnet.concatenate({ random:normal(7), x[{ { 1, 493 } }] }) -- seven steps later
  local lag, correlation = signal.cross_correlogram(y, x, { dt = 0.5, lags = 20 })
  lu.assertEquals({ lag:shape() }, { 41 })
  lu.assertEquals(lag[correlation:argmax()], 3.5)
  local _, auto = signal.cross_correlogram(x, x, { lags = 0 })
  lu.assertAlmostEquals(auto[1], 1, 1e-12)
end

function TestSignal:test_dimensions_are_those_of_the_input()
  local x = random:normal(4, 50, 3)
  local sections = signal.butter(2, 0.1)
  for _, f in ipairs { function(t, dim) return signal.sosfilt(sections, t, { dim = dim }) end,
    function(t, dim) return signal.gradient(t, { dim = dim }) end,
    function(t, dim) return signal.convolve(t, { 1, 2, 3 }, { dim = dim }) end } do
    assert_close(f(x, 2)[{ 2, true, 3 }], f(x[{ 2, true, 3 }], 1))
    assert_close(f(x, -2), f(x, 2))
  end
  lu.assertEquals({ signal.diff(x, { dim = 1, order = 2 }):shape() }, { 2, 50, 3 })
end

function TestSignal:test_an_integral_is_finite_where_it_fits_though_the_sum_of_two_samples_does_not()
  lu.assertEquals(signal.trapezoid(balnet.tensor { 1.5e308, 1.5e308 }, { dx = 0.5 }), 0.75e308)
end

-- A polynomial of the order is its own fit, at the ends, too.
function TestSignal:test_a_smoothed_polynomial_is_itself()
  local t = balnet.arange(0, 19) * 0.5
  local cubic, slope = t ^ 3 - 2 * t, 3 * t ^ 2 - 2
  lu.assertTrue((signal.savgol_filter(cubic, 7, 3) - cubic):abs():max() < 1e-10)
  lu.assertTrue((signal.savgol_filter(cubic, 7, 3, { derivative = 1, dx = 0.5 }) - slope):abs():max() < 1e-10)
  lu.assertTrue(signal.savgol_filter(cubic, 7, 3, { derivative = 4 }):abs():max() < 1e-10)
end

function TestSignal:test_impossible_requests_are_refused()
  assert_refused("window is 4; an odd integer of at least 3", signal.savgol_filter, balnet.ones(9), 4, 2)
  assert_refused("order is 5; an integer from 0 to 4", signal.savgol_filter, balnet.ones(9), 5, 5)
  assert_refused("the signal has 9 samples; at least the 11 of a window", signal.savgol_filter, balnet.ones(9), 11, 2)
  assert_refused("field 'mode' is 'wide'; one of 'full', 'same', 'valid' was needed", signal.convolve, balnet.ones(3),
    { 1 }, { mode = "wide" })
  assert_refused("at least 1 of each was needed", signal.convolve, balnet.zeros(0), { 1 })
  assert_refused("cutoff is 0.5; a frequency more than 0 and less than 0.5 was needed", signal.butter, 2, 0.5)
  assert_refused("order is 0", signal.butter, 0, 0.1)
  local band = { kind = "bandpass" }
  lu.assertEquals(signal.butter(2, balnet.tensor { 0.1, 0.2 }, band), signal.butter(2, { 0.1, 0.2 }, band))
  assert_refused("element [2] of the table is a string", signal.butter, 2, { 0.1, "x" }, band)
  assert_refused("{ lower, higher } frequency of the band was needed", signal.butter, 2, 0.1, band)
  assert_refused("more than 9 were needed", signal.sosfiltfilt, signal.butter(2, 0.1), balnet.ones(9))
  assert_refused("no matrix with 6 columns", signal.sosfilt, balnet.ones(2, 5), balnet.ones(9))
  assert_refused("the points are not finite and ascending: number 2 is 1", signal.interp, { 0.5 }, { 1, 1 }, { 0, 1 })
  assert_refused("x is constant", signal.cross_correlogram, balnet.full({ 10 }, 3.7), random:normal(10))
  assert_refused("unknown field 'dims'; did you mean 'dim'?", signal.detrend, balnet.ones(3), { dims = 1 })
  assert_refused("a scalar was given", signal.detrend, balnet.zeros())
  assert_refused("segment is 5", signal.spectrogram, balnet.ones(4), { segment = 5 })
end

function TestSignal:test_numpy_and_scipy_find_the_same()
  local x, k, many = random:normal(200), random:normal(9), random:normal(3, 40)
  local results = { x = x, k = k, many = many }
  for _, mode in ipairs { "full", "same", "valid" } do
    results["convolve_" .. mode] = signal.convolve(x, k, { mode = mode })
    results["correlate_" .. mode] = signal.correlate(x, k, { mode = mode })
  end
  results.convolve_many = signal.convolve(many, k)
  for _, order in ipairs { 1, 2, 5 } do
    for _, kind in ipairs { "low", "high" } do
      local sections = signal.butter(order, 0.7, { kind = kind, dt = 0.1 })
      results["sosfilt_" .. kind .. order] = signal.sosfilt(sections, x)
      results["sosfiltfilt_" .. kind .. order] = signal.sosfiltfilt(sections, x)
    end
    for _, kind in ipairs { "bandpass", "bandstop" } do
      results["sosfilt_" .. kind .. order] = signal.sosfilt(signal.butter(order, { 0.7, 1.9 }, { kind = kind, dt = 0.1 }), x)
    end
  end
  for _, sigma in ipairs { 0.4, 3 } do results["gaussian" .. sigma] = signal.gaussian_filter1d(many, sigma) end
  results.gaussian_short = signal.gaussian_filter1d(x[{ { 1, 4 } }], 2.5, { truncate = 3 })
  for _, derivative in ipairs { 0, 1, 3 } do
    results["savgol" .. derivative] = signal.savgol_filter(many, 9, 4, { derivative = derivative, dx = 0.2 })
  end
  results.savgol_columns = signal.savgol_filter(many, 3, 1, { dim = 1 })
  results.hilbert_real, results.hilbert_imag = signal.hilbert(many)
  results.detrend, results.detrend_constant = signal.detrend(many), signal.detrend(x, { kind = "constant" })
  results.diff, results.gradient = signal.diff(many, { order = 2 }), signal.gradient(many, { dx = 0.1 })
  results.trapezoid = signal.trapezoid(many, { dx = 0.1 })
  results.cumulative_trapezoid = signal.cumulative_trapezoid(many, { dx = 0.1 })
  local points = balnet.arange(0, 9):pow(1.5)
  results.interp = signal.interp(x:to "f64" * 3, points, points:sin())
  results.frequency, results.time, results.power = signal.spectrogram(x, { dt = 0.1, segment = 32 })
  results.unwrap, results.unwrap_period = signal.unwrap(many * 5), signal.unwrap(x * 40, { period = 90 })
  results.medfilt, results.medfilt_many = signal.medfilt(x), signal.medfilt(many, { width = 7 })
  for i, conditions in ipairs { {}, { height = 0.5 }, { distance = 6 }, { prominence = 1.5 },
    { height = 0, distance = 3.5, prominence = 1 } } do
    results["peaks" .. i], results["heights" .. i] = signal.find_peaks(x:round() * 0.25 + x, conditions)
  end
  results.steps = (signal.find_peaks(x:round()))
  lu.assertEquals(compare("scipy_signal.py", "scipy.signal", results), 59)
end

function TestSignal:test_a_gap_spoils_the_derivative_beside_it_alone()
  local found = signal.gradient(balnet.tensor { 1, 3, 0 / 0, 2, 5, 9 })
  lu.assertEquals(found:is_nan():totable(), { 0, 1, 0, 1, 0, 0 })
  lu.assertEquals(found[3], -0.5)
end

function TestSignal:test_neighbours_at_the_ends_and_in_short_signals()
  lu.assertEquals(signal.unwrap(balnet.zeros(1)):totable(), { 0 })
  lu.assertEquals({ signal.unwrap(balnet.zeros(2, 0)):shape() }, { 2, 0 })
  lu.assertEquals(signal.medfilt(balnet.tensor { 5, 5 }, { width = 5 }):totable(), { 0, 0 })
  lu.assertEquals(signal.medfilt(balnet.tensor { { 1, 9 }, { 2, 9 }, { 3, 9 } }, { width = 1, dim = 1 }):totable(),
    { { 1, 9 }, { 2, 9 }, { 3, 9 } })
  lu.assertEquals({ #signal.find_peaks { 1, 2, 3 }, #signal.find_peaks { 3, 3, 1 }, #signal.find_peaks { 1 },
    #signal.find_peaks {} }, { 0, 0, 0, 0 })
  assert_refused("width is 4; an odd integer was needed", signal.medfilt, balnet.ones(9), { width = 4 })
  assert_refused("unknown field 'hight'; did you mean 'height'?", signal.find_peaks, { 1, 2, 1 }, { hight = 1 })
  assert_refused("x has 2 dimensions; a vector was needed", signal.find_peaks, balnet.ones(2, 2))
end

-- A line between the ends of the range has 0 in its middle; points at equal infinities lie on one level.
function TestSignal:test_interpolation_holds_at_the_ends_of_the_range()
  local most = 1.7e308
  lu.assertEquals(signal.interp({ 0.5 }, { 0, 1 }, { -most, most })[1], 0)
  lu.assertEquals(signal.interp({ 0 }, { -most, most }, { 0, 1 })[1], 0.5)
  lu.assertEquals(signal.interp({ 0.5 }, { 0, 1 }, { math.huge, math.huge })[1], math.huge)
  assert_refused("number 2 is inf", signal.interp, { 1 }, { 0, math.huge }, { 0, 1 })
end

os.exit(lu.LuaUnit.run())
