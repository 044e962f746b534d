-- Marks of samples, groups and shapes: where they stand, what they refuse, and that they draw what is empty, of one value or
-- undefined.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local count_of, drawn, new_panel = plotted.count_of, plotted.drawn, plotted.tight_panel

local nan = 0 / 0

TestOddData = {}

local odd = { {}, { 5 }, { nan }, { 2, 2, 2 }, { 1, nan, 3, 1 / 0 }, { 1e300, -1e300 } }

function TestOddData:test_samples_draw()
  for _, kind in ipairs { "violin", "swarm", "strip" } do
    drawn(function(panel) panel[kind](panel, odd) end)
    drawn(function(panel) panel[kind](panel, {}) end)
    assert_refused("the table of samples has 2 values and x has 1", function()
      new_panel()[kind](new_panel(), { { 1 }, { 2 } }, { x = { 1 } })
    end)
  end
end

function TestOddData:test_curves_and_groups_draw()
  for _, data in ipairs(odd) do
    drawn(function(panel) panel:stem(data):band_along_y(data, data, data):shapes(data, data) end)
    drawn(function(panel) panel:bars { data, data } end)
    drawn(function(panel) panel:bars({ data, data }, { stacked = true }) end)
    drawn(function(panel) panel:line(data, { values = data }) end)
  end
  drawn(function(panel) panel:bars {}:line(balnet.zeros(0, 3)):scatter({}, balnet.zeros(0, 2)) end)
end

function TestOddData:test_brackets_over_samples_without_values_lie_in_the_panel()
  for _, samples in ipairs { { {}, {} }, { { nan }, { nan, nan } }, { { 1, 2, 3 }, {} }, { { nan }, { 2 } } } do
    for _, kind in ipairs { "box", "violin", "swarm", "strip" } do
      local figure = balnet.plot.figure { width = 80, height = 60 }
      local panel = figure:panel(1, 1)
      panel[kind](panel, samples):bracket(1, 2, "*"):bracket(1, 2, "**", { tier = 1 })
      lu.assertStrContains(plotted.drawing(figure), "<svg")
      lu.assertEquals(figure:check(), {})
    end
  end
end

function TestOddData:test_images_without_values_have_their_colour_bar()
  for _, values in ipairs { balnet.zeros(0, 3), balnet.zeros(3, 0), { {} }, { { nan } }, { { 1 } }, { { nan, nan }, { 1 / 0, nan } } } do
    for _, kind in ipairs { "nearest", "smooth" } do
      drawn(function(panel) panel:image(values, { colorbar = "value", interpolation = kind }) end)
    end
  end
  local figure = balnet.plot.figure { columns = 2 }
  for column = 1, 2 do figure:panel(1, column):image(column == 1 and { {} } or { { 3 } }) end
  plotted.drawing(figure:colorbar "both")
end

TestSamples = {}

-- A normal sample's density by the rule of Silverman reaches two bandwidths beyond its extremes.
function TestSamples:test_a_violin_reaches_two_bandwidths_beyond_its_values()
  local low, high = new_panel():violin({ { 0, 1, 2 } }, { bandwidth = 0.25 }):ylim()
  lu.assertAlmostEquals({ low, high }, { -0.5, 2.5 }, 1e-12)
end

function TestSamples:test_half_a_violin_stands_on_its_side()
  local function limits(side) return { new_panel():violin({ { 0, 1, 2 } }, { side = side, width = 1, inner = "none" }):xlim() } end
  lu.assertAlmostEquals(limits "both", { 0.5, 1.5 }, 1e-12)
  lu.assertAlmostEquals(limits "left", { 0.5, 1 }, 1e-12)
  lu.assertAlmostEquals(limits "right", { 1, 1.5 }, 1e-12)
end

