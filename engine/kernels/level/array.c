/* Array kernels: loops that a compiler vectorises, without fused multiply-adds. Sums go by vectors of doubles
   that the compiler is not left to find. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"

#include <math.h>
#include <string.h>

// --- element by element --------------------------------------------------------------------------------

void BN_KERNEL(absolute)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = fabs(x[i]);
}

void BN_KERNEL(negate)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = -x[i];
}

void BN_KERNEL(reciprocal)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = 1.0 / x[i];
}

void BN_KERNEL(square_root)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = sqrt(x[i]);
}

void BN_KERNEL(square)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = x[i] * x[i];
}

void BN_KERNEL(rectify)(int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = x[i] < 0.0 ? 0.0 : x[i];
}

void BN_KERNEL(add)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}

void BN_KERNEL(subtract)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] - b[i];
}

void BN_KERNEL(multiply)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] * b[i];
}

void BN_KERNEL(divide)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] / b[i];
}

void BN_KERNEL(smaller)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] < b[i] || a[i] != a[i] ? a[i] : b[i];
}

void BN_KERNEL(larger)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] > b[i] || a[i] != a[i] ? a[i] : b[i];
}

void BN_KERNEL(equal)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] == b[i] ? 1.0 : 0.0;
}

void BN_KERNEL(unequal)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] != b[i] ? 1.0 : 0.0;
}

void BN_KERNEL(less)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] < b[i] ? 1.0 : 0.0;
}

void BN_KERNEL(less_or_equal)(int64_t n, const double *a, const double *b, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] <= b[i] ? 1.0 : 0.0;
}

void BN_KERNEL(add_f32)(int64_t n, const float *a, const float *b, float *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}

void BN_KERNEL(subtract_f32)(int64_t n, const float *a, const float *b, float *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] - b[i];
}

void BN_KERNEL(multiply_f32)(int64_t n, const float *a, const float *b, float *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] * b[i];
}

void BN_KERNEL(divide_f32)(int64_t n, const float *a, const float *b, float *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] / b[i];
}

// --- sums ----------------------------------------------------------------------------------------------

// Adds x to *sum and the rounding error of that, whichever of the two is larger (Knuth), to *lost.
BN_INLINE void add_exactly(bn_doubles x, bn_doubles *sum, bn_doubles *lost)
{
    const bn_doubles before = *sum, after = before + x, of_x = after - before;
    *lost += (before - (after - of_x)) + (x - of_x);
    *sum = after;
}

static void add_exactly_one(double x, double *sum, double *lost)
{
    const double before = *sum, after = before + x, of_x = after - before;
    *lost += (before - (after - of_x)) + (x - of_x);
    *sum = after;
}

void BN_KERNEL(add_sums)(int64_t n, const double *x, bn_sums *sums)
{
    enum { VECTORS = BN_SUMS / BN_DOUBLES };
    bn_doubles sum[VECTORS], lost[VECTORS];
    for (int v = 0; v < VECTORS; v++) {
        sum[v] = *(const bn_doubles *)(sums->sum + v * BN_DOUBLES);
        lost[v] = *(const bn_doubles *)(sums->lost + v * BN_DOUBLES);
    }
    int64_t i = 0;
    for (; i + BN_SUMS <= n; i += BN_SUMS)
        for (int v = 0; v < VECTORS; v++)
            add_exactly(*(const bn_doubles *)(x + i + v * BN_DOUBLES), &sum[v], &lost[v]);
    for (int v = 0; v < VECTORS; v++) {
        *(bn_doubles *)(sums->sum + v * BN_DOUBLES) = sum[v];
        *(bn_doubles *)(sums->lost + v * BN_DOUBLES) = lost[v];
    }
    for (int k = 0; i < n; i++, k++) add_exactly_one(x[i], &sums->sum[k], &sums->lost[k]);
}

// The rows k, k + BN_SUMS, … of one vector of columns, which go to sum k of each.
BN_INLINE void add_rows(int64_t n, const double *x, int64_t apart, int k, bn_sums *sums)
{
    bn_doubles sum = {0}, lost = {0};
    for (int j = 0; j < BN_DOUBLES; j++) sum[j] = sums[j].sum[k], lost[j] = sums[j].lost[k];
    for (int64_t i = k; i < n; i += BN_SUMS) add_exactly(*(const bn_doubles *)(x + i * apart), &sum, &lost);
    for (int j = 0; j < BN_DOUBLES; j++) sums[j].sum[k] = sum[j], sums[j].lost[k] = lost[j];
}

void BN_KERNEL(add_sums_across)(int64_t n, const double *x, int64_t apart, bn_sums *sums)
{
    for (int j = 0; j < BN_SUMS; j += BN_DOUBLES)
        for (int k = 0; k < BN_SUMS; k++) add_rows(n, x + j, apart, k, sums + j);
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

void BN_KERNEL(shift_scaled)(int64_t n, const double *x, double factor, double shift, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = factor * x[i] - shift;
}

// --- extremes and choices --------------------------------------------------------------------------------

/* a where it is less than b, else b; where one is NaN, b. */
BN_INLINE bn_doubles lesser(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_min_pd((__m256d)a, (__m256d)b);
#elif defined(__x86_64__)
    return (bn_doubles)_mm_min_pd((__m128d)a, (__m128d)b);
#else
    const bn_integers mask = a < b;
    return (bn_doubles)((mask & (bn_integers)a) | (~mask & (bn_integers)b));
#endif
}

