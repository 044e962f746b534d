/* The walk: dimensions are sorted by how far apart their elements lie in the first tensor, and neighbours
   which run on into each other in every tensor are merged, so that most walks are one long row. A row is
   handed out in strips that fit the first-level cache; strides and dtypes are dealt with here, by one gather
   and one scatter a type. */
#include "engine/tensor/tensor_walk_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void swap_dims(bn_walk *walk, int a, int b)
{
    const int64_t extent = walk->shape[a];
    walk->shape[a] = walk->shape[b];
    walk->shape[b] = extent;
    for (int t = 0; t < walk->tensors; t++) {
        const int64_t stride = walk->strides[t][a];
        walk->strides[t][a] = walk->strides[t][b];
        walk->strides[t][b] = stride;
    }
}

static void sort_dims(bn_walk *walk)
{
    for (int d = 1; d < walk->dims; d++)
        for (int e = d; e > 0 && llabs(walk->strides[0][e - 1]) < llabs(walk->strides[0][e]); e--)
            swap_dims(walk, e - 1, e);
}

static bool runs_on(const bn_walk *walk, int outer, int inner)
{
    for (int t = 0; t < walk->tensors; t++)
        if (walk->strides[t][outer] != walk->strides[t][inner] * walk->shape[inner]) return false;
    return true;
}

static void merge_dims(bn_walk *walk)
{
    int last = 0; // the dimension that is being grown
    for (int d = 1; d < walk->dims; d++) {
        const int64_t extent = walk->shape[d];
        if (runs_on(walk, last, d))
            walk->shape[last] *= extent;
        else
            walk->shape[++last] = extent;
        for (int t = 0; t < walk->tensors; t++) walk->strides[t][last] = walk->strides[t][d];
    }
    walk->dims = last + 1;
}

/* Leaves out the dimensions of extent 1; at least one dimension remains. */
static void take_shape(bn_walk *walk, const bn_tensor *const *list)
{
    for (int d = 0; d < list[0]->dims; d++) {
        if (list[0]->shape[d] == 1) continue;
        walk->shape[walk->dims] = list[0]->shape[d];
        for (int t = 0; t < walk->tensors; t++) walk->strides[t][walk->dims] = list[t]->stride[d];
        walk->dims++;
    }
    if (walk->dims > 0) return;
    walk->dims = 1;
    walk->shape[0] = 1;
}

bn_walk bn_walk_over(int tensors, const bn_tensor *const *list, bn_walk_order order)
{
    assert(tensors <= BN_WALK_TENSORS);
    bn_walk walk = {.tensors = tensors};
    for (int t = 0; t < tensors; t++) {
        assert(bn_tensor_same_shape(list[t], list[0]));
        walk.dtype[t] = list[t]->dtype;
        walk.row[t] = list[t]->data;
    }
    take_shape(&walk, list);
    if (order == BN_WALK_ANY_ORDER) sort_dims(&walk);
    merge_dims(&walk);
    for (int t = 0; t < tensors; t++) {
        walk.at[t] = walk.row[t];
        walk.stride[t] = walk.strides[t][walk.dims - 1];
    }
    walk.left_in_row = walk.shape[walk.dims - 1];
    walk.rows_left = walk.left_in_row > 0 ? 1 : 0;
    for (int d = 0; d < walk.dims - 1; d++) walk.rows_left *= walk.shape[d];
    return walk;
}

static void *moved(const bn_walk *walk, int tensor, void *from, int64_t elements)
{
    return (unsigned char *)from + elements * (int64_t)bn_dtype_size(walk->dtype[tensor]);
}

static void next_row(bn_walk *walk)
{
    int d = walk->dims - 2;
    for (; walk->index[d] == walk->shape[d] - 1; d--) {
        for (int t = 0; t < walk->tensors; t++)
            walk->row[t] = moved(walk, t, walk->row[t], -walk->index[d] * walk->strides[t][d]);
        walk->index[d] = 0;
    }
    walk->index[d]++;
    for (int t = 0; t < walk->tensors; t++) {
        walk->row[t] = moved(walk, t, walk->row[t], walk->strides[t][d]);
        walk->at[t] = walk->row[t];
    }
    walk->left_in_row = walk->shape[walk->dims - 1];
}

