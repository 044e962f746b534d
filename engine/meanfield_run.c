/* Mean-field runs: the loop over the steps, with averages accumulated on the way. The response is the
   difference of two runs from one state, the input of whose first step differs by an amount that moves m by a
   ten-thousandth of the deviation: the central difference leaves an error of that squared, and 1e-11 of
   rounding. */
#include "meanfield_run.h"

#include <math.h>
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

bn_meanfield_drive bn_meanfield_drive_default(void)
{
    return (bn_meanfield_drive){
        .independent_rows = 1, .start_mean = NAN, .start_variance = NAN, .separate_at = -1};
}

bn_status bn_meanfield_drive_check(const bn_meanfield_drive *drive)
{
    if (drive->steps < LEAST_STEPS || drive->steps > BN_MEANFIELD_MOST_STEPS)
        return bn_fault(BN_EINVAL, "the input has %lld steps; %d to %d were needed", (long long)drive->steps,
                        LEAST_STEPS, BN_MEANFIELD_MOST_STEPS);
    if (drive->independent != NULL && drive->independent_rows != 1 && drive->independent_rows != drive->steps)
        return bn_fault(BN_EINVAL, "the independent input has %lld rows; 1 or %lld were needed",
                        (long long)drive->independent_rows, (long long)drive->steps);
    if (isnan(drive->start_mean) != isnan(drive->start_variance))
        return bn_fault(BN_EINVAL,
                        "the start has a mean of %g and a variance of %g; both or neither were needed",
                        drive->start_mean, drive->start_variance);
    if (drive->period < 0 || drive->period > drive->steps / 4)
        return bn_fault(BN_EINVAL, "the period is %lld steps; 0 to a quarter of %lld were needed",
                        (long long)drive->period, (long long)drive->steps);
    if (drive->separate_at > drive->steps / 2)
        return bn_fault(BN_EINVAL,
                        "the two states part at step %lld; half of the %lld steps or less was needed",
                        (long long)drive->separate_at, (long long)drive->steps);
    if (drive->snapshots < 0 || drive->snapshots > drive->steps)
        return bn_fault(BN_EINVAL, "snapshots is %lld; 0 to %lld were needed", (long long)drive->snapshots,
                        (long long)drive->steps);
    return bn_ok();
}

static bn_status start(bn_meanfield_run *run, const bn_meanfield_drive *drive, double input)
{
    double mean = drive->start_mean;
    double variance = drive->start_variance;
    if (isnan(mean)) {
        run->start.def.input_mean = input;
        BN_TRY(bn_stationary_rest(&run->start, &mean, &variance));
    }
    return bn_meanfield_start(&run->theory, mean, variance,
                              drive->independent == NULL ? 0.0 : drive->independent[0]);
}

static bn_status input_average(const bn_meanfield_drive *drive, double *average)
{
    double sum = 0.0;
    for (int64_t i = 0; i < drive->steps; i++) {
        if (!isfinite(drive->input[i]))
            return bn_fault(BN_NOT_FINITE, "the input is %g at step %lld", drive->input[i], (long long)i + 1);
        sum += drive->input[i];
    }
    *average = sum / (double)drive->steps;
    return bn_ok();
}

// --- what is recorded ---

static void put(double *array, int64_t i, double value)
{
    if (array != NULL) array[i] = value;
}

// Adds the covariances of now, weighted by `share`, to the averages.
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
static void take_snapshots(const bn_meanfield *theory, const bn_meanfield_drive *drive, int64_t *taken,
                           const bn_meanfield_record *record)
{
    if (*taken >= drive->snapshots || theory->step < (*taken + 1) * drive->steps / drive->snapshots) return;
    const int64_t lags = theory->def.band + 1;
    if (record->snapshot != NULL) bn_meanfield_covariances(theory, record->snapshot + *taken * lags, NULL);
    if (record->snapshot_step != NULL) record->snapshot_step[*taken] = theory->step;
    (*taken)++;
}

// Sums of a regression of y on the number of the step, from the first of the last quarter.
typedef struct {
    double count, x, y, xx, xy;
    double first, last; // y at the ends of a whole number of periods
} regression;

static void regress(regression *sums, double x, double y)
{
    sums->count += 1.0;
    sums->x += x;
    sums->y += y;
    sums->xx += x * x;
    sums->xy += x * y;
}

static double slope_of(const regression *sums, int64_t periodic_steps)
{
    if (periodic_steps > 0) return (sums->last - sums->first) / (double)periodic_steps;
    return (sums->count * sums->xy - sums->x * sums->y) / (sums->count * sums->xx - sums->x * sums->x);
}

static void clear_averages(const bn_meanfield_def *def, const bn_meanfield_record *record,
                           bn_meanfield_summary *summary)
{
    const size_t bytes = (size_t)(def->band + 1) * sizeof(double);
    if (record->covariance != NULL) memset(record->covariance, 0, bytes);
    if (record->rate_covariance != NULL) memset(record->rate_covariance, 0, bytes);
    *summary = (bn_meanfield_summary){.lyapunov = NAN};
}

static void add_to_averages(const bn_meanfield *theory, double share, const bn_meanfield_record *record,
                            bn_meanfield_summary *summary)
{
    const int64_t newest = theory->length - 1;
    summary->mean += share * bn_meanfield_column_of(theory, BN_COLUMN_MEAN)[newest];
    summary->variance += share * bn_meanfield_column_of(theory, BN_COLUMN_VARIANCE)[newest];
    summary->rate += share * bn_meanfield_rate(theory);
    summary->active += share * theory->moments.slope;
    if (record->covariance != NULL || record->rate_covariance != NULL) add_covariances(theory, share, record);
}

