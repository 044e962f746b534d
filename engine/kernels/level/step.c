/* Step kernels: one pass over a column, 16 rows at a time, gives state and rate, or error and slope. */
#include "engine/kernels/level/activation_lanes.h"
#include "engine/kernels/level/level.h"

#include <string.h>

enum { ROWS = 16, PARTS = ROWS / BN_LANES };

BN_INLINE double sum_of(const bn_lanes squares[PARTS])
{
    float part[ROWS];
    memcpy(part, squares, sizeof part);
#pragma GCC unroll 4
    for (int half = ROWS / 2; half > 0; half /= 2)
#pragma GCC unroll 8
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return (double)part[0];
}

// Sets the padding of the last vector to 0 where phi(0) is not 0.
BN_INLINE void clear_padding(const bn_step *s, float *rate)
{
    for (int64_t i = s->units; i < s->rows; i++) rate[i] = 0.0f;
}

BN_INLINE void advance(const bn_step *s, bn_activation activation, bool noisy, const float *x,
                       const float *drive, const float *noise, float *next, float *rate,
                       bn_lanes squares[PARTS])
{
    for (int64_t i = 0; i < s->rows; i += ROWS) {
        bn_lanes value[PARTS];
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) {
            const int64_t at = i + p * BN_LANES;
            bn_lanes change = s->dt * bn_lanes_load(drive + at);
            if (noisy) change += bn_lanes_load(s->amplitude + at) * bn_lanes_load(noise + at);
            value[p] = s->keep * bn_lanes_load(x + at) + change;
            bn_lanes_store(next + at, value[p]);
            squares[p] += value[p] * value[p];
        }
        bn_lanes_values(activation, s->phi, PARTS, value);
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) bn_lanes_store(rate + i + p * BN_LANES, value[p]);
    }
    if (activation == BN_ACTIVATION_SOFTPLUS || activation == BN_ACTIVATION_SIGMOID ||
        activation == BN_ACTIVATION_TABLE)
        clear_padding(s, rate);
}

BN_INLINE double forward(const bn_step *step, bn_activation activation, int64_t columns, const float *x,
                         const float *drive, const float *noise, float *next, float *rate)
{
    const bn_step s = *step;
    bn_lanes squares[PARTS] = {{0}};
    for (int64_t c = 0; c < columns; c++) {
        if (s.noisy)
            advance(&s, activation, true, x, drive, noise + c * s.ldn, next, rate, squares);
        else
            advance(&s, activation, false, x, drive, NULL, next, rate, squares);
        x += s.ldx, next += s.ldx, drive += s.lde, rate += s.ldz;
    }
    return sum_of(squares);
}

