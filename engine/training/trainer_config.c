/* Trainer definitions: each part checks its own numbers. Here are the fields that belong to no part, and the
   conditions between the parts. The tracking experiment multiplies its stimuli by the balance, and its target
   is the stimulus divided by it; so a balance of 0 is refused. */
#include "engine/training/trainer.h"

#include "engine/kernels/kernels.h"

#include <math.h>
#include <stddef.h>

const bn_word bn_initial_words[] = {
    {BN_INITIAL_RELAXED, "relaxed", "where the network goes under the constant mean input"},
    {BN_INITIAL_ZERO, "zero", "at 0"},
    {0},
};

#define AT(member) offsetof(bn_trainer_config, member)

const bn_field bn_trainer_fields[] = {
    {.part = bn_cell_field, .offset = AT(network.cell)},
    {.part = bn_network_fields, .offset = AT(network)},
    {.part = bn_trial_fields, .offset = AT(trial)},
    {"input_mean", BN_FIELD_REAL, AT(input_mean), .fallback = 1.0, .least = -1e6, .most = 1e6,
     .help = "mean of a stimulus, times balance"},
    {"input_std", BN_FIELD_REAL, AT(input_std), .fallback = 0.1, .most = 1e6,
     .help = "its strength, times balance"},
    {"stimulus_tau", BN_FIELD_REAL, AT(stimulus_tau), .fallback = 0.1, .most = 1e6, .zero = "white",
     .unit = "τ", .help = "correlation time of the stimuli"},
    {.part = bn_start_field, .offset = AT(start)},
    {"initial_state", BN_FIELD_WORD, AT(initial_state), .words = bn_initial_words,
     .help = "where a trial begins: at 0, as with a task by default, or where the network goes by itself"},
    {.part = bn_optimiser_fields, .offset = AT(optimiser)},
    {"zero_diagonal", BN_FIELD_FLAG, AT(zero_diagonal), .fallback = true,
     .help = "no weight of a unit onto itself"},
    {"train_J", BN_FIELD_FLAG, AT(train_J), .fallback = true, .help = "train the recurrent weights"},
    {"train_w_in", BN_FIELD_FLAG, AT(train_w_in), .fallback = true, .help = "train the input weights"},
    {"train_w_out", BN_FIELD_FLAG, AT(train_w_out), .fallback = true, .help = "train the readout weights"},
    {"train_bias", BN_FIELD_FLAG, AT(train_bias), .help = "train the bias, which begins at 0"},
    {"readout_bias", BN_FIELD_FLAG, AT(readout_bias),
     .help = "add a bias to each readout, which begins at 0 and is trained"},
    {"rank", BN_FIELD_INTEGER, AT(rank), .most = BN_MOST_RANK, .zero = "J itself is trained",
     .help = "of what is trained of J = J_0 + m n^T / N, with J_0 as drawn (Dubreuil et al. 2022)"},
    {"rank_std", BN_FIELD_REAL, AT(rank_std), .fallback = 1.0, .most = 1e6,
     .help = "std of the first m and n, N x rank"},
    {"train_initial_state", BN_FIELD_FLAG, AT(train_initial_state),
     .help = "train one state, of 0 at first, at which every trial begins"},
    {"train_time_constants", BN_FIELD_FLAG, AT(train_time_constants),
     .help = "train the time constants of the units, which stay at least dt"},
    {"l1_weights", BN_FIELD_REAL, AT(l1_weights), .most = 1e6,
     .help = "weight of the absolute weights in the loss"},
    {"l2_weights", BN_FIELD_REAL, AT(l2_weights), .most = 1e6,
     .help = "weight of the squared weights in the loss"},
    {"input_noise", BN_FIELD_REAL, AT(input_noise), .most = 1e6, .help = "Gaussian noise on every input"},
    {"threads", BN_FIELD_INTEGER, AT(threads), .most = BN_MOST_THREADS, .zero = "as many as processors",
     .help = "the results do not depend on it"},
    {"connections", BN_FIELD_TENSOR, AT(connections),
     .help = "N x N, 0 or 1: whether there is one onto unit i from unit j"},
    {"signs", BN_FIELD_TENSOR, AT(signs),
     .help = "N: the outgoing weights of a unit are 1 excitatory, -1 inhibitory, 0 free"},
    {.part = bn_masks_fields, .offset = AT(masks)},
    {"time_constants", BN_FIELD_TENSOR, AT(time_constants),
     .help = "N: of the units, at least dt, in τ; all 1 where not given"},
    {0},
};

