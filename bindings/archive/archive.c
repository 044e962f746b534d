/* Archives in Lua: HDF5 files as nested tables.

       local archive = balnet.archive
       archive.write("run.h5", {
         attributes = { script = "two_stimuli", seed = 3, dt = 0.2, finished = true },
         history = { epoch = archive.int64(epochs), J = archive.compressed(J) },
       })
       local run = archive.read "run.h5"
       print(run.attributes.seed, run.history.epoch)
       local J = archive.read("run.h5", "/history/J")

   A table is a group, a tensor a dataset; the table `attributes` of a group holds its single values: texts,
   numbers (Lua's integers and floats stay apart) and booleans.

   Every function is described in lua/balnet/meta/archive.lua; `read` is completed in lua/balnet/archive.lua. */
#include "bindings/archive/archive_tree.h"
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/archive/archive.h"

#include <math.h>

// --- what is to be written ----------------------------------------------------------------------

static int archive_int64(lua_State *L)
{
    return lua_istable(L, 1) ? bnl_push_stored_integers(L, 1) : bnl_push_stored(L, 1, true, false);
}

static int archive_compressed(lua_State *L)
{
    return bnl_push_stored(L, 1, false, true);
}

static int archive_value(lua_State *L)
{
    return bnl_push_stored_value(L, 1);
}

static int archive_labelled(lua_State *L)
{
    return bnl_push_labelled(L, 1, 2);
}

static int stored_shape(lua_State *L)
{
    luaL_checkudata(L, 1, BNL_STORED);
    return bnl_push_stored_shape(L, 1);
}

static int archive_write(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    size_t count = 0;
    const bn_archive_entry *entries = bnl_archive_entries(L, 2, &count);
    bnl_check(L, bn_archive_write(path, entries, count));
    return 0;
}

static int archive_check(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t count = 0;
    const bn_archive_entry *entries = bnl_archive_entries(L, 1, &count);
    bnl_check(L, bn_archive_check(entries, count));
    return 0;
}

// --- what is read -------------------------------------------------------------------------------

#define OPEN "balnet.archive.open"

static int close_open(lua_State *L)
{
    bn_archive **archive = luaL_checkudata(L, 1, OPEN);
    bn_archive_close(*archive);
    *archive = NULL;
    return 0;
}

static const bn_word large_words[] = {
    {BNL_LARGE_EXACT, "exact", "the array is a list, of lists, of integers"},
    {BNL_LARGE_ROUNDED, "rounded", "each becomes the nearest f64"},
    {BNL_LARGE_OMIT, "omit", "the array is left out, or can't be read"},
    {0},
};

typedef struct {
    bool foreign, matlab;
    int large, part;
    int64_t most_dims;
} reading;

static const bn_field reading_fields[] = {
    {"foreign", BN_FIELD_FLAG, offsetof(reading, foreign), .help = "take files of other programs too"},
    {"large_integers", BN_FIELD_WORD, offsetof(reading, large), .words = large_words,
     .fallback = BNL_LARGE_EXACT, .help = "what becomes of arrays with an integer beyond 2^53"},
    {"matlab", BN_FIELD_FLAG, offsetof(reading, matlab),
     .help = "take dimensions in reverse: the file is one of MATLAB, Octave or R"},
    {"part", BN_FIELD_WORD, offsetof(reading, part), .words = bn_archive_part_words,
     .fallback = BN_ARCHIVE_ALL, .help = "what is looked at in an unchanged file of the library"},
    {"most_dims", BN_FIELD_INTEGER, offsetof(reading, most_dims), .fallback = BN_TENSOR_MAX_DIMS,
     .least = -INFINITY, .most = INFINITY, .help = "arrays of more dimensions are left out"},
    {0},
};

static reading check_reading(lua_State *L, int index)
{
    reading options;
    bn_fields_default(reading_fields, &options);
    bnl_read_definition(L, index, reading_fields, &options);
    return options;
}

/* Pushes the userdata that owns the archive and closes it when the calling function ends, by an error too:
   HDF5 would take a file that is written anew meanwhile for the one that is still open. */
static bn_archive **open_archive(lua_State *L, const char *path, bool foreign, int part)
{
    bn_archive **archive = lua_newuserdatauv(L, sizeof(bn_archive *), 0);
    *archive = NULL;
    luaL_setmetatable(L, OPEN);
    lua_toclose(L, lua_gettop(L));
    bnl_check(L, bn_archive_open(path, foreign ? BN_ARCHIVE_FOREIGN : BN_ARCHIVE_SEALED,
                                 (bn_archive_part)part, archive));
    return archive;
}

static int archive_read(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    const char *object = bnl_opt_text(L, 2, "/");
    const reading options = check_reading(L, 3);
    bn_archive **archive = open_archive(L, path, options.foreign || options.matlab, options.part);
    const bnl_archive_reading how = {.path = path,
                                     .foreign = options.foreign || options.matlab,
                                     .reversed = options.matlab,
                                     .large = (bnl_large_integers)options.large,
                                     .most_dims = options.most_dims};
    bnl_push_archive_object(L, *archive, object, &how);
    if (how.foreign) return 3;
    lua_pop(L, 2);
    if (bn_archive_changed(*archive) == NULL) return 1;
    lua_pushstring(L, bn_archive_changed(*archive));
    return 2;
}

static int archive_list(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    const reading options = check_reading(L, 2);
    bn_archive **archive = open_archive(L, path, options.foreign || options.matlab, options.part);
    bnl_push_archive_list(L, *archive);
    return 1;
}

static const bnl_function functions[] = {
    {"check", archive_check, 1, 0},
    {"compressed", archive_compressed, 1, 0},
    {"int64", archive_int64, 1, 0},
    {"labelled", archive_labelled, 2, 0},
    {"list", archive_list, 2, 0},
    {"read", archive_read, 3, 1U << 2},
    {"value", archive_value, 1, 0},
    {"write", archive_write, 2, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_archive(lua_State *L)
{
    bnl_declare_fields(L, "balnet.archive.options", reading_fields);
    bnl_declare_words(L, "large_integers", large_words);
    bnl_declare_words(L, "archive_part", bn_archive_part_words);
    bnl_declare_words(L, "archive_kind", bn_archive_kind_words);
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg metamethods[] = {{"__gc", close_open}, {"__close", close_open}, {NULL, NULL}};
    bnl_define_class(L, OPEN, none, metamethods);
    static const bnl_function stored_methods[] = {{"shape", stored_shape, 0, 0}, {NULL, NULL, 0, 0}};
    bnl_define_class(L, BNL_STORED, stored_methods, NULL);
    bnl_new_module(L, "balnet.native.archive", functions);
    return 1;
}
