---@meta balnet.meta.information
-- luacheck: ignore 212 241

--- Information rates: estimates from recorded signals, and the theory they are held against.

---@class balnet
---@field information balnet.information

---@class balnet.information
local information = {}

---@class balnet.information.options
---@field dt number time step
---@field segment? number duration of a segment, rounded to an even number of steps; an eighth of a trial by default
---@field cutoff? number the band limit fc; 1/(2 dt) by default
---@field relaxation? number rate (1 + b J0 p)/tau of the leak through which the inputs are passed first
---@field skip? number at the start of a trial that is not used; 0, or 6/relaxation, by default
---@field groups? integer parts of the segments, for the standard error; 0: 20, or as many as there are (0)

---@class balnet.information.estimate A table that prints as a summary; rates are in bit per unit of time
---@field rate number
---@field standard_error number by leaving out one group of segments at a time
---@field raw number before the bias was subtracted
---@field bias number
---@field cutoff number the band limit
---@field frequency balnet.tensor
---@field density balnet.tensor r(f) in bit, bias subtracted
---@field segments integer
---@field effective_segments number how many independent segments they are worth
---@field segment number
---@field skip number
---@field dt number
---@field relaxation? number

--- A lower bound on the rate of mutual information between input and output signals, from their coherence:
--- R = -∫₀^fc log₂ det(1 - Sxx⁻¹ Sxy Syy⁻¹ Syx) df, for one input and one output -∫ log₂(1 - C) df.
---
--- The rate depends on the band limit fc, which is always part of the result. Two errors of the estimate are
--- dealt with. The bias of sample spectra, which is the same at every coherence, is subtracted. The leakage
--- between frequencies, which hides high coherence, is removed when `relaxation` names the rate at which the
--- output follows the input: the input is then passed through that leak first, which changes leakage but not
--- information. For a response that is no leak, use `filter` on the input.
---
--- An error when a signal is not finite, when one is constant up to rounding, when the segments are too few,
--- and when the cutoff is outside the band; also when at a frequency below the cutoff a signal has no more
--- power than rounding leaves, or is an exact linear function of the others (infinite information). Above the
--- cutoff the density is NaN there. Sources: Stein (1967), Goodman (1963), Welch (1967).
---
---     local random = balnet.random(7)
---     local input = random:normal(20, 2000)
---     local output = input + random:normal(20, 2000)  -- as much signal as noise: log2(1 + 1) / (2 dt)
---     local found = balnet.information.rate(input, output, { dt = 0.5, segment = 25 })
---     found.rate  --> 1.0
---@param input balnet.tensor|balnet.tensor[] steps, or trials x steps; an array of such for several signals
---@param output balnet.tensor|balnet.tensor[] of the same shape
---@param options balnet.information.options
---@return balnet.information.estimate
function information.rate(input, output, options) end

--- A signal passed through a leak, y_t = y_{t-1} + dt rate (x_t - y_{t-1}), at rest at its first value
--- before. An error unless 0 < rate dt < 2.
---
---     balnet.information.prefilter(balnet.tensor { 0, 1, 1 }, 1, 0.5)  --> { 0, 0.5, 0.75 }
---@param signal balnet.tensor steps, or trials x steps
---@param rate number per unit of time
---@param dt number
---@return balnet.tensor # of the same shape, f64
function information.prefilter(signal, rate, dt) end

--- A signal passed through any linear response, y_t = Σ_s kernel_s x_{t-s}, as if it had stood at its first
--- value before. By Fourier transforms, whose rounding is a share of the largest number of the signal, at every time.
---
---     balnet.information.filter(balnet.tensor { 0, 1, 0, 0 }, balnet.tensor { 1, 0.5 })  --> { 0, 1, 0.5, 0 }
---@param signal balnet.tensor steps, or trials x steps
---@param kernel balnet.tensor the response at lags 0, 1, 2, … steps
---@return balnet.tensor # of the same shape, f64
function information.filter(signal, kernel) end

---@class balnet.information.network Definition of a balanced network and its signal, times in τ
---@field neurons? number N (4096)
---@field coupling? number J₀ (1)
---@field signal_std? number I₁, the standard deviation of the signal I, before it is multiplied by b; of a training run input_std / √(2 stimulus_tau) (0.1)
---@field stimulus_tau? number τ_S, the correlation time of the signal (1 τ)
---@field dt? number length of a step (0.0009765625 τ)
---@field balance? number b, of the input and of the mean coupling (1)
---@field input_mean? number I₀ (1)
---@field noise? number σ, of the Gaussian noise on every unit; without it the rate is infinite (0.1)
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field cutoff? number the band limit; 1/(2 dt) by default
---@field segment? number a duration: the result then has `rate_leaked` and `density_leaked`, what an estimate with such segments shows without `relaxation`, before its bias

