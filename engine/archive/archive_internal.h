/* What writing and reading of archives share: HDF5 files in memory of ours, its
   error reports, and the seal. */
#ifndef BN_ARCHIVE_INTERNAL_H
#define BN_ARCHIVE_INTERNAL_H

#include "engine/archive/archive.h"
#include "engine/archive/archive_plan_internal.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    BN_ARCHIVE_NAME_SIZE = 1024,
    BN_ARCHIVE_PATH_SIZE = 4096,
    BN_ARCHIVE_REASON_SIZE = 200, // room for the sentence why an object or attribute can't be read
};

/* A block that HDF5 takes for a file; it must outlive the file. */
typedef struct {
    unsigned char *bytes;
    size_t capacity;
} bn_archive_image;

/* An entry, the memory of its path, attribute, text and reason, and where its object lies in the file, 0 where
   that is not known. */
typedef struct {
    bn_archive_entry entry;
    char *words;
    haddr_t address;
} bn_archive_item;

typedef struct {
    haddr_t address;
    const char *path;
} bn_archive_place;

struct bn_archive {
    bn_archive_image image; // empty for a foreign file
    size_t bytes;           // of the file
    hid_t file;
    bn_archive_part part;                 // that is listed
    bool ours;                            // whether it has a seal
    char changed[BN_ARCHIVE_REASON_SIZE]; // what another program has changed; empty for nothing
    bn_archive_item *items;
    size_t count, room;
    bn_archive_place *places; // of objects, by address; only where something refers to them
    size_t placed;
};

/* Fills the list of an archive whose file is open. Errors: BN_EFORMAT, BN_ENOMEM. */
bn_status bn_archive_list(bn_archive *archive);

/* The path of the object at that address; "" for none. */
const char *bn_archive_path_at(const bn_archive *archive, haddr_t address);

/* Opens what the name leads to; negative where that is nothing or in another file. */
hid_t bn_archive_open_inside(hid_t group, const char *name);

/* The data set, or the attribute, whose values an entry is. */
typedef struct {
    hid_t id; // negative where it can't be opened
    bool attribute;
} bn_archive_values;

bn_archive_values bn_archive_values_open(const bn_archive *archive, const bn_archive_entry *entry);
void bn_archive_values_close(const bn_archive_values *values);

/* The type as it is kept, to be closed by the caller. */
hid_t bn_archive_values_type(const bn_archive_values *values);

/* Reads all of them as values of the type `held`; false where HDF5 fails. */
bool bn_archive_values_read(const bn_archive_values *values, hid_t held, void *out);

/* HDF5 prints its errors by default; between these two calls it does not. */
typedef struct {
    H5E_auto2_t function;
    void *data;
} bn_archive_hush;

bn_archive_hush bn_archive_hush_begin(void);
void bn_archive_hush_end(const bn_archive_hush *hush);

/* Errors: the given code, with HDF5's own reason at the end: "cannot VERB 'WHAT': REASON". */
bn_status bn_archive_fault(bn_code code, const char *verb, const char *what);

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

/* Sets kind and value of *entry from an open attribute of the archive, or where it has several values, its
   shape; the kind is BN_ARCHIVE_OTHER where none fits, and the entry's reason is then put down in `reason`. In
   a file of ours 0 and 1 of one byte are flags. *text is the text's memory, which the caller frees by
   bn_memory_free; NULL for other kinds. Errors: BN_ENOMEM. */
bn_status bn_archive_attribute_read(const bn_archive *archive, hid_t attribute, bn_archive_entry *entry,
                                    char **text, char *reason);

/* Sets kind, tensor and the like of *entry from an open data set of a file of so many bytes; the kind is
   BN_ARCHIVE_OTHER where there is none for it, and the entry's reason is then put down in `reason`. */
void bn_archive_describe(hid_t set, size_t bytes, bn_archive_entry *entry, char *reason);

/* Likewise from type and extents alone; false where the kind is BN_ARCHIVE_OTHER. */
bool bn_archive_describe_values(hid_t type, hid_t space, size_t bytes, bn_archive_entry *entry, char *reason);

/* The part of that which follows from the type; *element is the type of an element, an array's or the type
   itself, to be closed by the caller. */
bool bn_archive_describe_type(hid_t type, bn_archive_entry *entry, hid_t *element, char *reason);

/* The type in memory by which the numbers of an entry are asked for, of a data set or attribute of that type:
   each as `number`, of complex ones the real or imaginary parts. To be closed by the caller; negative where
   HDF5 fails. */
