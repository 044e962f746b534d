--- Signals: `balnet.signal`, with the names of NumPy's and SciPy's signal. Signals run along one dimension of
-- a tensor (the option `dim`, the last by default); the other dimensions count trials or units.
-- Results are f64.

local arguments = require "balnet.parameters.arguments"
local fft = require "balnet.fft"
local filter = require "balnet.native.filter"
local as_lines = require "balnet.signal.lines"
local butterworth = require "balnet.signal.butterworth"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

---@class balnet.signal
local signal = {}

for name, f in pairs(require "balnet.signal.samples") do signal[name] = f end
signal.savgol_filter = require "balnet.signal.savgol"

-- The dimension along which signals run.
local along = { "integer", -1 }
-- A time step, or the distance of samples.
local step = { "positive", 1 }

local function vector_of(name, t)
  if t:dims() ~= 1 then error(("%s has %d dimensions; a vector was needed"):format(name, t:dims()), 0) end
  return t
end

-- --- convolution -----------------------------------------------------------------------------------

local convolution = {
  mode = { "text", "full", words = { "full", "same", "valid" } },
  method = { "text", "auto", words = { "auto", "direct", "fft" } },
  dim = along,
}

-- The multiplications beyond which the transform is the faster way.
local direct_most = 2e5

local function full_by_fft(rows, kernel)
  local length = rows:shape(2) + #kernel - 1
  local n = 1
  while n < length do n = 2 * n end
  local xr, xi = fft.rfft(rows, { n = n })
  local kr, ki = fft.rfft(kernel, { n = n })
  return fft.irfft(xr * kr - xi * ki, xr * ki + xi * kr, { n = n })[{ true, { 1, length } }]
end

local function full_convolution(rows, kernel, method)
  local n, m = rows:shape(2), #kernel
  if n == 0 or m == 0 then
    error(("signal and kernel have %d and %d samples; at least 1 of each was needed"):format(n, m), 0)
  end
  if method == "direct" or method == "auto" and n * m <= direct_most then return filter.convolve(rows, kernel) end
  return full_by_fft(rows, kernel)
end

-- The part of a full convolution that a mode asks for.
local function part(full, mode, n, m)
  if mode == "full" then return full end
  local length = mode == "same" and n or math.abs(n - m) + 1
  local first = (full:shape(2) - length) // 2 + 1
  return full[{ true, { first, first + length - 1 } }]
end

