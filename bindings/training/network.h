/* The network of a Lua value, for the bindings that run one. */
#ifndef BNL_NETWORK_H
#define BNL_NETWORK_H

#include "engine/network/network.h"

#include <lua.h>

/* The network at `index`; a Lua error where there is none. It lives as long as its userdata. */
const bn_network *bnl_check_network(lua_State *L, int index);

#endif
