--- Spectra, of matrices and of signals: `balnet.spectrum`. Eigenvalues, eigenvectors and singular values of a
-- matrix; power, cross spectra, coherence and gain of signals.

local spectrum = {}

local arguments = require "balnet.parameters.arguments"
local lapack = require "balnet.native.lapack"

for name, compute in pairs(require "balnet.native.density") do spectrum[name] = compute end
spectrum.eigenvalues, spectrum.eigenvectors = lapack.eigvals, lapack.eig
spectrum.symmetric_eigenvalues, spectrum.singular_values = lapack.eigvalsh, lapack.svdvals

--- Averages over frequencies that lie close together on a logarithmic axis, for drawing. Frequency 0 is left
-- out, as are bins without a frequency in them.
--
--     local frequency = balnet.arange(100)
--     #balnet.spectrum.smoothed(frequency, frequency, 5)  --> 11
---@param frequency balnet.tensor ascending
---@param values balnet.tensor one a frequency
---@param per_decade? integer bins in a factor of ten; 10
---@return number[] frequencies means of those in each bin
---@return number[] means of their values
spectrum.smoothed = arguments.typed("smoothed", function(frequency, values, per_decade)
  if frequency:dims() ~= 1 or values:dims() ~= 1 then
    error(("frequencies and values have %d and %d dimensions; vectors were needed"):format(frequency:dims(), values:dims()), 2)
  end
  if #frequency ~= #values then
    error(("%d frequencies and %d values were given; as many of each were needed"):format(#frequency, #values), 2)
  end
  for k = 2, #frequency do
    if not (frequency[k] > frequency[k - 1]) then error(("the frequencies do not ascend at number %d"):format(k), 2) end
  end
  local frequencies, means, bin, members = {}, {}, nil, 0
  for k = 1, #frequency do
    local f = frequency[k]
    local of_f = f > 0 and math.floor((per_decade or 10) * math.log(f, 10))
    if of_f and of_f ~= bin then
      frequencies[#frequencies + 1], means[#means + 1], bin, members = 0, 0, of_f, 0
    end
    if of_f then
      local last = #means
      members = members + 1
      frequencies[last] = frequencies[last] + (f - frequencies[last]) / members
      means[last] = means[last] + (values[k] - means[last]) / members
    end
  end
  return frequencies, means
end, "numbers", "numbers", "positive?")

return spectrum
