-- Figures from Lua: what is drawn is tested by the gallery and in C; here, what is accepted, refused and written.
local lu = require "luaunit"
local balnet = require "balnet"
local plot = require "balnet.plot"
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local function new_panel(options) return plot.figure(options or { size = "single column" }):panel(1, 1) end

-- f must fail at the line it stands on, with a message that holds all the given parts.
local function assert_refused(f, ...)
  local ok, message = pcall(f)
  lu.assertFalse(ok)
  local line = debug.getinfo(f, "S").linedefined
  lu.assertStrContains(message, "test_plot.lua:" .. line .. ": ")
  for _, part in ipairs { ... } do lu.assertStrContains(message, part) end
end

local function in_folder(f)
  local folder = shell.scratch()
  local ok, message = pcall(f, folder)
  shell.remove(folder)
  if not ok then error(message, 0) end
end

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

TestFigure = {}

function TestFigure:test_sizes_come_in_millimetres_inches_and_by_name()
  lu.assertEquals(tostring(plot.figure { size = "single column", height = 50 }), "figure of 86 mm x 50 mm")
  lu.assertEquals(tostring(plot.figure { size = { "2 in", 30 } }), "figure of 50.8 mm x 30 mm")
  lu.assertEquals(tostring(plot.figure { size = "slide" }), "figure of 254 mm x 143 mm")
end

function TestFigure:test_a_panel_outside_the_grid_is_refused()
  local fig = plot.figure { rows = 2, columns = 2 }
  assert_refused(function() fig:panel(3, 1) end, "rows 3 to 3", "2 x 2")
  assert_refused(function() fig:panel { row = 1, column = { 2, 3 } } end, "columns 2 to 3")
  assert_refused(function() fig:panel(0, 1) end, "row")
  fig:panel { row = { 1, 2 }, column = 1 }
end

function TestFigure:test_a_panel_keeps_its_figure_alive()
  local ax = plot.figure():panel()
  collectgarbage()
  collectgarbage()
  ax:line { 1, 2 }
  lu.assertEquals(select("#", ax:xlim()), 2)
end

function TestFigure:test_a_closed_figure_is_refused()
  local fig = plot.figure()
  local ax = fig:panel()
  fig:close()
  assert_refused(function() ax:line { 1 } end, "closed")
  assert_refused(function() fig:save "x.png" end, "closed")
  lu.assertEquals(tostring(fig), "closed figure")
end

function TestFigure:test_a_text_that_cannot_be_read_is_refused_where_it_is_set()
  local fig = plot.figure()
  local ax, wrong = fig:panel(), "$\\lamda$"
  for _, set in ipairs {
    function() fig:title(wrong) end, function() plot.figure { title = wrong } end,
    function() ax:xlabel(wrong) end, function() ax:title(wrong) end, function() ax:set { ylabel = wrong } end,
    function() ax:set { xticks = { 1 }, xticklabels = { wrong } } end, function() ax:text(0, 0, wrong) end,
    function() ax:line({ 1, 2 }, { label = wrong }) end,
    function() ax:image({ { 1, 2 } }, { colorbar = wrong }) end,
  } do
    assert_refused(set, "unknown command \\lamda at character 2")
  end
end

function TestFigure:test_a_place_has_one_panel()
  local fig = plot.figure { rows = 2, columns = 2 }
  fig:panel(1, 1):set { xlim = { 3, 4 } }
  lu.assertEquals({ fig:panel(1, 1):xlim() }, { 3, 4 }) -- the same panel
  fig:panel(2, { 1, 2 })
  assert_refused(function() fig:panel(2, 1) end, "a panel over rows 2 to 2 and columns 1 to 1 would cover the one over rows 2 to 2 and columns 1 to 2")
  assert_refused(function() fig:panel(1) end, "'column' must be a number from 1")
  assert_refused(function() fig:panel(1, 2, { projection = "3d" }) end, "at most 2 arguments are taken")
end

function TestFigure:test_bars_reach_their_height_above_the_base()
  local above = plot.figure():panel():bar({ 1, 2 }, { 1, 2 }, { base = 10 })
  local shifted = plot.figure():panel():bar({ 1, 2 }, { 11, 12 })
  lu.assertAlmostEquals(select(2, above:ylim()), 12, 0.5)
  lu.assertAlmostEquals(select(2, shifted:ylim()), 12, 1)
  lu.assertTrue(above:ylim() > 9)
