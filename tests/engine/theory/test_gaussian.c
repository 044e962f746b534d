// The normal distribution and the moments of one rectified variable.
#include "engine/theory/gaussian.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_relative(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fabs(expected)))
        fail_msg("%.17g is not %.17g to %g", value, expected, tolerance);
}

// Values of Abramowitz and Stegun (1964), tables 26.1 and 26.2, and mpmath 1.2.1 with 40 digits beyond them.
static void the_lower_tail_is_accurate(void **state)
{
    (void)state;
    assert_relative(bn_normal_cdf(-1.0), 0.15865525393145705142, 1e-15);
    assert_relative(bn_normal_cdf(-5.0), 2.8665157187919391167e-7, 1e-15);
    assert_relative(bn_normal_cdf(-10.0), 7.6198530241605260660e-24, 1e-15);
    assert_relative(bn_normal_cdf(-37.0), 5.7255712225245768075e-300, 1e-15);
    assert_relative(bn_normal_cdf(1.0), 0.84134474606854294859, 1e-15);
    assert_relative(bn_normal_pdf(-10.0), 7.6945986267064193463e-23, 1e-15);
    assert_relative(bn_normal_pdf(0.0), 0.39894228040143267794, 1e-15);
}

// erfc of the C library is good to one unit in the last place.
static void the_distribution_agrees_with_the_complementary_error_function(void **state)
{
    (void)state;
    for (double x = -8.0; x < 8.0; x += 0.0137)
        assert_relative(bn_normal_cdf(x), 0.5 * erfc(-x / sqrt(2.0)), 1e-15 * (1.0 + x * x));
}

static void values_beyond_all_tables_are_limits(void **state)
{
    (void)state;
    assert_true(bn_normal_cdf(INFINITY) == 1.0 && bn_normal_cdf(-INFINITY) == 0.0);
    assert_true(bn_normal_cdf(1e300) == 1.0 && bn_normal_pdf(-1e300) == 0.0);
    assert_true(bn_relu_first(1e10) == 1e10 && bn_relu_first(-1e10) == 0.0);
    assert_true(bn_relu_second(1e10) == 1e20 && bn_relu_second(-INFINITY) == 0.0);
}

static void nan_gives_nan_in_every_function(void **state)
{
    (void)state;
    assert_true(isnan(bn_normal_cdf(NAN)) && isnan(bn_normal_pdf(NAN)));
    assert_true(isnan(bn_relu_first(NAN)) && isnan(bn_relu_second(NAN)));
    assert_true(isnan(bn_relu_moments(NAN, 1.0).mean) && isnan(bn_relu_moments(0.0, NAN).slope));
    assert_true(isnan(bn_relu_moments(NAN, 0.0).slope) && isnan(bn_relu_moments(1.0, -1.0).square));
}

// mpmath 1.2.1 with 40 digits.
static void moments_of_a_rectified_variable_keep_their_digits_below_zero(void **state)
{
    (void)state;
    assert_relative(bn_relu_first(-2.0), 0.0084907026168296375500, 1e-14);
    assert_relative(bn_relu_second(-2.0), 0.0057687267145199321003, 1e-14);
    assert_relative(bn_relu_first(-10.0), 7.4745602545893280366e-25, 1e-13);
    assert_relative(bn_relu_first(0.0), 0.39894228040143267794, 1e-15);
    assert_relative(bn_relu_second(0.0), 0.5, 1e-15);
    assert_relative(bn_relu_second(3.0), 9.9997965649195130763, 1e-15);
}

// relu(x + z) - relu(-x - z) = x + z, and the squares add up to (x + z)^2.
static void both_halves_make_the_whole(void **state)
{
    (void)state;
    for (double x = 0.0; x < 50.0; x += 0.37) {
        assert_relative(bn_relu_first(x) - bn_relu_first(-x) + 1.0, x + 1.0, 1e-15);
        assert_relative(bn_relu_second(x) + bn_relu_second(-x), 1.0 + x * x, 1e-15);
    }
}

// R1' = Phi and R2' = 2 R1.
static void moments_are_each_other_s_derivatives(void **state)
{
    (void)state;
    for (double x = -4.0; x < 4.0; x += 0.31) {
        const double step = 1e-5;
        const double first = (bn_relu_first(x + step) - bn_relu_first(x - step)) / (2.0 * step);
        const double second = (bn_relu_second(x + step) - bn_relu_second(x - step)) / (2.0 * step);
        assert_true(fabs(first - bn_normal_cdf(x)) < 1e-9);
        assert_true(fabs(second - 2.0 * bn_relu_first(x)) < 1e-9);
    }
}

static void moments_scale_with_the_deviation(void **state)
{
    (void)state;
    const bn_rate_moments moments = bn_relu_moments(-0.8, 4.0);
    assert_relative(moments.mean, 2.0 * bn_relu_first(-0.4), 1e-15);
    assert_relative(moments.square, 4.0 * bn_relu_second(-0.4), 1e-15);
    assert_relative(moments.slope, bn_normal_cdf(-0.4), 1e-15);
}

static void without_variance_the_moments_are_those_of_a_number(void **state)
{
    (void)state;
    const double means[] = {-2.0, 0.0, 3.0};
    for (int i = 0; i < 3; i++) {
        const bn_rate_moments none = bn_relu_moments(means[i], 0.0);
        const bn_rate_moments little = bn_relu_moments(means[i], 1e-300);
        const double rate = fmax(means[i], 0.0);
        assert_true(none.mean == rate && none.square == rate * rate &&
                    none.slope == (rate > 0.0 ? 1.0 : 0.0));
        assert_true(fabs(little.mean - rate) < 1e-140 && fabs(little.square - rate * rate) < 1e-140);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lower_tail_is_accurate),
        cmocka_unit_test(the_distribution_agrees_with_the_complementary_error_function),
        cmocka_unit_test(values_beyond_all_tables_are_limits),
        cmocka_unit_test(nan_gives_nan_in_every_function),
        cmocka_unit_test(moments_of_a_rectified_variable_keep_their_digits_below_zero),
        cmocka_unit_test(both_halves_make_the_whole),
        cmocka_unit_test(moments_are_each_other_s_derivatives),
        cmocka_unit_test(moments_scale_with_the_deviation),
        cmocka_unit_test(without_variance_the_moments_are_those_of_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
