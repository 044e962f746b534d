/* Gated recurrent unit kernels: 16 units at a time, whose numbers stand in several blocks. The last of less than 16 go
   through copies, since blocks follow each other without a gap. */
#include "engine/kernels/level/level.h"
#include "engine/kernels/level/vecmath.h"

#include <string.h>

enum { ROWS = 16, PARTS = ROWS / BN_LANES };

typedef struct {
    bn_lanes part[PARTS];
} sixteen;

BN_INLINE sixteen load(const float *from)
{
    sixteen s;
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) s.part[p] = bn_lanes_load(from + p * BN_LANES);
    return s;
}

BN_INLINE void store(float *to, sixteen s)
{
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) bn_lanes_store(to + p * BN_LANES, s.part[p]);
}

// The first `count` numbers, and zeros.
BN_INLINE sixteen first_of(sixteen s, int64_t count)
{
    float numbers[ROWS];
    store(numbers, s);
    for (int64_t i = count; i < ROWS; i++) numbers[i] = 0.0f;
    return load(numbers);
}

BN_INLINE void store_first(float *to, sixteen s, int64_t count)
{
    float numbers[ROWS];
    if (count >= ROWS) {
        store(to, s);
        return;
    }
    store(numbers, s);
    memcpy(to, numbers, (size_t)count * sizeof *to);
}

typedef struct {
    sixteen reset, update, candidate;
} gates_of;

// state: h; state_drive: a_h. Returns h' without noise.
BN_INLINE sixteen advance(const float *drive, int64_t N, sixteen state, sixteen state_drive, gates_of *g)
{
    g->reset = load(drive), g->update = load(drive + N), g->candidate = load(drive + 3 * N);
    bn_lanes_logistic(PARTS, g->reset.part);
    bn_lanes_logistic(PARTS, g->update.part);
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++)
        g->candidate.part[p] = bn_lanes_fused(g->reset.part[p], state_drive.part[p], g->candidate.part[p]);
    bn_lanes_tanh(PARTS, g->candidate.part);
    sixteen next;
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++)
        next.part[p] =
            bn_lanes_fused(g->update.part[p], state.part[p] - g->candidate.part[p], g->candidate.part[p]);
    return next;
}

BN_INLINE void keep_gates(float *gates, int64_t ldx, const gates_of *g, sixteen state_drive)
{
    store(gates, g->reset);
    store(gates + ldx, g->update);
    store(gates + 2 * ldx, g->candidate);
    store(gates + 3 * ldx, state_drive);
}

BN_INLINE double sum_of(const sixteen *squares)
{
    float part[ROWS];
    store(part, *squares);
    for (int half = ROWS / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return (double)part[0];
}

double BN_KERNEL(gru_forward)(const bn_step *step, int64_t columns, const float *x, const float *drive,
                              const float *noise, float *next, float *rate, float *gates)
{
    const bn_step s = *step;
    sixteen squares = {{{0}}};
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += ROWS) {
            gates_of g;
            const sixteen state_drive = load(drive + 2 * s.units + i);
            sixteen value = advance(drive + i, s.units, load(x + i), state_drive, &g);
            for (int p = 0; s.noisy && p < PARTS; p++)
                value.part[p] += bn_lanes_load(s.amplitude + i + p * BN_LANES) *
                                 bn_lanes_load(noise + c * s.ldn + i + p * BN_LANES);
            if (i + ROWS > s.units) value = first_of(value, s.units - i);
            store(next + i, value);
            store(rate + i, value);
            if (gates != NULL) keep_gates(gates + i, s.ldx, &g, state_drive);
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) squares.part[p] += value.part[p] * value.part[p];
        }
        x += s.ldx, next += s.ldx, drive += s.lde, rate += s.ldz;
        if (gates != NULL) gates += BN_GRU_BLOCKS * s.ldx;
    }
    return sum_of(&squares);
}

typedef struct {
    sixteen reset, update, state, input; // of the four drives
    sixteen carry;
} slopes_of;

// slope: dL/dh'.
BN_INLINE slopes_of retreat(const float *gates, int64_t ldx, sixteen state, sixteen slope)
{
    const sixteen r = load(gates), u = load(gates + ldx), n = load(gates + 2 * ldx),
                  a = load(gates + 3 * ldx);
    slopes_of d;
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        const bn_lanes of_update = slope.part[p] * (state.part[p] - n.part[p]);
        d.input.part[p] = slope.part[p] * (1.0f - u.part[p]) * ((1.0f - n.part[p]) * (1.0f + n.part[p]));
        d.state.part[p] = d.input.part[p] * r.part[p];
        d.reset.part[p] = d.state.part[p] * a.part[p] * (1.0f - r.part[p]);
        d.update.part[p] = of_update * u.part[p] * (1.0f - u.part[p]);
        d.carry.part[p] = slope.part[p] * u.part[p];
    }
    return d;
}

void BN_KERNEL(gru_backward)(const bn_step *step, int64_t columns, const float *x, const float *next,
                             const float *gates, const float *back, float cost, float *carry, float *slope)
{
    const bn_step s = *step;
    const int64_t N = s.units;
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 0; i < s.rows; i += ROWS) {
            sixteen total = load(back + i);
            const sixteen kept = load(carry + i), after = load(next + i);
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) total.part[p] += kept.part[p] + cost * after.part[p];
            const slopes_of d = retreat(gates + i, s.ldx, load(x + i), total);
            store(carry + i, d.carry);
            store_first(slope + i, d.reset, N - i);
            store_first(slope + N + i, d.update, N - i);
            store_first(slope + 2 * N + i, d.state, N - i);
            store_first(slope + 3 * N + i, d.input, N - i);
        }
        x += s.ldx, next += s.ldx, back += s.ldx, carry += s.ldx;
        gates += BN_GRU_BLOCKS * s.ldx, slope += s.lde;
    }
}
