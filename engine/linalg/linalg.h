/* Linear algebra: equations, factorisations and functions of real matrices, by LAPACK (Anderson et al. 1999),
   with the names of NumPy's and SciPy's linalg.

   Common to all functions: inputs may be f32 or f64 with any strides and are not changed; everything is
   computed in double. Matrices are the last two dimensions; more dimensions are stacks of matrices, whose
   leading dimensions broadcast (written "..." below), and outputs have them too. Outputs are owned by the
   caller, f32 or f64, with the shapes stated, and share no memory with the inputs. Workspace is allocated and
   freed inside. Errors of all: BN_EINVAL for a wrong shape or an extent above BN_LINALG_MOST, BN_NOT_FINITE for
   NaN or infinity in an input, with its place, BN_ENOMEM, BN_NOT_CONVERGED when LAPACK's iteration gives up. */
#ifndef BN_LINALG_H
#define BN_LINALG_H

#include "engine/tensor/tensor.h"

enum { BN_LINALG_MOST = 32768 };

/* BN_EINVAL, with the name, unless the tensor is a matrix or a stack of them; and unless they are square. */
bn_status bn_linalg_check_matrix(const char *name, const bn_tensor *matrix);
bn_status bn_linalg_check_square(const char *name, const bn_tensor *matrix);

/* x solves a x = b, by LU factorisation (dgetrf, dgetrs). a: ... x N x N, b and x: ... x N x K, or both N.
   Errors also: BN_EINVAL for a singular a, with the zero pivot, and for one that is singular up to rounding,
   whose scaled equations have a reciprocal condition number below DBL_EPSILON (estimated by dgecon, Higham
   1988); BN_NOT_FINITE for a solution that is too large for a double. */
bn_status bn_linalg_solve(const bn_tensor *a, const bn_tensor *b, bn_tensor *x);

/* The inverse of a: ... x N x N (dgetrf, dgetri). Errors as for bn_linalg_solve. */
bn_status bn_linalg_inverse(const bn_tensor *a, bn_tensor *inverse);

/* The determinant of a (... x N x N) is sign exp(logarithm), both of shape "..."; a singular matrix has sign
   0 and logarithm -inf, one without rows has sign 1 and logarithm 0. */
bn_status bn_linalg_log_determinant(const bn_tensor *a, bn_tensor *sign, bn_tensor *logarithm);

/* The determinant itself, of shape "...": the product of the pivots, which may overflow or underflow. */
bn_status bn_linalg_determinant(const bn_tensor *a, bn_tensor *determinant);

/* a = q r, q with orthonormal columns, r upper triangular (dgeqrf, dorgqr). a: ... x M x N; q: ... x M x K
   and r: ... x K x N, where K is min(M, N), or M for the complete form. The signs are LAPACK's. */
bn_status bn_linalg_qr(const bn_tensor *a, bn_tensor *q, bn_tensor *r);

/* a = l l^T with l lower triangular (dpotrf). a, l: ... x N x N. Errors also: BN_EINVAL for an a that is not
   symmetric to 1e-6 of its largest element, with the pair, or not positive definite, with the order of the
   minor that is not. */
bn_status bn_linalg_cholesky(const bn_tensor *a, bn_tensor *l);

/* a = u diag(s) vt, s descending (dgesdd). a: ... x M x N, K = min(M, N); s: ... x K; u and vt: both NULL,
   or ... x M x K and ... x K x N, or ... x M x M and ... x N x N. */
bn_status bn_linalg_svd(const bn_tensor *a, bn_tensor *u, bn_tensor *s, bn_tensor *vt);

/* Where results of least squares go. */
typedef struct {
    bn_tensor *x;         // ... x N x K, or ... x N
    bn_tensor *rank;      // ...
    bn_tensor *s;         // ... x min(M, N): singular values of a, descending
    bn_tensor *residuals; // ... x K, or ...: |a x - b|^2 of each right side
} bn_least_squares;

/* x minimises |a x - b|, and |x| where several do (dgelsd). a: ... x M x N; b: ... x M x K or M. Singular
   values below rcond times the largest count as zero. Errors also: BN_EINVAL for an rcond that is negative or
   NaN. */
bn_status bn_linalg_least_squares(const bn_tensor *a, const bn_tensor *b, double rcond,
                                  const bn_least_squares *result);

/* a = z t z^T with z orthogonal and t quasi-upper triangular: the real Schur form (dgees). All ... x N x N.
 */
bn_status bn_linalg_schur(const bn_tensor *a, bn_tensor *t, bn_tensor *z);

/* The exponential of a (... x N x N): scaling, squaring and a Padé approximant of degree 13 (Higham 2005).
   Errors also: BN_NOT_FINITE where the result is too large for a double. */
bn_status bn_linalg_exponential(const bn_tensor *a, bn_tensor *exponential);

/* Eigenvalues (... x N, ascending) and eigenvectors (... x N x N, by column, orthonormal; or NULL) of a
   symmetric matrix (dsyevd). Errors also: BN_EINVAL for an a that is not symmetric to 1e-6 of its largest
   element; below that the lower triangle counts. */
bn_status bn_linalg_symmetric_eigen(const bn_tensor *a, bn_tensor *values, bn_tensor *vectors);

/* Eigenvalues of a general matrix (dgeev), real and imag: ... x N, ascending by real, then imaginary part;
   conjugate pairs stand side by side, the negative imaginary part first. right and left: NULL, or the real
   and imaginary parts of the eigenvectors (... x N x N, by column, of Euclidean length 1, largest component
   real): a right = right diag, left^H a = diag left^H. */
typedef struct {
    bn_tensor *real, *imag;
} bn_complex_pair;

bn_status bn_linalg_eigen(const bn_tensor *a, bn_tensor *real, bn_tensor *imag, const bn_complex_pair *right,
                          const bn_complex_pair *left);

#endif
