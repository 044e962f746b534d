/* Tables of numbers and texts: CSV (RFC 4180, Y. Shafranovich 2005) and its like with other separators. */
#ifndef BN_CSV_H
#define BN_CSV_H

#include "common/status.h"
#include "engine/tensor/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char separator;             // between fields; ' ' stands for any number of spaces and tabs
    bool header;                // the first line has the names of the columns
    bool mixed;                 // columns in which a field is no number are columns of texts
    const char *const *missing; // fields that are NaN, as the empty field is; NULL ends the list
} bn_csv_config;

/* A table that was read; its texts are freed by bn_csv_free. */
typedef struct {
    char *bytes;           // of the file
    size_t length, data;   // of the bytes, and where the first row behind the header begins
    int64_t rows, columns; // without the header
    int64_t line;          // of the file, in which the first row stands, from 1
    char **names;          // of the columns; NULL without a header
} bn_csv;

/* Reads the file at `path` and counts what is in it. Lines end by LF or CR LF; empty ones are passed over. A field
   in quotes may hold separators, ends of lines, and quotes, each as two. Errors: BN_EIO, BN_ENOMEM, BN_EFORMAT
   with the path for a header that is not there. */
bn_status bn_csv_open(const char *path, const bn_csv_config *config, bn_csv *csv);

/* As bn_csv_open, from bytes in memory, which *csv then owns, an error or not; `path` is for messages. Errors:
   as bn_csv_open, but for BN_EIO. */
bn_status bn_csv_parse(const char *path, const bn_csv_config *config, char *bytes, size_t length,
                       bn_csv *csv);

/* Reads the numbers. out: f64, row i and column j at out[i * row_step + j * column_step]; texts: one for each
   column, true for those that are not to be read as numbers, whose place in `out` is then unset, and set where
   the config is mixed and a field is no number. Errors: BN_EFORMAT with path, line and column for a field that
   is no number, a quote that is not closed or has something behind it, and a row of another length than the
   first. */
bn_status bn_csv_read(const bn_csv *csv, const char *path, const bn_csv_config *config, bool *texts,
                      double *out, int64_t row_step, int64_t column_step);

/* Safe on a bn_csv that is all zero. */
void bn_csv_free(bn_csv *csv);

/* A row of the file, and the one behind it. */
typedef struct {
    const char *at, *stop, *next, *end; // where it begins and ends; where the next one and the file do
    int64_t line, next_line;            // of the file, from 1
    char separator;
} bn_csv_row;

/* A field of a row: its text is start[0 ... end), in quotes with two for each. */
typedef struct {
    const char *start, *end, *next; // next: the separator or the end of the row behind it
    bool quoted;
} bn_csv_field;

/* A walk over the rows: before the first one; to the next, or false. */
bn_csv_row bn_csv_rows(const bn_csv *csv, const bn_csv_config *config);
bool bn_csv_next_row(bn_csv_row *row);

/* To the next field of the row, the first for a field that is all zero; or false. */
bool bn_csv_next_field(const bn_csv_row *row, bn_csv_field *field);

/* Copies the text of the field without its quotes; out: room for field->end - field->start bytes. Returns its
   length; there is no zero at the end. */
size_t bn_csv_text(const bn_csv_field *field, char *out);

#endif
