--- Lyapunov exponents of networks that were trained, and covariant Lyapunov vectors; the members of balnet.lyapunov that are
-- described in meta/lyapunov_run.lua. Vectors by Ginelli et al. (2007): orthonormal vectors are carried forward and every factor
-- R kept; backward, R^-1 turns any vectors in their spans into the covariant ones.

local arguments = require "balnet.parameters.arguments"
local flow = require "balnet.dynamics.flow"
local kinds = require "balnet.parameters.kinds"
local linalg = require "balnet.linalg"
local tensors = require "balnet.parameters.tensors"
local make_network = require("balnet.native.lyapunov_network").network
local make_tracker = require("balnet.native.lyapunov_tracker").tracker
local native = require "balnet.native.fixed_points"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local tensor = require "balnet.tensor"

local lyapunov = {}

local run_fields = {
  time = { "positive" }, state_transient = { "finite", 100, least = 0 }, transient = { "finite", nil, least = 0 }, input = { "any" },
  exponents = { "integer", nil, least = 1 }, interval = { "positive", 1 }, noise = { "finite", 0, least = 0 },
  step = { "text", "euler", words = { "euler", "rk4" } }, seed = { "integer", 1 },
}

-- W_in u / S + bias of each step of a series T x S, over and over; or of a constant input, one row.
local function drive_of(network, input)
  local series = type(input) == "userdata" and kinds.read("tensor", input)
  if not series or series:dims() == 1 then return (flow.input(network, input) + network.bias):unsqueeze(1) end
  local S = network.w_in and network.w_in:shape(2)
  if not S or series:dims() ~= 2 or series:shape(2) ~= S or series:shape(1) < 1 then
    error(("the input is %s; T x %d, or %d numbers, were needed"):format(tensors.shape(series), S or 0, S or 0), 0)
  end
  return series:to("f64"):matmul(network.w_in:t()) / S + network.bias
end

local STEPS_BETWEEN_BREAKS, MOST_NUMBERS = 200, 1 << 25 -- of the tangent maps that are held at once

-- Calls take(drive of at most `at_once` steps), a row a step, until `steps` steps after the first `first` are done.
local function in_pieces(drive, first, steps, at_once, take)
  local T = drive:shape(1)
  for done = 0, steps - 1, at_once do
    local index = {}
    for t = 1, math.min(at_once, steps - done) do index[t] = T == 1 and 1 or (first + done + t - 1) % T + 1 end
    take(drive:take(1, tensor.tensor(index)))
  end
end

local function advance(net, method, drive, first, steps)
  in_pieces(drive, first, steps, STEPS_BETWEEN_BREAKS, function(piece) net[method](net, piece:shape(1), piece) end)
end

