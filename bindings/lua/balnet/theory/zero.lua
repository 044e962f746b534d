--- Where a function is zero: on a line by the Illinois method, in the unit square by following the curve.
local zero = {}

local DIFFERENCE = 1e-4 -- of the gradient, in the unit square
local MOST_TURN = 0.3   -- radians between two points of a curve
local SMALL_TURN = 0.1
local MOST_CORRECTIONS = 8
local SHORTEST = 1e-4   -- step

--- A zero between two places at which f has different signs: the false position, halving the value at the end that
-- stays (Dowell and Jarratt 1971).
---@param f fun(x: number): number
---@param low number
---@param at_low number f(low)
---@param high number
---@param at_high number f(high)
---@param tolerance number of x
---@return number
function zero.between(f, low, at_low, high, at_high, tolerance)
  local stayed
  while math.abs(high - low) > tolerance do
    local x = (low * at_high - high * at_low) / (at_high - at_low)
    local value = f(x)
    if value == 0 then return x end
    if value < 0 == (at_low < 0) then
      -- The other end may stay far away, so a short step ends the search too.
      if math.abs(x - low) < 0.5 * tolerance then return x end
      low, at_low = x, value
      if stayed == "high" then at_high = at_high / 2 end
      stayed = "high"
    else
      if math.abs(x - high) < 0.5 * tolerance then return x end
      high, at_high = x, value
      if stayed == "low" then at_low = at_low / 2 end
      stayed = "low"
    end
  end
  return (low + high) / 2
end

-- Looks for a change of sign along a side of the square, or along the parallel line that lies `inwards` of it. The side is
-- cut into `parts`; of several changes the one nearest to the share `near` of the side is returned.
local function on_side(f, side, inwards, parts, near)
  local u, v = side.u + inwards * side.inwards_u, side.v + inwards * side.inwards_v
  local function along(s) return f(u + s * side.along_u, v + s * side.along_v) end
  local before, nearest = along(0), nil
  for i = 1, parts do
    local value = along(i / parts)
    if before < 0 ~= (value < 0) and before == before and value == value then
      local s = zero.between(along, (i - 1) / parts, before, i / parts, value, 1e-9)
      if not nearest or math.abs(s - near) < math.abs(nearest - near) then nearest = s end
    end
    before = value
  end
  if nearest then return { u = u + nearest * side.along_u, v = v + nearest * side.along_v, share = nearest } end
end

-- The gradient by differences that stay within the square.
local function gradient(f, u, v, value)
  local du = u + DIFFERENCE <= 1 and DIFFERENCE or -DIFFERENCE
  local dv = v + DIFFERENCE <= 1 and DIFFERENCE or -DIFFERENCE
  return (f(u + du, v) - value) / du, (f(u, v + dv) - value) / dv
end

local function inside(u, v) return u >= 0 and u <= 1 and v >= 0 and v <= 1 end

-- The direction along the curve at (u, v), of length 1, on the side of (along_u, along_v); nil where f has no slope.
local function tangent(f, u, v, along_u, along_v)
  local gu, gv = gradient(f, u, v, f(u, v))
  local length = (gu * gu + gv * gv) ^ 0.5
  if not (length > 0 and length < math.huge) then return nil end
  local tu, tv = -gv / length, gu / length
  if tu * along_u + tv * along_v < 0 then tu, tv = -tu, -tv end
  return tu, tv
end

-- From a point near the curve onto it, down the gradient; nil where that does not converge or leaves the square.
local function onto(f, u, v)
  local gu, gv = gradient(f, u, v, f(u, v))
  local square = gu * gu + gv * gv
  if not (square > 0 and square < math.huge) then return nil end
  for _ = 1, MOST_CORRECTIONS do
    local share = f(u, v) / square
    u, v = u - share * gu, v - share * gv
    if not inside(u, v) then return nil end
    if math.abs(share) * square ^ 0.5 < 1e-8 then return u, v end
  end
end

