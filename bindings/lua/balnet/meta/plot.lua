---@meta balnet.meta.plot
-- luacheck: ignore 212 241

--- Figures, their panels, and the marks that stand in panels.

---@class balnet.Figure
local figure = {}

--- The panel at a row and column of the grid, made when it is first asked for. An error where it would cover
--- another one.
---
---     local figure = balnet.plot.figure { rows = 2, columns = 2 }
---     figure:panel(1, { 1, 2 }):line { 1, 4, 9 }  -- over both columns
---     figure:panel(2, 1):line { 9, 4, 1 }
---     figure:panel(2, 1):ylim()  --> 0.6, 9.4
---@param row? integer|integer[]|{ row: integer|integer[], column: integer|integer[] } a number or { first, last }, or a table of both
---@param column? integer|integer[]
---@return balnet.Panel
function figure:panel(row, column) end

--- Letters the panels.
---
---     local figure = balnet.plot.figure { columns = 2 }
---     figure:panel(1, 1):line { 1, 4, 9 }
---     figure:panel(1, 2):line { 9, 4, 1 }
---     figure:letters "(a)" == figure  --> true
---@param form? string "a", "A" or "(a)"
---@return balnet.Figure self
function figure:letters(form) end

--- A title over all panels.
---
---     local figure = balnet.plot.figure {}
---     figure:title "Two networks" == figure  --> true
---@param text string
---@return balnet.Figure self
function figure:title(text) end

--- Says what covers another or is cut: texts that overlap, reach beyond the page or their panel's part of it,
--- or lie over another panel; axis labels and titles longer than their panel; legends and insets over data.
---
---     local figure = balnet.plot.figure {}
---     figure:panel(1, 1):line { 1, 4, 9 }
---     #figure:check()  --> 0
---@return string[] sentences at most 64; none for a sound figure
function figure:check() end

--- Writes the figure to files, in the format that each path's ending says (.pdf, .svg, .eps, .png). A file
--- appears whole under its name or not at all.
---
---     local figure = balnet.plot.figure { size = "single column" }
---     figure:panel(1, 1):line { 1, 4, 9 }
---     figure:save("squares.pdf", "squares.png", { dpi = 100 })
---     balnet.system.exists "squares.pdf", balnet.system.exists "squares.png"  --> true, true
---@param ... string|balnet.SaveOptions paths, then optionally a table
---@return balnet.Figure self
function figure:save(...) end

--- Frees the figure now rather than when it is collected.
---
---     local figure = balnet.plot.figure {}
---     figure:close()
---     (pcall(figure.title, figure, "too late"))  --> false
function figure:close() end

---@class balnet.Movie
local movie = {}

--- Adds a frame; all must have the size of the first.
---
---     local movie = balnet.plot.movie("growing.gif", { dpi = 40 })
---     for n = 2, 4 do
---       local figure = balnet.plot.figure { size = "single column" }
---       figure:panel(1, 1):line(balnet.arange(n)):set { xlim = { 1, 4 }, ylim = { 1, 4 } }
---       movie:add(figure)
---     end
---     movie:finish()
---     balnet.system.exists "growing.gif"  --> true
---@param frame balnet.Figure
---@return balnet.Movie self
function movie:add(frame) end

--- Gives the file its name; an error when there were no frames.
---
---     local movie = balnet.plot.movie "one.gif"
---     local figure = balnet.plot.figure { size = "single column" }
---     figure:panel(1, 1):line { 1, 2 }
---     movie:add(figure):finish()
---     balnet.system.exists "one.gif"  --> true
function movie:finish() end

--- Leaves no file; so does collecting or closing an unfinished movie.
---
---     local movie = balnet.plot.movie "none.gif"
---     movie:abandon()
---     balnet.system.exists "none.gif"  --> false
function movie:abandon() end

--- A part of a figure with axes of its own. Every method but `twin`, `inset` and limits without arguments
--- returns the panel, so that calls can be chained.
---@class balnet.Panel
local panel = {}

--- Settings of axes, labels and the panel itself.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line({ 1, 2, 3 }, { 1, 10, 100 })
---     panel:set { yscale = "log", ylim = { 0.5, 200 }, xlabel = "$t$", ylabel = "error", grid = true }
---     panel:ylim()  --> 0.5, 200
---@param settings balnet.PanelSettings
---@return balnet.Panel self
function panel:set(settings) end

--- The label of the horizontal axis.
---
---     balnet.plot.figure {}:panel(1, 1):xlabel "time ($\\tau$)":line { 1, 4, 9 }:xlim()  --> 0.9, 3.1
---@param text string
---@return balnet.Panel self
function panel:xlabel(text) end

--- The label of the vertical axis.
---
---     balnet.plot.figure {}:panel(1, 1):ylabel "$\\nu$":line { 0, 1 }:ylim()  --> -0.05, 1.05
---@param text string
---@return balnet.Panel self
function panel:ylabel(text) end

--- The title over the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:title "Before training" == panel  --> true
---@param text string
---@return balnet.Panel self
function panel:title(text) end

--- Sets the limits of the horizontal axis, or returns those that it has.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }
---     panel:xlim(0, 5):xlim()  --> 0, 5
---@param first? number nil leaves that end to the data
---@param last? number
---@return balnet.Panel|number, number?
function panel:xlim(first, last) end

