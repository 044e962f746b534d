/* Filter: the convolution adds one shifted copy of the longer signal for each number of the shorter one, so
   that its inner loop runs along memory; an interval of the interpolation is found by bisection. */
#include "engine/analysis/filter.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

void bn_filter_convolve(int64_t n, const double *x, int64_t m, const double *k, double *y)
{
    const bool swap = m > n;
    const double *longer = swap ? k : x, *shorter = swap ? x : k;
    const int64_t many = swap ? m : n, few = swap ? n : m;
    memset(y, 0, (size_t)(n + m - 1) * sizeof *y);
    for (int64_t s = 0; s < few; s++)
        for (int64_t t = 0; t < many; t++) y[s + t] += shorter[s] * longer[t];
}

enum { TOGETHER = 16 }; // sums that are kept in registers

static void smooth_together(const double *x, int64_t radius, const double *weights, double *y)
{
    double sum[TOGETHER];
    for (int i = 0; i < TOGETHER; i++) sum[i] = weights[0] * x[i];
    for (int64_t k = 1; k <= radius; k++)
        for (int i = 0; i < TOGETHER; i++) sum[i] += weights[k] * (x[i + k] + x[i - k]);
    memcpy(y, sum, sizeof sum);
}

void bn_filter_symmetric(int64_t n, const double *x, int64_t radius, const double *weights, double *y)
{
    const double *middle = x + radius;
    int64_t t = 0;
    for (; t + TOGETHER <= n; t += TOGETHER) smooth_together(middle + t, radius, weights, y + t);
    for (; t < n; t++) {
        y[t] = weights[0] * middle[t];
        for (int64_t k = 1; k <= radius; k++) y[t] += weights[k] * (middle[t + k] + middle[t - k]);
    }
}

void bn_filter_sections(int64_t count, const double *sections, double *state, int64_t n, const double *x,
                        double *y)
{
    for (int64_t t = 0; t < n; t++) {
        double value = x[t];
        for (int64_t s = 0; s < count; s++) {
            const double *b = sections + 6 * s, *a = b + 3;
            double *memory = state + 2 * s;
            const double out = b[0] * value + memory[0];
            memory[0] = b[1] * value - a[1] * out + memory[1];
            memory[1] = b[2] * value - a[2] * out;
            value = out;
        }
        y[t] = value;
    }
}

// The last j with at[j] <= x, for x within the points.
static int64_t interval_of(int64_t points, const double *at, double x)
{
    int64_t low = 0, high = points - 1;
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        if (at[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double value_at(int64_t points, const double *at, const double *value, double x)
{
    if (isnan(x)) return x;
    if (x <= at[0]) return value[0];
    if (x >= at[points - 1]) return value[points - 1];
    const int64_t j = interval_of(points, at, x);
    const double width = at[j + 1] - at[j], rise = value[j + 1] - value[j];
    const double share =
        isfinite(width) ? (x - at[j]) / width : (0.5 * x - 0.5 * at[j]) / (0.5 * at[j + 1] - 0.5 * at[j]);
    if (isfinite(rise)) return value[j] + share * rise;
    return value[j] == value[j + 1] ? value[j] : (1.0 - share) * value[j] + share * value[j + 1];
}

bn_status bn_filter_interpolate(int64_t points, const double *at, const double *value, int64_t n,
                                const double *x, double *y)
{
    for (int64_t j = 0; j < points; j++)
        if (!isfinite(at[j]) || (j > 0 && !(at[j] > at[j - 1])))
            return bn_fault(BN_EINVAL, "the points are not finite and ascending: number %lld is %g",
                            (long long)j + 1, at[j]);
    for (int64_t i = 0; i < n; i++) y[i] = value_at(points, at, value, x[i]);
    return bn_ok();
}
