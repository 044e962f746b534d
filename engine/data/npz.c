/* ZIP is read and written by libzip; a file that is written is made in memory and put in place whole. */
#include "engine/data/npz.h"

#include "common/file.h"
#include "common/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { LONGEST_NAME = 1000, NAME_SIZE = 2 * LONGEST_NAME, PATH_SIZE = BN_FILE_PATH_SIZE + NAME_SIZE + 2 };
static const char extension[] = ".npy";

struct bn_npz {
    zip_t *zip;
    size_t bytes; // of the file
    char path[BN_FILE_PATH_SIZE];
    char name[NAME_SIZE];
};

static bn_status refuse(bn_code code, const char *path, zip_error_t *error)
{
    return bn_fault(code, "'%s' %s: %s", bn_file_shown(path),
                    code == BN_EFORMAT ? "cannot be read" : "cannot be built", zip_error_strerror(error));
}

// --- reading -------------------------------------------------------------------------------------

static bn_status open_zip(const char *path, zip_t **zip, size_t *bytes)
{
    int code = 0;
    BN_TRY(bn_file_measure(path, bytes));
    *zip = zip_open(path, ZIP_RDONLY, &code);
    if (*zip != NULL) return bn_ok();
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const bn_status status = refuse(BN_EFORMAT, path, &error);
    zip_error_fini(&error);
    return status;
}

bn_status bn_npz_open(const char *path, bn_npz **npz)
{
    bn_npz *opened = bn_memory_allocate(1, sizeof *opened);
    if (opened == NULL) return bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(path));
    snprintf(opened->path, sizeof opened->path, "%s", path);
    const bn_status status = open_zip(path, &opened->zip, &opened->bytes);
    if (status.code == BN_OK)
        *npz = opened;
    else
        bn_npz_close(opened);
    return status;
}

void bn_npz_close(bn_npz *npz)
{
    if (npz != NULL && npz->zip != NULL) zip_discard(npz->zip);
    bn_memory_free(npz);
}

int64_t bn_npz_count(const bn_npz *npz)
{
    return zip_get_num_entries(npz->zip, 0);
}

const char *bn_npz_name(bn_npz *npz, int64_t index)
{
    const char *name = zip_get_name(npz->zip, (zip_uint64_t)index, 0);
    size_t length = name != NULL ? strnlen(name, NAME_SIZE - 1) : 0;
    if (length > strlen(extension) && strcmp(name + length - strlen(extension), extension) == 0)
        length -= strlen(extension);
    if (length > 0) memcpy(npz->name, name, length);
    npz->name[length] = '\0';
    return npz->name;
}

// *bytes is the caller's. Deflation compresses to a thousandth at best; a larger claim is false.
static bn_status read_bytes(const bn_npz *npz, const char *path, zip_uint64_t index, unsigned char **bytes,
                            size_t *size)
{
    zip_t *zip = npz->zip;
    zip_stat_t about;
    if (zip_stat_index(zip, index, 0, &about) != 0) return refuse(BN_EFORMAT, path, zip_get_error(zip));
    if (about.comp_size > npz->bytes || about.size / 1100 > about.comp_size)
        return bn_fault(BN_EFORMAT, "'%s' cannot be read: it claims more bytes than it can hold",
                        bn_file_shown(path));
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    if (file == NULL) return refuse(BN_EFORMAT, path, zip_get_error(zip));
    *size = about.size;
    *bytes = bn_memory_allocate(*size, 1);
    bn_status status = bn_ok();
    if (*bytes == NULL)
        status = bn_fault(BN_ENOMEM, "no memory to read '%s'", bn_file_shown(path));
    else if (zip_fread(file, *bytes, *size) != (zip_int64_t)*size || zip_fread(file, &(char){0}, 1) != 0)
        status = refuse(BN_EFORMAT, path, zip_file_get_error(file)); // the second finds a wrong checksum
    zip_fclose(file);
    if (status.code != BN_OK) bn_memory_free(*bytes);
    return status;
}

bn_status bn_npz_read(bn_npz *npz, int64_t index, bn_npy *npy)
{
    char path[PATH_SIZE];
    unsigned char *bytes = NULL;
    size_t size = 0;
    *npy = (bn_npy){.bytes = NULL};
    snprintf(path, sizeof path, "%s: %s", npz->path, bn_npz_name(npz, index));
    BN_TRY(read_bytes(npz, path, (zip_uint64_t)index, &bytes, &size));
    return bn_npy_parse(path, bytes, size, npy);
}

// --- writing -------------------------------------------------------------------------------------

