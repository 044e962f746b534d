--- Networks of several populations: reading their definition, the stationary states of their theory from many starts, and the
-- theory in time. What users are told of the public functions stands in meta/populations.lua.
local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local delay_modes = require "balnet.theory.delay_modes"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.populations"
local native_time = require "balnet.native.populations_time"
local options = require "balnet.parameters.options"
local suggestion = require "balnet.native.suggestion"
local tensors = require "balnet.parameters.tensors"
local zero = require "balnet.theory.zero"

local populations = {
  fields = { "populations", "mean", "gain", "activation", "activation_power", "activation_table" },
}

local of_one = { "size", "input", "noise", "tau" }
local defaults = { size = 1, input = 0, noise = 0, tau = 1 }
local SCALES = { 0.01, 1, 10, 300 } -- variances at the starts
local SAME = 1e-5                   -- share of a deviation by which two states may differ and are one

local function refuse(...) error((...):format(select(2, ...)), 0) end

local function read_one(i, given)
  if type(given) ~= "table" then refuse("population %d is %s; a table was needed", i, kinds.shown(given)) end
  for name in pairs(given) do
    if defaults[name] == nil then refuse("population %d: %s", i, suggestion.sentence("field", tostring(name), of_one)) end
  end
  local read = {}
  for name, default in pairs(defaults) do
    local value = given[name] == nil and default or given[name]
    if not kinds.read("finite", value) then
      refuse("field '%s' of population %d is %s; a finite number was needed", name, i, kinds.shown(value))
    end
    if name == "size" and not (kinds.read("integer", value) and value >= 1) then
      refuse("field 'size' of population %d is %s; a number of units was needed", i, kinds.shown(value))
    end
    read[name] = value
  end
  return read
end

local function read_matrix(name, given, count)
  local matrix = given ~= nil and kinds.read("numbers", given) or nil
  if not matrix or matrix:dims() ~= 2 or matrix:shape(1) ~= count or matrix:shape(2) ~= count then
    refuse("field '%s' is %s; %d x %d numbers, onto each population from each, were needed", name,
           matrix and tensors.shape(matrix) or kinds.shown(given), count, count)
  end
  return matrix:to "f64"
end

