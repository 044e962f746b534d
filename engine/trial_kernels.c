/* Trial kernels: for relu, state and rate come out of one pass over a column; other activations take a second
   pass while the column is in first-level cache. Sums run in 16 lanes that are added pairwise in one fixed
   order, so every instruction set gives the same bits. */
#include "trial_kernels.h"

#include "vecmath.h"

#include <stddef.h>
#include <string.h>

enum { LANES = 16 };

// A vector by name, where a sum must stay in a register: an array of sums would be kept in memory.
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

BN_INLINE double sum_of(const lanes *squares)
{
    float part[LANES];
    memcpy(part, squares, sizeof part);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return (double)part[0];
}

BN_INLINE void add_squares(const float *values, int64_t rows, lanes *squares)
{
    lanes sum = *squares;
    for (int64_t i = 0; i < rows; i += LANES) {
        lanes value;
        memcpy(&value, values + i, sizeof value);
        sum += value * value;
    }
    *squares = sum;
}

BN_MULTIVERSION
static double advance_relu(const bn_step *step, int64_t columns, const float *restrict x,
                           const float *restrict drive, const float *restrict noise, float *restrict next,
                           float *restrict rate)
{
    const float keep = step->keep;
    const float dt = step->dt;
    const float *restrict amplitude = step->amplitude;
    const int64_t rows = step->rows;
    lanes squares = {0};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < rows; i++) {
            const float value = fmaf(keep, x[i], fmaf(dt, drive[i], amplitude[i] * noise[i]));
            next[i] = value;
            rate[i] = value > 0.0f ? value : 0.0f;
        }
        add_squares(next, rows, &squares);
        x += step->ldx, next += step->ldx, drive += step->lde, noise += step->ldn, rate += step->ldz;
    }
    return sum_of(&squares);
}

// The state alone; without noise the amplitudes do not count.
BN_MULTIVERSION
static double advance_state(const bn_step *step, int64_t columns, const float *restrict x,
                            const float *restrict drive, const float *restrict noise, float *restrict next)
{
    const float keep = step->keep;
    const float dt = step->dt;
    const float *restrict amplitude = step->amplitude;
    const int64_t rows = step->rows;
    lanes squares = {0};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < rows; i++) next[i] = fmaf(keep, x[i], dt * drive[i]);
        if (step->noisy)
            for (int64_t i = 0; i < rows; i++)
                next[i] = fmaf(amplitude[i], noise[c * step->ldn + i], next[i]);
        add_squares(next, rows, &squares);
        x += step->ldx, next += step->ldx, drive += step->lde;
    }
    return sum_of(&squares);
}

double bn_step_forward(const bn_step *step, int64_t columns, const float *x, const float *drive,
                       const float *noise, float *next, float *rate)
{
    if (step->noisy && step->activation == BN_ACTIVATION_RELU)
        return advance_relu(step, columns, x, drive, noise, next, rate);
    const double squares = advance_state(step, columns, x, drive, noise, next);
    for (int64_t c = 0; c < columns; c++)
        bn_activation_values(step->activation, step->power, next + c * step->ldx, (size_t)step->units,
                             rate + c * step->ldz);
    return squares;
}

BN_MULTIVERSION
static void retreat_relu(const bn_step *step, int64_t columns, const float *restrict x,
                         const float *restrict back, const float *restrict l, float cost,
                         float *restrict l_before)
{
    const float keep = step->keep;
    const float dt = step->dt;
    const int64_t rows = step->rows;
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < rows; i++) {
            const float through = x[i] > 0.0f ? back[i] : 0.0f;
            l_before[i] = fmaf(keep, l[i], dt * fmaf(cost, x[i], through));
        }
        x += step->ldx, back += step->ldx, l += step->lde, l_before += step->lde;
    }
}

BN_MULTIVERSION
static void retreat(const bn_step *step, const float *restrict x, const float *restrict back,
                    const float *restrict slope, const float *restrict l, float cost,
                    float *restrict l_before)
{
    const float keep = step->keep;
    const float dt = step->dt;
    for (int64_t i = 0; i < step->rows; i++)
        l_before[i] = fmaf(keep, l[i], dt * fmaf(cost, x[i], slope[i] * back[i]));
}

void bn_step_backward(const bn_step *step, int64_t columns, const float *x, const float *back, const float *l,
                      float cost, float *slope, float *l_before)
{
    if (step->activation == BN_ACTIVATION_RELU) {
        retreat_relu(step, columns, x, back, l, cost, l_before);
        return;
    }
    for (int64_t c = 0; c < columns; c++) {
        const int64_t at = c * step->ldx;
        bn_activation_slopes(step->activation, step->power, x + at, (size_t)step->rows, slope + at);
        retreat(step, x + at, back + at, slope + at, l + c * step->lde, cost, l_before + c * step->lde);
    }
}
