/* A fuzzer for archives. The bytes are read as a file, which must succeed or be refused. They are also the
   description of an archive, which must be refused or be read back as it was written. */
#include "engine/archive/archive.h"
#include "common/file.h"
#include "common/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_ENTRIES = 12, MOST_NUMBERS = 4096 };

static void need(int condition)
{
    if (!condition) abort();
}

static const char *scratch(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/dev/shm/fuzz_archive_%ld.h5", (long)getpid());
    return path;
}

typedef struct {
    const uint8_t *data;
    size_t size;
} bytes;

static unsigned take(bytes *input)
{
    if (input->size == 0) return 0;
    input->size--;
    return *input->data++;
}

static double numbers[MOST_NUMBERS];

static void read_one(const bn_archive *archive, const bn_archive_entry *entry)
{
    bn_tensor out = entry->tensor;
    int64_t count = 1;
    for (int d = 0; d < out.dims; d++) {
        need(out.shape[d] >= 0);
        if (out.shape[d] > MOST_NUMBERS) return;
        count *= out.shape[d];
        if (count > MOST_NUMBERS) return;
    }
    out.data = numbers;
    const bn_status status = bn_archive_read(archive, entry, &out);
    need(status.code == BN_OK || strlen(status.message) > 0);
}

static bn_status read_all(bn_archive_trust trust, size_t *count)
{
    bn_archive *archive = NULL;
    BN_TRY(bn_archive_open(scratch(), trust, BN_ARCHIVE_ALL, &archive));
    *count = bn_archive_count(archive);
    for (size_t i = 0; i < *count; i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        need(entry->path != NULL && entry->path[0] == '/');
        if (entry->kind == BN_ARCHIVE_TENSOR) read_one(archive, entry);
    }
    bn_archive_close(archive);
    return bn_ok();
}

static void as_a_file(bytes input)
{
    size_t count = 0;
    if (bn_file_replace(scratch(), BN_FILE_REGULAR_ONLY, input.data, input.size).code != BN_OK) return;
    need(read_all(BN_ARCHIVE_SEALED, &count).code == BN_EFORMAT || count > 0);
}

static const char *const names[] = {"/",   "/a",  "/a/b", "/a/b/c",  "/J", "/history/J", "a",  "",
                                    "//a", "/a/", "/..",  "/a/../b", "/.", "/\xff",      "/é", "/a b"};
static const char *const words[] = {NULL, "dt", "script", "", "\xc3", "balnet_version", "a/b", "J"};
static const int64_t extents[] = {0, 1, 2, 3, 5, 17, 0, (int64_t)1 << 40};

static bn_tensor some_tensor(bytes *input)
{
    bn_tensor tensor = {
        .dtype = take(input) % 2 != 0 ? BN_F32 : BN_F64, .dims = (int)(take(input) % 5), .data = numbers};
    for (int d = 0; d < tensor.dims; d++) tensor.shape[d] = extents[take(input) % (d == 0 ? 8 : 7)];
    int64_t stride = 1;
    bool empty = false;
    for (int d = tensor.dims - 1; d >= 0; d--) {
        tensor.stride[d] = stride;
        if (tensor.shape[d] > 0 && stride <= MOST_NUMBERS) stride *= tensor.shape[d];
        empty = empty || tensor.shape[d] == 0;
    }
    if (stride > MOST_NUMBERS && !empty) tensor.dims = 0; // a scalar, since the array holds no more
    return tensor;
}

static void as_a_description(bytes input)
{
    bn_archive_entry entries[MOST_ENTRIES];
    const size_t count = take(&input) % MOST_ENTRIES;
    for (size_t i = 0; i < count; i++) {
        const unsigned flags = take(&input);
        entries[i] = (bn_archive_entry){
            .kind = (bn_archive_kind)(flags % BN_ARCHIVE_OTHER),
            .path = names[take(&input) % (sizeof names / sizeof *names)],
            .attribute = words[take(&input) % (sizeof words / sizeof *words)],
            .text = words[1 + flags % 7],
            .integers = (flags & 64) != 0,
            .compressed = (flags & 128) != 0,
            .real = (double)flags,
            .integer = -(int64_t)flags,
            .tensor = some_tensor(&input),
        };
        const bool attribute = entries[i].kind >= BN_ARCHIVE_TEXT;
        if (attribute && entries[i].attribute == NULL) entries[i].attribute = "x";
        if (!attribute) entries[i].attribute = NULL;
    }
    size_t found = 0;
    const bn_status status = bn_archive_write(scratch(), entries, count);
    need(status.code == BN_OK || strlen(status.message) > 0);
    if (status.code == BN_OK) need(read_all(BN_ARCHIVE_SEALED, &found).code == BN_OK && found >= count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bytes input = {data, size};
    as_a_description(input);
    as_a_file(input);
    unlink(scratch());
    return 0;
}
