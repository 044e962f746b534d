/* NumPy's files in Lua.

       local rates = balnet.npy.load "rates.npy"
       balnet.npy.save("half.npy", rates / 2)
       local arrays = balnet.npy.loadz "trials.npz"

   Every function is described in lua/balnet/meta/npy.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/data/npy.h"
#include "engine/data/npz.h"

#define READ "balnet.npy.read"

typedef struct {
    bool mapped;
} options;

static const bn_field option_fields[] = {
    {"mapped", BN_FIELD_FLAG, offsetof(options, mapped),
     .help = "leave the numbers on the disk until they are used"},
    {0},
};

static int free_read(lua_State *L)
{
    bn_npy_free(luaL_checkudata(L, 1, READ));
    return 0;
}

// Pushes the userdata that is to own what is read.
static bn_npy *new_read(lua_State *L)
{
    bn_npy *npy = lua_newuserdatauv(L, sizeof *npy, 0);
    *npy = (bn_npy){.bytes = NULL};
    luaL_setmetatable(L, READ);
    return npy;
}

static bn_npy *push_read(lua_State *L, const char *path, bool mapped)
{
    bn_npy *npy = new_read(L);
    bnl_check(L, (mapped ? bn_npy_map : bn_npy_read)(path, npy));
    return npy;
}

static void push_part(lua_State *L, const bn_npy *npy, const char *path, int part)
{
    bn_tensor *tensor = bnl_new_tensor(L, npy->tensor.dtype, npy->tensor.dims, npy->tensor.shape);
    bnl_check(L, bn_npy_convert(npy, path, part, tensor));
    if (npy->fortran) bnl_reverse_dims(L);
}

// Pushes a tensor over the mapped pages that the userdata on the top owns, if the numbers can be used as they lie
// there; returns whether they can.
static bool push_pages(lua_State *L, const bn_npy *npy)
{
    bn_tensor pages;
    if (!bn_npy_view(npy, &pages)) return false;
    bnl_push_view(L, lua_gettop(L), &pages);
    if (npy->fortran) bnl_reverse_dims(L);
    return true;
}

static int npy_load(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    options chosen;
    bn_fields_default(option_fields, &chosen);
    bnl_read_definition(L, 2, option_fields, &chosen);
    bn_npy *npy = push_read(L, path, chosen.mapped);
    if (chosen.mapped && push_pages(L, npy)) return 1;
    const int parts = npy->complex ? 2 : 1;
    for (int part = 0; part < parts; part++) push_part(L, npy, path, part);
    bn_npy_free(npy);
    return parts;
}

static int npy_save(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    const bn_tensor *given = bnl_check_tensor(L, 2);
    bnl_check(L, bn_npy_write(path, bnl_contiguous(L, 2, given->dtype)));
    return 0;
}

// --- .npz ----------------------------------------------------------------------------------------

#define OPEN "balnet.npy.open"

static int close_open(lua_State *L)
{
    bn_npz **npz = luaL_checkudata(L, 1, OPEN);
    bn_npz_close(*npz);
    *npz = NULL;
    return 0;
}

static bn_npz *push_open(lua_State *L, const char *path)
{
    bn_npz **npz = lua_newuserdatauv(L, sizeof *npz, 0);
    *npz = NULL;
    luaL_setmetatable(L, OPEN);
    bnl_check(L, bn_npz_open(path, npz));
    return *npz;
}

// Pushes the array, or a table of the parts of complex numbers.
static void push_array(lua_State *L, const bn_npy *npy, const char *path)
{
    if (!npy->complex) {
        push_part(L, npy, path, 0);
        return;
    }
    lua_createtable(L, 0, 2);
    push_part(L, npy, path, 0);
    lua_setfield(L, -2, "real");
    push_part(L, npy, path, 1);
    lua_setfield(L, -2, "imag");
}

// Adds the array to the table `arrays`, or why it can't be read to the table `skipped`.
static void load_member(lua_State *L, bn_npz *npz, int64_t index, int arrays, int skipped)
{
    const char *name = bn_npz_name(npz, index);
    bn_npy *npy = new_read(L);
    const bn_status status = bn_npz_read(npz, index, npy);
    if (status.code == BN_OK) {
        push_array(L, npy, name);
        lua_setfield(L, arrays, name);
    } else if (status.code == BN_EFORMAT) {
        lua_pushstring(L, status.message);
        lua_setfield(L, skipped, name);
    } else {
        bnl_check(L, status);
    }
    bn_npy_free(npy);
    lua_pop(L, 1);
}

static int npy_loadz(lua_State *L)
{
    bn_npz *npz = push_open(L, bnl_check_text(L, 1));
    const int64_t count = bn_npz_count(npz);
    lua_newtable(L);
    lua_newtable(L);
    const int skipped = lua_gettop(L);
    for (int64_t i = 0; i < count; i++) load_member(L, npz, i, skipped - 1, skipped);
    return 2;
}

// Pushes the block of the members that the table at `index` holds, by ascending names.
static bn_npz_member *push_members(lua_State *L, int index, size_t *count)
{
    *count = 0;
    lua_newtable(L); // what keeps the copies alive
    const int kept = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) ++*count;
    bn_npz_member *members = lua_newuserdatauv(L, *count * sizeof *members + 1, 0);
    size_t used = 0;
    for (lua_pushnil(L); lua_next(L, index); used++) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "arrays has a %s as a name; texts were needed", luaL_typename(L, -2));
        const char *name = lua_tostring(L, -2);
        const bn_tensor *given = bnl_test_tensor(L, lua_gettop(L));
        if (given == NULL) luaL_error(L, "'%s' is a %s; a tensor was needed", name, luaL_typename(L, -1));
        members[used] = (bn_npz_member){name, bnl_contiguous(L, lua_gettop(L), given->dtype)};
        lua_rawseti(L, kept, (lua_Integer)used + 1);
        lua_pop(L, 1);
    }
    return members;
}

static int npy_savez(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    const bool compressed = bnl_opt_flag(L, 3, false);
    size_t count;
    const bn_npz_member *members = push_members(L, 2, &count);
    bnl_check(L, bn_npz_write(path, members, count, compressed));
    return 0;
}

static const bnl_function functions[] = {{"load", npy_load, 2, 0},
                                         {"loadz", npy_loadz, 1, 0},
                                         {"save", npy_save, 2, 0},
                                         {"savez", npy_savez, 3, 0},
                                         {NULL, NULL, 0, 0}};

int luaopen_balnet_npy(lua_State *L)
{
    bnl_declare_fields(L, "balnet.npy.options", option_fields);
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg metamethods[] = {{"__gc", free_read}, {NULL, NULL}};
    static const luaL_Reg opened[] = {{"__gc", close_open}, {NULL, NULL}};
    bnl_define_class(L, READ, none, metamethods);
    bnl_define_class(L, OPEN, none, opened);
    bnl_new_module(L, "balnet.npy", functions);
    return 1;
}
