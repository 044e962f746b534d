// The stationary theory against tables, closed forms and an independent solution.
#include "engine/theory/gaussian.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/stationary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g to %g", value, expected, tolerance);
}

// A solved theory and the block that holds it.
typedef struct {
    bn_stationary theory;
    bn_status status;
    void *block;
} solution;

static solution solved(bn_stationary_def def)
{
    bn_arena ruler = bn_arena_measure();
    bn_stationary_lay_out(&ruler, &def);
    void *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    solution s = {.theory = bn_stationary_lay_out(&arena, &def), .block = block};
    s.status = bn_stationary_solve(&s.theory);
    return s;
}

static bn_stationary_result result_of(bn_stationary_def def)
{
    const solution s = solved(def);
    bn_memory_free(s.block);
    if (s.status.code != BN_OK) fail_msg("%s", s.status.message);
    return s.theory.result;
}

static bn_stationary_def relu_at(double gain, double balance)
{
    bn_stationary_def def = bn_stationary_def_default();
    def.gain = gain;
    def.balance = balance;
    return def;
}

static bn_stationary_def tanh_at(double gain)
{
    bn_stationary_def def = relu_at(gain, 0.0);
    def.activation = BN_ACTIVATION_TANH;
    return def;
}

/* Computed independently in numpy: x, c_inf/c0, p, nu/sqrt(c0), lambda1, half width, c0 at b -> infinity,
   b_c, to the digits printed. */
static void the_chaotic_state_of_relu_has_the_tabulated_numbers(void **state)
{
    (void)state;
    static const double table[][9] = {
        {1.5, -0.072761, 0.97819, 0.47100, 0.363617, 0.01533, 13.1, 7.563, 0.200},
        {1.6, -0.149766, 0.92233, 0.44047, 0.328525, 0.03250, 8.92, 9.265, 0.456},
        {2.0, -0.393625, 0.67306, 0.34693, 0.232643, 0.09601, 5.08, 18.48, 1.692},
        {2.5, -0.609103, 0.46928, 0.27123, 0.166190, 0.16665, 3.79, 36.21, 3.665},
    };
    for (int i = 0; i < 4; i++) {
        const double *row = table[i];
        const bn_stationary_result result = result_of(relu_at(row[0], 1e6));
        const double deviation = sqrt(result.variance);
        assert_int_equal(result.branch, BN_BRANCH_CHAOTIC);
        assert_near(result.mean / deviation, row[1], 6e-7);
        assert_near(result.frozen / result.variance, row[2], 6e-6);
        assert_near(result.active, row[3], 6e-6);
        assert_near(result.rate / deviation, row[4], 6e-7);
        assert_near(result.lyapunov, row[5], 6e-6);
        assert_near(result.half_width, row[6], row[6] > 10.0 ? 0.06 : 0.006);
        assert_near(result.variance, row[7], row[7] > 10.0 ? 6e-3 : 6e-4);
        assert_near(result.critical_balance, row[8], 6e-4);
    }
}

static void balance_sets_the_scale_of_relu_and_nothing_else(void **state)
{
    (void)state;
    const bn_stationary_result loose = result_of(relu_at(2.0, 2.0));
    const bn_stationary_result tight = result_of(relu_at(2.0, 32.0));
    assert_near(loose.mean / sqrt(loose.variance), tight.mean / sqrt(tight.variance), 1e-9);
    assert_near(loose.lyapunov, tight.lyapunov, 1e-8);
    assert_near(tight.variance, 20.597, 1e-3); // sqrt(c0) = b I0 / (x + b J0 R1(x))
    assert_true(loose.variance > 100.0 * tight.variance / 10.0);
}

// sqrt(c0) = b I0/(x + b J0 R1(x)) and nu = I0/J0 - m/(b J0).
static void the_mean_rate_balances_the_input(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(1.8, 12.0);
    def.coupling = 1.7;
    def.input_mean = 0.6;
    const bn_stationary_result result = result_of(def);
    const double x = result.mean / sqrt(result.variance);
    assert_near(sqrt(result.variance), 12.0 * 0.6 / (x + 12.0 * 1.7 * bn_relu_first(x)), 1e-9);
    assert_near(result.rate, 0.6 / 1.7 - result.mean / (12.0 * 1.7), 1e-12);
}