-- How far x in 0 … 1 can go at speed t until it leaves the interval.
local function way_to_edge(x, t)
  if t == 0 then return math.huge end
  return ((t > 0 and 1 or 0) - x) / t
end

-- Where the curve that is at (u, v) and goes on by (tu, tv) leaves the square; nil if it does not within `reach`.
local function way_out(f, u, v, tu, tv, reach)
  local to_u, to_v = way_to_edge(u, tu), way_to_edge(v, tv)
  local far = math.min(to_u, to_v)
  if far > reach then return nil end
  local eu, ev = u + far * tu, v + far * tv
  for _ = 1, MOST_CORRECTIONS do -- along the edge
    local value = f(eu, ev)
    local gu, gv = gradient(f, eu, ev, value)
    local by = to_u < to_v and gv or gu
    if not (math.abs(by) > 0) then return nil end
    if to_u < to_v then ev = ev - value / by else eu = eu - value / by end
    if not inside(eu, ev) then return nil end
    if math.abs(value / by) < 1e-8 then return eu, ev end
  end
end

-- The next point of the curve, the direction there and the step that was taken; nil where there is none.
local function next_point(f, at, step)
  while step >= SHORTEST do
    local pu, pv = at.u + step * at.tu, at.v + step * at.tv
    if inside(pu, pv) then
      local u, v = onto(f, pu, pv)
      local tu, tv
      if u then tu, tv = tangent(f, u, v, at.tu, at.tv) end
      local turn = tu and math.acos(math.max(-1, math.min(1, tu * at.tu + tv * at.tv)))
      if turn and turn < MOST_TURN then return { u = u, v = v, tu = tu, tv = tv }, step, turn end
    end
    step = step / 2
  end
end

local sides = { -- left, lower, right, upper
  { u = 0, v = 0, along_u = 0, along_v = 1, inwards_u = 1, inwards_v = 0 },
  { u = 0, v = 0, along_u = 1, along_v = 0, inwards_u = 0, inwards_v = 1 },
  { u = 1, v = 0, along_u = 0, along_v = 1, inwards_u = -1, inwards_v = 0 },
  { u = 0, v = 1, along_u = 1, along_v = 0, inwards_u = 0, inwards_v = -1 },
}

-- A point on a side, and one a little inwards with the direction from the first: f may have no slope on the side itself, as λ₁ at a
-- vanishing noise.
local function start_of(f, inwards, parts)
  for _, side in ipairs(sides) do
    local first = on_side(f, side, 0, parts, 0)
    local second = first and on_side(f, side, inwards, parts, first.share)
    if second then second.tu, second.tv = tangent(f, second.u, second.v, second.u - first.u, second.v - first.v) end
    if first then return first, second end
  end
end

--- The curve on which f is zero in the unit square, from the first edge that it meets (left, lower, right, upper) to
-- where it leaves it: steps along the tangent, corrected down the gradient, shorter where the curve turns. Folds are
-- passed, since nothing is solved for one coordinate.
---@param f fun(u: number, v: number): number NaN where it is not known
---@param step number longest
---@param most integer points
---@param parts integer into which an edge is cut to look for a change of sign
---@return { u: number[], v: number[] }? # its points in order; nil where f has one sign on all edges
function zero.curve(f, step, most, parts)
  local first, at = start_of(f, step / 4, parts)
  if not first then return nil end
  local us, vs, length = { first.u, at and at.u }, { first.v, at and at.v }, step / 4
  while at and at.tu and #us < most do
    local eu, ev = way_out(f, at.u, at.v, at.tu, at.tv, length)
    if eu then
      us[#us + 1], vs[#vs + 1] = eu, ev
      break
    end
    local found, taken, turn = next_point(f, at, length)
    if not found then break end
    us[#us + 1], vs[#vs + 1] = found.u, found.v
    at, length = found, turn < SMALL_TURN and math.min(step, 2 * taken) or taken
  end
  return { u = us, v = vs }
end

return zero
