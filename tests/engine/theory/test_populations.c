// The stationary theory of several populations against an independent solution, closed forms and the theory of one.
#include "engine/theory/gaussian.h"
#include "engine/theory/populations.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

typedef struct {
    bn_populations theory;
    void *block;
} world;

static world world_of(const bn_populations_def *def)
{
    bn_arena ruler = bn_arena_measure();
    bn_populations_lay_out(&ruler, def);
    void *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    const world w = {.theory = bn_populations_lay_out(&arena, def), .block = block};
    return w;
}

static world fluctuating(const bn_populations_def *def, double variance)
{
    const double means[BN_POPULATIONS_MOST] = {0};
    double variances[BN_POPULATIONS_MOST];
    world w = world_of(def);
    bn_populations_fill(&w.theory);
    for (int i = 0; i < BN_POPULATIONS_MOST; i++) variances[i] = variance;
    const bn_status status = bn_populations_find_fluctuating(&w.theory, means, variances);
    if (status.code != BN_OK) fail_msg("%s", status.message);
    return w;
}

static world static_state(const bn_populations_def *def, double mean, double variance)
{
    double means[BN_POPULATIONS_MOST], variances[BN_POPULATIONS_MOST];
    world w = world_of(def);
    bn_populations_fill(&w.theory);
    for (int i = 0; i < BN_POPULATIONS_MOST; i++) {
        means[i] = mean;
        variances[i] = variance;
    }
    const bn_status status = bn_populations_find_static(&w.theory, means, variances, true);
    if (status.code != BN_OK) fail_msg("%s", status.message);
    return w;
}

static bn_populations_def excitatory_inhibitory(double noise)
{
    return (bn_populations_def){.count = 2,
                                .mean = {{20.0, -40.0}, {20.0, -36.0}},
                                .gain = {{1.0, 1.4}, {1.0, 1.6}},
                                .input = {20.0, 16.0},
                                .noise = {noise, 0.0},
                                .tau = {1.0, 0.5}};
}

/* Computed by scipy's solve_bvp, with integrals by Owen's T function and the exponent by a Riccati equation:
   tests/data/populations_stationary.py. */
static void excitation_and_inhibition_have_the_numbers_of_a_boundary_value_problem(void **state)
{
    (void)state;
    static const double noise[] = {0.0, 0.3};
    static const double expected[2][7] = {
        {-0.984611076, -1.127098411, 10.840806047, 13.378407001, 8.415068521, 10.220059117, 0.115849257},
        {-0.98864434, -1.127488534, 10.895459723, 13.398770319, 8.428724642, 10.237171915, 0.112761611},
    };
    for (int i = 0; i < 2; i++) {
        const bn_populations_def def = excitatory_inhibitory(noise[i]);
        const world w = fluctuating(&def, 1.0);
        const bn_populations_state *s = &w.theory.state;
        assert_int_equal(s->branch, i == 0 ? BN_BRANCH_CHAOTIC : BN_BRANCH_NOISY);
        for (int a = 0; a < 2; a++) {
            assert_near(s->mean[a], expected[i][a], 1e-8);
            assert_near(s->variance[a], expected[i][2 + a], 2e-8);
            assert_near(s->frozen[a], expected[i][4 + a], 2e-7); // of the reference, whose axis is finite
        }
        assert_near(s->lyapunov, expected[i][6], 1e-8);
        assert_true(s->error < 1e-6);
        bn_memory_free(w.block);
    }
}

