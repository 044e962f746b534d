/* RMSProp: one fused pass over the parameters. Epsilon stands outside the root, and the mean square is not
   corrected for its start at zero, as in the lecture: the first step is learning_rate / sqrt(1 - decay) long.
   The kernel names its fused multiply-adds, so that every instruction set gives the same bits. */
#include "engine/training/rmsprop.h"

#include "engine/kernels/kernels.h"

bn_rmsprop bn_rmsprop_lay_out(bn_arena *arena, const bn_rmsprop_config *config, int64_t count)
{
    return (bn_rmsprop){.config = *config, .v = bn_arena_take(arena, (size_t)count, sizeof(float))};
}

void bn_rmsprop_update(bn_rmsprop *rmsprop, float *weights, const float *gradient, int64_t first,
                       int64_t count)
{
    const bn_rmsprop_config *c = &rmsprop->config;
    const bn_rmsprop_factors f = {.keep = (float)c->decay,
                                  .take = (float)(1.0 - c->decay),
                                  .rate = (float)c->learning_rate,
                                  .epsilon = (float)c->epsilon};
    bn_kernels_now()->rmsprop_update(&f, weights + first, gradient + first, rmsprop->v + first, count);
}
