--- Fixed and slow points of networks: `balnet.fixed_points`. Where the flow F(x) = (-x + J phi(x) + bias + W_in u / S) / tau of a
-- network under constant input u stands still, and what it does around there (Sussillo and Barak 2013); of gated recurrent units where the
-- map h -> h' does, F(h) = h' - h.

local arguments = require "balnet.parameters.arguments"
local flow = require "balnet.dynamics.flow"
local linalg = require "balnet.linalg"
local native = require "balnet.native.fixed_points"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local tensor = require "balnet.tensor"

local fields = {
  starts = { "any" }, input = { "any" }, count = { "integer", nil, least = 1 }, scatter = { "finite", 0, least = 0 },
  seed = { "integer", 1 }, tolerance = { "positive", 1e-20, most = 1 }, iterations = { "integer", 100, least = 1, most = 1000000 },
  slow = { "finite", 1e-4, least = 0 }, distance = { "finite", 1e-3, least = 0 }, most = { "integer", nil, least = 1 },
  outliers = { "text", "flag", words = { "flag", "drop", "keep" } }, outlier_distance = { "positive", 10 },
  jacobians = { "flag", true }, vectors = { "flag", false }, threads = { "integer", 0, least = 0, most = 256 },
}

---@class balnet.fixed_points.weights a network as a table
---@field J number[][]|balnet.tensor N x N, J[i][j] the weight onto unit i from unit j
---@field cell? "rate"|"gru" of gated units J, bias and w_in have 4 N rows, as those of a trainer ("rate")
---@field bias? number[]|balnet.tensor N (0)
---@field w_in? number[][]|balnet.tensor N x S, for networks with an input
---@field w_out? number[][]|balnet.tensor R x N, for networks with readouts
---@field time_constants? number[]|balnet.tensor N, of each unit, in τ (1)
---@field activation? string as of `balnet.network` ("tanh")
---@field activation_power? number of threshold_power (2)
---@field activation_table? balnet.tensor of tabulated, n x 3 as `balnet.activation_table` makes it
---@field dt? number of the Euler map (0.1 τ)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n; 0: a fixed delay (0)

---@class balnet.fixed_points.options
---@field starts balnet.tensor|number[] N, n x N, or states T x N x B as of `respond`
---@field input? number|number[]|balnet.tensor constant u: a number, or one a stimulus (0); n x S, or T x S x B, for each start its own
---@field count? integer as many of the starts are used at most, drawn by `seed`; all
---@field scatter? number standard deviation of noise that is added to the starts (0)
---@field seed? integer of `count` and `scatter` (1)
---@field tolerance? number a point is fixed, and its search ends, at q = |F|^2/2 up to this (1e-20)
---@field iterations? integer Jacobians that a search may factorise (100)
---@field slow? number the largest q of a slow point that is kept; 0 keeps fixed points alone (1e-4)
---@field distance? number points are the same up to it, Euclidean, and in their inputs where each start has its own (1e-3)
---@field most? integer as many points are kept at most: fixed ones first, then those that more starts led to; all
---@field outliers? "flag"|"drop"|"keep" what becomes of points far from the starts (flag)
---@field outlier_distance? number far is further from the centre of the starts than this, in mean distances of the starts from it (10)
---@field jacobians? boolean keep the Jacobians, n x N x N, and those of the input (true)
---@field vectors? boolean give eigenvectors too (false)
---@field threads? integer the result does not depend on it; 0: as many as processors (0)

