/* Reductions of a tensor along one dimension or over all its elements, accumulated in f64 whatever the dtype:
   sums are compensated, variances merged from strips, norms scaled, so that neither rounding nor intermediate
   overflow spoils a result that can be represented. NaN passes through all of them.

   Dimensions and positions are 0-based; messages count dimensions from 1. Nothing is allocated.
   Errors of all: BN_EINVAL for a dimension that is not there, an `out` of another shape than the contract
   says, and for the least or greatest of no elements. */
#ifndef BN_TENSOR_REDUCE_H
#define BN_TENSOR_REDUCE_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

typedef enum {
    BN_SUM,             // of nothing: 0
    BN_PRODUCT,         // of nothing: 1
    BN_MEAN,            // of nothing: NaN
    BN_VARIANCE,        // divided by n
    BN_SAMPLE_VARIANCE, // divided by n - 1, NaN where that is 0
    BN_DEVIATION,       // the square roots of the two
    BN_SAMPLE_DEVIATION,
    BN_MIN,
    BN_MAX,
    BN_ARGMIN, // the first position of the least element, or of the first NaN
    BN_ARGMAX,
    BN_NORM_1,   // the sum of absolute values
    BN_NORM_2,   // the Euclidean length
    BN_NORM_MAX, // the greatest absolute value; of nothing: 0
    BN_NONZERO,  // how many elements are not 0; NaN counts
} bn_reduction;

/* out = the reduction along `dim`. out has the shape of `in` without that dimension, any dtype, and shares no
   memory with it. Errors: as of all. */
bn_status bn_tensor_reduce(bn_reduction op, const bn_tensor *in, int dim, bn_tensor *out);

/* *result = the reduction over all elements; positions count in row-major order. Errors: BN_EINVAL for the
   least or greatest of no elements. */
bn_status bn_tensor_reduce_all(bn_reduction op, const bn_tensor *in, double *result);

/* *result = the sum of the products of two vectors. Errors: BN_EINVAL unless both have one dimension and one
   length. */
bn_status bn_tensor_dot(const bn_tensor *a, const bn_tensor *b, double *result);

typedef enum { BN_CUMSUM, BN_CUMPROD, BN_CUMMAX, BN_CUMMIN } bn_running;

/* out = the running sums, products, maxima or minima along `dim`, of the shape of `in`. A running sum that has
   left the range does not come back. out may be `in` itself and otherwise shares no memory with it. Errors also:
   BN_EINVAL for an out that is a broadcast view. */
bn_status bn_tensor_accumulate(bn_running op, const bn_tensor *in, int dim, bn_tensor *out);

#endif
