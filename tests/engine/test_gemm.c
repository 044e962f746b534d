#include "engine/gemm.h"
#include "engine/memory.h"

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

// Plain loops in double precision are the independent computation.
static void check_product(int64_t m, int64_t n, int64_t k, int64_t pad, bool transposed, bn_backend backend)
{
    const int64_t lda = m + pad, ldb = (transposed ? n : k) + pad, ldc = m + 2 * pad;
    float *a = filled((size_t)(lda * k), 1), *b = filled((size_t)(ldb * (transposed ? k : n)), 2);
    float *c = filled((size_t)(ldc * n), 3);
    bn_gemm gemm;
    assert_int_equal(bn_gemm_plan(m, n, k, lda, ldb, ldc, transposed, backend, &gemm).code, BN_OK);
    bn_gemm_run(&gemm, a, b, c);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) {
            double sum = 0.0;
            for (int64_t l = 0; l < k; l++)
                sum += (double)a[i + l * lda] * (double)b[transposed ? j + l * ldb : l + j * ldb];
            assert_near((double)c[i + j * ldc], sum, 1e-6 * (double)k + 1e-6);
        }
    bn_memory_free(a);
    bn_memory_free(b);
    bn_memory_free(c);
}

static void products_agree_with_plain_loops(void **state)
{
    (void)state;
    static const int64_t shapes[][3] = {{1, 1, 1},     {2, 5, 103},  {102, 5, 103},  {100, 10, 100},
                                        {192, 3, 640}, {193, 4, 50}, {300, 17, 260}, {128, 16, 128}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int pad = 0; pad <= 7; pad += 7)
            for (int transposed = 0; transposed < 2; transposed++)
                for (int backend = 0; backend < 2; backend++)
                    check_product(shapes[s][0], shapes[s][1], shapes[s][2], pad, transposed != 0,
                                  (bn_backend)backend);
}

static void a_column_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    enum { M = 102, K = 103 };
    float *a = filled(M * K, 1), *b = filled(K * 10, 2);
    static float wide[M * 10], narrow[M * 4];
    bn_gemm ten, four;
    bn_gemm_plan(M, 10, K, M, K, M, false, BN_BACKEND_AUTO, &ten);
    bn_gemm_plan(M, 4, K, M, K, M, false, BN_BACKEND_AUTO, &four);
    if (strcmp(bn_gemm_backend(&ten), "LIBXSMM") != 0) return; // OpenBLAS promises nothing of the kind
    bn_gemm_run(&ten, a, b, wide);
    bn_gemm_run(&four, a, b + 3 * K, narrow);
    assert_memory_equal(narrow, wide + 3 * M, sizeof narrow);
    bn_memory_free(a);
    bn_memory_free(b);
}

static void sizes_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_gemm gemm;
    assert_int_equal(bn_gemm_plan(0, 1, 1, 1, 1, 1, false, BN_BACKEND_AUTO, &gemm).code, BN_EINVAL);
    assert_int_equal(
        bn_gemm_plan(1, 1, (int64_t)1 << 30, 1, (int64_t)1 << 30, 1, false, BN_BACKEND_AUTO, &gemm).code,
        BN_EINVAL);
    const bn_status status = bn_gemm_plan(4, 3, 2, 3, 2, 4, false, BN_BACKEND_AUTO, &gemm);
    assert_int_equal(status.code, BN_EINVAL);
    assert_string_equal(status.message,
                        "leading dimensions 3, 2, 4 were given; at least 4, 2, 4 were needed");
    assert_int_equal(bn_gemm_plan(4, 3, 2, 4, 2, 4, true, BN_BACKEND_AUTO, &gemm).code, BN_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_agree_with_plain_loops),
        cmocka_unit_test(a_column_does_not_depend_on_its_neighbours),
        cmocka_unit_test(sizes_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
