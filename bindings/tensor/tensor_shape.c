/* Shapes and views of tensors in Lua. A view shares the elements of its tensor and keeps them alive. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

static int shape_shape(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (!lua_isnoneornil(L, 2)) {
        lua_pushinteger(L, tensor->shape[bnl_check_dim(L, 2, tensor->dims)]);
        return 1;
    }
    for (int d = 0; d < tensor->dims; d++) lua_pushinteger(L, tensor->shape[d]);
    return tensor->dims;
}

static int shape_dims(lua_State *L)
{
    lua_pushinteger(L, bnl_check_tensor(L, 1)->dims);
    return 1;
}

static int shape_size(lua_State *L)
{
    lua_pushinteger(L, bn_tensor_count(bnl_check_tensor(L, 1)));
    return 1;
}

static int shape_dtype(lua_State *L)
{
    lua_pushstring(L, bn_dtype_name(bnl_check_tensor(L, 1)->dtype));
    return 1;
}

static int shape_is_contiguous(lua_State *L)
{
    lua_pushboolean(L, bn_tensor_is_contiguous(bnl_check_tensor(L, 1)));
    return 1;
}

static int shape_select(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    const lua_Integer index = bnl_check_integer(L, 3);
    bn_tensor view;
    bnl_check(L, bn_tensor_select(tensor, dim, index < 0 ? index + tensor->shape[dim] : index - 1, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_t(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (tensor->dims != 2)
        return luaL_error(L, "t() needs a matrix; the tensor has %d dimensions", tensor->dims);
    bn_tensor view;
    bnl_check(L, bn_tensor_transpose(tensor, 0, 1, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_transpose(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int one = bnl_check_dim(L, 2, tensor->dims);
    const int other = bnl_check_dim(L, 3, tensor->dims);
    bn_tensor view;
    bnl_check(L, bn_tensor_transpose(tensor, one, other, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_permute(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    if (lua_gettop(L) != tensor->dims + 1)
        return luaL_error(L, "permute needs each of the %d dimensions once; %d were given", tensor->dims,
                          lua_gettop(L) - 1);
    int order[BN_TENSOR_MAX_DIMS];
    for (int d = 0; d < tensor->dims; d++) order[d] = bnl_check_dim(L, d + 2, tensor->dims);
    bn_tensor view;
    bnl_check(L, bn_tensor_permute(tensor, order, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_flip(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const int dim = bnl_check_dim(L, 2, tensor->dims);
    const int64_t extent = tensor->shape[dim];
    bn_tensor view;
    bnl_check(L, bn_tensor_slice(tensor, dim, extent - 1, extent, -1, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_unsqueeze(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    bn_tensor view;
    bnl_check(L, bn_tensor_insert_dim(tensor, bnl_check_dim(L, 2, tensor->dims + 1), &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static int shape_squeeze(lua_State *L)
{
    bn_tensor view = *bnl_check_tensor(L, 1);
    if (!lua_isnoneornil(L, 2)) {
        const int dim = bnl_check_dim(L, 2, view.dims);
        if (view.shape[dim] != 1)
            return luaL_error(L, "dimension %d has extent %I; squeeze takes away an extent of 1", dim + 1,
                              (lua_Integer)view.shape[dim]);
        bnl_check(L, bn_tensor_select(&view, dim, 0, &view));
    } else {
        for (int d = view.dims - 1; d >= 0; d--)
            if (view.shape[d] == 1) bnl_check(L, bn_tensor_select(&view, d, 0, &view));
    }
    bnl_push_view(L, 1, &view);
    return 1;
}

/* An extent of -1 becomes `count` divided by the product of the others. */
static void infer_extent(lua_State *L, int dims, int64_t *shape, int64_t count)
{
    int unknown = -1;
    int64_t known = 1;
    for (int d = 0; d < dims; d++) {
        if (shape[d] == -1 && unknown >= 0) luaL_error(L, "only one extent can be -1");
        if (shape[d] == -1)
            unknown = d;
        else if (shape[d] < 0 || (shape[d] > 0 && known > BN_TENSOR_MAX_COUNT / shape[d]))
            luaL_error(L, "extent %I is out of range", (lua_Integer)shape[d]);
        else
            known *= shape[d];
    }
    if (unknown < 0) return;
    if (known == 0 || count % known != 0)
        luaL_error(L, "%I elements are not a whole number of times %I", (lua_Integer)count,
                   (lua_Integer)known);
    shape[unknown] = count / known;
}

