// The time-resolved theory against closed forms, an independent implementation and published numbers.
#include "engine/theory/meanfield_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g to %g", value, expected, tolerance);
}

static void assert_sound(bn_status status)
{
    if (status.code != BN_OK) fail_msg("%s", status.message);
}

// A run and the block it lies in.
typedef struct {
    bn_meanfield_run run;
    void *block;
} world;

static world world_of(bn_meanfield_def def, bool with_twin)
{
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_run_lay_out(&ruler, &def, with_twin);
    world w = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.block);
    w.run = bn_meanfield_run_lay_out(&arena, &def, with_twin);
    return w;
}

static bn_status run_over(bn_meanfield_run *run, const bn_meanfield_drive *drive,
                          const bn_meanfield_record *record, bn_meanfield_summary *summary)
{
    int64_t left;
    BN_TRY(bn_meanfield_run_begin(run, drive, record));
    BN_TRY(bn_meanfield_run_advance(run, drive->steps, &left));
    *summary = bn_meanfield_run_end(run);
    return bn_ok();
}

// Runs to the stationary state at I = 1, then gives the response to a pulse.
static bn_status answer(world *w, int64_t transient, int64_t lags, double *response)
{
    double *input = malloc((size_t)transient * sizeof *input);
    for (int64_t i = 0; i < transient; i++) input[i] = 1.0;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = transient;
    drive.input = input;
    bn_meanfield_summary summary;
    const bn_meanfield_record record = {0};
    bn_status status = run_over(&w->run, &drive, &record, &summary);
    if (status.code == BN_OK) status = bn_meanfield_run_answer(&w->run, lags, response);
    free(input);
    return status;
}

// I = 1 + common sin(2 pi f t), a smooth curve between the samples, and independent inputs of amplitude
// `independent` and random phase.
typedef struct {
    int64_t steps;
    double frequency, common, independent;
} sinusoid;

