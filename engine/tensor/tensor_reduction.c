/* What a reduction keeps: sums by eight accumulators and Neumaier's compensation (1974), variances merged from
   strip moments (Chan, Golub, LeVeque 1983), norms scaled by a power of two. */
#include "engine/tensor/tensor_reduction_internal.h"

#include "engine/kernels/kernels.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <math.h>
#include <stdbool.h>

bn_reduction_state bn_reduction_start(bn_reduction op)
{
    return (bn_reduction_state){.value = op == BN_PRODUCT ? 1.0 : 0.0, .scale = BN_LEAST_SCALE};
}

/* Neumaier's summation: the rounding error of the sum is kept beside it. */
void bn_reduction_add_one(bn_reduction_state *s, double x)
{
    const double sum = s->value + x;
    if (isfinite(sum))
        s->correction += fabs(s->value) >= fabs(x) ? (s->value - sum) + x : (x - sum) + s->value;
    s->value = sum;
}

void bn_reduction_add(bn_reduction_state *s, int64_t n, const double *x)
{
    bn_kernels_now()->add_sums(n, x, &s->sums);
}

void bn_reduction_add_f32(bn_reduction_state *s, int64_t n, const float *x)
{
    bn_kernels_now()->add_sums_f32(n, x, &s->sums);
}

bool bn_reduction_takes_any(bn_reduction op)
{
    return op == BN_SUM || op == BN_MEAN || op == BN_MIN || op == BN_MAX || op == BN_NONZERO;
}

// The sums one after another, and what is finite of what they lost.
static double joined_slowly(bn_reduction_state s)
{
    for (int k = 0; k < BN_SUMS; k++) {
        bn_reduction_add_one(&s, s.sums.sum[k]);
        if (isfinite(s.sums.lost[k])) s.correction += s.sums.lost[k];
    }
    return s.value + s.correction;
}

/* The same without a branch, to the same bits where the result is finite: then all on the way is. */
static double sum_of(const bn_reduction_state *s)
{
    double value = s->value, correction = s->correction;
    for (int k = 0; k < BN_SUMS; k++) {
        const double before = value, x = s->sums.sum[k], of_x = (value = before + x) - before;
        correction += (before - (value - of_x)) + (x - of_x);
        correction += s->sums.lost[k];
    }
    const double sum = value + correction;
    return isfinite(sum) ? sum : joined_slowly(*s);
}

static void take_product(bn_reduction_state *s, int64_t n, const double *x)
{
    for (int64_t i = 0; i < n; i++) s->value *= x[i];
}

/* Keeps the lesser of the extreme and the value at a position; NaN is less than everything. */
void bn_reduction_keep_lesser(bn_reduction_state *s, double value, int64_t position)
{
    const bool better = value < s->value || (isnan(value) && !isnan(s->value));
    if (!better && position > 0) return;
    s->value = value;
    s->position = position;
}

static double first_zero(const double *x)
{
    while (*x != 0.0) x++;
    return *x;
}

/* Keeps the least of side * x; side is 1 or -1. A strip with nothing less is passed over; the elements are gone
   through where the position counts and for NaN, which is the first. So is the sign of a zero. */
static void take_extreme(bn_reduction_state *s, int64_t n, const double *x, double side, bool position)
{
    bool any_nan;
    const double least = bn_kernels_now()->least(n, x, side, &any_nan);
    if (s->count > 0 && !(least < s->value) && (!any_nan || isnan(s->value))) return;
    if (!position && !any_nan) {
        s->value = least != 0.0 ? least : side * first_zero(x);
        return;
    }
    for (int64_t i = 0; i < n; i++) bn_reduction_keep_lesser(s, side * x[i], s->count + i);
}

static void rescale_squares(bn_reduction_state *s, double scale)
{
    const double factor = s->scale / scale;
    s->correction *= factor * factor;
    s->scale = scale;
}

/* Merges the moments of a strip into the state, over a power of two, so that no square overflows or vanishes.
   They are taken about its first number, so that equal numbers have no variance. `shift` is squared last, so
   that 0 times it is 0. */
