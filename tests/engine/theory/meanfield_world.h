/* What the tests of the time-resolved theory run. */
#ifndef TESTS_MEANFIELD_WORLD_H
#define TESTS_MEANFIELD_WORLD_H

#include "engine/theory/meanfield_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

static inline void assert_sound(bn_status status)
{
    if (status.code != BN_OK) fail_msg("%s", status.message);
}

// A run and the block it lies in.
typedef struct {
    bn_meanfield_run run;
    void *block;
} world;

static inline world world_of(bn_meanfield_def def, bool with_twin)
{
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_run_lay_out(&ruler, &def, with_twin);
    world w = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.block);
    w.run = bn_meanfield_run_lay_out(&arena, &def, with_twin);
    return w;
}

static inline bn_status run_over(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                                 const bn_meanfield_record *record, bn_meanfield_summary *summary)
{
    int64_t left;
    *summary = (bn_meanfield_summary){0};
    BN_TRY(bn_meanfield_run_begin(run, drive, record));
    BN_TRY(bn_meanfield_run_advance(run, drive->steps, &left));
    *summary = bn_meanfield_run_end(run);
    return bn_ok();
}

// I = 1 + common sin(2 pi f t), a smooth curve between the samples, and independent inputs of amplitude
// `independent` and random phase.
typedef struct {
    int64_t steps;
    double frequency, common, independent;
} sinusoid;

static inline bn_status summarise(bn_meanfield_def def, sinusoid drive, bool periodic, double *covariance,
                                  bn_meanfield_summary *summary)
{
    world w = world_of(def, false);
    double *input = malloc((size_t)drive.steps * sizeof *input);
    double *outside = malloc((size_t)(def.band + 1) * sizeof *outside);
    const double turn = 2.0 * pi * drive.frequency * def.dt;
    for (int64_t i = 0; i < drive.steps; i++) input[i] = 1.0 + drive.common * sin(turn * (double)i);
    for (int64_t i = 0; i <= def.band; i++)
        outside[i] = 0.5 * drive.independent * drive.independent * cos(turn * (double)i);
    bn_meanfield_drive d = bn_meanfield_drive_default();
    d.steps = drive.steps;
    d.input = input;
    d.join = BN_INPUT_CUBIC;
    d.independent = drive.independent > 0.0 ? outside : NULL;
    d.period = periodic ? llround(1.0 / (drive.frequency * def.dt)) : 0;
    const bn_meanfield_record record = {.covariance = covariance};
    const bn_status status = run_over(&w.run, &d, &record, summary);
    free(input);
    free(outside);
    bn_memory_free(w.block);
    return status;
}

static inline bn_meanfield_def chaotic(void)
{
    bn_meanfield_def def = bn_meanfield_def_default();
    def.lyapunov = true;
    return def;
}

#endif
