#include "engine/training/adam.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

typedef struct {
    bn_adam adam;
    void *block;
} optimiser;

static optimiser optimiser_with(double rate, int64_t count)
{
    bn_adam_config config = {.learning_rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    config.learning_rate = rate;
    bn_arena ruler = bn_arena_measure();
    bn_adam_lay_out(&ruler, &config, count);
    optimiser o = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(o.block);
    o.adam = bn_adam_lay_out(&arena, &config, count);
    return o;
}

// Whatever the gradient's size, the first step is one learning rate long.
static void first_step_is_one_rate_long(void **state)
{
    (void)state;
    optimiser o = optimiser_with(0.5, 3);
    float weights[3] = {0.0f, 0.0f, 0.0f};
    const float gradient[3] = {1e-3f, -7.0f, 1e5f};
    bn_adam_begin(&o.adam);
    bn_adam_update(&o.adam, weights, gradient, 0, 3);
    assert_near((double)weights[0], -0.5, 1e-5);
    assert_near((double)weights[1], 0.5, 1e-6);
    assert_near((double)weights[2], -0.5, 1e-6);
    bn_memory_free(o.block);
}

// Gradients 1, 2, -1 at rate 0.1, worked by hand from the definition:
//   k = 1: m = 0.1,   v = 0.001;       m^ = 1,          v^ = 1;          w = -0.1
//   k = 2: m = 0.29,  v = 0.004999;    m^ = 1.52631579, v^ = 2.50075038; w = -0.1 - 0.0965181 = -0.1965181
//   k = 3: m = 0.161, v = 0.005994001; m^ = 0.59409594, v^ = 1.99999967; w = -0.1965181 - 0.0420089 = -0.2385270
static void three_steps_follow_the_hand_worked_sequence(void **state)
{
    (void)state;
    optimiser o = optimiser_with(0.1, 1);
    const float gradients[3] = {1.0f, 2.0f, -1.0f};
    const double expected[3] = {-0.1, -0.1965181, -0.2385270};
    float weight = 0.0f;
    for (int k = 0; k < 3; k++) {
        bn_adam_begin(&o.adam);
        bn_adam_update(&o.adam, &weight, gradients + k, 0, 1);
        assert_near((double)weight, expected[k], 2e-7);
    }
    assert_int_equal(o.adam.step, 3);
    bn_memory_free(o.block);
}

// Epsilon stands outside the root: a gradient of epsilon's size gives a first step of half the rate.
static void epsilon_stands_outside_the_root(void **state)
{
    (void)state;
    optimiser o = optimiser_with(1.0, 1);
    float weight = 0.0f;
    const float gradient = 1e-8f;
    bn_adam_begin(&o.adam);
    bn_adam_update(&o.adam, &weight, &gradient, 0, 1);
    assert_near((double)weight, -0.5, 1e-3);
    bn_memory_free(o.block);
}

static void parts_updated_one_by_one_are_the_whole(void **state)
{
    (void)state;
    enum { COUNT = 101 };
    optimiser whole = optimiser_with(0.01, COUNT), parts = optimiser_with(0.01, COUNT);
    float a[COUNT] = {0}, b[COUNT] = {0}, gradient[COUNT];
    for (int i = 0; i < COUNT; i++) gradient[i] = sinf((float)i);
    bn_adam_begin(&whole.adam);
    bn_adam_begin(&parts.adam);
    bn_adam_update(&whole.adam, a, gradient, 0, COUNT);
    bn_adam_update(&parts.adam, b, gradient, 37, COUNT - 37);
    bn_adam_update(&parts.adam, b, gradient, 0, 37);
    assert_memory_equal(a, b, sizeof a);
    bn_memory_free(whole.block);
    bn_memory_free(parts.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_step_is_one_rate_long),
        cmocka_unit_test(three_steps_follow_the_hand_worked_sequence),
        cmocka_unit_test(epsilon_stands_outside_the_root),
        cmocka_unit_test(parts_updated_one_by_one_are_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
