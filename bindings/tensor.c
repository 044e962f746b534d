/* Tensors in Lua.

       local t = balnet.zeros(3, 4)
*/
#include "bnl.h"
#include "library.h"

static int tensor_shape(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    luaL_checkstack(L, tensor->dims, "too many dimensions");
    for (int d = 0; d < tensor->dims; d++) lua_pushinteger(L, tensor->shape[d]);
    return tensor->dims;
}

static int tensor_zeros(lua_State *L)
{
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int dims = lua_gettop(L);
    luaL_argcheck(L, dims <= BN_TENSOR_MAX_DIMS, BN_TENSOR_MAX_DIMS, "a tensor has at most 8 dimensions");
    for (int d = 0; d < dims; d++) shape[d] = luaL_checkinteger(L, d + 1);
    bnl_new_tensor(L, BN_F64, dims, shape);
    return 1;
}

static const luaL_Reg methods[] = {{"shape", tensor_shape}, {NULL, NULL}};
static const luaL_Reg functions[] = {{"zeros", tensor_zeros}, {NULL, NULL}};

int luaopen_balnet_tensor(lua_State *L)
{
    bnl_define_class(L, BNL_TENSOR, methods, NULL);
    luaL_newlib(L, functions);
    return 1;
}
