/* The rules take a width from the spread and the number of the data; Sturges and the square root use the
   number alone. Values are put into bins by bisection of the edges, which holds for unequal bins, too. */
#include "plots/marks/bins.h"

#include <math.h>

double pl_quantile(const double *sorted, size_t count, double part)
{
    const double at = part * (double)(count - 1);
    const size_t below = (size_t)at;
    const size_t above = below + 1 < count ? below + 1 : below;
    const double rest = at - (double)below;
    return isfinite(sorted[above] - sorted[below]) ? sorted[below] + rest * (sorted[above] - sorted[below])
                                                   : (1.0 - rest) * sorted[below] + rest * sorted[above];
}

static double deviation(const double *values, size_t count)
{
    double mean = 0.0, sum = 0.0;
    for (size_t i = 0; i < count; i++) mean += values[i] / (double)count;
    for (size_t i = 0; i < count; i++) sum += (values[i] - mean) * (values[i] - mean);
    return sqrt(sum / (double)count);
}

// Bins by a width; without a width, none.
static double by_width(double width, double low, double high)
{
    return width > 0.0 ? ceil((high - low) / width) : 0.0;
}

static double by_rule(pl_bin_rule rule, const double *sorted, size_t n, double low, double high)
{
    const double count = (double)n;
    const double freedman = 2.0 * (pl_quantile(sorted, n, 0.75) - pl_quantile(sorted, n, 0.25)) / cbrt(count);
    switch (rule) {
    case PL_BINS_STURGES:
        return ceil(log2(count)) + 1.0;
    case PL_BINS_SQUARE_ROOT:
        return ceil(sqrt(count));
    case PL_BINS_SCOTT:
        return by_width(deviation(sorted, n) * cbrt(24.0 * sqrt(acos(-1.0)) / count), low, high);
    case PL_BINS_FREEDMAN_DIACONIS:
        return by_width(freedman, low, high);
    case PL_BINS_AUTO:
        break;
    }
    return fmax(by_width(freedman, low, high), ceil(log2(count)) + 1.0);
}

size_t pl_bins_number(pl_bin_rule rule, const double *sorted, size_t count, double low, double high)
{
    if (count == 0) return 1;
    const double bins = by_rule(rule, sorted, count, low, high);
    return isnan(bins) ? 1 : (size_t)fmax(1.0, fmin(PL_MOST_BINS, bins));
}

void pl_bins_count(const double *values, size_t count, const double *edges, size_t bins, double *counts)
{
    for (size_t i = 0; i < bins; i++) counts[i] = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double value = values[i];
        if (!(value >= edges[0] && value <= edges[bins])) continue;
        size_t low = 0, high = bins; // edges[low] <= value, and value < edges[high] or high is the last
        while (high - low > 1) {
            const size_t middle = (low + high) / 2;
            if (value >= edges[middle])
                low = middle;
            else
                high = middle;
        }
        counts[low] += 1.0;
    }
}
