/* The engine's single-precision passes against a plain double-precision reference, written from the
   definition of the network and its loss, and the engine's gradient against that reference's difference
   quotients. */
#include "engine/training/batch.h"
#include "engine/training/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

enum { N = 19, S = 2, R = 3, B = 11, T = 13 };

typedef struct {
    bn_network network;
    bn_trial trial;
    void *block;
    float stimuli[B][T * S], target[B][T * R];
    double weight[B][T * R]; // the cost of an error; the first fifth of a trial costs nothing
    bn_random_stream noise;
    double kick[T][B][N]; // the noise, as the stream addresses it
} world;

static bn_network_config network_config(bn_activation activation, bn_structure structure)
{
    bn_network_config config = bn_network_config_default();
    config.neurons = N;
    config.stimuli = S;
    config.readouts = R;
    config.activation = activation;
    config.activation_power = 1.8;
    config.structure = structure;
    config.gain = 0.7;
    config.w_in_std = 0.5;
    config.seed = 5;
    return config;
}

static void lay_out(world *w, bn_arena *arena, const bn_network_config *network, const bn_trial_config *trial)
{
    w->network = bn_network_lay_out(arena, network);
    w->trial = bn_trial_lay_out(arena, trial, &w->network);
}

static void draw_kicks(world *w)
{
    const uint64_t blocks = (N + 3) / 4;
    for (uint64_t t = 0; t < T; t++)
        for (uint64_t b = 0; b < B; b++) {
            float column[N + 3];
            bn_random_normal_f32(&w->noise, (t * B + b) * blocks, blocks, column);
            for (int i = 0; i < N; i++) w->kick[t][b][i] = (double)column[i];
        }
}

// W for the products of the passes that follow.
static void pack(world *w)
{
    for (int part = 0; part < bn_trial_parts(&w->trial); part++) bn_trial_pack(&w->trial, part);
}

static world *world_with(bn_activation activation, bn_structure structure, double noise, bn_backend backend)
{
    const bn_network_config network = network_config(activation, structure);
    const bn_trial_config trial = {
        .batch = B, .steps = T, .dt = 0.3, .noise = noise, .activity_penalty = 0.02, .backend = backend};
    world *w = bn_memory_allocate(1, sizeof *w);
    bn_arena ruler = bn_arena_measure();
    lay_out(w, &ruler, &network, &trial);
    w->block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(w->block);
    lay_out(w, &arena, &network, &trial);
    bn_trial_plan(&w->trial);
    bn_network_initialise(&w->network);
    w->noise = bn_random_open(3, BN_PURPOSE_NOISE, 8);
    draw_kicks(w);
    const bn_random_stream inputs = bn_random_open(3, BN_PURPOSE_USER, 0);
    for (int b = 0; b < B; b++) {
        double drawn[T * (S + R)];
        bn_random_normal_f64(&inputs, (uint64_t)(b * 1000), T * (S + R), drawn);
        for (int i = 0; i < T * S; i++) w->stimuli[b][i] = (float)(1.0 + 0.5 * drawn[i]);
        for (int i = 0; i < T * R; i++) w->target[b][i] = (float)drawn[T * S + i];
        for (int i = 0; i < T * R; i++) w->weight[b][i] = i / R + 1 >= T / 5 ? 1.0 : 0.0;
        bn_trial_set_stimuli(&w->trial, b, w->stimuli[b]);
        bn_trial_set_target(&w->trial, b, w->target[b]);
    }
    pack(w);
    for (int s = 0; s < w->trial.microbatches; s++)
        bn_trial_relax(&w->trial, bn_random_open(9, BN_PURPOSE_STATE, 0), 1.0, s);
    for (int b = 0; b < B; b++) bn_trial_set_stimuli(&w->trial, b, w->stimuli[b]);
    return w;
}

static void end(world *w)
{
    bn_memory_free(w->block);
    bn_memory_free(w);
}

typedef struct {
    double J[N][N], w_in[N][S], w_out[R][N], bias[N];
} parameters;

static double at(bn_tensor view, int64_t i, int64_t j)
{
    return bn_tensor_get(&view, (int64_t[]){i, j});
}

