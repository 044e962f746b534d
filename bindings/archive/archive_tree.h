/* Nested Lua tables as the entries of an archive, and back. */
#ifndef BNL_ARCHIVE_TREE_H
#define BNL_ARCHIVE_TREE_H

#include "engine/archive/archive.h"

#include <lua.h>

/* The class of a tensor with the way it is to be stored. */
#define BNL_STORED "balnet.archive.stored"

/* Pushes the tensor at `index` with one more choice of how it is stored. The tensor may be plain or have such
   choices already; anything else is a Lua error. Returns 1. */
int bnl_push_stored(lua_State *L, int index, bool integers, bool compressed);

/* Pushes a vector of the integers in the array at `index`, which is stored with all 64 bits. An empty array
   and an element that is not an integer are Lua errors. Returns 1. */
int bnl_push_stored_integers(lua_State *L, int index);

/* Pushes the text, number or boolean at `index` as a data set of one value. Anything else is a Lua error.
   Returns 1. */
int bnl_push_stored_value(lua_State *L, int index);

/* Pushes the extents of what is stored at `index`; of a text none. Returns how many. */
int bnl_push_stored_shape(lua_State *L, int index);

/* As bnl_push_stored, with the strings of the list at `labels` as the names of its dimensions; a Lua error when their
   number is not that of the dimensions. */
int bnl_push_labelled(lua_State *L, int index, int labels);

/* The entries of the nested table at `index`; they live as long as the two values that are pushed. What
   cannot be stored is a Lua error with its path. */
const bn_archive_entry *bnl_archive_entries(lua_State *L, int index, size_t *count);

// What becomes of arrays with an integer beyond 2^53, which f64 can't hold.
typedef enum { BNL_LARGE_EXACT, BNL_LARGE_ROUNDED, BNL_LARGE_OMIT } bnl_large_integers;

typedef struct {
    const char *path; // of the file, for messages
    bool foreign;     // what can't be read is left out of its group, not an error
    bool reversed;    // the dimensions of data sets are taken in reverse
    bnl_large_integers large;
    int64_t most_dims; // arrays of more dimensions are left out of their group
} bnl_archive_reading;

/* Pushes the values of a tensor or texts, of a data set or an attribute; of complex numbers a table of the real
   and the imaginary parts. Nothing is pushed on an error. Errors: those of the reading of the archive. */
bn_status bnl_push_archive_values(lua_State *L, const bn_archive *archive, const bn_archive_entry *entry,
                                  const bnl_archive_reading *reading);

/* Pushes the group or table `object` as a nested table, or the values of that path; then the list of what was
   left out of it, and the attributes by path of their objects. A Lua error when there is no such object. */
void bnl_push_archive_object(lua_State *L, const bn_archive *archive, const char *object,
                             const bnl_archive_reading *reading);

/* Pushes an array with a table for each entry: path, kind, and attribute, value, reason, dtype, shape where it
   has them. */
void bnl_push_archive_list(lua_State *L, const bn_archive *archive);

#endif
