/* Sums of doubles, compensated and plain, by vectors that the compiler is not left to find. */
#include "engine/kernels/level/exact_sum.h"
#include "engine/kernels/level/level.h"

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

// Adds BN_SUMS numbers, each to its own sum.
BN_INLINE void add_group(const double *x, running *r)
{
#pragma GCC unroll 4
    for (int v = 0; v < VECTORS; v++)
        bn_add_exactly(*(const bn_doubles *)(x + v * BN_DOUBLES), &r->sum[v], &r->lost[v]);
}

void BN_KERNEL(add_sums)(int64_t n, const double *x, bn_sums *sums)
{
    running r = load_sums(sums);
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS) add_group(x + i, &r);
    store_sums(&r, sums);
    for (int k = 0; i < n; i++, k++) bn_add_exactly_one(x[i], &sums->sum[k], &sums->lost[k]);
}

void BN_KERNEL(add_sums_f32)(int64_t n, const float *x, bn_sums *sums)
{
    running r = load_sums(sums);
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int v = 0; v < VECTORS; v++)
            bn_add_exactly(bn_doubles_of_floats(x + i + v * BN_DOUBLES), &r.sum[v], &r.lost[v]);
    store_sums(&r, sums);
    for (int k = 0; i < n; i++, k++) bn_add_exactly_one((double)x[i], &sums->sum[k], &sums->lost[k]);
}

// Rows that are added abreast along themselves: one alone waits for its own sums.
enum { ABREAST = BN_DOUBLES / 2 };

static void join_sums(const bn_sums *rows, double *total)
{
    double value[BN_SUMS] = {0.0}, correction[BN_SUMS] = {0.0};
    for (int k = 0; k < BN_SUMS; k++)
        for (int r = 0; r < BN_SUMS; r++) {
            bn_add_exactly_one(rows[r].sum[k], &value[r], &correction[r]);
            correction[r] += rows[r].lost[k];
        }
    for (int r = 0; r < BN_SUMS; r++) total[r] = value[r] + correction[r];
}

void BN_KERNEL(sums_along)(int64_t n, const double *x, int64_t apart, double *total)
{
    bn_sums rows[BN_SUMS] = {0};
    const int64_t whole = n / BN_SUMS * BN_SUMS;
    for (int first = 0; first < BN_SUMS; first += ABREAST) {
        running r[ABREAST];
        for (int a = 0; a < ABREAST; a++) r[a] = load_sums(&rows[first + a]);
        for (int64_t i = 0; i < whole; i += BN_SUMS)
#pragma GCC unroll 4
            for (int a = 0; a < ABREAST; a++) add_group(x + (first + a) * apart + i, &r[a]);
        for (int a = 0; a < ABREAST; a++) store_sums(&r[a], &rows[first + a]);
    }
    for (int r = 0; r < BN_SUMS; r++)
        for (int64_t i = whole; i < n; i++)
            bn_add_exactly_one(x[r * apart + i], &rows[r].sum[i - whole], &rows[r].lost[i - whole]);
    join_sums(rows, total);
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