static void below_the_square_root_of_two_relu_rests(void **state)
{
    (void)state;
    for (double gain = 0.2; gain < 1.4; gain += 0.2) {
        const bn_stationary_result result = result_of(relu_at(gain, 5.0));
        const double x = result.mean / sqrt(result.variance);
        assert_int_equal(result.branch, BN_BRANCH_STATIC);
        assert_near(gain * gain * bn_relu_second(x), 1.0, 1e-10);
        assert_near(result.lyapunov, -1.0 + gain * sqrt(bn_normal_cdf(x)), 1e-10);
        assert_near(result.critical_gain, sqrt(2.0), 1e-12);
        assert_true(result.frozen == result.variance && result.critical_balance == 0.0);
    }
}

static void without_gain_every_unit_follows_the_mean(void **state)
{
    (void)state;
    const bn_stationary_result result = result_of(relu_at(0.0, 9.0));
    assert_near(result.mean, 0.9, 1e-15); // b I0 / (1 + b J0)
    assert_near(result.rate, 0.9, 1e-15);
    assert_true(result.variance == 0.0 && result.lyapunov == -1.0);
}

// g = 0: h is an Ornstein-Uhlenbeck process of variance sigma^2/2.
static void without_gain_noise_alone_makes_the_covariance(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(0.0, 4.0);
    def.noise = 0.8;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_OK);
    assert_int_equal(s.theory.result.branch, BN_BRANCH_NOISY);
    assert_near(s.theory.result.variance, 0.32, 1e-12);
    assert_near(s.theory.result.half_width, log(2.0), 1e-6);
    assert_near(s.theory.result.lyapunov, -1.0, 1e-7);
    for (double lag = -6.0; lag <= 6.0; lag += 0.21)
        assert_near(bn_stationary_covariance(&s.theory, lag), 0.32 * exp(-fabs(lag)), 1e-9);
    bn_memory_free(s.block);
}

// With phi(x) = x: c'' = c (1 - g^2), so c = c_inf + sigma^2 exp(-kT)/(2k), k = sqrt(1 - g^2), and c_inf =
// g^2 (m^2 + c_inf).
static void a_linear_network_under_noise_is_known_in_closed_form(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(0.6, 3.0);
    def.activation = BN_ACTIVATION_LINEAR;
    def.noise = 0.5;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_OK);
    const double frozen = 0.36 * 0.75 * 0.75 / (1.0 - 0.36);
    assert_near(s.theory.result.mean, 0.75, 1e-12); // b I0 / (1 + b J0)
    assert_near(s.theory.result.frozen, frozen, 1e-10);
    for (double lag = 0.0; lag < 8.0; lag += 0.37)
        assert_near(bn_stationary_covariance(&s.theory, lag), frozen + 0.25 * exp(-0.8 * lag) / 1.6, 1e-8);
    assert_near(s.theory.result.lyapunov, -1.0 + 0.6, 1e-6);
    bn_memory_free(s.block);
}

/* scipy 1.10: energy by adaptive quadrature, c(T) by DOP853, the ground state by finite differences on 16000
   points, E as a double trapezoidal sum interpolated by Chebyshev polynomials. */
static void tanh_of_zero_mean_agrees_with_an_independent_solution(void **state)
{
    (void)state;
    static const double table[][3] = {
        {1.5, 0.747686381, 0.0467462}, {2.0, 1.92480541, 0.1124581}, {10.0, 71.3680914, 0.773431}};
    for (int i = 0; i < 3; i++) {
        const bn_stationary_result result = result_of(tanh_at(table[i][0]));
        assert_int_equal(result.branch, BN_BRANCH_CHAOTIC);
        assert_near(result.variance, table[i][1], 1e-7 * table[i][1]);
        assert_near(result.lyapunov, table[i][2], 2e-5 * table[i][2]);
        assert_near(result.frozen, 0.0, 1e-12);
        assert_near(result.critical_gain, 1.0, 1e-12);
    }
}

