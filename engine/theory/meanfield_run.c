/* Mean-field runs: steps, with sums for the averages and for the slope of ln k kept on the way. The response
   to a pulse is the difference of two runs from one state. Their first inputs differ so that m moves by a
   ten-thousandth of the standard deviation: the central difference has an error of that squared, and 1e-11 of
   rounding. */
#include "engine/theory/meanfield_run.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { LEAST_STEPS = 8 };

bn_meanfield_run bn_meanfield_run_lay_out(bn_arena *arena, const bn_meanfield_def *def, bool with_twin)
{
    const bn_stationary_def start = bn_meanfield_stationary(def, 1.0);
    bn_meanfield_run run = {.theory = bn_meanfield_lay_out(arena, def)};
    if (with_twin) run.twin = bn_meanfield_lay_out(arena, def);
    run.start = bn_stationary_lay_out(arena, &start);
    return run;
}

#define AT(member) offsetof(bn_meanfield_drive, member)

const bn_word bn_input_join_words[] = {
    {BN_INPUT_HELD, "held", "over each step: nothing acts before it comes"},
    {BN_INPUT_CUBIC, "cubic", "a smooth curve, for a drive that is known in advance"},
    {0},
};

const bn_field bn_meanfield_drive_fields[] = {
    {"interpolation", BN_FIELD_WORD, AT(join), .words = bn_input_join_words,
     .help = "the common input within a step"},
    {"start_mean", BN_FIELD_REAL, AT(start_mean), .fallback = NAN, .least = -INFINITY, .most = INFINITY,
     .help = "of the first state; the static state of the first input by default"},
    {"start_variance", BN_FIELD_REAL, AT(start_variance), .fallback = NAN, .most = INFINITY,
     .help = "of the first state, with start_mean"},
    {"separate_at", BN_FIELD_INTEGER, AT(separate_at), .fallback = -1, .least = -1.0, .most = INFINITY,
     .unit = "steps", .help = "before the two states part; -1: half of all"},
    {"period", BN_FIELD_INTEGER, AT(period), .most = INFINITY, .zero = "none", .unit = "steps",
     .help = "of the drive"},
    {"snapshots", BN_FIELD_INTEGER, AT(snapshots), .most = BN_MEANFIELD_MOST_STEPS,
     .help = "of c(t, s) to keep"},
    {0},
};

bn_meanfield_drive bn_meanfield_drive_default(void)
{
    bn_meanfield_drive drive = {.independent_rows = 1};
    bn_fields_default(bn_meanfield_drive_fields, &drive);
    return drive;
}

// --- the start ---

static bn_status check_drive(const bn_meanfield_drive *drive)
{
    const long long steps = drive->steps;
    if (steps < LEAST_STEPS || steps > BN_MEANFIELD_MOST_STEPS)
        return bn_fault(BN_EINVAL, "the input has %lld steps; %d to %d were needed", steps, LEAST_STEPS,
                        BN_MEANFIELD_MOST_STEPS);
    if (drive->independent != NULL && drive->independent_rows != 1 && drive->independent_rows != steps)
        return bn_fault(BN_EINVAL, "the independent input has %lld rows; 1 or %lld were needed",
                        (long long)drive->independent_rows, steps);
    if (isnan(drive->start_mean) != isnan(drive->start_variance))
        return bn_fault(BN_EINVAL, "%s is %g and %s was not given; both or neither were needed",
                        isnan(drive->start_mean) ? "start_variance" : "start_mean",
                        isnan(drive->start_mean) ? drive->start_variance : drive->start_mean,
                        isnan(drive->start_mean) ? "start_mean" : "start_variance");
    if (drive->period < 0 || drive->period > steps / 4 - 1)
        return bn_fault(BN_EINVAL, "the period is %lld steps; 0 to %lld, a quarter of the run, were needed",
                        (long long)drive->period, steps / 4 - 1);
    if (drive->separate_at > steps / 2)
        return bn_fault(BN_EINVAL, "separate_at is %lld; half of the %lld steps or less was needed",
                        (long long)drive->separate_at, steps);
    if (drive->snapshots < 0 || drive->snapshots > steps)
        return bn_fault(BN_EINVAL, "snapshots is %lld; 0 to %lld were needed", (long long)drive->snapshots,
                        steps);
    return bn_ok();
}

// A variance is not negative, and no covariance of a stationary process is larger.
static bn_status check_independent(const bn_meanfield_drive *drive, int64_t band)
{
    const bool stationary = drive->independent_rows == 1;
    for (int64_t row = 0; drive->independent != NULL && row < drive->independent_rows; row++) {
        const double *covariance = drive->independent + row * (band + 1);
        for (int64_t lag = 0; lag <= band; lag++) {
            const bool small = !stationary || fabs(covariance[lag]) <= covariance[0] * (1.0 + 1e-9);
            if (isfinite(covariance[lag]) && covariance[0] >= 0.0 && small) continue;
            return bn_fault(
                BN_EINVAL,
                "the covariance of the independent input is %g at lag %lld of row %lld, and its variance "
                "%g; a variance of at least 0 and no larger covariance were needed",
                covariance[lag], (long long)lag, (long long)row + 1, covariance[0]);
        }
    }
    return bn_ok();
}

