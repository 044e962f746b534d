-- Panels in panels, and what belongs to all of a figure.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local drawn, count_of = plotted.drawing, plotted.count_of

local function new_figure(options)
  options = options or {}
  options.width, options.height = 120, 90
  return balnet.plot.figure(options)
end

TestGrids = {}

function TestGrids:test_a_panel_that_is_a_grid_has_panels_of_its_own()
  local figure = new_figure { columns = 2 }
  figure:panel(1, 1):line { 1, 2 }
  local grid = figure:panel(1, 2):grid { rows = 2, share_x = "columns" }
  grid:panel(1, 1):line { 1, 2, 3, 4 }
  grid:panel(2, 1):line { 5, 6 }
  local _, last = grid:panel(2, 1):xlim()
  lu.assertTrue(last > 4) -- shared within the grid
  _, last = figure:panel(1, 1):xlim()
  lu.assertTrue(last < 2.1) -- and not beyond
  lu.assertEquals(figure:check(), {})
  assert_refused("the grid has 2 x 1", grid.panel, grid, 3, 1)
  assert_refused("is a grid already", grid.grid, grid, {})
  assert_refused("that is no grid", function() figure:panel(1, 1):panel(1, 1) end)
  assert_refused("the panel has marks; only an empty one", function() figure:panel(1, 1):grid {} end)
end

function TestGrids:test_a_grid_stands_in_a_grid_and_its_letters_are_those_outside()
  local figure = new_figure { columns = 2 }
  figure:panel(1, 1):line { 1, 2 }
  local inner = figure:panel(1, 2):grid { columns = 2 }:panel(1, 2):grid { rows = 2 }
  inner:panel(1, 1):line { 1, 2 }
  inner:panel(2, 1):line { 1, 2 }
  lu.assertEquals(figure:letters():check(), {})
  drawn(figure)
end

function TestGrids:test_marks_of_a_grid_are_refused_where_they_would_be_lost()
  local figure = new_figure()
  local grid = figure:panel(1, 1):grid {}
  grid:line { 1, 2 }
  assert_refused("is a grid and has marks", drawn, figure)
end

function TestGrids:test_breaks_joints_and_rasters_of_odd_data_draw()
  local nan = 0 / 0
  for _, data in ipairs { {}, { 5 }, { nan }, { 2, 2, 2 }, { 1, nan, 3 } } do
    local figure = new_figure { rows = 2, columns = 2 }
    figure:panel(1, 1):joint(data, data)
    figure:panel(1, 2):raster_histogram(data, data)
    figure:panel(2, 1):broken({ { 0, 1 }, { 2, 3 } }, function(part) part:line(data) end)
    figure:panel(2, 2):broken({ { 0, 1 }, { 2, 3 } }, function(part) part:line(data) end, { axis = "y" })
    drawn(figure)
  end
  for _, data in ipairs { { 5 }, { 0, 0 }, { -1e200 }, { nan, 3 } } do
    local figure = new_figure { columns = 2 }
    figure:panel(1, 1):joint(data, data, { color = "#010203" })
    figure:panel(1, 2):raster_histogram(data, data, { color = "#040506" })
    local text = drawn(figure)
    lu.assertTrue(count_of(text, "fill:rgb%(0%.39") >= 2) -- of both margins
    lu.assertTrue(count_of(text, "fill:rgb%(1%.56") >= 1)
  end
  local panel = new_figure():panel(1, 1)
  assert_refused("range 2 begins before range 1 ends", panel.broken, panel, { { 0, 2 }, { 1, 3 } }, print)
  assert_refused("1 ranges were given; 2 to 10 were needed", panel.broken, panel, { { 0, 2 } }, print)
end

TestWide = {}

-- By hand: limits -1 to 1 and 0 to 3 become -1 to 3, in which 1 is the middle colour of the map.
function TestWide:test_a_colour_bar_of_the_figure_gives_its_marks_one_scale()
  local middle = balnet.plot.colors({ -1, 1, 3 }, { colormap = "grey" })[2]
  local figure = new_figure { columns = 2 }
  figure:panel(1, 1):scatter({ 1, 2 }, { 1, 2 }, { values = { -1, 1 }, colormap = "grey" })
  figure:panel(1, 2):scatter({ 1, 2 }, { 1, 2 }, { values = { 0, 3 }, colormap = "grey" })
  local pattern = ("rgb%%(%.3f"):format(100 * middle[1]):gsub("%.", "%%."):sub(1, -2)
  local apart = count_of(drawn(figure), pattern)
  lu.assertEquals(count_of(drawn(figure:colorbar "value"), pattern), apart + 1)
  lu.assertEquals(figure:check(), {})
end

function TestWide:test_a_colour_bar_needs_marks_of_one_map()
  local figure = new_figure { columns = 2 }
  figure:panel(1, 1):line { 1, 2 }
  assert_refused("no panel without its own has a mark with a colour map", drawn, figure:colorbar())
  figure:panel(1, 1):image({ { 1 } }, { colormap = "grey" })
  figure:panel(1, 2):image({ { 1 } }, { colormap = "magma" })
  assert_refused("marks with different colour maps or norms", drawn, figure)
end

-- The factor of 10^300 stands above the bar, whose panels leave no room there.
function TestWide:test_the_labels_of_a_colour_bar_lie_on_the_page()
  local figure = new_figure()
  figure:panel(1, 1):scatter({ 1, 2 }, { 1, 2 }, { values = { 1e300, -1e300 } }):set { axes = false }
  lu.assertEquals(figure:colorbar("value"):check(), {})
  drawn(figure)
end

function TestWide:test_a_legend_of_the_figure_has_each_label_once()
  local function letters(legend)
    local figure = new_figure { columns = 2 }
    for column = 1, 2 do figure:panel(1, column):line({ 1, 2 }, { label = "xyz" }):set { axes = false } end
    if legend then figure:legend(legend) end
    lu.assertEquals(figure:check(), {})
    return count_of(drawn(figure), "<use ")
  end
  for _, place in ipairs { "bottom", "top", "right" } do lu.assertEquals(letters(place) - letters(), 3) end
end

function TestWide:test_texts_stand_on_the_page()
  local figure = new_figure()
  figure:text(0.5, 0.5, "middle", { align = "centre" })
  lu.assertTrue(count_of(drawn(figure), "<use ") >= 6)
  assert_refused("reaches", drawn, figure:text(1.2, 0.5, "beyond"))
end

-- Smaller text leaves more room to the axis: its least label is 6 points high in nature and 8 in plos.
function TestWide:test_a_style_sets_the_sizes_of_text_and_a_theme_what_differs()
  local function height(style, theme)
    local figure = balnet.plot.figure { width = 80, height = 60, style = style, theme = theme }
    figure:panel(1, 1):line({ 1, 2 }):set { xlabel = "time", ylabel = "rate" }
    return drawn(figure)
  end
  lu.assertFalse(height "nature" == height "plos")
  lu.assertTrue(height "nature" == height("nature", {}))
  lu.assertFalse(height "nature" == height("nature", { tick_size = 9 }))
  lu.assertTrue(height(nil, { tick_size = 6, label_size = 7, title_size = 7, suptitle_size = 7, legend_size = 6,
    letter_size = 8 }) == height "nature")
  assert_refused("option 'style' is science; it must be one of", balnet.plot.figure, { style = "science" })
end

os.exit(lu.LuaUnit.run())
