-- The filter of Savitzky and Golay; part of balnet.signal, described in meta/signal_samples.lua.

local arguments = require "balnet.parameters.arguments"
local as_lines = require "balnet.signal.lines"
local filter = require "balnet.native.filter"
local linalg = require "balnet.linalg"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"

local fields = { derivative = { "integer", 0, least = 0 }, dx = { "positive", 1 }, dim = { "integer", -1 } }

-- Powers 0 ... order of places, a row a place.
local function powers(places, order)
  local columns = {}
  for k = 0, order do columns[k + 1] = places ^ k end
  return tensor.stack(columns, 2)
end

-- What makes of the samples of a window the derivative of their polynomial at the places, a row a place. Places are in halves of
-- the window, so that no power is large.
local function weights_at(places, order, derivative, half)
  local fitted = linalg.pinv(powers(tensor.arange(-half, half) / half, order)) -- coefficients x window
  local factors, at = tensor.zeros(order + 1), powers(places / half, order)
  local moved = tensor.zeros(at:shape())
  for k = derivative, order do
    local factor = 1.0
    for m = k - derivative + 1, k do factor = factor * m end
    factors[k + 1] = factor
    moved[{ {}, k + 1 }] = at[{ {}, k - derivative + 1 }]
  end
  return (moved * factors):matmul(fitted) / half ^ derivative
end

local function check(n, window, order)
  if window % 2 == 0 or window < 3 then error(("window is %d; an odd integer of at least 3 was needed"):format(window), 0) end
  if order < 0 or order >= window then error(("order is %d; an integer from 0 to %d was needed"):format(order, window - 1), 0) end
  if n < window then error(("the signal has %d samples; at least the %d of a window were needed"):format(n, window), 0) end
end

return arguments.at_caller("savgol_filter", function(x, window, order, given)
  local o = options.over(given, fields)
  local rows, back, n = as_lines(x, o.dim)
  check(n, window, order)
  local half = window // 2
  local all = weights_at(tensor.arange(-half, half), order, o.derivative, half)
  local middle = filter.convolve(rows, all[half + 1]:flip(1))[{ true, { window, n } }]
  local first = rows[{ true, { 1, window } }]:matmul(all[{ { 1, half } }]:t())
  local last = rows[{ true, { n - window + 1, n } }]:matmul(all[{ { half + 2, window } }]:t())
  return back(tensor.concatenate({ first, middle, last }, 2) / o.dx ^ o.derivative)
end, "tensor", "integer", "integer", "options?")
