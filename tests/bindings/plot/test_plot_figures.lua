-- Figures, their fonts and ticks, and the files they are written to.
local lu = require "luaunit"
local balnet = require "balnet"
local plot = require "balnet.plot"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local new_panel, assert_refused, in_folder = plotted.new_panel, plotted.assert_refused, plotted.in_folder

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
  assert_refused(function() fig:panel(2, 1) end,
    "a panel over rows 2 to 2 and columns 1 to 1 would cover the one over rows 2 to 2 and columns 1 to 2")
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
    for extension, head in pairs(heads) do
      local path = folder .. "/a." .. extension
      small_figure():save(path)
      lu.assertEquals(shell.read(path):find(head), 1)
    end
    lu.assertEquals(shell.line("ls", folder).out, "a.eps\na.pdf\na.png\na.svg\n")
  end)
end

function TestFiles:test_the_same_figure_gives_the_same_bytes()
  in_folder(function(folder)
    for _, extension in ipairs { "pdf", "svg", "eps", "png" } do
      local first, second = folder .. "/1." .. extension, folder .. "/2." .. extension
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

function TestMovie:test_files_of_one_movie_hold_the_same_frames()
  local function movie_of(...)
    local movie <close> = plot.movie(...)
    for _ = 1, 2 do movie:add(small_figure()) end
    movie:finish()
  end
  in_folder(function(folder)
    movie_of(folder .. "/both.gif", folder .. "/both%d.png", { recipe = false, dither = true, dpi = 50 })
    movie_of(folder .. "/one.gif", { recipe = false, dither = true, dpi = 50 })
    lu.assertTrue(shell.read(folder .. "/both.gif") == shell.read(folder .. "/one.gif"))
    small_figure():save(folder .. "/figure.png", { dpi = 50, recipe = false })
    lu.assertTrue(shell.read(folder .. "/both2.png") == shell.read(folder .. "/figure.png"))
    lu.assertFalse(balnet.system.exists(folder .. "/both3.png"))
  end)
end

function TestMovie:test_of_several_files_none_is_left_when_one_fails()
  in_folder(function(folder)
    local movie = plot.movie(folder .. "/a.gif", folder .. "/a.avi")
    assert_refused(function() movie:add(small_figure()) end, "ends in none of .gif, .mp4, .webm and .png")
    assert_refused(function() movie:add(small_figure()) end, "the movie has ended")
    lu.assertEquals(shell.line("ls -A", folder).out, "")
  end)
  assert_refused(function() plot.movie() end, "the path of a file was needed")
  assert_refused(function() plot.movie { dpi = 50 } end, "the path of a file was needed")
end

function TestMovie:test_frames_of_another_size_are_refused()
  in_folder(function(folder)
    local movie <close> = plot.movie(folder .. "/a.gif", { dpi = 72 })
    movie:add(plot.figure { size = { 25.4, 50.8 } })
    assert_refused(function() movie:add(plot.figure { size = { 50.8, 50.8 } }) end,
      "the figure has 144 x 144 pixels; the 72 x 144 of the first frame were needed")
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

os.exit(lu.LuaUnit.run())
