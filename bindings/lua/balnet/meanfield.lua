--- Dynamic mean-field theory: `balnet.meanfield`.
--
--     local meanfield = balnet.meanfield
--     print(meanfield.stationary { gain = 2, balance = 32 })
--     local theory = meanfield.evolve { input = signal, gain = 2, balance = 16, noise = 0.1, lyapunov = true }
--
-- `stationary` and `critical_balance` for the state without a drive that changes, `critical_gain`,
-- `critical_line` and `diagram` for where it becomes chaotic, `evolve` for any drive, `response` for its
-- answer to a pulse, `convergence` for what a smaller step and a longer memory would change, `gaussian` for
-- the integrals below; `populations` and what ends so, and `critical_factor`, for networks of several populations,
-- `low_rank` for weights with a structure of rank one, `sparse` for few inputs a unit, `two_time` for linear units with
-- partly symmetric weights, whose memory is long. Time is in units of τ.

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local low_rank = require "balnet.theory.low_rank"
local options = require "balnet.parameters.options"
local populations = require "balnet.theory.populations"
local sparse = require "balnet.theory.sparse"
local two_time = require "balnet.theory.two_time"
local suggestion = require "balnet.native.suggestion"
local zero = require "balnet.theory.zero"
local native = require "balnet.native.meanfield"

local stationary = require "balnet.native.stationary"

local meanfield = { gaussian = require "balnet.native.gaussian", stationary = stationary.stationary,
                    critical_balance = stationary.critical_balance, populations = populations.stationary,
                    evolve_populations = populations.in_time, response_populations = populations.response,
                    critical_factor = populations.critical, low_rank = low_rank.stationary, sparse = sparse.stationary,
                    two_time = two_time.solve }

local pairs_at_once = 2e6 -- integrals between two chances to interrupt
local theory_fields, defaults = options.fields("balnet.meanfield.definition", "answers")
local input_fields = { "input", "steps", "independent" }
local response_fields = { "input", "transient", "independent", "lags" }

-- --- where the stationary state becomes chaotic

local stationary_fields = options.fields("balnet.meanfield.stationary_definition", "lags", "lag_step")
local is_known, is_number = {}, {}
for _, name in ipairs(stationary_fields) do is_known[name], is_number[name] = true, not name:match "^activation" end
is_number.activation_power = true
local HIGHEST_GAIN = 1000

-- The gain at which λ₁ of this theory is 0.
local function gain_of(theory)
  theory.lags = 1
  local function state_at(gain)
    theory.gain = gain
    return meanfield.stationary(theory)
  end
  -- Where the static state loses stability is known to all digits.
  if (theory.noise or 0) == 0 then return state_at(0.5).critical_gain end
  local function exponent(gain) return state_at(gain).lyapunov end
  local low, high = 0, 1
  local at_low, at_high = -1, exponent(1)
  while at_high < 0 do
    if high >= HIGHEST_GAIN then
      error(("no gain up to %d makes this network chaotic: λ₁ is %.4g there"):format(HIGHEST_GAIN, at_high), 0)
    end
    low, at_low, high = high, at_high, math.min(2 * high, HIGHEST_GAIN)
    at_high = exponent(high)
  end
  return zero.between(exponent, low, at_low, high, at_high, 1e-10 * high)
end

--- The gain g above which the stationary state is chaotic: λ₁ is 0 there, by the theory with noise or without it.
-- With noise it is where c(0) = g² E[φ²] (Schuecker, Goedeke and Helias 2018), with less it is where the static
-- state loses stability. Errors: those of `stationary`; no gain up to 1000 makes the network chaotic.
--
--     balnet.meanfield.critical_gain { balance = 32 }  --> 1.414214
---@param definition? table fields of balnet.meanfield.stationary_definition but for `gain`, `lags` and `lag_step`
---@return number g
meanfield.critical_gain = arguments.typed("critical_gain", function(definition)
  local theory = options.split(definition or {}, stationary_fields)
  if theory.gain ~= nil then error("field 'gain' is what is looked for; none was needed", 2) end
  local gain = options.call(1, gain_of, theory)
  return gain
end, "options?")

