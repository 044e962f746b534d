/* Methods of a random stream that draw from distributions other than the normal and the uniform one. */
#ifndef BNL_RANDOM_DRAWS_H
#define BNL_RANDOM_DRAWS_H

#include "common/field.h"
#include "engine/random/random.h"

#include <lua.h>

/* A stream in Lua: where the next number comes from. */
typedef struct {
    bn_random_stream stream;
    uint64_t position;
} bnl_stream;

bnl_stream *bnl_check_stream(lua_State *L);

extern const bn_field bnl_choice_fields[]; // the options of bnl_random_choice

int bnl_random_bernoulli(lua_State *L);
int bnl_random_choice(lua_State *L);
int bnl_random_exponential(lua_State *L);
int bnl_random_gamma(lua_State *L);
int bnl_random_integers(lua_State *L);
int bnl_random_orthogonal(lua_State *L);
int bnl_random_permutation(lua_State *L);
int bnl_random_poisson(lua_State *L);
int bnl_random_shuffle(lua_State *L);

#endif
