---@meta balnet.meta.flossing
-- luacheck: ignore 212 241

--- Gradient flossing: weights follow the gradient of a loss on Lyapunov exponents, so that gradients of a later training neither
--- vanish nor explode (Engelken 2023).

---@class balnet.lyapunov
local lyapunov = {}

---@class balnet.lyapunov.flossing_options
---@field exponents? integer k, the leading ones that the loss is of (1)
---@field steps? integer T, through which the gradient goes back (100)
---@field transient? integer steps at the start whose growth is not counted; a tenth of `steps`
---@field target? number what the exponents are to be, per τ (0)
---@field input? number|number[]|balnet.tensor u of the task: constant, a number or one a stimulus; or steps x S
---@field state? balnet.tensor N, at the start; normal numbers
---@field seed? integer of the vectors at the start, and of the state (1)

---@class balnet.lyapunov.flossing_gradient
---@field loss number the mean over k exponents of (λ - target)²
---@field exponents balnet.tensor k, per τ, those of the Euler map of training, in the order of the vectors
---@field J balnet.tensor N x N, dL/dJ
---@field bias balnet.tensor N
---@field w_in? balnet.tensor N x S, where there is an input
---@field x balnet.tensor N, the state at the end

--- The loss on the leading exponents of a network over some steps of its Euler map, and its exact gradient: back through the states,
--- the tangent vectors and the QR factorisation of each step, in double precision. The network is a run, a trainer, a network or a
--- table of weights, as for `balnet.fixed_points`, with time constants of its units or without. The gradient of networks that are
--- chaotic grows with the steps as that of any loss. An error when the state diverges, and when a tangent vector is sent to 0, as by
--- silent units.
---
---     local network = { J = { { 2 } }, dt = 1 }
---     local found = balnet.lyapunov.floss_gradient(network, { steps = 2, transient = 0, state = { 0 } })
---     found.exponents  --> { 0.6931 }
---     found.loss       --> 0.4805
---     found.J          --> { { 0.6931 } }
---@param network balnet.run|balnet.trainer|balnet.network|balnet.fixed_points.weights
---@param options? balnet.lyapunov.flossing_options
---@return balnet.lyapunov.flossing_gradient
function lyapunov.floss_gradient(network, options) end

---@class balnet.lyapunov.floss_options: balnet.lyapunov.flossing_options
---@field epochs? integer steps of Adam (100)
---@field learning_rate? number (0.001)
---@field weights? string[] those that change, of J, w_in and bias ({ "J" })
---@field input? number|number[]|balnet.tensor|fun(random: balnet.random, steps: integer, epoch: integer): balnet.tensor as above, or
--- a function that gives steps x S for each epoch

---@class balnet.lyapunov.floss_record
---@field loss balnet.tensor epochs, each before its step
---@field exponents balnet.tensor epochs x k

--- Changes the weights of a run, a trainer or a network by epochs of Adam along `floss_gradient`, each from the state in which the last
--- one ended. Before a training it is called once, in the loop of a training between two measurements. Connections that are not
--- there, a diagonal that is 0 and weights whose `mask_J`, `mask_w_in` or `mask_bias` of the trainer is 0 stay so.
--- After an error the weights are as before. An error also for a network with fixed signs of its units or a fixed rank.
---
---     local network = balnet.network { neurons = 20, activation = "tanh", gain = 0.5, balance = 0 }
---     local record = balnet.lyapunov.floss(network, { epochs = 60, exponents = 5, steps = 30, learning_rate = 0.01 })
---     record.loss[-1] < 0.05 * record.loss[1]  --> true
---@param network balnet.run|balnet.trainer|balnet.network
---@param options? balnet.lyapunov.floss_options
---@return balnet.lyapunov.floss_record
function lyapunov.floss(network, options) end
