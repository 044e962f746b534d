#include "engine/training/optimiser.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"

typedef struct {
    bn_optimiser optimiser;
    void *block;
} world;

static bn_optimiser_config config_of(bn_optimiser_kind kind, double rate)
{
    bn_optimiser_config config = bn_optimiser_config_default();
    config.kind = (int)kind;
    config.learning_rate = rate;
    return config;
}

static world world_with(const bn_optimiser_config *config, int64_t count)
{
    bn_arena ruler = bn_arena_measure();
    bn_optimiser_lay_out(&ruler, config, count);
    world w = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.block);
    w.optimiser = bn_optimiser_lay_out(&arena, config, count);
    return w;
}

// Three steps of one parameter from 0 along gradients 1, 2, -1.
static void check_steps(const bn_optimiser_config *config, const double expected[3])
{
    world w = world_with(config, 1);
    const float gradients[3] = {1.0f, 2.0f, -1.0f};
    float weight = 0.0f;
    for (int k = 0; k < 3; k++) {
        bn_optimiser_begin(&w.optimiser, w.optimiser.config.learning_rate);
        bn_optimiser_update(&w.optimiser, &weight, gradients + k, 0, 1);
        assert_near((double)weight, expected[k], 2e-7);
    }
    bn_memory_free(w.block);
}

// By hand: u = -0.1, 0.9 (-0.1) - 0.2 = -0.29, 0.9 (-0.29) + 0.1 = -0.161.
static void momentum_follows_the_hand_worked_sequence(void **state)
{
    (void)state;
    const bn_optimiser_config config = config_of(BN_OPTIMISER_SGD, 0.1);
    check_steps(&config, (double[]){-0.1, -0.39, -0.551});
}

static void without_momentum_it_is_plain_descent(void **state)
{
    (void)state;
    bn_optimiser_config config = config_of(BN_OPTIMISER_SGD, 0.1);
    config.momentum = 0.0;
    check_steps(&config, (double[]){-0.1, -0.3, -0.2});
}

// By hand with decay 0.75: v = 0.25, 0.1875 + 1 = 1.1875, 0.890625 + 0.25 = 1.140625; their roots are 0.5,
// 1.08972474 and 1.06800047, and the steps -0.1 / 0.5, -0.2 / 1.08972474, +0.1 / 1.06800047.
static void rmsprop_follows_the_hand_worked_sequence(void **state)
{
    (void)state;
    bn_optimiser_config config = config_of(BN_OPTIMISER_RMSPROP, 0.1);
    config.decay = 0.75;
    check_steps(&config, (double[]){-0.2, -0.38353258, -0.28989966});
}

// The sequence of test_adam.c.
static void adam_behind_the_interface_is_adam(void **state)
{
    (void)state;
    const bn_optimiser_config config = config_of(BN_OPTIMISER_ADAM, 0.1);
    check_steps(&config, (double[]){-0.1, -0.1965181, -0.2385270});
}

static void parts_updated_one_by_one_are_the_whole(void **state)
{
    (void)state;
    enum { COUNT = 101 };
    float gradient[COUNT];
    for (int i = 0; i < COUNT; i++) gradient[i] = sinf((float)i);
    for (int kind = BN_OPTIMISER_ADAM; kind <= BN_OPTIMISER_RMSPROP; kind++) {
        const bn_optimiser_config config = config_of((bn_optimiser_kind)kind, 0.01);
        world whole = world_with(&config, COUNT), parts = world_with(&config, COUNT);
        float a[COUNT] = {0}, b[COUNT] = {0};
        for (int k = 0; k < 3; k++) {
            bn_optimiser_begin(&whole.optimiser, whole.optimiser.config.learning_rate);
            bn_optimiser_begin(&parts.optimiser, parts.optimiser.config.learning_rate);
            bn_optimiser_update(&whole.optimiser, a, gradient, 0, COUNT);
            bn_optimiser_update(&parts.optimiser, b, gradient, 37, COUNT - 37);
            bn_optimiser_update(&parts.optimiser, b, gradient, 0, 37);
        }
        assert_memory_equal(a, b, sizeof a);
        assert_true(a[1] < 0.0f);
        bn_memory_free(whole.block);
        bn_memory_free(parts.block);
    }
}

