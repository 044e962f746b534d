// Expected values: closed forms of Hayes (1950) and of Routh's criterion; the root of the characteristic polynomial;
// limits.
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

static double bound_of(double time, int64_t order, double dt, double *frequency)
{
    const bn_delay delay = {time, order};
    double feedback;
    assert_int_equal(bn_delay_bound(&delay, dt, &feedback, frequency).code, BN_OK);
    return feedback;
}

static void a_fixed_delay_has_the_bound_of_hayes(void **state)
{
    (void)state;
    for (double d = 1e-3; d < 100.0; d *= 3.7) {
        double frequency;
        const double K = bound_of(d, 0, 0.0, &frequency), root = sqrt(K * K - 1.0);
        assert_near(acos(-1.0 / K) / root, d, 1e-11 * d);
        assert_near(2.0 * pi * frequency, root, 1e-6 * root);
    }
    double frequency;
    assert_near(bound_of(1e-5, 0, 0.0, &frequency) * 1e-5, pi / 2.0, 1e-4);
}

static void two_leaks_have_the_bound_of_routh(void **state)
{
    (void)state;
    for (double a = 0.01; a < 20.0; a *= 2.3) {
        double frequency;
        assert_near(bound_of(2.0 * a, 2, 0.0, &frequency) / (2.0 * (1.0 + a) * (1.0 + a) / a), 1.0, 1e-12);
        assert_near(4.0 * pi * pi * frequency * frequency, (1.0 + 2.0 * a) / (a * a), 1e-10 / (a * a));
    }
}

static void one_leak_never_oscillates_in_continuous_time(void **state)
{
    (void)state;
    double frequency;
    assert_true(isinf(bound_of(0.3, 1, 0.0, &frequency)) && isinf(frequency));
    assert_true(isinf(bound_of(0.0, 0, 0.0, &frequency)));
    assert_true(bound_of(0.3, 1, 0.1, &frequency) < 1e3); // Euler steps do
}

static void many_leaks_become_a_fixed_delay(void **state)
{
    (void)state;
    double frequency;
    const double fixed = bound_of(0.4, 0, 0.0, &frequency);
    assert_near(bound_of(0.4, 100, 0.0, &frequency), fixed, 0.02 * fixed);
    assert_true(bound_of(0.4, 3, 0.0, &frequency) > bound_of(0.4, 10, 0.0, &frequency));
}

static void short_steps_have_the_bound_of_continuous_time(void **state)
{
    (void)state;
    for (int64_t order = 0; order < 5; order += 2) {
        double frequency;
        const double K = bound_of(0.5, order, 0.0, &frequency), oscillation = frequency;
        assert_near(bound_of(0.5, order, 1e-5, &frequency), K, 2e-4 * K);
        assert_near(frequency, oscillation, 2e-4 * oscillation);
    }
    double frequency;
    assert_near(bound_of(0.0, 0, 0.1, &frequency), 19.0, 1e-12);
}

static void at_the_bound_the_characteristic_polynomial_vanishes(void **state)
{
    (void)state;
    const double dt = 0.0625;
    const bn_delay delays[] = {{0.0, 0}, {0.0625, 0}, {1.5, 0}, {0.5, 1}, {0.5, 3}, {2.0, 7}};
    for (int i = 0; i < 6; i++) {
        double frequency;
        const double K = bound_of(delays[i].time, delays[i].order, dt, &frequency);
        const double _Complex z = cexp(2.0 * pi * I * frequency * dt);
        const double _Complex value = z - 1.0 + dt + dt * K * bn_delay_transfer(&delays[i], dt, 1.0 / z);
        assert_near(cabs(value), 0.0, 1e-12);
    }
}

static void steps_that_are_too_long_are_refused(void **state)
{
    (void)state;
    double feedback, frequency;
    assert_refused(bn_delay_bound(&(bn_delay){1.0, 0}, 2.0, &feedback, &frequency), BN_EINVAL, "dt is 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_delay_has_the_bound_of_hayes),
        cmocka_unit_test(two_leaks_have_the_bound_of_routh),
        cmocka_unit_test(one_leak_never_oscillates_in_continuous_time),
        cmocka_unit_test(many_leaks_become_a_fixed_delay),
        cmocka_unit_test(short_steps_have_the_bound_of_continuous_time),
        cmocka_unit_test(at_the_bound_the_characteristic_polynomial_vanishes),
        cmocka_unit_test(steps_that_are_too_long_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
