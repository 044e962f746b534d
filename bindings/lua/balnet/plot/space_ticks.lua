--- Ticks along the edges of a space: where they stand, and their labels.

local number = require "balnet.parameters.number"

local space_ticks = {}

--- Round numbers within limits, at most about so many.
---@param limits number[]
---@param most integer
---@return number[]
function space_ticks.places(limits, most)
  local span = limits[2] - limits[1]
  local step = 10 ^ math.floor(math.log(span / most, 10))
  for _, factor in ipairs { 1, 2, 5, 10 } do
    if span / (factor * step) <= most then
      step = factor * step
      break
    end
  end
  local ticks = {}
  for n = math.ceil(limits[1] / step - 1e-9), math.floor(limits[2] / step + 1e-9) do ticks[#ticks + 1] = n * step end
  return ticks
end

local function text_of(value, digits) return (number.format("%." .. digits .. "g", value == 0 and 0 or value):gsub("%-", "−")) end

-- The labels with so many digits; nil where two are the same.
local function told_apart(ticks, digits)
  local labels = {}
  for i, tick in ipairs(ticks) do
    labels[i] = text_of(tick, digits)
    if labels[i] == labels[i - 1] then return nil end
  end
  return labels
end

local few, all = 7, 17 -- digits

-- A number with as few digits as say which it is.
local function whole_text(value)
  for digits = value % 1 == 0 and math.abs(value) < 1e9 and 10 or 1, all do
    if tonumber(("%." .. digits .. "g"):format(value)) == value then return text_of(value, digits) end
  end
end

--- The labels of ticks, with as many digits as tell them apart; where few do not, without what is said once, as "+1".
---@param ticks number[]
---@return string[] labels
---@return string|nil offset
function space_ticks.labels(ticks)
  for digits = 6, few do
    local labels = told_apart(ticks, digits)
    if labels then return labels end
  end
  local rest = {}
  for i, tick in ipairs(ticks) do rest[i] = tick - ticks[1] end
  return told_apart(rest, 3) or told_apart(rest, all) or rest, (ticks[1] < 0 and "" or "+") .. whole_text(ticks[1])
end

--- How wide a text is against its size, about: commands of mathematics are one letter.
---@param text string
---@return integer
function space_ticks.letters(text) return utf8.len((text:gsub("\\%a+", "x"):gsub("[%$_^{}]", ""))) or #text end

--- Of the longest label, in letters.
---@param labels string[]
---@return integer
function space_ticks.longest(labels)
  local longest = 0
  for _, label in ipairs(labels) do longest = math.max(longest, space_ticks.letters(label)) end
  return longest
end

return space_ticks
