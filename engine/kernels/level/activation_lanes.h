/* Activation functions and their slopes, of at most BN_ABREAST vectors together. The activation is a
   constant in every call. */
#ifndef BN_ACTIVATION_LANES_H
#define BN_ACTIVATION_LANES_H

#include "engine/kernels/activation.h"
#include "engine/kernels/level/vecmath.h"

#include <stdbool.h>

/* R or 1/R of the asymmetric tanh, by the sign of x. */
BN_INLINE bn_lanes bn_lanes_range(bool inverse, bn_lanes x)
{
    const double below = BN_RATE_BELOW_REST, above = BN_RATE_ABOVE_REST;
    return bn_lanes_choice(x > 0.0f, bn_lanes_all((float)(inverse ? 1.0 / above : above)),
                           bn_lanes_all((float)(inverse ? 1.0 / below : below)));
}

BN_INLINE void bn_lanes_asymmetric_tanh(int count, bn_lanes *x)
{
    bn_lanes range[BN_ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        range[i] = bn_lanes_range(false, x[i]);
        x[i] = bn_lanes_range(true, x[i]) * x[i];
    }
    bn_lanes_tanh(count, x);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = range[i] * x[i];
}

/* 1 - tanh^2 (x/R) = 4 e/(1 + e)^2, e = exp(-2 |x|/R), which is accurate in the tails, too. */
BN_INLINE void bn_lanes_asymmetric_slope(int count, bn_lanes *x)
{
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = -2.0f * bn_lanes_range(true, x[i]) * bn_lanes_magnitude(x[i]);
    bn_lanes_exp(count, x);
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) x[i] = 4.0f * x[i] / ((1.0f + x[i]) * (1.0f + x[i]));
}

/* The value or the slope of a table. An interval that is none, as for NaN, is the first. */
BN_INLINE bn_lanes bn_lanes_of_table(const bn_phi *phi, bool slope, bn_lanes x)
{
    const float from = (float)phi->from, step = (float)phi->step, per_step = 1.0f / step;
    const int32_t most = (int32_t)phi->points - 2;
    const bn_lanes inside =
        bn_lanes_at_most((float)phi->rows[3 * (phi->points - 1)], bn_lanes_at_least(from, x));
    bn_lanes_i32 at = __builtin_convertvector((inside - from) * per_step, bn_lanes_i32);
    at &= at >= 0;
    const bn_lanes_i32 past = at > most;
    at = (past & most) | (~past & at);
    float part[4][BN_LANES];
    for (int k = 0; k < BN_LANES; k++)
        for (int j = 0; j < 4; j++) part[j][k] = phi->cubic[4 * at[k] + j];
    const bn_lanes c[4] = {bn_lanes_load(part[0]), bn_lanes_load(part[1]), bn_lanes_load(part[2]),
                           bn_lanes_load(part[3])};
    const bn_lanes left =
        bn_lanes_fused(__builtin_convertvector(at, bn_lanes), bn_lanes_all(step), bn_lanes_all(from));
    const bn_lanes t = (inside - left) * per_step;
    const bn_lanes rise = bn_lanes_fused(bn_lanes_fused(3.0f * t, c[3], 2.0f * c[2]), t, c[1]);
    if (slope) return rise * per_step;
    const bn_lanes value = bn_lanes_fused(bn_lanes_fused(bn_lanes_fused(c[3], t, c[2]), t, c[1]), t, c[0]);
    return bn_lanes_fused(rise, (x - inside) * per_step, value);
}

/* x = phi(x). */
BN_INLINE void bn_lanes_values(bn_activation activation, const bn_phi *phi, int count, bn_lanes *x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        for (int i = 0; i < count; i++) x[i] = (bn_lanes)((x[i] > 0.0f) & (bn_lanes_i32)x[i]);
        break;
    case BN_ACTIVATION_TANH:
        bn_lanes_tanh(count, x);
        break;
    case BN_ACTIVATION_SOFTPLUS:
        bn_lanes_softplus(count, x);
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        bn_lanes_power(count, (float)phi->power, x);
        break;
    case BN_ACTIVATION_LINEAR:
        break;
    case BN_ACTIVATION_SIGMOID:
        bn_lanes_logistic(count, x);
        break;
    case BN_ACTIVATION_ERF:
        bn_lanes_erf(count, x);
        break;
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        bn_lanes_asymmetric_tanh(count, x);
        break;
    case BN_ACTIVATION_TABLE:
        for (int i = 0; i < count; i++) x[i] = bn_lanes_of_table(phi, false, x[i]);
        break;
    }
}

/* Whether the slope is computed from the value. */
BN_INLINE bool bn_slope_needs_value(bn_activation activation)
{
    return activation == BN_ACTIVATION_TANH || activation == BN_ACTIVATION_SIGMOID;
}

/* x = phi'(x), where value = phi(x) is known. */
BN_INLINE void bn_lanes_slopes(bn_activation activation, const bn_phi *phi, int count, const bn_lanes *value,
                               bn_lanes *x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        for (int i = 0; i < count; i++) x[i] = (bn_lanes)((x[i] > 0.0f) & (bn_lanes_i32)bn_lanes_all(1.0f));
        break;
    case BN_ACTIVATION_TANH:
        for (int i = 0; i < count; i++) x[i] = (1.0f - value[i]) * (1.0f + value[i]);
        break;
    case BN_ACTIVATION_SOFTPLUS:
        bn_lanes_logistic(count, x);
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        bn_lanes_power(count, (float)phi->power - 1.0f, x);
        for (int i = 0; i < count; i++) x[i] = (float)phi->power * x[i];
        break;
    case BN_ACTIVATION_LINEAR:
        for (int i = 0; i < count; i++) x[i] = bn_lanes_all(1.0f);
        break;
    case BN_ACTIVATION_SIGMOID:
        for (int i = 0; i < count; i++) x[i] = value[i] * (1.0f - value[i]);
        break;
    case BN_ACTIVATION_ERF:
        for (int i = 0; i < count; i++) x[i] = -0.78539816f * (x[i] * x[i]);
        bn_lanes_exp(count, x);
        break;
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        bn_lanes_asymmetric_slope(count, x);
        break;
    case BN_ACTIVATION_TABLE:
        for (int i = 0; i < count; i++) x[i] = bn_lanes_of_table(phi, true, x[i]);
        break;
    }
}

#endif
