---@meta balnet.meta.simulation
-- luacheck: ignore 212 241

--- Simulations of large networks, a block of trials at a time, in single precision, by the step of training.

---@class balnet
---@field simulate balnet.simulate

---@class balnet.simulate
local simulate = {}

---@class balnet.simulate.definition
---@field batch? integer trials (1)
---@field dt? number length of a step (0.03125 τ)
---@field noise? number Gaussian noise on every unit (0)
---@field feedback? number b J0, of the mean rate onto every unit (0)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field state_std? number of the normal state at the start (1)
---@field sampled? integer the states of the first so many units are recorded (0)
---@field lags? integer of the covariances (0)
---@field lag_steps? integer steps between two lags (1)
---@field time_constants? balnet.tensor N, of each unit, in τ
---@field unit_noise? balnet.tensor N, noise of each unit, in place of `noise`
---@field outputs? boolean record the readouts (false)
---@field seed? integer of state and noise (1)
---@field threads? integer over which blocks of trials are spread; results do not depend on it (1)

--- A simulation of a network from a random state:
---
---     x_t = x_{t-1} + dt (-x_{t-1} + J phi - feedback mean(phi) + bias + W_in s_t / S) + noise √dt ξ_t
---     phi = phi(x_{t-1})
---
--- `feedback` stands for the mean of a J that then has mean zero (`balance = 0`); it costs next to nothing,
--- and neither does a J that is zero (`gain = 0`). The weights are the network's, as they are when a stretch
--- begins. With a `delay` phi of the recurrent input and of the feedback is that of x_{t-1-delay/dt}, or a gamma
--- distribution of earlier ones; before the start it was that of the first state, and a state that is set has been there
--- always. An error for a field that is unknown or out of range.
---
---     local network = balnet.network { neurons = 50, activation = "tanh", gain = 2, balance = 0 }
---     local simulation = balnet.simulate.network(network, { batch = 3, noise = 0.1 })
---     simulation:run(0, 100).variance:shape()  --> 3, 100
---@param network balnet.network|balnet.connections
---@param definition? balnet.simulate.definition
---@return balnet.simulation
function simulate.network(network, definition) end

---@class balnet.simulation
local simulation = {}

---@class balnet.simulation.record A table that prints as a summary; values at t are those after the step that input t
--- drove
---@field rate balnet.tensor trials x steps, f64: ν, the mean of phi(x)
---@field mean balnet.tensor trials x steps, f64: the mean of x
---@field variance balnet.tensor trials x steps, f64: the variance of x over units
---@field output? balnet.tensor readouts x trials x steps, f32: W_out phi(x) / N
---@field state? balnet.tensor sampled x trials x steps, f32
---@field mean_rate number over all times and trials
---@field mean_variance number
---@field steps integer
---@field trials integer
---@field time number at the end, since the start

--- Runs on from the present state. Call it for some hundred steps at a time where the program is to stay
--- interruptible.
---
--- An error when a trial diverges, with trial and time, and when the mean turns out too stiff for dt, with
--- the dt that would do.
---
---     local simulation = balnet.simulate.balanced { neurons = 100, gain = 1, balance = 4 }
---     simulation:run(1, 64)
---     simulation:run(1, 64).time  --> 4
---@param input number|balnet.tensor a constant, with `steps`; steps, or trials x steps (one stimulus); or steps x
--- stimuli x trials, as `balnet.stimulus` gives it
---@param steps? integer
---@return balnet.simulation.record
function simulation:run(input, steps) end

---@class balnet.simulation.covariance A table that prints as a summary
---@field lag balnet.tensor τ
---@field state balnet.tensor of x, the mean over units at each time subtracted
---@field rate balnet.tensor of phi(x), likewise; it tends to its quenched part, not to 0

--- The covariances so far, over times, trials and units; NaN at lags that no run was long enough for.
---
---     local simulation = balnet.simulate.balanced { neurons = 100, gain = 1, balance = 4, noise = 1, lags = 8 }
---     simulation:run(1, 200)
---     simulation:covariances().lag[2]  --> 0.03125
---@return balnet.simulation.covariance
function simulation:covariances() end

--- A copy of the states.
---
---     local simulation = balnet.simulate.balanced { neurons = 100, batch = 2 }
---     simulation:state():shape()  --> 2, 100
---@return balnet.tensor # trials x N, f32
function simulation:state() end

--- Sets the states.
---
---     local simulation = balnet.simulate.balanced { neurons = 3 }
---     simulation:set_state(balnet.tensor { { 1, 2, 3 } })
---     simulation:state()  --> { { 1, 2, 3 } }
---@param state balnet.tensor trials x N
function simulation:set_state(state) end

--- Ends the simulation and its worker threads; collecting it does so too. What was recorded stays, and every other
--- method is an error from then on.
---
---     local simulation = balnet.simulate.balanced { neurons = 3 }
---     simulation:close()
---     (pcall(simulation.state, simulation))  --> false
function simulation:close() end
