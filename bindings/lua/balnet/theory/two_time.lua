--- The two-time theory of linear units with partly symmetric weights: a loop over its steps, a second run that shows the error,
-- and what is read between the times that are kept.
local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.two_time"
local options = require "balnet.parameters.options"
local tensors = require "balnet.parameters.tensors"

local two_time = {}

local fields, defaults = options.fields "balnet.meanfield.two_time_definition"
local ROWS_AT_ONCE = 4 -- between two chances to interrupt
local COMPARED, COARSEST, COARSER, FEW_STEPS = 24, 1e-4, 10, 100

local function run_of(definition)
  local run = native.begin(definition)
  while run:advance(ROWS_AT_ONCE) do end
  return run
end

-- Times from the resolution of the run to its end, and shares of them near 1 and near 0: all pairs.
local function places(last)
  local t, s, shortest = {}, {}, math.min(0.01, 0.01 * last)
  for i = 1, COMPARED do
    local later = last * (shortest / last) ^ ((COMPARED - i) / COMPARED)
    for k = 1, COMPARED do
      local share = 0.5 * (shortest / last) ^ ((k - 1) / COMPARED)
      t[#t + 1], s[#s + 1] = later, later * share
      t[#t + 1], s[#s + 1] = later, later * (1 - share)
    end
  end
  return balnet.tensor(t), balnet.tensor(s)
end

--- Beside which run the error of one shows, and which part of the difference it is. A thinned past of a small tolerance is held
-- against a coarser one. Above COARSEST steps are as long as they may be whatever the tolerance is, and a finer past is needed. Of a
-- full past errors are of second order: a third of what steps twice as long change, or 4/3 of what steps half as long do. Where
-- neither may be, long steps of a long run, a thinned past is the more accurate one.
---@param definition table
---@param result table `past` and `rows` of it
---@return table # fields that differ
---@return number part
function two_time.beside(definition, result)
  if result.past == "thinned" then
    local tolerance = definition.tolerance or defaults.tolerance
    return { past = "thinned", tolerance = tolerance > COARSEST and defaults.tolerance or COARSER * tolerance }, 1
  end
  local steps = result.rows - 1
  local dt = (definition.time or defaults.time) / steps
  if steps >= FEW_STEPS and 2 * dt <= 1 then return { past = "full", dt = 2 * dt }, 1 / 3 end
  if 2 * steps <= native.most_steps then return { past = "full", dt = dt / 2 }, 4 / 3 end
  return { past = "thinned", tolerance = defaults.tolerance }, 1
end

-- The error of C and R: a part of the largest difference to the run beside it.
local function error_of(run, definition, result)
  local other, part = two_time.beside(definition, result)
  for _, name in ipairs(fields) do
    if other[name] == nil then other[name] = definition[name] end
  end
  other.rows = math.max(definition.rows or 0, defaults.rows)
  local t, s = places(definition.time or defaults.time)
  local c, r = run:at(t, s)
  local other_c, other_r = run_of(other):at(t, s)
  return part * math.max((c - other_c):abs():max(), (r - other_r):abs():max())
end

-- A time as a vector of `count`, or times as one.
local function vector_of(name, value, count)
  if kinds.read("finite", value) then return balnet.zeros(count) + value end
  local times = kinds.read("numbers", value)
  if not times or times:dims() ~= 1 then
    error(("%s is %s; a time, or a vector of times, was needed"):format(name,
      times and tensors.shape(times) or kinds.shown(value)), 0)
  end
  return times:to "f64"
end

-- Both times as vectors of the same length, and whether they were numbers.
local function times_of(t, s)
  local later, earlier = vector_of("t", t, 1), vector_of("s", s, 1)
  local is_time, is_earlier_time = kinds.read("finite", t) ~= nil, kinds.read("finite", s) ~= nil
  if is_time then later = vector_of("t", t, #earlier) end
  if is_earlier_time then earlier = vector_of("s", s, #later) end
  if #later ~= #earlier then
    error(("t is %d times and s is %d; as many of both, or one, were needed"):format(#later, #earlier), 0)
  end
  return later, earlier, is_time and is_earlier_time
end

-- A reader of one of both functions.
local function reader(run, which)
  return function(_, t, s)
    local value = options.call(1, function()
      local later, earlier, are_numbers = times_of(t, s)
      local values = select(which, run:at(later, earlier))
      return are_numbers and values[1] or values
    end)
    return value
  end
end

two_time.solve = arguments.typed("two_time", function(definition)
  local theory, own = options.split(definition, fields, { "check" })
  if own.check ~= nil and type(own.check) ~= "boolean" then
    error(("field 'check' is %s; true or false was needed"):format(kinds.shown(own.check)), 2)
  end
  local run = options.call(1, run_of, theory)
  local result = run:finish()
  if own.check ~= false then
    result.error = options.call(1, error_of, run, theory, result)
  end
  result.correlation, result.response = reader(run, 1), reader(run, 2)
  return result
end, "options")

return two_time
