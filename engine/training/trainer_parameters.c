/* Trainer parameters: those that do not stand in the network's matrix. Their values are put into it after every
   step, and their gradients follow from its own; so the passes know nothing of them.

       readout_bias   c, R:  W(r, S) = N c_r, the column that meets the constant 1 of z,  dL/dc_r = N dL/dW(r, S) */
#include "engine/training/trainer_internal.h"

static void add(bn_trainer *trainer, bn_arena *arena, const char *name, int64_t rows, int64_t columns,
                bool trained)
{
    trainer->parameter[trainer->parameters++] =
        bn_parameter_lay_out(arena, &trainer->config.optimiser, name, rows, columns, trained);
}

void bn_trainer_lay_out_parameters(bn_trainer *trainer, bn_arena *arena)
{
    const bn_trainer_config *c = &trainer->config;
    trainer->parameters = 0;
    if (c->readout_bias) add(trainer, arena, "readout_bias", trainer->network.config.readouts, 1, true);
}

void bn_trainer_put_parameters(bn_trainer *trainer)
{
    const bn_network *network = &trainer->network;
    if (!trainer->config.readout_bias) return;
    float *column = network->weights + network->config.stimuli * network->ld;
    for (int64_t r = 0; r < network->config.readouts; r++)
        column[r] = (float)network->config.neurons * trainer->parameter[0].value[r];
}

void bn_trainer_take_parameter_gradients(bn_trainer *trainer)
{
    const bn_network_config *network = &trainer->network.config;
    if (!trainer->config.readout_bias) return;
    for (int64_t r = 0; r < network->readouts; r++)
        trainer->parameter[0].gradient[r] = (float)network->neurons * trainer->trial.readout_slope[r];
}
