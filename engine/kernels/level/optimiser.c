/* Optimiser kernels: loops that a compiler vectorises, with fused multiply-adds by bn_fused. */
#include "engine/kernels/level/level.h"

#include <math.h>

void BN_KERNEL(adam_update)(const bn_adam_factors *factors, float *restrict w, const float *restrict g,
                            float *restrict m, float *restrict v, int64_t count)
{
    const bn_adam_factors c = *factors;
    for (int64_t i = 0; i < count; i++) {
        m[i] = bn_fused(c.keep1, m[i], c.take1 * g[i]);
        v[i] = bn_fused(c.keep2, v[i], c.take2 * g[i] * g[i]);
        w[i] -= c.rate * m[i] / (sqrtf(c.scale * v[i]) + c.epsilon);
    }
}

void BN_KERNEL(rmsprop_update)(const bn_rmsprop_factors *factors, float *restrict w, const float *restrict g,
                               float *restrict v, int64_t count)
{
    const bn_rmsprop_factors c = *factors;
    for (int64_t i = 0; i < count; i++) {
        v[i] = bn_fused(c.keep, v[i], c.take * g[i] * g[i]);
        w[i] -= c.rate * g[i] / (sqrtf(v[i]) + c.epsilon);
    }
}

void BN_KERNEL(sgd_update)(float momentum, float rate, float *restrict w, const float *restrict g,
                           float *restrict u, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        u[i] = bn_fused(momentum, u[i], -rate * g[i]);
        w[i] += u[i];
    }
}
