#include "common/memory.h"
#include "engine/tensor/tensor_math.h"
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

static double unary(bn_unary op, double x)
{
    double y = -999.0;
    const bn_tensor in = tests_vector(&x, 1);
    bn_tensor out = tests_vector(&y, 1);
    assert_fine(bn_tensor_unary(op, &in, &out));
    return y;
}

static double binary(bn_binary op, double a, double b)
{
    double y = -999.0;
    const bn_tensor in_a = tests_vector(&a, 1), in_b = tests_vector(&b, 1);
    bn_tensor out = tests_vector(&y, 1);
    assert_fine(bn_tensor_binary(op, &in_a, &in_b, &out));
    return y;
}

// Values from tables of the functions, to the digits given.
static const struct {
    bn_unary op;
    double x, y;
} unary_values[] = {
    {BN_ABS, -2.5, 2.5},
    {BN_NEGATE, 2.5, -2.5},
    {BN_SIGN, -3.0, -1.0},
    {BN_SIGN, 3.0, 1.0},
    {BN_SIGN, 0.0, 0.0},
    {BN_RECIPROCAL, 4.0, 0.25},
    {BN_FLOOR, -1.5, -2.0},
    {BN_CEIL, -1.5, -1.0},
    {BN_ROUND, 2.5, 3.0},
    {BN_ROUND, -2.5, -3.0},
    {BN_TRUNC, -1.5, -1.0},
    {BN_SQRT, 2.0, 1.4142135623730951},
    {BN_SQUARE, -3.0, 9.0},
    {BN_EXP, 1.0, 2.718281828459045},
    {BN_EXPM1, 1e-10, 1.00000000005e-10},
    {BN_LOG, 10.0, 2.302585092994046},
    {BN_LOG1P, 1e-10, 9.9999999995e-11},
    {BN_LOG2, 8.0, 3.0},
    {BN_LOG10, 1000.0, 3.0},
    {BN_SIN, 0.5235987755982989, 0.5},
    {BN_COS, 1.0471975511965976, 0.5},
    {BN_TAN, 0.7853981633974483, 1.0},
    {BN_ASIN, 0.5, 0.5235987755982989},
    {BN_ACOS, 0.5, 1.0471975511965979},
    {BN_ATAN, 1.0, 0.7853981633974483},
    {BN_SINH, 1.0, 1.1752011936438014},
    {BN_COSH, 1.0, 1.5430806348152437},
    {BN_TANH, 0.5, 0.46211715726000979},
    {BN_ERF, 1.0, 0.8427007929497149},
    {BN_ERFC, 3.0, 2.209049699858544e-5},
    {BN_RELU, -1.0, 0.0},
    {BN_RELU, 1.5, 1.5},
    {BN_SIGMOID, 0.0, 0.5},
    {BN_SIGMOID, -800.0, 0.0},
    {BN_SIGMOID, 1.0, 0.7310585786300049},
    {BN_SOFTPLUS, 0.0, 0.6931471805599453},
    {BN_SOFTPLUS, 800.0, 800.0},
    {BN_SOFTPLUS, -30.0, 9.3576229688397372e-14},
    {BN_IS_NAN, NAN, 1.0},
    {BN_IS_NAN, INFINITY, 0.0},
    {BN_IS_FINITE, INFINITY, 0.0},
    {BN_IS_FINITE, 1e308, 1.0},
};

static void every_function_has_its_known_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unary_values / sizeof *unary_values; i++)
        assert_near(unary(unary_values[i].op, unary_values[i].x), unary_values[i].y,
                    1e-14 * fabs(unary_values[i].y));
}

static void nan_goes_through_every_function(void **state)
{
    (void)state;
    for (int op = 0; op < BN_UNARY_COUNT; op++)
        if (op != BN_IS_NAN && op != BN_IS_FINITE) assert_true(isnan(unary((bn_unary)op, NAN)));
    for (int op = 0; op < BN_EQ; op++) {
        if (op == BN_POW) continue; // x^0 and 1^x are 1 for every x, NaN too (C11, F.10.4.4)
        assert_true(isnan(binary((bn_binary)op, NAN, 1.0)));
        assert_true(isnan(binary((bn_binary)op, 1.0, NAN)));
    }
    assert_true(isnan(binary(BN_POW, NAN, 3.0)) && isnan(binary(BN_POW, 3.0, NAN)));
    for (int op = BN_EQ; op < BN_BINARY_COUNT; op++)
        assert_true(binary((bn_binary)op, NAN, NAN) == (op == BN_NE ? 1.0 : 0.0));
}

