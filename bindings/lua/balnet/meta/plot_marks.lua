---@meta balnet.meta.plot_marks
-- luacheck: ignore 212 241

--- Marks of data, which stand in panels.

---@class balnet.Panel
local panel = {}

--- A line through points. x may be left out and is then 1, 2, … The columns of a matrix are as many lines; with `values` a
--- line has the colours of its values.
---
---     balnet.plot.figure {}:panel(1, 1):line(balnet.eye(3), { labels = { "a", "b", "c" } }):ylim()  --> -0.05, 1.05
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line({ 0, 1, 2 }, { 0, 1, 4 }, { label = "squares", style = "--", marker = "o" }):xlim()  --> -0.1, 2.1
---@param x balnet.Places
---@param y? balnet.Data|balnet.LineOptions
---@param options? balnet.LineOptions
---@return balnet.Panel self
function panel:line(x, y, options) end

--- A line of steps, as of a quantity that is held.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:step({ 0, 1, 2 }, { 3, 1, 2 }, { step = "after" }):ylim()  --> 0.9, 3.1
---@param x balnet.Places
---@param y? balnet.Data|balnet.LineOptions
---@param options? balnet.LineOptions
---@return balnet.Panel self
function panel:step(x, y, options) end

--- Points with error bars.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:errorbar({ 1, 2, 3 }, { 4, 6, 5 }, { yerror = { 1, 1, 2 } }):ylim()  --> 2.8, 7.2
---@param x balnet.Places
---@param y? balnet.Data|balnet.ErrorbarOptions
---@param options? balnet.ErrorbarOptions
---@return balnet.Panel self
function panel:errorbar(x, y, options) end

--- The area between two curves. Without a colour, the first band has that of the first line, and so on.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:band({ 1, 2, 3 }, { 0, 1, 0 }, { 2, 3, 2 }, { alpha = 0.3 }):ylim()  --> -0.15, 3.15
---@param x balnet.Places
---@param low number|balnet.Data
---@param high number|balnet.Data
---@param options? balnet.BandOptions
---@return balnet.Panel self
function panel:band(x, low, high, options) end

--- Points, which may differ in size and colour. The columns of a matrix are as many sets of points.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:scatter({ 0, 1, 2 }, { 0, 1, 0 }, { values = { 1, 2, 3 }, colorbar = "rate" }):xlim()  --> -0.1, 2.1
---@param x balnet.Places
---@param y balnet.Data
---@param options? balnet.ScatterOptions
---@return balnet.Panel self
function panel:scatter(x, y, options) end

--- A matrix as an image (a heat map), row 1 at the top.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:image(balnet.eye(4), { centre = 0, colorbar = "$J_{ij}$" }):xlim()  --> 0.5, 4.5
---@param matrix balnet.Tensor|number[][]
---@param options? balnet.ImageOptions
---@return balnet.Panel self
function panel:image(matrix, options) end

--- Boxes of samples: a line at the median, the box from quartile to quartile, lines to the last value within 1.5 heights
--- of it (Tukey 1977), markers beyond. A sample without finite values has no box.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:box({ { 1, 2, 3, 4, 5 }, { 2, 3, 4, 5, 20 } }, { x = { 0, 10 }, width = 2 }):xlim()  --> -1.36, 11.36
---@param samples balnet.Data[]
---@param options? balnet.BoxOptions
---@return balnet.Panel self
function panel:box(samples, options) end

--- A bar chart, with error bars if wanted. Names in place of x stand at the axis; those of another mark at the same places.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:bar({ "relu", "tanh", "erf" }, { 5, 3, 4 }, { error = 0.5 }):xlim()  --> 0.516, 3.484
---@param x balnet.Places
---@param height? balnet.Data|balnet.BarOptions
---@param options? balnet.BarOptions
---@return balnet.Panel self
function panel:bar(x, height, options) end

--- The histogram of values.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:histogram({ 1, 2, 2, 3 }, { bins = { 0, 1.5, 2.5, 4 } }):ylim()  --> 0, 2.1
---@param values balnet.Data
---@param options? balnet.HistogramOptions
---@return balnet.Panel self
function panel:histogram(values, options) end

--- Lines of equal height of a matrix, or the areas between them. An error where no level lies between its values, as for a
--- constant.
---
---     local x = balnet.linspace(-1, 1, 20)
---     local height = x:square():unsqueeze(1) + x:square():unsqueeze(2)
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:contour(height, { x = x, y = x, levels = { 0.25, 0.5 } }):xlim()  --> -1, 1
---@param matrix balnet.Tensor|number[][]
---@param options? balnet.ContourOptions
---@return balnet.Panel self
function panel:contour(matrix, options) end

--- Arrows at points, u to the right and v upwards.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:quiver({ 0, 1 }, { 0, 1 }, { 1, 0 }, { 0, 1 }) == panel  --> true
---@param x balnet.Data
---@param y balnet.Data
---@param u balnet.Data
---@param v balnet.Data
---@param options? balnet.QuiverOptions
---@return balnet.Panel self
function panel:quiver(x, y, u, v, options) end

--- Events of units as strokes in rows.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:raster({ 0.1, 0.4, 0.5 }, { 1, 2, 1 }):ylim()  --> 0.5, 2.5
---@param times balnet.Data
---@param units balnet.Data
---@param options? balnet.RasterOptions
---@return balnet.Panel self
function panel:raster(times, units, options) end

--- Eigenvalues in the complex plane, with the unit circle, labels and equal units.
---
---     local J = balnet.random(7):normal(50, 50) / 50 ^ 0.5
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:eigenvalues(balnet.spectrum.eigenvalues(J)) == panel  --> true
---@param real balnet.Data
---@param imaginary balnet.Data
---@param options? balnet.EigenvalueOptions
---@return balnet.Panel self
function panel:eigenvalues(real, imaginary, options) end
