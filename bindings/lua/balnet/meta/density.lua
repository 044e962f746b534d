---@meta balnet.meta.density
-- luacheck: ignore 212 241

--- Power and cross spectra of signals, by Welch's method (1967): Hann windows, half overlapping, the mean of
--- each segment removed, so that the value at frequency 0 means nothing. Frequencies are in cycles per unit
--- of time.
---
--- One-sided densities integrate to the variance over 0 … 1/(2 dt). Two-sided ones have half of that at
--- positive frequencies: white noise of variance v has density v dt, and formulas such as 2 τ σ² / (1 +
--- (2πfτ)²) hold.
---
--- With `confidence` results have limits at every frequency, from the number of independent segments: of a power by chi squared, of
--- a coherence by Fisher's transformation, of a gain by Fisher's F (Jenkins and Watts 1968, sections 6.4 and 10.3; Bendat and
--- Piersol 2010, chapter 9). Those of gain and
--- phase hold for both at once. All hold where the density varies little over 1 / segment.
---
--- An error for signals of different shapes, a signal that is not finite (its place is told), a segment that
--- is longer than a trial or shorter than 4 steps, a dt that is not positive, and an unknown option.

---@class balnet.spectrum
local spectrum = {}

---@class balnet.spectrum.options
---@field dt number time step
---@field segment? number duration of a segment, rounded to an even number of steps; an eighth of a trial by default
---@field skip? number at the start of a trial that is not used (0)
---@field confidence? number of limits, as 0.95; without it there are none

---@class balnet.spectrum.cross_options
---@field dt number time step
---@field segment? number duration of a segment, rounded to an even number of steps; an eighth of a trial by default
---@field skip? number at the start of a trial that is not used (0)
---@field sided? "one"|"two" whether negative frequencies are folded onto the positive ones (one)

---@class balnet.spectrum.density_options
---@field dt number time step
---@field segment? number duration of a segment, rounded to an even number of steps; an eighth of a trial by default
---@field skip? number at the start of a trial that is not used (0)
---@field confidence? number of limits, as 0.95; without it there are none
---@field sided? "one"|"two" whether negative frequencies are folded onto the positive ones (one)

---@class balnet.spectrum.result A table that prints as a summary
---@field frequency balnet.tensor 0, 1/segment, 2/segment, … 1/(2 dt)
---@field segments integer in all trials together
---@field effective_segments number how many independent segments they are worth
---@field segment number duration of a segment
---@field dt number
---@field sided? "one"|"two"
---@field low? balnet.tensor with `confidence`: the lower limit of power, coherence or gain
---@field high? balnet.tensor the upper one
---@field threshold? number what the coherence of independent signals exceeds with probability 1 - confidence
---@field phase_error? balnet.tensor of a gain: the largest error of its phase, in radians, pi where it may be any

--- The power spectrum of a signal as a density, averaged over its trials.
---
---     local noise = balnet.random(7):normal(20, 1000)
---     local found = balnet.spectrum.welch(noise, { dt = 0.5, segment = 10, sided = "two" })
---     found.power[{ { 3, -2 } }]:mean()  --> 0.5
---     local limited = balnet.spectrum.welch(noise, { dt = 0.5, segment = 10, confidence = 0.95 })
---     limited.low[5] < 1, limited.high[5] > 1  --> true, true
---@param signal balnet.tensor steps, or trials x steps
---@param options balnet.spectrum.density_options
---@return balnet.spectrum.result # with `power`, in units² per unit of frequency
function spectrum.welch(signal, options) end

--- The cross spectral density S_xy = <conj(X) Y>; S_xy / S_xx is the response of y to x.
---
---     local x = balnet.random(7):normal(5, 400)
---     local found = balnet.spectrum.cross(x, 2 * x, { dt = 1, segment = 20 })
---     found.imag:abs():max()  --> 0
---@param x balnet.tensor steps, or trials x steps
---@param y balnet.tensor of the same shape
---@param options balnet.spectrum.cross_options
---@return balnet.spectrum.result # with `real` and `imag`
function spectrum.cross(x, y, options) end

--- The coherence |S_xy|² / (S_xx S_yy), between 0 and 1, whichever way the densities are folded. For independent
--- signals it is on average 1 / effective_segments, not 0. NaN at frequencies where a signal has no more power than
--- rounding leaves. An error when a signal is constant up to the rounding of its dtype.
---
---     local x = balnet.random(7):normal(5, 400)
---     local found = balnet.spectrum.coherence(x, -3 * x, { dt = 1, segment = 20 })
---     found.coherence:min()  --> 1
---@param x balnet.tensor steps, or trials x steps
---@param y balnet.tensor of the same shape
---@param options balnet.spectrum.options
---@return balnet.spectrum.result # with `coherence` and `phase`, of y against x, in radians
function spectrum.coherence(x, y, options) end

--- The dynamic gain |S_xy| / S_xx of an output y to an input x. NaN at frequencies where x has no more power
--- than rounding leaves, 0 with a phase of NaN where y has none. An error when a signal is constant up to
--- rounding.
---
---     local x = balnet.random(7):normal(5, 400)
---     balnet.spectrum.gain(x, 3 * x, { dt = 1, segment = 20 }).gain:mean()  --> 3
---@param x balnet.tensor steps, or trials x steps
---@param y balnet.tensor of the same shape
---@param options balnet.spectrum.options
---@return balnet.spectrum.result # with `gain`, in units of y per unit of x, and `phase`, in radians
function spectrum.gain(x, y, options) end

---@class balnet.spectrum.covariance_options
---@field dt number time step
---@field window? "parzen"|"none" how the covariance ends (parzen)
---@field samples? integer n: frequencies are k / (n dt); 0: twice the lags (0)
---@field sided? "one"|"two" as of a spectrum (one)

--- The power spectral density of a stationary process from its covariance.
---
---     local found = balnet.spectrum.of_covariance((-balnet.arange(0, 20, 0.1)):exp(), { dt = 0.1, sided = "two" })
---     found.power[1]  --> 2.0
---@param covariance balnet.tensor at lags 0, dt, 2 dt, …
---@param options balnet.spectrum.covariance_options
---@return balnet.spectrum.result # with `frequency`, `power`, `sided`
function spectrum.of_covariance(covariance, options) end
