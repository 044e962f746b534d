-- Texts and legends lie on the page and cover no data; what finds no place is an error that names it.
local lu = require "luaunit"
local balnet = require "balnet"
local plot = balnet.plot
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local function drawn(make, size)
  local figure = plot.figure { size = size or { 86, 60 } }
  make(figure:panel(1, 1), figure)
  local path = os.tmpname()
  os.remove(path)
  figure:save(path .. ".png")
  os.remove(path .. ".png")
  return figure
end

local function refused(make, size, sentence) lu.assertErrorMsgContains(sentence, drawn, make, size) end

local function lines(panel, count)
  for i = 1, count do panel:line({ 1, 2 }, { i, i + 1 }, { label = "entry " .. i }) end
end

-- What the check of a figure finds in a panel, joined; each of these was seen on paper.
local function found(make, options)
  local figure = plot.figure(options or { size = { 86, 60 } })
  make(figure:panel(1, 1), figure)
  return table.concat(figure:check(), "; ")
end

TestRoom = {}

function TestRoom:test_a_legend_of_many_entries_has_columns_or_is_named()
  drawn(function(panel) lines(panel, 30) panel:legend "outside" end, { 140, 60 })
  refused(function(panel) lines(panel, 30) panel:legend "outside" end, { 40, 30 }, "panel in row 1, column 1")
  refused(function(panel) lines(panel, 300) panel:legend() end, { 178, 200 }, "has 256 entries or more")
end

-- Without a place inside (a band over all of the panel) it stands beside: the axes are shorter than without it.
function TestRoom:test_a_legend_that_would_cover_data_stands_beside_the_panel()
  local function covered(panel)
    panel:band({ 0, 1 }, { 0, 0 }, { 1, 1 }, { label = "all of it" }):set { xlim = { 0, 1 }, ylim = { 0, 1 } }
    panel:legend()
  end
  drawn(covered)
  refused(covered, { 24, 20 }, "row 1, column 1")
end

local function crossing(panel)
  return panel:line({ 0, 1 }, { 0, 1 }, { label = "rising" }):line({ 0, 1 }, { 1, 0 }, { label = "falling" })
end

function TestRoom:test_a_legend_at_a_named_place_covers_no_data_unless_it_may()
  drawn(function(panel) crossing(panel):legend "upper centre" end)
  refused(function(panel) crossing(panel):legend "lower left" end, nil, "in row 1, column 1 covers data at 'lower left'")
  refused(function(panel) crossing(panel):legend "upper left":set { ylim = { 0, 1 } } end, nil, "covers data at 'upper left'")
  drawn(function(panel) crossing(panel):legend { place = "lower left", over_data = true } end)
end

-- Where data fill a panel the legend takes a quarter of its height at most, or stands beside it.
function TestRoom:test_a_legend_empties_no_third_of_a_panel()
  for entries = 1, 6 do
    drawn(function(panel)
      for i = 1, entries do panel:band({ 0, 1 }, { i - 1, i - 1 }, { i, i }, { label = "a long entry " .. i }) end
      panel:legend():set { xmargin = 0, ymargin = 0 }
      local _, high = panel:ylim()
      lu.assertTrue(high <= 1.35 * entries + 1e-9, high)
    end)
  end
end

function TestRoom:test_direct_labels_stand_apart_at_the_ends_of_lines()
  local function side_cut_off(...)
    local ends = { ... }
    return found(function(panel)
      for i, y in ipairs(ends) do panel:line({ 0, 1 }, { i, y }, { label = "line " .. i }) end
      panel:legend "direct"
    end)
  end
  lu.assertEquals(side_cut_off(1, 2, 3), "")
  lu.assertEquals(side_cut_off(2, 2, 2), "") -- all at one height
  lu.assertEquals(side_cut_off(0, 0.01, 0.02, 5), "")
  refused(function(panel) panel:scatter({ 1 }, { 1 }, { label = "points" }):legend "direct" end, nil,
    "the mark 'points' in row 1, column 1 has no end")
  refused(function(panel) lines(panel, 40) panel:legend "direct" end, nil, "of 40 labels, needs")
