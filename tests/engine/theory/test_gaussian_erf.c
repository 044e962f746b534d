/* Gaussian integrals of the error function, against sums by numpy 1.24: trapezoidal rules of 4801 nodes over 24
   standard deviations, of 1601 over 20 for each of two variables. */
#include "engine/theory/gaussian_erf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/theory/stationary.h"
#include "tests/near.h"

#include "common/memory.h"

static void moments_are_those_of_a_sum(void **state)
{
    (void)state;
    static const struct {
        double mean, variance, rate, square, slope, slope_square;
    } cases[] = {
        {0.3, 2.0, 0.14657922952119057, NAN, 0.48306333104961374, 0.3634204513840856},
        {-1.0, 9.0, -0.2526494211298419, NAN, 0.24403052317544696, 0.17516736742324732},
        {0.0, 1.7, 0.0, 0.5186790828188521, 0.5219705949029253, 0.3971285772686446},
        {1.2, 0.05, 0.8524337943579499, NAN, 0.3374225237543173, 0.13162145915336249},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bn_rate_moments found = bn_erf_moments(cases[i].mean, cases[i].variance);
        assert_near(found.mean, cases[i].rate, 1e-14);
        assert_near(found.slope, cases[i].slope, 1e-14);
        assert_near(found.slope_square, cases[i].slope_square, 1e-14);
        if (isnan(cases[i].square))
            assert_true(isnan(found.square));
        else
            assert_near(found.square, cases[i].square, 1e-14);
    }
}

static void pairs_are_those_of_a_double_sum(void **state)
{
    (void)state;
    assert_near(bn_erf_slopes(0.3, 2.0, -0.5, 1.5, 0.9), 0.2580562762003746, 1e-13);
    assert_near(bn_erf_slopes(-1.0, 9.0, 0.5, 4.0, -3.0), 0.10070198140001906, 1e-13);
    assert_near(bn_erf_slopes(0.0, 2.5, 0.0, 0.4, -0.6), 0.37438623337442606, 1e-13);
    assert_near(bn_erf_product(1.9, 1.9, 1.7), 0.46756896857855634, 1e-13);
    assert_near(bn_erf_product(2.5, 0.4, -0.6), -0.21594917348158937, 1e-13);
}

// Price (1958): d E[phi1 phi2] / dc = E[phi1' phi2'].
static void the_product_grows_with_the_covariance_as_the_slopes_say(void **state)
{
    (void)state;
    const double h = 1e-5;
    for (double c = -0.9; c < 1.0; c += 0.2) {
        const double quotient =
            (bn_erf_product(1.0, 1.3, c + h) - bn_erf_product(1.0, 1.3, c - h)) / (2.0 * h);
        assert_near(quotient, bn_erf_slopes(0.0, 1.0, 0.0, 1.3, c), 1e-9);
    }
}

// c(0) of the chaotic state, where c^2/2 and g^2 times the integral of E[phi phi] from 0 to c are the same
// (Sompolinsky, Crisanti and Sommers 1988), with the arcsine: by bisection in numpy 1.24.
static void the_variance_under_chaos_is_that_of_the_arcsine(void **state)
{
    (void)state;
    static const struct {
        double gain, variance;
    } cases[] = {{1.5, 0.8387525278473152}, {2.0, 2.0640800187542885}, {3.0, 5.637431960890169}};
    for (size_t i = 0; i < 3; i++) {
        bn_stationary_def def = bn_stationary_def_default();
        def.activation = BN_ACTIVATION_ERF;
        def.gain = cases[i].gain;
        def.balance = 0.0;
        bn_arena ruler = bn_arena_measure();
        bn_stationary_lay_out(&ruler, &def);
        void *block = bn_memory_allocate(ruler.used, 1);
        bn_arena arena = bn_arena_over(block);
        bn_stationary theory = bn_stationary_lay_out(&arena, &def);
        assert_int_equal(bn_stationary_solve(&theory).code, BN_OK);
        assert_near(theory.result.variance, cases[i].variance, 1e-8 * cases[i].variance);
        assert_near(theory.result.critical_gain, 1.0, 1e-9); // the slope at 0 is 1
        assert_true(theory.result.error == 0.0);
        bn_memory_free(block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_those_of_a_sum),
        cmocka_unit_test(pairs_are_those_of_a_double_sum),
        cmocka_unit_test(the_product_grows_with_the_covariance_as_the_slopes_say),
        cmocka_unit_test(the_variance_under_chaos_is_that_of_the_arcsine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
