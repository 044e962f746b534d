/* Array kernels: element-wise operations and parts of reductions over n contiguous numbers. An output may be
   an input, element for element. */
#ifndef BN_ARRAY_KERNELS_H
#define BN_ARRAY_KERNELS_H

#include "engine/base/inline.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Running sums of a compensated summation (Neumaier 1974), the rounding errors beside them; number i of a strip
   goes to sum i mod BN_SUMS. */
enum { BN_SUMS = 8 };

enum { BN_COLUMNS = 64 }; // of one call of sums_across and least_across, at most

typedef struct {
    double sum[BN_SUMS], lost[BN_SUMS];
} bn_sums;

/* Mean and sum of squared deviations of each of BN_SUMS columns, divided by a scale, or by its square: a power of two
   by which no square overflows or vanishes. */
typedef struct {
    double mean[BN_SUMS], squares[BN_SUMS], scale[BN_SUMS];
} bn_moments;

#define BN_LEAST_SCALE 0x1p-1000 // its inverse is finite, and so is that of the greatest
#define BN_MOST_SCALE  0x1p+1000

/* The scale for numbers up to a magnitude beside those that had `scale`: the larger one; `scale` if not finite. */
BN_INLINE double bn_moment_scale(double scale, double magnitude)
{
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    if (!(magnitude >= scale) || bits >> 52 == 0x7ff || scale >= BN_MOST_SCALE) return scale;
    bits = ((bits >> 52) + 1) << 52; // the power of two above
    memcpy(&scale, &bits, sizeof bits);
    return scale < BN_MOST_SCALE ? scale : BN_MOST_SCALE;
}

/* The first of the BN_SUMS columns of a group; the last group ends with the last column, and may overlap with the one
   before. */
BN_INLINE int bn_first_of_group(int group, int columns)
{
    return (group + 1) * BN_SUMS <= columns ? group * BN_SUMS : columns - BN_SUMS;
}

/* absolute, negate, reciprocal, square_root, square, rectify: y = f(x).
   exponentials: y = e^x, the bits of bn_exp, for what training computes.
   powers_of_e: y = e^x for tensors, two to three times as fast, within 0.6 units in the last place (1 where subnormal).
   hyperbolic_tangents: y = tanh x, within 2.5 units in the last place.
   powers_of_e_f32, hyperbolic_tangents_f32: the same in single precision, within as many units of its last place.
   add, subtract, …: y = a op b; comparisons give 1 or 0; smaller and larger are NaN where one operand is.
   add_sums, add_sums_f32: adds x to the sums. sums_across: total[j] is the sum of column j of n > 0 rows, by the steps
   of the sums and to their bits where it is finite; rows, of BN_SUMS to BN_COLUMNS numbers, are `apart` from each
   other. sums_along: total[j] is the sum of row j of BN_SUMS rows of n numbers, likewise.
   plain_sum: without compensation, by eight running sums.
   greatest_magnitude: the largest |x|, 0 of nothing; NaN where one is.
   shift_scaled: y = factor x - shift. squared_deviations: the sum of (x - mean)^2, as plain_sum.
   least: the smallest side x, infinity of nothing; *any_nan says whether one is NaN, which is left out.
   least_across: the same of each of BN_SUMS to BN_COLUMNS columns, rows `apart` from each other; NaN where one is NaN.
   moments_across: of each of BN_SUMS columns, as tensor_reduction.c takes them of one.
   count_nonzero: how many are not 0; NaN is not.
   gather_chosen: the x whose choice is not 0, to the front of `chosen`, which has room for n; returns how many.
   scatter_chosen: the y whose choice is not 0 = coming[0], coming[1], …, of which n may be read. */
#define BN_ARRAY_KERNELS(X)                                                                                  \
    X(void, absolute, (int64_t n, const double *x, double *y))                                               \
    X(void, negate, (int64_t n, const double *x, double *y))                                                 \
    X(void, reciprocal, (int64_t n, const double *x, double *y))                                             \
    X(void, square_root, (int64_t n, const double *x, double *y))                                            \
    X(void, square, (int64_t n, const double *x, double *y))                                                 \
    X(void, rectify, (int64_t n, const double *x, double *y))                                                \
    X(void, exponentials, (int64_t n, const double *x, double *y))                                           \
    X(void, powers_of_e, (int64_t n, const double *x, double *y))                                            \
    X(void, powers_of_e_f32, (int64_t n, const float *x, float *y))                                          \
    X(void, hyperbolic_tangents, (int64_t n, const double *x, double *y))                                    \
    X(void, hyperbolic_tangents_f32, (int64_t n, const float *x, float *y))                                  \
    X(void, add, (int64_t n, const double *a, const double *b, double *y))                                   \
    X(void, subtract, (int64_t n, const double *a, const double *b, double *y))                              \
    X(void, multiply, (int64_t n, const double *a, const double *b, double *y))                              \
    X(void, divide, (int64_t n, const double *a, const double *b, double *y))                                \
    X(void, smaller, (int64_t n, const double *a, const double *b, double *y))                               \
    X(void, larger, (int64_t n, const double *a, const double *b, double *y))                                \
    X(void, equal, (int64_t n, const double *a, const double *b, double *y))                                 \
    X(void, unequal, (int64_t n, const double *a, const double *b, double *y))                               \
    X(void, less, (int64_t n, const double *a, const double *b, double *y))                                  \
    X(void, less_or_equal, (int64_t n, const double *a, const double *b, double *y))                         \
    X(void, add_f32, (int64_t n, const float *a, const float *b, float *y))                                  \
    X(void, subtract_f32, (int64_t n, const float *a, const float *b, float *y))                             \
    X(void, multiply_f32, (int64_t n, const float *a, const float *b, float *y))                             \
    X(void, divide_f32, (int64_t n, const float *a, const float *b, float *y))                               \
    X(void, add_sums, (int64_t n, const double *x, bn_sums *sums))                                           \
    X(void, add_sums_f32, (int64_t n, const float *x, bn_sums *sums))                                        \
    X(void, sums_across, (int64_t n, int columns, const double *x, int64_t apart, double *total))            \
    X(void, sums_along, (int64_t n, const double *x, int64_t apart, double *total))                          \
    X(double, plain_sum, (int64_t n, const double *x))                                                       \
    X(double, greatest_magnitude, (int64_t n, const double *x))                                              \
    X(void, shift_scaled, (int64_t n, const double *x, double factor, double shift, double *y))              \
    X(double, squared_deviations, (int64_t n, const double *x, double mean))                                 \
    X(double, least, (int64_t n, const double *x, double side, bool *any_nan))                               \
    X(void, least_across,                                                                                    \
      (int64_t n, int columns, const double *x, int64_t apart, double side, double *least))                  \
    X(void, moments_across, (int64_t n, const double *x, int64_t apart, bn_moments *moments))                \
    X(int64_t, count_nonzero, (int64_t n, const double *x))                                                  \
    X(int64_t, gather_chosen, (int64_t n, const double *x, const double *choice, double *chosen))            \
    X(void, scatter_chosen, (int64_t n, const double *coming, const double *choice, double *y))

#endif
