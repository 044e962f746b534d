---@meta balnet.meta.force
-- luacheck: ignore 212 241

--- FORCE: rate networks whose readouts, and connections, learn by recursive least squares while the network runs (Sussillo and
--- Abbott 2009).

---@class balnet
local balnet = {}

---@class balnet.force.definition
---@field neurons? integer units of the network (1000)
---@field outputs? integer readouts (1)
---@field inputs? integer inputs of the network (0)
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (tanh)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field gain? number std of J is gain/√(connections of a unit) (1.5)
---@field connectivity? number share of the units that each unit has connections from (0.1)
---@field feedback? number feedback weights are uniform between -feedback and feedback; of `internal` what an error counts (1)
---@field input_std? number of the input weights (1)
---@field architecture? "feedback"|"internal" what learns (feedback)
---@field plastic? number share of the units from which the connections of a unit learn, of `internal` (0.1)
---@field alpha? number what a weight costs, squared (1)
---@field dt? number length of a step (0.1 τ)
---@field every? integer steps between two updates (2)
---@field state_std? number of the normal state at the start (0.5)
---@field seed? integer of weights and state (1)

--- A network that learns to give targets by itself, from a state that is chaotic for a `gain` above 1. Its units follow
---
---     x_t = (1 - dt) x_{t-1} + dt (J phi(x_{t-1}) + w_fb z_{t-1} + w_in u_t),   z_t = w_out phi(x_t)
---
--- with w_out as it is after the update of each step, and w_out, 0 at first, minimises the sum of (z - f)^2 over the
--- examples so far and alpha |w_out|^2. With architecture "internal" nothing is fed back; each unit learns the
--- connections from `plastic` of the units, its presynaptic ones first, from the error of an output, one output a unit
--- in turn. Where all units are plastic they share one inverse, else each has its own, of (plastic N)^2 numbers. An
--- error that names the field when one is unknown or out of range.
---
---     local force = balnet.force { neurons = 300, seed = 2 }
---     local t = balnet.arange(0, 9999) * 0.1
---     local target = (t * math.pi / 5):sin()
---     force:train(target).mean_error < 0.02            --> true
---     local output = force:run(1000).output:flatten()  -- learning is over; the phase goes on
---     (output - target[{ { 1, 1000 } }]):abs():mean() < 0.05  --> true
---@param definition? balnet.force.definition
---@return balnet.force
function balnet.force(definition) end

---@class balnet.force.options
---@field input? balnet.tensor steps x inputs, or steps of one input; none: 0
---@field sampled? integer the states of the first so many units are recorded (0)

---@class balnet.force.record A table that prints as a summary
---@field output balnet.tensor steps x outputs: z_t, before w_out is updated at t
---@field change? balnet.tensor steps, of `train`: |Δw_out|, 0 between updates
---@field state? balnet.tensor steps x sampled: x_t, with `sampled`
---@field steps integer
---@field mean_error? number of `train`: the mean of |z - f|

---@class balnet.force
local force = {}

--- Runs on from the present state and learns at every `every`-th step. Learning can go on in further calls; a call can't be
--- interrupted. An error for a target or an input of another shape or with a number that is not finite, and when the network
--- diverges, with the step; weights and state are then those after the last step before it.
---
---     local force = balnet.force { neurons = 50, outputs = 2, inputs = 1 }
---     local record = force:train(balnet.ones(20, 2), { input = balnet.ones(20), sampled = 3 })
---     record.output:shape()  --> 20, 2
---     record.state:shape()   --> 20, 3
---     record.change[1]       --> 0
---@param target balnet.tensor steps x outputs, or steps of one output
---@param options? balnet.force.options
---@return balnet.force.record
function force:train(target, options) end

--- Runs on from the present state with the weights as they are. Errors as for `train`.
---
---     local force = balnet.force { neurons = 50 }
---     force:run(10).output:shape()  --> 10, 1
---@param steps integer
---@param options? balnet.force.options
---@return balnet.force.record
function force:run(steps, options) end

--- The recurrent weights, N x N, f64, J[i][j] onto unit i from unit j. A view: writing changes the network. What the network with its
--- feedback is to `balnet.fixed_points` and `balnet.lyapunov.of_run` is J + w_fb w_out.
---
---     local force = balnet.force { neurons = 50, connectivity = 0.2 }
---     force:J():ne(0):sum(2):max()  --> 10
---     local whole = { J = force:J() + force:w_fb():matmul(force:w_out()), activation = "tanh", dt = 0.1 }
---     balnet.lyapunov.of_run(whole, { time = 10, exponents = 1 }).exponents:shape()  --> 1
---@return balnet.tensor
function force:J() end

--- The input weights, N x inputs, f64. A view.
---
---     balnet.force({ neurons = 50, inputs = 2 }):w_in():shape()  --> 50, 2
---@return balnet.tensor
function force:w_in() end

--- The feedback weights, N x outputs, f64; of architecture "internal" what the error of each output counts for each unit. A view.
---
---     balnet.force({ neurons = 3, outputs = 2, architecture = "internal" }):w_fb()  --> { { 1, 0 }, { 0, 1 }, { 1, 0 } }
---@return balnet.tensor
function force:w_fb() end

--- The readout weights, outputs x N, f64. A view.
---
---     balnet.force({ neurons = 3 }):w_out()  --> { { 0, 0, 0 } }
---@return balnet.tensor
function force:w_out() end

--- A copy of the state.
---
---     balnet.force({ neurons = 3, state_std = 0 }):x()  --> { 0, 0, 0 }
---@return balnet.tensor # N
function force:x() end

--- Sets the state, and the outputs that are fed back next. An error for another shape and for numbers that are not finite.
---
---     local force = balnet.force { neurons = 3 }
---     force:set_x(balnet.tensor { 1, 2, 3 })
---     force:x()  --> { 1, 2, 3 }
---@param x balnet.tensor N
function force:set_x(x) end

---@class balnet.force.state Copies of all that learning goes on from, as `balnet.archive.write` takes them
---@field J balnet.tensor
---@field w_in? balnet.tensor
---@field w_fb balnet.tensor
---@field w_out balnet.tensor
---@field x balnet.tensor N
---@field rate balnet.tensor N
---@field output balnet.tensor outputs
---@field inverse balnet.tensor N x N, P without the updates that are pending
---@field pending balnet.tensor 16 x N, P is `inverse` less the outer products of the first `pending_count` rows
---@field unit_inverse? balnet.tensor N x n x n, with n plastic connections of each unit
---@field unit_pending? balnet.tensor N x 16 x n
---@field attributes { step: integer, pending_count: integer, seed: integer }

--- Copies of everything that learning goes on from. After `restore` of it into a network of the same definition further steps have
--- the same bits. Archives hold it.
---
---     local force = balnet.force { neurons = 20 }
---     force:train(balnet.ones(9))
---     balnet.archive.write("learned.h5", force:state())
---     local again = balnet.force { neurons = 20 }
---     again:restore(balnet.archive.read "learned.h5")
---     (again:run(5).output - force:run(5).output):abs():max()  --> 0
---@return balnet.force.state
function force:state() end

--- Puts a state back that `state` gave. An error, with nothing changed, when a field is missing, of another shape, or holds a number
--- that is not finite.
---
---     local force = balnet.force { neurons = 20 }
---     local before = force:state()
---     force:run(5)
---     force:restore(before)
---     force:state().attributes.step  --> 0
---@param state balnet.force.state
function force:restore(state) end

--- The definition with every field filled in.
---
---     balnet.force({ neurons = 20 }):parameters().alpha  --> 1
---@return balnet.force.definition
function force:parameters() end
