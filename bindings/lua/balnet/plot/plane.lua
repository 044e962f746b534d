--- Marks of a plane: histograms of two numbers in squares and in hexagons, and streamlines.

local method = require "balnet.plot.method"

local plane = {}

local nan = 0 / 0

-- --- histograms of two numbers ---------------------------------------------------------------------

-- Both lists without the pairs of which one is not finite.
local function pairs_of(x, y)
  local xs, ys = method.numbers(x, "x"), method.numbers(y, "y")
  method.check_same("x", xs, "y", ys)
  local a, b = {}, {}
  for i, value in ipairs(xs) do
    local sum = value + ys[i]
    if value - value == 0 and ys[i] - ys[i] == 0 and sum == sum then a[#a + 1], b[#b + 1] = value, ys[i] end
  end
  return a, b
end

local function reach_of(list, given, name)
  if given then
    if not (type(given[1]) == "number" and type(given[2]) == "number" and given[1] < given[2] and given[2] - given[1] < math.huge) then
      error(("field '%s' must be two finite numbers, the first the less"):format(name), 0)
    end
    return given[1], given[2]
  end
  local low, high = math.huge, -math.huge
  for _, value in ipairs(list) do low, high = math.min(low, value), math.max(high, value) end
  if low > high then return 0, 1 end
  if high - low < 1e-12 * math.max(math.abs(low), math.abs(high)) or low == high then
    local half = math.max(0.5, 1e-6 * math.abs(low))
    return low - half, high + half
  end
  if high - low == math.huge then error("the values are further apart than numbers reach", 0) end
  return low, high
end

local function bin_of(value, low, high, count)
  if value < low or value > high then return nil end
  return math.min(count, math.floor((value - low) / (high - low) * count) + 1)
end

local histogram_options = {
  bins = { "any", 30 }, xrange = { "table" }, yrange = { "table" }, density = { "flag", false }, least = { "number", 0 },
}

local function counts_of_bins(bins)
  local columns, rows = bins, bins
  if type(bins) == "table" then columns, rows = bins[1], bins[2] end
  for _, count in ipairs { columns or 0, rows or 0 } do
    if math.type(count) ~= "integer" or count < 1 or count > 1000 then
      error("field 'bins' must be an integer from 1 to 1000, or two of them", 0)
    end
  end
  return columns, rows
end

plane.histogram2d = method.of("histogram2d", function(panel, x, y, options)
  local own, rest = method.split(options, histogram_options)
  local xs, ys = pairs_of(x, y)
  local columns, rows = counts_of_bins(own.bins)
  local x0, x1 = reach_of(xs, own.xrange, "xrange")
  local y0, y1 = reach_of(ys, own.yrange, "yrange")
  local counts, total = {}, 0
  for r = 1, rows do
    counts[r] = {}
    for c = 1, columns do counts[r][c] = 0 end
  end
  for i, value in ipairs(xs) do
    local c, r = bin_of(value, x0, x1, columns), bin_of(ys[i], y0, y1, rows)
    if c and r then counts[r][c], total = counts[r][c] + 1, total + 1 end
  end
  local unit = own.density and total > 0 and total * (x1 - x0) / columns * (y1 - y0) / rows or 1
  for r = 1, rows do
    for c = 1, columns do counts[r][c] = counts[r][c] >= own.least and counts[r][c] / unit end
  end
  panel:image(counts, method.with({ origin = "lower", x = { x0, x1 }, y = { y0, y1 } }, rest))
end, "any", "any", "options?")

local hexagon_options = { bins = { "integer", 25, least = 1, most = 500 }, xrange = { "table" }, yrange = { "table" },
  least = { "number", 1 } }
local hexagon = { { 0.5, -0.5 }, { 0.5, 0.5 }, { 0, 1 }, { -0.5, 0.5 }, { -0.5, -0.5 }, { 0, -1 } }

-- The hexagon in which a point lies: its middle is the nearer one of two rectangular lattices (Carr et al. 1987).
local function middle_of(u, v)
  local i, j = math.floor(u + 0.5), math.floor(v + 0.5)
  local k, l = math.floor(u), math.floor(v)
  local first = (u - i) ^ 2 + 3 * (v - j) ^ 2
  local second = (u - k - 0.5) ^ 2 + 3 * (v - l - 0.5) ^ 2
  if first <= second then return i, j end
  return k + 0.5, l + 0.5
end

plane.hexbin = method.of("hexbin", function(panel, x, y, options)
  local own, rest = method.split(options, hexagon_options)
  local xs, ys = pairs_of(x, y)
  local x0, x1 = reach_of(xs, own.xrange, "xrange")
  local y0, y1 = reach_of(ys, own.yrange, "yrange")
  local width = (x1 - x0) / own.bins
  local height = (y1 - y0) / math.max(1, math.floor(own.bins / math.sqrt(3)))
  local found, order = {}, {}
  for i, value in ipairs(xs) do
    if value >= x0 and value <= x1 and ys[i] >= y0 and ys[i] <= y1 then
      local u, v = middle_of((value - x0) / width, (ys[i] - y0) / height)
      local key = u * 8192 + v
      if not found[key] then
        found[key] = { u = u, v = v, count = 0 }
        order[#order + 1] = found[key]
      end
      found[key].count = found[key].count + 1
    end
  end
  local across, up, values = {}, {}, {}
  local function add(a, b) across[#across + 1], up[#up + 1] = a, b end
  for _, cell in ipairs(order) do
    if cell.count >= own.least then
      for _, at in ipairs(hexagon) do add(x0 + (cell.u + at[1]) * width, y0 + (cell.v + at[2] / 3) * height) end
      add(nan, nan)
      values[#values + 1] = cell.count
    end
  end
  rest.values = values
  panel:shapes(across, up, rest)
end, "any", "any", "options?")

-- --- streamlines -----------------------------------------------------------------------------------

-- The value at a place between the points of a grid, counted from 0.
local function between(rows, u, v)
  local c, r = math.min(math.floor(u), #rows[1] - 2), math.min(math.floor(v), #rows - 2)
  local p, q = u - c, v - r
  local low, high = rows[r + 1], rows[r + 2]
  return (1 - q) * ((1 - p) * low[c + 1] + p * low[c + 2]) + q * ((1 - p) * high[c + 1] + p * high[c + 2])
end

-- The field in units of the grid, as a direction of length 1; nil where it is 0 or unknown, and outside.
local function direction(field, u, v)
  if u < 0 or v < 0 or u > field.columns - 1 or v > field.rows - 1 then return nil end
  local du, dv = between(field.u, u, v) / field.dx, between(field.v, u, v) / field.dy
  local length = math.sqrt(du * du + dv * dv)
  if length < 1e-150 or length == math.huge then -- the squares have left the range
    local most = math.max(math.abs(du), math.abs(dv))
    if most == 0 or most == math.huge then return nil end
    du, dv = du / most, dv / most
    length = math.sqrt(du * du + dv * dv)
  end
  if length ~= length then return nil end
  return du / length, dv / length
end

-- A step by the middle of the way (Runge 1895); nil where the field ends.
local function step_on(field, u, v, h)
  local du, dv = direction(field, u, v)
  if not du then return nil end
  du, dv = direction(field, u + 0.5 * h * du, v + 0.5 * h * dv)
  if not du then return nil end
  return u + h * du, v + h * dv
end

local function cell_of(field, u, v)
  local c = math.floor(u / (field.columns - 1) * field.across)
  local r = math.floor(v / (field.rows - 1) * field.up)
  return math.min(r, field.up - 1) * field.across + math.min(c, field.across - 1)
end

-- Follows the field until it ends, or meets a cell that another line, or this one earlier, has taken.
local function follow(field, line, u, v, h)
  local own = cell_of(field, u, v)
  for _ = 1, 4000 do
    u, v = step_on(field, u, v, h)
    if not u or not direction(field, u, v) then return end
    local cell = cell_of(field, u, v)
    if cell ~= own then
      if field.taken[cell] then return end
      own = cell
      line.cells[#line.cells + 1], field.taken[cell] = cell, true
    end
    line[#line + 1] = { u, v }
  end
end

local function line_through(field, u, v, least)
  if field.taken[cell_of(field, u, v)] or not direction(field, u, v) then return nil end
  local h = 0.1 * math.min(1, (field.columns - 1) / field.across, (field.rows - 1) / field.up)
  local back, ahead = { cells = { cell_of(field, u, v) } }, { cells = {} }
  field.taken[back.cells[1]] = true
  follow(field, back, u, v, -h)
  follow(field, ahead, u, v, h)
  if (#back + #ahead) * h < least then -- too short to be seen: its cells are free again
    for _, part in ipairs { back, ahead } do
      for _, cell in ipairs(part.cells) do field.taken[cell] = nil end
    end
    return nil
  end
  local whole = {}
  for i = #back, 1, -1 do whole[#whole + 1] = back[i] end
  whole[#whole + 1] = { u, v }
  for _, point in ipairs(ahead) do whole[#whole + 1] = point end
  return whole
end

-- Seeds from the border inwards, as long lines enter there.
local function seeds(field)
  local list = {}
  for r = 0, field.up - 1 do
    for c = 0, field.across - 1 do
      list[#list + 1] = { (c + 0.5) / field.across * (field.columns - 1), (r + 0.5) / field.up * (field.rows - 1),
        ring = math.min(r, c, field.up - 1 - r, field.across - 1 - c), number = #list }
    end
  end
  table.sort(list, function(a, b)
    if a.ring ~= b.ring then return a.ring < b.ring end
    return a.number < b.number
  end)
  return list
end

local function field_of(u, v, own)
  local us, columns = method.matrix(u, "u")
  local vs, others = method.matrix(v, "v")
  if #us ~= #vs or columns ~= others then
    error(("u is %d x %d and v is %d x %d; as large ones were needed"):format(#us, columns, #vs, others), 0)
  end
  if #us < 2 or columns < 2 then error(("a field of %d x %d was given; at least 2 x 2 was needed"):format(#us, columns), 0) end
  local xs, ys = method.numbers_or_count(own.x, columns, "x"), method.numbers_or_count(own.y, #us, "y")
  local field = { u = us, v = vs, rows = #us, columns = columns, taken = {}, x0 = xs[1], y0 = ys[1] }
  field.dx, field.dy = (xs[columns] - xs[1]) / (columns - 1), (ys[#us] - ys[1]) / (#us - 1)
  for name, list in pairs { x = xs, y = ys } do
    local step = name == "x" and field.dx or field.dy
    for i, value in ipairs(list) do
      if not (step ~= 0 and math.abs(list[1] + (i - 1) * step - value) < 1e-3 * math.abs(step)) then
        error(("%s must be evenly spaced numbers"):format(name), 0)
      end
    end
  end
  field.across, field.up = math.max(1, math.floor(25 * own.density)), math.max(1, math.floor(25 * own.density))
  return field
end

local stream_options = {
  x = { "any" }, y = { "any" }, density = { "number", 1, least = 0.05, most = 5 }, color = { "any" },
  width = { "positive" }, arrows = { "flag", true },
}

plane.streamlines = method.of("streamlines", function(panel, u, v, options)
  local own, rest = method.split(options, stream_options)
  local field, across, up, heads = field_of(u, v, own), {}, {}, {}
  local least = 2 * math.min((field.columns - 1) / field.across, (field.rows - 1) / field.up)
  for _, seed in ipairs(seeds(field)) do
    local line = line_through(field, seed[1], seed[2], least)
    for _, point in ipairs(line or {}) do
      across[#across + 1], up[#up + 1] = field.x0 + point[1] * field.dx, field.y0 + point[2] * field.dy
    end
    if line then
      heads[#heads + 1] = #across - #line // 2
      across[#across + 1], up[#up + 1] = nan, nan
    end
  end
  rest.color, rest.width = own.color or "C0", own.width
  panel:line(across, up, rest)
  rest.label, rest.width = nil, own.width or 0.8
  for _, i in ipairs(own.arrows and heads or {}) do
    local from = i - 8
    if across[from] == across[from] and across[from] then
      panel:arrow(across[from], up[from], across[i], up[i], method.with(rest, { head_size = 5 }))
    end
  end
end, "any", "any", "options?")

return plane
