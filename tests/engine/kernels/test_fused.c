/* The fused multiply-add without the instruction, against fmaf of the C library, which rounds once. */
#include "engine/kernels/fused.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void assert_fused(float a, float b, float c)
{
    const float expected = fmaf(a, b, c), given = bn_fused_by_double(a, b, c), chosen = bn_fused(a, b, c);
    if (isnan(expected) && isnan(given) && isnan(chosen)) return;
    if (bits_of(expected) == bits_of(given) && bits_of(expected) == bits_of(chosen)) return;
    print_error("%a * %a + %a is %a, by double %a, chosen %a\n", (double)a, (double)b, (double)c,
                (double)expected, (double)given, (double)chosen);
    fail();
}

// xorshift (Marsaglia 2003)
static uint32_t next_word(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32);
}

enum { DRAWS = 1000000 };

static void any_bits_are_rounded_once(void **state)
{
    (void)state;
    uint64_t words = 1;
    for (int i = 0; i < DRAWS; i++) {
        const float a = float_of(next_word(&words)), b = float_of(next_word(&words));
        assert_fused(a, b, float_of(next_word(&words)));
    }
}

// Rounding twice shows in sums that nearly cancel, or whose parts hardly overlap.
static void numbers_of_like_size_are_rounded_once(void **state)
{
    (void)state;
    uint64_t words = 2;
    for (int i = 0; i < DRAWS; i++) {
        const float a = float_of((next_word(&words) & 0x007fffff) | 0x3f800000);
        const float b = float_of((next_word(&words) & 0x007fffff) | 0x3f800000);
        const float nearly = -a * b;
        assert_fused(a, b, nearly);
        assert_fused(a, b, float_of(bits_of(nearly) + next_word(&words) % 5 - 2));
        assert_fused(a, b, ldexpf(a, (int)(next_word(&words) % 80) - 40));
        assert_fused(a, b, -ldexpf(b, (int)(next_word(&words) % 80) - 40));
    }
}

// Factors of few bits make halfway cases, which a far smaller third number decides.
static void halfway_cases_are_decided_by_far_smaller_numbers(void **state)
{
    (void)state;
    uint64_t words = 3;
    for (int i = 0; i < DRAWS; i++) {
        const float a = (float)(next_word(&words) % 4096 + 4096),
                    b = (float)(next_word(&words) % 8192 + 4097);
        const float tiny = ldexpf(1.0f, -(int)(next_word(&words) % 100));
        assert_fused(a, b, tiny);
        assert_fused(a, b, -tiny);
        assert_fused(-a, b, tiny);
    }
}

static void subnormal_results_are_rounded_once(void **state)
{
    (void)state;
    uint64_t words = 4;
    for (int i = 0; i < DRAWS; i++) {
        const float a = ldexpf(float_of((next_word(&words) & 0x807fffff) | 0x3f800000), -75);
        const float b =
            ldexpf(float_of((next_word(&words) & 0x807fffff) | 0x3f800000), -(int)(next_word(&words) % 75));
        const float c = float_of(next_word(&words) & 0x80ffffff);
        assert_fused(a, b, c);
    }
}

static void every_triple_of_special_numbers_is_right(void **state)
{
    (void)state;
    const float special[] = {0.0f,
                             -0.0f,
                             1.0f,
                             -1.0f,
                             0x1p-149f,
                             -0x1p-149f,
                             0x1p-126f,
                             0x1.fffffep127f,
                             -0x1.fffffep127f,
                             INFINITY,
                             -INFINITY,
                             NAN,
                             0x1.fffffcp-127f,
                             1.5f,
                             0x1p64f,
                             -0x1p64f,
                             0x1.000002p0f,
                             0x1p-75f};
    enum { COUNT = sizeof special / sizeof *special };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++)
            for (int k = 0; k < COUNT; k++) assert_fused(special[i], special[j], special[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bits_are_rounded_once),
        cmocka_unit_test(numbers_of_like_size_are_rounded_once),
        cmocka_unit_test(halfway_cases_are_decided_by_far_smaller_numbers),
        cmocka_unit_test(subnormal_results_are_rounded_once),
        cmocka_unit_test(every_triple_of_special_numbers_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
