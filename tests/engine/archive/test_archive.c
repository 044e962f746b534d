/* Archive: what was written comes back bit for bit, and a list that cannot be stored is refused. Expected values are
   the ones that were written. */
#include "engine/archive/archive.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/engine/archive/entries.h"
#include "tests/refused.h"
#include "tests/tensors.h"

static const char path[] = "test_archive.h5";

static bn_archive *written_and_opened(const bn_archive_entry *entries, size_t count)
{
    bn_archive *archive = NULL;
    const bn_status written = bn_archive_write(path, entries, count);
    if (written.code != BN_OK) fail_msg("%s", written.message);
    const bn_status opened = bn_archive_open(path, BN_ARCHIVE_SEALED, BN_ARCHIVE_ALL, &archive);
    if (opened.code != BN_OK) fail_msg("%s", opened.message);
    unlink(path);
    return archive;
}

static const bn_archive_entry *entry_of(const bn_archive *archive, const char *name, const char *attribute)
{
    for (size_t i = 0; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        if (strcmp(entry->path, name) != 0 || (entry->attribute == NULL) != (attribute == NULL)) continue;
        if (attribute == NULL || strcmp(entry->attribute, attribute) == 0) return entry;
    }
    fail_msg("there is no %s %s", name, attribute != NULL ? attribute : "");
    return NULL;
}

static bn_tensor read_into(const bn_archive *archive, const char *name, void *data)
{
    const bn_archive_entry *entry = entry_of(archive, name, NULL);
    bn_tensor tensor = entry->tensor;
    tensor.data = data;
    const bn_status status = bn_archive_read(archive, entry, &tensor);
    if (status.code != BN_OK) fail_msg("%s", status.message);
    return tensor;
}

static void every_double_comes_back_bit_for_bit(void **state)
{
    (void)state;
    uint64_t bits[] = {0,
                       UINT64_C(1) << 63,
                       1,
                       UINT64_C(0x7ff0000000000000),
                       UINT64_C(0x7ff8000000000123),
                       UINT64_C(0xfff0000000000000),
                       UINT64_C(0x3fb999999999999a),
                       UINT64_MAX >> 1};
    bn_tensor tensor = {.dtype = BN_F64, .dims = 1, .shape = {8}, .stride = {1}, .data = bits};
    bn_archive *archive = written_and_opened((bn_archive_entry[]){tensor_entry("/x", tensor)}, 1);
    uint64_t read[8] = {0};
    tensor = read_into(archive, "/x", read);
    assert_int_equal(tensor.dtype, BN_F64);
    assert_memory_equal(read, bits, sizeof bits);
    bn_archive_close(archive);
}

static void every_float_comes_back_bit_for_bit_also_compressed(void **state)
{
    (void)state;
    enum { COUNT = 70000 };
    static uint32_t bits[COUNT];
    static uint32_t read[COUNT];
    for (uint32_t k = 0; k < COUNT; k++) bits[k] = k * UINT32_C(2654435761);
    const bn_tensor tensor = {
        .dtype = BN_F32, .dims = 2, .shape = {700, 100}, .stride = {100, 1}, .data = bits};
    bn_archive_entry entries[] = {tensor_entry("/plain", tensor), tensor_entry("/compressed", tensor)};
    entries[1].compressed = true;
    bn_archive *archive = written_and_opened(entries, 2);
    assert_int_equal(read_into(archive, "/plain", read).dtype, BN_F32);
    assert_memory_equal(read, bits, sizeof bits);
    memset(read, 0, sizeof read);
    read_into(archive, "/compressed", read);
    assert_memory_equal(read, bits, sizeof bits);
    bn_archive_close(archive);
}

static void integers_stay_integers_as_far_as_a_double_holds_them(void **state)
{
    (void)state;
    double numbers[] = {0, -1, 100001, 0x1p53, -0x1p53};
    bn_archive_entry entry = tensor_entry("/epoch", tests_vector(numbers, 5));
    entry.integers = true;
    bn_archive *archive = written_and_opened(&entry, 1);
    assert_true(entry_of(archive, "/epoch", NULL)->integers);
    double read[5];
    read_into(archive, "/epoch", read);
    assert_memory_equal(read, numbers, sizeof numbers);
    bn_archive_close(archive);
}

static void integers_that_a_double_cannot_hold_are_refused_when_read(void **state)
{
    (void)state;
    double numbers[] = {1, 0x1p54};
    bn_archive_entry entry = tensor_entry("/big", tests_vector(numbers, 2));
    entry.integers = true;
    bn_archive *archive = written_and_opened(&entry, 1);
    const bn_archive_entry *big = entry_of(archive, "/big", NULL);
    bn_tensor out = tests_vector(numbers, 2);
    assert_refused(bn_archive_read(archive, big, &out), BN_EFORMAT, "18014398509481984 as element 2");
    bn_archive_close(archive);
}

