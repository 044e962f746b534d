#include "common/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    size_t product = 7;
    assert_false(bn_memory_product(SIZE_MAX / 2, 3, &product));
    assert_int_equal(product, 7);
    assert_true(bn_memory_product(6, 7, &product));
    assert_int_equal(product, 42);
    assert_null(bn_memory_allocate(SIZE_MAX / 2, 3));
    assert_null(bn_memory_allocate(SIZE_MAX - 3, 1));
}

static void blocks_are_aligned_and_zero(void **state)
{
    (void)state;
    unsigned char *block = bn_memory_allocate(1000, 3);
    assert_non_null(block);
    assert_int_equal((uintptr_t)block % BN_ALIGNMENT, 0);
    for (int i = 0; i < 3000; i++) assert_int_equal(block[i], 0);
    bn_memory_free(block);
}

static void the_allocation_that_was_named_fails(void **state)
{
    (void)state;
    bn_memory_fail_after(1);
    void *first = bn_memory_allocate(1, 1);
    assert_non_null(first);
    assert_null(bn_memory_allocate(1, 1));
    assert_null(bn_memory_allocate(1, 1));
    assert_int_equal(bn_memory_fail_after(-1), 3);
    bn_memory_free(first);
}

static void measuring_and_carving_agree(void **state)
{
    (void)state;
    bn_arena ruler = bn_arena_measure();
    assert_null(bn_arena_take(&ruler, 10, 3));
    assert_null(bn_arena_take(&ruler, 1, 65));
    assert_int_equal(ruler.used, 64 + 128);

    unsigned char *block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(block);
    assert_ptr_equal(bn_arena_take(&arena, 10, 3), block);
    assert_ptr_equal(bn_arena_take(&arena, 1, 65), block + 64);
    assert_int_equal(arena.used, ruler.used);
    bn_memory_free(block);
}

static void an_arena_notices_overflow(void **state)
{
    (void)state;
    bn_arena ruler = bn_arena_measure();
    bn_arena_take(&ruler, SIZE_MAX, 8);
    assert_true(ruler.overflow);
}

static void the_machine_has_a_believable_amount_of_memory(void **state)
{
    (void)state;
    assert_true(bn_memory_installed() > (size_t)64 << 20);
    assert_null(bn_memory_allocate(bn_memory_installed(), 2)); // however freely the system promises memory
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(blocks_are_aligned_and_zero),
        cmocka_unit_test(the_allocation_that_was_named_fails),
        cmocka_unit_test(measuring_and_carving_agree),
        cmocka_unit_test(an_arena_notices_overflow),
        cmocka_unit_test(the_machine_has_a_believable_amount_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
