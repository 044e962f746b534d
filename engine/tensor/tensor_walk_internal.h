/* The walk: goes through the elements of up to four tensors of one shape together, in strips of at most
   BN_WALK_STRIP elements which lie at one even distance each. Private to the tensor_* files.

       bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){out, in}, BN_WALK_ANY_ORDER);
       while (bn_walk_next(&walk)) … walk.count elements …

   The elements are read as doubles (or floats), so kernels see one type and contiguous data only. */
#ifndef BN_TENSOR_WALK_INTERNAL_H
#define BN_TENSOR_WALK_INTERNAL_H

#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stdint.h>

enum { BN_WALK_TENSORS = 4, BN_WALK_STRIP = 256 };

typedef enum {
    BN_WALK_ANY_ORDER, // the order in which the first tensor lies in memory
    BN_WALK_ROW_MAJOR, // the last index fastest
} bn_walk_order;

typedef struct {
    int64_t count; // of elements in this strip
    int tensors;
    void *at[BN_WALK_TENSORS];       // the strip's first element, of each tensor
    int64_t stride[BN_WALK_TENSORS]; // from one element of the strip to the next, in elements
    bn_dtype dtype[BN_WALK_TENSORS];

    // where the walk stands
    int dims; // after merging; the last one is cut into strips
    int64_t left_in_row;
    int64_t rows_left;
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int64_t index[BN_TENSOR_MAX_DIMS];
    int64_t strides[BN_WALK_TENSORS][BN_TENSOR_MAX_DIMS];
    void *row[BN_WALK_TENSORS];
} bn_walk;

/* A walk before its first strip. All tensors have the shape of the first. */
bn_walk bn_walk_over(int tensors, const bn_tensor *const *list, bn_walk_order order);

/* Moves to the next strip; false when there is none. */
bool bn_walk_next(bn_walk *walk);

/* The strip of one tensor as contiguous numbers: in place where they are contiguous, else copied into the
   buffer of BN_WALK_STRIP numbers. The f32 form is for tensors of dtype f32 only. */
const double *bn_walk_read(const bn_walk *walk, int tensor, double *buffer);
const float *bn_walk_read_f32(const bn_walk *walk, int tensor, float *buffer);

/* Where a kernel may write the strip of the first tensor: in place where it lies contiguous in that type,
   else the buffer, which bn_walk_write copies to the tensor. The f32 form is for a first tensor of dtype f32
   only. */
double *bn_walk_target(const bn_walk *walk, double *buffer);
float *bn_walk_target_f32(const bn_walk *walk, float *buffer);
void bn_walk_write(const bn_walk *walk, const double *values);
void bn_walk_write_f32(const bn_walk *walk, const float *values);

/* `count` elements of the given dtype at an even distance, to doubles and back. */
void bn_gather(bn_dtype dtype, const void *from, int64_t stride, int64_t count, double *to);
void bn_scatter(bn_dtype dtype, const double *from, int64_t count, void *to, int64_t stride);

#endif
