/* Reductions: up to LANES neighbouring lines along the reduced dimension are read together in strips, so that
   a reduction down the columns of a row-major matrix reads whole cache lines. A state takes strip after
   strip: sums by eight accumulators and Neumaier's compensation (1974), variances by merging strip moments
   (Chan, Golub, LeVeque 1983), norms scaled by a power of two. */
#include "engine/tensor/tensor_reduce.h"

#include "engine/tensor/tensor_lines_internal.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <math.h>
#include <stdbool.h>

enum { LANES = 8, ACCUMULATORS = 8 };

#define LEAST_SCALE 0x1p-1000 // its inverse is finite, and so is that of the greatest
#define MOST_SCALE  0x1p+1000

typedef struct {
    int64_t count;
    double value;      // sum, product, mean, extreme, or sum of scaled squares
    double correction; // of a sum; the sum of squared deviations of a mean
    double scale;      // of the squares, a power of two
    int64_t position;  // of the extreme
} state;

static state start(bn_reduction op)
{
    return (state){.value = op == BN_PRODUCT ? 1.0 : 0.0, .scale = LEAST_SCALE};
}

/* Without compensation: the rounding error of squares is a share of their sum. */
static double strip_sum(int64_t n, const double *x)
{
    double part[ACCUMULATORS] = {0.0};
    int64_t i = 0;
    for (; i + ACCUMULATORS <= n; i += ACCUMULATORS)
        for (int k = 0; k < ACCUMULATORS; k++) part[k] += x[i + k];
    for (int k = 0; i < n; i++, k++) part[k] += x[i];
    return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

/* Adds the rounding error of a + b to *lost, whichever of them is larger (Knuth); NaN where the sum is
   infinite. */
static inline double add_exactly(double a, double b, double *lost)
{
    const double sum = a + b;
    const double of_b = sum - a;
    *lost += (a - (sum - of_b)) + (b - of_b);
    return sum;
}

/* Neumaier's summation: the rounding error of the sum is kept beside it. */
static void add_to_sum(state *s, double x)
{
    const double sum = s->value + x;
    if (isfinite(sum))
        s->correction += fabs(s->value) >= fabs(x) ? (s->value - sum) + x : (x - sum) + s->value;
    s->value = sum;
}

static void add_strip(state *s, int64_t n, const double *x)
{
    double part[ACCUMULATORS] = {0.0}, lost[ACCUMULATORS] = {0.0};
    int64_t i = 0;
    for (; i + ACCUMULATORS <= n; i += ACCUMULATORS)
        for (int k = 0; k < ACCUMULATORS; k++) part[k] = add_exactly(part[k], x[i + k], &lost[k]);
    for (int k = 0; i < n; i++, k++) part[k] = add_exactly(part[k], x[i], &lost[k]);
    for (int k = 0; k < ACCUMULATORS; k++) {
        add_to_sum(s, part[k]);
        if (isfinite(lost[k])) s->correction += lost[k];
    }
}

static void take_product(state *s, int64_t n, const double *x)
{
    for (int64_t i = 0; i < n; i++) s->value *= x[i];
}

/* Keeps the least of side * x; side is 1 or -1. */
static void take_extreme(state *s, int64_t n, const double *x, double side)
{
    for (int64_t i = 0; i < n; i++) {
        const double value = side * x[i];
        const bool better = value < s->value || (isnan(value) && !isnan(s->value));
        if (!better && s->count + i > 0) continue;
        s->value = value;
        s->position = s->count + i;
    }
}

static double magnitudes(int64_t n, const double *x, double *magnitude)
{
    double greatest = 0.0;
    for (int64_t i = 0; i < n; i++) {
        magnitude[i] = fabs(x[i]);
        if (!(magnitude[i] <= greatest) && !isnan(greatest)) greatest = magnitude[i];
    }
    return greatest;
}

/* A power of two near x, which divides without rounding and whose inverse is finite. */
static double scale_for(double x)
{
    int exponent;
    frexp(x, &exponent);
    return fmin(fmax(ldexp(1.0, exponent), LEAST_SCALE), MOST_SCALE);
}

static void rescale_squares(state *s, double scale)
{
    const double factor = s->scale / scale;
    s->correction *= factor * factor;
    s->scale = scale;
}

/* Merges the moments of a strip into the state, over a power of two, so that no square overflows or vanishes.
   They are taken about its first number, so that equal numbers have no variance. `shift` is squared last, so
   that 0 times it is 0. */
static void take_moments(state *s, int64_t n, const double *x)
{
    double squared[BN_WALK_STRIP];
    if (n <= 0) return;
    const double greatest = magnitudes(n, x, squared);
    if (isfinite(greatest) && scale_for(greatest) > s->scale) {
        s->value *= s->scale / scale_for(greatest);
        rescale_squares(s, scale_for(greatest));
    }
    const double first = x[0] / s->scale;
    for (int64_t i = 0; i < n; i++) squared[i] = x[i] / s->scale - first;
    const double beyond = strip_sum(n, squared) / (double)n;
    for (int64_t i = 0; i < n; i++) squared[i] = (squared[i] - beyond) * (squared[i] - beyond);
    const double shift = first + beyond - s->value;
    const double total = (double)(s->count + n);
    s->correction += strip_sum(n, squared) + shift * ((double)s->count * (double)n / total * shift);
    s->value += shift * ((double)n / total);
}

static void rescale(state *s, double scale)
{
    const double factor = s->scale / scale;
    s->value *= factor * factor;
    rescale_squares(s, scale);
}

static void take_squares(state *s, int64_t n, const double *x)
{
    double squared[BN_WALK_STRIP];
    const double greatest = magnitudes(n, x, squared);
    if (!isfinite(greatest) || !isfinite(s->value)) {
        s->value += greatest;
        return;
    }
    if (greatest == 0.0) return;
    const double scale = scale_for(greatest);
    if (scale > s->scale) rescale(s, scale);
    for (int64_t i = 0; i < n; i++) squared[i] = (x[i] / s->scale) * (x[i] / s->scale);
    add_to_sum(s, strip_sum(n, squared));
}

static void take_magnitudes(bn_reduction op, state *s, int64_t n, const double *x)
{
    double magnitude[BN_WALK_STRIP];
    magnitudes(n, x, magnitude);
    if (op == BN_NORM_1)
        add_strip(s, n, magnitude);
    else
        take_extreme(s, n, magnitude, -1.0);
}

static void take_nonzero(state *s, int64_t n, const double *x)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++) found += x[i] != 0.0;
    s->value += (double)found;
}

