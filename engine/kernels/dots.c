/* Dots: blocks of up to four rows by five columns keep their sums in 16 lanes each, so that what is read is
   used several times; four sums at a time are then added across their lanes. */
#include "engine/kernels/dots.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define BN_DOTS_X86
#endif

typedef struct {
    const float *rows, *b;
    float *c;
    int64_t ldr, ldb, ldc, k;
} block;

#ifdef BN_DOTS_X86

enum { LANES = 16, ROWS = 4, COLUMNS = 5 };

#define BN_AVX512        __attribute__((target("avx512f,avx512vl")))
#define BN_AVX512_INLINE BN_AVX512 static inline __attribute__((always_inline))

bool bn_dots_are_fast(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

// The sums of four vectors, side by side.
BN_AVX512_INLINE __m128 sums_of(__m512 v0, __m512 v1, __m512 v2, __m512 v3)
{
    const __m512 a = _mm512_add_ps(_mm512_unpacklo_ps(v0, v1), _mm512_unpackhi_ps(v0, v1));
    const __m512 b = _mm512_add_ps(_mm512_unpacklo_ps(v2, v3), _mm512_unpackhi_ps(v2, v3));
    const __m512 quarters = _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x44), _mm512_shuffle_ps(a, b, 0xEE));
    const __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(quarters), 1));
    const __m256 halves = _mm256_add_ps(_mm512_castps512_ps256(quarters), high);
    return _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
}

// Lanes from l on that are still within a sum of k.
static inline __mmask16 lanes_left(int64_t k, int64_t l)
{
    return (__mmask16)(k - l >= LANES ? 0xFFFFu : (1u << (k - l)) - 1u);
}

/* rows <= ROWS and columns <= COLUMNS are constants where this is called. Loops unrolled before the compiler
   decides what becomes of an array leave its elements in registers. */
BN_AVX512_INLINE void run_block(const block *at, int rows, int columns)
{
    const block p = *at;
    __m512 sum[COLUMNS][ROWS], row[ROWS];
#pragma GCC unroll 5
    for (int j = 0; j < columns; j++)
#pragma GCC unroll 4
        for (int i = 0; i < ROWS; i++) sum[j][i] = _mm512_setzero_ps();
    for (int64_t l = 0; l < p.k; l += LANES) {
        const __mmask16 left = lanes_left(p.k, l);
#pragma GCC unroll 4
        for (int i = 0; i < rows; i++) row[i] = _mm512_maskz_loadu_ps(left, p.rows + i * p.ldr + l);
#pragma GCC unroll 5
        for (int j = 0; j < columns; j++) {
            const __m512 column = _mm512_maskz_loadu_ps(left, p.b + j * p.ldb + l);
#pragma GCC unroll 4
            for (int i = 0; i < rows; i++) sum[j][i] = _mm512_fmadd_ps(row[i], column, sum[j][i]);
        }
    }
    const __mmask8 stored = (__mmask8)((1u << rows) - 1u);
#pragma GCC unroll 5
    for (int j = 0; j < columns; j++)
        _mm_mask_storeu_ps(p.c + j * p.ldc, stored, sums_of(sum[j][0], sum[j][1], sum[j][2], sum[j][3]));
}

BN_AVX512_INLINE void run_columns(const block *at, int rows, int64_t columns)
{
    switch (columns) {
    case 1:
        run_block(at, rows, 1);
        break;
    case 2:
        run_block(at, rows, 2);
        break;
    case 3:
        run_block(at, rows, 3);
        break;
    case 4:
        run_block(at, rows, 4);
        break;
    default:
        run_block(at, rows, COLUMNS);
        break;
    }
}

BN_AVX512 static void run_rows(const block *at, int64_t rows, int64_t columns)
{
    switch (rows) {
    case 1:
        run_columns(at, 1, columns);
        break;
    case 2:
        run_columns(at, 2, columns);
        break;
    case 3:
        run_columns(at, 3, columns);
        break;
    default:
        run_columns(at, ROWS, columns);
        break;
    }
}

// How long the next part is when so much is left and a part is at most so long: the last two are about equal.
static int64_t part_of(int64_t left, int64_t most)
{
    if (left <= most) return left;
    return left < 2 * most ? (left + 1) / 2 : most;
}

static void run_fast(block at, int64_t count, int64_t n)
{
    while (n > 0) {
        const int64_t columns = part_of(n, COLUMNS);
        block strip = at;
        for (int64_t left = count; left > 0;) {
            const int64_t rows = part_of(left, ROWS);
            run_rows(&strip, rows, columns);
            strip.rows += rows * at.ldr;
            strip.c += rows;
            left -= rows;
        }
        at.b += columns * at.ldb;
        at.c += columns * at.ldc;
        n -= columns;
    }
}

#else

bool bn_dots_are_fast(void)
{
    return false;
}

#endif

static void run_plain(block at, int64_t count, int64_t n)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < count; i++) {
            float sum = 0.0f;
            for (int64_t l = 0; l < at.k; l++) sum += at.rows[i * at.ldr + l] * at.b[j * at.ldb + l];
            at.c[j * at.ldc + i] = sum;
        }
}

void bn_dots_run(const float *rows, int64_t ldr, int64_t count, const float *b, int64_t ldb, int64_t n,
                 int64_t k, float *c, int64_t ldc)
{
    const block at = {.rows = rows, .b = b, .c = c, .ldr = ldr, .ldb = ldb, .ldc = ldc, .k = k};
#ifdef BN_DOTS_X86
    if (bn_dots_are_fast()) {
        run_fast(at, count, n);
        return;
    }
#endif
    run_plain(at, count, n);
}
