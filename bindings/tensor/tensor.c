/* Tensors in Lua: dense arrays of numbers, f64 or f32, with views that share memory.

       local x = balnet.zeros(3, 4)
       x[2] = 1                              -- a row
       x[{ true, { 2, 3 } }] = -x[{ true, { 1, 2 } }]:exp()
       print(x:sum(), x:t():matmul(x))

   Every function and method is described in lua/balnet/meta/tensor.lua. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_sort.h"

static int tensor_len(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (tensor->dims == 0) return luaL_error(L, "a scalar tensor has no length");
    lua_pushinteger(L, tensor->shape[0]);
    return 1;
}

/* Closes the handle. Elements that views share live as long as the views. There is no __gc: all memory
   belongs to Lua. */
static int tensor_close(lua_State *L)
{
    bn_tensor *tensor = luaL_checkudata(L, 1, BNL_TENSOR);
    tensor->data = NULL;
    return 0;
}

static const bnl_function methods[] = {{"close", tensor_close, 0, 0}, {NULL, NULL, 0, 0}};

static const luaL_Reg metamethods[] = {
    {"__len", tensor_len},
    {"__close", tensor_close},
    {"__newindex", bnl_tensor_newindex},
    {"__pairs", bnl_tensor_pairs},
    {"__tostring", bnl_tensor_tostring},
    {"__eq", bnl_tensor_equal},
    {NULL, NULL},
};

void bnl_tensor_add_functions(lua_State *L, int table, const bnl_function *list)
{
    lua_pushvalue(L, table);
    bnl_add_functions(L, list);
    lua_pop(L, 1);
}

void bnl_tensor_add_methods(lua_State *L, int table, const bnl_function *list)
{
    lua_pushvalue(L, table);
    bnl_add_methods(L, list);
    lua_pop(L, 1);
}

/* The method table is an upvalue of __index, and is kept in the metatable for completion, which lists the
   methods. */
static void add_parts(lua_State *L, int metatable, int functions)
{
    lua_getfield(L, metatable, "__index");
    const int method_table = lua_gettop(L);
    bnl_tensor_register_make(L, method_table, functions);
    bnl_tensor_register_shape(L, method_table, functions);
    bnl_tensor_register_copy(L, method_table, functions);
    bnl_tensor_register_math(L, method_table, functions);
    bnl_tensor_register_reduce(L, method_table, functions);
    bnl_tensor_register_product(L, method_table, functions);
    bnl_tensor_register_index(L, method_table);
    bnl_tensor_register_text(L, method_table, functions);
    bnl_tensor_register_arithmetic(L, metatable);
    lua_pushvalue(L, method_table);
    lua_setfield(L, metatable, "__methods");
    lua_pushcclosure(L, bnl_tensor_index, 1);
    lua_setfield(L, metatable, "__index");
}

int luaopen_balnet_tensor(lua_State *L)
{
    bnl_declare_words(L, "dtype", bn_dtype_words);
    bnl_declare_words(L, "order", bn_sort_words);
    bnl_declare_words(L, "side", bn_side_words);
    lua_newtable(L);
    bnl_new_class(L, BNL_TENSOR, methods, metamethods);
    const int metatable = lua_gettop(L);
    add_parts(L, metatable, metatable - 1);
    bnl_register_class(L, BNL_TENSOR);
    return 1;
}
