/* Copying between tensors in Lua: whole, converted, joined, picked, and element by element through a Lua
   function. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_view.h"

bn_tensor *bnl_tensor_clone(lua_State *L, const bn_tensor *tensor, bn_dtype dtype)
{
    bn_tensor *copy = bnl_new_result(L, dtype, tensor->dims, tensor->shape);
    bnl_check(L, bn_tensor_copy(tensor, copy));
    return copy;
}

static int copy_clone(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    bnl_tensor_clone(L, tensor, tensor->dtype);
    return 1;
}

static int copy_to(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const bn_dtype dtype = bnl_opt_dtype(L, 2, tensor->dtype);
    if (dtype == tensor->dtype)
        lua_pushvalue(L, 1);
    else
        bnl_tensor_clone(L, tensor, dtype);
    return 1;
}

static int copy_contiguous(lua_State *L)
{
    bnl_contiguous(L, 1, bnl_check_tensor(L, 1)->dtype);
    return 1;
}

static int copy_copy(lua_State *L)
{
    bn_tensor *tensor = bnl_check_tensor(L, 1);
    bnl_check(L, bn_tensor_copy(bnl_check_tensor(L, 2), tensor));
    lua_settop(L, 1);
    return 1;
}

static int copy_fill(lua_State *L)
{
    bn_tensor *tensor = bnl_check_tensor(L, 1);
    bnl_check(L, bn_tensor_fill(bnl_check_number(L, 2), tensor));
    lua_settop(L, 1);
    return 1;
}

static int copy_item(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int64_t count = bn_tensor_count(tensor);
    if (count != 1) return luaL_error(L, "item() needs one element; the tensor has %I", (lua_Integer)count);
    bnl_push_number(L, bn_tensor_get(tensor, (int64_t[BN_TENSOR_MAX_DIMS]){0}));
    return 1;
}

typedef struct {
    const bn_tensor **list; // lies in a userdata
    int count;
    bn_dtype dtype;
} tensor_list;

/* The tensors in the table at `index`. Two values stay on the stack: the list, and a table that keeps the
   tensors alive even if a finaliser changes the user's table. */
static tensor_list read_list(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    const lua_Unsigned count = lua_rawlen(L, index);
    luaL_argcheck(L, count > 0, index, "a table of at least one tensor was needed");
    luaL_argcheck(L, count < INT32_MAX, index, "too many tensors");
    tensor_list given = {
        .list = lua_newuserdatauv(L, count * sizeof *given.list, 0), .count = (int)count, .dtype = BN_F32};
    lua_createtable(L, given.count, 0);
    for (int i = 0; i < given.count; i++) {
        lua_rawgeti(L, index, i + 1);
        given.list[i] = bnl_test_tensor(L, -1);
        if (given.list[i] == NULL)
            luaL_error(L, "entry %d of the table is a %s; a tensor was needed", i + 1, luaL_typename(L, -1));
        given.dtype = bn_dtype_common(given.dtype, given.list[i]->dtype);
        lua_rawseti(L, -2, i + 1);
    }
    return given;
}

static int copy_concatenate(lua_State *L)
{
    lua_settop(L, 2);
    const tensor_list given = read_list(L, 1);
    const int dims = given.list[0]->dims;
    const int dim = lua_isnoneornil(L, 2) ? 0 : bnl_check_dim(L, 2, dims);
    int64_t shape[BN_TENSOR_MAX_DIMS];
    bnl_check(L, bn_tensor_concatenated_shape(given.count, given.list, dim, shape));
    bn_tensor *out = bnl_new_result(L, given.dtype, dims, shape);
    bnl_check(L, bn_tensor_concatenate(given.count, given.list, dim, out));
    return 1;
}

static void check_same_shape(lua_State *L, const tensor_list *given)
{
    char first[96], other[96];
    for (int i = 1; i < given->count; i++)
        if (!bn_tensor_same_shape(given->list[i], given->list[0]))
            luaL_error(L, "tensor 1 is %s and tensor %d is %s; stack needs one shape",
                       bn_tensor_shape_text(given->list[0], first, sizeof first), i + 1,
                       bn_tensor_shape_text(given->list[i], other, sizeof other));
}

static int copy_stack(lua_State *L)
{
    lua_settop(L, 2);
    const tensor_list given = read_list(L, 1);
    const int dim = lua_isnoneornil(L, 2) ? 0 : bnl_check_dim(L, 2, given.list[0]->dims + 1);
    check_same_shape(L, &given);
    bn_tensor like;
    bnl_check(L, bn_tensor_insert_dim(given.list[0], dim, &like));
    like.shape[dim] = given.count;
    const bn_tensor *out = bnl_new_result(L, given.dtype, like.dims, like.shape);
    for (int i = 0; i < given.count; i++) {
        bn_tensor part;
        bnl_check(L, bn_tensor_select(out, dim, i, &part));
        bnl_check(L, bn_tensor_copy(given.list[i], &part));
    }
    return 1;
}

