/* Nested Lua tables as the entries of an archive, and back. */
#ifndef BNL_ARCHIVE_TREE_H
#define BNL_ARCHIVE_TREE_H

#include "engine/archive/archive.h"

#include <lua.h>

/* The class of a tensor with the way it is to be stored. */
#define BNL_STORED "balnet.archive.stored"

/* Pushes the tensor at `index`, plain or with a way already, with what is asked for added; a Lua error where
   there is no tensor. Returns 1. */
int bnl_push_stored(lua_State *L, int index, bool integers, bool compressed);

/* Pushes a vector of the integers in the array at `index`, all 64 bits of them, to be stored as such. A Lua
   error for an empty one and for what is no integer. Returns 1. */
int bnl_push_stored_integers(lua_State *L, int index);

/* Likewise, with the strings of the list at `labels` as the names of its dimensions; a Lua error when they
   are not as many. */
int bnl_push_labelled(lua_State *L, int index, int labels);

/* The entries of the nested table at `index`; they live as long as the two values that are pushed. What
   cannot be stored is a Lua error with its path. */
const bn_archive_entry *bnl_archive_entries(lua_State *L, int index, size_t *count);

/* Pushes the group `object` as a nested table, or the tensor of that path; a Lua error when there is none.
   `path` is the file's, for messages. In a group, tensors of more than `most_dims`
   dimensions are left out. */
void bnl_push_archive_object(lua_State *L, const bn_archive *archive, const char *path, const char *object,
                             int64_t most_dims);

/* Pushes an array with a table for each entry: path, kind, and attribute, value, dtype, shape where it has
 * them. */
void bnl_push_archive_list(lua_State *L, const bn_archive *archive);

#endif
