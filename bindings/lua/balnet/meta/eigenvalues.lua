---@meta balnet.meta.eigenvalues
-- luacheck: ignore 212 241

--- Spectra of matrices. All are computed in double, whatever the dtype of the matrix, by LAPACK (Anderson et al. 1999).
---
--- An error for a matrix of the wrong shape, with more than 32768 rows or columns, or that holds a NaN or infinity (its
--- place is told), and for an iteration that does not converge.

---@class balnet.spectrum
local spectrum = {}

--- The eigenvalues of a square matrix, in ascending order of the real part (the negative outliers of a balanced network
--- come first), then of the imaginary part.
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
function spectrum.eigenvalues(matrix) end

--- The eigenvalues of a square matrix, as by `eigenvalues`, and its right eigenvectors. Column k of the vectors belongs
--- to eigenvalue k, has Euclidean length 1 and its largest component real.
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
---@return balnet.tensor vectors_real N x N, f64
---@return balnet.tensor vectors_imag N x N, f64
function spectrum.eigenvectors(matrix) end

--- The eigenvalues of a symmetric matrix, ascending. An error also when two mirrored elements differ by more than 1e-6
--- of the largest element.
---@param matrix balnet.tensor N x N
---@return balnet.tensor values N, f64
function spectrum.symmetric_eigenvalues(matrix) end

--- The singular values of a matrix, descending.
---@param matrix balnet.tensor M x N
---@return balnet.tensor values min(M, N), f64
function spectrum.singular_values(matrix) end
