--- Dimensionality reduction: `balnet.reduce`. Principal components, demixed principal components and the
-- dimension of activity. Units are the last dimension of the data (time x units, trials x time x units, ...),
-- like the states of networks. Results are f64.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local linalg = require "balnet.linalg"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local variation = require "balnet.stats.variation"

---@class balnet.reduce
local reduce = {}

for name, f in pairs(require "balnet.reduce.alignment") do reduce[name] = f end

-- The data as samples x units, and the dimensions in front of the units.
local function samples_of(x)
  if x:dims() < 2 then error(("the data have %d dimensions; at least 2, the last of them units, were needed"):format(x:dims()), 0) end
  local lead = { x:shape() }
  local units = table.remove(lead)
  local samples = 1
  for _, extent in ipairs(lead) do samples = samples * extent end
  if samples < 2 or units < 1 then error(("%d samples of %d units were given; at least 2 of 1 were needed"):format(samples, units), 0) end
  return x:to("f64"):reshape(samples, units), lead
end

local function check_pca(pca)
  if not (kinds.read("tensor", pca.mean) and kinds.read("tensor", pca.components)) then
    error("the first argument has no tensors 'mean' and 'components'; a result of pca was needed", 0)
  end
end

local function count_of(given, most)
  if given == nil then return most end
  if given > most then error(("components is %d; an integer from 1 to %d was needed"):format(given, most), 0) end
  return given
end

local function check_variation(centred, rows, share)
  if variation.is_rounding(centred, rows, share) then error("the data do not vary", 0) end
end

