// The bivariate normal distribution and two rectified variables, over the whole range and in every limit.
#include "engine/theory/gaussian.h"
#include "engine/theory/gaussian_pair.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g to %g", value, expected, tolerance);
}

static double product_of(double h, double k, double rho)
{
    double product, slopes;
    bn_relu_pair(h, 1.0, k, 1.0, rho, &product, &slopes);
    return product;
}

// tests/data/gaussian_pairs.csv, made by gaussian_pairs.py beside it: adaptive quadrature in 30 digits.
static void both_integrals_agree_with_quadrature_in_thirty_digits(void **state)
{
    (void)state;
    FILE *file = fopen(BALNET_TEST_DATA "/gaussian_pairs.csv", "r");
    assert_non_null(file);
    int lines = 0;
    double h, k, rho, slopes, product;
    assert_int_equal(fscanf(file, "%*[^\n]"), 0);
    while (fscanf(file, "%lf,%lf,%lf,%lf,%lf", &h, &k, &rho, &slopes, &product) == 5) {
        assert_near(bn_normal_cdf2(h, k, rho), slopes, 5e-16);
        assert_near(product_of(h, k, rho), product, 1e-15 * (1.0 + fabs(h)) * (1.0 + fabs(k)));
        lines++;
    }
    fclose(file);
    assert_int_equal(lines, 320);
}

// Sheppard (1899) for the orthant; the arc-cosine kernel of Cho and Saul (2009).
static void at_zero_means_both_integrals_are_angles(void **state)
{
    (void)state;
    for (double rho = -1.0; rho <= 1.0; rho += 1.0 / 64.0) {
        assert_near(bn_normal_cdf2(0.0, 0.0, rho), 0.25 + asin(rho) / (2.0 * pi), 3e-16);
        const double kernel = (sqrt(1.0 - rho * rho) + rho * (pi - acos(rho))) / (2.0 * pi);
        assert_near(product_of(0.0, 0.0, rho), kernel, 3e-16);
    }
}

static void without_correlation_both_integrals_are_products(void **state)
{
    (void)state;
    for (double h = -10.0; h <= 10.0; h += 0.7)
        for (double k = -10.0; k <= 10.0; k += 0.9) {
            assert_near(bn_normal_cdf2(h, k, 0.0), bn_normal_cdf(h) * bn_normal_cdf(k), 1e-15);
            assert_near(product_of(h, k, 0.0), bn_relu_first(h) * bn_relu_first(k),
                        1e-14 * (1.0 + fabs(h * k)));
        }
}

static void on_the_diagonal_the_product_is_the_second_moment(void **state)
{
    (void)state;
    for (double h = -40.0; h <= 40.0; h += 0.33) {
        assert_near(product_of(h, h, 1.0), bn_relu_second(h), 2e-16 * (1.0 + h * h));
        assert_near(product_of(h, h, 1.0 - 1e-15), bn_relu_second(h), 4e-15 * (1.0 + h * h));
        assert_near(bn_normal_cdf2(h, h, 1.0), bn_normal_cdf(h), 1e-16);
    }
}

static void perfect_correlation_leaves_one_variable(void **state)
{
    (void)state;
    for (double h = -3.0; h <= 3.0; h += 0.5)
        for (double k = -3.0; k <= 3.0; k += 0.25) {
            const double low = fmin(h, k);
            assert_near(bn_normal_cdf2(h, k, 1.0), bn_normal_cdf(low), 1e-16);
            assert_near(bn_normal_cdf2(h, k, -1.0), fmax(0.0, bn_normal_cdf(h) - bn_normal_cdf(-k)), 2e-16);
            const double product = (h * k + 1.0) * bn_normal_cdf(low) + fmax(h, k) * bn_normal_pdf(low);
            assert_near(product_of(h, k, 1.0), product, 1e-15 * (1.0 + fabs(h * k)));
            assert_near(product_of(h, k, 1.0 + 1e-9), product_of(h, k, 1.0), 0.0);
        }
}

static void the_two_ways_of_integration_meet_without_a_step(void **state)
{
    (void)state;
    for (double h = -4.0; h <= 4.0; h += 0.37)
        for (double k = -4.0; k <= 4.0; k += 0.41)
            for (int sign = -1; sign <= 1; sign += 2) {
                const double below = bn_normal_cdf2(h, k, sign * nextafter(0.8, 0.0));
                assert_near(bn_normal_cdf2(h, k, sign * nextafter(0.8, 1.0)), below, 4e-16);
            }
}

static void exchanging_the_variables_changes_nothing(void **state)
{
    (void)state;
    for (double rho = -0.95; rho < 1.0; rho += 0.1) {
        assert_near(bn_normal_cdf2(0.3, -1.1, rho), bn_normal_cdf2(-1.1, 0.3, rho), 2e-16);
        assert_near(product_of(0.3, -1.1, rho), product_of(-1.1, 0.3, rho), 2e-16);
    }
}

