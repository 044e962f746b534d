#include "engine/tensor/tensor_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/refused.h"
#include "tests/tensors.h"

#include <math.h>

/* 3 x 4, the element at (i, j) is 10 i + j. */
typedef struct {
    double data[12];
    bn_tensor tensor;
} counted;

static void count_up(counted *c)
{
    c->tensor = tests_matrix(c->data, 3, 4);
    for (int i = 0; i < 12; i++) c->data[i] = 10.0 * (i / 4) + i % 4;
}

static double at(const bn_tensor *tensor, int64_t i, int64_t j)
{
    return bn_tensor_get(tensor, (const int64_t[]){i, j});
}

#define assert_fine(status) assert_int_equal((status).code, BN_OK)

#define assert_shape(tensor, text)                                                                           \
    do {                                                                                                     \
        char shape_[96];                                                                                     \
        assert_string_equal(bn_tensor_shape_text((tensor), shape_, sizeof shape_), (text));                  \
    } while (0)

static void extents_out_of_range_are_refused(void **state)
{
    (void)state;
    bn_tensor t;
    assert_refused(bn_tensor_describe(BN_F64, 9, NULL, NULL, &t), BN_EINVAL, "9 dimensions were given");
    assert_refused(bn_tensor_describe(BN_F64, -1, NULL, NULL, &t), BN_EINVAL, "a tensor has 0 to 8");
    assert_refused(bn_tensor_describe(BN_F64, 2, (const int64_t[]){3, -4}, NULL, &t), BN_EINVAL,
                   "dimension 2 has extent -4");
    const int64_t huge[] = {(int64_t)1 << 40, 0, (int64_t)1 << 40};
    assert_refused(bn_tensor_describe(BN_F64, 3, huge, NULL, &t), BN_EINVAL, "2^48");
    assert_fine(bn_tensor_describe(BN_F32, 1, (const int64_t[]){(int64_t)1 << 48}, NULL, &t));
    assert_true(bn_tensor_count(&t) == (int64_t)1 << 48);
}

static void a_description_is_row_major(void **state)
{
    (void)state;
    bn_tensor t;
    assert_fine(bn_tensor_describe(BN_F32, 3, (const int64_t[]){2, 3, 4}, NULL, &t));
    assert_int_equal(t.stride[0], 12);
    assert_int_equal(t.stride[1], 4);
    assert_int_equal(t.stride[2], 1);
    assert_true(bn_tensor_is_contiguous(&t));
    assert_int_equal(bn_tensor_count(&t), 24);
    assert_shape(&t, "2 x 3 x 4");
    assert_fine(bn_tensor_describe(BN_F32, 0, NULL, NULL, &t));
    assert_shape(&t, "scalar");
    assert_int_equal(bn_tensor_count(&t), 1);
}

static void a_long_shape_is_cut_and_not_overrun(void **state)
{
    (void)state;
    bn_tensor t;
    char text[8] = "zzzzzzz";
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){1000, 1000, 1000}, NULL, &t));
    assert_string_equal(bn_tensor_shape_text(&t, text, 6), "1000 ");
    assert_int_equal(text[6], 'z');
    assert_ptr_equal(bn_tensor_shape_text(&t, text, 0), text);
}

static void numbers_round_on_their_way_into_f32(void **state)
{
    (void)state;
    float data[2] = {0};
    bn_tensor t = {.dtype = BN_F32, .dims = 1, .shape = {2}, .stride = {1}, .data = data};
    bn_tensor_set(&t, (const int64_t[]){1}, 0.1);
    assert_true(bn_tensor_get(&t, (const int64_t[]){1}) == (double)0.1F);
    assert_string_equal(bn_dtype_name(BN_F32), "f32");
    assert_string_equal(bn_dtype_name(BN_F64), "f64");
    assert_int_equal(bn_dtype_size(BN_F32), 4);
    assert_int_equal(bn_dtype_size(BN_F64), 8);
}

