--- What stands in three dimensions: collected first, then put into a panel as seen by a camera, what is further away drawn
-- before what is nearer.

local arguments = require "balnet.parameters.arguments"
local frame = require "balnet.plot.space_frame"
local method = require "balnet.plot.method"
local native = require "balnet.native.plot"

---@class balnet.Space
local space = {}
space.__index = space
space.__name = "balnet.plot.space"

local color_names = { "colormap", "limits", "centre", "norm" }

local function color_options(given)
  local chosen = {}
  for _, name in ipairs(color_names) do chosen[name] = given[name] end
  return chosen
end

-- Keeps the largest reach of what was added.
local function widen(self, axis, list)
  local reach = self.reach[axis]
  for _, value in ipairs(list) do
    if value - value == 0 then reach[1], reach[2] = math.min(reach[1], value), math.max(reach[2], value) end
  end
end

local function keep(self, item)
  widen(self, "x", item.x)
  widen(self, "y", item.y)
  widen(self, "z", item.z)
  self.items[#self.items + 1] = item
end

local function read_points(x, y, z)
  local item = { x = method.numbers(x, "x"), y = method.numbers(y, "y"), z = method.numbers(z, "z") }
  method.check_same("x", item.x, "y", item.y)
  method.check_same("x", item.x, "z", item.z)
  return item
end

local mark_options = {
  color = { "any" }, values = { "any" }, colormap = { "text" }, limits = { "table" }, centre = { "number" },
  norm = { "text" }, colorbar = { "any" },
  label = { "text" }, alpha = { "number", 1, least = 0, most = 1 },
}

-- The colours of points, which are one for all or by their values.
local function color_points(self, item, own)
  item.label, item.alpha, item.colorbar = own.label, own.alpha, own.colorbar
  if own.values ~= nil then
    item.values = method.numbers(own.values, "values")
    method.check_same("x", item.x, "values", item.values)
    item.map = color_options(own)
    item.colors, item.low, item.high = native.colors(item.values, item.map)
    return
  end
  if own.color == nil then self.used = self.used + 1 end
  item.color = native.color(own.color or "C" .. (self.used - 1) % 8)
end

-- Adds what is drawn through or at points; `size` names the field that tells how thick, and the default.
local function add_points(self, kind, size, usual, x, y, z, options)
  local own = method.options(options, method.with(mark_options, { [size] = { "positive", usual } }))
  local item = read_points(x, y, z)
  item.kind, item[size] = kind, own[size]
  color_points(self, item, own)
  keep(self, item)
end

--- A line through points. With `values` it has the colours of its values.
--
--     local space = balnet.plot.space()
--     space:line({ 0, 1, 2 }, { 0, 1, 0 }, { 0, 0, 1 }, { values = { 1, 2, 3 }, colorbar = "time" }) == space  --> true
---@param self balnet.Space
---@param x balnet.Data
---@param y balnet.Data
---@param z balnet.Data
---@param options? { color: balnet.Color, width: number, values: balnet.Data, colormap: string, limits: number[], centre: number, norm: string, colorbar: string, label: string, alpha: number }
---@return balnet.Space self
space.line = method.of("line", function(self, x, y, z, options)
  add_points(self, "line", "width", 1, x, y, z, options)
end, "any", "any", "any", "options?")

--- Points.
--
--     local space = balnet.plot.space()
--     space:scatter({ 0, 1, 2 }, { 0, 1, 0 }, { 0, 0, 1 }, { color = "C1", size = 3 }) == space  --> true
---@param self balnet.Space
---@param x balnet.Data
---@param y balnet.Data
---@param z balnet.Data
---@param options? { color: balnet.Color, size: number, values: balnet.Data, colormap: string, limits: number[], centre: number, norm: string, colorbar: string, label: string, alpha: number }
---@return balnet.Space self
space.scatter = method.of("scatter", function(self, x, y, z, options)
  add_points(self, "scatter", "size", 3, x, y, z, options)
end, "any", "any", "any", "options?")

local surface_options = {
  x = { "any" }, y = { "any" }, color = { "any" }, colormap = { "text" }, limits = { "table" }, centre = { "number" },
  norm = { "text" }, colorbar = { "any" },
  alpha = { "number", 1, least = 0, most = 1 }, shade = { "flag", true }, edges = { "flag", true },
}

--- The surface of a function of x and y, coloured by its height and shaded as by a light from the upper left.
--
--     local x = balnet.linspace(-1, 1, 9)
--     local height = x:square():unsqueeze(1) + x:square():unsqueeze(2)
--     local space = balnet.plot.space { elevation = 40 }
--     space:surface(height, { x = x, y = x, colorbar = "$V$" }) == space  --> true
---@param self balnet.Space
---@param heights balnet.Tensor|number[][] a row an y
---@param options? { x: balnet.Data, y: balnet.Data, color: balnet.Color, colormap: string, limits: number[], centre: number, norm: string, colorbar: string, alpha: number, shade: boolean, edges: boolean }
---@return balnet.Space self
space.surface = method.of("surface", function(self, heights, options)
  local own = method.options(options, surface_options)
  local rows, columns = method.matrix(heights, "the heights")
  local item = { kind = "surface", x = {}, y = {}, z = {}, rows = #rows, columns = columns, shade = own.shade,
    edges = own.edges, alpha = own.alpha, colorbar = own.colorbar }
  local xs, ys = method.numbers_or_count(own.x, columns, "x"), method.numbers_or_count(own.y, #rows, "y")
  for r, row in ipairs(rows) do
    for c, height in ipairs(row) do
      local i = (r - 1) * columns + c
      item.x[i], item.y[i], item.z[i] = xs[c], ys[r], height
    end
  end
  if own.color ~= nil then item.color = native.color(own.color) end
  item.map = color_options(own)
  item.colors, item.low, item.high = native.colors(item.z, item.map)
  keep(self, item)
end, "any", "options?")

--- A text at a point.
--
--     local space = balnet.plot.space()
--     space:line({ 0, 1 }, { 0, 1 }, { 0, 1 }):text(1, 1, 1, "end", { align = "right" }) == space  --> true
---@param self balnet.Space
---@param x number
---@param y number
---@param z number
---@param text string
---@param options? balnet.TextOptions
---@return balnet.Space self
space.text = method.of("text", function(self, x, y, z, text, options)
  self.texts[#self.texts + 1] = { x, y, z, text, options or {} }
end, "finite", "finite", "finite", "text", "options?")

local space_options = {
  azimuth = { "finite", -60 }, elevation = { "finite", 25, least = -90, most = 90 }, distance = { "positive" },
  box = { "table", { 1, 1, 0.8 } },
  xlim = { "table" }, ylim = { "table" }, zlim = { "table" }, xlabel = { "text" }, ylabel = { "text" },
  zlabel = { "text" }, axes = { "flag", true },
  fade = { "number", 0, least = 0, most = 1 }, ticks = { "integer", 5, least = 2, most = 10 },
}

local function new(_, options)
  local chosen = method.options(options, space_options)
  for i = 1, 3 do
    local side = chosen.box[i]
    if type(side) ~= "number" or not (side > 0 and side < 1000) then error("field 'box' must be three numbers from 0 to 1000", 0) end
  end
  for _, name in ipairs { "xlim", "ylim", "zlim" } do
    local limits = chosen[name]
    local function is_finite(value) return type(value) == "number" and value - value == 0 end
    if limits and not (is_finite(limits[1]) and is_finite(limits[2]) and limits[1] < limits[2]) then
      error(("field '%s' must be two finite numbers, the first the less"):format(name), 0)
    end
  end
  local function open() return { math.huge, -math.huge } end
  return setmetatable({ options = chosen, items = {}, texts = {}, used = 0, reach = { x = open(), y = open(), z = open() } }, space)
end

local make = method.of("space", new, "options?")
arguments.class("a space", space, {})

return {
  new = function(...) return make(false, ...) end,
  methods = {
    space = method.of("space", function(panel, drawn)
      if getmetatable(drawn) ~= space then error("bad argument #1 to 'space' (a space was needed, as balnet.plot.space makes it)", 0) end
      frame.draw(panel, drawn)
    end, "table"),
  },
}
