-- Data of extreme range: every mark and axis draws or says what is wrong, in bounded time, and what has an extent is
-- never drawn to nothing.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local shell = dofile(os.getenv "BALNET_SOURCE" .. "/tests/shell.lua")

local folder
local infinite, undefined = math.huge, 0 / 0

-- The bytes of a picture of a panel, without date and recipe.
local function picture(draw, settings)
  local figure = balnet.plot.figure { size = { 70, 50 } }
  local panel = figure:panel(1, 1)
  draw(panel)
  if settings then panel:set(settings) end
  figure:save(folder .. "/x.png", folder .. "/x.pdf")
  return (select(2, balnet.plot.recipe(folder .. "/x.png")))
end

TestExtremes = {}

function TestExtremes:setUp() folder = shell.scratch() end

function TestExtremes:tearDown() shell.remove(folder) end

function TestExtremes:test_the_ends_of_arithmetic_are_drawn()
  for _, draw in ipairs {
    function(a) a:image(balnet.full({ 2, 2 }, 1.79e308), { colorbar = true }) end,
    function(a) a:image(balnet.full({ 2, 2 }, 5e-324), { colorbar = true }) end,
    function(a) a:image(balnet.full({ 2, 2 }, 1.79e308), { colorbar = true, norm = "log" }) end,
    function(a) a:image(balnet.tensor { { -1.79e308, 1.79e308 } }, { colorbar = true, interpolation = "smooth" }) end,
    function(a) a:image(balnet.tensor { { undefined, undefined } }, { colorbar = true }) end,
    function(a) a:contour(balnet.tensor { { -1.79e308, 1.79e308 }, { 0, 1 } }, { colorbar = true }) end,
    function(a) a:line({ 1, 2 }, { 0, 1e-305 }) end,
    function(a) a:line({ 1, 2 }, { 0, 5e-324 }):set { yscale = "symlog" } end,
    function(a) a:line({ 1, 2 }, { 1e-300, 1e300 }):set { yscale = "log" } end,
    function(a) a:line({ 1, 2 }, { -1.79e308, 1.79e308 }):set { yscale = "symlog" } end,
    function(a) a:line({ 1, 2 }, { 1e15, 1e15 + 0.125 }) end,
    function(a) a:line({ undefined }, { infinite }) end,
    function(a) a:scatter({ 1, 2 }, { 1, 2 }, { sizes = { 1.79e308, 1 } }) end,
    function(a)
      a:scatter(balnet.arange(2000), balnet.arange(2000),
        { sizes = balnet.concatenate { balnet.ones(1999), balnet.full({ 1 }, 1.79e308) } })
    end,
    function(a) a:scatter(balnet.arange(2000), balnet.arange(2000):square(), { size = 1.79e308 }) end,
    function(a) a:scatter(balnet.arange(2000), balnet.arange(2000), { size = 1e-300, edge = "red", edge_width = 1e300 }) end,
    function(a) a:scatter(balnet.full({ 2000 }, undefined), balnet.arange(2000), { values = balnet.arange(2000) }) end,
    function(a) a:histogram { -1.79e308, 1.79e308 } end,
    function(a) a:quiver({ 1, 2 }, { 1, 2 }, { 1.79e308, 0 }, { 1.79e308, 5e-324 }) end,
    function(a) a:line({ 1, 2 }, { 1, 1e200 }):set { yscale = "log", ylim = { 1e250, nil } } end,
    function(a) a:line({ 0, 1e-300 }, { 0, 1e300 }):set { aspect = "equal" } end,
  } do picture(draw) end
end

-- Two constants of different sizes have colour bars that differ, and a bar whose ends are the ends of arithmetic is drawn.
function TestExtremes:test_a_colour_bar_tells_the_largest_numbers_apart()
  local function bar(norm, ...)
    local shown = { ... }
    return picture(function(a) a:image({ shown }, { colorbar = true, norm = norm }) end)
  end
  for _, norm in ipairs { "linear", "log" } do
    lu.assertFalse(bar(norm, 1.7e308) == bar(norm, 1.2e300))
    lu.assertFalse(bar(norm, 1.7e308, 1e308) == bar(norm, 1.2e300, 1e300))
  end
  lu.assertFalse(bar("linear", -1.79e308, 1.79e308) == bar("linear", -1e308, 1e308))
end

local values = { 0, 1, -1, 3, 1e-305, 5e-324, 1e-300, -1e-300, 1e300, -1.79e308, 1.79e308, 1e9, 1e9 + 1e-6, 1e15, undefined,
  infinite, -infinite }