static bn_status summarise(bn_meanfield_def def, sinusoid drive, bool periodic, double *covariance,
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

static bn_meanfield_def chaotic(void)
{
    bn_meanfield_def def = bn_meanfield_def_default();
    def.lyapunov = true;
    return def;
}

// --- independent references ---

// tests/data/meanfield_series.csv, made by meanfield_series.py beside it: whole matrices, scipy's Owen's T.
static void every_quantity_agrees_with_an_independent_implementation(void **state)
{
    (void)state;
    enum { STEPS = 160 };
    bn_meanfield_def def = chaotic();
    def.gain = 1.7;
    def.balance = 6.0;
    def.coupling = 1.1;
    def.noise = 0.4;
    def.band = 200;
    def.mean_step = BN_MEAN_EULER;
    world w = world_of(def, false);
    double outside[201], covariance[201];
    for (int lag = 0; lag <= 200; lag++) outside[lag] = 0.3 * exp(-lag * def.dt / 0.8);
    FILE *file = fopen(BALNET_TEST_DATA "/meanfield_series.csv", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*[^\n]"), 0);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.3, 1.5, outside[0]));
    for (int n = 0; n < STEPS; n++) {
        double expected[5];
        for (int i = 0; i < 5; i++) assert_int_equal(fscanf(file, i < 4 ? "%lf," : "%lf", &expected[i]), 1);
        const double time = n * def.dt;
        if (n == 40) bn_meanfield_separate(&w.run.theory);
        const double input[4] = {1.0 + 0.3 * sin(1.3 * time) + 0.2 * cos(0.4 * time)};
        assert_sound(bn_meanfield_step(&w.run.theory, input, outside));
        bn_meanfield_covariances(&w.run.theory, covariance, NULL);
        const int64_t newest = w.run.theory.length - 1;
        assert_near(bn_meanfield_column_of(&w.run.theory, BN_COLUMN_MEAN)[newest], expected[0], 1e-11);
        assert_near(covariance[0], expected[1], 1e-11);
        assert_near(bn_meanfield_rate(&w.run.theory), expected[2], 1e-11);
        assert_near(covariance[9], n >= 8 ? expected[3] : 0.0, 1e-11);
        if (n >= 40) assert_near(bn_meanfield_log_distance(&w.run.theory), expected[4], 1e-10);
    }
    fclose(file);
    bn_memory_free(w.block);
}

// Independent computation in numpy: 300 tau, dt = 1/16, band 40 tau; then dt = 1/32.
static void chaos_without_drive_has_the_known_numbers(void **state)
{
    (void)state;
    double covariance[641];
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    assert_sound(summarise(def, (sinusoid){.steps = 4800}, false, covariance, &summary));
    assert_near(summary.mean / sqrt(summary.variance), -0.393624, 1e-6);
    assert_near(summary.variance, 20.5970, 1e-4);
    assert_near(covariance[320] / covariance[0], 0.67417, 2e-5); // at a lag of 20 tau
    assert_near(summary.lyapunov, 0.09557, 1e-5);
    def.dt /= 2.0;
    def.band *= 2;
    assert_sound(summarise(def, (sinusoid){.steps = 9600}, false, NULL, &summary));
    assert_near(summary.lyapunov, 0.09579, 1e-5);
}

/* The example of Engelken et al., PLOS Comput. Biol. 2022: g = 1.6, f = 1, common amplitude 0.8, N = 5000,
   2^13 steps of 1/16, band 2^9. Independent computation in numpy, whose m took Euler substeps: they account
   for 1e-4. */
static void the_published_example_has_the_known_numbers(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.gain = 1.6;
    def.balance = sqrt(5000.0);
    def.band = 512;
    const sinusoid drive = {.steps = 8192, .frequency = 1.0, .common = 0.8};
    assert_sound(summarise(def, drive, true, NULL, &summary));
    assert_near(summary.lyapunov, -0.0741, 1.5e-4);
    assert_near(summary.mean, -0.49, 0.005);
    assert_near(summary.variance, 7.77, 0.005);
    def.band = 1024;
    assert_sound(summarise(def, drive, true, NULL, &summary));
    assert_near(summary.lyapunov, -0.0735, 1.5e-4);
}

/* g = 2, f = 0.2, b = sqrt(5000), 300 tau: independent computation in numpy for common inputs (up to A = 1)
   and for independent ones; the numbers at A = 2 and 5 depend on the length of the run to 3 %. */
static void common_input_suppresses_chaos_later_than_independent_input(void **state)
{
    (void)state;
    static const double table[][4] = {{0.5, 0.0, 0.0562, 3e-4}, {1.0, 0.0, -0.0396, 3e-4},
                                      {2.0, 0.0, -0.290, 0.01}, {0.0, 0.5, 0.0917, 3e-4},
                                      {0.0, 2.0, 0.0552, 4e-4}, {0.0, 5.0, -0.0469, 3e-3}};
    bn_meanfield_def def = chaotic();
    def.balance = sqrt(5000.0);
    def.band = 800;
    for (int i = 0; i < 6; i++) {
        bn_meanfield_summary summary;
        const sinusoid drive = {
            .steps = 4800, .frequency = 0.2, .common = table[i][0], .independent = table[i][1]};
        assert_sound(summarise(def, drive, false, NULL, &summary));
        assert_near(summary.lyapunov, table[i][2], table[i][3]);
    }
}

// The same at A = 1 with too short a memory, 12.5 and 25 tau: k needs it most where lambda1 < 0.
static void a_short_band_shows_in_the_exponent_of_a_suppressed_state(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.balance = sqrt(5000.0);
    const sinusoid drive = {.steps = 4800, .frequency = 0.2, .common = 1.0};
    def.band = 200;
    assert_sound(summarise(def, drive, true, NULL, &summary));
    assert_near(summary.lyapunov, -0.0531, 3e-4);
    def.band = 400;
    assert_sound(summarise(def, drive, true, NULL, &summary));
    assert_near(summary.lyapunov, -0.0413, 3e-4);
}

// The stationary theory of tanh: lambda1 = 0.112458, c0 = 1.924805 at g = 2; the Euler step costs half a
// percent.
static void tanh_ends_where_the_stationary_theory_says(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.activation = BN_ACTIVATION_TANH;
    def.balance = 0.0;
    def.band = 400;
    def.terms = 64;
    assert_sound(summarise(def, (sinusoid){.steps = 2400}, false, NULL, &summary));
    assert_near(summary.variance, 1.924805, 1e-4);
    assert_near(summary.lyapunov, 0.112458, 1e-3);
    assert_true(summary.error < 1e-6);
}

// --- closed forms ---

// Without random coupling h is an autoregressive process: v = sigma^2 dt / (1 - (1 - dt)^2), c = v (1 -
// dt)^lag.
static void without_gain_the_covariance_is_that_of_an_autoregressive_process(void **state)
{
    (void)state;
    double covariance[201];
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.gain = 0.0;
    def.noise = 0.7;
    def.balance = 3.0;
    def.band = 200;
    def.mean_step = BN_MEAN_EULER;
    assert_sound(summarise(def, (sinusoid){.steps = 2000}, false, covariance, &summary));
    const double keep = 1.0 - def.dt;
    const double variance = 0.49 * def.dt / (1.0 - keep * keep);
    assert_near(summary.variance, variance, 1e-13);
    for (int lag = 0; lag <= 200; lag++) assert_near(covariance[lag], variance * pow(keep, lag), 1e-13);
    assert_near(summary.mean, 3.0 * (1.0 - summary.rate), 1e-12);
    assert_near(summary.lyapunov, log(keep) / def.dt, 1e-10);
}

/* An Euler step of phi(x) = x: m_{n+1} = (1 - dt (1 + b J0)) m_n + dt b I, so a unit pulse answers with dt b
   (1 - dt (1 + b J0))^(lag-1). */
static void a_linear_network_answers_a_pulse_with_a_geometric_series(void **state)
{
    (void)state;
    enum { LAGS = 40 };
    double response[LAGS];
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_LINEAR;
    def.gain = 0.5;
    def.balance = 6.0;
    def.band = 64;
    def.terms = 4;
    def.mean_step = BN_MEAN_EULER;
    world w = world_of(def, true);
    assert_sound(answer(&w, 100, LAGS, response));
    assert_near(response[0], 0.0, 1e-9);
    for (int lag = 1; lag < LAGS; lag++)
        assert_near(response[lag], def.dt * 6.0 * pow(1.0 - def.dt * 7.0, lag - 1), 1e-9);
    bn_memory_free(w.block);
}

// Summed over all lags, the response is d nu / d I of the stationary state: relu is homogeneous, so nu grows
// as I0.
static void the_response_adds_up_to_the_static_gain(void **state)
{
    (void)state;
    enum { LAGS = 640 };
    double response[LAGS];
    bn_meanfield_def def = bn_meanfield_def_default();
    def.gain = 1.2;
    def.balance = 8.0;
    def.band = 400;
    world w = world_of(def, true);
    assert_sound(answer(&w, 2000, LAGS, response));
    double sum = 0.0;
    for (int lag = 0; lag < LAGS; lag++) sum += response[lag];
    assert_near(sum, bn_meanfield_rate(&w.run.theory), 1e-3);
    assert_true(response[1] > 0.1);
    bn_memory_free(w.block);
}

// phi(x) = x and no gain: m' = -m (1 + b J0) + b I is solved exactly by the stiff step, whatever dt.
static void the_stiff_step_is_exact_where_the_mean_mode_is_linear(void **state)
{
    (void)state;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_LINEAR;
    def.gain = 0.0;
    def.balance = 1e4;
    def.band = 2;
    def.dt = 0.5;
    def.terms = 2;
    world w = world_of(def, false);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.0, 1.0, 0.0));
    assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.0}, NULL));
    assert_near(bn_meanfield_rate(&w.run.theory), 1e4 / (1.0 + 1e4), 1e-12);
    bn_memory_free(w.block);
}

