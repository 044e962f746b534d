/* Filling and copying: every function writes to elements that the caller owns, converts between f32 and f64
   where the dtypes differ, and gives the same result when inputs and output share memory as when they do not
   (a scratch copy is made where one is needed). Dimensions and indices are 0-based; messages count from 1.

   Errors of all: BN_EINVAL for shapes that do not fit and for an `out` that is a broadcast view, BN_ENOMEM
   when there is no memory for scratch. */
#ifndef BN_TENSOR_COPY_H
#define BN_TENSOR_COPY_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdint.h>

/* Every element of out = value. Errors: BN_EINVAL for an `out` that is a broadcast view. */
bn_status bn_tensor_fill(double value, bn_tensor *out);

/* out = in, broadcast to the shape of out. Errors: BN_EINVAL where it does not broadcast and for an `out`
   that is a broadcast view, BN_ENOMEM. */
bn_status bn_tensor_copy(const bn_tensor *in, bn_tensor *out);

/* *copy = a row-major copy in the given dtype; its data belong to the caller, who frees them by
   bn_memory_free. Errors: BN_ENOMEM. */
bn_status bn_tensor_duplicate(const bn_tensor *in, bn_dtype dtype, bn_tensor *copy);

/* *safe = what can be read as `in` while `out` is written element by element in any order but each element
   of `in` before the same one of `out`: `in` itself where the two share no memory or are the same view,
   else a duplicate, which *scratch then owns (NULL otherwise). `in` has the shape of out. The caller frees
   *scratch. Errors: BN_ENOMEM. */
bn_status bn_tensor_unaliased(const bn_tensor *in, const bn_tensor *out, bn_tensor *safe, void **scratch);

/* The shape of `count` >= 1 tensors concatenated along `dim`; all other extents are equal. Errors:
   BN_EINVAL for a dimension that is not there, shapes that differ in another one, and an extent beyond
   2^48. */
bn_status bn_tensor_concatenated_shape(int count, const bn_tensor *const *list, int dim, int64_t *shape);

/* out = the tensors concatenated along `dim`; out has the shape above and shares no memory with them. Errors:
   BN_EINVAL for an `out` of another shape and for one that is a broadcast view. */
bn_status bn_tensor_concatenate(int count, const bn_tensor *const *list, int dim, bn_tensor *out);

/* out = the elements of `in` whose index in `dim` is index[0], index[1], …; out has the shape of `in` but for
   shape[dim], which is the number of indices, and shares no memory with `in`. Errors: BN_EINVAL
   for an index that is not there and for an `out` of another shape or that is a broadcast view. */
bn_status bn_tensor_take(const bn_tensor *in, int dim, const int64_t *index, bn_tensor *out);

/* The elements of `out` whose index in `dim` is index[0], index[1], … (`count` of them) = values, which
   broadcast to the shape of out with `count` in place of shape[dim]. Where an index is named twice the last
   value stays. Errors: as of all, and BN_EINVAL for an index that is not there. */
bn_status bn_tensor_put(const bn_tensor *values, int dim, int64_t count, const int64_t *index,
                        bn_tensor *out);

#endif
