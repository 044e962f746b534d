--- Decoding and prediction: `balnet.learn`, with the names of scikit-learn. Linear models with penalties, cross-validation and scores.
-- Samples are rows, inputs columns (time x units). Results are f64. Regressions with standard errors and tests of their coefficients are
-- in `balnet.fit`.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local linalg = require "balnet.linalg"
local model = require "balnet.learn.model"
local newton = require "balnet.learn.newton"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"
local threshold = require "balnet.linalg.threshold"

---@class balnet.learn
local learn = {}

for _, part in ipairs { "scores", "splits" } do
  for name, f in pairs(require("balnet.learn." .. part)) do learn[name] = f end
end

-- x: n x inputs, y: n, or n x outputs where several are allowed.
local function check_samples(x, y, several)
  local fits = x:dims() == 2 and (y:dims() == 1 or several and y:dims() == 2) and x:shape(1) == y:shape(1)
  if not fits or x:size() == 0 or y:size() == 0 then
    error(("x is %s and y %s; n x inputs and n%s were needed"):format(tensors.shape(x), tensors.shape(y),
      several and ", or n x outputs," or ""), 0)
  end
  tensors.check_finite("x", x)
  tensors.check_finite("y", y)
  return x:to "f64", y:to "f64"
end

--- Linear regression whose squared coefficients cost alpha each (Hoerl and Kennard 1970): the least |y - x w - b|^2 + alpha |w|^2, of
-- several outputs at once, by singular values.
--
--     local x = balnet.tensor { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } }
--     local model = balnet.learn.ridge(x, { 2, 1, -2, -1 }, { alpha = 2 })
--     model.coefficients, model.intercept  --> { 1.0000, 0.5000 }, 0
---@param x balnet.tensor|number[][] n x inputs
---@param y balnet.tensor|number[] n, or n x outputs
---@param options? {alpha: number, intercept: boolean} alpha: 1, with 0 the least squares of least size; intercept: whether b may
--- differ from 0, true
---@return balnet.learn.model
learn.ridge = arguments.at_caller("ridge", function(x, y, given)
  local o = options.over(given, { alpha = { "finite", 1, least = 0 }, intercept = { "flag", true } })
  x, y = check_samples(x, y, true)
  local x_mean = o.intercept and x:mean(1) or tensor.zeros(x:shape(2))
  local y_mean = o.intercept and y:mean(1, true) or 0
  local u, s, vt = linalg.svd(x - x_mean)
  local kept = s:gt(threshold(s, x))
  local factor = tensor.where(kept, s / tensor.where(kept, s:square() + o.alpha, 1), 0)
  local rows = u:t():matmul((y - y_mean):reshape(#y, -1))
  local w = vt:t():matmul(rows * factor:unsqueeze(2))
  if y:dims() == 1 then w = w:select(2, 1):clone() end
  local intercept = (y_mean - x_mean:unsqueeze(1):matmul(w)):flatten()
  return model("linear", { coefficients = w, intercept = y:dims() == 1 and intercept[1] or intercept })
end, "numbers", "numbers", "options?")

-- x' diag(weights) x, as a product with its own transpose, of which half is computed; weights: n, at least 0.
local function squares(x, weights)
  local weighted = x * weights:sqrt():unsqueeze(2)
  return weighted:t():matmul(weighted)
end

-- Of a sum over samples and the penalty of the inputs' coefficients, not of the intercept behind them: value, gradient, and what
-- computes the Hessian. slope, curvature: the sample's own derivatives in x theta.
local function penalised(x, theta, weight, value, slope, curvature)
  local weights = tensor.full({ #theta }, weight)
  weights[#theta] = 0
  return value + (theta * weights):dot(theta) / 2, x:t():matmul(slope) + theta * weights, function()
    return squares(x, curvature) + weights:diag()
  end
end

local function with_ones(x) return tensor.concatenate({ x, tensor.ones(x:shape(1), 1) }, 2) end

-- x: with ones behind; y: 0 and 1; weight: of the penalty.
local function fit_binary(x, y, weight, most)
  local function at(theta)
    local eta = x:matmul(theta)
    local p = eta:sigmoid()
    return penalised(x, theta, weight, (eta:softplus() - y * eta):sum(), p - y, p * (1 - p))
  end
  return newton.minimise(at, tensor.zeros(x:shape(2)), most, 0)
end

-- A class's coefficients against another's by blocks, classes inputs x classes inputs; p: n x classes. The direction in which all
-- intercepts grow changes nothing, and is given a curvature.
local function hessian_of_classes(x, p, weight)
  local n, inputs, classes = x:shape(1), x:shape(2), p:shape(2)
  local hessian = tensor.zeros(classes, inputs, classes, inputs)
  local penalty, shift = tensor.eye(inputs) * weight, tensor.zeros(inputs, inputs)
  penalty[{ inputs, inputs }] = 0
  shift[{ inputs, inputs }] = n
  for k = 1, classes do
    for l = 1, k do
      local of_k, of_l = p:select(2, k), p:select(2, l)
      local block = shift + (k == l and squares(x, of_k * (1 - of_k)) + penalty or -squares(x, of_k * of_l))
      hessian[{ k, {}, l, {} }] = block
      hessian[{ l, {}, k, {} }] = block
    end
  end
  return hessian:reshape(classes * inputs, classes * inputs)
end

-- member: n x classes, 1 where a sample is of the class. The intercepts sum to 0.
local function fit_several(x, member, weight, most)
  local classes, inputs = member:shape(2), x:shape(2)
  local function at(theta)
    local w = theta:reshape(classes, inputs)
    local eta = x:matmul(w:t())
    local p = array.softmax(eta, 2)
    local value = (array.logsumexp(eta, 2) - (eta * member):sum(2)):sum()
    local penalty = w:clone()
    penalty[{ {}, inputs }] = 0
    local gradient = (p - member):t():matmul(x) + penalty * weight
    return value + weight * penalty:square():sum() / 2, gradient:flatten(), function() return hessian_of_classes(x, p, weight) end
  end
  return newton.minimise(at, tensor.zeros(classes * inputs), most, 0):reshape(classes, inputs):t()
end

-- The parts of what was fitted; its standard errors where there was no penalty.
local function parts_of(theta, hessian, weight, values)
  local inputs = theta:shape(1) - 1
  values.coefficients, values.intercept = theta[{ { 1, inputs } }]:clone(), theta[inputs + 1]
  if hessian and weight == 0 then
    local errors = linalg.inv(hessian()):diag():sqrt()
    values.errors, values.intercept_error = errors[{ { 1, inputs } }]:clone(), errors[inputs + 1]
  end
  return values
end

--- Logistic regression of two or more classes, whose squared coefficients cost 1 / (2 C) each: the least sum of -C ln p(label) + |w|^2 / 2,
-- by Newton's method. With C = math.huge nothing is penalised, and two classes have standard errors; an error where they can be
-- separated without a penalty.
--
--     local x = balnet.tensor { { 0 }, { 1 }, { 2 }, { 3 } }
--     local model = balnet.learn.logistic_regression(x, { 1, 1, 2, 2 })
--     model:predict { { 0.5 }, { 2.5 } }  --> { 1, 2 }
---@param x balnet.tensor|number[][] n x inputs
---@param labels balnet.tensor|number[] n
---@param options? {C: number, iterations: integer} C: 1; iterations: Hessians at most, 100
---@return balnet.learn.model
learn.logistic_regression = arguments.at_caller("logistic_regression", function(x, labels, given)
  local o = options.over(given, { C = { "number", 1, least = 2.0 ^ -1000 }, iterations = { "integer", 100, least = 1 } })
  x, labels = check_samples(x, labels, false)
  local classes = array.unique(labels)
  if #classes < 2 then error("all labels are equal; two that differ were needed", 0) end
  local weight, rows = 1 / o.C, with_ones(x)
  if #classes > 2 then
    local theta = fit_several(rows, labels:unsqueeze(2):eq(classes), weight, o.iterations)
    return model("logistic", parts_of(theta, nil, weight, { classes = classes }))
  end
  local theta, hessian = fit_binary(rows, labels:eq(classes[2]), weight, o.iterations)
  return model("logistic", parts_of(theta, hessian, weight, { classes = classes }))
end, "numbers", "numbers", "options?")

--- Linear discriminant analysis (Fisher 1936): classes as normal distributions of one covariance, pooled over them and divided by
-- n - classes, and as frequent as among the samples.
--
--     local x = balnet.tensor { { 0 }, { 1 }, { 4 }, { 5 } }
--     local model = balnet.learn.linear_discriminant_analysis(x, { 1, 1, 2, 2 })
--     model:predict { { 2 }, { 3 } }  --> { 1, 2 }
---@param x balnet.tensor|number[][] n x inputs
---@param labels balnet.tensor|number[] n
---@param options? {shrinkage: number} shrinkage: the share of the covariance that is replaced by its mean variance in all directions, for
--- few samples, 0 to 1; 0
---@return balnet.learn.model
learn.linear_discriminant_analysis = arguments.at_caller("linear_discriminant_analysis", function(x, labels, given)
  local o = options.over(given, { shrinkage = { "number", 0, least = 0, most = 1 } })
  x, labels = check_samples(x, labels, false)
  local classes, counts, _, member = array.unique(labels)
  local n, inputs, k = x:shape(1), x:shape(2), #classes
  if k < 2 then error("all labels are equal; two that differ were needed", 0) end
  if n <= k then error(("%d samples of %d classes were given; more samples than classes were needed"):format(n, k), 0) end
  local belongs = member:unsqueeze(2):eq(tensor.arange(1, k))
  local means = belongs:t():matmul(x) / counts:unsqueeze(2)
  local off = x - means:take(1, member)
  local covariance = off:t():matmul(off) / (n - k)
  covariance = covariance * (1 - o.shrinkage) + tensor.eye(inputs) * (o.shrinkage * covariance:trace() / inputs)
  if linalg.matrix_rank(covariance) < inputs then error("the inputs depend on each other within classes; shrinkage is needed", 0) end
  local w = linalg.solve(covariance, means:t())
  local intercept = (counts / n):log() - (means:t() * w):sum(1) / 2
  if k == 2 then w, intercept = w:select(2, 2) - w:select(2, 1), intercept[2] - intercept[1] end
  return model("logistic", { coefficients = w, intercept = intercept, classes = classes })
end, "numbers", "numbers", "options?")

--- Poisson regression of counts, as of spikes in bins, with means exp(x w + b) (McCullagh and Nelder 1989): the least mean of
-- exp(x w + b) - y (x w + b), and alpha |w|^2 / 2, by Newton's method. With alpha = 0 there are standard errors.
--
--     local model = balnet.learn.poisson_regression({ { 0 }, { 0 }, { 1 }, { 1 } }, { 1, 3, 4, 12 }, { alpha = 0 })
--     model.coefficients, model.intercept  --> { 1.386294 }, 0.693147
---@param x balnet.tensor|number[][] n x inputs
---@param y balnet.tensor|number[] n, at least 0
---@param options? {alpha: number, iterations: integer} alpha: 1; iterations: Hessians at most, 100
---@return balnet.learn.model
learn.poisson_regression = arguments.at_caller("poisson_regression", function(x, y, given)
  local o = options.over(given, { alpha = { "finite", 1, least = 0 }, iterations = { "integer", 100, least = 1 } })
  x, y = check_samples(x, y, false)
  if y:min() < 0 or y:max() == 0 then error("y has negative numbers, or only zeros; counts were needed", 0) end
  local rows, weight = with_ones(x), o.alpha * #y
  local function at(theta)
    local eta = rows:matmul(theta)
    local mean = eta:exp()
    return penalised(rows, theta, weight, (mean - y * eta):sum(), mean - y, mean)
  end
  local start = tensor.zeros(rows:shape(2))
  start[#start] = math.log(y:mean())
  local theta, hessian = newton.minimise(at, start, o.iterations, 1)
  return model("poisson", parts_of(theta, hessian, weight, {}))
end, "numbers", "numbers", "options?")

return learn
