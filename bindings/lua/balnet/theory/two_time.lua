--- The two-time theory of linear units with partly symmetric weights: a loop over its steps, a second run that shows the error,
-- and what is read between the times that are kept.
local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.two_time"
local options = require "balnet.parameters.options"

local two_time = {}

local fields, defaults = options.fields "balnet.meanfield.two_time_definition"
local ROWS_AT_ONCE, COMPARED, COARSER = 4, 24, 10 -- rows between two chances to interrupt

local function run_of(definition)
  local run = native.begin(definition)
  while run:advance(ROWS_AT_ONCE) do end
  return run
end

-- Times from the resolution of the run to its end, and shares of them near 1 and near 0: all pairs.
local function places(last)
  local t, s = {}, {}
  for i = 1, COMPARED do
    local later = last * (0.01 / last) ^ ((COMPARED - i) / COMPARED)
    for k = 1, COMPARED do
      local share = 0.5 * (1e-2 / last) ^ ((k - 1) / COMPARED)
      t[#t + 1], s[#s + 1] = later, later * share
      t[#t + 1], s[#s + 1] = later, later * (1 - share)
    end
  end
  return balnet.tensor(t), balnet.tensor(s)
end

-- The largest change of C or R by a tolerance ten times, or steps twice, as large; a third of the latter is the error of the
-- shorter steps, which is of second order.
local function error_of(run, definition, past, last)
  local coarser = setmetatable({ past = past }, { __index = definition })
  coarser.tolerance = math.min(1e-2, COARSER * (definition.tolerance or defaults.tolerance))
  coarser.dt = math.min(1, last, 2 * (definition.dt or defaults.dt))
  local plain = {}
  for _, name in ipairs(fields) do plain[name] = coarser[name] end
  local t, s = places(last)
  local c, r = run:at(t, s)
  local other_c, other_r = run_of(plain):at(t, s)
  local most = math.max((c - other_c):abs():max(), (r - other_r):abs():max())
  return past == "full" and most / 3 or most
end

-- Both times as vectors of the same length, and whether they were numbers.
local function times_of(t, s)
  local are_numbers = kinds.read("finite", t) and kinds.read("finite", s)
  if are_numbers then return balnet.tensor { t }, balnet.tensor { s }, true end
  local function vector(value, other)
    if kinds.read("finite", value) then return balnet.zeros(#other) + value end
    return balnet.tensor(value):to "f64"
  end
  return vector(t, s), vector(s, t), false
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
    result.error = options.call(1, error_of, run, theory, result.past, theory.time or defaults.time)
  end
  result.correlation, result.response = reader(run, 1), reader(run, 2)
  return result
end, "options")

return two_time
