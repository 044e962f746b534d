/* Random kernels: a vector of 64-bit lanes holds one word of as many blocks. The multiply instruction reads
   the lower half of a lane and ignores the upper one. Two such chains, even and odd, are merged into a
   vector of 32-bit lanes. Several pairs of chains run at the same time, since each round depends on the one
   before; for the same reason all words of a strip are made before its numbers. The lanes hold the blocks in
   the order in which unpacking the four words within each 128 bits gives whole blocks in sequence. */
#include "engine/kernels/level/level.h"
#include "engine/kernels/level/vecmath.h"
#include "engine/kernels/philox.h"

#include <stdbool.h>
#include <string.h>

enum {
    WIDE = BN_LANES / 2,      // 64-bit lanes
    PAIRS = 2,                // of chains that run at the same time
    STRIP = 64,               // blocks whose words are made before their numbers
    ABREAST = 2,              // vectors of blocks that become normals together
    GROUP = PAIRS * BN_LANES, // blocks whose words are made together
    QUARTERS = BN_LANES / 4,  // of a register, 128 bits each
    FIRST_VECTOR_ROUND = 2,
};

typedef uint64_t wide __attribute__((vector_size(BN_LANES * sizeof(uint32_t))));

#if defined(__AVX512F__)

BN_INLINE wide product_of(wide a, wide b)
{
    return (wide)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

BN_INLINE wide xor3(wide a, wide b, wide c)
{
    return (wide)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0x96);
}

BN_INLINE bn_lanes_u32 merged(wide even, wide odd)
{
    return (bn_lanes_u32)_mm512_mask_shuffle_epi32((__m512i)even, 0xAAAA, (__m512i)odd, _MM_PERM_CDAB);
}

#else

#if defined(__AVX2__)
BN_INLINE wide product_of(wide a, wide b)
{
    return (wide)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}
#elif defined(__x86_64__)
BN_INLINE wide product_of(wide a, wide b)
{
    return (wide)_mm_mul_epu32((__m128i)a, (__m128i)b);
}
#elif defined(__aarch64__)
BN_INLINE wide product_of(wide a, wide b)
{
    return (wide)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
}
#else
BN_INLINE wide product_of(wide a, wide b)
{
    return (a & 0xffffffffu) * (b & 0xffffffffu);
}
#endif

BN_INLINE wide xor3(wide a, wide b, wide c)
{
    return a ^ b ^ c;
}

BN_INLINE bn_lanes_u32 merged(wide even, wide odd)
{
#if defined(__AVX2__)
    return (bn_lanes_u32)_mm256_blend_epi32((__m256i)even, (__m256i)(odd << 32), 0xAA);
#else
    return (bn_lanes_u32)((even & 0xffffffffu) | odd << 32);
#endif
}

#endif

BN_INLINE wide wide_of(uint64_t value)
{
    return value - (wide){0};
}

// The numbers of the blocks in the lanes of an even chain, from 0; in an odd chain they are QUARTERS larger.
#if BN_LANES == 16
static const wide even_blocks = {0, 8, 1, 9, 2, 10, 3, 11};
#elif BN_LANES == 8
static const wide even_blocks = {0, 4, 1, 5};
#else
static const wide even_blocks = {0, 2};
#endif

// The words that are the same for all blocks of a fill, after the first two rounds.
typedef struct {
    wide key0[BN_PHILOX_ROUNDS], key1[BN_PHILOX_ROUNDS];
    wide c0, c2, c3;
    wide second_key1; // xored into c2 by the first round
} fill;

