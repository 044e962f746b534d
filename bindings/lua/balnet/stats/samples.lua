--- Samples as vectors, checked.

local kinds = require "balnet.parameters.kinds"
local variation = require "balnet.stats.variation"

local samples = {}

--- A vector as f64; an error where it is none or has fewer elements than `least` (1).
---@param name string
---@param values balnet.tensor
---@param least? integer
---@return balnet.tensor
function samples.vector(name, values, least)
  local t = values:to "f64"
  if t:dims() ~= 1 then error(("%s has %d dimensions; a vector was needed"):format(name, t:dims()), 0) end
  if #t < (least or 1) then error(("%s has %d elements; at least %d were needed"):format(name, #t, least or 1), 0) end
  return t
end

--- Two vectors of one length as f64, and for each how far its numbers may lie apart by rounding alone.
---@param x balnet.tensor
---@param y balnet.tensor
---@param least? integer
---@return balnet.tensor x
---@return balnet.tensor y
---@return number share_x
---@return number share_y
function samples.pair(x, y, least)
  local share_x, share_y = variation.share(x), variation.share(y)
  x, y = samples.vector("x", x, least), samples.vector("y", y, least)
  if #x ~= #y then error(("x and y have %d and %d elements; as many of each were needed"):format(#x, #y), 0) end
  return x, y, share_x, share_y
end

--- Several samples as vectors of f64.
---@param groups any[] at least two
---@param least integer elements of each
---@return balnet.tensor[]
function samples.groups(groups, least)
  if #groups < 2 then error(("%d samples were given; a list of at least 2 was needed"):format(#groups), 0) end
  local list = {}
  for i, group in ipairs(groups) do
    local values, needed = kinds.read("numbers", group)
    if not values then error(("sample %d is %s; %s was needed"):format(i, kinds.shown(group), needed), 0) end
    list[i] = samples.vector("sample " .. i, values, least)
  end
  return list
end

return samples
