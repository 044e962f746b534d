/* File: content is read back, and whichever system call fails, there is the old file or the new one and no
   other. This program replaces the system calls by its own, of which the n-th of a kind fails on request. */
#include "common/file.h"
#include "common/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/refused.h"

typedef enum { NONE, WRITE, SHORT_WRITE, INTERRUPTED_WRITE, FSYNC, CLOSE, RENAME } call;

static struct {
    call which;
    int countdown; // how many calls of that kind succeed before
    int error;
} fault;

static bool fails(call which)
{
    if (fault.which != which || fault.countdown-- != 0) return false;
    errno = fault.error;
    return true;
}

ssize_t write(int file, const void *bytes, size_t size)
{
    if (fails(WRITE) || fails(INTERRUPTED_WRITE)) return -1;
    if (fault.which == SHORT_WRITE && size > 3) size = 3;
    return syscall(SYS_write, file, bytes, size);
}

int fsync(int file)
{
    return fails(FSYNC) ? -1 : (int)syscall(SYS_fsync, file);
}

int close(int file)
{
    const int closed = (int)syscall(SYS_close, file);
    return fails(CLOSE) ? -1 : closed;
}

int rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

// --- a folder of our own --------------------------------------------------------------------------

typedef struct {
    char folder[32];
    char path[64];
} world;

static int make_world(void **state)
{
    static world w;
    w = (world){.folder = "test_file.XXXXXX"};
    fault.which = NONE;
    if (mkdtemp(w.folder) == NULL) return -1;
    snprintf(w.path, sizeof w.path, "%s/it", w.folder);
    *state = &w;
    return 0;
}

static int remove_world(void **state)
{
    const world *w = *state;
    fault.which = NONE;
    unlink(w->path);
    return rmdir(w->folder); // refuses when anything else is left
}

static int files_in(const char *folder)
{
    int count = 0;
    DIR *listing = opendir(folder);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing))
        count += entry->d_name[0] != '.';
    closedir(listing);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(bn_file_read(path, &bytes, &size).code, BN_OK);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
    bn_memory_free(bytes);
}

static bn_status replace(const world *w, const char *text)
{
    return bn_file_replace(w->path, BN_FILE_REGULAR_ONLY, text, strlen(text));
}

// --- tests ----------------------------------------------------------------------------------------

static void written_content_is_read_back(void **state)
{
    const world *w = *state;
    assert_int_equal(replace(w, "").code, BN_OK);
    assert_content(w->path, "");
    assert_int_equal(replace(w, "the first").code, BN_OK);
    assert_int_equal(replace(w, "the second, longer").code, BN_OK);
    assert_content(w->path, "the second, longer");
    assert_int_equal(files_in(w->folder), 1);
}

