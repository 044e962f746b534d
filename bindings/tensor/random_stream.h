/* Streams of random numbers that other bindings give to Lua. */
#ifndef BNL_RANDOM_STREAM_H
#define BNL_RANDOM_STREAM_H

#include "engine/random/random.h"

#include <lua.h>

/* Pushes a stream, of the class of balnet.random, that begins at the first number of `numbers`. */
void bnl_push_stream(lua_State *L, bn_random_stream numbers);

#endif
