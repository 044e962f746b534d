---@meta balnet.meta.lyapunov_run
-- luacheck: ignore 212 241

--- Exponents of networks that were trained, and covariant Lyapunov vectors, which show directions of growth at each state and
--- do not depend on a scalar product (Ginelli et al. 2007).

---@class balnet.lyapunov
local lyapunov = {}

---@class balnet.lyapunov.run_options
---@field time number τ, the transient of the vectors included
---@field state_transient? number τ of the state alone, before (100)
---@field transient? number τ of the vectors that are not counted; a tenth of `time`
---@field input? number|number[]|balnet.tensor u of the task: constant, a number or one a stimulus, or a series T x S, which is
--- repeated (0)
---@field exponents? integer how many; N
---@field interval? number τ between orthonormalisations (1)
---@field noise? number Gaussian noise on every unit, the same for all copies of the network (0)
---@field step? "euler"|"rk4" the map that was trained, or the flow (euler)
---@field seed? integer (1)

--- The Lyapunov exponents of a network as it is now, under an input of its task, with its own time step: spectrum, dimension
--- and entropy. In the loop of a run's training the result can be recorded: `measured.exponent = found.exponents[1]`. The
--- network is a run, a trainer, a network or a table of weights, as for `balnet.fixed_points`, with time constants of its units or
--- without, and with the delay that it was trained with. Of gated recurrent units the exponents are those of the map of their
--- steps, from a state of 0 on, per τ: a step is dt. An error for an input of another shape, and for noise or `rk4` with gated units.
---
---     local found = balnet.lyapunov.of_run({ J = balnet.zeros(3, 3), dt = 0.01 }, { time = 20, step = "rk4", state_transient = 1 })
---     found.exponents  --> { -1.000, -1.000, -1.000 }
---@param run balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param options balnet.lyapunov.run_options
---@return balnet.lyapunov.result
function lyapunov.of_run(run, options) end

--- The Euler map of a network under constant input, x + dt F(x) and its Jacobian, as `of_map` and `covariant` take it; time
--- constants of the units included. Of gated recurrent units it is the map h -> h' of a step.
---
---     local f = balnet.lyapunov.map_of_run({ J = { { 2 } }, dt = 0.5 })
---     f { 0 }  --> { 0 }, { { 1.5 } }
---@param run balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param input? number|number[]|balnet.tensor a number, or one a stimulus (0)
---@return fun(x: number[]): number[], balnet.tensor
function lyapunov.map_of_run(run, input) end

---@class balnet.lyapunov.covariant_options
---@field steps integer at which vectors are given
---@field transient? integer steps before them (1000)
---@field backward_transient? integer steps after them, in which the vectors converge backward in time and are not given (1000)
---@field exponents? integer k; n
---@field unstable? integer how many of the vectors span the space whose angles with the rest are given; those of positive exponents
---@field dt? number time of a step (1)
---@field seed? integer of the first vectors (1)

---@class balnet.lyapunov.covariant_result
---@field exponents balnet.tensor k, means of the local ones
---@field vectors balnet.tensor steps x n x k, unit columns, before each step
---@field states balnet.tensor steps x n
---@field local_exponents balnet.tensor steps x k, growth of each vector in a step per time; means over stretches of it
--- are finite-time exponents
---@field convergence balnet.tensor steps x k, exponents of the orthonormal vectors by the first 1, 2, … steps
---@field angles? balnet.tensor steps, the smallest angle between the unstable and the other vectors; nothing where one of both is empty

--- Covariant Lyapunov vectors of a map x -> f(x), as of `map_of_run`. An error for what f gives of another shape, and for more
--- exponents than directions that the tangent map leaves.
---
---     local function f(x) return x, { { 2, 1 }, { 0, 0.5 } } end
---     local found = balnet.lyapunov.covariant(f, { 0, 0 }, { steps = 3, transient = 50, backward_transient = 50 })
---     found.exponents  --> { 0.6931, -0.6931 }
---     found.vectors[1]:abs()  --> { { 1, 0.5547 }, { 0, 0.8321 } }
---@param f fun(x: number[]): number[], number[][]|balnet.tensor the new state and the n x n tangent map at the old one
---@param x number[] the state at the start
---@param options balnet.lyapunov.covariant_options
---@return balnet.lyapunov.covariant_result
function lyapunov.covariant(f, x, options) end
