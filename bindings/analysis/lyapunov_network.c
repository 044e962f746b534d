/* Lyapunov exponents of rate networks in Lua, part of balnet.lyapunov.

       local net = balnet.lyapunov.network(J, { activation = "relu", dt = 0.05, exponents = 10, transient = 20
   }) net:advance(2000, b)                      -- 2000 steps of the state alone at the constant input b
       net:run(10000, b)
       print(net:result())

   Every function is described in lua/balnet/meta/lyapunov.lua. */
#include "bindings/analysis/lyapunov_result.h"
#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"
#include "bindings/training/network.h"

#include "engine/analysis/lyapunov_network.h"

#include <math.h>

#define CLASS "balnet.lyapunov.network"

typedef struct {
    bn_lyapunov_network_def def;
    double interval, transient; // times
    double state_std;
    int64_t seed;
} definition;

typedef struct {
    bn_lyapunov_network network;
} network;

static const bn_field fields[] = {
    {.part = bn_lyapunov_network_fields, .offset = offsetof(definition, def)},
    {"interval", BN_FIELD_REAL, offsetof(definition, interval), .fallback = 1.0, .most = INFINITY,
     .unit = "τ", .help = "time between orthonormalisations"},
    {"transient", BN_FIELD_REAL, offsetof(definition, transient), .most = INFINITY, .unit = "τ",
     .help = "time of the vectors at the start that is not counted"},
    {"state_std", BN_FIELD_REAL, offsetof(definition, state_std), .fallback = 1.0, .least = -INFINITY,
     .most = INFINITY, .help = "of the normal state at the start"},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of state, noise and vectors"},
    {0},
};

static definition check_definition(lua_State *L, const bn_tensor *J)
{
    definition d = {0};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 2, fields, &d);
    bn_lyapunov_def *tangent = &d.def.tangent;
    tangent->dimension = J->dims == 2 ? J->shape[0] * bn_lyapunov_network_blocks(&d.def) : 0;
    tangent->every = bnl_steps_of(L, "interval", d.interval, tangent->dt, 1);
    tangent->transient = bnl_steps_of(L, "transient", d.transient, tangent->dt, 0);
    tangent->seed = d.def.seed = (uint64_t)d.seed;
    luaL_argcheck(L, J->dims == 2, 1, "J must be a square matrix");
    luaL_argcheck(L, isfinite(d.state_std), 2, "state_std must be finite");
    bnl_check(L, bn_lyapunov_network_check(&d.def));
    return d;
}

static int network_new(lua_State *L)
{
    const bn_tensor *J = bnl_check_tensor(L, 1);
    const definition d = check_definition(L, J);
    bn_arena ruler = bn_arena_measure();
    bn_lyapunov_network_lay_out(&ruler, &d.def);
    network *net = bnl_new_block(L, sizeof *net, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(net, sizeof *net));
    net->network = bn_lyapunov_network_lay_out(&arena, &d.def);
    bnl_check(L, bn_lyapunov_network_start(&net->network, J, d.state_std));
    return 1;
}

static bn_lyapunov_network *check_network(lua_State *L)
{
    return &((network *)luaL_checkudata(L, 1, CLASS))->network;
}

static bn_lyapunov_input check_series(lua_State *L, int64_t steps, int64_t neurons)
{
    const bn_tensor *series = bnl_contiguous(L, 3, BN_F64);
    const bool is_common = series->dims == 1;
    if (series->dims < 1 || series->dims > 2 || series->shape[0] != steps ||
        (!is_common && series->shape[1] != neurons)) {
        char shape[64];
        luaL_error(L, "the input is %s; %I, or %I x %I for one input a unit, was needed",
                   bn_tensor_shape_text(series, shape, sizeof shape), (lua_Integer)steps, (lua_Integer)steps,
                   (lua_Integer)neurons);
    }
    return (bn_lyapunov_input){.columns = is_common ? 1 : neurons, .values = series->data};
}

static int advance(lua_State *L, bn_status (*go)(bn_lyapunov_network *, int64_t, const bn_lyapunov_input *))
{
    bn_lyapunov_network *net = check_network(L);
    const lua_Integer steps = bnl_check_integer(L, 2);
    luaL_argcheck(L, steps >= 0, 2, "the number of steps must not be negative");
    const double level = bnl_test_tensor(L, 3) == NULL ? bnl_opt_number(L, 3, 0.0) : 0.0;
    bn_lyapunov_input input = {.columns = 0, .values = &level};
    if (bnl_test_tensor(L, 3) != NULL) input = check_series(L, steps, net->neurons);
    bnl_check(L, go(net, steps, &input));
    return 0;
}

static int network_advance(lua_State *L)
{
    return advance(L, bn_lyapunov_network_advance);
}

static int network_run(lua_State *L)
{
    return advance(L, bn_lyapunov_network_run);
}

// Of all N exponents, in the result on top: a sum that is not the flow's, unless there is a warning already.
static void warn_of_step(lua_State *L, double trace)
{
    lua_getfield(L, -1, "sum");
    const double sum = lua_tonumber(L, -1);
    lua_pop(L, 1);
    const bool warned = lua_getfield(L, -1, "warning") != LUA_TNIL;
    lua_pop(L, 1);
    if (warned || isnan(trace) || fabs(sum - trace) <= 0.01 * fabs(trace)) return;
    lua_pushfstring(L,
                    "the exponents add up to %f, those of the flow to %f: they are those of the map of one "
                    "step; a smaller dt, or step = \"rk4\", comes closer to the flow",
                    sum, trace);
    lua_setfield(L, -2, "warning");
}

static int network_result(lua_State *L)
{
    const bn_lyapunov_network *net = check_network(L);
    bnl_push_exponents(L, &net->tangent);
    const double trace = bn_lyapunov_network_trace(net);
    lua_pushstring(L, bn_word_of(bn_network_step_words, (int)net->def.step));
    lua_setfield(L, -2, "map");
    bnl_set_number(L, "dt", net->def.tangent.dt);
    if (!isnan(trace)) bnl_set_number(L, "trace", trace);
    if (net->def.tangent.exponents == net->def.tangent.dimension) warn_of_step(L, trace);
    return 1;
}

static int push_units(lua_State *L, double *values)
{
    bn_tensor view;
    const int64_t neurons = check_network(L)->neurons;
    bnl_check(L, bn_tensor_describe(BN_F64, 1, &neurons, values, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int network_state(lua_State *L)
{
    return push_units(L, check_network(L)->h);
}

static int network_weights(lua_State *L)
{
    return push_units(L, check_network(L)->weight);
}

static int network_bias(lua_State *L)
{
    return push_units(L, check_network(L)->bias);
}

static const bnl_function methods[] = {{"advance", network_advance, 2, 0},
                                       {"run", network_run, 2, 0},
                                       {"result", network_result, 0, 0},
                                       {"state", network_state, 0, 0},
                                       {"weights", network_weights, 0, 0},
                                       {"bias", network_bias, 0, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function functions[] = {{"network", network_new, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_lyapunov_network(lua_State *L)
{
    bnl_declare_fields(L, "balnet.lyapunov.network_definition", fields);
    bnl_declare_words(L, "network_step", bn_network_step_words);
    bnl_define_class(L, CLASS, methods, NULL);
    bnl_new_module(L, "balnet.native.lyapunov_network", functions);
    return 1;
}
