/* Simulations of large networks in Lua, part of balnet.simulate.

       local net = balnet.network { neurons = 4000, gain = 2, balance = 0, w_in_mean = b, w_in_std = 0 }
       local sim = balnet.simulate.network(net, { dt = 1 / 64, feedback = b, batch = 8, lags = 200 })
       sim:run(1, 3200)                          -- 3200 steps at the constant input 1
       local record = sim:run(signal)            -- signal: trials x steps
       print(record, record.rate, sim:covariances().state)

   Every function is described in lua/balnet/meta/simulation.lua. */
#include "bindings/analysis/connections.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"
#include "bindings/training/network.h"

#include "engine/simulation/simulation.h"

#include <math.h>
#include <string.h>

#define CLASS "balnet.simulation"

typedef struct {
    bn_simulation_config config;
    int64_t seed, threads;
    bool outputs;
} definition;

typedef struct {
    bn_simulation simulation;
    definition definition;
    bn_pool *pool;
    bool open;
} simulation;

static const bn_field fields[] = {
    {.part = bn_simulation_fields, .offset = offsetof(definition, config)},
    {"outputs", BN_FIELD_FLAG, offsetof(definition, outputs), .help = "record the readouts"},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of state and noise"},
    {"threads", BN_FIELD_INTEGER, offsetof(definition, threads), .fallback = 1, .least = 1,
     .most = BN_MOST_THREADS, .help = "over which blocks of trials are spread; results do not depend on it"},
    {0},
};

static const bnl_summary_line record_lines[] = {
    {"steps", "steps", NULL, NULL},
    {"trials", "trials", NULL, NULL},
    {"time at the end", "time", NULL, "tau"},
    {"mean rate", "mean_rate", NULL, NULL},
    {"variance over units", "mean_variance", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const char *const record_optional[] = {"output", "state", NULL};
static const bnl_summary record_summary = {"simulation", record_lines, record_optional};

static const bnl_summary_line covariance_lines[] = {
    {"lag", "lag", NULL, "tau"},
    {"of the states", "state", NULL, NULL},
    {"of the rates", "rate", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const bnl_summary covariance_summary = {"covariances over units, times and trials", covariance_lines,
                                               NULL};

// The network, or that of connections, which become the definition's.
static const bn_network *check_subject(lua_State *L, definition *d)
{
    const bn_network *network;
    d->config.sparse = bnl_test_connections(L, 1, &network);
    if (d->config.sparse == NULL) return bnl_check_network(L, 1);
    if (d->outputs) bnl_error(L, "connections have no readouts; outputs = false was needed");
    return network;
}

static int simulation_new(lua_State *L)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 2, fields, &d);
    const bn_network *network = check_subject(L, &d);
    d.config.seed = (uint64_t)d.seed;
    bnl_check(L, bn_simulation_config_check(&d.config, &network->config));
    bnl_check(L, bn_fields_check(fields, &d));
    bn_arena ruler = bn_arena_measure();
    bn_simulation_lay_out(&ruler, &d.config, network);
    simulation *s = bnl_new_block(L, sizeof *s, ruler.used, CLASS);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1); // the network must outlive the simulation
    bn_arena arena = bn_arena_over(bnl_block_of(s, sizeof *s));
    s->definition = d;
    s->simulation = bn_simulation_lay_out(&arena, &d.config, network);
    bn_simulation_start(&s->simulation);
    bnl_check(L, bn_pool_start((int)d.threads, &s->pool));
    s->open = true;
    return 1;
}

static simulation *check_simulation(lua_State *L)
{
    simulation *s = luaL_checkudata(L, 1, CLASS);
    if (!s->open) luaL_error(L, "the simulation is closed");
    return s;
}

static int simulation_close(lua_State *L)
{
    simulation *s = luaL_checkudata(L, 1, CLASS);
    bn_pool_stop(s->pool);
    s->pool = NULL;
    s->open = false;
    return 0;
}

static int refuse_input(lua_State *L, const bn_tensor *input, const bn_simulation *s)
{
    char shape[64];
    return luaL_error(
        L,
        "the input is %s; steps, %I trials x steps (one stimulus), or steps x %I stimuli x %I trials was "
        "needed",
        bn_tensor_shape_text(input, shape, sizeof shape), (lua_Integer)s->config.batch,
        (lua_Integer)s->network->config.stimuli, (lua_Integer)s->config.batch);
}

static bn_simulation_input check_series(lua_State *L, const bn_simulation *s)
{
    const bn_tensor *input = bnl_contiguous(L, 2, BN_F32);
    const int64_t S = s->network->config.stimuli, B = s->config.batch;
    const int64_t *shape = input->shape;
    if (input->dims == 1 && S == 1) return (bn_simulation_input){shape[0], {1, 0, 0}, input->data};
    if (input->dims == 2 && S == 1 && shape[0] == B)
        return (bn_simulation_input){shape[1], {1, 0, shape[1]}, input->data};
    if (input->dims == 3 && shape[1] == S && shape[2] == B)
        return (bn_simulation_input){shape[0], {S * B, B, 1}, input->data};
    refuse_input(L, input, s);
    return (bn_simulation_input){0};
}

// `level` must live as long as the input does.
static bn_simulation_input check_input(lua_State *L, const bn_simulation *s, float *level)
{
    if (lua_type(L, 2) != LUA_TNUMBER) {
        luaL_argcheck(L, lua_isnoneornil(L, 3), 3, "an input that is a tensor has its own number of steps");
        return check_series(L, s);
    }
    *level = (float)lua_tonumber(L, 2);
    const lua_Integer steps = bnl_check_integer(L, 3);
    luaL_argcheck(L, steps >= 0 && steps <= INT32_MAX, 3, "the number of steps must be 0 to 2^31 - 1");
    return (bn_simulation_input){steps, {0, 0, 0}, level};
}

static void *set_tensor(lua_State *L, const char *name, bn_dtype dtype, int dims, const int64_t *shape)
{
    bn_tensor *tensor = bnl_new_tensor(L, dtype, dims, shape);
    lua_setfield(L, -2, name);
    return tensor->data;
}

// The table of the record, with all vectors, which the run fills in.
static bn_simulation_record push_record(lua_State *L, const simulation *s, int64_t T)
{
    const int64_t B = s->definition.config.batch, R = s->simulation.network->config.readouts;
    const int64_t sampled = s->definition.config.sampled, trials[2] = {B, T};
    lua_newtable(L);
    bn_simulation_record record = {.rate = set_tensor(L, "rate", BN_F64, 2, trials),
                                   .mean = set_tensor(L, "mean", BN_F64, 2, trials),
                                   .variance = set_tensor(L, "variance", BN_F64, 2, trials)};
    if (s->definition.outputs) record.output = set_tensor(L, "output", BN_F32, 3, (int64_t[]){R, B, T});
    if (sampled > 0) record.state = set_tensor(L, "state", BN_F32, 3, (int64_t[]){sampled, B, T});
    return record;
}

static double mean_of(int64_t count, const double *values)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++) sum += values[i];
    return sum / (double)count;
}

