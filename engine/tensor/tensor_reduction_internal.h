/* What a reduction keeps while it goes along a line; private to the tensor_* files.

       bn_reduction_state s = bn_reduction_start(op);
       bn_reduction_take(op, &s, n, x);        // strip after strip
       … bn_reduction_result(op, &s) … */
#ifndef BN_TENSOR_REDUCTION_INTERNAL_H
#define BN_TENSOR_REDUCTION_INTERNAL_H

#include "engine/kernels/array_kernels.h"
#include "engine/tensor/tensor_reduce.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t count;
    double value;      // sum, product, mean, extreme, or sum of scaled squares
    double correction; // of a sum; the sum of squared deviations of a mean
    double scale;      // of the squares, a power of two
    int64_t position;  // of the extreme
    bn_sums sums;      // of a sum, to which what is above is added last
} bn_reduction_state;

bn_reduction_state bn_reduction_start(bn_reduction op);

/* The next n elements; at most BN_WALK_STRIP of them unless bn_reduction_takes_any(op). */
void bn_reduction_take(bn_reduction op, bn_reduction_state *s, int64_t n, const double *x);
bool bn_reduction_takes_any(bn_reduction op);

double bn_reduction_result(bn_reduction op, const bn_reduction_state *s);

/* Variances or deviations of lanes of `count` elements each, by the sums of squares and the scales of bn_moments; NaN
   where no degree of freedom is left. */
void bn_reduction_spread(bn_reduction op, int lanes, int64_t count, const double *squares,
                         const double *scale, double *result);

/* For sums: n more elements, and one whose sum is at once in value and correction. */
void bn_reduction_add(bn_reduction_state *s, int64_t n, const double *x);
void bn_reduction_add_f32(bn_reduction_state *s, int64_t n, const float *x);
void bn_reduction_add_one(bn_reduction_state *s, double x);

/* For extremes: the lesser of that so far and the value at a position; NaN is less than everything. */
void bn_reduction_keep_lesser(bn_reduction_state *s, double value, int64_t position);

#endif
