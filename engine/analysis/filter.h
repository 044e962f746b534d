/* Filter: convolution, recursive filters and interpolation of real signals in plain arrays. All is double;
   nothing is allocated. */
#ifndef BN_FILTER_H
#define BN_FILTER_H

#include "common/status.h"

#include <stdint.h>

/* y_t = sum_s k_s x_{t-s}, t = 0 ... n + m - 2, with x zero outside of 0 ... n-1: the full convolution of x
   (n) and k (m), into y (n + m - 1), which shares no memory with them. n, m >= 1. Takes n m
   multiplications. */
void bn_filter_convolve(int64_t n, const double *x, int64_t m, const double *k, double *y);

/* y_t = w_0 x_t + sum_k w_k (x_{t+k} + x_{t-k}), k = 1 ... radius, for a signal that is continued by `radius` samples
   at both ends: x has n + 2 radius. weights: radius + 1. y (n) shares no memory with them. */
void bn_filter_symmetric(int64_t n, const double *x, int64_t radius, const double *weights, double *y);

/* A filter as a cascade of second-order sections, each b0 b1 b2 a0 a1 a2 with a0 = 1, in the transposed
   direct form II. sections: count x 6. state: count x 2, the sections' memory before the first and after
   the last sample. x and y (n) may be the same array. */
void bn_filter_sections(int64_t count, const double *sections, double *state, int64_t n, const double *x,
                        double *y);

/* y_i = the value at x_i of the broken line through the points (at_j, value_j), j = 0 ... points-1, at
   ascending; the first and the last value beyond them; NaN where x_i is NaN. points >= 1. Errors: BN_EINVAL
   with the place where `at` is not finite or does not ascend. */
bn_status bn_filter_interpolate(int64_t points, const double *at, const double *value, int64_t n,
                                const double *x, double *y);

#endif
