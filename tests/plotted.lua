-- What the tests of figures from Lua begin with: `local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")`.
local lu = require "luaunit"
local plot = require "balnet.plot"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local plotted = {}

--- An empty panel in a figure of its own.
function plotted.new_panel(options) return plot.figure(options or { size = "single column" }):panel(1, 1) end

--- An empty panel without margins in a figure of its own.
function plotted.tight_panel() return plotted.new_panel({ width = 80, height = 60 }):set { xmargin = 0, ymargin = 0 } end

--- The drawing of a figure as text, SVG without its recipe.
function plotted.drawing(figure)
  local name = os.tmpname() -- makes a file of that name
  local path = name .. ".svg"
  figure:save(path, { recipe = false })
  local text = shell.read(path)
  os.remove(path)
  os.remove(name)
  return text
end

--- The drawing of a panel, made by a function, as text.
function plotted.drawn(draw)
  local figure = plot.figure { width = 80, height = 60 }
  draw(figure:panel(1, 1))
  return plotted.drawing(figure)
end

--- How often a pattern is found in a text.
function plotted.count_of(text, pattern) return select(2, text:gsub(pattern, "")) end

--- f must fail at the line it stands on, with a message that holds all the given parts.
function plotted.assert_refused(f, ...)
  local ok, message = pcall(f)
  lu.assertFalse(ok)
  local where = debug.getinfo(f, "S")
  lu.assertStrContains(message, ("%s:%d: "):format(where.source:match "[^/]+$", where.linedefined))
  for _, part in ipairs { ... } do lu.assertStrContains(message, part) end
end

--- Calls f with a folder that is gone afterwards.
function plotted.in_folder(f)
  local folder = shell.scratch()
  local ok, message = pcall(f, folder)
  shell.remove(folder)
  if not ok then error(message, 0) end
end

return plotted
