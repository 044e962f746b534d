/* Products against chains of libm's fmaf, bit for bit, at every level that the processor has. */
#include "engine/kernels/product.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/memory.h"
#include "engine/kernels/kernels.h"
#include "engine/network/network.h"

static const int64_t shapes[][3] = {
    // m, n, k
    {1, 1, 1},    {2, 5, 103},  {102, 5, 103}, {103, 10, 102}, {17, 1, 40},    {33, 2, 7},   {16, 3, 16},
    {15, 4, 9},   {48, 7, 31},  {65, 8, 96},   {24, 9, 97},    {50, 11, 1},    {7, 12, 300}, {129, 13, 64},
    {31, 26, 50}, {52, 19, 65}, {9, 6, 1025},  {26, 103, 193}, {30, 16, 2050}, {40, 33, 20},
};

enum { SHAPES = sizeof shapes / sizeof *shapes };

static float *filled(int64_t count, unsigned seed)
{
    float *values = bn_memory_allocate((size_t)count, sizeof *values);
    uint32_t state = seed;
    for (int64_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
    }
    return values;
}

// Matrices of a shape, with gaps between their columns; b is k x n, b_transposed n x k.
typedef struct {
    int64_t m, n, k, lda, ldb, ldt, ldc;
    float *a, *b, *a_transposed, *b_transposed, *c, *packed, *packed_b;
} problem;

static float *transpose_of(const float *in, int64_t ld, int64_t rows, int64_t columns, int64_t ld_out)
{
    float *out = filled(ld_out * rows, 5);
    for (int64_t j = 0; j < columns; j++)
        for (int64_t i = 0; i < rows; i++) out[i * ld_out + j] = in[j * ld + i];
    return out;
}

static problem problem_of(const int64_t shape[3])
{
    problem p = {.m = shape[0], .n = shape[1], .k = shape[2]};
    p.lda = bn_rounded(p.m, 16) + 3, p.ldb = p.k + 5, p.ldt = bn_rounded(p.n, 16) + 7;
    p.ldc = bn_rounded(p.m, 16) + 1;
    p.a = filled(p.lda * p.k, 1), p.b = filled(p.ldb * p.n, 2), p.c = filled(p.ldc * p.n, 3);
    p.a_transposed = transpose_of(p.a, p.lda, p.m, p.k, p.k + 2);
    p.b_transposed = transpose_of(p.b, p.ldb, p.k, p.n, p.ldt);
    p.packed = filled(bn_packing_size(p.m, p.k), 4), p.packed_b = filled(p.n * p.k, 6);
    return p;
}

static void end(problem *p)
{
    float *arrays[] = {p->a, p->b, p->a_transposed, p->b_transposed, p->c, p->packed, p->packed_b};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) bn_memory_free(arrays[i]);
}

static float chain(const problem *p, int64_t i, int64_t j, int64_t k, float from)
{
    for (int64_t l = 0; l < k; l++) from = fmaf(p->a[i + l * p->lda], p->b[l + j * p->ldb], from);
    return from;
}

static void assert_chain(float value, float expected)
{
    assert_memory_equal(&value, &expected, sizeof value);
}

static void check_chains(const problem *p, int64_t rows, int64_t k)
{
    for (int64_t j = 0; j < p->n; j++)
        for (int64_t i = 0; i < rows; i++) assert_chain(p->c[i + j * p->ldc], chain(p, i, j, k, 0.0f));
}

static void product_of(problem *p, bool from_transposed, int64_t rows, int64_t k)
{
    const bn_packing packing = bn_packing_for(p->m, p->k, p->n);
    for (int64_t i = 0; i < packing.micropanels; i++)
        if (from_transposed)
            bn_pack_transposed(&packing, i, p->a_transposed, p->k + 2, p->packed);
        else
            bn_pack(&packing, i, p->a, p->lda, p->packed);
    bn_product(&packing, p->packed, rows, k, p->b, p->ldb, p->n, p->c, p->ldc);
}

