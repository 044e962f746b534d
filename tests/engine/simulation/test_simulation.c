// Expected values: the forward pass of training, the same numbers by another path through the code, and the
// closed form of independent leaky units; the origin is named at each test.
#include "engine/base/parallel.h"
#include "engine/simulation/simulation.h"
#include "engine/training/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

typedef struct {
    void *network_block, *block;
    bn_network network;
    bn_simulation simulation;
} world;

static bn_network_config some_network(int64_t neurons, double gain, double balance)
{
    bn_network_config config = bn_network_config_default();
    config.neurons = neurons;
    config.gain = gain;
    config.balance = balance;
    config.seed = 3;
    return config;
}

static world a_network(const bn_network_config *config)
{
    assert_int_equal(bn_network_config_check(config).code, BN_OK);
    bn_arena ruler = bn_arena_measure();
    bn_network_lay_out(&ruler, config);
    world w = {.network_block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.network_block);
    w.network = bn_network_lay_out(&arena, config);
    bn_network_initialise(&w.network);
    return w;
}

static void simulate(world *w, const bn_simulation_config *config)
{
    assert_int_equal(bn_simulation_config_check(config, &w->network.config).code, BN_OK);
    bn_arena ruler = bn_arena_measure();
    bn_simulation_lay_out(&ruler, config, &w->network);
    w->block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(w->block);
    w->simulation = bn_simulation_lay_out(&arena, config, &w->network);
    bn_simulation_start(&w->simulation);
}

static void close_world(world *w)
{
    bn_memory_free(w->network_block);
    bn_memory_free(w->block);
}

static bn_status run(world *w, int64_t steps, float level, bn_simulation_record record, bn_pool *pool)
{
    const bn_simulation_input input = {steps, {0, 0, 0}, &level};
    return bn_simulation_run(&w->simulation, &input, &record, pool);
}

static float state_of(const world *w, int64_t b, int64_t i)
{
    return w->simulation.x[b * w->simulation.ldx + i];
}

// The forward pass of training, from the state of a simulation and under its stimuli (T x S x B). *block is the
// caller's.
static bn_trial trained_forward(const world *w, const bn_trial_config *training, const float *stimuli,
                                uint64_t seed, void **block)
{
    const int N = (int)w->network.config.neurons, B = (int)training->batch;
    const int inputs = (int)(training->steps * w->network.config.stimuli);
    bn_arena ruler = bn_arena_measure();
    bn_trial_lay_out(&ruler, training, &w->network);
    *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(*block);
    bn_trial trial = bn_trial_lay_out(&arena, training, &w->network);
    bn_trial_plan(&trial);
    for (int b = 0; b < B; b++) {
        float one[64];
        for (int i = 0; i < inputs; i++) one[i] = stimuli[i * B + b];
        bn_trial_set_stimuli(&trial, b, one);
        for (int i = 0; i < N; i++) bn_trial_state(&trial, 0, b)[i] = state_of(w, b, i);
    }
    bn_trial_put_rates(&trial);
    for (int part = 0; part < bn_trial_parts(&trial); part++) bn_trial_pack(&trial, part);
    bn_trial_forward(&trial, 0, bn_random_open(seed, BN_PURPOSE_NOISE, 0));
    return trial;
}

// The same network, state, noise and input through the forward pass of training.
static void the_steps_are_those_of_training(void **state)
{
    (void)state;
    enum { N = 37, S = 2, T = 30, B = 3 };
    bn_network_config network = some_network(N, 1.0, 2.0);
    network.stimuli = S;
    network.activation = BN_ACTIVATION_TANH;
    world w = a_network(&network);
    const bn_simulation_config config = {
        .batch = B, .dt = 0.1, .noise = 0.5, .state_std = 1.0, .lag_steps = 1, .seed = 9, .sampled = 5};
    simulate(&w, &config);

    float stimuli[T * S * B];
    for (int t = 0; t < T; t++)
        for (int k = 0; k < S; k++)
            for (int b = 0; b < B; b++) stimuli[(t * S + k) * B + b] = sinf((float)(t + 3 * k + 7 * b));
    const bn_trial_config training = {.batch = B, .steps = T, .dt = 0.1, .noise = 0.5};
    void *block;
    const bn_trial trial = trained_forward(&w, &training, stimuli, 9, &block);

    float output[S * B * T], sampled[5 * B * T];
    double mean[B * T];
    const bn_simulation_input input = {T, {S * B, B, 1}, stimuli};
    const bn_simulation_record record = {.mean = mean, .output = output, .state = sampled};
    assert_int_equal(bn_simulation_run(&w.simulation, &input, &record, NULL).code, BN_OK);
    for (int t = 1; t <= T; t++)
        for (int b = 0; b < B; b++) {
            const float *x = bn_trial_state(&trial, t, b);
            double sum = 0.0;
            for (int i = 0; i < N; i++) sum += (double)x[i] / N;
            assert_near(mean[b * T + t - 1], sum, 1e-5);
            for (int i = 0; i < 5; i++)
                assert_near((double)sampled[(i * B + b) * T + t - 1], (double)x[i], 1e-5);
            for (int r = 0; r < S; r++)
                assert_near((double)output[(r * B + b) * T + t - 1], (double)bn_trial_output(&trial, t, b)[r],
                            1e-5);
        }
    bn_memory_free(block);
    close_world(&w);
}

