-- How two sets of states lie to each other, and how many components are more than noise; part of balnet.reduce, described in
-- meta/reduce_alignment.lua.

local arguments = require "balnet.parameters.arguments"
local linalg = require "balnet.linalg"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"
local threshold = require "balnet.linalg.threshold"
local variation = require "balnet.stats.variation"

local alignment = {}

-- The data as samples x units, without the mean, and the mean.
local function centred_of(name, x)
  if x:dims() < 2 then error(("%s has %d dimensions; at least 2, the last of them units, were needed"):format(name, x:dims()), 0) end
  tensors.check_finite(name, x)
  local rows = x:to("f64"):reshape(-1, x:shape(-1))
  local mean = rows:mean(1)
  local centred = rows - mean
  if centred:size() == 0 or variation.is_rounding(centred, rows, variation.share(x)) then error(name .. " does not vary", 0) end
  return centred, mean
end

local function check_samples(x, y)
  if #x ~= #y then error(("x and y have %d and %d samples; as many of each were needed"):format(#x, #y), 0) end
end

-- --- canonical correlations -----------------------------------------------------------------------------

-- Orthonormal directions of the samples, and the weights that lead to them.
local function whitened(centred)
  local u, s, vt = linalg.svd(centred)
  local rank = s:gt(threshold(s, centred)):count_nonzero()
  local kept = { 1, rank }
  return u[{ {}, kept }], vt[{ kept }]:t() / s[{ kept }]
end

alignment.cca = arguments.at_caller("cca", function(x, y, given)
  local o = options.over(given, { components = { "integer", nil, least = 1 } })
  local rows_x, mean_x = centred_of("x", x)
  local rows_y, mean_y = centred_of("y", y)
  check_samples(rows_x, rows_y)
  local u, to_u = whitened(rows_x)
  local v, to_v = whitened(rows_y)
  local a, correlations, bt = linalg.svd(u:t():matmul(v))
  local most = #correlations
  local count = o.components or most
  if count > most then error(("components is %d; an integer from 1 to %d was needed"):format(count, most), 0) end
  local kept, root = { 1, count }, math.sqrt(#rows_x - 1)
  local x_weights, y_weights = to_u:matmul(a[{ {}, kept }]) * root, to_v:matmul(bt[{ kept }]:t()) * root
  return arguments.record("a result of cca", {
    correlations = correlations[{ kept }]:clamp(0, 1), x_weights = x_weights, y_weights = y_weights, x_mean = mean_x, y_mean = mean_y,
    x_scores = rows_x:matmul(x_weights), y_scores = rows_y:matmul(y_weights),
  })
end, "tensor", "tensor", "options?")

-- --- Procrustes -----------------------------------------------------------------------------------------

alignment.procrustes = arguments.at_caller("procrustes", function(x, y)
  local rows_x, mean_x = centred_of("x", x)
  local rows_y, mean_y = centred_of("y", y)
  if tensors.shape(rows_x) ~= tensors.shape(rows_y) then
    error(("x is %s and y %s; as many samples of as many units were needed"):format(tensors.shape(x), tensors.shape(y)), 0)
  end
  local norm_x, norm_y = rows_x:norm(), rows_y:norm()
  local u, s, vt = linalg.svd((rows_y / norm_y):t():matmul(rows_x / norm_x))
  local rotation, scale = u:matmul(vt), s:sum() * norm_x / norm_y
  return arguments.record("a result of procrustes", {
    disparity = math.max(0, 1 - s:sum() ^ 2), rotation = rotation, scale = scale, x_mean = mean_x, y_mean = mean_y,
    aligned = (rows_y:matmul(rotation) * scale + mean_x):reshape({ y:shape() }),
  })
end, "tensor", "tensor")

-- --- parallel analysis ----------------------------------------------------------------------------------

local function variances_of(centred) return linalg.svdvals(centred):square() / (#centred - 1) end

alignment.parallel_analysis = arguments.at_caller("parallel_analysis", function(x, given)
  local o = options.over(given, { samples = { "integer", 100, least = 1 }, quantile = { "number", 0.95, least = 0, most = 1 },
    seed = { "integer", 1 } })
  local centred = centred_of("x", x)
  local variance, stream, null = variances_of(centred), random { seed = o.seed }, {}
  for k = 1, o.samples do
    local columns = {}
    for unit = 1, centred:shape(2) do columns[unit] = stream:shuffle(centred:select(2, unit)) end
    null[k] = variances_of(tensor.stack(columns, 2))
  end
  local limit = tensor.stack(null):quantile(o.quantile, 1)
  local beyond = variance:le(limit):nonzero()
  return arguments.record("a result of parallel_analysis", {
    components = #beyond > 0 and math.tointeger(beyond[1]) - 1 or #variance, variance = variance, threshold = limit,
  })
end, "tensor", "options?")

return alignment