static parameters parameters_of(const world *w)
{
    parameters p;
    for (int i = 0; i < N; i++) {
        const int64_t index = i;
        const bn_tensor bias = bn_network_bias(&w->network);
        p.bias[i] = bn_tensor_get(&bias, &index);
        for (int j = 0; j < N; j++) p.J[i][j] = at(bn_network_J(&w->network), i, j);
        for (int s = 0; s < S; s++) p.w_in[i][s] = at(bn_network_w_in(&w->network), i, s);
        for (int r = 0; r < R; r++) p.w_out[r][i] = at(bn_network_w_out(&w->network), r, i);
    }
    return p;
}

static double value_of(const world *w, double x)
{
    return bn_phi_value(&w->network.phi, x);
}

// x: N numbers, the state before and the next state after.
static void reference_step(const world *w, const parameters *p, int t, int b, double x[N])
{
    const bn_trial_config *c = &w->trial.config;
    double rate[N], next[N];
    for (int i = 0; i < N; i++) rate[i] = value_of(w, x[i]);
    for (int i = 0; i < N; i++) {
        double drive = p->bias[i];
        for (int j = 0; j < N; j++) drive += p->J[i][j] * rate[j];
        for (int s = 0; s < S; s++) drive += p->w_in[i][s] * (double)w->stimuli[b][t * S + s] / S;
        next[i] = x[i] + c->dt * (-x[i] + drive);
        if (c->noise > 0.0) next[i] += c->noise * sqrt(c->dt) * w->kick[t][b][i];
    }
    memcpy(x, next, sizeof next);
}

// L by the definition.
static double reference_loss(const world *w, const parameters *p)
{
    const bn_trial_config *c = &w->trial.config;
    double sum = 0.0;
    for (int b = 0; b < B; b++) {
        double x[N];
        for (int i = 0; i < N; i++) x[i] = (double)w->trial.x_0[b * w->trial.ldx + i];
        for (int t = 1; t <= T; t++) {
            reference_step(w, p, t - 1, b, x);
            for (int i = 0; i < N && t >= T / 5; i++) sum += c->activity_penalty * x[i] * x[i];
            for (int r = 0; r < R; r++) {
                double output = 0.0;
                for (int i = 0; i < N; i++) output += p->w_out[r][i] * value_of(w, x[i]) / N;
                const double difference = output - (double)w->target[b][(t - 1) * R + r];
                sum += w->weight[b][(t - 1) * R + r] * difference * difference;
            }
        }
    }
    return sum / (B * T * R);
}

static double run(world *w)
{
    pack(w);
    for (int s = 0; s < w->trial.microbatches; s++) bn_trial_forward(&w->trial, s, w->noise);
    for (int s = 0; s < w->trial.microbatches; s++) bn_trial_backward(&w->trial, s);
    for (int i = 0; i < w->trial.ranges; i++) bn_trial_gradient(&w->trial, i);
    return bn_trial_loss(&w->trial, NULL);
}

typedef struct {
    double worst, most;
} comparison;

static void compare(const world *w, parameters *p, double *parameter, double given, comparison *c)
{
    const double h = 1e-5, kept = *parameter;
    *parameter = kept + h;
    const double above = reference_loss(w, p);
    *parameter = kept - h;
    const double below = reference_loss(w, p);
    *parameter = kept;
    const double quotient = (above - below) / (2.0 * h);
    c->worst = fmax(c->worst, fabs(quotient - given));
    c->most = fmax(c->most, fabs(quotient));
}

static void check_gradient_of(world *w)
{
    const int64_t ld = w->network.ld;
    const float *gradient = w->trial.gradient;
    parameters p = parameters_of(w);
    const double loss = run(w);
    assert_near(loss, reference_loss(w, &p), 2e-5 * loss);

    comparison J = {0}, w_in = {0}, w_out = {0}, bias = {0};
    for (int i = 0; i < N; i++) {
        compare(w, &p, &p.bias[i], (double)gradient[S * ld + R + i], &bias);
        for (int j = 0; j < N; j++)
            compare(w, &p, &p.J[i][j], (double)gradient[(S + 1 + j) * ld + R + i], &J);
        for (int s = 0; s < S; s++) compare(w, &p, &p.w_in[i][s], (double)gradient[s * ld + R + i], &w_in);
        for (int r = 0; r < R; r++)
            compare(w, &p, &p.w_out[r][i], (double)gradient[(S + 1 + i) * ld + r], &w_out);
    }
    const comparison all[4] = {J, w_in, w_out, bias};
    for (int k = 0; k < 4; k++) {
        assert_true(all[k].worst < 1e-4 * all[k].most);
        assert_true(all[k].most > 1e-4); // the gradient is not zero
        assert_true(all[k].worst > 0.0); // and was not compared with itself
    }
    for (int64_t j = 0; j <= S; j++)
        for (int64_t r = 0; r < R; r++) assert_true(gradient[j * ld + r] == 0.0f); // not a parameter
}

