/* Philox: one block of the generator in plain C; every vectorised fill gives the same words. */
#ifndef BN_PHILOX_H
#define BN_PHILOX_H

#include <stdint.h>

enum { BN_PHILOX_ROUNDS = 10 };

#define BN_PHILOX_MULTIPLIER0 0xD2511F53u
#define BN_PHILOX_MULTIPLIER1 0xCD9E8D57u

// Added to the two key words from round to round.
#define BN_PHILOX_WEYL0 0x9E3779B9u
#define BN_PHILOX_WEYL1 0xBB67AE85u

static inline void bn_philox_round(uint32_t c[4], uint32_t key0, uint32_t key1)
{
    const uint64_t product0 = (uint64_t)BN_PHILOX_MULTIPLIER0 * c[0];
    const uint64_t product1 = (uint64_t)BN_PHILOX_MULTIPLIER1 * c[2];
    const uint32_t c0 = (uint32_t)(product1 >> 32) ^ c[1] ^ key0;
    const uint32_t c2 = (uint32_t)(product0 >> 32) ^ c[3] ^ key1;
    c[0] = c0;
    c[1] = (uint32_t)product1;
    c[2] = c2;
    c[3] = (uint32_t)product0;
}

static inline void bn_philox_block(const uint32_t key[2], const uint32_t high[2], uint64_t block,
                                   uint32_t words[4])
{
    words[0] = (uint32_t)block;
    words[1] = (uint32_t)(block >> 32);
    words[2] = high[0];
    words[3] = high[1];
    for (uint32_t r = 0; r < BN_PHILOX_ROUNDS; r++)
        bn_philox_round(words, key[0] + r * BN_PHILOX_WEYL0, key[1] + r * BN_PHILOX_WEYL1);
}

#endif
