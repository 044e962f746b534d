-- What looks at samples and their neighbours; part of balnet.signal, described in meta/signal_samples.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local as_lines = require "balnet.signal.lines"
local filter = require "balnet.native.filter"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"

local samples = {}

local along = { "integer", -1 }

samples.unwrap = arguments.at_caller("unwrap", function(x, given)
  local o = options.over(given, { period = { "positive", 2 * math.pi }, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  if n < 2 then return back(rows) end
  local half = o.period / 2
  local step = rows[{ true, { 2, n } }] - rows[{ true, { 1, n - 1 } }]
  local within = (step + half):mod(o.period) - half
  within = tensor.where(within:eq(-half) & step:gt(0), half, within)
  local turns = tensor.where(step:abs():lt(half), 0, within - step)
  return back(tensor.concatenate({ rows[{ true, { 1, 1 } }], rows[{ true, { 2, n } }] + turns:cumsum(2) }, 2))
end, "tensor", "options?")

samples.medfilt = arguments.at_caller("medfilt", function(x, given)
  local o = options.over(given, { width = { "integer", 3, least = 1 }, dim = along })
  if o.width % 2 == 0 then error(("width is %d; an odd integer was needed"):format(o.width), 0) end
  local rows, back, n = as_lines(x, o.dim)
  if rows:size() == 0 then return back(rows) end
  local beyond = tensor.zeros(rows:shape(1), o.width // 2)
  local padded = tensor.concatenate({ beyond, rows, beyond }, 2)
  local windows = {}
  for k = 1, o.width do windows[k] = padded[{ true, { k, k + n - 1 } }] end
  return back(tensor.stack(windows, -1):median(-1))
end, "tensor", "options?")

samples.gaussian_filter1d = arguments.at_caller("gaussian_filter1d", function(x, sigma, given)
  local o = options.over(given, { truncate = { "positive", 4.0 }, dim = along })
  local rows, back, n = as_lines(x, o.dim)
  if not (sigma > 0 and sigma < math.huge) then error(("sigma is %s; a positive number was needed"):format(sigma), 0) end
  local radius = math.floor(o.truncate * sigma + 0.5)
  if n == 0 or rows:size() == 0 then return back(rows) end
  local weights = (-0.5 * (tensor.arange(0, radius) / sigma):square()):exp() -- from the middle on
  weights = weights / (2 * weights:sum() - 1)
  return back(filter.symmetric(array.pad(rows, { { 0, 0 }, { radius, radius } }, { mode = "symmetric" }), weights))
end, "tensor", "number", "options?")

-- The middles of what is higher than both its neighbours, flat tops included.
local function local_maxima(x)
  local found, n, i = {}, #x, 2
  while i < n do
    local last = i
    while last < n and x[last + 1] == x[i] do last = last + 1 end
    if x[i - 1] < x[i] and last < n and x[last + 1] < x[i] then found[#found + 1] = (i + last) // 2 end
    i = last + 1
  end
  return found
end

local function kept_of(peaks, keeps)
  local kept = {}
  for i, peak in ipairs(peaks) do
    if keeps(peak, i) then kept[#kept + 1] = peak end
  end
  return kept
end

-- From the highest down, each peak takes out those that are nearer than the distance.
local function far_apart(x, peaks, distance)
  local order, taken = {}, {}
  for i = 1, #peaks do order[i] = i end
  table.sort(order, function(a, b)
    local left, right = x[peaks[a]], x[peaks[b]]
    return left > right or left == right and a > b
  end)
  for _, i in ipairs(order) do
    for _, side in ipairs { -1, 1 } do
      local j = i + side
      while not taken[i] and peaks[j] and math.abs(peaks[j] - peaks[i]) < distance do
        taken[j] = true
        j = j + side
      end
    end
  end
  return kept_of(peaks, function(_, i) return not taken[i] end)
end

-- How far the signal falls on the way from a peak to what is higher, or to the end: the lesser fall of both sides.
local function prominence(x, peak)
  local base = -math.huge
  for _, side in ipairs { -1, 1 } do
    local least, i = x[peak], peak + side
    while x[i] and x[i] <= x[peak] do
      least = math.min(least, x[i])
      i = i + side
    end
    base = math.max(base, least)
  end
  return x[peak] - base
end

samples.find_peaks = arguments.at_caller("find_peaks", function(given_x, given)
  local o = options.over(given, { height = { "number" }, distance = { "positive" }, prominence = { "number" } })
  if given_x:dims() ~= 1 then error(("x has %d dimensions; a vector was needed"):format(given_x:dims()), 0) end
  local x = given_x:totable()
  local peaks = local_maxima(x)
  if o.height then peaks = kept_of(peaks, function(peak) return x[peak] >= o.height end) end
  if o.distance then peaks = far_apart(x, peaks, o.distance) end
  if o.prominence then peaks = kept_of(peaks, function(peak) return prominence(x, peak) >= o.prominence end) end
  local places = #peaks > 0 and tensor.tensor(peaks) or tensor.zeros(0)
  return places, given_x:take(1, places)
end, "numbers", "options?")

return samples