static void selecting_takes_a_dimension_away(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor row, column;
    assert_fine(bn_tensor_select(&c.tensor, 0, 2, &row));
    assert_shape(&row, "4");
    assert_true(bn_tensor_get(&row, (const int64_t[]){3}) == 23.0);
    assert_fine(bn_tensor_select(&c.tensor, 1, 3, &column));
    assert_shape(&column, "3");
    assert_true(bn_tensor_get(&column, (const int64_t[]){1}) == 13.0);
    assert_false(bn_tensor_is_contiguous(&column));
    assert_refused(bn_tensor_select(&c.tensor, 0, 3, &row), BN_EINVAL,
                   "index 4 is out of range: dimension 1 has 3");
    assert_refused(bn_tensor_select(&c.tensor, 1, -1, &row), BN_EINVAL, "index 0 is out of range");
    assert_refused(bn_tensor_select(&c.tensor, 2, 0, &row), BN_EINVAL, "dimension 3 does not exist");
}

static void a_slice_can_step_and_run_backwards(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor odd, back, none;
    assert_fine(bn_tensor_slice(&c.tensor, 1, 1, 2, 2, &odd));
    assert_shape(&odd, "3 x 2");
    assert_true(at(&odd, 2, 0) == 21.0 && at(&odd, 2, 1) == 23.0);
    assert_fine(bn_tensor_slice(&odd, 1, 1, 2, -1, &back));
    assert_true(at(&back, 0, 0) == 3.0 && at(&back, 0, 1) == 1.0);
    assert_fine(bn_tensor_slice(&c.tensor, 0, 99, 0, 1, &none));
    assert_shape(&none, "0 x 4");
}

static void a_slice_that_leaves_the_extent_is_refused(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor v;
    assert_refused(bn_tensor_slice(&c.tensor, 1, 1, 2, 3, &v), BN_EINVAL,
                   "2 elements from 2 in steps of 3 do not fit: dimension 2 has 4");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 1, 3, -1, &v), BN_EINVAL, "do not fit");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 0, 2, 0, &v), BN_EINVAL, "do not fit");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 0, -1, 1, &v), BN_EINVAL, "do not fit");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 4, 1, 1, &v), BN_EINVAL, "do not fit");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 1, 2, INT64_MAX, &v), BN_EINVAL, "do not fit");
    assert_refused(bn_tensor_slice(&c.tensor, 1, 1, 2, INT64_MIN, &v), BN_EINVAL, "do not fit");
    assert_fine(bn_tensor_slice(&c.tensor, 1, 1, 1, INT64_MAX, &v)); // one element takes no step
}

static void transposing_swaps_and_permuting_reorders(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor t, cube, transposed;
    assert_fine(bn_tensor_transpose(&c.tensor, 0, 1, &t));
    assert_shape(&t, "4 x 3");
    assert_true(at(&t, 3, 1) == 13.0);
    assert_fine(bn_tensor_describe(BN_F64, 3, (const int64_t[]){2, 3, 2}, c.data, &cube));
    assert_fine(bn_tensor_permute(&cube, (const int[]){2, 0, 1}, &transposed));
    assert_shape(&transposed, "2 x 2 x 3");
    assert_true(bn_tensor_get(&transposed, (const int64_t[]){1, 0, 2}) ==
                bn_tensor_get(&cube, (const int64_t[]){0, 2, 1}));
    assert_refused(bn_tensor_permute(&cube, (const int[]){0, 1, 1}, &t), BN_EINVAL,
                   "dimension 2 is named twice");
    assert_refused(bn_tensor_permute(&cube, (const int[]){0, 1, 3}, &t), BN_EINVAL,
                   "dimension 4 does not exist");
    assert_refused(bn_tensor_transpose(&cube, 0, 5, &t), BN_EINVAL, "dimension 6 does not exist");
}

static void inserting_a_dimension_moves_nothing(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor t, full;
    assert_fine(bn_tensor_insert_dim(&c.tensor, 1, &t));
    assert_shape(&t, "3 x 1 x 4");
    assert_true(bn_tensor_get(&t, (const int64_t[]){2, 0, 1}) == 21.0);
    assert_fine(bn_tensor_insert_dim(&c.tensor, 2, &t));
    assert_shape(&t, "3 x 4 x 1");
    assert_refused(bn_tensor_insert_dim(&c.tensor, 3, &t), BN_EINVAL, "inserted at 1 to 3, not at 4");
    assert_fine(bn_tensor_describe(BN_F64, 8, (const int64_t[]){1, 1, 1, 1, 1, 1, 1, 1}, c.data, &full));
    assert_refused(bn_tensor_insert_dim(&full, 0, &t), BN_EINVAL, "8 dimensions already");
}