static bn_status check_input(const bn_meanfield_drive *drive)
{
    for (int64_t i = 0; i < drive->steps; i++)
        if (!isfinite(drive->input[i]))
            return bn_fault(BN_NOT_FINITE, "the input is %g at step %lld", drive->input[i], (long long)i + 1);
    return bn_ok();
}

static void clear_averages(bn_meanfield_run *run)
{
    const size_t bytes = (size_t)(run->theory.def.band + 1) * sizeof(double);
    if (run->record.covariance != NULL) memset(run->record.covariance, 0, bytes);
    if (run->record.rate_covariance != NULL) memset(run->record.rate_covariance, 0, bytes);
    memset(run->regression, 0, sizeof run->regression);
    run->sums = (bn_meanfield_summary){.lyapunov = NAN};
    run->snapshots = 0;
}

bn_status bn_meanfield_run_begin(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                                 const bn_meanfield_record *record)
{
    double mean = drive->start_mean;
    double variance = drive->start_variance;
    BN_TRY(bn_meanfield_check(&run->theory.def));
    BN_TRY(check_drive(drive));
    BN_TRY(check_input(drive));
    BN_TRY(check_independent(drive, run->theory.def.band));
    run->start.def.input_mean = drive->input[0];
    if (isnan(mean)) BN_TRY(bn_stationary_rest(&run->start, &mean, &variance));
    run->drive = *drive;
    run->drive.separate_at = drive->separate_at < 0 ? drive->steps / 2 : drive->separate_at;
    run->record = *record;
    clear_averages(run);
    return bn_meanfield_start(&run->theory, mean, variance,
                              drive->independent == NULL ? 0.0 : drive->independent[0]);
}

// --- the input within a step ---

// The slope of the input at step i, per step: of the quartic through five values; at the ends of the run, of
// fewer.
static double input_slope(const bn_meanfield_drive *drive, int64_t i)
{
    const double *I = drive->input;
    const int64_t last = drive->steps - 1;
    if (i >= 2 && i <= last - 2) return (8.0 * (I[i + 1] - I[i - 1]) - (I[i + 2] - I[i - 2])) / 12.0;
    if (i >= 1 && i <= last - 1) return 0.5 * (I[i + 1] - I[i - 1]);
    return 0.0;
}

// Held, or the cubic of step i that has the values and slopes of both its ends (Hermite).
static void input_within(const bn_meanfield_drive *drive, int64_t i, double input[4])
{
    input[0] = drive->input[i];
    input[1] = input[2] = input[3] = 0.0;
    if (drive->join == BN_INPUT_HELD) return;
    const int64_t next = i + 1 < drive->steps ? i + 1 : i;
    const double rise = drive->input[next] - drive->input[i];
    const double left = input_slope(drive, i);
    const double right = input_slope(drive, next);
    input[1] = left;
    input[2] = 3.0 * rise - 2.0 * left - right;
    input[3] = left + right - 2.0 * rise;
}

static const double *independent_row(const bn_meanfield_run *run, int64_t i)
{
    const int64_t row = run->drive.independent_rows == 1 ? 0 : i;
    if (run->drive.independent == NULL) return NULL;
    return run->drive.independent + row * (run->theory.def.band + 1);
}

// --- what is recorded ---

static double present(const bn_meanfield *theory, bn_meanfield_column column)
{
    return bn_meanfield_column_of(theory, column)[theory->length - 1];
}

static void put(double *array, int64_t i, double value)
{
    if (array != NULL) array[i] = value;
}

static void add_covariances(const bn_meanfield *theory, double share, const bn_meanfield_record *record)
{
    const int64_t newest = theory->length - 1;
    const double *c = bn_meanfield_column_of(theory, BN_COLUMN_COVARIANCE);
    const double *product = bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    const double *rate = bn_meanfield_column_of(theory, BN_COLUMN_RATE);
    for (int64_t lag = 0; lag <= newest; lag++) {
        const int64_t i = newest - lag;
        if (record->covariance != NULL) record->covariance[lag] += share * c[i];
        if (record->rate_covariance != NULL)
            record->rate_covariance[lag] += share * (product[i] - rate[i] * rate[newest]);
    }
}

// Snapshot s of S is taken after step (s + 1) steps / S.
static void take_snapshot(bn_meanfield_run *run)
{
    const bn_meanfield *theory = &run->theory;
    const int64_t lags = theory->def.band + 1;
    const int64_t taken = run->snapshots;
    if (taken >= run->drive.snapshots || theory->step < (taken + 1) * run->drive.steps / run->drive.snapshots)
        return;
    if (run->record.snapshot != NULL)
        bn_meanfield_covariances(theory, run->record.snapshot + taken * lags, NULL);
    put(run->record.snapshot_time, taken, (double)theory->step * theory->def.dt);
    run->snapshots++;
}

