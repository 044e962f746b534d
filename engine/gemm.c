/* Gemm: a product is cut into tiles of a that stay in cache while every column of b passes over them: few
   rows whole and up to 96 columns, many rows by 128 x 128; at these the generated kernels reach nine tenths
   of the processor's peak from 100 to 4000 units. The tiles of one strip of a's columns follow each other. An
   a that comes from memory for few columns is cut into smaller tiles, of which a kernel fetches the next
   while it computes. Small products are one kernel.

   A vector holds 16 rows. Where b is transposed and so few rows are left over that most of their vector would
   be empty, these rows are computed as columns of c^T, whose vectors b's rows fill, and then turned. */
#include "gemm.h"

#include "blas.h"
#include "transpose.h"

#ifdef BALNET_WITH_XSMM
#include <libxsmm.h>
#endif

enum { TILE = 128, NARROW_TILE = 96, STREAMED_TILE = 64, LARGEST = 1 << 24 };

// An a of so many bytes does not stay in cache from one product to the next, and so few columns of b do not
// hide that.
enum { STREAMED_BYTES = 1 << 24, STREAMED_COLUMNS = 24 };

// Up to this many rows of a are not cut.
enum { WHOLE_M = 192 };

enum { VECTOR = 16, MOST_TURNED = 128 };

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

static bool is_streamed(const bn_gemm *g)
{
    return g->n <= STREAMED_COLUMNS && (int64_t)sizeof(float) * g->m * g->k >= STREAMED_BYTES;
}

#ifdef BALNET_WITH_XSMM

// c = a b (+ c), of these sizes and leading dimensions.
static bn_gemm_kernel dispatch(int64_t m, int64_t n, int64_t k, const int64_t leading[3], bool transpose_b,
                               bool add, bool ahead)
{
    const int lda = (int)leading[0];
    const int ldb = (int)leading[1];
    const int ldc = (int)leading[2];
    const int flags = transpose_b ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const int prefetch = ahead ? LIBXSMM_GEMM_PREFETCH_AL2 : LIBXSMM_PREFETCH_NONE;
    const float alpha = 1.0f;
    const float beta = add ? 1.0f : 0.0f;
    const libxsmm_smmfunction made =
        libxsmm_smmdispatch((int)m, (int)n, (int)k, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
    return (bn_gemm_kernel)(void (*)(void))made;
}

// The kernels of the tiles whose length in k is k; false where LIBXSMM has none.
static bool dispatch_tiles_of(bn_gemm *g, int64_t k, int last_k)
{
    const int64_t rows = g->m - g->turned_rows;
    const int64_t m[2] = {g->tile_m, rows % g->tile_m};
    const int64_t leading[3] = {g->lda, g->ldb, g->ldc};
    const int64_t turned[3] = {g->ldb, g->lda, g->n};
    bool all = true;
    for (int add = 0; add < 2; add++) {
        for (int i = 0; i < 2; i++) {
            if (m[i] == 0) continue;
            g->kernel[i][last_k][add] =
                dispatch(m[i], g->n, k, leading, g->transpose_b, add != 0, is_streamed(g));
            all = all && g->kernel[i][last_k][add] != NULL;
        }
        if (g->turned_rows == 0) continue;
        g->turned[last_k][add] = dispatch(g->n, g->turned_rows, k, turned, true, add != 0, false);
        all = all && g->turned[last_k][add] != NULL;
    }
    return all;
}

// All kernels that the tiling needs, or none.
static void dispatch_tiles(bn_gemm *g)
{
    const int64_t last = g->k % g->tile_k;
    const bool all = dispatch_tiles_of(g, g->tile_k, 0) && (last == 0 || dispatch_tiles_of(g, last, 1));
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

// As many rows as are left over by whole vectors, if turned they take fewer of them.
static int64_t rows_to_turn(const bn_gemm *g)
{
    const int64_t rest = g->m % VECTOR;
    if (!g->transpose_b || g->n > MOST_TURNED || g->m < VECTOR) return 0;
    const int64_t vectors = rest * ((g->n + VECTOR - 1) / VECTOR);
    return 4 * vectors < 3 * g->n ? rest : 0;
}

bn_status bn_gemm_plan(int64_t m, int64_t n, int64_t k, int64_t lda, int64_t ldb, int64_t ldc,
                       bool transpose_b, bn_backend backend, bn_gemm *gemm)
{
    *gemm = (bn_gemm){.m = m, .n = n, .k = k, .lda = lda, .ldb = ldb, .ldc = ldc, .transpose_b = transpose_b};
    BN_TRY(check(gemm));
    gemm->turned_rows = rows_to_turn(gemm);
    gemm->tile_m = m <= WHOLE_M ? m - gemm->turned_rows : TILE;
    gemm->tile_k = evenly(k, is_streamed(gemm)          ? STREAMED_TILE
                             : m <= WHOLE_M && k > TILE ? NARROW_TILE
                                                        : TILE);
    bn_blas_prepare();
    if (backend == BN_BACKEND_AUTO) dispatch_tiles(gemm);
    return bn_ok();
}

// The last rows of c, where b is transposed: c^T = b a^T on the stack, then turned.
static void run_turned(const bn_gemm *g, const float *a, const float *b, float *c)
{
    const int64_t first = g->m - g->turned_rows;
    float columns[VECTOR * MOST_TURNED];
    for (int64_t k = 0; k < g->k; k += g->tile_k)
        g->turned[g->k - k < g->tile_k][k > 0](b + k * g->ldb, a + first + k * g->lda, columns, NULL, NULL,
                                               NULL);
    bn_transpose(columns, g->n, g->n, g->turned_rows, c + first, g->ldc);
}

static void run_tiles(const bn_gemm *g, const float *a, const float *b, float *c)
{
    const int64_t rows = g->m - g->turned_rows;
    const int64_t step_b = g->transpose_b ? g->ldb : 1;
    for (int64_t k = 0; k < g->k; k += g->tile_k)
        for (int64_t m = 0; m < rows; m += g->tile_m) {
            const bool last = m + g->tile_m >= rows; // of its strip
            const int64_t next_m = last ? 0 : m + g->tile_m;
            const int64_t next_k = !last ? k : k + g->tile_k < g->k ? k + g->tile_k : 0;
            g->kernel[rows - m < g->tile_m][g->k - k < g->tile_k][k > 0](a + m + k * g->lda, b + k * step_b,
                                                                         c + m, a + next_m + next_k * g->lda,
                                                                         b + next_k * step_b, c + next_m);
        }
    if (g->turned_rows > 0) run_turned(g, a, b, c);
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
