/* Views: arithmetic on shapes and strides alone. A slice moves the data pointer and multiplies a stride, a
   broadcast sets strides to zero, a reshape is a view when each run of old dimensions that makes up a run of
   new ones is evenly spaced. Each function works on a copy of the description, so the result may replace its
   source. */
#include "engine/tensor/tensor_view.h"

#include <assert.h>

enum { SHAPE_TEXT = 96 };

static bn_status check_dim(const bn_tensor *tensor, int dim)
{
    if (dim >= 0 && dim < tensor->dims) return bn_ok();
    return bn_fault(BN_EINVAL, "dimension %d does not exist: the tensor has %d", dim + 1, tensor->dims);
}

static void *element(const bn_tensor *tensor, int64_t offset)
{
    if (tensor->data == NULL) return NULL;
    return (unsigned char *)tensor->data + offset * (int64_t)bn_dtype_size(tensor->dtype);
}

static void drop_dim(bn_tensor *tensor, int dim)
{
    tensor->dims--;
    for (int d = dim; d < tensor->dims; d++) {
        tensor->shape[d] = tensor->shape[d + 1];
        tensor->stride[d] = tensor->stride[d + 1];
    }
}

bn_status bn_tensor_select(const bn_tensor *tensor, int dim, int64_t index, bn_tensor *view)
{
    BN_TRY(check_dim(tensor, dim));
    if (index < 0 || index >= tensor->shape[dim])
        return bn_fault(BN_EINVAL, "index %lld is out of range: dimension %d has %lld", (long long)index + 1,
                        dim + 1, (long long)tensor->shape[dim]);
    bn_tensor result = *tensor;
    result.data = element(tensor, index * tensor->stride[dim]);
    drop_dim(&result, dim);
    *view = result;
    return bn_ok();
}

static bool lies_inside(int64_t first, int64_t count, int64_t step, int64_t extent)
{
    if (first < 0 || first >= extent || (step == 0 && count > 1)) return false;
    if (count == 1) return true; // however long the step
    // (count - 1) * step, compared by division so that it cannot overflow
    if (step > 0) return count - 1 <= (extent - 1 - first) / step;
    if (step < 0) return step != INT64_MIN && count - 1 <= first / -step;
    return true;
}

bn_status bn_tensor_slice(const bn_tensor *tensor, int dim, int64_t first, int64_t count, int64_t step,
                          bn_tensor *view)
{
    BN_TRY(check_dim(tensor, dim));
    if (count < 0 || (count > 0 && !lies_inside(first, count, step, tensor->shape[dim])))
        return bn_fault(
            BN_EINVAL, "%lld elements from %lld in steps of %lld do not fit: dimension %d has %lld",
            (long long)count, (long long)first + 1, (long long)step, dim + 1, (long long)tensor->shape[dim]);
    bn_tensor result = *tensor;
    if (count > 0) result.data = element(tensor, first * tensor->stride[dim]);
    if (count > 1) result.stride[dim] *= step;
    result.shape[dim] = count;
    *view = result;
    return bn_ok();
}

bn_status bn_tensor_permute(const bn_tensor *tensor, const int *order, bn_tensor *view)
{
    bn_tensor result = *tensor;
    bool taken[BN_TENSOR_MAX_DIMS] = {false};
    for (int d = 0; d < tensor->dims; d++) {
        BN_TRY(check_dim(tensor, order[d]));
        if (taken[order[d]]) return bn_fault(BN_EINVAL, "dimension %d is named twice", order[d] + 1);
        taken[order[d]] = true;
        result.shape[d] = tensor->shape[order[d]];
        result.stride[d] = tensor->stride[order[d]];
    }
    *view = result;
    return bn_ok();
}

bn_status bn_tensor_transpose(const bn_tensor *tensor, int one, int other, bn_tensor *view)
{
    BN_TRY(check_dim(tensor, one));
    BN_TRY(check_dim(tensor, other));
    int order[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < tensor->dims; d++) order[d] = d;
    order[one] = other;
    order[other] = one;
    return bn_tensor_permute(tensor, order, view);
}

