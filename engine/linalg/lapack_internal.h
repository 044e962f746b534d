/* LAPACK: the routines that linear algebra calls, beside those in blas.h. Column-major, everything by
   pointer, and one hidden length (size_t) for every character argument at the end, as gfortran passes them.
 */
#ifndef BN_LAPACK_INTERNAL_H
#define BN_LAPACK_INTERNAL_H

#include "engine/base/blas.h"

/* The reciprocal of the condition number, estimated from the factorisation P L U (Higham 1988). */
void dgecon_(const char *norm, const int *n, const double *a, const int *lda, const double *anorm,
             double *rcond, double *work, int *iwork, int *info, size_t norm_length);
/* The inverse out of it. */
void dgetri_(const int *n, double *a, const int *lda, const int *ipiv, double *work, const int *lwork,
             int *info);

/* Least squares by singular values. */
void dgelsd_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b,
             const int *ldb, double *s, const double *rcond, int *rank, double *work, const int *lwork,
             int *iwork, int *info);

/* Eigenvalues and eigenvectors of a symmetric matrix, by divide and conquer. */
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info, size_t jobz_length,
             size_t uplo_length);

/* The real Schur form. */
void dgees_(const char *jobvs, const char *sort, int (*select)(const double *, const double *), const int *n,
            double *a, const int *lda, int *sdim, double *wr, double *wi, double *vs, const int *ldvs,
            double *work, const int *lwork, int *bwork, int *info, size_t jobvs_length, size_t sort_length);

#endif
