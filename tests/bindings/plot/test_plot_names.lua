-- Axes of names: where marks stand by them, in one panel and in panels that share the axis.
local lu = require "luaunit"
local balnet = require "balnet"
local plotted = dofile(os.getenv "BALNET_SOURCE" .. "/tests/plotted.lua")
local assert_refused = dofile(os.getenv "BALNET_SOURCE" .. "/tests/refused.lua").assert_refused
local drawn = plotted.drawn

local function new_figure(options)
  options = options or {}
  options.width, options.height = 80, 60
  return balnet.plot.figure(options)
end

local function assert_limits(panel, low, high)
  local first, last = panel:xlim()
  lu.assertAlmostEquals(first, low, 1e-12)
  lu.assertAlmostEquals(last, high, 1e-12)
end

local names, heights = { "relu", "tanh", "erf" }, { 3, 1, 2 }
local ticks = { xticks = { 1, 2, 3 }, xticklabels = names }

TestNames = {}

function TestNames:test_bars_at_names_are_bars_with_ticks_at_1_2_3()
  lu.assertEquals(drawn(function(panel) panel:bar(names, heights) end), drawn(function(panel) panel:bar(heights):set(ticks) end))
  lu.assertEquals(drawn(function(panel) panel:bar(names, heights, { horizontal = true }) end), drawn(function(panel)
    panel:bar(heights, { horizontal = true }):set { yticks = ticks.xticks, yticklabels = names }
  end))
end

function TestNames:test_samples_and_groups_stand_at_names()
  local samples, groups = { { 1, 2, 4 }, { 2, 3 }, { 5, 6, 7 } }, { { 1, 2 }, { 3, 4 }, { 5, 6 } }
  for _, kind in ipairs { "violin", "swarm", "strip", "box" } do
    local figure = new_figure()
    local panel = figure:panel(1, 1)
    panel[kind](panel, samples, { x = names })
    assert_limits(panel, 0.516, 3.484)
  end
  assert_limits(new_figure():panel(1, 1):bars(groups, { x = names }), 0.516, 3.484)
end

function TestNames:test_every_mark_with_x_takes_names_and_leaves_room_at_both_ends()
  for _, kind in ipairs { "line", "step", "scatter", "errorbar", "stem" } do
    local panel = new_figure():panel(1, 1)
    lu.assertTrue(panel[kind](panel, names, heights) == panel)
    assert_limits(panel, 0.516, 3.484)
  end
end

function TestNames:test_a_name_has_one_place_in_a_panel_and_in_all_that_share_its_axis()
  local figure = new_figure { rows = 2, share_x = "columns" }
  local first, second = figure:panel(1, 1), figure:panel(2, 1)
  first:scatter({ "a", "b" }, { 1, 2 }):scatter({ "b", "c", "a" }, { 5, 6, 7 })
  second:scatter({ "c", "d", "a" }, { 1, 2, 3 })
  second:set { xmargin = 0 }
  assert_limits(second, 0.6, 4.4)
  local alone = new_figure { rows = 2, share_x = "columns" }
  alone:panel(1, 1):scatter({ "a", "b" }, { 1, 2 }):scatter({ 2, 3, 1 }, { 5, 6, 7 })
  alone:panel(1, 1):scatter({ "c" }, { 0 / 0 })
  alone:panel(2, 1):scatter({ 3, 4, 1 }, { 1, 2, 3 })
  alone:panel(2, 1):scatter({ "c", "d", "a" }, { 0 / 0, 0 / 0, 0 / 0 })
  alone:panel(2, 1):set { xmargin = 0 }
  lu.assertEquals(plotted.drawing(figure), plotted.drawing(alone))
end

function TestNames:test_what_is_no_name_is_refused_as_are_too_many()
  local panel = new_figure():panel(1, 1)
  assert_refused("x: element 2 is a number and the first one a name", function() panel:bar({ "a", 2 }, { 1, 2 }) end)
  assert_refused("x has 2 values and y has 1", function() panel:bar({ "a", "b" }, { 1 }) end)
  local many = {}
  for i = 1, 65 do many[i] = "name " .. i end
  assert_refused("'name 65' is one name too many; an axis takes at most 64", function() new_figure():panel(1, 1):line(many, many) end)
end

os.exit(lu.LuaUnit.run())
