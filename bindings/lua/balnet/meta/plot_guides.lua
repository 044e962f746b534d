---@meta balnet.meta.plot_guides
-- luacheck: ignore 212 241

--- Marks that are no data: lines and strips across a panel, circles, arrows and texts.

---@class balnet.Panel
local panel = {}

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
