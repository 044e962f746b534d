/* Masks: a walk in row-major order over tensor and mask. The chosen elements of a strip are moved together in a
   buffer without a branch, and from there to their vector at once; what is assigned takes the opposite way. */
#include "engine/tensor/tensor_mask.h"

#include "common/memory.h"
#include "engine/kernels/kernels.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_reduce.h"
#include "engine/tensor/tensor_view.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <stdbool.h>

bn_status bn_tensor_spread_mask(const bn_tensor *mask, const bn_tensor *tensor, bn_tensor *spread)
{
    bn_tensor leading = *tensor;
    if (mask->dims > 0 && mask->dims < tensor->dims) leading.dims = mask->dims;
    const bn_status status = bn_tensor_check_shape("the mask", mask, &leading, "");
    if (status.code != BN_OK)
        return bn_tensor_check_shape("the mask", mask, tensor,
                                     ", the shape of the tensor, or that of its first dimensions");
    *spread = *mask;
    for (int d = mask->dims; d < tensor->dims; d++) {
        spread->shape[d] = tensor->shape[d];
        spread->stride[d] = 0;
    }
    spread->dims = tensor->dims;
    return bn_ok();
}

bn_status bn_tensor_chosen(const bn_tensor *tensor, const bn_tensor *mask, int64_t *count)
{
    double found;
    BN_TRY(bn_tensor_check_shape("the mask", mask, tensor, ", the shape of the tensor"));
    BN_TRY(bn_tensor_reduce_all(BN_NONZERO, mask, &found));
    *count = (int64_t)found;
    return bn_ok();
}

/* The element `index` of a vector. */
static void *element(const bn_tensor *vector, int64_t index)
{
    return (unsigned char *)vector->data + index * vector->stride[0] * (int64_t)bn_dtype_size(vector->dtype);
}

bn_status bn_tensor_masked(const bn_tensor *in, const bn_tensor *mask, bn_tensor *out)
{
    int64_t count;
    BN_TRY(bn_tensor_chosen(in, mask, &count));
    bn_tensor needed;
    BN_TRY(bn_tensor_describe(in->dtype, 1, &count, NULL, &needed));
    BN_TRY(bn_tensor_check_output(&needed, out));
    double values[BN_WALK_STRIP], choice[BN_WALK_STRIP], chosen[BN_WALK_STRIP];
    int64_t at = 0;
    bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){in, mask}, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const int64_t n = bn_kernels_now()->gather_chosen(walk.count, bn_walk_read(&walk, 0, values),
                                                          bn_walk_read(&walk, 1, choice), chosen);
        if (n > 0) bn_scatter(out->dtype, chosen, n, element(out, at), out->stride[0]);
        at += n;
    }
    return bn_ok();
}

/* values: a vector. None of the three shares elements that are read after they are written. */
static void scatter_chosen(const bn_tensor *values, const bn_tensor *mask, bn_tensor *out)
{
    const bn_kernels *kernels = bn_kernels_now();
    double old[BN_WALK_STRIP], choice[BN_WALK_STRIP], coming[BN_WALK_STRIP] = {0.0};
    int64_t at = 0;
    bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){out, mask}, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const double *is_chosen = bn_walk_read(&walk, 1, choice);
        const int64_t n = kernels->count_nonzero(walk.count, is_chosen);
        if (n == 0) continue;
        bn_gather(values->dtype, element(values, at), values->stride[0], n, coming);
        double *target = bn_walk_target(&walk, old);
        if (target == old) bn_gather(out->dtype, walk.at[0], walk.stride[0], walk.count, old);
        kernels->scatter_chosen(walk.count, coming, is_chosen, target);
        bn_walk_write(&walk, target);
        at += n;
    }
}

/* *vector = values as a vector of `count`. */
static bn_status as_many(const bn_tensor *values, int64_t count, bn_tensor *vector)
{
    const bool one = values->dims <= 1 && bn_tensor_count(values) == 1;
    char shape[96];
    if (!one && (values->dims != 1 || values->shape[0] != count))
        return bn_fault(
            BN_EINVAL,
            "the values have shape %s; the mask chooses %lld elements, so that a vector of as many, "
            "or one value, was needed",
            bn_tensor_shape_text(values, shape, sizeof shape), (long long)count);
    return bn_tensor_broadcast(values, 1, &count, vector);
}

bn_status bn_tensor_set_masked(const bn_tensor *values, const bn_tensor *mask, bn_tensor *out)
{
    int64_t count;
    bn_tensor vector, choice;
    void *kept_choice = NULL, *kept_values = NULL;
    BN_TRY(bn_tensor_chosen(out, mask, &count));
    BN_TRY(as_many(values, count, &vector));
    BN_TRY(bn_tensor_check_writable(out));
    BN_TRY(bn_tensor_unaliased(mask, out, &choice, &kept_choice));
    bn_status status = bn_ok();
    if (bn_tensor_overlap(&vector, out)) {
        status = bn_tensor_duplicate(&vector, vector.dtype, &vector);
        if (status.code == BN_OK) kept_values = vector.data;
    }
    if (status.code == BN_OK) scatter_chosen(&vector, &choice, out);
    bn_memory_free(kept_choice);
    bn_memory_free(kept_values);
    return status;
}

/* Column `column` of out = the index of element `position`, counted in row-major order. */
static void set_index(const bn_tensor *mask, int64_t position, int64_t column, bn_tensor *out)
{
    for (int d = mask->dims - 1; d >= 0; d--) {
        double *to = (double *)out->data + d * out->stride[0] + column * out->stride[1];
        *to = (double)(position % mask->shape[d]);
        position /= mask->shape[d];
    }
}

bn_status bn_tensor_nonzero(const bn_tensor *mask, bn_tensor *out)
{
    int64_t count, position = 0, column = 0;
    bn_tensor needed;
    if (mask->dims == 0) return bn_fault(BN_EINVAL, "a scalar tensor has no indices");
    BN_TRY(bn_tensor_chosen(mask, mask, &count));
    BN_TRY(bn_tensor_describe(BN_F64, 2, (int64_t[]){mask->dims, count}, NULL, &needed));
    BN_TRY(bn_tensor_check_output(&needed, out));
    if (out->dtype != BN_F64) return bn_fault(BN_EINVAL, "indices are f64; the output is f32");
    double choice[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(1, (const bn_tensor *const[]){mask}, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const double *is_chosen = bn_walk_read(&walk, 0, choice);
        for (int64_t i = 0; i < walk.count; i++)
            if (is_chosen[i] != 0.0) set_index(mask, position + i, column++, out);
        position += walk.count;
    }
    return bn_ok();
}