local function is_axis(axis)
  return type(axis) == "table" and type(axis[1]) == "string" and kinds.read("finite", axis[2]) and kinds.read("finite", axis[3])
         and axis[2] ~= axis[3]
end

-- What was given as an axis.
local function shown_axis(axis)
  if type(axis) ~= "table" then return kinds.shown(axis) end
  local items = {}
  for i = 1, 3 do items[i] = kinds.shown(axis[i]) end
  return "{ " .. table.concat(items, ", ") .. " }"
end

-- An axis as { name, from, to, count }; errors are raised for the caller of the function that calls states_over.
local function axis_of(axes, letter, count)
  local axis = axes[letter]
  if not is_axis(axis) then
    error(("field '%s' is %s; { name, from, to } with two different numbers was needed"):format(letter, shown_axis(axis)), 4)
  end
  count = kinds.read("integer", axis[4] or count)
  if not count or count < 2 then
    error(("the count of '%s' is %s; an integer of at least 2 was needed"):format(letter, kinds.shown(axis[4])), 4)
  end
  if not is_known[axis[1]] then error(suggestion.sentence("field", axis[1], stationary_fields), 4) end
  if not is_number[axis[1]] then
    error(("field '%s' is over '%s'; a field that is a number was needed"):format(letter, axis[1]), 4)
  end
  return { name = axis[1], from = axis[2], by = axis[3] - axis[2], count = count }
end

-- Both axes, and a function of the place on them, from 0 to 1, that gives the state; nil where there is none.
local function states_over(theory, axes, count)
  local x, y = axis_of(axes, "x", count), axis_of(axes, "y", count)
  if x.name == y.name then error(("fields 'x' and 'y' are both over '%s'; two fields were needed"):format(x.name), 3) end
  theory.lags = 1
  local function state(u, v)
    theory[x.name], theory[y.name] = x.from + u * x.by, y.from + v * y.by
    local fine, result = pcall(stationary.find, theory)
    if not fine then error(result, 0) end
    return result
  end
  return x, y, state
end

