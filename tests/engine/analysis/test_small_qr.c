/* Small factorisations. Expected values: by hand, and A = Q R itself. */
#include "engine/analysis/small_qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

enum { N = 4, K = 3 };

static double product(const double *a, const double *b)
{
    double sum = 0.0;
    for (int i = 0; i < N; i++) sum += a[i] * b[i];
    return sum;
}

static void columns_become_orthonormal_and_span_the_same(void **state)
{
    (void)state;
    const double A[N * K] = {1.0, 2.0, -1.0, 0.5, 3.0, 0.0, 1.0, 1.0, -2.0, 1.0, 0.25, 4.0};
    double Q[N * K], diagonal[K], condition;
    memcpy(Q, A, sizeof Q);
    assert_true(bn_small_qr(N, K, Q, diagonal, &condition));
    for (int a = 0; a < K; a++) {
        for (int b = 0; b < K; b++) assert_true(fabs(product(Q + a * N, Q + b * N) - (a == b)) < 1e-14);
        assert_true(fabs(product(Q + a * N, A + a * N) - diagonal[a]) < 1e-14);
        for (int b = 0; b < a; b++)
            assert_true(fabs(product(Q + a * N, A + b * N)) < 1e-14); // R is a triangle
    }
}

// R = (1 2; 0 4) but for signs: norms 6 and of its inverse (1 -0.5; 0 0.25) 1.
static void the_condition_number_is_that_of_the_triangle(void **state)
{
    (void)state;
    double A[4] = {1.0, 0.0, 2.0, 4.0}, diagonal[2], condition;
    assert_true(bn_small_qr(2, 2, A, diagonal, &condition));
    assert_true(fabs(condition - 6.0) < 1e-14);
    double singular[4] = {2.0, 0.0, 1.0, 0.0};
    assert_true(bn_small_qr(2, 2, singular, diagonal, &condition));
    assert_true(diagonal[1] == 0.0 && isinf(condition));
}

static void what_is_too_large_is_left_to_others(void **state)
{
    (void)state;
    double A[2] = {1e150, 1.0}, diagonal[1], condition;
    assert_false(bn_small_qr(2, 1, A, diagonal, &condition));
    assert_true(A[0] == 1e150);
    A[0] = (double)NAN;
    assert_false(bn_small_qr(BN_SMALL_QR_MOST + 1, 1, A, diagonal, &condition));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_become_orthonormal_and_span_the_same),
        cmocka_unit_test(the_condition_number_is_that_of_the_triangle),
        cmocka_unit_test(what_is_too_large_is_left_to_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