static void check_products(problem *p)
{
    for (int from_transposed = 0; from_transposed < 2; from_transposed++) {
        product_of(p, from_transposed != 0, p->m, p->k);
        check_chains(p, p->m, p->k);
    }
    const int64_t rows = (p->m + 1) / 2, k = (p->k + 2) / 3;
    product_of(p, false, rows, k);
    check_chains(p, rows, k);
}

static bn_outer outer_of(const problem *p, bool add)
{
    return (bn_outer){.m = p->m,
                      .n = p->n,
                      .k = p->k,
                      .a = p->a,
                      .b = p->b_transposed,
                      .c = p->c,
                      .lda = p->lda,
                      .ldb = p->ldt,
                      .ldc = p->ldc,
                      .add = add};
}

static void packed_outer_of(problem *p, bool add)
{
    const bn_packing packing = bn_packing_for(p->m, p->k, p->n);
    for (int64_t i = 0; i < packing.micropanels; i++) bn_pack(&packing, i, p->a, p->lda, p->packed);
    bn_pack_factor(&packing, p->b_transposed, p->ldt, p->n, p->packed_b);
    bn_outer_product_packed(&packing, p->packed, p->packed_b, p->n, p->c, p->ldc, add);
}

static void check_outer_products(problem *p)
{
    const bn_outer outer = outer_of(p, false), more = outer_of(p, true);
    bn_outer_product(&outer);
    check_chains(p, p->m, p->k);
    packed_outer_of(p, false);
    check_chains(p, p->m, p->k);
    bn_outer_product(&more);
    packed_outer_of(p, true);
    for (int64_t j = 0; j < p->n; j++)
        for (int64_t i = 0; i < p->m; i++) {
            const float once = chain(p, i, j, p->k, 0.0f), twice = chain(p, i, j, p->k, once);
            assert_chain(p->c[i + j * p->ldc], chain(p, i, j, p->k, twice));
        }
}

static void at_every_level(void (*check)(problem *p))
{
    const bn_level before = bn_kernels_now()->level;
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        bn_kernels_use((bn_level)level);
        for (size_t s = 0; s < SHAPES; s++) {
            problem p = problem_of(shapes[s]);
            check(&p);
            end(&p);
        }
    }
    bn_kernels_use(before);
}

static void an_element_of_a_product_is_one_chain_of_fused_multiply_adds(void **state)
{
    (void)state;
    at_every_level(check_products);
}

static void an_element_of_an_outer_product_is_one_such_chain_from_its_old_value(void **state)
{
    (void)state;
    at_every_level(check_outer_products);
}

// NaN or infinity in a factor reaches its row and its column alone.
static void check_special_values(problem *p)
{
    p->a[(p->m - 1) + (p->k - 1) * p->lda] = INFINITY;
    p->b[p->k / 2] = NAN;
    product_of(p, false, p->m, p->k);
    for (int64_t j = 0; j < p->n; j++)
        for (int64_t i = 0; i < p->m; i++) {
            const float expected = chain(p, i, j, p->k, 0.0f), value = p->c[i + j * p->ldc];
            assert_true(isnan(expected) ? isnan(value) : value == expected);
        }
}

static void infinities_and_nan_go_where_the_chain_takes_them(void **state)
{
    (void)state;
    at_every_level(check_special_values);
}

static void micropanels_are_no_wider_than_their_room(void **state)
{
    (void)state;
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        for (int64_t n = 1; n < 300; n++) {
            const int64_t micropanel = bn_kernels_of((bn_level)level)->product_micropanel(n);
            assert_true(micropanel >= 1 && micropanel <= BN_MOST_MICROPANEL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_element_of_a_product_is_one_chain_of_fused_multiply_adds),
        cmocka_unit_test(an_element_of_an_outer_product_is_one_such_chain_from_its_old_value),
        cmocka_unit_test(infinities_and_nan_go_where_the_chain_takes_them),
        cmocka_unit_test(micropanels_are_no_wider_than_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
