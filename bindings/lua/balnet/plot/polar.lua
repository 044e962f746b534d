--- Polar plots: curves, points and bars of an angle and a radius are collected, and then put into a panel with circles and
-- spokes.

local arguments = require "balnet.parameters.arguments"
local method = require "balnet.plot.method"
local number = require "balnet.parameters.number"

---@class balnet.Polar
local polar = {}
polar.__index = polar
polar.__name = "balnet.plot.polar"

local nan = 0 / 0

local function keep(self, kind, theta, radius, options)
  local angles, radii = method.numbers(theta, "theta"), method.numbers(radius, "r")
  method.check_same("theta", angles, "r", radii)
  self.items[#self.items + 1] = { kind = kind, theta = angles, r = radii, options = options or {} }
  for i, r in ipairs(radii) do
    if r - r == 0 and angles[i] - angles[i] == 0 then self.most = math.max(self.most, math.abs(r)) end
  end
end

--- A curve; angles are radians.
--
--     local polar = balnet.plot.polar()
--     polar:line({ 0, 1, 2 }, { 1, 2, 3 }, { label = "spiral" }) == polar  --> true
---@param self balnet.Polar
---@param theta balnet.Data
---@param r balnet.Data
---@param options? balnet.LineOptions
---@return balnet.Polar self
polar.line = method.of("line", function(self, theta, r, options) keep(self, "line", theta, r, options) end, "any", "any", "options?")

--- Points.
--
--     local polar = balnet.plot.polar()
--     polar:scatter({ 0, 1, 2 }, { 1, 2, 3 }, { color = "C1" }) == polar  --> true
---@param self balnet.Polar
---@param theta balnet.Data
---@param r balnet.Data
---@param options? balnet.ScatterOptions
---@return balnet.Polar self
polar.scatter = method.of("scatter", function(self, theta, r, options)
  keep(self, "scatter", theta, r, options)
end, "any", "any", "options?")

--- Bars from the middle, as of a histogram of angles. `width` is an angle, by default that between as many bars.
--
--     local polar = balnet.plot.polar { zero = "N", clockwise = true }
--     polar:bar({ 0, 1, 2, 3 }, { 4, 2, 3, 1 }, { width = 0.8 }) == polar  --> true
---@param self balnet.Polar
---@param theta balnet.Data
---@param r balnet.Data
---@param options? balnet.ShapeOptions
---@return balnet.Polar self
polar.bar = method.of("bar", function(self, theta, r, options) keep(self, "bar", theta, r, options) end, "any", "any", "options?")

local polar_options = {
  rlim = { "positive" }, circles = { "integer", 3, least = 1, most = 10 }, spokes = { "integer", 8, least = 1, most = 72 },
  zero = { "text", "E", words = { "E", "N", "W", "S" } }, clockwise = { "flag", false }, radians = { "flag", false },
}

local zeros = { E = 0, N = 0.5 * math.pi, W = math.pi, S = -0.5 * math.pi }

local function place(options, theta, r)
  local angle = zeros[options.zero] + (options.clockwise and -theta or theta)
  return r / options.unit * math.cos(angle), r / options.unit * math.sin(angle)
end

-- The outer radius: that given, or the next round multiple of the distance of circles.
local function radii_of(self)
  local count = self.options.circles
  if self.options.rlim then return self.options.rlim, self.options.rlim / count end
  local most = self.most > 0 and self.most or 1
  local step = 10 ^ math.floor(math.log(most / count, 10))
  for _, factor in ipairs { 1, 2, 2.5, 5, 10 } do
    local outer = count * factor * step
    if outer >= most * (1 - 1e-12) and outer < math.huge then return outer, factor * step end
  end
  return most, most / count
end

local function angle_text(options, part, parts)
  if not options.radians then return number.format("%g°", 360 * part / parts) end
  local top, bottom = 2 * part, parts
  for divisor = parts, 2, -1 do
    if top % divisor == 0 and bottom % divisor == 0 then top, bottom = top // divisor, bottom // divisor end
  end
  if top == 0 then return "0" end
  local pi = (top == 1 and "" or tostring(top)) .. "\\pi"
  return bottom == 1 and ("$%s$"):format(pi) or ("$%s/%d$"):format(pi, bottom)
end

local function side_of(dx)
  if math.abs(dx) <= 0.1 then return "centre" end
  return dx > 0 and "left" or "right"
end

-- The middle of the sector between two spokes where data reach out least.
local function emptiest(items, spokes)
  local best, least = math.pi / spokes, math.huge
  for part = 0, spokes - 1 do
    local middle, reach = 2 * math.pi * (part + 0.5) / spokes, 0
    for _, item in ipairs(items) do
      local width = item.kind == "bar" and 2 * math.pi / math.max(1, #item.theta) or 0
      for i, theta in ipairs(item.theta) do
        local away = math.abs((theta - middle + math.pi) % (2 * math.pi) - math.pi)
        if away < math.pi / spokes + 0.5 * width and item.r[i] > reach then reach = item.r[i] end
      end
    end
    if reach < least then best, least = middle, reach end
  end
  return best
end

local function draw_frame(panel, options, outer, step, between)
  local grid = { color = "#cccccc", width = 0.5, order = -2 }
  local edge = outer / options.unit
  for n = 1, options.circles - 1 do panel:circle(0, 0, n * (step / options.unit), grid) end
  panel:circle(0, 0, edge, { width = 0.7, order = 1 })
  for part = 0, options.spokes - 1 do
    local theta = 2 * math.pi * part / options.spokes
    local x, y = place(options, theta, outer)
    panel:line({ 0, x }, { 0, y }, grid)
    local dx, dy = x / edge, y / edge
    panel:text(x, y, angle_text(options, part, options.spokes), { offset = { 5 * dx, 8 * dy }, valign = "middle",
      align = side_of(dx) })
  end
  for n = 1, options.circles do
    local x, y = place(options, between, n * step)
    local last = n == options.circles -- stands beyond its circle
    panel:text(x, y, number.format("%.6g", n * step), { color = "#444444", order = 2, valign = "middle",
      align = last and side_of(x / edge) or "centre", offset = last and { 4 * x / edge, 7 * y / edge } or nil })
  end
  panel:shapes({ -edge, nan, edge, nan }, { -edge, nan, edge, nan }, { color = "none", size = 1,
    room = options.radians and { 26, 26, 14, 14 } or { 26, 22, 14, 14 } })
end

local draw = {}

function draw.line(panel, options, item)
  local x, y = {}, {}
  for i, theta in ipairs(item.theta) do x[i], y[i] = place(options, theta, item.r[i]) end
  panel:line(x, y, item.options)
end

function draw.scatter(panel, options, item)
  local x, y = {}, {}
  for i, theta in ipairs(item.theta) do x[i], y[i] = place(options, theta, item.r[i]) end
  panel:scatter(x, y, item.options)
end

function draw.bar(panel, options, item)
  local x, y, rest = {}, {}, method.with({ edge = "white", edge_width = 0.5, alpha = 0.8 }, item.options)
  local width = item.options.width or 2 * math.pi / math.max(1, #item.theta)
  if type(width) ~= "number" or not (width > 0 and width <= 2 * math.pi) then
    error("option 'width' must be an angle above 0, of at most a turn", 0)
  end
  rest.width = nil
  local corners = math.max(2, math.ceil(width / 0.05))
  for i, theta in ipairs(item.theta) do
    x[#x + 1], y[#y + 1] = place(options, theta, 0)
    for k = 0, corners do x[#x + 1], y[#y + 1] = place(options, theta + width * (k / corners - 0.5), item.r[i]) end
    x[#x + 1], y[#y + 1] = nan, nan
  end
  panel:shapes(x, y, rest)
end

local make = method.of("polar", function(_, options)
  return setmetatable({ options = method.options(options, polar_options), items = {}, most = 0 }, polar)
end, "options?")
arguments.class("a polar plot", polar, {})

return {
  new = function(...) return make(false, ...) end,
  methods = {
    polar = method.of("polar", function(panel, drawn)
      if getmetatable(drawn) ~= polar then
        error("bad argument #1 to 'polar' (a polar plot was needed, as balnet.plot.polar makes it)", 0)
      end
      local outer, step = radii_of(drawn)
      local is_usual = outer > 1e-100 and outer < 1e100 -- other radii are drawn in units of the outer one
      local options = method.with(drawn.options, { unit = is_usual and 1 or outer })
      draw_frame(panel, options, outer, step, emptiest(drawn.items, options.spokes))
      for _, item in ipairs(drawn.items) do draw[item.kind](panel, options, item) end
      panel:set { axes = false, aspect = "equal" }
    end, "table"),
  },
}
