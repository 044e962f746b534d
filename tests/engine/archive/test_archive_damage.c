/* Archive, when a file is damaged or an allocation or a disk fails: every cut, every flipped byte and every
   failed allocation ends in a status, and a file under its final name is whole. */
#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/refused.h"
#include "tests/tensors.h"

static const char path[] = "test_archive_damage.h5";

static bn_status write_small(const char *to)
{
    static double numbers[] = {1, 2, 3, 4, 5, 6};
    const bn_archive_entry entries[] = {
        {.kind = BN_ARCHIVE_TEXT, .path = "/", .attribute = "script", .text = "two_stimuli"},
        {.kind = BN_ARCHIVE_REAL, .path = "/parameters", .attribute = "dt", .real = 0.2},
        {.kind = BN_ARCHIVE_TENSOR, .path = "/epoch", .tensor = tests_vector(numbers, 6), .integers = true},
        {.kind = BN_ARCHIVE_TENSOR, .path = "/J", .tensor = tests_matrix(numbers, 2, 3), .compressed = true},
    };
    return bn_archive_write(to, entries, sizeof entries / sizeof *entries);
}

static bn_status read_tensors(const bn_archive *archive)
{
    double numbers[6];
    for (size_t i = 0; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        bn_tensor out = entry->tensor;
        out.data = numbers;
        if (entry->kind == BN_ARCHIVE_TENSOR) BN_TRY(bn_archive_read(archive, entry, &out));
    }
    return bn_ok();
}

static bn_status read_small(bn_archive_trust trust)
{
    bn_archive *archive = NULL;
    BN_TRY(bn_archive_open(path, trust, BN_ARCHIVE_ALL, &archive));
    const bn_status status = read_tensors(archive);
    bn_archive_close(archive);
    return status;
}

typedef struct {
    unsigned char *bytes;
    size_t size;
    int file;
} victim;

static victim small_file(void)
{
    victim v;
    assert_int_equal(write_small(path).code, BN_OK);
    assert_int_equal(bn_file_read(path, &v.bytes, &v.size).code, BN_OK);
    v.file = open(path, O_WRONLY);
    assert_true(v.file >= 0);
    return v;
}

static void bury(victim *v)
{
    close(v->file);
    unlink(path);
    bn_memory_free(v->bytes);
}

static void every_flipped_byte_is_found(void **state)
{
    (void)state;
    static const unsigned char masks[] = {1, 0x80, 0xFF};
    victim v = small_file();
    for (size_t at = 0; at < v.size; at++)
        for (size_t i = 0; i < sizeof masks; i++) {
            const unsigned char flipped = v.bytes[at] ^ masks[i];
            assert_int_equal(pwrite(v.file, &flipped, 1, (off_t)at), 1);
            const bn_status status = read_small(BN_ARCHIVE_SEALED);
            if (status.code != BN_EFORMAT)
                fail_msg("byte %zu with mask %#x: %s", at, masks[i], status.message);
            assert_int_equal(pwrite(v.file, v.bytes + at, 1, (off_t)at), 1);
        }
    assert_int_equal(read_small(BN_ARCHIVE_SEALED).code, BN_OK);
    bury(&v);
}

static void every_file_cut_short_is_refused(void **state)
{
    (void)state;
    victim v = small_file();
    for (size_t size = v.size; size-- > 0;) {
        assert_int_equal(ftruncate(v.file, (off_t)size), 0);
        assert_refused(read_small(BN_ARCHIVE_SEALED), BN_EFORMAT,
                       size < 8 ? "no HDF5 file" : "it was cut short");
    }
    bury(&v);
}

static void a_file_with_trailing_bytes_is_refused(void **state)
{
    (void)state;
    victim v = small_file();
    assert_int_equal(pwrite(v.file, "\n", 1, (off_t)v.size), 1);
    assert_refused(read_small(BN_ARCHIVE_SEALED), BN_EFORMAT, "something was put behind it");
    assert_int_equal(read_small(BN_ARCHIVE_FOREIGN).code, BN_OK);
    bury(&v);
}

static void files_that_are_not_archives_are_refused(void **state)
{
    (void)state;
    static const char text[] = "balnet 1.0\nThis is a text, and long enough to have a seal at its end.\n";
    assert_int_equal(bn_file_replace(path, BN_FILE_REGULAR_ONLY, text, sizeof text).code, BN_OK);
    assert_refused(read_small(BN_ARCHIVE_SEALED), BN_EFORMAT, "is no HDF5 file");
    assert_refused(read_small(BN_ARCHIVE_FOREIGN), BN_EFORMAT, "cannot be read");
    unlink(path);
    assert_refused(read_small(BN_ARCHIVE_SEALED), BN_EIO, "No such file");
}

// Each allocation of the writing, and each of the reading, fails once.
static void every_failed_allocation_is_a_status(void **state)
{
    (void)state;
    long failed = 0;
    bn_status status = {.code = BN_ENOMEM};
    for (long n = 0; status.code != BN_OK; n++, failed++) {
        bn_memory_fail_after(n);
        status = write_small(path);
        bn_memory_fail_after(-1);
        if (status.code != BN_OK) {
            assert_refused(status, BN_ENOMEM, "no memory");
            assert_int_equal(access(path, F_OK), -1);
        }
    }
    status.code = BN_ENOMEM;
    for (long n = 0; status.code != BN_OK; n++, failed++) {
        bn_memory_fail_after(n);
        status = read_small(BN_ARCHIVE_SEALED);
        bn_memory_fail_after(-1);
        if (status.code != BN_OK) assert_refused(status, BN_ENOMEM, "no memory");
    }
    unlink(path);
    print_message("%ld allocations failed\n", failed);
    assert_true(failed > 10);
}

// RLIMIT_FSIZE replaces a disk with that much room left.
static void a_full_disk_leaves_no_file(void **state)
{
    (void)state;
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = 1000, .rlim_max = before.rlim_max});
    const bn_status status = write_small(path);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    assert_refused(status, BN_EIO, "cannot write 'test_archive_damage.h5': File too large");
    assert_int_equal(access(path, F_OK), -1);
    assert_refused(write_small("no/such/folder/run.h5"), BN_EIO, "'no/such/folder/run.h5': No such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_byte_is_found),
        cmocka_unit_test(every_file_cut_short_is_refused),
        cmocka_unit_test(a_file_with_trailing_bytes_is_refused),
        cmocka_unit_test(files_that_are_not_archives_are_refused),
        cmocka_unit_test(every_failed_allocation_is_a_status),
        cmocka_unit_test(a_full_disk_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