typedef struct {
    bn_doubles least;
    bn_integers nan; // not 0 where one was met
} extreme;

BN_INLINE void take_lesser(extreme *e, bn_doubles x)
{
    e->least = lesser(x, e->least);
    e->nan |= x != x;
}

BN_INLINE double least_of(const extreme *e, int count, bool *any_nan)
{
    double least = INFINITY;
    *any_nan = false;
    for (int v = 0; v < count; v++)
        for (int i = 0; i < BN_DOUBLES; i++) {
            least = e[v].least[i] < least ? e[v].least[i] : least;
            *any_nan |= e[v].nan[i] != 0;
        }
    return least;
}

double BN_KERNEL(least)(int64_t n, const double *x, double side, bool *any_nan)
{
    const bn_doubles none = INFINITY - (bn_doubles){0};
    extreme e[2] = {{.least = none}, {.least = none}};
    int64_t i = 0;
    for (; i + 2 * BN_DOUBLES <= n; i += 2 * BN_DOUBLES) {
        take_lesser(&e[0], side * *(const bn_doubles *)(x + i));
        take_lesser(&e[1], side * *(const bn_doubles *)(x + i + BN_DOUBLES));
    }
    double found = least_of(e, 2, any_nan);
    for (; i < n; i++) {
        const double here = side * x[i];
        found = here < found ? here : found;
        *any_nan |= here != here;
    }
    return found;
}

bool BN_KERNEL(least_across)(int64_t n, const double *x, int64_t apart, double side, double *least)
{
    enum { VECTORS = BN_SUMS / BN_DOUBLES };
    extreme e[VECTORS];
    bool all_numbers = true;
    for (int v = 0; v < VECTORS; v++) e[v] = (extreme){.least = INFINITY - (bn_doubles){0}};
    for (int64_t i = 0; i < n; i++)
        for (int v = 0; v < VECTORS; v++)
            take_lesser(&e[v], side * *(const bn_doubles *)(x + i * apart + v * BN_DOUBLES));
    for (int k = 0; k < BN_SUMS; k++) {
        least[k] = e[k / BN_DOUBLES].least[k % BN_DOUBLES];
        all_numbers &= e[k / BN_DOUBLES].nan[k % BN_DOUBLES] == 0;
    }
    return all_numbers;
}

double BN_KERNEL(greatest_magnitude)(int64_t n, const double *x)
{
    const bn_integers magnitude = INT64_MAX - (bn_integers){0};
    extreme e[1] = {{.least = INFINITY - (bn_doubles){0}}}; // of the magnitudes with a sign before them
    bool any_nan;
    int64_t i = 0;
    for (; i + BN_DOUBLES <= n; i += BN_DOUBLES)
        take_lesser(e, -(bn_doubles)((bn_integers) * (const bn_doubles *)(x + i) & magnitude));
    double found = least_of(e, 1, &any_nan);
    for (; i < n; i++) {
        found = -fabs(x[i]) < found ? -fabs(x[i]) : found;
        any_nan |= x[i] != x[i];
    }
    if (any_nan) return NAN;
    return n == 0 ? 0.0 : -found;
}

int64_t BN_KERNEL(count_nonzero)(int64_t n, const double *x)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++) found += x[i] != 0.0;
    return found;
}

int64_t BN_KERNEL(gather_chosen)(int64_t n, const double *x, const double *choice, double *chosen)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++) {
        chosen[found] = x[i];
        found += choice[i] != 0.0;
    }
    return found;
}

void BN_KERNEL(scatter_chosen)(int64_t n, const double *coming, const double *choice, double *y)
{
    int64_t next = 0;
    // By masks: a branch on a random choice is predicted wrongly in half of the cases.
    for (int64_t i = 0; i < n; i++) {
        uint64_t old, new;
        const uint64_t taken = -(uint64_t)(choice[i] != 0.0);
        memcpy(&old, y + i, sizeof old);
        memcpy(&new, coming + next, sizeof new);
        old = (new &taken) | (old & ~taken);
        memcpy(y + i, &old, sizeof old);
        next += (int64_t)(taken & 1);
    }
}
