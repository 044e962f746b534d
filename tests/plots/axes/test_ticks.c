#include "plots/axes/tick_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/near.h"

// Expected ticks and labels are what a reader would write by hand.

static const pl_scale linear = {.kind = PL_LINEAR, .linear = 1.0};
static const pl_scale logarithmic = {.kind = PL_LOG, .linear = 1.0};

static pl_ticks ticks_of(pl_scale scale, double low, double high, int most)
{
    pl_ticks ticks;
    pl_ticks_make(scale, low, high, most, &ticks);
    return ticks;
}

// The labels, joined by blanks, and what is common to them after a bar.
static const char *labels_of(const pl_ticks *ticks, char *all)
{
    const pl_tick_format format = pl_tick_format_for(ticks);
    char text[PL_TICK_TEXT_SIZE];
    all[0] = '\0';
    for (int i = 0; i < ticks->majors; i++) {
        pl_tick_text(format, ticks->major[i], text);
        if (i > 0) strcat(all, " ");
        strcat(all, text);
    }
    pl_tick_common_text(format, text);
    if (text[0] != '\0') strcat(strcat(all, " | "), text);
    return all;
}

static void assert_labels(pl_scale scale, double low, double high, int most, const char *expected)
{
    char all[4096];
    const pl_ticks ticks = ticks_of(scale, low, high, most);
    assert_string_equal(labels_of(&ticks, all), expected);
}

static void labels_have_the_decimals_of_the_step(void **state)
{
    (void)state;
    assert_labels(linear, 0.0, 1.0, 6, "0.0 0.2 0.4 0.6 0.8 1.0");
    assert_labels(linear, 0.0, 0.31, 4, "0.0 0.1 0.2 0.3");
    assert_labels(linear, -0.06, 0.0, 4, "−0.06 −0.04 −0.02 0.00");
    assert_labels(linear, 0.0, 100.0, 5, "0 25 50 75 100");
    assert_labels(linear, 0.6, 12.4, 5, "5 10");
    assert_labels(linear, 0.5, 2.5, 5, "0.5 1.0 1.5 2.0 2.5");
}

static void large_and_small_numbers_share_a_factor(void **state)
{
    (void)state;
    assert_labels(linear, 1.0, 100001.0, 3, "0.5 1.0 | $\\times10^{5}$");
    assert_labels(linear, 0.0, 0.004, 5, "0 1 2 3 4 | $\\times10^{-3}$");
    assert_labels(linear, 0.0, 9000.0, 4, "0 2500 5000 7500");
}

static void numbers_that_differ_late_share_an_offset(void **state)
{
    (void)state;
    assert_labels(linear, 1000000.0, 1000000.4, 5, "0.0 0.1 0.2 0.3 0.4 | +1000000");
    assert_labels(linear, -1000000.4, -1000000.0, 3, "−0.4 −0.2 0.0 | −1000000");
}

static void every_tick_is_the_double_nearest_to_its_decimal(void **state)
{
    (void)state;
    for (int exponent = -12; exponent <= 12; exponent++) {
        const double size = pow(10.0, exponent);
        for (int most = 3; most <= 9; most++) {
            const pl_ticks ticks = ticks_of(linear, -0.31 * size, 0.97 * size, most);
            for (int i = 0; i < ticks.majors; i++) {
                char decimal[64];
                snprintf(decimal, sizeof decimal, "%.6g", ticks.major[i]);
                assert_true(strtod(decimal, NULL) == ticks.major[i]);
            }
        }
    }
}

static void ticks_are_few_ascending_and_within_the_limits(void **state)
{
    (void)state;
    unsigned seed = 5;
    for (int trial = 0; trial < 2000; trial++) {
        const double a = pow(10.0, rand_r(&seed) % 20 - 10) * (rand_r(&seed) % 1000 - 500);
        const double b = a + pow(10.0, rand_r(&seed) % 12 - 6) * (1 + rand_r(&seed) % 1000);
        if (!(a < b)) continue;
        const int most = 2 + trial % 8;
        const pl_ticks ticks = ticks_of(linear, a, b, most);
        assert_true(ticks.majors <= most);
        for (int i = 0; i < ticks.majors; i++) {
            assert_true(ticks.major[i] >= a - 1e-6 * (b - a) && ticks.major[i] <= b + 1e-6 * (b - a));
            if (i > 0) assert_true(ticks.major[i] > ticks.major[i - 1]);
        }
    }
}

static void a_logarithmic_axis_has_powers_of_ten_and_minor_ticks(void **state)
{
    (void)state;
    assert_labels(logarithmic, 0.007, 0.2, 6, "$10^{-2}$ $10^{-1}$");
    const pl_ticks ticks = ticks_of(logarithmic, 0.007, 0.2, 6);
    assert_int_equal(ticks.minors, 3 + 8 + 1); // 7 8 9, 20 to 90, 200 thousandths
    assert_near(ticks.minor[0], 0.007, 1e-15);
    assert_labels(logarithmic, 1e-12, 1e12, 5, "$10^{-10}$ $10^{-5}$ $10^{0}$ $10^{5}$ $10^{10}$");
}

