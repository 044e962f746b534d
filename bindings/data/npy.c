/* NumPy's files in Lua.

       local rates = balnet.npy.load "rates.npy"
       balnet.npy.save("half.npy", rates / 2)

   Every function is described in lua/balnet/meta/npy.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/data/npy.h"
#include "engine/tensor/tensor_view.h"

#define READ "balnet.npy.read"

static int free_read(lua_State *L)
{
    bn_npy_free(luaL_checkudata(L, 1, READ));
    return 0;
}

// Pushes the userdata that owns what was read.
static bn_npy *push_read(lua_State *L, const char *path)
{
    bn_npy *npy = lua_newuserdatauv(L, sizeof *npy, 0);
    *npy = (bn_npy){.bytes = NULL};
    luaL_setmetatable(L, READ);
    bnl_check(L, bn_npy_read(path, npy));
    return npy;
}

// Replaces the tensor on the top by a view with its dimensions in reverse.
static void reverse_dims(lua_State *L, const bn_tensor *tensor)
{
    int order[BN_TENSOR_MAX_DIMS];
    bn_tensor view;
    for (int d = 0; d < tensor->dims; d++) order[d] = tensor->dims - 1 - d;
    bnl_check(L, bn_tensor_permute(tensor, order, &view));
    bnl_push_view(L, lua_gettop(L), &view);
    lua_remove(L, -2);
}

static void push_part(lua_State *L, const bn_npy *npy, const char *path, int part)
{
    bn_tensor *tensor = bnl_new_tensor(L, npy->tensor.dtype, npy->tensor.dims, npy->tensor.shape);
    bnl_check(L, bn_npy_convert(npy, path, part, tensor));
    if (npy->fortran) reverse_dims(L, tensor);
}

static int npy_load(lua_State *L)
{
    const char *path = bnl_check_text(L, 1);
    bn_npy *npy = push_read(L, path);
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

static const bnl_function functions[] = {
    {"load", npy_load, 1, 0}, {"save", npy_save, 2, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_npy(lua_State *L)
{
    static const bnl_function none[] = {{NULL, NULL, 0, 0}};
    static const luaL_Reg metamethods[] = {{"__gc", free_read}, {NULL, NULL}};
    bnl_define_class(L, READ, none, metamethods);
    bnl_new_module(L, "balnet.npy", functions);
    return 1;
}
