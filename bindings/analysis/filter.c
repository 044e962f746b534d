/* Convolution, recursive filters and interpolation in Lua, on which lua/balnet/signal.lua is built. Arguments
   are tensors; lines x n stands for many signals at once. */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/analysis/filter.h"

#include <string.h>

// The argument as contiguous f64 of so many dimensions; pushed.
static const bn_tensor *push_input(lua_State *L, int index, int dims)
{
    const bn_tensor *tensor = bnl_contiguous(L, index, BN_F64);
    char text[96];
    if (tensor->dims != dims)
        luaL_error(L, "argument %d is %s; %d dimensions were needed", index,
                   bn_tensor_shape_text(tensor, text, sizeof text), dims);
    return tensor;
}

// convolve(x: lines x n, kernel: m) -> lines x (n + m - 1), n and m at least 1
static int filter_convolve(lua_State *L)
{
    const bn_tensor *x = push_input(L, 1, 2), *kernel = push_input(L, 2, 1);
    const int64_t lines = x->shape[0], n = x->shape[1], m = kernel->shape[0];
    if (n < 1 || m < 1)
        return luaL_error(L, "signal and kernel have %I and %I samples; at least 1 of each was needed",
                          (lua_Integer)n, (lua_Integer)m);
    bn_tensor *y = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){lines, n + m - 1});
    for (int64_t l = 0; l < lines; l++)
        bn_filter_convolve(n, (const double *)x->data + l * n, m, kernel->data,
                           (double *)y->data + l * (n + m - 1));
    return 1;
}

// symmetric(x: lines x (n + 2 radius), weights: radius + 1) -> lines x n, n at least 1
static int filter_symmetric(lua_State *L)
{
    const bn_tensor *x = push_input(L, 1, 2), *weights = push_input(L, 2, 1);
    const int64_t lines = x->shape[0], radius = weights->shape[0] - 1, n = x->shape[1] - 2 * radius;
    if (radius < 0 || n < 1)
        return luaL_error(L, "%I samples were given for %I weights", (lua_Integer)x->shape[1],
                          (lua_Integer)weights->shape[0]);
    bn_tensor *y = bnl_new_result(L, BN_F64, 2, (int64_t[]){lines, n});
    for (int64_t l = 0; l < lines; l++)
        bn_filter_symmetric(n, (const double *)x->data + l * x->shape[1], radius, weights->data,
                            (double *)y->data + l * n);
    return 1;
}

// sections(sos: count x 6, x: lines x n, start: lines x count x 2) -> lines x n
static int filter_sections(lua_State *L)
{
    const bn_tensor *sos = push_input(L, 1, 2), *x = push_input(L, 2, 2), *start = push_input(L, 3, 3);
    const int64_t lines = x->shape[0], n = x->shape[1], count = sos->shape[0];
    const bn_tensor needed = {.dims = 3, .shape = {lines, count, 2}};
    if (sos->shape[1] != 6)
        return luaL_error(L, "sections have %I numbers; 6 were needed", (lua_Integer)sos->shape[1]);
    bnl_check(L, bn_tensor_check_shape("the state", start, &needed, ""));
    bn_tensor *state = bnl_new_tensor(L, BN_F64, 1, &(int64_t){2 * count});
    bn_tensor *y = bnl_new_tensor(L, BN_F64, 2, (int64_t[]){lines, n});
    for (int64_t l = 0; l < lines; l++) {
        memcpy(state->data, (const double *)start->data + l * 2 * count,
               (size_t)(2 * count) * sizeof(double));
        bn_filter_sections(count, sos->data, state->data, n, (const double *)x->data + l * n,
                           (double *)y->data + l * n);
    }
    return 1;
}

// interpolate(x: n, at: points, value: points) -> n
static int filter_interpolate(lua_State *L)
{
    const bn_tensor *x = push_input(L, 1, 1), *at = push_input(L, 2, 1), *value = push_input(L, 3, 1);
    if (at->shape[0] != value->shape[0] || at->shape[0] < 1)
        return luaL_error(L, "there are %I points and %I values; as many of each, at least 1, were needed",
                          (lua_Integer)at->shape[0], (lua_Integer)value->shape[0]);
    bn_tensor *y = bnl_new_tensor(L, BN_F64, 1, x->shape);
    bnl_check(L, bn_filter_interpolate(at->shape[0], at->data, value->data, x->shape[0], x->data, y->data));
    return 1;
}

static const bnl_function functions[] = {
    {"convolve", filter_convolve, 2, 0},
    {"symmetric", filter_symmetric, 2, 0},
    {"sections", filter_sections, 3, 0},
    {"interpolate", filter_interpolate, 3, 0},
    {NULL, NULL, 0, 0},
};

int luaopen_balnet_native_filter(lua_State *L)
{
    bnl_new_module(L, "balnet.native.filter", functions);
    return 1;
}