static void check_gradient(bn_activation activation, bn_structure structure, double noise, bn_backend backend)
{
    world *w = world_with(activation, structure, noise, backend);
    check_gradient_of(w);
    end(w);
}

static void backprop_agrees_with_differences_for_every_activation(void **state)
{
    (void)state;
    for (int kind = BN_ACTIVATION_RELU; kind < BN_ACTIVATIONS; kind++)
        check_gradient((bn_activation)kind, BN_STRUCTURE_RANDOM, 0.5, BN_BACKEND_AUTO);
}

static void backprop_agrees_with_differences_for_every_structure(void **state)
{
    (void)state;
    for (int kind = BN_ACTIVATION_RELU; kind < BN_ACTIVATIONS; kind++)
        check_gradient((bn_activation)kind, BN_STRUCTURE_EXCITATORY_INHIBITORY, 0.5, BN_BACKEND_AUTO);
}

static void backprop_agrees_with_differences_without_noise(void **state)
{
    (void)state;
    check_gradient(BN_ACTIVATION_RELU, BN_STRUCTURE_RANDOM, 0.0, BN_BACKEND_AUTO);
    check_gradient(BN_ACTIVATION_TANH, BN_STRUCTURE_RANDOM, 0.0, BN_BACKEND_AUTO);
}

static void backprop_agrees_with_differences_on_openblas(void **state)
{
    (void)state;
    check_gradient(BN_ACTIVATION_RELU, BN_STRUCTURE_RANDOM, 0.5, BN_BACKEND_OPENBLAS);
    check_gradient(BN_ACTIVATION_TANH, BN_STRUCTURE_EXCITATORY_INHIBITORY, 0.5, BN_BACKEND_OPENBLAS);
}

// A tensor of steps x width x batch, of either dtype, over numbers that are stored trial by trial.
static bn_tensor trial_by_trial(bn_dtype dtype, int64_t width, void *data)
{
    return (bn_tensor){
        .dtype = dtype, .dims = 3, .shape = {T, width, B}, .stride = {width, 1, T * width}, .data = data};
}

// Inputs, targets and costs of a task: costs from 0 to 2, none at every third step, also in the first fifth.
static void put_task(world *w)
{
    double stimuli[B][T * S];
    const bn_random_stream stream = bn_random_open(4, BN_PURPOSE_USER, 1);
    for (int b = 0; b < B; b++) {
        bn_random_uniform_f64(&stream, (uint64_t)(b * 1000), T * R, w->weight[b]);
        for (int i = 0; i < T * R; i++)
            w->weight[b][i] = i / R % 3 == 2 ? 0.0 : (double)(float)(2.0 * w->weight[b][i]);
        for (int i = 0; i < T * S; i++) {
            w->stimuli[b][i] = sinf((float)(i * (b + 1)));
            stimuli[b][i] = (double)w->stimuli[b][i];
        }
        for (int i = 0; i < T * R; i++) w->target[b][i] = cosf((float)(i + 3 * b));
    }
    const bn_tensor input = trial_by_trial(BN_F64, S, stimuli);
    const bn_tensor target = trial_by_trial(BN_F32, R, w->target);
    const bn_tensor mask = trial_by_trial(BN_F64, R, w->weight);
    const bn_batch batch = {.input = &input, .target = &target, .mask = &mask};
    float inputs[B][T * S];
    assert_int_equal(bn_batch_check(&w->trial, &batch).code, BN_OK);
    bn_batch_put(&w->trial, &batch);
    bn_batch_copy_input(&w->trial, &input, inputs[0]);
    for (int b = 0; b < B; b++) bn_trial_set_stimuli(&w->trial, b, inputs[b]);
}