static void a_file_has_the_mode_that_the_umask_leaves(void **state)
{
    const world *w = *state;
    const mode_t before = umask(027);
    assert_int_equal(replace(w, "x").code, BN_OK);
    umask(before);
    struct stat about;
    assert_int_equal(stat(w->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void a_name_without_folder_is_in_the_present_one(void **state)
{
    const world *w = *state;
    assert_int_equal(chdir(w->folder), 0);
    const bn_status status = bn_file_replace("it", BN_FILE_REGULAR_ONLY, "here", 4);
    assert_int_equal(chdir(".."), 0);
    assert_int_equal(status.code, BN_OK);
    assert_content(w->path, "here");
}

static void short_and_interrupted_writes_are_continued(void **state)
{
    const world *w = *state;
    fault.which = SHORT_WRITE;
    assert_int_equal(replace(w, "more than three bytes").code, BN_OK);
    assert_content(w->path, "more than three bytes");
    fault.which = INTERRUPTED_WRITE;
    fault.countdown = 0;
    fault.error = EINTR;
    assert_int_equal(replace(w, "again").code, BN_OK);
    assert_content(w->path, "again");
}

static void a_call_that_fails_leaves_the_old_file_alone(void **state)
{
    const world *w = *state;
    const struct {
        call which;
        int error;
        const char *words;
    } cases[] = {
        {WRITE, ENOSPC, "No space left on device"}, {WRITE, EIO, "Input/output error"},
        {FSYNC, EIO, "Input/output error"},         {CLOSE, EDQUOT, "Disk quota exceeded"},
        {RENAME, EACCES, "Permission denied"},
    };
    assert_int_equal(replace(w, "old").code, BN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fault.which = cases[i].which;
        fault.countdown = 0;
        fault.error = cases[i].error;
        const bn_status status = replace(w, "new");
        fault.which = NONE;
        assert_refused(status, BN_EIO, cases[i].words);
        assert_refused(status, BN_EIO, w->path);
        assert_content(w->path, "old");
        assert_int_equal(files_in(w->folder), 1);
    }
}

static void a_folder_that_is_not_flushed_is_an_error(void **state)
{
    const world *w = *state;
    fault.which = FSYNC;
    fault.countdown = 1; // the first is the file's
    fault.error = EIO;
    assert_refused(replace(w, "new"), BN_EIO, "the folder of");
    assert_content(w->path, "new"); // the new file is whole even so
    fault.which = FSYNC;
    fault.countdown = 1;
    fault.error = EINVAL; // a file system where folders need no syncing
    assert_int_equal(replace(w, "newer").code, BN_OK);
}

static void a_temporary_file_of_a_killed_process_is_stepped_over(void **state)
{
    const world *w = *state;
    char left[128];
    snprintf(left, sizeof left, "%s.tmp.%ld", w->path, (long)getpid());
    const int file = open(left, O_WRONLY | O_CREAT, 0666);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(replace(w, "content").code, BN_OK);
    assert_content(w->path, "content");
    assert_int_equal(files_in(w->folder), 2);
    unlink(left);
}

static void an_abandoned_file_leaves_the_old_one(void **state)
{
    const world *w = *state;
    bn_file file;
    assert_int_equal(replace(w, "old").code, BN_OK);
    assert_int_equal(bn_file_begin(w->path, BN_FILE_REGULAR_ONLY, &file).code, BN_OK);
    assert_int_equal(bn_file_write(&file, "new", 3).code, BN_OK);
    assert_int_equal(files_in(w->folder), 2);
    bn_file_abandon(&file);
    bn_file_abandon(&file); // once more does nothing
    assert_content(w->path, "old");
    assert_int_equal(files_in(w->folder), 1);
}

static void a_file_is_written_piece_by_piece(void **state)
{
    const world *w = *state;
    bn_file file;
    assert_int_equal(bn_file_begin(w->path, BN_FILE_REGULAR_ONLY, &file).code, BN_OK);
    assert_int_equal(bn_file_write(&file, "one ", 4).code, BN_OK);
    assert_int_equal(bn_file_write(&file, "two", 3).code, BN_OK);
    assert_int_equal(bn_file_finish(&file).code, BN_OK);
    assert_content(w->path, "one two");
    assert_int_equal(files_in(w->folder), 1);
}

// 255 bytes is the longest name of the usual file systems; the temporary file's would be longer.
static void a_file_of_the_longest_name_is_written(void **state)
{
    const world *w = *state;
    char path[sizeof w->folder + 300];
    const int folder = snprintf(path, sizeof path, "%s/", w->folder);
    memset(path + folder, 'n', 255);
    path[folder + 255] = '\0';
    assert_int_equal(bn_file_replace(path, BN_FILE_REGULAR_ONLY, "x", 1).code, BN_OK);
    assert_content(path, "x");
    assert_int_equal(files_in(w->folder), 1);
    unlink(path);
}

static void a_link_is_followed_and_stays_a_link(void **state)
{
    const world *w = *state;
    char link[sizeof w->path + 8];
    snprintf(link, sizeof link, "%s.link", w->path);
    assert_int_equal(bn_file_replace(w->path, BN_FILE_REGULAR_ONLY, "old", 3).code, BN_OK);
    assert_int_equal(symlink("it", link), 0);
    assert_int_equal(bn_file_replace(link, BN_FILE_REGULAR_ONLY, "new", 3).code, BN_OK);
    assert_content(w->path, "new");
    struct stat about;
    assert_int_equal(lstat(link, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    unlink(link);
}

static void a_pipe_is_not_replaced(void **state)
{
    const world *w = *state;
    assert_int_equal(mkfifo(w->path, 0600), 0);
    assert_refused(bn_file_replace(w->path, BN_FILE_REGULAR_ONLY, "new", 3), BN_EIO,
                   "it is not a regular file");
    struct stat about;
    assert_int_equal(stat(w->path, &about), 0);
    assert_true(S_ISFIFO(about.st_mode));
}

static void a_full_device_is_reported_and_stays_a_device(void **state)
{
    (void)state;
    const bn_status status = bn_file_replace("/dev/full", BN_FILE_OR_DEVICE, "x", 1);
    assert_string_equal(status.message, "cannot write '/dev/full': No space left on device");
    assert_int_equal(bn_file_replace("/dev/null", BN_FILE_OR_DEVICE, "x", 1).code, BN_OK);
    struct stat about;
    assert_int_equal(stat("/dev/full", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
}

static void paths_that_are_not_files_are_refused(void **state)
{
    const world *w = *state;
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_refused(bn_file_read("no/such/file", &bytes, &size), BN_EIO, "'no/such/file': No such file");
    assert_refused(bn_file_read(w->folder, &bytes, &size), BN_EIO, "Is a directory");
    assert_refused(bn_file_read("/dev/null", &bytes, &size), BN_EIO, "Invalid argument");
    assert_refused(bn_file_replace("no/such/file", BN_FILE_REGULAR_ONLY, "", 0), BN_EIO, "No such file");
    assert_refused(bn_file_replace("/proc/version/x", BN_FILE_REGULAR_ONLY, "", 0), BN_EIO,
                   "Not a directory");
    assert_refused(bn_file_replace(w->folder, BN_FILE_REGULAR_ONLY, "", 0), BN_EIO, "Is a directory");
    assert_int_equal(mkfifo(w->path, 0600), 0);
    assert_refused(bn_file_read(w->path, &bytes, &size), BN_EIO,
                   "Invalid argument"); // and the call returns at once
    assert_null(bytes);
}

static void a_long_path_leaves_room_for_the_reason(void **state)
{
    (void)state;
    char path[6000];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_refused(bn_file_read(path, &bytes, &size), BN_EIO, "File name too long");
    assert_refused(bn_file_replace(path, BN_FILE_REGULAR_ONLY, "", 0), BN_EIO, "File name too long");
    path[300] = '\0';
    const bn_status status = bn_file_replace(path, BN_FILE_REGULAR_ONLY, "", 0);
    assert_refused(status, BN_EIO, "x': File name too long");
    assert_string_equal(bn_file_shown("short"), "short");
    memset(path, 'x', 300);
    memcpy(path + 159, "\xc3\xa9", 2); // an e with an accent, cut in its middle
    assert_int_equal(strlen(bn_file_shown(path)), 139);
}

static void no_memory_is_a_status(void **state)
{
    const world *w = *state;
    unsigned char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(replace(w, "content").code, BN_OK);
    bn_memory_fail_after(0);
    const bn_status status = bn_file_read(w->path, &bytes, &size);
    bn_memory_fail_after(-1);
    assert_refused(status, BN_ENOMEM, "7 bytes");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, remove_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(written_content_is_read_back),
        TEST(a_file_has_the_mode_that_the_umask_leaves),
        TEST(a_name_without_folder_is_in_the_present_one),
        TEST(short_and_interrupted_writes_are_continued),
        TEST(a_call_that_fails_leaves_the_old_file_alone),
        TEST(a_folder_that_is_not_flushed_is_an_error),
        TEST(a_temporary_file_of_a_killed_process_is_stepped_over),
        TEST(an_abandoned_file_leaves_the_old_one),
        TEST(a_file_is_written_piece_by_piece),
        TEST(a_file_of_the_longest_name_is_written),
        TEST(a_link_is_followed_and_stays_a_link),
        TEST(a_pipe_is_not_replaced),
        TEST(a_full_device_is_reported_and_stays_a_device),
        TEST(paths_that_are_not_files_are_refused),
        TEST(a_long_path_leaves_room_for_the_reason),
        TEST(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
