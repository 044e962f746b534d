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
   numbers (Lua's integers and floats stay apart) and booleans. */
#include "archive_tree.h"
#include "bnl.h"
#include "library.h"

#include "engine/archive.h"

// --- what is to be written ----------------------------------------------------------------------

/***
The tensor, to be stored as 64-bit integers. Ways to store add up: `archive.compressed(archive.int64(t))`.
@function int64
@tparam tensor tensor of integers of any dtype; what is none is an error of `write`
@return what `write` takes in the tensor's place
*/
static int archive_int64(lua_State *L)
{
    return bnl_push_stored(L, 1, true, false);
}

/***
The tensor, to be stored in chunks of whole rows or planes, shuffled and deflated. For large histories;
numbers that look random gain little.
@function compressed
@tparam tensor tensor
@return what `write` takes in the tensor's place
*/
static int archive_compressed(lua_State *L)
{
    return bnl_push_stored(L, 1, false, true);
}

/***
Writes a nested table as one HDF5 file, replacing what was there. It gets its name only when all of it is on
the disk; on an error the old file stays. The same content gives the same bytes.

Raises an error with the path inside the file for what cannot be stored, and with the file's path and the
system's reason for a folder that is missing or can't be written, a full disk and the like.
@function write
@tparam string path of the file
@tparam table content a group: each field a tensor (stored in its dtype and shape, row-major), what `int64` or
`compressed` gave, or a table, which is a group again; but `attributes` is a table of texts, numbers (integers
as 64-bit integers, floats as f64) and booleans
*/
static int archive_write(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    size_t count = 0;
    const bn_archive_entry *entries = bnl_archive_entries(L, 2, &count);
    bnl_check(L, bn_archive_write(path, entries, count));
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

// Pushes the userdata that owns the archive.
static bn_archive **open_archive(lua_State *L, const char *path, int options)
{
    static const bnl_field fields[] = {{"foreign", BNL_BOOL, 0, NULL}, {NULL, BNL_BOOL, 0, NULL}};
    bool foreign = false;
    bnl_read_definition(L, options, fields, &foreign);
    bn_archive **archive = lua_newuserdatauv(L, sizeof(bn_archive *), 0);
    *archive = NULL;
    luaL_setmetatable(L, OPEN);
    bnl_check(L, bn_archive_open(path, foreign ? BN_ARCHIVE_FOREIGN : BN_ARCHIVE_SEALED, archive));
    return archive;
}

/***
Reads an archive, or one object of it. Numbers come back bit for bit.

Only a file as `write` made it is read: one that was cut short, damaged or changed by another program is an
error. Files of other programs are read when asked for; trust them, since the HDF5 library does not withstand
damaged ones. What is neither a group, a tensor of numbers nor a single value is left out of them, as are
links.

Raises an error with the file's path for what can't be read and for an object that isn't there.
@function read
@tparam string path of the file
@tparam[opt="/"] string object the path of a group or tensor inside
@tparam[opt] table options `foreign` (default false): also files of other programs
@return a group as the nested table that `write` takes, every group with its `attributes`; a tensor as a
tensor, f32 where numbers have 32 bits, else f64, integers too
*/
static int archive_read(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    const char *object = luaL_optstring(L, 2, "/");
    bn_archive **archive = open_archive(L, path, 3);
    bnl_push_archive_object(L, *archive, path, object);
    bn_archive_close(*archive);
    *archive = NULL;
    return 1;
}

/***
Lists what is in an archive without reading the numbers.
@function list
@tparam string path of the file
@tparam[opt] table options as for `read`
@treturn {table,...} in order: `path`, `kind` ("group", "tensor", "text", "real", "integer", "flag", "other"),
and where they apply `attribute`, `value`, `dtype` ("f32", "f64", "int64"), `shape`
*/
static int archive_list(lua_State *L)
{
    bn_archive **archive = open_archive(L, luaL_checkstring(L, 1), 2);
    bnl_push_archive_list(L, *archive);
    bn_archive_close(*archive);
    *archive = NULL;
    return 1;
}

static const luaL_Reg functions[] = {
    {"compressed", archive_compressed},
    {"int64", archive_int64},
    {"list", archive_list},
    {"read", archive_read},
    {"write", archive_write},
    {NULL, NULL},
};

int luaopen_balnet_archive(lua_State *L)
{
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", close_open}, {NULL, NULL}};
    bnl_define_class(L, OPEN, none, metamethods);
    bnl_define_class(L, BNL_STORED, none, NULL);
    luaL_newlib(L, functions);
    return 1;
}
