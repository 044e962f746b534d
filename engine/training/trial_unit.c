/* Trial units: a step where every unit has a time constant of its own, in plain loops, since the kernels know one
   dt; and the slopes of the loss in what trials have in common beside the weights: their first state, and the
   time constants. The noise of a step is drawn once more for the latter, as it is addressed by its number. */
#include "engine/training/trial_internal.h"

#include "engine/kernels/kernels.h"

#include <string.h>

// next = (1 - alpha) x + alpha drive + amplitude noise, of one trial; returns the sum of next^2.
static double advance(const bn_trial *trial, const bn_step *step, const float *x, const float *drive,
                      const float *noise, float *next)
{
    const float *restrict alpha = trial->unit_dt;
    double squares = 0.0;
    for (int64_t i = 0; i < trial->N; i++) {
        float value = (1.0f - alpha[i]) * x[i] + alpha[i] * drive[i];
        if (step->noisy) value += step->amplitude[i] * noise[i];
        next[i] = value;
        squares += (double)value * (double)value;
    }
    return squares;
}

double bn_trial_advance(const bn_trial *trial, const bn_step *step, int64_t columns, const float *x,
                        const float *drive, const float *noise, float *next, float *rate)
{
    double squares = 0.0;
    if (trial->unit_dt == NULL)
        return bn_kernels_now()->step_forward(step, columns, x, drive, noise, next, rate);
    for (int64_t c = 0; c < columns; c++) {
        float *to = next + c * step->ldx;
        squares += advance(trial, step, x + c * step->ldx, drive + c * step->lde,
                           step->noisy ? noise + c * step->ldn : NULL, to);
        bn_phi_values(step->phi, to, (size_t)trial->N, rate + c * step->ldz);
    }
    return squares;
}

void bn_trial_retreat(const bn_trial *trial, const bn_step *step, const bn_microbatch *microbatch,
                      const float *x, const float *rate, const float *l, float cost, float *l_before)
{
    const float *restrict alpha = trial->unit_dt;
    if (alpha == NULL) {
        bn_kernels_now()->step_backward(step, microbatch->count, x, rate, microbatch->back_product, l, cost,
                                        l_before);
        return;
    }
    for (int64_t c = 0; c < microbatch->count; c++) {
        const float *state = x + c * step->ldx, *back = microbatch->back_product + c * step->ldx;
        const float *after = l + c * step->lde;
        float *before = l_before + c * step->lde, *slope = microbatch->slopes;
        bn_phi_slopes(step->phi, state, (size_t)trial->N, slope);
        for (int64_t i = 0; i < trial->N; i++)
            before[i] = (1.0f - alpha[i]) * after[i] + alpha[i] * (slope[i] * back[i] + cost * state[i]);
    }
}

void bn_trial_add_unit_slope(const bn_trial *trial, const bn_microbatch *microbatch, bool noisy,
                             const float *x, const float *before, const float *l)
{
    for (int64_t c = 0; c < microbatch->count; c++)
        for (int64_t i = 0; i < trial->N; i++) {
            const float alpha = trial->unit_dt[i];
            float change = x[c * trial->ldx + i] - before[c * trial->ldx + i];
            if (noisy) change -= trial->amplitude[i] * microbatch->noise[c * trial->ldn + i];
            microbatch->unit_slope[i] += l[c * trial->lde + i] * change / (alpha * alpha);
        }
}

void bn_trial_sum_initial_slope(const bn_trial *trial, const bn_microbatch *microbatch, const float *l)
{
    memset(microbatch->initial_slope, 0, (size_t)trial->N * sizeof(float));
    for (int64_t c = 0; c < microbatch->count; c++)
        for (int64_t i = 0; i < trial->N; i++) {
            const float alpha = trial->unit_dt == NULL ? (float)trial->config.dt : trial->unit_dt[i];
            microbatch->initial_slope[i] += l[c * trial->lde + i] / alpha;
        }
}
