/* BLAS: the library is set up, and its symbols are those that are declared here. Products and eigenvalues by
   hand. */
#include "engine/base/blas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void preparing_leaves_one_thread(void **state)
{
    (void)state;
    openblas_set_num_threads(2);
    bn_blas_prepare();
    assert_int_equal(openblas_get_num_threads(), 1);
    bn_blas_prepare();
    assert_int_equal(openblas_get_num_threads(), 1);
}

static void the_kernels_have_a_name(void **state)
{
    (void)state;
    assert_non_null(bn_blas_corename());
    assert_true(bn_blas_corename()[0] != '\0');
}

static void a_product_is_the_one_worked_by_hand(void **state)
{
    (void)state;
    const float a[] = {1, 2, 3, 4};
    const float b[] = {5, 6, 7, 8};
    float c[4];
    bn_blas_prepare();
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1.0F, a, 2, b, 2, 0.0F, c, 2);
    const float by_hand[] = {19, 22, 43, 50};
    assert_memory_equal(c, by_hand, sizeof c);
}

static void lapack_reads_only_the_triangle_that_is_named(void **state)
{
    (void)state;
    double a[] = {2, 99, 1, 2}; // column-major; with the upper triangle (2, 1, 2) its eigenvalues are 1 and 3
    double values[2];
    double work[16];
    int info = -1;
    dsyev_("N", "U", &(int){2}, a, &(int){2}, values, work, &(int){16}, &info, 1, 1);
    assert_int_equal(info, 0);
    assert_true(values[0] > 1 - 1e-14 && values[0] < 1 + 1e-14);
    assert_true(values[1] > 3 - 1e-14 && values[1] < 3 + 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(preparing_leaves_one_thread),
        cmocka_unit_test(the_kernels_have_a_name),
        cmocka_unit_test(a_product_is_the_one_worked_by_hand),
        cmocka_unit_test(lapack_reads_only_the_triangle_that_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
