#include "engine/training/trainer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/trainer_world.h"
#include "tests/near.h"

static bn_trainer_config small_config(void)
{
    bn_trainer_config config = bn_trainer_config_default();
    config.network.neurons = 30;
    config.network.stimuli = 2;
    config.trial.batch = 23;
    config.trial.steps = 12;
    config.threads = 1;
    return config;
}

static void train(world *w, int epochs)
{
    for (int e = 0; e < epochs; e++) assert_int_equal(bn_trainer_step(&w->trainer, NULL).code, BN_OK);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    world *one = open_world(&config);
    train(one, 20);
    bn_measurement first, other;
    assert_int_equal(bn_trainer_measure(&one->trainer, &first).code, BN_OK);
    for (int threads = 2; threads <= 5; threads++) {
        config.threads = threads;
        world *many = open_world(&config);
        train(many, 20);
        assert_int_equal(bn_trainer_measure(&many->trainer, &other).code, BN_OK);
        assert_memory_equal(one->trainer.network.weights, many->trainer.network.weights, weight_bytes(one));
        assert_true(first.test_error == other.test_error && first.tracking_error == other.tracking_error);
        end(many);
    }
    end(one);
}

static void threads_do_not_matter_on_openblas_either(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.trial.backend = BN_BACKEND_OPENBLAS;
    world *one = open_world(&config);
    config.threads = 2;
    world *two = open_world(&config);
    train(one, 10);
    train(two, 10);
    assert_memory_equal(one->trainer.network.weights, two->trainer.network.weights, weight_bytes(one));
    end(one);
    end(two);
}

static void the_same_seed_gives_the_same_weights_and_another_gives_others(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    world *once = open_world(&config), *again = open_world(&config);
    uint64_t *const seeds[4] = {&config.network.seed, &config.seed_stimulus, &config.seed_noise,
                                &config.seed_state};
    train(once, 5);
    train(again, 5);
    assert_memory_equal(once->trainer.network.weights, again->trainer.network.weights, weight_bytes(once));
    for (int k = 0; k < 4; k++) {
        *seeds[k] = 77;
        world *other = open_world(&config);
        train(other, 5);
        assert_memory_not_equal(once->trainer.network.weights, other->trainer.network.weights,
                                weight_bytes(once));
        end(other);
        *seeds[k] = 1;
    }
    end(once);
    end(again);
}

static void a_step_and_a_measurement_allocate_nothing(void **state)
{
    (void)state;
    const bn_trainer_config config = small_config();
    world *w = open_world(&config);
    bn_measurement measurement;
    bn_memory_fail_after(0);
    train(w, 3);
    assert_int_equal(bn_trainer_measure(&w->trainer, &measurement).code, BN_OK);
    assert_int_equal(bn_memory_fail_after(-1), 0);
    end(w);
}

static void the_diagonal_of_J_is_zero_in_every_epoch(void **state)
{
    (void)state;
    const bn_trainer_config config = small_config();
    world *w = open_world(&config);
    bn_measurement measurement;
    train(w, 2);
    assert_int_equal(bn_trainer_measure(&w->trainer, &measurement).code, BN_OK);
    const bn_tensor J = bn_network_J(&w->trainer.network);
    for (int64_t i = 0; i < 30; i++) assert_true(bn_tensor_get(&J, (int64_t[]){i, i}) == 0.0);
    end(w);
}

static void parts_that_are_not_trained_stay_as_they_were(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.train_J = config.train_w_out = false;
    world *w = open_world(&config);
    const bn_tensor views[4] = {bn_network_J(&w->trainer.network), bn_network_w_out(&w->trainer.network),
                                bn_network_w_in(&w->trainer.network), bn_network_bias(&w->trainer.network)};
    const int64_t corner[2] = {1, 0};
    double before[4], after[4];
    for (int k = 0; k < 4; k++) before[k] = bn_tensor_get(&views[k], corner);
    train(w, 3);
    for (int k = 0; k < 4; k++) after[k] = bn_tensor_get(&views[k], corner);
    assert_true(before[0] == after[0] && before[1] == after[1] && before[2] != after[2] &&
                before[3] == after[3]);
    end(w);
}

static void measuring_does_not_disturb_training(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    world *w = open_world(&config);
    bn_measurement first, second;
    train(w, 3);
    assert_int_equal(bn_trainer_measure(&w->trainer, &first).code, BN_OK);
    assert_int_equal(bn_trainer_measure(&w->trainer, &second).code, BN_OK);
    assert_true(first.test_error == second.test_error);
    assert_true(first.tracking_error < first.test_error);
    end(w);
}

// Epoch 1 of the two-stimuli experiment as the NeurIPS 2022 paper publishes it: test error 0.182, and a mean
// of J of -0.00886 = (-0.01 + one Adam step of 0.001) 0.99, the diagonal being zero.
static void the_first_epoch_is_the_published_one(void **state)
{
    (void)state;
    bn_trainer_config config = bn_trainer_config_default();
    config.network.stimuli = 2;
    world *w = open_world(&config);
    bn_measurement measurement;
    train(w, 1);
    assert_int_equal(bn_trainer_measure(&w->trainer, &measurement).code, BN_OK);
    const bn_tensor J = bn_network_J(&w->trainer.network);
    double sum = 0.0;
    for (int64_t i = 0; i < 100; i++)
        for (int64_t j = 0; j < 100; j++) sum += bn_tensor_get(&J, (int64_t[]){i, j});
    assert_near(measurement.test_error, 0.182, 0.01);
    assert_near(sum / 1e4, -0.00886, 3e-4);
    end(w);
}

