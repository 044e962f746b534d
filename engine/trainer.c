/* Trainer: three rounds of tasks an epoch: panels refresh the transposed copy, shards run their trials
   forward and back, panels take their share of the gradient and step their weights. Nothing is allocated
   after opening. */
#include "trainer.h"

#include <math.h>
#include <string.h>

enum { LARGEST_EPOCH = INT32_MAX };

bn_trainer_config bn_trainer_config_default(void)
{
    return (bn_trainer_config){
        .network = bn_network_config_default(),
        .trial = bn_trial_config_default(),
        .adam = bn_adam_config_default(),
        .input_mean = 1.0,
        .input_std = 0.1,
        .stimulus_tau = 0.1,
        .start = BN_START_MEAN,
        .zero_diagonal = true,
        .train_J = true,
        .train_w_in = true,
        .train_w_out = true,
        .seed_stimulus = 1,
        .seed_noise = 1,
        .seed_state = 1,
    };
}

static bn_stimulus_config stimulus_of(const bn_trainer_config *config)
{
    return (bn_stimulus_config){
        .steps = config->trial.steps,
        .channels = config->network.stimuli,
        .dt = config->trial.dt,
        .tau = config->stimulus_tau,
        .mean = config->network.balance * config->input_mean,
        .std = config->network.balance * config->input_std,
        .start = (bn_start)config->start,
    };
}

static bn_status check_inputs(const bn_trainer_config *config)
{
    if (!(config->network.balance > 0.0))
        return bn_fault(BN_EINVAL, "balance is %g; it must be positive, the target being the input over it",
                        config->network.balance);
    if (!(fabs(config->input_mean) <= 1e6))
        return bn_fault(BN_EINVAL, "input_mean is %g; it must be from -1e6 to 1e6", config->input_mean);
    if (!(config->input_std >= 0.0 && config->input_std <= 1e6))
        return bn_fault(BN_EINVAL, "input_std is %g; it must be from 0 to 1e6", config->input_std);
    if (!(config->stimulus_tau >= 0.0 && config->stimulus_tau <= 1e6))
        return bn_fault(BN_EINVAL, "stimulus_tau is %g; it must be from 0 (white) to 1e6",
                        config->stimulus_tau);
    if (config->network.readouts != 0 && config->network.readouts != config->network.stimuli)
        return bn_fault(BN_EINVAL,
                        "readouts is %lld and stimuli is %lld; tracking needs a readout a stimulus",
                        (long long)config->network.readouts, (long long)config->network.stimuli);
    if (config->threads < 0 || config->threads > BN_MOST_THREADS)
        return bn_fault(BN_EINVAL, "threads is %lld; it must be from 0 (as many as processors) to %d",
                        (long long)config->threads, BN_MOST_THREADS);
    return bn_ok();
}

bn_status bn_trainer_config_check(const bn_trainer_config *config)
{
    BN_TRY(bn_network_config_check(&config->network));
    BN_TRY(bn_trial_config_check(&config->trial, &config->network));
    BN_TRY(bn_adam_config_check(&config->adam));
    BN_TRY(check_inputs(config));
    const bn_stimulus_config stimulus = stimulus_of(config);
    return bn_stimulus_config_check(&stimulus);
}

// Everything but the trainer's own struct; the network must stand where `trainer` will be, since the trial
// points to it.
static void lay_out(bn_trainer *trainer, bn_arena *arena)
{
    const bn_trainer_config *c = &trainer->config;
    trainer->network = bn_network_lay_out(arena, &c->network);
    const int64_t parameters = trainer->network.ld * trainer->network.columns;
    trainer->trial = bn_trial_lay_out(arena, &c->trial, &trainer->network);
    trainer->adam = bn_adam_lay_out(arena, &c->adam, parameters);
    const size_t drawn = (size_t)(c->trial.batch * c->trial.steps * c->network.stimuli);
    trainer->drawn = bn_arena_take(arena, drawn, sizeof(float));
}

size_t bn_trainer_size(const bn_trainer_config *config)
{
    if (bn_trainer_config_check(config).code != BN_OK) return 0;
    bn_trainer trainer = {.config = *config};
    bn_arena ruler = bn_arena_measure();
    lay_out(&trainer, &ruler);
    return ruler.overflow ? 0 : ruler.used;
}

