--- The flow of a network under constant input, F(x) = (-x + J phi(x) + bias + W_in u / S) / tau, or F(h) = h' - h of gated
-- units, for the analyses of a network that was trained: from a run, a trainer, a network, or a table of weights.

local kinds = require "balnet.parameters.kinds"
local native = require "balnet.native.fixed_points"
local options = require "balnet.parameters.options"
local tensor = require "balnet.tensor"
local tensors = require "balnet.parameters.tensors"

local flow = {}

---@class balnet.dynamics.network
---@field cell "rate"|"gru" of the latter J, bias and w_in have 4 N rows
---@field J balnet.tensor N x N, f64
---@field bias balnet.tensor N
---@field w_in? balnet.tensor N x S
---@field w_out? balnet.tensor R x N
---@field time_constants? balnet.tensor N
---@field activation string
---@field activation_power number
---@field activation_table? balnet.tensor n x 3
---@field dt number
---@field delay number
---@field delay_order integer

local table_fields = {
  J = { "numbers" }, bias = { "numbers" }, w_in = { "numbers" }, w_out = { "numbers" }, time_constants = { "numbers" },
  activation_table = { "numbers" }, cell = { "text", "rate", words = { "rate", "gru" } },
  activation = { "text", "tanh" }, activation_power = { "finite", 2 }, dt = { "positive", 0.1 },
  delay = { "finite", 0, least = 0, most = 1e6 }, delay_order = { "integer", 0, least = 0, most = 100 },
}

local function of_object(object)
  local p = object:parameters()
  return {
    cell = p.cell or "rate", J = object:J():to "f64", bias = object:bias():to "f64",
    w_in = object:w_in():to "f64", w_out = object:w_out():to "f64",
    time_constants = getmetatable(object) == "balnet.trainer" and object:state().time_constants or nil,
    activation = p.activation, activation_power = p.activation_power,
    activation_table = p.activation_table, dt = p.dt or table_fields.dt[2],
    delay = p.recurrent_delay or 0, delay_order = p.recurrent_delay_order or 0,
  }
end

local function check_shape(name, t, rows, columns)
  local fits = t:dims() == (columns and 2 or 1) and t:shape(1) == (rows or t:shape(1)) and (not columns or t:shape(2) == columns)
  if fits then return end
  error(("%s is %s; %s was needed"):format(name, tensors.shape(t),
    columns and ("%s x %d"):format(rows or "R", columns) or tostring(rows)), 0)
end

--- The rows of J for each unit: of gated units those of the reset gate, the update gate, and the candidate from the state and
-- from the input.
---@param network balnet.dynamics.network
---@return integer
function flow.blocks(network) return network.cell == "gru" and 4 or 1 end

--- Refuses gated units for an analysis of rate units.
---@param network balnet.dynamics.network
---@return balnet.dynamics.network the same
function flow.of_rates(network)
  if network.cell == "gru" then error("the network has gated recurrent units; this analysis is of rate units", 0) end
  return network
end

local of_rate_units = { "activation", "activation_power", "activation_table", "time_constants", "delay", "delay_order" }

local function of_table(given)
  local o = options.over(given, table_fields)
  for _, name in ipairs(o.cell == "gru" and of_rate_units or {}) do
    if given[name] ~= nil then error(("cell is gru, which has no use for %s; that belongs to rate units"):format(name), 0) end
  end
  if o.delay_order > 0 and o.delay == 0 then
    error(("the delay is 0 and its order %d, which means nothing without a delay; give a delay above 0, or leave the order out"):format(
      o.delay_order), 0)
  end
  if not o.J then error("the table has no J; N x N weights were needed", 0) end
  local blocks = flow.blocks(o)
  if o.J:dims() ~= 2 or o.J:shape(1) ~= blocks * o.J:shape(2) then
    error(("J is %s; a %s was needed"):format(tensors.shape(o.J),
      blocks > 1 and "matrix of 4 N x N" or "square matrix"), 0)
  end
  local N = o.J:shape(2)
  o.bias = o.bias or tensor.zeros(blocks * N)
  check_shape("bias", o.bias, blocks * N)
  if o.w_in then check_shape("w_in", o.w_in, blocks * N, o.w_in:shape(-1)) end
  if o.w_out then check_shape("w_out", o.w_out, nil, N) end
  if o.time_constants then check_shape("time_constants", o.time_constants, N) end
  for _, name in ipairs { "J", "bias", "w_in", "w_out", "time_constants" } do o[name] = o[name] and o[name]:to "f64" end
  return o
end

local classes = { ["balnet.trainer"] = true, ["balnet.network"] = true }

