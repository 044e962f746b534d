#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_product.h"
#include "engine/tensor/tensor_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"
#include "tests/tensors.h"

#include <math.h>

#define assert_fine(status) assert_int_equal((status).code, BN_OK)

enum { ROOM = 64 * 64 };

/* Numbers without a pattern, small and whole, so that products of them are exact in f32 too. */
static double number(int i)
{
    return (double)((i * 7919 + 13) % 17 - 8);
}

/* One of the ways in which a matrix can lie in memory; `data` has room for ROOM numbers of either dtype. */
enum { ROWS_DENSE, COLUMNS_DENSE, ROWS_APART, EVERY_SECOND, REVERSED, LAYOUTS };

static bn_tensor lay(bn_dtype dtype, int layout, int64_t rows, int64_t columns, void *data)
{
    bn_tensor t;
    const bool transposed = layout == COLUMNS_DENSE;
    int64_t wide = columns;
    if (layout == ROWS_APART) wide += 3;
    if (layout == EVERY_SECOND) wide *= 2;
    const int64_t shape[2] = {transposed ? columns : rows, transposed ? rows : wide};
    assert_fine(bn_tensor_describe(dtype, 2, shape, data, &t));
    if (transposed) assert_fine(bn_tensor_transpose(&t, 0, 1, &t));
    if (layout == ROWS_APART) assert_fine(bn_tensor_slice(&t, 1, 2, columns, 1, &t));
    if (layout == EVERY_SECOND) assert_fine(bn_tensor_slice(&t, 1, 1, columns, 2, &t));
    if (layout == REVERSED) assert_fine(bn_tensor_slice(&t, 0, rows - 1, rows, -1, &t));
    return t;
}

static void fill_with_numbers(bn_tensor *t, int seed)
{
    for (int64_t i = 0; i < t->shape[0]; i++)
        for (int64_t j = 0; j < t->shape[1]; j++)
            bn_tensor_set(t, (const int64_t[]){i, j}, number(seed + (int)(i * t->shape[1] + j)));
}

static void assert_product(const bn_tensor *a, const bn_tensor *b, const bn_tensor *out)
{
    for (int64_t i = 0; i < a->shape[0]; i++)
        for (int64_t j = 0; j < b->shape[1]; j++) {
            double expected = 0.0;
            for (int64_t k = 0; k < a->shape[1]; k++)
                expected +=
                    bn_tensor_get(a, (const int64_t[]){i, k}) * bn_tensor_get(b, (const int64_t[]){k, j});
            assert_true(bn_tensor_get(out, (const int64_t[]){i, j}) == expected);
        }
}

// Whole numbers: every order of summation gives the sum of the definition exactly, in f32 and f64.
static void every_layout_of_three_matrices_gives_the_product(void **state)
{
    (void)state;
    double *data[3];
    const int64_t extents[][3] = {{5, 7, 6}, {1, 7, 6}, {5, 1, 6}, {5, 7, 1}, {1, 7, 1}, {1, 1, 1}};
    for (int i = 0; i < 3; i++) assert_non_null(data[i] = malloc(ROOM * sizeof(double)));
    for (int choice = 0; choice < LAYOUTS * LAYOUTS * LAYOUTS * 8; choice++) {
        const int la = choice % LAYOUTS, lb = choice / LAYOUTS % LAYOUTS,
                  lo = choice / LAYOUTS / LAYOUTS % LAYOUTS;
        const int types = choice / (LAYOUTS * LAYOUTS * LAYOUTS);
        for (size_t e = 0; e < sizeof extents / sizeof *extents; e++) {
            const int64_t n = extents[e][0], m = extents[e][1], k = extents[e][2];
            bn_tensor a = lay(types & 1 ? BN_F32 : BN_F64, la, n, m, data[0]);
            bn_tensor b = lay(types & 2 ? BN_F32 : BN_F64, lb, m, k, data[1]);
            bn_tensor out = lay(types & 4 ? BN_F32 : BN_F64, lo, n, k, data[2]);
            fill_with_numbers(&a, choice);
            fill_with_numbers(&b, choice + 5);
            assert_fine(bn_tensor_fill(NAN, &out)); // what was there must not matter
            assert_fine(bn_tensor_matmul(&a, &b, &out));
            assert_product(&a, &b, &out);
        }
    }
    for (int i = 0; i < 3; i++) free(data[i]);
}

