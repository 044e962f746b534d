/* Trainer definitions: one field list. `seed` is the default of the four other seeds. The default initial
   state with a task is 0, since such a network may have no resting state. */
#include "bindings/training/trainer_definition.h"

#include "bindings/common/bnl.h"
#include "bindings/common/world.h"
#include "bindings/training/trainer_task.h"

#include <math.h>
#include <stddef.h>

#define SEED(name, ...)                                                                                      \
    {                                                                                                        \
#name, BN_FIELD_INTEGER, offsetof(bnl_trainer_definition, name), .fallback = 1, .least = -INFINITY,  \
                                                                         .most = INFINITY, __VA_ARGS__       \
    }

const bn_field bnl_trainer_fields[] = {
    {.part = bn_trainer_fields, .offset = offsetof(bnl_trainer_definition, config)},
    SEED(seed, .help = "everything random follows from it"),
    SEED(seed_network, .like = "seed", .help = "initial weights"),
    SEED(seed_stimulus, .like = "seed", .help = "stimuli"),
    SEED(seed_noise, .like = "seed", .help = "noise"),
    SEED(seed_state, .like = "seed", .help = "initial states"),
    {"task", BN_FIELD_OTHER, .type = "balnet.trial_maker",
     .help = "the function that makes the trials, instead of tracking the stimuli"},
    {"task_parameters", BN_FIELD_OTHER, .type = "any", .help = "what the task gets as its third argument"},
    {"world", BN_FIELD_OTHER, .type = BNL_WORLD, .help = "the processes that share every batch"},
    {0},
};

// A userdata that begins with an exchange; the trainer keeps it.
static const bn_exchange *read_world(lua_State *L)
{
    if (!lua_istable(L, 1)) return NULL;
    const int type = lua_getfield(L, 1, "world");
    const bn_exchange *exchange = luaL_testudata(L, -1, BNL_WORLD);
    lua_pop(L, 1);
    if (type != LUA_TNIL && exchange == NULL)
        luaL_error(L, "field 'world' is a %s; a world of MPI was needed", lua_typename(L, type));
    return exchange;
}

bnl_trainer_definition bnl_read_trainer_definition(lua_State *L)
{
    bnl_trainer_definition d = {.config = bn_trainer_config_default()};
    bn_fields_default(bnl_trainer_fields, &d);
    d.config.task = bnl_has_task(L, 1);
    if (d.config.task) d.config.initial_state = BN_INITIAL_ZERO;
    bnl_read_definition(L, 1, bnl_trainer_fields, &d);
    const bool function = bnl_has_rate(L, 1);
    if (function && d.config.optimiser.schedule.kind == BN_SCHEDULE_COSINE)
        luaL_error(L, "schedule is cosine and learning_rate is a function; a number was needed");
    if (function) d.config.optimiser.schedule.kind = BN_SCHEDULE_FUNCTION;
    if (!function && d.config.optimiser.schedule.kind == BN_SCHEDULE_FUNCTION)
        luaL_error(L,
                   "schedule is function and learning_rate is a number; a function of the epoch was needed");
    d.config.network.seed = (uint64_t)d.seed_network;
    d.config.seed_stimulus = (uint64_t)d.seed_stimulus;
    d.config.seed_noise = (uint64_t)d.seed_noise;
    d.config.seed_state = (uint64_t)d.seed_state;
    d.config.exchange = read_world(L);
    return d;
}

void bnl_push_trainer_definition(lua_State *L, const bnl_trainer_definition *definition)
{
    bnl_push_definition(L, bnl_trainer_fields, definition);
}
