---@meta balnet.meta.plot_shapes
-- luacheck: ignore 212 241

--- Shapes with colours of their own, and measures in place of axes.

---@class balnet.Panel
local panel = {}

---@class balnet.ShapeOptions: balnet.ColorOptions
---@field color? balnet.Color of all
---@field colors? balnet.Tensor|number[][] shapes x 4: red, green, blue and alpha, from 0 to 1
---@field values? balnet.Data one a shape, shown by colour
---@field sizes? balnet.Data one a shape: diameters of markers, widths of strokes
---@field size? number diameter of markers
---@field width? number of strokes
---@field edge? balnet.Color around markers and polygons
---@field hatch? "none"|"/"|"x"|"-"|"|"|"+"|"." a pattern over polygons, for print; "none"
---@field room? number[] points of length that stay free around all data: left, right, below, above
---@field edge_width? number by default a hair in the colour of each polygon, which hides the seams between neighbours

--- Filled polygons, parted by gaps (NaN or false), drawn one after the other. A single point is a round marker, two points
--- are a stroke.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:shapes({ 0, 2, 1, false, 3, 4, 4 }, { 0, 0, 1, false, 0, 0, 1 }, { values = { 1, 2 }, colorbar = "area" })
---     panel:xlim()  --> -0.12, 4.12
---@param x balnet.Data
---@param y balnet.Data
---@param options? balnet.ShapeOptions
---@return balnet.Panel self
function panel:shapes(x, y, options) end

---@class balnet.ScaleBarOptions
---@field x? number length of the horizontal line, in units of the axis
---@field y? number length of the vertical line
---@field xlabel? string
---@field ylabel? string
---@field corner? "lower right"|"lower left"|"upper right"|"upper left"
---@field color? balnet.Color
---@field width? number
---@field size? number of the texts

--- A scale bar in a corner of the panel in place of its axes, which are hidden.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 1, 4, 9 }:scalebar { x = 0.5, xlabel = "50 ms", y = 2, ylabel = "2 mV" } == panel  --> true
---@param options balnet.ScaleBarOptions
---@return balnet.Panel self
function panel:scalebar(options) end

---@class balnet.BracketOptions
---@field y? number over which it stands; over all that is drawn
---@field tier? integer how many other brackets it stands above; 0
---@field color? balnet.Color
---@field width? number
---@field size? number of the text

--- A bracket over two groups with a text above it, for which the axis makes room.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:box { { 1, 2, 3 }, { 2, 3, 4 }, { 5, 6, 7 } }
---     panel:bracket(1, 2, "n.s."):bracket(1, 3, "***", { tier = 1 }) == panel  --> true
---@param x0 number
---@param x1 number
---@param text string
---@param options? balnet.BracketOptions
---@return balnet.Panel self
function panel:bracket(x0, x1, text, options) end
