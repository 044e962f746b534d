/* Tensor: shapes, strides and single elements. An element's address is data + sum over dimensions of index
   times stride; tensor_walk goes through whole arrays. Extents are bounded when a tensor is described, so
   later products of them cannot overflow. */
#include "engine/tensor/tensor.h"

#include <assert.h>
#include <stdio.h>

const bn_word bn_dtype_words[] = {
    {BN_F32, "f32", "single precision"},
    {BN_F64, "f64", "double precision"},
    {0},
};

size_t bn_dtype_size(bn_dtype dtype)
{
    return dtype == BN_F32 ? sizeof(float) : sizeof(double);
}

const char *bn_dtype_name(bn_dtype dtype)
{
    return bn_word_of(bn_dtype_words, (int)dtype);
}

static bn_status check_extents(int dims, const int64_t *shape)
{
    if (dims < 0 || dims > BN_TENSOR_MAX_DIMS)
        return bn_fault(BN_EINVAL, "%d dimensions were given; a tensor has 0 to %d", dims,
                        BN_TENSOR_MAX_DIMS);
    int64_t count = 1;
    for (int d = 0; d < dims; d++) {
        if (shape[d] < 0)
            return bn_fault(BN_EINVAL, "dimension %d has extent %lld; it must not be negative", d + 1,
                            (long long)shape[d]);
        if (shape[d] > 0 && shape[d] > BN_TENSOR_MAX_COUNT / count)
            return bn_fault(BN_EINVAL, "the tensor would have more than 2^48 elements");
        if (shape[d] > 0) count *= shape[d];
    }
    return bn_ok();
}

bn_status bn_tensor_describe(bn_dtype dtype, int dims, const int64_t *shape, void *data, bn_tensor *tensor)
{
    BN_TRY(check_extents(dims, shape));
    *tensor = (bn_tensor){.dtype = dtype, .dims = dims, .data = data};
    int64_t stride = 1;
    for (int d = dims - 1; d >= 0; d--) {
        tensor->shape[d] = shape[d];
        tensor->stride[d] = stride;
        stride *= shape[d] > 0 ? shape[d] : 1;
    }
    return bn_ok();
}

int64_t bn_tensor_count(const bn_tensor *tensor)
{
    int64_t count = 1;
    for (int d = 0; d < tensor->dims; d++) count *= tensor->shape[d];
    return count;
}

bool bn_tensor_is_contiguous(const bn_tensor *tensor)
{
    int64_t stride = 1;
    for (int d = tensor->dims - 1; d >= 0; d--) {
        if (tensor->shape[d] == 0) return true;
        if (tensor->shape[d] > 1 && tensor->stride[d] != stride) return false;
        stride *= tensor->shape[d];
    }
    return true;
}

bool bn_tensor_same_shape(const bn_tensor *a, const bn_tensor *b)
{
    if (a->dims != b->dims) return false;
    for (int d = 0; d < a->dims; d++)
        if (a->shape[d] != b->shape[d]) return false;
    return true;
}

static int64_t offset_of(const bn_tensor *tensor, const int64_t *index)
{
    int64_t offset = 0;
    for (int d = 0; d < tensor->dims; d++) {
        assert(index[d] >= 0 && index[d] < tensor->shape[d]);
        offset += index[d] * tensor->stride[d];
    }
    return offset;
}

double bn_tensor_get(const bn_tensor *tensor, const int64_t *index)
{
    const int64_t at = offset_of(tensor, index);
    return tensor->dtype == BN_F32 ? (double)((const float *)tensor->data)[at]
                                   : ((const double *)tensor->data)[at];
}

void bn_tensor_set(bn_tensor *tensor, const int64_t *index, double value)
{
    const int64_t at = offset_of(tensor, index);
    if (tensor->dtype == BN_F32)
        ((float *)tensor->data)[at] = (float)value;
    else
        ((double *)tensor->data)[at] = value;
}

const char *bn_tensor_shape_text(const bn_tensor *tensor, char *text, size_t size)
{
    if (size == 0) return text;
    snprintf(text, size, "%s", tensor->dims == 0 ? "scalar" : "");
    size_t used = 0;
    for (int d = 0; d < tensor->dims && used < size; d++) {
        const int written =
            snprintf(text + used, size - used, d == 0 ? "%lld" : " x %lld", (long long)tensor->shape[d]);
        used += (size_t)written;
    }
    return text;
}

bn_status bn_tensor_check_shape(const char *name, const bn_tensor *given, const bn_tensor *needed,
                                const char *meaning)
{
    char is[96], must[96];
    if (bn_tensor_same_shape(given, needed)) return bn_ok();
    return bn_fault(BN_EINVAL, "%s is %s; %s was needed%s", name, bn_tensor_shape_text(given, is, sizeof is),
                    bn_tensor_shape_text(needed, must, sizeof must), meaning);
}
