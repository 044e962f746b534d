/* Responses: against the trainer's own forward pass, bit by bit, and against themselves, cut in other ways. */
#include "engine/training/response.h"

#include "engine/training/trainer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/trainer_world.h"
#include "tests/refused.h"

enum { N = 21, S = 2, R = 3, B = 70, T = 9 };

typedef struct {
    float input[T * S * B], target[T * R * B];
    bn_tensor inputs, targets;
} example;

static example *example_of(int64_t steps, int64_t trials)
{
    example *e = bn_memory_allocate(1, sizeof *e);
    for (int i = 0; i < T * S * B; i++) e->input[i] = sinf((float)i);
    const int64_t input[3] = {steps, S, trials}, target[3] = {steps, R, trials};
    assert_int_equal(bn_tensor_describe(BN_F32, 3, input, e->input, &e->inputs).code, BN_OK);
    assert_int_equal(bn_tensor_describe(BN_F32, 3, target, e->target, &e->targets).code, BN_OK);
    return e;
}

static world *delayed_world(int64_t batch, int64_t steps, bn_activation activation, bn_delay delay)
{
    bn_trainer_config config = bn_trainer_config_default();
    config.network.neurons = N;
    config.network.stimuli = S;
    config.network.readouts = R;
    config.network.activation = activation;
    config.network.activation_power = 1.2;
    config.network.gain = 0.9;
    config.network.w_in_std = 0.7;
    config.trial.batch = batch;
    config.trial.steps = steps;
    config.trial.delay = delay;
    config.optimiser.learning_rate = 0.0; // a step then runs a batch and nothing more
    config.initial_state = BN_INITIAL_RELAXED;
    config.threads = 1;
    config.task = true;
    return open_world(&config);
}

static world *world_of(int64_t batch, int64_t steps, bn_activation activation)
{
    return delayed_world(batch, steps, activation, (bn_delay){0});
}

typedef struct {
    float *output, *states; // R x B x T, ldx x B x T
} answer;

static answer answer_of(bn_response r, bn_pool *pool, int threads)
{
    const size_t columns = (size_t)(r.input->shape[0] * r.input->shape[2]);
    answer a = {.output = bn_memory_allocate(columns * R, sizeof(float)),
                .states = bn_memory_allocate(columns * (size_t)r.trial->ldx, sizeof(float))};
    r.output = a.output;
    r.states = a.states;
    assert_int_equal(bn_response_check(&r).code, BN_OK);
    assert_int_equal(bn_response_run(&r, pool, threads).code, BN_OK);
    return a;
}

static void forget(answer a)
{
    bn_memory_free(a.output);
    bn_memory_free(a.states);
}

static bn_response response_of(const world *w, const example *e, int64_t number)
{
    bn_response r = bn_trainer_response(&w->trainer, number);
    r.input = &e->inputs;
    return r;
}

static void assert_bits_of_the_forward_pass(world *w)
{
    example *e = example_of(T, B);
    const bn_batch batch = {.input = &e->inputs, .target = &e->targets};
    assert_int_equal(bn_trainer_put_batch(&w->trainer, &batch).code, BN_OK);
    assert_int_equal(bn_trainer_step(&w->trainer, NULL).code, BN_OK);
    bn_response r = response_of(w, e, 0);
    r.draws = bn_random_open(w->trainer.config.seed_noise, BN_PURPOSE_NOISE, 1);
    const answer a = answer_of(r, NULL, 1);
    for (int64_t t = 1; t <= T; t++)
        for (int64_t b = 0; b < B; b++) {
            const int64_t column = (t - 1) * B + b;
            assert_memory_equal(a.output + column * R, bn_trial_output(&w->trainer.trial, t, b),
                                R * sizeof(float));
            assert_memory_equal(a.states + column * w->trainer.trial.ldx,
                                bn_trial_state(&w->trainer.trial, t, b), N * sizeof(float));
        }
    forget(a);
    bn_memory_free(e);
    end(w);
}

static void a_response_of_a_batch_has_the_bits_of_the_trainers_forward_pass(void **state)
{
    (void)state;
    for (int activation = 0; activation < BN_ACTIVATIONS; activation++)
        assert_bits_of_the_forward_pass(world_of(B, T, (bn_activation)activation));
    assert_bits_of_the_forward_pass(delayed_world(B, T, BN_ACTIVATION_TANH, (bn_delay){.time = 0.6}));
    assert_bits_of_the_forward_pass(
        delayed_world(B, T, BN_ACTIVATION_TANH, (bn_delay){.time = 0.6, .order = 2}));
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    world *w = world_of(4, 5, BN_ACTIVATION_TANH);
    example *e = example_of(T, B);
    const answer one = answer_of(response_of(w, e, 3), NULL, 1);
    for (int threads = 2; threads <= 4; threads++) {
        bn_pool *pool;
        assert_int_equal(bn_pool_start(threads, &pool).code, BN_OK);
        const answer many = answer_of(response_of(w, e, 3), pool, threads);
        assert_memory_equal(one.output, many.output, (size_t)(T * R * B) * sizeof(float));
        bn_pool_stop(pool);
        forget(many);
    }
    forget(one);
    bn_memory_free(e);
    end(w);
}