local marks = {
  function(a, x, y) a:line(x, y, { marker = "o" }) end, function(a, x, y) a:step(x, y) end,
  function(a, x, y, z) a:band(x, y, z) end, function(a, x, y, z) a:errorbar(x, y, { yerror = z }) end,
  function(a, x, y, z) a:scatter(x, y, { values = z, colorbar = true }) end,
  function(a, x, y, z) a:scatter(x, y, { sizes = z }) end, function(a, x, y, z) a:bar(x, y, { base = z[1] }) end,
  function(a, x) a:histogram(x) end, function(a, x, _, z) a:histogram(x, { range = { z[1], z[2] } }) end,
  function(a, x, y) a:image(balnet.tensor { x, y }, { colorbar = true, interpolation = "smooth" }) end,
  function(a, x, y) a:contour(balnet.tensor { x, y }, { colorbar = true }) end,
  function(a, x, y, z) a:quiver(x, y, z, x) end, function(a, x, y) a:eigenvalues(x, y) end,
  function(a, x, y, z) a:box({ x, y, z }, { x = z }) end,
  function(a, x, y) a:raster(x, y) end, function(a, x, y) a:hspan(x[1], y[1]) end,
  function(a, x, y, z) a:circle(x[1], y[1], z[1]) end, function(a, x, y, z) a:arrow(x[1], y[1], z[1], x[2]) end,
}