---@class balnet.fixed_points.result A table that prints. Stable points come first, then saddles by their unstable directions,
--- then slow points; among equals those that more starts led to.
---@field x balnet.tensor n x N
---@field input? balnet.tensor n x S, under which each stands still, where starts have inputs of their own
---@field q balnet.tensor n, |F|^2/2
---@field speed balnet.tensor n, |F|
---@field fixed balnet.tensor n, 1 for a fixed and 0 for a slow point
---@field unstable balnet.tensor n, the eigenvalues with a positive real part, with a delay the roots; of gated units those with |mu| > 1
---@field map_unstable balnet.tensor n, those with |1 + dt lambda| > 1: of the Euler map; of gated units the same as unstable
---@field outlier balnet.tensor n, 1 where it is far from the starts
---@field starts balnet.tensor n, how many starts led there
---@field iterations balnet.tensor n, Jacobians that the search of the smallest q took
---@field led_to balnet.tensor for each start the number of its point, 0 where it led to none that was kept
---@field dropped integer starts that led to none that was kept
---@field real balnet.tensor n x N, eigenvalues of the Jacobian, ascending by real part, per τ; with a delay the rightmost root that
--- belongs to each of them; of gated units the multipliers mu of the map
---@field imag balnet.tensor n x N
---@field input_jacobian? balnet.tensor n x N x S, dF/du, of gated units dh'/du, of networks with an input; the product of left
--- eigenvectors with it tells what of an input a mode takes up
---@field right_real? balnet.tensor n x N x N by column, with `vectors`, as of `balnet.linalg.eig`; and so on
---@field right_imag? balnet.tensor
---@field left_real? balnet.tensor
---@field left_imag? balnet.tensor
---@field delay number of the recurrent input; 0: none
---@field delay_order integer 0: it is fixed
---@field jacobian? balnet.tensor n x N x N, dF/dx; that of the Euler map is 1 + dt dF/dx; with a delay dF/dx of a state that is held, the
--- past with the present; of gated units dh'/dh

local of_modes = { "right_real", "right_imag", "left_real", "left_imag" } -- by column
local optional = { "input", "input_jacobian", "jacobian", table.unpack(of_modes) }

-- Where searches begin, n x N, and their inputs, n x S, where each has its own.
local function starts_of(o, weights)
  if o.starts == nil then error("field 'starts' is needed: states to search from, n x N", 0) end
  local x = flow.rows("starts", o.starts, weights.J:shape(2))
  local n, stream = x:shape(1), random { seed = o.seed }
  if n < 1 then error("there are no starts", 0) end
  local inputs = flow.inputs(weights, o.input, n)
  if o.count and o.count < n then
    local chosen = stream:permutation(n)[{ { 1, o.count } }]
    x, inputs = x:take(1, chosen), inputs and inputs:take(1, chosen)
  end
  return o.scatter > 0 and x + o.scatter * stream:normal(x:shape()) or x, inputs
end

local work_between_breaks = 2e10 -- flop between two chances to interrupt the search

