/* Gemm: a product is cut into tiles of a that stay in cache while every column of b passes over them: few
   rows whole and up to 96 columns, many rows by 128 x 128; at these the generated kernels reach nine tenths
   of the processor's peak from 100 to 4000 units. The tiles of one strip of a's columns follow each other. An
   a that comes from memory for few columns is cut into smaller tiles, of which a kernel fetches the next
   while it computes. Small products are one kernel.

   A vector holds 16 rows. Where so few rows are left over that most of their vector would be empty, they are
   computed apart: if b is transposed, as columns of c^T, whose vectors b's rows fill, and then turned; if it
   is not and these rows of a are also at hand turned, as dot products. */
#include "engine/kernels/gemm.h"

#include "engine/base/blas.h"
#include "engine/base/transpose.h"
#include "engine/kernels/dots.h"

#ifdef BALNET_WITH_XSMM
#include <libxsmm.h>
#endif

const bn_word bn_backend_words[] = {
    {BN_BACKEND_AUTO, "auto", "the generated kernels where there are any for the shape, else OpenBLAS"},
    {BN_BACKEND_OPENBLAS, "openblas", "OpenBLAS for every product"},
    {0},
};

enum { TILE = 128, NARROW_TILE = 96, STREAMED_TILE = 64, LARGEST = 1 << 24 };

// An a of so many bytes does not stay in cache from one product to the next, and so few columns of b do not
// hide that.
enum { STREAMED_BYTES = 1 << 24, STREAMED_COLUMNS = 24 };

// Up to this many rows of a are not cut.
enum { WHOLE_M = 192 };

enum { VECTOR = 16, MOST_TURNED = 128, MOST_DOTTED = 8, LEAST_K_DOTTED = 32 };

static bn_status check(const bn_gemm_shape *s)
{
    const int64_t rows_b = s->transpose_b ? s->n : s->k;
    if (s->m < 1 || s->n < 1 || s->k < 1 || s->m > LARGEST || s->n > LARGEST || s->k > LARGEST)
        return bn_fault(BN_EINVAL,
                        "a product of %lld x %lld by %lld x %lld was asked for; sizes are 1 to 2^24",
                        (long long)s->m, (long long)s->k, (long long)s->k, (long long)s->n);
    if (s->lda < s->m || s->ldb < rows_b || s->ldc < s->m || s->lda > LARGEST || s->ldb > LARGEST ||
        s->ldc > LARGEST)
        return bn_fault(
            BN_EINVAL,
            "leading dimensions %lld, %lld, %lld were given; at least %lld, %lld, %lld were needed",
            (long long)s->lda, (long long)s->ldb, (long long)s->ldc, (long long)s->m, (long long)rows_b,
            (long long)s->m);
    if (s->ld_rest != 0 && s->ld_rest < s->k)
        return bn_fault(BN_EINVAL, "%lld was given as leading dimension of rows of %lld numbers",
                        (long long)s->ld_rest, (long long)s->k);
    return bn_ok();
}

static bool is_streamed(const bn_gemm_shape *s)
{
    return s->n <= STREAMED_COLUMNS && (int64_t)sizeof(float) * s->m * s->k >= STREAMED_BYTES;
}

// The rows that the tiles cover.
static int64_t tiled_rows(const bn_gemm *g)
{
    return g->shape.m - g->turned_rows - g->rest_rows;
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
    const bn_gemm_shape *s = &g->shape;
    const int64_t m[2] = {g->tile_m, tiled_rows(g) % g->tile_m};
    const int64_t leading[3] = {s->lda, s->ldb, s->ldc};
    const int64_t turned[3] = {s->ldb, s->lda, s->n};
    bool all = true;
    for (int add = 0; add < 2; add++) {
        for (int i = 0; i < 2; i++) {
            if (m[i] == 0) continue;
            g->kernel[i][last_k][add] =
                dispatch(m[i], s->n, k, leading, s->transpose_b, add != 0, is_streamed(s));
            all = all && g->kernel[i][last_k][add] != NULL;
        }
        if (g->turned_rows == 0) continue;
        g->turned[last_k][add] = dispatch(s->n, g->turned_rows, k, turned, true, add != 0, false);
        all = all && g->turned[last_k][add] != NULL;
    }
    return all;
}

