/* Changed: an archive that another program has opened for writing, repacked or added to has other bytes than it
   was sealed with. Each entry is then read and its sum looked for among those in the seal. What was added is
   named; what is missing or different makes the file a damaged one. */
#include "engine/archive/archive_internal.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// --- the seal ------------------------------------------------------------------------------------

// Reads the text of the seal; NULL where there is none. The caller frees it.
static char *read_seal(hid_t file, size_t *length)
{
    char *text = NULL;
    const hid_t set = H5Dopen2(file, BN_ARCHIVE_SEAL_PATH, H5P_DEFAULT);
    if (set < 0) return NULL;
    const hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
        H5Sget_simple_extent_npoints(space) == 1) {
        text = bn_memory_allocate_plain(H5Tget_size(type) + 1, 1);
    }
    if (text != NULL && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0) {
        bn_memory_free(text);
        text = NULL;
    }
    if (text != NULL) *length = strlen(text);
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(set);
    return text;
}

static int by_sum(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

// --- the entries ---------------------------------------------------------------------------------

// A text that is a data set, as it was written.
static bn_status sum_of_text(const bn_archive *archive, const bn_archive_entry *entry, uint64_t *sum)
{
    char **texts;
    const bn_status status = bn_archive_read_texts(archive, entry, &texts);
    if (status.code != BN_OK) return status.code == BN_EFORMAT ? bn_ok() : status;
    const bn_archive_entry text = {.kind = BN_ARCHIVE_TEXT, .path = entry->path, .text = texts[0]};
    *sum = bn_archive_entry_sum(&text, NULL);
    bn_memory_free(texts);
    return bn_ok();
}

// The sum of an entry as it is in the file now.
static bn_status sum_of(const bn_archive *archive, const bn_archive_entry *entry, uint64_t *sum)
{
    *sum = 0;
    if (entry->kind == BN_ARCHIVE_TEXTS && entry->tensor.dims == 0 && entry->attribute == NULL)
        return sum_of_text(archive, entry, sum);
    if (entry->kind != BN_ARCHIVE_TENSOR || entry->complex) {
        *sum = bn_archive_entry_sum(entry, NULL);
        return bn_ok();
    }
    bn_tensor out = entry->tensor;
    const size_t count = (size_t)bn_tensor_count(&out);
    const size_t item = entry->integers ? sizeof(int64_t) : bn_dtype_size(out.dtype);
    out.data = bn_memory_allocate_plain(count > 0 ? count : 1, item);
    if (out.data == NULL) return bn_fault(BN_ENOMEM, "no memory for '%s'", bn_file_shown(entry->path));
    const bn_status status = entry->integers ? bn_archive_read_integers(archive, entry, out.data)
                                             : bn_archive_read(archive, entry, &out);
    if (status.code == BN_OK) *sum = bn_archive_entry_sum(entry, out.data);
    bn_memory_free(out.data);
    return status.code == BN_EFORMAT ? bn_ok() : status; // what can't be read is not what was written
}

// What HDF5 puts around the tensors of an archive, and groups that entries only lead through, say nothing.
static bool says_something(const bn_archive_entry *entry)
{
    return entry->kind != BN_ARCHIVE_GROUP;
}

static void note(char *changed, const bn_archive_entry *entry)
{
    if (changed[0] != '\0') return;
    snprintf(changed, BN_ARCHIVE_REASON_SIZE, "'%.100s'%s%.60s was not in it", entry->path,
             entry->attribute != NULL ? " with the attribute " : "",
             entry->attribute != NULL ? entry->attribute : "");
}

// Counts the entries whose sums are in the seal, and notes the first whose sum is not.
static bn_status compare(const bn_archive *archive, const uint64_t *sums, size_t count, size_t *found,
                         char *changed)
{
    for (size_t i = 0; i < bn_archive_count(archive); i++) {
        const bn_archive_entry *entry = bn_archive_entry_at(archive, i);
        uint64_t sum = 0;
        BN_TRY(sum_of(archive, entry, &sum));
        if (bsearch(&sum, sums, count, sizeof *sums, by_sum) != NULL)
            ++*found;
        else if (says_something(entry))
            note(changed, entry);
    }
    return bn_ok();
}

static bn_status check_sums(const bn_archive *archive, const char *seal, size_t count, char *changed)
{
    uint64_t *sums = bn_memory_allocate_plain(count > 0 ? count : 1, sizeof *sums);
    if (sums == NULL) return bn_fault(BN_ENOMEM, "no memory for the sums of %zu entries", count);
    for (size_t i = 0; i < count; i++) sums[i] = bn_archive_seal_sum(seal, i);
    qsort(sums, count, sizeof *sums, by_sum);
    size_t found = 0;
    bn_status status = compare(archive, sums, count, &found, changed);
    if (status.code == BN_OK && found < count)
        status = bn_fault(BN_EFORMAT, "%zu of its %zu entries are not the ones that were written%s%s",
                          count - found, count, changed[0] != '\0' ? "; " : "", changed);
    bn_memory_free(sums);
    return status;
}

bn_status bn_archive_check_changed(bn_archive *archive)
{
    char *changed = archive->changed;
    size_t length = 0, count = 0;
    char *seal = read_seal(archive->file, &length);
    if (seal == NULL || !bn_archive_seal_read(seal, length, &count)) {
        bn_memory_free(seal);
        return bn_fault(BN_EFORMAT, "it has no seal: it was written by another program, or is damaged; "
                                    "{ foreign = true } reads those");
    }
    const bn_status status = check_sums(archive, seal, count, changed);
    bn_memory_free(seal);
    if (changed[0] == '\0')
        snprintf(changed, BN_ARCHIVE_REASON_SIZE, "its bytes are others, what was written is all there");
    return status;
}
