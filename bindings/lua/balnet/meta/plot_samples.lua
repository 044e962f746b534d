---@meta balnet.meta.plot_samples
-- luacheck: ignore 212 241

--- Marks of samples and of groups, side by side.

---@class balnet.Panel
local panel = {}

---@class balnet.ViolinOptions: balnet.MarkOptions
---@field x? balnet.Places where the violins stand; 1, 2, …
---@field color? balnet.Color
---@field width? number of the widest place, in units of x; 0.8
---@field bandwidth? number of the kernel, in units of the values; by Silverman's rule for each sample
---@field side? "both"|"left"|"right" where the density is drawn; both
---@field inner? "box"|"none" quartiles and median; box

--- Samples as the densities of their values, by Gaussian kernels (bandwidth: Silverman 1986, equation 3.31), each as wide as
--- the others; quartiles and median within. A sample of one value is a line, one without finite values nothing.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:violin({ { 1, 2, 2, 3 }, { 4, 4, 4 } }, { inner = "none" }):xlim()  --> 0.546, 2.454
---@param samples balnet.Data[]
---@param options? balnet.ViolinOptions
---@return balnet.Panel self
function panel:violin(samples, options) end

---@class balnet.SwarmOptions: balnet.MarkOptions
---@field x? balnet.Places where the swarms stand; 1, 2, …
---@field color? balnet.Color
---@field size? number diameter
---@field width? number within which a swarm stands, in units of x; 0.8
---@field marker? string as of a line

--- The values of samples as markers of which none covers another, as near to the middle as there is room.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:swarm({ { 1, 1, 2 }, { 3, 3 } }, { width = 1 }):ylim()  --> 0.9, 3.1
---@param samples balnet.Data[]
---@param options? balnet.SwarmOptions
---@return balnet.Panel self
function panel:swarm(samples, options) end

---@class balnet.StripOptions: balnet.ScatterOptions
---@field x? balnet.Places where the strips stand; 1, 2, …
---@field width? number over which the points are spread, in units of x; 0.4

--- The values of samples as points that are spread to the sides, in the same way each time.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:strip({ { 1, 2, 2, 3 }, { 0, 4 } }, { alpha = 0.5 }):ylim()  --> -0.2, 4.2
---@param samples balnet.Data[]
---@param options? balnet.StripOptions
---@return balnet.Panel self
function panel:strip(samples, options) end

--- The empirical distribution function of values: the share of those up to each one.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:ecdf({ 3, 1, 2, 2 }, { label = "trials" }):ylim()  --> -0.05, 1.05
---@param values balnet.Data
---@param options? balnet.LineOptions
---@return balnet.Panel self
function panel:ecdf(values, options) end

---@class balnet.BarsOptions: balnet.MarkOptions
---@field x? balnet.Places where the groups stand; 1, 2, …
---@field names? string[] of the groups, at the axis
---@field labels? string[] of the series, in the legend
---@field colors? balnet.Color[] of the series; those of the palette
---@field hatches? string[] of the series, as `hatch` of bars
---@field width? number of a group, in units of the axis; 0.8
---@field stacked? boolean on each other: what is positive upwards, what is negative downwards
---@field horizontal? boolean
---@field error? balnet.Data[] half the lengths of error bars, groups x series

--- Bars of several series in groups, beside each other or stacked.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:bars({ { 3, 4 }, { 1, -5 } }, { labels = { "before", "after" }, stacked = true, names = { "a", "b" } })
---     panel:ylim()  --> -5.6, 7.6
---@param heights balnet.Tensor|number[][] groups x series
---@param options? balnet.BarsOptions
---@return balnet.Panel self
function panel:bars(heights, options) end

---@class balnet.StemOptions: balnet.LineOptions
---@field base? number where the stems begin; 0

--- Values as markers on stems, with a line at their base. x may be left out and is then 1, 2, …
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:stem({ 0, 1, 2 }, { 1, -1, 0.5 }):ylim()  --> -1.1, 1.1
---@param x balnet.Places
---@param y? balnet.Data|balnet.StemOptions
---@param options? balnet.StemOptions
---@return balnet.Panel self
function panel:stem(x, y, options) end

--- The area between two curves along y.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:band_along_y({ 1, 2, 3 }, { 0, 1, 0 }, { 2, 3, 2 }):xlim()  --> -0.09, 3.09
---@param y balnet.Data
---@param left balnet.Data
---@param right balnet.Data
---@param options? balnet.ShapeOptions
---@return balnet.Panel self
function panel:band_along_y(y, left, right, options) end