double BN_KERNEL(step_forward)(const bn_step *step, int64_t columns, const float *x, const float *drive,
                               const float *noise, float *next, float *rate)
{
    switch (step->phi->activation) {
    case BN_ACTIVATION_RELU:
        return forward(step, BN_ACTIVATION_RELU, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_TANH:
        return forward(step, BN_ACTIVATION_TANH, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_SOFTPLUS:
        return forward(step, BN_ACTIVATION_SOFTPLUS, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_THRESHOLD_POWER:
        return forward(step, BN_ACTIVATION_THRESHOLD_POWER, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_SIGMOID:
        return forward(step, BN_ACTIVATION_SIGMOID, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_ERF:
        return forward(step, BN_ACTIVATION_ERF, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        return forward(step, BN_ACTIVATION_ASYMMETRIC_TANH, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_TABLE:
        return forward(step, BN_ACTIVATION_TABLE, columns, x, drive, noise, next, rate);
    case BN_ACTIVATION_LINEAR:
        break;
    }
    return forward(step, BN_ACTIVATION_LINEAR, columns, x, drive, noise, next, rate);
}

// through = phi'(x) back; the slope of relu is a mask.
BN_INLINE void pull(bn_activation activation, const bn_phi *phi, const bn_lanes x[PARTS],
                    const bn_lanes rate[PARTS], const float *back, bn_lanes through[PARTS])
{
    bn_lanes slope[PARTS];
    memcpy(slope, x, sizeof slope);
    if (activation != BN_ACTIVATION_RELU) bn_lanes_slopes(activation, phi, PARTS, rate, slope);
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        const bn_lanes pulled = bn_lanes_load(back + p * BN_LANES);
        through[p] = activation == BN_ACTIVATION_RELU ? (bn_lanes)((x[p] > 0.0f) & (bn_lanes_i32)pulled)
                                                      : slope[p] * pulled;
    }
}

BN_INLINE void backward(const bn_step *step, bn_activation activation, int64_t columns, const float *x,
                        const float *rate, const float *back, const float *l, float cost, float *l_before)
{
    const bn_step s = *step;
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += ROWS) {
            bn_lanes state[PARTS], value[PARTS], through[PARTS];
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) {
                state[p] = bn_lanes_load(x + i + p * BN_LANES);
                value[p] = bn_lanes_load(rate + i + p * BN_LANES);
            }
            pull(activation, s.phi, state, value, back + i, through);
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) {
                const int64_t at = i + p * BN_LANES;
                bn_lanes_store(l_before + at,
                               s.keep * bn_lanes_load(l + at) + s.dt * (cost * state[p] + through[p]));
            }
        }
        x += s.ldx, rate += s.ldz, back += s.ldx, l += s.lde, l_before += s.lde;
    }
}

void BN_KERNEL(step_backward)(const bn_step *step, int64_t columns, const float *x, const float *rate,
                              const float *back, const float *l, float cost, float *l_before)
{
    switch (step->phi->activation) {
    case BN_ACTIVATION_RELU:
        backward(step, BN_ACTIVATION_RELU, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_TANH:
        backward(step, BN_ACTIVATION_TANH, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_SOFTPLUS:
        backward(step, BN_ACTIVATION_SOFTPLUS, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        backward(step, BN_ACTIVATION_THRESHOLD_POWER, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_LINEAR:
        backward(step, BN_ACTIVATION_LINEAR, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_SIGMOID:
        backward(step, BN_ACTIVATION_SIGMOID, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_ERF:
        backward(step, BN_ACTIVATION_ERF, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        backward(step, BN_ACTIVATION_ASYMMETRIC_TANH, columns, x, rate, back, l, cost, l_before);
        break;
    case BN_ACTIVATION_TABLE:
        backward(step, BN_ACTIVATION_TABLE, columns, x, rate, back, l, cost, l_before);
        break;
    }
}

double BN_KERNEL(sum_f32)(int64_t count, const float *values)
{
    double lanes[ROWS] = {0.0}, sum = 0.0;
    int64_t i = 0;
    for (; i + ROWS <= count; i += ROWS)
        for (int k = 0; k < ROWS; k++) lanes[k] += (double)values[i + k];
    for (; i < count; i++) sum += (double)values[i];
    for (int k = 0; k < ROWS; k++) sum += lanes[k];
    return sum;
}

double BN_KERNEL(dot_f32)(int64_t count, const float *a, const float *b)
{
    float lanes[ROWS] = {0.0f};
    double sum = 0.0;
    int64_t i = 0;
    for (; i + ROWS <= count; i += ROWS)
        for (int k = 0; k < ROWS; k++) lanes[k] += a[i + k] * b[i + k];
    for (; i < count; i++) sum += (double)(a[i] * b[i]);
    for (int k = 0; k < ROWS; k++) sum += (double)lanes[k];
    return sum;
}

enum { ABREAST = 4, SUMS = 16 };

// to = the 16 lanes of the sums of factor_i a_ic of ABREAST neighbouring columns.
BN_INLINE void sums_of(int64_t rows, const float *a, int64_t lda, const float *factor,
                       float to[ABREAST][SUMS])
{
    bn_lanes sum[ABREAST][PARTS] = {{{0}}};
    for (int64_t i = 0; i < rows; i += ROWS)
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++)
#pragma GCC unroll 4
            for (int c = 0; c < ABREAST; c++)
                sum[c][p] +=
                    bn_lanes_load(a + c * lda + i + p * BN_LANES) * bn_lanes_load(factor + i + p * BN_LANES);
#pragma GCC unroll 4
    for (int c = 0; c < ABREAST; c++) memcpy(to[c], sum[c], sizeof sum[c]);
}

// The first of each row after its lanes have been added by halves.
BN_INLINE void add_lanes(float of[SUMS][SUMS], float *sum)
{
    float lanes[SUMS][SUMS]; // transposed
    for (int k = 0; k < SUMS; k++)
        for (int c = 0; c < SUMS; c++) lanes[k][c] = of[c][k];
#pragma GCC unroll 4
    for (int half = SUMS / 2; half > 0; half /= 2)
#pragma GCC unroll 8
        for (int k = 0; k < half; k++)
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++)
                bn_lanes_store(lanes[k] + p * BN_LANES, bn_lanes_load(lanes[k] + p * BN_LANES) +
                                                            bn_lanes_load(lanes[k + half] + p * BN_LANES));
    memcpy(sum, lanes[0], sizeof lanes[0]);
}

void BN_KERNEL(project_f32)(int64_t rows, int64_t columns, const float *a, int64_t lda, const float *factor,
                            int64_t ldf, int64_t count, float *out)
{
    for (int64_t first = 0; first < columns; first += SUMS, a += SUMS * lda, out += SUMS * count) {
        const int64_t these = columns - first < SUMS ? columns - first : SUMS;
        for (int64_t k = 0; k < count; k++) {
            float part[SUMS][SUMS] = {{0.0f}}, rest[ABREAST][SUMS], sum[SUMS];
            int64_t c = 0;
            for (; c + ABREAST <= these; c += ABREAST)
                sums_of(rows, a + c * lda, lda, factor + k * ldf, part + c);
            for (; c < these; c++) {
                sums_of(rows, a + c * lda, 0, factor + k * ldf, rest);
                memcpy(part[c], rest[0], sizeof part[c]);
            }
            add_lanes(part, sum);
            for (c = 0; c < these; c++) out[c * count + k] = sum[c];
        }
    }
}

void BN_KERNEL(sum_products_f32)(int64_t rows, int64_t columns, const float *a, int64_t lda, const float *b,
                                 int64_t ldb, float *sum)
{
    const int64_t whole = (rows + ROWS - 1) / ROWS * ROWS; // the same rows are written at every level
    for (int64_t i = 0; i < whole; i += BN_LANES) {
        bn_lanes part[ABREAST] = {{0}};
        int64_t c = 0;
        for (; c + ABREAST <= columns; c += ABREAST)
#pragma GCC unroll 4
            for (int k = 0; k < ABREAST; k++)
                part[k] += bn_lanes_load(a + i + (c + k) * lda) * bn_lanes_load(b + i + (c + k) * ldb);
        for (; c < columns; c++)
            part[c % ABREAST] += bn_lanes_load(a + i + c * lda) * bn_lanes_load(b + i + c * ldb);
        bn_lanes_store(sum + i, (part[0] + part[1]) + (part[2] + part[3]));
    }
}

void BN_KERNEL(add_columns_f32)(int64_t rows, const float *const column[4], const float factor[4],
                                float *restrict sum)
{
    const float *restrict a = column[0], *restrict b = column[1], *restrict c = column[2],
                          *restrict d = column[3];
    for (int64_t i = 0; i < rows; i++)
        sum[i] += (a[i] * factor[0] + b[i] * factor[1]) + (c[i] * factor[2] + d[i] * factor[3]);
}
