/* What writing and reading of archives share: HDF5 files in memory of ours, its
   error reports, and the seal. */
#ifndef BN_ARCHIVE_INTERNAL_H
#define BN_ARCHIVE_INTERNAL_H

#include "engine/archive/archive.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

/* HDF5 prints its errors by default; between these two calls it does not. */
typedef struct {
    H5E_auto2_t function;
    void *data;
} bn_archive_hush;

bn_archive_hush bn_archive_hush_begin(void);
void bn_archive_hush_end(const bn_archive_hush *hush);

/* Errors: the given code, with HDF5's own reason at the end: "cannot VERB 'WHAT': REASON". */
bn_status bn_archive_fault(bn_code code, const char *verb, const char *what);

/* A block that HDF5 takes for a file; it must outlive the file. */
typedef struct {
    unsigned char *bytes;
    size_t capacity;
} bn_archive_image;

/* A new file in the image, which may grow to its capacity; negative on failure. */
hid_t bn_archive_image_create(bn_archive_image *image, hid_t creation);

/* *file = the file whose bytes are the image, for reading. Errors: BN_EFORMAT with HDF5's reason. */
bn_status bn_archive_image_open(bn_archive_image *image, hid_t *file);

/* *file = the file on the disk, for reading; whoever else has it open is not waited for. Errors: BN_EFORMAT
   with HDF5's reason. */
bn_status bn_archive_disk_open(const char *path, hid_t *file);

/* Creates the attribute that the entry describes on an open group or tensor. Errors: BN_ENOMEM with HDF5's
   reason. */
bn_status bn_archive_attribute_write(hid_t owner, const bn_archive_entry *entry);

/* Names the dimensions of an open dataset as HDF5's dimension scales do. Errors: BN_ENOMEM with HDF5's
   reason. */
bn_status bn_archive_labels_write(hid_t dataset, const bn_archive_entry *entry);

/* Room for the sentence why an object or attribute can't be read. */
enum { BN_ARCHIVE_REASON_SIZE = 200 };

/* Sets kind and value of *entry from an open attribute; the kind is BN_ARCHIVE_OTHER where none fits, and the
   entry's reason is then put down in `reason`. *text is the text's memory, which the caller frees by
   bn_memory_free; NULL for other kinds. Errors: BN_ENOMEM. */
bn_status bn_archive_attribute_read(hid_t attribute, bn_archive_entry *entry, char **text, char *reason);

/* Sets kind, tensor and integers of *entry from an open data set of a file of so many bytes; the kind is
   BN_ARCHIVE_OTHER where it is no tensor, and the entry's reason is then put down in `reason`. */
void bn_archive_describe(hid_t set, size_t bytes, bn_archive_entry *entry, char *reason);

/* The real or the imaginary part of a complex type: *name is the member's, to be freed by H5free_memory, *size
   its bytes. False where the type is not complex: a record of two floats with names that other programs use. */
bool bn_archive_part(hid_t type, bool imag, char **name, size_t *size);

/* What values of the type are, in the plural: "integers". */
const char *bn_archive_class_text(hid_t type);

/* The seal: a line of text, "balnet seal " and the checksum of the bytes before it in hexadecimal. */
enum { BN_ARCHIVE_SEAL_SIZE = 32 };

/* Writes the seal of bytes[0 … size) behind them. */
void bn_archive_seal(unsigned char *bytes, size_t size);

/* *size is the length with the seal, then without. Errors: BN_EFORMAT with the path for bytes that are no
   HDF5 file, have no seal, or have another one. */
bn_status bn_archive_unseal(const char *path, const unsigned char *bytes, size_t *size);

#endif
