-- Butterworth filters as second-order sections, by the bilinear transform; part of balnet.signal.

local kinds = require "balnet.parameters.kinds"

-- The poles of order n in the left half plane with imaginary part >= 0, as pairs { real, imag }.
local function poles_of(n)
  local poles = {}
  for k = 1, (n + 1) // 2 do
    local angle = math.pi * (2 * k + n - 1) / (2 * n)
    poles[k] = { math.cos(angle), 2 * k - 1 == n and 0.0 or math.sin(angle) }
  end
  return poles
end

-- The section of a pole p by the bilinear transform: low pass from w / (s - p), high pass from s / (s - p).
local function section(pole, warped, high)
  local re, im = pole[1] * warped, pole[2] * warped
  if high then -- s -> w^2 / s turns the pole p into w^2 / p
    local size = pole[1] ^ 2 + pole[2] ^ 2
    re, im = warped * pole[1] / size, -warped * pole[2] / size
  end
  if pole[2] == 0 then
    local a0, a1 = 2 - re, -2 - re
    local b = high and { 2, -2, 0 } or { warped, warped, 0 }
    return { b[1] / a0, b[2] / a0, 0.0, 1.0, a1 / a0, 0.0 }
  end
  local square = re * re + im * im
  local a0, a1, a2 = 4 - 4 * re + square, 2 * square - 8, 4 + 4 * re + square
  local b = high and { 4, -8, 4 } or { warped ^ 2, 2 * warped ^ 2, warped ^ 2 }
  return { b[1] / a0, b[2] / a0, b[3] / a0, 1.0, a1 / a0, a2 / a0 }
end

-- The root of a + ib with real part >= 0.
local function complex_root(a, b)
  local size = math.sqrt(a * a + b * b)
  local re = math.sqrt((size + math.abs(a)) / 2)
  if re == 0 then return 0.0, 0.0 end
  local im = b / (2 * re)
  if a >= 0 then return re, im end
  return math.abs(im), b < 0 and -re or re
end

-- The section with denominator s^2 + d1 s + d0, through w0 of a band with the width given.
local function band_section(d1, d0, width, middle, stops)
  local a0, a1, a2 = 4 + 2 * d1 + d0, 2 * d0 - 8, 4 - 2 * d1 + d0
  local b = stops and { 4 + middle ^ 2, 2 * middle ^ 2 - 8, 4 + middle ^ 2 } or { 2 * width, 0.0, -2 * width }
  return { b[1] / a0, b[2] / a0, b[3] / a0, 1.0, a1 / a0, a2 / a0 }
end

-- A pole p becomes the roots of s^2 - q s + middle^2, where q is width p, or width / p of what stops the band.
local function band_sections(pole, width, middle, stops, rows)
  local size = stops and pole[1] ^ 2 + pole[2] ^ 2 or 1
  local re, im = width * pole[1] / size, width * pole[2] / size
  if pole[2] == 0 then
    rows[#rows + 1] = band_section(-re, middle ^ 2, width, middle, stops)
    return
  end
  local root_re, root_im = complex_root(re * re - im * im - 4 * middle ^ 2, 2 * re * im)
  for side = -1, 1, 2 do
    local s_re, s_im = (re + side * root_re) / 2, (im + side * root_im) / 2
    rows[#rows + 1] = band_section(-2 * s_re, s_re ^ 2 + s_im ^ 2, width, middle, stops)
  end
end

local function check(frequency, dt)
  if not (type(frequency) == "number" and frequency > 0 and frequency < 0.5 / dt) then
    error(("cutoff is %s; a frequency more than 0 and less than %g was needed"):format(kinds.shown(frequency), 0.5 / dt), 0)
  end
  return 2 * math.tan(math.pi * frequency * dt)
end

--- The sections of a filter, b0 b1 b2 1 a1 a2 each.
---@param order integer
---@param cutoff number|number[]|balnet.tensor
---@param kind string
---@param dt number
---@return number[][]
return function(order, cutoff, kind, dt)
  local rows, of_band = {}, kind == "bandpass" or kind == "bandstop"
  if not of_band then
    local warped = check(cutoff, dt)
    for i, pole in ipairs(poles_of(order)) do rows[i] = section(pole, warped, kind == "high") end
    return rows
  end
  local band = kinds.read("numbers", cutoff)
  if not band or band:dims() ~= 1 or #band ~= 2 then
    error(("cutoff is %s; { lower, higher } frequency of the band was needed"):format(kinds.shown(cutoff)), 0)
  end
  local low, high = check(band[1], dt), check(band[2], dt)
  if low >= high then error(("cutoff is { %s, %s }; the lower frequency comes first"):format(band[1], band[2]), 0) end
  for _, pole in ipairs(poles_of(order)) do
    band_sections(pole, high - low, math.sqrt(low * high), kind == "bandstop", rows)
  end
  return rows
end