--- Sets the limits of the vertical axis, or returns those that it has.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }
---     panel:ylim(10, 0):ylim()  --> 10, 0
---@param first? number nil leaves that end to the data
---@param last? number
---@return balnet.Panel|number, number?
function panel:ylim(first, last) end

--- A legend of all labelled marks, where it covers no data: at the emptiest place inside, with some more room above the
--- data, or beside the panel. A place inside that is named must be free, else saving the figure is an error; `over_data`
--- lets it cover data. "direct" writes the labels at the ends of the lines, in their colours.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line({ 1, 4, 9 }, { label = "squares" }):line({ 1, 8, 27 }, { label = "cubes" })
---     panel:legend "direct" == panel  --> true
---@param place? string|balnet.LegendOptions
---@return balnet.Panel self
function panel:legend(place) end

--- A colour bar for the last mark with a colour map.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:image(balnet.eye(3)):colorbar "$J_{ij}$" == panel  --> true
---@param label? string
---@return balnet.Panel self
function panel:colorbar(label) end

--- A panel over this one with a y axis of its own on the right.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 2 }
---     panel:twin():line({ 100, 200 }, { color = "C1" }):ylim()  --> 95, 205
---@return balnet.Panel
function panel:twin() end

--- A panel within this one, in parts of it.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }
---     local inset = panel:inset { x = 0.1, y = 0.6, width = 0.3, height = 0.3 }
---     inset:line { 1, 2 } == inset  --> true
---@param part? { x: number, y: number, width: number, height: number }
---@return balnet.Panel
function panel:inset(part) end

--- A line through points. x may be left out and is then 1, 2, …
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line({ 0, 1, 2 }, { 0, 1, 4 }, { label = "squares", style = "--", marker = "o" }):xlim()  --> -0.1, 2.1
---@param x balnet.Data
---@param y? balnet.Data|balnet.LineOptions
---@param options? balnet.LineOptions
---@return balnet.Panel self
function panel:line(x, y, options) end

--- A line of steps, as of a quantity that is held.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:step({ 0, 1, 2 }, { 3, 1, 2 }, { step = "after" }):ylim()  --> 0.9, 3.1
---@param x balnet.Data
---@param y? balnet.Data|balnet.LineOptions
---@param options? balnet.LineOptions
---@return balnet.Panel self
function panel:step(x, y, options) end

--- Points with error bars.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:errorbar({ 1, 2, 3 }, { 4, 6, 5 }, { yerror = { 1, 1, 2 } }):ylim()  --> 2.8, 7.2
---@param x balnet.Data
---@param y? balnet.Data|balnet.ErrorbarOptions
---@param options? balnet.ErrorbarOptions
---@return balnet.Panel self
function panel:errorbar(x, y, options) end

--- The area between two curves.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:band({ 1, 2, 3 }, { 0, 1, 0 }, { 2, 3, 2 }, { alpha = 0.3 }):ylim()  --> -0.15, 3.15
---@param x balnet.Data
---@param low balnet.Data
---@param high balnet.Data
---@param options? balnet.BandOptions
---@return balnet.Panel self
function panel:band(x, low, high, options) end

--- Points, which may differ in size and colour.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:scatter({ 0, 1, 2 }, { 0, 1, 0 }, { values = { 1, 2, 3 }, colorbar = "rate" }):xlim()  --> -0.1, 2.1
---@param x balnet.Data
---@param y balnet.Data
---@param options? balnet.ScatterOptions
---@return balnet.Panel self
function panel:scatter(x, y, options) end

--- A matrix as an image, row 1 at the top.
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

--- Bars.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:bar({ 1, 2, 3 }, { 5, 3, 4 }):xlim()  --> 0.516, 3.484
---@param x balnet.Data
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

--- Lines of equal height of a matrix.
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

--- A horizontal line across the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }:hline(5, { style = ":" }) == panel  --> true
---@param y number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:hline(y, options) end

--- A vertical line across the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }:vline(2, { color = "grey" }) == panel  --> true
---@param x number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:vline(x, options) end

--- A horizontal strip across the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }:hspan(2, 3, { alpha = 0.2 }) == panel  --> true
---@param from number
---@param to number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:hspan(from, to, options) end

--- A vertical strip across the panel.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }:vspan(1.5, 2.5, { alpha = 0.2 }) == panel  --> true
---@param from number
---@param to number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:vspan(from, to, options) end

--- A circle.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 0, 1 }:circle(1, 0, 0.5, { fill = "C2" }) == panel  --> true
---@param x number of the centre
---@param y number
---@param radius number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:circle(x, y, radius, options) end

--- An arrow from one point to another.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 0, 1 }:arrow(1, 0, 2, 1) == panel  --> true
---@param x0 number
---@param y0 number
---@param x1 number
---@param y1 number
---@param options? balnet.GuideOptions
---@return balnet.Panel self
function panel:arrow(x0, y0, x1, y1, options) end

--- A text at a point.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 0, 1 }:text(1.5, 0.5, "$x^2$", { align = "centre" }) == panel  --> true
---@param x number
---@param y number
---@param text string
---@param options? balnet.TextOptions
---@return balnet.Panel self
function panel:text(x, y, text, options) end
