--- Maps and flows of scripts, step by step: what `balnet.dynamics` and the exponents of `balnet.lyapunov` share.

local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local stepper = require "balnet.native.stepper"

local stepping = {}

-- The number of variables of a state: an array of numbers, or a tensor variables × trajectories.
local function dimension_of(x)
  if type(x) == "userdata" and getmetatable(x) == "balnet.tensor" then
    if x:dims() == 2 and x:shape(1) > 0 and x:shape(2) > 0 then return (x:shape(1)) end
    error(("the state is a tensor of shape { %s }; variables x trajectories were needed"):format(table.concat({ x:shape() }, ", ")), 0)
  end
  if type(x) ~= "table" or #x == 0 then
    error(("the state is %s; an array of numbers, or a tensor variables x trajectories, was needed"):format(kinds.shown(x)), 0)
  end
  for i = 1, #x do
    if not kinds.read("finite", x[i]) then error(("x[%d] is %s; a finite number was needed"):format(i, kinds.shown(x[i])), 0) end
  end
  return #x
end

--- A stepper of f from the state x. Errors are raised without a position in a script: the caller adds its own.
---@param f fun(x: any, t: number, v: any, J: any): any, any
---@param x number[]|balnet.tensor
---@param definition table fields of a tracker, `tolerance`, `map` and `tangents`
---@return userdata
function stepping.new(f, x, definition)
  definition.dimension = dimension_of(x)
  return stepper.new(f, x, definition)
end

--- Goes on by so many steps. What f raises stays as it is; what the library has to say of f is raised `level` functions
--- further up, as by options.call.
---@param level integer
---@param made userdata
---@param count integer
function stepping.advance(level, made, count)
  local ok, raised = pcall(function() made:advance(count) end)
  if ok then return end
  if type(raised) == "string" then
    local own, places = raised:gsub("^balnet/[%w_/]+%.lua:%d+: ", "")
    if places > 0 then error(own, level + 2) end
  end
  error(raised, 0)
end

local function print_many(found)
  local lines = { ("Lyapunov exponents of %d trajectories"):format(found.exponents:shape(2)) }
  for i = 1, math.min(6, #found.mean) do
    lines[#lines + 1] = ("  mean of exponent %d  %.4f +- %.4f"):format(i, found.mean[i], found.mean_error[i])
  end
  return table.concat(lines, "\n")
end

local class = { __tostring = print_many }

--- What the trackers of a stepper have found: for one trajectory as tracker:result(), for many with one column each.
---@param made userdata
---@param x number[]|balnet.tensor the state at the start
---@return table
function stepping.exponents(made, x)
  if type(x) == "table" then return made:result(1) end
  local m, first = x:shape(2), made:result(1)
  local k = #first.exponents
  local found = { exponents = balnet.zeros(k, m), standard_error = balnet.zeros(k, m), sum = balnet.zeros(m),
                  kaplan_yorke = balnet.full({ m }, 0 / 0), entropy = balnet.full({ m }, 0 / 0), time = first.time,
                  interval = first.interval, condition = 0 }
  for c = 1, m do
    local one = made:result(c)
    found.exponents[{ true, c }], found.standard_error[{ true, c }], found.sum[c] = one.exponents, one.standard_error, one.sum
    found.kaplan_yorke[c], found.entropy[c] = one.kaplan_yorke or 0 / 0, one.entropy or 0 / 0
    found.condition = math.max(found.condition, one.condition)
    if one.warning and not found.warning then found.warning = ("trajectory %d: %s"):format(c, one.warning) end
  end
  found.mean = found.exponents:mean(2)
  local spread = (found.exponents - found.mean:reshape(k, 1)):square():sum(2)
  found.mean_error = m > 1 and (spread / ((m - 1) * m)):sqrt() or balnet.full({ k }, 0 / 0)
  return setmetatable(found, class)
end

return stepping
