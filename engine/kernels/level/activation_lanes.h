/* Activation functions and their slopes, of at most BN_ABREAST vectors together. The activation is a
   constant in every call. */
#ifndef BN_ACTIVATION_LANES_H
#define BN_ACTIVATION_LANES_H

#include "engine/kernels/activation.h"
#include "engine/kernels/level/vecmath.h"

#include <stdbool.h>

/* x = phi(x). */
BN_INLINE void bn_lanes_values(bn_activation activation, float power, int count, bn_lanes *x)
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
        bn_lanes_power(count, power, x);
        break;
    case BN_ACTIVATION_LINEAR:
        break;
    case BN_ACTIVATION_SIGMOID:
        bn_lanes_logistic(count, x);
        break;
    case BN_ACTIVATION_ERF:
        bn_lanes_erf(count, x);
        break;
    }
}

/* Whether the slope is computed from the value. */
BN_INLINE bool bn_slope_needs_value(bn_activation activation)
{
    return activation == BN_ACTIVATION_TANH || activation == BN_ACTIVATION_SIGMOID;
}

/* x = phi'(x), where value = phi(x) is known. */
BN_INLINE void bn_lanes_slopes(bn_activation activation, float power, int count, const bn_lanes *value,
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
        bn_lanes_power(count, power - 1.0f, x);
        for (int i = 0; i < count; i++) x[i] = power * x[i];
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
    }
}

#endif
