-- Distances of points; part of balnet.linalg, described in meta/linalg_distances.lua.

local arguments = require "balnet.parameters.arguments"
local native = require "balnet.native.distance"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

local distances = {}

-- The places of the elements above the diagonal of an n x n matrix, row by row.
local function above_diagonal(n)
  local row = tensor.arange(1, n)
  return row:unsqueeze(2):lt(row)
end

-- A metric is two functions: of points from points, and among points.
local function coordinates(metric)
  return {
    between = function(a, b) return native.between(metric, a, b:t()) end,
    among = function(points) return native.among(metric, points, points:t()) end,
  }
end

local function scale_of(...)
  local most = {}
  for i, points in ipairs { ... } do most[i] = points:abs():max() end
  return variation.scale(tensor.tensor(most))
end

-- Over a power of two, so that no square leaves the range.
local function scaled(metric, power)
  local plain = coordinates(metric)
  return {
    between = function(a, b)
      local scale = scale_of(a, b)
      return plain.between(a / scale, b / scale) * scale ^ power
    end,
    among = function(points)
      local scale = scale_of(points)
      return plain.among(points / scale) * scale ^ power
    end,
  }
end

-- One less the cosine of the angle between points; NaN for one at the origin.
local function angles(prepare)
  local function between(a, b)
    a, b = prepare(a), prepare(b)
    return 1 - (a / a:norm(2, 2, true)):matmul((b / b:norm(2, 2, true)):t()):clamp(-1, 1)
  end
  return { between = between, among = function(points) return between(points, points)[above_diagonal(#points)] end }
end

local function without_mean(t)
  local off = t - t:mean(2, true)
  return tensor.where(off:abs():max(2, true):gt(variation.share(t) * t:abs():max(2, true)), off, 0.0)
end

local metrics = {
  euclidean = scaled("euclidean", 1), sqeuclidean = scaled("sqeuclidean", 2), cityblock = coordinates "cityblock",
  chebyshev = coordinates "chebyshev", cosine = angles(function(t) return t end), correlation = angles(without_mean),
}

local names = {}
for name in pairs(metrics) do names[#names + 1] = name end
table.sort(names)

local fields = { metric = { "text", "euclidean", words = names } }

distances.cdist = arguments.at_caller("cdist", function(a, b, given)
  local metric = metrics[options.over(given, fields).metric]
  if a:dims() ~= 2 or b:dims() ~= 2 or a:shape(2) ~= b:shape(2) then
    error("two matrices with as many columns were needed, a point a row", 0)
  end
  if a:size() == 0 or b:size() == 0 then return tensor.zeros(a:shape(1), b:shape(1)) end
  return metric.between(a:to "f64", b:to "f64")
end, "tensor", "tensor", "options?")

distances.pdist = arguments.at_caller("pdist", function(points, given)
  local metric = metrics[options.over(given, fields).metric]
  if points:dims() ~= 2 then error(("the points have %d dimensions; a matrix, a point a row, was needed"):format(points:dims()), 0) end
  if points:size() == 0 then return tensor.zeros(#points * (#points - 1) // 2) end
  return metric.among(points:to "f64")
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
