--- How a space is drawn: the camera, the walls behind with their grid, ticks and labels along the edges, and all shapes from
-- the furthest to the nearest.

local space_ticks = require "balnet.plot.space_ticks"

local frame = {}

local nan = 0 / 0

-- --- the camera ------------------------------------------------------------------------------------

local function limits_of(name, given, reach)
  if given then return given end
  local low, high = reach[1], reach[2]
  if not (low <= high) then return { 0, 1 } end
  if high - low == math.huge then error(("the values of %s are further apart than numbers reach"):format(name), 0) end
  if low == high then return { low - 0.5, high + 0.5 } end
  local margin = 0.03 * (high - low)
  return { low - margin, high + margin }
end

-- Projects points of the box, whose middle is the origin, to the right, upwards and towards the camera.
local function camera_of(options)
  local azimuth, elevation = math.rad(options.azimuth), math.rad(options.elevation)
  local ca, sa, ce, se = math.cos(azimuth), math.sin(azimuth), math.cos(elevation), math.sin(elevation)
  local camera = { x = ce * ca, y = ce * sa, z = se }
  function camera.project(x, y, z)
    local right, up, depth = -sa * x + ca * y, -se * ca * x - se * sa * y + ce * z, camera.x * x + camera.y * y + camera.z * z
    local scale = options.distance and options.distance / math.max(1e-3, options.distance - depth) or 1
    return right * scale, up * scale, depth
  end
  return camera
end

-- Data to the box, and to the page.
local function view_of(drawn)
  local options = drawn.options
  local view = { camera = camera_of(options), box = options.box, limits = {} }
  for i, name in ipairs { "x", "y", "z" } do view.limits[i] = limits_of(name, options[name .. "lim"], drawn.reach[name]) end
  function view.inside(axis, value)
    local limits = view.limits[axis]
    return view.box[axis] * ((value - limits[1]) / (limits[2] - limits[1]) - 0.5)
  end
  function view.project(x, y, z) return view.camera.project(view.inside(1, x), view.inside(2, y), view.inside(3, z)) end
  return view
end

-- --- walls, ticks and labels ------------------------------------------------------------------------

-- The point of the box with one coordinate at a place and the others at their ends, -1 or 1.
local function corner(view, axis, at, ends)
  local point = {}
  for i = 1, 3 do point[i] = i == axis and at or 0.5 * view.box[i] * ends[i] end
  return view.camera.project(point[1], point[2], point[3])
end

-- The ends where the walls behind stand: away from the camera.
local function behind(view)
  local function away(value) return value > 0 and -1 or 1 end
  return { away(view.camera.x), away(view.camera.y), away(view.camera.z) }
end

local function draw_walls(panel, view, ticks)
  local back = behind(view)
  local fill, grid = { x = {}, y = {} }, { x = {}, y = {} }
  local function add(list, x, y) list.x[#list.x + 1], list.y[#list.y + 1] = x, y end
  for wall = 1, 3 do
    local a, b = wall % 3 + 1, (wall + 1) % 3 + 1
    for _, ends in ipairs { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } } do
      local at = {}
      at[wall], at[a], at[b] = back[wall], ends[1], ends[2]
      local x, y = corner(view, 0, 0, at)
      add(fill, x, y)
    end
    add(fill, nan, nan)
    for axis, other in pairs { [a] = b, [b] = a } do
      for _, tick in ipairs(ticks[axis]) do
        for _, finish in ipairs { -1, 1 } do
          local at = {}
          at[wall], at[other], at[axis] = back[wall], finish, 0
          local x, y = corner(view, axis, view.inside(axis, tick), at)
          add(grid, x, y)
        end
        add(grid, nan, nan)
      end
    end
  end
  panel:shapes(fill.x, fill.y, { color = "#f4f4f4", order = -3, edge = "#c8c8c8", edge_width = 0.5 })
  panel:line(grid.x, grid.y, { color = "#dcdcdc", width = 0.4, order = -2 })
end

-- Along which edge an axis is written: where a wall behind meets a face in front, so that nothing lies before the labels; that
-- of z is the leftmost.
local function edge_of(view, axis)
  local back = behind(view)
  if axis == 1 then return { 0, -back[2], back[3] }, 2 end
  if axis == 2 then return { -back[1], 0, back[3] }, 1 end
  local one, other = { back[1], -back[2], 0 }, { -back[1], back[2], 0 }
  local left = corner(view, 3, 0, one) < corner(view, 3, 0, other) and one or other
  return left, left == one and 2 or 1
