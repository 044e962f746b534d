/* Random: bulk fills work on strips of blocks, first all ten rounds in structure-of-arrays order, then
   Box-Muller on each strip, then an interleaved store; every loop has a fixed length and no branch, so the
   compiler vectorises it. A strip lives on the stack and in first-level cache. */
#include "engine/random/random.h"

#include "engine/base/vecmath.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define BN_RANDOM_X86
#endif

enum { STRIP = BN_RANDOM_STRIP, ROUNDS = 10 };

#define MULTIPLIER0 0xD2511F53u
#define MULTIPLIER1 0xCD9E8D57u

// What the two key words grow by from round to round.
#define WEYL0 0x9E3779B9u
#define WEYL1 0xBB67AE85u

static const double turn = 6.283185307179586476925;

bn_random_stream bn_random_open(uint64_t seed, uint32_t purpose, uint32_t epoch)
{
    return (bn_random_stream){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)}, .high = {epoch, purpose}};
}

BN_INLINE void round_of(uint32_t c[4], uint32_t key0, uint32_t key1)
{
    const uint64_t product0 = (uint64_t)MULTIPLIER0 * c[0];
    const uint64_t product1 = (uint64_t)MULTIPLIER1 * c[2];
    const uint32_t c0 = (uint32_t)(product1 >> 32) ^ c[1] ^ key0;
    const uint32_t c2 = (uint32_t)(product0 >> 32) ^ c[3] ^ key1;
    c[0] = c0;
    c[1] = (uint32_t)product1;
    c[2] = c2;
    c[3] = (uint32_t)product0;
}

BN_INLINE void block_of(const bn_random_stream *stream, uint64_t block, uint32_t words[4])
{
    words[0] = (uint32_t)block;
    words[1] = (uint32_t)(block >> 32);
    words[2] = stream->high[0];
    words[3] = stream->high[1];
    uint32_t key0 = stream->key[0];
    uint32_t key1 = stream->key[1];
    for (int round = 0; round < ROUNDS; round++) {
        round_of(words, key0, key1);
        key0 += WEYL0;
        key1 += WEYL1;
    }
}

void bn_random_block(const bn_random_stream *stream, uint64_t block, uint32_t words[4])
{
    block_of(stream, block, words);
}

// The words of STRIP blocks, word by word.
typedef struct {
    uint32_t w0[STRIP], w1[STRIP], w2[STRIP], w3[STRIP];
} strip;

#ifdef BN_RANDOM_X86

// Rounds in flight at once: a round is a chain of waiting, and 32 registers hold four of them.
enum { CHAINS = 4 };

#define BN_AVX512        __attribute__((target("avx512f")))
#define BN_AVX512_INLINE BN_AVX512 static inline __attribute__((always_inline))

/* One 32-bit word a 64-bit lane: the multiplier wants it there, and what it leaves in the upper halves does
   no harm. Even blocks in one vector and odd blocks in another make their merge a single shuffle. */
BN_AVX512_INLINE __m512i merged_avx512(__m512i even, __m512i odd)
{
    return _mm512_mask_shuffle_epi32(even, 0xAAAA, odd, _MM_PERM_CDAB);
}

// What the first two rounds make of the words that all blocks of a strip share.
typedef struct {
    uint64_t first;      // c1, c2 and c3 alone decide c0 and c1 after the first round
    uint32_t key1;       // xored into c2 by the first round
    uint32_t c0, c2, c3; // xored into c0 and c2 by the second; c3 after it
} shared_rounds;

static shared_rounds share_rounds(const bn_random_stream *stream, uint64_t first)
{
    const uint64_t product1 = (uint64_t)MULTIPLIER1 * stream->high[0];
    const uint32_t c0 = (uint32_t)(product1 >> 32) ^ (uint32_t)(first >> 32) ^ stream->key[0];
    const uint64_t product0 = (uint64_t)MULTIPLIER0 * c0;
    return (shared_rounds){
        .first = first & 0xFFFFFFFFu,
        .key1 = stream->high[1] ^ stream->key[1],
        .c0 = (uint32_t)product1 ^ (stream->key[0] + WEYL0),
        .c2 = (uint32_t)(product0 >> 32) ^ (stream->key[1] + WEYL1),
        .c3 = (uint32_t)product0,
    };
}

// The words of a vector of blocks after the first two rounds; c0 holds the blocks' numbers.
BN_AVX512_INLINE void begin_avx512(const shared_rounds *shared, __m512i c[4])
{
    const __m512i product0 = _mm512_mul_epu32(c[0], _mm512_set1_epi64(MULTIPLIER0));
    const __m512i c2 = _mm512_xor_epi64(_mm512_srli_epi64(product0, 32), _mm512_set1_epi64(shared->key1));
    const __m512i product1 = _mm512_mul_epu32(c2, _mm512_set1_epi64(MULTIPLIER1));
    c[0] = _mm512_xor_epi64(_mm512_srli_epi64(product1, 32), _mm512_set1_epi64(shared->c0));
    c[1] = product1;
    c[2] = _mm512_xor_epi64(product0, _mm512_set1_epi64(shared->c2));
    c[3] = _mm512_set1_epi64(shared->c3);
}

