/* Trainer: an epoch is two parallel loops. In the first the microbatches run their trials forward and
   backward; in the second each column range takes its share of the gradient and updates its weights. Where
   microbatches share one packed W, a loop before these packs it. A limit on the norm of the gradient needs
   the whole gradient first, and splits the second loop in two. Nothing is allocated after opening. */
#include "engine/training/trainer_internal.h"
#include "engine/training/trainer_ranks.h"
#include "engine/training/trial_factors.h"

#include <math.h>
#include <string.h>

enum { LARGEST_EPOCH = INT32_MAX };

// Whether the gradient of the factors of J, if it has some, must come by way of that of J.
static bool needs_gradient_of_J(const bn_trainer_config *config)
{
    return config->connections != NULL || config->l1_weights > 0.0 || config->l2_weights > 0.0 ||
           config->trial.backend == BN_BACKEND_OPENBLAS ||
           !bn_trial_has_few_factors(config->network.neurons, config->rank);
}

// What the trial must keep for parameters beside the network's matrix.
static void set_up_trial(bn_trainer_config *config)
{
    config->trial.initial_slope = config->train_initial_state;
    config->trial.by_unit = config->time_constants != NULL || config->train_time_constants;
    config->trial.unit_slope = config->train_time_constants;
    config->trial.rank = needs_gradient_of_J(config) ? 0 : config->rank;
}

// All parts over the arena. The trial points to the network of `trainer`, which must not move afterwards.
static void lay_out(bn_trainer *trainer, bn_arena *arena)
{
    const bn_trainer_config *c = &trainer->config;
    trainer->network = bn_network_lay_out(arena, &c->network);
    const int64_t parameters = trainer->network.ld * trainer->network.columns;
    trainer->trial = bn_trial_lay_out(arena, &c->trial, &trainer->network);
    trainer->optimiser = bn_optimiser_lay_out(arena, &c->optimiser, parameters);
    trainer->constraint = bn_constraint_lay_out(arena, c->connections, c->signs, c->network.neurons);
    trainer->masks = bn_masks_lay_out(arena, &c->masks, &trainer->network);
    bn_trainer_lay_out_parameters(trainer, arena);
    const size_t drawn = (size_t)(c->trial.batch * c->trial.steps * c->network.stimuli);
    trainer->drawn = bn_arena_take(arena, drawn, sizeof(float));
}

size_t bn_trainer_size(const bn_trainer_config *config)
{
    if (bn_trainer_config_check(config).code != BN_OK) return 0;
    bn_trainer trainer = {.config = *config};
    set_up_trial(&trainer.config);
    bn_arena ruler = bn_arena_measure();
    lay_out(&trainer, &ruler);
    return ruler.overflow ? 0 : ruler.used;
}

static int threads_of(const bn_trainer *trainer)
{
    const int64_t most = trainer->trial.microbatches > trainer->trial.ranges ? trainer->trial.microbatches
                                                                             : trainer->trial.ranges;
    const int64_t wanted = trainer->config.threads;
    if (wanted > 0) return (int)(wanted < most ? wanted : most);
    const int processors = bn_processors();
    return processors < trainer->trial.microbatches ? processors : trainer->trial.microbatches;
}

// --- packing W for a pass: each microbatch its own copy, or one copy in a loop of its own

static void pack_own(bn_trainer *trainer, int microbatch)
{
    bn_stopwatch *watch = &trainer->trial.microbatch[microbatch].watch;
    bn_stopwatch_start(watch);
    if (trainer->trial.own_copies) bn_trial_pack(&trainer->trial, microbatch);
    bn_stopwatch_lap(watch, BN_PHASE_ADAM);
}

static void pack_part(void *context, int part)
{
    bn_trainer *trainer = context;
    bn_stopwatch *watch = &trainer->trial.range[part].watch;
    bn_stopwatch_start(watch);
    bn_trial_pack(&trainer->trial, part);
    bn_stopwatch_lap(watch, BN_PHASE_ADAM);
}

static void run_microbatches(bn_trainer *trainer, bn_loop_body body)
{
    const bn_trial *trial = &trainer->trial;
    if (!trial->own_copies) bn_pool_run(trainer->pool, pack_part, trainer, bn_trial_parts(trial));
    bn_trainer_run_microbatches(trainer, body);
}