// Averages are taken over the last quarter of the steps.
static int64_t averaged_steps(const bn_meanfield_drive *drive)
{
    return drive->steps / 4;
}

// The steps of a whole number of periods within the last quarter; 0 without a period.
static int64_t periodic_steps(const bn_meanfield_drive *drive)
{
    return drive->period > 0 ? (averaged_steps(drive) - 1) / drive->period * drive->period : 0;
}

static void add_distance(bn_meanfield_run *run, int64_t i, double y)
{
    const double x = (double)(i - (run->drive.steps - averaged_steps(&run->drive)));
    const double terms[5] = {1.0, x, y, x * x, x * y};
    for (int j = 0; j < 5; j++) run->regression[j] += terms[j];
    if (i == run->drive.steps - 1 - periodic_steps(&run->drive)) run->distance[0] = y;
    run->distance[1] = y;
}

static void add_to_averages(bn_meanfield_run *run)
{
    const bn_meanfield *theory = &run->theory;
    const double share = 1.0 / (double)averaged_steps(&run->drive);
    run->sums.mean += share * present(theory, BN_COLUMN_MEAN);
    run->sums.variance += share * present(theory, BN_COLUMN_VARIANCE);
    run->sums.rate += share * bn_meanfield_rate(theory);
    run->sums.active += share * theory->moments.slope;
    if (run->record.covariance != NULL || run->record.rate_covariance != NULL)
        add_covariances(theory, share, &run->record);
}

static void record_step(bn_meanfield_run *run, int64_t i)
{
    const bn_meanfield *theory = &run->theory;
    const double log_distance = bn_meanfield_log_distance(theory);
    put(run->record.mean, i, present(theory, BN_COLUMN_MEAN));
    put(run->record.variance, i, present(theory, BN_COLUMN_VARIANCE));
    put(run->record.rate, i, bn_meanfield_rate(theory));
    put(run->record.log_distance, i, log_distance);
    take_snapshot(run);
    if (i < run->drive.steps - averaged_steps(&run->drive)) return;
    add_to_averages(run);
    add_distance(run, i, log_distance);
}

// --- the run ---

bn_status bn_meanfield_run_advance(bn_meanfield_run *run, int64_t steps, int64_t *left)
{
    bn_meanfield *theory = &run->theory;
    *left = run->drive.steps - theory->step;
    for (; steps > 0 && *left > 0; steps--, (*left)--) {
        const int64_t i = theory->step;
        double input[4];
        if (theory->def.lyapunov && i == run->drive.separate_at) bn_meanfield_separate(theory);
        input_within(&run->drive, i, input);
        BN_TRY(bn_meanfield_step(theory, input, independent_row(run, i)));
        record_step(run, i);
    }
    return bn_ok();
}

bn_meanfield_summary bn_meanfield_run_end(const bn_meanfield_run *run)
{
    bn_meanfield_summary summary = run->sums;
    const int64_t whole = periodic_steps(&run->drive);
    const double *s = run->regression;
    double slope = (s[0] * s[4] - s[1] * s[2]) / (s[0] * s[3] - s[1] * s[1]);
    if (whole > 0) slope = (run->distance[1] - run->distance[0]) / (double)whole;
    if (run->theory.def.lyapunov) summary.lyapunov = slope / run->theory.def.dt;
    summary.error = run->theory.error;
    return summary;
}

// --- the answer ---

// Adds nu at 0 ... lags - 1 steps from now, the first input raised by `more`, times `weight`.
static bn_status add_answer(const bn_meanfield_run *run, bn_meanfield *theory, double more, int64_t lags,
                            double weight, double *response)
{
    const int64_t last = run->drive.steps - 1;
    const double *independent = independent_row(run, last);
    response[0] += weight * bn_meanfield_rate(theory);
    for (int64_t lag = 1; lag < lags; lag++) {
        const double input[4] = {run->drive.input[last] + (lag == 1 ? more : 0.0)};
        BN_TRY(bn_meanfield_step(theory, input, independent));
        response[lag] += weight * bn_meanfield_rate(theory);
    }
    return bn_ok();
}

bn_status bn_meanfield_run_answer(bn_meanfield_run *run, int64_t lags, double *response)
{
    const bn_meanfield_def *def = &run->theory.def;
    memset(response, 0, (size_t)lags * sizeof *response);
    if (def->balance == 0.0) return bn_ok(); // the input has no effect
    const double deviation = sqrt(present(&run->theory, BN_COLUMN_VARIANCE));
    const double more = 1e-4 * fmax(deviation, 1e-4) / (def->balance * def->dt);
    bn_meanfield_copy(&run->theory, &run->twin);
    BN_TRY(add_answer(run, &run->theory, more, lags, 0.5 / more, response));
    return add_answer(run, &run->twin, -more, lags, -0.5 / more, response);
}