end

function TestRoom:test_a_text_beyond_the_page_is_an_error_with_the_text()
  refused(function(panel) panel:set { xlabel = ("long "):rep(40) } end, nil, "leaves no room for a panel in row 1, column 1")
  refused(function(_, figure) figure:title(("wide "):rep(40)) end, nil, "the text 'wide wide")
  refused(function(panel) panel:line({ 0, 1 }, { 0, 1 }) panel:text(0.95, 0.5, "far to the right of the panel") end, nil,
    "the text 'far to the right of the panel' reaches")
  drawn(function(panel) panel:line({ 0, 1 }, { 0, 1 }) panel:text(0.95, 0.5, "far to the right", { clip = true }) end)
end

function TestRoom:test_labels_of_ticks_that_lie_over_each_other_are_named()
  local function ticks(settings) return function(panel) panel:line({ 1, 2 }, { 1, 2 }):set(settings) end end
  refused(ticks { xticks = { 1, 1.001, 2 } }, nil, "the labels '1' and '1.001' of ticks of the x axis in row 1, column 1")
  refused(ticks { yticks = { 1, 2, 1.001 }, yticklabels = { "a", "b", "c" } }, nil, "the labels 'a' and 'c' of ticks of the y axis")
  drawn(ticks { yticks = { 1, 1.001, 2 }, yticklabels = { "a", "", "b" } })
end

function TestRoom:test_a_panel_that_equal_units_make_too_thin_is_named()
  refused(function(panel) panel:image(balnet.ones(1, 30000)) end, nil, 'mm; aspect = "auto" was needed')
  drawn(function(panel) panel:image(balnet.ones(1, 30000)):set { aspect = "auto" } end)
end

function TestRoom:test_letters_stand_clear_of_tick_labels()
  local figure = plot.figure { size = { 178, 178 }, rows = 8, columns = 8 }
  for row = 1, 8 do
    for column = 1, 8 do figure:panel(row, column):line { 1, 2 } end
  end
  lu.assertEquals(figure:letters("(a)"):check(), {})
end

function TestRoom:test_the_offset_of_a_colour_bar_has_room()
  drawn(function(panel) panel:image({ { 1e9, 1e9 + 1 } }, { colorbar = true }) end)
  drawn(function(panel) panel:image({ { 1e12, 1e12 + 1e-3 } }, { colorbar = true }) end)
end

function TestRoom:test_the_check_of_a_figure_finds_what_lies_over_another()
  local function two_texts(angle)
    return found(function(a) a:line { 0, 1 }:text(1.2, 0.5, "one text", { angle = angle }):text(1.2, 0.5, "another", { angle = angle }) end)
  end
  lu.assertEquals(two_texts(0), "the texts 'one text' and 'another' lie over each other")
  lu.assertStrContains(two_texts(45), "lie over each other")
  -- Turned by 45 degrees two texts side by side are apart, though upright rectangles around them are not.
  local function side_by_side(a)
    a:line { 0, 1 }:text(1.2, 0.5, "long text", { angle = 45 }):text(1.3, 0.5, "long text", { angle = 45 })
  end
  lu.assertEquals(found(side_by_side), "")
  lu.assertStrContains(found(function(a) a:line { 0, 1 }:text(2, 0.5, "far to the right of the panel") end), "mm beyond the page")
  lu.assertStrContains(found(function(_, fig)
    fig:panel(1, 2):line { 0, 1 } fig:panel(1, 1):line { 0, 1 }:text(1.9, 0.5, "over to the neighbour")
  end,
    { columns = 2 }), "panel in row 1, column 1 lies over that in row 1, column 2")
  lu.assertStrContains(found(function(a)
    a:line({ 0, 1 }, { 0, 1 }) a:inset { x = 0.3, y = 0.3, width = 0.5, height = 0.5 }:line { 0, 1 }
  end),
    "an inset of the panel in row 1, column 1 covers data")
