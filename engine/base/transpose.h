/* Transpose: a copy of a column-major matrix in single precision with rows and columns exchanged. */
#ifndef BN_TRANSPOSE_H
#define BN_TRANSPOSE_H

#include <stdint.h>

/* out(j, i) = in(i, j). in: rows x columns, leading dimension ldi >= rows; out: columns x rows, ldo >=
   columns. The arrays must not overlap. */
void bn_transpose(const float *in, int64_t ldi, int64_t rows, int64_t columns, float *out, int64_t ldo);

#endif
