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