/* The next n <= BN_WALK_STRIP elements of a line. */
static void take(bn_reduction op, state *s, int64_t n, const double *x)
{
    switch (op) {
    case BN_SUM:
    case BN_MEAN:
        add_strip(s, n, x);
        break;
    case BN_PRODUCT:
        take_product(s, n, x);
        break;
    case BN_VARIANCE:
    case BN_SAMPLE_VARIANCE:
    case BN_DEVIATION:
    case BN_SAMPLE_DEVIATION:
        take_moments(s, n, x);
        break;
    case BN_MIN:
    case BN_ARGMIN:
        take_extreme(s, n, x, 1.0);
        break;
    case BN_MAX:
    case BN_ARGMAX:
        take_extreme(s, n, x, -1.0);
        break;
    case BN_NORM_1:
    case BN_NORM_MAX:
        take_magnitudes(op, s, n, x);
        break;
    case BN_NORM_2:
        take_squares(s, n, x);
        break;
    case BN_NONZERO:
        take_nonzero(s, n, x);
        break;
    }
    s->count += n;
}

static double variance(const state *s, double degrees)
{
    return degrees > 0.0 ? s->correction / degrees * s->scale * s->scale : NAN;
}

static double deviation(const state *s, double degrees)
{
    return degrees > 0.0 ? sqrt(s->correction / degrees) * s->scale : NAN;
}

