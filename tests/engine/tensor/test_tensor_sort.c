#include "common/memory.h"
#include "engine/tensor/tensor_sort.h"
#include "engine/tensor/tensor_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"
#include "tests/tensors.h"

#include <math.h>

#define assert_fine(status) assert_int_equal((status).code, BN_OK)

static void a_sort_puts_nan_last_in_both_directions(void **state)
{
    (void)state;
    double x[6] = {3, NAN, -1, INFINITY, 2, -INFINITY}, y[6];
    const bn_tensor in = tests_vector(x, 6);
    bn_tensor out = tests_vector(y, 6);
    assert_fine(bn_tensor_sort(&in, 0, BN_ASCENDING, &out));
    assert_memory_equal(y, ((double[]){-INFINITY, -1, 2, 3, INFINITY}), 5 * sizeof *y);
    assert_true(isnan(y[5]));
    assert_fine(bn_tensor_sort(&in, 0, BN_DESCENDING, &out));
    assert_memory_equal(y, ((double[]){INFINITY, 3, 2, -1, -INFINITY}), 5 * sizeof *y);
    assert_true(isnan(y[5]));
}

static void equal_elements_keep_their_order(void **state)
{
    (void)state;
    enum { N = 1000 };
    double x[N], position[N];
    for (int i = 0; i < N; i++) x[i] = (i * 7919) % 10;
    const bn_tensor in = tests_vector(x, N);
    bn_tensor out = tests_vector(position, N);
    for (int order = BN_ASCENDING; order <= BN_DESCENDING; order++) {
        assert_fine(bn_tensor_argsort(&in, 0, (bn_sort_order)order, &out));
        for (int i = 1; i < N; i++) {
            const double before = x[(int)position[i - 1]], here = x[(int)position[i]];
            const bool in_order = order == BN_ASCENDING ? before < here : before > here;
            assert_true(in_order || (before == here && position[i - 1] < position[i]));
        }
    }
}

// Lengths around the runs and the doubling widths of the merge; the result must be the numbers 0 … n-1.
static void every_length_is_sorted(void **state)
{
    (void)state;
    double x[1100], y[1100];
    for (int n = 0; n < 1100; n += n < 70 ? 1 : 97) {
        for (int i = 0; i < n; i++) x[i] = (double)(((int64_t)i * 7919 + 13) % (n > 0 ? n : 1));
        const bn_tensor in = tests_vector(x, n);
        bn_tensor out = tests_vector(y, n);
        assert_fine(bn_tensor_sort(&in, 0, BN_ASCENDING, &out));
        if (n % 7919 != 0)
            for (int i = 0; i < n; i++) assert_true(y[i] == i);
    }
}

static void each_line_of_a_view_is_sorted_by_itself(void **state)
{
    (void)state;
    float x[6] = {3, 1, 2, 1, 2, 0};
    bn_tensor t = {.dtype = BN_F32, .dims = 2, .shape = {2, 3}, .stride = {3, 1}, .data = x};
    double where[6];
    bn_tensor out = tests_matrix(where, 2, 3);
    assert_fine(bn_tensor_argsort(&t, 0, BN_ASCENDING, &out));
    assert_memory_equal(where, ((double[]){1, 0, 1, 0, 1, 0}), sizeof where);
    assert_fine(bn_tensor_sort(&t, 1, BN_ASCENDING, &t)); // onto itself
    assert_memory_equal(x, ((float[]){1, 2, 3, 0, 1, 2}), sizeof x);
    assert_fine(bn_tensor_sort(&t, 0, BN_DESCENDING, &t));
    assert_memory_equal(x, ((float[]){1, 2, 3, 0, 1, 2}), sizeof x);
}