-- Markers of 3 points in a swarm of equal values stand 3 points apart.
function TestSamples:test_no_marker_of_a_swarm_covers_another()
  local text = drawn(function(panel) panel:swarm({ { 1, 1, 1, 1, 1 } }, { size = 3, width = 10 }) end)
  local x = {}
  for at in text:gmatch '<path [^>]*d="M ([%d.]+) [%d.]+ C' do x[#x + 1] = tonumber(at) end
  lu.assertEquals(#x, 5)
  table.sort(x)
  for i = 2, 5 do lu.assertAlmostEquals(x[i] - x[i - 1], 3, 0.01) end
end

TestBars = {}

function TestBars:test_stacked_bars_stand_on_each_other_and_negative_ones_hang()
  lu.assertEquals({ new_panel():bars({ { 3, 4 }, { 1, -5 } }, { stacked = true }):ylim() }, { -5, 7 })
  lu.assertEquals({ new_panel():bars({ { 3, 4 }, { 1, -5 } }, { stacked = true, horizontal = true }):xlim() }, { -5, 7 })
  lu.assertEquals({ new_panel():bars(balnet.tensor { { 3, 4 }, { 1, -5 } }):ylim() }, { -5, 4 })
end

function TestBars:test_groups_that_differ_are_refused()
  assert_refused("row 1 has 2 values and row 2 has 1", function() new_panel():bars { { 1, 2 }, { 1 } } end)
  assert_refused("unknown option 'stackd'", function() new_panel():bars({ { 1, 2 } }, { stackd = true }) end)
  assert_refused("field 'stacked' is 'yes'; true or false was needed", function() new_panel():bars({ { 1, 2 } }, { stacked = "yes" }) end)
end

TestColumns = {}

function TestColumns:test_the_columns_of_a_matrix_are_as_many_lines()
  local matrix = balnet.tensor { { 0, 1, 2 }, { 3, 4, 5 } }
  local one = drawn(function(panel) panel:line({ 0, 3 }):line({ 1, 4 }):line({ 2, 5 }) end)
  lu.assertTrue(drawn(function(panel) panel:line(matrix) end) == one)
  lu.assertTrue(drawn(function(panel) panel:line({ { 0, 1, 2 }, { 3, 4, 5 } }) end) == one)
  lu.assertTrue(drawn(function(panel) panel:line({ 1, 2 }, matrix) end) == one)
  assert_refused("x has 3 values and a column of y has 2", function() new_panel():line({ 1, 2, 3 }, matrix) end)
end

-- One stroke from point to point, but none beside the gap.
function TestColumns:test_a_line_by_values_is_a_stroke_from_point_to_point()
  local function strokes(values)
    return count_of(drawn(function(panel)
      panel:line({ 1, 2, nan, 3, 4, 5 }, { values = values }):set { axes = false }
    end), 'linecap:round')
  end
  lu.assertEquals(strokes { 1, 2, 3, 4, 5, 6 }, 3)
  lu.assertEquals(strokes { 1, 2, 3, nan, 5, 6 }, 2)
  assert_refused("is solid, without steps and markers", function() new_panel():line({ 1, 2 }, { values = { 1, 2 }, marker = "o" }) end)
end

TestShapes = {}

function TestShapes:test_colours_are_counted_by_shapes()
  assert_refused("the list of shapes has 2 values and values has 1", function()
    new_panel():shapes({ 1, nan, 2 }, { 1, nan, 2 }, { values = { 1 } })
  end)
  assert_refused("colors is 1 x 3; 1 x 4 was needed", function() new_panel():shapes({ 1 }, { 1 }, { colors = { { 1, 0, 0 } } }) end)
  assert_refused("number 4 of colors is 2", function() new_panel():shapes({ 1 }, { 1 }, { colors = { { 1, 0, 0, 2 } } }) end)
end

function TestShapes:test_a_bracket_asks_for_room_and_a_scale_bar_for_a_length()
  local _, plain = new_panel():line({ 1, 2 }):ylim()
  local _, raised = new_panel():line({ 1, 2 }):bracket(1, 2, "*"):ylim()
  local _, more = new_panel():line({ 1, 2 }):bracket(1, 2, "*", { tier = 1 }):ylim()
  lu.assertTrue(plain < raised and raised < more)
  assert_refused("a scale bar needs a length", function() new_panel():scalebar {} end)
  assert_refused("it must be an integer from 0 to 20", function() new_panel():bracket(1, 2, "*", { tier = 21 }) end)
end

-- A label stands in each of the two lines of a level, and cuts it.
function TestShapes:test_contours_are_labelled_within_their_lines()
  local x = balnet.linspace(-2, 2, 41)
  local height = balnet.ones(41):unsqueeze(2) * x:square():unsqueeze(1)
  local function text(labels)
    return drawn(function(panel)
      panel:contour(height, { levels = { 1 }, color = "black", labels = labels }):set { axes = false }
    end)
  end
  lu.assertEquals(count_of(text(true), "<use ") - count_of(text(false), "<use "), 2)
  lu.assertNotEquals(text(true), text(false))
  assert_refused("how many from 1 to 40, were needed", function() new_panel():contour(height, { levels = 41 }) end)
end

TestPlanes = {}

function TestPlanes:test_planes_of_odd_data_draw()
  for _, data in ipairs(odd) do
    if data[1] ~= 1e300 then drawn(function(panel) panel:histogram2d(data, data):hexbin(data, data) end) end
  end
  assert_refused("further apart than numbers reach", function() new_panel():hexbin({ 1.7e308, -1.7e308 }, { 1, 2 }) end)
  assert_refused("field 'bins' must be an integer from 1 to 1000", function() new_panel():histogram2d({ 1 }, { 1 }, { bins = 2 ^ 53 }) end)
end

-- Five points at four corners: four hexagons, each filled and with a hair along its border.
function TestPlanes:test_a_hexagon_stands_where_points_are()
  local x, y = { 0, 0, 1, 1, 1 }, { 0, 1, 0, 1, 1 }
  local function paths(options) return count_of(drawn(function(panel) panel:hexbin(x, y, options):set { axes = false } end), "<path") end
  local none = paths { bins = 4, least = 3 }
  lu.assertEquals(paths { bins = 4 } - none, 4)
  lu.assertEquals(paths { bins = 4, least = 2 } - none, 1)
end

function TestPlanes:test_streamlines_of_odd_fields_draw()
  local zero, unknown = balnet.zeros(4, 4), balnet.full({ 4, 4 }, nan)
  drawn(function(panel) panel:streamlines(zero, zero):streamlines(unknown, unknown) end)
  assert_refused("a field of 1 x 2 was given", function() new_panel():streamlines({ { 1, 2 } }, { { 1, 2 } }) end)
  assert_refused("x must be evenly spaced", function()
    new_panel():streamlines(balnet.ones(2, 3), balnet.ones(2, 3), { x = { 1, 2, 5 } })
  end)
end

TestGraphs = {}

-- By hand: 0 and 1 merge at 1, with 5 at the mean of 5 and 4, at the least or at the largest of them.
function TestGraphs:test_points_merge_at_the_distances_of_each_method()
  for name, height in pairs { average = 4.5, single = 4, complete = 5, ward = math.sqrt(27) } do
    local tree = balnet.plot.linkage({ { 0 }, { 5 }, { 1 } }, { method = name })
    lu.assertEquals(tree.merges[1], { 1, 3, 1, 2 })
    lu.assertEquals(tree.merges[2][4], 3)
    lu.assertAlmostEquals(tree.merges[2][3], height, 1e-12, name)
    lu.assertEquals(tree.order, { 2, 1, 3 })
  end
  assert_refused("0 points were given", function() balnet.plot.linkage {} end)
  assert_refused("the distance of points 1 and 2 is not finite", function() balnet.plot.linkage { { 1 }, { nan } } end)
  drawn(function(panel) panel:dendrogram { { 1, 2 } } end)
  drawn(function(panel) panel:dendrogram({ { 1 }, { 1 }, { 2 } }, { orientation = "left" }) end)
end

function TestGraphs:test_networks_are_square_and_small()
  drawn(function(panel) panel:network({}):network({ { -1 } }):network { { nan, 1 }, { 0, nan } } end)
  assert_refused("J is 1 x 2; a square matrix was needed", function() new_panel():network { { 1, 2 } } end)
  assert_refused("at most 200 can be drawn as a graph", function() new_panel():network(balnet.zeros(201, 201)) end)
  assert_refused("positions is 1 x 2; 2 x 2 was needed", function()
    new_panel():network({ { 0, 1 }, { 1, 0 } }, { positions = { { 0, 1 } } })
  end)
end

function TestGraphs:test_tables_and_polar_plots_of_nothing_draw()
  drawn(function(panel) panel:table {} end)
  drawn(function(panel) panel:polar(balnet.plot.polar()) end)
  drawn(function(panel)
    local polar = balnet.plot.polar { radians = true, zero = "W" }
    panel:polar(polar:line({ nan }, { 1 }):scatter({ 1 }, { nan }):bar({}, {}))
  end)
  assert_refused("2 letters l, c or r were needed", function() new_panel():table({ { 1, 2 } }, { align = "l" }) end)
  assert_refused("a polar plot was needed", function() new_panel():polar {} end)
end

TestColumns = {}

function TestColumns:test_columns_have_the_colours_of_their_values_and_one_scale()
  local y, values = balnet.random(1):normal(6, 4), { 3, -1, 0, 2 }
  for _, options in ipairs { {}, { centre = 0 }, { limits = { 0, 5 } }, { colormap = "vik", centre = 1 } } do
    local colors = balnet.plot.colors(values, options)
    for _, kind in ipairs { "line", "step" } do
      local given = { values = values, style = "--", marker = "s" }
      for name, value in pairs(options) do given[name] = value end
      lu.assertEquals(drawn(function(panel) panel[kind](panel, y, given) end), drawn(function(panel)
        for i, color in ipairs(colors) do panel[kind](panel, y[{ {}, i }], { color = color, style = "--", marker = "s" }) end
      end))
    end
  end
  lu.assertEquals(drawn(function(panel) panel:line(y, { values = { 1, nan, nan, 3 } }) end), drawn(function(panel)
    for i, color in ipairs(balnet.plot.colors { 1, 3 }) do panel:line(y[{ {}, 3 * i - 2 }], { color = color }) end
  end))
  assert_refused("y has 24 values and values has 3", function() new_panel():line(y, { values = { 1, 2, 3 } }) end)
end

-- Of points, a centre was that of each column by itself.
function TestColumns:test_a_centre_is_that_of_all_columns()
  local y, values = balnet.random(1):normal(3, 2), balnet.tensor { { 1, -4 }, { 2, -8 }, { 1, -2 } }
  for _, kind in ipairs { "line", "scatter" } do
    local function with(options)
      options.values, options.colormap = values, "vik"
      return drawn(function(panel) panel[kind](panel, { 1, 2, 3 }, y, options) end)
    end
    lu.assertEquals(with { centre = 0 }, with { limits = { -8, 8 } })
  end
end

TestSpace = {}

function TestSpace:test_spaces_of_odd_data_draw()
  for _, data in ipairs(odd) do
    local space = balnet.plot.space { distance = 3, fade = 0.5 }
    space:line(data, data, data):scatter(data, data, data)
    drawn(function(panel) panel:space(space) end)
  end
  local flat = balnet.plot.space():surface({}):surface({ { 1 } }):surface { { 1, nan }, { 1, 1 } }
  drawn(function(panel) panel:space(flat) end)
  for _, view in ipairs { { 0, 0 }, { 90, 90 }, { 200, -40 }, { 45, -90 } } do
    local space = balnet.plot.space { azimuth = view[1], elevation = view[2], xlabel = "x", ylabel = "y", zlabel = "a longer label" }
    drawn(function(panel) panel:space(space:line({ 0, 1 }, { 0, 1 }, { 0, 1 })) end)
  end
end

-- Seen along x from the front, a nearer marker is drawn last, in whatever order both were added.
function TestSpace:test_what_is_nearer_is_drawn_later()
  for turn = 1, 2 do
    local space = balnet.plot.space { azimuth = 0, elevation = 0, axes = false }
    local near = function() space:scatter({ 1 }, { 0 }, { 0 }, { color = "#ff0000" }) end
    local far = function() space:scatter({ 0 }, { 0 }, { 0 }, { color = "#0000ff" }) end
    if turn == 1 then near() far() else far() near() end
    local text = drawn(function(panel) panel:space(space) end)
    local red, blue = text:find "rgb%(100%%,0%%,0%%%)", text:find "rgb%(0%%,0%%,100%%%)"
    lu.assertTrue(blue < red)
  end
end

function TestSpace:test_what_cannot_be_seen_is_refused()
  assert_refused("field 'xlim' must be two finite numbers", function() balnet.plot.space { xlim = { 1, 1 } } end)
  assert_refused("field 'elevation' is 91", function() balnet.plot.space { elevation = 91 } end)
  assert_refused("x has 1 values and y has 2", function() balnet.plot.space():line({ 1 }, { 1, 2 }, { 1 }) end)
  assert_refused("a space was needed", function() new_panel():space {} end)
  assert_refused("a space has no 'lines'; did you mean 'line'?", function() return balnet.plot.space().lines end)
end

-- A contour that goes to and fro across its label is cut at every passage.
function TestSpace:test_a_contour_may_pass_through_its_label_often()
  local n = 1000
  local z = balnet.zeros(2, n)
  for j = 1, n do z[{ 2, j }] = j % 2 == 0 and 1.05 or 12 end
  local figure = balnet.plot.figure { width = 120, height = 80 }
  local panel = figure:panel(1, 1)
  panel:contour(z, { x = balnet.arange(n), y = { 0, 1 }, levels = { 1 }, labels = true }):xlim(-40 * n, 41 * n)
  lu.assertStrContains(plotted.drawing(figure), "</svg>")
end

function TestSpace:test_rows_of_a_table_are_of_one_length()
  assert_refused("row 2 has 1 entries and row 1 has 2", function() new_panel():table { { 1, 2 }, { 3 } } end)
end

function TestSpace:test_a_number_of_levels_out_of_range_is_told_with_the_range()
  for _, count in ipairs { 0, 1.5, 41, 1e9 } do
    assert_refused("how many from 1 to 40, were needed", function() new_panel():contour(balnet.eye(3), { levels = count }) end)
  end
end

os.exit(lu.LuaUnit.run())