// -balance / N in every weight, or the same as feedback beside a J of mean zero.
static void feedback_is_the_mean_of_the_weights(void **state)
{
    (void)state;
    enum { N = 200, T = 50 };
    const bn_network_config inside = some_network(N, 0.8, 6.0), beside = some_network(N, 0.8, 0.0);
    bn_simulation_config config = bn_simulation_config_default();
    config.noise = 0.3;
    world a = a_network(&inside), b = a_network(&beside);
    simulate(&a, &config);
    config.feedback = 6.0;
    simulate(&b, &config);
    double rate_a[T], rate_b[T];
    assert_int_equal(run(&a, T, 6.0f, (bn_simulation_record){.rate = rate_a}, NULL).code, BN_OK);
    assert_int_equal(run(&b, T, 6.0f, (bn_simulation_record){.rate = rate_b}, NULL).code, BN_OK);
    for (int t = 0; t < T; t++) assert_near(rate_a[t], rate_b[t], 1e-5);
    assert_true(rate_a[T - 1] > 0.5);
    close_world(&a);
    close_world(&b);
}

// A J of zeros takes a short cut; a J with one weight of 1e-30 or so does not.
static void a_network_without_J_takes_a_short_cut_to_the_same_numbers(void **state)
{
    (void)state;
    enum { N = 64, T = 40 };
    const bn_network_config network = some_network(N, 0.0, 0.0);
    const bn_simulation_config config = {
        .batch = 2, .dt = 0.1, .noise = 0.4, .state_std = 1.0, .feedback = 3.0, .lag_steps = 1, .seed = 2};
    double rate[2][2 * T];
    for (int way = 0; way < 2; way++) {
        world w = a_network(&network);
        if (way == 1) ((float *)bn_network_J(&w.network).data)[7] = 1e-30f;
        simulate(&w, &config);
        assert_int_equal(w.simulation.has_J, way);
        assert_int_equal(run(&w, T, 2.0f, (bn_simulation_record){.rate = rate[way]}, NULL).code, BN_OK);
        close_world(&w);
    }
    assert_memory_equal(rate[0], rate[1], sizeof rate[0]);
}

static void one_trial_by_itself_has_the_numbers_it_has_in_a_block(void **state)
{
    (void)state;
    enum { N = 100, T = 40, B = 4 };
    const bn_network_config network = some_network(N, 1.5, 0.0);
    bn_simulation_config config = {
        .batch = B, .dt = 0.1, .feedback = 5.0, .state_std = 1.0, .lag_steps = 1, .seed = 2};
    world block = a_network(&network), alone = a_network(&network);
    simulate(&block, &config);
    config.batch = 1;
    simulate(&alone, &config);
    double together[B * T], first[T];
    assert_int_equal(run(&block, T, 5.0f, (bn_simulation_record){.rate = together}, NULL).code, BN_OK);
    assert_int_equal(run(&alone, T, 5.0f, (bn_simulation_record){.rate = first}, NULL).code, BN_OK);
    for (int t = 0; t < T; t++) assert_near(together[t], first[t], 1e-5);
    close_world(&block);
    close_world(&alone);
}