static void a_diverging_loss_is_reported_with_its_epoch(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.optimiser.learning_rate = 1e9;
    world *w = open_world(&config);
    bn_status status = bn_ok();
    for (int e = 0; e < 20 && status.code == BN_OK; e++) status = bn_trainer_step(&w->trainer, NULL);
    assert_int_equal(status.code, BN_NOT_FINITE);
    assert_non_null(strstr(status.message, "at epoch "));
    assert_non_null(strstr(status.message, "a smaller learning_rate"));
    assert_true(!isfinite(w->trainer.loss));
    end(w);
}

static void a_state_written_back_gives_the_same_next_epochs(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    world *a = open_world(&config), *b = open_world(&config);
    bn_measurement measurement;
    train(a, 4);
    assert_int_equal(bn_trainer_measure(&a->trainer, &measurement).code, BN_OK);
    memcpy(b->trainer.network.weights, a->trainer.network.weights, weight_bytes(a));
    memcpy(b->trainer.optimiser.adam.m, a->trainer.optimiser.adam.m, weight_bytes(a));
    memcpy(b->trainer.optimiser.adam.v, a->trainer.optimiser.adam.v, weight_bytes(a));
    b->trainer.epoch = b->trainer.optimiser.adam.step = 4;
    const bn_tensor from = bn_trainer_initial_state(&a->trainer);
    bn_tensor to = bn_trainer_initial_state(&b->trainer);
    for (int64_t i = 0; i < from.shape[0]; i++)
        for (int64_t j = 0; j < from.shape[1]; j++)
            bn_tensor_set(&to, (int64_t[]){i, j}, bn_tensor_get(&from, (int64_t[]){i, j}));
    bn_trainer_put_state(&b->trainer);
    train(a, 5);
    train(b, 5);
    assert_memory_equal(a->trainer.network.weights, b->trainer.network.weights, weight_bytes(a));
    end(a);
    end(b);
}

static void time_is_measured_by_phase(void **state)
{
    (void)state;
    const bn_trainer_config config = small_config();
    world *w = open_world(&config);
    double seconds[BN_PHASES];
    train(w, 2);
    bn_trainer_profile(&w->trainer, seconds);
    for (int k = 0; k < BN_PHASES; k++) assert_true(seconds[k] == 0.0);
    bn_trainer_set_profile(&w->trainer, true);
    train(w, 2);
    bn_trainer_profile(&w->trainer, seconds);
    for (int k = 0; k < BN_PHASES; k++)
        assert_true(k == BN_PHASE_EXCHANGE ? seconds[k] == 0.0 : seconds[k] > 0.0);
    end(w);
}

static void instructions_that_the_processor_lacks_are_refused(void **state)
{
    (void)state;
    const bn_trainer_config config = bn_trainer_config_default();
    setenv("BALNET_INSTRUCTIONS", "avx1024", 1);
    const bn_status refused = bn_trainer_config_check(&config);
    unsetenv("BALNET_INSTRUCTIONS");
    assert_int_equal(refused.code, BN_EINVAL);
    assert_non_null(strstr(refused.message, "instructions 'avx1024' were asked for"));
    assert_int_equal(bn_trainer_config_check(&config).code, BN_OK);
}

static void definitions_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.network.balance = 0.0;
    assert_string_equal(bn_trainer_config_check(&config).message,
                        "balance is 0; it must be positive, since the target is the input divided by it");
    config = small_config();
    config.stimulus_tau = -0.1;
    assert_int_equal(bn_trainer_config_check(&config).code, BN_EINVAL);
    assert_int_equal(bn_trainer_size(&config), 0);
    config = small_config();
    config.threads = -1;
    assert_int_equal(bn_trainer_config_check(&config).code, BN_EINVAL);
    config = small_config();
    config.trial.loss = BN_LOSS_CROSS_ENTROPY;
    config.task = true;
    config.network.readouts = 1;
    assert_int_equal(bn_trainer_config_check(&config).code, BN_EINVAL);
    config = small_config();
    config.input_std = (double)NAN;
    assert_int_equal(bn_trainer_config_check(&config).code, BN_EINVAL);
    config = small_config();
    config.input_mean = (double)INFINITY;
    assert_int_equal(bn_trainer_config_check(&config).code, BN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(threads_do_not_matter_on_openblas_either),
        cmocka_unit_test(the_same_seed_gives_the_same_weights_and_another_gives_others),
        cmocka_unit_test(a_step_and_a_measurement_allocate_nothing),
        cmocka_unit_test(the_diagonal_of_J_is_zero_in_every_epoch),
        cmocka_unit_test(parts_that_are_not_trained_stay_as_they_were),
        cmocka_unit_test(measuring_does_not_disturb_training),
        cmocka_unit_test(the_first_epoch_is_the_published_one),
        cmocka_unit_test(a_diverging_loss_is_reported_with_its_epoch),
        cmocka_unit_test(a_state_written_back_gives_the_same_next_epochs),
        cmocka_unit_test(time_is_measured_by_phase),
        cmocka_unit_test(instructions_that_the_processor_lacks_are_refused),
        cmocka_unit_test(definitions_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