// Definition 7 of Hyndman and Fan on 1, 2, 4, 8: at q the place is 3 q.
static void quantiles_lie_between_their_neighbours(void **state)
{
    (void)state;
    double x[4] = {8, 1, 4, 2}, y;
    const bn_tensor in = tests_vector(x, 4);
    bn_tensor out = {.dtype = BN_F64, .data = &y};
    const double known[][2] = {{0.0, 1.0},   {1.0, 8.0},       {0.5, 3.0},
                               {0.25, 1.75}, {1.0 / 3.0, 2.0}, {0.9, 6.8}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_fine(bn_tensor_quantile(&in, 0, known[i][0], &out));
        assert_near(y, known[i][1], 1e-14);
    }
    assert_refused(bn_tensor_quantile(&in, 0, 1.5, &out), BN_EINVAL,
                   "the quantile is 1.5; it must be 0 to 1");
    assert_refused(bn_tensor_quantile(&in, 0, NAN, &out), BN_EINVAL, "0 to 1");
}

static void quantiles_of_nan_or_nothing_are_nan_and_of_infinities_are_not(void **state)
{
    (void)state;
    double x[3] = {1, NAN, 2}, y[2] = {0, 0};
    const bn_tensor in = tests_vector(x, 3);
    bn_tensor out = {.dtype = BN_F64, .data = y};
    assert_fine(bn_tensor_quantile(&in, 0, 0.0, &out));
    assert_true(isnan(y[0]));
    const bn_tensor none = {.dtype = BN_F64, .dims = 2, .shape = {2, 0}, .stride = {1, 1}, .data = x};
    bn_tensor two = tests_vector(y, 2);
    assert_fine(bn_tensor_quantile(&none, 1, 0.5, &two));
    assert_true(isnan(y[0]) && isnan(y[1]));
    x[0] = x[1] = x[2] = INFINITY;
    assert_fine(bn_tensor_quantile(&in, 0, 0.3, &out));
    assert_true(y[0] == INFINITY);
}

static void wrong_outputs_and_a_lack_of_memory_are_refused(void **state)
{
    (void)state;
    double x[4] = {4, 3, 2, 1};
    bn_tensor t = tests_matrix(x, 2, 2), line = tests_vector(x, 2);
    assert_refused(bn_tensor_sort(&t, 2, BN_ASCENDING, &t), BN_EINVAL, "dimension 3 does not exist");
    assert_refused(bn_tensor_sort(&t, 0, BN_ASCENDING, &line), BN_EINVAL, "an output of 2 was given");
    bn_memory_fail_after(0);
    const bn_status status = bn_tensor_sort(&t, 1, BN_ASCENDING, &t);
    bn_memory_fail_after(-1);
    assert_refused(status, BN_ENOMEM, "no memory to sort 2 elements");
    assert_memory_equal(x, ((double[]){4, 3, 2, 1}), sizeof x);
}

enum { LONG = 5000 }; // twice the length from which positions are sorted by radix, too

static void fill_long(double *x)
{
    for (int i = 0; i < LONG; i++) {
        x[i] = (float)(sin(i * 0.7 + 1.0) * pow(2.0, i % 60 - 30) * (i % 2 == 0 ? 1.0 : 3.0));
        if (i % 7 == 0) x[i] = i % 3 == 0 ? 0.0 : -0.0;
        if (i % 89 == 0) x[i] = i % 2 == 0 ? INFINITY : -INFINITY;
        if (i % 97 == 0) x[i] = NAN;
    }
}

static bool comes_before(double a, double b, int order)
{
    if (isnan(a) || isnan(b)) return !isnan(a);
    return order == BN_ASCENDING ? a < b : a > b;
}

// By definition: no two neighbours are out of order, and equal ones keep theirs.
static void check_positions(const double *x, const double *position, int n, int order)
{
    for (int i = 1; i < n; i++) {
        const double before = x[(int)position[i - 1]], here = x[(int)position[i]];
        const bool same = before == here || (isnan(before) && isnan(here));
        assert_true(same ? position[i - 1] < position[i] : comes_before(before, here, order));
    }
}

