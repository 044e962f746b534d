--- Lyapunov exponents: `balnet.lyapunov`.
-- `tracker` and `network` are incremental: the script owns the loop. `of_map`, `of_flow` and `of_network` are loops ready
-- made, for a function of the script and for a network.

local nearest = require "balnet.nearest"

local lyapunov = {}

for _, part in ipairs { "balnet.lyapunov_tracker", "balnet.lyapunov_network" } do
  for name, make in pairs(require(part)) do lyapunov[name] = make end
end

local chunk_time = 10 -- τ between two chances to interrupt a network

-- Errors of this file are raised at the line of the script, `level` functions up from the one that finds them.
local function call(level, f, ...)
  local ok, result = pcall(f, ...)
  if not ok then error(result, level + 1) end
  return result
end

local function contains(words, word)
  for _, known in ipairs(words) do
    if known == word then return true end
  end
  return false
end

-- The named fields of `options`, after all of them were found to be known.
local function pick(options, fields, own_fields)
  local picked, known = {}, table.move(own_fields, 1, #own_fields, #fields + 1, { table.unpack(fields) })
  for name, value in pairs(options) do
    if not contains(known, name) then
      local meant = nearest.to(tostring(name), known)
      local hint = meant and ("; did you mean '%s'?"):format(meant) or ""
      error(("unknown field '%s'%s"):format(tostring(name), hint), 3)
    end
    if contains(fields, name) then picked[name] = value end
  end
  return picked
end

local function positive(options, name, convert, needed)
  local value = convert(options[name])
  if not value or value <= 0 then
    error(("field '%s' is %s; %s was needed"):format(name, tostring(options[name]), needed), 3)
  end
  return value
end

local tracker_fields = { "exponents", "dt", "interval", "transient", "seed" }
local loop_fields = { "steps" }

local function new_tracker(x, definition)
  definition.dimension = #x
  return call(3, lyapunov.tracker, definition)
end

--- The Lyapunov exponents of a map x -> f(x).
-- Raises an error for an unknown option, and when the tangent vectors stop being finite.
---@param f fun(x: number[]): number[], number[][] the new state and the n x n tangent map (rows) at the old one
---@param x number[] the state at the start, n numbers
---@param options table `steps` (needed), and `exponents`, `interval`, `transient`, `seed`, `dt` as for `tracker`
---@return table result as of `tracker:result()`
---@return number[] x the last state
function lyapunov.of_map(f, x, options)
  local tracker = new_tracker(x, pick(options, tracker_fields, loop_fields))
  for _ = 1, positive(options, "steps", math.tointeger, "a positive integer") do
    local next_x, jacobian = f(x)
    call(2, tracker.advance, tracker, jacobian)
    x = next_x
  end
  return call(2, tracker.result, tracker), x
end

-- a + scale b, for arrays of the same length
local function shifted(a, scale, b)
  local sum = {}
  for i = 1, #a do sum[i] = a[i] + scale * b[i] end
  return sum
end

--- The Lyapunov exponents of a flow dx/dt = f(x, t), by the classical Runge-Kutta method for state and tangent vectors.
-- Lorenz (σ = 10, ρ = 28, β = 8/3): 0.906, 0, -14.57. Errors as for `of_map`.
---@param f fun(x: number[], t: number): number[], number[][] the velocity and the n x n Jacobian (rows) at (x, t)
---@param x number[] the state at the start
---@param options table `steps`, `dt` (needed), and `exponents`, `interval`, `transient`, `seed` as for `tracker`
---@return table result as of `tracker:result()`
---@return number[] x the last state
function lyapunov.of_flow(f, x, options)
  local dt = positive(options, "dt", tonumber, "a positive time step")
  local tracker = new_tracker(x, pick(options, tracker_fields, loop_fields))
  for step = 1, positive(options, "steps", math.tointeger, "a positive integer") do
    local t = (step - 1) * dt
    local k1, J1 = f(x, t)
    local k2, J2 = f(shifted(x, dt / 2, k1), t + dt / 2)
    local k3, J3 = f(shifted(x, dt / 2, k2), t + dt / 2)
    local k4, J4 = f(shifted(x, dt, k3), t + dt)
    call(2, tracker.advance_flow, tracker, J1, J2, J3, J4)
    for i = 1, #x do k1[i] = (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6 end
    x = shifted(x, dt, k1)
  end
  return call(2, tracker.result, tracker), x
end

local network_fields = { "activation", "activation_power", "dt", "noise", "exponents", "interval", "transient",
  "state_std", "seed" }
local run_fields = { "time", "relax", "input" }

-- Calls net:relax or net:run for `steps` steps in pieces, between which the program can be interrupted.
local function advance(net, method, first, steps, input, chunk)
  for done = 0, steps - 1, chunk do
    local count = math.min(chunk, steps - done)
    local drive = input
    if type(input) == "function" then drive = input(first + done, count) end
    call(3, net[method], net, count, drive)
  end
end

--- The Lyapunov exponents of a rate network: it relaxes, the tangent vectors turn, and then stretching is counted.
-- Raises an error for an unknown option, and when the state diverges, with the time.
---@param J tensor N x N, J[i][j] the weight onto unit i from unit j
---@param options table `time` (τ, transient of the vectors included, needed), `relax` (of the state alone, 100 τ),
-- `transient` (a tenth of `time`), `input` (a number, default 0; or a function of (steps done, count) that gives `count` or
-- `count` x N values), and `activation`, `dt`, `noise`, `exponents`, `interval`, `seed` … as for `network`
---@return table result as of `tracker:result()`
---@return userdata network in its last state
function lyapunov.of_network(J, options)
  local time = positive(options, "time", tonumber, "a positive duration")
  local definition = pick(options, network_fields, run_fields)
  definition.transient = definition.transient or time / 10
  local net, dt = call(2, lyapunov.network, J, definition), options.dt or 0.1
  local relax, chunk = math.ceil((options.relax or 100) / dt), math.max(1, math.ceil(chunk_time / dt))
  advance(net, "relax", 0, relax, options.input, chunk)
  advance(net, "run", relax, math.ceil(time / dt), options.input, chunk)
  return call(2, net.result, net), net
end

return lyapunov
