/* Stochastic gradient descent: one fused pass over the parameters. The velocity carries the learning rate, so
   that a rate which is changed bends the way gradually, as in the definition. Products and sums are fused by
   name, which gives the same bits on every instruction set. */
#include "sgd.h"

#include "vecmath.h"

bn_status bn_sgd_config_check(const bn_sgd_config *config)
{
    if (!(config->learning_rate >= 0.0 && config->learning_rate <= 1e12))
        return bn_fault(BN_EINVAL, "learning_rate is %g; it must be from 0 to 1e12", config->learning_rate);
    if (!(config->momentum >= 0.0 && config->momentum < 1.0))
        return bn_fault(BN_EINVAL, "momentum is %g; it must be at least 0 and less than 1", config->momentum);
    return bn_ok();
}

bn_sgd bn_sgd_lay_out(bn_arena *arena, const bn_sgd_config *config, int64_t count)
{
    return (bn_sgd){.config = *config, .u = bn_arena_take(arena, (size_t)count, sizeof(float))};
}

BN_MULTIVERSION
static void update(float momentum, float rate, float *restrict w, const float *restrict g, float *restrict u,
                   int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        u[i] = fmaf(momentum, u[i], -rate * g[i]);
        w[i] += u[i];
    }
}

void bn_sgd_update(bn_sgd *sgd, float *weights, const float *gradient, int64_t first, int64_t count)
{
    update((float)sgd->config.momentum, (float)sgd->config.learning_rate, weights + first, gradient + first,
           sgd->u + first, count);
}