static void many_decades_have_at_most_nine_minor_ticks_between_two_major_ones(void **state)
{
    (void)state;
    for (int decades = 20; decades <= 300; decades += 7) {
        const pl_ticks ticks = ticks_of(logarithmic, pow(10.0, -decades), pow(10.0, decades), 5);
        assert_true(ticks.majors >= 2);
        assert_true(ticks.minors <= 9 * (ticks.majors + 1));
    }
}

static void a_short_logarithmic_axis_is_labelled_within_the_decade(void **state)
{
    (void)state;
    assert_labels(logarithmic, 1.5, 6.0, 6, "2 5");
    assert_labels(logarithmic, 0.011, 0.06, 6, "0.02 0.05");
    assert_labels(logarithmic, 1.5e6, 6e6, 6, "$2\\times10^{6}$ $5\\times10^{6}$");
    assert_labels(logarithmic, 2.1, 2.9, 4, "2.2 2.4 2.6 2.8");
}

static void a_symmetric_logarithm_has_zero_in_the_middle(void **state)
{
    (void)state;
    const pl_scale symmetric = {.kind = PL_SYMLOG, .linear = 1.0};
    assert_labels(symmetric, -100.0, 100.0, 9, "$-10^{2}$ $-10^{1}$ $-10^{0}$ 0 $10^{0}$ $10^{1}$ $10^{2}$");
    assert_labels(symmetric, -1e4, 1e4, 5, "$-10^{4}$ $-10^{1}$ 0 $10^{1}$ $10^{4}$");
    assert_labels(symmetric, -0.4, 0.4, 5, "−0.4 −0.2 0.0 0.2 0.4");
}

static void a_minus_sign_is_no_hyphen(void **state)
{
    (void)state;
    char text[PL_TICK_TEXT_SIZE];
    pl_tick_minus("-1.5e-07", text);
    assert_string_equal(text, "\u22121.5e\u221207");
    char long_ascii[PL_TICK_TEXT_SIZE];
    memset(long_ascii, '-', sizeof long_ascii);
    long_ascii[sizeof long_ascii - 1] = '\0';
    pl_tick_minus(long_ascii, text);
    assert_true(strlen(text) < PL_TICK_TEXT_SIZE && strlen(text) % 3 == 0);
}

// Random ranges over many orders, from the axis of a tiny panel to a large one.
static void every_range_has_two_ticks_or_more_and_no_more_than_asked_for(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int trial = 0; trial < 20000; trial++) {
        const double size = pow(10.0, rand_r(&seed) % 41 - 20);
        const double low = size * (rand_r(&seed) % 2001 - 1000);
        const double high = low + size * pow(10.0, rand_r(&seed) % 5 - 1) * (1 + rand_r(&seed) % 1000);
        const int most = 2 + rand_r(&seed) % 8;
        const pl_scale symmetric = {.kind = PL_SYMLOG,
                                    .linear = pow(10.0, 0.1 * (rand_r(&seed) % 400 - 200))};
        const double above = fabs(low) + size; // for the logarithm
        const pl_ticks all[3] = {ticks_of(linear, low, high, most), ticks_of(symmetric, low, high, most),
                                 ticks_of(logarithmic, above, above + high - low, most)};
        for (int i = 0; i < 3; i++) {
            if (all[i].majors < 2 || all[i].majors > most)
                print_error("%d ticks of %d, scale %d, %.17g to %.17g, linear to %g\n", all[i].majors, most,
                            i, low, high, symmetric.linear);
            assert_in_range(all[i].majors, 2, most);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_have_the_decimals_of_the_step),
        cmocka_unit_test(large_and_small_numbers_share_a_factor),
        cmocka_unit_test(numbers_that_differ_late_share_an_offset),
        cmocka_unit_test(every_tick_is_the_double_nearest_to_its_decimal),
        cmocka_unit_test(ticks_are_few_ascending_and_within_the_limits),
        cmocka_unit_test(every_range_has_two_ticks_or_more_and_no_more_than_asked_for),
        cmocka_unit_test(a_logarithmic_axis_has_powers_of_ten_and_minor_ticks),
        cmocka_unit_test(many_decades_have_at_most_nine_minor_ticks_between_two_major_ones),
        cmocka_unit_test(a_short_logarithmic_axis_is_labelled_within_the_decade),
        cmocka_unit_test(a_symmetric_logarithm_has_zero_in_the_middle),
        cmocka_unit_test(a_minus_sign_is_no_hyphen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
