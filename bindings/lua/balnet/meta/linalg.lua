---@meta balnet.meta.linalg
-- luacheck: ignore 212 241

--- Solutions and factorisations by LAPACK, in double, whatever the dtype of the inputs. Anderson et al. 1999.

---@class balnet.linalg
local linalg = {}

---@class balnet.linalg.qr_options
---@field complete? boolean q is square and r as large as a (false)

---@class balnet.linalg.svd_options
---@field full? boolean u and vt are square (false)

---@class balnet.linalg.eig_options
---@field left? boolean the left eigenvectors too (false)

---@class balnet.linalg.lstsq_options
---@field rcond? number singular values below it times the largest count as zero; eps max(M, N) by default (0)

--- The solution of a x = b, by LU factorisation. An error for a matrix that is singular
--- up to rounding: the condition number of the scaled equations is estimated (Higham 1988).
---
---     balnet.linalg.solve(balnet.tensor { { 2, 0 }, { 1, 4 } }, balnet.tensor { 2, 9 })  --> { 1, 2 }
---@param a balnet.tensor ... x N x N
---@param b balnet.tensor ... x N x K, or N for one right side
---@return balnet.tensor x ... x N x K or ... x N, f64
function linalg.solve(a, b) end

--- The x that minimises |a x - b|, the shortest where several do, by singular values.
---
---     local a = balnet.tensor { { 1, 0 }, { 1, 1 }, { 1, 2 } }
---     local x, rank = balnet.linalg.lstsq(a, balnet.tensor { 1, 3, 5 })
---     x, rank  --> { 1, 2 }, 2
---@param a balnet.tensor ... x M x N
---@param b balnet.tensor ... x M x K, or M for one right side
---@param options? balnet.linalg.lstsq_options
---@return balnet.tensor x ... x N x K or ... x N, f64
---@return integer|balnet.tensor rank an integer for one matrix, else of shape "..."
---@return balnet.tensor s singular values of a, ... x min(M, N)
---@return balnet.tensor residuals |a x - b|^2 of each column, ... x K; a number for one right side
function linalg.lstsq(a, b, options) end

--- The inverse of a matrix. An error for one that is singular up to rounding, as for `solve`.
---
---     balnet.linalg.inv(balnet.tensor { { 2, 0 }, { 0, 4 } })  --> { { 0.5, 0 }, { 0, 0.25 } }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor inverse ... x N x N, f64
function linalg.inv(a) end

--- The determinant: the product of the pivots of the LU factorisation, which may overflow or underflow; see
--- `slogdet`.
---
---     balnet.linalg.det(balnet.tensor { { 1, 2 }, { 3, 4 } })  --> -2
---@param a balnet.tensor ... x N x N
---@return number|balnet.tensor determinant a number for one matrix, else of shape "..."
function linalg.det(a) end

--- Sign and logarithm of the absolute value of the determinant; 0 and -inf for a singular matrix.
---
---     balnet.linalg.slogdet(balnet.eye(2) * -math.exp(1))  --> 1, 2
---@param a balnet.tensor ... x N x N
---@return number|balnet.tensor sign a number for one matrix, else of shape "..."
---@return number|balnet.tensor logarithm
function linalg.slogdet(a) end

--- The factorisation a = q r, q with orthonormal columns and r upper triangular. The signs are LAPACK's.
---
---     local a = balnet.random(7):normal(4, 3)
---     local q, r = balnet.linalg.qr(a)
---     balnet.array.allclose(q:matmul(r), a)  --> true
---@param a balnet.tensor ... x M x N
---@param options? balnet.linalg.qr_options
---@return balnet.tensor q ... x M x min(M, N), f64
---@return balnet.tensor r ... x min(M, N) x N, f64
function linalg.qr(a, options) end

--- The factorisation a = l l^T of a symmetric positive definite matrix. An error for another one.
---
---     balnet.linalg.cholesky(balnet.tensor { { 4, 2 }, { 2, 5 } })  --> { { 2, 0 }, { 1, 2 } }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor l ... x N x N, lower triangular, f64
function linalg.cholesky(a) end

