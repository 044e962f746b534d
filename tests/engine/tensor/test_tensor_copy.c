#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/refused.h"
#include "tests/tensors.h"

#define assert_fine(status) assert_int_equal((status).code, BN_OK)

static void filling_a_view_leaves_the_rest(void **state)
{
    (void)state;
    double data[6] = {0};
    const bn_tensor matrix = tests_matrix(data, 2, 3);
    bn_tensor column;
    assert_fine(bn_tensor_select(&matrix, 1, 1, &column));
    assert_fine(bn_tensor_fill(7.0, &column));
    assert_memory_equal(data, ((double[]){0, 7, 0, 0, 7, 0}), sizeof data);
    float scalar = 0.0F;
    bn_tensor point = {.dtype = BN_F32, .data = &scalar};
    assert_fine(bn_tensor_fill(0.1, &point));
    assert_true(scalar == 0.1F);
}

static void a_broadcast_view_is_never_written(void **state)
{
    (void)state;
    double data[1] = {1.0}, from[3] = {1, 2, 3};
    bn_tensor wide = {.dtype = BN_F64, .dims = 1, .shape = {3}, .stride = {0}, .data = data};
    const bn_tensor in = tests_vector(from, 3);
    assert_refused(bn_tensor_fill(0.0, &wide), BN_EINVAL, "repeats one element");
    assert_refused(bn_tensor_copy(&in, &wide), BN_EINVAL, "repeats one element");
    assert_true(data[0] == 1.0);
}

static void copying_converts_broadcasts_and_follows_strides(void **state)
{
    (void)state;
    float row[3] = {1.5F, 2.5F, 3.5F};
    double data[6] = {0};
    const bn_tensor in = {.dtype = BN_F32, .dims = 1, .shape = {3}, .stride = {1}, .data = row};
    const bn_tensor matrix = tests_matrix(data, 3, 2);
    bn_tensor transposed;
    assert_fine(bn_tensor_transpose(&matrix, 0, 1, &transposed)); // 2 x 3
    assert_fine(bn_tensor_copy(&in, &transposed));
    assert_memory_equal(data, ((double[]){1.5, 1.5, 2.5, 2.5, 3.5, 3.5}), sizeof data);
    assert_refused(bn_tensor_copy(&matrix, &transposed), BN_EINVAL,
                   "shape 3 x 2 does not broadcast to 2 x 3");
}

static void a_vector_longer_than_a_strip_is_copied_whole(void **state)
{
    (void)state;
    enum { N = 2000 };
    double from[N], to[N];
    for (int i = 0; i < N; i++) from[i] = i;
    const bn_tensor in = tests_vector(from, N);
    bn_tensor out = tests_vector(to, N), every_second, reversed;
    assert_fine(bn_tensor_copy(&in, &out));
    assert_memory_equal(from, to, sizeof to);
    assert_fine(bn_tensor_slice(&in, 0, N - 1, N, -1, &reversed));
    assert_fine(bn_tensor_copy(&reversed, &out));
    for (int i = 0; i < N; i++) assert_true(to[i] == N - 1 - i);
    assert_fine(bn_tensor_slice(&in, 0, 0, N / 2, 2, &every_second));
    assert_fine(bn_tensor_slice(&out, 0, 0, N / 2, 1, &out));
    assert_fine(bn_tensor_copy(&every_second, &out));
    for (int i = 0; i < N / 2; i++) assert_true(to[i] == 2.0 * i);
}

static void overlapping_copies_give_what_separate_ones_give(void **state)
{
    (void)state;
    double data[6] = {1, 2, 3, 4, 5, 6};
    const bn_tensor all = tests_vector(data, 6);
    bn_tensor first, last, reversed;
    assert_fine(bn_tensor_slice(&all, 0, 0, 5, 1, &first));
    assert_fine(bn_tensor_slice(&all, 0, 1, 5, 1, &last));
    assert_fine(bn_tensor_copy(&first, &last));
    assert_memory_equal(data, ((double[]){1, 1, 2, 3, 4, 5}), sizeof data);
    assert_fine(bn_tensor_copy(&last, &first));
    assert_memory_equal(data, ((double[]){1, 2, 3, 4, 5, 5}), sizeof data);
    assert_fine(bn_tensor_slice(&all, 0, 5, 6, -1, &reversed));
    assert_fine(bn_tensor_copy(&reversed, &((bn_tensor){all.dtype, 1, {6}, {1}, data})));
    assert_memory_equal(data, ((double[]){5, 5, 4, 3, 2, 1}), sizeof data);
}

