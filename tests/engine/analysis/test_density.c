// Expected values: closed forms of white noise, of a sine and of a first-order autoregression; counts by
// hand.
#include "common/memory.h"
#include "engine/analysis/density.h"
#include "engine/random/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

enum { STEPS = 1 << 16, SEGMENT = 64 };

static double *white_noise(uint32_t purpose)
{
    double *x = bn_memory_allocate(STEPS, sizeof *x);
    const bn_random_stream stream = bn_random_open(11, BN_PURPOSE_USER + purpose, 0);
    bn_random_normal_f64(&stream, 0, STEPS, x);
    return x;
}

static const bn_welch_def plain = {
    .channels = 2, .trials = 1, .steps = STEPS, .segment = SEGMENT, .groups = 1, .dt = 0.25};

static void segments_overlap_by_half_and_a_remainder_is_left_out(void **state)
{
    (void)state;
    bn_welch_def def = {.channels = 1, .trials = 3, .steps = 99, .segment = 20, .groups = 1, .dt = 1.0};
    assert_int_equal(bn_welch_segments(&def), 3 * 8);
    assert_near(bn_welch_effective(&def), 24.0 / (1.0 + 2.0 / 36.0 * 7.0 / 8.0), 1e-12);
    def.skip = 20;
    assert_int_equal(bn_welch_segments(&def), 3 * 6);
    def.skip = 0;
    def.steps = 20; // no overlap
    assert_near(bn_welch_effective(&def), 3.0, 1e-12);
}

// The two-sided density is v dt. In bin 1 it is 5/6 of that: a sixth would come from bin 0 through Hann's
// window, and bin 0 is 0 after the mean is subtracted. The coherence of independent signals is 1 / K on
// average.
static void white_noise_is_flat_and_independent(void **state)
{
    (void)state;
    double *signals[2] = {white_noise(0), white_noise(1)};
    bn_welch welch;
    assert_int_equal(bn_welch_open(&plain, (const double *const *)signals, &welch).code, BN_OK);
    double _Complex cross[33 * 4];
    bn_welch_mean(&welch, -1, cross);
    double coherence = 0.0, power = 0.0;
    for (int k = 1; k < welch.bins - 1; k++) {
        const double xx = creal(cross[4 * k]), yy = creal(cross[4 * k + 3]);
        assert_near(xx, k == 1 ? 0.25 * 5.0 / 6.0 : 0.25, 0.25 * 5.0 / sqrt(welch.effective));
        coherence += pow(cabs(cross[4 * k + 1]), 2.0) / (xx * yy) / (double)(welch.bins - 2);
        power += xx / ((double)(welch.bins - 2) - 1.0 / 6.0);
        assert_true(cabs(cross[4 * k + 1] - conj(cross[4 * k + 2])) < 1e-15);
    }
    assert_near(power, 0.25, 0.003);
    assert_near(coherence * welch.effective, 1.0, 5.0 / sqrt((double)welch.bins));
    bn_welch_close(&welch);
    for (int c = 0; c < 2; c++) bn_memory_free(signals[c]);
}

// y_t = x_{t-1} / 2: the response S_xy / S_xx is half a delay, and the coherence one.
static void the_response_is_the_cross_density_over_that_of_the_input(void **state)
{
    (void)state;
    double *x = white_noise(2), *y = white_noise(3);
    for (int t = 1; t < STEPS; t++) y[t] = 0.5 * x[t - 1];
    bn_welch welch;
    assert_int_equal(bn_welch_open(&plain, (const double *const[]){x, y}, &welch).code, BN_OK);
    double _Complex cross[33 * 4];
    bn_welch_mean(&welch, -1, cross);
    for (int k = 2; k < welch.bins - 1; k++) {
        const double _Complex expected = 0.5 * cexp(-2.0 * 3.14159265358979 * I * k / SEGMENT);
        assert_true(cabs(cross[4 * k + 1] / cross[4 * k] - expected) < 0.02);
    }
    bn_welch_close(&welch);
    bn_memory_free(x);
    bn_memory_free(y);
}

