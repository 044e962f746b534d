// Incomplete gamma and beta functions. Expected values in closed form, by mpmath 1.2.1, and by their inverses.
#include "engine/base/incomplete.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"

static void assert_share(double given, double expected, double tolerance)
{
    assert_near(given / expected, 1.0, tolerance);
}

static void whole_parameters_have_closed_forms(void **state)
{
    (void)state;
    for (double x = 0.01; x < 100.0; x *= 1.7) {
        assert_share(bn_incomplete_gamma(1.0, x).upper, exp(-x), 1e-13);
        assert_share(bn_incomplete_gamma(1.0, x).lower, -expm1(-x), 1e-13);
        if (x < 20.0) assert_share(bn_incomplete_gamma(0.5, x * x).upper, erfc(x), 1e-12);
    }
    for (double x = 0.01; x < 1.0; x += 0.07) {
        assert_share(bn_incomplete_beta(3.0, 1.0, x, 1.0 - x).lower, x * x * x, 1e-13);
        assert_share(bn_incomplete_beta(1.0, 4.0, x, 1.0 - x).upper, pow(1.0 - x, 4.0), 1e-13);
        assert_share(bn_incomplete_beta(0.5, 0.5, x, 1.0 - x).lower, 2.0 / acos(-1.0) * asin(sqrt(x)), 1e-13);
    }
}

static void digits_are_kept_at_large_parameters_and_far_out(void **state)
{
    (void)state;
    assert_share(bn_incomplete_gamma(1e6, 1.005e6).upper, 2.9874901401146349e-7, 1e-11);
    assert_share(bn_incomplete_gamma(1e9, 0.9999e9).lower, 7.8244613996278354e-4, 1e-11);
    assert_share(bn_incomplete_gamma(18.2, 5e-9).lower, 7.2610667650541069e-168, 1e-12);
    assert_share(bn_incomplete_beta(1e6, 1e5, 0.91, 0.09).upper, 4.4093710062184606e-4, 1e-11);
}

static void ends_and_gaps_are_what_they_must_be(void **state)
{
    (void)state;
    assert_true(bn_incomplete_gamma(3.0, 0.0).lower == 0.0 &&
                bn_incomplete_gamma(3.0, INFINITY).upper == 0.0);
    assert_true(bn_incomplete_beta(3.0, 2.0, 0.0, 1.0).upper == 1.0);
    assert_true(bn_incomplete_beta(3.0, 2.0, 1.0, 0.0).upper == 0.0);
    assert_true(isnan(bn_incomplete_gamma(3.0, NAN).lower) &&
                isnan(bn_incomplete_beta(3.0, 2.0, NAN, NAN).lower));
    assert_true(isnan(bn_incomplete_gamma_inverse(3.0, (bn_tails){NAN, NAN})));
    assert_true(bn_incomplete_gamma_inverse(3.0, (bn_tails){0.0, 1.0}) == 0.0);
    assert_true(bn_incomplete_beta_inverse(3.0, 1.0, (bn_tails){1.0, 0.0}) == INFINITY);
}

static void inverses_lead_back_to_the_smaller_tail(void **state)
{
    (void)state;
    const double parameters[] = {0.02, 0.5, 1.0, 7.3, 400.0, 1e6},
                 tails[] = {1e-200, 1e-9, 0.01, 0.4999, 0.5};
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 5; k++) {
            const bn_tails below = {tails[k], 1.0 - tails[k]}, above = {1.0 - tails[k], tails[k]};
            const double a = parameters[i], x = bn_incomplete_gamma_inverse(a, below);
            if (x > 1e-300) assert_share(bn_incomplete_gamma(a, x).lower, tails[k], 2e-9);
            assert_share(bn_incomplete_gamma(a, bn_incomplete_gamma_inverse(a, above)).upper, tails[k], 2e-9);
            for (int j = 0; j < 6; j++) {
                const double b = parameters[j], logit = bn_incomplete_beta_inverse(a, b, below);
                const double p = 1.0 / (1.0 + exp(-logit)), q = 1.0 / (1.0 + exp(logit));
                if (logit > -700.0) assert_share(bn_incomplete_beta(a, b, p, q).lower, tails[k], 1e-8);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_parameters_have_closed_forms),
        cmocka_unit_test(digits_are_kept_at_large_parameters_and_far_out),
        cmocka_unit_test(ends_and_gaps_are_what_they_must_be),
        cmocka_unit_test(inverses_lead_back_to_the_smaller_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