static void a_threshold_power_of_nearly_one_does_as_relu_does(void **state)
{
    (void)state;
    bn_meanfield_summary closed, series;
    bn_meanfield_def def = chaotic();
    def.gain = 1.8;
    def.balance = 6.0;
    def.band = 100;
    assert_sound(summarise(def, (sinusoid){600, 0.5, 0.3, 0.4}, false, NULL, &closed));
    def.activation = BN_ACTIVATION_THRESHOLD_POWER;
    def.activation_power = 1.0 + 1e-12;
    assert_sound(summarise(def, (sinusoid){600, 0.5, 0.3, 0.4}, false, NULL, &series));
    assert_near(series.rate, closed.rate, 1e-5);
    assert_near(series.variance, closed.variance, 1e-3);
    assert_near(series.lyapunov, closed.lyapunov, 5e-3);
    assert_true(series.error > 0.0 && series.error < 1e-3 && closed.error == 0.0);
}

// --- finite size ---

// g = 0, phi(x) = x: zeta is an autoregressive process of variance v/N; 5000 tau of it leave 2 % of error.
static void a_finite_network_fluctuates_as_its_units_do(void **state)
{
    (void)state;
    enum { STEPS = 50000 };
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_LINEAR;
    def.gain = 0.0;
    def.balance = 0.0;
    def.noise = 1.0;
    def.dt = 0.1;
    def.band = 100;
    def.terms = 2;
    def.neurons = 50;
    world w = world_of(def, false);
    const double variance = 0.1 / (1.0 - 0.81);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.0, variance, 0.0));
    double square = 0.0, lagged = 0.0, past[10] = {0.0};
    for (int n = 0; n < STEPS; n++) {
        assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){0.0}, NULL));
        const double zeta = bn_meanfield_rate(&w.run.theory);
        if (n >= 1000) {
            square += zeta * zeta / (STEPS - 1000);
            lagged += zeta * past[n % 10] / (STEPS - 1000);
        }
        past[n % 10] = zeta;
    }
    assert_near(square * 50.0 / variance, 1.0, 0.08);
    assert_near(lagged / square, pow(0.9, 10), 0.08);
    bn_memory_free(w.block);
}