// The bytes of a member, which malloc gave: libzip frees them.
static unsigned char *bytes_of(const bn_tensor *tensor, size_t *size)
{
    char header[BN_NPY_HEADER_SIZE];
    const size_t start = bn_npy_header(tensor, header);
    const size_t numbers = (size_t)bn_tensor_count(tensor) * bn_dtype_size(tensor->dtype);
    unsigned char *bytes = malloc(start + numbers);
    *size = start + numbers;
    if (bytes == NULL) return NULL;
    memcpy(bytes, header, start);
    if (numbers > 0) memcpy(bytes + start, tensor->data, numbers);
    return bytes;
}

static bool add_member(zip_t *zip, const bn_npz_member *member, bool compressed)
{
    enum { FIRST_DAY = 1 << 5 | 1 }; // 1 January 1980, which NumPy writes too
    char name[LONGEST_NAME + sizeof extension];
    size_t size;
    snprintf(name, sizeof name, "%s%s", member->name, extension);
    unsigned char *bytes = bytes_of(member->tensor, &size);
    zip_source_t *source = bytes != NULL ? zip_source_buffer(zip, bytes, size, 1) : NULL;
    if (source == NULL) {
        free(bytes);
        return false;
    }
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the source frees the bytes
    const zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) zip_source_free(source);
    return index >= 0 &&
           zip_set_file_compression(zip, (zip_uint64_t)index, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                                    0) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)index, 0, FIRST_DAY, 0) == 0;
}

static int by_name(const void *left, const void *right)
{
    return strcmp((*(const bn_npz_member *const *)left)->name, (*(const bn_npz_member *const *)right)->name);
}

// Adds the members by ascending names.
static bool add_members(zip_t *zip, const bn_npz_member *members, size_t count, bool compressed)
{
    const bn_npz_member **sorted = bn_memory_allocate(count, sizeof(const bn_npz_member *));
    bool added = sorted != NULL;
    for (size_t i = 0; added && i < count; i++) sorted[i] = members + i;
    if (added) qsort(sorted, count, sizeof(const bn_npz_member *), by_name);
    for (size_t i = 0; added && i < count; i++) added = add_member(zip, sorted[i], compressed);
    bn_memory_free(sorted);
    return added;
}

// Puts the file that has been made in memory in place.
static bn_status replace(const char *path, zip_source_t *made)
{
    zip_stat_t about;
    if (zip_source_stat(made, &about) != 0 || zip_source_open(made) != 0)
        return refuse(BN_ENOMEM, path, zip_source_error(made));
    unsigned char *bytes = bn_memory_allocate(about.size, 1);
    bn_status status = bn_fault(BN_ENOMEM, "no memory to write '%s'", bn_file_shown(path));
    if (bytes != NULL && zip_source_read(made, bytes, about.size) == (zip_int64_t)about.size)
        status = bn_file_replace(path, BN_FILE_REGULAR_ONLY, bytes, about.size);
    zip_source_close(made);
    bn_memory_free(bytes);
    return status;
}

static bn_status write_to(const char *path, zip_source_t *made, const bn_npz_member *members, size_t count,
                          bool compressed)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_keep(made); // zip_close lets go of one
    zip_t *zip = zip_open_from_source(made, ZIP_TRUNCATE, &error);
    bn_status status = bn_ok();
    if (zip == NULL) {
        zip_source_free(made);
        status = refuse(BN_ENOMEM, path, &error);
    } else if (!add_members(zip, members, count, compressed) || zip_close(zip) != 0) {
        status = refuse(BN_ENOMEM, path, zip_get_error(zip));
        zip_discard(zip);
    }
    zip_error_fini(&error);
    return status.code == BN_OK ? replace(path, made) : status;
}

bn_status bn_npz_write(const char *path, const bn_npz_member *members, size_t count, bool compressed)
{
    if (count == 0)
        return bn_fault(BN_EINVAL, "'%s' cannot be built: there is no array to put into it",
                        bn_file_shown(path));
    for (size_t i = 0; i < count; i++)
        if (members[i].name[0] == '\0' || strlen(members[i].name) > LONGEST_NAME)
            return bn_fault(BN_EINVAL, "an array has a name of %zu bytes; 1 to %d are possible",
                            strlen(members[i].name), LONGEST_NAME);
    zip_source_t *made = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (made == NULL) return bn_fault(BN_ENOMEM, "no memory to build '%s'", bn_file_shown(path));
    const bn_status status = write_to(path, made, members, count, compressed);
    zip_source_free(made);
    return status;
}
