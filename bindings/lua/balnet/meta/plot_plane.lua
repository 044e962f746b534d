---@meta balnet.meta.plot_plane
-- luacheck: ignore 212 241

--- Densities and fields of a plane, networks and trees, and what has axes of its own: spaces, polar plots, tables.

---@class balnet.Panel
local panel = {}

---@class balnet.Histogram2dOptions: balnet.ImageOptions
---@field bins? integer|integer[] along x and along y; 30
---@field xrange? number[] that the bins cover; that of the data
---@field yrange? number[]
---@field density? boolean volume 1 instead of counts
---@field least? number a bin that holds fewer is left blank; 0

--- How many points fall into each rectangle of the plane, as an image. Points with a coordinate that is not finite do not
--- count.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:histogram2d({ 0, 1, 1 }, { 0, 2, 2 }, { bins = 2, colorbar = "count" }):ylim()  --> 0, 2
---@param x balnet.Data
---@param y balnet.Data
---@param options? balnet.Histogram2dOptions
---@return balnet.Panel self
function panel:histogram2d(x, y, options) end

---@class balnet.HeatmapOptions: balnet.ImageOptions
---@field format? string of the numbers, as of `string.format`; "%.3g"
---@field size? number of the numbers in points; that of ticks

--- An image with its numbers written into the cells, black or white by the contrast with the cell (WCAG 2.2). Cells without a
--- finite number stay empty. Errors: more than 2500 cells, a format that takes no number.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:heatmap({ { 0.91, 0.09 }, { 0.2, 0.8 } }, { format = "%.2f", limits = { 0, 1 } })
---     panel:set { xticks = { 1, 2 }, xticklabels = { "left", "right" } } == panel  --> true
---@param matrix balnet.Tensor|number[][]
---@param options? balnet.HeatmapOptions
---@return balnet.Panel self
function panel:heatmap(matrix, options) end

---@class balnet.HexbinOptions: balnet.ShapeOptions
---@field bins? integer hexagons along x; 25
---@field xrange? number[] that they cover; that of the data
---@field yrange? number[]
---@field least? number a hexagon that holds fewer points is left blank; 1

--- How many points fall into each hexagon (Carr et al. 1987), by colour.
---
---     local random = balnet.random(1)
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:hexbin(random:normal(500), random:normal(500), { norm = "log", colorbar = "count" }) == panel  --> true
---@param x balnet.Data
---@param y balnet.Data
---@param options? balnet.HexbinOptions
---@return balnet.Panel self
function panel:hexbin(x, y, options) end

---@class balnet.StreamlineOptions: balnet.LineOptions
---@field x? balnet.Data of the columns, evenly spaced; 1, 2, …
---@field y? balnet.Data of the rows
---@field density? number of lines, against the usual one; 1
---@field arrows? boolean one in the middle of each line; true

--- Lines along a field of vectors, evenly spread (as Jobard and Lefer 1997: a line ends where it comes near another one).
---
---     local x = balnet.linspace(-1, 1, 9)
---     local u, v = balnet.zeros(9, 9), balnet.zeros(9, 9)
---     for r = 1, 9 do
---       for c = 1, 9 do u[{ r, c }], v[{ r, c }] = -x[r], x[c] end
---     end
---     balnet.plot.figure {}:panel(1, 1):streamlines(u, v, { x = x, y = x, density = 0.5 }):set { aspect = "equal" }
---     u[{ 1, 1 }]  --> 1
---@param u balnet.Tensor|number[][] the x component, a row an y
---@param v balnet.Tensor|number[][] the y component
---@param options? balnet.StreamlineOptions
---@return balnet.Panel self
function panel:streamlines(u, v, options) end

---@class balnet.NetworkOptions
---@field positions? balnet.Tensor|number[][] units x 2; on a circle
---@field labels? any[] in the units
---@field size? number of the units, diameter; 14
---@field color? balnet.Color of the units; white
---@field colors? balnet.Color[] of each unit
---@field excitatory? balnet.Color of positive connections; "vermillion"
---@field inhibitory? balnet.Color of negative ones; "C0"
---@field width? number of the strongest connection; 2
---@field threshold? number weaker connections are left out; 0
---@field bend? number of connections in both directions; 0.12
---@field text_size? number

--- The graph of a small network: from unit j to unit i an arrow where J_ij is positive and a line with a bar where it is
--- negative, as wide as it is strong.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:network({ { 0, -1 }, { 0.5, 0 } }, { labels = { "E", "I" } }) == panel  --> true
---@param J balnet.Tensor|number[][] units x units, at most 200
---@param options? balnet.NetworkOptions
---@return balnet.Panel self
function panel:network(J, options) end

---@class balnet.DendrogramOptions
---@field method? "average"|"single"|"complete"|"ward" by which points are clustered; average
---@field orientation? "top"|"left" where the root is; top
---@field labels? any[] of the points; their numbers, up to 30
---@field color? balnet.Color
---@field width? number

--- The tree of a hierarchical clustering, of points or as `balnet.plot.linkage` gives it.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:dendrogram({ { 0 }, { 5 }, { 1 } }, { labels = { "a", "b", "c" } }):xlim()  --> 0.5, 3.5
---@param tree balnet.Tensor|number[][]|balnet.Linkage
---@param options? balnet.DendrogramOptions
---@return balnet.Panel self
function panel:dendrogram(tree, options) end

--- Draws a space, as `balnet.plot.space` makes it, in place of the panel's axes.
---
---     local space = balnet.plot.space { azimuth = -50, elevation = 20 }
---     space:line({ 0, 1, 2 }, { 0, 1, 0 }, { 0, 0, 1 })
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:space(space) == panel  --> true
---@param space balnet.Space
---@return balnet.Panel self
function panel:space(space) end

--- Draws a polar plot, as `balnet.plot.polar` makes it, in place of the panel's axes.
---
---     local polar = balnet.plot.polar():line({ 0, 1, 2 }, { 1, 2, 3 })
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:polar(polar) == panel  --> true
---@param polar balnet.Polar
---@return balnet.Panel self
function panel:polar(polar) end

---@class balnet.TableOptions
---@field header? any[] a first row, in bold
---@field align? string a letter a column: "l", "c" or "r"; the first to the left, the others to the right
---@field format? string of numbers; "%.4g", and integers whole
---@field size? number of the text
---@field width? number the part of the panel that it takes; 1

--- A table of texts and numbers that fills the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:table({ { "gain", 0.03 }, { "noise", 1 } }, { header = { "", "value" } }) == panel  --> true
---@param rows any[][]
---@param options? balnet.TableOptions
---@return balnet.Panel self
function panel:table(rows, options) end