// Half of it is computed, and mirrored.
static void a_matrix_by_its_transpose_is_the_product_in_every_layout(void **state)
{
    (void)state;
    double *data[2];
    const int64_t extents[][2] = {{5, 7}, {7, 5}, {1, 6}, {6, 1}};
    for (int i = 0; i < 2; i++) assert_non_null(data[i] = malloc(ROOM * sizeof(double)));
    for (int choice = 0; choice < LAYOUTS * LAYOUTS * 4; choice++) {
        const int types = choice / (LAYOUTS * LAYOUTS);
        for (int e = 0; e < 4; e++) {
            const int64_t n = extents[e][0], m = extents[e][1];
            bn_tensor a = lay(types & 1 ? BN_F32 : BN_F64, choice % LAYOUTS, n, m, data[0]), b;
            bn_tensor out = lay(types & 2 ? BN_F32 : BN_F64, choice / LAYOUTS % LAYOUTS, n, n, data[1]);
            fill_with_numbers(&a, choice);
            assert_fine(bn_tensor_transpose(&a, 0, 1, &b));
            assert_fine(bn_tensor_fill(NAN, &out));
            assert_fine(bn_tensor_matmul(&a, &b, &out));
            assert_product(&a, &b, &out);
        }
    }
    for (int i = 0; i < 2; i++) free(data[i]);
}

static void vectors_are_rows_on_the_left_and_columns_on_the_right(void **state)
{
    (void)state;
    double matrix[6] = {1, 2, 3, 4, 5, 6}, three[3] = {1, 0, -1}, two[2] = {10, 1}, y[3] = {0};
    const bn_tensor m = tests_matrix(matrix, 2, 3), v3 = tests_vector(three, 3), v2 = tests_vector(two, 2);
    bn_tensor out2 = tests_vector(y, 2), out3 = tests_vector(y, 3), dot = {.dtype = BN_F64, .data = y};
    assert_fine(bn_tensor_matmul(&m, &v3, &out2));
    assert_memory_equal(y, ((double[]){-2, -2}), 2 * sizeof *y);
    assert_fine(bn_tensor_matmul(&v2, &m, &out3));
    assert_memory_equal(y, ((double[]){14, 25, 36}), sizeof y);
    assert_fine(bn_tensor_matmul(&v3, &v3, &dot));
    assert_true(y[0] == 2.0);
}

static void strided_vectors_are_followed(void **state)
{
    (void)state;
    double x[6] = {1, -1, 2, -1, 3, -1}, matrix[6] = {1, 2, 3, 4, 5, 6}, y[4] = {9, 9, 9, 9};
    const bn_tensor m = tests_matrix(matrix, 2, 3);
    const bn_tensor v = {.dtype = BN_F64, .dims = 1, .shape = {3}, .stride = {2}, .data = x};
    const bn_tensor back = {.dtype = BN_F64, .dims = 1, .shape = {3}, .stride = {-2}, .data = x + 4};
    bn_tensor out = {.dtype = BN_F64, .dims = 1, .shape = {2}, .stride = {2}, .data = y};
    assert_fine(bn_tensor_matmul(&m, &v, &out));
    assert_memory_equal(y, ((double[]){14, 9, 32, 9}), sizeof y);
    assert_fine(bn_tensor_matmul(&m, &back, &out));
    assert_memory_equal(y, ((double[]){10, 9, 28, 9}), sizeof y);
    const bn_tensor same = {.dtype = BN_F64, .dims = 1, .shape = {3}, .stride = {0}, .data = x};
    assert_fine(bn_tensor_matmul(&m, &same, &out));
    assert_memory_equal(y, ((double[]){6, 9, 15, 9}), sizeof y);
}

static void stacks_of_matrices_broadcast(void **state)
{
    (void)state;
    double stack[8] = {1, 2, 3, 4, 5, 6, 7, 8}, swap[4] = {0, 1, 1, 0}, v[2] = {1, 1}, y[8];
    bn_tensor a, out, sums;
    const bn_tensor b = tests_matrix(swap, 2, 2), ones = tests_vector(v, 2);
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){2, 2, 2}, stack, &a));
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){2, 2, 2}, y, &out));
    assert_fine(bn_tensor_matmul(&a, &b, &out));
    assert_memory_equal(y, ((double[]){2, 1, 4, 3, 6, 5, 8, 7}), sizeof y);
    assert_fine(bn_tensor_matmul(&b, &a, &out));
    assert_memory_equal(y, ((double[]){3, 4, 1, 2, 7, 8, 5, 6}), sizeof y);
    assert_fine(bn_tensor_describe(BN_F64, 2, (const int64_t[]){2, 2}, y, &sums));
    assert_fine(bn_tensor_matmul(&a, &ones, &sums));
    assert_memory_equal(y, ((double[]){3, 7, 11, 15}), 4 * sizeof *y);
    assert_fine(bn_tensor_matmul(&ones, &a, &sums));
    assert_memory_equal(y, ((double[]){4, 6, 12, 14}), 4 * sizeof *y);
    assert_fine(bn_tensor_matmul(&a, &b, &a)); // a stack onto itself
    assert_memory_equal(stack, ((double[]){2, 1, 4, 3, 6, 5, 8, 7}), sizeof stack);
}