-- Errors are answers; a call that does not end is none. Seeds 1 to 30 of this kind found the ends above.
function TestExtremes:test_any_values_under_any_axes_end()
  math.randomseed(5)
  local function any() return values[math.random(#values)] end
  local scales, drawn = { "linear", "log", "symlog" }, 0
  for _ = 1, 15 do
    for _, mark in ipairs(marks) do
      local x, y, z = { any(), any(), any() }, { any(), any(), any() }, { any(), any(), any() }
      local settings = { xscale = scales[math.random(3)], yscale = scales[math.random(3)],
        aspect = math.random() < 0.2 and "equal" or nil, ylim = math.random() < 0.2 and { any(), any() } or nil }
      local done, fault = pcall(picture, function(a) mark(a, x, y, z) end, settings)
      if done then drawn = drawn + 1 else lu.assertNotStrContains(fault, "leaves no room") end
    end
  end
  lu.assertTrue(drawn > 120, drawn)
end

-- Each draws with the options that it is given; with alpha = 0 they show nothing.
local function assert_seen(draw, settings)
  local with, without = picture(function(a) draw(a, 1) end, settings), picture(function(a) draw(a, 0) end, settings)
  lu.assertFalse(with == without)
end

function TestExtremes:test_nothing_is_drawn_to_nothing()
  local many = balnet.linspace(0, 1, 1000):totable()
  many[1001] = 1e4
  assert_seen(function(a, alpha) a:histogram(many, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:bar({ 1, 1e6 }, { 2, 3 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:bar({ 1, 2 }, { 1e-9, 1e-9 }, { alpha = alpha }) end, { ylim = { 0, 1 } })
  assert_seen(function(a, alpha) a:band({ 1, 2 }, { 1, 1 }, { 1, 1 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:band({ 1, 2, 3 }, { 1, undefined, 1 }, { 2, 2, undefined }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:hspan(1, 1 + 1e-9, { alpha = alpha }) end, { ylim = { 0, 2 } })
  assert_seen(function(a, alpha) a:line({ 1, 1 }, { 1, 1 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:line({ 1 }, { 1 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:line({ 1, 2 }, { 1, 1 }, { width = 1e-3, alpha = alpha }) end)
  assert_seen(function(a, alpha) a:scatter({ 1 }, { 1 }, { size = 1e-3, alpha = alpha }) end)
  assert_seen(function(a, alpha) a:raster({ 1 }, { 5e4 }, { alpha = alpha }) end, { ylim = { 0, 1e5 } })
  assert_seen(function(a, alpha) a:quiver({ 1 }, { 1 }, { 1e-6 }, { 0 }, { scale = 1, alpha = alpha }) end)
end

-- Bars as thin as the least that is drawn, 0.4 points, two of them at the ends of the axis, where lines of 0.6 points stand.
function TestExtremes:test_a_thin_bar_at_a_side_of_its_panel_lies_beside_the_axis_line()
  local figure = balnet.plot.figure { size = { 70, 50 } }
  figure:panel(1, 1):bar({ 0, 5, 10 }, { 3, 3, 3 }, { width = 1e-3 }):set { xlim = { 0, 10 } }
  local text = plotted.drawing(figure)
  local bars = {}
  for a, b in text:match('stroke:none;fill%-rule:nonzero;fill:rgb[^>]*d="([^"]*)"'):gmatch "M ([%d.]+) [%d.]+ L ([%d.]+) [%d.]+ L" do
    bars[#bars + 1] = { tonumber(a), tonumber(b) }
  end
  lu.assertEquals(#bars, 3)
  local twice_the_middle = bars[2][1] + bars[2][2]
  for _, bar in ipairs(bars) do lu.assertAlmostEquals(bar[2] - bar[1], 0.4, 0.01) end
  local axis = tonumber(text:match 'stroke%-linecap:square[^>]*d="M ([%d.]+) ')
  lu.assertTrue(bars[1][1] - axis > 0.3, bars[1][1] - axis)
  lu.assertAlmostEquals(bars[1][1] + bars[3][2], twice_the_middle, 0.01)
end

local around_zero = { xlim = { -1, 1 }, ylim = { -1, 1 } }

function TestExtremes:test_what_is_smaller_than_a_dot_is_a_dot()
  assert_seen(function(a, alpha) a:circle(0, 0, 1e-9, { alpha = alpha }) end, around_zero)
  assert_seen(function(a, alpha) a:circle(0, 0, 1e-9, { fill = "red", width = 0, alpha = alpha }) end, around_zero)
  assert_seen(function(a, alpha) a:line({ 0, 1e-6 }, { 0, 0 }, { style = "--", alpha = alpha }) end, around_zero)
  assert_seen(function(a, alpha) a:image({ { 1 } }, { x = { 0, 1e-9 }, y = { 0, 1 }, alpha = alpha }) end, around_zero)
  assert_seen(function(a, alpha) a:quiver({ 0 }, { 0 }, { 0 }, { 0 }, { alpha = alpha }) end, around_zero)
end

function TestExtremes:test_the_largest_numbers_have_places_on_all_axes()
  for _, scale in ipairs { "linear", "symlog" } do
    assert_seen(function(a, alpha) a:line({ 1, 2 }, { -1.79e308, 1.79e308 }, { alpha = alpha }) end, { yscale = scale })
    assert_seen(function(a, alpha) a:scatter({ 1 }, { -1.79e308 }, { alpha = alpha }) end, { yscale = scale })
  end
  assert_seen(function(a, alpha) a:scatter({ 1, 2 }, { 1e-300, 1.79e308 }, { alpha = alpha }) end, { yscale = "log" })
  assert_seen(function(a, alpha) a:bar({ 1 }, { 1.79e308 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:histogram({ -1e308, -1e308 }, { alpha = alpha }) end)
  assert_seen(function(a, alpha) a:line({ 1, 2 }, { -1e300, 1e300 }, { alpha = alpha }) end, { yscale = "symlog", ylinear = 1e-300 })
end

function TestExtremes:test_marks_that_reach_below_a_logarithmic_axis_are_cut_by_it()
  local log = { yscale = "log", ylim = { 0.1, 10 } }
  assert_seen(function(a, alpha) a:errorbar({ 1 }, { 1 }, { yerror = { 2 }, alpha = alpha, marker = "none" }) end, log)
  assert_seen(function(a, alpha) a:errorbar({ 1 }, { 1 }, { yerror = { infinite }, alpha = alpha, marker = "none" }) end, log)
  assert_seen(function(a, alpha) a:band({ 1, 2 }, { -1, 0 }, { 1, 2 }, { alpha = alpha }) end, log)
  assert_seen(function(a, alpha) a:hspan(0, 1, { alpha = alpha }) end, log)
  assert_seen(function(a, alpha) a:raster({ 1 }, { 0.3 }, { height = 0.8, alpha = alpha }) end, log)
  assert_seen(function(a, alpha) a:image({ { 1, 2 } }, { y = { 0, 5 }, alpha = alpha }) end, log)
end

-- The least bars are single counts, beside one of a million.
function TestExtremes:test_the_least_bar_of_a_logarithmic_axis_is_seen()
  local figure = balnet.plot.figure { size = { 70, 50 } }
  local panel = figure:panel(1, 1)
  panel:bar({ 1, 2 }, { 1, 1e6 }):set { yscale = "log" }
  local low = panel:ylim()
  lu.assertTrue(low < 0.6 and low > 0.1, low)
  assert_seen(function(a, alpha) a:bar({ 1 }, { 1 }, { alpha = alpha }) a:bar({ 3 }, { 1e6 }) end, { yscale = "log" })
end

-- Of three cells the middle one is a hole: the halves of the others that lie beside it are whole.
function TestExtremes:test_a_smooth_image_keeps_the_pixels_beside_a_hole()
  local function drawn(hole)
    return picture(function(a)
      a:image({ { 1, hole, 1 } }, { interpolation = "smooth", limits = { 0, 1 } })
      a:image({ { 0.5 } }, { x = { 1.45, 2.55 }, limits = { 0, 1 } }) -- over the middle cell
    end)
  end
  lu.assertTrue(drawn(undefined) == drawn(1))
end

function TestExtremes:test_huge_scatters_are_vectors_only_where_asked()
  local many = balnet.arange(200001)
  local function draw(rasterized)
    local figure = balnet.plot.figure { size = { 70, 50 } }
    figure:panel(1, 1):scatter(many, many, { alpha = 0.5, rasterized = rasterized })
    figure:save(folder .. "/x.svg")
  end
  local began = os.clock()
  lu.assertErrorMsgContains("more than 200000 markers to draw as vectors; rasterized = true", draw)
  local refused = os.clock()
  draw(false)
  lu.assertTrue(refused - began < 0.3 * (os.clock() - refused)) -- before any is drawn
  draw(true)
end

local function drawn(draw)
  local figure = balnet.plot.figure { size = { 70, 50 } }
  draw(figure:panel(1, 1))
  return plotted.drawing(figure)
end

-- A field, and one whose squares leave the range: the same lines.
function TestExtremes:test_streamlines_do_not_depend_on_the_size_of_the_field()
  local u, v = balnet.tensor { { 1, 2, 1 }, { 2, 1, 1 } }, balnet.tensor { { 1, -1, 1 }, { 0.5, 1, 2 } }
  local usual = drawn(function(a) a:streamlines(u, v) end)
  for _, factor in ipairs { 2.0 ^ -900, 2.0 ^ 900 } do
    lu.assertTrue(drawn(function(a) a:streamlines(u * factor, v * factor) end) == usual, factor)
  end
end

-- The labels of the radii are other numbers, all else is the same.
function TestExtremes:test_polar_plots_of_any_size_and_sign_stay_within_their_circle()
  local function paths(r)
    local text = drawn(function(a) a:polar(balnet.plot.polar():line({ 0, 1 }, r)) end)
    return plotted.count_of(text, "stroke:rgb%(0%%,44")
  end
  for _, r in ipairs { { 1, 2 }, { 1e-310, 2e-310 }, { 1e308, 1.5e308 } } do lu.assertEquals(paths(r), 1) end
  local inwards = drawn(function(a) a:polar(balnet.plot.polar { rlim = 6 }:line({ 0, 1 }, { -5, 1 })) end)
  lu.assertTrue(drawn(function(a) a:polar(balnet.plot.polar():line({ 0, 1 }, { -5, 1 })) end) == inwards) -- the next round radius
end

function TestExtremes:test_ticks_of_a_space_are_told_apart()
  local function labels(low, high)
    local figure = balnet.plot.figure { size = { 70, 50 } }
    figure:panel(1, 1):space(balnet.plot.space():line({ low, high }, { 0, 1 }, { 0, 1 }))
    figure:save(folder .. "/ticks.pdf")
    return shell.line(("pdftotext %s/ticks.pdf -"):format(folder)).out
  end
  lu.assertStrContains(labels(0, 0.0001234), "0.0001")
  lu.assertStrContains(labels(1e6, 1e6 + 1), "+1000000")
  lu.assertStrContains(labels(-1e6 - 1, -1e6), "−1000001")
  local close = labels(1, 1 + 1e-15)
  lu.assertStrContains(close, "+1\n")
  lu.assertStrContains(close, "1.11e−15")
end

function TestExtremes:test_integers_in_a_table_are_whole_unless_a_format_is_given()
  local function words(options)
    local figure = balnet.plot.figure { size = { 90, 40 } }
    figure:panel(1, 1):table({ { "seed", math.maxinteger, 20241129 } }, options)
    figure:save(folder .. "/table.pdf")
    return shell.line(("pdftotext %s/table.pdf -"):format(folder)).out
  end
  lu.assertStrContains(words(), "9223372036854775807")
  lu.assertStrContains(words(), "20241129")
  lu.assertStrContains(words { format = "%.3g" }, "2.02e+07")
end

function TestExtremes:test_a_sample_of_one_number_is_a_line_whatever_rounding_makes_of_its_mean()
  local function outline(list) return drawn(function(a) a:violin({ list }, { inner = "none" }) end) end
  lu.assertTrue(outline(balnet.full({ 50 }, 0.1):totable()) == outline { 0.1 })
end

function TestExtremes:test_what_is_further_apart_than_numbers_reach_is_told()
  local far = { 1e308, -1e308 }
  local function violin() return drawn(function(a) a:violin { far } end) end
  plotted.assert_refused(violin, "the values of sample 1 are further apart than numbers reach")
  plotted.assert_refused(function() drawn(function(a) a:space(balnet.plot.space():line(far, far, far)) end) end,
    "the values of x are further apart than numbers reach")
  local function bars() return drawn(function(a) a:bars({ { 1e308, 1e308 } }, { stacked = true }) end) end
  plotted.assert_refused(bars, "the stack at place 1 is higher")
  plotted.assert_refused(function() drawn(function(a) a:network { { 0, infinite }, { 1, 0 } } end) end, "J[1][2] is infinite")
end

os.exit(lu.LuaUnit.run())
