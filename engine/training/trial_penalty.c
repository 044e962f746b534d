/* Trial penalties: what states and rates cost beside the errors of the outputs, and the slopes of these costs, in
   plain loops, since few trainings have them. The change of a state costs both its steps, so its slope at step t
   reads the states of steps t - 1, t and t + 1. */
#include "engine/training/trial_internal.h"

#include <assert.h>
#include <math.h>

bool bn_trial_penalises_rates(const bn_trial *trial)
{
    return trial->config.l1_rates > 0.0 || trial->config.l2_rates > 0.0;
}

bool bn_trial_penalises_changes(const bn_trial *trial)
{
    return trial->config.smoothness_penalty > 0.0;
}

double bn_trial_cost_of_rates(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    const bn_trial_config *config = &trial->config;
    double cost = 0.0;
    for (int64_t c = 0; c < microbatch->count; c++) {
        const float *rate = bn_trial_rates(trial, microbatch, t) + c * trial->ldz;
        for (int64_t i = 0; i < trial->N; i++) {
            const double value = fabs((double)rate[i]);
            cost += (config->l1_rates + config->l2_rates * value) * value;
        }
    }
    return cost;
}

void bn_trial_push_rates_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    const float l1 = (float)(trial->config.l1_rates * trial->share);
    const float l2 = (float)(2.0 * trial->config.l2_rates * trial->share);
    for (int64_t c = 0; c < microbatch->count; c++) {
        const float *restrict rate = bn_trial_rates(trial, microbatch, t) + c * trial->ldz;
        float *restrict back = microbatch->back_product + c * trial->ldx;
        for (int64_t i = 0; i < trial->N; i++)
            back[i] += l2 * rate[i] + l1 * (float)((rate[i] > 0.0f) - (rate[i] < 0.0f));
    }
}

double bn_trial_cost_of_changes(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t)
{
    const double dt = trial->config.dt;
    double squares = 0.0;
    for (int64_t c = 0; c < microbatch->count; c++) {
        const float *x = bn_trial_states(trial, microbatch, t) + c * trial->ldx;
        const float *before = bn_trial_states(trial, microbatch, t - 1) + c * trial->ldx;
        for (int64_t i = 0; i < trial->N; i++) {
            const double change = (double)x[i] - (double)before[i];
            squares += change * change;
        }
    }
    return trial->config.smoothness_penalty / (dt * dt) * squares;
}

// Adds factor (x - other) to l: alpha dL/dx of a rate unit, dL/dx itself, ldx apart, of a GRU.
static void add_difference(const bn_trial *trial, const bn_microbatch *microbatch, float factor, int64_t t,
                           int64_t other, float *l)
{
    const bool gru = bn_trial_is_gru(trial);
    const float scale = gru ? 1.0f : (float)trial->config.dt, *alpha = trial->unit_dt;
    for (int64_t c = 0; c < microbatch->count; c++) {
        const float *restrict x = bn_trial_states(trial, microbatch, t) + c * trial->ldx;
        const float *restrict y = bn_trial_states(trial, microbatch, other) + c * trial->ldx;
        float *restrict slope = l + c * (gru ? trial->ldx : trial->lde);
        for (int64_t i = 0; i < trial->N; i++)
            slope[i] += factor * (alpha == NULL ? scale : alpha[i]) * (x[i] - y[i]);
    }
}

void bn_trial_pull_changes(const bn_trial *trial, const bn_microbatch *microbatch, int64_t t, float *l)
{
    const double dt = trial->config.dt;
    const float factor = (float)(2.0 * trial->config.smoothness_penalty * trial->share / (dt * dt));
    assert(trial->burn_in >= 1); // or there is no state before the first that costs
    if (t >= trial->burn_in) add_difference(trial, microbatch, factor, t, t - 1, l);
    if (t < trial->config.steps && t + 1 >= trial->burn_in)
        add_difference(trial, microbatch, factor, t, t + 1, l);
}
