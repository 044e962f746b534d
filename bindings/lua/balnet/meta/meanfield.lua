---@meta balnet.meta.meanfield
-- luacheck: ignore 212 241

---@class balnet.meanfield
local meanfield = {}

---@class balnet.meanfield.definition
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power; E[φ'²] of a power is infinite up to 1/2 (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field gain? number g: J has the variance g²/N (2)
---@field balance? number b, of the input and of the mean coupling -b J₀/N (32)
---@field coupling? number J₀ (1)
---@field noise? number σ, of the Gaussian noise on every unit (0)
---@field dt? number length of a step (0.0625 τ)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field band? integer lags kept: 32 τ are enough for chaotic states, 64 τ for suppressed ones (640 steps)
---@field mean_step? "stiff"|"euler" how the mean takes a step (stiff)
---@field lyapunov? boolean follow two states that part (false)
---@field terms? integer of the series of activations other than relu (256)
---@field neurons? integer N: the fluctuation of a network of N units is added to ν; 0: without end (0)
---@field seed? integer of the fluctuation (1)
---@field interpolation? "held"|"cubic" the common input within a step (held)
---@field start_mean? number of the first state; the static state of the first input by default
---@field start_variance? number of the first state, with start_mean
---@field separate_at? integer before the two states part; -1: half of all (-1 steps)
---@field period? integer of the drive; 0: none (0 steps)
---@field snapshots? integer of c(t, s) to keep (0)
---@field answers? boolean a pulse may be asked for (false)

---@class balnet.meanfield.stationary_definition
---@field activation? "relu"|"tanh"|"softplus"|"threshold_power"|"linear"|"sigmoid"|"erf"|"asymmetric_tanh"|"table" rate of a unit (relu)
---@field activation_power? number exponent of threshold_power; E[φ'²] of a power is infinite up to 1/2 (2)
---@field activation_table? balnet.tensor n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table
---@field gain? number g: J has the variance g²/N (2)
---@field balance? number b, of the input and of the mean coupling -b J₀/N (32)
---@field coupling? number J₀ (1)
---@field input_mean? number I₀ (1)
---@field noise? number σ, of the Gaussian noise on every unit (0)
---@field input_spread? number standard deviation over units of a constant input beside b I₀ (0)
---@field fixed_in_degree? number part of g² that is due to the choice of a unit's inputs where all units have equally many (0)
---@field lags? integer of the covariance that is given (201)
---@field lag_step? number between two of them (0.1 τ)

---@class balnet.meanfield.stationary_state
---@field branch "static"|"chaotic"|"noisy" the state that the network is in
---@field mean number m
---@field variance number c(0)
---@field frozen number c(∞)
---@field x? number m/√c(0); nil where c(0) is 0
---@field rate number ν
---@field active number E[φ′]
---@field slope_square number E[φ′²]
---@field lyapunov number λ₁ (1/τ)
---@field half_width number of c - c(∞) (τ)
---@field critical_gain number for this b, without noise
---@field critical_balance number of relu and softplus; 0 where any b will do or none is known
---@field branches integer how many states there are; activations other than relu may have several, and that of least variance is given
---@field growth_above number the variance above which activity grows without bound; inf where it does not
---@field error number bound on the relative error of the integrals
---@field lag balnet.tensor
---@field covariance balnet.tensor against the lag

--- Solves the stationary theory of a network without end.
---
--- With `balance = 0` the network has zero mean. An error for a field out of range, for relu also when b is
--- not above its critical value, and when no state is consistent. Sources: Sompolinsky, Crisanti and Sommers
--- 1988; Kadmon and Sompolinsky 2015; with noise Schuecker, Goedeke and Helias 2018.
---
---     local theory = balnet.meanfield.stationary { gain = 2, balance = 32 }
---     theory.branch  --> "chaotic"
---     theory.lyapunov > 0  --> true
---@param definition? balnet.meanfield.stationary_definition
---@return balnet.meanfield.stationary_state
function meanfield.stationary(definition) end

--- The balance above which the activity of relu has a stationary state; 0 for g <= √2.
---
---     balnet.meanfield.critical_balance(1.2)  --> 0
---@param gain number g
---@param coupling? number J₀ (1)
---@return number b_c
function meanfield.critical_balance(gain, coupling) end
