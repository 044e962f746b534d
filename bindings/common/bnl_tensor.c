/* Tensors as userdata. The elements of a new tensor lie in the userdata itself, behind its description and
   aligned by hand, so the collector sees their size and nothing has to be freed. A view's one user value is
   the userdata that holds the elements, never another view, so that chains of views do not grow. A closed
   tensor has no data. */
#include "bindings/common/bnl.h"

#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <string.h>

static size_t size_in_memory(lua_State *L, const bn_tensor *description)
{
    const size_t bytes = (size_t)bn_tensor_count(description) * bn_dtype_size(description->dtype);
    const size_t gigabyte = 1000000000;
    char text[96];
    if (bn_memory_exceeds(bytes))
        luaL_error(L, "a tensor of %s in %s takes %I GB; this machine has %I",
                   bn_tensor_shape_text(description, text, sizeof text), bn_dtype_name(description->dtype),
                   (lua_Integer)(bytes / gigabyte), (lua_Integer)(bn_memory_installed() / gigabyte));
    return bytes;
}

/* Collects what has died lately before a large block is claimed, so that the next result of a chain of operations lies
   where one before the last lay, which is in the caches still. */
static void make_room(lua_State *L, size_t bytes)
{
    const size_t large = 2000000;
    if (bytes >= large && lua_gc(L, LUA_GCISRUNNING)) lua_gc(L, LUA_GCSTEP, 0);
}

/* Pushes the metatable, which is found by an address faster than by its name. */
static void push_metatable(lua_State *L)
{
    static const char key;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key) != LUA_TNIL) return;
    lua_pop(L, 1);
    luaL_getmetatable(L, BNL_TENSOR);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
}

static void set_metatable(lua_State *L)
{
    push_metatable(L);
    lua_setmetatable(L, -2);
}

/* The tensor at `index`, closed or not; NULL for any other value. */
static bn_tensor *tensor_at(lua_State *L, int index)
{
    bn_tensor *tensor = lua_touserdata(L, index);
    if (tensor == NULL || lua_getmetatable(L, index) == 0) return NULL;
    push_metatable(L);
    if (lua_rawequal(L, -1, -2) == 0) tensor = NULL;
    lua_pop(L, 2);
    return tensor;
}

bn_tensor *bnl_new_result(lua_State *L, bn_dtype dtype, int dims, const int64_t *shape)
{
    bn_tensor description;
    bnl_check(L, bn_tensor_describe(dtype, dims, shape, NULL, &description));
    const size_t bytes = size_in_memory(L, &description);
    make_room(L, bytes);
    bn_tensor *tensor = lua_newuserdatauv(L, sizeof *tensor + BN_ALIGNMENT + bytes, 1);
    *tensor = description;
    tensor->data = bnl_block_of(tensor, sizeof *tensor);
    bn_memory_use_huge_pages(tensor->data, bytes);
    set_metatable(L);
    return tensor;
}

bn_tensor *bnl_new_tensor(lua_State *L, bn_dtype dtype, int dims, const int64_t *shape)
{
    bn_tensor *tensor = bnl_new_result(L, dtype, dims, shape);
    memset(tensor->data, 0, (size_t)bn_tensor_count(tensor) * bn_dtype_size(dtype));
    return tensor;
}

/* The userdata that owns the elements of the tensor at `index`: itself, or the owner of a view. */
static void push_holder(lua_State *L, int index)
{
    if (tensor_at(L, index) != NULL) {
        if (lua_getiuservalue(L, index, 1) == LUA_TUSERDATA) return;
        lua_pop(L, 1);
    }
    lua_pushvalue(L, index);
}

bn_tensor *bnl_push_view(lua_State *L, int owner, const bn_tensor *view)
{
    owner = lua_absindex(L, owner);
    bn_tensor *tensor = lua_newuserdatauv(L, sizeof *tensor, 1);
    *tensor = *view;
    push_holder(L, owner);
    lua_setiuservalue(L, -2, 1);
    set_metatable(L);
    return tensor;
}

