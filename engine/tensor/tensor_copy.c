/* Copying: strips of the walk, copied as bytes where both sides have the same dtype and layout, else through
   doubles, which hold every f32 exactly. Where input and output overlap without being the same elements in
   the same order, the input is duplicated first. */
#include "engine/tensor/tensor_copy.h"

#include "common/memory.h"
#include "engine/tensor/tensor_view.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <string.h>

bn_status bn_tensor_fill(double value, bn_tensor *out)
{
    BN_TRY(bn_tensor_check_writable(out));
    double values[BN_WALK_STRIP];
    const int64_t count = bn_tensor_count(out);
    for (int64_t i = 0; i < count && i < BN_WALK_STRIP; i++) values[i] = value;
    bn_walk walk = bn_walk_over(1, (const bn_tensor *const[]){out}, BN_WALK_ANY_ORDER);
    while (bn_walk_next(&walk)) bn_walk_write(&walk, values);
    return bn_ok();
}

enum { TILE = 32 }; // two tiles of f64 fill half of a first-level cache

/* One tile of a matrix whose rows are dense in `to` and whose columns are dense in `from`. */
static void copy_tile_f64(const double *from, int64_t from_row, int64_t rows, int64_t columns, double *to,
                          int64_t to_row)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) to[i * to_row + j] = from[j * from_row + i];
}

static void copy_tile_f32(const float *from, int64_t from_row, int64_t rows, int64_t columns, float *to,
                          int64_t to_row)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) to[i * to_row + j] = from[j * from_row + i];
}

/* A matrix of rows x columns, row i of `out` at i * out_row, column j of `in` at j * in_row. */
static void copy_transposed(const bn_tensor *in, int64_t in_row, int64_t rows, int64_t columns,
                            bn_tensor *out, int64_t out_row)
{
    for (int64_t i = 0; i < rows; i += TILE)
        for (int64_t j = 0; j < columns; j += TILE) {
            const int64_t high = rows - i < TILE ? rows - i : TILE,
                          wide = columns - j < TILE ? columns - j : TILE;
            const int64_t from = j * in_row + i, to = i * out_row + j;
            if (in->dtype == BN_F32)
                copy_tile_f32((const float *)in->data + from, in_row, high, wide, (float *)out->data + to,
                              out_row);
            else
                copy_tile_f64((const double *)in->data + from, in_row, high, wide, (double *)out->data + to,
                              out_row);
        }
}

/* Copies a matrix of which one side lies by rows and the other by columns; false for anything else. */
static bool copy_as_transpose(const bn_tensor *in, bn_tensor *out)
{
    if (in->dims != 2 || in->dtype != out->dtype || in->shape[0] < TILE || in->shape[1] < TILE) return false;
    if (out->stride[1] == 1 && in->stride[0] == 1)
        copy_transposed(in, in->stride[1], out->shape[0], out->shape[1], out, out->stride[0]);
    else if (out->stride[0] == 1 && in->stride[1] == 1)
        copy_transposed(in, in->stride[0], out->shape[1], out->shape[0], out, out->stride[1]);
    else
        return false;
    return true;
}

/* Shapes are the same and no element of `in` is written before it is read. */
static void copy_apart(const bn_tensor *in, bn_tensor *out)
{
    if (copy_as_transpose(in, out)) return;
    double buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){out, in}, BN_WALK_ANY_ORDER);
    while (bn_walk_next(&walk)) {
        if (out->dtype == in->dtype && walk.stride[0] == 1 && walk.stride[1] == 1)
            memmove(walk.at[0], walk.at[1], (size_t)walk.count * bn_dtype_size(out->dtype));
        else
            bn_walk_write(&walk, bn_walk_read(&walk, 1, buffer));
    }
}

