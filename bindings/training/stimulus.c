/* Stimuli in Lua.

       local s = balnet.stimulus { steps = 1000, stimuli = 2, batch = 10, dt = 0.01, tau = 0.1, std = 0.1 }
*/
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "bindings/training/network_fields.h"

#include "engine/network/stimulus.h"

typedef struct {
    bn_stimulus_config config;
    int64_t batch, seed, epoch;
} definition;

static const bnl_field fields[] = {
    {"steps", BNL_INT, offsetof(definition, config.steps), NULL},
    {"stimuli", BNL_INT, offsetof(definition, config.channels), NULL},
    {"batch", BNL_INT, offsetof(definition, batch), NULL},
    {"dt", BNL_REAL, offsetof(definition, config.dt), NULL},
    {"tau", BNL_REAL, offsetof(definition, config.tau), NULL},
    {"mean", BNL_REAL, offsetof(definition, config.mean), NULL},
    {"std", BNL_REAL, offsetof(definition, config.std), NULL},
    {"start", BNL_CHOICE, offsetof(definition, config.start), bnl_starts},
    {"seed", BNL_INT, offsetof(definition, seed), NULL},
    {"epoch", BNL_INT, offsetof(definition, epoch), NULL},
    {NULL, BNL_INT, 0, NULL},
};

/***
Draws Ornstein-Uhlenbeck processes with the exact transition density (Gillespie 1996):

    u_t = a u_{t-1} + c xi_t,  a = exp(-dt/tau),  c = std sqrt((1 - exp(-2 dt/tau)) / (2 tau)),  s_t = mean +
u_t

The stationary variance is std^2 / (2 tau); tau = 0 is white noise of standard deviation std. The stimuli of a
training epoch are those of the trainer's seed_stimulus and the epoch's number. Raises an error that names the
field when one is unknown or out of range.
@function stimulus
@tparam[opt] table definition `steps` (50), `stimuli` (1), `batch` (1), `dt` (0.2) and `tau` (0.1) in membrane
time constants, `mean` (1), `std` (0.1), `start` ("mean": u_1 = 0, or "stationary"), `seed` (1), `epoch` (1)
@treturn tensor steps x stimuli x batch, f32
*/
static int stimulus_new(lua_State *L)
{
    definition d = {.config = {.steps = 50, .channels = 1, .dt = 0.2, .tau = 0.1, .mean = 1.0, .std = 0.1},
                    .batch = 1,
                    .seed = 1,
                    .epoch = 1};
    bnl_read_definition(L, 1, fields, &d);
    bnl_check(L, bn_stimulus_config_check(&d.config));
    luaL_argcheck(L, d.batch >= 0, 1, "batch must not be negative");
    luaL_argcheck(L, d.epoch >= 0 && d.epoch <= INT32_MAX, 1, "epoch must be from 0 to 2^31 - 1");
    bn_tensor *out = bnl_new_tensor(L, BN_F32, 3, (int64_t[]){d.config.steps, d.config.channels, d.batch});
    const bn_random_stream stream = bn_random_open((uint64_t)d.seed, BN_PURPOSE_STIMULUS, (uint32_t)d.epoch);
    bnl_check(L, bn_stimulus_fill(&d.config, stream, out));
    return 1;
}

int luaopen_balnet_stimulus(lua_State *L)
{
    lua_pushcfunction(L, stimulus_new);
    return 1;
}
