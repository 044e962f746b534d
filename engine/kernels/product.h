/* Product: the matrix products of training and simulation, single precision, column-major. A matrix that is
   multiplied often is packed first: its rows in micropanels (see product_kernels.h), for one block of some
   hundred columns after the other, so that a product reads it from front to back.

   Every element of a product is one chain of fused multiply-adds in the order of the summed index.
   product_kernels.h says what that means, and how much room columns need. */
#ifndef BN_PRODUCT_H
#define BN_PRODUCT_H

#include <stdbool.h>
#include <stdint.h>

/* How a matrix of m rows is packed, for k columns. */
typedef struct {
    int64_t m, k;
    int64_t micropanel;               // rows of each
    int64_t micropanels;              // the last is padded with zeros
    int64_t block;                    // columns; the last block may have fewer
    bool ahead;                       // too large to stay in cache from one product to the next
    const struct bn_kernels *kernels; // of the level that chose the micropanels
} bn_packing;

/* For products with n columns, or about as many. */
bn_packing bn_packing_for(int64_t m, int64_t k, int64_t n);

/* The floats that a packed matrix takes at most, whatever the level of instructions. */
int64_t bn_packing_size(int64_t m, int64_t k);

/* Packs micropanel p of a, m x k, where it belongs in `packed`; of all micropanels, p = 0 … micropanels - 1,
   each by itself. */
void bn_pack(const bn_packing *packing, int64_t p, const float *a, int64_t lda, float *packed);

/* The same from a^T, k x m. */
void bn_pack_transposed(const bn_packing *packing, int64_t p, const float *a_transposed, int64_t lda,
                        float *packed);

/* c = a b of the first `rows` rows and the first k columns of a, n columns in b. */
void bn_product(const bn_packing *packing, const float *packed, int64_t rows, int64_t k, const float *b,
                int64_t ldb, int64_t n, float *c, int64_t ldc);

/* c = a b^T, or c + a b^T, with a: m x k, b: n x k. a and b are read as they are, in blocks of k that stay in
   cache: for small matrices. */
typedef struct {
    int64_t m, n, k;
    const float *a, *b;
    float *c;
    int64_t lda, ldb, ldc;
    bool add;
} bn_outer;

void bn_outer_product(const bn_outer *outer);

/* Packs b, n x k, as the second factor of outer products with a matrix that is packed so: n k floats. */
void bn_pack_factor(const bn_packing *packing, const float *b, int64_t ldb, int64_t n, float *packed);

/* The same for large ones, both packed. n is that of the factor. */
void bn_outer_product_packed(const bn_packing *packing, const float *packed_a, const float *packed_b,
                             int64_t n, float *c, int64_t ldc, bool add);

#endif