// Price (1958): the derivative of E[relu relu] by the covariance is E[step step].
static void slopes_are_the_derivative_of_the_product_by_the_covariance(void **state)
{
    (void)state;
    for (double c = -2.0; c < 2.8; c += 0.23) {
        const double step = 1e-5;
        double above, below, product, slopes, ignored;
        bn_relu_pair(-0.4, 3.0, 0.7, 2.9, c + step, &above, &ignored);
        bn_relu_pair(-0.4, 3.0, 0.7, 2.9, c - step, &below, &ignored);
        bn_relu_pair(-0.4, 3.0, 0.7, 2.9, c, &product, &slopes);
        assert_near((above - below) / (2.0 * step), slopes, 1e-9);
        assert_true(slopes > 0.1);
    }
}

static void a_variable_without_variance_is_a_factor(void **state)
{
    (void)state;
    double product, slopes;
    for (double mean = -1.0; mean <= 1.0; mean += 1.0) {
        bn_relu_pair(mean, 0.0, -0.5, 4.0, 0.0, &product, &slopes);
        assert_near(product, fmax(mean, 0.0) * 2.0 * bn_relu_first(-0.25), 1e-15);
        assert_near(slopes, mean > 0.0 ? bn_normal_cdf(-0.25) : 0.0, 1e-16);
        double tiny;
        bn_relu_pair(mean, 1e-200, -0.5, 4.0, 0.0, &tiny, &slopes);
        assert_near(tiny, product, 1e-15);
    }
    bn_relu_pair(2.0, 0.0, 3.0, 0.0, 0.0, &product, &slopes);
    assert_true(product == 6.0 && slopes == 1.0);
}

static void any_nan_and_any_negative_variance_give_nan(void **state)
{
    (void)state;
    for (int position = 0; position < 7; position++) {
        double a[5] = {1.0, 2.0, -1.0, 3.0, 0.5};
        double product, slopes;
        if (position < 5)
            a[position] = NAN;
        else
            a[position == 5 ? 1 : 3] = -1.0;
        bn_relu_pair(a[0], a[1], a[2], a[3], a[4], &product, &slopes);
        assert_true(isnan(product) && isnan(slopes));
    }
    assert_true(isnan(bn_normal_cdf2(NAN, 0.0, 0.0)) && isnan(bn_normal_cdf2(0.0, NAN, 0.9)));
    assert_true(isnan(bn_normal_cdf2(0.0, 0.0, NAN)));
}

static void means_beyond_all_tables_are_limits(void **state)
{
    (void)state;
    assert_true(bn_normal_cdf2(INFINITY, 0.0, 0.3) == 0.5 && bn_normal_cdf2(-INFINITY, 0.0, 0.9) == 0.0);
    assert_near(bn_normal_cdf2(1e9, -1.0, -0.99), bn_normal_cdf(-1.0), 1e-16);
    double product, slopes;
    bn_relu_pair(1e8, 1.0, 1e8, 1.0, 0.5, &product, &slopes);
    assert_true(product == 1e16 && slopes == 1.0);
    bn_relu_pair(-1e8, 1.0, 1e8, 1.0, 0.5, &product, &slopes);
    assert_true(product == 0.0 && slopes == 0.0);
}

static void a_row_is_its_pairs(void **state)
{
    (void)state;
    enum { COUNT = 301 };
    double mean[COUNT], variance[COUNT], covariance[COUNT], products[COUNT], slopes[COUNT];
    for (int i = 0; i < COUNT; i++) {
        mean[i] = 0.01 * (i - 150);
        variance[i] = 1.0 + 0.5 * sin(i);
        covariance[i] = 0.98 * cos(0.1 * i) * sqrt(2.0 * variance[i]);
    }
    bn_relu_row(COUNT, mean, variance, covariance, 0.3, 2.0, products, slopes);
    for (int i = 0; i < COUNT; i++) {
        double product, slope;
        bn_relu_pair(mean[i], variance[i], 0.3, 2.0, covariance[i], &product, &slope);
        assert_true(products[i] == product && slopes[i] == slope);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_integrals_agree_with_quadrature_in_thirty_digits),
        cmocka_unit_test(at_zero_means_both_integrals_are_angles),
        cmocka_unit_test(without_correlation_both_integrals_are_products),
        cmocka_unit_test(on_the_diagonal_the_product_is_the_second_moment),
        cmocka_unit_test(perfect_correlation_leaves_one_variable),
        cmocka_unit_test(the_two_ways_of_integration_meet_without_a_step),
        cmocka_unit_test(exchanging_the_variables_changes_nothing),
        cmocka_unit_test(slopes_are_the_derivative_of_the_product_by_the_covariance),
        cmocka_unit_test(a_variable_without_variance_is_a_factor),
        cmocka_unit_test(any_nan_and_any_negative_variance_give_nan),
        cmocka_unit_test(means_beyond_all_tables_are_limits),
        cmocka_unit_test(a_row_is_its_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
