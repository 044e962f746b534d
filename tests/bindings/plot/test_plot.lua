-- Marks and options from Lua: what is drawn is tested by the gallery and in C; here, what is accepted and refused.
local lu = require "luaunit"
local balnet = require "balnet"
local plot = require "balnet.plot"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local new_panel, assert_refused, in_folder = plotted.new_panel, plotted.assert_refused, plotted.in_folder

-- The limits of y say which numbers arrived, for a panel without margins.
local function drawn_range(...)
  local ax = new_panel():set { ymargin = 0, xmargin = 0 }
  ax:line(...)
  local low, high = ax:ylim()
  return { low, high }
end

TestData = {}

function TestData:test_tables_and_tensors_of_any_type_and_stride_are_taken()
  local matrix = balnet.zeros(3, 4)
  for i = 1, 3 do for j = 1, 4 do matrix[{ i, j }] = 10 * i + j end end
  lu.assertEquals(drawn_range({ 1, 2, 3 }, { 4, 6, 5 }), { 4, 6 })
  lu.assertEquals(drawn_range({ 4, 6, 5 }), { 4, 6 })
  lu.assertEquals(drawn_range(matrix[2]), { 21, 24 })
  lu.assertEquals(drawn_range(matrix:transpose(1, 2)[2]), { 12, 32 })
end

function TestData:test_nan_and_infinity_are_gaps_and_do_not_count()
  lu.assertEquals(drawn_range { 1, 0 / 0, 2, 1 / 0, -1 / 0, false, 3 }, { 1, 3 })
end

function TestData:test_given_data_may_change_afterwards()
  local ax = new_panel():set { ymargin = 0 }
  local values = balnet.zeros(5)
  ax:line(values)
  values[1] = 100
  values = nil -- luacheck: ignore
  collectgarbage()
  local low, high = ax:ylim()
  lu.assertTrue(low < 1 and high < 2)
end

function TestData:test_lengths_that_differ_are_refused_with_both()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1, 2, 3 }, { 1, 2 }) end, "x has 3", "y has 2")
  assert_refused(function() ax:scatter({ 1 }, { 1 }, { values = { 1, 2 } }) end, "x has 1", "values has 2")
  assert_refused(function() ax:band({ 1, 2 }, { 1, 2 }, { 1 }) end, "x has 2", "high has 1")
  assert_refused(function() ax:errorbar({ 1, 2 }, { 1, 2 }, { yerror = { 1 } }) end, "y has 2", "yerror has 1")
  assert_refused(function() ax:contour({ { 1, 2 }, { 3, 4 } }, { x = { 1 } }) end, "x has 1")
  assert_refused(function() ax:image { { 1, 2 }, { 3 } } end, "row 2", "2 numbers")
end

function TestData:test_a_contour_that_would_draw_nothing_is_refused()
  local ax, slope = new_panel(), { { 0, 1 }, { 1, 2 } }
  assert_refused(function() ax:contour { { 3, 3 }, { 3, 3 } } end, "the function is 3 everywhere")
  assert_refused(function() ax:contour { { 3, 3 }, { 3, 0 / 0 } } end, "the function is 3 everywhere")
  assert_refused(function() ax:contour(slope, { levels = { 2.5, -1, 0 } }) end, "from 0 to 2", "no level")
  assert_refused(function() ax:contour(slope, { levels = balnet.linspace(0, 2, 1001) }) end, "there are 1001 levels")
  ax:contour(slope, { levels = { 2.5, 2 } })
  ax:contour { { 0 / 0, 0 / 0 }, { 0 / 0, 0 / 0 } } -- a gap, as in lines
end

function TestData:test_values_that_are_not_data_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:line "abc" end, "y is a string")
  assert_refused(function() ax:line { 1, "two" } end, "element 2 is a string")
  assert_refused(function() ax:histogram(nil) end, "nil")
  assert_refused(function() ax:image(balnet.zeros(3)) end, "the image has shape 3", "2 dimensions")
  assert_refused(function() ax:line(balnet.zeros(2, 2, 2)) end, "2 x 2 x 2")
end

function TestData:test_nothing_and_one_point_still_draw()
  in_folder(function(folder)
    local fig = plot.figure { columns = 3 }
    fig:panel(1, 1):line({}, {}):scatter({}, {}):histogram {}
    fig:panel(1, 2):line { 5 }
    fig:panel(1, 3):image(balnet.zeros(0, 0))
    fig:save(folder .. "/empty.png")
  end)
end

TestOptions = {}

function TestOptions:test_an_unknown_option_suggests_the_nearest()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1 }, { colour = "red" }) end, "'colour'", "'color'")
  assert_refused(function() ax:inset { 0.4, 0.4 } end, "names", "entry 1")
  assert_refused(function() ax:set { xlable = "epoch" } end, "'xlable'", "'xlabel'")
  assert_refused(function() plot.figure { colums = 2 } end, "'colums'", "'columns'")
  assert_refused(function() plot.figure { theme = { tick_sise = 2 } } end, "'tick_sise'", "'tick_size'")
