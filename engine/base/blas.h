/* BLAS and LAPACK: the routines of OpenBLAS that the engine calls, and the one place that sets the library
   up.

   CBLAS comes with its own header. Debian's OpenBLAS exports no LAPACKE, so LAPACK's Fortran symbols are
   declared here: column-major, everything by pointer, and one hidden length (size_t) for every character
   argument at the end, as gfortran passes them. */
#ifndef BN_BLAS_H
#define BN_BLAS_H

#include <cblas.h>
#include <stddef.h>

/* Holds OpenBLAS to the calling thread: its bits would change with its thread count, and the parallelism here
   is the engine's own. Call it before any BLAS or LAPACK routine; after the first call it costs one load. It
   must first be called while no other thread is inside OpenBLAS. */
void bn_blas_prepare(void);

/* The name of the kernels OpenBLAS chose, as "Haswell"; results are recorded with
   it. Owned by the library. */
const char *bn_blas_corename(void);

/* Eigenvalues, and on request eigenvectors, of a general matrix. */
void dgeev_(const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda, double *wr,
            double *wi, double *vl, const int *ldvl, double *vr, const int *ldvr, double *work,
            const int *lwork, int *info, size_t jobvl_length, size_t jobvr_length);

/* Eigenvalues, and on request eigenvectors, of a symmetric matrix. */
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, int *info, size_t jobz_length, size_t uplo_length);

/* Singular values, and on request singular vectors. */
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
             int *info, size_t jobz_length);

/* The factorisation Q R by Householder reflections, and the columns of Q out of it. */
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);
void dorgqr_(const int *m, const int *n, const int *k, double *a, const int *lda, const double *tau,
             double *work, const int *lwork, int *info);

/* An estimate of the reciprocal condition number of a triangular matrix. */
void dtrcon_(const char *norm, const char *uplo, const char *diag, const int *n, const double *a,
             const int *lda, double *rcond, double *work, int *iwork, int *info, size_t norm_length,
             size_t uplo_length, size_t diag_length);

/* The factorisation P L U, and the solution of equations out of it. */
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *ipiv, int *info);
void dgetrs_(const char *trans, const int *n, const int *nrhs, const double *a, const int *lda,
             const int *ipiv, double *b, const int *ldb, int *info, size_t trans_length);

/* The factorisation L L^T of a symmetric matrix, and the solution of equations out of it. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info, size_t uplo_length);

#endif
