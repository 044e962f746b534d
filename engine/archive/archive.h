/* Archive: numbers and words in groups, kept in one HDF5 file that any reader of HDF5 opens.

   An archive is described by a list of entries: groups, tensors, and attributes of either. The same
   description goes in and comes out. Files are written whole, never updated: built in memory, then put in
   place by bn_file_replace.

   A seal, the checksums of all bytes and of every entry, is in the data set /balnet_seal, which is no entry.
   Reading checks it: a file whose bytes are others, was cut short or has something behind it is refused before
   any byte of it is interpreted, for the HDF5 library itself does not withstand damaged files. A file of another
   length that HDF5 has closed was changed by another program; it is accepted when every entry is as it was.

   Not for use by two threads at once (the HDF5 library isn't). */
#ifndef BN_ARCHIVE_H
#define BN_ARCHIVE_H

#include "common/status.h"
#include "common/word.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    BN_ARCHIVE_GROUP,
    BN_ARCHIVE_TENSOR,
    BN_ARCHIVE_TEXT, // an attribute, or when writing also a data set; the others are attributes
    BN_ARCHIVE_REAL,
    BN_ARCHIVE_INTEGER,
    BN_ARCHIVE_FLAG,
    BN_ARCHIVE_OTHER, // only when reading: what another program keeps and no kind can hold
    BN_ARCHIVE_TEXTS, // likewise: an array of texts
    BN_ARCHIVE_TABLE, // likewise: an array of records, whose columns are entries of their own
} bn_archive_kind;

extern const bn_word bn_archive_kind_words[];

typedef struct {
    bn_archive_kind kind;
    const char *path;      // of the group or tensor: "/", "/history/J"
    const char *attribute; // its name; NULL for the group or tensor itself
    int column;            // when reading: where in `path` the name of a table's column begins; 0 for none

    bn_tensor tensor;     // row-major in the file; when reading, its shape and dtype, data NULL
    bool integers;        // stored as 64-bit integers; when reading, as integers of any width
    bool without_sign;    // when reading: these may be 2^63 and more
    bool wide;            // when reading: floats of more than 64 bits
    bool references;      // when reading: each text is the path of an object that is referred to
    bool complex;         // when reading: each number is a real and an imaginary part
    const int64_t *whole; // when writing: these, row-major, in place of the tensor's data; NULL for none
    bool compressed;      // stored in chunks, shuffled and deflated
    // Names of the dimensions, as many as there are; NULL for none, and when reading. A vector at the root whose
    // label is its own name is the scale of all dimensions of that label and extent.
    const char *const *labels;

    const char *text;   // UTF-8
    const char *reason; // when reading: why the kind is BN_ARCHIVE_OTHER, a sentence about "it"
    double real;
    int64_t integer;
    bool flag;
} bn_archive_entry;

/* Writes the entries, in any order, as the file at `path`. Groups on the path of an entry are created, and so
   is a group that only an attribute names. The same content gives the same bytes. Errors: BN_EINVAL for a
   path that does not begin with "/" or has an empty, "." or ".." part, for one that is given twice or leads
   through a tensor, and for `integers` with a number that is not a 64-bit integer, all with the path; BN_EIO
   from bn_file_replace; BN_ENOMEM. */
bn_status bn_archive_write(const char *path, const bn_archive_entry *entries, size_t count);

/* Whether bn_archive_write would take the entries: its errors BN_EINVAL, and BN_ENOMEM, without writing. */
bn_status bn_archive_check(const bn_archive_entry *entries, size_t count);

/* An archive that is open for reading: the list of its entries, and the file's bytes, all of them; of a
   foreign file, what HDF5 keeps of it. */
typedef struct bn_archive bn_archive;

typedef enum {
    BN_ARCHIVE_SEALED,  // only what was written by bn_archive_write, with nothing of it changed since
    BN_ARCHIVE_FOREIGN, // also files of other programs. The HDF5 library then reads unchecked bytes
} bn_archive_trust;

/* How much of a file of ours is listed. Of a file that another program has changed since, or a foreign one, it is
   always all. */
typedef enum {
    BN_ARCHIVE_ALL,
    BN_ARCHIVE_UNREPEATED, // no data set with the name of an attribute of its group, which repeats that
    BN_ARCHIVE_GROUPS,     // groups and their attributes alone
} bn_archive_part;

extern const bn_word bn_archive_part_words[];

/* Reads the file at `path`; *archive is to be closed by the caller. A foreign file stays open until then; one
   of ours is read whole.
   In a foreign file, what can't be read is BN_ARCHIVE_OTHER with its reason: links and data that lead out of
   the file, links to groups, lists of different lengths, filters that HDF5 doesn't have built in. Links to
   data sets of the file are followed. Errors: BN_EIO, BN_ENOMEM, BN_EFORMAT with the path and what is wrong
   with the file. */
bn_status bn_archive_open(const char *path, bn_archive_trust trust, bn_archive_part part,
                          bn_archive **archive);

/* What another program has changed since the file was written, a sentence about "it", which lives as long as the
   archive; NULL for nothing. All that was written is still there. */
const char *bn_archive_changed(const bn_archive *archive);

/* NULL is allowed. */
void bn_archive_close(bn_archive *archive);

/* The entries: every object after the group it is in, every attribute after its object, names in ascending
   order of their bytes; the columns of a table after it and its attributes. They live as long as the archive. */
size_t bn_archive_count(const bn_archive *archive);
const bn_archive_entry *bn_archive_entry_at(const bn_archive *archive, size_t index);

/* Reads the numbers of an entry that is `integers`; out: as many as the tensor has, row-major. Errors:
   BN_EINVAL for another entry, BN_EFORMAT when the file's data can't be had or a number is 2^63 or more. */
bn_status bn_archive_read_integers(const bn_archive *archive, const bn_archive_entry *entry, int64_t *out);

/* Reads the imaginary parts of an entry that is `complex`. Errors: BN_EINVAL for another entry, and those of
   bn_archive_read. */
bn_status bn_archive_read_imag(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out);

/* Reads the numbers of a tensor entry, an attribute's too, of complex ones the real parts. out: contiguous, of
   the entry's shape and dtype: f32 for floats of 32 bits, f64 for all others and for integers. Floats of more
   than 64 bits are rounded. Errors: BN_EINVAL when out is anything else, BN_EFORMAT when the file's data can't
   be read, or have an integer beyond 2^53 or a float too large, which f64 cannot hold; BN_ENOMEM. */
bn_status bn_archive_read(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out);

/* Likewise, but an integer beyond 2^53 becomes the nearest f64. Errors: as bn_archive_read, but for that one. */
bn_status bn_archive_read_rounded(const bn_archive *archive, const bn_archive_entry *entry, bn_tensor *out);

/* Reads an entry of texts: *texts = as many as the tensor's shape says, row-major, each ended by a zero, in one
   block that the caller frees by bn_memory_free. A reference that leads to nothing is "". Errors: BN_EINVAL for
   another entry, BN_EFORMAT when the file's data can't be read, BN_ENOMEM. */
bn_status bn_archive_read_texts(const bn_archive *archive, const bn_archive_entry *entry, char ***texts);

#endif
