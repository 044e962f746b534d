-- How well predictions, classes and clusters agree with what is there; part of balnet.learn, described in meta/learn_scores.lua.

local arguments = require "balnet.parameters.arguments"
local array = require "balnet.array"
local linalg = require "balnet.linalg"
local stats = require "balnet.stats"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"
local variation = require "balnet.stats.variation"

local scores = {}

local function check_alike(a, b, first, second)
  if tensors.shape(a) ~= tensors.shape(b) then
    error(("%s is %s and %s %s; one shape was needed"):format(first, tensors.shape(a), second, tensors.shape(b)), 0)
  end
  if a:size() == 0 then error(first .. " is empty", 0) end
end

scores.r2_score = arguments.at_caller("r2_score", function(y, predicted)
  check_alike(y, predicted, "y", "the prediction")
  local share = variation.share(y)
  y, predicted = y:to("f64"):reshape(y:shape(1), -1), predicted:to("f64"):reshape(y:shape(1), -1)
  local sum = 0.0
  for k = 1, y:shape(2) do
    local column = y:select(2, k)
    if not variation.of(column, share) then error(("output %d of y is constant; one that varies was needed"):format(k), 0) end
    sum = sum + 1 - (column - predicted:select(2, k)):square():sum() / (column - column:mean()):square():sum()
  end
  return sum / y:shape(2)
end, "numbers", "numbers")

scores.accuracy_score = arguments.at_caller("accuracy_score", function(labels, predicted)
  check_alike(labels, predicted, "labels", "the prediction")
  return labels:eq(predicted):mean()
end, "numbers", "numbers")

-- How often each class of a comes with each of b: classes of a x classes of b, and both lists of classes.
local function counts_of(a, b, classes)
  local of_a = classes and classes:searchsorted(a) or select(4, array.unique(a))
  local of_b = classes and classes:searchsorted(b) or select(4, array.unique(b))
  local rows, columns = math.tointeger(of_a:max()), math.tointeger(of_b:max())
  if classes then rows, columns = #classes, #classes end
  return stats.bincount((of_a - 1) * columns + of_b - 1, { least = rows * columns }):reshape(rows, columns)
end

local function labels_of(name, t)
  if t:dims() ~= 1 then error(("%s have %d dimensions; a vector was needed"):format(name, t:dims()), 0) end
  if t:is_nan():any() then error(("a number of %s is nan"):format(name), 0) end
  return t:to "f64"
end

scores.confusion_matrix = arguments.at_caller("confusion_matrix", function(labels, predicted)
  labels, predicted = labels_of("labels", labels), labels_of("predictions", predicted)
  check_alike(labels, predicted, "labels", "the prediction")
  local classes = array.unique(tensor.concatenate({ labels, predicted }, 1))
  return counts_of(labels, predicted, classes), classes
end, "numbers", "numbers")

scores.roc_auc_score = arguments.at_caller("roc_auc_score", function(labels, values)
  labels, values = labels_of("labels", labels), labels_of("scores", values)
  check_alike(labels, values, "labels", "the scores")
  local classes = array.unique(labels)
  if #classes ~= 2 then error(("there are %d labels; two were needed"):format(#classes), 0) end
  local positive = labels:eq(classes[2])
  local n = positive:sum()
  local u = (stats.rankdata(values) * positive):sum() - n * (n + 1) / 2
  return u / (n * (#labels - n))
end, "numbers", "numbers")

local function pairs_in(counts) return (counts * (counts - 1) / 2):sum() end

scores.adjusted_rand_score = arguments.at_caller("adjusted_rand_score", function(a, b)
  a, b = labels_of("labels", a), labels_of("labels", b)
  check_alike(a, b, "the first", "the second")
  local counts = counts_of(a, b)
  local both, in_a, in_b, all = pairs_in(counts), pairs_in(counts:sum(2)), pairs_in(counts:sum(1)), #a * (#a - 1) / 2
  if in_a == in_b and (in_a == 0 or in_a == all) then return 1.0 end
  local expected = in_a * in_b / all
  return (both - expected) / ((in_a + in_b) / 2 - expected)
end, "numbers", "numbers")

scores.silhouette_score = arguments.at_caller("silhouette_score", function(points, labels)
  labels = labels_of("labels", labels)
  if points:dims() ~= 2 or points:shape(1) ~= #labels then
    error(("the points are %s and there are %d labels; N x D and N were needed"):format(tensors.shape(points), #labels), 0)
  end
  local classes, counts, _, member = array.unique(labels)
  if #classes < 2 or #classes >= #labels then
    error(("there are %d clusters of %d points; at least 2, and fewer than points, were needed"):format(#classes, #labels), 0)
  end
  local belongs = member:unsqueeze(2):eq(tensor.arange(1, #classes)) -- points x clusters
  local sums = linalg.cdist(points, points):matmul(belongs)
  local size = counts:take(1, member)
  local within = (sums * belongs):sum(2) / (size - 1):maximum(1)
  local other = tensor.where(belongs, math.huge, sums / counts):min(2)
  local width = (other - within) / within:maximum(other)
  return tensor.where(size:eq(1) | within:maximum(other):eq(0), 0, width):mean()
end, "numbers", "numbers")

return scores