end

-- The direction on the page in which the labels of an edge stand off.
local function outward(view, axis, ends, along)
  local x0, y0 = corner(view, axis, 0, ends)
  local inner = { ends[1], ends[2], ends[3] }
  inner[along] = 0
  local x1, y1 = corner(view, axis, 0, inner)
  local dx, dy = x0 - x1, y0 - y1
  local length = math.sqrt(dx * dx + dy * dy)
  if length < 1e-6 then return 0, -1 end
  return dx / length, dy / length
end


local tick_size, label_size = 7, 8

local unit = 55 -- points that a side of the box has in a small panel

-- Notes that a text of a size stands off a point in a direction, further out than the box by as much.
local function need(room, at, ox, oy, away, width, height)
  local x, y = at[1] * unit + away * ox, at[2] * unit + away * oy
  local reach = room.reach
  room[1], room[2] = math.max(room[1], reach[1] * unit - x + 0.5 * width), math.max(room[2], x + 0.5 * width - reach[2] * unit)
  room[3], room[4] = math.max(room[3], reach[3] * unit - y + 0.5 * height), math.max(room[4], y + 0.5 * height - reach[4] * unit)
end

-- The reach of the box on the page: left, right, below, above.
local function reach_of(view)
  local reach = { math.huge, -math.huge, math.huge, -math.huge }
  for n = 0, 7 do
    local x, y = corner(view, 0, 0, { n & 1 == 0 and -1 or 1, n & 2 == 0 and -1 or 1, n & 4 == 0 and -1 or 1 })
    reach[1], reach[2], reach[3], reach[4] = math.min(reach[1], x), math.max(reach[2], x), math.min(reach[3], y), math.max(reach[4], y)
  end
  return reach
end

-- As many ticks along an edge as have room for their labels.
local function ticks_of(view, axis, most)
  local ends = edge_of(view, axis)
  local half = 0.5 * view.box[axis]
  local x0, y0 = corner(view, axis, -half, ends)
  local x1, y1 = corner(view, axis, half, ends)
  local ticks = space_ticks.places(view.limits[axis], most)
  local longest = space_ticks.longest((space_ticks.labels(ticks)))
  local fit = math.max(unit * math.abs(x1 - x0) / (0.75 * tick_size * longest), unit * math.abs(y1 - y0) / (1.4 * tick_size))
  for count = math.max(2, math.min(most, math.floor(fit))), 12 do
    ticks = space_ticks.places(view.limits[axis], count)
    if #ticks > 1 then break end
  end
  return ticks
end

local function draw_label(panel, label, at, angle, ox, oy, away, room)
  local letters = space_ticks.letters(label)
  if letters <= 8 and math.abs(angle) ~= 90 or letters <= 3 then angle = 0 end
  local width, height = 0.6 * label_size * letters, label_size
  if angle ~= 0 then width, height = math.abs(math.cos(math.rad(angle))) * width + 6, math.abs(math.sin(math.rad(angle))) * width + 6 end
  away = away + 3 + 0.5 * (width * math.abs(ox) + height * math.abs(oy))
  need(room, at, ox, oy, away, width, height)
  panel:text(at[1], at[2], label, { align = "centre", valign = "middle", angle = angle, size = label_size,
    offset = { away * ox, away * oy } })
end

