/* Fused multiply-add in single precision, the same on every processor: one instruction where the level has
   it, else the same result by way of double precision.

   Without the instruction: the product of two floats is exact in double precision. The sum is rounded to odd
   there, with the help of its rounding error. Rounding that sum to single precision then gives the result
   that is rounded once (Boldo and Melquiond 2008, theorem 3). */
#ifndef BN_FUSED_H
#define BN_FUSED_H

#include "engine/base/inline.h"

#include <stdint.h>
#include <string.h>

#if defined(__FMA__) || (defined(__aarch64__) && !defined(BN_WITHOUT_FMA))
#define BN_HAS_FMA 1
#else
#define BN_HAS_FMA 0
#endif

/* a b + c rounded once, by way of double precision; infinities and NaN as in IEEE 754. */
BN_INLINE float bn_fused_by_double(float a, float b, float c)
{
    const double product = (double)a * (double)b;
    const double sum = product + (double)c;
    // the error of the sum (Knuth 1969)
    const double added = sum - product;
    const double error = (product - (sum - added)) + ((double)c - added);
    uint64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    // an inexact even sum moves to its odd neighbour toward the exact sum; comparisons with NaN are false
    const uint64_t away = (uint64_t)((error > 0.0) == (sum > 0.0)), inexact = (error > 0.0) | (error < 0.0);
    bits += (inexact & ~bits) * (2 * away - 1);
    double odd;
    memcpy(&odd, &bits, sizeof odd);
    return (float)odd;
}

/* a b + c rounded once. */
BN_INLINE float bn_fused(float a, float b, float c)
{
#if BN_HAS_FMA
    return __builtin_fmaf(a, b, c);
#else
    return bn_fused_by_double(a, b, c);
#endif
}

#endif
