/* Random: a counter-based generator. Every number is a function of (seed, purpose, epoch, counter), so it
   does not matter who draws it, in which order, or on how many threads.

   The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): a 128-bit counter and a 64-bit key
   give a block of four 32-bit words. The key is the seed; the counter's low half numbers the block, its high
   half holds the epoch and the purpose. The transform of Box and Muller (1958) makes normals of words. */
#ifndef BN_RANDOM_H
#define BN_RANDOM_H

#include "common/status.h"

#include <stddef.h>
#include <stdint.h>

/* The purpose of a stream; streams of different purposes have no block in common. Scripts may use numbers
   from BN_PURPOSE_USER on. */
typedef enum {
    BN_PURPOSE_J,
    BN_PURPOSE_W_IN,
    BN_PURPOSE_W_OUT,
    BN_PURPOSE_STATE,
    BN_PURPOSE_STIMULUS,
    BN_PURPOSE_NOISE,
    BN_PURPOSE_TEST_STIMULUS,
    BN_PURPOSE_TEST_NOISE,
    BN_PURPOSE_CLUSTER,
    BN_PURPOSE_TANGENT,
    BN_PURPOSE_FINITE_SIZE,
    BN_PURPOSE_TASK,
    BN_PURPOSE_TEST_TASK,
    BN_PURPOSE_RESPONSE,
    BN_PURPOSE_INPUT_NOISE,
    BN_PURPOSE_TEST_INPUT_NOISE,
    BN_PURPOSE_VALIDATION_STIMULUS,
    BN_PURPOSE_VALIDATION_TASK,
    BN_PURPOSE_VALIDATION_NOISE,
    BN_PURPOSE_VALIDATION_INPUT_NOISE,
    BN_PURPOSE_M,
    BN_PURPOSE_N,
    BN_PURPOSE_PRESYNAPTIC,
    BN_PURPOSE_FEEDBACK,
    BN_PURPOSE_USER = 256,
} bn_purpose;

typedef struct {
    uint32_t key[2];
    uint32_t high[2]; // the upper half of the counter: epoch, purpose
} bn_random_stream;

bn_random_stream bn_random_open(uint64_t seed, uint32_t purpose, uint32_t epoch);

/* words = the block with the given number. The bulk fills give the same words. */
void bn_random_block(const bn_random_stream *stream, uint64_t block, uint32_t words[4]);

/* The blocks of a strip, which a bulk fill computes together; a multiple of it is filled fastest. */
enum { BN_RANDOM_STRIP = 64 };

/* out: 4 * blocks words, those of blocks first, first + 1, … */
void bn_random_words(const bn_random_stream *stream, uint64_t first, size_t blocks, uint32_t *out);

/* out: 4 * blocks standard normals in single precision, four a block. |value| <= 6.67. Accurate to 1e-6 in
   value. */
void bn_random_normal_f32(const bn_random_stream *stream, uint64_t first, size_t blocks, float *out);

/* out: count standard normals in double precision from blocks first, first + 1, …; two a block, from
   uniform numbers of 53 bits. */
void bn_random_normal_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out);

/* out: count numbers uniform in [0, 1), multiples of 2^-53; two a block. */
void bn_random_uniform_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out);

#endif
