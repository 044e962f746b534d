#include "common/memory.h"
#include "engine/kernels/gemm.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

static float *filled(size_t count, unsigned seed)
{
    float *values = bn_memory_allocate(count, sizeof *values);
    uint32_t state = seed;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
    }
    return values;
}

static bn_gemm planned(bn_gemm_shape shape)
{
    bn_gemm gemm;
    assert_int_equal(bn_gemm_plan(&shape, &gemm).code, BN_OK);
    return gemm;
}

// The last rows of a, m x k, turned: their numbers follow each other.
static float *turned_rows(const float *a, const bn_gemm_shape *shape, int64_t rows)
{
    float *rest = filled((size_t)(shape->ld_rest * rows + 1), 4);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t l = 0; l < shape->k; l++)
            rest[i * shape->ld_rest + l] = a[shape->m - rows + i + l * shape->lda];
    return rest;
}

// Plain loops in double precision are the independent computation.
static void check_product(bn_gemm_shape s, int64_t pad)
{
    s.lda = s.m + pad, s.ldb = (s.transpose_b ? s.n : s.k) + pad, s.ldc = s.m + 2 * pad;
    float *a = filled((size_t)(s.lda * s.k), 1),
          *b = filled((size_t)(s.ldb * (s.transpose_b ? s.k : s.n)), 2);
    float *c = filled((size_t)(s.ldc * s.n), 3);
    const bn_gemm gemm = planned(s);
    float *rest = turned_rows(a, &s, gemm.rest_rows);
    bn_gemm_run(&gemm, a, rest, b, c);
    for (int64_t j = 0; j < s.n; j++)
        for (int64_t i = 0; i < s.m; i++) {
            double sum = 0.0;
            for (int64_t l = 0; l < s.k; l++)
                sum += (double)a[i + l * s.lda] * (double)b[s.transpose_b ? j + l * s.ldb : l + j * s.ldb];
            assert_near((double)c[i + j * s.ldc], sum, 1e-6 * (double)s.k + 1e-6);
        }
    bn_memory_free(rest);
    bn_memory_free(a);
    bn_memory_free(b);
    bn_memory_free(c);
}

static const int64_t shapes[][3] = {{1, 1, 1},     {2, 5, 103},  {102, 5, 103},  {100, 10, 100},
                                    {192, 3, 640}, {193, 4, 50}, {300, 17, 260}, {128, 16, 128}};

static void products_agree_with_plain_loops(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int pad = 0; pad <= 7; pad += 7)
            for (int transposed = 0; transposed < 2; transposed++)
                for (int backend = 0; backend < 2; backend++)
                    check_product((bn_gemm_shape){.m = shapes[s][0],
                                                  .n = shapes[s][1],
                                                  .k = shapes[s][2],
                                                  .transpose_b = transposed != 0,
                                                  .backend = (bn_backend)backend},
                                  pad);
}

static void products_whose_last_rows_are_turned_agree_too(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int more = 0; more < 16; more++)
            check_product((bn_gemm_shape){.m = shapes[s][0] + more,
                                          .n = shapes[s][1],
                                          .k = shapes[s][2],
                                          .ld_rest = shapes[s][2] + 5},
                          3);
}

static void a_column_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    enum { M = 102, K = 103 };
    float *a = filled(M * K, 1), *b = filled(K * 10, 2);
    static float wide[M * 10], narrow[M * 4];
    bn_gemm_shape shape = {.m = M, .n = 10, .k = K, .lda = M, .ldb = K, .ldc = M, .ld_rest = K};
    const bn_gemm ten = planned(shape);
    shape.n = 4;
    const bn_gemm four = planned(shape);
    float *rest = turned_rows(a, &shape, ten.rest_rows);
    if (strcmp(bn_gemm_backend(&ten), "LIBXSMM") == 0) { // OpenBLAS promises nothing of the kind
        bn_gemm_run(&ten, a, rest, b, wide);
        bn_gemm_run(&four, a, rest, b + 3 * K, narrow);
        assert_memory_equal(narrow, wide + 3 * M, sizeof narrow);
    }
    bn_memory_free(rest);
    bn_memory_free(a);
    bn_memory_free(b);
}

static bn_status refused(bn_gemm_shape shape)
{
    bn_gemm gemm;
    const bn_status status = bn_gemm_plan(&shape, &gemm);
    assert_int_equal(status.code, BN_EINVAL);
    return status;
}

static void sizes_out_of_range_are_refused(void **state)
{
    (void)state;
    const int64_t large = (int64_t)1 << 30;
    refused((bn_gemm_shape){.m = 0, .n = 1, .k = 1, .lda = 1, .ldb = 1, .ldc = 1});
    refused((bn_gemm_shape){.m = 1, .n = 1, .k = large, .lda = 1, .ldb = large, .ldc = 1});
    refused((bn_gemm_shape){.m = 4, .n = 3, .k = 2, .lda = 4, .ldb = 2, .ldc = 4, .transpose_b = true});
    assert_string_equal(
        refused((bn_gemm_shape){.m = 4, .n = 3, .k = 2, .lda = 3, .ldb = 2, .ldc = 4}).message,
        "leading dimensions 3, 2, 4 were given; at least 4, 2, 4 were needed");
    assert_string_equal(
        refused((bn_gemm_shape){.m = 4, .n = 3, .k = 2, .lda = 4, .ldb = 2, .ldc = 4, .ld_rest = 1}).message,
        "1 was given as leading dimension of rows of 2 numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_agree_with_plain_loops),
        cmocka_unit_test(products_whose_last_rows_are_turned_agree_too),
        cmocka_unit_test(a_column_does_not_depend_on_its_neighbours),
        cmocka_unit_test(sizes_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
