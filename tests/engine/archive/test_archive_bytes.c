/* The bytes of archives: the same for the same content, and never more than the room that is reserved for them. */
#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive.h"
#include "engine/archive/archive_plan_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/engine/archive/entries.h"
#include "tests/tensors.h"

static const char path[] = "test_archive_bytes.h5";

static void many_entries(bn_archive_entry *entries, char (*names)[64], size_t count, double *numbers)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "/group%zu/item%zu", i % 7, i);
        entries[i] = tensor_entry(names[i], tests_matrix(numbers, (int64_t)(i % 13), 37));
        entries[i].compressed = i % 3 == 0;
        entries[i].integers = i % 5 == 0;
        if (i % 4 == 1)
            entries[i] = (bn_archive_entry){
                .kind = BN_ARCHIVE_TEXT, .path = "/words", .attribute = names[i] + 1, .text = names[i]};
    }
}

static void the_same_content_makes_the_same_bytes_in_any_order(void **state)
{
    (void)state;
    enum { COUNT = 60 };
    static double numbers[12 * 37];
    static bn_archive_entry entries[COUNT];
    static char names[COUNT][64];
    many_entries(entries, names, COUNT, numbers);
    unsigned char *bytes[2];
    size_t size[2];
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(bn_archive_write(path, entries, COUNT).code, BN_OK);
        assert_int_equal(bn_file_read(path, &bytes[turn], &size[turn]).code, BN_OK);
        for (int i = 0; i < COUNT / 2; i++) {
            const bn_archive_entry other = entries[i];
            entries[i] = entries[COUNT - 1 - i];
            entries[COUNT - 1 - i] = other;
        }
    }
    unlink(path);
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    bn_memory_free(bytes[0]);
    bn_memory_free(bytes[1]);
}

static void assert_room_suffices(const bn_archive_entry *entries, size_t count)
{
    bn_archive_plan plan;
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(bn_archive_plan_make(entries, count, &plan).code, BN_OK);
    const size_t room = bn_archive_room_for(&plan);
    bn_memory_free(plan.sorted);
    assert_int_equal(bn_archive_write(path, entries, count).code, BN_OK);
    assert_int_equal(bn_file_read(path, &bytes, &size).code, BN_OK);
    bn_memory_free(bytes);
    unlink(path);
    assert_in_range(size, 1, room - 32768);
}

// HDF5 must never need more than the reserved room, whatever it stores between the numbers.
static void the_room_reserved_is_enough_for_awkward_contents(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static double numbers[40000];
    static bn_archive_entry entries[COUNT];
    static char names[COUNT][64];
    for (int k = 0; k < 40000; k++) numbers[k] = k * 7919 % 65537;
    assert_room_suffices(NULL, 0);
    many_entries(entries, names, COUNT, numbers);
    assert_room_suffices(entries, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        entries[i] = (bn_archive_entry){.kind = BN_ARCHIVE_GROUP, .path = names[i]};
    assert_room_suffices(entries, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        entries[i] = (bn_archive_entry){.kind = BN_ARCHIVE_REAL, .path = "/", .attribute = names[i]};
    assert_room_suffices(entries, COUNT);

    bn_archive_entry one = tensor_entry("/x", tests_vector(numbers, 33000)); // a little more than a chunk
    one.compressed = true;
    assert_room_suffices(&one, 1);
    static float zero; // hundreds of chunks, of a broadcast number
    one.tensor =
        (bn_tensor){.dtype = BN_F32, .dims = 2, .shape = {100, 66000}, .stride = {0, 0}, .data = &zero};
    assert_room_suffices(&one, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_content_makes_the_same_bytes_in_any_order),
        cmocka_unit_test(the_room_reserved_is_enough_for_awkward_contents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
