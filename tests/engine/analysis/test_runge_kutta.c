/* Runge-Kutta methods. Expected values: the order conditions (Hairer, Norsett and Wanner 1993, II.1) and the closed
   form of dx/dt = x. */
#include "engine/analysis/runge_kutta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

// fmax in the sums below is an internal error of GCC 12.2 for aarch64, at -O3.
static double larger(double a, double b) { return a > b ? a : b; }

static double worst_condition(const bn_runge_kutta *m, int order)
{
    double worst = 0.0, sum[6] = {0.0};
    for (int s = 0; s < m->stages; s++) {
        double at = 0.0, inner = 0.0;
        for (int j = 0; j < s; j++) at += m->from[s][j];
        for (int j = 0; j < s; j++) inner += m->from[s][j] * pow(m->at[j], 3.0);
        worst = larger(worst, fabs(at - m->at[s]));
        for (int p = 0; p < order; p++) sum[p] += m->weight[s] * pow(m->at[s], p);
        sum[5] += m->weight[s] * inner;
    }
    for (int p = 0; p < order; p++) worst = larger(worst, fabs(sum[p] - 1.0 / (p + 1)));
    return order == 5 ? larger(worst, fabs(sum[5] - 1.0 / 20.0)) : worst;
}

static void coefficients_meet_the_conditions_of_their_order(void **state)
{
    (void)state;
    assert_true(worst_condition(&bn_runge_kutta_classical, 4) < 1e-15);
    assert_true(worst_condition(&bn_runge_kutta_pair, 5) < 1e-14);
}

// The error of dx/dt = x after time 1; *estimate: what the pair says of the last step.
static double error_of(const bn_runge_kutta *m, int steps, double *estimate)
{
    double x = 1.0, y, slopes[BN_RUNGE_KUTTA_STAGES] = {0.0};
    const double h = 1.0 / steps;
    for (int i = 0; i < steps; i++) {
        for (int s = 0; s < m->stages; s++) {
            bn_runge_kutta_stage(m, s, h, 1, &x, slopes, &y);
            slopes[s] = y;
        }
        bn_runge_kutta_end(m, h, 1, &x, slopes, &y);
        *estimate = bn_runge_kutta_error(m, h, 1, &x, &y, slopes, 1.0);
        x = y;
    }
    return fabs(x - exp(1.0));
}

static void half_the_step_divides_the_error_by_two_to_the_order(void **state)
{
    (void)state;
    double coarse, fine;
    assert_true(fabs(log2(error_of(&bn_runge_kutta_classical, 16, &coarse) /
                          error_of(&bn_runge_kutta_classical, 32, &fine)) -
                     4.0) < 0.1);
    assert_true(coarse == 0.0); // it has no error of its own
    assert_true(
        fabs(log2(error_of(&bn_runge_kutta_pair, 8, &coarse) / error_of(&bn_runge_kutta_pair, 16, &fine)) -
             5.0) < 0.2);
    assert_true(fabs(log2(coarse / fine) - 5.0) < 0.3); // of the method of order 4, over one step
}

static void the_next_step_aims_at_nine_tenths_and_changes_by_five_at_most(void **state)
{
    (void)state;
    assert_true(fabs(bn_runge_kutta_next(0.5, 1.0) - 0.45) < 1e-15);
    assert_true(bn_runge_kutta_next(0.5, 0.0) == 2.5);
    assert_true(bn_runge_kutta_next(0.5, 1e9) == 0.1);
    assert_true(bn_runge_kutta_next(0.5, (double)NAN) == 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coefficients_meet_the_conditions_of_their_order),
        cmocka_unit_test(half_the_step_divides_the_error_by_two_to_the_order),
        cmocka_unit_test(the_next_step_aims_at_nine_tenths_and_changes_by_five_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
