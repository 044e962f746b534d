---@meta balnet.meta.populations
-- luacheck: ignore 212 241

--- Networks of several populations, their theory stationary and in time.

---@class balnet.meanfield
local meanfield = {}

---@class balnet.meanfield.populations_definition
---@field dt? number length of an Euler step, shorter than every tau (0.0625 τ)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field band? integer lags kept: 32 τ are enough for chaotic states, 64 τ for suppressed ones (640 steps)
---@field terms? integer of the series of activations other than relu (256)
---@field steps? integer of the run (1600)
---@field lyapunov? boolean follow two states that part half way (false)

--- The stationary states of a network of several populations of infinite size,
---
---     τ_a dh/dt = -h + Σ_b J_ab φ(h_b) + I_a + noise,   J_ab of mean M_ab/N_b and variance g_ab²/N_b.
---
--- M_ab adds up the mean weights that a unit of a has from all of b; excitatory and inhibitory populations in the
--- balanced scaling have M and I of the order of √K. States are looked for from several starts. A static state is
--- stable when no unit (`lyapunov`) and no mean or variance of a population (`growth`) moves away from it; of a
--- fluctuating state `growth` is that of the means while variances are held. A fixed `delay` of the recurrent input moves no state, and
--- no sign of `lyapunov`, which is that without one, but `growth`: then it is the largest real part of the roots of these modes, which
--- bounds the balance. Errors: fields that are unknown or out of
--- range, no state found. Sources: van Vreeswijk and Sompolinsky 1998; Aljadeff, Stern and Sharpee 2015; Kadmon and
--- Sompolinsky 2015; the modes of static states as in Mastrogiuseppe and Ostojic 2018.
---
---     local states = balnet.meanfield.populations {
---       populations = { { input = 20 }, { input = 16 } }, mean = { { 20, -40 }, { 20, -36 } },
---       gain = { { 1, 1.4 }, { 1, 1.6 } } }
---     states[1].branch, states[1].stable  --> "chaotic", true
---@param definition table `populations`: an array of P tables with `input` I_a (0), `noise` σ_a (0), `tau` τ_a (1, the unit
--- of time) and `size` (which the theory does not use); `mean` M and `gain` g: P × P, onto each population from each;
--- `activation` ("relu"), `activation_power` (2), `activation_table`; `lags` (201) and `lag_step` (0.1 τ) of the covariances; `delay`
--- (none)
---@return table[] states # the stable ones first, then by their variance; each with vectors of P numbers `mean`, `variance`,
--- `frozen`, `rate`, `active`, and `branch`, `lyapunov` λ₁ (1/τ), `growth` (1/τ), `stable`, `error` (share of the
--- variances), and `covariance`, P × lags, against `lag`
function meanfield.populations(definition) end

--- The theory of several populations in time: the exact moments of an Euler network of infinite size, one step after
--- another, under inputs that are added to the constant ones. Without a start it begins in a static state. Errors:
--- fields that are unknown or out of range; activity that grows without bound, a step too long for the means included, with the
--- time. With a `delay` of the recurrent input, of all connections alike, the rates before the start were those of the start; a `band`
--- is long against it. Sources: R. Engelken and S. Goedeke, NeurIPS 2022; Kadmon and Sompolinsky 2015.
---
---     local run = balnet.meanfield.evolve_populations {
---       populations = { { input = 4 }, { input = 3, tau = 0.5 } }, mean = { { 4, -8 }, { 4, -7 } },
---       gain = { { 1, 1.4 }, { 1, 1.6 } }, steps = 200, band = 100 }
---     run.rate:shape()  --> 2, 200
---@param definition table `populations`, `mean`, `gain`, `activation`, `activation_power` and `activation_table` as for
--- `populations`; `input`: steps × P, s_a (0); `start_mean` and `start_variance`: P numbers each; and the fields of
--- balnet.meanfield.populations_definition
---@return table # `mean`, `variance` and `rate`, P × steps, over `time`; averages over the last quarter: `average_mean`,
--- `average_variance`, `average_rate` of each, `covariance`, P × (band + 1), against `lag`; with `lyapunov` the vector
--- `log_distance` and the number `lyapunov` λ₁ (1/τ); `error`: bound on the relative error of the integrals; `memory`: bytes
--- the theory works in
function meanfield.evolve_populations(definition) end

--- The answers of the rates of several populations to small pulses, after a transient: the difference of two
--- runs of `evolve_populations`. Their sum over lags is the answer to a constant input. Errors: as for
--- `evolve_populations`.
---
---     local answer = balnet.meanfield.response_populations {
---       populations = { { input = 4, noise = 1 }, { input = 3, noise = 1 } }, mean = { { 2, -4 }, { 3, -4 } },
---       gain = { { 0.5, 0.5 }, { 0.5, 0.5 } }, transient = 300, band = 100, lags = 50 }
---     answer.response:shape()  --> 2, 2, 50
---@param definition table `populations`, `mean`, `gain`, `activation`, `activation_power` and `activation_table` as for
--- `populations`; `transient`: steps before the pulse (1600), `lags` (161), and the fields of
--- balnet.meanfield.populations_definition but for `steps` and `lyapunov`
---@return table # `response`, P × P × lags: the change of the rate of each population (first), at `lag` 0, dt, … after the
--- input of each (second) was one unit higher for one step
function meanfield.response_populations(definition) end

--- The factor of all gains g_ab at which λ₁ of the state that is followed from small gains is 0: above it the network is
--- chaotic. Without noise it is where the static state loses stability: where the largest eigenvalue of g_ab² E[φ_b′²] is 1
--- (Kadmon and Sompolinsky 2015; Aljadeff, Stern and Sharpee 2015). Errors: as for `populations`; a state that is lost on
--- the way; no factor up to 1000 that does.
---
---     local network = {
---       populations = { {}, {} }, mean = { { 0, 0 }, { 0, 0 } }, gain = { { 1, 2 }, { 2, 1 } }, activation = "tanh" }
---     balnet.meanfield.critical_factor(network)  --> 0.447214
---@param definition table `populations`, `mean`, `gain`, `activation`, `activation_power` and `activation_table` as for `populations`
---@return number factor
function meanfield.critical_factor(definition) end
