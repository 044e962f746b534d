/* Mean-field runs: the time-resolved theory over a stretch of input, what it records, and its response to a
 * small one. */
#ifndef BN_MEANFIELD_RUN_H
#define BN_MEANFIELD_RUN_H

#include "meanfield.h"

/* All memory of a run: the theory, a copy of it for responses, and what the state at the start is found with.
   It does not grow with the number of steps. */
typedef struct {
    bn_meanfield theory;
    bn_meanfield twin; // for responses alone
    bn_stationary start;
} bn_meanfield_run;

bn_meanfield_run bn_meanfield_run_lay_out(bn_arena *arena, const bn_meanfield_def *def, bool with_twin);

/* The input of a run. State i is the one after input i. */
typedef struct {
    int64_t steps;       // 8 to BN_MEANFIELD_MOST_STEPS
    const double *input; // steps: I, common to all units, multiplied by b
    const double *
        independent; // NULL, or rows of band + 1: q(t, t - lag) of the independent input, not multiplied by b
    int64_t independent_rows;          // 1, for a stationary one, or steps
    double start_mean, start_variance; // NaN: of bn_stationary_rest at the mean of the input
    int64_t separate_at;               // the step at which the two states of lambda1 part; negative: steps/2
    int64_t period;                    // of the drive, in steps; 0 if it has none
    int64_t snapshots; // covariances kept at this many times, evenly spaced, the last at the end
} bn_meanfield_drive;

bn_meanfield_drive bn_meanfield_drive_default(void);

/* Where a run writes; any may be NULL. Averages are over the last quarter. */
typedef struct {
    double *mean, *variance, *rate; // steps: m, v, nu (and zeta)
    double *log_distance;           // steps: half of ln k; NaN before the states part
    double *covariance;             // band + 1: average of c(t, t - lag)
    double *rate_covariance;        // band + 1: average of E[phi phi] - nu nu
    double *snapshot;               // snapshots x (band + 1): c(t, t - lag)
    int64_t *snapshot_step;         // snapshots: the steps they belong to
} bn_meanfield_record;

typedef struct {
    double mean, variance, rate; // averages over the last quarter
    double active;               // of E[phi']
    double lyapunov;             // lambda1 in 1/tau, from the last quarter; NaN if it was not asked for
    double error;                // see bn_meanfield
} bn_meanfield_summary;

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_meanfield_drive_check(const bn_meanfield_drive *drive);

/* lambda1 is the slope of half of ln k over the last quarter: by regression, or with a period between two
   times a whole number of periods apart. Errors: those of the theory's start and steps; BN_NOT_FINITE for an
   input that is not finite. */
bn_status bn_meanfield_run_over(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                                const bn_meanfield_record *record, bn_meanfield_summary *summary);

/* The answer to a small common input: response[lag], lag = 0 ... lags - 1, is the change of nu lag steps
   after the beginning of a step during which I was one unit higher (response[0] = 0), by a central difference
   of two runs that part after `settle` steps at constant `input`. The transform of it, sum_lag response[lag]
   exp(-i w lag dt), is the gain. rate_covariance: band + 1, at the end of the settling. independent: band + 1
   or NULL. The run was laid out with a twin, for N = infinity. Errors: those of the theory's start and steps;
   BN_EINVAL unless settle >= 0 and lags >= 1. */
bn_status bn_meanfield_response(bn_meanfield_run *run, double input, const double *independent,
                                int64_t settle, int64_t lags, double *response, double *rate_covariance);

#endif
