/* Element-wise mathematics: the walk hands out strips, a kernel works on contiguous numbers of one type. The
   functions of f32 are those of f64 rounded once, so each has one kernel, but exp and tanh, whose f32 have kernels of
   their own. So have sums, differences, products and quotients of f32, which give the same result. */
#include "engine/tensor/tensor_math.h"

#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_kernel_internal.h"
#include "engine/tensor/tensor_view.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <stdbool.h>

/* Inputs made ready to be read while `out` is written. */
typedef struct {
    bn_tensor view[BN_WALK_TENSORS - 1];
    void *scratch[BN_WALK_TENSORS - 1];
    const bn_tensor *list[BN_WALK_TENSORS]; // out, then the views: what a walk goes over
    int count;
} inputs;

static void release(inputs *in)
{
    for (int i = 0; i < in->count; i++) bn_memory_free(in->scratch[i]);
}

static bn_status add_input(inputs *in, const bn_tensor *given, const bn_tensor *out)
{
    bn_tensor *view = &in->view[in->count];
    BN_TRY(bn_tensor_broadcast(given, out->dims, out->shape, view));
    BN_TRY(bn_tensor_unaliased(view, out, view, &in->scratch[in->count]));
    in->list[1 + in->count] = view;
    in->count++;
    return bn_ok();
}

/* After an error there is nothing to release. */
static bn_status ready(int count, const bn_tensor *const *given, const bn_tensor *out, inputs *in)
{
    *in = (inputs){.list = {out}};
    bn_status status = bn_tensor_check_writable(out);
    for (int i = 0; i < count && status.code == BN_OK; i++) status = add_input(in, given[i], out);
    if (status.code != BN_OK) release(in);
    return status;
}

static void kernel_binary(bn_binary op, bn_dtype dtype, int64_t n, const void *a, const void *b, void *out)
{
    if (dtype == BN_F32)
        bn_kernel_binary_f32(op, n, a, b, out);
    else
        bn_kernel_binary(op, n, a, b, out);
}

static void walk_binary_f64(bn_binary op, bn_walk walk)
{
    double a_buffer[BN_WALK_STRIP], b_buffer[BN_WALK_STRIP], out_buffer[BN_WALK_STRIP];
    while (bn_walk_next(&walk)) {
        const double *a = bn_walk_read(&walk, 1, a_buffer);
        const double *b = bn_walk_read(&walk, 2, b_buffer);
        double *out = bn_walk_target(&walk, out_buffer);
        bn_kernel_binary(op, walk.count, a, b, out);
        bn_walk_write(&walk, out);
    }
}

static void walk_binary_f32(bn_binary op, bn_walk walk)
{
    float a_buffer[BN_WALK_STRIP], b_buffer[BN_WALK_STRIP], out_buffer[BN_WALK_STRIP];
    while (bn_walk_next(&walk)) {
        const float *a = bn_walk_read_f32(&walk, 1, a_buffer);
        const float *b = bn_walk_read_f32(&walk, 2, b_buffer);
        float *out = bn_walk_target_f32(&walk, out_buffer);
        bn_kernel_binary_f32(op, walk.count, a, b, out);
        bn_walk_write_f32(&walk, out);
    }
}

static bool is_two(const bn_tensor *tensor)
{
    return bn_tensor_count(tensor) == 1 && bn_tensor_get(tensor, (int64_t[BN_TENSOR_MAX_DIMS]){0}) == 2.0;
}

/* An operand without a walk: a number, or numbers that lie as those of `out` do. */
static bool is_line(const bn_tensor *in, const bn_tensor *out)
{
    if (in->dtype != out->dtype) return false;
    if (in->dims == 0) return true;
    return bn_tensor_same_shape(in, out) && bn_tensor_is_contiguous(in) &&
           (in->data == out->data || !bn_tensor_overlap(in, out));
}

// The operand's `count` elements from `first` on; the buffer is filled with a number once.
static const void *strip_of(const bn_tensor *in, int64_t first, int64_t count, void *buffer)
{
    if (in->dims > 0) return (const char *)in->data + first * (int64_t)bn_dtype_size(in->dtype);
    for (int64_t i = 0; i < count && first == 0; i++)
        if (in->dtype == BN_F32)
            ((float *)buffer)[i] = *(const float *)in->data;
        else
            ((double *)buffer)[i] = *(const double *)in->data;
    return buffer;
}

enum { LINE_STRIP = 1024 }; // three buffers of it fit the first-level cache

/* What the walks would do, where none is needed: most tensors are short, and a walk takes longer to begin than their
   arithmetic takes. */
