/* The matrix products of the training loop in Lua, for looking at them alone: the self-test holds them
   against plain loops.

       local kernels = require "balnet.native.kernels"
       local z, name = kernels.product(x, y, "auto")
*/
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/kernels/gemm.h"

static const bn_tensor *check_matrix(lua_State *L, int index)
{
    const bn_tensor *matrix = bnl_contiguous(L, index, BN_F32);
    luaL_argcheck(L, matrix->dims == 2, index, "a matrix was needed");
    return matrix;
}

/***
The product x y, or x^T y, in single precision, by the kernels that training would take for these sizes.
Raises an error for matrices that don't fit or are empty.
@function product
@tparam tensor x n x k, or k x n when it is transposed
@tparam tensor y k x m
@tparam[opt] string backend "auto" (LIBXSMM where it takes the sizes) or "openblas", as of a trainer
@tparam[opt] boolean transposed
@treturn tensor n x m, f32
@treturn string "LIBXSMM" or "OpenBLAS": what computed it
*/
static int kernels_product(lua_State *L)
{
    const bool transposed = bnl_opt_flag(L, 4, false);
    const bn_backend backend = (bn_backend)bnl_opt_word(L, 3, bn_backend_words, BN_BACKEND_AUTO);
    const bn_tensor *x = check_matrix(L, 1), *y = check_matrix(L, 2);
    const int64_t n = x->shape[transposed ? 1 : 0], k = y->shape[0], m = y->shape[1];
    luaL_argcheck(L, x->shape[transposed ? 0 : 1] == k, 2, "a row for every number summed over was needed");
    // its columns are our rows, so the factors change places
    const bn_gemm_shape shape = {.m = m,
                                 .n = n,
                                 .k = k,
                                 .lda = m,
                                 .ldb = transposed ? n : k,
                                 .ldc = m,
                                 .transpose_b = transposed,
                                 .backend = backend};
    bn_gemm gemm;
    bnl_check(L, bn_gemm_plan(&shape, &gemm));
    const bn_tensor *out = bnl_new_tensor(L, BN_F32, 2, (int64_t[]){n, m});
    bn_gemm_run(&gemm, y->data, NULL, x->data, out->data);
    lua_pushstring(L, bn_gemm_backend(&gemm));
    return 2;
}

static const bnl_function functions[] = {{"product", kernels_product, 4, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_kernels(lua_State *L)
{
    bnl_new_module(L, "balnet.native.kernels", functions);
    return 1;
}