end

function TestRoom:test_the_check_of_a_figure_finds_labels_longer_than_their_panel()
  lu.assertStrContains(found(function(a)
    a:line { 0, 1 }:set { ylabel = "a label that is longer than its axis" }
  end, { size = { 86, 40 } }),
    "the y label 'a label that is longer than its axis' is")
  lu.assertEquals(found(function(a) a:line { 0, 1 }:set { ylabel = "a label", xlabel = "another", title = "title" } end), "")
end

-- An image that is smaller than its place stands in its middle; its letter stays at its labels.
function TestRoom:test_letters_stand_at_images_that_are_smaller_than_their_place()
  local function left_of_letters(wide)
    local figure = plot.figure { size = { 178, 50 }, columns = 2 }
    for column = 1, 2 do figure:panel(1, column):image(balnet.eye(5)):set { xlabel = "unit", aspect = wide and "auto" or nil } end
    local places = {}
    for x in plotted.drawing(figure:letters()):gmatch '<use [^>]-xlink:href="#[^"]-" x="([%d.]+)"' do places[#places + 1] = tonumber(x) end
    table.sort(places)
    return places[1]
  end
  lu.assertTrue(left_of_letters(false) > left_of_letters(true) + 50)
end

function TestRoom:test_a_scale_bar_that_is_not_seen_or_does_not_fit_is_an_error()
  local function bar(x, y) return function(panel) panel:line({ 0, 1 }):scalebar { x = x, y = y } end end
  refused(bar(1e-300, 0), nil, "a scale bar of 1e-300 along x is 0 mm long in a panel of ")
  refused(bar(0.5, 1e-300), nil, "a scale bar of 1e-300 along y is 0 mm long")
  refused(bar(1e300, 0), nil, "a scale bar of 1e+300 along x is ")
  drawn(bar(0.5, 0.5))
end

TestColors = {}

-- What the check finds among lines of these colours and styles, each labelled by its number.
local function legend_of(colors, styles, options)
  options = options or {}
  options.size = { 86, 60 }
  return found(function(panel)
    for i, color in ipairs(colors) do
      panel:line({ 1, 2 }, { i, i + 1 }, { label = ("%d"):format(i), color = color or nil, style = styles and styles[i] })
    end
    panel:legend "outside"
  end, options)
end

local place = " in the legend of the panel in row 1, column 1 look alike"

function TestColors:test_entries_that_the_colour_blind_or_grey_print_do_not_tell_apart_are_said()
  lu.assertEquals(legend_of { "#d62728", "#2ca02c" }, "'1' and '2'" .. place .. " to deuteranopes")
  lu.assertEquals(legend_of { "red", "green" }, "'1' and '2'" .. place .. " to protanopes, in grey")
  lu.assertEquals(legend_of { "C2", "C3" }, "'1' and '2'" .. place .. " in grey")
  lu.assertEquals(legend_of { "C0", "C0" }, "'1' and '2'" .. place)
  lu.assertEquals(legend_of({ "red", "green" }, { "-", "--" }), "")
end

function TestColors:test_each_entry_is_named_once_with_what_it_resembles_most()
  lu.assertEquals(legend_of { "C2", "C3", "C3" }, "'1' and '2'" .. place .. " in grey; '2' and '3'" .. place)
  local crowd = {}
  for i = 1, 12 do crowd[i] = false end
  lu.assertTrue(plotted.count_of(legend_of(crowd), "look alike") < 12)
end

function TestColors:test_automatic_colours_are_told_apart()
  lu.assertEquals(legend_of { false, false, false }, "")
  lu.assertEquals(legend_of({ false, false, false, false, false, false, false, false }, nil, { theme = { greyscale = true } }), "")
end

function TestColors:test_markers_fills_and_equal_labels_are_no_fault()
  lu.assertEquals(found(function(panel)
    panel:scatter({ 1, 2 }, { 1, 2 }, { color = "C0", marker = "o", label = "a" })
      :scatter({ 1, 2 }, { 2, 3 }, { color = "C0", marker = "s", label = "b" })
      :bar({ 1 }, { 1 }, { color = "C0", label = "c" }):line({ 1, 2 }, { 3, 4 }, { color = "C0", label = "d" })
      :line({ 1, 2 }, { 3, 5 }, { color = "C0", label = "d" }):legend "outside"
  end), "")
end

function TestColors:test_the_legend_of_a_figure_is_held_against_it_too()
  local figure = plot.figure { columns = 2, size = { 100, 50 } }
  figure:panel(1, 1):line({ 1, 2 }, { label = "one", color = "C2" })
  figure:panel(1, 2):line({ 1, 2 }, { label = "other", color = "C3" })
  lu.assertEquals(figure:check(), {})
  lu.assertEquals(figure:legend():check(), { "'one' and 'other' in the legend of the figure look alike in grey" })
end

TestJournals = {}

local function of_style(style, options, check, line)
  options = options or {}
  options.style, options.columns = style, 2
  local figure = balnet.plot.figure(options)
  for c = 1, 2 do
    figure:panel(1, c):line({ 1, 4, 9 }, { label = "squares", width = line }):set { xlabel = "time", ylabel = "$x^2$" }:legend()
  end
  return table.concat(figure:letters():check(check), "; ")
end

function TestJournals:test_figures_in_their_styles_are_within_the_limits()
  for _, style in ipairs { "nature", "cell", "plos", "journal of neuroscience", "journal of neurophysiology", "ieee" } do
    lu.assertEquals(of_style(style, {}, { dpi = 300 }), "")
  end
end

local function logarithmic(style)
  local figure = plot.figure { style = style, size = "single column", theme = { grid = true } }
  figure:panel():line({ 1, 10, 1000 }, { 1, 10, 1000 }):errorbar({ 1, 10 }, { 20, 30 }, { yerror = 1 }):bar({ 100 }, { 4 })
    :set { xscale = "log", yscale = "log" }
  return figure:check()
end

function TestJournals:test_ticks_grids_caps_and_edges_are_no_thinner_than_a_journal_takes()
  for _, style in ipairs { "nature", "cell", "plos", "journal of neuroscience", "journal of neurophysiology", "ieee" } do
    lu.assertEquals(logarithmic(style), {})
  end
end

-- The seams between areas are no lines.
function TestJournals:test_marks_of_every_kind_are_within_the_limits_of_all_journals()
  local v = { 1, 2, 3, 5, 4 }
  local kinds = {
    function(p) p:errorbar(v, v, { yerror = v }) end, function(p) p:box({ v, v }):bracket(1, 2, "*") end, function(p) p:violin { v, v } end,
    function(p) p:swarm { v, v } end, function(p) p:stem(v) end, function(p) p:line(v):scalebar { x = 1, xlabel = "a" } end,
    function(p) p:raster_histogram(v, v) end, function(p) p:joint(v, v) end, function(p) p:hexbin(v, v) end,
    function(p) p:contour({ { 1, 2, 3 }, { 2, 3, 4 }, { 1, 5, 2 } }, { labels = true, colorbar = "c" }) end,
    function(p) p:network { { 0, 1 }, { -1, 0 } } end, function(p) p:polar(plot.polar():line(v, v):bar(v, v)) end,
    function(p) p:space(plot.space { zlabel = "z" }:line(v, v, v):surface { { 1, 2 }, { 2, 3 } }) end,
    function(p) p:broken({ { 0, 1 }, { 2, 3 } }, function(part) part:line(v) end) end, function(p) p:table { { 1, 2 } } end,
  }
  for _, style in ipairs { "nature", "cell", "plos", "journal of neuroscience", "journal of neurophysiology", "ieee" } do
    for i, draw in ipairs(kinds) do
      local figure = plot.figure { style = style, size = "single column" }
      draw(figure:panel(1, 1))
      lu.assertEquals(figure:check(), {}, ("%s, kind %d"):format(style, i))
    end
  end
end

function TestJournals:test_lines_beyond_the_limits_are_said()
  lu.assertEquals(of_style("nature", {}, nil, 0.2),
    "a line of the panel in row 1, column 1 has 0.2 points; 'nature' takes at least 0.25")
  lu.assertEquals(of_style("plos", {}, nil, 0.2), "a line of the panel in row 1, column 1 has 0.2 points; 'plos' takes at least 0.25")
  lu.assertEquals(of_style("nature", {}, nil, 0.25), "")
end

function TestJournals:test_pixels_beyond_the_limits_are_said_and_not_the_default_of_a_style()
  lu.assertEquals(of_style("cell", {}, { dpi = 299 }), "the figure is saved with 299 dpi; 'cell' takes at least 300")
  lu.assertEquals(of_style(nil, {}, { dpi = 10 }), "")
  plotted.assert_refused(function() plot.figure():check { dip = 3 } end, "dpi")
  plotted.in_folder(function(folder)
    local figure = plot.figure { style = "nature", size = { 25.4, 25.4 } }
    figure:panel():line { 1, 2 }
    figure:save(folder .. "/journal.png"):save(folder .. "/coarse.png", { dpi = 100 })
    local function width(name) return ((">I4"):unpack(shell.read(folder .. "/" .. name):sub(17, 20))) end
    lu.assertEquals({ width "journal.png", width "coarse.png" }, { 300, 100 })
  end)
end

function TestJournals:test_a_page_or_text_beyond_them_is_said()
  lu.assertStrContains(of_style("cell", { size = { 200, 60 } }), "the figure is 200 mm wide; 'cell' takes at most 174 mm")
  lu.assertStrContains(of_style("plos", { size = { 100, 245 } }), "the figure is 245 mm high; 'plos' takes at most 240 mm")
  lu.assertStrContains(of_style("nature", { theme = { tick_size = 4 } }), "has 4 points; 'nature' takes at least 5")
  lu.assertStrContains(of_style("plos", { theme = { label_size = 13 } }), "has 13 points; 'plos' takes at most 12")
  lu.assertEquals(of_style(nil, { size = { 300, 60 }, theme = { tick_size = 4 } }), "")
end

-- A title of a legend takes a line above the entries, and the legend the width of what is wider.
function TestRoom:test_the_title_of_a_legend_stands_over_its_entries()
  local function frame_of(title)
    local figure = balnet.plot.figure { width = 80, height = 60 }
    local panel = figure:panel(1, 1):line({ 0, 1 }, { 0, 0 }, { label = "a" }):set { axes = false, ylim = { 0, 1 } }
    panel:legend { place = "upper left", frame = true, title = title }
    lu.assertEquals(figure:check(), {})
    local corners = 'fill%-opacity:0%.8;[^>]-d="M ([%d.]+) ([%d.]+) L ([%d.]+) [%d.]+ L [%d.]+ ([%d.]+)'
    local x0, y0, x1, y1 = plotted.drawing(figure):match(corners)
    return x1 - x0, y1 - y0
  end
  local width, height = frame_of()
  local same, higher = frame_of "b"
  local wider, as_high = frame_of "a title that is wide"
  lu.assertAlmostEquals(same, width, 1e-2)
  lu.assertTrue(higher > height + 5 and wider > width + 30)
  lu.assertAlmostEquals(as_high, higher, 2)
  plotted.assert_refused(function() plotted.new_panel():line({ 1, 2 }, { label = "a" }):legend { place = "direct", title = "b" } end,
    "labels at the ends of lines have no title")
end

os.exit(lu.LuaUnit.run())
