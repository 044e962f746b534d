/* Peak kernels: loops that run at the full speed of the processor or of memory. */
#ifndef BN_PEAK_KERNELS_H
#define BN_PEAK_KERNELS_H

#include <stdint.h>

/* multiply_add: `rounds` rounds of fused multiply-adds that keep the pipelines full; *operations is their
   number, each counted as two. Returns a number that depends on all of them.
   read_all: the sum of `count` numbers, a multiple of 64, at the speed of memory. */
#define BN_PEAK_KERNELS(X)                                                                                   \
    X(float, multiply_add, (int64_t rounds, double *operations))                                             \
    X(float, read_all, (int64_t count, const float *values))

#endif