static void the_output_may_be_an_operand(void **state)
{
    (void)state;
    double x[4] = {1, 1, 1, 0};
    bn_tensor t = tests_matrix(x, 2, 2);
    for (int i = 0; i < 4; i++)
        assert_fine(bn_tensor_matmul(&t, &t, &t)); // the 16th power: Fibonacci numbers
    assert_memory_equal(x, ((double[]){1597, 987, 987, 610}), sizeof x);
}

static void a_sum_over_nothing_is_zero(void **state)
{
    (void)state;
    double y[6] = {9, 9, 9, 9, 9, 9}, none;
    const bn_tensor a = tests_matrix(&none, 2, 0), b = tests_matrix(&none, 0, 3);
    bn_tensor out = tests_matrix(y, 2, 3), empty = tests_matrix(&none, 0, 0);
    assert_fine(bn_tensor_matmul(&a, &b, &out));
    assert_memory_equal(y, ((double[]){0, 0, 0, 0, 0, 0}), sizeof y);
    out = tests_matrix(y, 0, 3);
    assert_fine(bn_tensor_matmul(&empty, &b, &out));
}

static void shapes_that_do_not_multiply_are_refused(void **state)
{
    (void)state;
    double x[12] = {0};
    const bn_tensor a = tests_matrix(x, 2, 3), b = tests_matrix(x, 2, 3), v = tests_vector(x, 2);
    const bn_tensor scalar = {.dtype = BN_F64, .data = x};
    bn_tensor out = tests_matrix(x, 2, 2), stack, other;
    assert_refused(bn_tensor_matmul(&a, &b, &out), BN_EINVAL,
                   "shapes 2 x 3 and 2 x 3 do not multiply: the inner extents are 3 and 2");
    assert_refused(bn_tensor_matmul(&a, &v, &out), BN_EINVAL, "the inner extents are 3 and 2");
    assert_refused(bn_tensor_matmul(&a, &scalar, &out), BN_EINVAL,
                   "shapes 2 x 3 and scalar: a matrix product needs vectors or matrices");
    const bn_tensor c = tests_matrix(x, 3, 4);
    assert_refused(bn_tensor_matmul(&a, &c, &out), BN_EINVAL,
                   "the result is 2 x 4; an output of 2 x 2 was given");
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){2, 2, 3}, x, &stack));
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){4, 3, 1}, x, &other));
    assert_refused(bn_tensor_matmul(&stack, &other, &out), BN_EINVAL, "shapes 2 and 4 do not broadcast");
}

static void extents_beyond_blas_are_refused(void **state)
{
    (void)state;
    double x = 1.0, y = 0.0;
    const int64_t huge = (int64_t)1 << 31;
    const bn_tensor row = {.dtype = BN_F64, .dims = 1, .shape = {huge}, .stride = {0}, .data = &x};
    bn_tensor out = {.dtype = BN_F64, .data = &y};
    assert_refused(bn_tensor_matmul(&row, &row, &out), BN_EINVAL, "an extent of 2147483648 is beyond");
}

static void a_lack_of_memory_leaks_nothing(void **state)
{
    (void)state;
    float x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    double y[4] = {9, 9, 9, 9};
    const bn_tensor a = {.dtype = BN_F32, .dims = 2, .shape = {2, 2}, .stride = {4, 2}, .data = x};
    const bn_tensor b = tests_matrix(y, 2, 2);
    bn_tensor out = {.dtype = BN_F32, .dims = 2, .shape = {2, 2}, .stride = {4, 2}, .data = x};
    for (long n = 0; n < 3; n++) { // the overlap, the conversion, the result each need a copy
        bn_memory_fail_after(n);
        const bn_status status = bn_tensor_matmul(&a, &b, &out);
        bn_memory_fail_after(-1);
        assert_refused(status, BN_ENOMEM, "no memory");
        assert_true(x[0] == 1.0F);
    }
    assert_fine(bn_tensor_matmul(&a, &b, &out));
    assert_true(x[0] == 36.0F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layout_of_three_matrices_gives_the_product),
        cmocka_unit_test(a_matrix_by_its_transpose_is_the_product_in_every_layout),
        cmocka_unit_test(vectors_are_rows_on_the_left_and_columns_on_the_right),
        cmocka_unit_test(strided_vectors_are_followed),
        cmocka_unit_test(stacks_of_matrices_broadcast),
        cmocka_unit_test(the_output_may_be_an_operand),
        cmocka_unit_test(a_sum_over_nothing_is_zero),
        cmocka_unit_test(shapes_that_do_not_multiply_are_refused),
        cmocka_unit_test(extents_beyond_blas_are_refused),
        cmocka_unit_test(a_lack_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