static void the_operations_of_two_have_their_known_values(void **state)
{
    (void)state;
    const struct {
        bn_binary op;
        double a, b, y;
    } known[] = {
        {BN_ADD, 1.5, 2.0, 3.5},
        {BN_SUB, 1.5, 2.0, -0.5},
        {BN_MUL, 1.5, 2.0, 3.0},
        {BN_DIV, 1.0, 4.0, 0.25},
        {BN_DIV, 1.0, 0.0, INFINITY},
        {BN_POW, 2.0, 10.0, 1024.0},
        {BN_POW, 3.0, 2.0, 9.0},
        {BN_IDIV, -7.0, 2.0, -4.0},
        {BN_MOD, -7.0, 3.0, 2.0},
        {BN_MOD, 7.0, -3.0, -2.0},
        {BN_MOD, 6.0, 3.0, 0.0},
        {BN_MOD, 5.0, INFINITY, 5.0},
        {BN_MINIMUM, 1.0, 2.0, 1.0},
        {BN_MAXIMUM, 1.0, 2.0, 2.0},
        {BN_ATAN2, 1.0, -1.0, 2.356194490192345},
        {BN_HYPOT, 3e200, 4e200, 5e200},
        {BN_EQ, 1.0, 1.0, 1.0},
        {BN_EQ, 1.0, 2.0, 0.0},
        {BN_NE, 1.0, 2.0, 1.0},
        {BN_LT, 1.0, 2.0, 1.0},
        {BN_LT, 2.0, 2.0, 0.0},
        {BN_LE, 2.0, 2.0, 1.0},
        {BN_LE, 3.0, 2.0, 0.0},
        {BN_GT, 3.0, 2.0, 1.0},
        {BN_GT, 2.0, 2.0, 0.0},
        {BN_GE, 2.0, 2.0, 1.0},
        {BN_GE, 1.0, 2.0, 0.0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double y = binary(known[i].op, known[i].a, known[i].b);
        assert_true(y == known[i].y || fabs(y - known[i].y) < 1e-15 * fabs(known[i].y));
    }
}

static void every_operation_has_a_name_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(bn_unary_name(BN_LOG1P), "log1p");
    assert_string_equal(bn_binary_name(BN_GE), "ge");
    for (int i = 0; i < BN_UNARY_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(bn_unary_name((bn_unary)i), bn_unary_name((bn_unary)j));
    for (int i = 0; i < BN_BINARY_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(bn_binary_name((bn_binary)i), bn_binary_name((bn_binary)j));
}

static void shapes_broadcast_to_the_output(void **state)
{
    (void)state;
    double column[2] = {10, 20}, row[3] = {1, 2, 3}, result[6];
    const bn_tensor a = tests_matrix(column, 2, 1), b = tests_vector(row, 3);
    bn_tensor out = tests_matrix(result, 2, 3);
    assert_fine(bn_tensor_binary(BN_ADD, &a, &b, &out));
    assert_memory_equal(result, ((double[]){11, 12, 13, 21, 22, 23}), sizeof result);
    bn_tensor small = tests_vector(result, 2);
    assert_refused(bn_tensor_binary(BN_ADD, &a, &b, &small), BN_EINVAL,
                   "shape 2 x 1 does not broadcast to 2");
    assert_refused(bn_tensor_unary(BN_EXP, &b, &small), BN_EINVAL, "shape 3 does not broadcast to 2");
}

// f32 arithmetic must equal C's own on floats; mixed operands are computed in f64 and rounded once.
static void f32_is_computed_in_f32_and_mixed_in_f64(void **state)
{
    (void)state;
    float a[300], b[300], y[300];
    for (int i = 0; i < 300; i++) {
        a[i] = 0.1F + (float)i;
        b[i] = 3.7F / (float)(i + 1);
    }
    const bn_tensor in_a = {.dtype = BN_F32, .dims = 1, .shape = {300}, .stride = {1}, .data = a};
    const bn_tensor in_b = {.dtype = BN_F32, .dims = 1, .shape = {300}, .stride = {1}, .data = b};
    bn_tensor out = {.dtype = BN_F32, .dims = 1, .shape = {300}, .stride = {1}, .data = y};
    const bn_binary ops[4] = {BN_ADD, BN_SUB, BN_MUL, BN_DIV};
    for (int op = 0; op < 4; op++) {
        assert_fine(bn_tensor_binary(ops[op], &in_a, &in_b, &out));
        for (int i = 0; i < 300; i++) {
            const float expected[4] = {a[i] + b[i], a[i] - b[i], a[i] * b[i], a[i] / b[i]};
            assert_true(y[i] == expected[op]);
        }
    }
    double third = 1.0 / 3.0, exact[300];
    const bn_tensor wide = {.dtype = BN_F64, .data = &third};
    bn_tensor wide_out = tests_vector(exact, 300);
    assert_fine(bn_tensor_binary(BN_MUL, &in_a, &wide, &wide_out));
    for (int i = 0; i < 300; i++) assert_true(exact[i] == (double)a[i] * third);
    assert_fine(bn_tensor_binary(BN_MUL, &in_a, &wide, &out));
    for (int i = 0; i < 300; i++) assert_true(y[i] == (float)exact[i]);
}

static void strided_f32_is_read_and_written_in_place(void **state)
{
    (void)state;
    float a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const bn_tensor odd = {.dtype = BN_F32, .dims = 1, .shape = {4}, .stride = {2}, .data = a};
    bn_tensor even = {.dtype = BN_F32, .dims = 1, .shape = {4}, .stride = {2}, .data = a + 1};
    assert_fine(bn_tensor_binary(BN_MUL, &odd, &odd, &even));
    assert_memory_equal(a, ((float[]){1, 1, 3, 9, 5, 25, 7, 49}), sizeof a);
}

static void an_operand_may_be_the_output(void **state)
{
    (void)state;
    double x[3] = {1, 2, 3};
    bn_tensor t = tests_vector(x, 3);
    assert_fine(bn_tensor_binary(BN_MUL, &t, &t, &t));
    assert_memory_equal(x, ((double[]){1, 4, 9}), sizeof x);
    assert_fine(bn_tensor_unary(BN_SQRT, &t, &t));
    assert_memory_equal(x, ((double[]){1, 2, 3}), sizeof x);
}

static void an_operand_may_overlap_the_output_in_any_way(void **state)
{
    (void)state;
    double x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    bn_tensor t = tests_matrix(x, 3, 3), transposed, row, reversed;
    assert_fine(bn_tensor_transpose(&t, 0, 1, &transposed));
    assert_fine(bn_tensor_binary(BN_ADD, &t, &transposed, &t)); // the symmetric part, twice
    assert_memory_equal(x, ((double[]){2, 6, 10, 6, 10, 14, 10, 14, 18}), sizeof x);
    assert_fine(bn_tensor_select(&t, 0, 0, &row));
    assert_fine(bn_tensor_binary(BN_SUB, &t, &row, &t)); // the row is also part of the output
    assert_memory_equal(x, ((double[]){0, 0, 0, 4, 4, 4, 8, 8, 8}), sizeof x);
    assert_fine(bn_tensor_slice(&t, 0, 2, 3, -1, &reversed));
    assert_fine(bn_tensor_unary(BN_NEGATE, &reversed, &t));
    assert_memory_equal(x, ((double[]){-8, -8, -8, -4, -4, -4, -0.0, -0.0, -0.0}), sizeof x);
}

static void without_memory_for_scratch_nothing_changes(void **state)
{
    (void)state;
    double x[4] = {1, 2, 3, 4};
    bn_tensor t = tests_matrix(x, 2, 2), transposed;
    assert_fine(bn_tensor_transpose(&t, 0, 1, &transposed));
    for (long n = 0; n < 2;
         n++) { // two operands need two copies; the first must be freed when the second fails
        bn_memory_fail_after(n);
        const bn_status status = bn_tensor_binary(BN_ADD, &transposed, &transposed, &t);
        bn_memory_fail_after(-1);
        assert_refused(status, BN_ENOMEM, "no memory");
        assert_memory_equal(x, ((double[]){1, 2, 3, 4}), sizeof x);
    }
}

static void where_picks_by_the_condition(void **state)
{
    (void)state;
    double condition[3] = {1, 0, NAN}, a[3] = {1, 2, 3}, b = -1.0, result[3];
    const bn_tensor c = tests_vector(condition, 3), in_a = tests_vector(a, 3);
    const bn_tensor in_b = {.dtype = BN_F64, .data = &b};
    bn_tensor out = tests_vector(result, 3);
    assert_fine(bn_tensor_where(&c, &in_a, &in_b, &out));
    assert_memory_equal(result, ((double[]){1, -1, 3}), sizeof result);
    bn_tensor wide = {.dtype = BN_F64, .dims = 1, .shape = {3}, .stride = {0}, .data = result};
    assert_refused(bn_tensor_where(&c, &in_a, &in_b, &wide), BN_EINVAL, "repeats one element");
}

static void tensors_are_equal_by_shape_and_elements(void **state)
{
    (void)state;
    double x[4] = {1, 2, 2, 1}, y[4] = {1, 2, 2, 3};
    float z[4] = {1, 2, 2, 1};
    const bn_tensor a = tests_matrix(x, 2, 2), b = tests_matrix(y, 2, 2), flat = tests_vector(x, 4);
    const bn_tensor narrow = {.dtype = BN_F32, .dims = 2, .shape = {2, 2}, .stride = {1, 2}, .data = z};
    assert_true(bn_tensor_equal(&a, &a));
    assert_true(bn_tensor_equal(&a, &narrow)); // symmetric, so its transpose is itself
    assert_false(bn_tensor_equal(&a, &b));
    assert_false(bn_tensor_equal(&a, &flat));
    x[0] = NAN;
    assert_false(bn_tensor_equal(&a, &a));
}

// Element by element against the same sum on indices, for a walk that can merge no two dimensions.
static void a_walk_finds_every_element_of_many_dimensions(void **state)
{
    (void)state;
    double in[2 * 3 * 4 * 5], out[2 * 3 * 4 * 5];
    for (int i = 0; i < 120; i++) in[i] = i;
    bn_tensor a, b, transposed;
    assert_fine(bn_tensor_describe(BN_F64, 4, (const int64_t[]){2, 3, 4, 5}, in, &a));
    assert_fine(bn_tensor_permute(&a, (const int[]){3, 1, 0, 2}, &transposed)); // 5 x 3 x 2 x 4
    assert_fine(bn_tensor_describe(BN_F64, 4, (const int64_t[]){5, 3, 2, 4}, out, &b));
    assert_fine(bn_tensor_unary(BN_NEGATE, &transposed, &b));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 4; k++)
                for (int l = 0; l < 5; l++)
                    assert_true(out[((l * 3 + j) * 2 + i) * 4 + k] == -in[((i * 3 + j) * 4 + k) * 5 + l]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_has_its_known_values),
        cmocka_unit_test(nan_goes_through_every_function),
        cmocka_unit_test(the_operations_of_two_have_their_known_values),
        cmocka_unit_test(every_operation_has_a_name_of_its_own),
        cmocka_unit_test(shapes_broadcast_to_the_output),
        cmocka_unit_test(f32_is_computed_in_f32_and_mixed_in_f64),
        cmocka_unit_test(strided_f32_is_read_and_written_in_place),
        cmocka_unit_test(an_operand_may_be_the_output),
        cmocka_unit_test(an_operand_may_overlap_the_output_in_any_way),
        cmocka_unit_test(without_memory_for_scratch_nothing_changes),
        cmocka_unit_test(where_picks_by_the_condition),
        cmocka_unit_test(tensors_are_equal_by_shape_and_elements),
        cmocka_unit_test(a_walk_finds_every_element_of_many_dimensions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
