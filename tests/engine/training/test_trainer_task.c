/* Trainers beyond the default: batches of tasks, constraints on J, optimisers, limited gradients. */
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
#include "tests/refused.h"

enum { N = 24, S = 2, R = 1, B = 23, T = 10 };

static bn_trainer_config task_config(void)
{
    bn_trainer_config config = bn_trainer_config_default();
    config.network.neurons = N;
    config.network.stimuli = S;
    config.network.readouts = R;
    config.trial.batch = B;
    config.trial.steps = T;
    config.threads = 1;
    config.task = true;
    return config;
}

typedef struct {
    float numbers[3][T * S * B];
    bn_tensor input, target, mask;
    bn_batch batch;
} example;

// The target is the sum of both stimuli one step before; the numbers depend on the seed.
static void fill(example *e, int seed)
{
    const int64_t input[3] = {T, S, B}, target[3] = {T, R, B}, mask[2] = {T, B};
    assert_int_equal(bn_tensor_describe(BN_F32, 3, input, e->numbers[0], &e->input).code, BN_OK);
    assert_int_equal(bn_tensor_describe(BN_F32, 3, target, e->numbers[1], &e->target).code, BN_OK);
    assert_int_equal(bn_tensor_describe(BN_F32, 2, mask, e->numbers[2], &e->mask).code, BN_OK);
    e->batch = (bn_batch){.input = &e->input, .target = &e->target, .mask = &e->mask};
    for (int i = 0; i < T * S * B; i++) e->numbers[0][i] = sinf((float)(i * (seed + 1)));
    for (int t = 0; t < T; t++)
        for (int b = 0; b < B; b++) {
            const float *before = e->numbers[0] + (t - 1) * S * B + b;
            e->numbers[1][t * B + b] = t > 0 ? before[0] + before[B] : 0.0f;
            e->numbers[2][t * B + b] = t > 0 ? 1.0f : 0.0f;
        }
}

static void train(world *w, int epochs)
{
    for (int k = 0; k < epochs; k++) {
        example e;
        fill(&e, k);
        if (w->trainer.config.task) assert_int_equal(bn_trainer_put_batch(&w->trainer, &e.batch).code, BN_OK);
        assert_int_equal(bn_trainer_step(&w->trainer, NULL).code, BN_OK);
    }
}

static void same_bits_with_many_threads(bn_trainer_config config)
{
    config.threads = 1;
    world *one = open_world(&config);
    train(one, 8);
    for (int threads = 2; threads <= 4; threads++) {
        config.threads = threads;
        world *many = open_world(&config);
        train(many, 8);
        assert_memory_equal(one->trainer.network.weights, many->trainer.network.weights, weight_bytes(one));
        end(many);
    }
    end(one);
}

static void any_number_of_threads_gives_the_same_bits_for_every_optimiser(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    for (int kind = BN_OPTIMISER_ADAM; kind <= BN_OPTIMISER_RMSPROP; kind++)
        for (int clipped = 0; clipped < 2; clipped++) {
            config.optimiser.kind = kind;
            config.optimiser.gradient_clip = clipped ? 1e-3 : 0.0;
            same_bits_with_many_threads(config);
        }
}

// Plain descent at rate 1: the step is the gradient, whose norm over all trained parameters is the limit.
static void a_step_along_a_limited_gradient_has_the_length_of_the_limit(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    config.optimiser.kind = BN_OPTIMISER_SGD;
    config.optimiser.momentum = 0.0;
    config.optimiser.learning_rate = 1.0;
    config.zero_diagonal = false;
    double length[3];
    const double clips[3] = {0.0, 0.01, 1e6};
    for (int k = 0; k < 3; k++) {
        config.optimiser.gradient_clip = clips[k];
        world *w = open_world(&config);
        float *before = bn_memory_allocate(weight_bytes(w), 1);
        memcpy(before, w->trainer.network.weights, weight_bytes(w));
        train(w, 1);
        double sum = 0.0;
        for (size_t i = 0; i < weight_bytes(w) / sizeof(float); i++)
            sum += pow((double)w->trainer.network.weights[i] - (double)before[i], 2.0);
        length[k] = sqrt(sum);
        bn_memory_free(before);
        end(w);
    }
    assert_true(length[0] > 0.02);
    assert_near(length[1], 0.01, 1e-6);
    assert_true(length[2] == length[0]);
}