// All blocks of a fill have the same upper half of their number. So three of the four words after the first
// round are the same, too.
static void begin(const uint32_t key[2], const uint32_t high[2], uint64_t first, fill *f)
{
    const uint64_t product1 = (uint64_t)BN_PHILOX_MULTIPLIER1 * high[0];
    const uint32_t c0 = (uint32_t)(product1 >> 32) ^ (uint32_t)(first >> 32) ^ key[0];
    const uint64_t product0 = (uint64_t)BN_PHILOX_MULTIPLIER0 * c0;
    for (uint32_t r = FIRST_VECTOR_ROUND; r < BN_PHILOX_ROUNDS; r++) {
        f->key0[r] = wide_of(key[0] + r * BN_PHILOX_WEYL0);
        f->key1[r] = wide_of(key[1] + r * BN_PHILOX_WEYL1);
    }
    f->second_key1 = wide_of(high[1] ^ key[1]);
    f->c0 = wide_of((uint32_t)product1 ^ (key[0] + BN_PHILOX_WEYL0));
    f->c2 = wide_of((uint32_t)(product0 >> 32) ^ (key[1] + BN_PHILOX_WEYL1));
    f->c3 = wide_of((uint32_t)product0);
}

// The words of a chain after the first two rounds; before, c[0] holds the numbers of the blocks.
BN_INLINE void first_rounds(const fill *f, wide c[4])
{
    const wide product0 = product_of(c[0], wide_of(BN_PHILOX_MULTIPLIER0));
    const wide product1 = product_of(product0 >> 32 ^ f->second_key1, wide_of(BN_PHILOX_MULTIPLIER1));
    c[0] = product1 >> 32 ^ f->c0;
    c[1] = product1;
    c[2] = product0 ^ f->c2;
    c[3] = f->c3;
}

// words[h][k]: word k of BN_LANES blocks; together the GROUP blocks from `first` on.
BN_INLINE void group_of(const fill *f, uint64_t first, bn_lanes_u32 words[PAIRS][4])
{
    wide c[2 * PAIRS][4];
    for (int h = 0; h < 2 * PAIRS; h++) {
        c[h][0] = even_blocks + ((first & 0xffffffffu) + (uint64_t)(h / 2 * BN_LANES + h % 2 * QUARTERS));
        first_rounds(f, c[h]);
    }
#pragma GCC unroll 10
    for (int r = FIRST_VECTOR_ROUND; r < BN_PHILOX_ROUNDS; r++)
#pragma GCC unroll 4
        for (int h = 0; h < 2 * PAIRS; h++) {
            const wide product0 = product_of(c[h][0], wide_of(BN_PHILOX_MULTIPLIER0));
            const wide product1 = product_of(c[h][2], wide_of(BN_PHILOX_MULTIPLIER1));
            c[h][0] = xor3(product1 >> 32, c[h][1], f->key0[r]);
            c[h][2] = xor3(product0 >> 32, c[h][3], f->key1[r]);
            c[h][1] = product1;
            c[h][3] = product0;
        }
    for (int h = 0; h < PAIRS; h++)
        for (int k = 0; k < 4; k++) words[h][k] = merged(c[2 * h][k], c[2 * h + 1][k]);
}

// Writes the words of one vector of blocks to out, block by block.
BN_INLINE void put_blocks(bn_lanes w0, bn_lanes w1, bn_lanes w2, bn_lanes w3, float *out)
{
    const bn_lanes low01 = bn_lanes_unpack_low(w0, w1), low23 = bn_lanes_unpack_low(w2, w3);
    const bn_lanes high01 = bn_lanes_unpack_high(w0, w1), high23 = bn_lanes_unpack_high(w2, w3);
    bn_lanes_store(out, bn_lanes_unpack_low_pairs(low01, low23));
    bn_lanes_store(out + BN_LANES, bn_lanes_unpack_high_pairs(low01, low23));
    bn_lanes_store(out + 2 * BN_LANES, bn_lanes_unpack_low_pairs(high01, high23));
    bn_lanes_store(out + 3 * BN_LANES, bn_lanes_unpack_high_pairs(high01, high23));
}