// Amplitude 3 gives the variance 4.5, all of it in the bin and its two neighbours. An offset must not change
// it.
static void a_sine_holds_its_variance(void **state)
{
    (void)state;
    double x[1024];
    for (int t = 0; t < 1024; t++) x[t] = 100.0 + 3.0 * sin(2.0 * 3.14159265358979323846 * t * 10.0 / 64.0);
    const bn_welch_def def = {
        .channels = 1, .trials = 1, .steps = 1024, .segment = 64, .groups = 3, .dt = 0.1};
    bn_welch welch;
    assert_int_equal(bn_welch_open(&def, (const double *const[]){x}, &welch).code, BN_OK);
    double _Complex cross[33];
    double density[33], variance = 0.0;
    bn_welch_mean(&welch, -1, cross);
    for (int k = 0; k < 33; k++) density[k] = creal(cross[k]);
    bn_density_one_sided(64, density, 1);
    for (int k = 0; k < 33; k++) variance += density[k] / (64 * 0.1);
    assert_near(variance, 4.5, 1e-10);
    assert_near(density[10] / density[9], 4.0, 1e-10);
    assert_near(density[0], 0.0, 1e-10);
    bn_welch_close(&welch);
}

static void leaving_out_a_group_is_a_mean_over_the_others(void **state)
{
    (void)state;
    double *x = white_noise(4);
    bn_welch_def def = {.channels = 1, .trials = 4, .steps = 64, .segment = 64, .groups = 4, .dt = 1.0};
    bn_welch all, three;
    assert_int_equal(bn_welch_open(&def, (const double *const[]){x}, &all).code, BN_OK);
    def.trials = def.groups = 3;
    assert_int_equal(bn_welch_open(&def, (const double *const[]){x}, &three).code, BN_OK);
    double _Complex without_last[33], first_three[33];
    bn_welch_mean(&all, 3, without_last);
    bn_welch_mean(&three, -1, first_three);
    for (int k = 0; k < 33; k++) assert_true(cabs(without_last[k] - first_three[k]) < 1e-15);
    bn_welch_close(&all);
    bn_welch_close(&three);
    bn_memory_free(x);
}

// Covariance a^k has the density dt (1 - a^2) / |1 - a z|^2.
static void the_density_of_an_autoregression_is_its_closed_form(void **state)
{
    (void)state;
    enum { LAGS = 300, N = 1024 };
    double covariance[LAGS], density[N / 2 + 1];
    for (int k = 0; k < LAGS; k++) covariance[k] = pow(0.9, k);
    assert_int_equal(bn_density_of_covariance(BN_LAG_NONE, LAGS, covariance, 0.5, N, density).code, BN_OK);
    for (int k = 0; k <= N / 2; k++) {
        const double omega = 2.0 * 3.14159265358979323846 * k / N;
        assert_near(density[k], 0.5 * 0.19 / (1.81 - 1.8 * cos(omega)), 1e-11);
    }
}

// A covariance that is cut off where it is large. Without a window its density oscillates below zero. With
// Parzen's it is positive, and its integral is still the variance.
static void parzens_window_keeps_the_density_positive(void **state)
{
    (void)state;
    enum { LAGS = 32, N = 256 };
    double covariance[LAGS], density[N / 2 + 1];
    for (int k = 0; k < LAGS; k++) covariance[k] = 2.0 * pow(0.98, k);
    double least = INFINITY, variance = 0.0;
    assert_int_equal(bn_density_of_covariance(BN_LAG_NONE, LAGS, covariance, 1.0, N, density).code, BN_OK);
    for (int k = 0; k <= N / 2; k++) least = fmin(least, density[k]);
    assert_true(least < -0.1);
    assert_int_equal(bn_density_of_covariance(BN_LAG_PARZEN, LAGS, covariance, 1.0, N, density).code, BN_OK);
    bn_density_one_sided(N, density, 1);
    for (int k = 0; k <= N / 2; k++) {
        assert_true(density[k] > 0.0);
        variance += density[k] / N;
    }
    assert_near(variance, 2.0, 1e-12);
}

