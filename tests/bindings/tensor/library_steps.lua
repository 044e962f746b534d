-- More steps of the random programs of test_tensor_numpy.lua: functions of the library. `exact` ones may stand anywhere; `last` ones
-- round otherwise than NumPy, and end a program.
local balnet = require "balnet"
local array, fft, linalg, signal, stats = balnet.array, balnet.fft, balnet.linalg, balnet.signal, balnet.stats

local exact, last = {}, {}

local function dim_of(x) return math.random(x:dims()) end

local function one_of(...) return (select(math.random(select("#", ...)), ...)) end

for _, name in ipairs { "nansum", "nanmedian", "nanmin", "nanmax" } do
  exact[name] = function(x)
    local d, keep = dim_of(x), x:dims() == 1 or math.random(2) == 1
    return stats[name](x, d, keep), ("x = numpy.%s(x, axis=%d, keepdims=%s)"):format(name, d - 1, keep and "True" or "False")
  end
end

for _, name in ipairs { "nanmean", "nanvar", "nanstd" } do
  last[name] = function(x)
    local d = dim_of(x)
    return stats[name](x, d, true), ("x = numpy.%s(x, axis=%d, keepdims=True)"):format(name, d - 1)
  end
end

function exact.flip(x)
  local d = dim_of(x)
  return x:flip(d), ("x = numpy.flip(x, %d)"):format(d - 1)
end

function exact.clamp(x) return x:clamp(-1, 1.5), "x = numpy.clip(x, -1, 1.5)" end

function exact.diff(x)
  local d = dim_of(x)
  if x:shape(d) < 2 then return end
  return signal.diff(x, { dim = d }), ("x = numpy.diff(x, axis=%d)"):format(d - 1)
end

function exact.ptp(x)
  local d = dim_of(x)
  if x:is_nan():any() or x:dims() == 1 then return end
  return array.ptp(x, d), ("x = numpy.ptp(x, axis=%d)"):format(d - 1)
end

function exact.argmax(x)
  local d, name = dim_of(x), one_of("argmax", "argmin")
  if x:is_nan():any() or x:dims() == 1 then return end
  return x[name](x, d) - 1, ("x = numpy.%s(x, axis=%d) * 1.0"):format(name, d - 1)
end

function exact.where(x) return balnet.where(x:gt(0), x, x * 2 - 1), "x = numpy.where(x > 0, x, x * 2 - 1)" end

function exact.concatenate(x)
  local d = dim_of(x)
  if x:size() > 100 then return end
  return balnet.concatenate({ x, x * 2 }, d), ("x = numpy.concatenate([x, x * 2], axis=%d)"):format(d - 1)
end

function exact.stack(x)
  if x:dims() > 3 or x:size() > 100 then return end
  local d = math.random(x:dims() + 1)
  return balnet.stack({ x, -x, x }, d), ("x = numpy.stack([x, -x, x], axis=%d)"):format(d - 1)
end

function exact.mod(x) return x % 1.5, "x = numpy.mod(x, 1.5)" end

function exact.idiv(x) return x // 0.75, "x = numpy.floor_divide(x, 0.75)" end

-- --- transforms ------------------------------------------------------------------------------------------

local finite = "x = numpy.nan_to_num(x, nan=2); "

local function without_nan(x) return array.nan_to_num(x, { nan = 2 }) end

for _, name in ipairs { "fft", "ifft", "rfft" } do
  last[name] = function(x)
    local d, part = dim_of(x), math.random(2)
    local y = without_nan(x)
    local found = name == "rfft" and { fft.rfft(y, { dim = d }) } or { fft[name](y, y * 0.5, { dim = d }) }
    local given = name == "rfft" and "x" or "x + 0.5j * x"
    return found[part], finite .. ("x = numpy.fft.%s(%s, axis=%d).%s"):format(name, given, d - 1, part == 1 and "real" or "imag")
  end
end

function last.irfft(x)
  local d = dim_of(x)
  local re, im = fft.rfft(without_nan(x), { dim = d })
  return fft.irfft(re * 2, im, { dim = d, n = x:shape(d) }),
    finite .. ("y = numpy.fft.rfft(x, axis=%d); x = numpy.fft.irfft(2 * y.real + 1j * y.imag, n=%d, axis=%d)"):format(
    d - 1, x:shape(d), d - 1)
end

function last.fftshift(x)
  local name = one_of("fftshift", "ifftshift")
  local d = dim_of(x)
  return fft[name](x, d), ("x = numpy.fft.%s(x, axes=%d)"):format(name, d - 1)
