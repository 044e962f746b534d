-- Distances of points; part of balnet.linalg, described in meta/linalg_distances.lua.

local arguments = require "balnet.parameters.arguments"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local distances = {}

-- A sum over the coordinates of what `of` makes of their differences, over the shape M x N.
local function summed(a, b, of, into)
  local total = tensor.zeros(a:shape(1), b:shape(1))
  for k = 1, a:shape(2) do into(total, of(a:select(2, k):unsqueeze(2) - b:select(2, k):unsqueeze(1))) end
  return total
end

local function add(total, part) total:add_(part) end

-- Over a power of two, so that no square leaves the range.
local function euclidean(a, b)
  local scale = variation.scale(tensor.tensor { a:abs():max(), b:abs():max() })
  return summed(a / scale, b / scale, function(off) return off:square() end, add):sqrt() * scale
end

-- One less the cosine of the angle between points; NaN for one at the origin.
local function cosine(a, b)
  return 1 - (a / a:norm(2, 2, true)):matmul((b / b:norm(2, 2, true)):t()):clamp(-1, 1)
end

local function without_mean(t)
  local off = t - t:mean(2, true)
  return tensor.where(off:abs():max(2, true):gt(variation.share(t) * t:abs():max(2, true)), off, 0.0)
end

local metrics = {
  euclidean = euclidean,
  sqeuclidean = function(a, b) return euclidean(a, b):square() end,
  cityblock = function(a, b) return summed(a, b, function(off) return off:abs() end, add) end,
  chebyshev = function(a, b)
    return summed(a, b, function(off) return off:abs() end, function(total, part) total:maximum_(part) end)
  end,
  cosine = cosine,
  correlation = function(a, b) return cosine(without_mean(a), without_mean(b)) end,
}

local names = {}
for name in pairs(metrics) do names[#names + 1] = name end
table.sort(names)

local fields = { metric = { "text", "euclidean", words = names } }

local function between(a, b, metric)
  if a:dims() ~= 2 or b:dims() ~= 2 or a:shape(2) ~= b:shape(2) then
    error("two matrices with as many columns were needed, a point a row", 0)
  end
  if a:size() == 0 or b:size() == 0 then return tensor.zeros(a:shape(1), b:shape(1)) end
  return metrics[metric](a:to "f64", b:to "f64")
end

distances.cdist = arguments.at_caller("cdist", function(a, b, given)
  return between(a, b, options.over(given, fields).metric)
end, "tensor", "tensor", "options?")

-- The places of the elements above the diagonal of an n x n matrix, row by row.
local function above_diagonal(n)
  local row = tensor.arange(1, n)
  return row:unsqueeze(2):lt(row)
end

distances.pdist = arguments.at_caller("pdist", function(points, given)
  local metric = options.over(given, fields).metric
  if points:dims() ~= 2 then error(("the points have %d dimensions; a matrix, a point a row, was needed"):format(points:dims()), 0) end
  return between(points, points, metric)[above_diagonal(points:shape(1))]
end, "numbers", "options?")

distances.squareform = arguments.at_caller("squareform", function(x)
  if x:dims() == 2 then
    if x:shape(1) ~= x:shape(2) or not (x == x:t()) then error("the matrix is not symmetric", 0) end
    return x:to("f64")[above_diagonal(#x)]
  end
  local n = math.floor((1 + math.sqrt(1 + 8 * x:size())) / 2 + 0.5)
  if x:dims() ~= 1 or n * (n - 1) // 2 ~= x:size() then
    error(("x has %d elements; n (n - 1) / 2, or a symmetric matrix, were needed"):format(x:size()), 0)
  end
  local matrix = tensor.zeros(n, n)
  matrix[above_diagonal(n)] = x:to "f64"
  return matrix + matrix:t()
end, "numbers")

return distances
