/* Variables as MATLAB keeps them in its MAT-files, by libmatio: read from versions 4 to 7.3, written as version 5.

   A file holds named variables, each a tree: numbers, texts, cells and structs, of which the last two hold
   others. MATLAB's arrays have at least two dimensions and their first one fastest; here their extents are in
   reverse. The library does not withstand damaged files: read those that you trust. */
#ifndef BN_MAT_H
#define BN_MAT_H

#include "common/status.h"
#include "common/word.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    BN_MAT_DOUBLE,
    BN_MAT_SINGLE,
    BN_MAT_INT8,
    BN_MAT_UINT8,
    BN_MAT_INT16,
    BN_MAT_UINT16,
    BN_MAT_INT32,
    BN_MAT_UINT32,
    BN_MAT_INT64,
    BN_MAT_UINT64,
    BN_MAT_LOGICAL,
    BN_MAT_SPARSE,
} bn_mat_class;

extern const bn_word bn_mat_class_words[];

typedef enum { BN_MAT_NUMBERS, BN_MAT_TEXT, BN_MAT_CELL, BN_MAT_STRUCT, BN_MAT_OTHER } bn_mat_kind;

/* A variable, or a value in one. */
typedef struct matvar_t bn_mat_value;

/* NULL is allowed. Frees what is in it too; not for a value that is in another one. */
void bn_mat_free(bn_mat_value *value);

/* --- reading ----------------------------------------------------------------------------------------- */

typedef struct bn_mat bn_mat;

/* Opens the file at `path`; *mat is to be closed by the caller. Errors: BN_EIO, BN_ENOMEM, BN_EFORMAT with the
   path for what is no MAT-file. */
bn_status bn_mat_open(const char *path, bn_mat **mat);

/* NULL is allowed. */
void bn_mat_close(bn_mat *mat);

/* *value = the next variable with all that is in it, to be freed by the caller; NULL behind the last. Errors:
   BN_EFORMAT with the path for a file in which the first one can't be read. */
bn_status bn_mat_next(bn_mat *mat, bn_mat_value **value);

/* What a value is. */
typedef struct {
    bn_mat_kind kind;
    const char *name;   // of a variable or a field, else ""
    bn_tensor tensor;   // its shape, extents in reverse; of numbers with the dtype to read them into
    bool complex;       // numbers with an imaginary part
    const char *reason; // why the kind is BN_MAT_OTHER: a sentence about "it"
} bn_mat_about;

/* NULL, as an element that was never set, is an empty matrix. */
bn_mat_about bn_mat_describe(const bn_mat_value *value);

/* Converts numbers; of sparse matrices all elements. out: contiguous, of the described shape and dtype; part: 0,
   or 1 for the imaginary parts. Errors: BN_EFORMAT for an integer beyond 2^53, which f64 cannot hold, and for
   fewer numbers than the shape says. */
bn_status bn_mat_convert(const bn_mat_value *value, int part, bn_tensor *out);

/* *text = row `row` of a text, from 0, in UTF-8, of *length bytes, which a zero follows, to be freed by bn_memory_free.
   Errors: BN_EFORMAT for fewer characters than the shape says, BN_ENOMEM. */
bn_status bn_mat_text(const bn_mat_value *value, int64_t row, char **text, size_t *length);

/* The element of a cell, from 0, in the order of the file; NULL for one that was never set. */
const bn_mat_value *bn_mat_element(const bn_mat_value *cell, int64_t index);

/* The fields of a struct, or of each struct in an array of them; from 0. */
int bn_mat_fields(const bn_mat_value *structs);
const char *bn_mat_field_name(const bn_mat_value *structs, int field);
const bn_mat_value *bn_mat_field(const bn_mat_value *structs, int field, int64_t index);

/* --- writing ----------------------------------------------------------------------------------------- */

/* Whether MATLAB takes it for the name of a variable or field: a letter, then letters, digits and _, 63 at most. */
bool bn_mat_is_name(const char *name);

/* Values to be written; *value is to be freed by the caller unless it is put into another. name: NULL for an
   element of a cell. real, imag: contiguous, of the same shape, extents in reverse of MATLAB's; imag may be
   NULL. A scalar is 1 x 1 and a vector a row. Errors: BN_EINVAL with the element for a number that the class
   does not have, and for sparse ones that are no matrix; BN_ENOMEM. */
bn_status bn_mat_new_numbers(const char *name, bn_mat_class class, const bn_tensor *real,
                             const bn_tensor *imag, bn_mat_value **value);
bn_status bn_mat_new_integer(const char *name, int64_t integer, bn_mat_value **value);

/* text: UTF-8; a byte that is none becomes U+FFFD. Errors: BN_ENOMEM. */
bn_status bn_mat_new_text(const char *name, const char *text, size_t length, bn_mat_value **value);

/* A row of `count` cells, and one struct with those fields, as many as NULL ends: to be filled by the functions
   below, which take the element over. Errors: BN_ENOMEM. */
bn_status bn_mat_new_cell(const char *name, int64_t count, bn_mat_value **value);

/* Likewise. Errors: BN_ENOMEM. */
bn_status bn_mat_new_struct(const char *name, const char *const *fields, bn_mat_value **value);
void bn_mat_set_element(bn_mat_value *cell, int64_t index, bn_mat_value *element);
void bn_mat_set_field(bn_mat_value *structure, const char *field, bn_mat_value *element);

/* Writes the variables in that order; the same ones give the same bytes. Errors: BN_EIO from bn_file_replace and
   for want of room for the file in memory, BN_EINVAL for a variable that libmatio does not write, BN_ENOMEM. */
bn_status bn_mat_write(const char *path, bn_mat_value *const *values, size_t count, bool compressed);

#endif
