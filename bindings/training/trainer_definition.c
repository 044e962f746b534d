/* Trainer definitions: one field list. One seed stands in for the four that are not given; the initial state
   of a task is 0 where nothing else is said, since what it trains may have no resting state. */
#include "bindings/training/trainer_definition.h"

#include "bindings/common/bnl.h"
#include "bindings/training/network_fields.h"
#include "bindings/training/trainer_task.h"

#define INT(name, member)                                                                                    \
    {                                                                                                        \
        name, BNL_INT, offsetof(bnl_trainer_definition, member), NULL                                        \
    }
#define REAL(name, member)                                                                                   \
    {                                                                                                        \
        name, BNL_REAL, offsetof(bnl_trainer_definition, member), NULL                                       \
    }
#define BOOL(name, member)                                                                                   \
    {                                                                                                        \
        name, BNL_BOOL, offsetof(bnl_trainer_definition, member), NULL                                       \
    }

const char *const bnl_backends[] = {"auto", "openblas", NULL};
static const char *const initial_states[] = {"relaxed", "zero", NULL};
static const char *const optimisers[] = {"adam", "sgd", "rmsprop", NULL};

static const bnl_field fields[] = {
    BNL_NETWORK_FIELDS(bnl_trainer_definition, config.network.),
    INT("batch", config.trial.batch),
    INT("steps", config.trial.steps),
    REAL("dt", config.trial.dt),
    REAL("noise", config.trial.noise),
    REAL("activity_penalty", config.trial.activity_penalty),
    REAL("input_mean", config.input_mean),
    REAL("input_std", config.input_std),
    REAL("stimulus_tau", config.stimulus_tau),
    {"start", BNL_CHOICE, offsetof(bnl_trainer_definition, config.start), bnl_starts},
    {"initial_state", BNL_CHOICE, offsetof(bnl_trainer_definition, config.initial_state), initial_states},
    {"backend", BNL_CHOICE, offsetof(bnl_trainer_definition, config.trial.backend), bnl_backends},
    {"optimiser", BNL_CHOICE, offsetof(bnl_trainer_definition, config.optimiser.kind), optimisers},
    REAL("learning_rate", config.optimiser.learning_rate),
    REAL("beta1", config.optimiser.beta1),
    REAL("beta2", config.optimiser.beta2),
    REAL("epsilon", config.optimiser.epsilon),
    REAL("momentum", config.optimiser.momentum),
    REAL("decay", config.optimiser.decay),
    REAL("gradient_clip", config.optimiser.gradient_clip),
    BOOL("zero_diagonal", config.zero_diagonal),
    BOOL("train_J", config.train_J),
    BOOL("train_w_in", config.train_w_in),
    BOOL("train_w_out", config.train_w_out),
    BOOL("train_bias", config.train_bias),
    INT("threads", config.threads),
    INT("seed", seed),
    INT("seed_network", seed_network),
    INT("seed_stimulus", seed_stimulus),
    INT("seed_noise", seed_noise),
    INT("seed_state", seed_state),
    {"connections", BNL_ARRAY, offsetof(bnl_trainer_definition, config.connections), NULL},
    {"signs", BNL_ARRAY, offsetof(bnl_trainer_definition, config.signs), NULL},
    {"task", BNL_VALUE, 0, NULL},
    {"task_parameters", BNL_VALUE, 0, NULL},
    {NULL, BNL_INT, 0, NULL},
};

static const bnl_field seed_fields[] = {INT("seed", seed), {NULL, BNL_INT, 0, NULL}};

// The one seed of the table at 1, when there is one, stands in for the four.
static int64_t common_seed(lua_State *L)
{
    bnl_trainer_definition d = {.seed = 1};
    if (!lua_istable(L, 1)) return d.seed;
    lua_newtable(L);
    lua_getfield(L, 1, "seed");
    lua_setfield(L, -2, "seed");
    bnl_read_definition(L, -1, seed_fields, &d);
    lua_pop(L, 1);
    return d.seed;
}

bnl_trainer_definition bnl_read_trainer_definition(lua_State *L)
{
    bnl_trainer_definition d = {.config = bn_trainer_config_default(), .seed = common_seed(L)};
    d.seed_network = d.seed_stimulus = d.seed_noise = d.seed_state = d.seed;
    d.config.task = bnl_has_task(L, 1);
    if (d.config.task) d.config.initial_state = BN_INITIAL_ZERO;
    bnl_read_definition(L, 1, fields, &d);
    d.config.network.seed = (uint64_t)d.seed_network;
    d.config.seed_stimulus = (uint64_t)d.seed_stimulus;
    d.config.seed_noise = (uint64_t)d.seed_noise;
    d.config.seed_state = (uint64_t)d.seed_state;
    return d;
}

void bnl_push_trainer_definition(lua_State *L, const bnl_trainer_definition *definition)
{
    bnl_push_definition(L, fields, definition);
}
