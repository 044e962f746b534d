/* Routines that the test of the self-test loads before OpenBLAS. Each returns slightly wrong numbers when the
   environment variable WRONG_BLAS names it. */
#include <cblas.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef void (*sgemm)(OPENBLAS_CONST enum CBLAS_ORDER, OPENBLAS_CONST enum CBLAS_TRANSPOSE,
                      OPENBLAS_CONST enum CBLAS_TRANSPOSE, OPENBLAS_CONST blasint, OPENBLAS_CONST blasint,
                      OPENBLAS_CONST blasint, OPENBLAS_CONST float, OPENBLAS_CONST float *,
                      OPENBLAS_CONST blasint, OPENBLAS_CONST float *, OPENBLAS_CONST blasint,
                      OPENBLAS_CONST float, float *, OPENBLAS_CONST blasint);
typedef void (*dgeev)(const char *, const char *, const int *, double *, const int *, double *, double *,
                      double *, const int *, double *, const int *, double *, const int *, int *, size_t,
                      size_t);

static int is_wrong(const char *name)
{
    const char *wrong = getenv("WRONG_BLAS");
    return wrong != NULL && strcmp(wrong, name) == 0;
}

// The first element of every product is wrong by a thousandth.
__attribute__((visibility("default"))) void
cblas_sgemm(OPENBLAS_CONST enum CBLAS_ORDER order, OPENBLAS_CONST enum CBLAS_TRANSPOSE ta,
            OPENBLAS_CONST enum CBLAS_TRANSPOSE tb, OPENBLAS_CONST blasint m, OPENBLAS_CONST blasint n,
            OPENBLAS_CONST blasint k, OPENBLAS_CONST float alpha, OPENBLAS_CONST float *a,
            OPENBLAS_CONST blasint lda, OPENBLAS_CONST float *b, OPENBLAS_CONST blasint ldb,
            OPENBLAS_CONST float beta, float *c, OPENBLAS_CONST blasint ldc)
{
    const sgemm right = (sgemm)(__UINTPTR_TYPE__)dlsym(RTLD_NEXT, "cblas_sgemm");
    right(order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    if (is_wrong("cblas_sgemm")) c[0] += 1e-3f;
}

__attribute__((visibility("default"))) void dgeev_(const char *jobvl, const char *jobvr, const int *n,
                                                   double *a, const int *lda, double *wr, double *wi,
                                                   double *vl, const int *ldvl, double *vr, const int *ldvr,
                                                   double *work, const int *lwork, int *info,
                                                   size_t vl_length, size_t vr_length)
{
    const dgeev right = (dgeev)(__UINTPTR_TYPE__)dlsym(RTLD_NEXT, "dgeev_");
    right(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork, info, vl_length, vr_length);
    if (is_wrong("dgeev_") && *lwork > 0) wr[0] += 1e-6;
}
