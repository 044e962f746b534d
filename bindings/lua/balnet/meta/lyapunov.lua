---@meta balnet.meta.lyapunov
-- luacheck: ignore 212 241

--- Lyapunov exponents, in nats per unit of time: k orthonormal vectors are carried along by the tangent maps
--- of a trajectory and made orthonormal again (QR, positive diagonal); the logarithms of the stretching,
--- averaged, are the exponents. Sources: Benettin et al. (1980), Eckmann and Ruelle (1985).

---@class balnet
---@field lyapunov balnet.lyapunov

---@class balnet.lyapunov
local lyapunov = {}

---@class balnet.lyapunov.result A table that prints as a summary
---@field exponents balnet.tensor k, descending
---@field standard_error balnet.tensor k, over 16 to 32 blocks of the run; NaN in one of fewer than four intervals
---@field participation balnet.tensor k, the mean of 1/Σ q⁴: 1 for a vector on one variable, n for one on all alike
---@field kaplan_yorke? number dimension (Kaplan and Yorke 1979), `phases` included, when k exponents suffice to know it
---@field entropy? number sum of the positive exponents, Pesin's upper bound of the entropy rate, when not all are
--- positive
---@field sum number
---@field time number counted, without transients
---@field interval number between orthonormalisations
---@field condition number the largest condition number of the vectors before an orthonormalisation
---@field warning? string when the interval was long, when a tangent map sends a direction to nothing, when more exponents
--- are needed, or when all exponents of a network add up to another number than those of the flow, by more
--- than 1 %
---@field map? "euler"|"rk4" of a network: which step the exponents are those of
---@field dt? number of a network
---@field trace? number of a network without a delay: the mean divergence of the flow, what all N exponents of the flow add up to

---@class balnet.lyapunov.tracker_definition
---@field dimension integer n
---@field exponents? integer k; 0: n (0)
---@field dt? number time of one step (1)
---@field phases? integer of a drive in time: their exponents, 0, count in the dimension (0)
---@field interval? number time between orthonormalisations; 0: one step (0)
---@field transient? number time at the start that is not counted (0)
---@field seed? integer of the first vectors (1)

--- A tracker for a system whose trajectory the script computes. An error for a field that is unknown or out
--- of range.
---
---     local tracker = balnet.lyapunov.tracker { dimension = 2, transient = 30 }
---     for _ = 1, 50 do tracker:advance { { 2, 0 }, { 0, 0.5 } } end
---     tracker:result().exponents  --> { 0.6931, -0.6931 }
---@param definition balnet.lyapunov.tracker_definition
---@return balnet.lyapunov.tracker
function lyapunov.tracker(definition) end

---@class balnet.lyapunov.tracker
local tracker = {}

---@alias balnet.matrix balnet.tensor|number[][]

--- One step of a map. An error for a matrix of another shape, and when the vectors stop being finite.
---
---     local tracker = balnet.lyapunov.tracker { dimension = 1 }
---     for _ = 1, 10 do tracker:advance { { math.exp(1) } } end
---     tracker:result().exponents  --> { 1 }
---@param jacobian balnet.matrix n x n at the old state; element (i, j) is the derivative of the new x_i by the old
--- x_j
function tracker:advance(jacobian) end

--- One step of a flow, whose Jacobian is given at the four stages of the classical Runge-Kutta step of the
--- state.
---
---     local tracker = balnet.lyapunov.tracker { dimension = 1, dt = 0.01 }
---     local jacobian = { { -3 } }
---     for _ = 1, 100 do tracker:advance_flow(jacobian, jacobian, jacobian, jacobian) end
---     tracker:result().exponents  --> { -3.000 }
---@param first balnet.matrix n x n, at the old state
---@param second balnet.matrix at the first midpoint
---@param third balnet.matrix at the second midpoint
---@param fourth balnet.matrix at the end
function tracker:advance_flow(first, second, third, fourth) end

--- The result so far. An error before one interval after the transient.
---
---     local tracker = balnet.lyapunov.tracker { dimension = 2, transient = 30 }
---     for _ = 1, 50 do tracker:advance { { 2, 0 }, { 0, 0.25 } } end
---     tracker:result().kaplan_yorke  --> 1.5
---@return balnet.lyapunov.result
function tracker:result() end

---@class balnet.lyapunov.network_definition
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field dt? number length of a step (0.1 τ)
---@field noise? number Gaussian noise on every unit (0)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field step? "euler"|"rk4" how state and vectors take a step (euler)
---@field phases? integer of a drive in time: their exponents, 0, count in the dimension (0)
---@field time_constants? balnet.tensor N, of each unit, in τ
---@field exponents? integer k (1)
---@field interval? number time between orthonormalisations (1 τ)
---@field transient? number time of the vectors at the start that is not counted (0 τ)
---@field state_std? number of the normal state at the start (1)
---@field seed? integer of state, noise and vectors (1)

--- A tracker for a rate network, driven or autonomous, with or without noise, in double precision: h' = (1 -
--- dt) h + dt (J phi(h) + bias + w I) + noise √dt ξ, with w one and the bias zero until they are written.
--- These are the exponents of that map, an Euler network's: all together some dt/2 below those of the flow (5
--- % at 0.1 τ). `step = "rk4"` gives those of the flow dh/dt = -h + J phi(h) + bias + w I, for a network
--- without noise.
---
--- A network under a drive that changes in time has the drive's phase as a variable of its own. Its exponent
--- is 0 and is not among those that are computed; the dimension of the attractor counts it where `phases`
--- says how many there are.
---
--- Two copies of the network see the same input and noise. An error for a J that is not square and finite,
--- and for a field that is unknown or out of range. Source: Engelken, Wolf and Abbott (2020).
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3), { exponents = 3, dt = 0.1 })
---     network:run(100)
---     network:result().exponents[1]  --> -1.05361
---@param J balnet.tensor N x N, J[i][j] the weight onto unit i from unit j; copied
---@param definition? balnet.lyapunov.network_definition
---@return balnet.lyapunov.network
function lyapunov.network(J, definition) end

---@class balnet.lyapunov.network
local network = {}

--- Steps of the state alone, for it to reach its attractor. An error when the state diverges, with the time.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3))
---     network:advance(1000, 2)
---     network:state()  --> { 2, 2, 2 }
---@param steps integer
---@param input? number|balnet.tensor a constant (0 by default); `steps` values, common to all units; `steps` x N
--- values
function network:advance(steps, input) end

--- Steps of state and vectors; those after the transient are counted. Errors as for `advance`.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3))
---     network:run(100)
---     network:result().time  --> 10.0
---@param steps integer
---@param input? number|balnet.tensor as for `advance`
function network:run(steps, input) end

--- What was found so far.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3), { step = "rk4", exponents = 2 })
---     network:run(100)
---     network:result().exponents  --> { -1.000, -1.000 }
---@return balnet.lyapunov.result
function network:result() end

--- The state h, a view: writing to it changes the network.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3))
---     network:state():fill(1)
---     network:advance(1)
---     network:state()  --> { 0.9, 0.9, 0.9 }
---@return balnet.tensor # N, f64
function network:state() end

--- The weights w of the common input, a view.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3))
---     network:weights()  --> { 1, 1, 1 }
---@return balnet.tensor # N, f64
function network:weights() end

--- The bias, a view.
---
---     local network = balnet.lyapunov.network(balnet.zeros(3, 3))
---     network:bias()[2] = 5
---     network:advance(1000)
---     network:state()  --> { 0, 5, 0 }
---@return balnet.tensor # N, f64
function network:bias() end
