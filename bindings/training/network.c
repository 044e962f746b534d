/* Networks in Lua.

       local net = balnet.network { neurons = 200, stimuli = 2, gain = 1.4, seed = 3 }
       print(net:J())                                   -- a view: writing to it changes the network
*/
#include "bindings/training/network.h"

#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/network/network.h"
#include "engine/tensor/tensor_copy.h"

#include <math.h>

#define CLASS "balnet.network"

typedef struct {
    bn_network network;
} network;

static const bn_field fields[] = {
    {.part = bn_network_fields},
    {"seed", BN_FIELD_INTEGER, offsetof(bn_network_config, seed), .fallback = 1, .least = -INFINITY,
     .most = INFINITY, .help = "of the initial weights"},
    {0},
};

static int network_new(lua_State *L)
{
    bn_network_config config = bn_network_config_default();
    bnl_read_definition(L, 1, fields, &config);
    bnl_check(L, bn_network_config_check(&config));
    bn_arena ruler = bn_arena_measure();
    bn_network_lay_out(&ruler, &config);
    network *net = bnl_new_block(L, sizeof *net, ruler.used, CLASS);
    bn_arena arena = bn_arena_over(bnl_block_of(net, sizeof *net));
    net->network = bn_network_lay_out(&arena, &config);
    bn_network_initialise(&net->network);
    return 1;
}

const bn_network *bnl_check_network(lua_State *L, int index)
{
    return &((network *)luaL_checkudata(L, index, CLASS))->network;
}

static int push_part(lua_State *L, bn_tensor part)
{
    bnl_push_view(L, 1, &part);
    return 1;
}

static int network_J(lua_State *L)
{
    return push_part(L, bn_network_J(bnl_check_network(L, 1)));
}

static int network_w_in(lua_State *L)
{
    return push_part(L, bn_network_w_in(bnl_check_network(L, 1)));
}

static int network_w_out(lua_State *L)
{
    return push_part(L, bn_network_w_out(bnl_check_network(L, 1)));
}

static int network_bias(lua_State *L)
{
    return push_part(L, bn_network_bias(bnl_check_network(L, 1)));
}

void bnl_set_table(lua_State *L, const bn_phi *phi)
{
    const bn_tensor table = bn_phi_table(phi);
    if (table.data == NULL) return;
    bnl_check(L, bn_tensor_copy(&table, bnl_new_tensor(L, BN_F64, 2, table.shape)));
    lua_setfield(L, -2, "activation_table");
}

static int network_parameters(lua_State *L)
{
    const bn_network *made = bnl_check_network(L, 1);
    bnl_push_definition(L, fields, &made->config);
    bnl_set_table(L, &made->phi);
    return 1;
}

static const bnl_function methods[] = {{"J", network_J, 0, 0},
                                       {"w_in", network_w_in, 0, 0},
                                       {"w_out", network_w_out, 0, 0},
                                       {"bias", network_bias, 0, 0},
                                       {"parameters", network_parameters, 0, 0},
                                       {NULL, NULL, 0, 0}};

static const bnl_function constructor = {"network", network_new, 1, 0};

int luaopen_balnet_network(lua_State *L)
{
    bnl_declare_fields(L, "balnet.network.definition", fields);
    bnl_declare_words(L, "activation", bn_activation_words);
    bnl_declare_words(L, "structure", bn_structure_words);
    static const luaL_Reg metamethods[] = {{"__tostring", bnl_describe}, {NULL, NULL}};
    bnl_define_class(L, CLASS, methods, metamethods);
    bnl_new_constructor(L, &constructor);
    return 1;
}
