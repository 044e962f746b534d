/* Elementary functions against those of the C library in extended precision, whose own error is a two-thousandth of
   a unit in the last place of a double. */
#include "engine/base/elementary.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DRAWS = 200000 };

static uint64_t words = 88172645463325252u;

// xorshift (Marsaglia 2003); uniform from least to most
static double draw(double least, double most)
{
    words ^= words << 13;
    words ^= words >> 7;
    words ^= words << 17;
    return least + (most - least) * ((double)(words >> 11) * 0x1p-53);
}

// The error in units in the last place of the exact value.
static double units(double given, long double exact)
{
    int exponent;
    (void)frexp((double)exact, &exponent);
    const double unit = ldexp(1.0, exponent - 53 < -1074 ? -1074 : exponent - 53);
    return (double)fabsl(((long double)given - exact) / (long double)unit);
}

typedef double (*function)(double);
typedef long double (*reference)(long double);

static void assert_within(function f, reference exact, double least, double most, double bound)
{
    double worst = 0.0, at = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = draw(least, most), error = units(f(x), exact((long double)x));
        if (!(error <= worst)) worst = error, at = x;
    }
    if (worst <= bound) return;
    print_error("off by %.3f units at %.17g; %g were allowed\n", worst, at, bound);
    fail();
}

static void the_exponential_is_within_its_bound(void **state)
{
    (void)state;
    assert_within(bn_exp, expl, -1.0, 1.0, 0.65);
    assert_within(bn_exp, expl, -700.0, 709.0, 0.65);
    assert_within(bn_exp, expl, -745.0, -708.0, 1.0);
    assert_within(bn_exp, expl, -1e-9, 1e-9, 0.65);
}

static void the_exponential_less_one_is_within_its_bound(void **state)
{
    (void)state;
    assert_within(bn_expm1, expm1l, -1.0, 1.0, 1.0);
    assert_within(bn_expm1, expm1l, -50.0, 50.0, 1.0);
    assert_within(bn_expm1, expm1l, -1e-9, 1e-9, 1.0);
    assert_within(bn_expm1, expm1l, 30.0, 709.0, 1.0);
}

static void the_logarithm_is_within_its_bound(void **state)
{
    (void)state;
    assert_within(bn_log, logl, 0.5, 2.0, 0.9);
    assert_within(bn_log, logl, 0.0, 1.0, 0.9);
    assert_within(bn_log, logl, 1.0 - 1e-6, 1.0 + 1e-6, 0.9);
    assert_within(bn_log, logl, 0.0, 1e300, 0.9);
    assert_within(bn_log, logl, 0.0, 1e-309, 0.9);
}

static void the_logarithm_of_one_and_more_is_within_its_bound(void **state)
{
    (void)state;
    assert_within(bn_log1p, log1pl, -1.0, 1.0, 0.9);
    assert_within(bn_log1p, log1pl, -1e-7, 1e-7, 0.9);
    assert_within(bn_log1p, log1pl, 0.0, 1e6, 0.9);
}

static void the_hyperbolic_tangent_is_within_its_bound(void **state)
{
    (void)state;
    assert_within(bn_tanh, tanhl, -1.0, 1.0, 2.5);
    assert_within(bn_tanh, tanhl, -25.0, 25.0, 2.5);
    assert_within(bn_tanh, tanhl, -1e-5, 1e-5, 2.5);
}

static void the_circle_is_within_its_bound(void **state)
{
    (void)state;
    const long double turn = 2.0L * acosl(-1.0L);
    for (int i = 0; i < DRAWS; i++) {
        const double turns = draw(0.0, 1.0);
        double cosine, sine;
        bn_turn(turns, &cosine, &sine);
        // near a zero the product's rounding shows in the reference
        const long double c = cosl(turn * (long double)turns), s = sinl(turn * (long double)turns);
        if (fabsl(c) > 0.01L) assert_true(units(cosine, c) <= 0.8);
        if (fabsl(s) > 0.01L) assert_true(units(sine, s) <= 0.8);
    }
}