bool bn_walk_next(bn_walk *walk)
{
    if (walk->rows_left == 0) return false;
    if (walk->left_in_row == 0) {
        if (--walk->rows_left == 0) return false;
        next_row(walk);
    } else {
        for (int t = 0; t < walk->tensors; t++)
            walk->at[t] = moved(walk, t, walk->at[t], walk->count * walk->stride[t]);
    }
    walk->count = walk->left_in_row < BN_WALK_STRIP ? walk->left_in_row : BN_WALK_STRIP;
    walk->left_in_row -= walk->count;
    return true;
}

static inline void gather_f32(const float *from, int64_t stride, int64_t count, double *to)
{
    if (stride == 1)
        for (int64_t i = 0; i < count; i++) to[i] = (double)from[i];
    else
        for (int64_t i = 0; i < count; i++) to[i] = (double)from[i * stride];
}

static inline void gather_f64(const double *from, int64_t stride, int64_t count, double *to)
{
    if (stride == 1)
        memcpy(to, from, (size_t)count * sizeof *to);
    else
        for (int64_t i = 0; i < count; i++) to[i] = from[i * stride];
}

void bn_gather(bn_dtype dtype, const void *from, int64_t stride, int64_t count, double *to)
{
    if (dtype == BN_F32)
        gather_f32(from, stride, count, to);
    else
        gather_f64(from, stride, count, to);
}

static inline void scatter_f32(const double *from, int64_t count, float *to, int64_t stride)
{
    if (stride == 1)
        for (int64_t i = 0; i < count; i++) to[i] = (float)from[i];
    else
        for (int64_t i = 0; i < count; i++) to[i * stride] = (float)from[i];
}

static inline void scatter_f64(const double *from, int64_t count, double *to, int64_t stride)
{
    for (int64_t i = 0; i < count; i++) to[i * stride] = from[i];
}

void bn_scatter(bn_dtype dtype, const double *from, int64_t count, void *to, int64_t stride)
{
    if (dtype == BN_F32)
        scatter_f32(from, count, to, stride);
    else
        scatter_f64(from, count, to, stride);
}

const double *bn_walk_read(const bn_walk *walk, int tensor, double *buffer)
{
    if (walk->dtype[tensor] == BN_F64 && walk->stride[tensor] == 1) return walk->at[tensor];
    bn_gather(walk->dtype[tensor], walk->at[tensor], walk->stride[tensor], walk->count, buffer);
    return buffer;
}

const float *bn_walk_read_f32(const bn_walk *walk, int tensor, float *buffer)
{
    assert(walk->dtype[tensor] == BN_F32);
    const float *from = walk->at[tensor];
    if (walk->stride[tensor] == 1) return from;
    for (int64_t i = 0; i < walk->count; i++) buffer[i] = from[i * walk->stride[tensor]];
    return buffer;
}

double *bn_walk_target(const bn_walk *walk, double *buffer)
{
    return walk->dtype[0] == BN_F64 && walk->stride[0] == 1 ? walk->at[0] : buffer;
}

float *bn_walk_target_f32(const bn_walk *walk, float *buffer)
{
    assert(walk->dtype[0] == BN_F32);
    return walk->stride[0] == 1 ? walk->at[0] : buffer;
}

void bn_walk_write(const bn_walk *walk, const double *values)
{
    if (values != walk->at[0] || walk->dtype[0] != BN_F64)
        bn_scatter(walk->dtype[0], values, walk->count, walk->at[0], walk->stride[0]);
}

void bn_walk_write_f32(const bn_walk *walk, const float *values)
{
    float *to = walk->at[0];
    if (values == to) return;
    for (int64_t i = 0; i < walk->count; i++) to[i * walk->stride[0]] = values[i];
}
