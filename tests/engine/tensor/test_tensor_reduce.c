#include "engine/tensor/tensor_reduce.h"
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

static double all(bn_reduction op, const bn_tensor *in)
{
    double result = -999.0;
    assert_fine(bn_tensor_reduce_all(op, in, &result));
    return result;
}

// 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32 in sum, by hand.
static void every_reduction_has_its_known_value(void **state)
{
    (void)state;
    double x[8] = {2, 4, 4, 4, 5, 5, 7, 9};
    const bn_tensor t = tests_vector(x, 8);
    assert_true(all(BN_SUM, &t) == 40.0);
    assert_true(all(BN_PRODUCT, &t) == 201600.0);
    assert_true(all(BN_MEAN, &t) == 5.0);
    assert_true(all(BN_VARIANCE, &t) == 4.0);
    assert_true(all(BN_DEVIATION, &t) == 2.0);
    assert_near(all(BN_SAMPLE_VARIANCE, &t), 32.0 / 7.0, 1e-15);
    assert_near(all(BN_SAMPLE_DEVIATION, &t), sqrt(32.0 / 7.0), 1e-15);
    assert_true(all(BN_MIN, &t) == 2.0 && all(BN_MAX, &t) == 9.0);
    assert_true(all(BN_ARGMIN, &t) == 0.0 && all(BN_ARGMAX, &t) == 7.0);
    x[0] = -2.0;
    x[1] = 0.0;
    assert_true(all(BN_NORM_1, &t) == 36.0 && all(BN_NORM_MAX, &t) == 9.0 && all(BN_NONZERO, &t) == 7.0);
    x[1] = 3.0; // 4 + 9 + 16 + 16 + 25 + 25 + 49 + 81 = 225
    assert_true(all(BN_NORM_2, &t) == 15.0);
}

// Numbers near the largest double, 1.797e308, whose sums leave the range on the way: the results by hand.
static void a_sum_that_leaves_the_range_on_its_way_comes_back(void **state)
{
    (void)state;
    double x[3] = {1.5e308, 1.5e308, -1.5e308}, y[3] = {1.0, 1.0, 1.0}, out[2];
    const bn_tensor three = tests_vector(x, 3), two = tests_vector(x, 2), ones = tests_vector(y, 3);
    assert_true(all(BN_SUM, &three) == 1.5e308 && all(BN_MEAN, &three) == 0.5e308);
    assert_true(all(BN_MEAN, &two) == 1.5e308 && all(BN_SUM, &two) == INFINITY);
    assert_true(all(BN_NORM_1, &two) == INFINITY);
    assert_fine(bn_tensor_dot(&three, &ones, out));
    assert_true(out[0] == 1.5e308);
    double large[2] = {1e200, 1e200}, sides[2] = {1e200, -1e200};
    const bn_tensor a = tests_vector(large, 2), b = tests_vector(sides, 2);
    assert_fine(bn_tensor_dot(&a, &b, out));
    assert_true(out[0] == 0.0);
    double rows[2 * 3] = {1.5e308, 1.5e308, -1.5e308, INFINITY, 1.0, 1.0};
    const bn_tensor matrix = tests_matrix(rows, 2, 3);
    bn_tensor result = tests_vector(out, 2);
    assert_fine(bn_tensor_reduce(BN_SUM, &matrix, 1, &result));
    assert_true(out[0] == 1.5e308 && out[1] == INFINITY);
    double columns[9 * 8]; // eight lines side by side
    for (int i = 0; i < 72; i++) columns[i] = i / 8 % 2 == 0 ? 1.5e308 : 1.25e308;
    double means[8];
    const bn_tensor wide = tests_matrix(columns, 9, 8);
    bn_tensor eight = tests_vector(means, 8);
    assert_fine(bn_tensor_reduce(BN_MEAN, &wide, 0, &eight));
    for (int k = 0; k < 8; k++) assert_near(means[k], 1.5e308 / 9.0 * 5.0 + 1.25e308 / 9.0 * 4.0, 1e294);
}

