---@meta balnet.meta.spectrum
-- luacheck: ignore 212 241

--- Spectra of matrices: the functions of `balnet.linalg` by the names of the field.

---@class balnet.spectrum
local spectrum = {}

--- The eigenvalues of a square matrix: `balnet.linalg.eigvals`.
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
function spectrum.eigenvalues(matrix) end

--- The eigenvalues of a square matrix and its right eigenvectors: `balnet.linalg.eig`.
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
---@return balnet.tensor vectors_real N x N, f64
---@return balnet.tensor vectors_imag N x N, f64
function spectrum.eigenvectors(matrix) end

--- The eigenvalues of a symmetric matrix: `balnet.linalg.eigvalsh`.
---@param matrix balnet.tensor N x N
---@return balnet.tensor values N, f64
function spectrum.symmetric_eigenvalues(matrix) end

--- The singular values of a matrix: `balnet.linalg.svdvals`.
---@param matrix balnet.tensor M x N
---@return balnet.tensor values min(M, N), f64
function spectrum.singular_values(matrix) end
