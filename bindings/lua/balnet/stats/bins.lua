--- Bins of a histogram: their number by a rule, and their edges.

local kinds = require "balnet.parameters.kinds"
local samples = require "balnet.stats.samples"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local rules = {}

function rules.sturges(_, n) return math.ceil(math.log(n, 2) + 1) end

function rules.sqrt(_, n) return math.ceil(math.sqrt(n)) end

function rules.scott(sorted, n, span)
  local width = (24 * math.sqrt(math.pi) / n) ^ (1 / 3) * sorted:std(1, 0):item()
  return width > 0 and math.ceil(span / width) or 1
end

function rules.fd(sorted, n, span)
  local width = 2 * (sorted:quantile(0.75) - sorted:quantile(0.25)) / n ^ (1 / 3)
  return width > 0 and math.ceil(span / width) or 1
end

local function number_of_bins(bins, sorted, range)
  if type(bins) == "string" then
    local rule = rules[bins]
    if not rule then error(("bins is '%s'; a number, edges, or 'sturges', 'sqrt', 'scott' or 'fd' was needed"):format(bins), 0) end
    return math.max(1, math.min(100000, rule(sorted, #sorted, range[2] - range[1])))
  end
  local count = kinds.read("integer", bins)
  if not count or count < 1 or count > 100000 then
    error(("bins is %s; an integer from 1 to 100000, edges or a rule was needed"):format(kinds.shown(bins)), 0)
  end
  return count
end

--- The edges of the bins of ascending numbers, by the options of a histogram.
---@param o table bins, range
---@param sorted balnet.tensor ascending
---@param share number how far, of the largest, numbers may lie apart by rounding alone
---@return balnet.tensor
return function(o, sorted, share)
  local given = kinds.read("numbers", o.bins)
  if given then
    if o.range then error("edges of bins and a range were given; one of both was needed", 0) end
    local edges = samples.vector("bins", given, 2)
    for i = 2, #edges do
      if not (edges[i] > edges[i - 1]) then error(("the edges of bins do not ascend at number %d"):format(i), 0) end
    end
    return edges
  end
  local range = #sorted > 0 and { sorted[1], sorted[#sorted] } or { 0, 1 }
  if o.range then range = samples.vector("range", o.range):totable() end
  if #range ~= 2 then error(("range has %d numbers; 2 were needed"):format(#range), 0) end
  if not o.range and #sorted > 0 and not variation.of(sorted, share) then
    sorted = tensor.full({ #sorted }, sorted[1]) -- no rule makes bins of rounding
    local half = math.max(0.5, 2.0 ^ -40 * math.abs(range[1]))
    range = { range[1] - half, range[2] + half }
  end
  if not (range[1] < range[2] and range[2] - range[1] < math.huge) then
    error(("range is %s to %s; two numbers with a finite difference, the first the less, were needed"):format(range[1], range[2]), 0)
  end
  local count = number_of_bins(o.bins, sorted, range)
  local edges = tensor.linspace(range[1], range[2], count + 1)
  if not edges[{ { 2, count + 1 } }]:gt(edges[{ { 1, count } }]):all() then
    error(("range is %s to %s, too narrow for %d bins: edges coincide"):format(range[1], range[2], count), 0)
  end
  return edges
end
