/* Doubles: as many as fit a register of the level, anywhere in memory. */
#ifndef BN_LEVEL_DOUBLES_H
#define BN_LEVEL_DOUBLES_H

#include "engine/kernels/lanes.h"

#include <stdint.h>

#define BN_DOUBLES (BN_LANES / 2)

typedef double bn_doubles
    __attribute__((vector_size(BN_DOUBLES * sizeof(double)), aligned(sizeof(double)), may_alias));
typedef int64_t bn_integers
    __attribute__((vector_size(BN_DOUBLES * sizeof(int64_t)), aligned(sizeof(int64_t))));
typedef uint64_t bn_naturals
    __attribute__((vector_size(BN_DOUBLES * sizeof(uint64_t)), aligned(sizeof(uint64_t))));

BN_INLINE bn_doubles bn_doubles_all(double value)
{
    return value - (bn_doubles){0};
}

/* BN_DOUBLES floats as doubles, by one instruction where GCC's __builtin_convertvector takes three. */
BN_INLINE bn_doubles bn_doubles_of_floats(const float *from)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_cvtps_pd(_mm256_loadu_ps(from));
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_cvtps_pd(_mm_loadu_ps(from));
#else
    return (bn_doubles){(double)from[0], (double)from[1]};
#endif
}

/* a where the mask is -1, b where it is 0. */
BN_INLINE bn_doubles bn_doubles_choice(bn_integers mask, bn_doubles a, bn_doubles b)
{
    return (bn_doubles)((mask & (bn_integers)a) | (~mask & (bn_integers)b));
}

#endif
