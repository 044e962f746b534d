/* Trial kernels: for relu, state and rate come out of one pass over a column; other activations take a second
   pass while the column is in first-level cache. Sums run in 16 lanes that are added pairwise in one fixed
   order, so every instruction set gives the same bits. */
#include "engine/network/trial_kernels.h"

#include "engine/base/vecmath.h"

#include <stddef.h>
#include <string.h>

enum { LANES = 16 };

// Sixteen neighbours in an array of floats, wherever they begin. A vector by name keeps a sum in a register,
// where an array of sums would stay in memory.
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t mask __attribute__((vector_size(LANES * sizeof(int32_t))));

#define AT(array, i)  (*(const lanes *)((array) + (i)))
#define PUT(array, i) (*(lanes *)((array) + (i)))

BN_INLINE double sum_of(const lanes *squares)
{
    float part[LANES];
    memcpy(part, squares, sizeof part);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return (double)part[0];
}

BN_MULTIVERSION
static double advance_relu(const bn_step *step, int64_t columns, const float *x, const float *drive,
                           const float *noise, float *next, float *rate)
{
    const bn_step s = *step;
    lanes squares = {0};
    const lanes zero = {0};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += LANES) {
            const lanes value = s.keep * AT(x, i) + (s.dt * AT(drive, i) + AT(s.amplitude, i) * AT(noise, i));
            PUT(next, i) = value;
            PUT(rate, i) = (lanes)((value > zero) & (mask)value);
            squares += value * value;
        }
        x += s.ldx, next += s.ldx, drive += s.lde, noise += s.ldn, rate += s.ldz;
    }
    return sum_of(&squares);
}

// The state alone; without noise the amplitudes do not count.
BN_MULTIVERSION
static double advance_state(const bn_step *step, int64_t columns, const float *x, const float *drive,
                            const float *noise, float *next)
{
    const bn_step s = *step;
    lanes squares = {0};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += LANES) {
            lanes value = s.keep * AT(x, i) + s.dt * AT(drive, i);
            if (s.noisy) value += AT(s.amplitude, i) * AT(noise + c * s.ldn, i);
            PUT(next, i) = value;
            squares += value * value;
        }
        x += s.ldx, next += s.ldx, drive += s.lde;
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
static void retreat_relu(const bn_step *step, int64_t columns, const float *x, const float *back,
                         const float *l, float cost, float *l_before)
{
    const bn_step s = *step;
    const lanes zero = {0};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += LANES) {
            const lanes state = AT(x, i);
            const lanes through = (lanes)((state > zero) & (mask)AT(back, i));
            PUT(l_before, i) = s.keep * AT(l, i) + s.dt * (cost * state + through);
        }
        x += s.ldx, back += s.ldx, l += s.lde, l_before += s.lde;
    }
}

BN_MULTIVERSION
static void retreat(const bn_step *step, const float *x, const float *back, const float *slope,
                    const float *l, float cost, float *l_before)
{
    for (int64_t i = 0; i < step->rows; i += LANES)
        PUT(l_before, i) = step->keep * AT(l, i) + step->dt * (cost * AT(x, i) + AT(slope, i) * AT(back, i));
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