local function draw_axis(panel, view, axis, ticks, label, room)
  local ends, along = edge_of(view, axis)
  local ox, oy = outward(view, axis, ends, along)
  local half, labels, offset = 0.5 * view.box[axis], space_ticks.labels(ticks)
  local x0, y0 = corner(view, axis, -half, ends)
  local x1, y1 = corner(view, axis, half, ends)
  local lines = { x = { x0, x1 }, y = { y0, y1 } }
  local width = 0.6 * tick_size * space_ticks.longest(labels)
  local away = 4 + 0.5 * (width * math.abs(ox) + tick_size * math.abs(oy))
  for i, tick in ipairs(ticks) do
    local x, y = corner(view, axis, view.inside(axis, tick), ends)
    need(room, { x, y }, ox, oy, away, width, tick_size)
    for _, point in ipairs { { nan, nan }, { x, y }, { x + 0.02 * ox, y + 0.02 * oy } } do
      lines.x[#lines.x + 1], lines.y[#lines.y + 1] = point[1], point[2]
    end
    -- The lowest label beside the box would meet the first one below it.
    if axis ~= 3 or unit * math.abs(y - math.min(y0, y1)) > 0.7 * tick_size then
      panel:text(x, y, labels[i], { align = "centre", valign = "middle", offset = { away * ox, away * oy } })
    end
  end
  panel:line(lines.x, lines.y, { color = "black", width = 0.6, clip = false })
  if offset then label = label and ("%s (%s)"):format(label, offset) or offset end
  if not label then return end
  local angle = math.deg(math.atan(y1 - y0, x1 - x0))
  angle = (angle + 90) % 180 - 90
  if angle < -89.9 then angle = 90 end
  draw_label(panel, label, { 0.5 * (x0 + x1), 0.5 * (y0 + y1) }, angle, ox, oy,
    away + 0.5 * (width * math.abs(ox) + tick_size * math.abs(oy)), room)
end

-- --- shapes ----------------------------------------------------------------------------------------

local function is_finite(...)
  for _, value in ipairs { ... } do
    if value - value ~= 0 then return false end
  end
  return true
end

-- All points of an item on the page.
local function project_all(view, item)
  local x, y, depth = {}, {}, {}
  for i = 1, #item.x do x[i], y[i], depth[i] = view.project(item.x[i], item.y[i], item.z[i]) end
  return x, y, depth
end

local function mean_color(a, b)
  return { 0.5 * (a[1] + b[1]), 0.5 * (a[2] + b[2]), 0.5 * (a[3] + b[3]), math.min(a[4], b[4]) }
end

local add = {}

function add.line(list, view, item)
  local x, y, depth = project_all(view, item)
  for i = 1, #x - 1 do
    if is_finite(x[i], y[i], x[i + 1], y[i + 1]) then
      local color = item.color or mean_color(item.colors[i], item.colors[i + 1])
      list[#list + 1] = { depth = 0.5 * (depth[i] + depth[i + 1]), size = item.width, color = color, alpha = item.alpha,
        x[i], y[i], x[i + 1], y[i + 1] }
    end
  end
end

function add.scatter(list, view, item)
  local x, y, depth = project_all(view, item)
  for i = 1, #x do
    if is_finite(x[i], y[i]) then
      local nearest = depth[i] + 0.5 * item.size / unit -- of a ball, which hides the line through its middle
      list[#list + 1] = { depth = nearest, size = item.size, color = item.color or item.colors[i], alpha = item.alpha, x[i], y[i] }
    end
  end
end

-- How bright a facet is: the cosine of its normal with a light that stands beside the camera, from 0.6 to 1.
local function brightness(view, item, corners)
  local p = {}
  for k = 1, 3 do
    local i = corners[k]
    p[k] = { view.inside(1, item.x[i]), view.inside(2, item.y[i]), view.inside(3, item.z[i]) }
  end
  local ux, uy, uz = p[2][1] - p[1][1], p[2][2] - p[1][2], p[2][3] - p[1][3]
  local vx, vy, vz = p[3][1] - p[1][1], p[3][2] - p[1][2], p[3][3] - p[1][3]
  local nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
  local camera, length = view.camera, math.sqrt(nx * nx + ny * ny + nz * nz)
  if not (length > 0) then return 1 end
  local lx, ly, lz = camera.x + 0.6 * camera.y, camera.y - 0.6 * camera.x, camera.z + 0.8
  local cosine = math.abs(nx * lx + ny * ly + nz * lz) / (length * math.sqrt(lx * lx + ly * ly + lz * lz))
  return 0.6 + 0.4 * cosine
end

local function facet_color(view, item, corners)
  local color = item.color or mean_color(mean_color(item.colors[corners[1]], item.colors[corners[2]]),
    mean_color(item.colors[corners[3]], item.colors[corners[4]]))
  local light = item.shade and brightness(view, item, corners) or 1
  return { light * color[1], light * color[2], light * color[3], color[4] }
end

function add.surface(list, view, item)
  local x, y, depth = project_all(view, item)
  for r = 1, item.rows - 1 do
    for c = 1, item.columns - 1 do
      local i = (r - 1) * item.columns + c
      local corners = { i, i + 1, i + item.columns + 1, i + item.columns }
      local facet, sum = { size = 1, alpha = item.alpha }, 0
      for k, at in ipairs(corners) do
        facet[2 * k - 1], facet[2 * k] = x[at], y[at]
        sum = sum + depth[at]
      end
      if is_finite(table.unpack(facet)) then
        facet.depth, facet.color, facet.edge = 0.25 * sum, facet_color(view, item, corners), item.edges
        list[#list + 1] = facet
        if item.edges then -- its border, just before it
          local border = { depth = facet.depth + 1e-9, size = 0.25, color = { 0, 0, 0, 0.5 }, alpha = item.alpha,
            border = true, table.unpack(facet) }
          list[#list + 1] = border
        end
      end
    end
  end
end

-- Towards white by how far away it is.
local function faded(color, alpha, part)
  return { color[1] + part * (1 - color[1]), color[2] + part * (1 - color[2]), color[3] + part * (1 - color[3]), color[4] * alpha }
end

local function draw_sorted(panel, list, fade)
  for i, shape in ipairs(list) do shape.number = i end
  table.sort(list, function(a, b)
    if a.depth ~= b.depth then return a.depth < b.depth end
    return a.number < b.number
  end)
  local x, y, colors, sizes = {}, {}, {}, {}
  local near, far = list[#list].depth, list[1].depth
  local function add_shape(shape, from, to)
    for k = from, to do x[#x + 1], y[#y + 1] = shape[2 * k - 1], shape[2 * k] end
    x[#x + 1], y[#y + 1] = nan, nan
    local part = near > far and fade * (near - shape.depth) / (near - far) or 0
    colors[#colors + 1], sizes[#sizes + 1] = faded(shape.color, shape.alpha, part), shape.size
  end
  for _, shape in ipairs(list) do
    if shape.border then
      for k = 1, 3 do add_shape(shape, k, k + 1) end
      add_shape({ shape[7], shape[8], shape[1], shape[2], depth = shape.depth, color = shape.color, alpha = shape.alpha,
        size = shape.size }, 1, 2)
    else
      add_shape(shape, 1, #shape // 2)
    end
  end
  panel:shapes(x, y, { colors = colors, sizes = sizes })
end

-- --- all -------------------------------------------------------------------------------------------

-- What a legend and a colour bar are made from.
local function add_keys(panel, drawn)
  for _, item in ipairs(drawn.items) do
    local color = item.color or item.colors and item.colors[1]
    if item.label and color then
      local key = { color = color, label = item.label }
      if item.kind == "scatter" then panel:scatter({ nan }, { nan }, key) else panel:line({ nan }, { nan }, key) end
    end
    if item.colorbar and item.low then
      local options = { values = { item.low, item.high }, limits = { item.low, item.high }, colorbar = item.colorbar,
        colormap = item.map.colormap, norm = item.map.norm }
      panel:scatter({ nan, nan }, { nan, nan }, options)
    end
  end
end

-- Room for the labels around the box.
local function make_room(panel, view, room)
  local x, y = {}, {}
  for sx = -1, 1, 2 do
    for sy = -1, 1, 2 do
      for sz = -1, 1, 2 do
        local px, py = corner(view, 0, 0, { sx, sy, sz })
        for k, value in ipairs { px, nan } do x[#x + 1], y[#y + 1] = value, k == 1 and py or nan end
      end
    end
  end
  panel:shapes(x, y, { color = "none", size = 1, room = room })
end

--- Draws a space into a panel, whose own axes are hidden.
---@param panel balnet.Panel
---@param drawn balnet.Space
function frame.draw(panel, drawn)
  local options, view, room = drawn.options, view_of(drawn), { 2, 2, 2, 2 }
  room.reach = reach_of(view)
  if options.axes then
    local ticks = {}
    for axis = 1, 3 do ticks[axis] = ticks_of(view, axis, options.ticks) end
    draw_walls(panel, view, ticks)
    for axis, name in ipairs { "xlabel", "ylabel", "zlabel" } do
      draw_axis(panel, view, axis, ticks[axis], options[name], room)
    end
  end
  make_room(panel, view, room)
  local list = {}
  for _, item in ipairs(drawn.items) do add[item.kind](list, view, item) end
  if #list > 0 then draw_sorted(panel, list, options.fade) end
  for _, text in ipairs(drawn.texts) do
    local x, y = view.project(text[1], text[2], text[3])
    panel:text(x, y, text[4], text[5])
  end
  add_keys(panel, drawn)
  panel:set { axes = false, aspect = "equal" }
end

return frame
