/* Shared by both kinds of Lyapunov trackers: times in their definitions, and their result. */
#ifndef BNL_LYAPUNOV_RESULT_H
#define BNL_LYAPUNOV_RESULT_H

#include "engine/analysis/lyapunov.h"

#include <lua.h>

/* A duration as a number of steps of dt, at least `least`; a NaN, a negative duration or more than 2^53 steps
   is a Lua error that names the field. */
int64_t bnl_steps_of(lua_State *L, const char *field, double duration, double dt, int64_t least);

/* Pushes the table of exponents, errors, dimension and entropy that the tracker has found so far. */
void bnl_push_exponents(lua_State *L, const bn_lyapunov *lyapunov);

#endif
