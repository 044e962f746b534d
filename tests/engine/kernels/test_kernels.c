/* Levels and their tables: each is complete, no two are equal, and the chosen one is in use. */
#include "engine/kernels/kernels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNTED(result, name, parameters) +1
enum { KERNELS = 0 BN_KERNEL_LIST(COUNTED) };

// The functions of a level's table, if there is one.
static const bn_kernels *table_with(bn_level level, void (*function[KERNELS])(void))
{
    const bn_kernels *table = bn_kernels_of(level);
    if (table == NULL) return NULL;
    int k = 0;
#define TAKEN(result, name, parameters) function[k++] = (void (*)(void))table->name;
    BN_KERNEL_LIST(TAKEN)
    return table;
}

static void the_processor_has_no_level_without_kernels(void **state)
{
    (void)state;
    for (int i = 0; i < BN_LEVELS; i++)
        if (bn_processor_has((bn_level)i)) assert_non_null(bn_kernels_of((bn_level)i));
    assert_true(bn_processor_has(BN_LEVEL_BASELINE));
#if defined(__x86_64__)
    assert_non_null(bn_kernels_of(BN_LEVEL_AVX2));
    assert_non_null(bn_kernels_of(BN_LEVEL_AVX512));
#elif defined(__aarch64__)
    assert_non_null(bn_kernels_of(BN_LEVEL_NEON));
#endif
}

static void every_level_has_every_kernel(void **state)
{
    (void)state;
    for (int i = 0; i < BN_LEVELS; i++) {
        void (*function[KERNELS])(void);
        const bn_kernels *table = table_with((bn_level)i, function);
        if (table == NULL) continue;
        assert_int_equal(table->level, i);
        for (int k = 0; k < KERNELS; k++) assert_true(function[k] != NULL);
    }
}

static void no_two_levels_share_a_kernel(void **state)
{
    (void)state;
    for (int i = 0; i < BN_LEVELS; i++)
        for (int j = 0; j < i; j++) {
            void (*mine[KERNELS])(void), (*other[KERNELS])(void);
            if (!table_with((bn_level)i, mine) || !table_with((bn_level)j, other)) continue;
            for (int k = 0; k < KERNELS; k++) assert_true(mine[k] != other[k]);
        }
}

static void levels_go_by_their_names(void **state)
{
    (void)state;
    for (int i = 0; i < BN_LEVELS; i++) {
        bn_level level = BN_LEVELS;
        const bn_status status = bn_processor_level(bn_level_name((bn_level)i), &level);
        assert_int_equal(status.code, bn_processor_has((bn_level)i) ? BN_OK : BN_EINVAL);
        if (status.code == BN_OK) assert_int_equal(level, i);
    }
}

static void no_name_is_the_best_level(void **state)
{
    (void)state;
    bn_level best, same;
    assert_int_equal(bn_processor_level(NULL, &best).code, BN_OK);
    assert_int_equal(bn_processor_level("", &same).code, BN_OK);
    assert_int_equal(best, same);
    for (int i = (int)best + 1; i < BN_LEVELS; i++) assert_false(bn_processor_has((bn_level)i));
}

static void an_unknown_level_is_refused_with_the_known_ones(void **state)
{
    (void)state;
    bn_level level;
    const bn_status status = bn_processor_level("avx1024", &level);
    assert_int_equal(status.code, BN_EINVAL);
    assert_non_null(strstr(status.message, "'avx1024'"));
    for (int i = 0; i < BN_LEVELS; i++)
        if (bn_processor_has((bn_level)i))
            assert_non_null(strstr(status.message, bn_level_name((bn_level)i)));
}

static void the_chosen_level_is_the_one_in_use(void **state)
{
    (void)state;
    const bn_level before = bn_kernels_now()->level;
    for (int i = 0; i < BN_LEVELS; i++) {
        if (!bn_processor_has((bn_level)i)) continue;
        bn_kernels_use((bn_level)i);
        assert_ptr_equal(bn_kernels_now(), bn_kernels_of((bn_level)i));
    }
    bn_kernels_use(before);
}

static void the_environment_is_checked(void **state)
{
    (void)state;
    setenv("BALNET_INSTRUCTIONS", "avx1024", 1);
    assert_int_equal(bn_kernels_check().code, BN_EINVAL);
    setenv("BALNET_INSTRUCTIONS", "baseline", 1);
    assert_int_equal(bn_kernels_check().code, BN_OK);
    unsetenv("BALNET_INSTRUCTIONS");
    assert_int_equal(bn_kernels_check().code, BN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_processor_has_no_level_without_kernels),
        cmocka_unit_test(every_level_has_every_kernel),
        cmocka_unit_test(no_two_levels_share_a_kernel),
        cmocka_unit_test(levels_go_by_their_names),
        cmocka_unit_test(no_name_is_the_best_level),
        cmocka_unit_test(an_unknown_level_is_refused_with_the_known_ones),
        cmocka_unit_test(the_chosen_level_is_the_one_in_use),
        cmocka_unit_test(the_environment_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