static void take_moments(bn_reduction_state *s, int64_t n, const double *x)
{
    double shifted[BN_WALK_STRIP];
    if (n <= 0) return;
    const bn_kernels *kernels = bn_kernels_now();
    const double greatest = kernels->greatest_magnitude(n, x);
    const double scale = bn_moment_scale(s->scale, greatest);
    if (scale > s->scale) {
        s->value *= s->scale / scale;
        rescale_squares(s, scale);
    }
    const double first = x[0] / s->scale;
    kernels->shift_scaled(n, x, 1.0 / s->scale, first, shifted);
    const double beyond = kernels->plain_sum(n, shifted) / (double)n;
    const double shift = first + beyond - s->value;
    const double total = (double)(s->count + n);
    s->correction += kernels->squared_deviations(n, shifted, beyond) +
                     shift * ((double)s->count * (double)n / total * shift);
    s->value += shift * ((double)n / total);
}

static void rescale(bn_reduction_state *s, double scale)
{
    const double factor = s->scale / scale;
    s->value *= factor * factor;
    rescale_squares(s, scale);
}

static void take_squares(bn_reduction_state *s, int64_t n, const double *x)
{
    double scaled[BN_WALK_STRIP];
    const bn_kernels *kernels = bn_kernels_now();
    const double greatest = kernels->greatest_magnitude(n, x);
    if (!isfinite(greatest) || !isfinite(s->value)) {
        s->value += greatest;
        return;
    }
    if (greatest == 0.0) return;
    const double scale = bn_moment_scale(s->scale, greatest);
    if (scale > s->scale) rescale(s, scale);
    kernels->shift_scaled(n, x, 1.0 / s->scale, 0.0, scaled);
    bn_reduction_add_one(s, kernels->squared_deviations(n, scaled, 0.0));
}

static void take_magnitudes(bn_reduction op, bn_reduction_state *s, int64_t n, const double *x)
{
    double magnitude[BN_WALK_STRIP];
    bn_kernels_now()->absolute(n, x, magnitude);
    if (op == BN_NORM_1)
        bn_reduction_add(s, n, magnitude);
    else
        take_extreme(s, n, magnitude, -1.0, false);
}

static void take_nonzero(bn_reduction_state *s, int64_t n, const double *x)
{
    s->value += (double)bn_kernels_now()->count_nonzero(n, x);
}

void bn_reduction_take(bn_reduction op, bn_reduction_state *s, int64_t n, const double *x)
{
    switch (op) {
    case BN_SUM:
    case BN_MEAN:
        bn_reduction_add(s, n, x);
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
        take_extreme(s, n, x, 1.0, op == BN_ARGMIN);
        break;
    case BN_MAX:
    case BN_ARGMAX:
        take_extreme(s, n, x, -1.0, op == BN_ARGMAX);
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

void bn_reduction_spread(bn_reduction op, int lanes, int64_t count, const double *squares,
                         const double *scale, double *result)
{
    const bool is_of_sample = op == BN_SAMPLE_VARIANCE || op == BN_SAMPLE_DEVIATION;
    const bool is_root = op == BN_DEVIATION || op == BN_SAMPLE_DEVIATION;
    const double degrees = (double)count - (is_of_sample ? 1.0 : 0.0);
    for (int k = 0; k < lanes; k++) result[k] = degrees > 0.0 ? squares[k] / degrees : NAN;
    for (int k = 0; k < lanes; k++) result[k] = is_root ? sqrt(result[k]) : result[k] * scale[k];
    for (int k = 0; k < lanes; k++) result[k] *= scale[k];
}

double bn_reduction_result(bn_reduction op, const bn_reduction_state *s)
{
    const double count = (double)s->count;
    switch (op) {
    case BN_SUM:
    case BN_NORM_1:
        return sum_of(s);
    case BN_MEAN:
        return count > 0.0 ? sum_of(s) / count : NAN;
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
    case BN_SAMPLE_VARIANCE:
    case BN_DEVIATION:
    case BN_SAMPLE_DEVIATION: {
        double spread;
        bn_reduction_spread(op, 1, s->count, &s->correction, &s->scale, &spread);
        return spread;
    }
    }
    return NAN;
}