static void assert_as_one_population(bn_activation activation, double gain, double balance, double noise)
{
    bn_stationary_def one = bn_stationary_def_default();
    one.activation = activation;
    one.gain = gain;
    one.balance = balance;
    one.noise = noise;
    bn_arena ruler = bn_arena_measure();
    bn_stationary_lay_out(&ruler, &one);
    void *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    bn_stationary theory = bn_stationary_lay_out(&arena, &one);
    assert_int_equal(bn_stationary_solve(&theory).code, BN_OK);
    // the same network cut into two parts of a quarter and three quarters
    const double g1 = gain * sqrt(0.25), g2 = gain * sqrt(0.75), b1 = -0.25 * balance, b2 = -0.75 * balance;
    const bn_populations_def two = {.count = 2,
                                    .activation = activation,
                                    .mean = {{b1, b2}, {b1, b2}},
                                    .gain = {{g1, g2}, {g1, g2}},
                                    .input = {balance, balance},
                                    .noise = {noise, noise},
                                    .tau = {1.0, 1.0}};
    const world w = fluctuating(&two, 1.0);
    const double scale = theory.result.variance;
    for (int a = 0; a < 2; a++) {
        assert_near(w.theory.state.mean[a], theory.result.mean, 1e-8 * sqrt(scale));
        assert_near(w.theory.state.variance[a], scale, 1e-8 * scale);
        assert_near(w.theory.state.frozen[a], theory.result.frozen, 1e-7 * scale);
        assert_near(w.theory.state.rate[a], theory.result.rate, 1e-8 * sqrt(scale));
        assert_near(w.theory.state.active[a], theory.result.active, 1e-8);
        for (int i = 0; i < 60; i++)
            assert_near(bn_populations_covariance(&w.theory, a, 0.37 * i),
                        bn_stationary_covariance(&theory, 0.37 * i), 2e-7 * scale);
    }
    assert_near(w.theory.state.lyapunov, theory.result.lyapunov, 2e-8);
    bn_memory_free(w.block);
    bn_memory_free(block);
}

static void a_population_cut_into_two_stays_what_it_is(void **state)
{
    (void)state;
    assert_as_one_population(BN_ACTIVATION_RELU, 2.0, 32.0, 0.0);
    assert_as_one_population(BN_ACTIVATION_RELU, 1.2, 8.0, 0.5);
    assert_as_one_population(BN_ACTIVATION_TANH, 1.5, 0.0, 0.5);
    assert_as_one_population(BN_ACTIVATION_TANH, 2.0, 0.0, 0.0);
}

// Time measured in another unit leaves variances as they are.
static void longer_time_constants_slow_everything_down(void **state)
{
    (void)state;
    bn_populations_def def = excitatory_inhibitory(0.3);
    const world fast = fluctuating(&def, 1.0);
    for (int a = 0; a < 2; a++) def.tau[a] *= 4.0;
    const world slow = fluctuating(&def, 1.0);
    assert_near(slow.theory.state.lyapunov, 0.25 * fast.theory.state.lyapunov, 1e-9);
    assert_near(slow.theory.state.variance[0], fast.theory.state.variance[0], 1e-8);
    assert_near(bn_populations_covariance(&slow.theory, 1, 8.0),
                bn_populations_covariance(&fast.theory, 1, 2.0), 1e-8);
    bn_memory_free(fast.block);
    bn_memory_free(slow.block);
}

// Without coupling, an Ornstein-Uhlenbeck process: sigma^2/2 exp(-T/tau).
static void noise_alone_is_an_ornstein_uhlenbeck_process(void **state)
{
    (void)state;
    const bn_populations_def def = {.count = 2, .input = {0.5, -1.0}, .noise = {1.0, 0.2}, .tau = {1.0, 3.0}};
    const world w = fluctuating(&def, 1.0);
    const double error = w.theory.state.error;
    assert_true(error < 1e-5);
    for (int i = 0; i < 20; i++) {
        assert_near(bn_populations_covariance(&w.theory, 0, 0.2 * i), 0.5 * exp(-0.2 * i), 0.5 * error);
        assert_near(bn_populations_covariance(&w.theory, 1, -0.2 * i), 0.02 * exp(-0.2 * i / 3.0),
                    0.02 * error);
    }
    assert_near(w.theory.state.mean[1], -1.0, 1e-12);
    assert_near(w.theory.state.lyapunov, -1.0 / 3.0, 1e-6);
    bn_memory_free(w.block);
}

