/* The matrix products of the training loop in Lua by themselves: the self-test compares them with plain
   loops.

       local kernels = require "balnet.native.kernels"
       local z, level = kernels.product(x, y) */
#include "bindings/common/bnl.h"
#include "bindings/common/library.h"

#include "engine/kernels/kernels.h"
#include "engine/kernels/product.h"

#include <string.h>

enum { WHOLE = 16 }; // columns are padded to a multiple of this many rows

// Row-major matrices are column-major ones transposed, so the factors change places: c is m x n, a m x k.
typedef struct {
    int64_t m, n, k, lda, ldc;
    const float *a, *b;
    float *c, *packed;
} product;

static const bn_tensor *check_matrix(lua_State *L, int index)
{
    const bn_tensor *matrix = bnl_contiguous(L, index, BN_F32);
    luaL_argcheck(L, matrix->dims == 2, index, "a matrix was needed");
    luaL_argcheck(L, matrix->shape[0] > 0 && matrix->shape[1] > 0, index, "it is empty");
    return matrix;
}

static float *new_numbers(lua_State *L, int64_t count)
{
    return bnl_new_tensor(L, BN_F32, 1, (int64_t[]){count})->data;
}

static int64_t whole(int64_t rows)
{
    return (rows + WHOLE - 1) / WHOLE * WHOLE;
}

static void multiply(const product *p)
{
    const bn_packing packing = bn_packing_for(p->m, p->k, p->n);
    for (int64_t i = 0; i < packing.micropanels; i++) bn_pack(&packing, i, p->a, p->lda, p->packed);
    bn_product(&packing, p->packed, p->m, p->k, p->b, p->k, p->n, p->c, p->ldc);
}

static void multiply_outer(const product *p)
{
    const bn_outer outer = {.m = p->m,
                            .n = p->n,
                            .k = p->k,
                            .a = p->a,
                            .b = p->b,
                            .c = p->c,
                            .lda = p->lda,
                            .ldb = p->n,
                            .ldc = p->ldc};
    bn_outer_product(&outer);
}

// A copy of the matrix whose columns are padded to whole(rows).
static float *roomy_copy(lua_State *L, const float *from, int64_t rows, int64_t columns)
{
    float *to = new_numbers(L, whole(rows) * columns);
    for (int64_t j = 0; j < columns; j++)
        memcpy(to + j * whole(rows), from + j * rows, (size_t)rows * sizeof *to);
    return to;
}

/***
The product x y, or x^T y, in single precision, by the kernels of training.
Raises an error for matrices that don't fit or are empty.
@function product
@tparam tensor x n x k, or k x n when it is transposed
@tparam tensor y k x m
@tparam[opt] boolean transposed
@treturn tensor n x m, f32
@treturn string the level of instructions that computed it
*/
static int kernels_product(lua_State *L)
{
    const bool transposed = bnl_opt_flag(L, 3, false);
    lua_settop(L, 3);
    const bn_tensor *x = check_matrix(L, 1), *y = check_matrix(L, 2);
    product p = {.m = y->shape[1], .n = x->shape[transposed ? 1 : 0], .k = y->shape[0], .b = x->data};
    luaL_argcheck(L, x->shape[transposed ? 0 : 1] == p.k, 2, "a row for every number summed over was needed");
    p.lda = p.ldc = whole(p.m);
    p.a = roomy_copy(L, y->data, p.m, p.k);
    p.c = new_numbers(L, p.ldc * p.n);
    p.packed = new_numbers(L, bn_packing_size(p.m, p.k));
    if (transposed)
        multiply_outer(&p);
    else
        multiply(&p);
    const bn_tensor *out = bnl_new_tensor(L, BN_F32, 2, (int64_t[]){p.n, p.m});
    for (int64_t j = 0; j < p.n; j++)
        memcpy((float *)out->data + j * p.m, p.c + j * p.ldc, (size_t)p.m * sizeof(float));
    lua_pushstring(L, bn_level_name(bn_kernels_now()->level));
    return 2;
}

static const bnl_function functions[] = {{"product", kernels_product, 3, 0}, {NULL, NULL, 0, 0}};

int luaopen_balnet_native_kernels(lua_State *L)
{
    bnl_new_module(L, "balnet.native.kernels", functions);
    return 1;
}