// --- memory and copies ---

static void no_step_allocates_and_memory_does_not_grow_with_the_steps(void **state)
{
    (void)state;
    bn_meanfield_def def = chaotic();
    def.band = 30;
    world w = world_of(def, false);
    bn_arena ruler = bn_arena_measure();
    bn_meanfield_lay_out(&ruler, &def);
    assert_true(ruler.used <= 12 * (2 * 31 * sizeof(double) + BN_ALIGNMENT));
    assert_sound(bn_meanfield_start(&w.run.theory, 1.0, 1.0, 0.0));
    bn_memory_fail_after(0);
    for (int n = 0; n < 500; n++) assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.0}, NULL));
    assert_int_equal(bn_memory_fail_after(-1), 0);
    bn_memory_free(w.block);
}

static void a_copy_goes_the_same_way(void **state)
{
    (void)state;
    bn_meanfield_def def = chaotic();
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.balance = 5.0;
    def.gain = 1.0;
    def.band = 20;
    def.terms = 32;
    def.neurons = 100;
    world w = world_of(def, true);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.5, 1.0, 0.0));
    for (int n = 0; n < 70; n++) assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.0}, NULL));
    bn_meanfield_copy(&w.run.theory, &w.run.twin);
    for (int n = 0; n < 70; n++) {
        assert_sound(bn_meanfield_step(&w.run.theory, (double[4]){1.1}, NULL));
        assert_sound(bn_meanfield_step(&w.run.twin, (double[4]){1.1}, NULL));
        assert_true(bn_meanfield_rate(&w.run.theory) == bn_meanfield_rate(&w.run.twin));
    }
    assert_sound(bn_meanfield_step(&w.run.twin, (double[4]){1.2}, NULL));
    assert_true(bn_meanfield_rate(&w.run.theory) != bn_meanfield_rate(&w.run.twin));
    bn_memory_free(w.block);
}

