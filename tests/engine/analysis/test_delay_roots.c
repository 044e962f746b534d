// Expected values: SciPy's lambertw, 401 branches of it (1.10); the equation itself; the bounds of delay_bound.h.
#include "engine/analysis/delay_roots.h"

#include "engine/simulation/delay_bound.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

static const double pi = 3.14159265358979323846;

static bn_delay_roots roots_of(double time, int64_t order, double dt, double _Complex w)
{
    const bn_delay delay = {time, order};
    bn_delay_roots roots;
    assert_int_equal(bn_delay_roots_of(&delay, dt, w, &roots).code, BN_OK);
    return roots;
}

static void a_fixed_delay_has_the_roots_of_lambert(void **state)
{
    (void)state;
    static const struct {
        double d, real, imag;
        double root_real, root_imag;
        int64_t unstable;
    } table[] = {
        {0.5, 0.8, 0.0, -0.14139485074551594, 0.0, 0},
        {0.5, -2.5, 0.0, -0.6111928538704892, 3.3712393074487994, 0},
        {0.1, -0.3, 0.0, -1.3431250577007563, 0.0, 0},
        {3.0, -0.001, 0.0, -1.0214185106536646, 0.0, 0},
        {2.0, 1.5, 2.0, 0.30784574216259863, 0.33740691265559486, 2},
        {20.0, -1.2, -0.7, 0.015305006562527534, -0.12457172398266053, 6},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const bn_delay_roots roots = roots_of(table[i].d, 0, 0.1, table[i].real + I * table[i].imag);
        assert_near(creal(roots.rightmost), table[i].root_real, 1e-13);
        assert_near(cimag(roots.rightmost), table[i].root_imag, 1e-13);
        assert_int_equal(roots.unstable, table[i].unstable);
    }
    assert_near(creal(roots_of(0.3, 0, 0.1, 0.0).rightmost), -1.0, 0.0);
}

// Delays of 1e4 have e^d beyond every double.
static void roots_solve_their_equation(void **state)
{
    (void)state;
    static const bn_delay delays[] = {{0.1, 0}, {1.0, 0}, {30.0, 0}, {1e4, 0}, {0.4, 1}, {3.0, 3}, {5.0, 40}};
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++)
        for (int k = 0; k < 48; k++) {
            const double _Complex w = 0.05 * pow(1.13, k) * cexp(I * 2.0 * pi * (double)(k % 11) / 11.0);
            const bn_delay_roots roots = roots_of(delays[i].time, delays[i].order, 0.1, w);
            const double n = (double)delays[i].order;
            const double _Complex ld = roots.rightmost * delays[i].time;
            const double _Complex later = n > 0.0 ? cpow(1.0 + ld / n, -n) : cexp(-ld);
            assert_near(cabs(roots.rightmost + 1.0 - w * later), 0.0,
                        1e-11 * (1.0 + cabs(w)) * (1.0 + cabs(ld)));
            if (fabs(creal(roots.rightmost)) > 1e-9)
                assert_true((roots.unstable > 0) == (creal(roots.rightmost) > 0.0));
        }
}

// A feedback -K next to the bound, at which a pair crosses at the frequency of the bound.
static void a_pair_crosses_at_the_bound_of_feedback(void **state)
{
    (void)state;
    static const bn_delay delays[] = {{0.2, 0}, {1.0, 0}, {7.0, 0}, {0.5, 2}, {2.0, 4}};
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        double feedback, frequency;
        const double d = delays[i].time;
        const int64_t n = delays[i].order;
        assert_int_equal(bn_delay_bound(&delays[i], 0.0, &feedback, &frequency).code, BN_OK);
        assert_near(creal(roots_of(d, n, 0.1, -feedback).rightmost), 0.0, 1e-9);
        assert_near(cimag(roots_of(d, n, 0.1, -feedback).rightmost), 2.0 * pi * frequency, 1e-7);
        assert_int_equal(roots_of(d, n, 0.1, -feedback * (1.0 - 1e-6)).unstable, 0);
        assert_int_equal(roots_of(d, n, 0.1, -feedback * (1.0 + 1e-6)).unstable, 2);
        for (int k = 0; k < 2; k++) {
            const double dt = k == 0 ? 0.1 : 0.025;
            assert_int_equal(bn_delay_bound(&delays[i], dt, &feedback, &frequency).code, BN_OK);
            assert_int_equal(roots_of(d, n, dt, -feedback * (1.0 - 1e-6)).map_unstable, 0);
            assert_int_equal(roots_of(d, n, dt, -feedback * (1.0 + 1e-6)).map_unstable, 2);
        }
    }
}

// z^D (z - 1 + dt) = dt w of one step, D = 1, by the square root; all leave the circle in the end.
static void the_map_of_one_step_has_two_multipliers(void **state)
{
    (void)state;
    static const double dts[] = {0.3, 1.0, 1.6};
    for (int i = 0; i < 3; i++)
        for (int k = 1; k <= 40; k++) {
            const double dt = dts[i], a = 1.0 - dt;
            const double _Complex w = 0.11 * (double)k * cexp(I * (double)k);
            const double _Complex root = csqrt(a * a + 4.0 * dt * w);
            const int64_t outside = (cabs(a + root) > 2.0) + (cabs(a - root) > 2.0);
            assert_int_equal(roots_of(dt, 0, dt, w).map_unstable, outside);
        }
    assert_int_equal(roots_of(5.0, 0, 0.5, 1e3).map_unstable, 11);
}

static void what_has_no_roots_is_refused(void **state)
{
    (void)state;
    bn_delay_roots roots;
    assert_refused(bn_delay_roots_of(&(bn_delay){0.0, 0}, 0.1, 1.0, &roots), BN_EINVAL, "the delay is 0");
    assert_refused(bn_delay_roots_of(&(bn_delay){0.25, 0}, 0.1, 1.0, &roots), BN_EINVAL,
                   "whole number of steps");
    assert_refused(bn_delay_roots_of(&(bn_delay){4.0, 0}, 2.0, 1.0, &roots), BN_EINVAL, "less than 2");
    assert_refused(bn_delay_roots_of(&(bn_delay){1.0, 0}, 0.1, (double)NAN, &roots), BN_EINVAL,
                   "a finite one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_delay_has_the_roots_of_lambert),
        cmocka_unit_test(roots_solve_their_equation),
        cmocka_unit_test(a_pair_crosses_at_the_bound_of_feedback),
        cmocka_unit_test(the_map_of_one_step_has_two_multipliers),
        cmocka_unit_test(what_has_no_roots_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