static int threads_of(const bn_trainer *trainer)
{
    const int64_t most =
        trainer->trial.shards > trainer->trial.panels ? trainer->trial.shards : trainer->trial.panels;
    const int64_t wanted = trainer->config.threads;
    if (wanted > 0) return (int)(wanted < most ? wanted : most);
    const int processors = bn_processors();
    return processors < trainer->trial.shards ? processors : trainer->trial.shards;
}

static void relax_shard(void *context, int shard)
{
    bn_trainer *trainer = context;
    const bn_trainer_config *c = &trainer->config;
    bn_trial_relax(&trainer->trial,
                   bn_random_open(c->seed_state, BN_PURPOSE_STATE, (uint32_t)trainer->relaxed),
                   c->network.balance * c->input_mean, shard);
}

bn_status bn_trainer_open(bn_trainer *trainer, const bn_trainer_config *config, void *block)
{
    BN_TRY(bn_trainer_config_check(config));
    *trainer = (bn_trainer){.config = *config, .stimulus = stimulus_of(config)};
    bn_arena arena = bn_arena_over(block);
    lay_out(trainer, &arena);
    BN_TRY(bn_trial_plan(&trainer->trial));
    BN_TRY(bn_pool_start(threads_of(trainer), &trainer->pool));
    trainer->config.threads = threads_of(trainer);
    bn_network_initialise(&trainer->network);
    bn_pool_run(trainer->pool, relax_shard, trainer, trainer->trial.shards);
    return bn_ok();
}

void bn_trainer_close(bn_trainer *trainer)
{
    bn_pool_stop(trainer->pool);
    trainer->pool = NULL;
}

static void draw_inputs(bn_trainer *trainer, const bn_random_stream *stream, int64_t b)
{
    const int64_t count = trainer->stimulus.steps * trainer->stimulus.channels;
    const float per_balance = (float)(1.0 / trainer->config.network.balance);
    float *drawn = trainer->drawn + b * count;
    bn_stimulus_trial(&trainer->stimulus, stream, b, drawn);
    bn_trial_set_stimuli(&trainer->trial, b, drawn);
    for (int64_t i = 0; i < count; i++) drawn[i] *= per_balance;
    bn_trial_set_target(&trainer->trial, b, drawn);
}

static void run_forward(bn_trainer *trainer, int shard, bn_random_stream stimulus, bn_random_stream noise)
{
    const bn_shard *s = &trainer->trial.shard[shard];
    for (int64_t b = s->first; b < s->first + s->count; b++) draw_inputs(trainer, &stimulus, b);
    bn_stopwatch_lap(&trainer->trial.shard[shard].watch, BN_PHASE_STIMULUS);
    bn_trial_forward(&trainer->trial, shard, noise);
}

static void train_shard(void *context, int shard)
{
    bn_trainer *trainer = context;
    const bn_trainer_config *c = &trainer->config;
    const uint32_t epoch = (uint32_t)trainer->epoch;
    bn_stopwatch_start(&trainer->trial.shard[shard].watch);
    run_forward(trainer, shard, bn_random_open(c->seed_stimulus, BN_PURPOSE_STIMULUS, epoch),
                bn_random_open(c->seed_noise, BN_PURPOSE_NOISE, epoch));
    bn_trial_backward(&trainer->trial, shard);
}

static void test_shard(void *context, int shard)
{
    bn_trainer *trainer = context;
    const bn_trainer_config *c = &trainer->config;
    run_forward(trainer, shard, bn_random_open(c->seed_stimulus, BN_PURPOSE_TEST_STIMULUS, 0),
                bn_random_open(c->seed_noise, BN_PURPOSE_TEST_NOISE, (uint32_t)trainer->epoch));
}

static void transpose_panel(void *context, int panel)
{
    bn_trainer *trainer = context;
    bn_stopwatch *watch = &trainer->trial.panel[panel].watch;
    bn_stopwatch_start(watch);
    bn_trial_transpose(&trainer->trial, panel);
    bn_stopwatch_lap(watch, BN_PHASE_ADAM);
}

// Column j of the gradient becomes 0 where its parameters are not to be trained.
static void hold_untrained(bn_trainer *trainer, int64_t j)
{
    const bn_trainer_config *c = &trainer->config;
    const int64_t S = trainer->network.config.stimuli;
    const int64_t R = trainer->network.config.readouts;
    float *column = trainer->trial.gradient + j * trainer->network.ld;
    const bool lower = j < S ? c->train_w_in : j == S ? c->train_bias : c->train_J;
    if (!lower) memset(column + R, 0, (size_t)trainer->network.config.neurons * sizeof *column);
    if (j > S && !c->train_w_out) memset(column, 0, (size_t)R * sizeof *column);
}

