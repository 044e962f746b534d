/* Sums of doubles, compensated and plain, by vectors that the compiler is not left to find. A compensated sum takes
   seven additions a number; those that can are given to the multipliers, which stand idle otherwise. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"

// a + b and a - b as the multiplier computes them, to the same bits: processors add there and elsewhere at a time.
BN_INLINE bn_doubles plus(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_fmadd_pd((__m512d)a, _mm512_set1_pd(1.0), (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_fmadd_pd((__m256d)a, _mm256_set1_pd(1.0), (__m256d)b);
#else
    return a + b;
#endif
}

BN_INLINE bn_doubles minus(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_fmsub_pd((__m512d)a, _mm512_set1_pd(1.0), (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_fmsub_pd((__m256d)a, _mm256_set1_pd(1.0), (__m256d)b);
#else
    return a - b;
#endif
}

// Adds x to *sum and the rounding error of that, whichever of the two is larger (Knuth), to *lost.
BN_INLINE void add_exactly(bn_doubles x, bn_doubles *sum, bn_doubles *lost)
{
    const bn_doubles before = *sum, after = before + x, of_x = minus(after, before);
    *lost = plus(*lost, plus(before - (after - of_x), minus(x, of_x)));
    *sum = after;
}

static void add_exactly_one(double x, double *sum, double *lost)
{
    const double before = *sum, after = before + x, of_x = after - before;
    *lost += (before - (after - of_x)) + (x - of_x);
    *sum = after;
}

enum { VECTORS = BN_SUMS / BN_DOUBLES };

typedef struct {
    bn_doubles sum[VECTORS], lost[VECTORS];
} running;

BN_INLINE running load_sums(const bn_sums *sums)
{
    running r;
    for (int v = 0; v < VECTORS; v++) {
        r.sum[v] = *(const bn_doubles *)(sums->sum + v * BN_DOUBLES);
        r.lost[v] = *(const bn_doubles *)(sums->lost + v * BN_DOUBLES);
    }
    return r;
}

BN_INLINE void store_sums(const running *r, bn_sums *sums)
{
    for (int v = 0; v < VECTORS; v++) {
        *(bn_doubles *)(sums->sum + v * BN_DOUBLES) = r->sum[v];
        *(bn_doubles *)(sums->lost + v * BN_DOUBLES) = r->lost[v];
    }
}

void BN_KERNEL(add_sums)(int64_t n, const double *x, bn_sums *sums)
{
    running r = load_sums(sums);
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int v = 0; v < VECTORS; v++)
            add_exactly(*(const bn_doubles *)(x + i + v * BN_DOUBLES), &r.sum[v], &r.lost[v]);
    store_sums(&r, sums);
    for (int k = 0; i < n; i++, k++) add_exactly_one(x[i], &sums->sum[k], &sums->lost[k]);
}

typedef float half
    __attribute__((vector_size(BN_DOUBLES * sizeof(float)), aligned(sizeof(float)), may_alias));

void BN_KERNEL(add_sums_f32)(int64_t n, const float *x, bn_sums *sums)
{
    running r = load_sums(sums);
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int v = 0; v < VECTORS; v++)
            add_exactly(__builtin_convertvector(*(const half *)(x + i + v * BN_DOUBLES), bn_doubles),
                        &r.sum[v], &r.lost[v]);
    store_sums(&r, sums);
    for (int k = 0; i < n; i++, k++) add_exactly_one((double)x[i], &sums->sum[k], &sums->lost[k]);
}

// Of a vector of columns, so many rows are taken abreast as there are registers for.
#if BN_DOUBLES == 8
enum { ROWS = 8 };
#elif BN_DOUBLES == 4
enum { ROWS = 4 };
#else
enum { ROWS = 2 };
#endif

// Rows k … k + ROWS - 1 of every BN_SUMS, each to its own sum.
BN_INLINE void add_rows(int64_t n, const double *x, int64_t apart, int k, bn_doubles *sum, bn_doubles *lost)
{
    bn_doubles s[ROWS], l[ROWS];
    for (int r = 0; r < ROWS; r++) s[r] = l[r] = (bn_doubles){0};
    int64_t i = k;
    for (; i + ROWS <= n; i += BN_SUMS)
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; r++) add_exactly(*(const bn_doubles *)(x + (i + r) * apart), &s[r], &l[r]);
    for (int r = 0; r < ROWS; r++) {
        if (i + r < n) add_exactly(*(const bn_doubles *)(x + (i + r) * apart), &s[r], &l[r]);
        sum[r] = s[r];
        lost[r] = l[r];
    }
}

void BN_KERNEL(sums_across)(int64_t n, const double *x, int64_t apart, double *total)
{
    for (int j = 0; j < BN_SUMS; j += BN_DOUBLES) {
        bn_doubles sum[BN_SUMS], lost[BN_SUMS], value = {0}, correction = {0};
        for (int k = 0; k < BN_SUMS; k += ROWS) add_rows(n, x + j, apart, k, sum + k, lost + k);
        for (int k = 0; k < BN_SUMS; k++) {
            add_exactly(sum[k], &value, &correction);
            correction += lost[k];
        }
        *(bn_doubles *)(total + j) = value + correction;
    }
}

static double joined(const double part[BN_SUMS])
{
    return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

double BN_KERNEL(plain_sum)(int64_t n, const double *x)
{
    double part[BN_SUMS] = {0.0};
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int k = 0; k < BN_SUMS; k++) part[k] += x[i + k];
    for (int k = 0; i < n; i++, k++) part[k] += x[i];
    return joined(part);
}

double BN_KERNEL(squared_deviations)(int64_t n, const double *x, double mean)
{
    double part[BN_SUMS] = {0.0};
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int k = 0; k < BN_SUMS; k++) part[k] += (x[i + k] - mean) * (x[i + k] - mean);
    for (int k = 0; i < n; i++, k++) part[k] += (x[i] - mean) * (x[i] - mean);
    return joined(part);
}
