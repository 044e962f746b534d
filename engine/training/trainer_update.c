/* Trainer updates: each range of columns takes its part of the gradient and steps its weights. A limit on the
   norm of the gradient needs all of it first, which makes two rounds of the one; so does a step in parts. */
#include "engine/training/trainer_internal.h"

#include <string.h>

void bn_trainer_constrain(bn_trainer *trainer, int64_t first, int64_t count)
{
    const bn_network *network = &trainer->network;
    const int64_t inputs = network->config.stimuli + 1;
    if (trainer->constraint.connections == NULL && trainer->constraint.signs == NULL) return;
    for (int64_t j = first > inputs ? first : inputs; j < first + count; j++)
        bn_constraint_project(&trainer->constraint, j - inputs,
                              network->weights + j * network->ld + network->config.readouts);
}

// Whether the rows of the neurons in column j of W are trained: W_in, then the bias, then J.
static bool trains_column(const bn_trainer_config *config, int64_t j)
{
    if (j < config->network.stimuli) return config->train_w_in;
    return j == config->network.stimuli ? config->train_bias : config->train_J;
}

// Column j of the gradient becomes 0 where its parameters are not to be trained.
static void hold_untrained(bn_trainer *trainer, int64_t j)
{
    const bn_trainer_config *c = &trainer->config;
    const int64_t S = trainer->network.config.stimuli;
    const int64_t R = trainer->network.config.readouts;
    float *column = trainer->trial.gradient + j * trainer->network.ld;
    if (!trains_column(c, j)) memset(column + R, 0, (size_t)trainer->network.config.neurons * sizeof *column);
    if (j > S && !c->train_w_out) memset(column, 0, (size_t)R * sizeof *column);
    if (j > S) bn_constraint_hold(&trainer->constraint, j - S - 1, column + R);
}

static void take_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_column_range *columns = &trainer->trial.range[range];
    bn_trial_gradient(&trainer->trial, range);
    bn_stopwatch_lap(&columns->watch, BN_PHASE_GRADIENT);
    for (int64_t j = columns->first; j < columns->first + columns->count; j++) hold_untrained(trainer, j);
}

static void step_weights(bn_trainer *trainer, int range)
{
    bn_column_range *columns = &trainer->trial.range[range];
    const int64_t ld = trainer->network.ld;
    // whole columns with their padding, whose gradient and moments are 0
    bn_optimiser_update(&trainer->optimiser, trainer->network.weights, trainer->trial.gradient,
                        columns->first * ld, columns->count * ld);
    bn_trainer_constrain(trainer, columns->first, columns->count);
    bn_stopwatch_lap(&columns->watch, BN_PHASE_ADAM);
}

static void step_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_stopwatch_start(&trainer->trial.range[range].watch);
    if (trainer->stage != BN_STAGE_BACKWARD) take_range(trainer, range);
    step_weights(trainer, range);
}

static void measure_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_column_range *columns = &trainer->trial.range[range];
    const int64_t ld = trainer->network.ld;
    bn_stopwatch_start(&columns->watch);
    if (trainer->stage != BN_STAGE_BACKWARD) take_range(trainer, range);
    columns->squares =
        bn_gradient_squares(trainer->trial.gradient + columns->first * ld, columns->count * ld);
    bn_stopwatch_lap(&columns->watch, BN_PHASE_ADAM);
}

static void step_clipped_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_column_range *columns = &trainer->trial.range[range];
    const int64_t ld = trainer->network.ld;
    float *gradient = trainer->trial.gradient + columns->first * ld;
    bn_stopwatch_start(&columns->watch);
    if (trainer->clip < 1.0f)
        for (int64_t i = 0; i < columns->count * ld; i++) gradient[i] *= trainer->clip;
    step_weights(trainer, range);
}

void bn_trainer_take_gradient(bn_trainer *trainer)
{
    for (int range = 0; range < trainer->trial.ranges; range++)
        bn_stopwatch_start(&trainer->trial.range[range].watch);
    bn_pool_run(trainer->pool, take_range, trainer, trainer->trial.ranges);
}

void bn_trainer_update_weights(bn_trainer *trainer)
{
    const bn_trial *trial = &trainer->trial;
    double squares = 0.0;
    bn_optimiser_begin(&trainer->optimiser);
    if (trainer->config.optimiser.gradient_clip == 0.0) {
        bn_pool_run(trainer->pool, step_range, trainer, trial->ranges);
        return;
    }
    bn_pool_run(trainer->pool, measure_range, trainer, trial->ranges);
    for (int p = 0; p < trial->ranges; p++) squares += trial->range[p].squares;
    trainer->clip = (float)bn_optimiser_clip(&trainer->optimiser, squares);
    bn_pool_run(trainer->pool, step_clipped_range, trainer, trial->ranges);
}
