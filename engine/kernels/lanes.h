/* Lanes: a vector of as many floats as a register of the level holds, with a fused multiply-add. Only for the
   files of kernels/level. */
#ifndef BN_LANES_H
#define BN_LANES_H

#include "engine/base/inline.h"
#include "engine/kernels/fused.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define BN_LANES 16
#elif defined(__AVX2__)
#define BN_LANES 8
#else
#define BN_LANES 4
#endif

typedef float bn_lanes __attribute__((vector_size(BN_LANES * sizeof(float))));
typedef int32_t bn_lanes_i32 __attribute__((vector_size(BN_LANES * sizeof(int32_t))));
typedef uint32_t bn_lanes_u32 __attribute__((vector_size(BN_LANES * sizeof(uint32_t))));
/* The same at any address: *(const bn_lanes_at *)pointer. */
typedef float bn_lanes_at
    __attribute__((vector_size(BN_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

BN_INLINE bn_lanes bn_lanes_load(const float *from)
{
    return *(const bn_lanes_at *)from;
}

BN_INLINE void bn_lanes_store(float *to, bn_lanes value)
{
    *(bn_lanes_at *)to = value;
}

BN_INLINE bn_lanes bn_lanes_all(float value)
{
    return value - (bn_lanes){0};
}

/* The unpack instructions: elements of a and b alternate, within each 128 bits. low and high take the lower
   or the upper two numbers of a and b; low_pairs and high_pairs take them as a pair. */
#if BN_LANES == 16
#define BN_UNPACKED(a, b, i, j, k, l)                                                                        \
    __builtin_shufflevector(a, b, i, j, k, l, (i) + 4, (j) + 4, (k) + 4, (l) + 4, (i) + 8, (j) + 8, (k) + 8, \
                            (l) + 8, (i) + 12, (j) + 12, (k) + 12, (l) + 12)
#elif BN_LANES == 8
#define BN_UNPACKED(a, b, i, j, k, l)                                                                        \
    __builtin_shufflevector(a, b, i, j, k, l, (i) + 4, (j) + 4, (k) + 4, (l) + 4)
#else
#define BN_UNPACKED(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#endif

BN_INLINE bn_lanes bn_lanes_unpack_low(bn_lanes a, bn_lanes b)
{
    return BN_UNPACKED(a, b, 0, BN_LANES, 1, BN_LANES + 1);
}

BN_INLINE bn_lanes bn_lanes_unpack_high(bn_lanes a, bn_lanes b)
{
    return BN_UNPACKED(a, b, 2, BN_LANES + 2, 3, BN_LANES + 3);
}

BN_INLINE bn_lanes bn_lanes_unpack_low_pairs(bn_lanes a, bn_lanes b)
{
    return BN_UNPACKED(a, b, 0, 1, BN_LANES, BN_LANES + 1);
}

BN_INLINE bn_lanes bn_lanes_unpack_high_pairs(bn_lanes a, bn_lanes b)
{
    return BN_UNPACKED(a, b, 2, 3, BN_LANES + 2, BN_LANES + 3);
}

/* a where the mask is -1, b where it is 0. */
BN_INLINE bn_lanes bn_lanes_choice(bn_lanes_i32 mask, bn_lanes a, bn_lanes b)
{
    return (bn_lanes)((mask & (bn_lanes_i32)a) | (~mask & (bn_lanes_i32)b));
}

/* The larger, or the smaller, of a bound and x; NaN where x is NaN. */
BN_INLINE bn_lanes bn_lanes_at_least(float bound, bn_lanes x)
{
    const bn_lanes b = bn_lanes_all(bound);
#if defined(__AVX512F__)
    return (bn_lanes)_mm512_max_ps((__m512)b, (__m512)x);
#elif defined(__AVX2__)
    return (bn_lanes)_mm256_max_ps((__m256)b, (__m256)x);
#elif defined(__x86_64__)
    return (bn_lanes)_mm_max_ps((__m128)b, (__m128)x);
#else
    return bn_lanes_choice(b > x, b, x);
#endif
}

BN_INLINE bn_lanes bn_lanes_at_most(float bound, bn_lanes x)
{
    const bn_lanes b = bn_lanes_all(bound);
#if defined(__AVX512F__)
    return (bn_lanes)_mm512_min_ps((__m512)b, (__m512)x);
#elif defined(__AVX2__)
    return (bn_lanes)_mm256_min_ps((__m256)b, (__m256)x);
#elif defined(__x86_64__)
    return (bn_lanes)_mm_min_ps((__m128)b, (__m128)x);
#else
    return bn_lanes_choice(b < x, b, x);
#endif
}

BN_INLINE bn_lanes bn_lanes_sqrt(bn_lanes x)
{
#if defined(__AVX512F__)
    return (bn_lanes)_mm512_sqrt_ps((__m512)x);
#elif defined(__AVX2__)
    return (bn_lanes)_mm256_sqrt_ps((__m256)x);
#elif defined(__x86_64__)
    return (bn_lanes)_mm_sqrt_ps((__m128)x);
#elif defined(__aarch64__)
    return (bn_lanes)vsqrtq_f32((float32x4_t)x);
#else
    for (int i = 0; i < BN_LANES; i++) x[i] = __builtin_sqrtf(x[i]);
    return x;
#endif
}

#if BN_HAS_FMA && defined(__AVX512F__)

BN_INLINE bn_lanes bn_lanes_fused(bn_lanes a, bn_lanes b, bn_lanes c)
{
    return (bn_lanes)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}

#elif BN_HAS_FMA && defined(__AVX2__)

BN_INLINE bn_lanes bn_lanes_fused(bn_lanes a, bn_lanes b, bn_lanes c)
{
    return (bn_lanes)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}

#elif BN_HAS_FMA && defined(__aarch64__)

BN_INLINE bn_lanes bn_lanes_fused(bn_lanes a, bn_lanes b, bn_lanes c)
{
    return (bn_lanes)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}

#else

typedef double bn_pair __attribute__((vector_size(2 * sizeof(double))));
typedef int64_t bn_pair_bits __attribute__((vector_size(2 * sizeof(int64_t))));
typedef float bn_half __attribute__((vector_size(2 * sizeof(float))));

// bn_fused_by_double on two numbers; a comparison gives -1 where it is true
BN_INLINE bn_half bn_half_fused(bn_half a, bn_half b, bn_half c)
{
    const bn_pair x = __builtin_convertvector(a, bn_pair), y = __builtin_convertvector(b, bn_pair);
    const bn_pair z = __builtin_convertvector(c, bn_pair), zero = {0};
    const bn_pair product = x * y, sum = product + z, added = sum - product;
    const bn_pair error = (product - (sum - added)) + (z - added);
    const bn_pair_bits bits = (bn_pair_bits)sum;
    const bn_pair_bits above = error > zero, below = error<zero, positive = sum> zero;
    const bn_pair_bits even = ~bits & 1 & (above | below);
    const bn_pair_bits toward = above ^ positive; // -1: the magnitude becomes smaller
    return __builtin_convertvector((bn_pair)(bits + ((even ^ toward) - toward)), bn_half);
}

BN_INLINE bn_lanes bn_lanes_fused(bn_lanes a, bn_lanes b, bn_lanes c)
{
    const bn_half low =
        bn_half_fused(__builtin_shufflevector(a, a, 0, 1), __builtin_shufflevector(b, b, 0, 1),
                      __builtin_shufflevector(c, c, 0, 1));
    const bn_half high =
        bn_half_fused(__builtin_shufflevector(a, a, 2, 3), __builtin_shufflevector(b, b, 2, 3),
                      __builtin_shufflevector(c, c, 2, 3));
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
}

#endif

#endif
