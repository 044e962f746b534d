/* Reading: a file of ours is in memory, whole and checked, before HDF5 sees it; a foreign one stays on the disk.
   Numbers are converted when an entry is read. */
#include "engine/archive/archive.h"

#include "common/file.h"
#include "common/memory.h"
#include "engine/archive/archive_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const bn_word bn_archive_kind_words[] = {
    {BN_ARCHIVE_GROUP, "group", "holds others"},
    {BN_ARCHIVE_TENSOR, "tensor", "numbers"},
    {BN_ARCHIVE_TEXT, "text", "an attribute"},
    {BN_ARCHIVE_REAL, "real", "an attribute"},
    {BN_ARCHIVE_INTEGER, "integer", "an attribute"},
    {BN_ARCHIVE_FLAG, "flag", "an attribute"},
    {BN_ARCHIVE_OTHER, "other", "an object of another program"},
    {BN_ARCHIVE_TEXTS, "texts", "an array of them"},
    {BN_ARCHIVE_TABLE, "table", "records; holds columns"},
    {0},
};

const bn_word bn_archive_part_words[] = {
    {BN_ARCHIVE_ALL, "all", "all of it"},
    {BN_ARCHIVE_UNREPEATED, "unrepeated", "no array that repeats an attribute of its group"},
    {BN_ARCHIVE_GROUPS, "groups", "groups and their attributes alone"},
    {0},
};

// --- opening -------------------------------------------------------------------------------------

static bn_status load(const char *path, bn_archive_trust trust, bn_archive *archive, bool *changed)
{
    *changed = false;
    bn_archive_image *image = &archive->image;
    if (trust == BN_ARCHIVE_FOREIGN) return bn_file_measure(path, &archive->bytes);
    BN_TRY(bn_file_read(path, &image->bytes, &image->capacity));
    BN_TRY(bn_archive_seal_check(path, image->bytes, &image->capacity, changed));
    archive->bytes = image->capacity;
    return bn_ok();
}

static bn_status open_file(const char *path, bn_archive *archive)
{
    return archive->image.bytes != NULL ? bn_archive_image_open(&archive->image, &archive->file)
                                        : bn_archive_disk_open(path, &archive->file);
}

static bn_status open_quietly(const char *path, bn_archive *archive, bool changed)
{
    const bn_archive_hush hush = bn_archive_hush_begin();
    bn_status status = open_file(path, archive);
    if (status.code == BN_OK) status = bn_archive_list(archive);
    if (status.code == BN_OK && changed) status = bn_archive_check_changed(archive);
    bn_archive_hush_end(&hush);
    if (status.code != BN_EFORMAT) return status;
    return bn_fault(BN_EFORMAT, "'%s' cannot be read: %s", bn_file_shown(path), status.message);
}

bn_status bn_archive_open(const char *path, bn_archive_trust trust, bn_archive_part part,
                          bn_archive **archive)
{
    bn_archive *opened = bn_memory_allocate_plain(1, sizeof *opened);
    if (opened == NULL) return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(path));
    opened->file = H5I_INVALID_HID;
    bool changed = false;
    bn_status status = load(path, trust, opened, &changed);
    opened->part = changed || trust == BN_ARCHIVE_FOREIGN ? BN_ARCHIVE_ALL : part;
    if (status.code == BN_OK) status = open_quietly(path, opened, changed);
    if (status.code == BN_OK)
        *archive = opened;
    else
        bn_archive_close(opened);
    return status;
}

void bn_archive_close(bn_archive *archive)
{
    if (archive == NULL) return;
    if (archive->file >= 0) H5Fclose(archive->file);
    for (size_t i = 0; i < archive->count; i++) bn_memory_free(archive->items[i].words);
    bn_memory_free(archive->items);
    bn_memory_free(archive->places);
    bn_memory_free(archive->image.bytes);
    bn_memory_free(archive);
}

const char *bn_archive_changed(const bn_archive *archive)
{
    return archive->changed[0] != '\0' ? archive->changed : NULL;
}

size_t bn_archive_count(const bn_archive *archive)
{
    return archive->count;
}

const bn_archive_entry *bn_archive_entry_at(const bn_archive *archive, size_t index)
{
    return &archive->items[index].entry;
}

// --- values --------------------------------------------------------------------------------------

bn_archive_values bn_archive_values_open(const bn_archive *archive, const bn_archive_entry *entry)
{
    char path[BN_ARCHIVE_PATH_SIZE];
    const int length = entry->column > 0 ? entry->column - 1 : (int)strlen(entry->path);
    bn_archive_values values = {.id = H5I_INVALID_HID, .attribute = entry->attribute != NULL};
    snprintf(path, sizeof path, "%.*s", length, entry->path);
    if (values.attribute)
        values.id = H5Aopen_by_name(archive->file, path, entry->attribute, H5P_DEFAULT, H5P_DEFAULT);
    else
        values.id = H5Dopen2(archive->file, path, H5P_DEFAULT);
    return values;
}

void bn_archive_values_close(const bn_archive_values *values)
{
    if (values->id >= 0) (values->attribute ? H5Aclose : H5Dclose)(values->id);
}

hid_t bn_archive_values_type(const bn_archive_values *values)
{
    return values->attribute ? H5Aget_type(values->id) : H5Dget_type(values->id);
}

