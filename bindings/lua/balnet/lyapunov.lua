--- Lyapunov exponents: `balnet.lyapunov`. `tracker` and `network` are incremental: the script owns the loop.
-- `of_map`, `of_flow` and `of_network` contain the loop, for a function of the script and for a network.

local arguments = require "balnet.parameters.arguments"
local options = require "balnet.parameters.options"
local stepping = require "balnet.dynamics.stepping"

local lyapunov = {}

for _, part in ipairs { "balnet.native.lyapunov_tracker", "balnet.native.lyapunov_network" } do
  for name, make in pairs(require(part)) do lyapunov[name] = make end
end

for _, part in ipairs { "balnet.dynamics.lyapunov", "balnet.dynamics.flossing" } do
  for name, compute in pairs(require(part)) do lyapunov[name] = compute end
end

local chunk_time = 10 -- τ between two chances to interrupt a network

local tracker_fields = options.fields("balnet.lyapunov.tracker_definition", "dimension")
local loop_fields = { "steps", "components", "tolerance" }
local map_kinds = { components = { "flag", false } }
local flow_kinds = { components = map_kinds.components, tolerance = { "finite", 0, least = 0, most = 0.99 } }

-- The exponents of f, and the last state.
local function exponents_of(level, f, x, definition, steps)
  definition.tangents = true
  local made = options.call(level + 1, stepping.new, f, x, definition)
  stepping.advance(level + 1, made, steps)
  return options.call(level + 1, stepping.exponents, made, x), made:state()
end

--- The Lyapunov exponents of a map x -> f(x, n), n the number of steps before; of many trajectories at once where x is a
-- tensor. Raises an error for an unknown option, for a state or a tangent map of another shape, and when the state or the
-- tangent vectors stop being finite.
--
--     local function logistic(s) return { 4 * s[1] * (1 - s[1]) }, { { 4 - 8 * s[1] } } end
--     local found = balnet.lyapunov.of_map(logistic, { 0.1234 }, { steps = 5000, transient = 10 })
--     found.exponents  --> { 0.69 }
---@param f fun(x: any, n: number, y: any, J: any): any, any the new state and the tangent map at the old one, as of `of_flow`
---@param x number[]|balnet.tensor the state at the start: n numbers, or n × m
---@param given table `steps` (needed), `components` as of `of_flow`, and `exponents`, `interval`, `transient`,
-- `phases`, `seed`, `dt` as for `tracker`
---@return table result as of `tracker:result()`; of many as of `of_flow`
---@return number[]|balnet.tensor x the last state
lyapunov.of_map = arguments.typed("of_map", function(f, x, given)
  local steps = options.positive(given, "steps", "integer")
  local definition, loop = options.split(given, tracker_fields, { "steps", "components" })
  definition.components, definition.map = options.over({ components = loop.components }, map_kinds).components, true
  local found, last = exponents_of(1, f, x, definition, steps)
  return found, last
end, "function", "any", "options")

