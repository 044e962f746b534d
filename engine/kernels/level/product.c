/* Product kernels: a tile of c, some registers by some columns, stays in registers while l runs. Each step
   of l loads one column of the micropanel and broadcasts one number of b after the other. A tile has as many
   chains of multiply-adds as hide their latency, and leaves registers for a and b. A micropanel stays in
   cache while every tile of columns passes over it. */
#include "engine/kernels/level/level.h"

#include <string.h>

#if BN_LANES == 16 || (defined(__aarch64__) && BN_HAS_FMA)
#define REGISTERS 32
enum { MOST_VECTORS = 4 };
static const int most_columns[MOST_VECTORS + 1] = {0, 12, 12, 8, 6};
#elif BN_HAS_FMA
#define REGISTERS 16
enum { MOST_VECTORS = 3 };
static const int most_columns[MOST_VECTORS + 1] = {0, 12, 6, 4};
#else
#define REGISTERS 0 // a fused multiply-add without the instruction takes all there are
enum { MOST_VECTORS = 1 };
static const int most_columns[MOST_VECTORS + 1] = {0, 4};
#endif

enum { MOST_COLUMNS = 12 };

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 12")
#endif

// --- tiles

typedef struct {
    const float *a; // of the first micropanel
    int64_t lda, micropanel_step, micropanels;
    const float *b;
    int64_t step_l, step_j; // b(l, j) = b[l step_l + j step_j]
    float *c;
    int64_t rows, ldc, k; // rows of a micropanel
    bool add;
    int64_t ahead_from, ahead_step; // of the prefetch, in bytes: from the next micropanel, and a step of l
} strip;

/* Runs one tile for each micropanel. vectors and columns are constants in every call, so that the loops over
   them are unrolled and the elements of `sum` stay in registers. */
BN_INLINE void run_tiles(const strip *s, int vectors, int columns)
{
    for (int64_t p = 0; p < s->micropanels; p++) {
        const float *a = s->a + p * s->micropanel_step;
        const char *ahead = (const char *)(a + s->micropanel_step) + s->ahead_from;
        const int64_t three = 3 * s->step_j;
        const float *third[] = {s->b, s->b + three, s->b + 2 * three, s->b + 3 * three}; // column 0, 3, 6, 9
        float *c = s->c + p * s->rows;
        bn_lanes sum[MOST_COLUMNS][MOST_VECTORS];
        UNROLL for (int j = 0; j < columns; j++) UNROLL for (int i = 0; i < vectors; i++) sum[j][i] =
            s->add ? bn_lanes_load(c + j * s->ldc + i * BN_LANES) : (bn_lanes){0};
        for (int64_t l = 0; l < s->k; l++) {
            bn_lanes column[MOST_VECTORS];
            UNROLL for (int i = 0; i < vectors; i++) column[i] = bn_lanes_load(a + i * BN_LANES);
            __builtin_prefetch(ahead, 0, 2);
            UNROLL for (int j = 0; j < columns; j++)
            {
                const bn_lanes factor = bn_lanes_all(third[j / 3][j % 3 * s->step_j]);
                UNROLL for (int i = 0; i < vectors; i++) sum[j][i] =
                    bn_lanes_fused(column[i], factor, sum[j][i]);
            }
            a += s->lda;
            ahead += s->ahead_step;
            UNROLL for (int j = 0; j < 4; j++) third[j] += s->step_l;
        }
        UNROLL for (int j = 0; j < columns; j++) UNROLL for (int i = 0; i < vectors; i++)
            bn_lanes_store(c + j * s->ldc + i * BN_LANES, sum[j][i]);
    }
}

