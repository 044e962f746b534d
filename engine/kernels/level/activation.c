/* Activation kernels: whole vectors; the rest of less than a vector goes through a copy. */
#include "engine/kernels/level/activation_lanes.h"
#include "engine/kernels/level/level.h"

#include <stdbool.h>
#include <string.h>

BN_INLINE bn_lanes value_or_slope(bn_activation activation, bool slope, const bn_phi *phi, bn_lanes x)
{
    bn_lanes result = x, value = x;
    if (slope && bn_slope_needs_value(activation)) bn_lanes_values(activation, phi, 1, &value);
    if (slope)
        bn_lanes_slopes(activation, phi, 1, &value, &result);
    else
        bn_lanes_values(activation, phi, 1, &result);
    return result;
}

BN_INLINE void map(bn_activation activation, bool slope, const bn_phi *phi, const float *restrict x,
                   size_t count, float *restrict out)
{
    size_t i = 0;
    for (; i + BN_LANES <= count; i += BN_LANES)
        bn_lanes_store(out + i, value_or_slope(activation, slope, phi, bn_lanes_load(x + i)));
    if (i == count) return;
    float rest[BN_LANES] = {0.0f};
    memcpy(rest, x + i, (count - i) * sizeof *x);
    bn_lanes_store(rest, value_or_slope(activation, slope, phi, bn_lanes_load(rest)));
    memcpy(out + i, rest, (count - i) * sizeof *out);
}

BN_INLINE void map_any(bool slope, const bn_phi *phi, const float *restrict x, size_t count,
                       float *restrict out)
{
    switch (phi->activation) {
    case BN_ACTIVATION_RELU:
        map(BN_ACTIVATION_RELU, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_TANH:
        map(BN_ACTIVATION_TANH, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_SOFTPLUS:
        map(BN_ACTIVATION_SOFTPLUS, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        map(BN_ACTIVATION_THRESHOLD_POWER, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_LINEAR:
        map(BN_ACTIVATION_LINEAR, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_SIGMOID:
        map(BN_ACTIVATION_SIGMOID, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_ERF:
        map(BN_ACTIVATION_ERF, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        map(BN_ACTIVATION_ASYMMETRIC_TANH, slope, phi, x, count, out);
        break;
    case BN_ACTIVATION_TABLE:
        map(BN_ACTIVATION_TABLE, slope, phi, x, count, out);
        break;
    }
}

void BN_KERNEL(activation_values)(const bn_phi *phi, const float *restrict x, size_t count,
                                  float *restrict out)
{
    map_any(false, phi, x, count, out);
}

void BN_KERNEL(activation_slopes)(const bn_phi *phi, const float *restrict x, size_t count,
                                  float *restrict out)
{
    map_any(true, phi, x, count, out);
}
