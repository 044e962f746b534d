-- What words of figures mean, seen in their drawings: the word of the default draws what no word draws, and the others are told
-- apart by where texts and lines lie.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local fields = require "balnet.native.fields"
local saved = plotted.drawing

local function picture(draw, word)
  local figure = balnet.plot.figure { width = 60, height = 40 }
  draw(figure:panel(1, 1), word)
  return saved(figure)
end

-- --- the default -----------------------------------------------------------------------------------

local numbers = balnet.tensor { { 1, 10 }, { 100, 50 } }
local values = balnet.random { seed = 1 }:normal(60) ^ 3

-- The default of each list and a drawing that the option changes.
local defaults = {
  norm = { "linear", function(panel, word) panel:image(numbers, { norm = word }) end },
  origin = { "upper", function(panel, word) panel:image(numbers, { origin = word }) end },
  interpolation = { "nearest", function(panel, word) panel:image(numbers, { interpolation = word }) end },
  histogram = { "filled", function(panel, word) panel:histogram(values, { style = word }) end },
  hatch = { "none", function(panel, word) panel:bar({ 1, 2 }, { 3, 4 }, { hatch = word }) end },
  bins = { "auto", function(panel, word) panel:histogram(values, { bins = word }) end },
  pivot = { "tail", function(panel, word) panel:quiver({ 1, 2 }, { 1, 2 }, { 1, 2 }, { 2, 1 }, { pivot = word }) end },
  coordinates = { "data", function(panel, word)
    panel:line({ 0, 5 }, { 0, 5 })
    panel:text(0.5, 0.5, "text", { coordinates = word })
  end },
  aspect = { "auto", function(panel, word)
    panel:line({ 1, 2 }, { 1, 9 })
    panel:set { aspect = word }
  end },
  scale = { "linear", function(panel, word)
    panel:line({ 1, 2 }, { 1, 300 })
    panel:set { yscale = word }
  end },
  place = { "best", function(panel, word)
    panel:line({ 1, 2 }, { 1, 3 }, { label = "a" })
    panel:legend { place = word }
  end },
  step = { "none", function(panel, word) panel:line({ 1, 2, 3 }, { 1, 3, 2 }, { step = word }) end },
  head = { "arrow", function(panel, word) panel:line({ 1, 2 }):arrow(1, 1, 2, 2, { head = word }) end },
  corner = { "lower right", function(panel, word) panel:line({ 1, 2 }):scalebar { x = 0.2, corner = word } end },
  style = { "-", function(panel, word) panel:line({ 1, 2 }, { 1, 3 }, { style = word }) end },
  marker = { "o", function(panel, word) panel:scatter({ 1, 2 }, { 1, 3 }, { marker = word }) end },
  face = { "regular", function(panel, word) panel:text(0.5, 0.5, "text", { face = word }) end },
  align = { "left", function(panel, word) panel:text(0.5, 0.5, "text", { align = word }) end },
  valign = { "baseline", function(panel, word) panel:text(0.5, 0.5, "text", { valign = word }) end },
}

TestDefaults = {}

for name, case in pairs(defaults) do
  TestDefaults["test_" .. name] = function()
    local default, draw = case[1], case[2]
    local without = picture(draw, nil)
    lu.assertTrue(picture(draw, default) == without, ("plot.%s: '%s' is not what no word draws"):format(name, default))
  end
end

function TestDefaults:test_theme()
  local function by(theme)
    local figure = balnet.plot.figure { width = 60, height = 40, theme = theme }
    figure:panel(1, 1):line { 1, 2 }
    return saved(figure)
  end
  lu.assertTrue(by "paper" == by(nil), "plot.theme: 'paper'")
  lu.assertFalse(by "screen" == by(nil), "plot.theme: 'screen'")
end

-- --- places ----------------------------------------------------------------------------------------

