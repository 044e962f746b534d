#include "engine/kernels/activation.h"

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
        bn_activation_values((bn_activation)kind, power, x, POINTS, value);
        bn_activation_slopes((bn_activation)kind, power, x, POINTS, slope);
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
        bn_activation_values((bn_activation)kind, 2.0, x, 16, value);
        bn_activation_slopes((bn_activation)kind, 2.0, x, 16, slope);
        for (int i = 0; i < 8; i++) assert_true(isfinite(value[i]) && isfinite(slope[i]));
    }
    bn_activation_values(BN_ACTIVATION_TANH, 2.0, x, 16, value);
    assert_true(value[0] == 1.0f && value[1] == -1.0f);
    bn_activation_values(BN_ACTIVATION_SOFTPLUS, 2.0, x, 16, value);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_agree_with_the_double_precision_functions),
        cmocka_unit_test(extreme_states_stay_finite),
        cmocka_unit_test(slopes_are_the_derivatives),
        cmocka_unit_test(the_asymmetric_tanh_lies_between_minus_one_tenth_and_nine),
        cmocka_unit_test(sigmoid_and_erf_have_the_values_of_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
