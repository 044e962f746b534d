/* Columns: a matrix times a vector in double precision, for matrices that are stored column by column. */
#ifndef BN_COLUMNS_H
#define BN_COLUMNS_H

#include <stdint.h>

/* sum += a factor. a: rows x columns, column j from a + j rows on; factor: columns; sum: rows, apart from a
   and factor. Columns are added four at a time in their order, by the same bits at every level of
   instructions. */
void bn_add_columns(int64_t rows, int64_t columns, const double *a, const double *factor, double *sum);

/* The sum of a_i b_i, by four running sums. */
double bn_dot(int64_t n, const double *a, const double *b);

#endif