// The upper halves of the blocks' numbers must be one.
BN_AVX512 static void strip_avx512(const bn_random_stream *stream, uint64_t first, strip *restrict s)
{
    const __m512i multiplier0 = _mm512_set1_epi64(MULTIPLIER0);
    const __m512i multiplier1 = _mm512_set1_epi64(MULTIPLIER1);
    const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    const shared_rounds shared = share_rounds(stream, first);
    for (int i = 0; i < STRIP; i += 16 * CHAINS / 2) {
        __m512i c[CHAINS][4];
        for (int h = 0; h < CHAINS; h++) {
            const uint64_t start = shared.first + (uint64_t)(i + 16 * (h / 2) + h % 2);
            c[h][0] = _mm512_add_epi64(even, _mm512_set1_epi64((long long)start));
            begin_avx512(&shared, c[h]);
        }
        for (uint32_t r = 2; r < ROUNDS; r++) {
            const __m512i key0 = _mm512_set1_epi64(stream->key[0] + r * WEYL0);
            const __m512i key1 = _mm512_set1_epi64(stream->key[1] + r * WEYL1);
            for (int h = 0; h < CHAINS; h++) {
                const __m512i product0 = _mm512_mul_epu32(c[h][0], multiplier0);
                const __m512i product1 = _mm512_mul_epu32(c[h][2], multiplier1);
                c[h][0] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product1, 32), c[h][1], key0, 0x96);
                c[h][2] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product0, 32), c[h][3], key1, 0x96);
                c[h][1] = product1;
                c[h][3] = product0;
            }
        }
        for (int h = 0; h < CHAINS; h += 2) {
            const int at = i + 8 * h;
            _mm512_storeu_si512(s->w0 + at, merged_avx512(c[h][0], c[h + 1][0]));
            _mm512_storeu_si512(s->w1 + at, merged_avx512(c[h][1], c[h + 1][1]));
            _mm512_storeu_si512(s->w2 + at, merged_avx512(c[h][2], c[h + 1][2]));
            _mm512_storeu_si512(s->w3 + at, merged_avx512(c[h][3], c[h + 1][3]));
        }
    }
}

__attribute__((target("avx2"))) static inline __m256i merged_avx2(__m256i even, __m256i odd)
{
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}

__attribute__((target("avx2"))) static void strip_avx2(const bn_random_stream *stream, uint64_t first,
                                                       strip *restrict s)
{
    const __m256i multiplier0 = _mm256_set1_epi64x(MULTIPLIER0);
    const __m256i multiplier1 = _mm256_set1_epi64x(MULTIPLIER1);
    const __m256i even = _mm256_set_epi64x(6, 4, 2, 0);
    for (int i = 0; i < STRIP; i += 8) {
        __m256i c[2][4];
        for (int h = 0; h < 2; h++) {
            c[h][0] = _mm256_add_epi64(even, _mm256_set1_epi64x((long long)(first + (uint64_t)(i + h))));
            c[h][1] = _mm256_srli_epi64(c[h][0], 32);
            c[h][2] = _mm256_set1_epi64x(stream->high[0]);
            c[h][3] = _mm256_set1_epi64x(stream->high[1]);
        }
        for (uint32_t r = 0; r < ROUNDS; r++) {
            const __m256i key0 = _mm256_set1_epi64x(stream->key[0] + r * WEYL0);
            const __m256i key1 = _mm256_set1_epi64x(stream->key[1] + r * WEYL1);
            for (int h = 0; h < 2; h++) {
                const __m256i product0 = _mm256_mul_epu32(c[h][0], multiplier0);
                const __m256i product1 = _mm256_mul_epu32(c[h][2], multiplier1);
                const __m256i high0 = _mm256_srli_epi64(product0, 32);
                const __m256i high1 = _mm256_srli_epi64(product1, 32);
                c[h][0] = _mm256_xor_si256(_mm256_xor_si256(high1, c[h][1]), key0);
                c[h][2] = _mm256_xor_si256(_mm256_xor_si256(high0, c[h][3]), key1);
                c[h][1] = product1;
                c[h][3] = product0;
            }
        }
        _mm256_storeu_si256((__m256i *)(s->w0 + i), merged_avx2(c[0][0], c[1][0]));
        _mm256_storeu_si256((__m256i *)(s->w1 + i), merged_avx2(c[0][1], c[1][1]));
        _mm256_storeu_si256((__m256i *)(s->w2 + i), merged_avx2(c[0][2], c[1][2]));
        _mm256_storeu_si256((__m256i *)(s->w3 + i), merged_avx2(c[0][3], c[1][3]));
    }
}