local function read(given)
  if type(given) == "table" and rawget(given, "trainer") then given = given.trainer end
  if classes[getmetatable(given)] then return of_object(given) end
  if type(given) == "table" and getmetatable(given) == nil then return of_table(given) end
  if getmetatable(given) == "balnet.force" then
    error("the network is of balnet.force; a table of its weights is needed, { J = f:J() + f:w_fb():matmul(f:w_out()) }, "
      .. "or with J alone for the architecture internal", 0)
  end
  error(("the network is %s; a run, a trainer, a network or a table of weights was needed"):format(kinds.shown(given)), 0)
end

--- The weights of a network, as f64, and what else its dynamics follow from.
---@param given balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param delayed? boolean a delay of the recurrent input is no error
---@return balnet.dynamics.network
function flow.network(given, delayed)
  local network = read(given)
  if network.delay > 0 and not delayed then
    error("the recurrent input of the network is delayed; this analysis is of networks without a delay", 0)
  end
  return network
end

--- W_in u / S for an input of the task: a number for all S of them, or S numbers; nil is 0.
---@param network balnet.dynamics.network
---@param input? number|number[]|balnet.tensor
---@return balnet.tensor N, of gated units 4 N
function flow.input(network, input)
  if input == nil then return tensor.zeros((network.J:shape(1))) end
  if not network.w_in then error("an input was given; the table of weights has no w_in", 0) end
  local S = network.w_in:shape(2)
  local u = kinds.read("finite", input) and tensor.full({ S }, input) or kinds.read("numbers", input)
  if not u or u:dims() ~= 1 or #u ~= S then
    error(("the input is %s; a number, or %d of them, one a stimulus, were needed"):format(
      u and tensors.shape(u) .. " numbers" or kinds.shown(input), S), 0)
  end
  return network.w_in:matmul(u:to "f64") / S
end

--- The inputs of n states, a row each, where they have inputs of their own; nothing where one input is that of all.
---@param network balnet.dynamics.network
---@param input? number|number[]|balnet.tensor n x S, or T x S x B beside states T x N x B
---@param n integer
---@return balnet.tensor? n x S, f64
function flow.inputs(network, input, n)
  local u = kinds.read("numbers", input)
  if not u or u:dims() < 2 or not network.w_in then return nil end
  local S = network.w_in:shape(2)
  local rows = u:dims() == 3 and u:permute(1, 3, 2) or u
  if u:dims() > 3 or rows:shape(-1) ~= S or rows:size() ~= n * S then
    error(("the input is %s; a number, %d of them, one a stimulus, or those of each start, %d x %d, were needed"):format(
      tensors.shape(u), S, n, S), 0)
  end
  return rows:to("f64"):reshape(n, S)
end

--- The drives of states with inputs of their own.
---@param network balnet.dynamics.network
---@param inputs balnet.tensor n x S
---@return balnet.tensor n x N, of gated units n x 4 N
function flow.drives(network, inputs)
  return network.bias + inputs:matmul(network.w_in:t()) / inputs:shape(2)
end

--- The flow as balnet.native.fixed_points takes it.
---@param network balnet.dynamics.network
---@param input? number|number[]|balnet.tensor
---@return table
function flow.of(network, input)
  return { cell = network.cell, J = network.J, drive = network.bias + flow.input(network, input), time_constants = network.time_constants,
           activation = network.activation, activation_power = network.activation_power,
           activation_table = network.activation_table }
end

--- dF/du at a point, B = W_in / (S tau); of gated units dh'/du, in which every gate has its part.
---@param network balnet.dynamics.network with w_in
---@param of table as of `flow.of`
---@param x balnet.tensor N
---@return balnet.tensor N x S
function flow.input_jacobian(network, of, x)
  local S = network.w_in:shape(2)
  local blocks = native.drive_slopes(of, x):unsqueeze(2) * network.w_in / S
  return blocks:reshape(flow.blocks(network), network.J:shape(2), S):sum(1)
end

--- States as the rows of a matrix: N, n x N, or T x N x B as `respond` gives them.
---@param name string in messages
---@param states balnet.tensor|number[]
---@param N integer
---@return balnet.tensor n x N, f64
function flow.rows(name, states, N)
  local x = kinds.read("numbers", states)
  local unit_dim = x and (x:dims() == 3 and 2 or x:dims())
  if not x or x:dims() < 1 or x:dims() > 3 or x:shape(unit_dim) ~= N then
    error(("%s %s; %d, n x %d or T x %d x B was needed"):format(name,
      x and "are " .. tensors.shape(x) or kinds.shown(states), N, N, N), 0)
  end
  if x:dims() == 3 then x = x:permute(1, 3, 2) end
  return x:to("f64"):reshape(x:size() // N, N)
end

return flow