local function search(weights, starts, inputs, o)
  local n, N = starts:shape()
  local of, drives = flow.of(weights, not inputs and o.input or nil), inputs and flow.drives(weights, inputs)
  local chunk = math.tointeger(math.max(64, work_between_breaks // (20 * N ^ 3)))
  local x, q, iterations = {}, {}, {}
  for first = 1, n, chunk do
    local part, k = { first, math.min(n, first + chunk - 1) }, #x + 1
    x[k], q[k], iterations[k] = native.find(of, starts[{ part }],
      { tolerance = o.tolerance, iterations = o.iterations, threads = o.threads, drives = drives and drives[{ part }] })
  end
  return { x = tensor.concatenate(x, 1), q = tensor.concatenate(q, 1), iterations = tensor.concatenate(iterations, 1), input = inputs }
end

-- Whether each point is further from the centre of the starts than a multiple of their mean distance from it.
local function far_from(starts, x, most)
  local centre = starts:mean(1)
  local spread = (starts - centre):norm(2):mean()
  if spread == 0 then return tensor.zeros((x:shape(1))) end
  return (x - centre):norm(2):gt(most * spread)
end

-- The starts that led to a point.
local function arrived(o, ends)
  local kept, x, q = {}, ends.x, ends.q
  for k = 1, #q do
    if q[k] <= math.max(o.slow, o.tolerance) and x[k]:is_finite():all() then kept[#kept + 1] = k end
  end
  return kept
end

-- The points where searches ended, each with its x, q, iterations, input and starts.
local function distinct(o, ends)
  local kept, points = arrived(o, ends), {}
  if #kept == 0 then return points end
  local of_start, place = tensor.tensor(kept), ends.input and tensor.concatenate({ ends.x, ends.input }, 2) or ends.x
  local group, first = native.join(place:take(1, of_start), ends.q:take(1, of_start), o.distance)
  for g, k in ipairs(first:totable()) do
    local at = kept[math.tointeger(k)]
    points[g] = { x = ends.x[at], q = ends.q[at], iterations = ends.iterations[at], input = ends.input and ends.input[at], starts = {},
      outlier = 0, fixed = ends.q[at] <= o.tolerance and 1 or 0 }
  end
  for k, g in ipairs(group:totable()) do table.insert(points[math.tointeger(g)].starts, kept[k]) end
  return points
end

-- The points without the outliers that are dropped; the other outliers are flagged.
local function near(o, points, starts)
  if o.outliers == "keep" or #points == 0 then return points end
  local all, left = {}, {}
  for g, point in ipairs(points) do all[g] = point.x end
  local far = far_from(starts, tensor.stack(all, 1), o.outlier_distance)
  for g, point in ipairs(points) do
    point.outlier = far[g]
    if not (o.outliers == "drop" and far[g] == 1) then left[#left + 1] = point end
  end
  return left
end

-- The eigenvalues that grow: lambda of the flow and of its Euler map; multipliers of gated units.
local function count_unstable(gated, dt, point)
  local size = gated and point.real:hypot(point.imag) or (1 + dt * point.real):hypot(dt * point.imag)
  local of_map = size:gt(1):sum()
  return gated and of_map or point.real:gt(0):sum(), of_map
end

-- The one time constant of all units, which the modes of a delayed network need.
local function common_tau(network)
  local taus = network.time_constants
  if not taus then return 1 end
  if taus:min() == taus:max() then return taus[1] end
  error(("time_constants go from %g to %g and the recurrent input is delayed; its roots are those of units with one time constant"):format(
    taus:min(), taus:max()), 0)
end

-- Puts the roots under a delay in the place of eigenvalues lambda, which stand for w = 1 + tau lambda of J diag(phi'), in the order
-- of the roots.
local function delay(network, point)
  local tau = common_tau(network)
  local real, imag, unstable, of_map = native.delay_roots(1 + tau * point.real, tau * point.imag,
    { delay = network.delay / tau, delay_order = network.delay_order, dt = network.dt / tau })
  local order = real:argsort()
  point.real, point.imag = real:take(1, order) / tau, imag:take(1, order) / tau
  for _, name in ipairs(of_modes) do point[name] = point[name] and point[name]:take(2, order) end
  point.unstable, point.map_unstable = unstable:sum(), of_map:sum()
end

local function decompose(weights, o, point)
  local gated = weights.cell == "gru"
  local of = flow.of(weights, point.input or o.input)
  local A = native.jacobian(of, point.x)
  if gated then A = A + tensor.eye(#point.x) end
  if o.vectors then
    point.real, point.imag, point.right_real, point.right_imag, point.left_real, point.left_imag = linalg.eig(A, { left = true })
  else
    point.real, point.imag = linalg.eigvals(A)
  end
  if weights.delay > 0 then delay(weights, point)
  else point.unstable, point.map_unstable = count_unstable(gated, weights.dt, point) end
  if not o.jacobians then return end
  point.jacobian = A
  point.input_jacobian = weights.w_in and flow.input_jacobian(weights, of, point.x)
end

local function comes_first(a, b)
  if a.fixed ~= b.fixed then return a.fixed > b.fixed end
  if a.unstable ~= b.unstable then return a.unstable < b.unstable end -- nil of both before they are decomposed
  if #a.starts ~= #b.starts then return #a.starts > #b.starts end
  return a.starts[1] < b.starts[1]
end

-- At most so many of the points.
local function first_of(points, most)
  if not most or #points <= most then return points end
  table.sort(points, comes_first)
  return table.move(points, 1, most, 1, {})
end

local function column(points, name)
  local values = {}
  for k, point in ipairs(points) do values[k] = name == "starts" and #point.starts or point[name] end
  if #values == 0 then return tensor.zeros(0) end
  return type(values[1]) == "number" and tensor.tensor(values) or tensor.stack(values, 1)
end

local most_rows = 30

-- One line a point: what it is, its speed, its slowest eigenvalue.
local function text_of(found)
  local n, starts = #found.q, #found.led_to
  local fixed = math.tointeger(found.fixed:sum())
  local lines = { ("%d fixed and %d slow points from %d starts, of which %d led to none of them"):format(fixed, n - fixed, starts,
    found.dropped) }
  local delayed = found.delay > 0
  if delayed then
    lines[1] = ("%s; with %s delay of %g"):format(lines[1], found.delay_order > 0 and "a distributed" or "a fixed", found.delay)
  end
  if n > 0 then
    lines[2] = "    #  kind                        starts    speed     " .. (delayed and "rightmost root" or "largest eigenvalue")
  end
  for k = 1, math.min(n, most_rows) do
    local unstable = math.tointeger(found.unstable[k])
    local kind = unstable == 0 and "stable" or "saddle"
    if found.fixed[k] == 0 then kind = "slow" end
    if unstable > 0 then kind = ("%s, %d unstable"):format(kind, unstable) end
    local of_map = math.tointeger(found.map_unstable[k])
    if of_map ~= unstable then kind = ("%s, map %d"):format(kind, of_map) end
    local imag = found.imag[{ k, -1 }]
    lines[#lines + 1] = ("%5d  %-27s %6d  %9.2g  %9.4f%s%s"):format(k, kind, math.tointeger(found.starts[k]), found.speed[k],
      found.real[{ k, -1 }], imag ~= 0 and (" ± %.4f i"):format(math.abs(imag)) or "", found.outlier[k] == 1 and "  far" or "")
  end
  if n > most_rows then lines[#lines + 1] = ("  … %d in all"):format(n) end
  return table.concat(lines, "\n")
end

local function result_of(network, points, starts)
  table.sort(points, comes_first)
  local result = { led_to = tensor.zeros((starts:shape(1))), delay = network.delay, delay_order = network.delay_order }
  for k, point in ipairs(points) do
    for _, start in ipairs(point.starts) do result.led_to[start] = k end
  end
  for _, name in ipairs { "q", "fixed", "unstable", "map_unstable", "outlier", "starts", "iterations" } do
    result[name] = column(points, name)
  end
  for _, name in ipairs { "x", "real", "imag" } do
    result[name] = #points > 0 and column(points, name) or tensor.zeros(0, starts:shape(2))
  end
  for _, name in ipairs(optional) do result[name] = points[1] and points[1][name] and column(points, name) or nil end
  result.speed = (2 * result.q):sqrt()
  result.dropped = math.tointeger(result.led_to:eq(0):sum())
  arguments.record("a result of fixed_points", result, optional)
  getmetatable(result).__tostring = text_of
  return result
end

--- The fixed and slow points that a search from given states leads to. A search is Newton's method with halved steps, and
-- where that stops the method of Levenberg and Marquardt, which ends in a minimum of q(x) = |F(x)|^2/2; all is in double
-- precision. Points that lie within `distance` of each other are one. The noise of the network is left out; the Euler map
-- of training has the same fixed points. Of gated recurrent units points are those of the map, eigenvalues its multipliers, and a
-- point is stable where all of them lie within the unit circle.
--
-- A delay of the recurrent input moves no point, but what grows from it: eigenvalues w of J diag(phi'), for one time constant tau,
-- have the roots of 1 + tau lambda = w exp(-lambda d), or w (1 + lambda d/n)^-n, infinitely many of a fixed delay. `unstable` counts
-- all of them with a positive real part, `map_unstable` those of the Euler network; `real` and `imag` have the rightmost root of each w.
--
-- Where each start has an input of its own, such as the steps of trials have (`input` T x S x B beside `starts` T x N x B), it is
-- searched from under that one, which `input` of the result gives for each point. The network is a run, a trainer, a network, or a
-- table of weights. An error for starts of another size, for numbers that are not finite, and for a delayed network whose units have
-- time constants of their own.
--
--     local found = balnet.fixed_points({ J = { { 2 } } }, { starts = { { 0.1 }, { 1 }, { -3 } } })
--     found.x:flatten()  --> { 1.9150, -1.9150, 0 }
--     found.unstable     --> { 0, 0, 1 }
---@param network balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param options balnet.fixed_points.options
---@return balnet.fixed_points.result
return arguments.at_caller("fixed_points", function(network, given)
  local o = options.over(given, fields)
  local weights = flow.network(network, true)
  if weights.delay > 0 then common_tau(weights) end
  local starts, inputs = starts_of(o, weights)
  local points = first_of(near(o, distinct(o, search(weights, starts, inputs, o)), starts), o.most)
  for _, point in ipairs(points) do decompose(weights, o, point) end
  return result_of(weights, points, starts)
end, "any", "options")