static void a_diagonal_lies_above_on_or_below(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor d;
    assert_fine(bn_tensor_diagonal(&c.tensor, 0, &d));
    assert_shape(&d, "3");
    assert_true(bn_tensor_get(&d, (const int64_t[]){2}) == 22.0);
    assert_fine(bn_tensor_diagonal(&c.tensor, 2, &d));
    assert_shape(&d, "2");
    assert_true(bn_tensor_get(&d, (const int64_t[]){1}) == 13.0);
    assert_fine(bn_tensor_diagonal(&c.tensor, -1, &d));
    assert_shape(&d, "2");
    assert_true(bn_tensor_get(&d, (const int64_t[]){1}) == 21.0);
    assert_fine(bn_tensor_diagonal(&c.tensor, 4, &d));
    assert_shape(&d, "0");
    assert_refused(bn_tensor_diagonal(&c.tensor, 5, &d), BN_EINVAL,
                   "diagonal 5 does not exist: the matrix is 3 x 4");
    assert_refused(bn_tensor_diagonal(&c.tensor, INT64_MIN, &d), BN_EINVAL, "does not exist");
    assert_fine(bn_tensor_select(&c.tensor, 0, 0, &d));
    assert_refused(bn_tensor_diagonal(&d, 0, &d), BN_EINVAL, "needs a matrix; the tensor is 4");
}

static void a_reshape_is_a_view_where_the_strides_allow(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor v, t, half;
    bool possible;
    assert_fine(bn_tensor_reshape(&c.tensor, 3, (const int64_t[]){2, 1, 6}, &v, &possible));
    assert_true(possible);
    assert_true(bn_tensor_get(&v, (const int64_t[]){1, 0, 0}) == 12.0);
    assert_fine(bn_tensor_transpose(&c.tensor, 0, 1, &t));
    assert_fine(bn_tensor_reshape(&t, 1, (const int64_t[]){12}, &v, &possible));
    assert_false(possible);
    assert_fine(
        bn_tensor_reshape(&t, 4, (const int64_t[]){2, 2, 3, 1}, &v, &possible)); // splits one dimension
    assert_true(possible);
    assert_true(bn_tensor_get(&v, (const int64_t[]){1, 1, 2, 0}) == 23.0);
    assert_fine(bn_tensor_slice(&c.tensor, 1, 0, 2, 2, &half)); // evenly spaced all over: 6 elements, 2 apart
    assert_fine(bn_tensor_reshape(&half, 1, (const int64_t[]){6}, &v, &possible));
    assert_true(possible);
    assert_true(bn_tensor_get(&v, (const int64_t[]){5}) == 22.0);
}

static void a_reshape_keeps_the_count(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor v, none;
    bool possible;
    assert_refused(bn_tensor_reshape(&c.tensor, 2, (const int64_t[]){3, 5}, &v, &possible), BN_EINVAL,
                   "3 x 4 has 12 elements; 3 x 5 would have 15");
    assert_fine(bn_tensor_slice(&c.tensor, 0, 0, 0, 1, &none));
    assert_fine(bn_tensor_reshape(&none, 3, (const int64_t[]){7, 0, 2}, &v, &possible));
    assert_true(possible);
    assert_fine(bn_tensor_select(&c.tensor, 0, 0, &v));
    assert_fine(bn_tensor_select(&v, 0, 1, &v));
    assert_fine(bn_tensor_reshape(&v, 2, (const int64_t[]){1, 1}, &v, &possible));
    assert_true(possible && at(&v, 0, 0) == 1.0);
}

static void broadcasting_repeats_without_copying(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor row, v;
    assert_fine(bn_tensor_select(&c.tensor, 0, 1, &row));
    assert_fine(bn_tensor_broadcast(&row, 3, (const int64_t[]){2, 5, 4}, &v));
    assert_true(bn_tensor_get(&v, (const int64_t[]){1, 4, 3}) == 13.0);
    assert_refused(bn_tensor_check_writable(&v), BN_EINVAL,
                   "a broadcast view cannot be written to: dimension 1");
    assert_fine(bn_tensor_broadcast(&row, 2, (const int64_t[]){1, 4}, &v));
    assert_fine(bn_tensor_check_writable(&v));
    assert_refused(bn_tensor_broadcast(&c.tensor, 2, (const int64_t[]){3, 5}, &v), BN_EINVAL,
                   "shape 3 x 4 does not broadcast to 3 x 5");
    assert_refused(bn_tensor_broadcast(&c.tensor, 1, (const int64_t[]){4}, &v), BN_EINVAL,
                   "does not broadcast to 4");
    assert_refused(bn_tensor_broadcast(&row, 9, (const int64_t[]){1, 1, 1, 1, 1, 1, 1, 1, 4}, &v), BN_EINVAL,
                   "9 dimensions");
}