-- Where the letters of a drawing begin that another one lacks, in order: x from the left, y from the top.
local function letters(text, base)
  local known, found = {}, {}
  for x, y in base:gmatch '<use [^>]*x="([-%d.]+)" y="([-%d.]+)"' do known[x .. " " .. y] = true end
  for x, y in text:gmatch '<use [^>]*x="([-%d.]+)" y="([-%d.]+)"' do
    if not known[x .. " " .. y] then found[#found + 1] = { x = tonumber(x), y = tonumber(y) } end
  end
  return found
end

-- The letters of a text in the middle of a panel.
local function text_by(option, word)
  local function draw(panel, text)
    panel:line({ 0, 5 }, { 0, 5 })
    if text then panel:text(2.5, 2.5, "text", { [option] = word }) end
  end
  return letters(picture(draw, true), picture(draw, false))
end

TestTexts = {}

function TestTexts:test_align()
  local left, centre, right = text_by("align", "left")[1].x, text_by("align", "centre")[1].x, text_by("align", "right")[1].x
  lu.assertTrue(left > centre and centre > right, "plot.align: left, centre, right")
  lu.assertAlmostEquals(left - centre, centre - right, 1e-3, "plot.align: centre")
end

function TestTexts:test_valign()
  local y = {}
  for _, word in ipairs(fields.words_of("plot.valign").word) do y[word] = text_by("valign", word)[1].y end
  lu.assertTrue(y.top > y.middle, "plot.valign: top, middle")
  lu.assertTrue(y.middle > y.baseline, "plot.valign: middle, baseline")
  lu.assertTrue(y.baseline > y.bottom, "plot.valign: baseline, bottom")
end

function TestTexts:test_face()
  local function advance(word)
    local found = text_by("face", word)
    return found[2].x - found[1].x
  end
  lu.assertTrue(advance "bold" > 1.05 * advance "regular", "plot.face: bold")
  lu.assertTrue(advance "italic" < 1.05 * advance "regular", "plot.face: italic")
end

function TestTexts:test_place()
  local function draw(panel, place)
    panel:line({ 0, 5 }, { 2.5, 2.5 }, { label = "a", color = "none" })
    panel:set { ylim = { 0, 5 }, xlim = { 0, 5 } }
    if place then panel:legend { place = place } end
  end
  local base, middle = picture(draw, false), {}
  local function at(word) return letters(picture(draw, word), base)[1] end
  middle.x, middle.y = at("centre").x, at("centre").y
  for _, word in ipairs { "upper right", "upper left", "lower right", "lower left", "upper centre", "lower centre",
    "centre right", "centre left" } do
    local here, v, h = at(word), word:match "^(%w+) (%w+)$"
    if h == "left" then lu.assertTrue(here.x < middle.x - 5, "plot.place: " .. word) end
    if h == "right" then lu.assertTrue(here.x > middle.x + 5, "plot.place: " .. word) end
    if h == "centre" then lu.assertAlmostEquals(here.x, middle.x, 1, "plot.place: " .. word) end
    if v == "upper" then lu.assertTrue(here.y < middle.y - 5, "plot.place: " .. word) end
    if v == "lower" then lu.assertTrue(here.y > middle.y + 5, "plot.place: " .. word) end
    if v == "centre" then lu.assertAlmostEquals(here.y, middle.y, 1, "plot.place: " .. word) end
  end
end

-- --- axes and lines --------------------------------------------------------------------------------

TestAxes = {}

function TestAxes:test_scale() -- a logarithm has no negative numbers
  local function scaled(word)
    return pcall(picture, function(panel)
      panel:line({ 1, 2 }, { 1, 3 })
      panel:set { yscale = word, ylim = { -1, 10 } }
    end)
  end
  lu.assertFalse((scaled "log"), "plot.scale: log")
  lu.assertTrue((scaled "symlog"), "plot.scale: symlog")
end

-- With one row the panels of a column are one, and with one column those of a row.
function TestAxes:test_share()
  local function shared(option, word, rows, columns)
    local figure = balnet.plot.figure { width = 90, height = 80, rows = rows, columns = columns, [option] = word }
    figure:panel(1, 1):line({ 1, 2 }, { 1, 2 })
    figure:panel(rows, columns):line({ 3, 9 }, { 3, 9 })
    return saved(figure)
  end
  for option, case in pairs { share_x = { "columns", 1, 2 }, share_y = { "rows", 2, 1 } } do
    local lines, rows, columns = case[1], case[2], case[3]
    local none = shared(option, "none", rows, columns)
    lu.assertTrue(shared(option, nil, rows, columns) == none, ("plot.%s: none"):format(option))
    lu.assertTrue(shared(option, lines, rows, columns) == none, ("plot.%s: %s"):format(option, lines))
    lu.assertFalse(shared(option, "all", rows, columns) == none, ("plot.%s: all"):format(option))
  end
end

-- The mean of the corners' x of a line from (1, 1) to (2, 2): a step before has its corner at the first.
function TestAxes:test_step()
  local function draw(panel, word)
    panel:set { xlim = { 0, 3 }, ylim = { 0, 3 } }
    if word then panel:line({ 1, 2 }, { 1, 2 }, { step = word }) end
  end
  local base, mean = picture(draw, false), {}
  for _, word in ipairs { "before", "middle", "after" } do
    local sum, count = 0, 0
    for path in picture(draw, word):gmatch ' d="([^"]*)"' do
      if not base:find(path, 1, true) then
        for x in path:gmatch "[ML] ([-%d.]+) [-%d.]+" do sum, count = sum + tonumber(x), count + 1 end
      end
    end
    lu.assertTrue(count > 0)
    mean[word] = sum / count
  end
  lu.assertTrue(mean.before < mean.middle, "plot.step: before, middle")
  lu.assertTrue(mean.middle < mean.after, "plot.step: middle, after")
end

-- 60 numbers: log2(60) + 1 rounded up, the square root rounded up; the widths of Scott (1979) and of Freedman and Diaconis (1981).
function TestAxes:test_bins()
  local draw = defaults.bins[2]
  lu.assertTrue(picture(draw, "sturges") == picture(draw, 7), "plot.bins: sturges")
  lu.assertTrue(picture(draw, "sqrt") == picture(draw, 8), "plot.bins: sqrt")
  local range, share = values:max() - values:min(), (#values) ^ (1 / 3)
  local scott = range * share / ((24 * math.pi ^ 0.5) ^ (1 / 3) * values:std())
  local freedman = range * share / (2 * (values:quantile(0.75) - values:quantile(0.25)))
  lu.assertTrue(picture(draw, "scott") == picture(draw, math.ceil(scott)), "plot.bins: scott")
  lu.assertTrue(picture(draw, "freedman-diaconis") == picture(draw, math.ceil(freedman)), "plot.bins: freedman-diaconis")
end

-- --- shapes ----------------------------------------------------------------------------------------

-- The paths that a mark adds to an empty panel of 3 by 3.
local function added(draw)
  local function make(panel, with)
    panel:set { xlim = { 0, 3 }, ylim = { 0, 3 } }
    if with then draw(panel) end
  end
  local base, found = picture(make, false), {}
  for path in picture(make, true):gmatch "<path[^>]*>" do
    if not base:find(path, 1, true) then found[#found + 1] = path end
  end
  return found
end

local function points_of(path)
  local points = {}
  for x, y in path:match ' d="([^"]*)"':gmatch "([-%d.]+) ([-%d.]+)" do points[#points + 1] = { x = tonumber(x), y = tonumber(y) } end
  return points
end

-- Whether a path is filled, its number of corners, and where the second lies from the first.
local function shape_of(path)
  local points = points_of(path)
  local first, second = points[1], points[2]
  local course = first.y < second.y and "below" or "above"
  if first.x == second.x then course = "straight" end
  if first.y == second.y then course = "beside" end
  return (path:find("fill:none", 1, true) and "lines " or "filled ") .. #points .. " " .. course
end

TestMarks = {}

function TestMarks:test_marker()
  local function marker(word) return added(function(panel) panel:scatter({ 1 }, { 1 }, { marker = word }) end) end
  local shapes = { s = "filled 5 beside", D = "filled 5 below", ["^"] = "filled 4 below", v = "filled 4 above",
    ["+"] = "lines 4 beside", x = "lines 4 below", ["|"] = "lines 2 straight" }
  for word, shape in pairs(shapes) do lu.assertEquals(shape_of(marker(word)[1]), shape, "plot.marker: " .. word) end
  local function width(word)
    local path = marker(word)[1]
    lu.assertStrContains(path, " C ", "plot.marker: " .. word)
    local points = points_of(path)
    return points[1].x - points[4].x
  end
  lu.assertTrue(width "o" > 1.5 * width ".", "plot.marker: o, .")
  lu.assertEquals(marker "none", {}, "plot.marker: none")
end

function TestMarks:test_style()
  local function dashes(word)
    local path, list = added(function(panel) panel:line({ 1, 2 }, { 1, 2 }, { style = word, width = 1 }) end)[1], {}
    for length in (path:match "stroke%-dasharray:([^;]*)" or ""):gmatch "[%d.]+" do list[#list + 1] = tonumber(length) end
    return list
  end
  for sign, name in pairs { ["-"] = "solid", ["--"] = "dashed", [":"] = "dotted", ["-."] = "dashdot" } do
    lu.assertEquals(dashes(sign), dashes(name), "plot.style: " .. name)
  end
  lu.assertEquals(#dashes "-", 0, "plot.style: -")
  lu.assertTrue(#dashes "--" == 2 and dashes "--"[1] > 2, "plot.style: --")
  lu.assertTrue(#dashes ":" == 2 and dashes ":"[1] == 1, "plot.style: :") -- dots are as long as the line is wide
  lu.assertEquals(#dashes "-.", 4, "plot.style: -.")
end

function TestMarks:test_head()
  local function head(word) return added(function(panel) panel:arrow(1, 1, 2, 2, { head = word }) end) end
  local function is_round(path) return path:find(" C ", 1, true) ~= nil end
  local function is_filled(path) return path:find("fill:none", 1, true) == nil end
  lu.assertEquals(#head "none", 1, "plot.head: none")
  for word, expected in pairs { arrow = { false, true }, bar = { false, false }, dot = { true, true } } do
    local paths = head(word)
    local last = paths[#paths]
    lu.assertEquals({ #paths, is_round(last), is_filled(last) }, { 2, table.unpack(expected) }, "plot.head: " .. word)
  end
end

function TestMarks:test_corner()
  local function draw(panel, corner)
    panel:line({ 0, 5 }, { 0, 5 })
    if corner then panel:scalebar { x = 1, xlabel = "b", corner = corner } end
  end
  local base, at = picture(draw, false), {}
  for _, word in ipairs(fields.words_of("plot.corner").word) do at[word] = letters(picture(draw, word), base)[1] end
  for _, side in ipairs { "left", "right" } do
    lu.assertTrue(at["upper " .. side].y < at["lower " .. side].y - 5, "plot.corner: upper, lower " .. side)
  end
  for _, side in ipairs { "upper", "lower" } do
    lu.assertTrue(at[side .. " left"].x < at[side .. " right"].x - 5, "plot.corner: " .. side .. " left, right")
  end
end

os.exit(lu.LuaUnit.run())