static void steps_skipped_at_the_start_of_each_trial_do_not_count(void **state)
{
    (void)state;
    double x[2][48], y[2][32];
    for (int trial = 0; trial < 2; trial++)
        for (int t = 0; t < 48; t++) {
            x[trial][t] = t < 16 ? 1e9 : sin(0.3 * t * t + trial);
            if (t >= 16) y[trial][t - 16] = x[trial][t];
        }
    bn_welch_def def = {
        .channels = 1, .trials = 2, .steps = 48, .skip = 16, .segment = 16, .groups = 1, .dt = 1.0};
    bn_welch skipped, cut;
    assert_int_equal(bn_welch_open(&def, (const double *const[]){x[0]}, &skipped).code, BN_OK);
    def.steps = 32;
    def.skip = 0;
    assert_int_equal(bn_welch_open(&def, (const double *const[]){y[0]}, &cut).code, BN_OK);
    assert_int_equal(skipped.segments, cut.segments);
    for (int k = 0; k < 9; k++) assert_true(skipped.sum[k] == cut.sum[k]);
    bn_welch_close(&skipped);
    bn_welch_close(&cut);
}

static void a_signal_that_is_not_finite_is_named_with_its_place(void **state)
{
    (void)state;
    double *x = white_noise(5), *y = white_noise(6);
    y[STEPS / 2] = NAN;
    bn_welch welch;
    const bn_status status = bn_welch_open(&plain, (const double *const[]){x, y}, &welch);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_string_equal(status.message, "signal 2 is not finite in trial 1 between steps 32737 and 32800");
    bn_memory_free(x);
    bn_memory_free(y);
}

static void unsound_definitions_are_refused_with_a_sentence(void **state)
{
    (void)state;
    assert_int_equal(bn_welch_def_check(&plain).code, BN_OK);
    bn_welch_def bad = plain;
    bad.segment = 63;
    assert_refused(bn_welch_def_check(&bad), BN_EINVAL, "segment is 63; it must be an even number of steps");
    bad.segment = 2;
    assert_refused(bn_welch_def_check(&bad), BN_EINVAL, "segment is 2; it must be from 4 to");
    bad.segment = 2 * STEPS;
    assert_refused(bn_welch_def_check(&bad), BN_EINVAL, "it must not be longer than a trial");
    bad = plain;
    bad.segment = STEPS;
    bad.groups = 2;
    assert_refused(bn_welch_def_check(&bad), BN_EINVAL,
                   "groups is 2; it must not be more than the 1 segments");
    bad = plain;
    bad.dt = NAN;
    assert_refused(bn_welch_def_check(&bad), BN_EINVAL, "dt is nan; it must be more than 0");
    double value = 1.0, density[3];
    assert_int_equal(bn_density_of_covariance(BN_LAG_NONE, 3, &value, 1.0, 4, density).code, BN_EINVAL);
}

static void without_memory_there_is_a_status_and_nothing_is_kept(void **state)
{
    (void)state;
    double x[64] = {1.0};
    const bn_welch_def def = {.channels = 1, .trials = 1, .steps = 64, .segment = 16, .groups = 1, .dt = 1.0};
    int failures = 0;
    for (long successes = 0;; successes++) {
        bn_welch welch;
        bn_memory_fail_after(successes);
        const bn_code code = bn_welch_open(&def, (const double *const[]){x}, &welch).code;
        bn_memory_fail_after(-1);
        bn_welch_close(&welch);
        if (code == BN_OK) break;
        assert_int_equal(code, BN_ENOMEM);
        failures++;
    }
    assert_true(failures >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_overlap_by_half_and_a_remainder_is_left_out),
        cmocka_unit_test(white_noise_is_flat_and_independent),
        cmocka_unit_test(the_response_is_the_cross_density_over_that_of_the_input),
        cmocka_unit_test(a_sine_holds_its_variance),
        cmocka_unit_test(leaving_out_a_group_is_a_mean_over_the_others),
        cmocka_unit_test(the_density_of_an_autoregression_is_its_closed_form),
        cmocka_unit_test(parzens_window_keeps_the_density_positive),
        cmocka_unit_test(steps_skipped_at_the_start_of_each_trial_do_not_count),
        cmocka_unit_test(a_signal_that_is_not_finite_is_named_with_its_place),
        cmocka_unit_test(unsound_definitions_are_refused_with_a_sentence),
        cmocka_unit_test(without_memory_there_is_a_status_and_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