// --- the run ---

static const double *independent_row(const bn_meanfield_drive *drive, int64_t lags, int64_t i)
{
    if (drive->independent == NULL) return NULL;
    return drive->independent + (drive->independent_rows == 1 ? 0 : i * lags);
}

// The slope of the input at step i, per step: of the quartic through five values, at the ends of the run of
// fewer.
static double input_slope(const bn_meanfield_drive *drive, int64_t i)
{
    const double *I = drive->input;
    const int64_t last = drive->steps - 1;
    if (i >= 2 && i <= last - 2) return (8.0 * (I[i + 1] - I[i - 1]) - (I[i + 2] - I[i - 2])) / 12.0;
    if (i >= 1 && i <= last - 1) return 0.5 * (I[i + 1] - I[i - 1]);
    return 0.0;
}

// The cubic of step i that has the values and slopes of both its ends (Hermite).
static void input_within(const bn_meanfield_drive *drive, int64_t i, double input[4])
{
    const int64_t next = i + 1 < drive->steps ? i + 1 : i;
    const double rise = drive->input[next] - drive->input[i];
    const double left = input_slope(drive, i);
    const double right = input_slope(drive, next);
    input[0] = drive->input[i];
    input[1] = left;
    input[2] = 3.0 * rise - 2.0 * left - right;
    input[3] = left + right - 2.0 * rise;
}

bn_status bn_meanfield_run_over(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                                const bn_meanfield_record *record, bn_meanfield_summary *summary)
{
    bn_meanfield *theory = &run->theory;
    const bn_meanfield_def *def = &theory->def;
    const int64_t quarter = drive->steps - drive->steps / 4;
    const int64_t separate_at = drive->separate_at < 0 ? drive->steps / 2 : drive->separate_at;
    const int64_t whole =
        drive->period > 0 ? (drive->steps - 1 - quarter) / drive->period * drive->period : 0;
    regression sums = {0};
    int64_t taken = 0;
    double average = 0.0;
    BN_TRY(bn_meanfield_check(def));
    BN_TRY(bn_meanfield_drive_check(drive));
    BN_TRY(input_average(drive, &average));
    BN_TRY(start(run, drive, average));
    clear_averages(def, record, summary);
    for (int64_t i = 0; i < drive->steps; i++) {
        if (def->lyapunov && i == separate_at) bn_meanfield_separate(theory);
        double input[4];
        input_within(drive, i, input);
        BN_TRY(bn_meanfield_step(theory, input, independent_row(drive, def->band + 1, i)));
        const double log_distance = bn_meanfield_log_distance(theory);
        put(record->mean, i, bn_meanfield_column_of(theory, BN_COLUMN_MEAN)[theory->length - 1]);
        put(record->variance, i, bn_meanfield_column_of(theory, BN_COLUMN_VARIANCE)[theory->length - 1]);
        put(record->rate, i, bn_meanfield_rate(theory));
        put(record->log_distance, i, log_distance);
        take_snapshots(theory, drive, &taken, record);
        if (i < quarter) continue;
        add_to_averages(theory, 1.0 / (double)(drive->steps - quarter), record, summary);
        regress(&sums, (double)(i - quarter), log_distance);
        if (i == drive->steps - 1 - whole) sums.first = log_distance;
        sums.last = log_distance;
    }
    summary->error = theory->error;
    if (def->lyapunov) summary->lyapunov = slope_of(&sums, whole) / def->dt;
    return bn_ok();
}

// --- the response ---

// nu at 0 ... lags - 1 steps from now, the first input raised by `more`; into response, times `weight`,
// added.
static bn_status add_answer(bn_meanfield *theory, double input, double more, const double *independent,
                            int64_t lags, double weight, double *response)
{
    response[0] += weight * bn_meanfield_rate(theory);
    for (int64_t lag = 1; lag < lags; lag++) {
        const double raised = lag == 1 ? input + more : input;
        BN_TRY(bn_meanfield_step(theory, (double[4]){raised}, independent));
        response[lag] += weight * bn_meanfield_rate(theory);
    }
    return bn_ok();
}

bn_status bn_meanfield_response(bn_meanfield_run *run, double input, const double *independent,
                                int64_t settle, int64_t lags, double *response, double *rate_covariance)
{
    const bn_meanfield_def *def = &run->theory.def;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.independent = independent;
    BN_TRY(bn_meanfield_check(def));
    if (settle < 0 || lags < 1)
        return bn_fault(BN_EINVAL, "settle is %lld and lags is %lld; at least 0 and 1 were needed",
                        (long long)settle, (long long)lags);
    if (!isfinite(input)) return bn_fault(BN_EINVAL, "the input is %g; a finite number was needed", input);
    BN_TRY(start(run, &drive, input));
    for (int64_t i = 0; i < settle; i++)
        BN_TRY(bn_meanfield_step(&run->theory, (double[4]){input}, independent));
    bn_meanfield_covariances(&run->theory, NULL, rate_covariance);
    memset(response, 0, (size_t)lags * sizeof *response);
    if (def->balance == 0.0) return bn_ok(); // the input does not arrive
    const double variance = bn_meanfield_column_of(&run->theory, BN_COLUMN_VARIANCE)[run->theory.length - 1];
    const double more = 1e-4 * fmax(sqrt(variance), 1e-4) / (def->balance * def->dt);
    bn_meanfield_copy(&run->theory, &run->twin);
    BN_TRY(add_answer(&run->theory, input, more, independent, lags, 0.5 / more, response));
    return add_answer(&run->twin, input, -more, independent, lags, -0.5 / more, response);
}
