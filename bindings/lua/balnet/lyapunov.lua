--- Lyapunov exponents: `balnet.lyapunov`. `tracker` and `network` are incremental: the script owns the loop.
-- `of_map`, `of_flow` and `of_network` contain the loop, for a function of the script and for a network.

local arguments = require "balnet.parameters.arguments"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"

local lyapunov = {}

for _, part in ipairs { "balnet.native.lyapunov_tracker", "balnet.native.lyapunov_network" } do
  for name, make in pairs(require(part)) do lyapunov[name] = make end
end

for name, compute in pairs(require "balnet.dynamics.lyapunov") do lyapunov[name] = compute end

local chunk_time = 10 -- τ between two chances to interrupt a network

local tracker_fields = options.fields("balnet.lyapunov.tracker_definition", "dimension")
local loop_fields = { "steps" }

local function new_tracker(x, definition)
  definition.dimension = #x
  return options.call(2, lyapunov.tracker, definition)
end

-- A state that f gave, for the function that called this one.
local function check_state(x, n, step)
  if type(x) ~= "table" or #x ~= n then
    error(("f gave %s as the state after step %d; an array of %d numbers was needed"):format(
      type(x) == "table" and #x .. " numbers" or kinds.shown(x), step, n), 3)
  end
  for i = 1, n do
    if not kinds.read("finite", x[i]) then error(("x[%d] is %s after step %d; a finite number was needed"):format(i, kinds.shown(x[i]), step), 3) end
  end
end

--- The Lyapunov exponents of a map x -> f(x).
-- Raises an error for an unknown option, and when the tangent vectors stop being finite.
--
--     local function logistic(s) return { 4 * s[1] * (1 - s[1]) }, { { 4 - 8 * s[1] } } end
--     local found = balnet.lyapunov.of_map(logistic, { 0.1234 }, { steps = 5000, transient = 10 })
--     found.exponents  --> { 0.69 }
---@param f fun(x: number[]): number[], number[][] the new state and the n x n tangent map (rows) at the old one
---@param x number[] the state at the start, n numbers
---@param given table `steps` (needed), and `exponents`, `interval`, `transient`, `seed`, `dt` as for `tracker`
---@return table result as of `tracker:result()`
---@return number[] x the last state
lyapunov.of_map = arguments.typed("of_map", function(f, x, given)
  local tracker = new_tracker(x, (options.split(given, tracker_fields, loop_fields)))
  for step = 1, options.positive(given, "steps", "integer") do
    local next_x, jacobian = f(x)
    check_state(next_x, #x, step)
    options.call(1, tracker.advance, tracker, jacobian)
    x = next_x
  end
  return options.call(1, tracker.result, tracker), x
end, "function", "table", "options")

-- a + scale b, for arrays of the same length
local function shifted(a, scale, b)
  local sum = {}
  for i = 1, #a do sum[i] = a[i] + scale * b[i] end
  return sum
end

--- The Lyapunov exponents of a flow dx/dt = f(x, t), by the classical Runge-Kutta method for state and
-- tangent vectors. Lorenz (σ = 10, ρ = 28, β = 8/3): 0.906, 0, -14.57. Errors as for `of_map`. Where f
-- depends on t the phase of that drive is one more variable of exponent 0, which the dimension counts with
-- `phases = 1`.
--
--     local function decay(x) return { -2 * x[1] }, { { -2 } } end
--     local found = balnet.lyapunov.of_flow(decay, { 1 }, { steps = 200, dt = 0.01 })
--     found.exponents  --> { -2.000 }
---@param f fun(x: number[], t: number): number[], number[][] the velocity and the n x n Jacobian (rows) at (x, t)
---@param x number[] the state at the start
---@param given table `steps`, `dt` (needed), and `exponents`, `interval`, `transient`, `phases`, `seed` as for `tracker`
---@return table result as of `tracker:result()`
---@return number[] x the last state
lyapunov.of_flow = arguments.typed("of_flow", function(f, x, given)
  local dt = options.positive(given, "dt", "positive")
  local tracker = new_tracker(x, (options.split(given, tracker_fields, loop_fields)))
  for step = 1, options.positive(given, "steps", "integer") do
    local t = (step - 1) * dt
    local k1, J1 = f(x, t)
    local k2, J2 = f(shifted(x, dt / 2, k1), t + dt / 2)
    local k3, J3 = f(shifted(x, dt / 2, k2), t + dt / 2)
    local k4, J4 = f(shifted(x, dt, k3), t + dt)
    options.call(1, tracker.advance_flow, tracker, J1, J2, J3, J4)
    for i = 1, #x do k1[i] = (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6 end
    x = shifted(x, dt, k1)
    check_state(x, #x, step)
  end
  return options.call(1, tracker.result, tracker), x
end, "function", "table", "options")

local network_fields, network_defaults = options.fields "balnet.lyapunov.network_definition"
local run_fields = { "time", "state_transient", "input" }

-- Calls net:advance or net:run for `steps` steps in pieces, between which the program can be interrupted.
local function advance(net, method, first, steps, input, chunk)
  for done = 0, steps - 1, chunk do
    local count = math.min(chunk, steps - done)
    local drive = input
    if type(input) == "function" then
      drive = input(first + done, count)
      if drive == nil then error(("the input after %d steps is nil; %d values, or as many rows, were needed"):format(first + done, count), 3) end
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
-- 100 τ),
-- `transient` (a tenth of `time`), `input` (a number, default 0; or a function of (steps done, count) that
-- gives `count` or `count` x N values), and `activation`, `dt`, `step`, `phases`, `noise`, `exponents`,
-- `interval`, `seed`, … as for `network`
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
