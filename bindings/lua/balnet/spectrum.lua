--- Spectra, of matrices and of signals: `balnet.spectrum`.
-- Eigenvalues, eigenvectors and singular values of a matrix; power, cross spectra, coherence and gain of signals.

local spectrum = {}

for _, part in ipairs { "balnet.eigenvalues", "balnet.density" } do
  for name, compute in pairs(require(part)) do spectrum[name] = compute end
end

return spectrum
