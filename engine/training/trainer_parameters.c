/* Trainer parameters: those that do not stand in the network's matrix. Their values are put where the passes read
   them after every step, and their gradients follow from what the passes leave.

       readout_bias    c, R        W(r, S) = N c_r, the column that meets the constant 1 of z
                                   dL/dc_r = N dL/dW(r, S)
       m, n            N x r       J = J_0 + m n^T / N
                                   dL/dm = dL/dJ n / N,  dL/dn = (dL/dJ)^T m / N
       x_0             N           the first state of every trial; dL/dx_0 of all trials summed
       time_constants  tau, N      alpha_i = dt / tau_i in the place of dt
                                   dL/dtau_i = -alpha_i / tau_i dL/dalpha_i */
#include "engine/training/trainer_internal.h"
#include "engine/training/trial_factors.h"

#include <string.h>

static bn_parameter *add(bn_trainer *trainer, bn_arena *arena, const char *name, int64_t rows,
                         int64_t columns, bool trained)
{
    bn_parameter *parameter = &trainer->parameter[trainer->parameters++];
    *parameter = bn_parameter_lay_out(arena, &trainer->config.optimiser, name, rows, columns, trained);
    return parameter;
}

void bn_trainer_lay_out_parameters(bn_trainer *trainer, bn_arena *arena)
{
    const bn_trainer_config *c = &trainer->config;
    const int64_t N = c->network.neurons, R = trainer->network.config.readouts;
    trainer->parameters = 0;
    if (c->readout_bias) trainer->readout_bias = add(trainer, arena, "readout_bias", R, 1, true);
    if (c->rank > 0) {
        trainer->m = add(trainer, arena, "m", N, c->rank, c->train_J);
        trainer->n = add(trainer, arena, "n", N, c->rank, c->train_J);
        trainer->m->dims = trainer->n->dims = 2;
        trainer->fixed_J = bn_arena_take(arena, (size_t)(N * N), sizeof(float));
        trainer->columns_of_m = bn_arena_take(arena, (size_t)(N * c->rank), sizeof(float));
        trainer->trial.m = trainer->m->value;
        trainer->trial.n = trainer->n->value;
    }
    if (c->train_initial_state) trainer->x_0 = add(trainer, arena, "x_0", N, 1, true);
    if (c->trial.by_unit)
        trainer->time_constants = add(trainer, arena, "time_constants", N, 1, c->train_time_constants);
}

static void draw_factor(const bn_trainer *trainer, bn_purpose purpose, bn_parameter *factor)
{
    const bn_random_stream stream = bn_random_open(trainer->config.network.seed, purpose, 0);
    for (int64_t i = 0; i < factor->rows * factor->columns; i++) {
        double drawn;
        bn_random_normal_f64(&stream, (uint64_t)i, 1, &drawn);
        factor->value[i] = (float)(trainer->config.rank_std * drawn);
    }
}

static float *column_of_J(const bn_trainer *trainer, float *whole, int64_t j)
{
    const bn_network *network = &trainer->network;
    return whole + (network->config.stimuli + 1 + j) * network->ld + network->config.readouts;
}

void bn_trainer_initialise_parameters(bn_trainer *trainer)
{
    const int64_t N = trainer->network.config.neurons;
    if (trainer->m != NULL) {
        draw_factor(trainer, BN_PURPOSE_M, trainer->m);
        draw_factor(trainer, BN_PURPOSE_N, trainer->n);
        for (int64_t j = 0; j < N; j++)
            memcpy(trainer->fixed_J + j * N, column_of_J(trainer, trainer->network.weights, j),
                   (size_t)N * sizeof(float));
    }
    for (int64_t i = 0; i < N && trainer->time_constants != NULL; i++)
        trainer->time_constants->value[i] = trainer->config.time_constants == NULL
                                                ? 1.0f
                                                : (float)bn_tensor_get(trainer->config.time_constants, &i);
    bn_trainer_put_parameters(trainer);
}

// --- values

static void put_readout_bias(bn_trainer *trainer)
{
    const bn_network *network = &trainer->network;
    float *column = network->weights + network->config.stimuli * network->ld;
    for (int64_t r = 0; r < network->config.readouts; r++)
        column[r] = (float)network->config.neurons * trainer->readout_bias->value[r];
}

static void add_scaled(int64_t n, const float *restrict from, float factor, float *restrict sum)
{
    for (int64_t i = 0; i < n; i++) sum[i] += factor * from[i];
}

