/* Adam: one fused pass over the parameters. The powers of beta are taken in double precision once a step;
   bias correction is folded into two factors, while epsilon stays outside the root, as in the definition. */
#include "engine/training/adam.h"

#include "engine/base/elementary.h"
#include "engine/kernels/kernels.h"

bn_adam bn_adam_lay_out(bn_arena *arena, const bn_adam_config *config, int64_t count)
{
    bn_adam adam = {.config = *config, .count = count};
    adam.m = bn_arena_take(arena, (size_t)count, sizeof(float));
    adam.v = bn_arena_take(arena, (size_t)count, sizeof(float));
    return adam;
}

void bn_adam_begin(bn_adam *adam)
{
    const bn_adam_config *c = &adam->config;
    adam->step++;
    adam->rate = (float)(c->learning_rate / (1.0 - bn_whole_power(c->beta1, adam->step)));
    adam->scale = (float)(1.0 / (1.0 - bn_whole_power(c->beta2, adam->step)));
}

void bn_adam_update(bn_adam *adam, float *weights, const float *gradient, int64_t first, int64_t count)
{
    const bn_adam_config *c = &adam->config;
    const bn_adam_factors f = {
        .keep1 = (float)c->beta1,
        .keep2 = (float)c->beta2,
        .take1 = (float)(1.0 - c->beta1),
        .take2 = (float)(1.0 - c->beta2),
        .rate = adam->rate,
        .scale = adam->scale,
        .epsilon = (float)c->epsilon,
    };
    bn_kernels_now()->adam_update(&f, weights + first, gradient + first, adam->m + first, adam->v + first,
                                  count);
}