// `most` is a constant, and a tile has at most so many columns; the compiler leaves out the other calls.
BN_INLINE void run_columns(const strip *s, int vectors, int most, int columns)
{
    if (columns == 1 && 1 <= most) run_tiles(s, vectors, 1);
    if (columns == 2 && 2 <= most) run_tiles(s, vectors, 2);
    if (columns == 3 && 3 <= most) run_tiles(s, vectors, 3);
    if (columns == 4 && 4 <= most) run_tiles(s, vectors, 4);
    if (columns == 5 && 5 <= most) run_tiles(s, vectors, 5);
    if (columns == 6 && 6 <= most) run_tiles(s, vectors, 6);
    if (columns == 7 && 7 <= most) run_tiles(s, vectors, 7);
    if (columns == 8 && 8 <= most) run_tiles(s, vectors, 8);
    if (columns == 9 && 9 <= most) run_tiles(s, vectors, 9);
    if (columns == 10 && 10 <= most) run_tiles(s, vectors, 10);
    if (columns == 11 && 11 <= most) run_tiles(s, vectors, 11);
    if (columns == 12 && 12 <= most) run_tiles(s, vectors, 12);
}

static __attribute__((noinline)) void run_strip_1(const strip *s, int columns)
{
    run_columns(s, 1, most_columns[1], columns);
}

#if BN_HAS_FMA
static __attribute__((noinline)) void run_strip_2(const strip *s, int columns)
{
    run_columns(s, 2, most_columns[2], columns);
}

static __attribute__((noinline)) void run_strip_3(const strip *s, int columns)
{
    run_columns(s, 3, most_columns[3], columns);
}
#endif

#if REGISTERS == 32
static __attribute__((noinline)) void run_strip_4(const strip *s, int columns)
{
    run_columns(s, 4, most_columns[4], columns);
}
#endif

typedef void (*strip_function)(const strip *s, int columns);

static const strip_function run_strip[MOST_VECTORS + 1] = {
    NULL,        run_strip_1,
#if BN_HAS_FMA
    run_strip_2, run_strip_3,
#endif
#if REGISTERS == 32
    run_strip_4,
#endif
};

// --- blocks

// n columns cut into as few tiles as possible, all about equal: the first ones are a column wider.
typedef struct {
    int64_t tiles, wider;
    int columns; // of the others
} partition;

static partition partition_of(int64_t n, int most)
{
    if (n <= most) return (partition){.tiles = 1, .columns = (int)n};
    const int64_t tiles = (n + most - 1) / most;
    return (partition){.tiles = tiles, .wider = n % tiles, .columns = (int)(n / tiles)};
}

static int columns_of(const partition *parts, int64_t tile)
{
    return parts->columns + (tile < parts->wider);
}

/* The cost of n columns for a micropanel of so many vectors. A step of a tile costs one operation for each
   chain, but not less than the latency of a chain; loading and storing the tile costs about one more. */
static int64_t cost_of(int vectors, int64_t n)
{
    enum { CHAINS = 8 }; // so many at the same time hide the latency
    const partition parts = partition_of(n, most_columns[vectors]);
    int64_t cost = 0;
    for (int64_t tile = 0; tile < parts.tiles; tile++) {
        const int chains = vectors * columns_of(&parts, tile);
        cost += (chains > CHAINS ? chains : CHAINS) + 1;
    }
    return cost;
}

int64_t BN_KERNEL(product_micropanel)(int64_t n)
{
    int best = 1;
    for (int vectors = 2; vectors <= MOST_VECTORS; vectors++) // of equal costs the wider, which loads less
        if (cost_of(vectors, n) * best <= cost_of(best, n) * vectors) best = vectors;
    return best * BN_LANES;
}

// The part of the operand that the tile of columns j … j + columns - 1 reads.
static void point_at_b(strip *s, const bn_product_block *block, int64_t j, int columns)
{
    const bool in_columns = block->layout == BN_FACTOR_COLUMNS, in_tiles = block->layout == BN_FACTOR_TILES;
    s->step_l = block->ldb;
    if (in_columns) s->step_l = 1;
    if (in_tiles) s->step_l = columns;
    s->step_j = in_columns ? block->ldb : 1;
    s->b = block->b + (in_tiles ? j * block->k : j * s->step_j);
}

