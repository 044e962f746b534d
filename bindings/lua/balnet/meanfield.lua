--- Dynamic mean-field theory: `balnet.meanfield`.
--
--     local meanfield = balnet.meanfield
--     print(meanfield.stationary { gain = 2, balance = 32 })
--     local theory = meanfield.evolve { input = signal, gain = 2, balance = 16, noise = 0.1, lyapunov = true }
--
-- `stationary` and `critical_balance` for the state without a drive that changes, `evolve` for any drive,
-- `response` for its answer to a pulse, `convergence` for what a smaller step and a longer memory would
-- change, `gaussian` for the integrals below. Time is in units of τ.

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local native = require "balnet.native.meanfield"

local meanfield = { gaussian = require "balnet.native.gaussian" }

for name, compute in pairs(require "balnet.native.stationary") do meanfield[name] = compute end

local pairs_at_once = 2e6 -- integrals between two chances to interrupt
local theory_fields, defaults = options.fields("balnet.meanfield.definition", "answers")
local input_fields = { "input", "steps", "independent" }
local response_fields = { "settle", "lags" }

-- The input as a vector: itself, or `steps` times a number.
local function vector_of(input, steps, level)
  if type(input) == "userdata" then
    if steps ~= nil then error(("the input is a tensor and 'steps' is %s; steps go with a constant"):format(kinds.shown(steps)), level + 1) end
    return input
  end
  if type(input or 1) ~= "number" then
    error(("the input is a %s; a number or a vector was needed"):format(type(input)), level + 1)
  end
  if math.type(steps) ~= "integer" or steps < 1 then
    error(("the input is a constant and 'steps' is %s; a positive integer was needed"):format(tostring(steps)), level + 1)
  end
  return balnet.full({ steps }, input or 1)
end

-- A covariance against the lag as band + 1 numbers; a tensor as it is.
local function lags_of(independent, theory)
  if type(independent) ~= "function" then return independent end
  local dt, band = theory.dt or defaults.dt, theory.band or defaults.band
  local values = balnet.zeros(band + 1)
  for i = 0, band do
    local value = independent(i * dt)
    if not kinds.read("finite", value) then
      error(("the covariance of the independent input is %s at the lag %s; a finite number was needed"):format(kinds.shown(value), i * dt), 4)
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
-- mode is too stiff, with one that does. Source: R. Engelken and S. Goedeke, NeurIPS 2022; R. Engelken et
-- al., PLOS Comput. Biol. 2022.
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
  local run = run_to_end(1, theory, vector_of(inputs.input, inputs.steps, 2), inputs.independent)
  return options.call(1, run.finish, run)
end, "options")

--- The answer of ν to a small common pulse, and the covariance of the rates, from a state that has settled
-- under a constant input. Both are what `balnet.information.predict` takes. Errors as for `evolve`.
--
--     local answer = balnet.meanfield.response {
--       gain = 1, balance = 8, noise = 0.5, band = 100, settle = 200, lags = 50 }
--     answer.response:shape()  --> 50
---@param given table `input` (1), `settle`: steps before the pulse (4800), `lags` of the answer (band + 1), and of `evolve`
-- `independent` and the fields of the theory, but for `neurons`
---@return table # `response`: the change of ν at `lag` 0, dt, … after I was one unit higher for one step; `rate_covariance` and
-- `covariance` against the same lags; `average_rate`, `average_mean`, `average_variance`, `active`, `memory`
meanfield.response = arguments.typed("response", function(given)
  local theory, inputs, answer = options.split(given, theory_fields, input_fields, response_fields)
  theory.answers = true
  local run = run_to_end(1, theory, vector_of(inputs.input or 1, type(inputs.input) ~= "userdata" and (answer.settle or 4800) or answer.settle, 2), inputs.independent)
  local result = options.call(1, run.finish, run)
  result.response = options.call(1, run.answer, run, answer.lags or #result.lag)
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
---@param count? integer the last so many snapshots; all
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
---@param given table as for `evolve`
---@return table # for each of `lyapunov`, `average_mean`, `average_variance`, `average_rate`, `active`: a table of its `value`
-- and what is added to it by `half_step` and by `double_band`; `given`, `half_step`, `double_band`: the three
-- results
meanfield.convergence = arguments.typed("convergence", function(given)
  local theory, inputs = options.split(given, theory_fields, input_fields)
  local input = vector_of(inputs.input, inputs.steps, 2)
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
    half_step = run_with({ dt = dt / 2, band = 2 * band, period = twice(theory.period), separate_at = twice(theory.separate_at) }, doubled(input)),
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
