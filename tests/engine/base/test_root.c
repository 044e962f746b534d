// Zeros of functions of one variable.
#include "engine/base/root.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct {
    int calls;
    double shift;
} counter;

static double cubic(void *context, double x)
{
    counter *at = context;
    at->calls++;
    return x * x * x - at->shift;
}

static double jump(void *context, double x)
{
    counter *at = context;
    at->calls++;
    return x < at->shift ? -1.0 : 2.0;
}

static double flat(void *context, double x)
{
    counter *at = context;
    at->calls++;
    return pow(x - at->shift, 9.0);
}

static double broken(void *context, double x)
{
    (void)context;
    return x > 0.4 && x < 0.6 ? NAN : x - 0.55;
}

static void a_smooth_root_is_found_to_its_last_digits_in_a_few_calls(void **state)
{
    (void)state;
    counter at = {.shift = 2.0};
    assert_true(fabs(bn_root(cubic, &at, 0.0, 10.0) - cbrt(2.0)) < 4e-16);
    assert_true(at.calls < 20);
    counter falling = {.shift = -2.0};
    assert_true(fabs(bn_root(cubic, &falling, -10.0, 0.0) + cbrt(2.0)) < 4e-16);
}

static void a_root_may_be_of_any_size(void **state)
{
    (void)state;
    counter tiny = {.shift = 1e-90};
    assert_true(fabs(bn_root(cubic, &tiny, 0.0, 1.0) - 1e-30) < 1e-45);
    counter large = {.shift = 1e90};
    assert_true(fabs(bn_root(cubic, &large, 0.0, 1e40) / 1e30 - 1.0) < 1e-15);
}

static void a_jump_is_found_where_the_sign_changes(void **state)
{
    (void)state;
    counter at = {.shift = 0.7654321};
    assert_true(fabs(bn_root(jump, &at, 0.0, 3.0) - 0.7654321) < 1e-15);
    assert_true(at.calls < 200);
}

static void a_root_of_high_order_does_not_stall(void **state)
{
    (void)state;
    counter at = {.shift = 1.0 / 3.0};
    assert_true(fabs(bn_root(flat, &at, -1.0, 1.5) - 1.0 / 3.0) < 1e-15);
    assert_true(at.calls < 200);
}

static void an_end_that_is_a_root_is_returned(void **state)
{
    (void)state;
    counter at = {.shift = 8.0};
    assert_true(fabs(bn_root(cubic, &at, 2.0, 5.0) - 2.0) < 1e-15);
}

static void nan_gives_nan(void **state)
{
    (void)state;
    assert_true(isnan(bn_root(broken, NULL, 0.0, 1.0)));
}

static void the_reach_doubles_until_the_sign_changes_or_the_limit_is_passed(void **state)
{
    (void)state;
    counter at = {.shift = 1000.0};
    double high = 1.0;
    assert_true(bn_root_reach(cubic, &at, 1e6, &high) > 0.0);
    assert_true(high == 16.0);
    high = 1.0;
    assert_true(bn_root_reach(cubic, &at, 3.0, &high) < 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_smooth_root_is_found_to_its_last_digits_in_a_few_calls),
        cmocka_unit_test(a_root_may_be_of_any_size),
        cmocka_unit_test(a_jump_is_found_where_the_sign_changes),
        cmocka_unit_test(a_root_of_high_order_does_not_stall),
        cmocka_unit_test(an_end_that_is_a_root_is_returned),
        cmocka_unit_test(nan_gives_nan),
        cmocka_unit_test(the_reach_doubles_until_the_sign_changes_or_the_limit_is_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