static void relax_microbatch(void *context, int microbatch)
{
    bn_trainer *trainer = context;
    const bn_trainer_config *c = &trainer->config;
    pack_own(trainer, microbatch);
    bn_trial_relax(&trainer->trial,
                   bn_random_open(c->seed_state, BN_PURPOSE_STATE, (uint32_t)trainer->relaxed),
                   c->network.balance * c->input_mean, microbatch);
}

static void initialise_weights(bn_trainer *trainer)
{
    bn_network_initialise(&trainer->network);
    bn_constraint_set(&trainer->constraint, trainer->config.connections, trainer->config.signs);
    bn_masks_set(&trainer->masks, &trainer->config.masks, &trainer->network);
    trainer->config.connections = trainer->config.signs = NULL; // the caller may free them now
    trainer->config.network.activation_table = NULL;
    bn_trainer_initialise_parameters(trainer);
    trainer->config.masks = (bn_masks_config){0};
    trainer->config.time_constants = NULL;
    bn_trainer_constrain(trainer, 0, trainer->network.columns);
}

static bn_status relax(bn_trainer *trainer)
{
    trainer->relaxed = trainer->epoch;
    if (trainer->config.initial_state != BN_INITIAL_RELAXED) return bn_ok();
    run_microbatches(trainer, relax_microbatch);
    return bn_trainer_gather_first_states(trainer);
}

bn_status bn_trainer_open(bn_trainer *trainer, const bn_trainer_config *config, void *block)
{
    BN_TRY(bn_trainer_config_check(config));
    *trainer = (bn_trainer){.config = *config, .stimulus = bn_trainer_stimulus(config)};
    set_up_trial(&trainer->config);
    bn_arena arena = bn_arena_over(block);
    lay_out(trainer, &arena);
    bn_trial_plan(&trainer->trial);
    BN_TRY(bn_pool_start(threads_of(trainer), &trainer->pool));
    trainer->config.threads = threads_of(trainer);
    trainer->trial.own_copies &= trainer->config.threads > 1;
    initialise_weights(trainer);
    bn_trial_put_rates(&trainer->trial);
    const bn_status status = relax(trainer);
    if (status.code != BN_OK) bn_trainer_close(trainer);
    return status;
}

void bn_trainer_close(bn_trainer *trainer)
{
    bn_pool_stop(trainer->pool);
    trainer->pool = NULL;
}

// The streams of a pass.
typedef struct {
    bn_random_stream stimulus, noise, input_noise;
} streams;

static bn_random_stream open_stream(const bn_trainer *trainer, bn_purpose purpose)
{
    return bn_random_open(trainer->config.seed_noise, purpose, (uint32_t)trainer->epoch);
}

static void draw_inputs(bn_trainer *trainer, const bn_microbatch *microbatch, const bn_random_stream *stream)
{
    const int64_t count = trainer->stimulus.steps * trainer->stimulus.channels;
    const float per_balance = (float)(1.0 / trainer->config.network.balance);
    float *drawn = trainer->drawn + microbatch->first * count;
    if (!trainer->given)
        bn_stimulus_trials(&trainer->stimulus, stream, microbatch->first, microbatch->count, drawn);
    for (int64_t b = microbatch->first; b < microbatch->first + microbatch->count; b++, drawn += count) {
        bn_trial_set_stimuli(&trainer->trial, b, drawn);
        if (trainer->given) continue;
        for (int64_t i = 0; i < count; i++) drawn[i] *= per_balance;
        bn_trial_set_target(&trainer->trial, b, drawn);
    }
}

static void run_forward(bn_trainer *trainer, int microbatch, const streams *from)
{
    bn_microbatch *s = &trainer->trial.microbatch[microbatch];
    const double std = trainer->config.input_noise;
    draw_inputs(trainer, s, &from->stimulus);
    for (int64_t b = s->first; b < s->first + s->count && std > 0.0; b++)
        bn_trial_add_input_noise(&trainer->trial, b, std, &from->input_noise);
    bn_stopwatch_lap(&s->watch, BN_PHASE_STIMULUS);
    bn_trial_forward(&trainer->trial, microbatch, from->noise);
}

