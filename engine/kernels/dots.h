/* Dots: a few rows of a product c = a b as dot products, single precision. Where the rows of a matrix don't
   fill the vectors of a kernel that runs down them, the last few cost as much as a whole vector of them;
   along the sum they fill vectors of their own. */
#ifndef BN_DOTS_H
#define BN_DOTS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether this processor has what makes them worth while: AVX-512. */
bool bn_dots_are_fast(void);

/* c(i, j) = sum over l < k of rows(l, i) b(l, j), i < count, j < n. Column-major with leading dimensions; row
   i of a is column i of `rows`. Each element is summed in an order that depends on k and the processor alone.
   The arrays must not overlap. */
void bn_dots_run(const float *rows, int64_t ldr, int64_t count, const float *b, int64_t ldb, int64_t n,
                 int64_t k, float *c, int64_t ldc);

#endif
