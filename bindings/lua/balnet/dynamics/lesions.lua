--- Lesions of trained networks, described in meta/lesions.lua: weights are scaled, f measures, and the trainer is as it was.

local arguments = require "balnet.parameters.arguments"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"

local lesions = {}

-- The trainer, whose weights change while f measures.
local function trainer_of(network)
  local trainer = type(network) == "table" and rawget(network, "trainer") or network
  if getmetatable(trainer) ~= "balnet.trainer" then error("a run or a trainer was needed", 0) end
  return trainer
end

-- Gives f the trainer with changed weights, and puts its state back, whatever happens: to measure relaxes the initial states too.
local function with_change(trainer, change, f)
  local kept = trainer:state()
  local fine, result = pcall(function()
    change(trainer)
    return f(trainer)
  end)
  trainer:restore(kept)
  if not fine then error(result, 0) end
  return result
end

local function measured(trainer, where, change, f)
  local found = with_change(trainer, change, f)
  if type(found) ~= "number" then error(("f gave a %s for %s; a number was needed"):format(type(found), where), 0) end
  return found
end

-- The units of each group as a tensor.
local function groups_of(groups, N)
  local all = {}
  for k, units in ipairs(groups) do
    if type(units) ~= "table" then error(("group %d is %s; a list of units was needed"):format(k, tostring(units)), 0) end
    local list, stands = {}, {}
    for i, given in ipairs(units) do
      local unit = math.tointeger(given)
      if not unit or unit < 1 or unit > N then
        error(("group %d has the unit %s; 1 to %d are there"):format(k, tostring(given), N), 0)
      end
      if stands[unit] then error(("group %d has the unit %d twice"):format(k, unit), 0) end
      list[i], stands[unit] = unit, true
    end
    all[k] = list
  end
  return all
end

lesions.lesions = arguments.at_caller("lesions", function(network, groups, f, given)
  local o, trainer = options.over(given, { scale = { "finite", 0 } }), trainer_of(network)
  local found = {}
  for k, units in ipairs(groups_of(groups, trainer:J():shape(2))) do
    found[k] = measured(trainer, ("group %d"):format(k), function(t)
      for _, unit in ipairs(units) do
        for _, part in ipairs { t:J(), t:w_out() } do part[{ {}, unit }] = part[{ {}, unit }] * o.scale end
      end
    end, f)
  end
  return tensor.tensor(found)
end, "any", "table", "function", "options?")

-- A matrix of several gates, one below the other, has a row of unit i in each of them.
local function scale_block(J, onto, from, scale)
  local rows, N = J:shape()
  for gate = 0, rows - N, N do
    for _, i in ipairs(onto) do
      for _, j in ipairs(from) do J[{ gate + i, j }] = J[{ gate + i, j }] * scale end
    end
  end
end

lesions.block_lesions = arguments.at_caller("block_lesions", function(network, groups, f, given)
  local o, trainer = options.over(given, { scale = { "finite", 0 } }), trainer_of(network)
  local units, found = groups_of(groups, trainer:J():shape(2)), {}
  for a = 1, #units do
    found[a] = {}
    for b = 1, #units do
      found[a][b] = measured(trainer, ("the block onto group %d from group %d"):format(a, b), function(t)
        scale_block(t:J(), units[a], units[b], o.scale)
      end, f)
    end
  end
  return tensor.tensor(found)
end, "any", "table", "function", "options?")

return lesions
