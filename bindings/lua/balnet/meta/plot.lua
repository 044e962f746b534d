---@meta balnet.meta.plot
-- luacheck: ignore 212 241

--- Figures and movies.

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

--- Letters the panels, row by row.
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

--- A legend of the labelled marks of all panels, each label once.
---
---     local figure = balnet.plot.figure { columns = 2 }
---     figure:panel(1, 1):line({ 1, 4, 9 }, { label = "squares" })
---     figure:panel(1, 2):line({ 9, 4, 1 }, { label = "squares" })
---     figure:legend "top" == figure  --> true
---@param place? "bottom"|"top"|"right" "bottom"
---@return balnet.Figure self
function figure:legend(place) end

--- A colour bar beside all panels. Marks with colour maps in panels without a colour bar of their own then have one scale,
--- from the least to the largest of their limits; saving the figure is an error where there is none, and where their maps or
--- norms differ.
---
---     local figure = balnet.plot.figure { columns = 2 }
---     figure:panel(1, 1):image(balnet.eye(3))
---     figure:panel(1, 2):image(balnet.eye(3) * 2)
---     figure:colorbar "$J_{ij}$" == figure  --> true
---@param label? string
---@return balnet.Figure self
function figure:colorbar(label) end

--- A text on the page; x and y are parts of it from its lower left corner.
---
---     local figure = balnet.plot.figure {}
---     figure:text(0.99, 0.01, "draft", { align = "right", color = "grey" }) == figure  --> true
---@param x number
---@param y number
---@param text string
---@param options? balnet.TextOptions
---@return balnet.Figure self
function figure:text(x, y, text, options) end

--- Says what covers another or is cut: texts that overlap, reach beyond the page or their panel's part of it,
--- or lie over another panel; axis labels and titles longer than their panel; legends and insets over data; entries of a
--- legend whose colours, dashes and markers look alike in grey or to the colour-blind (Machado, Oliveira and Fernandes 2009).
--- With a `style`, also a page and texts that are larger or smaller, and lines that are thinner, than its journal takes, and
--- the `dpi` with which the figure is to be saved.
---
---     local figure = balnet.plot.figure { style = "nature" }
---     figure:panel(1, 1):line({ 1, 4, 9 }, { width = 0.1 })
---     figure:check()[1]  --> "a line of the panel in row 1, column 1 has 0.1 points; 'nature' takes at least 0.25"
---@param options? { dpi: number }
---@return string[] sentences at most 64; none for a sound figure
function figure:check(options) end

--- Writes the figure to files, in the format that each path's extension says (.pdf, .svg, .eps, .png). A file
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

--- Whether the last attempt failed because the program is not installed that the format needs: ffmpeg for .mp4.
---
---     local movie = balnet.plot.movie "any.gif"
---     movie:lacks_program()  --> false
---@return boolean
function movie:lacks_program() end

--- Leaves no file; so does collecting or closing an unfinished movie.
---
---     local movie = balnet.plot.movie "none.gif"
---     movie:abandon()
---     balnet.system.exists "none.gif"  --> false
function movie:abandon() end
