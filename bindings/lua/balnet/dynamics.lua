--- Maps and flows of one's own: `balnet.dynamics`. Trajectories, one or many at once, Poincaré sections and orbit
-- diagrams; `balnet.lyapunov.of_map` and `of_flow` give their exponents, of the same functions.
--
-- A flow is a function f(x, t) that gives the velocity, a map one that gives the next state. One trajectory is an array
-- of numbers; many are a tensor variables × trajectories, on which f is called once a stage.

local arguments = require "balnet.parameters.arguments"
local balnet = require "balnet"
local kinds = require "balnet.parameters.kinds"
local options = require "balnet.parameters.options"
local stepping = require "balnet.dynamics.stepping"
local zero = require "balnet.theory.zero"

---@class balnet.dynamics
local dynamics = {}

local record_fields = {
  steps = { "integer", 1, least = 1 }, every = { "integer", 1, least = 1 }, transient = { "integer", 0, least = 0 },
}

local function with(more)
  local all = {}
  for name, field in pairs(record_fields) do all[name] = field end
  for name, field in pairs(more) do all[name] = field end
  return all
end

local flow_fields = with { dt = { "positive" }, tolerance = { "finite", 0, least = 0, most = 0.99 } }
local map_fields = with {}

-- The states of a stepper, and the times.
local function record(level, made, x, chosen)
  if chosen.every > chosen.steps then
    error(("field 'every' is %d; at most the %d steps were needed"):format(chosen.every, chosen.steps), level + 2)
  end
  stepping.advance(level + 1, made, chosen.transient)
  local rows = chosen.steps // chosen.every
  local states = options.call(level + 1, function()
    return (type(x) == "table" and balnet.zeros(rows, #x) or balnet.zeros(rows, x:shape()))
  end)
  for row = 1, rows do
    stepping.advance(level + 1, made, chosen.every)
    states[row] = made:state()
  end
  return states, (balnet.arange(rows) * chosen.every + chosen.transient) * (chosen.dt or 1)
end

--- The trajectory of a flow dx/dt = f(x, t), by the classical Runge-Kutta method, or by the pair of Dormand and Prince
-- (1980) of order 5 where a tolerance is given. Errors: a value of f of another shape; a state that is not finite, with
-- the step; a tolerance that no step meets.
--
--     local function decay(x) return { -x[1] } end
--     local states, time = balnet.dynamics.integrate(decay, { 1 }, { steps = 10, dt = 0.1 })
--     states[10], time[10]  --> { 0.36788 }, 1
---@param f fun(x: any, t: number, v: any): any the velocity at (x, t). x: an array of n numbers, for many trajectories a
-- tensor n × m; the same object in each call. f may write into v, of the same kind, and give that back: nothing is copied
---@param x number[]|balnet.tensor the state at the start: n numbers, or n × m
---@param given table `steps` and `dt` (needed): number and length; `tolerance`: of the error of a step, relative to 1 + |x|,
-- 0 (default) for steps that are not divided; `every`: steps between two states that are kept (1); `transient`: steps
-- before the first (0)
---@return balnet.tensor states kept × n, or kept × n × m
---@return balnet.tensor time of each
dynamics.integrate = arguments.typed("integrate", function(f, x, given)
  options.positive(given, "steps", "integer")
  options.positive(given, "dt", "positive")
  local chosen = options.over(given, flow_fields)
  local made = options.call(1, stepping.new, f, x, { dt = chosen.dt, tolerance = chosen.tolerance })
  local states, time = record(1, made, x, chosen)
  return states, time
end, "function", "any", "options")

--- The orbit of a map x -> f(x, n), n the number of steps before. Errors as for `integrate`.
--
--     local function doubled(x) return { 2 * x[1] % 1 } end
--     local states = balnet.dynamics.iterate(doubled, { 0.1 }, { steps = 3 })
--     states  --> { { 0.2 }, { 0.4 }, { 0.8 } }
---@param f fun(x: any, n: number, y: any): any the next state; it may write it into y, as v of `integrate`
---@param x number[]|balnet.tensor n numbers, or n × m
---@param given table `steps` (needed), `every` (1) and `transient` (0)
---@return balnet.tensor states kept × n, or kept × n × m
---@return balnet.tensor step of each
dynamics.iterate = arguments.typed("iterate", function(f, x, given)
  options.positive(given, "steps", "integer")
  local chosen = options.over(given, map_fields)
  local made = options.call(1, stepping.new, f, x, { map = true })
  local states, step = record(1, made, x, chosen)
  return states, step
end, "function", "any", "options")

local section_fields = {
  crossings = { "integer", 100, least = 1 }, dt = { "positive" }, tolerance = { "finite", 0, least = 0, most = 0.99 },
  transient = { "integer", 0, least = 0 }, direction = { "integer", 1, least = -1, most = 1 },
  steps = { "integer", 1000000, least = 1 },
}

local function crosses(before, after, direction)
  return direction >= 0 and before < 0 and after >= 0 or direction <= 0 and before > 0 and after <= 0
end

local function surface_at(surface, x)
  local value = surface(x)
  if type(value) ~= "number" or value ~= value then error(("the surface is %s; a number was needed"):format(kinds.shown(value)), 0) end
  return value
end

--- The Poincaré section of a flow: where its trajectory crosses a surface, by a Runge-Kutta step of the length at which it
-- does, found to 1e-12 of dt. Errors as for `integrate`; fewer crossings than asked for in so many steps.
--
--     local function turning(x) return { x[2], -x[1] } end
--     local points, time = balnet.dynamics.section(turning, { 0, 1 }, {
--       surface = function(x) return x[1] end, crossings = 2, dt = 0.01 })
--     points[2], time[2] - time[1]  --> { 0.0000, 1.0000 }, 6.28319
---@param f fun(x: number[], t: number, v: number[]): number[] as of `integrate`
---@param x number[] the state at the start
---@param given table `surface` (needed): a function of a state, 0 on the surface; `dt` (needed); `crossings` (100);
-- `direction`: 1 where it rises (default), -1 where it falls, 0 for both; `tolerance` (0) and `transient` (0) as of
-- `integrate`; `steps`: at most (1000000)
---@return balnet.tensor points crossings × n
---@return balnet.tensor time of each
dynamics.section = arguments.typed("section", function(f, x, given)
  local surface, rest = given.surface, {}
  if type(surface) ~= "function" then error(("field 'surface' is %s; a function of the state was needed"):format(tostring(surface)), 2) end
  for name, value in pairs(given) do rest[name] = name ~= "surface" and value or nil end
  options.positive(given, "dt", "positive")
  local chosen = options.over(rest, section_fields)
  local made = options.call(1, stepping.new, f, x, { dt = chosen.dt, tolerance = chosen.tolerance })
  stepping.advance(1, made, chosen.transient)
  local points, time, found = balnet.zeros(chosen.crossings, #x), balnet.zeros(chosen.crossings), 0
  local before = options.call(1, surface_at, surface, made:state())
  for step = 1, chosen.steps do
    -- A step that crosses is taken again from its beginning, shorter.
    local function ahead(h) return surface(made:ahead(h)) end
    local after = options.call(1, surface_at, surface, made:ahead(chosen.dt))
    if crosses(before, after, chosen.direction) then
      found = found + 1
      local h = zero.between(ahead, 0, before, chosen.dt, after, 1e-12 * chosen.dt)
      points[found], time[found] = made:ahead(h), (chosen.transient + step - 1) * chosen.dt + h
      if found == chosen.crossings then return points, time end
    end
    stepping.advance(1, made, 1)
    before = options.call(1, surface_at, surface, made:state())
  end
  error(("%d of %d crossings were found in %d steps"):format(found, chosen.crossings, chosen.steps), 2)
end, "function", "table", "options")

local diagram_fields = with { variable = { "integer", 1, least = 1 } }

--- The orbit diagram of a map with a parameter: states after a transient against the parameter, all parameters at once.
-- Errors as for `integrate`.
--
--     local function logistic(x, r) return r * x * (1 - x) end
--     local diagram = balnet.dynamics.orbit_diagram(logistic, balnet.tensor { 2, 3.2 }, { 0.4 }, { steps = 2, transient = 500 })
--     diagram.x, diagram.y  --> { 2, 3.2, 2, 3.2 }, { 0.5, 0.799455, 0.5, 0.513045 }
---@param f fun(x: balnet.tensor, parameter: balnet.tensor): balnet.tensor the next states n × m for the parameters m
---@param parameters balnet.tensor m
---@param x number[] the state from which all start, n numbers
---@param given table `steps` (needed), `every` (1), `transient` (0); `variable`: which of the n (1)
---@return table # vectors `x` (parameter) and `y` (variable), to draw as points
dynamics.orbit_diagram = arguments.typed("orbit_diagram", function(f, parameters, x, given)
  options.positive(given, "steps", "integer")
  local chosen = options.over(given, diagram_fields)
  local m, n = #parameters, #x
  if parameters:dims() ~= 1 then error(("the parameters have %d dimensions; a vector was needed"):format(parameters:dims()), 2) end
  if chosen.variable > n then error(("field 'variable' is %d; the state has %d"):format(chosen.variable, n), 2) end
  local start = options.call(1, balnet.tensor, x):reshape(n, 1) + balnet.zeros(n, m)
  local made = options.call(1, stepping.new, function(states) return f(states, parameters) end, start, { map = true })
  local states = record(1, made, start, chosen)
  local rows = states:shape(1)
  return { x = (parameters + balnet.zeros(rows, m)):reshape(rows * m), y = states[{ true, chosen.variable }]:reshape(rows * m) }
end, "function", "tensor", "table", "options")

return dynamics
