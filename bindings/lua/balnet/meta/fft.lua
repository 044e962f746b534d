---@meta balnet.meta.fft
-- luacheck: ignore 212 241

--- The transforms themselves, by FFTW (Frigo and Johnson 2005) or, built without it, by Bluestein's algorithm
--- (1970). Lengths are 1 to 2^28. Results are f64 and have the shape of the input but for the length along
--- the dimension.

---@class balnet.fft
local fft = {}

---@class balnet.fft.options
---@field n? integer length of the transform; longer lines are cut, shorter ones filled with zeros; 0: the extent of the dimension (0)
---@field dim? integer the dimension along which it runs, from the end if negative (-1)

--- Y_k = sum_j y_j exp(-2 pi i j k / n).
---
---     local real, imag = balnet.fft.fft(balnet.tensor { 0, 1, 0, 0 })
---     real, imag  --> { 1, 0, -1, 0 }, { 0, -1, 0, 1 }
---@param real balnet.tensor
---@param imag? balnet.tensor nil for a real signal
---@param options? balnet.fft.options
---@return balnet.tensor real
---@return balnet.tensor imag
function fft.fft(real, imag, options) end

--- The inverse of `fft`, with its factor 1/n.
---
---     local real, imag = balnet.fft.fft(balnet.tensor { 1, 2, 3 })
---     (balnet.fft.ifft(real, imag))  --> { 1, 2, 3 }
---@param real balnet.tensor
---@param imag? balnet.tensor nil for zeros
---@param options? balnet.fft.options
---@return balnet.tensor real
---@return balnet.tensor imag
function fft.ifft(real, imag, options) end

--- The transform of a real signal: the first n // 2 + 1 elements of `fft`, of which the others are the
--- conjugates.
---
---     local signal = (balnet.arange(8) * (2 * math.pi / 8)):cos()
---     balnet.fft.rfft(signal):shape()  --> 5
---@param signal balnet.tensor
---@param options? balnet.fft.options
---@return balnet.tensor real
---@return balnet.tensor imag
function fft.rfft(signal, options) end

--- The inverse of `rfft`, a real signal. Imaginary parts at frequency 0 and, for even n, at the last one
--- count as 0.
---
---     balnet.fft.irfft(balnet.fft.rfft(balnet.tensor { 1, 2, 3, 4 }))  --> { 1, 2, 3, 4 }
---@param real balnet.tensor
---@param imag? balnet.tensor nil for zeros
---@param options? balnet.fft.options n is that of the signal; 2 (bins - 1), which is not that of a signal of odd length
---@return balnet.tensor signal
function fft.irfft(real, imag, options) end
