/* Lines abreast: those that lie side by side where they are; short ones are turned in a block on the way. With at least
   LANES lines no kernel meets fewer: the last of them are a group that may overlap with the one before. */
#include "engine/tensor/tensor_abreast_internal.h"

#include "engine/kernels/kernels.h"
#include "engine/tensor/tensor_reduction_internal.h"

#include <math.h>

enum { LANES = BN_SUMS };

typedef enum { NONE, SUMS, EXTREMES, MOMENTS } family;

static family family_of(bn_reduction op)
{
    switch (op) {
    case BN_SUM:
    case BN_MEAN:
        return SUMS;
    case BN_MIN:
    case BN_MAX:
        return EXTREMES;
    case BN_VARIANCE:
    case BN_SAMPLE_VARIANCE:
    case BN_DEVIATION:
    case BN_SAMPLE_DEVIATION:
        return MOMENTS;
    case BN_PRODUCT:
    case BN_ARGMIN:
    case BN_ARGMAX:
    case BN_NORM_1:
    case BN_NORM_2:
    case BN_NORM_MAX:
    case BN_NONZERO:
        return NONE;
    }
    return NONE;
}

static void moments_of(bn_reduction op, int64_t n, int columns, const double *x, int64_t apart,
                       double *result)
{
    bn_moments m;
    for (int g = 0; g * LANES < columns; g++) {
        const int at = bn_first_of_group(g, columns);
        bn_kernels_now()->moments_across(n, x + at, apart, &m);
        bn_reduction_spread(op, LANES, n, m.squares, m.scale, result + at);
    }
}

/* Of each column of n rows, `apart` from each other. */
static void reduce_columns(bn_reduction op, int64_t n, int columns, const double *x, int64_t apart,
                           double *result)
{
    const double side = op == BN_MAX ? -1.0 : 1.0;
    switch (family_of(op)) {
    case SUMS:
        bn_kernels_now()->sums_across(n, columns, x, apart, result);
        break;
    case EXTREMES:
        bn_kernels_now()->least_across(n, columns, x, apart, side, result);
        for (int k = 0; k < columns; k++) result[k] *= side;
        break;
    case MOMENTS:
        moments_of(op, n, columns, x, apart, result);
        break;
    case NONE:
        for (int k = 0; k < columns; k++) result[k] = NAN;
        break;
    }
}

static bool is_dense(const bn_lines *lines)
{
    return lines->in.dtype == BN_F64 && lines->in.stride == 1;
}

static const double *first_of(const bn_lines *lines, int lane)
{
    return (const double *)(const void *)lines->in.first + lane * lines->in.apart;
}

// The same of lines lane … lane + LANES - 1.
static void reduce_lanes(bn_reduction op, const bn_lines *lines, int lane, double *result)
{
    double block[BN_WALK_STRIP * LANES];
    if (is_dense(lines) && family_of(op) == SUMS) {
        bn_kernels_now()->sums_along(lines->extent, first_of(lines, lane), lines->in.apart, result);
        return;
    }
    bn_lines_read_across(lines, lane, LANES, block);
    reduce_columns(op, lines->extent, LANES, block, LANES, result);
}

static bool is_certain(bn_reduction op, const double *result)
{
    bool certain = true;
    for (int k = 0; k < LANES; k++) {
        if (family_of(op) == SUMS) certain &= isfinite(result[k]) != 0;
        if (family_of(op) == EXTREMES) certain &= result[k] == result[k] && result[k] != 0.0;
    }
    return certain;
}

void bn_reduce_abreast(bn_reduction op, const bn_lines *lines, bool is_done[BN_ABREAST_GROUPS])
{
    double result[BN_COLUMNS];
    const int lanes = lines->lanes;
    const bool across = lines->in.dtype == BN_F64 && lines->in.apart == 1 && lines->in.stride != 1;
    const bool fits = across || lines->extent <= BN_WALK_STRIP || (is_dense(lines) && family_of(op) == SUMS);
    const bool able = family_of(op) != NONE && lanes >= LANES && lines->extent > 0 && fits;
    if (able && across)
        reduce_columns(op, lines->extent, lanes, first_of(lines, 0), lines->in.stride, result);
    for (int g = 0; g * LANES < lanes; g++) {
        const int at = bn_first_of_group(g, lanes);
        if (able && !across) reduce_lanes(op, lines, at, result + at);
        is_done[g] = able && is_certain(op, result + at);
    }
    for (int k = 0; able && op == BN_MEAN && k < lanes; k++) result[k] /= (double)lines->extent;
    for (int g = 0; g * LANES < lanes; g++)
        if (is_done[g])
            bn_lines_write_each(lines, bn_first_of_group(g, lanes), LANES,
                                result + bn_first_of_group(g, lanes));
}