static int push_reshaped(lua_State *L, const bn_tensor *tensor, int dims, const int64_t *shape)
{
    bn_tensor view;
    bool possible;
    bnl_check(L, bn_tensor_reshape(tensor, dims, shape, &view, &possible));
    if (possible) {
        bnl_push_view(L, 1, &view);
        return 1;
    }
    bn_tensor *copy = bnl_new_result(L, tensor->dtype, dims, shape);
    bn_tensor in_old_shape = *copy;
    bnl_check(L, bn_tensor_reshape(copy, tensor->dims, tensor->shape, &in_old_shape, &possible));
    bnl_check(L, bn_tensor_copy(tensor, &in_old_shape));
    return 1;
}

static int shape_reshape(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    int64_t shape[BN_TENSOR_MAX_DIMS];
    int next;
    const int dims = bnl_check_shape(L, 2, shape, &next);
    luaL_argcheck(L, lua_isnone(L, next), next, "a number or one table of extents was needed");
    infer_extent(L, dims, shape, bn_tensor_count(tensor));
    return push_reshaped(L, tensor, dims, shape);
}

static int shape_flatten(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    return push_reshaped(L, tensor, 1, (int64_t[]){bn_tensor_count(tensor)});
}

/* A square matrix with the vector on the diagonal that lies `offset` above the main one. */
static void push_with_diagonal(lua_State *L, const bn_tensor *vector, lua_Integer offset)
{
    luaL_argcheck(L, offset > -BN_TENSOR_MAX_COUNT && offset < BN_TENSOR_MAX_COUNT, 2, "out of range");
    const int64_t n = vector->shape[0] + (offset < 0 ? -offset : offset);
    bn_tensor diagonal;
    const bn_tensor *matrix = bnl_new_tensor(L, vector->dtype, 2, (int64_t[]){n, n});
    bnl_check(L, bn_tensor_diagonal(matrix, offset, &diagonal));
    bnl_check(L, bn_tensor_copy(vector, &diagonal));
}

static int shape_diag(lua_State *L)
{
    const bn_tensor *tensor = bnl_check_tensor(L, 1);
    const lua_Integer offset = bnl_opt_integer(L, 2, 0);
    if (tensor->dims == 1) {
        push_with_diagonal(L, tensor, offset);
        return 1;
    }
    bn_tensor view;
    bnl_check(L, bn_tensor_diagonal(tensor, offset, &view));
    bnl_push_view(L, 1, &view);
    return 1;
}

static const bnl_function method_list[] = {
    {"shape", shape_shape, 1, 0},
    {"dims", shape_dims, 0, 0},
    {"size", shape_size, 0, 0},
    {"dtype", shape_dtype, 0, 0},
    {"is_contiguous", shape_is_contiguous, 0, 0},
    {"select", shape_select, 2, 0},
    {"t", shape_t, 0, 0},
    {"transpose", shape_transpose, 2, 0},
    {"permute", shape_permute, BNL_ANY, 0},
    {"flip", shape_flip, 1, 0},
    {"unsqueeze", shape_unsqueeze, 1, 0},
    {"squeeze", shape_squeeze, 1, 0},
    {"reshape", shape_reshape, BNL_ANY, 0},
    {"flatten", shape_flatten, 0, 0},
    {"diag", shape_diag, 1, 0},
    {NULL, NULL, 0, 0},
};

static const bnl_function function_list[] = {{"diag", shape_diag, 2, 0}, {NULL, NULL, 0, 0}};

void bnl_tensor_register_shape(lua_State *L, int methods, int functions)
{
    bnl_tensor_add_methods(L, methods, method_list);
    bnl_tensor_add_functions(L, functions, function_list);
}
