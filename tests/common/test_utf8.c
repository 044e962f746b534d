/* UTF-8, compared with the examples of RFC 3629 and Unicode's list of ill-formed sequences (section 3.9). */
#include "common/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void expect_code(const char *bytes, size_t size, uint32_t code, size_t taken)
{
    size_t used;
    assert_int_equal(bn_utf8_decode(bytes, size, &used), code);
    assert_int_equal(used, taken);
}

static void each_length_is_decoded(void **state)
{
    (void)state;
    expect_code("A", 1, 'A', 1);
    expect_code("\xC3\xA9", 2, 0xE9, 2);             // e with acute
    expect_code("\xE2\x89\xA2", 3, 0x2262, 3);       // RFC 3629, section 7
    expect_code("\xF0\xA3\x8E\xB4", 4, 0x233B4, 4);  // RFC 3629, section 7
    expect_code("\xF4\x8F\xBF\xBF", 4, 0x10FFFF, 4); // the last code point
}

static void ill_formed_bytes_are_replaced_one_by_one(void **state)
{
    (void)state;
    expect_code("\x80", 1, 0xFFFD, 1);             // a continuation alone
    expect_code("\xC0\x80", 2, 0xFFFD, 1);         // overlong
    expect_code("\xE0\x80\x80", 3, 0xFFFD, 1);     // overlong
    expect_code("\xED\xA0\x80", 3, 0xFFFD, 1);     // a surrogate
    expect_code("\xF4\x90\x80\x80", 4, 0xFFFD, 1); // past the last code point
    expect_code("\xE2\x89", 2, 0xFFFD, 1);         // cut
    expect_code("\xE2(\xA2", 3, 0xFFFD, 1);        // a byte that does not continue the sequence
    expect_code("\xFF", 1, 0xFFFD, 1);
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        if (code == 0xD800) code = 0xE000;
        char bytes[BN_UTF8_LONGEST];
        const size_t size = bn_utf8_encode(code, bytes);
        size_t used;
        assert_int_equal(bn_utf8_decode(bytes, size, &used), code);
        assert_int_equal(used, size);
    }
}

static void code_points_that_utf8_cannot_write_are_replaced(void **state)
{
    (void)state;
    char bytes[BN_UTF8_LONGEST];
    assert_int_equal(bn_utf8_encode(0xD800, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    assert_int_equal(bn_utf8_encode(0x110000, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_length_is_decoded),
        cmocka_unit_test(ill_formed_bytes_are_replaced_one_by_one),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(code_points_that_utf8_cannot_write_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
