/* Trainer state: what is read from a trainer and put into it between steps. */
#include "engine/training/trainer_internal.h"

bn_network bn_trainer_gradient(const bn_trainer *trainer)
{
    bn_network gradient = trainer->network;
    gradient.weights = trainer->trial.gradient;
    return gradient;
}

bn_response bn_trainer_response(const bn_trainer *trainer, int64_t number)
{
    return (bn_response){
        .trial = &trainer->trial,
        .noise = trainer->config.trial.noise,
        .draws = bn_random_open(trainer->config.seed_noise, BN_PURPOSE_RESPONSE, (uint32_t)number),
    };
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

static void set_steps(bn_optimiser *optimiser, int64_t steps)
{
    if (optimiser->config.kind == BN_OPTIMISER_ADAM) optimiser->adam.step = steps;
}

void bn_trainer_set_steps(bn_trainer *trainer, int64_t steps)
{
    set_steps(&trainer->optimiser, steps);
    for (int p = 0; p < trainer->parameters; p++) set_steps(&trainer->parameter[p].optimiser, steps);
}

void bn_trainer_put_state(bn_trainer *trainer)
{
    trainer->stage = BN_STAGE_NONE;
    bn_phi_plan(&trainer->network.phi);
    bn_trainer_put_parameters(trainer);
    bn_trial_put_rates(&trainer->trial);
}

void bn_trainer_set_profile(bn_trainer *trainer, bool on)
{
    for (int i = 0; i < trainer->trial.microbatches; i++)
        trainer->trial.microbatch[i].watch = (bn_stopwatch){.on = on};
    for (int i = 0; i < trainer->trial.ranges; i++) trainer->trial.range[i].watch = (bn_stopwatch){.on = on};
    trainer->exchange_watch = (bn_stopwatch){.on = on};
}

void bn_trainer_profile(const bn_trainer *trainer, double seconds[BN_PHASES])
{
    for (int phase = 0; phase < BN_PHASES; phase++) {
        seconds[phase] = trainer->exchange_watch.seconds[phase];
        for (int i = 0; i < trainer->trial.microbatches; i++)
            seconds[phase] += trainer->trial.microbatch[i].watch.seconds[phase];
        for (int i = 0; i < trainer->trial.ranges; i++)
            seconds[phase] += trainer->trial.range[i].watch.seconds[phase];
    }
}
