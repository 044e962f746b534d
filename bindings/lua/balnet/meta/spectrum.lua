---@meta balnet.meta.spectrum
-- luacheck: ignore 212 241

--- Spectra of matrices: the functions of `balnet.linalg` by the names of the field.

---@class balnet.spectrum
local spectrum = {}

--- The eigenvalues of a square matrix: `balnet.linalg.eigvals`.
---
---     balnet.spectrum.eigenvalues(balnet.tensor { { 0, -1 }, { 1, 0 } })  --> { 0, 0 }, { -1, 1 }
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
function spectrum.eigenvalues(matrix) end

--- The eigenvalues of a square matrix and its right eigenvectors: `balnet.linalg.eig`.
---
---     local real, imag, vectors = balnet.spectrum.eigenvectors(balnet.tensor { { 2, 0 }, { 1, 3 } })
---     real  --> { 2, 3 }
---@param matrix balnet.tensor N x N
---@return balnet.tensor real N, f64
---@return balnet.tensor imag N, f64
---@return balnet.tensor vectors_real N x N, f64
---@return balnet.tensor vectors_imag N x N, f64
function spectrum.eigenvectors(matrix) end

--- The eigenvalues of a symmetric matrix: `balnet.linalg.eigvalsh`.
---
---     balnet.spectrum.symmetric_eigenvalues(balnet.tensor { { 2, 1 }, { 1, 2 } })  --> { 1, 3 }
---@param matrix balnet.tensor N x N
---@return balnet.tensor values N, f64
function spectrum.symmetric_eigenvalues(matrix) end

--- The singular values of a matrix: `balnet.linalg.svdvals`.
---
---     balnet.spectrum.singular_values(balnet.tensor { { 3, 0 }, { 0, -4 } })  --> { 4, 3 }
---@param matrix balnet.tensor M x N
---@return balnet.tensor values min(M, N), f64
function spectrum.singular_values(matrix) end