bn_trainer_config bn_trainer_config_default(void)
{
    bn_trainer_config config = {.seed_stimulus = 1, .seed_noise = 1, .seed_state = 1};
    config.network.seed = 1;
    bn_fields_default(bn_trainer_fields, &config);
    return config;
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

static bn_status check_activation(const bn_network_config *network)
{
    if (bn_is_steep(network->activation, network->activation_power))
        return bn_fault(
            BN_EINVAL,
            "activation_power is %g; at least 1 is needed for training, since the slope of a lower "
            "power is infinite at threshold",
            network->activation_power);
    return bn_ok();
}

// What a cell other than the rate unit has no use for.
static bn_status check_cell(const bn_trainer_config *config)
{
    const bn_network_config *network = &config->network;
    const char *other = NULL;
    if (network->cell == BN_CELL_RATE) return bn_ok();
    if (network->activation != BN_ACTIVATION_RELU)
        return bn_fault(BN_EINVAL,
                        "cell is gru and activation is %s; a gru has activations of its own, and "
                        "activation is to be left out",
                        bn_word_of(bn_activation_words, (int)network->activation));
    if (network->structure != BN_STRUCTURE_RANDOM) other = "populations";
    if (config->connections != NULL || config->signs != NULL) other = "connections and signs";
    if (config->rank > 0) other = "a low rank";
    if (!bn_delay_is_zero(&config->trial.delay)) other = "a delay";
    if (config->time_constants != NULL || config->train_time_constants) other = "time constants";
    if (other == NULL) return bn_ok();
    return bn_fault(BN_EINVAL, "cell is gru, which has no use for %s; that belongs to rate units", other);
}

static bn_status check_inputs(const bn_trainer_config *config)
{
    if (!(config->network.balance > 0.0))
        return bn_fault(BN_EINVAL,
                        "balance is %g; it must be positive, since the target is the input divided by it",
                        config->network.balance);
    const int loss = (int)config->trial.loss;
    if (loss == BN_LOSS_CROSS_ENTROPY && bn_network_readouts(&config->network) < 2)
        return bn_fault(BN_EINVAL,
                        "loss is cross_entropy and readouts is 1; a readout for each label was needed, "
                        "two at least");
    if (!config->task && (loss == BN_LOSS_CROSS_ENTROPY || loss == BN_LOSS_HINGE))
        return bn_fault(BN_EINVAL, "loss is %s; tracking has no labels, and a task of your own is needed",
                        bn_word_of(bn_loss_words, loss));
    return bn_ok();
}

// Whether the mask of J leaves a connection that is there. The gates of a GRU have all of theirs.
static bool mask_leaves_J(const bn_trainer_config *config)
{
    const bn_tensor *mask = config->masks.J, *connections = config->connections;
    const int64_t N = config->network.neurons;
    if (mask == NULL || config->network.cell != BN_CELL_RATE) return bn_mask_leaves(mask);
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < N; j++) {
            const bool there = connections == NULL || bn_tensor_get(connections, (int64_t[]){i, j}) != 0.0;
            const bool held = config->zero_diagonal && i == j;
            if (there && !held && bn_tensor_get(mask, (int64_t[]){i, j}) != 0.0) return true;
        }
    return false;
}

// Masks may leave out all that the flags would train, and the flags everything.
static bn_status check_masks(const bn_trainer_config *config)
{
    const bn_masks_config *masks = &config->masks;
    BN_TRY(bn_masks_check(masks, &config->network));
    if (config->readout_bias || config->train_initial_state || config->train_time_constants ||
        (config->train_J && mask_leaves_J(config)) || (config->train_w_in && bn_mask_leaves(masks->w_in)) ||
        (config->train_w_out && bn_mask_leaves(masks->w_out)) ||
        (config->train_bias && bn_mask_leaves(masks->bias)))
        return bn_ok();
    const bool masked = bn_masks_given(masks);
    return bn_fault(BN_EINVAL,
                    "nothing is left to train: train_J is %s, train_w_in %s, train_w_out %s, train_bias %s%s",
                    config->train_J ? "true" : "false", config->train_w_in ? "true" : "false",
                    config->train_w_out ? "true" : "false", config->train_bias ? "true" : "false",
                    masked ? ", and a mask that is given leaves no weight that is there" : "");
}

static bn_status check_time_constants(const bn_trainer_config *config)
{
    const bn_tensor needed = {.dims = 1, .shape = {config->network.neurons}};
    if (config->time_constants == NULL) return bn_ok();
    BN_TRY(bn_tensor_check_shape("time_constants", config->time_constants, &needed, ", one for each unit"));
    for (int64_t i = 0; i < config->network.neurons; i++) {
        const double tau = bn_tensor_get(config->time_constants, &i);
        if (!((float)tau >= (float)config->trial.dt && tau <= 1e6))
            return bn_fault(BN_EINVAL, "time_constants is %g for unit %lld; it must be from dt (%g) to 1e+06",
                            isnan(tau) ? (double)NAN : tau, (long long)i + 1, config->trial.dt);
    }
    return bn_ok();
}

static bn_status check_parameters(const bn_trainer_config *config)
{
    if (config->rank > 0 && (config->signs != NULL || config->masks.J != NULL))
        return bn_fault(BN_EINVAL,
                        "rank is %lld, so no weight of J is trained by itself; signs and mask_J need "
                        "that",
                        (long long)config->rank);
    if (config->rank > config->network.neurons)
        return bn_fault(BN_EINVAL, "rank is %lld; at most that of J, %lld, was needed",
                        (long long)config->rank, (long long)config->network.neurons);
    if (config->train_initial_state && config->initial_state != BN_INITIAL_ZERO)
        return bn_fault(BN_EINVAL, "train_initial_state is true and initial_state is %s; zero was needed",
                        bn_word_of(bn_initial_words, config->initial_state));
    if (config->train_time_constants && config->trial.dt > 1.0 && config->time_constants == NULL)
        return bn_fault(BN_EINVAL, "dt is %g; time constants of 1 are not trained below it",
                        config->trial.dt);
    return check_time_constants(config);
}

bn_status bn_trainer_config_check(const bn_trainer_config *config)
{
    BN_TRY(bn_kernels_check());
    BN_TRY(bn_network_config_check(&config->network));
    BN_TRY(bn_trial_config_check(&config->trial, &config->network));
    BN_TRY(bn_fields_check(bn_trainer_fields, config));
    BN_TRY(bn_schedule_check(&config->optimiser.schedule));
    BN_TRY(check_activation(&config->network));
    BN_TRY(check_cell(config));
    BN_TRY(check_inputs(config));
    BN_TRY(bn_constraint_check(config->connections, config->signs, config->network.neurons));
    BN_TRY(check_masks(config));
    BN_TRY(check_parameters(config));
    const bn_stimulus_config stimulus = bn_trainer_stimulus(config);
    return bn_stimulus_config_check(&stimulus);
}
