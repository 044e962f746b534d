/* Sparse kernels: products of a panel of a sparse matrix, as simulations store it (sparse_matrix), with vectors. The
   columns of a panel are few enough for their numbers of the vector to stay in the cache nearest to the processor.

   Rows stand in slices of BN_SPARSE_SLICE. Connection k of the rows of a slice stands at k BN_SPARSE_SLICE + row; the
   length[s] connections of slice s follow those of slice s - 1.
   sparse_sum: sum[row] = sum_k weight[k] z[from[k]] for each row of `slices` slices, one chain of fused multiply-adds
   from 0 in the order of the connections.
   sparse_sums: the same for `trials` vectors at once, 4, 8 or 16, interleaved: z[from * trials + b], sums[row *
   trials + b]. weight: NULL for 1 everywhere. */
#ifndef BN_SPARSE_KERNELS_H
#define BN_SPARSE_KERNELS_H

#include <stdint.h>

enum { BN_SPARSE_SLICE = 16 };

#define BN_SPARSE_KERNELS(X)                                                                                 \
    X(void, sparse_sum,                                                                                      \
      (int64_t slices, const uint16_t *length, const uint16_t *from, const float *weight, const float *z,    \
       float *restrict sum))                                                                                 \
    X(void, sparse_sums,                                                                                     \
      (int64_t slices, const uint16_t *length, const uint16_t *from, const float *weight, int64_t trials,    \
       const float *z, float *restrict sums))

#endif
