// Decimal numbers: the C library's strtod, which rounds correctly, says what is right.
#include "engine/data/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_as_the_library(const char *text)
{
    double value = 7.0;
    const double expected = strtod(text, NULL);
    assert_true(bn_decimal_read(text, text + strlen(text), &value));
    if (memcmp(&value, &expected, sizeof value) != 0) fail_msg("'%s' is read as %.17g", text, value);
}

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 11 ^ *state << 23;
}

static void numbers_of_every_length_and_exponent_are_the_nearest(void **unused)
{
    (void)unused;
    uint64_t state = 1;
    for (int i = 0; i < 300000; i++) {
        char text[80];
        const int point = (int)(next(&state) % 22);
        const uint64_t whole = next(&state) >> (next(&state) % 64),
                       part = next(&state) >> (next(&state) % 64);
        if (i % 3 == 0)
            snprintf(text, sizeof text, "%" PRIu64 ".%" PRIu64, whole % 1000, part);
        else if (i % 3 == 1)
            snprintf(text, sizeof text, "-%" PRIu64 "e%d", whole, point - 25);
        else
            snprintf(text, sizeof text, "%" PRIu64 "E+%d", part, point);
        assert_as_the_library(text);
    }
}

static void numbers_written_with_19_digits_are_read_back(void **unused)
{
    (void)unused;
    uint64_t state = 2;
    for (int i = 0; i < 100000; i++) {
        char text[80];
        const double number = ldexp((double)(next(&state) >> 11), -(int)(next(&state) % 80));
        snprintf(text, sizeof text, "%.18e", number);
        double value;
        assert_true(bn_decimal_read(text, text + strlen(text), &value));
        assert_true(value == number);
    }
}

// The middle of two f64 and its neighbours in the 19th digit: 2^53 + 1 and the like.
static void numbers_next_to_a_middle_are_rounded_once(void **unused)
{
    (void)unused;
    for (uint64_t k = 0; k < 2000; k++) {
        char text[80];
        const uint64_t middle = (UINT64_C(1) << 62) + 512 + 1024 * k;
        for (int off = -2; off <= 2; off++) {
            snprintf(text, sizeof text, "%" PRIu64, middle + (uint64_t)off);
            assert_as_the_library(text);
            snprintf(text, sizeof text, "%" PRIu64 "e-3", middle + (uint64_t)off);
            assert_as_the_library(text);
        }
    }
}

static void the_edges_of_the_range_are_right(void **unused)
{
    (void)unused;
    static const char *const texts[] = {"0",
                                        "-0",
                                        "1e400",
                                        "-1e400",
                                        "1e-400",
                                        "4.9e-324",
                                        "2.4703282292062328e-324",
                                        "1.7976931348623159e308",
                                        "2.2250738585072011e-308",
                                        ".5",
                                        "5.",
                                        "000000000000000000000000012.5",
                                        "0.0000000000000000000000000000001",
                                        "9007199254740993",
                                        "1e22",
                                        "1e23",
                                        "99999999999999999999",
                                        "1e99999999999",
                                        "inf",
                                        "-inf",
                                        "Infinity",
                                        "123456789012345678901234567890e-20"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_as_the_library(texts[i]);
    const char *text = "NaN";
    double value = 0.0;
    assert_true(bn_decimal_read(text, text + 3, &value) && isnan(value));
}

// A sign at every place of a row of digits, of which eight are looked at together: the neighbours of the digits among
// bytes, what is a digit but for one bit, and bytes above 127.
static void one_strange_byte_among_digits_is_found(void **unused)
{
    (void)unused;
    static const unsigned char strange[] = {'/', ':', '@', 'p', ' ', ',', '-', 0xb0, 0xb9, 0xff, 0x10, 0};
    for (size_t at = 0; at < 17; at++)
        for (size_t k = 0; k < sizeof strange; k++) {
            char text[] = "12345678901234567";
            double value;
            text[at] = (char)strange[k];
            if (at > 0 || strange[k] != '-') assert_false(bn_decimal_read(text, text + 17, &value));
        }
    for (size_t zeros = 0; zeros < 30; zeros++) {
        char text[64] = "0.000000000000000000000000000000";
        snprintf(text + 2 + zeros, sizeof text - 2 - zeros, "90071992547409931");
        assert_as_the_library(text);
    }
}

static void a_text_that_is_not_a_number_is_refused(void **unused)
{
    (void)unused;
    static const char *const texts[] = {"",    "-",  ".",  "e5",  "1e",   "1e+", "1.2.3", "0x10",
                                        "1,5", "1 ", " 1", "--1", "nanx", "in",  "1e5x",  "+-1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value;
        if (bn_decimal_read(texts[i], texts[i] + strlen(texts[i]), &value))
            fail_msg("'%s' is read", texts[i]);
    }
}

static void a_text_ends_at_the_given_length(void **unused)
{
    (void)unused;
    double value;
    const char *text = "12345";
    assert_true(bn_decimal_read(text, text + 2, &value));
    assert_true(value == 12.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_length_and_exponent_are_the_nearest),
        cmocka_unit_test(numbers_written_with_19_digits_are_read_back),
        cmocka_unit_test(numbers_next_to_a_middle_are_rounded_once),
        cmocka_unit_test(the_edges_of_the_range_are_right),
        cmocka_unit_test(one_strange_byte_among_digits_is_found),
        cmocka_unit_test(a_text_that_is_not_a_number_is_refused),
        cmocka_unit_test(a_text_ends_at_the_given_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