// All kernels that the tiling needs, or none.
static void dispatch_tiles(bn_gemm *g)
{
    const int64_t last = g->shape.k % g->tile_k;
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
static int64_t rows_to_turn(const bn_gemm_shape *s)
{
    const int64_t rest = s->m % VECTOR;
    if (!s->transpose_b || s->n > MOST_TURNED || s->m < VECTOR) return 0;
    const int64_t vectors = rest * ((s->n + VECTOR - 1) / VECTOR);
    return 4 * vectors < 3 * s->n ? rest : 0;
}

// As many rows as are left over, if they are at hand turned and as dot products take less than their vector.
static int64_t rows_to_dot(const bn_gemm_shape *s)
{
    const int64_t rest = s->m % VECTOR;
    if (s->transpose_b || s->ld_rest == 0 || !bn_dots_are_fast()) return 0;
    return rest <= MOST_DOTTED && s->m >= VECTOR && s->k >= LEAST_K_DOTTED ? rest : 0;
}

bn_status bn_gemm_plan(const bn_gemm_shape *shape, bn_gemm *gemm)
{
    *gemm = (bn_gemm){.shape = *shape};
    BN_TRY(check(shape));
    bn_blas_prepare();
    if (shape->backend != BN_BACKEND_AUTO) return bn_ok();
    gemm->turned_rows = rows_to_turn(shape);
    gemm->rest_rows = rows_to_dot(shape);
    gemm->tile_m = shape->m <= WHOLE_M ? tiled_rows(gemm) : TILE;
    gemm->tile_k = evenly(shape->k, is_streamed(shape)                       ? STREAMED_TILE
                                    : shape->m <= WHOLE_M && shape->k > TILE ? NARROW_TILE
                                                                             : TILE);
    dispatch_tiles(gemm);
    if (gemm->kernel[0][0][0] == NULL) gemm->rest_rows = 0; // OpenBLAS computes them
    return bn_ok();
}

// The last rows of c, where b is transposed: c^T = b a^T on the stack, then turned.
static void run_turned(const bn_gemm *g, const float *a, const float *b, float *c)
{
    const bn_gemm_shape *s = &g->shape;
    const int64_t first = s->m - g->turned_rows;
    float columns[VECTOR * MOST_TURNED];
    for (int64_t k = 0; k < s->k; k += g->tile_k)
        g->turned[s->k - k < g->tile_k][k > 0](b + k * s->ldb, a + first + k * s->lda, columns, NULL, NULL,
                                               NULL);
    bn_transpose(columns, s->n, s->n, g->turned_rows, c + first, s->ldc);
}

static void run_tiles(const bn_gemm *g, const float *a, const float *b, float *c)
{
    const bn_gemm_shape *s = &g->shape;
    const int64_t rows = tiled_rows(g);
    if (rows == g->tile_m && s->k == g->tile_k) {
        g->kernel[0][0][0](a, b, c, a, b, c);
        return;
    }
    const int64_t step_b = s->transpose_b ? s->ldb : 1;
    for (int64_t k = 0; k < s->k; k += g->tile_k)
        for (int64_t m = 0; m < rows; m += g->tile_m) {
            const bool last = m + g->tile_m >= rows; // of its strip
            const int64_t next_m = last ? 0 : m + g->tile_m;
            const int64_t next_k = !last ? k : k + g->tile_k < s->k ? k + g->tile_k : 0;
            g->kernel[rows - m < g->tile_m][s->k - k < g->tile_k][k > 0](a + m + k * s->lda, b + k * step_b,
                                                                         c + m, a + next_m + next_k * s->lda,
                                                                         b + next_k * step_b, c + next_m);
        }
}

static void run_blas(const bn_gemm_shape *s, const float *a, const float *b, float *c)
{
    cblas_sgemm(CblasColMajor, CblasNoTrans, s->transpose_b ? CblasTrans : CblasNoTrans, (blasint)s->m,
                (blasint)s->n, (blasint)s->k, 1.0f, a, (blasint)s->lda, b, (blasint)s->ldb, 0.0f, c,
                (blasint)s->ldc);
}

void bn_gemm_run(const bn_gemm *gemm, const float *a, const float *rest, const float *b, float *c)
{
    const bn_gemm_shape *s = &gemm->shape;
    if (gemm->kernel[0][0][0] == NULL) {
        run_blas(s, a, b, c);
        return;
    }
    run_tiles(gemm, a, b, c);
    if (gemm->turned_rows > 0) run_turned(gemm, a, b, c);
    if (gemm->rest_rows > 0)
        bn_dots_run(rest, s->ld_rest, gemm->rest_rows, b, s->ldb, s->n, s->k, c + tiled_rows(gemm), s->ldc);
}

const char *bn_gemm_backend(const bn_gemm *gemm)
{
    return gemm->kernel[0][0][0] != NULL ? "LIBXSMM" : "OpenBLAS";
}