// Published values for tanh, c0 to the digits printed, lambda1 as computed there by a coarser method.
static void tanh_of_zero_mean_agrees_with_the_tabulated_numbers(void **state)
{
    (void)state;
    static const double table[][4] = {{1.25, 0.31559, 6e-6, 0.0170}, {1.5, 0.74769, 6e-6, 0.0468},
                                      {2.0, 1.92481, 6e-6, 0.1126},  {3.0, 5.44633, 6e-6, 0.2355},
                                      {5.0, 16.964, 6e-4, 0.4338},   {10.0, 71.37, 6e-3, 0.775}};
    for (int i = 0; i < 6; i++) {
        const bn_stationary_result result = result_of(tanh_at(table[i][0]));
        assert_near(result.variance, table[i][1], table[i][2]);
        assert_near(result.lyapunov, table[i][3], 0.0025 * table[i][3]);
    }
}

/* numpy 1.24: Hermite series over Gauss-Legendre nodes, c(T) by Runge-Kutta, the ground state by 60 bisections. The
   deviations of the states lie on either side of where the nodes here become others. */
static void tanh_with_noise_agrees_with_numpy_to_ten_digits(void **state)
{
    (void)state;
    static const double table[][3] = {{0.5, 0.1, -0.6191608150071246},
                                      {1.5, 0.1, -0.06573024787258541},
                                      {2.5, 0.8, 0.0645882379274143},
                                      {4.0, 0.3, 0.31554083924038645}};
    for (int i = 0; i < 4; i++) {
        bn_stationary_def def = tanh_at(table[i][0]);
        def.balance = 1.0;
        def.noise = table[i][1];
        assert_near(result_of(def).lyapunov, table[i][2], 1e-10);
    }
}

static void below_a_gain_of_one_tanh_is_silent(void **state)
{
    (void)state;
    const bn_stationary_result result = result_of(tanh_at(0.7));
    assert_int_equal(result.branch, BN_BRANCH_STATIC);
    assert_true(result.variance == 0.0);
    assert_near(result.lyapunov, -0.3, 1e-12);
    assert_near(result_of(tanh_at(1.0)).lyapunov, 0.0, 1e-12);
}

// With equally many inputs of one weight units are alike at rest, which is stable up to g = 1/slope.
static void units_with_the_same_inputs_rest_alike(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(0.5, 1.0);
    def.fixed_in_degree = 1.0;
    bn_stationary_result result = result_of(def);
    assert_true(result.variance == 0.0 && result.critical_gain == 1.0);
    assert_near(result.mean, 0.5, 1e-15); // b I0 / (1 + b J0)
    assert_near(result.lyapunov, -0.5, 1e-15);
    def.activation = BN_ACTIVATION_TANH;
    result = result_of(def);
    assert_true(result.variance == 0.0);
    assert_near(result.critical_gain, 1.0 / (1.0 - pow(tanh(result.mean), 2.0)), 1e-12);
}

static void at_the_critical_gain_the_static_state_is_marginal(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(1.0, 4.0);
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.gain = result_of(def).critical_gain * (1.0 - 1e-9);
    const bn_stationary_result below = result_of(def);
    assert_int_equal(below.branch, BN_BRANCH_STATIC);
    assert_near(below.lyapunov, 0.0, 1e-7);
    def.gain *= 1.0 + 1e-3;
    const bn_stationary_result above = result_of(def);
    assert_int_equal(above.branch, BN_BRANCH_CHAOTIC);
    assert_true(above.lyapunov > 0.0);
}

// c'' = c - g^2 E[phi phi], by second differences of what is interpolated.
static void the_covariance_obeys_its_equation(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(2.0, 8.0);
    def.noise = 0.5;
    const solution s = solved(def);
    const bn_stationary_result *result = &s.theory.result;
    const double h = 0.01;
    for (double lag = 0.2; lag < 12.0; lag += 0.43) {
        const double c = bn_stationary_covariance(&s.theory, lag);
        const double around =
            bn_stationary_covariance(&s.theory, lag - h) + bn_stationary_covariance(&s.theory, lag + h);
        double product, slopes;
        bn_relu_pair(result->mean, result->variance, result->mean, result->variance, c, &product, &slopes);
        assert_near((around - 2.0 * c) / (h * h), c - 4.0 * product, 2e-3);
    }
    const double c0 = bn_stationary_covariance(&s.theory, 0.0);
    assert_near(c0, result->variance, 1e-12);
    assert_near((bn_stationary_covariance(&s.theory, 1e-4) - c0) / 1e-4, -0.125, 1e-3); // -sigma^2/2
    assert_near(bn_stationary_covariance(&s.theory, 1e4), result->frozen, 1e-9);
    bn_memory_free(s.block);
}

