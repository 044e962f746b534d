-- Counts of values and points in bins; part of balnet.stats, described in meta/stats_counts.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local edges_of = require "balnet.stats.bins"
local options = require "balnet.parameters.options"
local samples = require "balnet.stats.samples"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local counts = {}

local most_bins = 1e8 -- of which memory is asked for

-- From each number to the next.
local function widths(edges) return edges[{ { 2, #edges } }] - edges[{ { 1, #edges - 1 } }] end

counts.histogram = arguments.at_caller("histogram", function(x, given)
  local o = options.over(given, { bins = { "any", 10 }, range = { "numbers" }, density = { "flag", false } })
  local sorted = x:to("f64"):flatten():sort(1)
  if #sorted > 0 and not (sorted[#sorted] == sorted[#sorted]) then error("a value is nan; numbers were needed", 0) end
  local edges = edges_of(o, sorted, variation.share(x))
  local upto = sorted:searchsorted(edges)
  upto[-1] = sorted:searchsorted(edges[-1], "right")
  local found = widths(upto)
  if not o.density then return found, edges end
  local total = found:sum()
  if total == 0 then error("no value lies in the bins; there is no density", 0) end
  return found / widths(edges) / total, edges
end, "numbers", "options?")

counts.histogram2d = arguments.at_caller("histogram2d", function(x, y, given)
  local o = options.over(given, { bins = { "any", 10 }, range = { "table" }, density = { "flag", false } })
  local both = { samples.pair(x, y, 0) }
  for name, pair in pairs { bins = type(o.bins) == "table" and o.bins, range = o.range } do
    if pair and #pair ~= 2 then error(("%s has %d parts; one for x and one for y were needed"):format(name, #pair), 0) end
  end
  local inside, at, edges = tensor.ones(#both[1]), {}, {}
  for i, values in ipairs { both[1], both[2] } do
    if values:is_nan():any() then error("a value is nan; numbers were needed", 0) end
    local bins = type(o.bins) == "table" and o.bins[i] or o.bins
    edges[i] = edges_of({ bins = bins, range = o.range and tensor.tensor(o.range[i]) }, values:sort(1), both[2 + i])
    at[i] = edges[i]:searchsorted(values, "right") - values:eq(edges[i][-1]) - 1 -- the last bin has its upper edge
    inside = inside & at[i]:ge(1) & at[i]:lt(#edges[i])
  end
  local n, m = #edges[1] - 1, #edges[2] - 1
  if n * m > most_bins then error(("%d times %d bins were given; at most 1e8 were needed"):format(n, m), 0) end
  local found = counts.bincount(((at[1] - 1) * m + at[2] - 1)[inside], { least = n * m }):reshape(n, m)
  if not o.density then return found, edges[1], edges[2] end
  if found:sum() == 0 then error("no point lies in the bins; there is no density", 0) end
  local area = widths(edges[1]):outer(widths(edges[2]))
  return found / area / found:sum(), edges[1], edges[2]
end, "numbers", "numbers", "options?")

counts.bincount = arguments.at_caller("bincount", function(x, given)
  local o = options.over(given, { least = { "integer", 0, least = 0 } })
  local values, times = array.unique(x:to("f64"))
  local n = #values
  if n > 0 and not (values[1] >= 0 and values[n] < most_bins and values:eq(values:floor()):all()) then
    error("whole numbers from 0 to 1e8 were needed", 0)
  end
  return tensor.zeros(math.max(o.least, n > 0 and math.tointeger(values[n]) + 1 or 0)):put(1, values + 1, times)
end, "numbers", "options?")

return counts
