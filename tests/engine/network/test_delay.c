// Expected values: what goes in comes out; refusals.
#include "engine/network/delay_line.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

// All that enters a line leaves it: what has not arrived yet is drained.
static void a_line_loses_nothing(void **state)
{
    (void)state;
    const bn_delay delays[] = {{0.5, 0}, {0.3, 3}, {0.5, 1}, {1.7, 4}};
    for (int i = 0; i < 4; i++) {
        _Alignas(BN_ALIGNMENT) float block[64] = {0};
        float left[2] = {0};
        bn_arena arena = bn_arena_over(block);
        const bn_delay_line line = bn_delay_line_lay_out(&arena, &delays[i], 0.1, 2, 1);
        double arrived[2] = {0};
        bn_delay_line_clear(&line);
        for (int64_t step = 0; step < 7; step++) {
            float rates[2] = {(float)(step + 1), -3.0f};
            bn_delay_line_pass(&line, 0, step, rates);
            for (int k = 0; k < 2; k++) arrived[k] += (double)rates[k];
        }
        bn_delay_line_drain(&line, 0, left);
        assert_near(arrived[0] + (double)left[0], 28.0, 1e-4);
        assert_near(arrived[1] + (double)left[1], -21.0, 1e-4);
    }
}

static void delays_that_steps_do_not_make_are_refused(void **state)
{
    (void)state;
    assert_refused(bn_delay_check(&(bn_delay){0.3, 0}, 0.25), BN_EINVAL,
                   "whole number of steps of dt = 0.25");
    assert_refused(bn_delay_check(&(bn_delay){0.3, 4}, 0.25), BN_EINVAL, "must not be shorter than dt");
    assert_refused(bn_delay_check(&(bn_delay){-1.0, 0}, 0.25), BN_EINVAL, "delay is -1");
    assert_int_equal(bn_delay_check(&(bn_delay){0.3, 3}, 0.1).code, BN_OK);
}

static void an_order_without_a_delay_is_refused(void **state)
{
    (void)state;
    assert_refused(bn_delay_check(&(bn_delay){0.0, 3}, 0.1), BN_EINVAL, "the delay is 0 and its order 3");
    assert_int_equal(bn_delay_check(&(bn_delay){0.0, 0}, 0.1).code, BN_OK);
}

static void something_must_arrive_within_a_trial(void **state)
{
    (void)state;
    const bn_delay fixed = {0.5, 0}, leaks = {0.8, 4};
    assert_refused(bn_delay_check_within(&fixed, 0.1, 5, "a trial"), BN_EINVAL,
                   "the delay is of 5 steps; fewer than the 5 of a trial were needed");
    assert_refused(bn_delay_check_within(&leaks, 0.1, 4, "a trial"), BN_EINVAL, "the delay is of 4 steps");
    assert_int_equal(bn_delay_check_within(&fixed, 0.1, 6, "a trial").code, BN_OK);
    assert_int_equal(bn_delay_check_within(&leaks, 0.1, 5, "a trial").code, BN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_loses_nothing),
        cmocka_unit_test(delays_that_steps_do_not_make_are_refused),
        cmocka_unit_test(an_order_without_a_delay_is_refused),
        cmocka_unit_test(something_must_arrive_within_a_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
