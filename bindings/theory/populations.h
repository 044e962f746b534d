/* The definition of a network of several populations among the arguments of a function. */
#ifndef BNL_POPULATIONS_H
#define BNL_POPULATIONS_H

#include "engine/theory/populations.h"

#include <lua.h>

/* The eight arguments activation, activation_power, activation_table (nil for none), mean, gain, input, noise and tau
   from `first` on, checked; tensors of the wrong shape and numbers out of range are Lua errors. What is converted stays
   on the stack. */
bn_populations_def bnl_check_populations(lua_State *L, int first);

/* The vector of one number a population at `index`, which stays on the stack; a Lua error with `what` for another
   shape. */
const double *bnl_check_of_populations(lua_State *L, int index, int64_t count, const char *what);

#endif