// Runs all columns of some micropanels of `vectors` vectors, which begin at `row` of c and at `a`.
static void run_micropanels(const bn_product_block *block, strip *s, const float *a, int64_t row, int vectors,
                            const partition *parts)
{
    const int64_t bytes = block->lda * (int64_t)sizeof(float);
    s->a = a;
    s->c = block->c + row;
    s->ahead_from =
        -(int64_t)sizeof(float) * block->micropanel_step; // the present micropanel: nothing behind it is read
    if (block->ahead) {
        s->ahead_step = (bytes + parts->tiles - 1) / parts->tiles;
        s->ahead_from = 0;
    }
    for (int64_t j = 0, tile = 0; tile < parts->tiles; tile++) {
        const int columns = columns_of(parts, tile);
        point_at_b(s, block, j, columns);
        run_strip[vectors](s, columns);
        s->ahead_from += s->ahead_step * block->k;
        s->c += columns * block->ldc;
        j += columns;
    }
}

static int vectors_of(int64_t rows)
{
    return (int)((rows + BN_LANES - 1) / BN_LANES);
}

/* How many micropanels are run as they are. A rest of one vector by itself loads more than it computes. Where
   micropanels are neighbouring rows of one matrix, the last whole one shares its rows with such a rest. */
static int64_t whole_micropanels(const bn_product_block *block)
{
    const int64_t whole = block->rows / block->micropanel, rest = block->rows - whole * block->micropanel;
    const bool lone = vectors_of(rest) == 1 && vectors_of(block->micropanel) > 2;
    return lone && whole > 0 && block->micropanel_step == block->micropanel ? whole - 1 : whole;
}

void BN_KERNEL(product_run)(const bn_product_block *block)
{
    const int vectors = vectors_of(block->micropanel);
    const int64_t whole = whole_micropanels(block);
    partition parts = partition_of(block->n, most_columns[vectors]);
    strip s = {.lda = block->lda,
               .micropanel_step = block->micropanel_step,
               .micropanels = parts.tiles == 1 ? whole : 1, // all at once where one tile holds all columns
               .rows = block->micropanel,
               .ldc = block->ldc,
               .k = block->k,
               .add = block->add};
    const float *a = block->a;
    for (int64_t p = 0; p < whole; p += s.micropanels, a += s.micropanels * block->micropanel_step)
        run_micropanels(block, &s, a, p * block->micropanel, vectors, &parts);
    s.micropanels = 1;
    for (int64_t row = whole * block->micropanel; row < block->rows;) {
        const int left = vectors_of(block->rows - row), narrower = left > vectors ? left - left / 2 : left;
        if (block->layout != BN_FACTOR_TILES) // tiles are packed for whole micropanels
            parts = partition_of(block->n, most_columns[narrower]);
        run_micropanels(block, &s, a, row, narrower, &parts);
        row += narrower * BN_LANES;
        a += narrower * BN_LANES;
    }
}

// --- packing

void BN_KERNEL(product_pack)(const float *in, int64_t ld, int64_t k, int64_t rows, int64_t width, float *out)
{
    const int64_t whole = rows / BN_LANES * BN_LANES;
    for (int64_t l = 0; l < k; l++, in += ld, out += width) {
        for (int64_t i = 0; i < whole; i += BN_LANES) bn_lanes_store(out + i, bn_lanes_load(in + i));
        for (int64_t i = whole; i < width; i++) out[i] = i < rows ? in[i] : 0.0f;
    }
}

// Packs rows of `columns` numbers; columns is a constant.
BN_INLINE void pack_narrow(const float *in, int64_t ld, int64_t k, int columns, float *out)
{
    for (int64_t l = 0; l < k; l++) memcpy(out + l * columns, in + l * ld, (size_t)columns * sizeof *out);
}

void BN_KERNEL(product_pack_tiles)(const float *in, int64_t ld, int64_t k, int64_t n, int64_t micropanel,
                                   float *out)
{
    const partition parts = partition_of(n, most_columns[vectors_of(micropanel)]);
    for (int64_t j = 0, tile = 0; tile < parts.tiles; tile++) {
        const int columns = columns_of(&parts, tile);
        if (columns == 4)
            pack_narrow(in + j, ld, k, 4, out + j * k);
        else
            BN_KERNEL(product_pack)(in + j, ld, k, columns, columns, out + j * k);
        j += columns;
    }
}