--- The Lyapunov exponents of a flow dx/dt = f(x, t), by the classical Runge-Kutta method for state and tangent vectors, or
-- by the pair of Dormand and Prince (1980) of order 5 where a tolerance is given. Lorenz (σ = 10, ρ = 28, β = 8/3): 0.906,
-- 0, -14.57. Errors as for `of_map`, and a tolerance that no step meets. Where f depends on t the phase of that drive is one
-- more variable of exponent 0, which the dimension counts with `phases = 1`.
--
-- Where f gives no Jacobian the vectors are carried along by forward differences: f is called for each vector as well, or,
-- with tensors, once for all with x of shape n × (1 + exponents) × m, in which a vector of m parameters fits as well.
--
--     local function decay(x) return { -2 * x[1] }, { { -2 } } end
--     local found = balnet.lyapunov.of_flow(decay, { 1 }, { steps = 200, dt = 0.01 })
--     found.exponents  --> { -2.000 }
---@param f fun(x: any, t: number, v: any, J: any): any, any the velocity and, unless differences are to do, the Jacobian at
-- (x, t): arrays of n numbers and of n rows; for many trajectories tensors n × m and n × n × m. x is the same object in each
-- call. f may write into v and J, which are of these kinds, and give them back: nothing is copied, and what J holds stays
-- from call to call (zeros at first)
---@param x number[]|balnet.tensor the state at the start: n numbers, or n × m
---@param given table `steps`, `dt` (needed), `tolerance`: of the error of a step, relative to 1 + |x|, 0 (default) for steps
-- that are not divided; `components`: f(x1, …, xn, t) gets the state as n numbers, at most 15, and gives n numbers, and
-- after them the n² of the Jacobian, if it does, row by row; and `exponents`, `interval`, `transient`, `phases`, `seed` as for `tracker`
---@return table result as of `tracker:result()`; of many: `exponents` and `standard_error` k × m, `kaplan_yorke`, `entropy`
-- (NaN where they are not known) and `sum` of each, `mean` of the exponents over trajectories and `mean_error`, from their
-- spread; `time`, `interval`, the largest `condition`, the first `warning`
---@return number[]|balnet.tensor x the last state
lyapunov.of_flow = arguments.typed("of_flow", function(f, x, given)
  options.positive(given, "dt", "positive")
  local steps = options.positive(given, "steps", "integer")
  local definition, loop = options.split(given, tracker_fields, loop_fields)
  local chosen = options.over({ components = loop.components, tolerance = loop.tolerance }, flow_kinds)
  definition.components, definition.tolerance = chosen.components, chosen.tolerance
  local found, last = exponents_of(1, f, x, definition, steps)
  return found, last
end, "function", "any", "options")

local network_fields, network_defaults = options.fields "balnet.lyapunov.network_definition"
local run_fields = { "time", "state_transient", "input" }

-- Calls net:advance or net:run for `steps` steps in pieces, between which the program can be interrupted.
local function advance(net, method, first, steps, input, chunk)
  for done = 0, steps - 1, chunk do
    local count = math.min(chunk, steps - done)
    local drive = input
    if type(input) == "function" then
      drive = input(first + done, count)
      if drive == nil then
        error(("the input after %d steps is nil; %d values, or as many rows, were needed"):format(
          first + done, count), 3)
      end
    end
    options.call(2, net[method], net, count, drive)
  end
end

--- The Lyapunov exponents of a rate network, those of its Euler map unless `step = "rk4"`: the state goes
-- to its attractor, the tangent vectors align, and then their growth is averaged. Raises an error for an unknown option, and
-- when the state diverges, with the time.
--
--     local found = balnet.lyapunov.of_network(balnet.zeros(3, 3), { time = 20, step = "rk4" })
--     found.exponents  --> { -1.000 }
---@param J tensor N x N, J[i][j] the weight onto unit i from unit j
---@param given table `time` (τ, transient of the vectors included, needed), `state_transient` (of the state alone before,
-- 100 τ), `transient` (a tenth of `time`), `input` (a number, default 0; or a function of (steps done, count) that
-- gives `count` or `count` x N values), and the fields of balnet.lyapunov.network_definition
---@return table result as of `tracker:result()`
---@return userdata network in its last state
lyapunov.of_network = arguments.typed("of_network", function(J, given)
  local time = options.positive(given, "time", "positive")
  local definition = options.split(given, network_fields, run_fields)
  definition.transient = definition.transient or time / 10
  local net, dt = options.call(1, lyapunov.network, J, definition), given.dt or network_defaults.dt
  local before = options.over({ state_transient = given.state_transient }, { state_transient = { "finite", 100, least = 0 } })
  local skipped, chunk = math.ceil(before.state_transient / dt), math.max(1, math.ceil(chunk_time / dt))
  advance(net, "advance", 0, skipped, given.input, chunk)
  advance(net, "run", skipped, math.ceil(time / dt), given.input, chunk)
  return options.call(1, net.result, net), net
end, "tensor", "options")

return lyapunov
