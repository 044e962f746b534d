/* Runs of the two-time theory with either past, and the choice between them. */
#ifndef BN_TWO_TIME_RUN_H
#define BN_TWO_TIME_RUN_H

#include "engine/twotime/full_past.h"
#include "engine/twotime/thinned.h"

typedef enum {
    BN_PAST_AUTOMATIC, // full for up to BN_TWO_TIME_SHORT steps, else thinned
    BN_PAST_THINNED,
    BN_PAST_FULL,
} bn_past;

enum { BN_TWO_TIME_SHORT = 300 };

extern const bn_word bn_past_words[];

typedef struct {
    bn_thinned_def thinned; // with the model
    bn_past past;
    double dt; // of a full past
} bn_two_time_run_def;

extern const bn_field bn_two_time_run_fields[];

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_two_time_run_check(const bn_two_time_run_def *def);

typedef struct {
    bn_two_time_run_def def;
    bool is_full;
    bn_thinned thinned;
    bn_full_past full;
} bn_two_time_run;

/* The memory of a run over `arena`, for a sound definition. */
bn_two_time_run bn_two_time_run_lay_out(bn_arena *arena, const bn_two_time_run_def *def);

void bn_two_time_run_start(bn_two_time_run *run);

/* Takes up to `steps` steps; *left says whether the end is yet to come. Errors: those of the past. */
bn_status bn_two_time_run_advance(bn_two_time_run *run, int64_t steps, bool *left);

/* Times that are known so far: rows of a thinned past, steps and the start of a full one. */
int64_t bn_two_time_run_rows(const bn_two_time_run *run);

/* What is known at one of them. */
typedef struct {
    double time, variance, mu;
    double power; // int_0^t Q(C(t, u)) R(t, u) du; at eta = 1 minus the energy a unit
} bn_two_time_present;

bn_two_time_present bn_two_time_run_present(const bn_two_time_run *run, int64_t row);

/* C(t, s) and R(t, s), 0 <= s <= t, t up to the last time that is known. */
bn_two_time_value bn_two_time_run_at(const bn_two_time_run *run, double t, double s);

#endif
