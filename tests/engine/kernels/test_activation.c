#include "engine/network/activation_table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

enum { KINDS = BN_ACTIVATIONS, POINTS = 4001 };

static void rows_agree_with_the_double_precision_functions(void **state)
{
    (void)state;
    static float x[POINTS], value[POINTS], slope[POINTS];
    for (int i = 0; i < POINTS; i++) x[i] = -20.0f + 0.01f * (float)i;
    for (int kind = 0; kind < KINDS; kind++) {
        const double power = 1.7;
        const bn_phi phi = {.activation = (bn_activation)kind, .power = power};
        bn_phi_values(&phi, x, POINTS, value);
        bn_phi_slopes(&phi, x, POINTS, slope);
        for (int i = 0; i < POINTS; i++) {
            const double v = bn_activation_value((bn_activation)kind, power, (double)x[i]);
            const double s = bn_activation_slope((bn_activation)kind, power, (double)x[i]);
            assert_near((double)value[i], v, 2e-6 * fabs(v) + 1e-12);
            assert_near((double)slope[i], s, 2e-6 * fabs(s) + 2e-7);
        }
    }
}

static void extreme_states_stay_finite(void **state)
{
    (void)state;
    const float x[16] = {1e30f, -1e30f, 200.0f, -200.0f, 0.0f, -0.0f, 1e-40f, -1e-40f};
    float value[16], slope[16];
    for (int kind = 0; kind < KINDS; kind++) {
        if (kind == BN_ACTIVATION_THRESHOLD_POWER) continue; // a power of 1e30 overflows
        const bn_phi phi = {.activation = (bn_activation)kind};
        bn_phi_values(&phi, x, 16, value);
        bn_phi_slopes(&phi, x, 16, slope);
        for (int i = 0; i < 8; i++) assert_true(isfinite(value[i]) && isfinite(slope[i]));
    }
    bn_phi_values(&(bn_phi){.activation = BN_ACTIVATION_TANH}, x, 16, value);
    assert_true(value[0] == 1.0f && value[1] == -1.0f);
    bn_phi_values(&(bn_phi){.activation = BN_ACTIVATION_SOFTPLUS}, x, 16, value);
    assert_near((double)value[2], 200.0, 1e-4);
    assert_near((double)value[4], log(2.0), 1e-7);
}

static void slopes_are_the_derivatives(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++)
        for (double x = -3.05; x < 3.0; x += 0.1) {
            const double h = 1e-6;
            const double quotient = (bn_activation_value((bn_activation)kind, 2.5, x + h) -
                                     bn_activation_value((bn_activation)kind, 2.5, x - h)) /
                                    (2.0 * h);
            assert_near(bn_activation_slope((bn_activation)kind, 2.5, x), quotient, 1e-7);
        }
    assert_true(bn_activation_slope(BN_ACTIVATION_RELU, 1.0, 0.0) == 0.0);
}

static void sigmoid_and_erf_have_the_values_of_python(void **state)
{
    (void)state;
    // 1/(1 + exp(-x)) and erf(sqrt(pi)/2 x) with their derivatives by Python's math module
    assert_near(bn_activation_value(BN_ACTIVATION_SIGMOID, 1.0, 0.7), 0.6681877721681662, 1e-15);
    assert_near(bn_activation_slope(BN_ACTIVATION_SIGMOID, 1.0, 0.7), 0.22171287329310904, 1e-15);
    assert_near(bn_activation_value(BN_ACTIVATION_SIGMOID, 1.0, -30.0), 9.357622968839299e-14, 1e-27);
    assert_near(bn_activation_value(BN_ACTIVATION_ERF, 1.0, 0.7), 0.6196870915462005, 1e-15);
    assert_near(bn_activation_value(BN_ACTIVATION_ERF, 1.0, -1.5), -0.9398879977160534, 1e-15);
    assert_near(bn_activation_value(BN_ACTIVATION_ERF, 1.0, 1e-9), 1e-9, 1e-24);
    assert_near(bn_activation_slope(BN_ACTIVATION_ERF, 1.0, 0.7), 0.6805560461278611, 1e-15);
}