static void threads_and_stretches_do_not_change_a_bit(void **state)
{
    (void)state;
    enum { N = 50, T = 21, B = 12 };
    const bn_network_config network = some_network(N, 1.2, 4.0);
    const bn_simulation_config config = {
        .batch = B, .dt = 0.1, .noise = 0.5, .state_std = 1.0, .lags = 6, .lag_steps = 2, .seed = 5};
    world whole = a_network(&network), parts = a_network(&network);
    bn_pool *pool;
    assert_int_equal(bn_pool_start(3, &pool).code, BN_OK);
    simulate(&whole, &config);
    simulate(&parts, &config);
    assert_true(whole.simulation.microbatches > 1);
    assert_int_equal(run(&whole, T, 4.0f, (bn_simulation_record){0}, NULL).code, BN_OK);
    for (int piece = 0; piece < 3; piece++)
        assert_int_equal(run(&parts, T / 3, 4.0f, (bn_simulation_record){0}, pool).code, BN_OK);
    for (int b = 0; b < B; b++)
        for (int i = 0; i < N; i++) assert_true(state_of(&whole, b, i) == state_of(&parts, b, i));
    double covariance[2][6], of_rates[2][6];
    bn_simulation_covariances(&whole.simulation, covariance[0], of_rates[0]);
    bn_simulation_covariances(&parts.simulation, covariance[1], of_rates[1]);
    assert_memory_equal(covariance[0], covariance[1], sizeof covariance[0]);
    assert_memory_equal(of_rates[0], of_rates[1], sizeof of_rates[0]);
    bn_pool_stop(pool);
    close_world(&whole);
    close_world(&parts);
}

// Independent linear leaks from their stationary state: variance v = sigma^2 / (2 - dt), covariance v (1 -
// dt)^k.
static void independent_units_have_the_covariance_of_a_leak(void **state)
{
    (void)state;
    enum { N = 1000, T = 2000, LAGS = 12 };
    bn_network_config network = some_network(N, 0.0, 0.0);
    network.activation = BN_ACTIVATION_LINEAR;
    network.w_in_std = 0.0;
    const double expected = 0.25 / 1.9;
    const bn_simulation_config config = {.batch = 1,
                                         .dt = 0.1,
                                         .noise = 0.5,
                                         .state_std = sqrt(expected),
                                         .lags = LAGS,
                                         .lag_steps = 3,
                                         .seed = 5};
    world w = a_network(&network);
    simulate(&w, &config);
    double variance[T], mean[T], covariance[LAGS], of_rates[LAGS], average = 0.0;
    assert_int_equal(run(&w, T, 2.0f, (bn_simulation_record){.variance = variance, .mean = mean}, NULL).code,
                     BN_OK);
    bn_simulation_covariances(&w.simulation, covariance, of_rates);
    for (int t = 0; t < T; t++) average += variance[t] / T;
    // 2000 steps of 1000 units are about 10^5 independent samples
    assert_near(average, expected, 0.02 * expected);
    assert_near(mean[T - 1], 2.0, 4.0 * sqrt(expected / N));
    for (int k = 0; k < LAGS; k++) {
        assert_near(covariance[k], expected * pow(0.9, 3.0 * k), 0.015 * expected);
        assert_near(of_rates[k], covariance[k], 1e-6);
    }
    close_world(&w);
}

static void a_covariance_at_a_lag_longer_than_the_run_is_nan(void **state)
{
    (void)state;
    const bn_network_config network = some_network(5, 0.5, 0.0);
    const bn_simulation_config config = {
        .batch = 1, .dt = 0.1, .state_std = 1.0, .lags = 4, .lag_steps = 2, .seed = 5};
    world w = a_network(&network);
    simulate(&w, &config);
    double covariance[4], of_rates[4];
    assert_int_equal(run(&w, 5, 0.0f, (bn_simulation_record){0}, NULL).code, BN_OK);
    bn_simulation_covariances(&w.simulation, covariance, of_rates);
    assert_true(isfinite(covariance[0]) && isfinite(covariance[1]));
    assert_true(isnan(covariance[2]) && isnan(of_rates[3]));
    close_world(&w);
}

static void divergence_is_reported_with_trial_and_time(void **state)
{
    (void)state;
    bn_network_config network = some_network(20, 40.0, 0.0);
    network.activation = BN_ACTIVATION_LINEAR;
    world w = a_network(&network);
    const bn_simulation_config config = {.batch = 1, .dt = 0.5, .state_std = 1.0, .lag_steps = 1, .seed = 1};
    simulate(&w, &config);
    const bn_status status = run(&w, 2000, 1.0f, (bn_simulation_record){0}, NULL);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "trial 1 diverged at step "));
    close_world(&w);
}

