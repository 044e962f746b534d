/* A full past: the equations of two_time.h on a uniform grid of both times, every pair of which is kept. Heun's step
   and the trapezoidal rule, errors of order dt^2; time grows as steps^3, memory as 16 steps^2 bytes. It is the
   yardstick of the thinned past, and quick for short runs. */
#ifndef BN_FULL_PAST_H
#define BN_FULL_PAST_H

#include "common/memory.h"
#include "engine/twotime/two_time.h"

#include <stdbool.h>

enum { BN_FULL_MOST_STEPS = 20000 };

typedef struct {
    bn_two_time_def model;
    double dt; // time / steps, up to the one given
    int64_t steps;
    int64_t step;           // the last one that is known
    double *correlation;    // (steps + 1)^2, symmetric
    double *response;       // (steps + 1)^2: R of the later and the earlier time
    double *mu, *power;     // steps + 1; power: int_0^t Q(C) R du
    double *kernel, *force; // steps + 1: Q'(C) R and Q(C) of the present row, times the trapezoidal weights
    double *change[2];      // steps + 1: dC/dt and dR/dt of the last row and of this
    double change_variance; // of the last row
} bn_full_past;

/* The steps of a run, time / dt rounded up; 0 where they are more than BN_FULL_MOST_STEPS. */
int64_t bn_full_past_steps(const bn_two_time_def *def, double dt);

/* The memory of a run over `arena`, for a sound definition of at least one step. dt: the longest step. */
bn_full_past bn_full_past_lay_out(bn_arena *arena, const bn_two_time_def *def, double dt);

void bn_full_past_start(bn_full_past *full);

/* Takes up to `steps` steps; *left says whether the end is yet to come. Errors: BN_NOT_FINITE where C(t, t) passes
   1e12, with the time. */
bn_status bn_full_past_advance(bn_full_past *full, int64_t steps, bool *left);

/* C(t, s) and R(t, s), 0 <= s <= t, t up to the last step: linear in t and t - s between four pairs of times. */
bn_two_time_value bn_full_past_at(const bn_full_past *full, double t, double s);

#endif