// 0.9 tanh(x/0.9) and 0.1 tanh(x/0.1) by Python's math module; the slope at rest is 1 from both sides.
static void the_asymmetric_tanh_lies_between_minus_one_tenth_and_nine(void **state)
{
    (void)state;
    const bn_activation kind = BN_ACTIVATION_ASYMMETRIC_TANH;
    assert_near(bn_activation_value(kind, 1.0, 0.5), 0.45420515794967103, 1e-15);
    assert_near(bn_activation_value(kind, 1.0, -0.5), -0.09999092042625951, 1e-15);
    assert_near(bn_activation_value(kind, 1.0, 100.0), 0.9, 1e-15);
    assert_near(bn_activation_value(kind, 1.0, -100.0), -0.1, 1e-15);
    assert_near(bn_activation_slope(kind, 1.0, 1e-9), 1.0, 1e-15);
    assert_near(bn_activation_slope(kind, 1.0, -1e-9), 1.0, 1e-15);
}

enum { ROWS = 257 };

typedef struct {
    double numbers[3 * ROWS];
    void *block;
    bn_phi phi;
} tabulated;

// A named activation as a table of ROWS rows from -8 to 8.
static void tabulate(bn_activation kind, tabulated *t)
{
    for (int i = 0; i < ROWS; i++) {
        const double x = -8.0 + 16.0 * i / (ROWS - 1);
        t->numbers[3 * i] = x;
        t->numbers[3 * i + 1] = bn_activation_value(kind, 1.0, x);
        t->numbers[3 * i + 2] = bn_activation_slope(kind, 1.0, x);
    }
    const bn_tensor table = {
        .dtype = BN_F64, .dims = 2, .shape = {ROWS, 3}, .stride = {3, 1}, .data = t->numbers};
    assert_int_equal(bn_phi_check_table(BN_ACTIVATION_TABLE, &table).code, BN_OK);
    bn_arena ruler = bn_arena_measure();
    bn_phi_lay_out(&ruler, BN_ACTIVATION_TABLE, 1.0, &table);
    t->block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(t->block);
    t->phi = bn_phi_lay_out(&arena, BN_ACTIVATION_TABLE, 1.0, &table);
}

// The fourth derivatives of tanh and of the sigmoid are below 4.0859 and 0.1277 (their maxima, by Python).
static void a_table_is_off_by_no_more_than_the_bound(void **state)
{
    (void)state;
    static tabulated t;
    const bn_activation kinds[] = {BN_ACTIVATION_TANH, BN_ACTIVATION_SIGMOID};
    const double fourth[] = {4.0859, 0.1277}, step = 16.0 / (ROWS - 1);
    for (int k = 0; k < 2; k++) {
        tabulate(kinds[k], &t);
        double most = 0.0, most_slope = 0.0;
        for (double x = -8.0; x <= 8.0; x += 0.00137) {
            most = fmax(most, fabs(bn_phi_value(&t.phi, x) - bn_activation_value(kinds[k], 1.0, x)));
            most_slope =
                fmax(most_slope, fabs(bn_phi_slope(&t.phi, x) - bn_activation_slope(kinds[k], 1.0, x)));
        }
        const double bound = pow(step, 4.0) * fourth[k] / 384.0;
        const double bound_of_slope = pow(step, 3.0) * fourth[k] * sqrt(3.0) / 216.0;
        assert_true(most <= bound + 1e-15 &&
                    most > 0.5 * bound); // near the largest fourth derivative it is reached
        assert_true(most_slope <= bound_of_slope + 1e-15 && most_slope > 0.5 * bound_of_slope);
        bn_memory_free(t.block);
    }
}