static void an_empty_tensor_has_a_sum_but_no_least_element(void **state)
{
    (void)state;
    const bn_tensor none = {.dtype = BN_F64, .dims = 2, .shape = {0, 3}, .stride = {3, 1}};
    assert_true(all(BN_SUM, &none) == 0.0 && all(BN_PRODUCT, &none) == 1.0 && all(BN_NONZERO, &none) == 0.0);
    assert_true(all(BN_NORM_1, &none) == 0.0 && all(BN_NORM_2, &none) == 0.0 &&
                all(BN_NORM_MAX, &none) == 0.0);
    assert_true(isnan(all(BN_MEAN, &none)) && isnan(all(BN_VARIANCE, &none)));
    double result, three[3] = {9, 9, 9};
    assert_refused(bn_tensor_reduce_all(BN_MIN, &none, &result), BN_EINVAL, "no least and no greatest");
    assert_refused(bn_tensor_reduce_all(BN_ARGMAX, &none, &result), BN_EINVAL, "no least and no greatest");
    bn_tensor out = tests_vector(three, 3);
    assert_fine(bn_tensor_reduce(BN_SUM, &none, 0, &out));
    assert_memory_equal(three, ((double[]){0, 0, 0}), sizeof three);
    assert_refused(bn_tensor_reduce(BN_MAX, &none, 0, &out), BN_EINVAL, "no least and no greatest");
    out.shape[0] = 0;
    assert_fine(bn_tensor_reduce(BN_SUM, &none, 1, &out));
}

static void one_element_has_no_sample_variance(void **state)
{
    (void)state;
    double x = 3.0;
    const bn_tensor scalar = {.dtype = BN_F64, .data = &x};
    assert_true(all(BN_VARIANCE, &scalar) == 0.0);
    assert_true(isnan(all(BN_SAMPLE_VARIANCE, &scalar)));
    assert_true(all(BN_MAX, &scalar) == 3.0);
}

static void nan_goes_through_every_reduction(void **state)
{
    (void)state;
    double x[600];
    for (int i = 0; i < 600; i++) x[i] = i;
    x[300] = NAN;
    const bn_tensor t = tests_vector(x, 600);
    for (int op = BN_SUM; op <= BN_NORM_MAX; op++)
        if (op != BN_ARGMIN && op != BN_ARGMAX) assert_true(isnan(all((bn_reduction)op, &t)));
    assert_true(all(BN_ARGMIN, &t) == 300.0 && all(BN_ARGMAX, &t) == 300.0 && all(BN_NONZERO, &t) == 599.0);
}

static void infinity_is_kept(void **state)
{
    (void)state;
    double x[3] = {1.0, -INFINITY, 2.0};
    const bn_tensor t = tests_vector(x, 3);
    assert_true(all(BN_SUM, &t) == -INFINITY && all(BN_MIN, &t) == -INFINITY && all(BN_MAX, &t) == 2.0);
    assert_true(all(BN_NORM_2, &t) == INFINITY && all(BN_NORM_1, &t) == INFINITY);
    double many[600];
    for (int i = 0; i < 600; i++) many[i] = i == 0 ? INFINITY : 1e300; // a scale that grows after it
    const bn_tensor long_one = tests_vector(many, 600);
    assert_true(all(BN_NORM_2, &long_one) == INFINITY);
}

