--- Information about several signals at once, in linear response: what follows from the answer and the noise of one unit that
-- `balnet.information.theory` and its kin give for a signal that reaches all units alike.
--
-- Signal k reaches unit i by the weight U_ik beside that of I, and units answer by χ: r = bχ (U s - J₀ 1 ν) + n, ν the mean of r,
-- so that G = bχ/(1 + J₀ bχ) is the gain of the mean. With κ = J₀ G a readout w of all units, y = wᵀ r/N, has
--   signal: bχ (wᵀU/N - κ w̄ ūᵀ) s,   noise: S_phi/N [w wᵀ/N + w̄ w̄ᵀ (|1 - κ|² - 1)],   bχ = G/(1 - κ),
-- and the rate is ∫ log₂ det(1 + noise⁻¹ signal) df (Shannon 1948). The feedback mixes units by a matrix that has an inverse, so
-- all units together tell ∫ Σ_m log₂(1 + λ_m N |bχ|² S/S_phi) df, λ_m the eigenvalues of UᵀU/N, whatever the feedback is.
local balnet = require "balnet"

local signals = {}

-- The logarithm to base 2 of the determinant of a Hermitian positive matrix whose elements are vectors over frequencies:
-- real[i][j] and imaginary[i][j] for j up to i. By L D L†.
local function log_determinant(real, imaginary)
  local lower, lower_i, pivot, sum = {}, {}, {}, 0
  for i = 1, #real do
    lower[i], lower_i[i] = {}, {}
    for j = 1, i do
      local re, im = real[i][j], imaginary[i][j]
      for k = 1, j - 1 do
        local a, b, c, d = lower[i][k], lower_i[i][k], lower[j][k], lower_i[j][k]
        re, im = re - (a * c + b * d) * pivot[k], im - (b * c - a * d) * pivot[k]
      end
      if j == i then pivot[i] = re else lower[i][j], lower_i[i][j] = re / pivot[j], im / pivot[j] end
    end
    sum = sum + pivot[i]:log2()
  end
  return sum
end

-- What a readout needs of the weights: moments over units.
local function moments(inputs, readouts)
  local neurons = inputs:shape(1)
  local mean_in, mean_out = inputs:mean(1), readouts:mean(1)
  local across = readouts:t():matmul(inputs) / neurons
  return { signal = across:matmul(across:t()), toward = across:matmul(mean_in), mean = mean_out, mean_square = mean_in:square():sum(),
           noise = readouts:t():matmul(readouts) / neurons }
end

local function matrices(theory, inputs, readouts, coupling, one)
  local at = moments(inputs, readouts)
  local kappa, kappa_i = theory.gain * theory.phase:cos() * coupling, theory.gain * theory.phase:sin() * coupling
  local loop, own = one.loop, one.noise
  local noise, zeros, both, both_i = {}, {}, {}, {}
  for i = 1, #at.mean do
    noise[i], zeros[i], both[i], both_i[i] = {}, {}, {}, {}
    for j = 1, i do
      local product = at.mean[i] * at.mean[j]
      local even, odd = at.mean[i] * at.toward[j] + at.toward[i] * at.mean[j], at.mean[i] * at.toward[j] - at.toward[i] * at.mean[j]
      noise[i][j] = ((loop - 1) * product + at.noise[{ i, j }]) * own
      zeros[i][j] = own * 0
      local signal = (kappa:square() + kappa_i:square()) * (at.mean_square * product) - kappa * even + at.signal[{ i, j }]
      both[i][j], both_i[i][j] = noise[i][j] + signal * one.signal, kappa_i * one.signal * -odd
    end
  end
  return noise, zeros, both, both_i
end

-- The least eigenvalue of the readouts' own noise beside their mean one, below which they are no longer apart.
local APART = 1e-10

-- The readouts with sums of squares of 1, which tell the same.
local function of_one_length(readouts)
  readouts = readouts / readouts:abs():max(1, true)
  return readouts / readouts:square():sum(1, true):sqrt()
end

local function apart(readouts)
  local least = readouts:abs():max(1):min()
  readouts = least > 0 and of_one_length(readouts) or readouts
  if not (least > 0 and balnet.linalg.eigvalsh(readouts:t():matmul(readouts))[1] > APART) then
    error("the readouts depend on each other linearly; independent ones were needed", 0)
  end
  return readouts * readouts:shape(1) ^ 0.5
end

local function of_readouts(theory, given, one)
  local difference = 1 - theory.gain * theory.phase:cos() * (2 * given.coupling) + (theory.gain * given.coupling):square()
  if (difference - one.loop):abs():max() > 1e-6 then
    error("the theory has a delay; readouts of several signals need one without, or all units", 0)
  end
  local noise, zeros, both, both_i = matrices(theory, given.inputs, apart(given.readouts), given.coupling, one)
  return log_determinant(both, both_i) - log_determinant(noise, zeros)
end

local function of_all(given, one)
  local inputs, sum = given.inputs, 0
  local strength = balnet.linalg.eigvalsh(inputs:t():matmul(inputs) / inputs:shape(1)):maximum(0)
  for m = 1, #strength do sum = sum + (one.signal / one.noise * strength[m] + 1):log2() end
  return sum
end

--- The density of the rate; what each argument is, is said at balnet.information.signals.
---@param theory balnet.information.theory
---@param given { coupling: number, inputs: balnet.tensor, readouts: balnet.tensor? }
---@param loop balnet.tensor |1 - J₀ G|²
---@return balnet.tensor
function signals.density(theory, given, loop)
  local neurons = given.inputs:shape(1)
  local one = { loop = loop, noise = theory.noise_density / neurons, signal = theory.gain:square() / loop * theory.signal_density }
  return given.readouts and of_readouts(theory, given, one) or of_all(given, one)
end

return signals