/* The indices in the table or vector at `index`, counted from 0; they lie in a userdata that is pushed. */
static int64_t *read_indices(lua_State *L, int index, int64_t extent, int64_t *count)
{
    const bn_tensor *given = bnl_test_tensor(L, index);
    if (given == NULL) {
        luaL_checktype(L, index, LUA_TTABLE);
        given = bnl_tensor_from_table(L, index, BN_F64);
    }
    luaL_argcheck(L, given->dims == 1, index, "a vector of indices was needed");
    *count = given->shape[0];
    int64_t *indices = lua_newuserdatauv(L, (size_t)*count * sizeof *indices, 0);
    for (int64_t i = 0; i < *count; i++) {
        const double at = bn_tensor_get(given, &i);
        const bool inside = (at >= 1.0 && at <= (double)extent) || (at <= -1.0 && at >= -(double)extent);
        if (!inside || at != (double)(int64_t)at)
            bnl_error(L, "index %f is not a whole number in 1 to %I", at, (lua_Integer)extent);
        indices[i] = at > 0.0 ? (int64_t)at - 1 : (int64_t)at + extent;
    }
    return indices;
}

static int copy_take(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    bn_tensor like = *tensor;
    const int64_t *indices = read_indices(L, 3, tensor->shape[dim], &like.shape[dim]);
    bn_tensor *out = bnl_new_result(L, tensor->dtype, like.dims, like.shape);
    bnl_check(L, bn_tensor_take(tensor, dim, indices, out));
    return 1;
}

/* The places at indices of a dimension = a number or a tensor. */
static int copy_put(lua_State *L)
{
    bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    bnl_scalar number;
    const bn_tensor *values = lua_type(L, 4) == LUA_TNUMBER
                                  ? bnl_set_scalar(&number, BN_F64, bnl_number(L, 4))
                                  : bnl_check_tensor(L, 4);
    int64_t count;
    const int64_t *indices = read_indices(L, 3, tensor->shape[dim], &count);
    bnl_check(L, bn_tensor_put(values, dim, count, indices, tensor));
    lua_settop(L, 1);
    return 1;
}

static bool next_index(const bn_tensor *tensor, int64_t *index)
{
    for (int d = tensor->dims - 1; d >= 0; d--) {
        if (++index[d] < tensor->shape[d]) return true;
        index[d] = 0;
    }
    return false;
}

/* to = f(from), element by element in row-major order. The descriptions of the tensors are copies, because
   the function may close the tensors. Their elements live as long as the tensors are on the stack. */
static void map_elements(lua_State *L, int function, bn_tensor from, bn_tensor to)
{
    int64_t index[BN_TENSOR_MAX_DIMS] = {0};
    if (bn_tensor_count(&from) == 0) return;
    do {
        lua_pushvalue(L, function);
        bnl_push_number(L, bn_tensor_get(&from, index));
        lua_call(L, 1, 1);
        if (lua_type(L, -1) != LUA_TNUMBER)
            luaL_error(L, "the function gave a %s; a number was needed", luaL_typename(L, -1));
        bn_tensor_set(&to, index, bnl_number(L, -1));
        lua_pop(L, 1);
    } while (next_index(&from, index));
}

static int copy_map(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    map_elements(L, 2, *tensor, *bnl_new_result(L, tensor->dtype, tensor->dims, tensor->shape));
    return 1;
}

static int copy_apply(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    map_elements(L, 2, *tensor, *tensor);
    lua_settop(L, 1);
    return 1;
}

static const bnl_function method_list[] = {
    {"clone", copy_clone, 0, 0}, {"to", copy_to, 1, 0},     {"contiguous", copy_contiguous, 0, 0},
    {"copy", copy_copy, 1, 0},   {"fill", copy_fill, 1, 0}, {"item", copy_item, 0, 0},
    {"take", copy_take, 2, 0},   {"put", copy_put, 3, 0},   {"map", copy_map, 1, 0},
    {"apply", copy_apply, 1, 0}, {NULL, NULL, 0, 0},
};

static const bnl_function function_list[] = {
    {"concatenate", copy_concatenate, 2, 0},
    {"stack", copy_stack, 2, 0},
    {NULL, NULL, 0, 0},
};

void bnl_tensor_register_copy(lua_State *L, int methods, int functions)
{
    bnl_tensor_add_methods(L, methods, method_list);
    bnl_tensor_add_functions(L, functions, function_list);
}
