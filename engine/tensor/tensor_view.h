/* Views: other descriptions of the same elements. Nothing is copied, nothing is owned, and a view is as
   long-lived as the data it describes. `view` may be the tensor itself. Dimensions and indices are 0-based;
   messages count from 1.

   All errors are BN_EINVAL: a dimension that is not there, an index outside its extent, shapes that do not
   fit. */
#ifndef BN_TENSOR_VIEW_H
#define BN_TENSOR_VIEW_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stdint.h>

/* view: one dimension less, the elements whose index in `dim` is `index`. Errors: BN_EINVAL for a dimension
   or an index that is not there. */
bn_status bn_tensor_select(const bn_tensor *tensor, int dim, int64_t index, bn_tensor *view);

/* view: the same dimensions; in `dim` the `count` elements first, first + step, … A negative step runs
   backwards; a count of zero is allowed. Errors also: an element outside the extent, step 0 with count
   above 1. */
bn_status bn_tensor_slice(const bn_tensor *tensor, int dim, int64_t first, int64_t count, int64_t step,
                          bn_tensor *view);

/* view: dimension d is dimension order[d] of the tensor; `order` holds each of 0 … dims-1 once. Errors:
   BN_EINVAL where it does not. */
bn_status bn_tensor_permute(const bn_tensor *tensor, const int *order, bn_tensor *view);

/* view: two dimensions swapped. Errors: BN_EINVAL for one that is not there. */
bn_status bn_tensor_transpose(const bn_tensor *tensor, int one, int other, bn_tensor *view);

/* view: a dimension of extent 1 more, before dimension `dim` (dim = dims appends it). Errors: BN_EINVAL
   for another place, and for a tensor that has BN_TENSOR_MAX_DIMS already. */
bn_status bn_tensor_insert_dim(const bn_tensor *tensor, int dim, bn_tensor *view);

/* view: one dimension, the elements (i, i + offset) of a matrix; offset < 0 lies below the main diagonal.
   Errors: BN_EINVAL for a tensor that is no matrix, and for a diagonal that is not there. */
bn_status bn_tensor_diagonal(const bn_tensor *tensor, int64_t offset, bn_tensor *view);

/* view: the same elements in row-major order under another shape of the same count. *possible is false, and
   view untouched, where the strides allow no such view and the elements must be copied first. Errors:
   BN_EINVAL for a shape of another count, a negative extent and too many dimensions. */
bn_status bn_tensor_reshape(const bn_tensor *tensor, int dims, const int64_t *shape, bn_tensor *view,
                            bool *possible);

/* view: the tensor repeated, by strides of zero, to the given shape. Dimensions are aligned at the last one;
   an extent of 1 is repeated, and missing leading dimensions are added. Errors: BN_EINVAL where the shapes do
   not fit. */
bn_status bn_tensor_broadcast(const bn_tensor *tensor, int dims, const int64_t *shape, bn_tensor *view);

/* The shape to which a and b both broadcast: *dims extents in shape[BN_TENSOR_MAX_DIMS]. Errors:
   BN_EINVAL where they do not. */
bn_status bn_tensor_common_shape(const bn_tensor *a, const bn_tensor *b, int *dims, int64_t *shape);

/* BN_F64 unless both are BN_F32. */
bn_dtype bn_dtype_common(bn_dtype a, bn_dtype b);

/* True when the two stretches of memory from first to last element have a byte in common; false when either
   is empty. Two interleaved views overlap in this sense without sharing an element. */
bool bn_tensor_overlap(const bn_tensor *a, const bn_tensor *b);

/* BN_EINVAL where several indices of the tensor mean one element, so that it cannot be written to. */
bn_status bn_tensor_check_writable(const bn_tensor *tensor);

/* BN_EINVAL unless `out` can be written to and has the shape of `needed`. */
bn_status bn_tensor_check_output(const bn_tensor *needed, const bn_tensor *out);

#endif