hid_t bn_archive_number_type(hid_t type, const bn_archive_entry *entry, hid_t number, bool imag);

/* Likewise, for values that are asked for as they are kept; *element is the type of one, to be closed too. */
hid_t bn_archive_same_type(hid_t type, const bn_archive_entry *entry, hid_t *element);

/* What values of the type are, in the plural: "integers". */
const char *bn_archive_class_text(hid_t type);

/* --- the seal: the sums of every byte and of every entry, in a data set of the file ------------------------ */

#define BN_ARCHIVE_SEAL_NAME "balnet_seal"
#define BN_ARCHIVE_SEAL_PATH "/" BN_ARCHIVE_SEAL_NAME

/* The sum of an entry: kind, path, attribute, value. numbers: those of a tensor, row-major, 64-bit integers or of
   its dtype. */
uint64_t bn_archive_entry_sum(const bn_archive_entry *entry, const void *numbers);

/* The bytes of the text that the seal of so many entries is. */
size_t bn_archive_seal_size(size_t entries);

/* Writes the seal as it is before the file is whole. */
void bn_archive_seal_begin(char *text, const uint64_t *sums, size_t count);

/* Completes the seal at bytes + at, of the whole file bytes[0 ... size). */
void bn_archive_seal_end(unsigned char *bytes, size_t size, size_t at, size_t entries);

/* Whether a text is a seal that was not damaged; *count entries are in it. The text is changed meanwhile. */
bool bn_archive_seal_read(char *text, size_t length, size_t *count);

/* The sum of an entry in a seal. */
uint64_t bn_archive_seal_sum(const char *text, size_t index);

/* Looks at the bytes of a whole file, which are changed meanwhile. *size is the length, afterwards without the seal
   that former versions put behind it. *changed: the bytes are not those that were sealed, but HDF5 has written
   them, so bn_archive_check_changed must look at the content. Errors: BN_EFORMAT with the path for bytes that are
   no HDF5 file, were cut short or damaged. */
bn_status bn_archive_seal_check(const char *path, unsigned char *bytes, size_t *size, bool *changed);

/* Looks for every sealed entry in a file that is open and listed, and puts down what was changed. Errors:
   BN_EFORMAT when one is missing or different, or there is no seal; BN_ENOMEM. */
bn_status bn_archive_check_changed(bn_archive *archive);

/* Whether the global heaps in the bytes of a file are such as HDF5 writes them. */
bool bn_archive_heaps_are_sound(const unsigned char *bytes, size_t size);

/* The length of a file by HDF5's own account; 0 when it gives none. */
uint64_t bn_archive_length(const unsigned char *bytes, size_t size);

/* --- dimension scales ------------------------------------------------------------------------------------- */

/* A vector that is a scale, and the reference to it once it is in the file. */
typedef struct {
    const bn_archive_entry *entry;
    hobj_ref_t reference;
} bn_archive_scale;

/* A dimension of a tensor that has a scale. */
typedef struct {
    bn_archive_scale *scale;
    const bn_archive_entry *entry;
    hobj_ref_t reference; // to the tensor, once it is in the file
    int dimension;
    size_t place; // in the order of entries and dimensions
} bn_archive_use;

typedef struct {
    bn_archive_scale *list; // in the order of the plan
    size_t count;
    bn_archive_use *uses; // likewise, until they are finished
    size_t used, connected;
} bn_archive_scales;

/* Whether an entry is a scale: those are to be written before the other tensors. */
bool bn_archive_is_scale(const bn_archive_entry *entry);

/* Finds the scales of a plan, which must outlive them, and what uses them. The caller frees them, after an error too.
   Errors: BN_ENOMEM. */
bn_status bn_archive_scales_plan(const bn_archive_plan *plan, bn_archive_scales *scales);
void bn_archive_scales_free(bn_archive_scales *scales);

/* Makes a scale of an open data set whose entry is one, or has another refer to its scales. All scales come first, then
   the other tensors in the order of the plan. Errors: BN_ENOMEM with HDF5's reason. */
bn_status bn_archive_scales_connect(bn_archive_scales *scales, hid_t set, const bn_archive_entry *entry);

/* Has the scales refer to the tensors, when all are written. Errors: BN_ENOMEM. */
bn_status bn_archive_scales_finish(bn_archive_scales *scales, hid_t file);

/* Whether an attribute of a data set is one of those by which HDF5 keeps scales and labels. */
bool bn_archive_is_of_scales(const char *attribute);

#endif