static void each_optimiser_has_its_moments(void **state)
{
    (void)state;
    const bool first[3] = {true, true, false}, second[3] = {true, false, true};
    for (int kind = BN_OPTIMISER_ADAM; kind <= BN_OPTIMISER_RMSPROP; kind++) {
        const bn_optimiser_config config = config_of((bn_optimiser_kind)kind, 0.01);
        world w = world_with(&config, 3);
        assert_int_equal(bn_optimiser_first_moment(&w.optimiser) != NULL, first[kind]);
        assert_int_equal(bn_optimiser_second_moment(&w.optimiser) != NULL, second[kind]);
        bn_memory_free(w.block);
    }
}

// 1^2 + … + n^2 = n (n + 1) (2 n + 1) / 6.
static void squares_are_summed_exactly(void **state)
{
    (void)state;
    float numbers[77];
    for (int i = 0; i < 77; i++) numbers[i] = (float)(i + 1);
    for (int n = 0; n <= 77; n++)
        assert_true(bn_gradient_squares(numbers, n) == n * (n + 1) * (2 * n + 1) / 6.0);
}

static void only_a_gradient_that_is_too_long_is_shortened(void **state)
{
    (void)state;
    bn_optimiser_config config = config_of(BN_OPTIMISER_SGD, 0.1);
    config.gradient_clip = 2.5;
    world w = world_with(&config, 1);
    assert_true(bn_optimiser_clip(&w.optimiser, 25.0) == 0.5);
    assert_true(bn_optimiser_clip(&w.optimiser, 6.25) == 1.0);
    assert_true(bn_optimiser_clip(&w.optimiser, 0.0) == 1.0);
    assert_true(bn_optimiser_clip(&w.optimiser, (double)NAN) == 1.0);
    bn_memory_free(w.block);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_optimiser_config config = bn_optimiser_config_default();
    assert_int_equal(bn_optimiser_config_check(&config).code, BN_OK);
    config.momentum = 1.0;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "momentum is 1; it must be at least 0 and less than 1");
    config = bn_optimiser_config_default();
    config.beta1 = 1.0;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "beta1 is 1; it must be at least 0 and less than 1");
    config = bn_optimiser_config_default();
    config.beta2 = -0.1;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "beta2 is -0.1; it must be at least 0 and less than 1");
    config = bn_optimiser_config_default();
    config.decay = -0.5;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "decay is -0.5; it must be at least 0 and less than 1");
    config = bn_optimiser_config_default();
    config.gradient_clip = -1.0;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "gradient_clip is -1; it must be from 0 (no limit) to 1e12");
    config = bn_optimiser_config_default();
    config.epsilon = 0.0;
    assert_refused(bn_optimiser_config_check(&config), BN_EINVAL,
                   "epsilon is 0; it must be more than 0 and at most 1");
    config = bn_optimiser_config_default();
    config.learning_rate = (double)NAN;
    assert_int_equal(bn_optimiser_config_check(&config).code, BN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(momentum_follows_the_hand_worked_sequence),
        cmocka_unit_test(without_momentum_it_is_plain_descent),
        cmocka_unit_test(rmsprop_follows_the_hand_worked_sequence),
        cmocka_unit_test(adam_behind_the_interface_is_adam),
        cmocka_unit_test(parts_updated_one_by_one_are_the_whole),
        cmocka_unit_test(each_optimiser_has_its_moments),
        cmocka_unit_test(squares_are_summed_exactly),
        cmocka_unit_test(only_a_gradient_that_is_too_long_is_shortened),
        cmocka_unit_test(numbers_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
