---@meta balnet.meta.connections
-- luacheck: ignore 212 241

--- Sparse connections, for networks of up to a million units in which each has few inputs.

---@class balnet.simulate
local simulate = {}

---@class balnet.simulate.connections_definition
---@field neurons? integer N (10000)
---@field inputs? number K, of each unit; with a random in-degree on average (100)
---@field in_degree? "fixed"|"random" how the inputs of a unit are drawn (fixed)
---@field weight? number of a connection from the first units (-0.01)
---@field other_weight? number of one from the other units; of the other sign it makes Dale's law (0)
---@field share? number of the first units among all (1)
---@field weight_std? number standard deviation of the weight of each connection (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field seed? integer of the connections (1)

--- A sparse matrix of weights, which `balnet.simulate.network` takes in the place of a network; the input of a run reaches every
--- unit with the weight 1, and there are no readouts. No unit is connected with itself. With a fixed in-degree the inputs of a unit
--- are drawn without replacement, with a random one every connection exists with the probability K/(N - 1). Weights depend on the
--- sender, and take two bytes a connection then; a `weight_std` takes four more, and makes the signs of weights random where it is
--- not small. Theory: `balnet.meanfield.sparse`. Errors: fields that are unknown or out of range, more inputs than other units.
---
---     local connections = balnet.simulate.connections { neurons = 1000, inputs = 50, weight = -0.08 }
---     local simulation = balnet.simulate.network(connections, { noise = 0.1, batch = 2 })
---     simulation:run(4, 100).rate:shape()  --> 2, 100
---@param definition? balnet.simulate.connections_definition
---@return balnet.connections
function simulate.connections(definition) end

---@class balnet.connections
local connections = {}

--- How many connections there are, and the bytes that they take.
---
---     (balnet.simulate.connections { neurons = 100, inputs = 10 }:count())  --> 1000
---@return integer count
---@return integer bytes
function connections:count() end

--- The number of inputs of each unit.
---
---     balnet.simulate.connections { neurons = 4, inputs = 2 }:in_degrees()  --> { 2, 2, 2, 2 }
---@return balnet.tensor # N, f64
function connections:in_degrees() end

--- The weights as a matrix, J[{ i, j }] onto unit i from unit j; of at most 20000 units.
---
---     local J = balnet.simulate.connections { neurons = 4, inputs = 3, weight = 2 }:dense()
---     J[1]  --> { 0, 2, 2, 2 }
---@return balnet.tensor # N x N, f32
function connections:dense() end