static void put_low_rank(bn_trainer *trainer)
{
    const int64_t N = trainer->network.config.neurons, rank = trainer->config.rank;
    float *m = trainer->columns_of_m;
    for (int64_t i = 0; i < N; i++)
        for (int64_t k = 0; k < rank; k++) m[k * N + i] = trainer->m->value[i * rank + k];
    for (int64_t j = 0; j < N; j++) {
        float *column = column_of_J(trainer, trainer->network.weights, j);
        memcpy(column, trainer->fixed_J + j * N, (size_t)N * sizeof *column);
        for (int64_t k = 0; k < rank; k++)
            add_scaled(N, m + k * N, trainer->n->value[j * rank + k] / (float)N, column);
    }
    if (trainer->config.zero_diagonal) bn_network_zero_diagonal(&trainer->network);
    bn_trainer_constrain(trainer, 0, trainer->network.columns);
}

static void put_initial_state(bn_trainer *trainer)
{
    bn_trial *trial = &trainer->trial;
    for (int64_t b = 0; b < trial->config.batch; b++)
        memcpy(trial->x_0 + b * trial->ldx, trainer->x_0->value, (size_t)trial->N * sizeof(float));
    bn_trial_put_rates(trial);
}

static void put_time_constants(bn_trainer *trainer)
{
    const float dt = (float)trainer->config.trial.dt;
    float *tau = trainer->time_constants->value;
    for (int64_t i = 0; i < trainer->trial.N; i++) {
        if (tau[i] < dt) tau[i] = dt;
        trainer->trial.unit_dt[i] = dt / tau[i];
    }
}

void bn_trainer_put_parameters(bn_trainer *trainer)
{
    if (trainer->readout_bias != NULL) put_readout_bias(trainer);
    if (trainer->m != NULL) put_low_rank(trainer);
    if (trainer->x_0 != NULL) put_initial_state(trainer);
    if (trainer->time_constants != NULL) put_time_constants(trainer);
}

// --- gradients

// By way of that of J where this has been computed, which is 0 afterwards: no weight of it is trained by itself.
static void take_low_rank(bn_trainer *trainer)
{
    const int64_t N = trainer->network.config.neurons, rank = trainer->config.rank;
    const float per_unit = trainer->trial.per_unit;
    if (trainer->trial.config.rank > 0) {
        bn_trial_factor_gradients(&trainer->trial, !trainer->config.zero_diagonal, trainer->m->gradient,
                                  trainer->n->gradient);
        return;
    }
    memset(trainer->m->gradient, 0, (size_t)(N * rank) * sizeof(float));
    for (int64_t j = 0; j < N; j++) {
        float *column = column_of_J(trainer, trainer->trial.gradient, j);
        if (trainer->config.zero_diagonal) column[j] = 0.0f;
        for (int64_t k = 0; k < rank; k++) {
            const float n = per_unit * trainer->n->value[j * rank + k];
            float sum = 0.0f;
            for (int64_t i = 0; i < N; i++) {
                sum += column[i] * trainer->m->value[i * rank + k];
                trainer->m->gradient[i * rank + k] += column[i] * n;
            }
            trainer->n->gradient[j * rank + k] = per_unit * sum;
        }
        memset(column, 0, (size_t)N * sizeof *column);
    }
}

// The sum over trials that a microbatch keeps, over all of them in their order.
static float summed(const bn_trial *trial, int64_t i, bool of_state)
{
    float sum = 0.0f;
    for (int s = 0; s < trial->microbatches; s++)
        sum += of_state ? trial->microbatch[s].initial_slope[i] : trial->microbatch[s].unit_slope[i];
    return sum;
}

static void take_initial_state(bn_trainer *trainer)
{
    for (int64_t i = 0; i < trainer->trial.N; i++)
        trainer->x_0->gradient[i] = summed(&trainer->trial, i, true);
}

static void take_time_constants(bn_trainer *trainer)
{
    const bn_trial *trial = &trainer->trial;
    for (int64_t i = 0; i < trial->N; i++)
        trainer->time_constants->gradient[i] =
            -summed(trial, i, false) * trial->unit_dt[i] / trainer->time_constants->value[i];
}

void bn_trainer_take_parameter_gradients(bn_trainer *trainer)
{
    const bn_network_config *network = &trainer->network.config;
    for (int64_t r = 0; r < network->readouts && trainer->readout_bias != NULL; r++)
        trainer->readout_bias->gradient[r] = (float)network->neurons * trainer->trial.readout_slope[r];
    if (trainer->m != NULL) take_low_rank(trainer);
    if (trainer->x_0 != NULL) take_initial_state(trainer);
    if (trainer->time_constants != NULL && trainer->time_constants->trained) take_time_constants(trainer);
}
