/* Sorting along one dimension: stable, with NaN after everything else in either direction. Dimensions and
   positions are 0-based; messages count dimensions from 1.

   Errors of all: BN_EINVAL for a dimension that is not there, an `out` of another shape than the contract
   says, or one that is a broadcast view; BN_ENOMEM when there is no memory for scratch. */
#ifndef BN_TENSOR_SORT_H
#define BN_TENSOR_SORT_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

typedef enum { BN_ASCENDING, BN_DESCENDING } bn_sort_order;

extern const bn_word bn_sort_words[];

typedef enum { BN_LEFT, BN_RIGHT } bn_side;

extern const bn_word bn_side_words[];

/* out = the elements of `in` sorted along `dim`; out has its shape and may be `in` itself, and otherwise
   shares no memory with it. Errors: as of all. */
bn_status bn_tensor_sort(const bn_tensor *in, int dim, bn_sort_order order, bn_tensor *out);

/* out = for each place along `dim` the position from which bn_tensor_sort takes its element; equal elements
   keep their order. out has the shape of `in`, dtype f64, and shares no memory with it. Errors: as of all. */
bn_status bn_tensor_argsort(const bn_tensor *in, int dim, bn_sort_order order, bn_tensor *out);

/* out = the q-quantile along `dim`, 0 <= q <= 1, interpolated between neighbours in the sorted line (Hyndman
   and Fan 1996, definition 7); NaN for an empty line or one with NaN in it. out has the shape of `in` without
   that dimension and shares no memory with it. Errors also: BN_EINVAL for another q. */
bn_status bn_tensor_quantile(const bn_tensor *in, int dim, double q, bn_tensor *out);

/* out = for each of the values how many elements of a sorted vector come before it: those that are less
   (BN_LEFT), or not greater (BN_RIGHT); NaN counts as greater than everything. out has the shape of the
   values, any dtype, and shares no memory with the others. Errors also: BN_EINVAL for what is no vector or
   does not ascend. */
bn_status bn_tensor_search(const bn_tensor *sorted, const bn_tensor *values, bn_side side, bn_tensor *out);

#endif
