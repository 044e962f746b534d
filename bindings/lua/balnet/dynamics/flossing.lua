--- Gradient flossing, described in meta/flossing.lua: the weights of a network follow the gradient of a loss on its Lyapunov
-- exponents, by Adam (Kingma and Ba 2015), with states and inputs of the network's own.

local arguments = require "balnet.parameters.arguments"
local flow = require "balnet.dynamics.flow"
local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.flossing"
local options = require "balnet.parameters.options"
local random = require "balnet.random"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

local flossing = {}

local gradient_fields = {
  exponents = { "integer", 1, least = 1 }, steps = { "integer", 100, least = 2 }, transient = { "integer", nil, least = 0 },
  target = { "finite", 0 }, input = { "any" }, state = { "numbers" }, seed = { "integer", 1 },
}

-- The input of each step, T x S, or nothing.
local function series_of(network, input, steps)
  if input == nil then return nil end
  local S = network.w_in and network.w_in:shape(2)
  local u = type(input) ~= "number" and kinds.read("numbers", input) or nil
  if S and u and u:dims() == 2 then
    if u:shape(1) == steps and u:shape(2) == S then return u:to "f64" end
  elseif S and (type(input) == "number" or u and u:dims() == 1 and #u == S) then
    return tensor.zeros(steps, S) + (u and u:to "f64" or input)
  end
  error(("the input is %s; a number, %s numbers or %d x %s were needed"):format(
    u and tensors.shape(u) or kinds.shown(input), S or 0, steps, S or 0), 0)
end

local function need_finite(name, numbers)
  if numbers and not numbers:is_finite():all() then error(("%s holds nan or inf; finite numbers were needed"):format(name), 0) end
end

-- Loss and gradients of a network of weights, f64, as of flow.network.
local function gradient_of(network, o)
  local N = #network.bias
  local u = series_of(network, o.input, o.steps)
  need_finite("input", u)
  need_finite("state", o.state)
  local drive = tensor.zeros(o.steps, N) + network.bias
  if u then drive = drive + u:matmul(network.w_in:t()) / network.w_in:shape(2) end
  local start = o.state or random { seed = o.seed }:normal(N)
  local tau = network.time_constants or tensor.ones(N)
  local loss, exponents, J, by_drive, x = native.gradient {
    J = network.J:t():contiguous(), share = network.dt / tau, drive = drive, start = start, exponents = o.exponents, steps = o.steps,
    transient = o.transient or o.steps // 10, target = o.target, dt = network.dt, activation = network.activation,
    activation_power = network.activation_power, activation_table = network.activation_table, seed = o.seed }
  return { loss = loss, exponents = exponents, J = J:t(), bias = by_drive:sum(1), x = x,
           w_in = u and by_drive:t():matmul(u) / u:shape(2) or nil }
end

flossing.floss_gradient = arguments.at_caller("floss_gradient", function(network, given)
  local found = gradient_of(flow.of_rates(flow.network(network)), options.over(given, gradient_fields))
  return arguments.record("a gradient of flossing", found, { "w_in" })
end, "any", "options?")

local floss_fields = { epochs = { "integer", 100, least = 1 }, learning_rate = { "positive", 1e-3 }, weights = { "any" } }
for name, field in pairs(gradient_fields) do floss_fields[name] = field end

local beta1, beta2, epsilon = 0.9, 0.999, 1e-8

-- A step of Adam along the gradient.
local function step(moments, gradient, epoch, rate)
  moments.first = beta1 * (moments.first or 0 * gradient) + (1 - beta1) * gradient
  moments.second = beta2 * (moments.second or 0 * gradient) + (1 - beta2) * gradient * gradient
  local first, second = moments.first / (1 - beta1 ^ epoch), moments.second / (1 - beta2 ^ epoch)
  return rate * first / (second:sqrt() + epsilon)
end

local may_change = { J = true, w_in = true, bias = true }

-- The object that holds the weights, and those of them that change, by name.
local function views_of(object, names)
  if type(object) == "table" and rawget(object, "trainer") then object = object.trainer end
  local class = getmetatable(object)
  if class ~= "balnet.trainer" and class ~= "balnet.network" then
    error(("the network is %s; a run, a trainer or a network was needed"):format(kinds.shown(object)), 0)
  end
  if type(names) ~= "table" or #names == 0 then error("field 'weights' is no list of names; J, w_in and bias can change", 0) end
  local views = {}
  for _, name in ipairs(names) do
    if not may_change[name] then error(("weights has '%s'; J, w_in and bias can change"):format(tostring(name)), 0) end
    views[name] = object[name](object)
  end
  return object, views
end

-- Which elements of J may change, N x N, or nothing where all may.
local function allowed_of_J(object, state, N)
  if state.signs then error("the signs of the units are fixed; flossing would change them", 0) end
  if state.m then error("J is of fixed rank; flossing would change it", 0) end
  local allowed
  for _, name in ipairs { "connections", "mask_J" } do
    if state[name] then allowed = (allowed or 1) * state[name]:to "f64" end
  end
  if object:parameters().zero_diagonal then allowed = (allowed or tensor.ones(N, N)) * (1 - tensor.eye(N)) end
  return allowed
end

-- Which elements of the weights in the views may change, 1 or 0, by name; nothing for those of which all may.
local function allowed_of(object, views, N)
  if getmetatable(object) ~= "balnet.trainer" then return {} end
  local state, allowed = object:state(), {}
  for name in pairs(views) do
    local mask = name ~= "J" and state["mask_" .. name]
    if mask then allowed[name] = mask:to "f64" end
  end
  if views.J then allowed.J = allowed_of_J(object, state, N) end
  return allowed
end

local function input_at(input, stream, epoch, steps)
  if type(input) ~= "function" then return input end
  local given = input(stream, steps, epoch)
  if given == nil then error(("input gave nothing at epoch %d; %d steps of the stimuli were needed"):format(epoch, steps), 0) end
  return given
end

flossing.floss = arguments.at_caller("floss", function(object, given)
  local o = options.over(given, floss_fields)
  local holder, views = views_of(object, o.weights or { "J" })
  local network, input = flow.of_rates(flow.network(holder)), o.input
  local allowed, moments = allowed_of(holder, views, #network.bias), {}
  local loss, exponents = tensor.zeros(o.epochs), tensor.zeros(o.epochs, math.min(o.exponents, #network.bias))
  for epoch = 1, o.epochs do
    o.input = input_at(input, random { seed = o.seed, epoch = epoch }, epoch, o.steps)
    local found = gradient_of(network, o)
    loss[epoch], exponents[epoch], o.state = found.loss, found.exponents, found.x
    for name in pairs(views) do
      if found[name] then
        moments[name] = moments[name] or {}
        local slope = allowed[name] and found[name] * allowed[name] or found[name]
        network[name] = network[name] - step(moments[name], slope, epoch, o.learning_rate)
      end
    end
  end
  for name, view in pairs(views) do view:copy(network[name]) end
  return arguments.record("a record of flossing", { loss = loss, exponents = exponents })
end, "any", "options?")

return flossing
