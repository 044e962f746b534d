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

#include "tests/engine/theory/meanfield_world.h"
#include "tests/near.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
