/* Sparse connections in Lua, part of balnet.simulate.

       local connections = balnet.simulate.connections { neurons = 100000, inputs = 1000, weight = -0.004 }
       local sim = balnet.simulate.network(connections, { dt = 1 / 16, noise = 0.5 })

   Every function is described in lua/balnet/meta/connections.lua. */
#include "bindings/analysis/connections.h"

#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"
#include "bindings/common/library.h"

#include "engine/kernels/activation.h"

#include <math.h>
#include <stddef.h>

#define CLASS "balnet.connections"

enum { MOST_DENSE = BN_MOST_NEURONS };

typedef struct {
    bn_sparse_config config;
    bn_network_config network;
    int64_t seed;
} definition;

typedef struct {
    bn_sparse sparse;
    bn_network network;
    size_t bytes;
} connections;

static const bn_field fields[] = {
    {.part = bn_sparse_fields, .offset = offsetof(definition, config)},
    {.part = bn_activation_field,
     .offset = offsetof(definition, network) + offsetof(bn_network_config, activation)},
    {.part = bn_activation_power_field,
     .offset = offsetof(definition, network) + offsetof(bn_network_config, activation_power)},
    {.part = bn_activation_table_field,
     .offset = offsetof(definition, network) + offsetof(bn_network_config, activation_table)},
    {"seed", BN_FIELD_INTEGER, offsetof(definition, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the connections"},
    {0},
};

static definition read_definition(lua_State *L)
{
    definition d = {.network = bn_network_config_default()};
    bn_fields_default(fields, &d);
    bnl_read_definition(L, 1, fields, &d);
    d.config.seed = (uint64_t)d.seed;
    bnl_check(L, bn_sparse_config_check(&d.config));
    bnl_check(L, bn_fields_check(fields, &d));
    bnl_check(L, bn_phi_check_table(d.network.activation, d.network.activation_table));
    d.network.neurons = d.config.neurons;
    d.network.stimuli = d.network.readouts = 1;
    return d;
}

static void lay_out(connections *c, bn_arena *arena, const definition *d, bn_sparse_extent extent)
{
    c->sparse = bn_sparse_lay_out(arena, &d->config, extent);
    c->network = bn_network_lay_out_inputs(arena, &d->network);
}

// The input reaches every unit with the weight 1.
static void set_inputs(const bn_network *network)
{
    const bn_tensor w_in = bn_network_w_in(network);
    float *weight = w_in.data;
    for (int64_t i = 0; i < network->config.neurons; i++) weight[i] = 1.0f;
}

static int connections_new(lua_State *L)
{
    const definition d = read_definition(L);
    const size_t N = (size_t)d.config.neurons, degrees = N * (size_t)bn_sparse_panels(&d.config);
    int32_t *order = lua_newuserdatauv(L, N * sizeof *order, 0);
    uint16_t *degree = lua_newuserdatauv(L, degrees * sizeof *degree, 0);
    const bn_sparse_extent extent = bn_sparse_measure(&d.config, degree, order);
    connections measured;
    bn_arena ruler = bn_arena_measure();
    lay_out(&measured, &ruler, &d, extent);
    connections *c = bnl_new_block(L, sizeof *c, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(c, sizeof *c));
    lay_out(c, &arena, &d, extent);
    c->bytes = ruler.used;
    bn_sparse_draw(&c->sparse, degree, order);
    set_inputs(&c->network);
    return 1;
}

const bn_sparse *bnl_test_connections(lua_State *L, int index, const bn_network **network)
{
    const connections *c = luaL_testudata(L, index, CLASS);
    if (c == NULL) return NULL;
    *network = &c->network;
    return &c->sparse;
}

static const connections *check_connections(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS);
}

static int connections_count(lua_State *L)
{
    const connections *c = check_connections(L);
    lua_pushinteger(L, c->sparse.extent.count);
    lua_pushinteger(L, (lua_Integer)c->bytes);
    return 2;
}

static void add_degree(void *context, int64_t receiver, int64_t sender, double weight)
{
    double *degree = context;
    (void)sender;
    (void)weight;
    degree[receiver] += 1.0;
}

static int connections_in_degrees(lua_State *L)
{
    const bn_sparse *sparse = &check_connections(L)->sparse;
    bn_tensor *degrees = bnl_new_tensor(L, BN_F64, 1, (int64_t[]){sparse->config.neurons});
    bn_sparse_visit(sparse, add_degree, degrees->data);
    return 1;
}

typedef struct {
    float *J;
    int64_t neurons;
} dense;

static void put_weight(void *context, int64_t receiver, int64_t sender, double weight)
{
    const dense *at = context;
    at->J[receiver * at->neurons + sender] = (float)weight;
}

static int connections_dense(lua_State *L)
{
    const bn_sparse *sparse = &check_connections(L)->sparse;
    const int64_t N = sparse->config.neurons;
    if (N > MOST_DENSE)
        return luaL_error(L, "a matrix of %I x %I was asked for; at most %d units were needed",
                          (lua_Integer)N, (lua_Integer)N, MOST_DENSE);
    bn_tensor *J = bnl_new_tensor(L, BN_F32, 2, (int64_t[]){N, N});
    dense at = {J->data, N};
    bn_sparse_visit(sparse, put_weight, &at);
    return 1;
}

static const bnl_function methods[] = {{"count", connections_count, 0, 0},
                                       {"in_degrees", connections_in_degrees, 0, 0},
                                       {"dense", connections_dense, 0, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function functions[] = {{"connections", connections_new, 1, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_connections(lua_State *L)
{
    bnl_declare_fields(L, "balnet.simulate.connections_definition", fields);
    bnl_declare_words(L, "in_degree", bn_in_degree_words);
    static const luaL_Reg metamethods[] = {{"__tostring", bnl_describe}, {NULL, NULL}};
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_module(L, "balnet.native.connections", functions);
    return 1;
}