static void noise_of_little_strength_changes_little(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(2.0, 8.0);
    const bn_stationary_result silent = result_of(def);
    def.noise = 1e-3;
    const bn_stationary_result noisy = result_of(def);
    assert_near(noisy.variance, silent.variance, 1e-4);
    assert_near(noisy.lyapunov, silent.lyapunov, 1e-4);
    assert_true(noisy.lyapunov < silent.lyapunov);
    def.noise = 2.0;
    assert_true(result_of(def).lyapunov < noisy.lyapunov - 0.01);
}

static void rest_is_a_fixed_point_even_where_it_is_unstable(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(2.0, 32.0);
    solution s = solved(def);
    double mean, variance;
    assert_int_equal(bn_stationary_rest(&s.theory, &mean, &variance).code, BN_OK);
    assert_near(4.0 * bn_relu_second(mean / sqrt(variance)), 1.0, 1e-10);
    assert_near(mean, 32.0 * (1.0 - bn_relu_moments(mean, variance).mean), 1e-9);
    bn_memory_free(s.block);
    s = solved(relu_at(2.0, 1.72)); // rest needs b > 1.77, activity only b > 1.69
    assert_int_equal(bn_stationary_rest(&s.theory, &mean, &variance).code, BN_OK);
    assert_near(mean / sqrt(variance), -0.393625, 1e-6);
    bn_memory_free(s.block);
}

static void too_little_balance_is_refused_with_the_critical_value(void **state)
{
    (void)state;
    const solution s = solved(relu_at(2.0, 1.0));
    assert_int_equal(s.status.code, BN_NO_SOLUTION);
    assert_non_null(strstr(s.status.message, "activity has no stationary state: b_c = 1.692 at g = 2"));
    bn_memory_free(s.block);
    double critical;
    assert_int_equal(bn_critical_balance(2.0, 2.0, &critical).code, BN_OK);
    assert_near(critical, 0.5 * 1.692, 3e-4);
    assert_int_equal(bn_critical_balance(1.4, 1.0, &critical).code, BN_OK);
    assert_true(critical == 0.0);
    assert_int_equal(bn_critical_balance(2.0, 0.0, &critical).code, BN_EINVAL);
}

static void an_input_that_leads_beyond_every_variance_is_named(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(1.6, 32.0);
    def.input_mean = 1e20;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_NO_SOLUTION);
    assert_non_null(strstr(s.status.message, "b = 32, I0 = 1e+20: the input is too large"));
    bn_memory_free(s.block);
}

static void without_a_consistent_variance_the_status_says_so(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(1.2, 32.0);
    def.activation = BN_ACTIVATION_LINEAR;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_NO_SOLUTION);
    assert_non_null(
        strstr(s.status.message, "activity grows without bound; a linear network does for g >= 1"));
    bn_memory_free(s.block);
    def.activation = BN_ACTIVATION_SOFTPLUS;
    def.gain = 3.0;
    def.balance = 5.0;
    const solution soft = solved(def);
    assert_int_equal(soft.status.code, BN_NO_SOLUTION);
    assert_non_null(strstr(soft.status.message, "b <= b_c = 6.076 at g = 3, b is 5"));
    bn_memory_free(soft.block);
}

// With a power of 2 there is a second, unstable static state; above its variance activity grows without
// bound.
static void a_power_above_one_has_a_variance_above_which_it_grows(void **state)
{
    (void)state;
    bn_stationary_def def = relu_at(0.5, 5.0);
    def.activation = BN_ACTIVATION_THRESHOLD_POWER;
    def.activation_power = 2.0;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_OK);
    assert_int_equal(s.theory.result.branches, 1);
    assert_true(s.theory.result.growth_above > 10.0 && s.theory.result.growth_above < 1e4);
    bn_memory_free(s.block);
    def.activation = BN_ACTIVATION_TANH;
    const solution bounded = solved(def);
    assert_true(bounded.theory.result.growth_above == INFINITY);
    bn_memory_free(bounded.block);
}

