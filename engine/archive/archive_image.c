/* Image: HDF5's core driver keeps a file in memory; through its callbacks that memory is one block of ours,
   as large as will be needed, so that the library neither copies it nor runs out of memory half way. The
   block is zeroed, so gaps between HDF5's pieces are the same every time. */
#include "engine/archive/archive_internal.h"

#include "common/file.h"

#include <stdio.h>
#include <string.h>

// --- errors --------------------------------------------------------------------------------------

bn_archive_hush bn_archive_hush_begin(void)
{
    bn_archive_hush hush = {0};
    H5Eget_auto2(H5E_DEFAULT, &hush.function, &hush.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return hush;
}

void bn_archive_hush_end(const bn_archive_hush *hush)
{
    H5Eset_auto2(H5E_DEFAULT, hush->function, hush->data);
}

enum { REASON_SIZE = BN_MESSAGE_SIZE };

static herr_t keep_innermost(unsigned depth, const H5E_error2_t *error, void *reason)
{
    if (depth == 0) snprintf(reason, REASON_SIZE, "%s", error->desc);
    return 0;
}

bn_status bn_archive_fault(bn_code code, const char *verb, const char *what)
{
    char reason[REASON_SIZE] = "no reason known";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, reason);
    return bn_fault(code, "cannot %s '%s': %s", verb, bn_file_shown(what), reason);
}

// --- memory --------------------------------------------------------------------------------------

static void *image_within(size_t size, H5FD_file_image_op_t purpose, void *image)
{
    (void)purpose;
    const bn_archive_image *block = image;
    return size <= block->capacity ? block->bytes : NULL;
}

static void *image_stretched(void *old, size_t size, H5FD_file_image_op_t purpose, void *image)
{
    (void)old;
    return image_within(size, purpose, image);
}

static void *image_copied(void *to, const void *from, size_t size, H5FD_file_image_op_t purpose, void *image)
{
    (void)purpose, (void)image;
    return to == from ? to : memcpy(to, from, size);
}

static herr_t image_kept(void *bytes, H5FD_file_image_op_t purpose, void *image)
{
    (void)bytes, (void)purpose, (void)image;
    return 0;
}

static void *same_image(void *image)
{
    return image;
}

static herr_t image_left(void *image)
{
    (void)image;
    return 0;
}

static bool set_image(hid_t access, bn_archive_image *image, size_t size)
{
    enum { INCREMENT = 4096 };
    H5FD_file_image_callbacks_t callbacks = {.image_malloc = image_within,
                                             .image_memcpy = image_copied,
                                             .image_realloc = image_stretched,
                                             .image_free = image_kept,
                                             .udata_copy = same_image,
                                             .udata_free = image_left,
                                             .udata = image};
    return H5Pset_fapl_core(access, INCREMENT, false) >= 0 &&
           H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
           (size == 0 || H5Pset_file_image(access, image->bytes, size) >= 0);
}

static hid_t access_list(bn_archive_image *image, size_t size)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0 || set_image(access, image, size)) return access;
    H5Pclose(access);
    return H5I_INVALID_HID;
}

// HDF5 takes two files in memory for the same one when they have the same name.
typedef struct {
    char text[32];
} image_name;

static image_name name_of(const bn_archive_image *image)
{
    image_name name;
    snprintf(name.text, sizeof name.text, "memory %p", (void *)image->bytes);
    return name;
}

hid_t bn_archive_image_create(bn_archive_image *image, hid_t creation)
{
    const hid_t access = access_list(image, 0);
    hid_t file = H5I_INVALID_HID;
    // The oldest format in which all of HDF5's own bytes carry checksums; nothing newer is needed.
    if (H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18) >= 0)
        file = H5Fcreate(name_of(image).text, H5F_ACC_TRUNC, creation, access);
    H5Pclose(access);
    return file;
}

bn_status bn_archive_image_open(bn_archive_image *image, hid_t *file)
{
    const hid_t access = access_list(image, image->capacity);
    *file = H5Fopen(name_of(image).text, H5F_ACC_RDONLY, access);
    const bn_status status = *file >= 0 ? bn_ok() : bn_archive_fault(BN_EFORMAT, "read", "/");
    H5Pclose(access);
    return status;
}

bn_status bn_archive_disk_open(const char *path, hid_t *file)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    *file = H5I_INVALID_HID;
    if (H5Pset_fapl_sec2(access) >= 0 && H5Pset_file_locking(access, false, true) >= 0)
        *file = H5Fopen(path, H5F_ACC_RDONLY, access);
    const bn_status status = *file >= 0 ? bn_ok() : bn_archive_fault(BN_EFORMAT, "read", "/");
    H5Pclose(access);
    return status;
}