--- The convolution y_t = sum_s kernel_s x_(t-s).
--
--     balnet.signal.convolve(balnet.tensor { 1, 2, 3 }, { 1, 1 })  --> { 1, 3, 5, 3 }
---@param x balnet.tensor
---@param kernel balnet.tensor|number[] a vector
---@param options? {mode: string, method: string, dim: integer} mode "full" (default), "same" (the length of x, centred)
--- or "valid" (where both overlap wholly); method "auto", "direct" or "fft"
---@return balnet.tensor y
signal.convolve = arguments.at_caller("convolve", function(x, kernel, given)
  local o = options.over(given, convolution)
  local k = vector_of("kernel", kernel)
  local rows, back, n = as_lines(x, o.dim)
  return back(part(full_convolution(rows, k, o.method), o.mode, n, #k))
end, "tensor", "numbers", "options?")

--- The correlation z_l = sum_t x_(t+l) y_t, l = -(m-1) ... n-1 for a y of m samples.
--
--     balnet.signal.correlate(balnet.tensor { 1, 2, 3 }, { 1, 1 })  --> { 1, 3, 5, 3 }
---@param x balnet.tensor
---@param y balnet.tensor|number[] a vector
---@param options? {mode: string, method: string, dim: integer} as for `convolve`
---@return balnet.tensor z
signal.correlate = arguments.at_caller("correlate", function(x, y, given)
  local o = options.over(given, convolution)
  local k = vector_of("y", y):flip(1)
  local rows, back, n = as_lines(x, o.dim)
  return back(part(full_convolution(rows, k, o.method), o.mode, n, #k))
end, "tensor", "numbers", "options?")

--- The cross-correlogram of two signals: the correlation coefficient of x at time t + lag and y at time t, of a signal and itself
-- its autocorrelation.
-- Means and variances are those of the whole signals, and sums are divided by n, so that estimates at long
-- lags shrink. An error for a constant signal.
--
--     local x = balnet.random(7):normal(1000)
--     local later = balnet.array.roll(x, 3)
--     local lag, correlation = balnet.signal.cross_correlogram(later, x, { dt = 0.1, lags = 5 })
--     lag[correlation:argmax()]  --> 0.3
---@param x balnet.tensor n
---@param y balnet.tensor n
---@param options? {dt: number, lags: integer} time step, 1; the longest lag in steps, n - 1
---@return balnet.tensor lag 2 lags + 1, in time
---@return balnet.tensor correlation 2 lags + 1
signal.cross_correlogram = arguments.at_caller("cross_correlogram", function(x, y, given)
  local o = options.over(given, { dt = step, lags = { "integer", nil, least = 0 } })
  x, y = vector_of("x", x), vector_of("y", y)
  if #x ~= #y or #x < 2 then error(("x and y have %d and %d samples; as many of each, at least 2, were needed"):format(#x, #y), 0) end
  local lags = o.lags or #x - 1
  if lags > #x - 1 then error(("lags is %d; an integer from 0 to %d was needed"):format(lags, #x - 1), 0) end
  local u, v = variation.of(x:to "f64", variation.share(x)), variation.of(y:to "f64", variation.share(y))
  if not u or not v then error((u and "y" or "x") .. " is constant; a signal that varies was needed", 0) end
  local full = full_convolution(u:unsqueeze(1), v:flip(1), "auto"):select(1, 1)
  local norm = u:norm() * v:norm()
  return tensor.arange(-lags, lags) * o.dt, full[{ { #x - lags, #x + lags } }] / norm
end, "numbers", "numbers", "options?")

-- --- recursive filters -----------------------------------------------------------------------------

--- A digital Butterworth filter as second-order sections: maximally flat, half the power at the cutoff; a narrow band of kind
-- "bandstop" is a notch. By the bilinear transform with the cutoff prewarped (Oppenheim and Schafer 2010, section 7.1).
--
--     balnet.signal.butter(4, 0.1):shape()  --> 2, 6
--     balnet.signal.butter(4, { 4, 8 }, { kind = "bandpass", dt = 0.001 }):shape()  --> 4, 6
---@param order integer 1 to 20
---@param cutoff number|number[]|balnet.tensor frequency, more than 0 and less than 1 / (2 dt); of a band the lower one and the higher one
---@param options? {kind: string, dt: number} kind "low" (default), "high", "bandpass" or "bandstop"; time step, 1
---@return balnet.tensor sections (order + 1) // 2 x 6, of a band order x 6: b0 b1 b2 1 a1 a2 each
signal.butter = arguments.at_caller("butter", function(order, cutoff, given)
  local o = options.over(given, { kind = { "text", "low", words = { "low", "high", "bandpass", "bandstop" } }, dt = step })
  if order < 1 or order > 20 then error(("order is %d; an integer from 1 to 20 was needed"):format(order), 0) end
  return tensor.tensor(butterworth(order, cutoff, o.kind, o.dt))
end, "integer", "any", "options?")

-- The state of each section when the input has been 1 for ever: sections x 2.
local function rested_state(sections)
  local rows, level = {}, 1.0
  for i = 1, sections:shape(1) do
    local b0, b1, b2, _, a1, a2 = table.unpack(sections[i]:totable())
    local out = level * (b0 + b1 + b2) / (1 + a1 + a2)
    local second = b2 * level - a2 * out
    rows[i] = { b1 * level - a1 * out + second, second }
    level = out
  end
  return tensor.tensor(rows)
end

local function check_sections(sections)
  if sections:dims() ~= 2 or sections:shape(2) ~= 6 then error("the sections are no matrix with 6 columns", 0) end
  if sections:shape(1) == 0 then error("there are no sections", 0) end
  local first = sections[{ true, 4 }]
  if (first - 1):abs():max() > 0 then error("a0 of every section must be 1", 0) end
end

local function filtered(sections, rows, start)
  return filter.sections(sections, rows, start)
end

--- A signal filtered forward in time, from rest: causal, with the delay of the filter.
--
--     local sections = balnet.signal.butter(2, 0.1)
--     balnet.signal.sosfilt(sections, balnet.ones(200))[200]  --> 1.00000
---@param sections balnet.tensor of `butter`
---@param x balnet.tensor
---@param options? {dim: integer}
---@return balnet.tensor y
signal.sosfilt = arguments.at_caller("sosfilt", function(sections, x, given)
  local o = options.over(given, { dim = along })
  check_sections(sections)
  local rows, back = as_lines(x, o.dim)
  return back(filtered(sections, rows, tensor.zeros(rows:shape(1), sections:shape(1), 2)))
end, "tensor", "tensor", "options?")

-- The rows continued on both sides by their reflection through the end points.
local function reflected(rows, pad)
  local n = rows:shape(2)
  local head = rows[{ true, { 1, 1 } }] * 2 - rows[{ true, { 2, pad + 1 } }]:flip(2)
  local tail = rows[{ true, { n, n } }] * 2 - rows[{ true, { n - pad, n - 1 } }]:flip(2)
  return tensor.concatenate({ head, rows, tail }, 2)
end

--- A signal filtered forward and backward: without delay, with the square of the filter's gain. The ends are
-- continued by reflection over three times the length of a section for each, and the filter starts in the
-- state of a constant (Gustafsson 1996).
--
--     local sections = balnet.signal.butter(2, 0.1)
--     balnet.signal.sosfiltfilt(sections, balnet.ones(50)):std()  --> 0
---@param sections balnet.tensor of `butter`
---@param x balnet.tensor
---@param options? {dim: integer}
---@return balnet.tensor y
signal.sosfiltfilt = arguments.at_caller("sosfiltfilt", function(sections, x, given)
  local o = options.over(given, { dim = along })
  check_sections(sections)
  local rows, back, n = as_lines(x, o.dim)
  local count = sections:shape(1)
  local of_order_one = sections[{ true, 3 }]:eq(0):sum()
  local pad = 3 * (2 * count + 1 - math.min(of_order_one, sections[{ true, 6 }]:eq(0):sum()))
  pad = math.tointeger(pad) or math.floor(pad)
  if n <= pad then error(("the signal has %d samples; more than %d were needed"):format(n, pad), 0) end
  local state = rested_state(sections)
  local long = reflected(rows, pad)
  local function pass(lines) return filtered(sections, lines, lines[{ true, 1 }]:reshape(lines:shape(1), 1, 1) * state) end
  long = pass(pass(long):flip(2)):flip(2)
  return back(long[{ true, { pad + 1, pad + n } }])
end, "tensor", "tensor", "options?")

-- --- shapes of signals -----------------------------------------------------------------------------

--- The analytic signal x + i H(x), H the Hilbert transform (Gabor 1946): its size is the envelope, its angle
-- the phase. It depends on all samples, on those to come too.
--
--     local t = balnet.arange(0, 63) * (2 * math.pi / 16)
--     local real, imag = balnet.signal.hilbert(t:cos())
--     imag[5]  --> 1
---@param x balnet.tensor
---@param options? {dim: integer}
---@return balnet.tensor real x itself
---@return balnet.tensor imag its Hilbert transform
signal.hilbert = arguments.at_caller("hilbert", function(x, given)
  local o = options.over(given, { dim = along })
  local rows, back, n = as_lines(x, o.dim)
  local re, im = fft.fft(rows)
  local weight = tensor.zeros(n)
  weight[{ { 1, n // 2 + 1 } }] = 2
  weight[1] = 1
  if n % 2 == 0 then weight[n // 2 + 1] = 1 end
  local real, imag = fft.ifft(re * weight, im * weight)
  return back(real), back(imag)
end, "tensor", "options?")

--- The signal without its mean, or without the straight line that fits it best.
--
--     balnet.signal.detrend(balnet.tensor { 1, 2, 3, 4 })  --> { 0, 0, 0, 0 }
--     balnet.signal.detrend(balnet.tensor { 1, 3 }, { kind = "constant" })  --> { -1, 1 }
---@param x balnet.tensor
---@param options? {kind: string, dim: integer} kind "linear" (default) or "constant"
---@return balnet.tensor
signal.detrend = arguments.at_caller("detrend", function(x, given)
  local o = options.over(given, { kind = { "text", "linear", words = { "linear", "constant" } }, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  local level = rows - rows:mean(2, true)
  if o.kind == "constant" or n < 2 then return back(level) end
  local time = tensor.arange(1, n) - (n + 1) / 2
  return back(level - level:matmul(time):unsqueeze(2) * time / time:square():sum())
end, "tensor", "options?")

-- Rows without their first k and last l samples.
local function without(rows, k, l) return rows[{ true, { k + 1, rows:shape(2) - l } }] end

--- Differences of neighbours, x_(t+1) - x_t, `order` times over.
--
--     balnet.signal.diff(balnet.tensor { 1, 4, 9 })  --> { 3, 5 }
---@param x balnet.tensor
---@param options? {order: integer, dim: integer} order 1
---@return balnet.tensor # shorter by `order`
signal.diff = arguments.at_caller("diff", function(x, given)
  local o = options.over(given, { order = { "integer", 1, least = 0 }, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  if o.order >= n then error(("order is %d; an integer from 0 to %d was needed"):format(o.order, n - 1), 0) end
  for _ = 1, o.order do rows = without(rows, 1, 0) - without(rows, 0, 1) end
  return back(rows)
end, "tensor", "options?")

--- The derivative: central differences within, one-sided ones at both ends.
--
--     balnet.signal.gradient(balnet.tensor { 1, 4, 9 })  --> { 3, 4, 5 }
---@param x balnet.tensor at least 2 samples
---@param options? {dx: number, dim: integer} dx: distance of samples, 1
---@return balnet.tensor # of the shape of x
signal.gradient = arguments.at_caller("gradient", function(x, given)
  local o = options.over(given, { dx = step, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  if n < 2 then error(("the signal has %d samples; at least 2 were needed"):format(n), 0) end
  local function between(first, last) return rows[{ true, { last, last } }] - rows[{ true, { first, first } }] end
  local parts = { between(1, 2), between(n - 1, n) }
  if n > 2 then table.insert(parts, 2, (without(rows, 2, 0) - without(rows, 0, 2)) / 2) end -- NaN is not spread to its own place
  local all = tensor.concatenate(parts, 2)
  return back(all / o.dx)
end, "tensor", "options?")

--- The integral by the trapezoidal rule.
--
--     balnet.signal.trapezoid(balnet.tensor { 0, 1, 2 }, { dx = 0.5 })  --> 1
---@param x balnet.tensor
---@param options? {dx: number, dim: integer} dx: distance of samples, 1
---@return number|balnet.tensor # without the dimension
signal.trapezoid = arguments.at_caller("trapezoid", function(x, given)
  local o = options.over(given, { dx = step, dim = along })
  local sums = signal.cumulative_trapezoid(x, o)
  local last = sums:shape(o.dim)
  if last == 0 then return sums:sum(o.dim) end
  return sums:dims() == 1 and sums[last] or sums:select(o.dim, last):clone()
end, "tensor", "options?")

--- The integral from the first sample on, by the trapezoidal rule; 0 at the first.
--
--     balnet.signal.cumulative_trapezoid(balnet.tensor { 0, 1, 2 })  --> { 0, 0.5, 2 }
---@param x balnet.tensor
---@param options? {dx: number, dim: integer} dx: distance of samples, 1
---@return balnet.tensor # of the shape of x
signal.cumulative_trapezoid = arguments.at_caller("cumulative_trapezoid", function(x, given)
  local o = options.over(given, { dx = step, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  if n == 0 then return back(rows) end
  local areas = (without(rows, 1, 0) / 2 + without(rows, 0, 1) / 2) * o.dx
  return back(tensor.concatenate({ tensor.zeros(rows:shape(1), 1), areas:cumsum(2) }, 2))
end, "tensor", "options?")

--- Linear interpolation between points; outside of them the first or the last value.
--
--     balnet.signal.interp({ 0.5, 9 }, { 0, 1, 2 }, { 0, 10, 20 })  --> { 5, 20 }
---@param x balnet.tensor|number[] where to interpolate; any shape
---@param at balnet.tensor|number[] ascending
---@param value balnet.tensor|number[] as many
---@return balnet.tensor # of the shape of x
signal.interp = arguments.at_caller("interp", function(x, at, value)
  local flat = filter.interpolate(x:to("f64"):flatten(), vector_of("at", at), vector_of("value", value))
  return flat:reshape(x:shape())
end, "numbers", "numbers", "numbers")

--- The power of a signal in time and frequency: one-sided spectra of segments under a Hann window, whose sum
-- over frequencies times 1 / (n dt) is the mean square of the segment.
--
--     local x = (balnet.arange(0, 999) * (2 * math.pi * 0.25)):sin()
--     local frequency, time, power = balnet.signal.spectrogram(x, { segment = 64 })
--     frequency[power:mean(2):argmax()]  --> 0.25
---@param x balnet.tensor samples
---@param options {dt: number, segment: integer, step: integer} time step, 1; samples of a segment, 256; from one
--- segment to the next, half of it
---@return balnet.tensor frequency segment // 2 + 1
---@return balnet.tensor time middles of the segments
---@return balnet.tensor power frequencies x segments
signal.spectrogram = arguments.at_caller("spectrogram", function(x, given)
  local o = options.over(given, { dt = step, segment = { "integer", 256 }, step = { "integer", nil, least = 1 } })
  x = vector_of("x", x)
  local n, hop = o.segment, o.step or math.max(1, o.segment // 2)
  if n < 2 or n > #x then error(("segment is %d; an integer from 2 to the %d samples was needed"):format(n, #x), 0) end
  local window = (1 - (tensor.arange(0, n - 1) * (2 * math.pi / n)):cos()) / 2
  local rows, middles = {}, {}
  for first = 1, #x - n + 1, hop do
    rows[#rows + 1] = x[{ { first, first + n - 1 } }]:to "f64" * window
    middles[#middles + 1] = (first - 1 + n / 2) * o.dt
  end
  local re, im = fft.rfft(tensor.stack(rows))
  local power = (re:square() + im:square()) * (2 * o.dt / window:square():sum())
  power[{ true, 1 }] = power[{ true, 1 }] / 2
  if n % 2 == 0 then power[{ true, n // 2 + 1 }] = power[{ true, n // 2 + 1 }] / 2 end
  return fft.rfftfreq(n, o.dt), tensor.tensor(middles), power:t()
end, "numbers", "options?")

return signal
