/* Sparse kernels: products of a panel of a sparse matrix, as simulations store it (sparse_matrix), with vectors. The
   columns of a panel are few enough for their numbers of the vector to stay in the cache nearest to the processor.

   sparse_sum: sum[i] += sum_k weight[k] z[from[k]] over the length[i] connections of row i, which follow those of row
   i - 1. Connection k of a row goes to chain k mod 8 of fused multiply-adds; the chains are added in one fixed order.
   sparse_sums: the same for `trials` vectors at once, 4, 8, 12 or 16, interleaved: z[from * trials + b], sums[i *
   trials + b], each one chain in the order of the connections. weight: NULL for 1 everywhere. */
#ifndef BN_SPARSE_KERNELS_H
#define BN_SPARSE_KERNELS_H

#include <stdint.h>

#define BN_SPARSE_KERNELS(X)                                                                                 \
    X(void, sparse_sum,                                                                                      \
      (int64_t rows, const uint16_t *length, const uint16_t *from, const float *weight, const float *z,      \
       float *restrict sum))                                                                                 \
    X(void, sparse_sums,                                                                                     \
      (int64_t rows, const uint16_t *length, const uint16_t *from, const float *weight, int64_t trials,      \
       const float *z, float *restrict sums))

#endif
