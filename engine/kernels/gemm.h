/* Gemm: the matrix products of the training loop, single precision, column-major: c = a b or c = a b^T.

   A product is planned once for its sizes and leading dimensions and then run many times. Where LIBXSMM is
   built in and takes the shape, the plan holds kernels that it generated for this processor; otherwise
   OpenBLAS runs it. Every element of c is summed over k in one fixed order that depends on the plan's sizes
   alone. */
#ifndef BN_GEMM_H
#define BN_GEMM_H

#include "common/status.h"
#include "common/word.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    BN_BACKEND_AUTO,     // LIBXSMM where it is built in and takes the shape
    BN_BACKEND_OPENBLAS, // OpenBLAS for every shape
} bn_backend;

extern const bn_word bn_backend_words[];

/* A product of column-major matrices with their leading dimensions. */
typedef struct {
    int64_t m, n, k;       // c: m x n, a: m x k, b: k x n or, transposed, n x k
    int64_t lda, ldb, ldc; // must hold the rows
    bool transpose_b;
    int64_t ld_rest; // where a's last rows are also at hand turned, k x bn_gemm.rest_rows; otherwise 0
    bn_backend backend;
} bn_gemm_shape;

/* The last three are those of the next tile; a kernel for large a has it read ahead. */
typedef void (*bn_gemm_kernel)(const float *a, const float *b, float *c, const float *next_a,
                               const float *next_b, const float *next_c);

typedef struct {
    bn_gemm_shape shape;
    int64_t tile_m, tile_k;
    int64_t turned_rows;            // so many last rows of c are computed as columns of c^T
    int64_t rest_rows;              // so many as dot products, with a's last rows turned
    bn_gemm_kernel kernel[2][2][2]; // [last tile of m?][last tile of k?][add to c?]; NULL where OpenBLAS runs
    bn_gemm_kernel turned[2][2];    // of the turned rows: [last tile of k?][add?]
} bn_gemm;

/* Plans a product; sizes are 1 to 2^24. Errors: BN_EINVAL with the number that is out of range. */
bn_status bn_gemm_plan(const bn_gemm_shape *shape, bn_gemm *gemm);

/* c = a b (or a b^T); the arrays must not overlap. `rest` are the last rest_rows rows of a, row by row,
   ld_rest apart; it is read where rest_rows is not 0. Thread-safe: a plan is only read. */
void bn_gemm_run(const bn_gemm *gemm, const float *a, const float *rest, const float *b, float *c);

/* "LIBXSMM" or "OpenBLAS": what runs this plan. */
const char *bn_gemm_backend(const bn_gemm *gemm);

#endif
