/* Extremes of vectors of doubles: the least number so far of each lane, and whether NaN was met there. */
#ifndef BN_LEVEL_EXTREME_H
#define BN_LEVEL_EXTREME_H

#include "engine/kernels/level/doubles.h"

#include <math.h>
#include <stdbool.h>

/* a where it is less than b, else b; where one is NaN, b. */
BN_INLINE bn_doubles bn_lesser(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_min_pd((__m256d)a, (__m256d)b);
#elif defined(__x86_64__)
    return (bn_doubles)_mm_min_pd((__m128d)a, (__m128d)b);
#else
    const bn_integers mask = a < b;
    return (bn_doubles)((mask & (bn_integers)a) | (~mask & (bn_integers)b));
#endif
}

/* Where NaN was met: a mask register where the level has them. */
#if defined(__AVX512F__)
typedef __mmask8 bn_nan_lanes;
#define bn_is_nan(x) _mm512_cmp_pd_mask((__m512d)(x), (__m512d)(x), _CMP_UNORD_Q)
#else
typedef bn_integers bn_nan_lanes;
#define bn_is_nan(x) ((x) != (x))
#endif

typedef struct {
    bn_doubles least;
    bn_nan_lanes nan;
} bn_extreme;

BN_INLINE bool bn_is_nan_in(const bn_extreme *e, int lane)
{
#if defined(__AVX512F__)
    return (e->nan >> lane & 1) != 0;
#else
    return e->nan[lane] != 0;
#endif
}

BN_INLINE bn_extreme bn_no_extreme(void)
{
    return (bn_extreme){.least = bn_doubles_all(INFINITY)};
}

BN_INLINE void bn_take_lesser(bn_extreme *e, bn_doubles x)
{
    e->least = bn_lesser(x, e->least);
    e->nan = (bn_nan_lanes)(e->nan | bn_is_nan(x));
}

#endif
