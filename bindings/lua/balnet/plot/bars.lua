--- Marks of counts and levels: stems, bars of several groups, areas along y.

local method = require "balnet.plot.method"

local bars = {}

local nan = 0 / 0

local stem_options = {
  base = { "finite", 0 }, color = { "any" }, width = { "positive" }, marker = { "text", "o" },
  marker_size = { "positive" }, style = { "text" },
  label = { "text" },
}

bars.stem = method.of("stem", function(panel, x, y, options)
  if type(y) == "table" and #y == 0 and next(y) and options == nil then y, options = nil, y end
  local heights = method.numbers(y or x, "y")
  local places = {}
  for i = 1, #heights do places[i] = i end
  if y then places = method.places(panel, x, "x") end
  method.check_not_empty(places, y, options)
  method.check_same("x", places, "y", heights)
  local own, rest = method.split(options, stem_options)
  own.color = own.color or "C0"
  local across, up = {}, {}
  for i, height in ipairs(heights) do
    for k, value in ipairs { own.base, height, nan } do
      across[3 * i - 3 + k], up[3 * i - 3 + k] = places[i], value
    end
  end
  local line = method.with(rest, { color = own.color, width = own.width, style = own.style })
  panel:line(across, up, line)
  panel:line(places, heights, method.with(rest, { color = own.color, width = 0, marker = own.marker,
    marker_size = own.marker_size, label = own.label }))
  panel:hline(own.base, { width = 0.5, color = "grey", order = -1 })
end, "any", "any?", "options?")

-- The groups as lists, a list a series.
local function series_of(data)
  local lists = {}
  if getmetatable(data) == "balnet.tensor" then
    if data:dims() ~= 2 then error(("the heights have %d dimensions; groups x series were needed"):format(data:dims()), 0) end
    for series = 1, data:shape(2) do lists[series] = method.numbers(data[{ {}, series }], "the heights") end
    return lists
  end
  for i = 1, #data do
    local row = method.numbers(data[i], "row " .. i)
    if i > 1 then method.check_same("row 1", lists, "row " .. i, row) end
    for series, height in ipairs(row) do
      lists[series] = lists[series] or {}
      lists[series][i] = height
    end
  end
  return lists
end

local bars_options = {
  x = { "any" }, width = { "positive", 0.8 }, stacked = { "flag", false }, horizontal = { "flag", false },
  labels = { "table", {} }, names = { "table" }, colors = { "table", {} }, hatches = { "table", {} },
  error = { "any" },
}

-- What the bars of a series look like.
local function look_of(own, series, rest)
  return method.with(rest, { color = own.colors[series] or "C" .. (series - 1) % 8, label = own.labels[series],
    hatch = own.hatches[series] })
end

-- Bars on those before them: positive heights upwards, negative ones downwards.
local function draw_stacked(panel, x, lists, own, rest)
  local top, bottom = {}, {}
  for series, heights in ipairs(lists) do
    local high, across = {}, {}
    for i, height in ipairs(heights) do
      local pile = height < 0 and bottom or top
      local from = pile[i] or 0
      local to = from + (height == height and height or 0)
      if math.abs(to) == math.huge and math.abs(height) < math.huge then
        error(("the stack at place %d is higher than numbers reach"):format(i), 0)
      end
      local left, right = x[i] - 0.5 * own.width, x[i] + 0.5 * own.width
      pile[i] = to
      for k, corner in ipairs { { left, from }, { right, from }, { right, to }, { left, to }, { nan, nan } } do
        across[5 * i - 5 + k], high[5 * i - 5 + k] = corner[1], corner[2]
      end
    end
    local options = look_of(own, series, method.with({ edge_width = 0 }, rest))
    if own.horizontal then across, high = high, across end
    panel:shapes(across, high, options)
  end
  if own.horizontal then panel:vline(0, { width = 0.5 }) else panel:hline(0, { width = 0.5 }) end
end

local function draw_grouped(panel, x, lists, own, rest, errors)
  local width = own.width / #lists
  for series, heights in ipairs(lists) do
    local at = {}
    for i = 1, #heights do at[i] = x[i] + (series - 0.5 - 0.5 * #lists) * width end
    local options = look_of(own, series, rest)
    options.width, options.horizontal, options.error = 0.92 * width, own.horizontal, (errors or {})[series]
    panel:bar(at, heights, options)
  end
end

bars.bars = method.of("bars", function(panel, heights, options)
  local own, rest = method.split(options, bars_options)
  local lists = series_of(heights)
  local x = {}
  for i = 1, #(lists[1] or {}) do x[i] = i end
  if own.x ~= nil then
    local places = method.places(panel, own.x, "x", own.horizontal and "y" or "x")
    method.check_same("the groups", x, "x", places)
    x = places
  end
  local errors = own.error ~= nil and series_of(own.error)
  if own.stacked and errors then error("stacked bars have no error bars", 0) end
  if errors then method.check_same("the series", lists, "the series of error", errors) end
  if own.stacked then draw_stacked(panel, x, lists, own, rest) else draw_grouped(panel, x, lists, own, rest, errors) end
  if not own.names then return end
  method.check_same("the groups", x, "names", own.names)
  panel:set(own.horizontal and { yticks = x, yticklabels = own.names } or { xticks = x, xticklabels = own.names })
end, "any", "options?")

bars.band_along_y = method.of("band_along_y", function(panel, y, left, right, options)
  local ys, lefts, rights = method.numbers(y, "y"), method.numbers(left, "left"), method.numbers(right, "right")
  method.check_same("y", ys, "left", lefts)
  method.check_same("y", ys, "right", rights)
  local across, up, from = {}, {}, 1
  local function add(x, value) across[#across + 1], up[#up + 1] = x, value end
  for i = 1, #ys + 1 do
    local whole = ys[i] and (ys[i] + lefts[i] + rights[i]) - (ys[i] + lefts[i] + rights[i]) == 0
    if not whole then
      for k = from, i - 1 do add(lefts[k], ys[k]) end
      for k = i - 1, from, -1 do add(rights[k], ys[k]) end
      add(nan, nan)
      from = i + 1
    end
  end
  panel:shapes(across, up, method.with({ alpha = 0.25, edge_width = 0 }, options or {}))
end, "any", "any", "any", "options?")

return bars
