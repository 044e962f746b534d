/* Every level of instructions computes the same bits, whatever the count leaves over by whole vectors. */
#include "engine/kernels/kernels.h"
#include "engine/kernels/philox.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 203, SENTINEL = 0x5a };

typedef struct {
    float a[4 * MOST + 16], b[4 * MOST + 16], c[4 * MOST + 16];
} arrays;

typedef void (*computation)(const bn_kernels *kernels, size_t count, arrays *out);

// Numbers of many sizes, not random in any strict sense.
static float number(size_t i)
{
    return (float)sin(1.0 + 0.7 * (double)i) * ldexpf(1.0f, (int)(i * 7 % 40) - 20);
}

static void assert_same_at_every_level(computation compute)
{
    static arrays expected, given;
    for (size_t count = 0; count <= MOST; count += count < 70 ? 1 : 19) {
        memset(&expected, SENTINEL, sizeof expected);
        compute(bn_kernels_of(BN_LEVEL_BASELINE), count, &expected);
        for (int level = 1; level < BN_LEVELS; level++) {
            if (!bn_processor_has((bn_level)level)) continue;
            memset(&given, SENTINEL, sizeof given);
            compute(bn_kernels_of((bn_level)level), count, &given);
            assert_memory_equal(&given, &expected, sizeof given);
        }
    }
}

// The last number of a block is 2^32 - 1 on the way.
static const bn_philox philox = {.key = {0x89abcdef, 0x01234567}, .high = {99, 7}};
static const uint64_t across = 0xffffffffu - 100;

static void words(const bn_kernels *kernels, size_t count, arrays *out)
{
    kernels->random_words(&philox, across, count, (uint32_t *)out->a);
}

static void normals(const bn_kernels *kernels, size_t count, arrays *out)
{
    kernels->random_normals(&philox, across, count, out->a);
}

static void random_words_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(words);
}

static void normals_are_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(normals);
}

static void random_words_are_those_of_the_plain_generator_at_every_level(void **state)
{
    (void)state;
    for (int level = 0; level < BN_LEVELS; level++) {
        if (!bn_processor_has((bn_level)level)) continue;
        uint32_t given[4 * MOST];
        bn_kernels_of((bn_level)level)->random_words(&philox, across, MOST, given);
        for (uint64_t i = 0; i < MOST; i++) {
            uint32_t block[4];
            bn_philox_block(&philox, across + i, block);
            assert_memory_equal(given + 4 * i, block, sizeof block);
        }
    }
}

static void fill(arrays *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out->a[i] = number(i);
        out->b[i] = number(i + 1000);
        out->c[i] = fabsf(number(i + 2000));
    }
}

static void adam(const bn_kernels *kernels, size_t count, arrays *out)
{
    const bn_adam_factors factors = {0.9f, 0.999f, 0.1f, 0.001f, 1e-3f, 1.01f, 1e-8f};
    float gradient[MOST];
    for (size_t i = 0; i < count; i++) gradient[i] = number(i + 3000);
    fill(out, count);
    kernels->adam_update(&factors, out->a, gradient, out->b, out->c, (int64_t)count);
}

static void rmsprop(const bn_kernels *kernels, size_t count, arrays *out)
{
    const bn_rmsprop_factors factors = {0.9f, 0.1f, 1e-3f, 1e-8f};
    fill(out, count);
    kernels->rmsprop_update(&factors, out->a, out->b, out->c, (int64_t)count);
}

static void sgd(const bn_kernels *kernels, size_t count, arrays *out)
{
    fill(out, count);
    kernels->sgd_update(0.9f, 1e-3f, out->a, out->b, out->c, (int64_t)count);
}

static void adam_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(adam);
}

static void rmsprop_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(rmsprop);
}

static void gradient_descent_is_the_same_at_every_level(void **state)
{
    (void)state;
    assert_same_at_every_level(sgd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_words_are_the_same_at_every_level),
        cmocka_unit_test(normals_are_the_same_at_every_level),
        cmocka_unit_test(random_words_are_those_of_the_plain_generator_at_every_level),
        cmocka_unit_test(adam_is_the_same_at_every_level),
        cmocka_unit_test(rmsprop_is_the_same_at_every_level),
        cmocka_unit_test(gradient_descent_is_the_same_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