/* With noise a power of 0.7 has E[phi^2] of its variance in closed form, v^p 2^(p-1) gamma(p + 1/2)/sqrt(pi) at a mean
   of 0, and c(0+) falls as noise says; without noise the series is too slow. */
static void a_power_below_one_needs_noise(void **state)
{
    (void)state;
    bn_stationary_def def = {
        .activation = BN_ACTIVATION_THRESHOLD_POWER, .activation_power = 0.7, .gain = 2.0};
    def.noise = 1.0;
    const solution s = solved(def);
    assert_int_equal(s.status.code, BN_OK);
    const bn_stationary_result *r = &s.theory.result;
    assert_near(r->rate, 0.39999009534807295 * pow(r->variance, 0.35), 1e-10); // mpmath, at a variance of 1
    assert_true(r->frozen > 0.0 && r->frozen < r->variance && r->branch == BN_BRANCH_NOISY);
    bn_memory_free(s.block);
    def.noise = 0.0;
    const bn_status status = bn_stationary_check(&def);
    assert_int_equal(status.code, BN_EINVAL);
    assert_non_null(
        strstr(status.message, "activation_power is 0.7; the series of E[φ'φ'] needs at least 1"));
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    const double bad[] = {-1.0, NAN, INFINITY};
    for (int i = 0; i < 3; i++)
        for (int field = 0; field < 4; field++) {
            bn_stationary_def def = relu_at(1.0, 1.0);
            double *const fields[] = {&def.gain, &def.balance, &def.noise, &def.coupling};
            *fields[field] = bad[i];
            assert_int_equal(bn_stationary_check(&def).code, BN_EINVAL);
        }
    bn_stationary_def def = relu_at(1.0, 1.0);
    def.input_mean = NAN;
    assert_int_equal(bn_stationary_check(&def).code, BN_EINVAL);
    def = relu_at(1.0, 1.0);
    def.activation_power = 0.5;
    assert_non_null(strstr(bn_stationary_check(&def).message, "activation_power is 0.5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chaotic_state_of_relu_has_the_tabulated_numbers),
        cmocka_unit_test(balance_sets_the_scale_of_relu_and_nothing_else),
        cmocka_unit_test(the_mean_rate_balances_the_input),
        cmocka_unit_test(below_the_square_root_of_two_relu_rests),
        cmocka_unit_test(without_gain_every_unit_follows_the_mean),
        cmocka_unit_test(without_gain_noise_alone_makes_the_covariance),
        cmocka_unit_test(a_linear_network_under_noise_is_known_in_closed_form),
        cmocka_unit_test(tanh_of_zero_mean_agrees_with_an_independent_solution),
        cmocka_unit_test(tanh_of_zero_mean_agrees_with_the_tabulated_numbers),
        cmocka_unit_test(tanh_with_noise_agrees_with_numpy_to_ten_digits),
        cmocka_unit_test(below_a_gain_of_one_tanh_is_silent),
        cmocka_unit_test(units_with_the_same_inputs_rest_alike),
        cmocka_unit_test(at_the_critical_gain_the_static_state_is_marginal),
        cmocka_unit_test(the_covariance_obeys_its_equation),
        cmocka_unit_test(noise_of_little_strength_changes_little),
        cmocka_unit_test(rest_is_a_fixed_point_even_where_it_is_unstable),
        cmocka_unit_test(too_little_balance_is_refused_with_the_critical_value),
        cmocka_unit_test(an_input_that_leads_beyond_every_variance_is_named),
        cmocka_unit_test(without_a_consistent_variance_the_status_says_so),
        cmocka_unit_test(a_power_above_one_has_a_variance_above_which_it_grows),
        cmocka_unit_test(a_power_below_one_needs_noise),
        cmocka_unit_test(numbers_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
