-- Bands, bars, histograms, areas between contours and what stands beside data: their colours, ends and places, against the same
-- drawn by other means.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local count_of, drawn, new_panel = plotted.count_of, plotted.drawn, plotted.tight_panel

local nan = 0 / 0

TestAreas = {}

-- The colours of what a panel fills and strokes, in the order of drawing.
local function colors_of(draw)
  local found = {}
  for color in drawn(draw):gmatch "rgb%(([%d.%%, ]+)%)" do found[#found + 1] = color end
  return found
end

function TestAreas:test_the_bands_of_lines_have_the_colours_of_their_lines()
  local y = { 1, 2, 3 }
  local automatic = drawn(function(panel) for i = 1, 3 do panel:band(y, 0, y):line(y, { i, i, i }) end end)
  lu.assertEquals(automatic, drawn(function(panel)
    for i = 1, 3 do panel:band(y, { 0, 0, 0 }, y, { color = "C" .. i - 1 }):line(y, { i, i, i }, { color = "C" .. i - 1 }) end
  end))
  lu.assertEquals(automatic, drawn(function(panel)
    for i = 1, 3 do panel:line(y, { i, i, i }, { order = 2 * i + 1 }):band(y, 0, y, { order = 2 * i }) end
  end))
end

function TestAreas:test_a_band_is_left_out_where_it_is_masked()
  local x, high, mask = { 1, 2, 3, 4, 5 }, { 3, 2, 4, 1, 5 }, { true, true, false, true, true }
  local gapped = drawn(function(panel) panel:band(x, { 0, 0, nan, 0, 0 }, high, { edge_width = 1 }) end)
  for _, where in ipairs { mask, { 1, -2, 0, 0.5, 1 }, balnet.tensor { 1, 1, 0, 1, 1 } } do
    lu.assertEquals(drawn(function(panel) panel:band(x, 0, high, { edge_width = 1, where = where }) end), gapped)
  end
  assert_refused("x has 5 values and where has 2", function() new_panel():band(x, 0, high, { where = { true, true } }) end)
  assert_refused("where: element 1 is a string; a boolean or a number was needed",
    function() new_panel():band(x, 0, high, { where = { "a", 1, 1, 1, 1 } }) end)
end

-- Of greys whose luminance is below 0.179, white stands out more than black: 0.4 of sRGB has 0.133, 0.5 has 0.214.
function TestAreas:test_the_numbers_of_a_heat_map_stand_in_its_cells_in_the_ink_that_stands_out()
  local matrix = { { 0, 0.4, nan }, { 0.5, 1, -0.25 } }
  local inks = { { "white", "white" }, { "black", "black", "white" } }
  local options = { colormap = "grey", limits = { 0, 1 } }
  local function written(own, x, y)
    local function by_hand(panel)
      panel:image(matrix, own)
      for r, row in ipairs(inks) do
        for c, ink in ipairs(row) do
          local number = ("%.1f"):format(matrix[r][c]):gsub("-", "−")
          panel:text(x[c], y[r], number, { align = "centre", valign = "middle", color = ink })
        end
      end
    end
    return drawn(by_hand), drawn(function(panel)
      own.format = "%.1f"
      panel:heatmap(matrix, own)
    end)
  end
  lu.assertEquals(written(options, { 1, 2, 3 }, { 1, 2 }))
  options.x, options.y, options.format = { 0, 6 }, { 10, 14 }, nil
  lu.assertEquals(written(options, { 1, 3, 5 }, { 13, 11 }))
  options.origin, options.format = "lower", nil
  lu.assertEquals(written(options, { 1, 3, 5 }, { 11, 13 }))
  assert_refused("field 'format' is '%s%s'; one for a number was needed", function() new_panel():heatmap(matrix, { format = "%s%s" }) end)
  assert_refused("the matrix is 60 x 60; numbers can stand in at most 2500 cells", function() new_panel():heatmap(balnet.zeros(60, 60)) end)
end

function TestAreas:test_the_error_bars_of_bars_stand_at_their_ends()
  lu.assertEquals(drawn(function(panel) panel:bar({ 2, 3 }, { 4, -5 }, { base = 1, error = { 1, 2 } }) end), drawn(function(panel)
    panel:bar({ 2, 3 }, { 4, -5 }, { base = 1 }):errorbar({ 2, 3 }, { 5, -4 }, { yerror = { 1, 2 }, marker = "none", color = "black" })
  end))
  lu.assertEquals(drawn(function(panel) panel:bar({ 4, 5 }, { horizontal = true, error = 1 }) end), drawn(function(panel)
    panel:bar({ 4, 5 }, { horizontal = true }):errorbar({ 4, 5 }, { 1, 2 }, { xerror = 1, marker = "none", color = "black" })
  end))
  assert_refused("y has 2 values and error has 1", function() new_panel():bar({ 1, 2 }, { error = { 1 } }) end)
end

function TestAreas:test_caps_that_the_marker_covers_are_not_drawn()
  local function strokes(length)
    return count_of(drawn(function(panel)
      panel:errorbar({ 1, 2 }, { 0, 100 }, { yerror = length, marker_size = 6 }):set { axes = false, ylim = { -50, 150 } }
    end), "M [%d.]+ [%d.]+ L")
  end
  lu.assertEquals(strokes(20) - strokes(0.5), 4)
end

function TestAreas:test_areas_between_contours_have_the_colours_half_way_between_levels()
  local slope = {}
  for r = 1, 3 do slope[r] = { 0, 1, 2, 3, 4 } end
  local function with(options)
    return colors_of(function(panel) panel:contour(slope, options):set { axes = false } end)
  end
  local found = with { filled = true, levels = { 3, 1 }, colormap = "grey" }
  local expected = {} -- half way between 0, 1, 3 and 4
  for i, part in ipairs { 0.125, 0.5, 0.875 } do
    expected[i] = balnet.plot.colors({ part }, { colormap = "grey", limits = { 0, 1 } })[1][1]
  end
  lu.assertEquals(#found, 4) -- with the page
  for i = 1, 3 do lu.assertAlmostEquals(tonumber(found[i + 1]:match "[%d.]+") / 100, expected[i], 1e-3) end
  lu.assertEquals(#with { filled = true, levels = { 1, 3 }, color = "black" }, 6) -- and two lines
end

function TestAreas:test_histograms_add_up_and_lie_down()
  local values, edges = { 1, 2, 2, 3, 3, 3 }, { 0.5, 1.5, 2.5, 3.5 }
  local function limits(options)
    options.bins = edges
    local panel = new_panel():histogram(values, options)
    local x, y = { panel:xlim() }, { panel:ylim() }
    return { x[1], x[2], y[1], y[2] }
  end
  lu.assertEquals(limits {}, { 0.5, 3.5, 0, 3 })
  lu.assertEquals(limits { cumulative = true }, { 0.5, 3.5, 0, 6 })
  lu.assertEquals(limits { cumulative = true, density = true }, { 0.5, 3.5, 0, 1 })
  for _, style in ipairs { "filled", "outline" } do
    lu.assertEquals(limits { horizontal = true, style = style }, { 0, 3, 0.5, 3.5 })
    local wide = drawn(function(panel) panel:histogram(values, { bins = edges, horizontal = true, style = style }) end)
    lu.assertNotEquals(wide, drawn(function(panel) panel:histogram(values, { bins = edges, style = style }) end))
  end
  lu.assertEquals(drawn(function(panel) panel:histogram({ 1, 1, 1 }, { bins = { 0, 2, 4 }, cumulative = true }) end),
    drawn(function(panel) panel:bar({ 1, 3 }, { 3, 3 }, { width = 2 }) end))
end

function TestAreas:test_an_outline_that_lies_down_is_a_line_along_y()
  local plain = { axes = false, xlim = { 0, 3 }, ylim = { 0, 3 } }
  local function line(draw) return drawn(draw):match 'stroke:rgb%(0%%,0%%,0%%%)[^>]-d="(M[^"]*)"' end
  lu.assertEquals(line(function(panel)
    panel:histogram({ 1, 2, 2 }, { bins = { 0, 1.5, 3 }, horizontal = true, style = "outline", color = "black" }):set(plain)
  end), line(function(panel)
    panel:line({ 0, 1, 1, 2, 2, 0 }, { 0, 0, 1.5, 1.5, 3, 3 }, { color = "black" }):set(plain)
  end))
end

function TestAreas:test_the_distribution_of_values_steps_by_their_share()
  lu.assertEquals(drawn(function(panel) panel:ecdf { 3, 1, nan, 2, 2, 1 / 0 } end), drawn(function(panel)
    panel:step({ 1, 1, 2, 2, 3 }, { 0, 0.25, 0.5, 0.75, 1 })
  end))
  for _, data in ipairs { {}, { 5 }, { nan }, { 2, 2, 2 }, { 1e300, -1e300 } } do drawn(function(panel) panel:ecdf(data) end) end
end

-- Of a line from 0 to 1, the bar of each corner widens the axes towards the corner only.
function TestAreas:test_scale_bars_stand_beside_the_data()
  local corners = { ["lower right"] = { 1, -1 }, ["lower left"] = { -1, -1 }, ["upper right"] = { 1, 1 }, ["upper left"] = { -1, 1 } }
  for corner, away in pairs(corners) do
    local figure = balnet.plot.figure { width = 80, height = 60 }
    local panel = figure:panel(1, 1):line({ 0, 1 }, { 0, 1 }):set { xmargin = 0, ymargin = 0 }
    panel:scalebar { x = 0.2, xlabel = "20 ms", y = 0.3, ylabel = "3 mV", corner = corner }
    lu.assertEquals(figure:check(), {})
    for i, limits in ipairs { { panel:xlim() }, { panel:ylim() } } do
      lu.assertEquals(limits[1] < -0.05, away[i] < 0, corner)
      lu.assertEquals(limits[2] > 1.05, away[i] > 0, corner)
    end
  end
end

function TestAreas:test_half_violins_at_one_place_have_their_quartiles_apart()
  local function quartiles(side)
    local text = drawn(function(panel)
      panel:violin({ { 1, 2, 3, 4 } }, { side = side }):set { axes = false, xlim = { 0, 2 } }
    end)
    return tonumber(text:match 'stroke%-width:2%.5;[^>]-d="M ([%d.]+)')
  end
  local left, both, right = quartiles "left", quartiles "both", quartiles "right"
  lu.assertTrue(left < both and both < right)
  lu.assertAlmostEquals(both - left, right - both, 1e-2)
end

os.exit(lu.LuaUnit.run())
