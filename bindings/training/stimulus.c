/* Stimuli in Lua.

       local s = balnet.stimulus { steps = 1000, stimuli = 2, batch = 10, dt = 0.01, tau = 0.1, std = 0.1 }
*/
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/network/stimulus.h"

#include <math.h>

typedef struct {
    bn_stimulus_config config;
    int64_t batch, seed, epoch;
} definition;

static const bn_field fields[] = {
    {.part = bn_stimulus_fields, .offset = offsetof(definition, config)},
    {"batch", BN_FIELD_INTEGER, offsetof(definition, batch), .fallback = 1, .most = INFINITY,
     .help = "trials"},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "everything random follows from it and the epoch"},
    {"epoch", BN_FIELD_INTEGER, offsetof(definition, epoch), .fallback = 1, .most = INT32_MAX,
     .help = "of a training whose stimuli these are"},
    {0},
};

static int stimulus_new(lua_State *L)
{
    definition d;
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 1, fields, &d);
    bnl_check(L, bn_fields_check(fields, &d));
    bn_tensor *out = bnl_new_tensor(L, BN_F32, 3, (int64_t[]){d.config.steps, d.config.channels, d.batch});
    const bn_random_stream stream = bn_random_open((uint64_t)d.seed, BN_PURPOSE_STIMULUS, (uint32_t)d.epoch);
    bnl_check(L, bn_stimulus_fill(&d.config, stream, out));
    return 1;
}

static const bnl_function constructor = {"stimulus", stimulus_new, 1, 0};

int luaopen_balnet_stimulus(lua_State *L)
{
    bnl_declare_fields(L, "balnet.stimulus.definition", fields);
    bnl_declare_words(L, "start", bn_start_words);
    bnl_new_constructor(L, &constructor);
    return 1;
}
