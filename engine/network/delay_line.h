/* Delay line: the rates of a block of trials on their way to the units that receive them.

   A fixed delay of D steps is a ring of D frames, a gamma distributed one of order n a row of n leaks, which move as
   Euler steps of the time constant delay/n, all from the states before. Each trial is passed by itself. */
#ifndef BN_DELAY_LINE_H
#define BN_DELAY_LINE_H

#include "common/memory.h"
#include "engine/network/delay.h"

#include <stdint.h>

typedef struct {
    int64_t frames;       // D, or n; 0 without a delay
    int64_t units, batch; // N, B
    float share;          // of a leak in a step; 0 of a fixed delay
    float *rates;         // frames x B x N
} bn_delay_line;

/* Over `arena`, for a sound delay. */
bn_delay_line bn_delay_line_lay_out(bn_arena *arena, const bn_delay *delay, double dt, int64_t units,
                                    int64_t batch);

/* As if trial b had had these rates always. rates: N. */
void bn_delay_line_fill(const bn_delay_line *line, int64_t b, const float *rates);

/* Takes the rates of trial b before step `step`, counted from 0, and puts in their place those that arrive at that
   step. rates: N. */
void bn_delay_line_pass(const bn_delay_line *line, int64_t b, int64_t step, float *rates);

/* The same as if all trials had had rates of 0 always. */
void bn_delay_line_clear(const bn_delay_line *line);

/* Adds to `sum` what is still on its way in trial b: all that would arrive if rates were 0 from now on. sum: N. */
void bn_delay_line_drain(const bn_delay_line *line, int64_t b, float *sum);

#endif