// Each snapshot is a column of c; the first lags of the last one begin with the last variance.
static void snapshots_are_columns_at_even_distances(void **state)
{
    (void)state;
    enum { STEPS = 100, BAND = 16, SNAPSHOTS = 3 };
    bn_meanfield_def def = bn_meanfield_def_default();
    def.band = BAND;
    world w = world_of(def, false);
    double input[STEPS], variance[STEPS], snapshot[SNAPSHOTS * (BAND + 1)];
    double time[SNAPSHOTS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0 + 0.1 * i;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    drive.snapshots = SNAPSHOTS;
    const bn_meanfield_record record = {.variance = variance, .snapshot = snapshot, .snapshot_time = time};
    bn_meanfield_summary summary;
    assert_sound(run_over(&w.run, &drive, &record, &summary));
    const int step[SNAPSHOTS] = {33, 66, 100};
    for (int s = 0; s < SNAPSHOTS; s++) {
        assert_near(time[s], step[s] * def.dt, 1e-12);
        assert_true(snapshot[s * (BAND + 1)] == variance[step[s] - 1]);
    }
    assert_true(isnan(summary.lyapunov));
    bn_memory_free(w.block);
}

// --- what is refused ---

static void a_mean_mode_too_stiff_for_an_euler_step_is_refused_with_a_dt_that_does(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = chaotic();
    def.balance = 200.0;
    def.mean_step = BN_MEAN_EULER;
    const bn_status status = summarise(def, (sinusoid){.steps = 100}, false, NULL, &summary);
    assert_int_equal(status.code, BN_EINVAL);
    assert_non_null(strstr(status.message, "too stiff for dt = 0.0625 at t = 0: it decays at the rate"));
    assert_non_null(strstr(status.message, "needs dt < "));
    def.dt = 1.0 / 128.0;
    assert_sound(summarise(def, (sinusoid){.steps = 1000}, false, NULL, &summary));
    def.dt = 1.0 / 16.0;
    def.mean_step = BN_MEAN_STIFF;
    assert_sound(summarise(def, (sinusoid){.steps = 1000}, false, NULL, &summary));
}

static void a_solution_that_diverges_says_which_quantity_and_when(void **state)
{
    (void)state;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_LINEAR;
    def.gain = 100.0;
    def.balance = 0.0;
    def.band = 50;
    def.terms = 2;
    world w = world_of(def, false);
    assert_sound(bn_meanfield_start(&w.run.theory, 0.0, 1.0, 0.0));
    bn_status status = bn_ok();
    for (int n = 0; n < 1000 && status.code == BN_OK; n++)
        status = bn_meanfield_step(&w.run.theory, (double[4]){0.0}, NULL);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "activity grows without bound"));
    assert_non_null(strstr(status.message, "at t = "));
    assert_non_null(strstr(status.message, "a linear network does for g >= 1"));
    bn_memory_free(w.block);
}