--- The factorisation a = u diag(s) vt, with orthonormal columns of u and rows of vt.
---
---     local u, s, vt = balnet.linalg.svd(balnet.tensor { { 3, 0 }, { 0, -4 } })
---     s  --> { 4, 3 }
---     balnet.array.allclose(u:matmul(s:diag()):matmul(vt), balnet.tensor { { 3, 0 }, { 0, -4 } })  --> true
---@param a balnet.tensor ... x M x N
---@param options? balnet.linalg.svd_options
---@return balnet.tensor u ... x M x min(M, N), f64
---@return balnet.tensor s ... x min(M, N), descending
---@return balnet.tensor vt ... x min(M, N) x N, f64
function linalg.svd(a, options) end

--- The singular values of a matrix, descending.
---
---     balnet.linalg.svdvals(balnet.tensor { { 3, 0 }, { 0, -4 } })  --> { 4, 3 }
---@param a balnet.tensor ... x M x N
---@return balnet.tensor s ... x min(M, N), f64
function linalg.svdvals(a) end

--- The real Schur form a = z t z^T: z orthogonal, t upper triangular but for 2 x 2 blocks of complex
--- eigenvalues.
---
---     local a = balnet.random(7):normal(4, 4)
---     local t, z = balnet.linalg.schur(a)
---     balnet.array.allclose(z:matmul(t):matmul(z:t()), a)  --> true
---@param a balnet.tensor ... x N x N
---@return balnet.tensor t ... x N x N, f64
---@return balnet.tensor z ... x N x N, f64
function linalg.schur(a) end

--- The exponential of a matrix, by scaling, squaring and a Padé approximant (Higham 2005). An error where it
--- overflows.
---
---     balnet.linalg.expm(balnet.tensor { { 0, 1 }, { 0, 0 } })  --> { { 1, 1 }, { 0, 1 } }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor exponential ... x N x N, f64
function linalg.expm(a) end

--- Eigenvalues and eigenvectors of a symmetric matrix. An error when two mirrored elements differ by more
--- than 1e-6 of the largest element; below that the lower triangle counts.
---
---     local values, vectors = balnet.linalg.eigh(balnet.tensor { { 2, 1 }, { 1, 2 } })
---     values  --> { 1, 3 }
---     vectors:abs()  --> { { 0.707107, 0.707107 }, { 0.707107, 0.707107 } }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor values ... x N, ascending, f64
---@return balnet.tensor vectors ... x N x N, orthonormal, by column
function linalg.eigh(a) end

--- The eigenvalues of a symmetric matrix, as by `eigh`.
---
---     balnet.linalg.eigvalsh(balnet.tensor { { 2, 1 }, { 1, 2 } })  --> { 1, 3 }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor values ... x N, ascending, f64
function linalg.eigvalsh(a) end

--- The eigenvalues of a matrix, ascending by real part (the negative outliers of a balanced network come
--- first), then by imaginary part.
---
---     balnet.linalg.eigvals(balnet.tensor { { 0, -1 }, { 1, 0 } })  --> { 0, 0 }, { -1, 1 }
---@param a balnet.tensor ... x N x N
---@return balnet.tensor real ... x N, f64
---@return balnet.tensor imag ... x N, f64
function linalg.eigvals(a) end

--- The eigenvalues of a matrix, as by `eigvals`, and its eigenvectors: a r = r diag(lambda) and, where asked
--- for, l^H a = diag(lambda) l^H. Column k belongs to eigenvalue k, has Euclidean length 1 and its largest
--- component real.
---
---     local real, imag, vectors = balnet.linalg.eig(balnet.tensor { { 2, 0 }, { 1, 3 } })
---     real  --> { 2, 3 }
---     vectors[{ {}, 2 }]:abs()  --> { 0, 1 }
---@param a balnet.tensor ... x N x N
---@param options? balnet.linalg.eig_options
---@return balnet.tensor real ... x N, f64
---@return balnet.tensor imag ... x N, f64
---@return balnet.tensor right_real ... x N x N, f64
---@return balnet.tensor right_imag ... x N x N, f64
---@return balnet.tensor? left_real ... x N x N, f64
---@return balnet.tensor? left_imag ... x N x N, f64
function linalg.eig(a, options) end