static void an_input_that_is_not_finite_is_reported_with_trial_and_step(void **state)
{
    (void)state;
    const bn_network_config network = some_network(20, 1.0, 0.0);
    world w = a_network(&network);
    const bn_simulation_config config = {.batch = 1, .dt = 0.5, .state_std = 1.0, .lag_steps = 1, .seed = 1};
    simulate(&w, &config);
    const bn_status status = run(&w, 3, NAN, (bn_simulation_record){0}, NULL);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_string_equal(status.message, "the input of trial 1 at step 1, channel 1, is nan");
    close_world(&w);
}

static void a_mean_too_stiff_for_dt_is_reported_with_the_dt_that_would_do(void **state)
{
    (void)state;
    const bn_network_config network = some_network(20, 0.0, 0.0);
    world w = a_network(&network);
    const bn_simulation_config config = {
        .batch = 1, .dt = 0.1, .state_std = 0.0, .feedback = 39.0, .lag_steps = 1, .seed = 1};
    simulate(&w, &config);
    const bn_status status = run(&w, 1, 39.0f, (bn_simulation_record){0}, NULL); // all units become active
    assert_int_equal(status.code, BN_NOT_CONVERGED);
    assert_string_equal(
        status.message,
        "the mean follows at the rate 40 at time 0.1, too fast for dt = 0.1; dt below 0.05 would do");
    close_world(&w);
}

static void a_mean_that_was_too_stiff_only_for_a_while_is_reported_too(void **state)
{
    (void)state;
    const bn_network_config network = some_network(20, 0.0, 0.0);
    world w = a_network(&network);
    const bn_simulation_config config = {
        .batch = 1, .dt = 0.1, .state_std = 0.0, .feedback = 24.0, .lag_steps = 1, .seed = 1};
    simulate(&w, &config);
    // at the second step the feedback on the rate of the first makes all units silent
    const bn_status status = run(&w, 2, 24.0f, (bn_simulation_record){0}, NULL);
    assert_int_equal(status.code, BN_NOT_CONVERGED);
    assert_string_equal(
        status.message,
        "the mean follows at the rate 25 at time 0.1, too fast for dt = 0.1; dt below 0.08 would do");
    close_world(&w);
}

static void configs_out_of_range_are_refused(void **state)
{
    (void)state;
    const bn_network_config network = some_network(20, 1.0, 0.0);
    const bn_simulation_config good = bn_simulation_config_default();
    assert_int_equal(bn_simulation_config_check(&good, &network).code, BN_OK);
    bn_simulation_config bad = good;
    bad.sampled = 21;
    assert_string_equal(bn_simulation_config_check(&bad, &network).message,
                        "sampled is 21; it must be from 0 to the 20 neurons");
    bad = good;
    bad.dt = 2.0;
    assert_int_equal(bn_simulation_config_check(&bad, &network).code, BN_EINVAL);
    bad = good;
    bad.noise = NAN;
    assert_int_equal(bn_simulation_config_check(&bad, &network).code, BN_EINVAL);
    bad = good;
    bad.feedback = INFINITY;
    assert_int_equal(bn_simulation_config_check(&bad, &network).code, BN_EINVAL);
    bad = good;
    bad.batch = 0;
    assert_int_equal(bn_simulation_config_check(&bad, &network).code, BN_EINVAL);
    bad = good;
    bad.lag_steps = 0;
    assert_int_equal(bn_simulation_config_check(&bad, &network).code, BN_EINVAL);
    bad = good;
    bad.lags = 100000;
    bad.batch = 10000;
    assert_non_null(
        strstr(bn_simulation_config_check(&bad, &(bn_network_config){.neurons = 20000}).message, " GB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steps_are_those_of_training),
        cmocka_unit_test(feedback_is_the_mean_of_the_weights),
        cmocka_unit_test(a_network_without_J_takes_a_short_cut_to_the_same_numbers),
        cmocka_unit_test(one_trial_by_itself_has_the_numbers_it_has_in_a_block),
        cmocka_unit_test(threads_and_stretches_do_not_change_a_bit),
        cmocka_unit_test(independent_units_have_the_covariance_of_a_leak),
        cmocka_unit_test(a_covariance_at_a_lag_longer_than_the_run_is_nan),
        cmocka_unit_test(divergence_is_reported_with_trial_and_time),
        cmocka_unit_test(an_input_that_is_not_finite_is_reported_with_trial_and_step),
        cmocka_unit_test(a_mean_too_stiff_for_dt_is_reported_with_the_dt_that_would_do),
        cmocka_unit_test(a_mean_that_was_too_stiff_only_for_a_while_is_reported_too),
        cmocka_unit_test(configs_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
