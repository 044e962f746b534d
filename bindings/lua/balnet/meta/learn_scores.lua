---@meta balnet.meta.learn_scores
-- luacheck: ignore 212 241

--- Cross-validation and scores.

---@class balnet.learn
local learn = {}

---@class balnet.learn.fold
---@field train balnet.tensor the samples to fit with, ascending, for `take`
---@field test balnet.tensor those to test with

---@class balnet.learn.kfold_options
---@field folds? integer how many, at least 2 (5)
---@field seed? integer of the order in which samples are dealt; by default the folds are stretches of neighbours
---@field labels? balnet.tensor|number[] of the samples; every fold has nearly as many of each

--- Samples split for cross-validation: each is tested in one of the folds. Samples of one trial or of neighbouring times are not
--- independent: those that depend on each other belong into one fold, as the default leaves neighbours.
---
---     local folds = balnet.learn.kfold(6, { folds = 3 })
---     folds[2].test, folds[2].train  --> { 3, 4 }, { 1, 2, 5, 6 }
---@param n integer samples
---@param options? balnet.learn.kfold_options
---@return balnet.learn.fold[]
function learn.kfold(n, options) end

---@class balnet.learn.cross_val_options
---@field folds? integer how many, at least 2 (5)
---@field seed? integer of the order in which samples are dealt; by default the folds are stretches of neighbours
---@field labels? balnet.tensor|number[] of the samples; every fold has nearly as many of each
---@field score? fun(y: balnet.tensor, predicted: balnet.tensor): number as `r2_score`; the model's own by default

--- The scores of a model on samples that it was not fitted to, fold by fold.
---
---     local x = balnet.random(7):normal(100, 3)
---     local y = x:matmul(balnet.tensor { 1, -2, 0.5 })
---     balnet.learn.cross_val_score(balnet.learn.ridge, x, y):min() > 0.99  --> true
---@param fit fun(x: balnet.tensor, y: balnet.tensor): balnet.learn.model as `balnet.learn.ridge`, or a function of one's own that
--- gives an object with the methods `predict` and, without the option `score`, `score`
---@param x balnet.tensor|number[][] samples first
---@param y balnet.tensor|number[] samples first
---@param options? balnet.learn.cross_val_options
---@return balnet.tensor scores folds
function learn.cross_val_score(fit, x, y, options) end

--- The share of the variance that a prediction explains, 1 - |y - prediction|^2 / |y - mean|^2, of several outputs their mean; less than
--- 0 where the mean would have been better. An error for a constant y.
---
---     balnet.learn.r2_score({ 1, 2, 3 }, { 1, 2, 2 })  --> 0.5
---@param y balnet.tensor|number[] n, or n x outputs
---@param predicted balnet.tensor|number[] of the same shape
---@return number
function learn.r2_score(y, predicted) end

--- The share of labels that are predicted.
---
---     balnet.learn.accuracy_score({ 1, 1, 2, 3 }, { 1, 2, 2, 3 })  --> 0.75
---@param labels balnet.tensor|number[]
---@param predicted balnet.tensor|number[] of the same shape
---@return number
function learn.accuracy_score(labels, predicted) end

--- How often each label, a row, was predicted as each, a column.
---
---     balnet.learn.confusion_matrix({ 1, 1, 2, 2 }, { 1, 2, 2, 2 })  --> { { 1, 1 }, { 0, 2 } }, { 1, 2 }
---@param labels balnet.tensor|number[] n
---@param predicted balnet.tensor|number[] n
---@return balnet.tensor counts classes x classes
---@return balnet.tensor classes ascending
function learn.confusion_matrix(labels, predicted) end

--- The area under the receiver's operating curve: how probable a sample of the greater label has the greater score; 0.5 by chance.
---
---     balnet.learn.roc_auc_score({ 0, 0, 1, 1 }, { 0.1, 0.4, 0.3, 0.8 })  --> 0.75
---@param labels balnet.tensor|number[] n, of two values
---@param scores balnet.tensor|number[] n
---@return number
function learn.roc_auc_score(labels, scores) end

--- How far two partitions agree, whatever their clusters are called: 1 for the same, 0 on average by chance (Hubert and Arabie 1985).
---
---     balnet.learn.adjusted_rand_score({ 1, 1, 2, 2 }, { 5, 5, 3, 3 })  --> 1
---@param a balnet.tensor|number[] n labels
---@param b balnet.tensor|number[] n
---@return number
function learn.adjusted_rand_score(a, b) end

--- How well clusters of points are told apart: the mean over points of (b - a) / max(a, b), a the mean distance to the others of its
--- cluster and b that to the nearest other cluster (Rousseeuw 1987); 0 for the point of a cluster of one.
---
---     balnet.learn.silhouette_score({ { 0 }, { 1 }, { 10 }, { 11 } }, { 1, 1, 2, 2 })  --> 0.899749
---@param points balnet.tensor|number[][] N x D
---@param labels balnet.tensor|number[] N, as of `balnet.cluster.kmeans`
---@return number
function learn.silhouette_score(points, labels) end
