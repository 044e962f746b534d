---@meta balnet.meta.signal_samples
-- luacheck: ignore 212 241

---@class balnet.signal
local signal = {}

---@class balnet.signal.unwrap_options
---@field period? number of the values (2 pi)
---@field dim? integer the dimension along which it runs, from the end if negative (-1)

--- Phases without jumps: where two neighbours differ by half a period or more, all that follow are moved by whole periods.
---
---     balnet.signal.unwrap(balnet.tensor { 0, 3, -3, 0 }, { period = 6 })  --> { 0, 3, 3, 6 }
---@param x balnet.tensor
---@param options? balnet.signal.unwrap_options
---@return balnet.tensor # of the shape of x, f64
function signal.unwrap(x, options) end

---@class balnet.signal.medfilt_options
---@field width? integer odd: samples of a window (3)
---@field dim? integer the dimension along which it runs, from the end if negative (-1)

--- The median of every sample and its neighbours, which takes out single outliers. Beyond its ends the signal counts as 0.
---
---     balnet.signal.medfilt(balnet.tensor { 1, 2, 90, 3, 4 })  --> { 1, 2, 3, 4, 3 }
---@param x balnet.tensor
---@param options? balnet.signal.medfilt_options
---@return balnet.tensor # of the shape of x, f64
function signal.medfilt(x, options) end

---@class balnet.signal.gaussian_options
---@field truncate? number where the kernel ends, in standard deviations (4)
---@field dim? integer the dimension along which it runs, from the end if negative (-1)

--- The signal smoothed by a Gaussian, as spike counts are made rates by. Beyond its ends the signal is mirrored, as in
--- SciPy's ndimage.
---
---     balnet.signal.gaussian_filter1d(balnet.tensor { 0, 0, 1, 0, 0 }, 0.5)  --> { 2.64e-4, 0.106451, 0.786571, 0.106451, 2.64e-4 }
---@param x balnet.tensor
---@param sigma number the standard deviation, in samples
---@param options? balnet.signal.gaussian_options
---@return balnet.tensor # of the shape of x, f64
function signal.gaussian_filter1d(x, sigma, options) end

---@class balnet.signal.savgol_options
---@field derivative? integer of the polynomials that is taken (0)
---@field dx? number distance of samples (1)
---@field dim? integer the dimension along which it runs, from the end if negative (-1)

--- The signal smoothed by polynomials that are fitted to windows around every sample (Savitzky and Golay 1964), or its derivative: peaks
--- keep their height better than by a Gaussian. At the ends the polynomials of the first and the last window go on.
---
---     balnet.signal.savgol_filter(balnet.arange(5):square(), 5, 2)  --> { 1.0000, 4.0000, 9.0000, 16.0000, 25.0000 }
---     balnet.signal.savgol_filter(balnet.arange(5):square(), 3, 2, { derivative = 1 })  --> { 2.0000, 4.0000, 6.0000, 8.0000, 10.0000 }
---@param x balnet.tensor
---@param window integer odd, samples of a window, at least 3
---@param order integer of the polynomials, less than window
---@param options? balnet.signal.savgol_options
---@return balnet.tensor # of the shape of x, f64
function signal.savgol_filter(x, window, order, options) end

---@class balnet.signal.peak_options
---@field height? number the least that counts
---@field distance? number samples between two peaks, at least; the higher of two that are nearer stays
---@field prominence? number the least fall from a peak before the signal rises above it, on the side where it falls
--- less; an end of the signal counts as its lowest sample

--- The peaks of a signal: samples above both their neighbours, of a flat top its middle. Conditions are looked at in the order
--- height, distance, prominence, as in SciPy.
---
---     local x = balnet.tensor { 0, 2, 1, 5, 5, 5, 0, 3, 0 }
---     balnet.signal.find_peaks(x)  --> { 2, 5, 8 }, { 2, 5, 3 }
---     (balnet.signal.find_peaks(x, { prominence = 2 }))  --> { 5, 8 }
---@param x balnet.tensor|number[] samples
---@param options? balnet.signal.peak_options
---@return balnet.tensor places of the peaks, ascending
---@return balnet.tensor heights of the signal there
function signal.find_peaks(x, options) end
