/* Trial kernels: for relu, state and rate come out of one pass over the column; other activations take a
   second pass while the column is in first-level cache. Sums run in 16 lanes that are added in one fixed
   order, so every instruction set gives the same bits. */
#include "trial_kernels.h"

#include "vecmath.h"

#include <stddef.h>

enum { LANES = 16 };

BN_INLINE double sum_of(const float lanes[LANES])
{
    double sum = 0.0;
    for (int i = 0; i < LANES; i++) sum += (double)lanes[i];
    return sum;
}

// noise NULL: none. rate NULL: the caller applies the activation. All other arrays hold `rows` and do not
// overlap.
BN_INLINE double advance(const bn_step *step, const float *restrict x, const float *restrict drive,
                         const float *restrict noise, float *restrict next, float *restrict rate)
{
    const float keep = step->keep;
    const float dt = step->dt;
    const float *restrict amplitude = step->amplitude;
    float squares[LANES] = {0};
    for (int64_t i = 0; i < step->rows; i += LANES)
        for (int k = 0; k < LANES; k++) {
            const float kick = noise != NULL ? amplitude[i + k] * noise[i + k] : 0.0f;
            const float value = fmaf(keep, x[i + k], fmaf(dt, drive[i + k], kick));
            next[i + k] = value;
            squares[k] = fmaf(value, value, squares[k]);
            if (rate != NULL) rate[i + k] = value > 0.0f ? value : 0.0f;
        }
    return sum_of(squares);
}

BN_MULTIVERSION
static double advance_relu(const bn_step *step, const float *x, const float *drive, const float *noise,
                           float *next, float *rate)
{
    return advance(step, x, drive, noise, next, rate);
}

BN_MULTIVERSION
static double advance_state(const bn_step *step, const float *x, const float *drive, const float *noise,
                            float *next)
{
    return advance(step, x, drive, noise, next, NULL);
}

BN_MULTIVERSION
static double advance_quietly(const bn_step *step, const float *x, const float *drive, float *next)
{
    return advance(step, x, drive, NULL, next, NULL);
}

double bn_step_forward(const bn_step *step, const float *x, const float *drive, const float *noise,
                       float *next, float *rate)
{
    if (step->activation == BN_ACTIVATION_RELU) return advance_relu(step, x, drive, noise, next, rate);
    const double squares = advance_state(step, x, drive, noise, next);
    bn_activation_values(step->activation, step->power, next, (size_t)step->units, rate);
    return squares;
}

double bn_step_forward_quiet(const bn_step *step, const float *x, const float *drive, float *next,
                             float *rate)
{
    const double squares = advance_quietly(step, x, drive, next);
    bn_activation_values(step->activation, step->power, next, (size_t)step->units, rate);
    return squares;
}

BN_MULTIVERSION
static void retreat_relu(const bn_step *step, const float *restrict x, const float *restrict back,
                         const float *restrict l, float cost, float *restrict l_before)
{
    const float keep = step->keep;
    const float dt = step->dt;
    for (int64_t i = 0; i < step->rows; i += LANES)
        for (int k = 0; k < LANES; k++) {
            const float through = x[i + k] > 0.0f ? back[i + k] : 0.0f;
            l_before[i + k] = fmaf(keep, l[i + k], dt * fmaf(cost, x[i + k], through));
        }
}

BN_MULTIVERSION
static void retreat(const bn_step *step, const float *restrict x, const float *restrict back,
                    const float *restrict slope, const float *restrict l, float cost,
                    float *restrict l_before)
{
    const float keep = step->keep;
    const float dt = step->dt;
    for (int64_t i = 0; i < step->rows; i += LANES)
        for (int k = 0; k < LANES; k++)
            l_before[i + k] = fmaf(keep, l[i + k], dt * fmaf(cost, x[i + k], slope[i + k] * back[i + k]));
}

void bn_step_backward(const bn_step *step, const float *x, const float *back, const float *l, float cost,
                      float *slope, float *l_before)
{
    if (step->activation == BN_ACTIVATION_RELU) {
        retreat_relu(step, x, back, l, cost, l_before);
        return;
    }
    bn_activation_slopes(step->activation, step->power, x, (size_t)step->rows, slope);
    retreat(step, x, back, slope, l, cost, l_before);
}
