/* Random kernels: bulk fills by Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011). */
#ifndef BN_RANDOM_KERNELS_H
#define BN_RANDOM_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The low half of the generator's counter is the number of the block, the high half is `high`.

   random_words: the 4 * blocks words of blocks first, first + 1, …
   random_normals: 4 * blocks standard normals from these words; each pair of words gives a pair of normals by
   the transform of Box and Muller (1958). |value| <= 6.67; accurate to 1e-6 in value. */
#define BN_RANDOM_KERNELS(X)                                                                                 \
    X(void, random_words,                                                                                    \
      (const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks, uint32_t *out))         \
    X(void, random_normals,                                                                                  \
      (const uint32_t key[2], const uint32_t high[2], uint64_t first, size_t blocks, float *out))

#endif