void bnl_reverse_dims(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, -1);
    int order[BN_TENSOR_MAX_DIMS];
    bn_tensor view;
    for (int d = 0; d < tensor->dims; d++) order[d] = tensor->dims - 1 - d;
    bnl_check(L, bn_tensor_permute(tensor, order, &view));
    bnl_push_view(L, -1, &view);
    lua_remove(L, -2);
}

bn_tensor *bnl_test_tensor(lua_State *L, int index)
{
    bn_tensor *tensor = tensor_at(L, index);
    if (tensor != NULL && tensor->data == NULL) luaL_argerror(L, index, "the tensor is closed");
    return tensor;
}

bn_tensor *bnl_check_tensor(lua_State *L, int index)
{
    bn_tensor *tensor = bnl_test_tensor(L, index);
    return tensor != NULL ? tensor : luaL_checkudata(L, index, BNL_TENSOR);
}

bn_dtype bnl_opt_dtype(lua_State *L, int index, bn_dtype otherwise)
{
    return (bn_dtype)bnl_opt_word(L, index, bn_dtype_words, (int)otherwise);
}

bn_tensor *bnl_contiguous(lua_State *L, int index, bn_dtype dtype)
{
    bn_tensor *given = bnl_check_tensor(L, index);
    if (given->dtype == dtype && bn_tensor_is_contiguous(given)) {
        lua_pushvalue(L, index);
        return given;
    }
    bn_tensor *copy = bnl_new_result(L, dtype, given->dims, given->shape);
    bnl_check(L, bn_tensor_copy(given, copy));
    return copy;
}

int bnl_check_dim(lua_State *L, int index, int dims)
{
    const lua_Integer dim = bnl_check_integer(L, index);
    if (dim >= 1 && dim <= dims) return (int)dim - 1;
    if (dim <= -1 && dim >= -dims) return (int)dim + dims;
    return luaL_argerror(L, index,
                         lua_pushfstring(L, "dimension %I does not exist: the tensor has %d", dim, dims));
}

/* Refuses a table with names or with entries behind a nil, which would be left out in silence. */
static void check_plain_list(lua_State *L, int index, lua_Unsigned length)
{
    lua_Unsigned entries = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) entries++;
    luaL_argcheck(L, entries == length, index, "a shape is a table of whole numbers, without gaps and names");
}

static int shape_from_table(lua_State *L, int index, int64_t *shape)
{
    const lua_Unsigned dims = lua_rawlen(L, index);
    check_plain_list(L, index, dims);
    luaL_argcheck(L, dims <= BN_TENSOR_MAX_DIMS, index, "a tensor has at most 8 dimensions");
    for (lua_Unsigned d = 0; d < dims; d++) {
        int exact;
        lua_rawgeti(L, index, (lua_Integer)d + 1);
        shape[d] = lua_type(L, -1) == LUA_TNUMBER ? lua_tointegerx(L, -1, &exact) : (exact = 0);
        luaL_argcheck(L, exact, index, "a shape is a table of whole numbers");
        lua_pop(L, 1);
    }
    return (int)dims;
}

int bnl_check_shape(lua_State *L, int index, int64_t *shape, int *next)
{
    if (lua_istable(L, index)) {
        *next = index + 1;
        return shape_from_table(L, index, shape);
    }
    int dims = 0;
    for (; lua_type(L, index + dims) == LUA_TNUMBER; dims++) {
        luaL_argcheck(L, dims < BN_TENSOR_MAX_DIMS, index + dims, "a tensor has at most 8 dimensions");
        shape[dims] = bnl_check_integer(L, index + dims);
    }
    if (lua_isnil(L, index + dims)) luaL_argerror(L, index + dims, "it is nil; an extent was needed");
    *next = index + dims;
    return dims;
}

bn_tensor *bnl_set_scalar(bnl_scalar *scalar, bn_dtype dtype, double value)
{
    if (dtype == BN_F32)
        scalar->value.f32 = (float)value;
    else
        scalar->value.f64 = value;
    scalar->tensor = (bn_tensor){.dtype = dtype, .data = &scalar->value};
    return &scalar->tensor;
}
