/* Reductions: neighbouring lines along the reduced dimension are taken abreast where that can be, else LANES of them
   are read together in strips, so that a reduction down the columns of a row-major matrix reads whole cache lines. */
#include "engine/tensor/tensor_reduce.h"

#include "engine/tensor/tensor_abreast_internal.h"
#include "engine/tensor/tensor_lines_internal.h"
#include "engine/tensor/tensor_overflow_internal.h"
#include "engine/tensor/tensor_reduction_internal.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <math.h>
#include <stdbool.h>

enum { LANES = BN_SUMS };

static bn_status check_not_empty(bn_reduction op, int64_t count)
{
    const bool needs_one = op == BN_MIN || op == BN_MAX || op == BN_ARGMIN || op == BN_ARGMAX;
    if (count > 0 || !needs_one) return bn_ok();
    return bn_fault(BN_EINVAL, "no elements have no least and no greatest one");
}

/* The sum or mean of all elements, where that of the first pass left the range. */
static double sum_all_again(bn_reduction op, const bn_tensor *in, double first_result)
{
    bn_scaled_sum sum = bn_scaled_sum_start();
    double buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(1, &in, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk))
        if (!bn_scaled_sum_take(&sum, op, walk.count, bn_walk_read(&walk, 0, buffer))) return first_result;
    return bn_scaled_sum_result(&sum, op);
}

/* All elements at once; false, with nothing done, where they have to be taken strip by strip. */
static bool take_whole(bn_reduction op, const bn_tensor *in, bn_reduction_state *s)
{
    const int64_t count = bn_tensor_count(in);
    if (!bn_tensor_is_contiguous(in) || !bn_reduction_takes_any(op)) return false;
    if (in->dtype == BN_F64) {
        bn_reduction_take(op, s, count, in->data);
        return true;
    }
    if (op != BN_SUM && op != BN_MEAN) return false;
    bn_reduction_add_f32(s, count, in->data);
    s->count += count;
    return true;
}

static void take_strips(bn_reduction op, const bn_tensor *in, bn_reduction_state *s)
{
    double buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(1, &in, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) bn_reduction_take(op, s, walk.count, bn_walk_read(&walk, 0, buffer));
}

bn_status bn_tensor_reduce_all(bn_reduction op, const bn_tensor *in, double *result)
{
    BN_TRY(check_not_empty(op, bn_tensor_count(in)));
    bn_reduction_state s = bn_reduction_start(op);
    if (!take_whole(op, in, &s)) take_strips(op, in, &s);
    *result = bn_reduction_result(op, &s);
    if (bn_sum_has_overflown(op, *result)) *result = sum_all_again(op, in, *result);
    return bn_ok();
}

/* The scalar product over powers of two, one for each vector, where that of the first pass left the range. */
static double dot_again(const bn_tensor *const both[2], double first_result)
{
    double greatest[2], buffer[2][BN_WALK_STRIP];
    int exponent[2];
    for (int k = 0; k < 2; k++) {
        bn_reduction_state s = bn_reduction_start(BN_NORM_MAX);
        bn_walk walk = bn_walk_over(1, &both[k], BN_WALK_ROW_MAJOR);
        while (bn_walk_next(&walk))
            bn_reduction_take(BN_NORM_MAX, &s, walk.count, bn_walk_read(&walk, 0, buffer[k]));
        greatest[k] = bn_reduction_result(BN_NORM_MAX, &s);
        if (!isfinite(greatest[k])) return first_result;
        frexp(greatest[k], &exponent[k]);
    }
    bn_reduction_state sum = bn_reduction_start(BN_SUM);
    bn_walk walk = bn_walk_over(2, both, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const double *x = bn_walk_read(&walk, 0, buffer[0]), *y = bn_walk_read(&walk, 1, buffer[1]);
        for (int64_t i = 0; i < walk.count; i++)
            bn_reduction_add_one(&sum, ldexp(x[i], -exponent[0]) * ldexp(y[i], -exponent[1]));
    }
    return ldexp(sum.value + sum.correction, exponent[0] + exponent[1]);
}