bn_status bn_tensor_insert_dim(const bn_tensor *tensor, int dim, bn_tensor *view)
{
    if (tensor->dims == BN_TENSOR_MAX_DIMS)
        return bn_fault(BN_EINVAL, "the tensor has %d dimensions already", BN_TENSOR_MAX_DIMS);
    if (dim < 0 || dim > tensor->dims)
        return bn_fault(BN_EINVAL, "a dimension can be inserted at 1 to %d, not at %d", tensor->dims + 1,
                        dim + 1);
    bn_tensor result = *tensor;
    result.dims++;
    for (int d = tensor->dims; d > dim; d--) {
        result.shape[d] = tensor->shape[d - 1];
        result.stride[d] = tensor->stride[d - 1];
    }
    result.shape[dim] = 1;
    result.stride[dim] = 1;
    *view = result;
    return bn_ok();
}

bn_status bn_tensor_diagonal(const bn_tensor *tensor, int64_t offset, bn_tensor *view)
{
    char text[SHAPE_TEXT];
    if (tensor->dims != 2)
        return bn_fault(BN_EINVAL, "a diagonal needs a matrix; the tensor is %s",
                        bn_tensor_shape_text(tensor, text, sizeof text));
    const int64_t rows = tensor->shape[0];
    const int64_t columns = tensor->shape[1];
    if (offset <= -BN_TENSOR_MAX_COUNT || offset >= BN_TENSOR_MAX_COUNT || -offset > rows || offset > columns)
        return bn_fault(BN_EINVAL, "diagonal %lld does not exist: the matrix is %s", (long long)offset,
                        bn_tensor_shape_text(tensor, text, sizeof text));
    const int64_t row = offset < 0 ? -offset : 0;
    const int64_t column = offset > 0 ? offset : 0;
    const int64_t down = rows - row;
    const int64_t across = columns - column;
    bn_tensor result = {.dtype = tensor->dtype, .dims = 1, .data = tensor->data};
    result.shape[0] = down < across ? down : across;
    result.stride[0] = tensor->stride[0] + tensor->stride[1];
    if (result.shape[0] > 0)
        result.data = element(tensor, row * tensor->stride[0] + column * tensor->stride[1]);
    *view = result;
    return bn_ok();
}

/* The dimensions of extent 1 taken out: they say nothing about where the elements lie. */
static bn_tensor squeezed(const bn_tensor *tensor)
{
    bn_tensor result = *tensor;
    for (int d = result.dims - 1; d >= 0; d--)
        if (result.shape[d] == 1) drop_dim(&result, d);
    return result;
}

/* Sets the strides of `view` for the new dimensions [n, n_end), which hold the elements of the old dimensions
   [o, o_end); false when no strides fit. */
static bool split_run(const bn_tensor *old, int o, int o_end, bn_tensor *view, int n, int n_end)
{
    for (int d = o; d + 1 < o_end; d++)
        if (old->stride[d] != old->stride[d + 1] * old->shape[d + 1]) return false;
    int64_t stride = old->stride[o_end - 1];
    for (int d = n_end - 1; d >= n; d--) {
        view->stride[d] = stride;
        stride *= view->shape[d];
    }
    return true;
}

/* `view` has a shape of as many elements as `old`, at least one. */
static bool fit_strides(const bn_tensor *old, bn_tensor *view)
{
    int n = 0;
    for (int o = 0; o < old->dims;) {
        int o_end = o + 1;
        int n_end = n + 1;
        int64_t old_count = old->shape[o];
        int64_t new_count = view->shape[n];
        while (old_count != new_count) {
            if (new_count < old_count)
                new_count *= view->shape[n_end++];
            else
                old_count *= old->shape[o_end++];
        }
        if (!split_run(old, o, o_end, view, n, n_end)) return false;
        o = o_end;
        n = n_end;
    }
    return true;
}

bn_status bn_tensor_reshape(const bn_tensor *tensor, int dims, const int64_t *shape, bn_tensor *view,
                            bool *possible)
{
    bn_tensor result;
    BN_TRY(bn_tensor_describe(tensor->dtype, dims, shape, tensor->data, &result));
    const int64_t count = bn_tensor_count(tensor);
    if (bn_tensor_count(&result) != count) {
        char from[SHAPE_TEXT], to[SHAPE_TEXT];
        return bn_fault(BN_EINVAL, "%s has %lld elements; %s would have %lld",
                        bn_tensor_shape_text(tensor, from, sizeof from), (long long)count,
                        bn_tensor_shape_text(&result, to, sizeof to), (long long)bn_tensor_count(&result));
    }
    const bn_tensor old = squeezed(tensor);
    *possible = count == 0 || fit_strides(&old, &result);
    if (*possible) *view = result;
    return bn_ok();
}

