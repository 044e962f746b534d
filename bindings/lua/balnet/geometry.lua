--- The geometry of what a network does: `balnet.geometry`. Its states in a plane with the fixed points in it, the speed of the flow
-- there, how weights and leading directions lie to each other, its linear response around a point, and what it loses by
-- lesions. A network is a run, a trainer, a network or a table of weights, as for `balnet.fixed_points`.

local arguments = require "balnet.parameters.arguments"
local flow = require "balnet.dynamics.flow"
local linalg = require "balnet.linalg"
local native = require "balnet.native.fixed_points"
local options = require "balnet.parameters.options"
local reduce = require "balnet.reduce"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

---@class balnet.geometry
local geometry = {}

local DEPENDENT = 1e-12 -- share of the largest singular value

--- What `states` finds.
---@class balnet.geometry.states
---@field pca balnet.reduce.pca of all states, whose participation dimension is `pca.dimension`
---@field trajectories balnet.tensor T x B x components, or n x components
---@field points? balnet.tensor the fixed points in the same components

--- Principal components of states over steps and trials, and fixed points in them.
--
--     local x = balnet.random(1):normal(10, 4, 3)  -- T x N x B, as of respond
--     local found = balnet.geometry.states(x, { components = 2, points = balnet.zeros(5, 4) })
--     found.trajectories:shape()  --> 10, 3, 2
--     found.points:shape()        --> 5, 2
---@param x balnet.tensor T x N x B as of `respond`, or n x N
---@param options? {components: integer, points: balnet.tensor} components: how many (3); points: n x N, as `x` of `balnet.fixed_points`
---@return balnet.geometry.states
geometry.states = arguments.at_caller("states", function(x, given)
  local o = options.over(given, { components = { "integer", 3, least = 1 }, points = { "tensor" } })
  local samples = x:dims() == 3 and x:permute(1, 3, 2) or x
  local pca = reduce.pca(samples, { components = o.components })
  local points = o.points and reduce.project(pca, o.points) or nil
  return arguments.record("a result of states", { pca = pca, trajectories = pca.scores, points = points }, { "points" })
end, "tensor", "options?")

--- The speed |F| on a plane, of gated units |h' - h| of a step, for an image or contours of its logarithm.
--
--     local origin, axes = balnet.zeros(2), balnet.eye(2)
--     balnet.geometry.speed({ J = balnet.zeros(2, 2) }, origin, axes, { 0, 3 }, { 0, 4 })  --> { { 0, 3 }, { 4, 5 } }
---@param network balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param origin balnet.tensor N, as `mean` of a result of `balnet.reduce.pca`
---@param axes balnet.tensor 2 x N, as its first two components
---@param u number[]|balnet.tensor places along the first axis
---@param v number[]|balnet.tensor places along the second
---@param input? number|number[]|balnet.tensor a number, or one a stimulus (0)
---@return balnet.tensor speed a row a place in v, a column a place in u
geometry.speed = arguments.at_caller("speed", function(network, origin, axes, u, v, input)
  local of = flow.of(flow.network(network), input)
  local N = of.J:shape(2)
  if origin:dims() ~= 1 or #origin ~= N or axes:dims() ~= 2 or axes:shape(1) ~= 2 or axes:shape(2) ~= N then
    error(("the plane is %s and %s; %d and 2 x %d were needed"):format(tensors.shape(origin), tensors.shape(axes), N, N), 0)
  end
  if u:size() == 0 or v:size() == 0 then error("there are no places along an axis", 0) end
  local along, rows = u:to("f64"):flatten():unsqueeze(2) * axes[1]:to "f64" + origin:to "f64", {}
  for k, height in ipairs(v:to("f64"):flatten():totable()) do
    rows[k] = native.velocity(of, along + height * axes[2]:to "f64"):norm(2)
  end
  return tensor.stack(rows, 1)
end, "any", "tensor", "tensor", "numbers", "numbers", "any?")