static void train_microbatch(void *context, int microbatch)
{
    bn_trainer *trainer = context;
    const bn_trainer_config *c = &trainer->config;
    const streams from = {
        .stimulus = bn_random_open(c->seed_stimulus, BN_PURPOSE_STIMULUS, (uint32_t)trainer->epoch),
        .noise = open_stream(trainer, BN_PURPOSE_NOISE),
        .input_noise = open_stream(trainer, BN_PURPOSE_INPUT_NOISE),
    };
    pack_own(trainer, microbatch);
    run_forward(trainer, microbatch, &from);
    bn_trial_backward(&trainer->trial, microbatch);
}

// The streams of trials that are not trained on: their stimuli are the same at every epoch.
typedef struct {
    bn_purpose stimulus, noise, input_noise;
} held_out;

static const held_out test_trials = {BN_PURPOSE_TEST_STIMULUS, BN_PURPOSE_TEST_NOISE,
                                     BN_PURPOSE_TEST_INPUT_NOISE};
static const held_out validation_trials = {BN_PURPOSE_VALIDATION_STIMULUS, BN_PURPOSE_VALIDATION_NOISE,
                                           BN_PURPOSE_VALIDATION_INPUT_NOISE};

static void run_held_out(bn_trainer *trainer, int microbatch, const held_out *trials)
{
    const streams from = {
        .stimulus = bn_random_open(trainer->config.seed_stimulus, trials->stimulus, 0),
        .noise = open_stream(trainer, trials->noise),
        .input_noise = open_stream(trainer, trials->input_noise),
    };
    pack_own(trainer, microbatch);
    run_forward(trainer, microbatch, &from);
}

static void test_microbatch(void *context, int microbatch)
{
    run_held_out(context, microbatch, &test_trials);
}

static void validate_microbatch(void *context, int microbatch)
{
    run_held_out(context, microbatch, &validation_trials);
}

static bn_status not_finite(const bn_trainer *trainer, const char *what, double value)
{
    return bn_fault(BN_NOT_FINITE,
                    "%s is %g at epoch %lld; a smaller learning_rate (%g now), gain (%g) or dt (%g) may help",
                    what, value, (long long)trainer->epoch, trainer->config.optimiser.learning_rate,
                    trainer->config.network.gain, trainer->config.trial.dt);
}

bn_status bn_trainer_put_batch(bn_trainer *trainer, const bn_batch *batch)
{
    if (!trainer->config.task) return bn_fault(BN_EINVAL, "this trainer draws its batches itself");
    BN_TRY(bn_batch_check(&trainer->trial, batch));
    bn_batch_copy_input(&trainer->trial, batch->input, trainer->drawn);
    bn_batch_put(&trainer->trial, batch);
    trainer->given = true;
    return bn_ok();
}

static bn_status check_epochs(const bn_trainer *trainer)
{
    if (trainer->epoch < LARGEST_EPOCH) return bn_ok();
    return bn_fault(BN_EINVAL, "%lld epochs are done; there can be no more", (long long)trainer->epoch);
}

// Where no batch has been put, the stimuli are drawn and are the targets.
static bn_status check_batch(const bn_trainer *trainer)
{
    const long long readouts = trainer->trial.R, stimuli = trainer->trial.S;
    if (trainer->given) return bn_ok();
    if (trainer->config.task)
        return bn_fault(BN_EINVAL, "the task has put no batch since epoch %lld", (long long)trainer->epoch);
    if (readouts == stimuli) return bn_ok();
    return bn_fault(BN_EINVAL,
                    "readouts is %lld and stimuli is %lld; tracking needs a readout a stimulus, other trials "
                    "a task, or forward and backward",
                    readouts, stimuli);
}

bn_status bn_trainer_step(bn_trainer *trainer, double *loss)
{
    BN_TRY(check_batch(trainer));
    BN_TRY(check_epochs(trainer));
    trainer->epoch++;
    trainer->stage = BN_STAGE_NONE;
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    run_microbatches(trainer, train_microbatch);
    const bn_status status = bn_trainer_update_weights(trainer);
    if (status.code != BN_OK) trainer->epoch--;
    BN_TRY(status);
    trainer->given = false;
    trainer->loss = bn_trial_loss(&trainer->trial, NULL) + bn_trainer_penalty(trainer);
    if (loss != NULL) *loss = trainer->loss;
    return isfinite(trainer->loss) ? bn_ok() : not_finite(trainer, "the loss", trainer->loss);
}

