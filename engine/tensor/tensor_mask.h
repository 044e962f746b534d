/* Masks: tensors of any dtype whose elements that are not 0 (NaN among them) choose those at the same place
   in another tensor. Elements are chosen in row-major order.

   Errors of all: BN_EINVAL for a mask of another shape than the tensor's, an `out` of another shape than
   the contract says or one that is a broadcast view; BN_ENOMEM when there is no memory for scratch. */
#ifndef BN_TENSOR_MASK_H
#define BN_TENSOR_MASK_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdint.h>

/* *spread = the mask as a view of the tensor's shape. It has that shape, or that of the tensor's first dimensions, and
   then chooses all that lies behind them. Errors: BN_EINVAL for a mask of another shape. */
bn_status bn_tensor_spread_mask(const bn_tensor *mask, const bn_tensor *tensor, bn_tensor *spread);

/* *count = how many elements of the tensor the mask chooses. Errors: BN_EINVAL for a mask of another shape. */
bn_status bn_tensor_chosen(const bn_tensor *tensor, const bn_tensor *mask, int64_t *count);

/* out = the chosen elements of `in`: a vector of as many, which shares no memory with the others.
   Errors: as of all. */
bn_status bn_tensor_masked(const bn_tensor *in, const bn_tensor *mask, bn_tensor *out);

/* The chosen elements of out = values, a vector of as many, or a scalar or a vector of one element for all of
   them. They may share memory. Errors also: BN_EINVAL for another count of values. */
bn_status bn_tensor_set_masked(const bn_tensor *values, const bn_tensor *mask, bn_tensor *out);

/* out = the 0-based indices of the elements that are not 0, a row a dimension: dims x chosen, dtype f64,
   sharing no memory with the mask. Errors also: BN_EINVAL for a scalar. */
bn_status bn_tensor_nonzero(const bn_tensor *mask, bn_tensor *out);

#endif
