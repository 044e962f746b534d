---@meta balnet.meta.plot_guides
-- luacheck: ignore 212 241

--- Marks that are no data: lines and strips across a panel, circles, arrows and texts.

---@class balnet.Panel
local panel = {}

---@class balnet.GuideOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field width? number
---@field style? string as of a line
---@field fill? balnet.Color of a circle
---@field from? number the part of the panel where a line across begins; 0
---@field to? number and where it ends; 1

---@class balnet.ArrowOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field width? number
---@field style? string as of a line
---@field head? "arrow"|"bar"|"dot"|"none"
---@field head_size? number
---@field start_gap? number points of length that it keeps from where it begins; 0
---@field end_gap? number and from where it ends; 0
---@field bend? number how far its middle stands to the left of the straight way, as a part of that; 0

---@class balnet.TextOptions: balnet.MarkOptions
---@field color? balnet.Color
---@field size? number
---@field face? "regular"|"bold"|"italic"
---@field align? "left"|"centre"|"right"
---@field valign? "baseline"|"top"|"middle"|"bottom"
---@field angle? number degrees, counter-clockwise
---@field coordinates? "data"|"panel" "panel": parts of the panel from its lower left corner
---@field background? balnet.Color behind the text
---@field offset? number[] points of length to the right of the place and above it
---@field arrow? boolean from the text to its place

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

--- An arrow from one point to another, straight or bent.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 0, 1 }:arrow(1, 0, 2, 1) == panel  --> true
---@param x0 number
---@param y0 number
---@param x1 number
---@param y1 number
---@param options? balnet.ArrowOptions
---@return balnet.Panel self
function panel:arrow(x0, y0, x1, y1, options) end

--- A text at a point, or some points of length beside it, with an arrow back to it.
---
---     local panel = balnet.plot.figure {}:panel(1, 1)
---     panel:line { 0, 1 }:text(1.5, 0.5, "$x^2$", { align = "centre" }) == panel  --> true
---     panel:text(2, 1, "last", { offset = { -30, 0 }, arrow = true, align = "right", valign = "middle" })
---@param x number
---@param y number
---@param text string
---@param options? balnet.TextOptions
---@return balnet.Panel self
function panel:text(x, y, text, options) end
