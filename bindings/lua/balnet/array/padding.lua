--- Padding: the places that the elements of the wider tensor have in the narrower one, dimension by dimension.

local tensor = require "balnet.tensor"

local padding = {}

--- The options of `pad`, for `options.over`.
padding.fields = {
  mode = { "text", "constant", words = { "constant", "edge", "reflect", "symmetric", "wrap" } },
  value = { "number", 0 },
}

local function check_width(width)
  if not (math.type(width) and math.tointeger(width) and width >= 0) then
    error(("a width is %s; a whole number of at least 0 was needed"):format(tostring(width)), 0)
  end
  return math.tointeger(width)
end

-- The widths before and after each of the dimensions.
local function read_widths(widths, dims)
  local pairs_of = {}
  local each = type(widths) == "table" and type(widths[1]) == "table"
  if each and #widths ~= dims then error(("%d pairs of widths were given; the tensor has %d dimensions"):format(#widths, dims), 0) end
  for d = 1, dims do
    local pair = widths
    if each then pair = widths[d] elseif type(widths) ~= "table" then pair = { widths, widths } end
    if type(pair) ~= "table" or #pair ~= 2 then error("a pair of widths, { before, after }, was needed", 0) end
    pairs_of[d] = { check_width(pair[1]), check_width(pair[2]) }
  end
  return pairs_of
end

-- Each maps a place i, counted from 0, to one from 0 to n - 1.
local places = {}

function places.edge(i, n) return math.max(0, math.min(n - 1, i)) end

function places.wrap(i, n) return i % n end

function places.symmetric(i, n)
  local at = i % (2 * n)
  return at < n and at or 2 * n - 1 - at
end

function places.reflect(i, n)
  if n == 1 then return 0 end
  local at = i % (2 * n - 2)
  return at < n and at or 2 * n - 2 - at
end

-- The elements of dimension d whose places are the images of from ... to, counted from 0.
local function images(t, d, from, to, place)
  local index, n = {}, t:shape(d)
  for i = from, to do index[#index + 1] = place(i, n) + 1 end
  return t:take(d, index)
end

local function taken(t, widths, place)
  for d, width in ipairs(widths) do
    local before, after, n = width[1], width[2], t:shape(d)
    if before + after > 0 then
      if n == 0 then error(("dimension %d has no elements to be repeated"):format(d), 0) end
      local parts = { t }
      if before > 0 then table.insert(parts, 1, images(t, d, -before, -1, place)) end
      if after > 0 then parts[#parts + 1] = images(t, d, n, n + after - 1, place) end
      t = tensor.concatenate(parts, d)
    end
  end
  return t
end

local function filled(t, widths, value)
  local shape, inner = {}, {}
  for d, width in ipairs(widths) do
    shape[d] = t:shape(d) + width[1] + width[2]
    inner[d] = { width[1] + 1, width[1] + t:shape(d) }
  end
  local result = tensor.full(shape, value, t:dtype())
  if t:dims() == 0 then return result:copy(t) end
  result[inner] = t
  return result
end

function padding.pad(t, widths, how)
  local pairs_of = read_widths(widths, t:dims())
  if how.mode == "constant" then return filled(t, pairs_of, how.value) end
  local result = taken(t, pairs_of, places[how.mode])
  return rawequal(result, t) and t:clone() or result
end

return padding
