/* Product kernels: blocks of c = a b, single precision. Every element of c is one chain of fused
   multiply-adds in the order of the summed index l, from +0 or from what c holds; so it depends on its row of
   a and its column of b alone, whatever the tile, and is the same bits at every level.

   Rows of a are cut into panels of a few registers, as wide as product_panel says; the last may be narrower.
   Registers are read and written whole: columns of a and c need room for their rows rounded up to 16, and
   what stands behind c's last row is overwritten. */
#ifndef BN_PRODUCT_KERNELS_H
#define BN_PRODUCT_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/* No panel is wider. */
enum { BN_MOST_PANEL = 64 };

typedef enum {
    BN_OPERAND_COLUMNS, // b(l, j) = b[l + j ldb]
    BN_OPERAND_ROWS,    // b(l, j) = b[l ldb + j]
    BN_OPERAND_TILES,   // as product_pack_tiles leaves it
} bn_operand;

typedef struct {
    int64_t rows, n, k; // c: rows x n; l goes from 0 to k - 1
    const float *a;     // a(i, l) = a[i / panel * panel_step + l * lda + i % panel]
    int64_t lda, panel, panel_step;
    const float *b;
    int64_t ldb;
    bn_operand operand;
    float *c;
    int64_t ldc;
    bool add;   // c = c + a b
    bool ahead; // a comes from memory, panel by panel without gaps: reads the next panel ahead
} bn_product_block;

/* product_panel: the rows of a panel of a that n columns of b are best multiplied with.
   product_run: the block. The arrays must not overlap.
   product_pack: out[l * width + i] = in[l * ld + i], 0 for i from rows to width - 1, l < k.
   product_pack_tiles: in holds k rows of n numbers, ld apart; they become an operand of tiles for panels of
   that width, n k numbers. */
#define BN_PRODUCT_KERNELS(X)                                                                                \
    X(int64_t, product_panel, (int64_t n))                                                                   \
    X(void, product_run, (const bn_product_block *block))                                                    \
    X(void, product_pack, (const float *in, int64_t ld, int64_t k, int64_t rows, int64_t width, float *out)) \
    X(void, product_pack_tiles,                                                                              \
      (const float *in, int64_t ld, int64_t k, int64_t n, int64_t panel, float *out))

#endif