typedef struct {
    double connections[N * N], signs[N];
    bn_tensor matrix, vector;
} dale;

static void fill_dale(dale *d)
{
    for (int i = 0; i < N * N; i++) d->connections[i] = i % 3 == 0 ? 0.0 : 1.0;
    for (int j = 0; j < N; j++) d->signs[j] = j < N / 2 ? 1.0 : -1.0;
    d->signs[N - 2] = d->signs[N - 1] = 0.0;
    assert_int_equal(bn_tensor_describe(BN_F64, 2, (int64_t[]){N, N}, d->connections, &d->matrix).code,
                     BN_OK);
    assert_int_equal(bn_tensor_describe(BN_F64, 1, (int64_t[]){N}, d->signs, &d->vector).code, BN_OK);
}

static void check_constraint(const world *w, const dale *d)
{
    const bn_tensor J = bn_network_J(&w->trainer.network);
    int weights = 0;
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < N; j++) {
            const double weight = bn_tensor_get(&J, (int64_t[]){i, j});
            assert_true(weight * d->signs[j] >= 0.0);
            if (d->connections[i * N + j] == 0.0) assert_true(weight == 0.0);
            weights += weight != 0.0;
        }
    assert_true(weights > N * N / 4);
}

static void signs_and_absent_connections_are_kept_by_every_optimiser(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    dale d;
    fill_dale(&d);
    config.network.structure = BN_STRUCTURE_EXCITATORY_INHIBITORY;
    config.network.gain = 0.3; // many initial weights have the wrong sign
    config.optimiser.learning_rate = 0.02;
    config.connections = &d.matrix;
    config.signs = &d.vector;
    for (int kind = BN_OPTIMISER_ADAM; kind <= BN_OPTIMISER_RMSPROP; kind++) {
        config.optimiser.kind = kind;
        world *w = open_world(&config);
        check_constraint(w, &d);
        for (int k = 0; k < 10; k++) {
            train(w, 3);
            check_constraint(w, &d);
        }
        end(w);
    }
}

static void constraints_work_for_any_number_of_threads(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    dale d;
    fill_dale(&d);
    config.connections = &d.matrix;
    config.signs = &d.vector;
    config.optimiser.gradient_clip = 0.01;
    same_bits_with_many_threads(config);
}

// Where nothing is constrained, a constraint changes no bit.
static void a_constraint_that_allows_all_changes_nothing(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    dale d;
    fill_dale(&d);
    for (int i = 0; i < N * N; i++) d.connections[i] = 1.0;
    for (int j = 0; j < N; j++) d.signs[j] = 0.0;
    world *free = open_world(&config);
    config.connections = &d.matrix;
    config.signs = &d.vector;
    world *allowed = open_world(&config);
    train(free, 5);
    train(allowed, 5);
    assert_memory_equal(free->trainer.network.weights, allowed->trainer.network.weights, weight_bytes(free));
    end(free);
    end(allowed);
}

