/* What tensor_math does to contiguous strips of numbers; private to it. `out` may be an input, element for
   element. Names and meanings of the operations are those of tensor_math.h. */
#ifndef BN_TENSOR_KERNEL_INTERNAL_H
#define BN_TENSOR_KERNEL_INTERNAL_H

#include "engine/tensor/tensor_math.h"

#include <stdbool.h>
#include <stdint.h>

void bn_kernel_unary(bn_unary op, int64_t n, const double *x, double *y);
void bn_kernel_binary(bn_binary op, int64_t n, const double *a, const double *b, double *out);

/* The operations that f32 has kernels for: exp and tanh, +, -, * and /; the others are computed in f64. */
bool bn_kernel_unary_is_f32(bn_unary op);
void bn_kernel_unary_f32(bn_unary op, int64_t n, const float *x, float *y);
bool bn_kernel_is_f32(bn_binary op);
void bn_kernel_binary_f32(bn_binary op, int64_t n, const float *a, const float *b, float *out);

#endif