// Repeated numbers, zeros of both signs, infinities and NaN, by merging and by radix, in both precisions.
static void long_lines_are_sorted_as_short_ones(void **state)
{
    (void)state;
    static double x[LONG], sorted[LONG], position[LONG];
    static float x_f32[LONG], sorted_f32[LONG];
    fill_long(x);
    for (int i = 0; i < LONG; i++) x_f32[i] = (float)x[i];
    for (int round = 0; round < 6; round++) {
        const int n = (const int[]){200, 2000, LONG}[round / 2],
                  order = round % 2 == 0 ? BN_ASCENDING : BN_DESCENDING;
        const bn_tensor in = tests_vector(x, n);
        bn_tensor out = tests_vector(sorted, n), places = tests_vector(position, n), in_f32, out_f32;
        assert_fine(bn_tensor_describe(BN_F32, 1, (const int64_t[]){n}, x_f32, &in_f32));
        assert_fine(bn_tensor_describe(BN_F32, 1, (const int64_t[]){n}, sorted_f32, &out_f32));
        assert_fine(bn_tensor_sort(&in, 0, (bn_sort_order)order, &out));
        assert_fine(bn_tensor_sort(&in_f32, 0, (bn_sort_order)order, &out_f32));
        assert_fine(bn_tensor_argsort(&in, 0, (bn_sort_order)order, &places));
        check_positions(x, position, n, order);
        for (int i = 0; i < n; i++) {
            const double expected = x[(int)position[i]], single = (double)sorted_f32[i];
            if (isnan(expected))
                assert_true(isnan(sorted[i]) && isnan(single));
            else
                assert_true(memcmp(&expected, &sorted[i], sizeof expected) == 0 &&
                            memcmp(&expected, &single, sizeof expected) == 0);
        }
    }
}

// By definition: how many of the sorted elements are less, or not greater.
static void a_search_counts_the_elements_before(void **state)
{
    (void)state;
    double x[5] = {-1, 2, 2, 5, NAN}, given[4] = {2, NAN, -INFINITY, 6}, found[4];
    bn_tensor sorted = tests_vector(x, 5), values = tests_vector(given, 4), out = tests_vector(found, 4);
    assert_fine(bn_tensor_search(&sorted, &values, BN_LEFT, &out));
    assert_memory_equal(found, ((double[]){1, 4, 0, 4}), sizeof found);
    assert_fine(bn_tensor_search(&sorted, &values, BN_RIGHT, &out));
    assert_memory_equal(found, ((double[]){3, 5, 0, 4}), sizeof found);
    assert_refused(bn_tensor_search(&values, &values, BN_LEFT, &out), BN_EINVAL,
                   "element 3 is less than the one before");
}

// 2^40 empty lines must not be visited one by one.
static void empty_lines_take_no_time(void **state)
{
    (void)state;
    double x = 0.0;
    bn_tensor t;
    assert_fine(bn_tensor_describe(BN_F64, 2, (const int64_t[]){(int64_t)1 << 40, 0}, &x, &t));
    assert_fine(bn_tensor_sort(&t, 1, BN_ASCENDING, &t));
    assert_fine(bn_tensor_sort(&t, 0, BN_ASCENDING, &t)); // and no lines of 2^40 elements need no memory
    bn_tensor none = {.dtype = BN_F64, .dims = 1, .stride = {1}, .data = &x};
    assert_fine(bn_tensor_quantile(&t, 0, 0.5, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sort_puts_nan_last_in_both_directions),
        cmocka_unit_test(equal_elements_keep_their_order),
        cmocka_unit_test(every_length_is_sorted),
        cmocka_unit_test(each_line_of_a_view_is_sorted_by_itself),
        cmocka_unit_test(quantiles_lie_between_their_neighbours),
        cmocka_unit_test(quantiles_of_nan_or_nothing_are_nan_and_of_infinities_are_not),
        cmocka_unit_test(a_search_counts_the_elements_before),
        cmocka_unit_test(long_lines_are_sorted_as_short_ones),
        cmocka_unit_test(wrong_outputs_and_a_lack_of_memory_are_refused),
        cmocka_unit_test(empty_lines_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
