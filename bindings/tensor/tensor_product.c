/* Products of tensors in Lua. */
#include "bindings/tensor/tensor_parts.h"

#include "engine/tensor/tensor_math.h"
#include "engine/tensor/tensor_product.h"
#include "engine/tensor/tensor_reduce.h"
#include "engine/tensor/tensor_view.h"

static int product_matmul(lua_State *L)
{
    const bn_tensor *a = bnl_check_tensor(L, 1);
    const bn_tensor *b = bnl_check_tensor(L, 2);
    int dims;
    int64_t shape[BN_TENSOR_MAX_DIMS];
    bnl_check(L, bn_tensor_matmul_shape(a, b, &dims, shape));
    bn_tensor *out = bnl_new_result(L, bn_dtype_common(a->dtype, b->dtype), dims, shape);
    bnl_check(L, bn_tensor_matmul(a, b, out));
    return 1;
}

static const bn_tensor *check_vector(lua_State *L, int index)
{
    const bn_tensor *vector = bnl_check_tensor(L, index);
    char text[96];
    if (vector->dims != 1)
        luaL_error(L, "a vector was needed; argument %d is %s", index,
                   bn_tensor_shape_text(vector, text, sizeof text));
    return vector;
}

static int product_dot(lua_State *L)
{
    const bn_tensor *a = check_vector(L, 1);
    const bn_tensor *b = check_vector(L, 2);
    double result;
    bnl_check(L, bn_tensor_dot(a, b, &result));
    bnl_push_number(L, result);
    return 1;
}

static int product_outer(lua_State *L)
{
    const bn_tensor *a = check_vector(L, 1);
    const bn_tensor *b = check_vector(L, 2);
    const int64_t shape[] = {a->shape[0], b->shape[0]};
    bn_tensor column;
    bnl_check(L, bn_tensor_insert_dim(a, 1, &column));
    bn_tensor *out = bnl_new_result(L, bn_dtype_common(a->dtype, b->dtype), 2, shape);
    bnl_check(L, bn_tensor_binary(BN_MUL, &column, b, out));
    return 1;
}

static int product_trace(lua_State *L)
{
    bn_tensor diagonal;
    double trace;
    bnl_check(L, bn_tensor_diagonal(bnl_check_tensor(L, 1), 0, &diagonal));
    bnl_check(L, bn_tensor_reduce_all(BN_SUM, &diagonal, &trace));
    bnl_push_number(L, trace);
    return 1;
}

static const bnl_function method_list[] = {
    {"matmul", product_matmul, 1, 0}, {"dot", product_dot, 1, 0}, {"outer", product_outer, 1, 0},
    {"trace", product_trace, 0, 0},   {NULL, NULL, 0, 0},
};

static const bnl_function function_list[] = {
    {"matmul", product_matmul, 2, 0}, {"dot", product_dot, 2, 0}, {"outer", product_outer, 2, 0},
    {"trace", product_trace, 1, 0},   {NULL, NULL, 0, 0},
};

void bnl_tensor_register_product(lua_State *L, int methods, int functions)
{
    bnl_tensor_add_methods(L, methods, method_list);
    bnl_tensor_add_functions(L, functions, function_list);
}