---@class balnet.information.theory A table that prints as a summary; rates are in bit per τ, densities two-sided
---@field rate number up to `cutoff`, of the Euler network, with some units silent
---@field rate_sampled number with all units active (weak noise), of the Euler network up to 1/(2 dt)
---@field rate_below number the same in continuous time, up to `cutoff`
---@field rate_unlimited number the same without a band limit: linear in b once `amplitude` is large
---@field amplitude number A = b √(2 N τ_S) I₁/σ
---@field mean number m, the stationary mean of h
---@field variance number of h about it
---@field slope number p, the fraction of active units
---@field nu number the mean rate
---@field relaxation number 1 + b J₀ p
---@field balance_bound number b_max, above which the mean oscillates or, without a delay, dt is too long for it
---@field cutoff number
---@field frequency balnet.tensor
---@field density balnet.tensor r(f) = log₂(1 + SNR)
---@field gain balnet.tensor |G(f)|, of ν to I
---@field phase balnet.tensor
---@field loop? balnet.tensor of `theory`: |1 - J₀ G|, by which the loop passes noise; another factor with a delay
---@field noise_density balnet.tensor S_phi, of the rate of one unit
---@field signal_density balnet.tensor S_II
---@field rate_leaked? number
---@field density_leaked? balnet.tensor

--- The information rate of a balanced network without a random part (g = 0), in closed form. An error for an
--- unknown field and a value out of range. Source: linear response; R. Engelken and S. Goedeke, NeurIPS 2022.
---
--- A delay of the recurrent input changes gain and phase and bounds b, but not the rate of a stable network: signal and
--- noise pass the same loop. `tracking_error` does depend on it. With a delay, b of `balance_bound` or more is an error.
---
---     local weak = balnet.information.theory { balance = 1 }
---     local strong = balnet.information.theory { balance = 16 }
---     strong.rate_unlimited > 10 * weak.rate_unlimited  --> true
---@param definition balnet.information.network
---@return balnet.information.theory
function information.theory(definition) end

--- How well J₀ ν copies the signal: the mean square of the difference of their deviations from the mean, as a part of the
--- signal's variance, ν after the step that the signal drove, in linear response as `theory`. Unlike information it is not
--- the same behind every filter: with a delay of the recurrent input it has a least value at a b below `balance_bound`
--- (Kadmon, Timcheck and Ganguli 2020). Errors: as of `theory`.
---
---     local network = { balance = 8, delay = 0.125, dt = 1 / 64 }
---     local delayed = balnet.information.tracking_error(network)
---     network.delay = 0
---     delayed > balnet.information.tracking_error(network)  --> true
---@param definition balnet.information.network but for `cutoff` and `segment`
---@return number
function information.tracking_error(definition) end

---@class balnet.information.loop A delay, times in τ
---@field delay? number of the recurrent input, a whole number of steps; with `delay_order` its mean (0 τ)
---@field delay_order? integer n: the delay is gamma distributed, by n leaks of delay/n (1: exponential); 0: a fixed delay (0)
---@field dt? number length of a step; 0: continuous time (0 τ)

--- The feedback K = b J₀ p at which a mean that follows dm/dt = -m - K m(t - delay) begins to oscillate, in closed form but
--- for the root of a phase: K = √(1 + ω²) with ω delay + atan ω = π for a fixed delay, about π/(2 delay) where it is
--- short. Infinite where every K is stable. Source: the Hopf condition, `engine/simulation/delay_bound.h` (Hayes 1950).
---
---     balnet.information.feedback_bound { delay = 0.1 }  --> 16.35055, 2.597400
---@param definition balnet.information.loop
---@return number feedback
---@return number frequency of the oscillation, in 1/τ
function information.feedback_bound(definition) end

---@class balnet.information.prediction_options
---@field neurons? number N (4096)
---@field coupling? number J₀ (1)
---@field signal_std? number I₁, the standard deviation of the signal I, before it is multiplied by b; of a training run input_std / √(2 stimulus_tau) (0.1)
---@field stimulus_tau? number τ_S, the correlation time of the signal (1 τ)
---@field dt? number length of a step (0.0009765625 τ)
---@field cutoff? number the band limit; 1/(2 dt) by default
---@field samples? integer n: frequencies are k / (n dt); 0: as few as do (0)

--- The information rate of any network from its linear response and its noise, as `balnet.meanfield.response`
--- or a simulation gives them: SNR = |G|² S_II N / (|1 - J₀ G|² S_phi), R = ∫ log₂(1 + SNR) df.
---
---     local dt = 1 / 16
---     local answer = balnet.meanfield.response {
---       gain = 1, balance = 8, noise = 0.5, dt = dt, band = 128, transient = 400 }
---     local prediction = { dt = dt, cutoff = 1 }
---     local theory = balnet.information.predict(answer.response, answer.rate_covariance, prediction)
---     theory.rate > 0  --> true
---@param response balnet.tensor the change of ν at times 0, dt, 2 dt, … after I was one unit higher for one step
---@param covariance balnet.tensor of the rate of one unit, at lags 0, dt, …; its last value, the part that never
--- decays, is subtracted, and Parzen's lag window is put on the rest
---@param options? balnet.information.prediction_options
---@return balnet.information.theory # of it `rate`, `cutoff`, `frequency`, `density`, `gain`, `phase`, and both
--- densities
function information.predict(response, covariance, options) end
