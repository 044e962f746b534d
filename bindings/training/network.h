/* The network of a Lua value, for the bindings that run one. */
#ifndef BNL_NETWORK_H
#define BNL_NETWORK_H

#include "engine/network/network.h"

#include <lua.h>

/* The network at `index`; a Lua error where there is none. It lives as long as its userdata. */
const bn_network *bnl_check_network(lua_State *L, int index);

/* Sets the field activation_table of the table on top of the stack, a copy; nothing for a named activation. */
void bnl_set_table(lua_State *L, const bn_phi *phi);

#endif