end

function last.convolve(x)
  local mode = one_of("full", "same", "valid")
  local line = without_nan(x):flatten()
  if #line < 3 then return end
  return signal.convolve(line, balnet.tensor { 1, -0.5, 2 }, { mode = mode }),
    finite .. ("x = numpy.convolve(x.ravel(), [1, -0.5, 2], '%s')"):format(mode)
end

function last.gradient(x)
  local d = dim_of(x)
  if x:shape(d) < 2 then return end
  return signal.gradient(x, { dim = d, dx = 0.5 }), ("x = numpy.gradient(x, 0.5, axis=%d)"):format(d - 1)
end

function last.trapezoid(x)
  local d = dim_of(x)
  if x:dims() < 2 then return end
  return signal.trapezoid(x, { dim = d }), ("x = numpy.trapz(x, axis=%d)"):format(d - 1)
end

function last.std(x)
  local d = dim_of(x)
  if x:shape(d) < 2 then return end
  return x:std(d, 1, true), ("x = numpy.std(x, axis=%d, ddof=1, keepdims=True)"):format(d - 1)
end

function last.norm(x)
  local d = dim_of(x)
  if x:dims() < 2 then return end
  return x:norm(d, 2), ("x = numpy.sqrt(numpy.sum(x * x, axis=%d))"):format(d - 1)
end

function last.softmax(x)
  local d = dim_of(x)
  return array.softmax(x, d),
    ("e = numpy.exp(x - x.max(axis=%d, keepdims=True)); x = e / e.sum(axis=%d, keepdims=True)"):format(d - 1, d - 1)
end

function last.percentile(x)
  local d = dim_of(x)
  return stats.percentile(x, { 10, 50, 75 }, d), ("x = numpy.percentile(x, [10, 50, 75], axis=%d)"):format(d - 1)
end

-- --- matrices --------------------------------------------------------------------------------------------

-- Stacks of well conditioned matrices: the outer product of the last dimension with itself, and five on the diagonal.
local function matrices(x)
  local rows = without_nan(x):clamp(-2, 2)
  return rows:unsqueeze(-1) * rows:unsqueeze(x:dims()) * 0.25 + balnet.eye(x:shape(-1)) * 5
end

local made = finite .. "x = numpy.clip(x, -2, 2); a = x[..., :, None] * x[..., None, :] * 0.25 + 5 * numpy.eye(x.shape[-1]); "

for _, name in ipairs { "inv", "det", "eigvalsh", "cholesky", "pinv", "slogdet", "svdvals" } do
  last[name] = function(x)
    if x:dims() > 3 then return end
    local theirs = ({ slogdet = "slogdet(a)[1]", svdvals = "svd(a, compute_uv=False)" })[name] or name .. "(a)"
    local found = { linalg[name](matrices(x)) }
    local result = name == "slogdet" and found[2] or found[1]
    return type(result) == "number" and balnet.tensor { result } or result,
      made .. ("x = numpy.atleast_1d(numpy.linalg.%s)"):format(theirs)
  end
end

function last.solve(x)
  if x:dims() > 3 then return end
  local b = without_nan(x):unsqueeze(-1)
  return linalg.solve(matrices(x), b), finite .. "b = x[..., None]; " .. made .. "x = numpy.linalg.solve(a, b)"
end

function last.matrix_power(x)
  if x:dims() > 3 then return end
  local power = math.random(-2, 3)
  return linalg.matrix_power(matrices(x), power), made .. ("x = numpy.linalg.matrix_power(a, %d)"):format(power)
end

function last.kron(x)
  if x:dims() ~= 2 or x:size() > 20 then return end
  return linalg.kron(x, x:t()), "x = numpy.kron(x, x.T)"
end

function last.logsumexp(x)
  local d = dim_of(x)
  return array.logsumexp(x, d, true),
    ("m = x.max(axis=%d, keepdims=True); x = m + numpy.log(numpy.sum(numpy.exp(x - m), axis=%d, keepdims=True))"):format(d - 1, d - 1)
end

function last.functions(x)
  local name, theirs = table.unpack(one_of({ "exp", "exp" }, { "tanh", "tanh" }, { "sin", "sin" }, { "expm1", "expm1" },
    { "atan", "arctan" }, { "sinh", "sinh" }))
  return x[name](x), ("x = numpy.%s(x)"):format(theirs)
end

return { exact = exact, last = last }