static void a_table_is_linear_beyond_its_ends_and_the_same_in_vectors(void **state)
{
    (void)state;
    static tabulated t;
    static float x[POINTS], value[POINTS], slope[POINTS];
    tabulate(BN_ACTIVATION_SOFTPLUS, &t);
    const double end = bn_activation_value(BN_ACTIVATION_SOFTPLUS, 1.0, 8.0);
    const double rise = bn_activation_slope(BN_ACTIVATION_SOFTPLUS, 1.0, 8.0);
    assert_near(bn_phi_value(&t.phi, 108.0), end + 100.0 * rise, 1e-12);
    assert_near(bn_phi_slope(&t.phi, 108.0), rise, 1e-15);
    assert_true(isnan(bn_phi_value(&t.phi, (double)NAN)));
    for (double at = -2.01; at < 2.0; at += 0.37) // within a step, where the curvature does not jump
        assert_near(bn_phi_curvature(&t.phi, at),
                    (bn_phi_slope(&t.phi, at + 1e-6) - bn_phi_slope(&t.phi, at - 1e-6)) / 2e-6, 1e-8);
    assert_true(bn_phi_curvature(&t.phi, 9.0) == 0.0);
    for (int i = 0; i < POINTS; i++) x[i] = -20.0f + 0.01f * (float)i;
    bn_phi_values(&t.phi, x, POINTS, value);
    bn_phi_slopes(&t.phi, x, POINTS, slope);
    for (int i = 0; i < POINTS; i++) {
        assert_near((double)value[i], bn_phi_value(&t.phi, (double)x[i]), 2e-6 * (1.0 + fabs((double)x[i])));
        assert_near((double)slope[i], bn_phi_slope(&t.phi, (double)x[i]), 4e-6);
    }
    const float extreme[16] = {NAN, 1e30f, -1e30f, INFINITY, -INFINITY};
    bn_phi_values(&t.phi, extreme, 16, value);
    assert_true(isnan(value[0]) && value[1] > 9e29f && fabsf(value[2]) < 1e27f);
    bn_memory_free(t.block);
}

static void tables_that_are_none_are_refused(void **state)
{
    (void)state;
    double rows[9] = {0.0, 1.0, 0.0, 1.0, 2.0, 0.0, 2.0, 3.0, 0.0};
    bn_tensor table = {.dtype = BN_F64, .dims = 2, .shape = {3, 3}, .stride = {3, 1}, .data = rows};
    assert_int_equal(bn_phi_check_table(BN_ACTIVATION_TABLE, &table).code, BN_OK);
    assert_non_null(
        strstr(bn_phi_check_table(BN_ACTIVATION_TABLE, NULL).message, "an activation_table is needed"));
    assert_non_null(strstr(bn_phi_check_table(BN_ACTIVATION_TANH, &table).message, "activation is tanh"));
    rows[3] = 1.5;
    assert_non_null(
        strstr(bn_phi_check_table(BN_ACTIVATION_TABLE, &table).message, "x = 1.5 in row 2; 1 was needed"));
    rows[3] = 1.0, rows[7] = (double)NAN;
    assert_non_null(
        strstr(bn_phi_check_table(BN_ACTIVATION_TABLE, &table).message, "nan in row 3, column 2"));
    table.shape[1] = 2;
    assert_non_null(
        strstr(bn_phi_check_table(BN_ACTIVATION_TABLE, &table).message, "is 3 x 2; n x 3 was needed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_agree_with_the_double_precision_functions),
        cmocka_unit_test(extreme_states_stay_finite),
        cmocka_unit_test(slopes_are_the_derivatives),
        cmocka_unit_test(the_asymmetric_tanh_lies_between_minus_one_tenth_and_nine),
        cmocka_unit_test(a_table_is_off_by_no_more_than_the_bound),
        cmocka_unit_test(a_table_is_linear_beyond_its_ends_and_the_same_in_vectors),
        cmocka_unit_test(tables_that_are_none_are_refused),
        cmocka_unit_test(sigmoid_and_erf_have_the_values_of_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