bn_status bn_tensor_dot(const bn_tensor *a, const bn_tensor *b, double *result)
{
    if (a->dims != 1 || b->dims != 1 || a->shape[0] != b->shape[0]) {
        char left[96], right[96];
        return bn_fault(BN_EINVAL, "the vectors are %s and %s; two of one length were needed",
                        bn_tensor_shape_text(a, left, sizeof left),
                        bn_tensor_shape_text(b, right, sizeof right));
    }
    const bn_tensor *both[] = {a, b};
    bn_reduction_state s = bn_reduction_start(BN_SUM);
    double buffer[2][BN_WALK_STRIP], product[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(2, both, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const double *x = bn_walk_read(&walk, 0, buffer[0]);
        const double *y = bn_walk_read(&walk, 1, buffer[1]);
        for (int64_t i = 0; i < walk.count; i++) product[i] = x[i] * y[i];
        bn_reduction_add(&s, walk.count, product);
    }
    *result = bn_reduction_result(BN_SUM, &s);
    if (!isfinite(*result)) *result = dot_again(both, *result);
    return bn_ok();
}

/* The sum or mean of one line, where that of the first pass left the range. */
static double sum_line_again(bn_reduction op, const bn_lines *lines, int lane, double first_result)
{
    bn_scaled_sum sum = bn_scaled_sum_start();
    double strip[BN_WALK_STRIP];
    for (int64_t from = 0; from < lines->extent; from += BN_WALK_STRIP) {
        const int64_t left = lines->extent - from, n = left < BN_WALK_STRIP ? left : BN_WALK_STRIP;
        bn_lines_read(lines, lane, from, n, strip);
        if (!bn_scaled_sum_take(&sum, op, n, strip)) return first_result;
    }
    return bn_scaled_sum_result(&sum, op);
}

static void finish_group(bn_reduction op, const bn_lines *lines, const bn_reduction_state *states)
{
    for (int k = 0; k < lines->lanes; k++) {
        double result = bn_reduction_result(op, &states[k]);
        if (bn_sum_has_overflown(op, result)) result = sum_line_again(op, lines, k, result);
        bn_lines_write(lines, k, 0, 1, &result);
    }
}

/* Lines of doubles without gaps, where they lie. */
static void reduce_dense(bn_reduction op, const bn_lines *lines)
{
    bn_reduction_state states[LANES];
    const int64_t strip = bn_reduction_takes_any(op) ? lines->extent + 1 : BN_WALK_STRIP;
    for (int k = 0; k < lines->lanes; k++) {
        const double *line = (const double *)(const void *)lines->in.first + k * lines->in.apart;
        states[k] = bn_reduction_start(op);
        for (int64_t from = 0; from < lines->extent; from += strip) {
            const int64_t left = lines->extent - from;
            bn_reduction_take(op, &states[k], left < strip ? left : strip, line + from);
        }
    }
    finish_group(op, lines, states);
}

static void reduce_blocks(bn_reduction op, const bn_lines *lines)
{
    double block[LANES][BN_WALK_STRIP];
    bn_reduction_state states[LANES];
    for (int k = 0; k < lines->lanes; k++) states[k] = bn_reduction_start(op);
    for (int64_t from = 0; from < lines->extent; from += BN_WALK_STRIP) {
        const int64_t left = lines->extent - from;
        const int64_t n = left < BN_WALK_STRIP ? left : BN_WALK_STRIP;
        bn_lines_read_block(lines, from, n, block);
        for (int k = 0; k < lines->lanes; k++) bn_reduction_take(op, &states[k], n, block[k]);
    }
    finish_group(op, lines, states);
}

static void reduce_group(bn_reduction op, const bn_lines *lines)
{
    bool is_done[BN_ABREAST_GROUPS];
    bn_reduce_abreast(op, lines, is_done);
    for (int g = 0; g * LANES < lines->lanes; g++) {
        if (is_done[g]) continue;
        const bn_lines part = bn_lines_part(lines, g * LANES, LANES);
        if (lines->in.dtype == BN_F64 && lines->in.stride == 1)
            reduce_dense(op, &part);
        else
            reduce_blocks(op, &part);
    }
}

bn_status bn_tensor_reduce(bn_reduction op, const bn_tensor *in, int dim, bn_tensor *out)
{
    bn_lines lines;
    BN_TRY(bn_lines_over(in, dim, out, true, BN_COLUMNS, &lines));
    BN_TRY(check_not_empty(op, in->shape[dim]));
    while (bn_lines_next(&lines)) reduce_group(op, &lines);
    return bn_ok();
}

/* Takes the next element of a running result, and returns that so far. */
static double run_on(bn_running op, bn_reduction_state *s, double x)
{
    if (op == BN_CUMSUM) {
        bn_reduction_add_one(s, x);
        return s->value + s->correction;
    }
    if (op == BN_CUMPROD) return s->value *= x;
    const double side = op == BN_CUMMAX ? -1.0 : 1.0;
    bn_reduction_keep_lesser(s, side * x, s->count++);
    return side * s->value;
}

static void accumulate_line(bn_running op, const bn_lines *line)
{
    double strip[BN_WALK_STRIP];
    bn_reduction_state s = bn_reduction_start(op == BN_CUMPROD ? BN_PRODUCT : BN_SUM);
    for (int64_t from = 0; from < line->extent; from += BN_WALK_STRIP) {
        const int64_t left = line->extent - from;
        const int64_t n = left < BN_WALK_STRIP ? left : BN_WALK_STRIP;
        bn_lines_read(line, 0, from, n, strip);
        for (int64_t i = 0; i < n; i++) strip[i] = run_on(op, &s, strip[i]);
        bn_lines_write(line, 0, from, n, strip);
    }
}

bn_status bn_tensor_accumulate(bn_running op, const bn_tensor *in, int dim, bn_tensor *out)
{
    bn_lines lines;
    BN_TRY(bn_lines_over(in, dim, out, false, 1, &lines));
    while (bn_lines_next(&lines)) accumulate_line(op, &lines);
    return bn_ok();
}