// Where a response of four steps ends, as N x B.
static bn_tensor end_of(const world *w, const answer *a)
{
    const int64_t ldx = w->trainer.trial.ldx;
    return (bn_tensor){
        .dtype = BN_F32, .dims = 2, .shape = {N, B}, .stride = {1, ldx}, .data = a->states + 3 * B * ldx};
}

static void a_response_that_goes_on_from_a_state_is_the_whole_one(void **state)
{
    (void)state;
    world *w = world_of(4, 5, BN_ACTIVATION_RELU);
    example *all = example_of(T, B), *first = example_of(4, B);
    const answer whole = answer_of(response_of(w, all, 2), NULL, 1);
    const answer head = answer_of(response_of(w, first, 2), NULL, 1);
    bn_tensor rest = all->inputs, middle = end_of(w, &head);
    rest.shape[0] = T - 4;
    rest.data = all->input + 4 * S * B;
    bn_response r = response_of(w, all, 2);
    r.input = &rest;
    r.state = &middle;
    r.after = 4;
    const answer tail = answer_of(r, NULL, 1);
    assert_memory_equal(whole.output, head.output, (size_t)(4 * R * B) * sizeof(float));
    assert_memory_equal(whole.output + 4 * R * B, tail.output, (size_t)((T - 4) * R * B) * sizeof(float));
    forget(tail);
    forget(head);
    forget(whole);
    bn_memory_free(first);
    bn_memory_free(all);
    end(w);
}

static void without_noise_a_trial_does_not_depend_on_those_beside_it(void **state)
{
    (void)state;
    world *w = world_of(4, 5, BN_ACTIVATION_SOFTPLUS);
    example *e = example_of(T, B);
    bn_response r = response_of(w, e, 0);
    r.noise = 0.0;
    const answer all = answer_of(r, NULL, 1);
    for (int64_t b = 0; b < 12; b += 4) { // the fourth after a trial begins at the same state
        bn_tensor alone = e->inputs;
        alone.shape[2] = 1;
        alone.data = e->input + b;
        r.input = &alone;
        const answer one = answer_of(r, NULL, 1);
        for (int64_t t = 0; t < T; t++)
            assert_memory_equal(one.output + t * R, all.output + (t * B + b) * R, R * sizeof(float));
        forget(one);
    }
    forget(all);
    bn_memory_free(e);
    end(w);
}

static void a_response_leaves_weights_and_the_trial_alone_and_its_noise_has_a_number(void **state)
{
    (void)state;
    world *w = world_of(4, 5, BN_ACTIVATION_RELU);
    example *e = example_of(T, B);
    float *before = bn_memory_allocate(weight_bytes(w), 1);
    memcpy(before, w->trainer.network.weights, weight_bytes(w));
    const float kept = bn_trial_state(&w->trainer.trial, 1, 0)[0];
    const answer a = answer_of(response_of(w, e, 5), NULL, 1), b = answer_of(response_of(w, e, 6), NULL, 1);
    const answer c = answer_of(response_of(w, e, 5), NULL, 1);
    assert_memory_equal(a.output, c.output, (size_t)(T * R * B) * sizeof(float));
    assert_true(a.output[R * B] != b.output[R * B]);
    assert_memory_equal(before, w->trainer.network.weights, weight_bytes(w));
    assert_true(kept == bn_trial_state(&w->trainer.trial, 1, 0)[0]);
    forget(a);
    forget(b);
    forget(c);
    bn_memory_free(before);
    bn_memory_free(e);
    end(w);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    world *w = world_of(4, 5, BN_ACTIVATION_RELU);
    example *e = example_of(T, B);
    bn_response r = response_of(w, e, 0);
    e->inputs.shape[1] = 3;
    assert_refused(bn_response_check(&r), BN_EINVAL,
                   "input is 9 x 3 x 70; steps x 2 x batch was needed (steps x stimuli x batch)");
    e->inputs.shape[1] = S;
    e->input[S * B + B + 4] = NAN;
    assert_refused(bn_response_check(&r), BN_EINVAL, "input is nan at step 2, stimulus 2, trial 5");
    e->input[S * B + B + 4] = 0.0f;
    bn_tensor other = {.dtype = BN_F32, .dims = 2, .shape = {N, 3}, .stride = {1, N}, .data = e->target};
    r.state = &other;
    assert_refused(bn_response_check(&r), BN_EINVAL,
                   "state is 21 x 3; 21 (neurons) or 21 x 70 (neurons x batch) was needed");
    other.dims = 1;
    e->target[4] = INFINITY;
    assert_refused(bn_response_check(&r), BN_EINVAL, "state is inf at step 1, unit 5, trial 1");
    r.state = NULL;
    r.noise = -1.0;
    assert_refused(bn_response_check(&r), BN_EINVAL, "noise is -1; it must be from 0 to 1e+06");
    r.noise = 0.0;
    r.after = -1;
    assert_refused(bn_response_check(&r), BN_EINVAL, "after is -1; it must be from 0 to 2^31 - 1");
    bn_memory_free(e);
    end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_of_a_batch_has_the_bits_of_the_trainers_forward_pass),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_response_that_goes_on_from_a_state_is_the_whole_one),
        cmocka_unit_test(without_noise_a_trial_does_not_depend_on_those_beside_it),
        cmocka_unit_test(a_response_leaves_weights_and_the_trial_alone_and_its_noise_has_a_number),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