// softplus at large activity is relu, whose b_c at g = 3 is 6.076: below it a small state grows, by 1e30 in
// 250 tau, and above it is bounded. A power above 1 overtakes every balance, from a large enough state.
static void activity_that_grows_without_bound_is_an_error_with_what_is_known_of_it(void **state)
{
    (void)state;
    enum { STEPS = 4000 };
    static double input[STEPS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0;
    bn_meanfield_summary summary;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.gain = 3.0;
    def.balance = 5.0;
    def.noise = 0.5;
    def.band = 100;
    def.terms = 64;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    drive.start_mean = 0.0;
    drive.start_variance = 0.1;
    const bn_meanfield_record record = {0};
    world w = world_of(def, false);
    const bn_status grown = run_over(&w.run, &drive, &record, &summary);
    assert_int_equal(grown.code, BN_NOT_FINITE);
    assert_non_null(strstr(grown.message, "does for b <= b_c = 6.076 at g = 3, b is 5"));
    bn_memory_free(w.block);
    def.balance = 12.0;
    w = world_of(def, false);
    drive.steps = 1000;
    assert_sound(run_over(&w.run, &drive, &record, &summary));
    bn_memory_free(w.block);
    def.activation = BN_ACTIVATION_THRESHOLD_POWER;
    def.activation_power = 2.0;
    def.gain = 0.5;
    drive.start_variance = 1e4;
    w = world_of(def, false);
    const bn_status overtaken = run_over(&w.run, &drive, &record, &summary);
    assert_int_equal(overtaken.code, BN_NOT_FINITE);
    assert_non_null(strstr(overtaken.message, "from a large enough state, whatever b is"));
    drive.start_variance = 0.1;
    assert_sound(run_over(&w.run, &drive, &record, &summary));
    bn_memory_free(w.block);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_meanfield_def def = bn_meanfield_def_default();
    assert_sound(bn_meanfield_check(&def));
    const double bad_dt[] = {0.0, -0.1, 1.0, NAN, INFINITY};
    for (int i = 0; i < 5; i++) {
        def.dt = bad_dt[i];
        assert_non_null(strstr(bn_meanfield_check(&def).message, "dt is "));
    }
    def = bn_meanfield_def_default();
    def.band = 1;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "band is 1"));
    def.band = 100;
    def.gain = -1.0;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "gain is -1"));
    def.gain = 2.0;
    def.balance = 1.5;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "no stationary state: b_c = 1.692 at g = 2"));
    def.balance = 8.0;
    def.neurons = -5;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "neurons is -5"));
    def.neurons = 0;
    def.terms = 1;
    assert_non_null(strstr(bn_meanfield_check(&def).message, "terms is 1"));
}

static void steps_may_be_taken_in_parts(void **state)
{
    (void)state;
    enum { STEPS = 300 };
    double input[STEPS];
    for (int i = 0; i < STEPS; i++) input[i] = 1.0 + 0.3 * sin(0.2 * i);
    bn_meanfield_def def = chaotic();
    def.band = 40;
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.steps = STEPS;
    drive.input = input;
    const bn_meanfield_record record = {0};
    bn_meanfield_summary whole;
    world w = world_of(def, false);
    assert_sound(run_over(&w.run, &drive, &record, &whole));
    assert_sound(bn_meanfield_run_begin(&w.run, &drive, &record));
    int64_t left = STEPS;
    for (int part = 0; left > 0; part++) {
        assert_sound(bn_meanfield_run_advance(&w.run, 7, &left));
        assert_true(left == (7 * (part + 1) < STEPS ? STEPS - 7 * (part + 1) : 0));
    }
    const bn_meanfield_summary parts = bn_meanfield_run_end(&w.run);
    assert_true(parts.lyapunov == whole.lyapunov && parts.variance == whole.variance);
    bn_memory_free(w.block);
}

// The rate at every step under a step of the input by 0.5 at step `at`, and from where it differs from that
// without one.
static int64_t first_difference(bn_mean_step mean_step, bn_activation activation, bn_input_join join, int at)
{
    enum { STEPS = 60 };
    double input[2][STEPS], rate[2][STEPS];
    bn_meanfield_def def = bn_meanfield_def_default();
    def.mean_step = mean_step;
    def.activation = activation;
    def.balance = 8.0;
    def.gain = 1.2;
    def.band = 40;
    def.terms = 32;
    world w = world_of(def, false);
    for (int k = 0; k < 2; k++) {
        bn_meanfield_summary summary;
        bn_meanfield_drive drive = bn_meanfield_drive_default();
        for (int i = 0; i < STEPS; i++) input[k][i] = 1.0 + 0.2 * sin(i) + (k == 1 && i >= at ? 0.5 : 0.0);
        drive.steps = STEPS;
        drive.input = input[k];
        drive.join = join;
        const bn_meanfield_record record = {.rate = rate[k]};
        assert_sound(run_over(&w.run, &drive, &record, &summary));
    }
    bn_memory_free(w.block);
    int64_t i = 0;
    while (i < STEPS && rate[0][i] == rate[1][i]) i++;
    return i;
}

