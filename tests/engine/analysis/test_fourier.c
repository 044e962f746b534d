// Expected values: the defining sums, written out here, and closed forms named at each.
#include "common/memory.h"
#include "engine/analysis/bluestein.h"
#include "engine/analysis/fourier.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/near.h"

static const double pi = 3.14159265358979323846;

static double some_value(int64_t j)
{
    return sin(1.7 * (double)(j * j)) + 0.3 * cos(0.1 * (double)j) + 0.25;
}

static double _Complex sum_by_definition(int64_t n, const double *x, int64_t k)
{
    double _Complex sum = 0.0;
    for (int64_t j = 0; j < n; j++) sum += x[j] * cexp(-2.0 * pi * I * (double)(j * k % n) / (double)n);
    return sum;
}

static void the_transform_is_its_defining_sum_at_every_length(void **state)
{
    (void)state;
    for (int64_t n = 2; n <= 70; n++) {
        bn_fourier fourier;
        assert_int_equal(bn_fourier_open(n, &fourier).code, BN_OK);
        assert_int_equal(fourier.bins, n / 2 + 1);
        for (int64_t j = 0; j < n; j++) fourier.signal[j] = some_value(j);
        bn_fourier_forward(&fourier);
        for (int64_t k = 0; k < fourier.bins; k++)
            assert_true(cabs(fourier.spectrum[k] - sum_by_definition(n, fourier.signal, k)) <
                        1e-12 * (double)n);
        bn_fourier_close(&fourier);
    }
}

static void the_inverse_gives_the_signal_back(void **state)
{
    (void)state;
    for (int64_t n = 2; n <= 1000; n = n * 3 / 2 + 1) {
        bn_fourier fourier;
        assert_int_equal(bn_fourier_open(n, &fourier).code, BN_OK);
        for (int64_t j = 0; j < n; j++) fourier.signal[j] = some_value(j);
        bn_fourier_forward(&fourier);
        bn_fourier_inverse(&fourier);
        for (int64_t j = 0; j < n; j++) assert_near(fourier.signal[j], some_value(j), 1e-13);
        bn_fourier_close(&fourier);
    }
}

static void bluesteins_transform_agrees_with_the_library(void **state)
{
    (void)state;
    const int64_t n = 3 * 5 * 7 * 11;
    bn_fourier fourier;
    bn_bluestein transform;
    assert_int_equal(bn_fourier_open(n, &fourier).code, BN_OK);
    assert_int_equal(bn_bluestein_open(n, &transform).code, BN_OK);
    double _Complex x[3 * 5 * 7 * 11];
    for (int64_t j = 0; j < n; j++) x[j] = fourier.signal[j] = some_value(j);
    bn_fourier_forward(&fourier);
    bn_bluestein_forward(&transform, x);
    for (int64_t k = 0; k < fourier.bins; k++) assert_true(cabs(x[k] - fourier.spectrum[k]) < 1e-11);
    for (int64_t k = 1; k < n; k++) assert_true(cabs(x[k] - conj(x[n - k])) < 1e-11);
    bn_fourier_close(&fourier);
    bn_bluestein_close(&transform);
}

static void bluesteins_transform_takes_complex_signals_in_place(void **state)
{
    (void)state;
    enum { N = 12 };
    bn_bluestein transform;
    assert_int_equal(bn_bluestein_open(N, &transform).code, BN_OK);
    double _Complex x[N]; // one turn at frequency 5: a single line
    for (int j = 0; j < N; j++) x[j] = cexp(2.0 * pi * I * 5.0 * j / N);
    bn_bluestein_forward(&transform, x);
    for (int k = 0; k < N; k++) assert_true(cabs(x[k] - (k == 5 ? N : 0.0)) < 1e-13);
    bn_bluestein_close(&transform);
}

static void a_convolution_is_its_defining_sum_after_a_rest_at_the_first_value(void **state)
{
    (void)state;
    enum { COUNT = 37, TAPS = 11 };
    double x[COUNT], y[COUNT], kernel[TAPS];
    for (int t = 0; t < COUNT; t++) x[t] = some_value(t);
    for (int s = 0; s < TAPS; s++) kernel[s] = exp(-0.2 * s);
    assert_int_equal(bn_fourier_convolve(COUNT, x, TAPS, kernel, y).code, BN_OK);
    for (int t = 0; t < COUNT; t++) {
        double sum = 0.0;
        for (int s = 0; s < TAPS; s++) sum += kernel[s] * x[t >= s ? t - s : 0];
        assert_near(y[t], sum, 1e-12);
    }
}

// sum_s a^s z^-s = 1 / (1 - a / z) once a^taps has vanished.
static void the_response_of_a_leak_is_a_pole(void **state)
{
    (void)state;
    enum { TAPS = 200, N = 256 };
    double kernel[TAPS];
    double _Complex response[N / 2 + 1];
    for (int s = 0; s < TAPS; s++) kernel[s] = pow(0.8, s);
    assert_int_equal(bn_fourier_response(TAPS, kernel, N, response).code, BN_OK);
    for (int k = 0; k <= N / 2; k++) {
        const double _Complex pole = 1.0 / (1.0 - 0.8 * cexp(-2.0 * pi * I * k / N));
        assert_true(cabs(response[k] - pole) < 1e-12);
    }
}

static void lengths_out_of_range_are_refused_with_the_number(void **state)
{
    (void)state;
    bn_fourier fourier;
    bn_bluestein transform;
    const bn_status status = bn_fourier_open(1, &fourier);
    assert_int_equal(status.code, BN_EINVAL);
    assert_string_equal(status.message, "a transform of 1 points; 2 to 268435456 were needed");
    assert_int_equal(bn_fourier_open((int64_t)1 << 40, &fourier).code, BN_EINVAL);
    assert_int_equal(bn_bluestein_open(0, &transform).code, BN_EINVAL);
    double value = 1.0;
    double _Complex response;
    assert_int_equal(bn_fourier_convolve(0, &value, 1, &value, &value).code, BN_EINVAL);
    assert_int_equal(bn_fourier_response(5, &value, 4, &response).code, BN_EINVAL);
}

static void without_memory_there_is_a_status_and_nothing_is_kept(void **state)
{
    (void)state;
    double x[8] = {1.0}, kernel[2] = {1.0, 0.5};
    int failures = 0;
    for (long successes = 0;; successes++) {
        bn_memory_fail_after(successes);
        const bn_code code = bn_fourier_convolve(8, x, 2, kernel, x).code;
        bn_memory_fail_after(-1);
        if (code == BN_OK) break;
        assert_int_equal(code, BN_ENOMEM);
        failures++;
    }
    assert_true(failures >= 4);
    bn_bluestein transform;
    bn_memory_fail_after(0);
    assert_int_equal(bn_bluestein_open(8, &transform).code, BN_ENOMEM);
    bn_memory_fail_after(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_transform_is_its_defining_sum_at_every_length),
        cmocka_unit_test(the_inverse_gives_the_signal_back),
        cmocka_unit_test(bluesteins_transform_agrees_with_the_library),
        cmocka_unit_test(bluesteins_transform_takes_complex_signals_in_place),
        cmocka_unit_test(a_convolution_is_its_defining_sum_after_a_rest_at_the_first_value),
        cmocka_unit_test(the_response_of_a_leak_is_a_pole),
        cmocka_unit_test(lengths_out_of_range_are_refused_with_the_number),
        cmocka_unit_test(without_memory_there_is_a_status_and_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
