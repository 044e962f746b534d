/* Mean-field runs: the time-resolved theory over a stretch of input, what it records, and its response to a
   pulse. */
#ifndef BN_MEANFIELD_RUN_H
#define BN_MEANFIELD_RUN_H

#include "engine/theory/meanfield.h"

/* The common input within a step, for the substeps of BN_MEAN_STIFF. */
typedef enum {
    BN_INPUT_HELD,  // input i acts from step i to i + 1; no state depends on later inputs
    BN_INPUT_CUBIC, // the smooth curve through the inputs, whose step i depends on the inputs i - 2 ... i + 3:
                    // for samples of a smooth drive; a state depends on slightly later inputs
} bn_input_join;

extern const bn_word bn_input_join_words[];

/* The input of a run. State i is the one after input i. */
typedef struct {
    int64_t steps;             // 8 to BN_MEANFIELD_MOST_STEPS
    const double *input;       // steps: I, common to all units, multiplied by b
    const double *independent; // NULL, or rows of band + 1: q(t, t - lag), not multiplied by b
    int64_t independent_rows;  // 1, for a stationary one, or steps
    bn_input_join join;
    double start_mean, start_variance; // NaN: of bn_stationary_rest at the first input
    int64_t separate_at;               // steps before the two states of lambda1 part; negative: half of all
    int64_t period;                    // of the drive, in steps; 0 if it has none
    int64_t snapshots; // covariances kept at so many times, evenly spaced, the last at the end
} bn_meanfield_drive;

extern const bn_field bn_meanfield_drive_fields[]; // what is not input

/* The defaults of the fields, and no input yet. */
bn_meanfield_drive bn_meanfield_drive_default(void);

/* The output arrays of a run; any may be NULL. Averages are over the last quarter. */
typedef struct {
    double *mean, *variance, *rate; // steps: m, v, nu (and zeta)
    double *log_distance;           // steps: half of ln k; NaN before the states part
    double *covariance;             // band + 1: average of c(t, t - lag)
    double *rate_covariance;        // band + 1: average of E[phi phi] - nu nu
    double *snapshot;               // snapshots x (band + 1): c(t, t - lag)
    double *snapshot_time;          // snapshots: t, in tau
} bn_meanfield_record;

typedef struct {
    double mean, variance, rate; // averages over the last quarter
    double active;               // of E[phi']
    double lyapunov;             // lambda1 in 1/tau, from the last quarter; NaN if it was not asked for
    double error;                // see bn_meanfield
} bn_meanfield_summary;

/* All memory of a run: the theory, a copy of it for answers, and what the state at the start is found with.
   It does not grow with the number of steps. */
typedef struct {
    bn_meanfield theory;
    bn_meanfield twin; // for responses alone
    bn_stationary start;
    bn_meanfield_drive drive;
    bn_meanfield_record record;
    bn_meanfield_summary sums; // of the summary so far
    int64_t snapshots;         // taken so far
    double regression[5];      // sums of 1, x, y, x^2, x y; x steps of the last quarter, y half of ln k
    double distance[2];        // y at both ends of a whole number of periods
} bn_meanfield_run;

bn_meanfield_run bn_meanfield_run_lay_out(bn_arena *arena, const bn_meanfield_def *def, bool with_twin);

/* Puts the theory into its state at the start. What drive and record point at must live as long as the run.
   Errors: BN_EINVAL for a number out of range, with the sentence that says which; BN_NO_SOLUTION for b <= b_c;
   BN_NOT_FINITE for an input that is not finite; those of bn_stationary_rest. */
bn_status bn_meanfield_run_begin(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                                 const bn_meanfield_record *record);

/* Takes `steps` steps, or as many as are left; *left remain. Errors: those of bn_meanfield_step. */
bn_status bn_meanfield_run_advance(bn_meanfield_run *run, int64_t steps, int64_t *left);

/* The summary of a run that has come to its end. lambda1 is the slope of half of ln k over the last quarter:
   by regression, or with a period between two times a whole number of periods apart. */
bn_meanfield_summary bn_meanfield_run_end(const bn_meanfield_run *run);

enum { BN_MEANFIELD_MOST_ANSWER = 100000 }; // lags

/* The response to a small common input, from the present state of the run: response[lag], lag = 0 ... lags -
   1, is the change of nu lag steps after the beginning of a step during which I was one unit higher (so
   response[0] = 0), by a central difference of two runs under the last input. The transform of it, sum_lag
   response[lag] exp(-i w lag dt), is the gain. The run was laid out with a twin, for N = infinity, and moves
   on by lags - 1 steps. lags: 1 to BN_MEANFIELD_MOST_ANSWER. Errors: those of bn_meanfield_step. */
bn_status bn_meanfield_run_answer(bn_meanfield_run *run, int64_t lags, double *response);

#endif
