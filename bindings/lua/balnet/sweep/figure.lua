--- The figure of a sweep: test error and balance against epoch and against each swept parameter, as the median over
-- seeds and all other swept parameters, with the band between the quartiles.

local figures = require "balnet.figures"
local grid = require "balnet.sweep.grid"
local number = require "balnet.parameters.number"
local plot = require "balnet.plot"
local balnet = require "balnet"

local sweep_figure = {}

local shown = { { "test_error", "test error", "log" }, { "balance", "balance", "linear" } }
local most_curves = 6

local function is_seed(dimension) return dimension.name:find "^seed" ~= nil end

-- The dimensions that have panels: all but the seeds, or the seeds when there are no others.
local function axes_of(dimensions)
  local axes = {}
  for d, dimension in ipairs(dimensions) do
    if not is_seed(dimension) then axes[#axes + 1] = d end
  end
  return #axes > 0 and axes or { 1 }
end

-- The tensor at one index of dimension d, or the whole tensor, as a matrix: runs x entries.
local function pooled(tensor, dimensions, d, place)
  local part = tensor
  if place ~= true then
    local index = {}
    for k = 1, #dimensions do index[k] = k ~= d or { place, place } end
    part = tensor[index]
  end
  local entries = tensor:dims() > #dimensions and select(tensor:dims(), tensor:shape()) or 1
  return part:contiguous():reshape(-1, entries)
end

local most_entries = 400 -- of a curve; more can't be distinguished in print

-- The columns of a long matrix that are drawn: evenly spread, the first and the last among them.
local function thinned(matrix)
  local _, columns = matrix:shape()
  if columns <= most_entries then return matrix end
  local kept = balnet.linspace(1, columns, most_entries)
  for i = 1, most_entries do kept[i] = math.floor(kept[i] + 0.5) end
  return matrix:take(2, kept)
end

-- Lower quartile, median and upper quartile of each column, over the rows that have a number there.
local function quartiles(whole)
  local low, middle, high = {}, {}, {}
  local columns = thinned(whole):t():contiguous()
  for k = 1, #columns do
    local values = {}
    for _, value in ipairs(columns[k]:totable()) do
      if value == value then values[#values + 1] = value end
    end
    local column = #values > 0 and balnet.tensor(values)
    low[k] = column and column:quantile(0.25) or number.nan
    middle[k] = column and column:median() or number.nan
    high[k] = column and column:quantile(0.75) or number.nan
  end
  return low, middle, high
end

local longest_name = 14 -- characters; a legend must have room in its panel

-- The name of a parameter in a legend.
local function short_name(name)
  local text = name:gsub("_", " ")
  return #text <= longest_name and text or text:sub(1, longest_name - 1) .. "…"
end

-- The curves of a panel: one for each value, or a single one over all runs when there are only seeds.
local function curves_of(dimension)
  if is_seed(dimension) then return { { place = true } } end
  local curves, name = {}, short_name(dimension.name)
  for i = 1, math.min(#dimension.values, most_curves) do
    curves[i] = { place = i, label = ("%s %s"):format(name, grid.text(dimension.values[i])) }
  end
  return curves
end

-- Colours that print in grey, too: the first of the palette, or of a map from dark to light without its lightest end.
local function colors_of(count)
  if count <= 3 then return { "C0", "C1", "C2" } end
  return (plot.colors(balnet.linspace(0, 0.85, count), { colormap = "viridis", limits = { 0, 1 } }))
end

local function draw_courses(panel, swept, row, d)
  local dimensions, history = swept.dimensions, swept.history
  local curves = curves_of(dimensions[d])
  local colors = colors_of(#curves)
  for i, curve in ipairs(curves) do
    local low, middle, high = quartiles(pooled(history[row[1]], dimensions, d, curve.place))
    local _, epoch = quartiles(pooled(history.epoch, dimensions, d, curve.place))
    local color = colors[i]
    panel:band(epoch, low, high, { color = color, alpha = 0.25 })
    panel:line(epoch, middle, { color = color, label = curve.label })
  end
  panel:set { xlabel = "epoch", ylabel = row[2], yscale = row[3] }
  if not is_seed(dimensions[d]) and row == shown[1] then panel:legend() end -- once for both rows
end

local exact = 2 ^ 53 -- larger integers may coincide on an axis

local function all_have_places(values)
  for _, value in ipairs(values) do
    if type(value) ~= "number" or math.type(value) == "integer" and (value > exact or value < -exact) then return false end
  end
  return true
end

-- The positions of a dimension's values on an axis: numbers at their value; words, and integers that would coincide, at
-- 1, 2, …
local function places(dimension)
  if all_have_places(dimension.values) then return dimension.values end
  local at, words = {}, {}
  for i, value in ipairs(dimension.values) do at[i], words[i] = i, grid.text(value) end
  return at, words
end

local function draw_finals(panel, swept, row, d)
  local dimension = swept.dimensions[d]
  local at, words = places(dimension)
  local low, middle, high = {}, {}, {}
  for i = 1, #dimension.values do
    local l, m, h = quartiles(pooled(swept.final[row[1]], swept.dimensions, d, i))
    low[i], middle[i], high[i] = l[1], m[1], h[1]
  end
  panel:band(at, low, high, { color = "C0", alpha = 0.25 })
  panel:line(at, middle, { color = "C0", marker = "o" })
  local name = dimension.name:gsub("_", " ")
  panel:set { xlabel = name, ylabel = row[2], yscale = row[3], xticks = words and at, xticklabels = words }
end

--- The figure of a sweep over an experiment.
---@param swept balnet.swept
---@return balnet.drawing|nil # nil when no run of it has a history, as with studies
function sweep_figure.drawing(swept)
  if not (swept.history.epoch and swept.history.test_error) then return nil end
  local axes = axes_of(swept.dimensions)
  local size = #axes == 1 and { "120 mm", "84 mm" } or "double column"
  local figure = plot.figure { size = size, rows = #shown, columns = 1 + #axes, height = #axes > 1 and 84 or nil }
  for r, row in ipairs(shown) do
    draw_courses(figure:panel(r, 1), swept, row, axes[1])
    for c, d in ipairs(axes) do draw_finals(figure:panel(r, c + 1), swept, row, d) end
  end
  return figures.drawing(figure:letters())
end

return sweep_figure
