/* Compensated sums: what an addition rounds off is kept. It takes seven additions a number; three of them are given to
   the multipliers, which stand idle otherwise. What the next number waits for, the sum and the loss, are plain
   additions, which take the fewest cycles. */
#ifndef BN_LEVEL_EXACT_SUM_H
#define BN_LEVEL_EXACT_SUM_H

#include "engine/kernels/level/doubles.h"

// a + b and a - b as the multiplier computes them, to the same bits: processors add there and elsewhere at a time.
BN_INLINE bn_doubles bn_plus(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_fmadd_pd((__m512d)a, _mm512_set1_pd(1.0), (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_fmadd_pd((__m256d)a, _mm256_set1_pd(1.0), (__m256d)b);
#else
    return a + b;
#endif
}

BN_INLINE bn_doubles bn_minus(bn_doubles a, bn_doubles b)
{
#if defined(__AVX512F__)
    return (bn_doubles)_mm512_fmsub_pd((__m512d)a, _mm512_set1_pd(1.0), (__m512d)b);
#elif defined(__AVX2__)
    return (bn_doubles)_mm256_fmsub_pd((__m256d)a, _mm256_set1_pd(1.0), (__m256d)b);
#else
    return a - b;
#endif
}

// Adds x to *sum and the rounding error of that, whichever of the two is larger (Knuth), to *lost.
BN_INLINE void bn_add_exactly(bn_doubles x, bn_doubles *sum, bn_doubles *lost)
{
    const bn_doubles before = *sum, after = before + x, of_x = bn_minus(after, before);
    *lost += bn_plus(before - (after - of_x), bn_minus(x, of_x));
    *sum = after;
}

BN_INLINE void bn_add_exactly_one(double x, double *sum, double *lost)
{
    const double before = *sum, after = before + x, of_x = after - before;
    *lost += (before - (after - of_x)) + (x - of_x);
    *sum = after;
}

#endif