static bn_status no_broadcast(const bn_tensor *tensor, int dims, const int64_t *shape)
{
    char from[SHAPE_TEXT], to[SHAPE_TEXT];
    bn_tensor target;
    BN_TRY(bn_tensor_describe(tensor->dtype, dims, shape, NULL, &target));
    return bn_fault(BN_EINVAL, "shape %s does not broadcast to %s",
                    bn_tensor_shape_text(tensor, from, sizeof from),
                    bn_tensor_shape_text(&target, to, sizeof to));
}

bn_status bn_tensor_broadcast(const bn_tensor *tensor, int dims, const int64_t *shape, bn_tensor *view)
{
    const int added = dims - tensor->dims;
    if (added < 0) return no_broadcast(tensor, dims, shape);
    bn_tensor result;
    BN_TRY(bn_tensor_describe(tensor->dtype, dims, shape, tensor->data, &result));
    for (int d = 0; d < dims; d++) {
        const int64_t extent = d < added ? 1 : tensor->shape[d - added];
        if (extent == shape[d] && d >= added)
            result.stride[d] = tensor->stride[d - added];
        else if (extent == 1)
            result.stride[d] = 0;
        else
            return no_broadcast(tensor, dims, shape);
    }
    *view = result;
    return bn_ok();
}

static int64_t extent_from_end(const bn_tensor *tensor, int back)
{
    return back < tensor->dims ? tensor->shape[tensor->dims - 1 - back] : 1;
}

bn_status bn_tensor_common_shape(const bn_tensor *a, const bn_tensor *b, int *dims, int64_t *shape)
{
    const int most = a->dims > b->dims ? a->dims : b->dims;
    for (int back = 0; back < most; back++) {
        const int64_t in_a = extent_from_end(a, back);
        const int64_t in_b = extent_from_end(b, back);
        if (in_a != in_b && in_a != 1 && in_b != 1) {
            char a_text[SHAPE_TEXT], b_text[SHAPE_TEXT];
            return bn_fault(BN_EINVAL, "shapes %s and %s do not broadcast: dimension %d is %lld and %lld",
                            bn_tensor_shape_text(a, a_text, sizeof a_text),
                            bn_tensor_shape_text(b, b_text, sizeof b_text), most - back, (long long)in_a,
                            (long long)in_b);
        }
        shape[most - 1 - back] = in_a == 1 ? in_b : in_a;
    }
    *dims = most;
    return bn_ok();
}

bn_dtype bn_dtype_common(bn_dtype a, bn_dtype b)
{
    return a == BN_F32 && b == BN_F32 ? BN_F32 : BN_F64;
}

/* The bytes from the lowest to behind the highest element of a tensor that is not empty. */
static void stretch(const bn_tensor *tensor, uintptr_t *low, uintptr_t *high)
{
    int64_t below = 0;
    int64_t above = 1;
    for (int d = 0; d < tensor->dims; d++) {
        const int64_t reach = (tensor->shape[d] - 1) * tensor->stride[d];
        if (reach < 0)
            below -= reach;
        else
            above += reach;
    }
    const size_t size = bn_dtype_size(tensor->dtype);
    *low = (uintptr_t)tensor->data - (uintptr_t)below * size;
    *high = (uintptr_t)tensor->data + (uintptr_t)above * size;
}

bool bn_tensor_overlap(const bn_tensor *a, const bn_tensor *b)
{
    if (bn_tensor_count(a) == 0 || bn_tensor_count(b) == 0) return false;
    uintptr_t a_low, a_high, b_low, b_high;
    stretch(a, &a_low, &a_high);
    stretch(b, &b_low, &b_high);
    return a_low < b_high && b_low < a_high;
}

bn_status bn_tensor_check_writable(const bn_tensor *tensor)
{
    for (int d = 0; d < tensor->dims; d++)
        if (tensor->stride[d] == 0 && tensor->shape[d] > 1)
            return bn_fault(BN_EINVAL,
                            "a broadcast view cannot be written to: dimension %d repeats one element", d + 1);
    return bn_ok();
}

bn_status bn_tensor_check_output(const bn_tensor *needed, const bn_tensor *out)
{
    BN_TRY(bn_tensor_check_writable(out));
    if (bn_tensor_same_shape(needed, out)) return bn_ok();
    char right[SHAPE_TEXT], given[SHAPE_TEXT];
    return bn_fault(BN_EINVAL, "the result is %s; an output of %s was given",
                    bn_tensor_shape_text(needed, right, sizeof right),
                    bn_tensor_shape_text(out, given, sizeof given));
}
