/* Tensors as userdata. The elements of a new tensor lie in the userdata itself, behind its description and aligned
   by hand, so the collector sees their size and nothing is to be freed. A view's one user value is its owner. */
#include "bnl.h"

#include "engine/memory.h"

#include <stdint.h>
#include <string.h>

bn_tensor *bnl_new_tensor(lua_State *L, bn_dtype dtype, int dims, const int64_t *shape)
{
    bn_tensor description;
    bnl_check(L, bn_tensor_describe(dtype, dims, shape, NULL, &description));
    const size_t bytes = (size_t)bn_tensor_count(&description) * bn_dtype_size(dtype);
    bn_tensor *tensor = lua_newuserdatauv(L, sizeof *tensor + BN_ALIGNMENT + bytes, 1);
    const uintptr_t behind = (uintptr_t)(tensor + 1);
    *tensor = description;
    tensor->data = (void *)((behind + BN_ALIGNMENT - 1) / BN_ALIGNMENT * BN_ALIGNMENT);
    memset(tensor->data, 0, bytes);
    luaL_setmetatable(L, BNL_TENSOR);
    return tensor;
}

bn_tensor *bnl_push_view(lua_State *L, int owner, const bn_tensor *view)
{
    owner = lua_absindex(L, owner);
    bn_tensor *tensor = lua_newuserdatauv(L, sizeof *tensor, 1);
    *tensor = *view;
    lua_pushvalue(L, owner);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, BNL_TENSOR);
    return tensor;
}

bn_tensor *bnl_check_tensor(lua_State *L, int index)
{
    return luaL_checkudata(L, index, BNL_TENSOR);
}

bn_tensor *bnl_test_tensor(lua_State *L, int index)
{
    return luaL_testudata(L, index, BNL_TENSOR);
}

bn_dtype bnl_opt_dtype(lua_State *L, int index, bn_dtype otherwise)
{
    static const char *const words[] = {"f32", "f64", NULL};
    return (bn_dtype)luaL_checkoption(L, index, words[otherwise], words);
}

static void copy_elements(const bn_tensor *from, bn_tensor *to)
{
    int64_t index[BN_TENSOR_MAX_DIMS] = {0};
    for (int64_t left = bn_tensor_count(from); left > 0; left--) {
        bn_tensor_set(to, index, bn_tensor_get(from, index));
        for (int d = from->dims - 1; d >= 0 && ++index[d] == from->shape[d]; d--) index[d] = 0;
    }
}

bn_tensor *bnl_contiguous(lua_State *L, int index, bn_dtype dtype)
{
    bn_tensor *given = bnl_check_tensor(L, index);
    if (given->dtype == dtype && bn_tensor_is_contiguous(given)) {
        lua_pushvalue(L, index);
        return given;
    }
    bn_tensor *copy = bnl_new_tensor(L, dtype, given->dims, given->shape);
    copy_elements(given, copy);
    return copy;
}
