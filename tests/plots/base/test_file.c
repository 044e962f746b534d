/* Files: whole or not at all, whatever the system says. */
#include "plots/base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/plots/folder.h"

static int count_entries(const char *folder)
{
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    int count = -2; // . and ..
    while (readdir(entries) != NULL) count++;
    closedir(entries);
    return count;
}

static pl_status save(const char *path, const char *text)
{
    const pl_bytes bytes = {.data = (unsigned char *)(size_t)text, .size = strlen(text)};
    return pl_file_save(path, &bytes);
}

static void expect_content(const char *path, const char *text)
{
    pl_bytes bytes = {0};
    assert_int_equal(pl_file_read(path, &bytes).code, PL_OK);
    assert_int_equal(bytes.size, strlen(text));
    assert_memory_equal(bytes.data, text, bytes.size);
    pl_bytes_release(&bytes);
}

static void a_file_is_replaced_and_nothing_else_is_left(void **state)
{
    const char *path = path_in(*state, "a.txt");
    assert_int_equal(save(path, "one").code, PL_OK);
    assert_int_equal(save(path, "other").code, PL_OK);
    expect_content(path, "other");
    assert_int_equal(count_entries(*state), 1);
}

static void the_mode_is_what_the_umask_leaves(void **state)
{
    const char *path = path_in(*state, "a.txt");
    const mode_t before = umask(027);
    assert_int_equal(save(path, "x").code, PL_OK);
    umask(before);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
}

static void a_link_is_followed(void **state)
{
    const char *path = path_in(*state, "a.txt"), *link = path_in(*state, "link");
    assert_int_equal(save(path, "old").code, PL_OK);
    assert_int_equal(symlink("a.txt", link), 0);
    assert_int_equal(save(link, "new").code, PL_OK);
    expect_content(path, "new");
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
}

static void a_folder_that_is_missing_is_named(void **state)
{
    (void)state;
    const pl_status status = save("/nowhere/at/all.txt", "x");
    assert_int_equal(status.code, PL_EIO);
    assert_string_equal(status.message, "can't write /nowhere/at/all.txt: No such file or directory");
    assert_string_equal(save("/tmp", "x").message, "can't write /tmp: Is a directory");
}

static void a_long_path_leaves_room_for_the_reason(void **state)
{
    (void)state;
    char path[3000];
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    const pl_status status = save(path, "x");
    assert_non_null(strstr(status.message, "can't write ...xxx"));
    assert_non_null(strstr(status.message, "x: File name too long"));
}

static void a_full_device_is_reported_and_stays_a_device(void **state)
{
    (void)state;
    assert_string_equal(save("/dev/full", "x").message, "can't write /dev/full: No space left on device");
    struct stat status;
    assert_int_equal(stat("/dev/full", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

// A limit on the size of files stands for a disk that is full: write() fails half way.
static void a_write_that_fails_leaves_the_old_file_and_no_stump(void **state)
{
    const char *path = path_in(*state, "a.txt");
    assert_int_equal(save(path, "old").code, PL_OK);

    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 1000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    static unsigned char big[5000];
    const pl_bytes bytes = {.data = big, .size = sizeof big};
    const pl_status status = pl_file_save(path, &bytes);
    setrlimit(RLIMIT_FSIZE, &before);

    assert_int_equal(status.code, PL_EIO);
    assert_non_null(strstr(status.message, "a.txt: File too large"));
    expect_content(path, "old");
    assert_int_equal(count_entries(*state), 1);
}

static void a_name_in_use_is_stepped_over(void **state)
{
    char name[64];
    snprintf(name, sizeof name, ".balnet-%ld-0.part", (long)getpid());
    const char *taken = path_in(*state, name), *path = path_in(*state, "a.txt");
    assert_int_equal(save(taken, "mine").code, PL_OK);
    assert_int_equal(save(path, "yours").code, PL_OK);
    expect_content(taken, "mine");
    expect_content(path, "yours");
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    pl_bytes bytes = {0};
    assert_string_equal(pl_file_read("/nowhere", &bytes).message,
                        "can't read /nowhere: No such file or directory");
    assert_string_equal(pl_file_read("/tmp", &bytes).message, "can't read /tmp: Is a directory");
    pl_bytes_release(&bytes);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_replaced_and_nothing_else_is_left, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(the_mode_is_what_the_umask_leaves, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_link_is_followed, make_folder, remove_folder),
        cmocka_unit_test(a_folder_that_is_missing_is_named),
        cmocka_unit_test(a_long_path_leaves_room_for_the_reason),
        cmocka_unit_test(a_full_device_is_reported_and_stays_a_device),
        cmocka_unit_test_setup_teardown(a_write_that_fails_leaves_the_old_file_and_no_stump, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_name_in_use_is_stepped_over, make_folder, remove_folder),
        cmocka_unit_test(what_cannot_be_read_is_named),
        cmocka_unit_test(a_search_finds_the_first_and_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