bn_status bn_tensor_duplicate(const bn_tensor *in, bn_dtype dtype, bn_tensor *copy)
{
    bn_tensor result;
    BN_TRY(bn_tensor_describe(dtype, in->dims, in->shape, NULL, &result));
    const size_t count = (size_t)bn_tensor_count(in);
    result.data = bn_memory_allocate_unset(count, bn_dtype_size(dtype));
    if (result.data == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a copy of %zu elements in %s", count, bn_dtype_name(dtype));
    copy_apart(in, &result);
    *copy = result;
    return bn_ok();
}

static bool same_elements(const bn_tensor *a, const bn_tensor *b)
{
    if (a->data != b->data || a->dtype != b->dtype) return false;
    for (int d = 0; d < a->dims; d++)
        if (a->shape[d] > 1 && a->stride[d] != b->stride[d]) return false;
    return true;
}

bn_status bn_tensor_unaliased(const bn_tensor *in, const bn_tensor *out, bn_tensor *safe, void **scratch)
{
    *scratch = NULL;
    *safe = *in;
    if (!bn_tensor_overlap(in, out) || same_elements(in, out)) return bn_ok();
    BN_TRY(bn_tensor_duplicate(in, in->dtype, safe));
    *scratch = safe->data;
    return bn_ok();
}

bn_status bn_tensor_copy(const bn_tensor *in, bn_tensor *out)
{
    if (in->dtype == out->dtype && bn_tensor_same_shape(in, out) && bn_tensor_is_contiguous(in) &&
        bn_tensor_is_contiguous(out)) {
        memmove(out->data, in->data, (size_t)bn_tensor_count(in) * bn_dtype_size(in->dtype));
        return bn_ok();
    }
    BN_TRY(bn_tensor_check_writable(out));
    bn_tensor source;
    void *scratch;
    BN_TRY(bn_tensor_broadcast(in, out->dims, out->shape, &source));
    BN_TRY(bn_tensor_unaliased(&source, out, &source, &scratch));
    copy_apart(&source, out);
    bn_memory_free(scratch);
    return bn_ok();
}

static bn_status check_fits(const bn_tensor *first, const bn_tensor *other, int number, int dim)
{
    bool fits = other->dims == first->dims;
    for (int d = 0; fits && d < first->dims; d++) fits = d == dim || other->shape[d] == first->shape[d];
    if (fits) return bn_ok();
    char one[96], two[96];
    return bn_fault(BN_EINVAL, "tensor 1 is %s and tensor %d is %s; only dimension %d may differ",
                    bn_tensor_shape_text(first, one, sizeof one), number,
                    bn_tensor_shape_text(other, two, sizeof two), dim + 1);
}

bn_status bn_tensor_concatenated_shape(int count, const bn_tensor *const *list, int dim, int64_t *shape)
{
    const bn_tensor *first = list[0];
    if (dim < 0 || dim >= first->dims)
        return bn_fault(BN_EINVAL, "dimension %d does not exist: the tensors have %d", dim + 1, first->dims);
    int64_t total = 0;
    for (int i = 0; i < count; i++) {
        BN_TRY(check_fits(first, list[i], i + 1, dim));
        total += list[i]->shape[dim];
        if (total > BN_TENSOR_MAX_COUNT)
            return bn_fault(BN_EINVAL, "dimension %d would exceed 2^48", dim + 1);
    }
    for (int d = 0; d < first->dims; d++) shape[d] = d == dim ? total : first->shape[d];
    return bn_ok();
}

bn_status bn_tensor_concatenate(int count, const bn_tensor *const *list, int dim, bn_tensor *out)
{
    int64_t first = 0;
    for (int i = 0; i < count; i++) {
        bn_tensor part;
        BN_TRY(bn_tensor_slice(out, dim, first, list[i]->shape[dim], 1, &part));
        BN_TRY(bn_tensor_copy(list[i], &part));
        first += list[i]->shape[dim];
    }
    return bn_ok();
}

/* Elements of vectors, one from each place and to each place that a list names, or from and to the next where there is
   no list; a view of each would take eight times as long. */
static void copy_elements(const bn_tensor *in, const int64_t *from, int64_t count, const int64_t *to,
                          bn_tensor *out)
{
    const bool same = in->dtype == out->dtype, doubles = in->dtype == BN_F64;
    for (int64_t i = 0; i < count; i++) {
        const int64_t left = from != NULL ? from[i] : i, entered = to != NULL ? to[i] : i;
        const int64_t source = left * in->stride[0], target = entered * out->stride[0];
        if (!same)
            bn_tensor_set(out, &entered, bn_tensor_get(in, &left));
        else if (doubles)
            ((double *)out->data)[target] = ((const double *)in->data)[source];
        else
            ((float *)out->data)[target] = ((const float *)in->data)[source];
    }
}

/* Errors: as those of bn_tensor_select. */
static bn_status check_indices(const bn_tensor *tensor, int64_t count, const int64_t *index)
{
    bn_tensor none;
    for (int64_t i = 0; i < count; i++)
        if (index[i] < 0 || index[i] >= tensor->shape[0]) return bn_tensor_select(tensor, 0, index[i], &none);
    return bn_ok();
}

bn_status bn_tensor_take(const bn_tensor *in, int dim, const int64_t *index, bn_tensor *out)
{
    if (in->dims == 1) {
        BN_TRY(check_indices(in, out->shape[0], index));
        copy_elements(in, index, out->shape[0], NULL, out);
        return bn_ok();
    }
    for (int64_t i = 0; i < out->shape[dim]; i++) {
        bn_tensor from, to;
        BN_TRY(bn_tensor_select(in, dim, index[i], &from));
        BN_TRY(bn_tensor_select(out, dim, i, &to));
        BN_TRY(bn_tensor_copy(&from, &to));
    }
    return bn_ok();
}

/* values: of the shape of the places, sharing no memory with out. */
static bn_status put_apart(const bn_tensor *values, int dim, const int64_t *index, bn_tensor *out)
{
    if (out->dims == 1) {
        BN_TRY(check_indices(out, values->shape[0], index));
        copy_elements(values, NULL, values->shape[0], index, out);
        return bn_ok();
    }
    for (int64_t i = 0; i < values->shape[dim]; i++) {
        bn_tensor from, to;
        BN_TRY(bn_tensor_select(out, dim, index[i], &to));
        BN_TRY(bn_tensor_select(values, dim, i, &from));
        BN_TRY(bn_tensor_copy(&from, &to));
    }
    return bn_ok();
}

bn_status bn_tensor_put(const bn_tensor *values, int dim, int64_t count, const int64_t *index, bn_tensor *out)
{
    if (dim < 0 || dim >= out->dims)
        return bn_fault(BN_EINVAL, "dimension %d does not exist: the tensor has %d", dim + 1, out->dims);
    bn_tensor places = *out, whole;
    places.shape[dim] = count;
    BN_TRY(bn_tensor_check_writable(out));
    BN_TRY(bn_tensor_broadcast(values, places.dims, places.shape, &whole));
    if (!bn_tensor_overlap(&whole, out)) return put_apart(&whole, dim, index, out);
    BN_TRY(bn_tensor_duplicate(&whole, whole.dtype, &whole));
    const bn_status status = put_apart(&whole, dim, index, out);
    bn_memory_free(whole.data);
    return status;
}