-- The exponents of the map of gated units, from a state of 0, each step dt long.
local function of_gated(network, o, drive)
  if o.step ~= "euler" then error("step is rk4, the flow of rate units; gated units have the map of their steps alone", 0) end
  if o.noise > 0 then error("noise is of rate units; of gated units it must be 0", 0) end
  local N, dt = network.J:shape(2), network.dt
  local of, h = flow.of(network), tensor.zeros(N)
  local tracker = make_tracker { dimension = N, exponents = o.exponents or N, dt = dt, interval = math.max(o.interval, dt),
    transient = o.transient or o.time / 10, seed = o.seed }
  local before, steps = math.ceil(o.state_transient / dt), math.ceil(o.time / dt)
  in_pieces(drive, 0, before, STEPS_BETWEEN_BREAKS, function(piece) h = native.course(of, h, piece, false)[-1] end)
  local at_once = math.max(1, math.min(STEPS_BETWEEN_BREAKS, MOST_NUMBERS // (N * N)))
  in_pieces(drive, before, steps, at_once, function(piece)
    local states, maps = native.course(of, h, piece, true)
    for t = 1, piece:shape(1) do tracker:advance(maps[t]:t()) end
    h = states[-1]
  end)
  return tracker:result()
end

lyapunov.of_run = arguments.at_caller("of_run", function(run, given)
  local o, network = options.over(given, run_fields), flow.network(run, true)
  if not o.time then error("field 'time' is needed: τ over which vectors are carried along", 0) end
  local drive, dt = drive_of(network, o.input), network.dt
  if network.cell == "gru" then return of_gated(network, o, drive) end
  local net = make_network(network.J, {
    activation = network.activation, activation_power = network.activation_power,
    activation_table = network.activation_table, dt = dt, delay = network.delay, delay_order = network.delay_order,
    step = o.step, noise = o.noise,
    exponents = o.exponents or #network.bias, interval = o.interval, transient = o.transient or o.time / 10, seed = o.seed,
    time_constants = network.time_constants })
  local state_transient = math.ceil(o.state_transient / dt)
  advance(net, "advance", drive, 0, state_transient)
  advance(net, "run", drive, state_transient, math.ceil(o.time / dt))
  return net:result()
end, "any", "options")

lyapunov.map_of_run = arguments.at_caller("map_of_run", function(run, input)
  local network = flow.network(run)
  local of, one = flow.of(network, input), tensor.eye((network.J:shape(2)))
  local length = network.cell == "gru" and 1 or network.dt
  return function(x)
    local state = tensor.tensor(x)
    local F = native.velocity(of, state)
    return (state + length * F[1]):totable(), one + length * native.jacobian(of, state)
  end
end, "any", "any?")

local covariant_fields = {
  steps = { "integer", nil, least = 1 }, transient = { "integer", 1000, least = 0 },
  backward_transient = { "integer", 1000, least = 1 },
  exponents = { "integer", nil, least = 1 }, unstable = { "integer", nil, least = 1 }, dt = { "positive", 1 }, seed = { "integer", 1 },
}

-- QR: the orthonormal factor of a, and the upper triangle with a positive diagonal.
local function factors(a)
  local q, r = linalg.qr(a)
  local sign = r:diag():sign()
  sign = tensor.where(sign, sign, 1.0)
  return q * sign, r * sign:unsqueeze(2)
end

-- One step of f from x, its shapes checked.
local function stepped(f, x, n, step)
  local next_x, jacobian = f(x)
  local M = kinds.read("numbers", jacobian)
  if type(next_x) ~= "table" or #next_x ~= n or not M or M:dims() ~= 2 or M:shape(1) ~= n or M:shape(2) ~= n then
    error(("f did not give %d numbers and a %d x %d tangent map at step %d"):format(n, n, n, step), 0)
  end
  if not M:is_finite():all() or not tensor.tensor(next_x):is_finite():all() then
    error(("f gave nan or inf at step %d; finite numbers were needed"):format(step), 0)
  end
  return next_x, M:to "f64"
end

-- Q before each counted step and R of each step after the transient.
local function forward(f, x, n, k, o)
  x = table.move(x, 1, n, 1, {}) -- f may write into what it is given
  local q = factors(random { seed = o.seed }:normal(n, k))
  local Q, R, X = {}, {}, {}
  for step = 1, o.transient + o.steps + o.backward_transient do
    local t, M, r = step - o.transient, nil, nil
    if t >= 1 and t <= o.steps then Q[t], X[t] = q, table.move(x, 1, n, 1, {}) end
    x, M = stepped(f, x, n, step)
    q, r = factors(M:matmul(q))
    if t >= 1 then R[t] = r end
  end
  return Q, R, X
end

-- Covariant vectors before each step, found going backward in time; and the logarithms of their growth in it.
local function backward(Q, R, k, o)
  local C, V, growth = tensor.eye(k), {}, {}
  for t = o.steps + o.backward_transient, 1, -1 do
    if R[t]:diag():min() == 0 then
      error(("the tangent map has only %d directions after step %d; as many exponents, or fewer, can be found"):format(
        math.tointeger(R[t]:diag():gt(0):sum()), t), 0)
    end
    C = linalg.solve(R[t], C)
    local length = C:norm(1)
    C = C / length
    if t <= o.steps then V[t], growth[t] = Q[t]:matmul(C), -length:log() end
  end
  return V, growth
end

-- The smallest angle between the span of the first u vectors and that of the others.
local function angle_between(V, u)
  local k = V:shape(2)
  local first, second = linalg.qr(V[{ {}, { 1, u } }]), linalg.qr(V[{ {}, { u + 1, k } }])
  return math.acos(math.min(1, linalg.svdvals(first:t():matmul(second))[1]))
end

local function angles_of(V, u, k)
  if u < 1 or u >= k then return nil end
  local angles = {}
  for t, vectors in ipairs(V) do angles[t] = angle_between(vectors, u) end
  return tensor.tensor(angles)
end

lyapunov.covariant = arguments.at_caller("covariant", function(f, x, given)
  local o, n = options.over(given, covariant_fields), #x
  local k = o.exponents or n
  if not o.steps then error("field 'steps' is needed: at which vectors are given", 0) end
  if n < 1 or k > n then error(("%d exponents of %d variables were asked for"):format(k, n), 0) end
  if o.unstable and o.unstable > k then
    error(("unstable is %d; at most %d was needed, the number of exponents"):format(o.unstable, k), 0)
  end
  local kept = o.steps + o.backward_transient
  local bytes = 8.0 * kept * k * (2 * n + k)
  if bytes > 2^38 then error(("%d steps of %d exponents would need %.3g GB"):format(kept, k, bytes / 1e9), 0) end
  local Q, R, X = forward(f, x, n, k, o)
  local V, growth = backward(Q, R, k, o)
  local rates = {}
  for t = 1, o.steps do rates[t] = R[t]:diag():log() end
  local local_exponents = tensor.stack(growth, 1) / o.dt
  local times = tensor.arange(1, o.steps):unsqueeze(2) * o.dt
  local exponents = local_exponents:mean(1)
  local u = o.unstable or math.tointeger(exponents:gt(0):sum())
  return arguments.record("a result of covariant", {
    exponents = exponents, vectors = tensor.stack(V, 1), states = tensor.tensor(X), local_exponents = local_exponents,
    convergence = tensor.stack(rates, 1):cumsum(1) / times, angles = angles_of(V, u, k),
  }, { "angles" })
end, "function", "table", "options")

return lyapunov
