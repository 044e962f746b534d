-- One test for each word that names something in figures: pictures that differ only in the word differ, and two words
-- for one thing give one picture.
local lu = require "luaunit"
local balnet = require "balnet"
local fields = require "balnet.native.fields"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local words = dofile(os.getenv "BALNET_SOURCE" .. "/tests/words.lua")
local test = words.test

-- What draws something that the option changes. Two words for the same thing give the same picture.
local draw = {
  marker = function(panel, word) panel:scatter({ 1, 2 }, { 1, 3 }, { marker = word }) end,
  style = function(panel, word) panel:line({ 1, 2 }, { 1, 3 }, { style = word }) end,
  step = function(panel, word) panel:line({ 1, 2, 3 }, { 1, 3, 2 }, { step = word }) end,
  scale = function(panel, word)
    panel:line({ 1, 2 }, { 1, 300 })
    panel:set { yscale = word }
  end,
  place = function(panel, word)
    panel:line({ 1, 2 }, { 1, 3 }, { label = "a" })
    panel:legend { place = word, over_data = true }
  end,
  align = function(panel, word) panel:text(0.5, 0.5, "text", { align = word }) end,
  valign = function(panel, word) panel:text(0.5, 0.5, "text", { valign = word }) end,
  face = function(panel, word) panel:text(0.5, 0.5, "text", { face = word }) end,
  coordinates = function(panel, word)
    panel:line({ 0, 5 }, { 0, 5 })
    panel:text(0.5, 0.5, "text", { coordinates = word })
  end,
  norm = function(panel, word) panel:image(balnet.tensor { { 1, 10 }, { 100, 50 } }, { norm = word }) end,
  origin = function(panel, word) panel:image(balnet.tensor { { 1, 10 }, { 100, 50 } }, { origin = word }) end,
  interpolation = function(panel, word) panel:image(balnet.tensor { { 1, 10 }, { 100, 50 } }, { interpolation = word }) end,
  histogram = function(panel, word) panel:histogram({ 1, 2, 2, 3 }, { style = word }) end,
  hatch = function(panel, word) panel:bar({ 1, 2 }, { 3, 4 }, { hatch = word }) end,
  bins = function(panel, word)
    panel:histogram(balnet.random { seed = 1 }:normal(60) ^ 3, { bins = word })
  end,
  pivot = function(panel, word)
    panel:quiver({ 1, 2 }, { 1, 2 }, { 1, 2 }, { 2, 1 }, { pivot = word })
  end,
  aspect = function(panel, word)
    panel:line({ 1, 2 }, { 1, 9 })
    panel:set { aspect = word }
  end,
}

local function picture(name, word, columns)
  local figure = balnet.plot.figure { width = 60, height = 40, columns = columns }
  draw[name](figure:panel(1, 1), word)
  return plotted.drawing(figure)
end

function draw.head(panel, word) panel:line({ 1, 2 }):arrow(1, 1, 2, 2, { head = word }) end

function draw.corner(panel, word) panel:line({ 1, 2 }):scalebar { x = 0.2, corner = word } end

-- The same place: "best" is one of the others.
local same = { style = { solid = "-", dashed = "--", dotted = ":", dashdot = "-." }, place = { best = "any" }, bins = { auto = "any" } }

for name in pairs(draw) do
  for _, word in ipairs(fields.words_of("plot." .. name).word) do
    test("plot." .. name, word, function()
      local own, twin = picture(name, word), (same[name] or {})[word]
      for _, other in ipairs(fields.words_of("plot." .. name).word) do
        if other ~= word and twin ~= "any" and (same[name] or {})[other] == nil then
          lu.assertEquals(picture(name, other) == own, other == twin, other)
        end
      end
    end)
  end
end

for _, name in ipairs { "share_x", "share_y" } do
  for _, word in ipairs(fields.words_of("plot." .. name).word) do
    test("plot." .. name, word, function() balnet.plot.figure { rows = 2, columns = 2, [name] = word } end)
  end
end
function draw.beside(panel, word) panel:image({ { 1, 2 } }, { colorbar = true }):set { aspect = "auto", beside = word } end

test("plot.beside", "auto", function() lu.assertTrue(picture("beside", "auto", 2) == picture("beside", "panel", 2)) end)
test("plot.beside", "panel", function() lu.assertTrue(picture("beside", "panel", 1) == picture("beside", "column", 1)) end)
test("plot.beside", "column", function() lu.assertFalse(picture("beside", "panel", 2) == picture("beside", "column", 2)) end)

-- Millimetres, as the journals state them.
for word, columns in pairs { nature = { 89, 183 }, cell = { 85, 174 }, plos = { 90, 180 }, ["journal of neuroscience"] = { 85, 176 },
  ["journal of neurophysiology"] = { 89, 180 }, ieee = { 88.9, 182 } } do
  test("plot.journal", word, function()
    for i, size in ipairs { "single column", "double column" } do
      local figure = balnet.plot.figure { style = word, size = size, height = 60, theme = { grid = true } }
      lu.assertEquals(tostring(figure), ("figure of %.4g mm x 60 mm"):format(columns[i]))
    end
  end)
end

for _, word in ipairs(fields.words_of "plot.key".word) do
  test("plot.key", word, function()
    local figure = balnet.plot.figure { width = 60, height = 40 }
    local panel = figure:panel(1, 1):line({ 1, 2 }, { label = "a label" })
    local function place(legend)
      if legend then figure:legend(legend) end
      local path = os.tmpname() .. ".svg"
      figure:save(path, { recipe = false })
      os.remove(path)
      return { panel:xlim() }
    end
    lu.assertEquals(place(), place(word)) -- the axis is the same, its room is not
  end)
end

test("plot.theme", "paper", function() balnet.plot.figure { theme = "paper" } end)
test("plot.theme", "screen", function() balnet.plot.figure { theme = "screen" } end)

TestWords = {}

function TestWords:test_every_word_of_every_list_of_figures_is_tested()
  words.assert_all_tested(function(enumeration) return enumeration:find "^plot%." ~= nil end)
end

os.exit(lu.LuaUnit.run())