--- A definition of a network of populations, checked, with its vectors; errors carry no place.
---@param given table of the names in populations.fields
---@return table # count, activation, activation_power, mean, gain, and vectors size, input, noise, tau
function populations.read(given)
  local list = given.populations
  if type(list) ~= "table" or #list < 1 then
    refuse("field 'populations' is %s; an array of tables, one a population, was needed", kinds.shown(list))
  end
  local read = { count = #list, activation = given.activation or "relu", activation_power = given.activation_power or 2,
    activation_table = given.activation_table }
  for _, name in ipairs(of_one) do read[name] = balnet.zeros(#list) end
  for i, one in ipairs(list) do
    for name, value in pairs(read_one(i, one)) do read[name][i] = value end
  end
  read.mean, read.gain = read_matrix("mean", given.mean, #list), read_matrix("gain", given.gain, #list)
  return read
end

local MOST_LAGS = 10000000

-- --- starts

-- Means at which units of some variance may start: all at 0, all up, all down, one up and the others down.
local function starts_of(count)
  local starts = {}
  for _, variance in ipairs(SCALES) do
    local high, all = 2 * variance ^ 0.5, balnet.full({ count }, variance)
    local means = { balnet.zeros(count), balnet.full({ count }, high), balnet.full({ count }, -high) }
    for a = 1, count > 1 and count or 0 do
      local mean = balnet.full({ count }, -high)
      mean[a] = high
      means[#means + 1] = mean
    end
    for _, mean in ipairs(means) do starts[#starts + 1] = { mean = mean, variance = all } end
  end
  return starts
end

local function theory_of(network)
  return native.theory(network.activation, network.activation_power, network.activation_table, network.mean,
    network.gain, network.input, network.noise,
                       network.tau)
end

local function is_same(one, other)
  if one.branch ~= other.branch then return false end
  for a = 1, #one.mean do
    local scale = (one.variance[a] + other.variance[a]) ^ 0.5 + 1e-6
    if math.abs(one.mean[a] - other.mean[a]) > SAME * scale
       or math.abs(one.variance[a] - other.variance[a]) > SAME * scale * scale then
      return false
    end
  end
  return true
end

local function is_known(states, found)
  for _, state in ipairs(states) do
    if is_same(state, found) then return true end
  end
  return false
end

-- The growth rate of the fastest mode; infinite where it can't be computed. Under a delay all but the leak of a mode is late.
local function growth_of(modes, network)
  local delay = network.delay or 0
  if delay == 0 then
    local ok, re = pcall(balnet.spectrum.eigenvalues, modes)
    return ok and re:max() or math.huge
  end
  local leak = 1 / network.tau
  if #modes > #leak then leak = balnet.concatenate({ leak, leak }, 1) end -- of means, then of variances
  local ok, growth = pcall(delay_modes.growth, leak, modes + balnet.eye(#leak) * leak, delay)
  return ok and growth or math.huge
end

local function keep(states, theory, network, found, lags, lag_step)
  if not found or is_known(states, found) then return end
  found.growth = growth_of(found.modes, network)
  found.stable = found.growth < 0 and (found.branch ~= "static" or found.lyapunov < 0)
  found.modes = nil
  found.covariance = theory:covariance(lags, lag_step)
  found.lag = balnet.arange(0, lags - 1) * lag_step
  states[#states + 1] = found
end

local function comes_before(one, other)
  if one.stable ~= other.stable then return one.stable end
  local first, second = one.variance:sum(), other.variance:sum()
  if first ~= second then return first < second end
  return one.mean[1] < other.mean[1]
end

local function is_noisy(network) return network.noise:max() > 0 end

-- Static states from all starts, by relaxation and by Newton's steps alone.
local function find_static(theory, network, lags, lag_step)
  local states = {}
  for _, start in ipairs(starts_of(network.count)) do
    keep(states, theory, network, theory:find_static(start.mean, start.variance, true), lags, lag_step)
    keep(states, theory, network, theory:find_static(start.mean, start.variance, false), lags, lag_step)
  end
  return states
end

-- Fluctuating states, from the static ones whose units are unstable, or from all under noise, and from two more starts if those
-- lead to none.
local function find_fluctuating(states, theory, static, network, lags, lag_step)
  for _, state in ipairs(static) do
    if (is_noisy(network) or state.lyapunov > 0) and state.variance:min() > 1e-6 then
      keep(states, theory, network, theory:find_fluctuating(state.mean, state.variance), lags, lag_step)
    end
  end
  local may_fluctuate = is_noisy(network)
  for _, state in ipairs(static) do may_fluctuate = may_fluctuate or state.lyapunov > 0 end
  for _, variance in ipairs { 1, 30 } do
    if may_fluctuate and #states == 0 then
      keep(states, theory, network, theory:find_fluctuating(balnet.zeros(network.count), balnet.full({ network.count }, variance)), lags,
        lag_step)
    end
  end
end

--- All stationary states that are found: the stable ones first, and then those of little variance.
---@param network table as populations.read gives it
---@param lags integer
---@param lag_step number
---@return table[] states
function populations.states(network, lags, lag_step)
  local theory = theory_of(network)
  local static, states = find_static(theory, network, lags, lag_step), {}
  find_fluctuating(states, theory, static, network, lags, lag_step)
  if not is_noisy(network) then table.move(static, 1, #static, #states + 1, states) end
  if #states == 0 then refuse "no stationary state was found from any start: activity may grow without bound" end
  table.sort(states, comes_before)
  return states
end

-- --- in time

local PAIRS_AT_ONCE = 2e6 -- integrals between two chances to interrupt

-- A static state, stable or not, without the noise. Where there is none, a variance of 1 at the mean 0.
local function start_of(network)
  local theory = theory_of(network)
  for _, start in ipairs(starts_of(network.count)) do
    local found = theory:find_static(start.mean, start.variance, true)
    if found and found.variance:min() > 1e-6 then return found.mean, found.variance end
  end
  return balnet.zeros(network.count), balnet.ones(network.count)
end

local function vector_of(name, given)
  local vector = kinds.read("numbers", given)
  if not vector then refuse("field '%s' is %s; a number for each population was needed", name, kinds.shown(given)) end
  return vector:to "f64"
end

-- The slope of the last quarter, by regression.
local function exponent_of(result, steps)
  local late = { { steps - steps // 4 + 1, steps } }
  local slope = balnet.fit.line(result.time[late], result.log_distance[late])
  return slope
end

local function evolve(network, definition, given)
  if (given.start_mean == nil) ~= (given.start_variance == nil) then
    refuse "start_mean and start_variance go together; one was given"
  end
  local mean, variance = given.start_mean, given.start_variance
  if not mean then mean, variance = start_of(network) end
  local run = native_time.begin(network.activation, network.activation_power, network.activation_table, network.mean,
    network.gain, network.input,
                                network.noise, network.tau, definition, vector_of("start_mean", mean),
                                vector_of("start_variance", variance), given.input)
  local chunk = math.max(1, PAIRS_AT_ONCE // ((definition.band or 640) * network.count))
  while run:advance(math.tointeger(chunk)) > 0 do end
  local result = run:finish()
  local steps = #result.time
  local late = { true, { steps - steps // 4 + 1, steps } }
  for _, name in ipairs { "mean", "variance", "rate" } do result["average_" .. name] = result[name][late]:mean(2) end
  if definition.lyapunov then result.lyapunov = exponent_of(result, steps) end
  return arguments.record("a run of several populations", result, { "log_distance", "lyapunov" })
end

-- The change of each rate (P × lags) per unit of a pulse of one step into population b, from the state after `transient` steps.
local function answer_to(network, time, given, b, transient, lags)
  local pulse = 1e-4 * given.start_variance[b] ^ 0.5 * network.tau[b] / (time.dt or 0.0625)
  local function rates(sign)
    given.input = balnet.zeros(time.steps, network.count)
    given.input[{ transient + 1, b }] = sign * pulse
    return evolve(network, time, given).rate[{ true, { transient, transient + lags - 1 } }]
  end
  return (rates(1) - rates(-1)) / (2 * pulse)
end

local function respond(network, time, transient, lags)
  local given = {}
  time.steps = transient + lags - 1
  given.start_mean, given.start_variance = start_of(network)
  local response = balnet.zeros(network.count, network.count, lags)
  for b = 1, network.count do response[{ true, b }] = answer_to(network, time, given, b, transient, lags) end
  return { response = response, lag = balnet.arange(0, lags - 1) * (time.dt or 0.0625) }
end

-- --- where states become chaotic

local LOWEST, HIGHEST, WIDENED = 0.01, 1000, 1.3 -- factors, and from one to the next

-- The state at gains times a factor, near another state; nil where it is lost.
local function state_near(network, factor, near)
  local scaled = setmetatable({ gain = network.gain * factor }, { __index = network })
  local theory = theory_of(scaled)
  if is_noisy(network) then return (theory:find_fluctuating(near.mean, near.variance)) end
  return (theory:find_static(near.mean, near.variance, true))
end

local function factor_of(network)
  local scaled = setmetatable({ gain = network.gain * LOWEST }, { __index = network })
  local near, low = populations.states(scaled, 1, 1)[1], LOWEST
  local function follow(factor)
    return state_near(network, factor, near)
      or refuse("the state that is followed from small gains is lost at gains times %.4g, where λ₁ is %.4g", factor, near.lyapunov)
  end
  while low < HIGHEST do
    local high = low * WIDENED
    local found = follow(high)
    if found.lyapunov > 0 then
      local function exponent(factor) return follow(factor).lyapunov end
      return zero.between(exponent, low, near.lyapunov, high, found.lyapunov, 1e-10 * high)
    end
    low, near = high, found
  end
  refuse("no factor up to %d makes this network chaotic: λ₁ is %.4g there", HIGHEST, near.lyapunov)
end

-- --- what users call

populations.stationary = arguments.typed("populations", function(definition)
  local network, asked = options.split(definition, populations.fields, { "lags", "lag_step", "delay" })
  local read = options.call(1, populations.read, network)
  read.delay = asked.delay == nil and 0 or options.positive(asked, "delay", "positive")
  local lags = asked.lags == nil and 201 or options.positive(asked, "lags", "integer", 1, MOST_LAGS)
  local lag_step = asked.lag_step == nil and 0.1 or options.positive(asked, "lag_step", "positive")
  local states = options.call(1, populations.states, read, lags, lag_step)
  return states
end, "options")

local time_fields = options.fields "balnet.meanfield.populations_definition"

populations.in_time = arguments.typed("evolve_populations", function(definition)
  local network, time, given = options.split(definition, populations.fields, time_fields, { "start_mean", "start_variance", "input" })
  local read = options.call(1, populations.read, network)
  local result = options.call(1, evolve, read, time, given)
  return result
end, "options")

local response_fields = options.fields("balnet.meanfield.populations_definition", "steps")

populations.response = arguments.typed("response_populations", function(definition)
  local network, time, given = options.split(definition, populations.fields, response_fields, { "lags", "transient" })
  local read = options.call(1, populations.read, network)
  local transient = given.transient == nil and 1600 or options.positive(given, "transient", "integer", 1, MOST_LAGS)
  local lags = given.lags == nil and 161 or options.positive(given, "lags", "integer", 2, MOST_LAGS)
  local result = options.call(1, respond, read, time, transient, lags)
  return result
end, "options")

populations.critical = arguments.typed("critical_factor", function(definition)
  local network = options.split(definition, populations.fields)
  local read = options.call(1, populations.read, network)
  local factor = options.call(1, factor_of, read)
  return factor
end, "options")

return populations
