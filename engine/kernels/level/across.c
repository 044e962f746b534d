/* Reductions down columns that lie side by side. Compensated sums and extremes go by blocks of a few rows, whose
   columns are gone through while they are in the first cache and whose neighbours are on their way there; moments by
   strips of eight columns, which are read again from the cache. */
#include "engine/kernels/level/exact_sum.h"
#include "engine/kernels/level/extreme.h"
#include "engine/kernels/level/level.h"

enum { GROUPS = BN_COLUMNS / BN_SUMS, BLOCK = 4 * BN_SUMS };

BN_INLINE int64_t block_of(int64_t left)
{
    return left < BLOCK ? left : BLOCK;
}

// --- compensated sums ----------------------------------------------------------------------------------

enum { VECTORS = BN_SUMS / BN_DOUBLES };

// So many rows are taken abreast as there are registers for.
#if BN_DOUBLES == 8
enum { ROWS = 8 };
#elif BN_DOUBLES == 4
enum { ROWS = 2 };
#else
enum { ROWS = 1 };
#endif

// The sums of BN_SUMS columns; sum[k] is that of the rows whose number is k mod BN_SUMS.
typedef struct {
    double sum[BN_SUMS][BN_SUMS], lost[BN_SUMS][BN_SUMS];
} column_sums;

BN_INLINE void add_row(const double *row, bn_doubles sum[VECTORS], bn_doubles lost[VECTORS])
{
#pragma GCC unroll 4
    for (int v = 0; v < VECTORS; v++)
        bn_add_exactly(*(const bn_doubles *)(row + v * BN_DOUBLES), &sum[v], &lost[v]);
}

// Rows k … k + ROWS - 1 of every BN_SUMS, each to its own sum; a line of the cache is read once.
BN_INLINE void add_rows(int64_t n, const double *x, int64_t apart, int k, bn_doubles sum[ROWS][VECTORS],
                        bn_doubles lost[ROWS][VECTORS])
{
    const double *row = x + k * apart;
    int64_t i = k;
    for (; i + ROWS <= n; i += BN_SUMS, row += (BN_SUMS - ROWS) * apart)
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; r++, row += apart) add_row(row, sum[r], lost[r]);
#pragma GCC unroll 8
    for (int r = 0; r < ROWS; r++, row += apart)
        if (i + r < n) add_row(row, sum[r], lost[r]);
}

static void add_block(int64_t n, const double *x, int64_t apart, bool is_first, column_sums *c)
{
    for (int k = 0; k < BN_SUMS; k += ROWS) {
        const bn_doubles zero = {0};
        bn_doubles sum[ROWS][VECTORS], lost[ROWS][VECTORS];
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; r++)
            for (int v = 0; v < VECTORS; v++) {
                sum[r][v] = is_first ? zero : *(const bn_doubles *)&c->sum[k + r][v * BN_DOUBLES];
                lost[r][v] = is_first ? zero : *(const bn_doubles *)&c->lost[k + r][v * BN_DOUBLES];
            }
        add_rows(n, x, apart, k, sum, lost);
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; r++)
            for (int v = 0; v < VECTORS; v++) {
                *(bn_doubles *)&c->sum[k + r][v * BN_DOUBLES] = sum[r][v];
                *(bn_doubles *)&c->lost[k + r][v * BN_DOUBLES] = lost[r][v];
            }
    }
}

static void join_columns(const column_sums *c, double *total)
{
    for (int j = 0; j < BN_SUMS; j += BN_DOUBLES) {
        bn_doubles value = {0}, correction = {0};
        for (int k = 0; k < BN_SUMS; k++) {
            bn_add_exactly(*(const bn_doubles *)&c->sum[k][j], &value, &correction);
            correction += *(const bn_doubles *)&c->lost[k][j];
        }
        *(bn_doubles *)(total + j) = value + correction;
    }
}

void BN_KERNEL(sums_across)(int64_t n, int columns, const double *x, int64_t apart, double *total)
{
    column_sums sums[GROUPS];
    for (int64_t from = 0; from < n; from += BLOCK)
        for (int g = 0; g * BN_SUMS < columns; g++)
            add_block(block_of(n - from), x + from * apart + bn_first_of_group(g, columns), apart, from == 0,
                      &sums[g]);
    for (int g = 0; g * BN_SUMS < columns; g++) join_columns(&sums[g], total + bn_first_of_group(g, columns));
}

// --- extremes --------------------------------------------------------------------------------------------

void BN_KERNEL(least_across)(int64_t n, int columns, const double *x, int64_t apart, double side,
                             double *least)
{
    bn_extreme e[GROUPS][VECTORS];
    for (int g = 0; g * BN_SUMS < columns; g++)
        for (int v = 0; v < VECTORS; v++) e[g][v] = bn_no_extreme();
    for (int64_t from = 0; from < n; from += BLOCK)
        for (int g = 0; g * BN_SUMS < columns; g++) {
            const double *block = x + from * apart + bn_first_of_group(g, columns);
            for (int v = 0; v < VECTORS; v++) {
                bn_extreme here = e[g][v];
                for (int64_t i = 0; i < block_of(n - from); i++)
                    bn_take_lesser(&here, side * *(const bn_doubles *)(block + i * apart + v * BN_DOUBLES));
                e[g][v] = here;
            }
        }
    for (int g = 0; g * BN_SUMS < columns; g++)
        for (int k = 0; k < BN_SUMS; k++) {
            const bn_extreme *of = &e[g][k / BN_DOUBLES];
            const int lane = k % BN_DOUBLES;
            least[bn_first_of_group(g, columns) + k] = bn_is_nan_in(of, lane) ? NAN : of->least[lane];
        }
}

