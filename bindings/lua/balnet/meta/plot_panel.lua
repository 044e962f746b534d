---@meta balnet.meta.plot_panel
-- luacheck: ignore 212 241

--- Panels: axes, labels, legends, and panels within and over them.

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

--- A panel over this one with a y axis of its own on the right (twin axes).
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

---@class balnet.GridOptions
---@field rows? integer 1
---@field columns? integer 1
---@field width_ratios? number[] of the columns; equal
---@field height_ratios? number[] of the rows; equal
---@field gap? balnet.Length between what stands around neighbouring panels
---@field share_x? "none"|"columns"|"all" as of a figure
---@field share_y? "none"|"rows"|"all"

--- Makes an empty panel a grid of panels, which `panel:panel` gives. It keeps its place, title and letter.
---
---     local figure = balnet.plot.figure { columns = 2 }
---     local grid = figure:panel(1, 2):grid { rows = 2, share_x = "columns" }
---     grid:panel(1, 1):line { 1, 4, 9 }
---     grid:panel(2, 1):line { 9, 4, 1 }:xlim()  --> 0.94, 3.06
---@param options? balnet.GridOptions
---@return balnet.Panel self
function panel:grid(options) end

--- The panel at a row and column of a panel that is a grid, as `figure:panel`.
---
---     local grid = balnet.plot.figure {}:panel(1, 1):grid { columns = 2 }
---     grid:panel(1, 2):line({ 1, 4, 9 }):ylim()  --> 0.6, 9.4
---@param row? integer|integer[]|{ row: integer|integer[], column: integer|integer[] }
---@param column? integer|integer[]
---@return balnet.Panel
function panel:panel(row, column) end

---@class balnet.BrokenOptions
---@field axis? "x"|"y"
---@field gap? balnet.Length

--- Makes an empty panel one whose axis has breaks: parts of it side by side, each with a range of the axis as long as it takes.
--- `draw` gets each part and draws into it.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:broken({ { 0, 10 }, { 90, 100 } }, function(part) part:line({ 0, 50, 100 }, { 1, 2, 3 }) end)
---     panel:panel(1, 2):xlim()  --> 90, 100
---@param ranges number[][] ascending, at least two
---@param draw fun(part: balnet.Panel, number: integer)
---@param options? balnet.BrokenOptions
---@return balnet.Panel self
function panel:broken(ranges, draw, options) end

---@class balnet.JointOptions
---@field kind? "scatter"|"hexbin"|"histogram2d" whose other options apply, too; scatter
---@field bins? integer 30
---@field ratio? number how much larger the plane is than the histograms; 4
---@field color? balnet.Color of points and bars
---@field gap? balnet.Length 1
---@field xlabel? string
---@field ylabel? string

--- Makes an empty panel a plane of points with the histograms of both coordinates above and beside it.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:joint({ 1, 2, 2, 3 }, { 4, 5, 5, 7 }, { bins = 3 }):xlim()  --> 0.94, 3.06
---@param x balnet.Data
---@param y balnet.Data
---@param options? balnet.JointOptions
---@return balnet.Panel plane
function panel:joint(x, y, options) end

---@class balnet.RasterHistogramOptions: balnet.RasterOptions
---@field bins? integer in time; 50
---@field range? number[] of time; that of the events
---@field trials? number gives rates, events a unit of time and trial, instead of counts
---@field ratio? number how much higher the raster is than the histogram; 3
---@field xlabel? string "time"
---@field ylabel? string of the raster; "unit"

--- Makes an empty panel a raster of events and, below it on the same axis, how many there are in time.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:raster_histogram({ 0.1, 0.4, 0.5 }, { 1, 2, 1 }, { bins = 4, range = { 0, 1 } }):xlim()  --> 0, 1
---@param times balnet.Data
---@param units balnet.Data
---@param options? balnet.RasterHistogramOptions
---@return balnet.Panel raster
function panel:raster_histogram(times, units, options) end