local function with_units(lead, count)
  local shape = table.move(lead, 1, #lead, 1, {})
  shape[#shape + 1] = count
  return table.unpack(shape)
end

--- The participation dimension of variances, (sum v)^2 / sum v^2: 1 where one direction has all, N where N
-- share it evenly.
--
--     balnet.reduce.participation_dimension { 1, 1, 0 }  --> 2
---@param variances balnet.tensor|number[] eigenvalues of a covariance, at least 0
---@return number dimension
reduce.participation_dimension = arguments.at_caller("participation_dimension", function(variances)
  local v = variances:to "f64"
  if not (v:size() > 0 and v:min() >= 0 and v:max() > 0) then error("variances of at least 0, one of them more, were needed", 0) end
  v = v / variation.scale(v)
  local sum, squares = v:sum(), v:square():sum()
  return sum * sum / squares
end, "numbers")

--- What `pca` finds.
---@class balnet.reduce.pca
---@field components balnet.tensor components x units, orthonormal rows
---@field variance balnet.tensor of each component, divided by samples - 1
---@field ratio balnet.tensor its share of all variance
---@field dimension number the participation dimension of all variances
---@field mean balnet.tensor units
---@field scores balnet.tensor ... x components: the data in the components

--- Principal components (Pearson 1901), by singular values of the centred data. The sign of a component is
-- that which makes its largest weight positive.
--
--     local x = balnet.tensor { { -2, 0 }, { 2, 0 }, { 0, -1 }, { 0, 1 } }
--     local pca = balnet.reduce.pca(x)
--     pca.ratio  --> { 0.8, 0.2 }
---@param x balnet.tensor ... x units
---@param options? {components: integer, centre: boolean} components: how many, min(samples, units); centre: the mean is subtracted, true
---@return balnet.reduce.pca result
reduce.pca = arguments.at_caller("pca", function(x, given)
  local o = options.over(given, { components = { "integer", nil, least = 1 }, centre = { "flag", true } })
  local rows, lead = samples_of(x)
  local samples, units = rows:shape()
  local count = count_of(o.components, math.min(samples, units))
  local mean = o.centre and rows:mean(1) or tensor.zeros(units)
  local centred = rows - mean
  check_variation(centred, rows, variation.share(x))
  local scale = variation.scale(centred)
  local _, s, vt = linalg.svd(centred / scale)
  local variances = s:square() / (samples - 1) -- over scale^2
  local total = variances:sum()
  local components = vt[{ { 1, count } }]:clone()
  for i = 1, count do
    local row = components[i]
    if row[row:abs():argmax()] < 0 then components[i] = -row end
  end
  return arguments.record("a result of pca", {
    components = components,
    variance = variances[{ { 1, count } }] * scale * scale,
    ratio = variances[{ { 1, count } }] / total,
    dimension = total ^ 2 / variances:square():sum(),
    mean = mean,
    scores = centred:matmul(components:t()):reshape(with_units(lead, count)),
  })
end, "tensor", "options?")

--- Data projected onto components that other data gave: trajectories, fixed points or test trials.
--
--     local x = balnet.tensor { { -2, 0 }, { 2, 0 }, { 0, -1 }, { 0, 1 } }
--     balnet.reduce.project(balnet.reduce.pca(x), balnet.tensor { { 3, 5 } })  --> { { 3, 5 } }
---@param pca balnet.reduce.pca
---@param x balnet.tensor ... x units
---@return balnet.tensor scores ... x components
reduce.project = arguments.at_caller("project", function(pca, x)
  check_pca(pca)
  local units = #pca.mean
  if x:dims() < 1 or x:shape(-1) ~= units then
    error(("the data have %d units; %d were needed"):format(x:dims() < 1 and 0 or x:shape(-1), units), 0)
  end
  return (x:to "f64" - pca.mean):matmul(pca.components:t())
end, "table", "tensor")

--- The data of scores: the mean plus the components times their scores.
--
--     local x = balnet.tensor { { -2, 0 }, { 2, 0 }, { 0, -1 }, { 0, 1 } }
--     local pca = balnet.reduce.pca(x, { components = 1 })
--     balnet.reduce.reconstruct(pca, pca.scores)  --> { { -2, 0 }, { 2, 0 }, { 0, 0 }, { 0, 0 } }
---@param pca balnet.reduce.pca
---@param scores balnet.tensor ... x components
---@return balnet.tensor x ... x units
reduce.reconstruct = arguments.at_caller("reconstruct", function(pca, scores)
  check_pca(pca)
  return scores:to("f64"):matmul(pca.components) + pca.mean
end, "table", "tensor")

-- --- demixed principal components ------------------------------------------------------------------

-- The mean over the dimensions that are not in the set, kept with extent 1.
local function mean_but(x, set)
  for d = 1, x:dims() - 1 do
    if set & 1 << (d - 1) == 0 then x = x:mean(d, true) end
  end
  return x
end

-- The part that depends on exactly the factors of the set: the mean over the other factors minus the parts of
-- fewer factors (Kobak et al. 2016, equation 2).
local function marginal(x, set, found)
  local result = mean_but(x, set)
  for other = 0, set - 1 do
    if other & set == other then result = result - found[other] end
  end
  return result
end

local function name_of(set, factors)
  local names = {}
  for d, factor in ipairs(factors) do
    if set & 1 << (d - 1) ~= 0 then names[#names + 1] = factor end
  end
  return table.concat(names, " x ")
end

local function check_factors(factors, dims)
  if #factors < 1 or #factors > 3 or dims ~= #factors then
    error(("%d factors were named; one to three, as many as dimensions in front of the units (%d), were needed"):format(#factors, dims), 0)
  end
  local seen = {}
  for i, name in ipairs(factors) do
    if type(name) ~= "string" then error(("factor %d is %s; a name was needed"):format(i, kinds.shown(name)), 0) end
    if seen[name] then error(("factors %d and %d are both named '%s'"):format(seen[name], i, name), 0) end
    seen[name] = i
  end
end

--- Demixed principal components (Kobak et al. 2016): for each factor of an experiment, and each combination
-- of factors, the directions that tell it best, by regression of reduced rank onto the part of the data that
-- depends on it alone.
--
--     local x = balnet.random(7):normal(2, 10, 5)
--     local parts = balnet.reduce.dpca(x, { "stimulus", "time" }, { components = 1 })
--     parts.time.scores:shape()  --> 2, 10, 1
---@param x balnet.tensor factor 1 x factor 2 x ... x units, means over trials
---@param factors string[] their names, one to three
---@param options? {components: integer, ridge: number} components of each, 3; ridge: regularisation as a share of all variance, 1e-6
---@return table<string, table> parts by name ("stimulus", "stimulus x time"): decoder (components x units), encoder
--- (units x components), scores (factors ... x components), share (of all variance)
reduce.dpca = arguments.at_caller("dpca", function(x, factors, given)
  local o = options.over(given, { components = { "integer", nil, least = 1 }, ridge = { "finite", 1e-6, least = 0 } })
  check_factors(factors, x:dims() - 1)
  local rows, lead = samples_of(x)
  local units = rows:shape(2)
  local count = count_of(o.components or math.min(3, units), units)
  local whole = x:to "f64"
  local found = { [0] = mean_but(whole, 0) }
  local centred = (whole - found[0]):reshape(rows:shape())
  check_variation(centred, rows, variation.share(x))
  local scale = variation.scale(centred)
  whole, centred, found[0] = whole / scale, centred / scale, found[0] / scale
  local total = centred:square():sum()
  local covariance = centred:t():matmul(centred) + tensor.eye(units) * (o.ridge * total / units)
  local parts = {}
  for set = 1, (1 << #factors) - 1 do
    found[set] = marginal(whole, set, found)
    local target = (found[set] + whole * 0):reshape(rows:shape())
    local regression = linalg.lstsq(covariance, centred:t():matmul(target)) -- units x units
    local _, _, vt = linalg.svd(centred:matmul(regression))
    local encoder = vt[{ { 1, count } }]:t():clone()
    local decoder = regression:matmul(encoder):t():clone()
    parts[name_of(set, factors)] = arguments.record("a part", {
      decoder = decoder,
      encoder = encoder,
      scores = (centred:matmul(decoder:t()) * scale):reshape(with_units(lead, count)),
      share = target:square():sum() / total,
    })
  end
  return arguments.record("a result of dpca", parts)
end, "tensor", "table", "options?")

return reduce