static double result_of(bn_reduction op, const state *s)
{
    const double count = (double)s->count;
    switch (op) {
    case BN_SUM:
    case BN_NORM_1:
        return s->value + s->correction;
    case BN_MEAN:
        return count > 0.0 ? (s->value + s->correction) / count : NAN;
    case BN_PRODUCT:
    case BN_MIN:
    case BN_NONZERO:
        return s->value;
    case BN_MAX:
    case BN_NORM_MAX:
        return count > 0.0 ? -s->value : 0.0;
    case BN_ARGMIN:
    case BN_ARGMAX:
        return (double)s->position;
    case BN_NORM_2:
        return sqrt(s->value + s->correction) * s->scale;
    case BN_VARIANCE:
        return variance(s, count);
    case BN_SAMPLE_VARIANCE:
        return variance(s, count - 1.0);
    case BN_DEVIATION:
        return deviation(s, count);
    case BN_SAMPLE_DEVIATION:
        return deviation(s, count - 1.0);
    }
    return NAN;
}

static bn_status check_not_empty(bn_reduction op, int64_t count)
{
    const bool needs_one = op == BN_MIN || op == BN_MAX || op == BN_ARGMIN || op == BN_ARGMAX;
    if (count > 0 || !needs_one) return bn_ok();
    return bn_fault(BN_EINVAL, "no elements have no least and no greatest one");
}

bn_status bn_tensor_reduce_all(bn_reduction op, const bn_tensor *in, double *result)
{
    BN_TRY(check_not_empty(op, bn_tensor_count(in)));
    state s = start(op);
    double buffer[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(1, &in, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) take(op, &s, walk.count, bn_walk_read(&walk, 0, buffer));
    *result = result_of(op, &s);
    return bn_ok();
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
    state s = start(BN_SUM);
    double buffer[2][BN_WALK_STRIP], product[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(2, both, BN_WALK_ROW_MAJOR);
    while (bn_walk_next(&walk)) {
        const double *x = bn_walk_read(&walk, 0, buffer[0]);
        const double *y = bn_walk_read(&walk, 1, buffer[1]);
        for (int64_t i = 0; i < walk.count; i++) product[i] = x[i] * y[i];
        add_strip(&s, walk.count, product);
    }
    *result = result_of(BN_SUM, &s);
    return bn_ok();
}

static void reduce_group(bn_reduction op, const bn_lines *lines)
{
    double block[LANES][BN_WALK_STRIP];
    state states[LANES];
    for (int k = 0; k < lines->lanes; k++) states[k] = start(op);
    for (int64_t from = 0; from < lines->extent; from += BN_WALK_STRIP) {
        const int64_t left = lines->extent - from;
        const int64_t n = left < BN_WALK_STRIP ? left : BN_WALK_STRIP;
        bn_lines_read_block(lines, from, n, block);
        for (int k = 0; k < lines->lanes; k++) take(op, &states[k], n, block[k]);
    }
    for (int k = 0; k < lines->lanes; k++) {
        const double result = result_of(op, &states[k]);
        bn_lines_write(lines, k, 0, 1, &result);
    }
}

bn_status bn_tensor_reduce(bn_reduction op, const bn_tensor *in, int dim, bn_tensor *out)
{
    bn_lines lines;
    BN_TRY(bn_lines_over(in, dim, out, true, LANES, &lines));
    BN_TRY(check_not_empty(op, in->shape[dim]));
    while (bn_lines_next(&lines)) reduce_group(op, &lines);
    return bn_ok();
}

/* Takes the next element of a running result, and returns that so far. */
static double run_on(bn_running op, state *s, double x)
{
    if (op == BN_CUMSUM) {
        add_to_sum(s, x);
        return s->value + s->correction;
    }
    if (op == BN_CUMPROD) return s->value *= x;
    take_extreme(s, 1, &x, op == BN_CUMMAX ? -1.0 : 1.0);
    s->count++;
    return op == BN_CUMMAX ? -s->value : s->value;
}

static void accumulate_line(bn_running op, const bn_lines *line)
{
    double strip[BN_WALK_STRIP];
    state s = start(op == BN_CUMPROD ? BN_PRODUCT : BN_SUM);
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
