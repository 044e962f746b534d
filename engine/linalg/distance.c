/* Distance: coordinate by coordinate over a strip of points whose sums stay in the cache. */
#include "engine/linalg/distance.h"

#include <math.h>

enum { STRIP = 128 };

const bn_word bn_metric_words[] = {
    {BN_EUCLIDEAN, "euclidean", "the root of the sum of squared differences"},
    {BN_SQUARED_EUCLIDEAN, "sqeuclidean", "the sum of squared differences"},
    {BN_CITY_BLOCK, "cityblock", "the sum of the sizes of differences"},
    {BN_CHEBYSHEV, "chebyshev", "the largest size of a difference"},
    {0},
};

static void add_squares(double at, const double *others, int64_t count, double *out)
{
    for (int64_t j = 0; j < count; j++) out[j] += (at - others[j]) * (at - others[j]);
}

static void add_sizes(double at, const double *others, int64_t count, double *out)
{
    for (int64_t j = 0; j < count; j++) out[j] += fabs(at - others[j]);
}

static void keep_largest(double at, const double *others, int64_t count, double *out)
{
    for (int64_t j = 0; j < count; j++) {
        const double size = fabs(at - others[j]);
        out[j] = size > out[j] || isnan(size) ? size : out[j]; // NaN stays
    }
}

static void strip_from(bn_metric metric, int64_t dims, const double *point, int64_t many,
                       const double *others, int64_t count, double *out)
{
    for (int64_t j = 0; j < count; j++) out[j] = 0.0;
    for (int64_t d = 0; d < dims; d++) {
        const double *row = others + d * many;
        if (metric == BN_CITY_BLOCK)
            add_sizes(point[d], row, count, out);
        else if (metric == BN_CHEBYSHEV)
            keep_largest(point[d], row, count, out);
        else
            add_squares(point[d], row, count, out);
    }
    if (metric != BN_EUCLIDEAN) return;
    for (int64_t j = 0; j < count; j++) out[j] = sqrt(out[j]);
}

void bn_distances_from(bn_metric metric, int64_t dims, const double *point, int64_t many,
                       const double *others, int64_t first, int64_t count, double *out)
{
    for (int64_t j = 0; j < count; j += STRIP)
        strip_from(metric, dims, point, many, others + first + j, count - j < STRIP ? count - j : STRIP,
                   out + j);
}
