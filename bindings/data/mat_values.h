/* Values of MAT-files in Lua: what is read is pushed, what is to be written is made of what is on the stack. */
#ifndef BNL_MAT_VALUES_H
#define BNL_MAT_VALUES_H

#include "engine/data/mat.h"

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* A tensor, the user value, to be written in a class. */
#define BNL_MAT_CLASSED "balnet.mat.classed"
typedef struct {
    bn_mat_class class;
} bnl_mat_classed;

typedef struct {
    bool squeeze;
    int skipped; // stack index of the table of reasons, by path
} bnl_mat_reading;

/* Pushes a value; where it can't be read, returns false and pushes false, with the reason under its path in the
   table of what was left out. */
bool bnl_push_mat_value(lua_State *L, const bn_mat_value *value, const char *path, int depth,
                        const bnl_mat_reading *reading);

/* *owner = the value on the top of the stack, which stays there, as the variable of that name. After an error,
   which names the place in it, *owner holds what was made until then. */
void bnl_make_mat_value(lua_State *L, const char *name, bn_mat_value **owner);

/* Pushes the block of the names in the table at `index`, in ascending order of their bytes, ended by NULL. A name
   that MATLAB does not take is an error, which names the place: the path of a struct, "" for variables. */
const char **bnl_push_mat_names(lua_State *L, int index, const char *path, size_t *count);

#endif
