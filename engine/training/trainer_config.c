/* Trainer definitions: each part checks its own numbers; here stand those that belong to none, and what must
   hold between the parts. The tracking experiment draws its stimuli in units of the balance, and its target
   is the stimulus over it, which is why a balance of 0 is refused. */
#include "engine/training/trainer.h"

#include <math.h>

bn_trainer_config bn_trainer_config_default(void)
{
    return (bn_trainer_config){
        .network = bn_network_config_default(),
        .trial = bn_trial_config_default(),
        .optimiser = bn_optimiser_config_default(),
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

bn_stimulus_config bn_trainer_stimulus(const bn_trainer_config *config)
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
    if (!config->task && config->network.readouts != 0 && config->network.readouts != config->network.stimuli)
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
    BN_TRY(bn_optimiser_config_check(&config->optimiser));
    BN_TRY(check_inputs(config));
    BN_TRY(bn_constraint_check(config->connections, config->signs, config->network.neurons));
    const bn_stimulus_config stimulus = bn_trainer_stimulus(config);
    return bn_stimulus_config_check(&stimulus);
}