end

TestFonts = {}

local function fonts_of(theme)
  local listed
  in_folder(function(folder)
    local fig = plot.figure { theme = theme }
    fig:panel():line({ 1, 2 }):set { xlabel = "text and $\\lambda_i \\oplus \\bar J$" }
    fig:letters():save(folder .. "/a.pdf")
    listed = shell.line("pdffonts a.pdf", folder).out
  end)
  return listed
end

function TestFonts:test_a_theme_may_name_another_font()
  local listed = fonts_of { font = "DejaVu Serif" }
  lu.assertStrContains(listed, "+DejaVuSerif ")
  lu.assertStrContains(listed, "+DejaVuSerif-Bold ")
  lu.assertNil(fonts_of("paper"):find "Serif")
end

function TestFonts:test_a_font_may_be_a_file_and_what_it_lacks_is_drawn_all_the_same()
  local listed = fonts_of { font = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf" }
  lu.assertStrContains(listed, "+DejaVuSansMono ")
  lu.assertStrContains(listed, "+DejaVuSansMono-Bold ")
  lu.assertNil(listed:find "Type 3")
end

function TestFonts:test_a_file_that_is_not_a_font_is_refused_by_name()
  assert_refused(function() plot.figure { theme = { font = "Comic Sans" } } end, "/ComicSans.ttf: No such file")
  assert_refused(function() plot.figure { theme = { font = "/dev/null" } } end, "/dev/null is not an outline font")
  assert_refused(function() plot.figure { theme = { font = 3 } } end, "'font' is a number")
end

TestTicks = {}

function TestTicks:test_a_function_writes_the_ticks()
  in_folder(function(folder)
    local fig = plot.figure()
    local seen = {}
    fig:panel():line({ 0, 1 }, { 0, 1 }):set { xformat = function(x) seen[#seen + 1] = x return x .. " s" end, yformat = "%.3f" }
    fig:save(folder .. "/a.png")
    lu.assertTrue(#seen >= 2)
  end)
end

function TestTicks:test_a_failing_function_is_told_when_the_figure_is_written()
  local fig = plot.figure()
  fig:panel():line({ 0, 1 }, { 0, 1 }):set { xformat = function() error "no such unit" end }
  assert_refused(function() fig:save "x.png" end, "no such unit")
end

function TestTicks:test_formats_that_are_not_for_one_number_are_refused()
  local ax = new_panel()
  assert_refused(function() ax:set { xformat = "%s" } end, "xformat")
  assert_refused(function() ax:set { xformat = "%d" } end, "xformat")
  assert_refused(function() ax:set { xformat = "%f %f" } end, "xformat")
  assert_refused(function() ax:set { xformat = "%*f" } end, "xformat")
  assert_refused(function() ax:set { xformat = 3 } end, "xformat")
  ax:set { xformat = "%5.1f%%" }
end

function TestTicks:test_labels_need_as_many_ticks()
  local ax = new_panel()
  assert_refused(function() ax:set { xticks = { 1, 2 }, xticklabels = { "a" } } end, "xticks has 2", "xticklabels has 1")
  assert_refused(function() ax:set { xticklabels = { "a" } } end, "'xticks'")
end

TestFiles = {}

local function small_figure()
  local fig = plot.figure { size = "single column" }
  fig:panel():line({ 1, 2, 3 }, { label = "$J_{ij}$" }):legend()
  return fig
end

function TestFiles:test_every_format_is_written_whole()
  in_folder(function(folder)
    local heads = { pdf = "%%PDF", svg = "<%?xml", eps = "%%!PS", png = "\137PNG" }
    for ending, head in pairs(heads) do
      local path = folder .. "/a." .. ending
      small_figure():save(path)
      lu.assertEquals(shell.read(path):find(head), 1)
    end
    lu.assertEquals(shell.line("ls", folder).out, "a.eps\na.pdf\na.png\na.svg\n")
  end)
end

function TestFiles:test_the_same_figure_gives_the_same_bytes()
  in_folder(function(folder)
    for _, ending in ipairs { "pdf", "svg", "eps", "png" } do
      local first, second = folder .. "/1." .. ending, folder .. "/2." .. ending
      small_figure():save(first, { recipe = { seed = 3, script = "a.lua", command_line = "x" } })
      small_figure():save(second, { recipe = { command_line = "x", script = "a.lua", seed = 3 } })
      lu.assertEquals(shell.read(first), shell.read(second))
    end
  end)
end

function TestFiles:test_text_in_a_pdf_is_text_in_true_fonts()
  in_folder(function(folder)
    small_figure():save(folder .. "/a.pdf")
    lu.assertStrContains(shell.line("pdftotext a.pdf -", folder).out, "1.0")
    local listed = shell.line("pdffonts a.pdf", folder).out
    lu.assertStrContains(listed, "TrueType")
    lu.assertNil(listed:find "Type 3")
  end)
end

function TestFiles:test_a_file_that_cannot_be_written_is_told_and_leaves_nothing()
  local fig = small_figure()
  assert_refused(function() fig:save "/no/such/folder/a.pdf" end, "/no/such/folder/a.pdf")
  assert_refused(function() fig:save "a.jpeg" end, "a.jpeg")
  assert_refused(function() fig:save() end, "path")
end

-- In the time of a test: cairo alone would take most of a minute for the PNG.
function TestFiles:test_lines_and_bands_of_half_a_million_points_give_small_files()
  in_folder(function(folder)
    local y = balnet.random({ seed = 1 }):normal(500000)
    for name, draw in pairs { line = function(ax) ax:line(y) end, band = function(ax) ax:band(balnet.arange(#y), y - 1, y + 1) end } do
      local fig <close> = plot.figure { size = "single column" }
      draw(fig:panel())
      fig:save(folder .. "/" .. name .. ".pdf", folder .. "/" .. name .. ".png")
      lu.assertTrue(#shell.read(folder .. "/" .. name .. ".pdf") < 150000)
    end
  end)
end

TestDocument, TestMovie = {}, {}

function TestDocument:test_figures_become_sheets_with_their_ticks_and_recipe()
  in_folder(function(folder)
    local path = folder .. "/paper.pdf"
    local ticked = small_figure()
    ticked:panel(1, 1):line({ 1, 2 }):set { yformat = function(value) return ("<%g>"):format(value) end }
    plot.document(path, { { small_figure(), ticked }, { small_figure() } }, { recipe = { seed = 11 } })
    local text = shell.line("pdftotext " .. path .. " -").out
    lu.assertStrContains(text, "<1")
    local _, ends = text:gsub("\f", "")
    lu.assertEquals(ends, 2)
    lu.assertEquals(plot.recipe(path).seed, "11")
  end)
end

function TestDocument:test_misuse_is_refused_and_leaves_no_file()
  in_folder(function(folder)
    local path = folder .. "/paper.pdf"
    local high = plot.figure { size = { 100, 200 } }
    local small = small_figure()
    assert_refused(function() plot.document(path, { { small }, { high, high } }) end, "sheet 2 needs 100.0 mm x 405.0 mm")
    assert_refused(function() plot.document(path, { small }) end, "sheet 1 is a userdata; a table of figures was needed")
    assert_refused(function() plot.document(path, { { 3 } }) end, "balnet.plot.figure expected, got number")
    assert_refused(function() plot.document(path, {}) end, "no sheets")
    assert_refused(function() plot.document(path, { { small } }, { dots = 3 }) end, "unknown option 'dots'; there are ")
    assert_refused(function() plot.document(folder .. "/a.png", { { small } }) end, "does not end in .pdf")
    lu.assertNil(io.open(path))
  end)
end

function TestMovie:test_frames_become_a_gif()
  in_folder(function(folder)
    local movie = plot.movie(folder .. "/a.gif", { seconds = 0.05, dpi = 50 })
    for _ = 1, 3 do movie:add(small_figure()) end
    movie:finish()
    lu.assertEquals(shell.read(folder .. "/a.gif"):sub(1, 6), "GIF89a")
  end)
end

function TestMovie:test_an_unfinished_movie_leaves_no_file()
  in_folder(function(folder)
    do
      local movie <close> = plot.movie(folder .. "/a.gif")
      movie:add(small_figure())
    end
    lu.assertEquals(shell.line("ls -A", folder).out, "")
  end)
end

function TestMovie:test_misuse_is_refused()
  local movie = plot.movie "a.gif"
  assert_refused(function() movie:finish() end, "without frames")
  assert_refused(function() plot.movie("a.gif", { second = 1 }) end, "'seconds'")
  local other = plot.movie "a.avi"
  assert_refused(function() other:add(small_figure()) end, "a.avi")
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
