/* Trial with gated recurrent units: what their steps need beside those of rate units. The way back carries dL/dx_t by
   way of x_{t+1} itself from step to step, since a unit keeps a share of its state that its gate decides. */
#include "engine/kernels/gru_kernels.h"
#include "engine/kernels/kernels.h"
#include "engine/training/trial_internal.h"

#include <string.h>

bool bn_trial_is_gru(const bn_trial *trial)
{
    return trial->network->config.cell == BN_CELL_GRU;
}

// The gates of the step to t, 1 … T, of a microbatch's first trial.
static float *gates_at(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    return microbatch->course.gates + (t - 1) * microbatch->count * BN_GRU_BLOCKS * trial->ldx;
}

double bn_trial_gru_advance(const bn_trial *trial, const bn_microbatch *s, const bn_step *step, int64_t t)
{
    return bn_kernels_now()->gru_forward(step, s->count, bn_trial_states(trial, s, t), s->product + trial->R,
                                         s->noise, bn_trial_states(trial, s, t + 1),
                                         bn_trial_rates(trial, s, t + 1), gates_at(trial, s, t + 1));
}

void bn_trial_gru_begin(const bn_trial *trial, const bn_microbatch *s)
{
    memset(s->carry, 0, (size_t)(s->count * trial->ldx) * sizeof(float));
}

void bn_trial_gru_retreat(const bn_trial *trial, const bn_microbatch *s, const bn_step *step, int64_t t,
                          float cost, float *slope)
{
    if (bn_trial_penalises_changes(trial)) bn_trial_pull_changes(trial, s, t, s->back_product);
    bn_kernels_now()->gru_backward(step, s->count, bn_trial_states(trial, s, t - 1),
                                   bn_trial_states(trial, s, t), gates_at(trial, s, t), s->back_product, cost,
                                   s->carry, slope);
}

void bn_trial_gru_end(const bn_trial *trial, const bn_microbatch *s)
{
    if (bn_trial_penalises_changes(trial)) bn_trial_pull_changes(trial, s, 0, s->back_product);
    memset(s->initial_slope, 0, (size_t)trial->N * sizeof(float));
    for (int64_t c = 0; c < s->count; c++)
        for (int64_t i = 0; i < trial->N; i++)
            s->initial_slope[i] += s->back_product[c * trial->ldx + i] + s->carry[c * trial->ldx + i];
}
