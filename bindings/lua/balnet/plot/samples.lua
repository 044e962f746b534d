--- Marks of samples: violins and strips.

local method = require "balnet.plot.method"

local samples = {}

local nan = 0 / 0
local points = 80 -- along the density of a violin

local function moments(list)
  local sum, squares = 0, 0
  for _, value in ipairs(list) do sum = sum + value / #list end
  for _, value in ipairs(list) do squares = squares + (value - sum) ^ 2 end
  return sum, math.sqrt(squares / math.max(1, #list - 1))
end

-- Silverman 1986, equation 3.31.
local function usual_bandwidth(list)
  local _, deviation = moments(list)
  local q1, q3 = samples.quantile(list, 0.25), samples.quantile(list, 0.75)
  local spread = q3 > q1 and math.min(deviation, (q3 - q1) / 1.34) or deviation
  return 0.9 * spread * (#list) ^ -0.2
end

--- The quantile of an ascending list, linear between order statistics.
function samples.quantile(list, part)
  local at = 1 + part * (#list - 1)
  local below = math.floor(at)
  return list[below] + (at - below) * ((list[below + 1] or list[below]) - list[below])
end

-- The Gaussian kernel density of an ascending list over its reach.
local function density(list, bandwidth)
  local low, high = list[1] - 2 * bandwidth, list[#list] + 2 * bandwidth
  local at, height, first = {}, {}, 1
  for i = 1, points do
    at[i] = low + (high - low) * (i - 1) / (points - 1)
    while first < #list and list[first] < at[i] - 5 * bandwidth do first = first + 1 end
    local sum, k = 0, first
    while list[k] and list[k] <= at[i] + 5 * bandwidth do
      sum = sum + math.exp(-0.5 * ((list[k] - at[i]) / bandwidth) ^ 2)
      k = k + 1
    end
    height[i] = sum
  end
  return at, height
end

-- Adds the outline around x, and goes on behind a gap.
local function add_outline(outline, x, at, height, half, side)
  local most = math.max(table.unpack(height))
  local function add(value, y)
    outline.x[#outline.x + 1], outline.y[#outline.y + 1] = value, y
  end
  for i = 1, points do add(x - (side == "right" and 0 or half * height[i] / most), at[i]) end
  for i = points, 1, -1 do add(x + (side == "left" and 0 or half * height[i] / most), at[i]) end
  add(nan, nan)
end

local violin_options = {
  x = { "any" }, width = { "positive", 0.8 }, bandwidth = { "positive" }, alpha = { "number", 0.5 }, color = { "any" }, label = { "text" },
  side = { "text", "both", words = { "both", "left", "right" } }, inner = { "text", "box", words = { "box", "none" } },
}

-- A thick line from quartile to quartile and a point at the median, `beside` the places, so that those of two halves at
-- one place stand apart.
local function draw_inner(panel, lists, places, beside)
  for i, list in ipairs(lists) do
    if #list > 0 then
      local q1, q3, x = samples.quantile(list, 0.25), samples.quantile(list, 0.75), places[i] + beside
      panel:line({ x, x }, { q1, q3 }, { color = "black", width = 2.5 })
      panel:scatter({ x }, { samples.quantile(list, 0.5) }, { color = "white", size = 2.5, edge = "black", edge_width = 0.4 })
    end
  end
end

samples.violin = method.of("violin", function(panel, given, options)
  local own, rest = method.split(options, violin_options)
  local lists, places = method.samples(panel, given, own.x)
  local outline, half = { x = {}, y = {} }, 0.5 * own.width
  for i, list in ipairs(lists) do
    table.sort(list)
    local span = #list > 0 and list[#list] - list[1] or 0
    if span == math.huge then error(("the values of sample %d are further apart than numbers reach"):format(i), 0) end
    local bandwidth = span > 0 and (own.bandwidth or usual_bandwidth(list)) or 0
    if bandwidth > 0 then
      local at, height = density(list, bandwidth)
      add_outline(outline, places[i], at, height, half, own.side)
    elseif #list > 0 then -- all values are one
      for _, x in ipairs { places[i] - half, places[i] + half, nan } do
        outline.x[#outline.x + 1], outline.y[#outline.y + 1] = x, list[1]
      end
    end
  end
  rest.color, rest.alpha, rest.label = own.color, own.alpha, own.label
  panel:shapes(outline.x, outline.y, rest)
  local beside = { both = 0, left = -0.15 * half, right = 0.15 * half }
  if own.inner == "box" then draw_inner(panel, lists, places, beside[own.side]) end
end, "table", "options?")

local strip_options = { x = { "any" }, width = { "positive", 0.4 }, size = { "positive" } }

-- Places beside the middle that fill the width evenly: multiples of the golden ratio (Weyl 1916), the same each time.
samples.strip = method.of("strip", function(panel, given, options)
  local own, rest = method.split(options, strip_options)
  local lists, places = method.samples(panel, given, own.x)
  local golden, x, y = 0.5 * (math.sqrt(5) - 1), {}, {}
  for i, list in ipairs(lists) do
    for k, value in ipairs(list) do
      x[#x + 1], y[#y + 1] = places[i] + own.width * (k * golden % 1 - 0.5), value
    end
  end
  rest.size = own.size or 2.5
  panel:scatter(x, y, rest)
end, "table", "options?")

-- A step of 1/n at each value, from 0 at the least one.
samples.ecdf = method.of("ecdf", function(panel, values, options)
  local x = method.finite(values, "the values")
  table.sort(x)
  local y, n = {}, #x
  for i = 1, n do y[i] = i / n end
  if n > 0 then
    table.insert(x, 1, x[1])
    table.insert(y, 1, 0)
  end
  panel:step(x, y, options)
end, "any", "options?")

return { violin = samples.violin, strip = samples.strip, ecdf = samples.ecdf }
