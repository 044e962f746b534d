/* Sparse rows: a square matrix most of which is 0, row by row without the zeros. */
#ifndef BN_SPARSE_ROWS_H
#define BN_SPARSE_ROWS_H

#include "common/memory.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t N, room; // room for so many numbers
    bool holds;      // the matrix that was taken had no more of them
    int64_t *first;  // N + 1: where each row begins
    int32_t *column; // room
    double *value;   // room
} bn_sparse_rows;

/* Over `arena`, with room for `row` numbers a row on average. */
bn_sparse_rows bn_sparse_rows_lay_out(bn_arena *arena, int64_t N, int64_t row);

/* Takes the numbers of a, N x N column by column, that are not 0; `holds` says whether there was room for
   all. */
void bn_sparse_rows_take(bn_sparse_rows *sparse, const double *a);

/* y = a x, each row by four running sums. */
void bn_sparse_rows_multiply(const bn_sparse_rows *sparse, const double *x, double *y);

#endif