// Beside a quarter turn by d, cosine or sine is 2 pi d, to a relative (2 pi d)^2 / 6.
static void the_circle_is_right_beside_its_zeros(void **state)
{
    (void)state;
    const long double turn = 2.0L * acosl(-1.0L);
    for (int k = 0; k <= 4; k++)
        for (int i = 20; i < 50; i++) {
            const double d = ldexp(1.0, -i), turns = k == 0 ? d : 0.25 * k - d;
            const long double expected = sinl(turn * (long double)d);
            double cosine, sine;
            bn_turn(turns, &cosine, &sine);
            assert_true(units(fabs(k % 2 == 0 ? sine : cosine), expected) <= 0.8);
        }
}

static void whole_quarters_are_exact(void **state)
{
    (void)state;
    const double expected[5][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}};
    for (int k = 0; k <= 4; k++) {
        double cosine, sine;
        bn_turn(0.25 * k, &cosine, &sine);
        assert_true(cosine == expected[k][0] && sine == expected[k][1]);
    }
}

static void powers_are_within_their_bound(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        const double x = draw(0.0, 8.0), y = draw(-7.0, 7.0), far = draw(-90.0, 90.0);
        const double size = fabs(y * log(x)), far_size = fabs(far * log(x));
        if (size < 8.0) assert_true(units(bn_power(x, y), powl((long double)x, (long double)y)) <= 0.9);
        if (far_size < 700.0)
            assert_true(units(bn_power(x, far), powl((long double)x, (long double)far)) <= 2.5);
    }
    assert_true(bn_power(2.0, 10.0) == 1024.0 && bn_power(10.0, 400.0) == INFINITY &&
                bn_power(10.0, -400.0) == 0.0);
}

static void whole_powers_are_within_their_bound(void **state)
{
    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        const double beta = 1.0 - pow(2.0, -draw(1.0, 12.0));
        const int64_t n = (int64_t)draw(0.0, fmin(1e6, 700.0 / -log(beta)));
        assert_true(units(bn_whole_power(beta, n), powl((long double)beta, (long double)n)) <= 0.6);
    }
    assert_true(bn_whole_power(0.9, 0) == 1.0 && bn_whole_power(0.9, 1) == 0.9 &&
                bn_whole_power(0.0, 3) == 0.0);
    assert_true(bn_whole_power(-2.0, 3) == -8.0 && bn_whole_power(0.5, 5000) == 0.0);
}

static void the_ends_of_the_ranges_are_right(void **state)
{
    (void)state;
    assert_true(bn_exp(0.0) == 1.0 && bn_exp(710.0) == INFINITY && bn_exp(-INFINITY) == 0.0 &&
                bn_exp(-800.0) == 0.0);
    assert_true(isfinite(bn_exp(709.78)) && bn_exp(709.79) == INFINITY && bn_exp(-745.2) == 0.0);
    assert_true(bn_expm1(INFINITY) == INFINITY && bn_expm1(-INFINITY) == -1.0 && signbit(bn_expm1(-0.0)));
    assert_true(bn_log(0.0) == -INFINITY && isnan(bn_log(-1.0)) && bn_log(1.0) == 0.0 &&
                bn_log(INFINITY) == INFINITY);
    assert_true(bn_log1p(-1.0) == -INFINITY && isnan(bn_log1p(-2.0)) && signbit(bn_log1p(-0.0)));
    assert_true(bn_tanh(INFINITY) == 1.0 && bn_tanh(-30.0) == -1.0 && signbit(bn_tanh(-0.0)));
    const function all[] = {bn_exp, bn_expm1, bn_log, bn_log1p, bn_tanh};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) assert_true(isnan(all[i](NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exponential_is_within_its_bound),
        cmocka_unit_test(the_exponential_less_one_is_within_its_bound),
        cmocka_unit_test(the_logarithm_is_within_its_bound),
        cmocka_unit_test(the_logarithm_of_one_and_more_is_within_its_bound),
        cmocka_unit_test(the_hyperbolic_tangent_is_within_its_bound),
        cmocka_unit_test(the_circle_is_within_its_bound),
        cmocka_unit_test(the_circle_is_right_beside_its_zeros),
        cmocka_unit_test(whole_quarters_are_exact),
        cmocka_unit_test(powers_are_within_their_bound),
        cmocka_unit_test(whole_powers_are_within_their_bound),
        cmocka_unit_test(the_ends_of_the_ranges_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
