--- Where in a plane states are, and what units select, described in meta/geometry.lua.

local arguments = require "balnet.parameters.arguments"
local flow = require "balnet.dynamics.flow"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

local density = {}

-- Coordinates of states, n, along an axis, and the edges of the bins.
local function along(x, bins, range)
  local low, high = range and range[1] or x:min(), range and range[2] or x:max()
  if not (low < high) then error(("the states go from %g to %g along an axis; a range is needed"):format(low, high), 0) end
  return tensor.linspace(low, high, bins + 1)
end

-- The bin of each number, from 0; an upper edge belongs to the last one. Negative or beyond the bins: outside.
local function bin_of(x, edges)
  local low, bins = edges[1], #edges - 1
  local index = ((x - low) * (bins / (edges[-1] - low))):floor()
  return tensor.where(x:eq(edges[-1]), bins - 1.0, index)
end

local density_fields = { bins = { "integer", 50, least = 1, most = 10000 }, range = { "numbers" } }

density.density = arguments.at_caller("density", function(x, origin, axes, given)
  local o, N = options.over(given, density_fields), #origin
  if axes:dims() ~= 2 or axes:shape(1) ~= 2 or axes:shape(2) ~= N then
    error(("the axes are %s; 2 x %d were needed"):format(tensors.shape(axes), N), 0)
  end
  local range = o.range
  if range and (range:dims() ~= 2 or range:shape(1) ~= 2 or range:shape(2) ~= 2) then
    error("the range is no 2 x 2 numbers, from and to along each axis", 0)
  end
  local places = (flow.rows("the states", x, N) - origin:to "f64"):matmul(axes:to("f64"):t())
  local u, v = places[{ {}, 1 }], places[{ {}, 2 }]
  local edges_u, edges_v = along(u, o.bins, range and range[1]), along(v, o.bins, range and range[2])
  local column, row = bin_of(u, edges_u), bin_of(v, edges_v)
  local inside = (column:ge(0) * column:lt(o.bins) * row:ge(0) * row:lt(o.bins)):nonzero()
  local counts = tensor.zeros(o.bins * o.bins)
  if #inside > 0 then
    local found, times = require("balnet.array").unique(row:take(1, inside) * o.bins + column:take(1, inside) + 1)
    counts = counts:put(1, found, times)
  end
  local area = (edges_u[2] - edges_u[1]) * (edges_v[2] - edges_v[1])
  return counts:reshape(o.bins, o.bins) / (#u * area), (edges_u[{ { 2, -1 } }] + edges_u[{ { 1, -2 } }]) / 2,
    (edges_v[{ { 2, -1 } }] + edges_v[{ { 1, -2 } }]) / 2
end, "numbers", "numbers", "numbers", "options?")

density.selectivity = arguments.at_caller("selectivity", function(x, values)
  if x:dims() ~= 3 or values:dims() ~= 1 or #values ~= x:shape(3) then
    error(("the states are %s and there are %d values; T x N x B and B were needed"):format(
      tensors.shape(x), values:size()), 0)
  end
  if not (x:is_finite():all() and values:is_finite():all()) then
    error("the states or the values hold nan or inf; finite numbers were needed", 0)
  end
  local means = x:to("f64"):mean(1) -- N x B
  means = means - means:mean(2, true)
  local off = values:to "f64" - values:mean()
  local size = means:norm(2, 2) * off:norm()
  return means:matmul(off) / tensor.where(size, size, 1.0)
end, "numbers", "numbers")

return density
