--- Panels that are grids of a usual form: axes with breaks, a plane with the histograms of both coordinates, events with
-- their counts in time.

local method = require "balnet.plot.method"

local compose = {}

-- --- breaks ----------------------------------------------------------------------------------------

local function check_ranges(ranges)
  if #ranges < 2 or #ranges > 10 then error(("%d ranges were given; 2 to 10 were needed"):format(#ranges), 0) end
  for i, range in ipairs(ranges) do
    local low, high = nil, nil
    if type(range) == "table" then low, high = range[1], range[2] end
    if not (type(low) == "number" and type(high) == "number" and low < high and high - low < math.huge) then
      error(("range %d must be two finite numbers, the first the less"):format(i), 0)
    end
    if i > 1 and not (low >= ranges[i - 1][2]) then error(("range %d begins before range %d ends"):format(i, i - 1), 0) end
  end
end

-- Strokes across the ends of the spines beside a break.
local function mark_break(panel, x, y)
  panel:text(x, y, "/", { coordinates = "panel", align = "centre", valign = "middle" })
end

local broken_options = { axis = { "text", "x", words = { "x", "y" } }, gap = { "positive", 1.5 } }

compose.broken = method.of("broken", function(panel, ranges, draw, options)
  local own = method.options(options, broken_options)
  check_ranges(ranges)
  local count, ratios, along_x = #ranges, {}, own.axis == "x"
  for i = 1, count do
    local range = ranges[along_x and i or count + 1 - i]
    ratios[i] = (range[2] - range[1]) / (ranges[count][2] - ranges[1][1])
  end
  panel:grid(along_x and { columns = count, width_ratios = ratios, share_y = "rows", gap = own.gap }
    or { rows = count, height_ratios = ratios, share_x = "columns", gap = own.gap })
  local limits = along_x and "xlim" or "ylim"
  local without = along_x and { left = false, yticks = {} } or { bottom = false, xticks = {} }
  for i = 1, count do
    local part = along_x and panel:panel(1, i) or panel:panel(count + 1 - i, 1)
    draw(part, i)
    part:set { [limits] = ranges[i] }
    if i > 1 then
      part:set(without)
      mark_break(part, 0, 0)
    end
    if i < count then mark_break(part, along_x and 1 or 0, along_x and 0 or 1) end
  end
end, "table", "function", "options?")

-- --- marginals -------------------------------------------------------------------------------------

local joint_options = {
  kind = { "text", "scatter", words = { "scatter", "hexbin", "histogram2d" } },
  bins = { "integer", 30, least = 1, most = 1000 }, ratio = { "positive", 4 },
  gap = { "positive", 1 }, color = { "any", "C0" }, xlabel = { "text" }, ylabel = { "text" },
}

-- The least and the largest of numbers; a little around a single one.
local function reach_of(list)
  local low, high = math.huge, -math.huge
  for _, value in ipairs(list) do low, high = math.min(low, value), math.max(high, value) end
  if low < high or math.abs(low) > 1e299 then return low, high end
  local half = math.max(0.5, 1e-6 * math.abs(low))
  return low - half, high + half
end

-- Counts between two numbers, the middles of the bins and their width; empty where the bins have no width.
local function count(list, bins, low, high)
  local width, counts, middles = (high - low) / bins, {}, {}
  if not (low < high and high - low < math.huge) then return counts, middles, 1 end
  for i = 1, bins do counts[i], middles[i] = 0, low + (i - 0.5) * width end
  for _, value in ipairs(list) do
    if value >= low and value <= high then
      local i = math.min(bins, math.floor((value - low) / width) + 1)
      counts[i] = counts[i] + 1
    end
  end
  return counts, middles, width
end

compose.joint = method.of("joint", function(panel, x, y, options)
  local own, rest = method.split(options, joint_options)
  local xs, ys = method.finite(x, "x"), method.finite(y, "y")
  panel:grid { rows = 2, columns = 2, width_ratios = { own.ratio, 1 }, height_ratios = { 1, own.ratio },
    share_x = "columns", share_y = "rows", gap = own.gap }
  local main = panel:panel(2, 1)
  if own.kind == "scatter" then
    main:scatter(x, y, method.with({ size = 2, color = own.color }, rest))
  else
    main[own.kind](main, x, y, method.with({ bins = own.bins }, rest))
  end
  if own.xlabel then main:xlabel(own.xlabel) end
  if own.ylabel then main:ylabel(own.ylabel) end
  local counts, middles, width = count(xs, own.bins, reach_of(xs))
  panel:panel(1, 1):bar(middles, counts, { width = width, color = own.color }):set { axes = false }
  counts, middles, width = count(ys, own.bins, reach_of(ys))
  panel:panel(2, 2):bar(middles, counts, { width = width, color = own.color, horizontal = true }):set { axes = false }
  return main
end, "any", "any", "options?")

-- --- events in time --------------------------------------------------------------------------------

local event_options = {
  bins = { "integer", 50, least = 1, most = 100000 }, range = { "table" }, ratio = { "positive", 3 },
  color = { "any", "black" }, trials = { "positive" },
  ylabel = { "text", "unit" }, xlabel = { "text", "time" },
}

compose.raster_histogram = method.of("raster_histogram", function(panel, times, units, options)
  local own, rest = method.split(options, event_options)
  panel:grid { rows = 2, height_ratios = { own.ratio, 1 }, share_x = "all", gap = 1.5 }
  local raster, below = panel:panel(1, 1), panel:panel(2, 1)
  raster:raster(times, units, method.with(rest, { color = own.color })):ylabel(own.ylabel)
  local list = method.finite(times, "times")
  local low, high = reach_of(list)
  if own.range then
    low, high = own.range[1], own.range[2]
    if not (type(low) == "number" and type(high) == "number" and low < high and high - low < math.huge) then
      error("field 'range' must be two finite numbers, the first the less", 0)
    end
  end
  local counts, middles, width = count(list, own.bins, low, high)
  if #counts > 0 then
    -- events a unit of time and trial where trials are told
    for i = 1, own.bins do counts[i] = own.trials and counts[i] / (width * own.trials) or counts[i] end
    below:bar(middles, counts, { width = width, color = own.color })
    raster:set { xlim = { low, high } }
  end
  below:set { xlabel = own.xlabel, ylabel = own.trials and "rate" or "count" }
  return raster
end, "any", "any", "options?")

return compose