static void common_shapes_align_at_the_last_dimension(void **state)
{
    (void)state;
    bn_tensor a = {.dims = 3, .shape = {5, 1, 4}}, b = {.dims = 2, .shape = {3, 1}}, none = {.dims = 1};
    int dims;
    int64_t shape[BN_TENSOR_MAX_DIMS];
    assert_fine(bn_tensor_common_shape(&a, &b, &dims, shape));
    assert_int_equal(dims, 3);
    assert_true(shape[0] == 5 && shape[1] == 3 && shape[2] == 4);
    assert_fine(bn_tensor_common_shape(&b, &none, &dims, shape)); // 1 becomes 0 as it becomes anything
    assert_true(dims == 2 && shape[0] == 3 && shape[1] == 0);
    a.shape[1] = 2;
    assert_refused(bn_tensor_common_shape(&a, &b, &dims, shape), BN_EINVAL,
                   "shapes 5 x 2 x 4 and 3 x 1 do not broadcast: dimension 2 is 2 and 3");
    assert_int_equal(bn_dtype_common(BN_F32, BN_F32), BN_F32);
    assert_int_equal(bn_dtype_common(BN_F32, BN_F64), BN_F64);
    assert_int_equal(bn_dtype_common(BN_F64, BN_F32), BN_F64);
}

static void overlap_is_between_first_and_last_byte(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor left, right, back, none;
    assert_fine(bn_tensor_slice(&c.tensor, 0, 0, 1, 1, &left));
    assert_fine(bn_tensor_slice(&c.tensor, 0, 1, 2, 1, &right));
    assert_false(bn_tensor_overlap(&left, &right));
    assert_true(bn_tensor_overlap(&c.tensor, &right));
    assert_fine(bn_tensor_slice(&c.tensor, 0, 2, 3, -1, &back));
    assert_true(bn_tensor_overlap(&left, &back));
    assert_fine(bn_tensor_slice(&c.tensor, 0, 0, 0, 1, &none));
    assert_false(bn_tensor_overlap(&none, &c.tensor));
}

static void an_output_of_another_shape_is_refused(void **state)
{
    (void)state;
    counted c;
    count_up(&c);
    bn_tensor t;
    assert_fine(bn_tensor_transpose(&c.tensor, 0, 1, &t));
    assert_refused(bn_tensor_check_output(&c.tensor, &t), BN_EINVAL,
                   "the result is 3 x 4; an output of 4 x 3 was given");
    assert_fine(bn_tensor_check_output(&c.tensor, &c.tensor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extents_out_of_range_are_refused),
        cmocka_unit_test(a_description_is_row_major),
        cmocka_unit_test(a_long_shape_is_cut_and_not_overrun),
        cmocka_unit_test(numbers_round_on_their_way_into_f32),
        cmocka_unit_test(selecting_takes_a_dimension_away),
        cmocka_unit_test(a_slice_can_step_and_run_backwards),
        cmocka_unit_test(a_slice_that_leaves_the_extent_is_refused),
        cmocka_unit_test(transposing_swaps_and_permuting_reorders),
        cmocka_unit_test(inserting_a_dimension_moves_nothing),
        cmocka_unit_test(a_diagonal_lies_above_on_or_below),
        cmocka_unit_test(a_reshape_is_a_view_where_the_strides_allow),
        cmocka_unit_test(a_reshape_keeps_the_count),
        cmocka_unit_test(broadcasting_repeats_without_copying),
        cmocka_unit_test(common_shapes_align_at_the_last_dimension),
        cmocka_unit_test(overlap_is_between_first_and_last_byte),
        cmocka_unit_test(an_output_of_another_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