-- Vectors as the rows of a matrix, each of length 1; one of length 0 stays 0.
local function unit_rows(x)
  local rows = x:dims() == 1 and x:unsqueeze(1) or x
  local length = rows:norm(2, 2, true)
  return rows:to "f64" / tensor.where(length, length, 1.0)
end

--- Overlaps, the cosines of the angles between vectors: columns of W_in, rows of W_out, leading eigenvectors.
--
--     local w_out, w_in = balnet.tensor { { 1, 0 } }, balnet.tensor { { 3, 0 }, { 4, 5 } }
--     balnet.geometry.overlaps(w_out, w_in:t())  --> { { 0.6, 0 } }
---@param a balnet.tensor n x N, or one vector
---@param b balnet.tensor m x N, or one vector
---@return balnet.tensor cosines n x m
geometry.overlaps = arguments.at_caller("overlaps", function(a, b)
  if a:dims() > 2 or b:dims() > 2 or a:dims() < 1 or b:dims() < 1 or a:shape(-1) ~= b:shape(-1) then
    error(("the vectors are %s and %s; n x N and m x N were needed"):format(tensors.shape(a), tensors.shape(b)), 0)
  end
  return unit_rows(a):matmul(unit_rows(b):t())
end, "tensor", "tensor")

--- The principal angles between the spans of vectors, ascending (Björck and Golub 1973).
--
--     balnet.geometry.principal_angles(balnet.tensor { { 1, 0, 0 } }, balnet.tensor { { 1, 1, 0 }, { 0, 0, 1 } })  --> { 0.7854 }
---@param a balnet.tensor n x N, independent
---@param b balnet.tensor m x N, independent
---@return balnet.tensor angles min(n, m), radians
geometry.principal_angles = arguments.at_caller("principal_angles", function(a, b)
  if a:dims() ~= 2 or b:dims() ~= 2 or a:shape(2) ~= b:shape(2) then
    error(("the vectors are %s and %s; n x N and m x N were needed"):format(tensors.shape(a), tensors.shape(b)), 0)
  end
  if a:shape(1) < b:shape(1) then a, b = b, a end
  for _, vectors in ipairs { a, b } do
    local values = linalg.svdvals(vectors)
    if values[#values] <= DEPENDENT * values[1] then error("vectors of one side depend on each other; independent ones were needed", 0) end
  end
  local first, second = linalg.qr(a:to("f64"):t()), linalg.qr(b:to("f64"):t())
  local overlap = first:t():matmul(second)
  local cosine = linalg.svdvals(overlap):clamp(0, 1)
  local sine = linalg.svdvals(second - first:matmul(overlap)):flip(1):clamp(0, 1)
  return tensor.where(cosine:lt(0.5 ^ 0.5), cosine:acos(), sine:asin()) -- whichever is well conditioned
end, "tensor", "tensor")

--- A matrix of connections with its units in the order of labels: of clusters, or of what units select.
--
--     local J = balnet.tensor { { 1, 2 }, { 3, 4 } }
--     balnet.geometry.ordered(J, { 2, 1 })  --> { { 4, 3 }, { 2, 1 } }, { 2, 1 }
---@param J balnet.tensor N x N
---@param labels balnet.tensor|number[] N, of `balnet.cluster.kmeans`, or any numbers; units of one label keep their order
---@return balnet.tensor J N x N
---@return balnet.tensor order N
geometry.ordered = arguments.at_caller("ordered", function(J, labels)
  if J:dims() ~= 2 or J:shape(1) ~= J:shape(2) or labels:dims() ~= 1 or #labels ~= J:shape(1) then
    error(("J is %s and there are %d labels; N x N and N were needed"):format(tensors.shape(J), labels:size()), 0)
  end
  if labels:is_nan():any() then error("a label is nan; numbers were needed", 0) end
  local order = labels:argsort()
  return J:take(1, order):take(2, order), order
end, "tensor", "numbers")

-- Modulus and phase of D, what a delay does to the recurrent input, at an angular frequency.
local function delayed(network, omega)
  local d, n = network.delay, network.delay_order
  if n == 0 then return 1, -omega * d end
  return (1 + (omega * d / n) ^ 2) ^ (-n / 2), -n * math.atan(omega * d / n)
end

-- i omega - A, real and imaginary part; of a map, whose state after a step has heard the input of that step, 1 - M exp(-i omega dt).
local function inverse_response(weights, jacobian, omega)
  local one = tensor.eye((jacobian:shape(1)))
  if weights.cell == "gru" then
    local M, angle = jacobian + one, omega * weights.dt
    return one - math.cos(angle) * M, math.sin(angle) * M
  end
  local size, phase = delayed(weights, omega)
  local leak = weights.time_constants and one / weights.time_constants:to("f64"):unsqueeze(2) or one
  local recurrent = jacobian + leak
  return leak - size * math.cos(phase) * recurrent, omega * one - size * math.sin(phase) * recurrent
end

-- dr/dx: of gated units the readouts read their states.
local function readout_of(weights, of, x)
  local N = weights.J:shape(2)
  if weights.cell == "gru" then return weights.w_out / N end
  local slope = native.jacobian({ J = tensor.eye(N), drive = of.drive, activation = of.activation, activation_power = of.activation_power,
    activation_table = of.activation_table }, x):diag() + 1
  return weights.w_out * slope / N
end

--- The linearised transfer function around a point, H(f) = C (2 pi i f - A)^-1 B with A = dF/dx, B = W_in / (S tau) and
-- C = W_out diag(phi'(x)) / N: from an input of the task to a readout, for small changes. With a delay of the recurrent input A is
-- (D(f) J diag(phi') - 1) / tau, D = exp(-2 pi i f d), or (1 + 2 pi i f d/n)^-n of a gamma distribution. Of gated units, whose
-- steps are a map with M = dh'/dh, it is C (1 - M exp(-2 pi i f dt))^-1 B with B = dh'/du and C = W_out / N, which depend on the input
-- at the point. Of a point that is not stable, it is not the answer to an input.
--
--     local network = { J = balnet.zeros(1, 1), w_in = { { 1 } }, w_out = { { 1 } }, activation = "linear" }
--     local real, imag = balnet.geometry.transfer(network, { 0 }, { 0, 0.5 / math.pi })
--     real:flatten(), imag:flatten()  --> { 1, 0.5 }, { 0, -0.5 }
---@param network balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param x balnet.tensor|number[] N, as a row of `x` of `balnet.fixed_points`
---@param frequencies balnet.tensor|number[] per τ
---@param input? number|number[]|balnet.tensor constant u: a number, or one a stimulus (0)
---@return balnet.tensor real frequencies x R x S
---@return balnet.tensor imag
geometry.transfer = arguments.at_caller("transfer", function(network, x, frequencies, input)
  local weights = flow.network(network, true)
  if not (weights.w_in and weights.w_out) then error("the table of weights has no w_in and w_out", 0) end
  if frequencies:size() == 0 then error("there are no frequencies", 0) end
  local of, N = flow.of(weights, input), weights.J:shape(2)
  local A, B, C = native.jacobian(of, x), flow.input_jacobian(weights, of, x), readout_of(weights, of, x)
  local real, imag = {}, {}
  for k, f in ipairs(frequencies:to("f64"):flatten():totable()) do
    local P, Q = inverse_response(weights, A, 2 * math.pi * f) -- (P + i Q) (p + i q) = B, as real equations
    local both = linalg.solve(tensor.concatenate({ tensor.concatenate({ P, -Q }, 2), tensor.concatenate({ Q, P }, 2) }, 1),
      tensor.concatenate({ B, tensor.zeros(N, B:shape(2)) }, 1))
    real[k], imag[k] = C:matmul(both[{ { 1, N } }]), C:matmul(both[{ { N + 1, 2 * N } }])
  end
  return tensor.stack(real, 1), tensor.stack(imag, 1)
end, "any", "numbers", "numbers", "any?")

for name, compute in pairs(require "balnet.dynamics.lesions") do geometry[name] = compute end
for name, compute in pairs(require "balnet.dynamics.density") do geometry[name] = compute end

return geometry
