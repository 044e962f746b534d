/* Bytes: a buffer is searched and saved. */
#include "plots/base/bytes.h"

#include "common/file.h"
#include "common/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/plots/folder.h"
#include "tests/refused.h"

static void a_search_finds_the_first_and_the_last(void **state)
{
    (void)state;
    pl_bytes bytes = {0};
    pl_bytes_add_text(&bytes, "ab cab ab");
    assert_int_equal(pl_bytes_find(&bytes, 0, "ab"), 0);
    assert_int_equal(pl_bytes_find(&bytes, 1, "ab"), 4);
    assert_int_equal(pl_bytes_find(&bytes, 0, "abc"), 9);
    assert_int_equal(pl_bytes_find_last(&bytes, "ab"), 7);
    assert_int_equal(pl_bytes_find_last(&bytes, "x"), 9);
    pl_bytes_release(&bytes);
    assert_int_equal(pl_bytes_find(&bytes, 0, "x"), 0);
    assert_int_equal(pl_bytes_find_last(&bytes, "x"), 0);
}

static void saved_bytes_are_read_again(void **state)
{
    const char *path = path_in(*state, "a.txt");
    pl_bytes bytes = {0};
    pl_bytes_add_text(&bytes, "content");
    assert_int_equal(pl_bytes_save(&bytes, path).code, BN_OK);
    pl_bytes_release(&bytes);
    unsigned char *read = NULL;
    size_t size = 0;
    assert_int_equal(bn_file_read(path, &read, &size).code, BN_OK);
    assert_int_equal(size, 7);
    assert_memory_equal(read, "content", 7);
    bn_memory_free(read);
}

static void bytes_that_lack_memory_are_not_saved(void **state)
{
    const char *path = path_in(*state, "a.txt");
    pl_bytes bytes = {0};
    pl_bytes_add_text(&bytes, "one");
    assert_null(pl_bytes_extend(&bytes, SIZE_MAX));
    assert_refused(pl_bytes_save(&bytes, path), BN_ENOMEM, "more than 3 bytes");
    unsigned char *read = NULL;
    size_t size = 0;
    assert_refused(bn_file_read(path, &read, &size), BN_EIO, "No such file");
    pl_bytes_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_finds_the_first_and_the_last),
        cmocka_unit_test_setup_teardown(saved_bytes_are_read_again, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(bytes_that_lack_memory_are_not_saved, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
