-- Texts and legends lie on the page and cover no data; what finds no place is an error that names it.
local lu = require "luaunit"
local plot = require("balnet").plot

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

function TestRoom:test_a_text_beyond_the_page_is_an_error_with_the_text()
  refused(function(panel) panel:set { xlabel = ("long "):rep(40) } end, nil, "leaves no room for a panel in row 1, column 1")
  refused(function(_, figure) figure:title(("wide "):rep(40)) end, nil, "the text 'wide wide")
  refused(function(panel) panel:line({ 0, 1 }, { 0, 1 }) panel:text(0.95, 0.5, "far to the right of the panel") end, nil,
    "the text 'far to the right of the panel' reaches")
  drawn(function(panel) panel:line({ 0, 1 }, { 0, 1 }) panel:text(0.95, 0.5, "far to the right", { clip = true }) end)
end

function TestRoom:test_the_offset_of_a_colour_bar_has_room()
  drawn(function(panel) panel:image({ { 1e9, 1e9 + 1 } }, { colorbar = true }) end)
  drawn(function(panel) panel:image({ { 1e12, 1e12 + 1e-3 } }, { colorbar = true }) end)
end

os.exit(lu.LuaUnit.run())
