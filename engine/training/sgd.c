/* Stochastic gradient descent: one fused pass over the parameters. The velocity contains the learning rate,
   as in the definition, so that a change of the rate acts gradually. The kernel names its fused
   multiply-adds, so that every instruction set gives the same bits. */
#include "engine/training/sgd.h"

#include "engine/kernels/kernels.h"

bn_sgd bn_sgd_lay_out(bn_arena *arena, const bn_sgd_config *config, int64_t count)
{
    return (bn_sgd){.config = *config, .u = bn_arena_take(arena, (size_t)count, sizeof(float))};
}

void bn_sgd_update(bn_sgd *sgd, float *weights, const float *gradient, int64_t first, int64_t count)
{
    bn_kernels_now()->sgd_update((float)sgd->config.momentum, (float)sgd->config.learning_rate,
                                 weights + first, gradient + first, sgd->u + first, count);
}
