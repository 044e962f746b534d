#include "engine/network/network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

typedef struct {
    bn_network network;
    void *block;
} world;

static world world_of(const bn_network_config *config)
{
    bn_arena ruler = bn_arena_measure();
    bn_network_lay_out(&ruler, config);
    world w = {.block = bn_memory_allocate(ruler.used, 1)};
    bn_arena arena = bn_arena_over(w.block);
    w.network = bn_network_lay_out(&arena, config);
    bn_network_initialise(&w.network);
    return w;
}

typedef struct {
    double mean, std;
} moments;

static moments moments_of(const bn_tensor *t, int64_t row, int64_t column, int64_t rows, int64_t columns)
{
    double sum = 0.0, square = 0.0;
    for (int64_t i = row; i < row + rows; i++)
        for (int64_t j = column; j < column + columns; j++) {
            const double value = bn_tensor_get(t, (int64_t[]){i, j});
            sum += value;
            square += value * value;
        }
    const double count = (double)(rows * columns);
    return (moments){.mean = sum / count, .std = sqrt(square / count - sum / count * sum / count)};
}

static void initial_weights_have_the_means_and_stds_of_the_definition(void **state)
{
    (void)state;
    bn_network_config config = bn_network_config_default();
    config.neurons = 400;
    config.stimuli = 3;
    config.gain = 1.5;
    config.balance = 2.0;
    world w = world_of(&config);
    const bn_tensor J = bn_network_J(&w.network), w_in = bn_network_w_in(&w.network);
    const bn_tensor w_out = bn_network_w_out(&w.network), bias = bn_network_bias(&w.network);
    assert_int_equal(J.shape[0], 400);
    assert_int_equal(w_in.shape[1], 3);
    assert_int_equal(w_out.shape[0], 3);
    assert_int_equal(bias.dims, 1);
    const moments j = moments_of(&J, 0, 0, 400, 400);
    assert_near(j.mean, -2.0 / 400, 4 * 1.5 / 20 / 400);
    assert_near(j.std, 1.5 / 20, 4 * 1.5 / 20 / 565);
    const moments in = moments_of(&w_in, 0, 0, 400, 3), out = moments_of(&w_out, 0, 0, 3, 400);
    assert_near(in.mean, 1.0, 4 * 0.01 / 34);
    assert_near(in.std, 0.01, 4 * 0.01 / 48);
    assert_near(out.mean, 1.0, 4 * 0.2 / 34);
    assert_near(out.std, 0.2, 4 * 0.2 / 48);
    for (int64_t i = 0; i < 400; i++) assert_true(bn_tensor_get(&bias, &i) == 0.0);
    bn_memory_free(w.block);
}

// J_EE = 1, J_EI = -2, J_IE = 1, J_II = -1.8, each over N / 2 (van Vreeswijk and Sompolinsky 1996).
static void blocks_have_the_means_of_excitation_and_inhibition(void **state)
{
    (void)state;
    bn_network_config config = bn_network_config_default();
    config.structure = BN_STRUCTURE_EXCITATORY_INHIBITORY;
    config.gain = 0.1;
    world w = world_of(&config);
    const bn_tensor J = bn_network_J(&w.network);
    const double expected[2][2] = {{1.0, -2.0}, {1.0, -1.8}};
    for (int post = 0; post < 2; post++)
        for (int pre = 0; pre < 2; pre++)
            assert_near(moments_of(&J, 50 * post, 50 * pre, 50, 50).mean, expected[post][pre] / 50,
                        4 * 0.01 / 50);
    bn_memory_free(w.block);
}

static void other_sizes_leave_the_other_draws_as_they_were(void **state)
{
    (void)state;
    bn_network_config config = bn_network_config_default();
    world one = world_of(&config);
    config.stimuli = 2;
    world two = world_of(&config);
    const bn_tensor a = bn_network_J(&one.network), b = bn_network_J(&two.network);
    for (int64_t i = 0; i < 100; i++)
        for (int64_t j = 0; j < 100; j++)
            assert_true(bn_tensor_get(&a, (int64_t[]){i, j}) == bn_tensor_get(&b, (int64_t[]){i, j}));
    bn_memory_free(one.block);
    bn_memory_free(two.block);
}

static void zeroing_takes_the_diagonal_of_J_and_nothing_else(void **state)
{
    (void)state;
    bn_network_config config = bn_network_config_default();
    config.neurons = 33;
    config.stimuli = 2;
    world w = world_of(&config);
    const size_t count = (size_t)(w.network.ld * w.network.columns);
    float *before = bn_memory_allocate(count, sizeof *before);
    memcpy(before, w.network.weights, count * sizeof *before);
    bn_network_zero_diagonal(&w.network);
    const bn_tensor J = bn_network_J(&w.network);
    int changed = 0;
    for (size_t i = 0; i < count; i++) changed += w.network.weights[i] != before[i];
    assert_int_equal(changed, 33);
    for (int64_t i = 0; i < 33; i++) assert_true(bn_tensor_get(&J, (int64_t[]){i, i}) == 0.0);
    bn_memory_free(before);
    bn_memory_free(w.block);
}

static void padded_dimensions_avoid_one_cache_set(void **state)
{
    (void)state;
    for (int64_t rows = 1; rows < 5000; rows++) {
        assert_true(bn_padded(rows) >= rows && bn_padded(rows) < rows + 32);
        assert_int_equal(bn_padded(rows) % 32, 16);
    }
}

static void definitions_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_network_config config = bn_network_config_default();
    config.neurons = 2;
    config.stimuli = 3;
    assert_string_equal(bn_network_config_check(&config).message,
                        "neurons is 2 and stimuli is 3; at least one neuron a stimulus is needed");
    config = bn_network_config_default();
    config.neurons = BN_MOST_NEURONS + 1;
    assert_int_equal(bn_network_config_check(&config).code, BN_EINVAL);
    config = bn_network_config_default();
    config.gain = (double)NAN;
    assert_int_equal(bn_network_config_check(&config).code, BN_EINVAL);
    config = bn_network_config_default();
    config.w_out_std = -1.0;
    assert_string_equal(bn_network_config_check(&config).message,
                        "w_out_std is -1; it must be from 0 to 1e6");
    config = bn_network_config_default();
    config.activation_power = 0.0;
    assert_int_equal(bn_network_config_check(&config).code, BN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_weights_have_the_means_and_stds_of_the_definition),
        cmocka_unit_test(blocks_have_the_means_of_excitation_and_inhibition),
        cmocka_unit_test(other_sizes_leave_the_other_draws_as_they_were),
        cmocka_unit_test(zeroing_takes_the_diagonal_of_J_and_nothing_else),
        cmocka_unit_test(padded_dimensions_avoid_one_cache_set),
        cmocka_unit_test(definitions_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
