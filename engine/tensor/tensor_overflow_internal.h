/* Sums of finite numbers that left the range on their way, made again over a power of two; private to the tensor_*
   files. */
#ifndef BN_TENSOR_OVERFLOW_INTERNAL_H
#define BN_TENSOR_OVERFLOW_INTERNAL_H

#include "engine/tensor/tensor_reduction_internal.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bn_reduction_state state; // of the numbers over the power
    bool finite;              // all of them so far
} bn_scaled_sum;

/* Whether a result may be that of a sum which left the range. */
bool bn_sum_has_overflown(bn_reduction op, double result);

bn_scaled_sum bn_scaled_sum_start(void);

/* n more elements. False where one is not finite: then the first result is the right one. */
bool bn_scaled_sum_take(bn_scaled_sum *sum, bn_reduction op, int64_t n, const double *x);

/* The sum or the mean; infinite where that is out of range itself. */
double bn_scaled_sum_result(const bn_scaled_sum *sum, bn_reduction op);

#endif
