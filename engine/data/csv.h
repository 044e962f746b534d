/* Tables of numbers in texts: CSV (RFC 4180, Y. Shafranovich 2005) and its like with other separators. */
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
    const char *const *missing; // fields that are NaN, as the empty field is; NULL ends the list
} bn_csv_config;

/* A table that was read; its texts are freed by bn_csv_free. */
typedef struct {
    char *bytes;           // of the file
    size_t length, data;   // of the bytes, and where the first row of numbers begins
    int64_t rows, columns; // of numbers
    int64_t line;          // of the file, in which the first row stands, from 1
    char **names;          // of the columns; NULL without a header
} bn_csv;

/* Reads the file at `path` and counts what is in it. Lines end by LF or CR LF; empty ones are passed over.
   Errors: BN_EIO, BN_ENOMEM, BN_EFORMAT with the path for a header that is not there. */
bn_status bn_csv_open(const char *path, const bn_csv_config *config, bn_csv *csv);

/* Reads the numbers. out: f64, row i and column j at out[i * row_step + j * column_step]. Errors: BN_EFORMAT
   with path, line and column for a field that is no number and a row of another length than the first. */
bn_status bn_csv_read(const bn_csv *csv, const char *path, const bn_csv_config *config, double *out,
                      int64_t row_step, int64_t column_step);

/* Safe on a bn_csv that is all zero. */
void bn_csv_free(bn_csv *csv);

#endif