static void views_are_stored_row_major(void **state)
{
    (void)state;
    float data[] = {1, 2, 3, 4, 5, 6};
    const bn_tensor transposed = {
        .dtype = BN_F32, .dims = 2, .shape = {3, 2}, .stride = {1, 3}, .data = data};
    const bn_tensor reversed = {.dtype = BN_F32, .dims = 1, .shape = {3}, .stride = {-2}, .data = data + 5};
    bn_archive *archive = written_and_opened(
        (bn_archive_entry[]){tensor_entry("/t", transposed), tensor_entry("/r", reversed)}, 2);
    float read[6];
    const bn_tensor t = read_into(archive, "/t", read);
    assert_memory_equal(read, ((float[]){1, 4, 2, 5, 3, 6}), sizeof read);
    assert_true(t.shape[0] == 3 && t.shape[1] == 2 && t.stride[0] == 2);
    read_into(archive, "/r", read);
    assert_memory_equal(read, ((float[]){6, 4, 2}), 3 * sizeof(float));
    bn_archive_close(archive);
}

static void all_shapes_come_back(void **state)
{
    (void)state;
    double number = 42;
    const bn_tensor scalar = {.dtype = BN_F64, .data = &number};
    const bn_tensor deep = {.dtype = BN_F64,
                            .dims = 8,
                            .shape = {1, 1, 1, 1, 1, 1, 1, 1},
                            .stride = {1, 1, 1, 1, 1, 1, 1, 1},
                            .data = &number};
    bn_archive_entry entries[] = {tensor_entry("/scalar", scalar), tensor_entry("/deep", deep),
                                  tensor_entry("/empty", tests_matrix(&number, 0, 3))};
    for (int compressed = 0; compressed < 2; compressed++) {
        for (int i = 0; i < 3; i++) entries[i].compressed = compressed;
        bn_archive *archive = written_and_opened(entries, 3);
        double read = 0;
        assert_int_equal(read_into(archive, "/scalar", &read).dims, 0);
        assert_true(read == 42);
        read = 0;
        assert_int_equal(read_into(archive, "/deep", &read).dims, 8);
        assert_true(read == 42);
        const bn_tensor empty = read_into(archive, "/empty", &read);
        assert_true(empty.dims == 2 && empty.shape[0] == 0 && empty.shape[1] == 3);
        bn_archive_close(archive);
    }
}

static void attributes_keep_their_kind_and_value(void **state)
{
    (void)state;
    static char script[200000];
    memset(script, 'x', sizeof script - 1);
    double number = 0;
    const bn_archive_entry entries[] = {
        {.kind = BN_ARCHIVE_TEXT, .path = "/", .attribute = "script_text", .text = script},
        {.kind = BN_ARCHIVE_TEXT, .path = "/", .attribute = "empty", .text = ""},
        {.kind = BN_ARCHIVE_TEXT, .path = "/", .attribute = "\xcf\x84/unit", .text = "h\xc3\xa4lfte"},
        {.kind = BN_ARCHIVE_REAL, .path = "/parameters", .attribute = "dt", .real = 0.1},
        {.kind = BN_ARCHIVE_INTEGER, .path = "/parameters", .attribute = "seed", .integer = INT64_MIN},
        {.kind = BN_ARCHIVE_FLAG, .path = "/parameters", .attribute = "yes", .flag = true},
        {.kind = BN_ARCHIVE_FLAG, .path = "/parameters", .attribute = "no", .flag = false},
        tensor_entry("/weights/J", tests_vector(&number, 1)),
        {.kind = BN_ARCHIVE_REAL, .path = "/weights/J", .attribute = "radius", .real = -INFINITY},
    };
    bn_archive *archive = written_and_opened(entries, sizeof entries / sizeof *entries);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const bn_archive_entry *wrote = &entries[i];
        const bn_archive_entry *read = entry_of(archive, wrote->path, wrote->attribute);
        assert_int_equal(read->kind, wrote->kind);
        if (wrote->kind == BN_ARCHIVE_TEXT) assert_string_equal(read->text, wrote->text);
        assert_true(read->real == wrote->real && read->integer == wrote->integer &&
                    read->flag == wrote->flag);
    }
    bn_archive_close(archive);
}

static void the_list_has_groups_before_members_and_objects_before_attributes(void **state)
{
    (void)state;
    double number = 0;
    const bn_archive_entry entries[] = {
        tensor_entry("/b/x/z", tests_vector(&number, 1)),
        {.kind = BN_ARCHIVE_REAL, .path = "/b/x/z", .attribute = "q"},
        {.kind = BN_ARCHIVE_REAL, .path = "/b/x", .attribute = "p"},
        tensor_entry("/b-a", tests_vector(&number, 1)),
        {.kind = BN_ARCHIVE_GROUP, .path = "/a"},
    };
    bn_archive *archive = written_and_opened(entries, sizeof entries / sizeof *entries);
    const char *expected[] = {"/", "/a", "/b", "/b/x", "/b/x p", "/b/x/z", "/b/x/z q", "/b-a"};
    assert_int_equal(bn_archive_count(archive), 8);
    for (size_t i = 0; i < 8; i++) {
        char text[64];
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        snprintf(text, sizeof text, "%s%s%s", entry->path, entry->attribute != NULL ? " " : "",
                 entry->attribute != NULL ? entry->attribute : "");
        assert_string_equal(text, expected[i]);
    }
    bn_archive_close(archive);
}