static int simulation_run(lua_State *L)
{
    simulation *s = check_simulation(L);
    float level;
    const bn_simulation_input input = check_input(L, &s->simulation, &level);
    const int64_t count = input.steps * s->definition.config.batch;
    const bn_simulation_record record = push_record(L, s, input.steps);
    bnl_check(L, bn_simulation_run(&s->simulation, &input, &record, s->pool));
    bnl_set_number(L, "mean_rate", mean_of(count, record.rate));
    bnl_set_number(L, "mean_variance", mean_of(count, record.variance));
    bnl_set_number(L, "time", (double)s->simulation.step * s->definition.config.dt);
    lua_pushinteger(L, input.steps);
    lua_setfield(L, -2, "steps");
    lua_pushinteger(L, s->definition.config.batch);
    lua_setfield(L, -2, "trials");
    bnl_set_summary(L, &record_summary);
    return 1;
}

static int simulation_covariances(lua_State *L)
{
    const bn_simulation *s = &check_simulation(L)->simulation;
    lua_newtable(L);
    double *lag = bnl_set_vector(L, "lag", s->config.lags);
    double *state = bnl_set_vector(L, "state", s->config.lags);
    double *rate = bnl_set_vector(L, "rate", s->config.lags);
    for (int64_t l = 0; l < s->config.lags; l++) lag[l] = (double)(l * s->config.lag_steps) * s->config.dt;
    bn_simulation_covariances(s, state, rate);
    bnl_set_summary(L, &covariance_summary);
    return 1;
}

static int simulation_state(lua_State *L)
{
    const bn_simulation *s = &check_simulation(L)->simulation;
    const int64_t N = s->network->config.neurons, B = s->config.batch;
    bn_tensor *copy = bnl_new_tensor(L, BN_F32, 2, (int64_t[]){B, N});
    for (int64_t b = 0; b < B; b++)
        memcpy((float *)copy->data + b * N, s->x + b * s->ldx, (size_t)N * sizeof(float));
    return 1;
}

static int simulation_set_state(lua_State *L)
{
    bn_simulation *s = &check_simulation(L)->simulation;
    const int64_t N = s->network->config.neurons, B = s->config.batch;
    const bn_tensor *state = bnl_contiguous(L, 2, BN_F32);
    luaL_argcheck(L, state->dims == 2 && state->shape[0] == B && state->shape[1] == N, 2,
                  "trials x neurons was needed");
    for (int64_t b = 0; b < B; b++)
        memcpy(s->x + b * s->ldx, (const float *)state->data + b * N, (size_t)N * sizeof(float));
    bn_simulation_put_state(s);
    return 0;
}

static const bnl_function methods[] = {
    {"run", simulation_run, 2, 0},     {"covariances", simulation_covariances, 0, 0},
    {"state", simulation_state, 0, 0}, {"set_state", simulation_set_state, 1, 0},
    {"close", simulation_close, 0, 0}, {NULL, NULL, 0, 0}};

static const luaL_Reg metamethods[] = {
    {"__gc", simulation_close}, {"__close", simulation_close}, {"__tostring", bnl_describe}, {NULL, NULL}};

static const bnl_function functions[] = {{"network", simulation_new, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_simulation(lua_State *L)
{
    bnl_declare_fields(L, "balnet.simulate.definition", fields);
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_module(L, "balnet.native.simulation", functions);
    return 1;
}
