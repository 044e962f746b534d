/* Array kernels: loops that a compiler vectorises, without fused multiply-adds. Extremes go by vectors of doubles
   that the compiler is not left to find. */
#include "engine/kernels/level/extreme.h"
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

void BN_KERNEL(shift_scaled)(int64_t n, const double *x, double factor, double shift, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = factor * x[i] - shift;
}

// --- extremes and choices --------------------------------------------------------------------------------

BN_INLINE double least_of(const bn_extreme *e, int count, bool *any_nan)
{
    double least = INFINITY;
    *any_nan = false;
    for (int v = 0; v < count; v++)
        for (int i = 0; i < BN_DOUBLES; i++) {
            least = e[v].least[i] < least ? e[v].least[i] : least;
            *any_nan |= bn_is_nan_in(&e[v], i);
        }
    return least;
}

double BN_KERNEL(least)(int64_t n, const double *x, double side, bool *any_nan)
{
    enum { ABREAST = 4 };
    bn_extreme e[ABREAST];
    for (int v = 0; v < ABREAST; v++) e[v] = bn_no_extreme();
    int64_t i = 0;
    for (; i + ABREAST * BN_DOUBLES <= n; i += ABREAST * BN_DOUBLES)
        for (int v = 0; v < ABREAST; v++)
            bn_take_lesser(&e[v], side * *(const bn_doubles *)(x + i + v * BN_DOUBLES));
    double found = least_of(e, ABREAST, any_nan);
    for (; i < n; i++) {
        const double here = side * x[i];
        found = here < found ? here : found;
        *any_nan |= here != here;
    }
    return found;
}

double BN_KERNEL(greatest_magnitude)(int64_t n, const double *x)
{
    const bn_integers magnitude = INT64_MAX - (bn_integers){0};
    bn_extreme e[1] = {bn_no_extreme()}; // of the magnitudes with a sign before them
    bool any_nan;
    int64_t i = 0;
    for (; i + BN_DOUBLES <= n; i += BN_DOUBLES)
        bn_take_lesser(e, -(bn_doubles)((bn_integers) * (const bn_doubles *)(x + i) & magnitude));
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
