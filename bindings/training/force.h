/* A network of FORCE learning as a userdata of Lua. */
#ifndef BNL_FORCE_H
#define BNL_FORCE_H

#include "engine/training/force.h"

#include <lua.h>

/* Pushes a table of copies: all that learning goes on from. Returns 1. */
int bnl_push_force_state(lua_State *L, const bn_force *force);

/* Puts the table at 2 into the network; a Lua error, and nothing changed, where a field is missing or of
   another shape. Returns 0. */
int bnl_restore_force(lua_State *L, bn_force *force);

#endif