static void step_panel(void *context, int panel)
{
    bn_trainer *trainer = context;
    bn_panel *p = &trainer->trial.panel[panel];
    const int64_t ld = trainer->network.ld;
    bn_stopwatch_start(&p->watch);
    bn_trial_gradient(&trainer->trial, panel);
    bn_stopwatch_lap(&p->watch, BN_PHASE_GRADIENT);
    for (int64_t j = p->first; j < p->first + p->count; j++) hold_untrained(trainer, j);
    // whole columns, padding included: its gradient is 0 and so stay its moments
    bn_adam_update(&trainer->adam, trainer->network.weights, trainer->trial.gradient, p->first * ld,
                   p->count * ld);
    bn_stopwatch_lap(&p->watch, BN_PHASE_ADAM);
}

static bn_status not_finite(const bn_trainer *trainer, const char *what, double value)
{
    return bn_fault(BN_NOT_FINITE,
                    "%s is %g at epoch %lld; a smaller learning_rate (%g now), gain (%g) or dt (%g) may help",
                    what, value, (long long)trainer->epoch, trainer->config.adam.learning_rate,
                    trainer->config.network.gain, trainer->config.trial.dt);
}

bn_status bn_trainer_step(bn_trainer *trainer, double *loss)
{
    if (trainer->epoch >= LARGEST_EPOCH)
        return bn_fault(BN_EINVAL, "%lld epochs are done; there can be no more", (long long)trainer->epoch);
    trainer->epoch++;
    trainer->measured = false;
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    bn_pool_run(trainer->pool, transpose_panel, trainer, trainer->trial.panels);
    bn_pool_run(trainer->pool, train_shard, trainer, trainer->trial.shards);
    bn_adam_begin(&trainer->adam);
    bn_pool_run(trainer->pool, step_panel, trainer, trainer->trial.panels);
    trainer->loss = bn_trial_loss(&trainer->trial, NULL);
    if (loss != NULL) *loss = trainer->loss;
    return isfinite(trainer->loss) ? bn_ok() : not_finite(trainer, "the loss", trainer->loss);
}

bn_status bn_trainer_measure(bn_trainer *trainer, bn_measurement *measurement)
{
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    trainer->relaxed = trainer->epoch;
    bn_pool_run(trainer->pool, relax_shard, trainer, trainer->trial.shards);
    bn_pool_run(trainer->pool, test_shard, trainer, trainer->trial.shards);
    trainer->measured = true;
    measurement->test_error = bn_trial_loss(&trainer->trial, &measurement->tracking_error);
    return isfinite(measurement->test_error) ? bn_ok()
                                             : not_finite(trainer, "the test error", measurement->test_error);
}

bn_tensor bn_trainer_initial_state(const bn_trainer *trainer)
{
    const bn_trial *trial = &trainer->trial;
    return (bn_tensor){.dtype = BN_F32,
                       .dims = 2,
                       .shape = {trial->N, trial->config.batch},
                       .stride = {1, trial->ldx},
                       .data = trial->x_0};
}

void bn_trainer_put_state(bn_trainer *trainer)
{
    bn_trial_put_rates(&trainer->trial);
}

void bn_trainer_set_profile(bn_trainer *trainer, bool on)
{
    for (int i = 0; i < trainer->trial.shards; i++) trainer->trial.shard[i].watch = (bn_stopwatch){.on = on};
    for (int i = 0; i < trainer->trial.panels; i++) trainer->trial.panel[i].watch = (bn_stopwatch){.on = on};
}

void bn_trainer_profile(const bn_trainer *trainer, double seconds[BN_PHASES])
{
    for (int phase = 0; phase < BN_PHASES; phase++) {
        seconds[phase] = 0.0;
        for (int i = 0; i < trainer->trial.shards; i++)
            seconds[phase] += trainer->trial.shard[i].watch.seconds[phase];
        for (int i = 0; i < trainer->trial.panels; i++)
            seconds[phase] += trainer->trial.panel[i].watch.seconds[phase];
    }
}
