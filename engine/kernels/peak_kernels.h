/* Peak kernels: work whose speed is that of the processor. */
#ifndef BN_PEAK_KERNELS_H
#define BN_PEAK_KERNELS_H

#include <stdint.h>

/* multiply_add: `rounds` rounds of fused multiply-adds that keep the pipelines full; *operations is how many
   were made, each counted as two. Returns what they come to. read_all: the sum of `count` numbers, a multiple
   of 64, as fast as memory gives them. */
#define BN_PEAK_KERNELS(X)                                                                                   \
    X(float, multiply_add, (int64_t rounds, double *operations))                                             \
    X(float, read_all, (int64_t count, const float *values))

#endif
