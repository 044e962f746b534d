-- Every kind of mark draws what is empty, of one value, undefined, infinite or alike, with legends, colour bars and brackets as
-- users ask for them, and nothing then covers another. What can't be drawn is refused in a sentence.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local plot = balnet.plot

local nan, inf = 0 / 0, 1 / 0
local lists = { {}, { 5 }, { nan }, { 2, 2, 2 }, { 1, nan, 3, inf }, { nan, nan, nan }, { -1 }, { 0, 0 }, balnet.zeros(0), balnet.ones(1),
  balnet.arange(3) }

local label = { label = "a" }
local of_lists = {
  line = function(panel, v) panel:line(v, v, { label = "a", marker = "o" }):legend() end,
  logarithmic = function(panel, v) panel:line(v, v, label):set { xscale = "log", yscale = "log" }:legend() end,
  symlog = function(panel, v) panel:line(v, v, label):set { xscale = "symlog", yscale = "symlog" }:legend "direct" end,
  coloured = function(panel, v) panel:line(v, v, { values = v, colorbar = "c" }) end,
  step = function(panel, v) panel:step(v, v) end,
  scatter = function(panel, v) panel:scatter(v, v, { values = v, sizes = v, colorbar = "c" }) end,
  scatter_log = function(panel, v) panel:scatter(v, v, { values = v, norm = "log", colorbar = "c" }) end,
  errorbar = function(panel, v) panel:errorbar(v, v, { yerror = v, xerror = v, label = "a" }):legend() end,
  band = function(panel, v) panel:band(v, v, v, label):legend() end,
  band_along_y = function(panel, v) panel:band_along_y(v, v, v, label):legend() end,
  bar = function(panel, v) panel:bar(v, v, label):legend() end,
  bars = function(panel, v) panel:bars({ v, v }, { labels = { "a", "b" } }):legend() end,
  stacked = function(panel, v) panel:bars({ v, v }, { labels = { "a", "b" }, stacked = true }):legend() end,
  histogram = function(panel, v) panel:histogram(v, label):legend() end,
  density = function(panel, v) panel:histogram(v, { density = true, bins = 5 }) end,
  histogram2d = function(panel, v) panel:histogram2d(v, v, { colorbar = "n" }) end,
  hexbin = function(panel, v) panel:hexbin(v, v, { colorbar = "n", norm = "log" }) end,
  stem = function(panel, v) panel:stem(v, v, label):legend() end,
  eigenvalues = function(panel, v) panel:eigenvalues(v, v, label):legend() end,
  raster = function(panel, v) panel:raster(v, v) end,
  raster_histogram = function(panel, v) panel:raster_histogram(v, v) end,
  joint = function(panel, v) panel:joint(v, v) end,
  box = function(panel, v) panel:box({ v, v }):bracket(1, 2, "*") end,
  violin = function(panel, v) panel:violin({ v, v }):bracket(1, 2, "*") end,
  swarm = function(panel, v) panel:swarm({ v, v }):bracket(1, 2, "*") end,
  strip = function(panel, v) panel:strip({ v, v }):bracket(1, 2, "*") end,
  shapes = function(panel, v) panel:shapes(v, v) end,
  quiver = function(panel, v) panel:quiver(v, v, v, v) end,
  broken = function(panel, v) panel:broken({ { 0, 1 }, { 2, 3 } }, function(part) part:line(v) end) end,
  scalebar = function(panel, v) panel:line(v, v):scalebar { x = 0.1, xlabel = "a" } end,
  twin = function(panel, v) panel:line(v):twin():line(v) end,
  polar = function(panel, v) panel:polar(plot.polar():line(v, v):scatter(v, v):bar(v, v)) end,
  space = function(panel, v) panel:space(plot.space():line(v, v, v):scatter(v, v, v, { values = v, colorbar = "c" })) end,
}

local matrices = { {}, { {} }, balnet.zeros(0, 3), balnet.zeros(3, 0), { { 1 } }, { { nan } }, { { 1, 2, 3 } }, { { 1 }, { 2 } },
  { { nan, nan }, { nan, nan } }, { { 2, 2 }, { 2, 2 } }, { { 1, nan }, { inf, 2 } } }

local of_matrices = {
  image = { function(panel, m) panel:image(m, { colorbar = "c" }) end },
  image_log = { function(panel, m) panel:image(m, { colorbar = "c", norm = "log" }) end },
  image_centred = { function(panel, m) panel:image(m, { colorbar = "c", centre = 0 }) end },
  heatmap = { function(panel, m) panel:heatmap(m, { colorbar = "c", format = "%.1f" }) end },
  contour = { function(panel, m) panel:contour(m, { colorbar = "c", labels = true }) end, "a contour needs values that differ" },
  streamlines = { function(panel, m) panel:streamlines(m, m) end, "at least 2 x 2 was needed" },
  surface = { function(panel, m) panel:space(plot.space():surface(m)) end },
  network = { function(panel, m) panel:network(m) end, "a square matrix was needed", "finite weights were needed" },
  dendrogram = { function(panel, m) panel:dendrogram(plot.linkage(m)) end, "0 points were given", "is not finite" },
  lines = { function(panel, m) panel:line(m) end },
}

TestOdd = {}

-- Draws a kind, and returns what went wrong.
local function trouble(draw, data)
  local figure <close> = plot.figure { size = { 86, 60 } }
  local fine, fault = pcall(function()
    draw(figure:panel(1, 1), data)
    plotted.drawing(figure)
  end)
  return fine and table.concat(figure:check(), "; ") or fault
end

for kind, draw in pairs(of_lists) do
  TestOdd["test_" .. kind] = function()
    for i, data in ipairs(lists) do lu.assertEquals(trouble(draw, data), "", ("list %d"):format(i)) end
  end
end

for kind, of in pairs(of_matrices) do
  TestOdd["test_" .. kind] = function()
    for i, data in ipairs(matrices) do
      local found = trouble(of[1], data)
      for k = 2, #of do found = found:find(of[k], 1, true) and "" or found end
      lu.assertEquals(found, "", ("matrix %d"):format(i))
    end
  end
end

-- An empty table is no data, unless the other one is, and no options that say what they are.
function TestOdd:test_an_empty_table_after_data_is_refused_in_a_sentence()
  for _, kind in ipairs { "line", "step", "errorbar", "bar", "stem" } do
    local panel = plot.figure { size = { 86, 60 } }:panel(1, 1)
    lu.assertErrorMsgContains("the table after 2 values is empty; as many values of y, options or nothing were needed",
      panel[kind], panel, { 3, 5 }, {})
    lu.assertEquals(panel[kind](panel, {}, {}), panel)
    lu.assertEquals(panel[kind](panel, { 3, 5 }, { 1, 2 }, {}), panel)
  end
end

os.exit(lu.LuaUnit.run())