// Two uniform words give two normals. The first word is used to 31 bits, so that its number is never 0.
// Words 0 and 1 of a block give its first two normals, words 2 and 3 the other two.
BN_INLINE void normals_of(bn_lanes_u32 words[ABREAST][4], bn_lanes z[ABREAST][4])
{
    bn_lanes radius[2 * ABREAST], x[2 * ABREAST], y[2 * ABREAST];
    bn_lanes_u32 angle[2 * ABREAST];
#pragma GCC unroll 4
    for (int i = 0; i < 2 * ABREAST; i++) {
        const bn_lanes word = __builtin_convertvector((bn_lanes_i32)(words[i / 2][i % 2 * 2] >> 1), bn_lanes);
        // (word + 1/2) 2^-31, at most 1
        radius[i] =
            bn_lanes_fused(word, bn_lanes_all(4.656612873077393e-10f), bn_lanes_all(2.3283064365386963e-10f));
    }
    bn_lanes_log(2 * ABREAST, radius);
#pragma GCC unroll 4
    for (int i = 0; i < 2 * ABREAST; i++) {
        radius[i] = bn_lanes_sqrt(-radius[i]); // the factor sqrt(2) is the radius of the circle
        angle[i] = words[i / 2][i % 2 * 2 + 1];
    }
    bn_lanes_circle(2 * ABREAST, angle, x, y);
#pragma GCC unroll 4
    for (int i = 0; i < 2 * ABREAST; i++) {
        z[i / 2][i % 2 * 2] = radius[i] * x[i];
        z[i / 2][i % 2 * 2 + 1] = radius[i] * y[i];
    }
}

BN_INLINE void put_normals(bn_lanes_u32 words[ABREAST][4], float *out)
{
    bn_lanes z[ABREAST][4];
    normals_of(words, z);
#pragma GCC unroll 2
    for (int v = 0; v < ABREAST; v++) put_blocks(z[v][0], z[v][1], z[v][2], z[v][3], out + 4 * v * BN_LANES);
}

BN_INLINE void put_words(const bn_lanes_u32 words[4], float *out)
{
    put_blocks((bn_lanes)words[0], (bn_lanes)words[1], (bn_lanes)words[2], (bn_lanes)words[3], out);
}

BN_INLINE void put_strip(bn_lanes_u32 words[STRIP / BN_LANES][4], int vectors, bool normals, float *out)
{
    const int step = normals ? ABREAST : 1;
    for (int v = 0; v < vectors; v += step, out += step * 4 * BN_LANES)
        if (normals)
            put_normals(words + v, out);
        else
            put_words(words[v], out);
}

// The numbers of `blocks` blocks whose numbers have the same upper half.
BN_INLINE void fill_within(const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks,
                           bool normals, float *out)
{
    fill f;
    begin(key, high, first, &f);
    for (size_t done = 0; done < blocks; done += STRIP) {
        bn_lanes_u32 words[STRIP / BN_LANES][4];
        float rest[4 * STRIP];
        const size_t count = blocks - done < STRIP ? blocks - done : STRIP;
        for (size_t at = 0; at < count; at += GROUP) group_of(&f, first + done + at, words + at / BN_LANES);
        put_strip(words, (int)((count + BN_LANES - 1) / BN_LANES), normals,
                  count == STRIP ? out + 4 * done : rest);
        if (count < STRIP) memcpy(out + 4 * done, rest, 4 * count * sizeof *out);
    }
}

// How many of the blocks from `first` on have numbers with the same upper half.
static size_t blocks_within(uint64_t first, size_t blocks)
{
    const uint64_t left = ((uint64_t)1 << 32) - (first & 0xffffffffu);
    return blocks < left ? blocks : (size_t)left;
}

BN_INLINE void fill_all(const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks,
                        bool normals, float *out)
{
    for (size_t done = 0; done < blocks;) {
        const size_t within = blocks_within(first + done, blocks - done);
        fill_within(key, high, first + done, within, normals, out + 4 * done);
        done += within;
    }
}

void BN_KERNEL(random_words)(const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks,
                             uint32_t *out)
{
    fill_all(key, high, first, blocks, false, (void *)out);
}

void BN_KERNEL(random_normals)(const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks,
                               float *out)
{
    fill_all(key, high, first, blocks, true, out);
}
