/* Product kernels: blocks of c = a b, single precision. Every element of c is one chain of fused
   multiply-adds in the order of the summed index l, which begins at +0 or at the old value of c. So an
   element depends on its row of a and its column of b alone, not on the tile, and has the same bits at every
   level.

   The rows of a are cut into micropanels of a few registers each, as wide as product_micropanel says; the
   last may be narrower. Registers are read and written whole: columns of a and c need room for their rows
   rounded up to 16, and the numbers behind c's last row are overwritten. */
#ifndef BN_PRODUCT_KERNELS_H
#define BN_PRODUCT_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/* The rows of the widest micropanel. */
enum { BN_MOST_MICROPANEL = 64 };

typedef enum {
    BN_FACTOR_COLUMNS, // b(l, j) = b[l + j ldb]
    BN_FACTOR_ROWS,    // b(l, j) = b[l ldb + j]
    BN_FACTOR_TILES,   // as product_pack_tiles leaves it
} bn_factor_layout;

typedef struct {
    int64_t rows, n, k; // c: rows x n; l goes from 0 to k - 1
    const float *a;     // a(i, l) = a[i / micropanel * micropanel_step + l * lda + i % micropanel]
    int64_t lda, micropanel, micropanel_step;
    const float *b;
    int64_t ldb;
    bn_factor_layout layout; // of b
    float *c;
    int64_t ldc;
    bool add;   // c = c + a b
    bool ahead; // a is larger than the cache and has no gaps: the next micropanel is read ahead
} bn_product_block;

/* product_micropanel: the rows of a micropanel of a that n columns of b are best multiplied with.
   product_run: computes the block. The arrays must not overlap.
   product_pack: out[l * width + i] = in[l * ld + i], 0 for i from rows to width - 1, l < k.
   product_pack_tiles: `in` holds k rows of n numbers, ld apart; writes them as BN_FACTOR_TILES for
   micropanels of that width, n k numbers. */
#define BN_PRODUCT_KERNELS(X)                                                                                \
    X(int64_t, product_micropanel, (int64_t n))                                                              \
    X(void, product_run, (const bn_product_block *block))                                                    \
    X(void, product_pack, (const float *in, int64_t ld, int64_t k, int64_t rows, int64_t width, float *out)) \
    X(void, product_pack_tiles,                                                                              \
      (const float *in, int64_t ld, int64_t k, int64_t n, int64_t micropanel, float *out))

#endif