/* With x = m/sqrt(c): E[phi'] = Phi(x), E[phi''] = pdf(x)/sqrt(c), E[phi phi'] = E[phi], and E[phi'^2 + phi phi''] =
   Phi(x), since phi phi'' is 0. */
static void modes_of_a_static_state_of_relu_have_their_closed_forms(void **state)
{
    (void)state;
    const bn_populations_def def = {
        .count = 1, .mean = {{-8.0}}, .gain = {{1.2}}, .input = {8.0}, .tau = {2.0}};
    const world w = static_state(&def, 0.0, 1.0);
    const bn_populations_state *s = &w.theory.state;
    const double deviation = sqrt(s->variance[0]), x = s->mean[0] / deviation, p = bn_normal_cdf(x);
    assert_int_equal(s->branch, BN_BRANCH_STATIC);
    assert_int_equal(s->modes, 2);
    assert_near(1.44 * bn_relu_second(x), 1.0, 1e-12);
    assert_near(s->mode[0][0], (-8.0 * p - 1.0) / 2.0, 1e-6);
    assert_near(s->mode[0][1], -8.0 * bn_normal_pdf(x) / deviation / 2.0, 1e-5);
    assert_near(s->mode[1][0], 1.44 * s->rate[0] / 2.0, 1e-5);
    assert_near(s->mode[1][1], (1.44 * p - 1.0) / 2.0, 1e-5);
    assert_near(s->lyapunov, (sqrt(1.44 * p) - 1.0) / 2.0, 1e-12);
    bn_memory_free(w.block);
}

// m = 3 tanh m has the roots 0 and +-2.984704585357..., found by Newton's iteration.
static void a_bistable_population_is_found_on_either_side(void **state)
{
    (void)state;
    const bn_populations_def def = {
        .count = 1, .activation = BN_ACTIVATION_TANH, .mean = {{3.0}}, .gain = {{0.0}}, .tau = {1.0}};
    for (int side = -1; side <= 1; side += 2) {
        const world w = static_state(&def, side, 0.1);
        assert_near(w.theory.state.mean[0], side * 2.984704585357, 1e-9);
        assert_near(w.theory.state.variance[0], 0.0, 1e-12);
        bn_memory_free(w.block);
    }
}

static void numbers_out_of_range_and_states_that_are_not_there_are_refused(void **state)
{
    (void)state;
    bn_populations_def def = excitatory_inhibitory(0.0);
    def.tau[1] = 0.0;
    assert_refused(bn_populations_check(&def), BN_EINVAL, "tau of population 2 is 0");
    def = excitatory_inhibitory(0.0);
    def.gain[1][0] = -1.0;
    assert_refused(bn_populations_check(&def), BN_EINVAL, "gain of population 2 is -1");
    def.count = 0;
    assert_refused(bn_populations_check(&def), BN_EINVAL, "there are 0 populations");
    def = excitatory_inhibitory(0.0);
    for (int a = 0; a < 2; a++) def.gain[a][0] = def.gain[a][1] = 0.1;
    const double means[2] = {0.0, 0.0}, variances[2] = {1.0, 1.0};
    world w = world_of(&def);
    bn_populations_fill(&w.theory);
    assert_refused(bn_populations_find_fluctuating(&w.theory, means, variances), BN_NOT_CONVERGED, "");
    bn_memory_free(w.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(excitation_and_inhibition_have_the_numbers_of_a_boundary_value_problem),
        cmocka_unit_test(a_population_cut_into_two_stays_what_it_is),
        cmocka_unit_test(longer_time_constants_slow_everything_down),
        cmocka_unit_test(noise_alone_is_an_ornstein_uhlenbeck_process),
        cmocka_unit_test(modes_of_a_static_state_of_relu_have_their_closed_forms),
        cmocka_unit_test(a_bistable_population_is_found_on_either_side),
        cmocka_unit_test(numbers_out_of_range_and_states_that_are_not_there_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