static void backprop_of_a_masked_task_agrees_with_differences(void **state)
{
    (void)state;
    for (int kind = BN_ACTIVATION_RELU; kind < BN_ACTIVATIONS; kind++) {
        const bn_structure structure =
            kind % 2 == 0 ? BN_STRUCTURE_RANDOM : BN_STRUCTURE_EXCITATORY_INHIBITORY;
        world *w = world_with((bn_activation)kind, structure, 0.5, BN_BACKEND_AUTO);
        put_task(w);
        check_gradient_of(w);
        end(w);
    }
}

static void the_loss_splits_into_tracking_and_activity(void **state)
{
    (void)state;
    world *w = world_with(BN_ACTIVATION_RELU, BN_STRUCTURE_RANDOM, 0.5, BN_BACKEND_AUTO);
    pack(w);
    for (int s = 0; s < w->trial.microbatches; s++) bn_trial_forward(&w->trial, s, w->noise);
    double tracking, by_hand = 0.0;
    const double loss = bn_trial_loss(&w->trial, &tracking);
    for (int64_t t = T / 5; t <= T; t++)
        for (int64_t b = 0; b < B; b++)
            for (int64_t r = 0; r < R; r++) {
                const double output = (double)bn_trial_output(&w->trial, t, b)[r];
                by_hand += pow(output - (double)w->target[b][(t - 1) * R + r], 2.0) / (B * T * R);
            }
    assert_near(tracking, by_hand, 1e-6 * by_hand);
    assert_true(loss > tracking);
    end(w);
}

// A linear network without recurrence relaxes to its constant drive W_in level from any state.
static void relaxation_ends_at_the_fixed_point(void **state)
{
    (void)state;
    world *w = world_with(BN_ACTIVATION_LINEAR, BN_STRUCTURE_RANDOM, 0.5, BN_BACKEND_AUTO);
    float *J = bn_network_J(&w->network).data;
    for (int64_t j = 0; j < N; j++) memset(J + j * w->network.ld, 0, N * sizeof(float));
    pack(w);
    for (int s = 0; s < w->trial.microbatches; s++)
        bn_trial_relax(&w->trial, bn_random_open(9, BN_PURPOSE_STATE, 1), 2.0, s);
    const parameters p = parameters_of(w);
    for (int b = 0; b < B; b++)
        for (int i = 0; i < N; i++) {
            double drive = 0.0;
            for (int s = 0; s < S; s++) drive += p.w_in[i][s] * 2.0 / S;
            assert_near((double)w->trial.x_0[b * w->trial.ldx + i], drive, 1e-5);
        }
    end(w);
}

static void definitions_out_of_range_are_refused(void **state)
{
    (void)state;
    const bn_network_config network = bn_network_config_default();
    bn_trial_config config = bn_trial_config_default();
    assert_int_equal(bn_trial_config_check(&config, &network).code, BN_OK);
    config.steps = 4;
    assert_string_equal(bn_trial_config_check(&config, &network).message,
                        "steps is 4; it must be from 5 to 1000000 (the first fifth of a trial costs nothing, "
                        "unless a task has a mask)");
    config = bn_trial_config_default();
    config.dt = 2.0;
    assert_int_equal(bn_trial_config_check(&config, &network).code, BN_EINVAL);
    config = bn_trial_config_default();
    config.batch = 0;
    assert_int_equal(bn_trial_config_check(&config, &network).code, BN_EINVAL);
    config = bn_trial_config_default();
    config.noise = (double)NAN;
    assert_int_equal(bn_trial_config_check(&config, &network).code, BN_EINVAL);
    config = bn_trial_config_default();
    config.activity_penalty = -1.0;
    assert_int_equal(bn_trial_config_check(&config, &network).code, BN_EINVAL);
    config = bn_trial_config_default();
    config.batch = BN_MOST_BATCH;
    config.steps = BN_MOST_STEPS;
    assert_non_null(strstr(bn_trial_config_check(&config, &network).message, "lower batch or steps"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backprop_agrees_with_differences_for_every_activation),
        cmocka_unit_test(backprop_agrees_with_differences_for_every_structure),
        cmocka_unit_test(backprop_agrees_with_differences_without_noise),
        cmocka_unit_test(backprop_agrees_with_differences_on_openblas),
        cmocka_unit_test(backprop_of_a_masked_task_agrees_with_differences),
        cmocka_unit_test(the_loss_splits_into_tracking_and_activity),
        cmocka_unit_test(relaxation_ends_at_the_fixed_point),
        cmocka_unit_test(definitions_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
