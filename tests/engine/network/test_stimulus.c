#include "engine/network/stimulus.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

enum { STEPS = 12, TRIALS = 40000 };

static bn_stimulus_config config_of(double dt, double tau, bn_start start)
{
    return (bn_stimulus_config){
        .steps = STEPS, .channels = 2, .dt = dt, .tau = tau, .mean = 1.5, .std = 0.3, .start = start};
}

typedef struct {
    double mean[STEPS], variance[STEPS];
    double product[STEPS]; // of steps t and t + 1 about the mean
    double across;         // of the two channels at the last step
} statistics;

static statistics gather(const bn_stimulus_config *config)
{
    statistics s = {0};
    const bn_random_stream stream = bn_random_open(4, BN_PURPOSE_STIMULUS, 1);
    for (int b = 0; b < TRIALS; b++) {
        float out[STEPS * 2];
        bn_stimulus_trials(config, &stream, b, 1, out);
        for (int t = 0; t < STEPS; t++) {
            const double u = (double)out[2 * t] - config->mean;
            s.mean[t] += u / TRIALS;
            s.variance[t] += u * u / TRIALS;
            if (t + 1 < STEPS) s.product[t] += u * ((double)out[2 * t + 2] - config->mean) / TRIALS;
        }
        s.across += ((double)out[2 * STEPS - 2] - config->mean) *
                    ((double)out[2 * STEPS - 1] - config->mean) / TRIALS;
    }
    return s;
}

// The process that starts at its mean has, after t - 1 steps, variance v (1 - a^(2t-2)) with v = std^2 / (2
// tau).
static void mean_variance_and_autocorrelation_have_their_closed_form(void **state)
{
    (void)state;
    const bn_stimulus_config config = config_of(0.2, 0.5, BN_START_MEAN);
    const statistics s = gather(&config);
    const double a = exp(-0.4), v = 0.09 / (2 * 0.5), error = 4.0 * v * sqrt(2.0 / TRIALS);
    for (int t = 0; t < STEPS; t++) {
        const double variance = v * (1.0 - pow(a, 2.0 * t));
        assert_near(s.mean[t], 0.0, 4.0 * sqrt(v / TRIALS));
        assert_near(s.variance[t], variance, error);
        if (t + 1 < STEPS) assert_near(s.product[t], a * variance, error);
    }
    assert_true(s.variance[0] == 0.0);
    assert_near(s.across, 0.0, error);
}

static void the_stationary_start_is_stationary(void **state)
{
    (void)state;
    const bn_stimulus_config config = config_of(0.2, 0.1, BN_START_STATIONARY);
    const statistics s = gather(&config);
    const double a = exp(-2.0), v = 0.09 / (2 * 0.1), error = 4.0 * v * sqrt(2.0 / TRIALS);
    for (int t = 0; t < STEPS; t++) {
        assert_near(s.variance[t], v, error);
        if (t + 1 < STEPS) assert_near(s.product[t], a * v, error);
    }
}

static void without_correlation_time_it_is_white(void **state)
{
    (void)state;
    const bn_stimulus_config config = config_of(0.2, 0.0, BN_START_MEAN);
    const statistics s = gather(&config);
    for (int t = 0; t + 1 < STEPS; t++) {
        assert_near(s.variance[t], 0.09, 4.0 * 0.09 * sqrt(2.0 / TRIALS));
        assert_near(s.product[t], 0.0, 4.0 * 0.09 / sqrt(TRIALS));
    }
}

// Sampling every second step of dt is sampling at 2 dt: the transition is exact, whatever dt.
static void the_transition_is_exact_for_large_steps(void **state)
{
    (void)state;
    const bn_stimulus_config config = config_of(5.0, 0.5, BN_START_MEAN);
    const statistics s = gather(&config);
    const double v = 0.09;
    for (int t = 1; t < STEPS; t++) assert_near(s.variance[t], v, 4.0 * v * sqrt(2.0 / TRIALS));
}

static void a_filled_tensor_holds_the_trials(void **state)
{
    (void)state;
    const bn_stimulus_config config = config_of(0.2, 0.1, BN_START_MEAN);
    float data[STEPS * 2 * 3], trial[STEPS * 2];
    bn_tensor out;
    const bn_random_stream stream = bn_random_open(4, BN_PURPOSE_STIMULUS, 9);
    assert_int_equal(bn_tensor_describe(BN_F32, 3, (int64_t[]){STEPS, 2, 3}, data, &out).code, BN_OK);
    assert_int_equal(bn_stimulus_fill(&config, stream, &out).code, BN_OK);
    for (int b = 0; b < 3; b++) {
        bn_stimulus_trials(&config, &stream, b, 1, trial);
        for (int i = 0; i < STEPS * 2; i++) assert_true(data[3 * i + b] == trial[i]);
    }
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    bn_stimulus_config config = config_of(0.0, 0.1, BN_START_MEAN);
    assert_string_equal(bn_stimulus_config_check(&config).message,
                        "dt is 0; it must be more than 0 and at most 1e6 τ");
    config = config_of(0.1, -1.0, BN_START_MEAN);
    assert_int_equal(bn_stimulus_config_check(&config).code, BN_EINVAL);
    config = config_of(0.1, (double)NAN, BN_START_MEAN);
    assert_int_equal(bn_stimulus_config_check(&config).code, BN_EINVAL);
    config = config_of(0.1, 1.0, BN_START_MEAN);
    config.std = -1.0;
    assert_int_equal(bn_stimulus_config_check(&config).code, BN_EINVAL);
    config.std = 1.0;
    config.mean = (double)INFINITY;
    assert_int_equal(bn_stimulus_config_check(&config).code, BN_EINVAL);
    config.mean = 0.0;
    config.steps = 0;
    assert_int_equal(bn_stimulus_config_check(&config).code, BN_EINVAL);
    config.steps = STEPS;
    bn_tensor wrong;
    bn_tensor_describe(BN_F64, 3, (int64_t[]){STEPS, 2, 0}, NULL, &wrong);
    assert_int_equal(bn_stimulus_fill(&config, bn_random_open(1, 0, 0), &wrong).code, BN_EINVAL);
}

static void a_trial_is_the_same_by_itself_and_among_others(void **state)
{
    (void)state;
    const bn_random_stream stream = bn_random_open(4, BN_PURPOSE_STIMULUS, 9);
    bn_stimulus_config config = config_of(0.2, 0.1, BN_START_MEAN);
    for (int64_t steps = STEPS - 1; steps <= STEPS; steps++) { // 22 and 24 numbers: no multiple of 4, and one
        float many[5 * STEPS * 2], one[STEPS * 2];
        config.steps = steps;
        bn_stimulus_trials(&config, &stream, 3, 5, many);
        bn_stimulus_trials(&config, &stream, 6, 1, one);
        assert_memory_equal(one, many + 3 * steps * 2, (size_t)(steps * 2) * sizeof *one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_variance_and_autocorrelation_have_their_closed_form),
        cmocka_unit_test(the_stationary_start_is_stationary),
        cmocka_unit_test(without_correlation_time_it_is_white),
        cmocka_unit_test(the_transition_is_exact_for_large_steps),
        cmocka_unit_test(a_filled_tensor_holds_the_trials),
        cmocka_unit_test(a_trial_is_the_same_by_itself_and_among_others),
        cmocka_unit_test(bad_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