// n times 0.1 in doubles is the double nearest to n / 10 up to one unit; a plain loop misses it by 10^-9.
static void a_long_sum_loses_nothing_to_rounding(void **state)
{
    (void)state;
    enum { N = 1000001 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    for (int i = 0; i < N; i++) x[i] = 0.1;
    const bn_tensor t = tests_vector(x, N);
    assert_near(all(BN_SUM, &t), 100000.1, 5e-11);
    assert_near(all(BN_MEAN, &t), 0.1, 1e-16);
    assert_true(all(BN_VARIANCE, &t) < 1e-32);
    x[0] = 1e16; // small numbers survive a large one that is subtracted again
    for (int i = 1; i < N; i++) x[i] = 0.5;
    x[N - 1] = -1e16;
    assert_near(all(BN_SUM, &t), 499999.5,
                512.0 * 0.5); // the two great ones each share a strip with 255 small ones
    free(x);
}

// 10^8 and 10^8 + 1 in turn: variance 1/4, where a difference of mean squares gives noise.
static void a_variance_far_from_zero_is_exact(void **state)
{
    (void)state;
    enum { N = 100000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    for (int i = 0; i < N; i++) x[i] = 1e8 + i % 2;
    const bn_tensor t = tests_vector(x, N);
    assert_near(all(BN_VARIANCE, &t), 0.25, 1e-12);
    for (int i = 0; i < N; i++) x[i] = 0x1p600; // its square overflows, but no deviation does
    assert_near(all(BN_VARIANCE, &t), 0.0, 0.0);
    free(x);
}

static void a_norm_neither_overflows_nor_underflows(void **state)
{
    (void)state;
    double big[2] = {3e200, 4e200}, small[2] = {3e-200, 4e-200}, least[1] = {4.9406564584124654e-324};
    const bn_tensor b = tests_vector(big, 2), s = tests_vector(small, 2), l = tests_vector(least, 1);
    assert_near(all(BN_NORM_2, &b) / 5e200, 1.0, 1e-15);
    assert_near(all(BN_NORM_2, &s) / 5e-200, 1.0, 1e-15);
    assert_true(all(BN_NORM_2, &l) == least[0]);
    double mixed[600] = {0};
    mixed[0] = 3e-300; // the scale grows by 500 powers of ten on the way
    mixed[599] = 4e200;
    const bn_tensor m = tests_vector(mixed, 600);
    assert_true(all(BN_NORM_2, &m) == 4e200);
}

static void f32_is_summed_in_f64(void **state)
{
    (void)state;
    enum { N = 100000 };
    float *x = malloc(N * sizeof *x);
    assert_non_null(x);
    for (int i = 0; i < N; i++) x[i] = 0.1F;
    const bn_tensor t = {.dtype = BN_F32, .dims = 1, .shape = {N}, .stride = {1}, .data = x};
    assert_near(all(BN_SUM, &t), (double)N * (double)0.1F, 1e-9);
    free(x);
}

// Against a plain loop over the indices, for every dimension of a tensor and of a strided view of it.
static void a_reduction_goes_along_the_named_dimension(void **state)
{
    (void)state;
    double x[4 * 5 * 6], sums[30];
    for (int i = 0; i < 120; i++) x[i] = (i * 37) % 101;
    bn_tensor t, view, out;
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){4, 5, 6}, x, &t));
    assert_fine(bn_tensor_permute(&t, (const int[]){2, 0, 1}, &view));
    assert_fine(bn_tensor_slice(&view, 0, 5, 3, -2, &view)); // 3 x 4 x 5
    for (int dim = 0; dim < 3; dim++) {
        bn_tensor like = view;
        like.shape[dim] = 1;
        assert_fine(bn_tensor_select(&like, dim, 0, &like));
        assert_fine(bn_tensor_describe(BN_F64, 2, like.shape, sums, &out));
        assert_fine(bn_tensor_reduce(BN_SUM, &view, dim, &out));
        for (int64_t i = 0; i < out.shape[0]; i++)
            for (int64_t j = 0; j < out.shape[1]; j++) {
                double expected = 0.0;
                for (int64_t k = 0; k < view.shape[dim]; k++) {
                    const int64_t at[3][3] = {{k, i, j}, {i, k, j}, {i, j, k}};
                    expected += bn_tensor_get(&view, at[dim]);
                }
                assert_true(bn_tensor_get(&out, (const int64_t[]){i, j}) == expected);
            }
    }
}

// A wide and a tall matrix, so that there is more than one group of lines and more than one strip of each.
static void long_lines_and_many_lines_are_reduced_whole(void **state)
{
    (void)state;
    enum { ROWS = 700, COLUMNS = 301 };
    float *x = malloc(ROWS * COLUMNS * sizeof *x);
    double by_column[COLUMNS], by_row[ROWS];
    assert_non_null(x);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLUMNS; j++) x[i * COLUMNS + j] = (float)(i + j);
    const bn_tensor t = {
        .dtype = BN_F32, .dims = 2, .shape = {ROWS, COLUMNS}, .stride = {COLUMNS, 1}, .data = x};
    bn_tensor columns = tests_vector(by_column, COLUMNS), rows = tests_vector(by_row, ROWS);
    assert_fine(bn_tensor_reduce(BN_MEAN, &t, 0, &columns));
    assert_fine(bn_tensor_reduce(BN_ARGMAX, &t, 1, &rows));
    for (int j = 0; j < COLUMNS; j++) assert_near(by_column[j], j + (ROWS - 1) / 2.0, 1e-12);
    for (int i = 0; i < ROWS; i++) assert_true(by_row[i] == COLUMNS - 1);
    assert_true(all(BN_ARGMAX, &t) == ROWS * COLUMNS - 1);
    free(x);
}