end

function TestOptions:test_an_unknown_colour_or_map_suggests_the_nearest()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1 }, { color = "vermilion" }) end, "'vermilion'", "'vermillion'")
  assert_refused(function() ax:image({ { 1 } }, { colormap = "virdis" }) end, "'virdis'", "'viridis'")
  assert_refused(function() ax:line({ 1 }, { color = { 1, 2, 0 } }) end, "component 2")
end

function TestOptions:test_an_unknown_word_is_refused_with_the_choices()
  local ax = new_panel()
  assert_refused(function() ax:set { xscale = "logarithmic" } end, "logarithmic", "linear, log, symlog")
  assert_refused(function() ax:legend "upper middle" end, "upper middle", "upper centre")
  assert_refused(function() plot.figure { size = "poster" } end, "poster", "double column")
end

function TestOptions:test_values_out_of_range_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1 }, { alpha = 2 }) end, "alpha", "0 to 1")
  assert_refused(function() ax:line({ 1 }, { width = -1 }) end, "width")
  assert_refused(function() ax:histogram({ 1 }, { bins = { 1, 1 } }) end, "ascend")
  assert_refused(function() ax:histogram({ 1 }, { bins = 0 }) end, "bins")
  assert_refused(function() plot.figure { width = "3 ft" } end, "3 ft")
  assert_refused(function() plot.figure { rows = 65 } end, "65")
  assert_refused(function() plot.figure { columns = 2, width_ratios = { 1 } } end, "1 numbers", "2 were needed")
end

function TestOptions:test_a_value_that_is_neither_colour_nor_list_of_colours_is_refused()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1 }, { color = "%%%%%%%%" }) end, "'color'", "'#rrggbb', 'C0' or a name")
  assert_refused(function() plot.figure { theme = { palette = {} } } end, "'palette'", "1 to")
  assert_refused(function() plot.figure { theme = { palette = "red" } } end, "'palette'", "1 to")
  assert_refused(function() plot.figure { theme = { palette = { "red", 2 } } } end, "'palette'", "a colour")
end

function TestOptions:test_invalid_orders_pairs_and_ratios_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:line({ 1 }, { order = 1.5 }) end, "order", "an integer")
  assert_refused(function() ax:line({ 1 }, { order = 1000001 }) end, "order", "an integer")
  assert_refused(function() ax:set { xlim = { 1, "two" } } end, "'xlim'", "entry 2 is a string")
  assert_refused(function() plot.figure { columns = 2, width_ratios = { 1, -2 } } end, "ratio 2 is -2", "above 0")
end

function TestOptions:test_figures_insets_and_images_without_extent_are_refused()
  local ax = new_panel()
  assert_refused(function() plot.figure { width = 3 } end, "width is 8.50394 points", "10 to 14400")
  assert_refused(function() plot.figure { height = "20000 pt" } end, "height is 20000 points", "10 to 14400")
  assert_refused(function() ax:inset { width = 0 } end, "width")
  assert_refused(function() ax:image({ { 1, 2 } }, { x = { 1, 1 } }) end, "both x edges", "are 1")
  assert_refused(function() ax:image({ { 1, 2 } }, { y = { 2, 2 } }) end, "both y edges", "are 2")
  assert_refused(function() plot.figure { theme = { font = ("x"):rep(5000) } } end, "5000 bytes")
end