bool bn_archive_values_read(const bn_archive_values *values, hid_t held, void *out)
{
    if (values->attribute) return H5Aread(values->id, held, out) >= 0;
    return H5Dread(values->id, held, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
}

// --- numbers -------------------------------------------------------------------------------------

static bn_status read_as(const bn_archive *archive, const bn_archive_entry *entry, bool imag, hid_t number,
                         void *out)
{
    const bn_archive_values values = bn_archive_values_open(archive, entry);
    const hid_t kept = bn_archive_values_type(&values);
    const hid_t held = bn_archive_number_type(kept, entry, number, imag);
    bn_status status = bn_ok();
    if (held < 0 || !bn_archive_values_read(&values, held, out))
        status = bn_archive_fault(BN_EFORMAT, "read", entry->path);
    H5Tclose(held);
    H5Tclose(kept);
    bn_archive_values_close(&values);
    return status;
}

static bn_status read_hushed(const bn_archive *archive, const bn_archive_entry *entry, bool imag,
                             hid_t number, void *out)
{
    const bn_archive_hush hush = bn_archive_hush_begin();
    const bn_status status = read_as(archive, entry, imag, number, out);
    bn_archive_hush_end(&hush);
    return status;
}

static hid_t integer_type(const bn_archive_entry *entry)
{
    return entry->without_sign ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
}

static bn_status refuse_integer(const bn_archive_entry *entry, uint64_t bits, int64_t k, const char *who)
{
    if (entry->without_sign)
        return bn_fault(BN_EFORMAT, "'%s' has %" PRIu64 " as element %" PRId64 ", which %s cannot hold",
                        bn_file_shown(entry->path), bits, k + 1, who);
    return bn_fault(BN_EFORMAT, "'%s' has %" PRId64 " as element %" PRId64 ", which %s cannot hold",
                    bn_file_shown(entry->path), (int64_t)bits, k + 1, who);
}

bn_status bn_archive_read_integers(const bn_archive *archive, const bn_archive_entry *entry, int64_t *out)
{
    if (entry->kind != BN_ARCHIVE_TENSOR || !entry->integers)
        return bn_fault(BN_EINVAL, "'%s' does not hold integers", bn_file_shown(entry->path));
    BN_TRY(read_hushed(archive, entry, false, integer_type(entry), out));
    const int64_t count = entry->without_sign ? bn_tensor_count(&entry->tensor) : 0;
    for (int64_t k = 0; k < count; k++)
        if (out[k] < 0)
            return refuse_integer(entry, (uint64_t)out[k], k, "an integer of 64 bits with a sign");
    return bn_ok();
}

// data: 64-bit integers, each replaced by the nearest double
static bn_status make_doubles(const bn_archive_entry *entry, bool rounded, bn_tensor *out)
{
    const double most = 9007199254740992.0; // 2^53
    const int64_t count = bn_tensor_count(out);
    unsigned char *at = out->data;
    for (int64_t k = 0; k < count; k++, at += sizeof(double)) {
        uint64_t bits;
        memcpy(&bits, at, sizeof bits);
        const double number = entry->without_sign ? (double)bits : (double)(int64_t)bits;
        // 2^53 + 1 is rounded to 2^53: the integer decides.
        const uint64_t magnitude = !entry->without_sign && (int64_t)bits < 0 ? 0 - bits : bits;
        if (!rounded && magnitude > (uint64_t)most) return refuse_integer(entry, bits, k, "f64");
        memcpy(at, &number, sizeof number);
    }
    return bn_ok();
}

static bn_status make_narrow(const bn_archive_entry *entry, const long double *wide, bn_tensor *out)
{
    const int64_t count = bn_tensor_count(out);
    double *narrow = out->data;
    for (int64_t k = 0; k < count; k++) {
        narrow[k] = (double)wide[k];
        if (isinf(narrow[k]) && !isinf(wide[k]))
            return bn_fault(BN_EFORMAT, "'%s' has %.6Lg as element %" PRId64 ", which f64 cannot hold",
                            bn_file_shown(entry->path), wide[k], k + 1);
    }
    return bn_ok();
}

static bn_status read_wide(const bn_archive *archive, const bn_archive_entry *entry, bool imag,
                           bn_tensor *out)
{
    long double *wide = bn_memory_allocate_plain((size_t)bn_tensor_count(out), sizeof *wide);
    if (wide == NULL) return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(entry->path));
    bn_status status = read_hushed(archive, entry, imag, H5T_NATIVE_LDOUBLE, wide);
    if (status.code == BN_OK) status = make_narrow(entry, wide, out);
    bn_memory_free(wide);
    return status;
}

static bn_status read_part(const bn_archive *archive, const bn_archive_entry *entry, bool imag, bool rounded,
                           bn_tensor *out)
{
    if (entry->kind != BN_ARCHIVE_TENSOR || !bn_tensor_same_shape(&entry->tensor, out) ||
        out->dtype != entry->tensor.dtype || !bn_tensor_is_contiguous(out))
        return bn_fault(BN_EINVAL, "'%s' does not fit into the tensor it was to be read into",
                        bn_file_shown(entry->path));
    if (entry->wide) return read_wide(archive, entry, imag, out);
    const hid_t real = out->dtype == BN_F32 ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    const hid_t number = entry->integers ? integer_type(entry) : real;
    BN_TRY(read_hushed(archive, entry, imag, number, out->data));
    return entry->integers ? make_doubles(entry, rounded, out) : bn_ok();
}

bn_status bn_archive_read(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out)
{
    return read_part(archive, entry, false, false, out);
}

bn_status bn_archive_read_rounded(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out)
{
    return read_part(archive, entry, false, true, out);
}

bn_status bn_archive_read_imag(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out)
{
    if (!entry->complex) return bn_fault(BN_EINVAL, "'%s' is not complex", bn_file_shown(entry->path));
    return read_part(archive, entry, true, false, out);
}