static void positions_count_in_row_major_order_whatever_the_strides(void **state)
{
    (void)state;
    double x[6] = {1, 2, 9, 4, 5, 6};
    const bn_tensor t = tests_matrix(x, 2, 3);
    bn_tensor transposed;
    assert_fine(bn_tensor_transpose(&t, 0, 1, &transposed)); // {1, 4}, {2, 5}, {9, 6}
    assert_true(all(BN_ARGMAX, &t) == 2.0 && all(BN_ARGMAX, &transposed) == 4.0);
    x[5] = 9.0;
    assert_true(all(BN_ARGMAX, &t) == 2.0); // the first of equals
}

static void running_sums_end_in_the_sum(void **state)
{
    (void)state;
    double x[6] = {1, 2, 3, 4, 5, 6};
    bn_tensor t = tests_matrix(x, 2, 3);
    assert_fine(bn_tensor_accumulate(BN_CUMSUM, &t, 1, &t)); // onto itself
    assert_memory_equal(x, ((double[]){1, 3, 6, 4, 9, 15}), sizeof x);
    assert_fine(bn_tensor_accumulate(BN_CUMSUM, &t, 0, &t));
    assert_memory_equal(x, ((double[]){1, 3, 6, 5, 12, 21}), sizeof x);
    double ones[1000];
    bn_tensor line = tests_vector(ones, 1000);
    for (int i = 0; i < 1000; i++) ones[i] = 0.1;
    assert_fine(bn_tensor_accumulate(BN_CUMSUM, &line, 0, &line));
    for (int i = 0; i < 1000; i++) assert_near(ones[i], (i + 1) / 10.0, 1e-14 * (i + 1));
}

static void wrong_dimensions_and_outputs_are_refused(void **state)
{
    (void)state;
    double x[6] = {0}, y[6];
    const bn_tensor t = tests_matrix(x, 2, 3);
    bn_tensor out = tests_vector(y, 2);
    assert_refused(bn_tensor_reduce(BN_SUM, &t, 2, &out), BN_EINVAL,
                   "dimension 3 does not exist: the tensor has 2");
    assert_refused(bn_tensor_reduce(BN_SUM, &t, 0, &out), BN_EINVAL,
                   "the result is 3; an output of 2 was given");
    assert_refused(bn_tensor_accumulate(BN_CUMSUM, &t, -1, &out), BN_EINVAL, "dimension 0 does not exist");
    assert_refused(bn_tensor_accumulate(BN_CUMSUM, &t, 0, &out), BN_EINVAL,
                   "the result is 2 x 3; an output of 2 was given");
    out.stride[0] = 0;
    assert_refused(bn_tensor_reduce(BN_SUM, &t, 1, &out), BN_EINVAL, "repeats one element");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reduction_has_its_known_value),
        cmocka_unit_test(a_sum_that_leaves_the_range_on_its_way_comes_back),
        cmocka_unit_test(an_empty_tensor_has_a_sum_but_no_least_element),
        cmocka_unit_test(one_element_has_no_sample_variance),
        cmocka_unit_test(nan_goes_through_every_reduction),
        cmocka_unit_test(infinity_is_kept),
        cmocka_unit_test(a_long_sum_loses_nothing_to_rounding),
        cmocka_unit_test(a_variance_far_from_zero_is_exact),
        cmocka_unit_test(a_norm_neither_overflows_nor_underflows),
        cmocka_unit_test(f32_is_summed_in_f64),
        cmocka_unit_test(a_reduction_goes_along_the_named_dimension),
        cmocka_unit_test(long_lines_and_many_lines_are_reduced_whole),
        cmocka_unit_test(positions_count_in_row_major_order_whatever_the_strides),
        cmocka_unit_test(running_sums_end_in_the_sum),
        cmocka_unit_test(wrong_dimensions_and_outputs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