#endif

static void strip_portable(const bn_random_stream *stream, uint64_t first, strip *restrict s)
{
    for (int i = 0; i < STRIP; i++) {
        uint32_t words[4];
        block_of(stream, first + (uint64_t)i, words);
        s->w0[i] = words[0];
        s->w1[i] = words[1];
        s->w2[i] = words[2];
        s->w3[i] = words[3];
    }
}

#ifdef BN_RANDOM_X86

static void strip_of(const bn_random_stream *stream, uint64_t first, strip *restrict s)
{
    const bool carries = first >> 32 != (first + STRIP - 1) >> 32;
    if (__builtin_cpu_supports("avx512f") && !carries)
        strip_avx512(stream, first, s);
    else if (__builtin_cpu_supports("avx2"))
        strip_avx2(stream, first, s);
    else
        strip_portable(stream, first, s);
}

#else

static void strip_of(const bn_random_stream *stream, uint64_t first, strip *restrict s)
{
    strip_portable(stream, first, s);
}

#endif

// Two uniform words become two normals; the first is used to 31 bits and is never 0.
BN_INLINE void pairs_of(const uint32_t *restrict radius_words, const uint32_t *restrict angle_words,
                        float *restrict a, float *restrict b)
{
    for (int i = 0; i < STRIP; i++) {
        const float word = (float)(int32_t)(radius_words[i] >> 1);
        const float u =
            fmaf(word, 4.656612873077393e-10f, 2.3283064365386963e-10f); // (word + 1/2) 2^-31, at most 1
        const float radius = sqrtf(-bn_vec_log(u)); // by sqrt(2), which is that of the circle
        float x, y;
        bn_vec_circle(angle_words[i], &x, &y);
        a[i] = radius * x;
        b[i] = radius * y;
    }
}

BN_MULTIVERSION
static void normal_strip(const bn_random_stream *stream, uint64_t first, float *restrict out)
{
    strip s;
    float z0[STRIP], z1[STRIP], z2[STRIP], z3[STRIP];
    strip_of(stream, first, &s);
    pairs_of(s.w0, s.w1, z0, z1);
    pairs_of(s.w2, s.w3, z2, z3);
    for (int i = 0; i < STRIP; i++) {
        out[4 * i] = z0[i];
        out[4 * i + 1] = z1[i];
        out[4 * i + 2] = z2[i];
        out[4 * i + 3] = z3[i];
    }
}

BN_MULTIVERSION
static void word_strip(const bn_random_stream *stream, uint64_t first, uint32_t *restrict out)
{
    strip s;
    strip_of(stream, first, &s);
    for (int i = 0; i < STRIP; i++) {
        out[4 * i] = s.w0[i];
        out[4 * i + 1] = s.w1[i];
        out[4 * i + 2] = s.w2[i];
        out[4 * i + 3] = s.w3[i];
    }
}

void bn_random_words(const bn_random_stream *stream, uint64_t first, size_t blocks, uint32_t *out)
{
    size_t done = 0;
    for (; done + STRIP <= blocks; done += STRIP) word_strip(stream, first + done, out + 4 * done);
    if (done == blocks) return;
    uint32_t rest[4 * STRIP];
    word_strip(stream, first + done, rest);
    memcpy(out + 4 * done, rest, 4 * (blocks - done) * sizeof *out);
}

void bn_random_normal_f32(const bn_random_stream *stream, uint64_t first, size_t blocks, float *out)
{
    size_t done = 0;
    for (; done + STRIP <= blocks; done += STRIP) normal_strip(stream, first + done, out + 4 * done);
    if (done == blocks) return;
    float rest[4 * STRIP];
    normal_strip(stream, first + done, rest);
    memcpy(out + 4 * done, rest, 4 * (blocks - done) * sizeof *out);
}

static double uniform_of(uint32_t high, uint32_t low)
{
    const uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    return (double)bits * 0x1p-53;
}

void bn_random_uniform_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out)
{
    uint32_t words[4];
    for (size_t i = 0; i < count; i++) {
        const size_t half = 2 * (i % 2);
        if (half == 0) block_of(stream, first + i / 2, words);
        out[i] = uniform_of(words[half], words[half + 1]);
    }
}

void bn_random_normal_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out)
{
    for (size_t i = 0; i < count; i += 2) {
        double u[2];
        bn_random_uniform_f64(stream, first + i / 2, 2, u);
        const double radius = sqrt(-2.0 * log(u[0] + 0x1p-54));
        out[i] = radius * cos(turn * u[1]);
        if (i + 1 < count) out[i + 1] = radius * sin(turn * u[1]);
    }
}