// --- moments ---------------------------------------------------------------------------------------------

enum { STRIP = 256 };

typedef struct {
    bn_doubles mean, squares, scale;
} moments;

/* The greatest magnitudes of n rows, which are brought into a block without gaps, as integers: those of doubles have
   the order of what they stand for, and NaN is the greatest. */
BN_INLINE void bring_rows(int64_t n, const double *x, int64_t apart, double *block,
                          bn_integers greatest[VECTORS])
{
    for (int v = 0; v < VECTORS; v++) greatest[v] = (bn_integers){0};
    for (int64_t i = 0; i < n; i++, x += apart, block += BN_SUMS)
        for (int v = 0; v < VECTORS; v++) {
            const bn_doubles here = *(const bn_doubles *)(x + v * BN_DOUBLES);
            const bn_integers magnitude = (bn_integers)here & INT64_MAX;
            *(bn_doubles *)(block + v * BN_DOUBLES) = here;
#if defined(__AVX512F__)
            greatest[v] = (bn_integers)_mm512_max_epi64((__m512i)greatest[v], (__m512i)magnitude);
#else
            greatest[v] = (bn_integers)bn_doubles_choice(magnitude > greatest[v], (bn_doubles)magnitude,
                                                         (bn_doubles)greatest[v]);
#endif
        }
}

BN_INLINE bn_doubles joined(const bn_doubles part[BN_SUMS])
{
    return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

// The sum of inverse x - first over n rows of a block, by the steps of plain_sum.
BN_INLINE bn_doubles sum_of(int64_t n, const double *x, bn_doubles inverse, bn_doubles first)
{
    bn_doubles part[BN_SUMS] = {{0}};
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
#pragma GCC unroll 8
        for (int k = 0; k < BN_SUMS; k++, x += BN_SUMS) part[k] += inverse * *(const bn_doubles *)x - first;
#pragma GCC unroll 8
    for (int k = 0; k < BN_SUMS; k++)
        if (i + k < n) part[k] += inverse * *(const bn_doubles *)(x + k * BN_SUMS) - first;
    return joined(part);
}

BN_INLINE bn_doubles squared(bn_doubles x)
{
    return x * x;
}

// The sum of (inverse x - first - mean)^2 over n rows of a block, by the steps of squared_deviations.
BN_INLINE bn_doubles squares_of(int64_t n, const double *x, bn_doubles inverse, bn_doubles first,
                                bn_doubles mean)
{
    bn_doubles part[BN_SUMS] = {{0}};
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
#pragma GCC unroll 8
        for (int k = 0; k < BN_SUMS; k++, x += BN_SUMS)
            part[k] += squared(inverse * *(const bn_doubles *)x - first - mean);
#pragma GCC unroll 8
    for (int k = 0; k < BN_SUMS; k++)
        if (i + k < n) part[k] += squared(inverse * *(const bn_doubles *)(x + k * BN_SUMS) - first - mean);
    return joined(part);
}

BN_INLINE void rescale(bn_integers greatest, moments *m)
{
    const bn_doubles before = m->scale, magnitude = (bn_doubles)greatest;
    for (int l = 0; l < BN_DOUBLES; l++) m->scale[l] = bn_moment_scale(before[l], magnitude[l]);
    const bn_doubles factor = before / m->scale;
    m->mean *= factor;
    m->squares *= factor * factor;
}

// The moments of n more rows of a block, behind `count`, as take_moments of tensor_reduction.c merges them.
BN_INLINE void take_rows(int64_t n, int64_t count, const double *x, moments *m)
{
    const double rows = (double)n, before = (double)count, total = (double)(count + n);
    const bn_doubles inverse = 1.0 / m->scale, first = *(const bn_doubles *)x / m->scale;
    const bn_doubles beyond = sum_of(n, x, inverse, first) / rows;
    const bn_doubles shift = first + beyond - m->mean;
    m->squares += squares_of(n, x, inverse, first, beyond) + shift * (before * rows / total * shift);
    m->mean += shift * (rows / total);
}

void BN_KERNEL(moments_across)(int64_t n, const double *x, int64_t apart, bn_moments *result)
{
    double block[STRIP * BN_SUMS];
    bn_integers greatest[VECTORS];
    moments m[VECTORS];
    for (int v = 0; v < VECTORS; v++) m[v] = (moments){.scale = bn_doubles_all(BN_LEAST_SCALE)};
    for (int64_t from = 0; from < n; from += STRIP) {
        const int64_t rows = n - from < STRIP ? n - from : STRIP;
        bring_rows(rows, x + from * apart, apart, block, greatest);
        for (int v = 0; v < VECTORS; v++) {
            rescale(greatest[v], &m[v]);
            take_rows(rows, from, block + v * BN_DOUBLES, &m[v]);
        }
    }
    for (int v = 0; v < VECTORS; v++) {
        *(bn_doubles *)(result->mean + v * BN_DOUBLES) = m[v].mean;
        *(bn_doubles *)(result->squares + v * BN_DOUBLES) = m[v].squares;
        *(bn_doubles *)(result->scale + v * BN_DOUBLES) = m[v].scale;
    }
}
