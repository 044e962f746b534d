--- Information of readouts other than the mean of all units, and under noise that units share: what follows from the answer
-- and the noise of one unit that `balnet.information.theory` and its kin give.
--
-- A readout y = Σ w_i r_i with Σ w_i = 1 sees the signal by the gain G, the noise of its own units and, by the feedback
-- -J₀ G, the mean of the noise of all: units being alike and independent given the mean,
--   S_noise = S_phi [(Σ w_i² - 1/N) + |1 - J₀ G|²/N],
-- which for w_i = 1/N is that of the mean. Noise of which units share the part c (σ² c common, σ² (1 - c) of their own) comes in
-- as the signal does, as white noise of density c σ²/b² on I:
--   SNR = |G|² S_II / (S_noise + |G|² c σ²/b²),
-- which no number of units takes beyond b² S_II/(c σ²) (Zohary, Shadlen and Newsome 1994, for counts of spikes).

local readout = {}

--- |1 - J₀ G|², or what a theory that may have a delay gives in its place.
---@param theory balnet.information.theory
---@param coupling number
---@return balnet.tensor
function readout.loop_noise(theory, coupling)
  local loop = rawget(theory, "loop")
  if loop then return loop:square() end
  local real = theory.gain * theory.phase:cos() * coupling
  return 1 - 2 * real + (theory.gain * coupling):square()
end

--- ∫ density df from 0 to the cutoff, by the trapezoidal rule.
---@param density balnet.tensor
---@param frequency balnet.tensor from 0, evenly spaced
---@param cutoff number
---@return number
function readout.integral(density, frequency, cutoff)
  local sum, spacing = 0, frequency[2]
  local inside = math.min(#frequency, math.floor(cutoff / spacing + 1.5))
  for i = 2, inside do sum = sum + (density[i - 1] + density[i]) / 2 * spacing end
  return sum
end

--- The rate and its density; what each argument is, is said at balnet.information.readout.
---@param theory balnet.information.theory
---@param given { neurons: integer, coupling: number, balance: number, weight_square: number, shared: number, shared_noise: number }
---@return table
function readout.of(theory, given)
  local own = readout.loop_noise(theory, given.coupling) / given.neurons + (given.weight_square - 1 / given.neurons)
  local noise = theory.noise_density * own + theory.gain:square() * given.shared_noise
  local snr = theory.gain:square() * theory.signal_density / noise
  local density = (snr + 1):log2()
  local left = theory.signal_density / (snr + 1)
  local cutoff = theory.cutoff
  return {
    rate = readout.integral(density, theory.frequency, cutoff), density = density, frequency = theory.frequency, cutoff = cutoff,
    noise_density = noise,
    error = readout.integral(left, theory.frequency, cutoff) / readout.integral(theory.signal_density, theory.frequency, cutoff),
  }
end

--- Σ w_i² of weights that are divided by their sum.
---@param weights balnet.tensor
---@return number
function readout.square_of(weights)
  local sum = weights:sum()
  if not (math.abs(sum) > 1e-12 * weights:abs():sum()) then
    error("the weights add up to 0; a readout that sees the signal was needed", 0)
  end
  return (weights / sum):square():sum()
end

return readout