static void binary_in_line(bn_binary op, const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    double a_buffer[LINE_STRIP], b_buffer[LINE_STRIP];
    const size_t size = bn_dtype_size(out->dtype);
    const int64_t total = bn_tensor_count(out);
    char *to = out->data;
    if (a->dims > 0 && b->dims > 0) {
        kernel_binary(op, out->dtype, total, a->data, b->data, to);
        return;
    }
    for (int64_t first = 0, count; first < total; first += count) {
        count = total - first < LINE_STRIP ? total - first : LINE_STRIP;
        kernel_binary(op, out->dtype, count, strip_of(a, first, count, a_buffer),
                      strip_of(b, first, count, b_buffer), to);
        to += (size_t)count * size;
    }
}

static void walk_unary_f64(bn_unary op, bn_walk walk)
{
    double x_buffer[BN_WALK_STRIP], y_buffer[BN_WALK_STRIP];
    while (bn_walk_next(&walk)) {
        double *y = bn_walk_target(&walk, y_buffer);
        bn_kernel_unary(op, walk.count, bn_walk_read(&walk, 1, x_buffer), y);
        bn_walk_write(&walk, y);
    }
}

static void walk_unary_f32(bn_unary op, bn_walk walk)
{
    float x_buffer[BN_WALK_STRIP], y_buffer[BN_WALK_STRIP];
    while (bn_walk_next(&walk)) {
        float *y = bn_walk_target_f32(&walk, y_buffer);
        bn_kernel_unary_f32(op, walk.count, bn_walk_read_f32(&walk, 1, x_buffer), y);
        bn_walk_write_f32(&walk, y);
    }
}

bn_status bn_tensor_unary(bn_unary op, const bn_tensor *in, bn_tensor *out)
{
    const bool by_f32 = in->dtype == BN_F32 && out->dtype == BN_F32 && bn_kernel_unary_is_f32(op);
    if (out->dims > 0 && in->dims > 0 && (out->dtype == BN_F64 || by_f32) && is_line(out, out) && is_line(in, out)) {
        if (by_f32)
            bn_kernel_unary_f32(op, bn_tensor_count(out), in->data, out->data);
        else
            bn_kernel_unary(op, bn_tensor_count(out), in->data, out->data);
        return bn_ok();
    }
    inputs ins;
    BN_TRY(ready(1, &in, out, &ins));
    const bn_walk walk = bn_walk_over(2, ins.list, BN_WALK_ANY_ORDER);
    if (by_f32)
        walk_unary_f32(op, walk);
    else
        walk_unary_f64(op, walk);
    release(&ins);
    return bn_ok();
}

bn_status bn_tensor_binary(bn_binary op, const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    if (op == BN_POW && is_two(b)) return bn_tensor_unary(BN_SQUARE, a, out); // thirty times as fast as pow
    const bool has_kernel = out->dtype == BN_F64 || bn_kernel_is_f32(op);
    if (out->dims > 0 && has_kernel && is_line(out, out) && is_line(a, out) && is_line(b, out)) {
        binary_in_line(op, a, b, out);
        return bn_ok();
    }
    inputs ins;
    BN_TRY(ready(2, (const bn_tensor *const[]){a, b}, out, &ins));
    const bn_walk walk = bn_walk_over(3, ins.list, BN_WALK_ANY_ORDER);
    const bool all_f32 = a->dtype == BN_F32 && b->dtype == BN_F32 && out->dtype == BN_F32;
    if (all_f32 && bn_kernel_is_f32(op))
        walk_binary_f32(op, walk);
    else
        walk_binary_f64(op, walk);
    release(&ins);
    return bn_ok();
}

bn_status bn_tensor_where(const bn_tensor *condition, const bn_tensor *a, const bn_tensor *b, bn_tensor *out)
{
    inputs ins;
    BN_TRY(ready(3, (const bn_tensor *const[]){condition, a, b}, out, &ins));
    double c_buffer[BN_WALK_STRIP], a_buffer[BN_WALK_STRIP], b_buffer[BN_WALK_STRIP],
        out_buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(4, ins.list, BN_WALK_ANY_ORDER);
    while (bn_walk_next(&walk)) {
        const double *yes = bn_walk_read(&walk, 1, c_buffer);
        const double *from_a = bn_walk_read(&walk, 2, a_buffer);
        const double *from_b = bn_walk_read(&walk, 3, b_buffer);
        double *to = bn_walk_target(&walk, out_buffer);
        for (int64_t i = 0; i < walk.count; i++) to[i] = yes[i] != 0.0 ? from_a[i] : from_b[i];
        bn_walk_write(&walk, to);
    }
    release(&ins);
    return bn_ok();
}

bool bn_tensor_equal(const bn_tensor *a, const bn_tensor *b)
{
    if (!bn_tensor_same_shape(a, b)) return false;
    double a_buffer[BN_WALK_STRIP], b_buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){a, b}, BN_WALK_ANY_ORDER);
    while (bn_walk_next(&walk)) {
        const double *from_a = bn_walk_read(&walk, 0, a_buffer);
        const double *from_b = bn_walk_read(&walk, 1, b_buffer);
        for (int64_t i = 0; i < walk.count; i++)
            if (from_a[i] != from_b[i]) return false;
    }
    return true;
}