--- The line on which λ₁ is 0 in the plane of two fields of the stationary theory, for instance of gain and noise: to one
-- side the network is chaotic. It is followed by pseudo-arclength from the first edge of the plane that it meets to
-- where it leaves, with steps as long as its bends allow; folds are passed. Errors: no line meets an edge; fields out of
-- range.
--
--     local line = balnet.meanfield.critical_line {
--       activation = "tanh", balance = 0, x = { "noise", 0.5, 1 }, y = { "gain", 1, 3 }, step = 0.2 }
--     line.y[1] < line.y[#line.y]  --> true
---@param definition table `x` and `y`: { name, from, to } of two fields; `step`: longest between two points, as a share of the
-- plane (0.05); and the other fields of balnet.meanfield.stationary_definition
---@return table # vectors `x` and `y`, in order along the line
meanfield.critical_line = arguments.typed("critical_line", function(definition)
  local theory, axes = options.split(definition, stationary_fields, { "x", "y", "step" })
  local x, y, state = states_over(theory, axes, 2)
  local step = axes.step or 0.05
  if not kinds.read("positive", step) or step > 0.5 then
    error(("field 'step' is %s; a number above 0 up to 0.5 was needed"):format(kinds.shown(step)), 2)
  end
  local curve = options.call(1, zero.curve, function(u, v)
    local found = state(u, v)
    return found and found.lyapunov or 0 / 0
  end, step, 10000, 20)
  if not curve then
    error(("no line meets an edge of the plane: λ₁ has one sign where %s is from %g to %g and %s from %g to %g"):format(
      x.name, x.from, x.from + x.by, y.name, y.from, y.from + y.by), 2)
  end
  return { x = balnet.tensor(curve.u) * x.by + x.from, y = balnet.tensor(curve.v) * y.by + y.from }
end, "options")

--- A number of the stationary state over a plane of two fields, to draw as an image or as contours. λ₁ of 50 x 50 states of tanh
--- units with noise takes 2 s of processor time, 1/60 of what the same steps take in NumPy, state by state.
--
--     local map = balnet.meanfield.diagram {
--       activation = "tanh", balance = 0, noise = 0.1, x = { "gain", 0.5, 2, 3 }, y = { "coupling", 0, 1, 2 } }
--     map.value:shape()  --> 2, 3
---@param definition table `x` and `y`: { name, from, to, count } of two fields, count 50 by default; `quantity`: a number of
-- balnet.meanfield.stationary_state ("lyapunov"); and the other fields of balnet.meanfield.stationary_definition
---@return table # `value`: count of y × count of x, NaN where there is no stationary state, or none of the quantity; vectors `x` and `y`
meanfield.diagram = arguments.typed("diagram", function(definition)
  local theory, axes = options.split(definition, stationary_fields, { "x", "y", "quantity" })
  local x, y, state = states_over(theory, axes, 50)
  local quantity = axes.quantity or "lyapunov"
  local map = { value = balnet.full({ y.count, x.count }, 0 / 0), x = balnet.linspace(x.from, x.from + x.by, x.count),
                y = balnet.linspace(y.from, y.from + y.by, y.count) }
  for i = 1, y.count do
    for j = 1, x.count do
      local found = options.call(1, state, (j - 1) / (x.count - 1), (i - 1) / (y.count - 1))
      local value = found and rawget(found, quantity)
      if found and type(value) ~= "number" and quantity ~= "x" then -- which a state without variance does not have
        error(("field 'quantity' is %s; a number of the stationary state was needed"):format(kinds.shown(quantity)), 2)
      end
      if value then map.value[{ i, j }] = value end
    end
  end
  return map
end, "options")

-- --- the theory in time

-- The input as a vector: itself, or a number as often as the field `name`, which is `steps`, says.
local function vector_of(input, name, steps, level)
  if type(input) == "userdata" then
    if steps ~= nil then
      error(("the input is a tensor and '%s' is %s; steps go with a constant"):format(name, kinds.shown(steps)), level + 1)
    end
    return input
  end
  if type(input or 1) ~= "number" then
    error(("the input is a %s; a number or a vector was needed"):format(type(input)), level + 1)
  end
  local count = kinds.read("integer", steps)
  if not count or count < 1 or count > native.most_steps then
    error(("the input is a constant and '%s' is %s; an integer from 1 to %d was needed"):format(name, kinds.shown(steps),
      native.most_steps), level + 1)
  end
  return balnet.full({ count }, input or 1)
end

-- A covariance against the lag as band + 1 numbers; a tensor as it is. Where dt or band is none, the run that is begun says so.
local function lags_of(independent, theory)
  if type(independent) ~= "function" then return independent end
  local dt, band = kinds.read("positive", theory.dt or defaults.dt), kinds.read("integer", theory.band or defaults.band)
  if not dt or not band or band < 0 or band > native.most_band then return nil end
  local values = balnet.zeros(band + 1)
  for i = 0, band do
    local value = independent(i * dt)
    if not kinds.read("finite", value) then
      error(("the covariance of the independent input is %s at the lag %s; a finite number was needed"):format(
        kinds.shown(value), i * dt), 4)
    end
    values[i + 1] = value
  end
  return values
end

local function run_to_end(level, theory, input, independent)
  independent = lags_of(independent, theory)
  local run = options.call(level + 1, native.begin, theory, input, independent)
  local chunk = math.max(1, pairs_at_once // (theory.band or defaults.band))
  while options.call(level + 1, run.advance, run, math.tointeger(chunk)) > 0 do end
  return run
end

--- The theory under a given input, step by step.
--
-- The common input is I(t), which all units receive multiplied by b; an independent one is given by its
-- covariance, and enters the equation of each unit as it is. State t is the one after input t, which is held
-- over the step that leads to it: no state depends on a later input, and the run starts from the state in
-- which every unit rests under the first input. For samples of a smooth drive that is known in advance
-- `interpolation = "cubic"` draws a curve through them, of which step t knows the inputs t - 2 to t + 3; an
-- Euler step holds its input always. Errors, at the line of the call: an unknown field; a value out of range,
-- such as a b at which activity has no stationary state; activity that grows without bound or a quantity that
-- diverges, with the time and what is known of it (b_c); with `mean_step = "euler"`, a dt for which the mean
-- mode is too stiff, with one that does. With a `delay` of the recurrent input, of all connections alike, the
-- rates before the start were those of the start, and the mean takes Euler steps; a `band` is long against it.
-- Source: R. Engelken and S. Goedeke, NeurIPS 2022; R. Engelken et al., PLOS Comput. Biol. 2022.
--
--     local input = balnet.ones(200)
--     local theory = balnet.meanfield.evolve { input = input, gain = 1, balance = 8, noise = 0.5, band = 100 }
--     theory.rate:shape()  --> 200
---@param given table
-- `input`: a vector, one number a step, or a number (1) with `steps`; `independent`: covariance of the
-- independent input, a function of the lag, a vector of band + 1 lags or a matrix steps × (band + 1); and the
-- fields of balnet.meanfield.definition but for `answers`
---@return table # vectors over `time`: `mean` m, `variance` v, `rate` ν, `log_distance` (half of ln k); over `lag`, averaged over
-- the last quarter: `covariance` c(t, t - lag), `rate_covariance` of the rate of a unit; `snapshot`
-- (snapshots × lags) at `snapshot_time`; `average_mean`, `average_variance`, `average_rate`, `active` E[φ′]
-- of the last quarter; `lyapunov` λ₁ (1/τ); `error`: bound on the relative error of the integrals; `memory`:
-- bytes the theory works in, whatever the steps
meanfield.evolve = arguments.typed("evolve", function(given)
  local theory, inputs = options.split(given, theory_fields, input_fields)
  local run = run_to_end(1, theory, vector_of(inputs.input, "steps", inputs.steps, 2), inputs.independent)
  return options.call(1, run.finish, run)
end, "options")

--- The answer of ν to a small common pulse, and the covariance of the rates, from a state whose transient
-- under a constant input is over. Both are what `balnet.information.predict` takes. Errors as for `evolve`.
--
--     local answer = balnet.meanfield.response {
--       gain = 1, balance = 8, noise = 0.5, band = 100, transient = 200, lags = 50 }
--     answer.response:shape()  --> 50
---@param given table `input` (1), `transient`: steps before the pulse (4800), `lags` of the answer (band + 1), 100000 at most,
-- `independent` as for `evolve`, and the fields of balnet.meanfield.definition but for `answers` and `neurons`
---@return table # `response`: the change of ν at `lag` 0, dt, … after I was one unit higher for one step; `rate_covariance` and
-- `covariance` against the same lags; `average_rate`, `average_mean`, `average_variance`, `active`, `memory`
meanfield.response = arguments.typed("response", function(given)
  local theory, answer = options.split(given, theory_fields, response_fields)
  theory.answers = true
  local lags = answer.lags ~= nil and options.positive(answer, "lags", "integer", 1, native.most_lags)
  local transient = answer.transient or type(answer.input) ~= "userdata" and 4800 or nil
  local run = run_to_end(1, theory, vector_of(answer.input, "transient", transient, 2), answer.independent)
  local result = options.call(1, run.finish, run)
  result.response = options.call(1, run.answer, run, lags or math.min(#result.lag, native.most_lags))
  return result
end, "options")

--- The covariance c(t, s) between snapshots of a run as a square matrix, zero where t and s lie further apart
-- than the band. Raises an error when the run kept fewer snapshots.
--
--     local theory = balnet.meanfield.evolve {
--       steps = 200, gain = 1, balance = 8, noise = 0.5, band = 100, snapshots = 10 }
--     local c, time = balnet.meanfield.covariance_matrix(theory)
--     c:shape()  --> 10, 10
---@param theory table as `evolve` returns it
---@param count? integer of the last snapshots; all
---@return balnet.tensor c count × count
---@return balnet.tensor time of its rows and columns
meanfield.covariance_matrix = arguments.typed("covariance_matrix", function(theory, count)
  local kept = theory.snapshot and (theory.snapshot:shape(1)) or 0
  count = count or kept
  if count < 1 or count > kept then
    error(("%d snapshots were asked for, and %d were kept; `snapshots` of evolve keeps them"):format(count, kept), 2)
  end
  local c, time = balnet.zeros(count, count), theory.snapshot_time[{ { kept - count + 1, kept } }]:clone()
  for i = 1, count do
    for j = 1, i do
      local lag = math.floor((time[i] - time[j]) / theory.dt + 0.5)
      c[{ i, j }] = lag < #theory.lag and theory.snapshot[{ kept - count + i, lag + 1 }] or 0
      c[{ j, i }] = c[{ i, j }]
    end
  end
  return c, time
end, "table", "integer?")

-- Each row of the input twice: the same signal at half the step.
local function doubled(input)
  local twice = balnet.zeros(2 * #input)
  for i = 1, #input do twice[2 * i - 1], twice[2 * i] = input[i], input[i] end
  return twice
end

local compared = { "lyapunov", "average_mean", "average_variance", "average_rate", "active" }

local function print_report(report)
  local rows = { ("convergence of the mean-field theory\n  %-18s %14s %14s %14s"):format("", "as given", "half dt", "double band") }
  for _, name in ipairs(compared) do
    local entry = report[name]
    if entry then
      rows[#rows + 1] = ("  %-18s %14.8g %+14.2e %+14.2e"):format(name, entry.value, entry.half_step, entry.double_band)
    end
  end
  return table.concat(rows, "\n")
end

local report_class = { __tostring = print_report }

--- What half the step, at the same time kept, and twice the band change in a run of `evolve`. The input is
-- held over both halves of a step, so nothing but the step differs; the independent input must be a function
-- of the lag, `independent(lag)`, if there is one. Errors as for `evolve`.
--
--     local report = balnet.meanfield.convergence { steps = 100, gain = 1, balance = 8, noise = 0.5, band = 50 }
--     math.abs(report.average_rate.half_step) < 0.1 * report.average_rate.value  --> true
---@param given table `input`, `steps` and `independent` as for `evolve`, and the fields of balnet.meanfield.definition but for
-- `answers`
---@return table # for each of `lyapunov`, `average_mean`, `average_variance`, `average_rate`, `active`: a table of its `value`
-- and what is added to it by `half_step` and by `double_band`; `given`, `half_step`, `double_band`: the three
-- results
meanfield.convergence = arguments.typed("convergence", function(given)
  local theory, inputs = options.split(given, theory_fields, input_fields)
  local input = vector_of(inputs.input, "steps", inputs.steps, 2)
  local dt, band = theory.dt or defaults.dt, theory.band or defaults.band
  if type(inputs.independent) == "userdata" then
    error("the independent input is a tensor; a function of the lag was needed", 2)
  end
  local function run_with(changed, signal)
    for name, value in pairs(theory) do
      if changed[name] == nil then changed[name] = value end
    end
    local run = run_to_end(2, changed, signal, inputs.independent)
    return options.call(2, run.finish, run)
  end
  local twice = function(value) return value and 2 * value end
  local report = {
    given = run_with({ dt = dt, band = band }, input),
    half_step = run_with({ dt = dt / 2, band = 2 * band, period = twice(theory.period),
      separate_at = twice(theory.separate_at) }, doubled(input)),
    double_band = run_with({ dt = dt, band = 2 * band }, input),
  }
  for _, name in ipairs(compared) do
    local value = report.given[name]
    report[name] = value and { value = value, half_step = report.half_step[name] - value,
                               double_band = report.double_band[name] - value }
  end
  return setmetatable(report, report_class)
end, "options")

--- The covariance of sinusoids of one frequency and random phases, amplitude² / 2 cos(2π frequency lag).
--
--     local covariance = balnet.meanfield.sinusoids(2, 0.5)
--     covariance(0), covariance(1)  --> 2, -2
---@param amplitude number
---@param frequency number 1/τ
---@return fun(lag: number): number
meanfield.sinusoids = arguments.typed("sinusoids", function(amplitude, frequency)
  return function(lag) return amplitude ^ 2 / 2 * math.cos(2 * math.pi * frequency * lag) end
end, "finite", "finite")

--- The covariance of Ornstein-Uhlenbeck processes, std² exp(-lag / tau).
--
--     local covariance = balnet.meanfield.ornstein_uhlenbeck(2, 1)
--     covariance(0), covariance(1)  --> 4, 1.471518
---@param std number
---@param tau number correlation time, in τ
---@return fun(lag: number): number
meanfield.ornstein_uhlenbeck = arguments.typed("ornstein_uhlenbeck", function(std, tau)
  return function(lag) return std ^ 2 * math.exp(-lag / tau) end
end, "finite", "positive")

return meanfield
