/* The fields that every definition of a network has, for the field lists of the bindings, and the network
   itself. */
#ifndef BNL_NETWORK_FIELDS_H
#define BNL_NETWORK_FIELDS_H

#include "engine/network/network.h"

#include <lua.h>

/* The network at `index`; a Lua error where there is none. It lives as long as its userdata. */
const bn_network *bnl_check_network(lua_State *L, int index);

/* In the order of the engine's enumerations. */
extern const char *const bnl_activations[];
extern const char *const bnl_structures[];
extern const char *const bnl_starts[];

/* `member` is the path, ending in a dot, of a bn_network_config inside `type`; empty when type is one. */
#define BNL_NETWORK_FIELDS(type, member)                                                                     \
    {"neurons", BNL_INT, offsetof(type, member neurons), NULL},                                              \
        {"stimuli", BNL_INT, offsetof(type, member stimuli), NULL},                                          \
        {"readouts", BNL_INT, offsetof(type, member readouts), NULL},                                        \
        {"activation", BNL_CHOICE, offsetof(type, member activation), bnl_activations},                      \
        {"activation_power", BNL_REAL, offsetof(type, member activation_power), NULL},                       \
        {"structure", BNL_CHOICE, offsetof(type, member structure), bnl_structures},                         \
        {"gain", BNL_REAL, offsetof(type, member gain), NULL},                                               \
        {"balance", BNL_REAL, offsetof(type, member balance), NULL},                                         \
        {"w_in_mean", BNL_REAL, offsetof(type, member w_in_mean), NULL},                                     \
        {"w_in_std", BNL_REAL, offsetof(type, member w_in_std), NULL},                                       \
        {"w_out_mean", BNL_REAL, offsetof(type, member w_out_mean), NULL},                                   \
    {                                                                                                        \
        "w_out_std", BNL_REAL, offsetof(type, member w_out_std), NULL                                        \
    }

#endif