bn_status bn_trainer_measure(bn_trainer *trainer, bn_measurement *measurement)
{
    BN_TRY(check_batch(trainer));
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    trainer->stage = BN_STAGE_NONE;
    BN_TRY(relax(trainer));
    run_microbatches(trainer, test_microbatch);
    BN_TRY(bn_trainer_gather_trials(trainer));
    trainer->given = false;
    measurement->test_error = bn_trial_loss(&trainer->trial, &measurement->tracking_error);
    return isfinite(measurement->test_error) ? bn_ok()
                                             : not_finite(trainer, "the test error", measurement->test_error);
}

bn_status bn_trainer_validate(bn_trainer *trainer, double *error)
{
    BN_TRY(check_batch(trainer));
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    trainer->stage = BN_STAGE_NONE;
    run_microbatches(trainer, validate_microbatch);
    BN_TRY(bn_trainer_gather_costs(trainer));
    trainer->given = false;
    *error = bn_trial_loss(&trainer->trial, NULL);
    return isfinite(*error) ? bn_ok() : not_finite(trainer, "the validation error", *error);
}

bn_status bn_trainer_set_learning_rate(bn_trainer *trainer, double learning_rate)
{
    if (!(learning_rate >= 0.0 && learning_rate <= 1e12))
        return bn_fault(BN_EINVAL,
                        "the learning rate of epoch %lld is %g; a number from 0 to 1e+12 was needed",
                        (long long)trainer->epoch + 1, isnan(learning_rate) ? (double)NAN : learning_rate);
    trainer->optimiser.config.learning_rate = learning_rate;
    return bn_ok();
}

// --- a step in parts

static void forward_microbatch(void *context, int microbatch)
{
    bn_trainer *trainer = context;
    const uint32_t epoch = (uint32_t)trainer->epoch + 1;
    const streams from = {
        .noise = bn_random_open(trainer->config.seed_noise, BN_PURPOSE_NOISE, epoch),
        .input_noise = bn_random_open(trainer->config.seed_noise, BN_PURPOSE_INPUT_NOISE, epoch),
    };
    pack_own(trainer, microbatch);
    run_forward(trainer, microbatch, &from);
}

bn_status bn_trainer_forward(bn_trainer *trainer, const bn_tensor *input)
{
    BN_TRY(check_epochs(trainer));
    BN_TRY(bn_batch_check_input(&trainer->trial, input));
    bn_batch_copy_input(&trainer->trial, input, trainer->drawn);
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    trainer->given = true;
    run_microbatches(trainer, forward_microbatch);
    trainer->given = false;
    BN_TRY(bn_trainer_gather_trials(trainer));
    trainer->stage = BN_STAGE_FORWARD;
    return bn_ok();
}

static void backward_microbatch(void *context, int microbatch)
{
    bn_trainer *trainer = context;
    bn_stopwatch_start(&trainer->trial.microbatch[microbatch].watch);
    bn_trial_backward(&trainer->trial, microbatch);
}

bn_status bn_trainer_backward(bn_trainer *trainer, const bn_tensor *slope)
{
    if (trainer->stage == BN_STAGE_NONE)
        return bn_fault(BN_EINVAL, "there is no forward pass to go back through since epoch %lld",
                        (long long)trainer->epoch);
    BN_TRY(bn_batch_check_slope(&trainer->trial, slope));
    bn_batch_put_slope(&trainer->trial, slope);
    bn_trainer_run_microbatches(trainer, backward_microbatch);
    return bn_trainer_take_gradient(trainer);
}

// A step along it would leave weights that are not finite.
static bn_status check_gradient(const bn_trainer *trainer)
{
    const bn_network *network = &trainer->network;
    double squares = bn_gradient_squares(trainer->trial.gradient, network->ld * network->columns);
    for (int p = 0; p < trainer->parameters; p++) squares += bn_parameter_squares(&trainer->parameter[p]);
    if (isfinite(squares)) return bn_ok();
    return bn_fault(BN_EINVAL,
                    "the gradient after epoch %lld holds nan or inf; finite numbers were needed, and the "
                    "weights are as before",
                    (long long)trainer->epoch);
}

bn_status bn_trainer_update(bn_trainer *trainer)
{
    if (trainer->stage != BN_STAGE_BACKWARD)
        return bn_fault(BN_EINVAL, "there is no gradient to step along since epoch %lld",
                        (long long)trainer->epoch);
    BN_TRY(check_epochs(trainer));
    BN_TRY(check_gradient(trainer));
    trainer->epoch++;
    return bn_trainer_update_weights(trainer);
}