static void several_archives_are_open_at_once(void **state)
{
    (void)state;
    bn_archive *archive[3];
    double number[3] = {1, 2, 3};
    for (int i = 0; i < 3; i++)
        archive[i] =
            written_and_opened((bn_archive_entry[]){tensor_entry("/x", tests_vector(number + i, 1))}, 1);
    for (int i = 0; i < 3; i++) {
        double read = 0;
        read_into(archive[i], "/x", &read);
        assert_true(read == number[i]);
        bn_archive_close(archive[i]);
    }
}

// --- what is refused --------------------------------------------------------------------------------

static void a_list_that_cannot_be_stored_is_refused(void **state)
{
    (void)state;
    double numbers[] = {1, 2.5, NAN, 0x1p63};
    const bn_tensor one = tests_vector(numbers, 1);
    const struct {
        bn_archive_entry entry;
        const char *words;
    } cases[] = {
        {tensor_entry("x", one), "'x' is no path"},
        {tensor_entry("", one), "'' is no path"},
        {tensor_entry("/a//b", one), "'/a//b' is no path"},
        {tensor_entry("/a/", one), "'/a/' is no path"},
        {tensor_entry("/./a", one), "'/./a' is no path"},
        {tensor_entry("/a/..", one), "'/a/..' is no path"},
        {tensor_entry("/taken", one), "'/taken' is given twice"},
        {tensor_entry("/taken/in", one), "'/taken' is a tensor; nothing can be in it"},
        {{.kind = BN_ARCHIVE_GROUP, .path = "/taken"}, "'/taken' is given twice"},
        {{.kind = BN_ARCHIVE_REAL, .path = "/a"}, "a kind that does not go with its names"},
        {{.kind = BN_ARCHIVE_GROUP, .path = "/a", .attribute = "b"}, "a kind that does not go"},
        {{.kind = BN_ARCHIVE_OTHER, .path = "/a", .attribute = "b"}, "a kind that does not go"},
        {{.kind = BN_ARCHIVE_REAL, .path = "/a", .attribute = ""}, "a name of 0 bytes"},
        {{.kind = BN_ARCHIVE_TENSOR, .path = "/i", .tensor = tests_vector(numbers, 2), .integers = true},
         "'/i' has 2.5 as element 2"},
        {{.kind = BN_ARCHIVE_TENSOR, .path = "/i", .tensor = tests_vector(numbers + 2, 1), .integers = true},
         "'/i' has nan as element 1"},
        {{.kind = BN_ARCHIVE_TENSOR, .path = "/i", .tensor = tests_vector(numbers + 3, 1), .integers = true},
         "'/i' has 9.2233720368547758e+18 as element 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bn_archive_entry entries[] = {tensor_entry("/taken", one), cases[i].entry};
        assert_refused(bn_archive_write(path, entries, 2), BN_EINVAL, cases[i].words);
        assert_int_equal(access(path, F_OK), -1);
    }
}

static void a_tensor_is_read_only_into_its_own_shape_and_dtype(void **state)
{
    (void)state;
    double numbers[6] = {0};
    bn_archive *archive =
        written_and_opened((bn_archive_entry[]){tensor_entry("/x", tests_matrix(numbers, 2, 3))}, 1);
    const bn_archive_entry *entry = entry_of(archive, "/x", NULL);
    bn_tensor out = tests_matrix(numbers, 3, 2);
    assert_refused(bn_archive_read(archive, entry, &out), BN_EINVAL, "'/x' does not fit");
    out = tests_matrix(numbers, 2, 3);
    out.dtype = BN_F32;
    assert_refused(bn_archive_read(archive, entry, &out), BN_EINVAL, "'/x' does not fit");
    out = tests_matrix(numbers, 2, 3);
    out.stride[0] = -3;
    assert_refused(bn_archive_read(archive, entry, &out), BN_EINVAL, "'/x' does not fit");
    assert_refused(bn_archive_read(archive, bn_archive_entry_at(archive, 0), &out), BN_EINVAL,
                   "'/' does not");
    bn_archive_close(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_double_comes_back_bit_for_bit),
        cmocka_unit_test(every_float_comes_back_bit_for_bit_also_compressed),
        cmocka_unit_test(integers_stay_integers_as_far_as_a_double_holds_them),
        cmocka_unit_test(integers_that_a_double_cannot_hold_are_refused_when_read),
        cmocka_unit_test(views_are_stored_row_major),
        cmocka_unit_test(all_shapes_come_back),
        cmocka_unit_test(attributes_keep_their_kind_and_value),
        cmocka_unit_test(the_list_has_groups_before_members_and_objects_before_attributes),
        cmocka_unit_test(several_archives_are_open_at_once),
        cmocka_unit_test(a_list_that_cannot_be_stored_is_refused),
        cmocka_unit_test(a_tensor_is_read_only_into_its_own_shape_and_dtype),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