// State i is the one after input i, so a step of the input at 30 first shows in state 30: not in the start,
// and not before. The cubic of step 27 knows the input 30.
static void no_state_depends_on_later_inputs(void **state)
{
    (void)state;
    static const bn_activation activations[] = {BN_ACTIVATION_RELU, BN_ACTIVATION_TANH};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(first_difference(BN_MEAN_STIFF, activations[i], BN_INPUT_HELD, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_EULER, activations[i], BN_INPUT_HELD, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_EULER, activations[i], BN_INPUT_CUBIC, 30), 30);
        assert_int_equal(first_difference(BN_MEAN_STIFF, activations[i], BN_INPUT_CUBIC, 30), 27);
    }
    assert_true(bn_meanfield_drive_default().join == BN_INPUT_HELD);
}

static void an_unsound_drive_is_refused(void **state)
{
    (void)state;
    bn_meanfield_summary summary;
    bn_meanfield_def def = bn_meanfield_def_default();
    def.band = 8;
    world w = world_of(def, false);
    double input[20] = {1.0};
    const bn_meanfield_record record = {0};
    bn_meanfield_drive drive = bn_meanfield_drive_default();
    drive.input = input;
    drive.steps = 4;
    assert_int_equal(run_over(&w.run, &drive, &record, &summary).code, BN_EINVAL);
    drive.steps = 20;
    drive.period = 19;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message, "period is 19"));
    drive.period = 0;
    drive.start_mean = 1.0;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message, "both or neither"));
    drive.start_variance = -1.0;
    assert_non_null(strstr(run_over(&w.run, &drive, &record, &summary).message, "variance at the start"));
    drive.start_variance = 1.0;
    input[7] = NAN;
    const bn_status status = run_over(&w.run, &drive, &record, &summary);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "step 8"));
    bn_memory_free(w.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_quantity_agrees_with_an_independent_implementation),
        cmocka_unit_test(chaos_without_drive_has_the_known_numbers),
        cmocka_unit_test(the_published_example_has_the_known_numbers),
        cmocka_unit_test(common_input_suppresses_chaos_later_than_independent_input),
        cmocka_unit_test(a_short_band_shows_in_the_exponent_of_a_suppressed_state),
        cmocka_unit_test(tanh_ends_where_the_stationary_theory_says),
        cmocka_unit_test(without_gain_the_covariance_is_that_of_an_autoregressive_process),
        cmocka_unit_test(a_linear_network_answers_a_pulse_with_a_geometric_series),
        cmocka_unit_test(the_response_adds_up_to_the_static_gain),
        cmocka_unit_test(the_stiff_step_is_exact_where_the_mean_mode_is_linear),
        cmocka_unit_test(a_threshold_power_of_nearly_one_does_as_relu_does),
        cmocka_unit_test(a_finite_network_fluctuates_as_its_units_do),
        cmocka_unit_test(no_step_allocates_and_memory_does_not_grow_with_the_steps),
        cmocka_unit_test(a_copy_goes_the_same_way),
        cmocka_unit_test(snapshots_are_columns_at_even_distances),
        cmocka_unit_test(a_mean_mode_too_stiff_for_an_euler_step_is_refused_with_a_dt_that_does),
        cmocka_unit_test(a_solution_that_diverges_says_which_quantity_and_when),
        cmocka_unit_test(activity_that_grows_without_bound_is_an_error_with_what_is_known_of_it),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(steps_may_be_taken_in_parts),
        cmocka_unit_test(no_state_depends_on_later_inputs),
        cmocka_unit_test(an_unsound_drive_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
