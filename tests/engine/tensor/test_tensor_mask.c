#include "engine/tensor/tensor_mask.h"
#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/refused.h"
#include "tests/tensors.h"

#define assert_fine(status) assert_int_equal((status).code, BN_OK)

static void elements_are_chosen_in_row_major_order_of_a_view(void **state)
{
    (void)state;
    double data[6] = {1, 2, 3, 4, 5, 6}, choice[6] = {0, 1, NAN, 0, 0, -2}, found[3];
    const bn_tensor matrix = tests_matrix(data, 2, 3), mask = tests_matrix(choice, 3, 2);
    bn_tensor transposed, out = tests_vector(found, 3);
    assert_fine(bn_tensor_transpose(&matrix, 0, 1, &transposed)); // 1 4, 2 5, 3 6
    assert_fine(bn_tensor_masked(&transposed, &mask, &out));
    assert_memory_equal(found, ((double[]){4, 2, 6}), sizeof found);
}

static void more_than_a_strip_is_chosen_and_set_whole(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double data[N], choice[N], found[N / 2];
    for (int i = 0; i < N; i++) {
        data[i] = i;
        choice[i] = i % 2;
    }
    bn_tensor in = tests_vector(data, N), out = tests_vector(found, N / 2);
    const bn_tensor mask = tests_vector(choice, N);
    assert_fine(bn_tensor_masked(&in, &mask, &out));
    for (int i = 0; i < N / 2; i++) assert_true(found[i] == 2 * i + 1);
    for (int i = 0; i < N / 2; i++) found[i] = -found[i];
    assert_fine(bn_tensor_set_masked(&out, &mask, &in));
    for (int i = 0; i < N; i++) assert_true(data[i] == (i % 2 ? -i : i));
}

static void a_tensor_that_is_set_may_share_memory_with_the_mask_and_the_values(void **state)
{
    (void)state;
    double data[5] = {1, 2, 3, 4, 5};
    bn_tensor in = tests_vector(data, 4);
    const bn_tensor behind = tests_vector(data + 1, 4);
    bn_tensor backwards;
    assert_fine(bn_tensor_slice(&in, 0, 3, 4, -1, &backwards));
    assert_fine(bn_tensor_set_masked(&backwards, &behind, &in));
    assert_memory_equal(data, ((double[]){4, 3, 2, 1, 5}), sizeof data);
}

static void indices_of_nonzero_elements_stand_in_rows(void **state)
{
    (void)state;
    double data[6] = {0, 1, 0, 1, 0, 1}, found[6];
    const bn_tensor mask = tests_matrix(data, 2, 3);
    bn_tensor out = tests_matrix(found, 2, 3);
    assert_fine(bn_tensor_nonzero(&mask, &out));
    assert_memory_equal(found, ((double[]){0, 1, 1, 1, 0, 2}), sizeof found);
}

static void shapes_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    double data[4] = {1, 0, 1, 0}, other[4] = {0};
    bn_tensor vector = tests_vector(data, 4), short_one = tests_vector(other, 3);
    bn_tensor scalar = {.dtype = BN_F64, .data = data};
    assert_refused(bn_tensor_masked(&vector, &short_one, &short_one), BN_EINVAL,
                   "the mask is 3; 4 was needed, the shape of");
    assert_refused(bn_tensor_masked(&vector, &vector, &short_one), BN_EINVAL, "3");
    assert_refused(bn_tensor_set_masked(&short_one, &vector, &vector), BN_EINVAL,
                   "the values have shape 3; the mask chooses 2 elements");
    assert_refused(bn_tensor_nonzero(&scalar, &vector), BN_EINVAL, "a scalar tensor has no indices");
    assert_refused(bn_tensor_nonzero(&vector, &vector), BN_EINVAL, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_chosen_in_row_major_order_of_a_view),
        cmocka_unit_test(more_than_a_strip_is_chosen_and_set_whole),
        cmocka_unit_test(a_tensor_that_is_set_may_share_memory_with_the_mask_and_the_values),
        cmocka_unit_test(indices_of_nonzero_elements_stand_in_rows),
        cmocka_unit_test(shapes_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
