/* Trainer updates: each range of columns takes its part of the gradient and steps its weights. A limit on the
   norm of the gradient needs all of it first, so the parallel loop is split in two; so do steps in parts and
   parameters beside the network's matrix. */
#include "engine/training/trainer_internal.h"
#include "engine/training/trainer_ranks.h"

#include <math.h>
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
    if (j == config->network.stimuli) return config->train_bias;
    return config->train_J && config->rank == 0;
}

// Column j of the gradient becomes 0 where its parameters are not to be trained.
static void hold_untrained(bn_trainer *trainer, int64_t j)
{
    const bn_trainer_config *c = &trainer->config;
    const int64_t S = trainer->network.config.stimuli;
    const int64_t R = trainer->network.config.readouts;
    float *column = trainer->trial.gradient + j * trainer->network.ld;
    const bool for_factors = j > S && c->rank > 0; // whose gradient follows from that of J
    if (!trains_column(c, j) && !for_factors)
        memset(column + R, 0, (size_t)trainer->network.drives * sizeof *column);
    int64_t absent = 0;
    const int64_t count = bn_network_absent(&trainer->network, j, &absent);
    memset(column + R + absent, 0, (size_t)count * sizeof *column);
    if (j > S && !c->train_w_out) memset(column, 0, (size_t)R * sizeof *column);
    if (j > S) bn_constraint_hold(&trainer->constraint, j - S - 1, column + R);
    if (trainer->masks.whole == NULL) return;
    const float *mask = trainer->masks.whole + j * trainer->network.ld;
    for (int64_t i = 0; i < trainer->network.rows; i++) column[i] *= mask[i];
}

static bool penalises(const bn_trainer *trainer)
{
    return trainer->config.l1_weights > 0.0 || trainer->config.l2_weights > 0.0;
}

// The first row of column j of W in which a weight stands; in that of the bias there is none.
static int64_t first_weight(const bn_trainer *trainer, int64_t j)
{
    const bn_network_config *network = &trainer->network.config;
    if (j < network->stimuli) return network->readouts;
    return j == network->stimuli ? trainer->network.rows : 0;
}

// Adds the slope of the penalty on the weights of column j to the gradient, and returns the penalty.
static double penalise(bn_trainer *trainer, int64_t j)
{
    const double l1 = trainer->config.l1_weights, l2 = trainer->config.l2_weights;
    const float *w = trainer->network.weights + j * trainer->network.ld;
    float *gradient = trainer->trial.gradient + j * trainer->network.ld;
    double penalty = 0.0;
    for (int64_t i = first_weight(trainer, j); i < trainer->network.rows; i++) {
        const double size = fabs((double)w[i]);
        penalty += (l1 + l2 * size) * size;
        gradient[i] += (float)(2.0 * l2 * (double)w[i] + l1 * ((w[i] > 0.0f) - (w[i] < 0.0f)));
    }
    return penalty;
}

double bn_trainer_penalty(const bn_trainer *trainer)
{
    double penalty = 0.0;
    for (int range = 0; range < trainer->trial.ranges; range++)
        penalty += trainer->trial.range[range].penalty;
    return penalty;
}

// Applies weight decay to the trained weights of column j (Loshchilov and Hutter 2019, algorithm 2).
static void decay(bn_trainer *trainer, int64_t j)
{
    const bn_trainer_config *c = &trainer->config;
    const int64_t S = c->network.stimuli, R = trainer->network.config.readouts;
    const float keep = (float)(1.0 - trainer->rate * c->optimiser.weight_decay);
    float *w = trainer->network.weights + j * trainer->network.ld;
    const float *mask = trainer->masks.whole == NULL ? NULL : trainer->masks.whole + j * trainer->network.ld;
    for (int64_t i = first_weight(trainer, j); i < trainer->network.rows; i++) {
        const bool trained = i < R ? j > S && c->train_w_out : trains_column(c, j);
        if (trained && (mask == NULL || mask[i] != 0.0f)) w[i] *= keep;
    }
}

static void take_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_column_range *columns = &trainer->trial.range[range];
    bn_trial_gradient(&trainer->trial, range);
    bn_stopwatch_lap(&columns->watch, BN_PHASE_GRADIENT);
    columns->penalty = 0.0;
    for (int64_t j = columns->first; j < columns->first + columns->count; j++) {
        if (penalises(trainer)) columns->penalty += penalise(trainer, j);
        hold_untrained(trainer, j);
    }
}

static void take_timed_range(void *context, int range)
{
    bn_trainer *trainer = context;
    bn_stopwatch_start(&trainer->trial.range[range].watch);
    take_range(trainer, range);
}

static void step_weights(bn_trainer *trainer, int range)
{
    bn_column_range *columns = &trainer->trial.range[range];
    const int64_t ld = trainer->network.ld;
    for (int64_t j = columns->first;
         j < columns->first + columns->count && trainer->config.optimiser.weight_decay > 0.0; j++)
        decay(trainer, j);
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

bn_status bn_trainer_take_gradient(bn_trainer *trainer)
{
    BN_TRY(bn_trainer_gather_courses(trainer));
    bn_trainer_run_ranges(trainer, take_timed_range);
    BN_TRY(bn_trainer_gather_gradient(trainer));
    bn_trainer_take_parameter_gradients(trainer);
    trainer->stage = BN_STAGE_BACKWARD;
    return bn_ok();
}

static void step_parameters(bn_trainer *trainer)
{
    for (int p = 0; p < trainer->parameters; p++)
        bn_parameter_step(&trainer->parameter[p], trainer->rate, trainer->clip);
    bn_trainer_put_parameters(trainer);
}

bn_status bn_trainer_update_weights(bn_trainer *trainer)
{
    const bn_trial *trial = &trainer->trial;
    const bool whole_first = trainer->parameters > 0 || trainer->config.exchange != NULL;
    double squares = 0.0;
    trainer->rate = bn_optimiser_rate(&trainer->optimiser, trainer->epoch);
    trainer->clip = 1.0f;
    if (whole_first && trainer->stage != BN_STAGE_BACKWARD) BN_TRY(bn_trainer_take_gradient(trainer));
    bn_optimiser_begin(&trainer->optimiser, trainer->rate);
    if (trainer->config.optimiser.gradient_clip == 0.0) {
        bn_pool_run(trainer->pool, step_range, trainer, trial->ranges);
    } else {
        bn_pool_run(trainer->pool, measure_range, trainer, trial->ranges);
        for (int p = 0; p < trial->ranges; p++) squares += trial->range[p].squares;
        for (int p = 0; p < trainer->parameters; p++) squares += bn_parameter_squares(&trainer->parameter[p]);
        trainer->clip = (float)bn_optimiser_clip(&trainer->optimiser, squares);
        bn_pool_run(trainer->pool, step_clipped_range, trainer, trial->ranges);
    }
    step_parameters(trainer);
    trainer->stage = BN_STAGE_NONE;
    return bn_ok();
}
