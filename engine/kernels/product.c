/* Product: the summed index is cut into blocks, so long that reading and writing c once more for each costs
   little. Within a block the micropanels follow each other in memory, so that the prefetch meets no gaps. */
#include "engine/kernels/product.h"

#include "engine/base/transpose.h"
#include "engine/kernels/kernels.h"

#include <string.h>

enum {
    LONGEST_BLOCK = 1024, // a micropanel of it stays in second-level cache
    DIRECT_BLOCK = 96,    // unpacked, the columns that a micropanel touches stay in first-level cache
    CACHED_BYTES = 1 << 18,
};

// The length of the longest part when `whole` is cut into as few parts of at most `most` as can be, all about
// equal.
static int64_t evenly(int64_t whole, int64_t most)
{
    const int64_t parts = (whole + most - 1) / most;
    return (whole + parts - 1) / parts;
}

static int64_t shorter(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bn_packing bn_packing_for(int64_t m, int64_t k, int64_t n)
{
    bn_packing packing = {.m = m, .k = k, .kernels = bn_kernels_now()};
    packing.micropanel = packing.kernels->product_micropanel(n);
    packing.micropanels = (m + packing.micropanel - 1) / packing.micropanel;
    packing.block = evenly(k, LONGEST_BLOCK);
    packing.ahead = m * k * (int64_t)sizeof(float) > CACHED_BYTES;
    return packing;
}

int64_t bn_packing_size(int64_t m, int64_t k)
{
    return (m + BN_MOST_MICROPANEL - 1) * k;
}

// Where micropanel p of the block that begins at column l lies.
static int64_t micropanel_at(const bn_packing *packing, int64_t p, int64_t l, int64_t length)
{
    return packing->micropanel * (packing->micropanels * l + p * length);
}

static int64_t rows_of(const bn_packing *packing, int64_t p)
{
    return shorter(packing->micropanel, packing->m - p * packing->micropanel);
}

void bn_pack(const bn_packing *packing, int64_t p, const float *a, int64_t lda, float *packed)
{
    const float *rows = a + p * packing->micropanel;
    for (int64_t l = 0; l < packing->k; l += packing->block) {
        const int64_t length = shorter(packing->block, packing->k - l);
        packing->kernels->product_pack(rows + l * lda, lda, length, rows_of(packing, p), packing->micropanel,
                                       packed + micropanel_at(packing, p, l, length));
    }
}

void bn_pack_transposed(const bn_packing *packing, int64_t p, const float *a_transposed, int64_t lda,
                        float *packed)
{
    const int64_t rows = rows_of(packing, p);
    const float *columns = a_transposed + p * packing->micropanel * lda;
    for (int64_t l = 0; l < packing->k; l += packing->block) {
        const int64_t length = shorter(packing->block, packing->k - l);
        float *micropanel = packed + micropanel_at(packing, p, l, length);
        if (rows < packing->micropanel)
            memset(micropanel, 0, (size_t)(packing->micropanel * length) * sizeof *micropanel);
        bn_transpose(columns + l, lda, length, rows, micropanel, packing->micropanel);
    }
}

void bn_product(const bn_packing *packing, const float *packed, int64_t rows, int64_t k, const float *b,
                int64_t ldb, int64_t n, float *c, int64_t ldc)
{
    bn_product_block block = {.rows = rows,
                              .n = n,
                              .lda = packing->micropanel,
                              .micropanel = packing->micropanel,
                              .ldb = ldb,
                              .layout = BN_FACTOR_COLUMNS,
                              .c = c,
                              .ldc = ldc,
                              .ahead = packing->ahead};
    for (int64_t l = 0; l < k; l += packing->block) {
        const int64_t length = shorter(packing->block, packing->k - l);
        block.k = shorter(length, k - l);
        block.a = packed + micropanel_at(packing, 0, l, length);
        block.micropanel_step = packing->micropanel * length;
        block.b = b + l;
        block.add = l > 0;
        packing->kernels->product_run(&block);
    }
}

void bn_outer_product(const bn_outer *outer)
{
    const bn_kernels *kernels = bn_kernels_now();
    const int64_t micropanel = kernels->product_micropanel(outer->n), length = evenly(outer->k, DIRECT_BLOCK);
    bn_product_block block = {.rows = outer->m,
                              .n = outer->n,
                              .lda = outer->lda,
                              .micropanel = micropanel,
                              .micropanel_step = micropanel,
                              .ldb = outer->ldb,
                              .layout = BN_FACTOR_ROWS,
                              .c = outer->c,
                              .ldc = outer->ldc};
    for (int64_t l = 0; l < outer->k; l += length) {
        block.k = shorter(length, outer->k - l);
        block.a = outer->a + l * outer->lda;
        block.b = outer->b + l * outer->ldb;
        block.add = outer->add || l > 0;
        kernels->product_run(&block);
    }
}

void bn_pack_factor(const bn_packing *packing, const float *b, int64_t ldb, int64_t n, float *packed)
{
    for (int64_t l = 0; l < packing->k; l += packing->block)
        packing->kernels->product_pack_tiles(b + l * ldb, ldb, shorter(packing->block, packing->k - l), n,
                                             packing->micropanel, packed + l * n);
}

void bn_outer_product_packed(const bn_packing *packing, const float *packed_a, const float *packed_b,
                             int64_t n, float *c, int64_t ldc, bool add)
{
    bn_product_block block = {.rows = packing->m,
                              .n = n,
                              .lda = packing->micropanel,
                              .micropanel = packing->micropanel,
                              .layout = BN_FACTOR_TILES,
                              .c = c,
                              .ldc = ldc,
                              .ahead = packing->ahead};
    for (int64_t l = 0; l < packing->k; l += packing->block) {
        block.k = shorter(packing->block, packing->k - l);
        block.a = packed_a + micropanel_at(packing, 0, l, block.k);
        block.micropanel_step = packing->micropanel * block.k;
        block.b = packed_b + l * n;
        block.add = add || l > 0;
        packing->kernels->product_run(&block);
    }
}
