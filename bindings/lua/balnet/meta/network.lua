---@meta balnet.meta.network
-- luacheck: ignore 212 241

--- Networks: weights to look at and to change.

---@class balnet
local balnet = {}

---@class balnet.network.definition
---@field neurons? integer units of the network (100)
---@field stimuli? integer inputs u of the network, S of them; they enter it as W_in u / S (1)
---@field readouts? integer outputs of the network; 0: as many as stimuli (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field structure? "random"|"excitatory_inhibitory" populations (random)
---@field gain? number std of the random part of J is gain/√neurons (0.032)
---@field balance? number initial mean of J is -balance/neurons; the input scales with it (1)
---@field w_in_mean? number mean of the initial input weights (1)
---@field w_in_std? number their std (0.01)
---@field w_out_mean? number mean of the initial readout weights (1)
---@field w_out_std? number their std (0.2)
---@field seed? integer of the initial weights (1)

--- Makes a network with random initial weights. Its units follow
---
---     x_t = x_{t-1} + dt (-x_{t-1} + J phi(x_{t-1}) + bias + W_in s_t / S),   r_t = W_out phi(x_t) / N
---
--- J has mean -balance / N and standard deviation gain / sqrt(N); with structure "excitatory_inhibitory" its
--- block means are those of van Vreeswijk and Sompolinsky (1996). An error that names the field when one is
--- unknown or out of range.
---
---     balnet.network { neurons = 20, stimuli = 2 }:w_in():shape()  --> 20, 2
---@param definition? balnet.network.definition
---@return balnet.network
function balnet.network(definition) end

---@class balnet.network
local network = {}

--- The recurrent weights, N x N, f32: J[i][j] is the weight onto unit i from unit j. A view: writing changes
--- the network.
--- Of a trainer whose cell is gru it is 4 N x N, and so have `w_in` and `bias` 4 N rows: for the reset gate, the update gate,
--- the candidate from the state, and the candidate from the input. The last block of J and the third of w_in are 0.
--- Of a trainer with `rank` a step of training sets it anew, from J_0, m and n; those are changed by `state` and `restore`.
---
---     local network = balnet.network { neurons = 20, balance = 2 }
---     network:J():shape()  --> 20, 20
---     network:J():mean()  --> -0.1
---@return balnet.tensor
function network:J() end

--- The input weights, N x S, f32. A view.
---
---     balnet.network { neurons = 20, stimuli = 2 }:w_in():shape()  --> 20, 2
---@return balnet.tensor
function network:w_in() end

--- The readout weights, R x N, f32. A view.
---
---     balnet.network { neurons = 20, stimuli = 2 }:w_out():shape()  --> 2, 20
---@return balnet.tensor
function network:w_out() end

--- The bias, N, f32, which is 0 at first. A view.
---
---     balnet.network { neurons = 3 }:bias()  --> { 0, 0, 0 }
---@return balnet.tensor
function network:bias() end

--- The definition with every field filled in.
---
---     balnet.network { neurons = 20 }:parameters().activation  --> "relu"
---@return balnet.network.definition
function network:parameters() end