static void a_matrix_can_be_transposed_onto_itself(void **state)
{
    (void)state;
    double data[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    bn_tensor matrix = tests_matrix(data, 3, 3), transposed;
    assert_fine(bn_tensor_transpose(&matrix, 0, 1, &transposed));
    assert_fine(bn_tensor_copy(&transposed, &matrix));
    assert_memory_equal(data, ((double[]){1, 4, 7, 2, 5, 8, 3, 6, 9}), sizeof data);
}

static void a_copy_without_memory_for_scratch_changes_nothing(void **state)
{
    (void)state;
    double data[4] = {1, 2, 3, 4};
    bn_tensor matrix = tests_matrix(data, 2, 2), transposed;
    assert_fine(bn_tensor_transpose(&matrix, 0, 1, &transposed));
    bn_memory_fail_after(0);
    const bn_status status = bn_tensor_copy(&transposed, &matrix);
    bn_memory_fail_after(-1);
    assert_refused(status, BN_ENOMEM, "no memory for a copy of 4 elements in f64");
    assert_memory_equal(data, ((double[]){1, 2, 3, 4}), sizeof data);
}

static void an_empty_tensor_is_copied_to_an_empty_one(void **state)
{
    (void)state;
    bn_tensor none = {.dtype = BN_F64, .dims = 2, .shape = {0, 3}, .stride = {3, 1}};
    bn_tensor row = {.dtype = BN_F32, .dims = 1, .shape = {1}, .stride = {1}, .data = (float[]){1.0F}};
    assert_fine(bn_tensor_copy(&row, &none));
    assert_fine(bn_tensor_fill(1.0, &none));
}

static void concatenation_joins_tensors(void **state)
{
    (void)state;
    double one[4] = {1, 2, 3, 4}, two[2] = {5, 6}, result[6];
    const bn_tensor a = tests_matrix(one, 2, 2), b = tests_matrix(two, 2, 1);
    const bn_tensor *const list[] = {&a, &b};
    int64_t shape[2];
    assert_fine(bn_tensor_concatenated_shape(2, list, 1, shape));
    assert_true(shape[0] == 2 && shape[1] == 3);
    bn_tensor out = tests_matrix(result, 2, 3);
    assert_fine(bn_tensor_concatenate(2, list, 1, &out));
    assert_memory_equal(result, ((double[]){1, 2, 5, 3, 4, 6}), sizeof result);
    assert_refused(bn_tensor_concatenated_shape(2, list, 0, shape), BN_EINVAL,
                   "tensor 1 is 2 x 2 and tensor 2 is 2 x 1; only dimension 1 may differ");
    assert_refused(bn_tensor_concatenated_shape(2, list, 2, shape), BN_EINVAL, "dimension 3 does not exist");
    bn_tensor narrow = tests_matrix(result, 2, 2);
    assert_refused(bn_tensor_concatenate(2, list, 1, &narrow), BN_EINVAL, "do not fit");
}

static void concatenated_extents_cannot_overflow(void **state)
{
    (void)state;
    bn_tensor huge = {.dtype = BN_F64, .dims = 2, .shape = {BN_TENSOR_MAX_COUNT, 0}, .stride = {1, 1}};
    const bn_tensor *const list[] = {&huge, &huge};
    int64_t shape[2];
    assert_refused(bn_tensor_concatenated_shape(2, list, 0, shape), BN_EINVAL, "would exceed 2^48");
}

static void taking_picks_elements_in_any_order_and_repeatedly(void **state)
{
    (void)state;
    double data[6] = {1, 2, 3, 4, 5, 6}, result[8];
    const bn_tensor in = tests_matrix(data, 2, 3);
    bn_tensor out = tests_matrix(result, 2, 4);
    assert_fine(bn_tensor_take(&in, 1, (const int64_t[]){2, 0, 0, 1}, &out));
    assert_memory_equal(result, ((double[]){3, 1, 1, 2, 6, 4, 4, 5}), sizeof result);
    assert_refused(bn_tensor_take(&in, 1, (const int64_t[]){0, 3, 0, 0}, &out), BN_EINVAL,
                   "index 4 is out of range");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filling_a_view_leaves_the_rest),
        cmocka_unit_test(a_broadcast_view_is_never_written),
        cmocka_unit_test(copying_converts_broadcasts_and_follows_strides),
        cmocka_unit_test(a_vector_longer_than_a_strip_is_copied_whole),
        cmocka_unit_test(overlapping_copies_give_what_separate_ones_give),
        cmocka_unit_test(a_matrix_can_be_transposed_onto_itself),
        cmocka_unit_test(a_copy_without_memory_for_scratch_changes_nothing),
        cmocka_unit_test(an_empty_tensor_is_copied_to_an_empty_one),
        cmocka_unit_test(concatenation_joins_tensors),
        cmocka_unit_test(concatenated_extents_cannot_overflow),
        cmocka_unit_test(taking_picks_elements_in_any_order_and_repeatedly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