function TestOptions:test_bins_that_cannot_be_counted_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:histogram({ 1 }, { range = { 2, 1 } }) end, "from 2 to 1", "below the second")
  assert_refused(function() ax:histogram({ 1 }, { bins = 1e9 // 1 | 0 }) end, "1000000000", "bins")
  assert_refused(function() ax:histogram({ 1 }, { bins = { 1 } }) end, "1 bin edges", "at least 2")
end

function TestOptions:test_limits_of_colours_must_ascend_and_a_log_norm_has_no_centre()
  local ax, image = new_panel(), { { 1, 2 } }
  assert_refused(function() ax:image(image, { limits = { 2, 1 } }) end, "2 to 1", "below the second")
  assert_refused(function() ax:image(image, { norm = "log", centre = 1 }) end, "no centre", "1 was given")
end

function TestOptions:test_limits_and_linear_ranges_too_large_to_be_drawn_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:set { xlim = { 0, 1e301 } } end, "x axis", "1e300")
  assert_refused(function() ax:set { yscale = "symlog", ylinear = 1e301 } end, "y axis", "1e+301")
end

function TestOptions:test_log_limits_that_are_not_positive_are_refused_in_either_order()
  local ax = new_panel():set { ylim = { 0, 1 } }
  assert_refused(function() ax:set { yscale = "log" } end, "0 to 1", "above 0")
  local other = new_panel():set { yscale = "log" }
  assert_refused(function() other:ylim(-1, 1) end, "-1 to 1")
  assert_refused(function() other:set { xlim = { 2, 2 } } end, "both limits of the x axis are 2")
end

function TestOptions:test_falling_limits_invert()
  local ax = new_panel():set { xlim = { 5, 1 } }
  lu.assertEquals({ ax:xlim() }, { 5, 1 })
  ax:set { xinverted = false }
  lu.assertEquals({ ax:xlim() }, { 1, 5 })
end

function TestOptions:test_one_limit_may_be_left_to_the_data()
  local ax = new_panel():line { 3, 4 }
  ax:set { ymargin = 0, ylim = { nil, 10 } }
  lu.assertEquals({ ax:ylim() }, { 3, 10 })
end

-- As far from the limit as it is from 0, and one at least.
function TestOptions:test_one_limit_beyond_the_data_gets_the_other_on_its_right_side()
  local ax = new_panel():line { 3, 4 }
  ax:set { ymargin = 0, ylim = { 5, nil } }
  lu.assertEquals({ ax:ylim() }, { 5, 10 })
  local other = new_panel():line { 3, 4 }
  other:set { ymargin = 0, ylim = { nil, 0.5 } }
  lu.assertEquals({ other:ylim() }, { -0.5, 0.5 })
end

-- How often a drawing puts red on the paper.
local function reds(folder, draw)
  local fig = plot.figure { size = "single column" }
  draw(fig:panel(1, 1))
  fig:save(folder .. "/a.svg")
  return select(2, shell.read(folder .. "/a.svg"):gsub("rgb%(100%%,0%%,0%%%)", ""))
end

function TestOptions:test_the_legend_shows_a_field_and_a_raster_in_their_colour()
  local marks = {
    raster = function(ax, label) ax:raster({ 1, 2 }, { 1, 2 }, { color = "red", label = label }) end,
    quiver = function(ax, label) ax:quiver({ 1 }, { 1 }, { 1 }, { 1 }, { color = "red", label = label }) end,
    contour = function(ax, label) ax:contour({ { 0, 1 }, { 1, 2 } }, { levels = { 1 }, color = "red", label = label }) end,
  }
  in_folder(function(folder)
    for name, draw in pairs(marks) do
      local without = reds(folder, function(ax) draw(ax) end)
      local with = reds(folder, function(ax) draw(ax, "mark"); ax:legend() end)
      lu.assertTrue(with > without and without > 0, ("%s: %d, %d"):format(name, with, without))
    end
  end)
end

function TestOptions:test_lines_take_the_colours_of_a_palette_in_turn()
  in_folder(function(folder)
    local fig = plot.figure { theme = { palette = { "#ff0000", "#00ff00" } } }
    local ax = fig:panel(1, 1)
    for k = 1, 3 do ax:line { k, k } end
    fig:save(folder .. "/a.svg")
    local found = {}
    for color in shell.read(folder .. "/a.svg"):gmatch "stroke:rgb%((%d*%%,%d*%%,0%%)%)" do
      if color ~= "0%,0%,0%" then found[#found + 1] = color end -- the axes are black
    end
    lu.assertEquals(found, { "100%,0%,0%", "0%,100%,0%", "100%,0%,0%" })
  end)
end

TestBox = {}

-- What is drawn is seen by the limits of y.
function TestBox:test_lines_reach_to_the_last_value_within_the_whiskers_and_outliers_beyond()
  local sample = { 1, 2, 3, 4, 5, 8 } -- quartiles 2.25 and 4.75, so that 8 is within 4.75 + 1.5 * 2.5
  local function limits(options, values)
    options.width, options.x = 1, { 1 }
    local ax = new_panel():box({ values or sample }, options):set { ymargin = 0 }
    return { ax:ylim() }
  end
  lu.assertEquals(limits {}, { 1, 8 })
  lu.assertEquals(limits { whisker = 1, outliers = false }, { 1, 5 })
  lu.assertEquals(limits { whisker = 0, outliers = false }, { 3, 4 })
  lu.assertEquals(limits { whisker = 0 }, { 1, 8 })
  lu.assertEquals(limits({}, { 2, 0 / 0, 1 / 0, 3 }), { 2, 3 })
end

function TestBox:test_empty_one_valued_and_undefined_samples_draw()
  in_folder(function(folder)
    local fig = plot.figure { columns = 2 }
    fig:panel(1, 1):box { {}, { 5 }, { 0 / 0 }, { 2, 2, 2 }, balnet.ones(3) }
    fig:panel(1, 2):box {}
    fig:save(folder .. "/boxes.png")
    lu.assertEquals(fig:check(), {})
  end)
  assert_refused(function() new_panel():box({ { 1 }, { 2 } }, { x = { 1 } }) end, "the table of samples has 2", "x has 1")
  assert_refused(function() new_panel():box { { 1 }, "two" } end, "sample 2 is a string")
end

os.exit(lu.LuaUnit.run())