// The stimuli of the tracking experiment put as a task give the tracking experiment, bit by bit.
static void tracking_put_as_a_task_is_tracking(void **state)
{
    (void)state;
    bn_trainer_config config = task_config();
    config.network.readouts = S;
    world *task = open_world(&config);
    config.task = false;
    world *tracking = open_world(&config);
    float drawn[T * S * B];
    bn_tensor stimuli;
    assert_int_equal(bn_tensor_describe(BN_F32, 3, (int64_t[]){T, S, B}, drawn, &stimuli).code, BN_OK);
    const bn_batch batch = {.input = &stimuli, .target = &stimuli};
    for (uint32_t epoch = 1; epoch <= 4; epoch++) {
        const bn_random_stream stream = bn_random_open(1, BN_PURPOSE_STIMULUS, epoch);
        assert_int_equal(bn_stimulus_fill(&tracking->trainer.stimulus, stream, &stimuli).code, BN_OK);
        assert_int_equal(bn_trainer_put_batch(&task->trainer, &batch).code, BN_OK);
        assert_int_equal(bn_trainer_step(&task->trainer, NULL).code, BN_OK);
    }
    train(tracking, 4);
    assert_memory_equal(task->trainer.network.weights, tracking->trainer.network.weights, weight_bytes(task));
    bn_measurement a, b;
    const bn_random_stream test = bn_random_open(1, BN_PURPOSE_TEST_STIMULUS, 0);
    assert_int_equal(bn_stimulus_fill(&tracking->trainer.stimulus, test, &stimuli).code, BN_OK);
    assert_int_equal(bn_trainer_put_batch(&task->trainer, &batch).code, BN_OK);
    assert_int_equal(bn_trainer_measure(&task->trainer, &a).code, BN_OK);
    assert_int_equal(bn_trainer_measure(&tracking->trainer, &b).code, BN_OK);
    assert_true(a.test_error == b.test_error && a.tracking_error == b.tracking_error);
    end(task);
    end(tracking);
}

static void a_batch_is_needed_for_every_step_and_measurement(void **state)
{
    (void)state;
    const bn_trainer_config config = task_config();
    world *w = open_world(&config);
    bn_measurement measurement;
    train(w, 1);
    assert_refused(bn_trainer_step(&w->trainer, NULL), BN_EINVAL, "the task has put no batch since epoch 1");
    assert_refused(bn_trainer_measure(&w->trainer, &measurement), BN_EINVAL, "has put no batch");
    assert_int_equal(w->trainer.epoch, 1);
    end(w);
}

static void check_refused(world *w, const bn_batch *batch, const char *words)
{
    assert_refused(bn_trainer_put_batch(&w->trainer, batch), BN_EINVAL, words);
    assert_refused(bn_trainer_step(&w->trainer, NULL), BN_EINVAL, "has put no batch");
}

static void a_batch_that_does_not_fit_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    const bn_trainer_config config = task_config();
    world *w = open_world(&config);
    example e;
    fill(&e, 0);
    e.input.shape[1] = 3;
    check_refused(w, &e.batch, "input is 10 x 3 x 23; 10 x 2 x 23 was needed (steps x stimuli x batch)");
    fill(&e, 0);
    e.target.dims = 2;
    check_refused(w, &e.batch, "target is 10 x 1; 10 x 1 x 23 was needed (steps x readouts x batch)");
    fill(&e, 0);
    e.mask.shape[1] = 2;
    check_refused(w, &e.batch,
                  "mask is 10 x 2; 10 x 1 x 23 (steps x readouts x batch), 10 x 23 or 10 was needed");
    fill(&e, 0);
    e.numbers[0][S * B + B + 4] = NAN;
    check_refused(w, &e.batch, "input is nan at step 2, stimulus 2, trial 5; a finite number was needed");
    fill(&e, 0);
    e.numbers[1][3] = INFINITY;
    check_refused(w, &e.batch, "target is inf at step 1, readout 1, trial 4");
    fill(&e, 0);
    e.numbers[2][B] = -1.0f;
    check_refused(w, &e.batch, "mask is -1 at step 2, readout 1, trial 1; a number of at least 0 was needed");
    const bn_trainer_config tracking = bn_trainer_config_default();
    world *other = open_world(&tracking);
    assert_refused(bn_trainer_put_batch(&other->trainer, &e.batch), BN_EINVAL, "draws its batches itself");
    end(other);
    end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits_for_every_optimiser),
        cmocka_unit_test(a_step_along_a_limited_gradient_has_the_length_of_the_limit),
        cmocka_unit_test(signs_and_absent_connections_are_kept_by_every_optimiser),
        cmocka_unit_test(constraints_work_for_any_number_of_threads),
        cmocka_unit_test(a_constraint_that_allows_all_changes_nothing),
        cmocka_unit_test(tracking_put_as_a_task_is_tracking),
        cmocka_unit_test(a_batch_is_needed_for_every_step_and_measurement),
        cmocka_unit_test(a_batch_that_does_not_fit_is_refused_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
