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

--- The labels of ticks, with as many digits as tell them apart.
---@param ticks number[]
---@return string[]
function space_ticks.labels(ticks)
  local labels, digits, same = {}, 5, true
  while same and digits < 17 do
    digits, same = digits + 1, false
    for i, tick in ipairs(ticks) do
      labels[i] = number.format("%." .. digits .. "g", tick == 0 and 0 or tick):gsub("%-", "−")
      same = same or labels[i] == labels[i - 1]
    end
  end
  return labels
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
